// Keeps the two pages and what they are made of, so that they open without a network. Knows nothing of chats, pictures,
// keys or lists: only files of the build and the two page addresses are ever answered from here.

declare const self: ServiceWorkerGlobalScope;

const CACHE = "anju-build-__BUILD__";
const FILES = "__FILES__".split(",");
const KEPT = new Set(FILES);
const PATIENCE = 4000;
const REPLY = 1000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(takeOverIfFree));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld().then(() => self.clients.claim()));
});

// Sent by a page whose form has just been closed: the turn for a worker that has been waiting.
self.addEventListener("message", (event) => {
  if (event.data === "free") event.waitUntil(takeOverIfFree());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin || !KEPT.has(address.pathname)) return;
  event.respondWith(request.mode === "navigate" ? page(request, address.pathname) : file(request, address.pathname));
});

// A notice says that there is a reminder and nothing of what it is. One that comes twice takes the place of the first.
self.addEventListener("push", (event) => {
  const { title, body, tag, lang } = noticeOf(event.data);
  const look = { body, tag, lang, icon: "/icons/anju-192.png", badge: "/icons/anju-192.png" };
  event.waitUntil(self.registration.showNotification(title, look));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openChat());
});

interface Notice {
  title: string;
  body: string;
  tag: string;
  lang: string;
}

/** What the server told; something is shown in any case, for a browser takes it amiss if nothing is. */
function noticeOf(data: PushMessageData | null): Notice {
  const told = { title: "安居 Anju", body: "安居有一条提醒给您，点开看", tag: "anju", lang: "zh" };
  try {
    const said = (data?.json() ?? {}) as Partial<Record<keyof Notice, unknown>>;
    for (const name of ["title", "body", "tag", "lang"] as const) {
      const value = said[name];
      if (typeof value === "string" && value) told[name] = value;
    }
  } catch {
    // unreadable
  }
  return told;
}

async function openChat(): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const chat = windows.find((one) => new URL(one.url).pathname === "/");
  if (chat) await chat.focus();
  else await self.clients.openWindow("/");
}

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  // a house that only verifies vouchers has no chat page: the rest must still be kept
  const keep = (name: string): Promise<void> => cache.add(new Request(name, { cache: "reload", credentials: "omit" }));
  await Promise.all(FILES.map((name) => (name === "/" ? keep(name).catch(() => undefined) : keep(name))));
}

async function forgetOld(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("anju-build-") && name !== CACHE).map((name) => caches.delete(name)));
}

/** A new build waits while somebody is in the middle of something; at the latest it comes when all pages are closed. */
async function takeOverIfFree(): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const busy = await Promise.all(windows.map(isBusy));
  if (!busy.includes(true)) await self.skipWaiting();
}

/** A page that does not answer is taken to be busy while it is looked at. */
function isBusy(client: WindowClient): Promise<boolean> {
  return new Promise((answer) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event: MessageEvent<unknown>) => answer(event.data === true);
    setTimeout(() => answer(client.visibilityState === "visible"), REPLY);
    client.postMessage("busy?", [port2]);
  });
}

/** A page comes fresh where the network is quick, else from the last build that was kept. */
async function page(request: Request, path: string): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(path);
  if (!kept) return fetch(request);
  const late = new Promise<Response>((answer) => setTimeout(() => answer(kept), PATIENCE));
  const fresh = fetch(request).then((response) => (response.status >= 500 ? kept : response)).catch(() => kept);
  return Promise.race([fresh, late]);
}

async function file(request: Request, path: string): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(path);
  return kept ?? fetch(request);
}

export {};
