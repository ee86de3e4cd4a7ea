// The register as this phone knows it: what it answers now, and the keys and lists kept from the last time it did.
// Kept in the browser's cache storage, apart from the pages, which are the service worker's.
import { hex } from "./bytes";
import { type Keys, keysIn } from "./keys";
import { type Lists, listsIn } from "./lists";
import { type Answer, ask, instant, isRecord, type Said, type Silence } from "./wire";

const KEYS = "/.well-known/voucher-keys.json";
const LISTS = "/api/vouchers/revoked";
const STORE = "anju-register";
const KEYS_LAST = 0; // seconds: a revoked key is gone from the next set
const LISTS_LAST = 60;

export const STATES = ["valid", "superseded", "ended", "revoked", "expired", "unknown"] as const;

export type State = (typeof STATES)[number];

export interface Told {
  state: State;
  asOf: number;
  body: Record<string, unknown>;
}

export interface Silent {
  silence: Silence;
  retryAfter: number;
}

/** The newest there is; `silence` says why it is not of this minute. */
export interface Known<T> {
  value: T;
  silence: Silence | null;
}

export interface Ages {
  keys: number | null;
  lists: number | null;
}

export class Register {
  private readonly keySet = new Kept<Keys>(KEYS, KEYS_LAST, keysIn);
  private readonly listSet = new Kept<Lists>(LISTS, LISTS_LAST, async (body) => listsIn(body));

  keys(): Promise<Known<Keys> | null> {
    return this.keySet.newest();
  }

  lists(): Promise<Known<Lists> | null> {
    return this.listSet.newest();
  }

  /** Both, as new as the network allows; when each was made. */
  async refresh(): Promise<Ages> {
    const [keys, lists] = await Promise.all([this.keys(), this.lists()]);
    return { keys: keys?.value.asOf ?? null, lists: lists?.value.asOf ?? null };
  }

  /** When the service last said anything that is kept here, in its own time. */
  newest(): number {
    return Math.max(this.keySet.value?.asOf ?? 0, this.listSet.value?.asOf ?? 0);
  }

  async state(id: Uint8Array): Promise<Told | Silent> {
    return told(await ask(`/api/vouchers/${hex(id)}`));
  }

  async code(code: string): Promise<Told | Silent> {
    const headers = { "Content-Type": "application/json" };
    return told(await ask("/api/vouchers/code", { method: "POST", headers, body: JSON.stringify({ code }) }));
  }
}

function told(answer: Answer): Told | Silent {
  if ("silence" in answer) return answer;
  const state = STATES.find((one) => one === answer.body["state"]);
  const asOf = instant(answer.body["as_of"]);
  return state && asOf !== null ? { state, asOf, body: answer.body } : { silence: "no_answer", retryAfter: 0 };
}

/** One published file: asked for once at a time, and the last good one kept. */
class Kept<T extends { asOf: number }> {
  value: T | null = null;
  private said: Said | null = null;
  private under: Promise<Silence | null> | null = null;

  constructor(
    private readonly path: string,
    private readonly lasts: number,
    private readonly read: (body: Record<string, unknown>) => Promise<T | null>,
  ) {}

  async newest(): Promise<Known<T> | null> {
    if (this.value && Math.abs(Date.now() / 1000 - this.value.asOf) < this.lasts) return { value: this.value, silence: null };
    this.under ??= this.fetch();
    const silence = await this.under;
    this.under = null;
    return this.value && { value: this.value, silence };
  }

  private async fetch(): Promise<Silence | null> {
    if (!this.said) await this.fromStore();
    const answer = await ask(this.path, {}, this.said);
    if ("silence" in answer) return answer.silence;
    if (!(await this.take(answer))) return "no_answer";
    await this.intoStore(answer);
    return null;
  }

  /** Whether it could be read; what cannot is not kept. */
  private async take(said: Said): Promise<boolean> {
    const value = await this.read(said.body);
    if (value) [this.value, this.said] = [value, said];
    return value !== null;
  }

  private async intoStore({ body, mark }: Said): Promise<void> {
    try {
      const store = await caches.open(STORE);
      const headers = { "Content-Type": "application/json", ...(mark ? { ETag: mark } : {}) };
      await store.put(this.path, new Response(JSON.stringify(body), { headers }));
    } catch {
      // no room or private browsing: then it is known until the page is closed
    }
  }

  private async fromStore(): Promise<void> {
    try {
      const kept = await (await caches.open(STORE)).match(this.path);
      const body: unknown = await kept?.json();
      if (kept && isRecord(body)) await this.take({ body, mark: kept.headers.get("ETag") });
    } catch {
      // nothing kept, or nothing readable
    }
  }
}
