// The ids that are no longer valid before their time, as the first eight bytes of each, one behind the other.
import { fromBase64url, startsWith } from "./bytes";
import { instant } from "./wire";

// the worse state first: an id on two lists is told as the worse
export const CLOSED = ["revoked", "ended", "superseded"] as const;

export type Closed = (typeof CLOSED)[number];

export interface Lists {
  ids: Record<Closed, Uint8Array>;
  asOf: number;
}

const PREFIX = 8;

export function listsIn(body: Record<string, unknown>): Lists | null {
  const asOf = instant(body["as_of"]);
  const [revoked, ended, superseded] = CLOSED.map((name) => idsIn(body[name]));
  return asOf !== null && revoked && ended && superseded ? { ids: { revoked, ended, superseded }, asOf } : null;
}

export function closedState(lists: Lists, id: Uint8Array): Closed | null {
  const prefix = Array.from(id.slice(0, PREFIX));
  return CLOSED.find((name) => contains(lists.ids[name], prefix)) ?? null;
}

function idsIn(text: unknown): Uint8Array | null {
  const ids = typeof text === "string" ? fromBase64url(text) : null;
  return ids && ids.length % PREFIX === 0 ? ids : null;
}

function contains(ids: Uint8Array, prefix: readonly number[]): boolean {
  for (let at = 0; at < ids.length; at += PREFIX) if (startsWith(ids, prefix, at)) return true;
  return false;
}
