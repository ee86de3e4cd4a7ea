// Small things about bytes that browsers leave to everybody.

// what WebCrypto takes: not one over shared memory
export type Bytes = Uint8Array<ArrayBuffer>;

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function startsWith(data: Uint8Array, start: readonly number[], at = 0): boolean {
  return start.every((byte, index) => data[at + index] === byte);
}

export function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The bytes of base64url without padding; null if it is something else. */
export function fromBase64url(text: string): Bytes | null {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const data = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) data[index] = binary.charCodeAt(index);
  return data;
}

/** The big-endian bytes of a decimal number without leading zeros. By hand: old phones have no BigInt. */
export function fromDecimal(digits: string): Bytes {
  const little: number[] = [];
  for (let at = 0; at < digits.length; at += 6) {
    const group = digits.slice(at, at + 6);
    const scale = 10 ** group.length;
    let carry = Number(group);
    for (let index = 0; index < little.length; index++) {
      const value = (little[index] ?? 0) * scale + carry;
      little[index] = value & 0xff;
      carry = value >> 8;
    }
    for (; carry > 0; carry >>= 8) little.push(carry & 0xff);
  }
  return new Uint8Array(little.reverse());
}
