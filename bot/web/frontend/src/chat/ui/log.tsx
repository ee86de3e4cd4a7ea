// The list of messages with its days, and where it is scrolled to: it follows what comes, but never so far that the
// beginning of the newest message is lost; who has scrolled up is left where he is and offered the way down.
import type { JSX } from "preact";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { dayOf } from "../../common/dates";
import { Icon } from "../../common/icons";
import type { Client } from "../client";
import type { Said } from "../conversation";
import { words } from "../words";
import { Bubble, PendingBubble, type Shown } from "./bubble";
import { Opening } from "./opening";

const NEAR = 96;
const GAP = 8;

interface Props {
  client: Client;
  onEdit: (said: Said) => void;
  onEnlarge: (picture: Shown) => void;
}

export function Log({ client, onEdit, onEnlarge }: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [behind, setBehind] = useState(false);
  const { messages } = client.conversation;
  const { pending } = client;
  const place = useMemo(() => new Place(() => box.current, setBehind), []);
  const toEnd = useCallback(() => place.toEnd(), []);
  const onGrown = useCallback(() => place.grown(), []);
  useNewest(client, place);
  useEffect(() => watchSize(box.current, onGrown), []);
  return (
    <main class="middle">
      <div
        ref={box}
        class="log"
        role="log"
        tabIndex={0}
        aria-label={words.messages}
        aria-live={client.settled ? "polite" : "off"}
        aria-busy={client.busy}
        onScroll={() => place.scrolled()}
      >
        {messages.length === 0 && pending.length === 0 && <Opening client={client} />}
        {messages.map((said, index) => (
          <Entry key={said.id} said={said} before={messages[index - 1]}>
            <Bubble said={said} client={client} onEdit={onEdit} onEnlarge={onEnlarge} onGrown={onGrown} />
          </Entry>
        ))}
        {pending.map((letter) => (
          <PendingBubble key={letter.key} letter={letter} client={client} onGrown={onGrown} />
        ))}
        {client.preparing > 0 && <Preparing />}
        {client.typing && <Typing />}
      </div>
      {behind && (
        <button type="button" class="newest" onClick={toEnd}>
          <Icon sign="down" size={18} />
          {words.newest}
        </button>
      )}
    </main>
  );
}

/** Something new at the end: follow it, or say that it is there. Our own words always take us to the end. */
function useNewest(client: Client, place: Place): void {
  const last = client.conversation.messages[client.conversation.messages.length - 1];
  const own = client.pending[client.pending.length - 1]?.key ?? "";
  const newest = last?.id ?? 0;
  const known = useRef({ newest: 0, own: "" });
  useLayoutEffect(() => place.follow(), [client.acts]);
  useLayoutEffect(() => {
    const grown = newest > known.current.newest;
    const wrote = own !== "" && own !== known.current.own;
    known.current = { newest, own };
    if (wrote) place.toEnd();
    else place.changed(grown);
  }, [newest, own, client.typing, client.preparing, client.conversation.messages]);
}

/** Where the log is scrolled to, and by whom. */
class Place {
  /** The person has not scrolled up: what comes is to be seen. */
  private follows = true;
  private atEnd = true;
  private seen = 0;
  /** Where the newest message was put in view, until the person moves it. */
  private put: number | null = null;

  constructor(
    private readonly box: () => HTMLElement | null,
    private readonly offer: (behind: boolean) => void,
  ) {}

  follow(): void {
    this.follows = true;
  }

  toEnd(): void {
    const box = this.box();
    if (!box) return;
    box.scrollTop = box.scrollHeight;
    this.seen = box.scrollTop;
    this.put = null;
    this.follows = this.atEnd = true;
    this.offer(false);
  }

  changed(grown: boolean): void {
    const box = this.box();
    if (this.follows) this.rest();
    else if (grown && distance(box) >= NEAR) this.offer(true);
  }

  grown(): void {
    if (this.put !== null) this.rest();
    else if (this.atEnd) this.toEnd();
  }

  scrolled(): void {
    const box = this.box();
    if (!box) return;
    const at = box.scrollTop;
    this.atEnd = distance(box) < NEAR;
    if (this.put !== null && Math.abs(at - this.put) > 1) this.put = null;
    if (this.atEnd) {
      this.follows = true;
      this.offer(false);
    } else if (at < this.seen - 1) this.follows = false;
    this.seen = at;
  }

  /** At the end; but where that would push the beginning of the newest message out of sight, at that beginning. */
  private rest(): void {
    const box = this.box();
    if (!box) return;
    box.scrollTop = Math.min(box.scrollHeight - box.clientHeight, beginning(box));
    this.put = this.seen = box.scrollTop;
    this.atEnd = distance(box) < NEAR;
    this.offer(!this.atEnd);
  }
}

/** How much lies below what is in view. */
function distance(box: HTMLElement | null): number {
  return box ? box.scrollHeight - box.scrollTop - box.clientHeight : 0;
}

/** Where the service's message begins, if that is what came last. */
function beginning(box: HTMLElement): number {
  const shown = box.querySelectorAll("[data-from]");
  const last = shown[shown.length - 1];
  if (last?.getAttribute("data-from") !== "bot") return Infinity;
  return last.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop - GAP;
}

function watchSize(box: HTMLElement | null, act: () => void): (() => void) | undefined {
  if (!box || typeof ResizeObserver === "undefined") return undefined;
  const observer = new ResizeObserver(act);
  observer.observe(box);
  return () => observer.disconnect();
}

function Entry({ said, before, children }: { said: Said; before: Said | undefined; children: JSX.Element }): JSX.Element {
  const date = new Date(said.date * 1000);
  const day = dayOf(date);
  const changed = !before || dayOf(new Date(before.date * 1000)) !== day;
  return (
    <>
      {changed && <p class="day">{relative(date, day)}</p>}
      {children}
    </>
  );
}

function relative(date: Date, day: string): string {
  const now = new Date();
  if (dayOf(now) === day) return words.today;
  now.setDate(now.getDate() - 1);
  return dayOf(now) === dayOf(date) ? words.yesterday : day;
}

function Preparing(): JSX.Element {
  return (
    <div class="row mine">
      <p class="bubble unsent">{words.preparing}</p>
    </div>
  );
}

function Typing(): JSX.Element {
  return (
    <div class="row theirs">
      <div class="bubble typing">
        <span class="hidden">{words.typing}</span>
        <i />
        <i />
        <i />
      </div>
    </div>
  );
}
