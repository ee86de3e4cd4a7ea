// Carries letters to the server one at a time and in order: photo up first, then number, then frame, and the next one
// only after the answer. Only the tab whose turn it is does so. After a lost connection the same letter goes again under
// the same number, and the server knows it.
import type { Outbox, Letter } from "./outbox";
import { PhotoShelf, upload, type Upload } from "./photos";

const SLOWEST_RETRY = 30_000;

export interface SenderPorts {
  mayNumber: () => boolean;
  online: () => boolean;
  send: (frame: object) => boolean;
  refused: (letter: Letter, why: string) => void;
  wording: (error: string) => string;
  changed: () => void;
}

export class Sender {
  /** Upload progress by letter key. */
  readonly progress = new Map<string, number>();
  private inFlight: string | null = null;
  private uploading: { key: string; upload: Upload } | null = null;
  private pausedUntil = 0;
  private failures = 0;
  /** How often in a row the server could not store what was sent. */
  private putOff = 0;

  constructor(
    private readonly outbox: Outbox,
    private readonly shelf: PhotoShelf,
    private readonly ports: SenderPorts,
  ) {}

  /** Send what may be sent now; harmless to call at any time. */
  pump(): void {
    if (this.inFlight || this.uploading || !this.ports.online() || !this.ports.mayNumber()) return;
    if (Date.now() < this.pausedUntil) return;
    const letter = this.outbox.letters[0];
    if (!letter) return;
    if (letter.content.t === "photo" && letter.content.file === undefined) void this.uploadOf(letter);
    else this.dispatch(letter);
  }

  /** The socket is gone: whatever was on its way has to go again. */
  disconnected(): void {
    this.inFlight = null;
  }

  acknowledged(n: number): Letter | undefined {
    this.putOff = 0;
    const letter = this.outbox.byNumber(n);
    if (letter) this.forget(letter);
    this.pump();
    return letter;
  }

  tooFast(seconds: number): void {
    this.inFlight = null;
    this.pause(Math.min(60, Math.max(0.2, seconds)) * 1000);
  }

  /** The same letter goes again, after growing pauses; how often it was put off so far. */
  notNow(): number {
    this.inFlight = null;
    this.pause(Math.min(SLOWEST_RETRY, 1000 * 2 ** this.putOff));
    this.putOff += 1;
    return this.putOff;
  }

  rejected(n: number, why: string): void {
    this.putOff = 0;
    const letter = this.outbox.byNumber(n) ?? (n === 0 && this.inFlight ? this.outbox.get(this.inFlight) : undefined);
    if (letter) {
      this.forget(letter);
      this.ports.refused(letter, why);
    }
    this.pump();
  }

  /** The person thought better of a letter that has not been sent. */
  cancel(key: string): void {
    const letter = this.outbox.get(key);
    if (!letter || letter.n !== undefined) return;
    if (this.uploading?.key === key) this.uploading.upload.abort();
    this.forget(letter);
  }

  private dispatch(letter: Letter): void {
    this.inFlight = letter.key; // before numbering, for the outbox tells of its change and that comes back to pump
    const { n, content } = this.outbox.number(letter);
    if (!this.ports.send({ n, ...content })) this.inFlight = null;
  }

  private forget(letter: Letter): void {
    if (this.inFlight === letter.key) this.inFlight = null;
    this.progress.delete(letter.key);
    this.outbox.remove(letter.key);
    if (letter.content.t === "photo") void this.shelf.remove(letter.key);
  }

  private async uploadOf(letter: Letter): Promise<void> {
    const photo = await this.shelf.get(letter.key);
    if (this.uploading || !this.outbox.get(letter.key)) return this.pump();
    if (!photo) return this.lose(letter, this.ports.wording("no_photo"));
    const going = upload(photo, (part) => {
      this.progress.set(letter.key, part);
      this.ports.changed();
    });
    this.uploading = { key: letter.key, upload: going };
    this.ports.changed();
    const result = await going.done;
    this.uploading = null;
    const still = this.outbox.get(letter.key);
    if (!still || still.content.t !== "photo") return this.pump();
    if ("file" in result) {
      this.failures = 0;
      this.outbox.put({ ...still, content: { ...still.content, file: result.file } });
      this.pump();
    } else if ("refused" in result) this.lose(still, this.ports.wording(result.refused));
    else this.pause(Math.min(SLOWEST_RETRY, 1000 * 2 ** this.failures++));
  }

  private lose(letter: Letter, why: string): void {
    this.forget(letter);
    this.ports.refused(letter, why);
    this.pump();
  }

  private pause(milliseconds: number): void {
    this.pausedUntil = Date.now() + milliseconds;
    setTimeout(() => this.pump(), milliseconds + 10);
    this.ports.changed();
  }
}
