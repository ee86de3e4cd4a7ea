// The district's public keys as published. Of a key only what ES256 needs is taken over, whatever else stands with it.
import { instant, isRecord } from "./wire";

export interface Keys {
  byId: Map<string, CryptoKey>;
  asOf: number;
}

const ES256: EcKeyImportParams = { name: "ECDSA", namedCurve: "P-256" };

export async function keysIn(body: Record<string, unknown>): Promise<Keys | null> {
  const [asOf, listed] = [instant(body["as_of"]), body["keys"]];
  if (asOf === null || !Array.isArray(listed)) return null;
  const byId = new Map<string, CryptoKey>();
  for (const jwk of listed as unknown[]) {
    const found = await keyIn(jwk);
    if (found) byId.set(found.kid, found.key);
  }
  return { byId, asOf };
}

export function isSignedBy(key: CryptoKey, signature: BufferSource, signed: BufferSource): Promise<boolean> {
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, signed);
}

async function keyIn(jwk: unknown): Promise<{ kid: string; key: CryptoKey } | null> {
  if (!isRecord(jwk) || jwk["kty"] !== "EC" || jwk["crv"] !== "P-256" || jwk["alg"] !== "ES256") return null;
  const { kid, x, y } = jwk;
  if (typeof kid !== "string" || !kid || typeof x !== "string" || typeof y !== "string") return null;
  try {
    const key = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x, y }, ES256, false, ["verify"]);
    return { kid, key };
  } catch {
    return null;
  }
}
