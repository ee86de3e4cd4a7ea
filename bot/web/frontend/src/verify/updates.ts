// Tells a new service worker whether somebody is in the middle of something on this page, and when that is over.

let busy = false;

export function beBusy(now: boolean): void {
  const over = busy && !now;
  busy = now;
  if (over && "serviceWorker" in navigator) void callWaiting();
}

export function answerWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (event.data === "busy?") event.ports[0]?.postMessage(busy);
  });
  navigator.serviceWorker.startMessages?.();
}

async function callWaiting(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  registration?.waiting?.postMessage("free");
}
