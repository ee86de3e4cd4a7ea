// Asks the service, and says how it did not answer. Only ids and short codes are ever sent, never a voucher.

export type Silence = "offline" | "busy" | "no_answer";

/** What was said, and the mark by which to ask whether it still holds. */
export interface Said {
  body: Record<string, unknown>;
  mark: string | null;
}

export type Answer = Said | { silence: Silence; retryAfter: number };

const PATIENCE = 6000;

/** With `before`, what was said the last time: then the service may answer only that it still holds, and as of when. */
export async function ask(path: string, options: RequestInit = {}, before: Said | null = null): Promise<Answer> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const known = before?.mark ? { headers: { "If-None-Match": before.mark } } : {};
    const response = await fetch(path, { ...known, ...options, cache: "no-store", signal: stop.signal });
    if (response.status === 304 && before) return stillHolds(before, response);
    const body: unknown = parsed(await response.text());
    if (response.ok && isRecord(body)) return { body, mark: response.headers.get("ETag") };
    if (response.status === 429) return { silence: "busy", retryAfter: seconds(isRecord(body) ? body["retry_after"] : null) };
    return { silence: "no_answer", retryAfter: 0 };
  } catch {
    return { silence: stop.signal.aborted && navigator.onLine ? "no_answer" : "offline", retryAfter: 0 };
  } finally {
    clearTimeout(timer);
  }
}

function stillHolds({ body, mark }: Said, response: Response): Said {
  return { body: { ...body, as_of: Number(response.headers.get("Anju-As-Of")) }, mark };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Unix seconds, as every answer has them; null for anything else. */
export function instant(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function seconds(value: unknown): number {
  return typeof value === "number" && value > 0 ? Math.min(Math.ceil(value), 86400) : 60;
}
