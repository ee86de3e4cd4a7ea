// The chat as the server told it: messages in their order, corrections applied, the keyboard that is now under the
// input. An event that comes twice changes nothing.
import type { Command, EditFrame, MessageFrame, ReplyButton, ServerFrame } from "./protocol";

export interface Said extends MessageFrame {
  edited: boolean;
}

export class Conversation {
  messages: readonly Said[] = [];
  keyboard: readonly ReplyButton[][] = [];
  commands: readonly Command[] = [];
  /** The last event seen: where the server goes on after a reconnect. */
  since = 0;
  private readonly seen = new Set<number>();

  /** Whether the frame belonged here and was new. */
  take(frame: ServerFrame): boolean {
    if (frame.t === "commands") {
      this.commands = frame.list;
      return true;
    }
    if (frame.t !== "message" && frame.t !== "edit") return false;
    if (this.seen.has(frame.id)) return false;
    this.seen.add(frame.id);
    this.since = Math.max(this.since, frame.id);
    if (frame.t === "message") this.add(frame);
    else this.change(frame);
    return true;
  }

  /** The newest message that is kept in sight. */
  get pinned(): Said | undefined {
    return this.messages.filter((one) => one.from === "bot" && one.pin !== null).pop();
  }

  ownByNumber(n: number): Said | undefined {
    return this.messages.find((one) => one.from === "me" && one.n === n);
  }

  /** Our own correction was confirmed; its frame may come later or has come already. */
  correct(n: number, text: string): void {
    this.replace((one) => one.from === "me" && one.n === n, { text, entities: [], edited: true });
  }

  private add(frame: MessageFrame): void {
    const said: Said = { ...frame, edited: false };
    const later = this.messages.filter((one) => one.id > frame.id);
    this.messages = [...this.messages.slice(0, this.messages.length - later.length), said, ...later];
    if (frame.from === "bot" && frame.reply !== null) this.keyboard = frame.reply === "remove" ? [] : frame.reply;
  }

  private change(frame: EditFrame): void {
    const { text, entities, inline, pin } = frame;
    if (frame.n !== null) this.correct(frame.n, text);
    else this.replace((one) => one.id === frame.of, { text, entities, inline, pin });
  }

  private replace(wanted: (one: Said) => boolean, change: Partial<Said>): void {
    this.messages = this.messages.map((one) => (wanted(one) ? { ...one, ...change } : one));
  }
}
