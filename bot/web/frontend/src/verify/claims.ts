// What a signed payload says: a voucher, or a paper of the house. The two are told apart by their private claim alone; a
// payload with both is neither. Claims that are not listed are ignored; one that is missing or of another type makes the
// whole message not genuine.
import { isoDay } from "../common/dates";
import { hex } from "./bytes";
import { CborMap, decode, type Item, NotCbor } from "./cbor";

const ISS = 1;
const EXP = 4;
const IAT = 6;
const CTI = 7;
const HOLDER = -65537;
const PAPER = -65538;
const ID_BYTES = 16;
const DIGEST_BYTES = 16;
const KIND = /^[a-z_]{1,24}$/;
const NUMBER = /^[A-Z0-9-]{1,32}$/;
const FIRST_SECOND = -62135596800; // of the year 1
const LAST_SECOND = 253402300799; // of the year 9999

export interface Claims {
  id: Uint8Array;
  expiresAt: number;
  name: string;
  document: string;
  address: string;
  registeredOn: string;
}

/** A paper names nobody and ends with no day: its code vouches for these, and for nothing else that stands on it. */
export interface Paper {
  kind: string;
  number: string;
  issuedAt: number;
  checkCode: string;
}

export function saidBy(payload: Uint8Array): { voucher: Claims } | { paper: Paper } | null {
  let claims: Item;
  try {
    claims = decode(payload);
  } catch (error) {
    if (error instanceof NotCbor) return null;
    throw error;
  }
  if (!(claims instanceof CborMap)) return null;
  if (claims.get(PAPER) !== undefined) {
    const paper = claims.get(HOLDER) === undefined ? paperIn(claims) : null;
    return paper && { paper };
  }
  const voucher = voucherIn(claims);
  return voucher && { voucher };
}

function voucherIn(claims: CborMap): Claims | null {
  const holder = claims.get(HOLDER);
  if (!(holder instanceof CborMap) || typeof claims.get(ISS) !== "string") return null;
  const issuedAt = claims.get(IAT);
  const expiresAt = claims.get(EXP);
  const id = claims.get(CTI);
  if (!isTime(issuedAt) || !isTime(expiresAt) || expiresAt <= issuedAt) return null;
  if (!(id instanceof Uint8Array) || id.length !== ID_BYTES) return null;
  const texts = ["n", "d", "a", "r"].map((name) => holder.get(name));
  if (!texts.every((one): one is string => typeof one === "string")) return null;
  const [name = "", document = "", address = "", registeredOn = ""] = texts;
  if (isoDay(registeredOn) === null) return null;
  return { id, expiresAt, name, document, address, registeredOn };
}

/** With a time of expiry it is none of ours: that claim is known, so it may not be passed over. */
function paperIn(claims: CborMap): Paper | null {
  const said = claims.get(PAPER);
  const issuedAt = claims.get(IAT);
  if (!(said instanceof CborMap) || typeof claims.get(ISS) !== "string" || !isTime(issuedAt)) return null;
  const [kind, number, digest] = [said.get("k"), said.get("no"), said.get("h")];
  if (typeof kind !== "string" || !KIND.test(kind) || typeof number !== "string" || !NUMBER.test(number)) return null;
  if (!(digest instanceof Uint8Array) || digest.length !== DIGEST_BYTES || claims.get(EXP) !== undefined) return null;
  const shown = hex(digest).slice(0, 10).toUpperCase();
  return { kind, number, issuedAt, checkCode: `${shown.slice(0, 5)}-${shown.slice(5)}` };
}

function isTime(value: Item | undefined): value is number {
  return typeof value === "number" && value >= FIRST_SECOND && value <= LAST_SECOND;
}
