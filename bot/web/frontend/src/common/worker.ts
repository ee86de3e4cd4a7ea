// Registers the service worker. A page without one works too, only not without a network.

export function registerWorker(): void {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  const register = (): void => {
    navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => undefined);
  };
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register, { once: true });
}
