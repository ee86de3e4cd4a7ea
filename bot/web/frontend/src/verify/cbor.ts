// Reads one CBOR value of definite lengths, in shortest form, with nothing behind it. Made for the few hundred bytes of
// a voucher's claims: everything that no claim is made of (floats, tags, simple values) is read over and kept as OTHER.

export const OTHER: unique symbol = Symbol("a value of no interest here");

export class CborMap {
  private readonly entries = new Map<string, Item>();

  /** False if the key is there already. */
  add(key: Item, value: Item): boolean {
    const name = keyOf(key);
    if (name === null || this.entries.has(name)) return false;
    this.entries.set(name, value);
    return true;
  }

  get(key: number | string): Item | undefined {
    return this.entries.get(keyOf(key) ?? "");
  }
}

export type Item = number | string | Uint8Array | CborMap | Item[] | typeof OTHER;

export class NotCbor extends Error {}

const MAX_DEPTH = 8;
const MAX_ITEMS = 256;
const FLOAT_BYTES: Record<number, number> = { 25: 2, 26: 4, 27: 8 };
const SHORTEST: Record<number, number> = { 24: 24, 25: 0x100, 26: 0x10000, 27: 0x100000000 };

export function decode(data: Uint8Array): Item {
  const reader = new Reader(data);
  const item = reader.item(0);
  if (!reader.atEnd) throw new NotCbor("bytes left over");
  return item;
}

class Reader {
  private at = 0;
  private seen = 0;

  constructor(private readonly data: Uint8Array) {}

  get atEnd(): boolean {
    return this.at === this.data.length;
  }

  item(depth: number): Item {
    if (depth > MAX_DEPTH || ++this.seen > MAX_ITEMS) throw new NotCbor("too much");
    const head = this.unsigned(1);
    const [major, info] = [head >> 5, head & 31];
    if (major === 7) return this.simple(info);
    const argument = this.argument(info);
    switch (major) {
      case 0:
        return Number.isSafeInteger(argument) ? argument : OTHER;
      case 1:
        return Number.isSafeInteger(argument) ? -1 - argument : OTHER;
      case 2:
        return this.bytes(argument);
      case 3:
        return text(this.bytes(argument));
      case 4:
        return this.list(argument, depth);
      case 5:
        return this.map(argument, depth);
      default:
        this.item(depth + 1);
        return OTHER;
    }
  }

  private argument(info: number): number {
    if (info < 24) return info;
    const least = SHORTEST[info];
    if (least === undefined) throw new NotCbor("no definite length");
    const value = this.unsigned(1 << (info - 24));
    if (value < least) throw new NotCbor("not in shortest form");
    return value;
  }

  private simple(info: number): Item {
    if (info >= 20 && info < 24) return OTHER;
    const size = FLOAT_BYTES[info];
    if (size === undefined) throw new NotCbor("no such simple value");
    this.bytes(size);
    return OTHER;
  }

  private list(count: number, depth: number): Item[] {
    const items: Item[] = [];
    for (let index = 0; index < count; index++) items.push(this.item(depth + 1));
    return items;
  }

  private map(count: number, depth: number): CborMap {
    const map = new CborMap();
    for (let index = 0; index < count; index++) {
      const key = this.item(depth + 1);
      if (!map.add(key, this.item(depth + 1))) throw new NotCbor("a key twice, or no key");
    }
    return map;
  }

  private bytes(size: number): Uint8Array {
    const end = this.at + size;
    if (end > this.data.length) throw new NotCbor("cut off");
    const found = this.data.slice(this.at, end);
    this.at = end;
    return found;
  }

  private unsigned(size: number): number {
    return this.bytes(size).reduce((value, byte) => value * 256 + byte, 0);
  }
}

function text(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotCbor("not UTF-8");
  }
}

function keyOf(key: Item): string | null {
  if (typeof key === "number") return `number ${key}`;
  if (typeof key === "string") return `text ${key}`;
  return key instanceof Uint8Array ? `bytes ${key.join(" ")}` : null;
}
