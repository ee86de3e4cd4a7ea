// One socket that is always being opened again: growing pauses, at once when the network or the person comes back, and a
// watch over silence, because a phone's socket dies without saying so. Knows nothing of what the frames mean.
import { readFrame, type ServerFrame } from "./protocol";

export type Link = "connecting" | "online" | "offline";

const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 30_000;
const OPENING_LIMIT = 12_000;
const PING_AFTER = 20_000;
const DEAD_AFTER = 45_000;
const PROBE_LIMIT = 6_000;
const STEADY_AFTER = 10_000;
const RENEWALS = 6;

export class Connection {
  private welcomed = false;
  private socket: WebSocket | null = null;
  private attempts = 0;
  private session = false;
  /** Good for the new cookie of a chat whose old one has just been ended. */
  private ticket: string | null = null;
  private held: ServerFrame[] = [];
  private opening = false;
  private heard = 0;
  private retry = 0;
  private steadyTimer = 0;
  private deadline = 0;

  constructor(
    private readonly hello: () => object,
    private readonly received: (frame: ServerFrame) => void,
    private readonly changed: () => void,
    private readonly renewed: () => void,
  ) {}

  get state(): Link {
    if (this.welcomed) return "online";
    return this.attempts > 2 || !navigator.onLine ? "offline" : "connecting";
  }

  start(): void {
    window.addEventListener("online", () => this.wake());
    window.addEventListener("offline", () => this.probe());
    window.addEventListener("pageshow", (event) => event.persisted && this.wake());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
    setInterval(() => this.watch(), 2_000);
    void this.open();
  }

  /** Whether the frame went out; a frame that did not is not lost, its letter stays. */
  send(frame: object): boolean {
    if (!this.welcomed || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  private async open(): Promise<void> {
    if (this.opening || this.socket) return;
    this.opening = true;
    window.clearTimeout(this.retry);
    try {
      if (!this.session || this.ticket) await this.openSession();
      this.session = true;
      this.openSocket();
    } catch {
      this.failed();
    } finally {
      this.opening = false;
    }
  }

  private async openSession(): Promise<void> {
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), OPENING_LIMIT);
    const { ticket } = this;
    const body = ticket ? { body: JSON.stringify({ ticket }), headers: { "Content-Type": "application/json" } } : {};
    try {
      const answer = await fetch("/api/chat/session", { method: "POST", credentials: "same-origin", signal: stop.signal, ...body });
      if (!answer.ok) throw new Error(`session ${answer.status}`);
      if (ticket === this.ticket) this.ticket = null;
    } finally {
      clearTimeout(limit);
    }
  }

  private openSocket(): void {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
    this.socket = socket;
    this.deadline = Date.now() + OPENING_LIMIT;
    socket.onopen = () => socket.send(JSON.stringify(this.hello()));
    socket.onmessage = (event) => this.take(event.data);
    socket.onclose = () => this.drop();
  }

  private take(data: unknown): void {
    this.heard = Date.now();
    this.deadline = 0;
    const frame = readFrame(data);
    if (!frame) return;
    if (frame.t === "renew") return void this.renew(frame.ticket);
    if (this.ticket) this.held.push(frame);
    else this.pass(frame);
  }

  private pass(frame: ServerFrame): void {
    if (frame.t === "welcome") {
      this.welcomed = true;
      this.steadyTimer = window.setTimeout(() => this.steady(), STEADY_AFTER);
    }
    this.received(frame);
    if (frame.t === "welcome") this.changed();
  }

  /** Fetch the new cookie; what comes meanwhile waits, for its pictures open only with it. */
  private async renew(ticket: string): Promise<void> {
    this.ticket = ticket;
    for (let tries = 1; this.ticket && tries <= RENEWALS; tries += 1) {
      await this.openSession().catch(() => new Promise((later) => setTimeout(later, FIRST_PAUSE * 2 ** tries)));
    }
    this.ticket = null;
    for (const frame of this.held.splice(0)) this.pass(frame);
    this.renewed();
  }

  /** It works: the next pause may be short again. A socket that dies over every letter never gets here. */
  steady(): void {
    this.attempts = 0;
  }

  private drop(): void {
    const socket = this.socket;
    if (!socket) return;
    window.clearTimeout(this.steadyTimer);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this.socket = null;
    if (!this.welcomed) this.session = false;
    this.welcomed = false;
    this.failed();
  }

  private failed(): void {
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.attempts) * (0.75 + Math.random() / 2);
    this.attempts += 1;
    window.clearTimeout(this.retry);
    this.retry = window.setTimeout(() => void this.open(), pause);
    this.changed();
  }

  /** The person or the network is back: do not wait for the next round. */
  private wake(): void {
    if (this.socket) {
      if (Date.now() - this.heard > 3_000) this.probe();
      return;
    }
    this.attempts = Math.min(this.attempts, 2);
    void this.open();
  }

  private probe(): void {
    this.changed();
    if (!this.socket || this.deadline) return;
    this.deadline = Date.now() + PROBE_LIMIT;
    this.ping();
  }

  private watch(): void {
    if (!this.socket) return;
    const quiet = Date.now() - this.heard;
    if ((this.deadline && Date.now() > this.deadline) || (this.welcomed && quiet > DEAD_AFTER)) this.drop();
    else if (this.welcomed && quiet > PING_AFTER) this.ping();
  }

  private ping(): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send('{"t":"ping"}');
  }
}
