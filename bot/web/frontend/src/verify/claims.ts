// What a signed payload says. Claims that are not listed are ignored; one that is missing or of another type makes the
// whole voucher not genuine.
import { isoDay } from "../common/dates";
import { CborMap, decode, type Item, NotCbor } from "./cbor";

const ISS = 1;
const EXP = 4;
const IAT = 6;
const CTI = 7;
const HOLDER = -65537;
const ID_BYTES = 16;
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

export function claimsIn(payload: Uint8Array): Claims | null {
  let claims: Item;
  try {
    claims = decode(payload);
  } catch (error) {
    if (error instanceof NotCbor) return null;
    throw error;
  }
  if (!(claims instanceof CborMap)) return null;
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

function isTime(value: Item | undefined): value is number {
  return typeof value === "number" && value >= FIRST_SECOND && value <= LAST_SECOND;
}
