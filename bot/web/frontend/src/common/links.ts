// The only addresses that a message may lead to. Everything else is shown as words.

export const WEB = ["http:", "https:"];
const SCHEMES = [...WEB, "mailto:", "tel:"];

export function safeLink(address: unknown, schemes: readonly string[] = SCHEMES): string | null {
  if (typeof address !== "string" || address.length > 2048) return null;
  try {
    const found = new URL(address, location.origin);
    return schemes.includes(found.protocol) ? found.href : null;
  } catch {
    return null;
  }
}

/** A picture or a document of the chat comes from the same server, never from elsewhere. */
export function ownFile(address: unknown): string | null {
  if (typeof address !== "string") return null;
  try {
    const found = new URL(address, location.origin);
    return found.origin === location.origin && found.pathname.startsWith("/api/chat/") ? found.pathname + found.search : null;
  } catch {
    return null;
  }
}
