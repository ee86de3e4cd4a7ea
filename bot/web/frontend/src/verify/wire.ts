// Asks the service, and says how it did not answer. Only ids and short codes are ever sent, never a voucher.

export type Silence = "offline" | "busy" | "no_answer";

export type Answer = { body: Record<string, unknown>; text: string } | { silence: Silence; retryAfter: number };

const PATIENCE = 6000;

export async function ask(path: string, options: RequestInit = {}): Promise<Answer> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(path, { ...options, cache: "no-store", signal: stop.signal });
    const text = await response.text();
    const body: unknown = parsed(text);
    if (response.ok && isRecord(body)) return { body, text };
    if (response.status === 429) return { silence: "busy", retryAfter: seconds(isRecord(body) ? body["retry_after"] : null) };
    return { silence: "no_answer", retryAfter: 0 };
  } catch {
    return { silence: stop.signal.aborted && navigator.onLine ? "no_answer" : "offline", retryAfter: 0 };
  } finally {
    clearTimeout(timer);
  }
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
