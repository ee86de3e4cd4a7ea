// What the person did and the server has not confirmed yet. Every letter lies under its own key in localStorage, so tabs
// can put letters in without a lock; numbers are given only by the tab whose turn it is (see turn.ts), at the moment of
// sending, and are stored before the frame leaves. A letter goes only when it is acknowledged or refused.

export type Content =
  | { t: "say"; text: string }
  | { t: "press"; message: number; data: string }
  | { t: "edit"; of: number; text: string }
  | { t: "photo"; caption: string; file?: string };

export interface Letter {
  key: string;
  n?: number;
  content: Content;
}

const PREFIX = "anju.out.";
const NEXT = "anju.next";

export class Outbox {
  private letters_: Letter[] | null = null;
  private lastStamp = 0;
  private serial = 0;
  private readonly watchers: (() => void)[] = [];

  constructor(private readonly store: Storage) {
    window.addEventListener("storage", (event) => {
      if (event.key === null || event.key.startsWith(PREFIX)) this.changed();
    });
  }

  watch(act: () => void): void {
    this.watchers.push(act);
  }

  /** All letters in the order in which they were written. */
  get letters(): readonly Letter[] {
    this.letters_ ??= this.readAll();
    return this.letters_;
  }

  byNumber(n: number): Letter | undefined {
    return this.letters.find((one) => one.n === n);
  }

  get(key: string): Letter | undefined {
    return this.letters.find((one) => one.key === key);
  }

  /** A key that sorts behind all earlier ones, even when the clock was set back. */
  newKey(): string {
    const newest = this.letters[this.letters.length - 1]?.key ?? "";
    const stamp = Math.max(Date.now(), this.lastStamp, Number(newest.slice(PREFIX.length, PREFIX.length + 15)) || 0);
    this.serial = stamp === this.lastStamp ? this.serial + 1 : this.serial;
    this.lastStamp = stamp;
    const mark = Math.floor(Math.random() * 36 ** 6).toString(36);
    return `${PREFIX}${String(stamp).padStart(15, "0")}.${String(this.serial).padStart(6, "0")}.${mark}`;
  }

  add(content: Content, key: string = this.newKey()): Letter {
    const letter: Letter = { key, content };
    this.put(letter);
    return letter;
  }

  put(letter: Letter): void {
    const { key, ...rest } = letter;
    this.store.setItem(key, JSON.stringify(rest));
    this.changed();
  }

  remove(key: string): void {
    this.store.removeItem(key);
    this.changed();
  }

  /** Give a letter the next number, for ever. Only for the tab whose turn it is. */
  number(letter: Letter): Letter & { n: number } {
    if (letter.n !== undefined) return letter as Letter & { n: number };
    const numbered = { ...letter, n: this.next };
    this.store.setItem(NEXT, String(numbered.n + 1));
    this.put(numbered);
    return numbered;
  }

  /** The server expects this number next: never go below it. */
  expect(n: number): void {
    if (n > this.next) this.store.setItem(NEXT, String(n));
  }

  private get next(): number {
    const known = Number(this.store.getItem(NEXT));
    const used = this.letters.map((one) => one.n ?? 0);
    return Math.max(Number.isSafeInteger(known) ? known : 1, 1, ...used.map((n) => n + 1));
  }

  private changed(): void {
    this.letters_ = null;
    for (const act of this.watchers) act();
  }

  private readAll(): Letter[] {
    const found: Letter[] = [];
    for (let index = 0; index < this.store.length; index += 1) {
      const key = this.store.key(index);
      const letter = key?.startsWith(PREFIX) ? read(key, this.store.getItem(key)) : null;
      if (letter) found.push(letter);
    }
    return found.sort((one, two) => (one.key < two.key ? -1 : 1));
  }
}

function read(key: string, text: string | null): Letter | null {
  try {
    const raw = JSON.parse(text ?? "") as Partial<Letter>;
    if (typeof raw.content?.t !== "string") return null;
    const letter: Letter = { key, content: raw.content };
    if (Number.isSafeInteger(raw.n)) letter.n = raw.n as number;
    return letter;
  } catch {
    return null;
  }
}

/** localStorage, or a memory of this page where the browser refuses it. */
export function openStore(): Storage {
  try {
    const probe = `${PREFIX}probe`;
    localStorage.setItem(probe, "{}");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return new PageMemory() as unknown as Storage;
  }
}

class PageMemory {
  private readonly items = new Map<string, string>();
  get length(): number {
    return this.items.size;
  }
  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}
