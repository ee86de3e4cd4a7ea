// Read by WebPerson and run in the page: tells what a person sees as plain data, and reports every change.
// The agreement with the page: role="log" holds [data-message-id] with data-from "bot" | "me"; buttons and links
// are real <button> and <a>; the keyboard under the input is [data-keyboard]; busy is aria-busy on the log; what is kept in sight has a [data-pinned] each.
(() => {
  if (window.anjuEyes || window.top !== window) return;
  const rows = (holder, picked) => {
    const buttons = [...holder.querySelectorAll(picked)].filter((one) => one.offsetParent !== null);
    const tops = [...new Set(buttons.map((one) => Math.round(one.getBoundingClientRect().top)))].sort((a, b) => a - b);
    return buttons.map((one) => {
      const row = tops.indexOf(Math.round(one.getBoundingClientRect().top));
      return { label: one.innerText.trim(), row, url: one.href || "" };
    });
  };
  const words = (bubble) => {
    const text = bubble.querySelector("[data-text]");
    return (text ? text.innerText : "").trim();
  };
  const bubble = (node) => {
    const picture = node.querySelector("img[data-picture]");
    const paper = node.querySelector("a[data-document]");
    return {
      key: Number(node.dataset.messageId),
      mine: node.dataset.from === "me",
      text: words(node),
      buttons: rows(node, "[data-inline] button, [data-inline] a"),
      picture: picture ? picture.src : "",
      document: paper ? { name: paper.querySelector("[data-name]").innerText, address: paper.href } : null,
    };
  };
  const log = () => document.querySelector('[role="log"]');
  window.anjuEyes = () => ({
    bubbles: [...(log()?.querySelectorAll("[data-message-id]") ?? [])].map(bubble),
    keyboard: [...document.querySelectorAll("[data-keyboard]")].flatMap((one) => rows(one, "button")),
    pinned: document.querySelectorAll("[data-pinned]").length,
    busy: log()?.getAttribute("aria-busy") === "true",
  });
  const flash = '[role="status"], [role="alert"]';
  const noticed = new WeakMap();
  const look = () => {
    for (const one of document.querySelectorAll(flash)) {
      const text = one.innerText.trim();
      if (text && noticed.get(one) !== text) window.anjuToast(text);
      noticed.set(one, text);
    }
    window.anjuChanged();
  };
  const watch = () => {
    new MutationObserver(look).observe(document.documentElement, {
      subtree: true, childList: true, characterData: true, attributes: true,
    });
    look();
  };
  if (document.documentElement) watch();
  else document.addEventListener("readystatechange", watch, { once: true });
})();
