// Tells a new service worker whether somebody is in the middle of something on this page, and when that is over.

const reasons = new Set<string>();

export function beBusy(reason: string, now: boolean): void {
  const before = reasons.size;
  if (now) reasons.add(reason);
  else reasons.delete(reason);
  if (before > 0 && reasons.size === 0 && "serviceWorker" in navigator) void callWaiting();
}

export function answerWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (event.data === "busy?") event.ports[0]?.postMessage(reasons.size > 0);
  });
  navigator.serviceWorker.startMessages?.();
}

async function callWaiting(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  registration?.waiting?.postMessage("free");
}
