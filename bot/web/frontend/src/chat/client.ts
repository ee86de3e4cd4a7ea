// The chat page without its looks: puts socket, outbox, turn and conversation together and tells one listener that
// something changed.
import { lang } from "../common/lang";
import { beBusy } from "../common/updates";
import { Connection, type Link } from "./connection";
import { Conversation } from "./conversation";
import { Outbox, openStore, type Content, type Letter } from "./outbox";
import { MOST_AT_ONCE, PAPER, PhotoShelf, prepared } from "./photos";
import type { ServerFrame } from "./protocol";
import { Ringing } from "./ringing";
import { Sender } from "./sender";
import { Turn } from "./turn";
import { words } from "./words";

const TYPING_MS = 6_000;
const TOAST_MS = 5_000;
const SETTLED_MS = 300;

export interface Note {
  text: string;
  alert: boolean;
}

export class Client {
  readonly conversation = new Conversation();
  readonly ringing = new Ringing(() => this.changed());
  note: Note | null = null;
  /** How often the person has done something here: whoever does wants to see what comes of it. */
  acts = 0;
  /** An alert stays until it is closed. */
  alert: string | null = null;
  title = "";
  /** The history has come: what comes now is new. */
  settled = false;
  private settling = 0;
  typing = false;
  /** Photos that were chosen and are being made smaller. */
  preparing = 0;
  private typingTimer = 0;
  private noteTimer = 0;
  /** Confirmed, but not yet shown by the server as a message. */
  private confirmed: Letter[] = [];
  /** What the server says of itself while it can store nothing. */
  private away: string | null = null;
  private readonly pictures = new Map<string, string>();
  private readonly outbox = new Outbox(openStore());
  private readonly shelf = new PhotoShelf();
  private readonly turn = new Turn(() => this.proceed());
  private readonly sender: Sender;
  private readonly connection: Connection;
  private listener: () => void = () => undefined;
  /** Puts a text that could not be sent back into the hands of its writer. */
  giveBack: (text: string) => void = () => undefined;
  wording: (error: string) => string = (error) => error;

  constructor() {
    this.connection = new Connection(
      () => ({ t: "hello", since: this.conversation.since, lang }),
      (frame) => this.receive(frame),
      () => this.linkChanged(),
      () => void this.ringing.look(),
    );
    this.sender = new Sender(this.outbox, this.shelf, {
      mayNumber: () => this.turn.held,
      online: () => this.connection.state === "online",
      send: (frame) => this.connection.send(frame),
      refused: (letter, why) => this.refused(letter, why),
      wording: (error) => this.wording(error),
      changed: () => this.changed(),
    });
    this.outbox.watch(() => this.proceed());
  }

  start(listener: () => void): void {
    this.listener = listener;
    void this.shelf.keepOnly(new Set(this.outbox.letters.map((one) => one.key)));
    this.turn.start();
    this.connection.start();
    this.loadPictures();
  }

  get link(): Link {
    return this.connection.state;
  }

  get letters(): readonly Letter[] {
    return this.outbox.letters;
  }

  /** Own words and photos that the server has not shown back yet, in order. */
  get pending(): readonly Letter[] {
    const open = this.outbox.letters.filter((one) => !this.confirmed.some((done) => done.key === one.key));
    return [...this.confirmed, ...open].filter(
      ({ n, content }) =>
        (content.t === "say" || content.t === "photo") && (n === undefined || !this.conversation.ownByNumber(n)),
    );
  }

  get busy(): boolean {
    return this.typing || this.preparing > 0 || (this.link === "online" && this.outbox.letters.length > 0);
  }

  progressOf(key: string): number | undefined {
    return this.sender.progress.get(key);
  }

  pictureOf(key: string): string | undefined {
    return this.pictures.get(key);
  }

  correctionOf(n: number | null): string | undefined {
    let text: string | undefined;
    for (const { content } of this.outbox.letters) if (content.t === "edit" && content.of === n) text = content.text;
    return text;
  }

  isPressed(message: number, data: string): boolean {
    return this.outbox.letters.some(
      ({ content }) => content.t === "press" && content.message === message && content.data === data,
    );
  }

  say(text: string): void {
    this.post({ t: "say", text });
  }

  press(message: number, data: string): void {
    if (!this.isPressed(message, data)) this.post({ t: "press", message, data });
  }

  edit(of: number, text: string): void {
    this.post({ t: "edit", of, text });
  }

  /** Photos and papers that were chosen together, in their order. */
  async files(chosen: readonly File[]): Promise<void> {
    if (chosen.length > MOST_AT_ONCE) return this.show(words.tooMany(MOST_AT_ONCE, chosen.length), true);
    for (const file of chosen) await this.photo(file);
  }

  private async photo(file: File): Promise<void> {
    this.preparing += 1;
    this.changed();
    const photo = await prepared(file);
    this.preparing -= 1;
    if (typeof photo === "string") return this.show(this.wording(photo), true);
    const key = this.outbox.newKey();
    this.hold(key, photo);
    await this.shelf.put(key, photo);
    this.outbox.add({ t: "photo", caption: "" }, key);
  }

