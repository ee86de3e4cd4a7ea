// The voucher's text → its message → header, payload and signature. One form only, the one that the service writes;
// whatever deviates by a byte is refused before anything in it is read. Signatures are not checked here.
import { type Bytes, concat, fromDecimal, startsWith } from "./bytes";

const MAX_TOKEN = 1024;
const MARK = 1;
const MAX_DIGITS = 2467; // of the largest number of a mark and 1024 bytes
const MAX_TEXT = 2 * MAX_DIGITS + 500;

const TAG_18_OF_4 = [0xd2, 0x84];
const ES256_AND_KID = [0xa2, 0x01, 0x26, 0x04]; // a map of two: 1 (alg): -7, 4 (kid): …
const NO_UNPROTECTED = 0xa0;
const SIGNATURE_64 = [0x58, 0x40];
const CONTEXT = Uint8Array.of(0x84, 0x6a, ...Array.from("Signature1", (sign) => sign.charCodeAt(0)));
const NO_AAD = Uint8Array.of(0x40);

const IGNORED = /[ \t\r\n\v\f\u00a0\u2007\u202f\u3000\u200b\u200c\u200d\u2060\ufeff]/g;
const FULL_WIDTH = /[\uff03\uff10-\uff19]/g;

export interface Envelope {
  kid: string;
  payload: Bytes;
  signature: Bytes;
  toBeSigned: Bytes;
}

/** The message in a voucher's text, with or without the address in front; null if the text is not a voucher's. */
export function fromText(text: string): Bytes | null {
  if (text.length > MAX_TEXT) return null;
  const cleaned = text
    .replace(IGNORED, "")
    .replace(FULL_WIDTH, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
  const digits = cleaned.slice(cleaned.lastIndexOf("#") + 1);
  if (digits.length > MAX_DIGITS || !/^[1-9][0-9]*$/.test(digits)) return null;
  const data = fromDecimal(digits);
  return data[0] === MARK && data.length > 1 ? data.slice(1) : null;
}

/** The parts of a message; null if it is not in the one form, with ES256 and a key id and no further header. */
export function takeApart(token: Uint8Array): Envelope | null {
  if (token.length > MAX_TOKEN || !startsWith(token, TAG_18_OF_4)) return null;
  const header = byteString(token, TAG_18_OF_4.length);
  if (!header || token[header.end] !== NO_UNPROTECTED) return null;
  const payload = byteString(token, header.end + 1);
  if (!payload || !startsWith(token, SIGNATURE_64, payload.end)) return null;
  if (token.length !== payload.end + SIGNATURE_64.length + 64) return null;
  const kid = keyId(header.bytes);
  if (kid === null) return null;
  const signed = concat(CONTEXT, token.slice(TAG_18_OF_4.length, header.end), NO_AAD, token.slice(header.end + 1, payload.end));
  return { kid, payload: payload.bytes, signature: token.slice(-64) as Bytes, toBeSigned: signed };
}

function keyId(header: Uint8Array): string | null {
  if (!startsWith(header, ES256_AND_KID)) return null;
  const kid = byteString(header, ES256_AND_KID.length);
  if (!kid || kid.end !== header.length || kid.bytes.some((byte) => byte > 127)) return null;
  return String.fromCharCode(...kid.bytes);
}

/** The byte string at this place and the place behind it; null if there is none in shortest form. */
function byteString(data: Uint8Array, at: number): { bytes: Bytes; end: number } | null {
  const [head = 0, first = 0, second = 0] = data.slice(at, at + 3);
  let [start, size] = [0, 0];
  if (head >= 0x40 && head < 0x58) [start, size] = [at + 1, head - 0x40];
  else if (head === 0x58 && first >= 24) [start, size] = [at + 2, first];
  else if (head === 0x59 && first > 0) [start, size] = [at + 3, first * 256 + second];
  else return null;
  const end = start + size;
  return end <= data.length ? { bytes: data.slice(start, end) as Bytes, end } : null;
}
