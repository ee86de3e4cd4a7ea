// Whether this browser tells of a reminder while the chat is closed: asked for by a button, told to the server again at
// every visit, ended here or in the chat. Without a push service in the browser there is nothing of it to be seen.

const ADDRESS = "/api/chat/notices";
const ASKED = "anju-notices";

export type Ring = "unable" | "off" | "on" | "denied";

export class Ringing {
  state: Ring = "unable";
  /** Whether the person has been asked once in this browser. */
  asked = remembered();
  /** Whether there is something to be reminded of. */
  awaits = false;
  private key = "";

  constructor(private readonly changed: () => void) {}

  /** Find out how it stands, and tell the server of this browser again, for it may have forgotten it. */
  async look(): Promise<void> {
    try {
      const manager = await pushManager();
      if (!manager) return;
      const { key, on, awaits } = await asked("GET");
      if (typeof key !== "string") return;
      this.key = key;
      this.awaits = awaits === true;
      const held = await manager.getSubscription();
      if (held && !(on && Notification.permission === "granted" && (await this.again(manager, held)))) await held.unsubscribe();
      this.become((await manager.getSubscription()) ? "on" : "off");
    } catch {
      // without the server or the push service it stays as it is
    }
  }

  /** Only ever from a button: the browser asks the person now. */
  async begin(): Promise<boolean> {
    this.forgetAsking();
    try {
      const manager = await pushManager();
      if (!manager || (await Notification.requestPermission()) !== "granted") return this.become("off");
      const { on } = await asked("POST", { subscription: await this.subscribed(manager) });
      return this.become(on === true ? "on" : "off");
    } catch {
      return this.become("off");
    }
  }

  async end(): Promise<void> {
    const held = await (await pushManager())?.getSubscription();
    if (held) {
      await held.unsubscribe();
      await asked("DELETE", { endpoint: held.endpoint }).catch(() => undefined);
    }
    this.become("off");
  }

  /** Something was done in the chat: perhaps there is a reminder to come now. */
  async lookWhetherToAsk(): Promise<void> {
    if (this.state !== "off" || this.asked || this.awaits) return;
    this.awaits = (await asked("GET").catch(() => ({ awaits: false }))).awaits === true;
    this.changed();
  }

  forgetAsking(): void {
    this.asked = true;
    try {
      localStorage.setItem(ASKED, "1");
    } catch {
      // it is asked again another day
    }
    this.changed();
  }

  /** Whether the server still wants to hear of this browser; a subscription under another key is made anew. */
  private async again(manager: PushManager, held: PushSubscription): Promise<boolean> {
    const same = sameKey(held.options.applicationServerKey, this.key);
    if (!same) await held.unsubscribe();
    const now = same ? held : await this.subscribed(manager);
    return (await asked("POST", { subscription: now, again: true })).on === true;
  }

  private subscribed(manager: PushManager): Promise<PushSubscription> {
    return manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(this.key) });
  }

  private become(state: Ring): boolean {
    this.state = state === "off" && Notification.permission === "denied" ? "denied" : state;
    this.changed();
    return this.state === "on";
  }
}

async function pushManager(): Promise<PushManager | null> {
  if (!window.isSecureContext || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return null;
  return (await navigator.serviceWorker.ready).pushManager;
}

async function asked(method: string, told?: object): Promise<Record<string, unknown>> {
  const body = told ? { body: JSON.stringify(told), headers: { "Content-Type": "application/json" } } : {};
  const answer = await fetch(ADDRESS, { method, credentials: "same-origin", ...body });
  if (!answer.ok) throw new Error(`notices ${answer.status}`);
  return (await answer.json()) as Record<string, unknown>;
}

function remembered(): boolean {
  try {
    return localStorage.getItem(ASKED) !== null;
  } catch {
    return true;
  }
}

function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const plain = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = new Uint8Array(plain.length);
  for (let at = 0; at < plain.length; at += 1) bytes[at] = plain.charCodeAt(at);
  return bytes;
}

function sameKey(held: ArrayBuffer | null, key: string): boolean {
  if (!held) return true;
  const [has, wants] = [new Uint8Array(held), bytesOf(key)];
  return has.length === wants.length && has.every((byte, at) => byte === wants[at]);
}