  cancel(key: string): void {
    this.sender.cancel(key);
  }

  show(text: string, alert = false): void {
    if (!text) return;
    if (alert) this.alert = text;
    else {
      this.note = { text, alert };
      window.clearTimeout(this.noteTimer);
      this.noteTimer = window.setTimeout(() => {
        this.note = null;
        this.changed();
      }, TOAST_MS);
    }
    this.changed();
  }

  closeAlert(): void {
    this.alert = null;
    this.changed();
  }

  private post(content: Content): void {
    if (this.alert !== this.away) this.alert = null;
    this.acts += 1;
    this.settled = true;
    try {
      this.outbox.add(content);
    } catch {
      this.show(this.wording("storage_full"), true);
      if ("text" in content) this.giveBack(content.text);
    }
  }

  private proceed(): void {
    this.sender.pump();
    this.changed();
  }

  private linkChanged(): void {
    if (this.connection.state !== "online") {
      this.sender.disconnected();
      this.typing = false;
    }
    this.proceed();
  }

  private receive(frame: ServerFrame): void {
    switch (frame.t) {
      case "welcome":
        return this.welcomed(frame.n, frame.title);
      case "ack":
        return this.acknowledged(frame.n);
      case "bad":
        return this.sender.rejected(frame.n, this.wording(frame.error));
      case "failed":
        return this.failed(frame.n, frame.text, frame.again);
      case "again":
        return this.sender.tooFast(frame.retryAfter);
      case "toast":
        return this.show(frame.text, frame.alert);
      case "typing":
        return this.startTyping();
      case "pong":
      case "renew":
        return;
      default:
        if (!this.conversation.take(frame)) return;
        if (!this.settled) this.settle();
        if (frame.t === "message") this.shown(frame.from, frame.n);
        this.changed();
    }
  }

  /** Switch the notices of this browser, and say what came of it. */
  async ring(on: boolean): Promise<void> {
    if (!on) {
      await this.ringing.end();
      return this.show(words.ringEnded);
    }
    const rings = await this.ringing.begin();
    const denied = this.ringing.state === "denied";
    this.show(rings ? words.ringBegun : denied ? words.ringDenied : words.ringFailed, !rings);
  }

  private welcomed(n: number, title: string): void {
    void this.ringing.look();
    this.outbox.expect(n);
    this.title = title;
    this.settle();
  }

  private settle(): void {
    window.clearTimeout(this.settling);
    this.settling = window.setTimeout(() => {
      this.settled = true;
      this.changed();
    }, SETTLED_MS);
  }

  private acknowledged(n: number): void {
    const letter = this.outbox.byNumber(n);
    if (letter?.content.t === "edit") this.conversation.correct(letter.content.of, letter.content.text);
    if (letter && (letter.content.t === "say" || letter.content.t === "photo") && !this.conversation.ownByNumber(n)) {
      this.confirmed = [...this.confirmed, letter];
    }
    if (this.alert === this.away) this.alert = null;
    this.connection.steady();
    this.sender.acknowledged(n);
    void this.ringing.lookWhetherToAsk();
    this.changed();
  }

  private shown(from: "bot" | "me", n: number | null): void {
    if (from === "me") {
      this.confirmed = this.confirmed.filter((one) => one.n !== n);
      if (n !== null) this.outbox.expect(n + 1);
    } else {
      this.typing = false;
      window.clearTimeout(this.typingTimer);
    }
  }

  private startTyping(): void {
    this.typing = true;
    window.clearTimeout(this.typingTimer);
    this.typingTimer = window.setTimeout(() => {
      this.typing = false;
      this.changed();
    }, TYPING_MS);
    this.changed();
  }

  private refused(letter: Letter, why: string): void {
    const { content } = letter;
    if (content.t === "say" || content.t === "edit") this.giveBack(content.text);
    this.show(why, true);
  }

  /** The server could not store it: it goes again by itself, or back into the hands of its writer. */
  private failed(n: number, why: string, again: boolean): void {
    if (!again) return this.sender.rejected(n, why);
    if (this.sender.notNow() > 1) return;
    this.away = why;
    this.show(why, true);
  }

  /** What can be shown of it before the server has it: a photo, but no PDF. */
  private hold(key: string, photo: Blob): void {
    if (photo.type !== PAPER) this.pictures.set(key, URL.createObjectURL(photo));
  }

  private loadPictures(): void {
    for (const { key, content } of this.outbox.letters) {
      if (content.t !== "photo") continue;
      void this.shelf.get(key).then((photo) => {
        if (photo) this.hold(key, photo);
        this.changed();
      });
    }
  }

  private changed(): void {
    beBusy("sending", this.outbox.letters.length > 0 || this.preparing > 0);
    this.listener();
  }
}
