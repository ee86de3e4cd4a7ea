// The list of messages with its days, and where it is scrolled to: at the end it follows what comes, but never so far
// that the beginning of an answer is lost; in the middle of reading it stays where it is and offers the way down.
import type { JSX } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
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
  const follows = useRef(true);
  const [behind, setBehind] = useState(false);
  const { messages } = client.conversation;
  const { pending } = client;
  const toEnd = useCallback(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    follows.current = true;
    setBehind(false);
  }, []);
  const onGrown = useCallback(() => follows.current && toEnd(), []);
  useNewest(client, box, follows, toEnd, () => setBehind(true));
  useEffect(() => watchSize(box.current, onGrown), []);
  const onScroll = (): void => {
    const at = box.current;
    if (!at) return;
    follows.current = distance(at) < NEAR;
    if (follows.current) setBehind(false);
  };
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
        onScroll={onScroll}
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
function useNewest(
  client: Client,
  box: { current: HTMLElement | null },
  follows: { current: boolean },
  toEnd: () => void,
  offer: () => void,
): void {
  const last = client.conversation.messages[client.conversation.messages.length - 1];
  const own = client.pending[client.pending.length - 1]?.key ?? "";
  const newest = last?.id ?? 0;
  const known = useRef({ newest: 0, own: "" });
  useLayoutEffect(() => {
    const grown = newest > known.current.newest;
    const wrote = own !== "" && own !== known.current.own;
    const before = known.current.newest;
    known.current = { newest, own };
    const asked = client.readUntil;
    const answers = asked !== null && grown && !wrote ? firstAfter(client, [asked, before]) : [];
    if (wrote || (follows.current && !stoppedAt(box.current, answers))) toEnd();
    else if (grown && distance(box.current) >= NEAR) offer();
  }, [newest, own, client.typing, client.preparing, client.conversation.messages]);
}

/** How much lies below what is in view. */
function distance(box: HTMLElement | null): number {
  return box ? box.scrollHeight - box.scrollTop - box.clientHeight : 0;
}

/** The first message of the service behind each of these places. */
function firstAfter(client: Client, places: number[]): number[] {
  const found = places.map((place) => client.conversation.messages.find((one) => one.from === "bot" && one.id > place));
  return found.flatMap((one) => (one ? [one.id] : []));
}

/** Where the end would push the beginning of an answer out of sight, scroll to that beginning instead. */
function stoppedAt(box: HTMLElement | null, answers: number[]): boolean {
  if (!box) return false;
  const end = box.scrollHeight - box.clientHeight;
  for (const id of answers) {
    const answer = box.querySelector(`[data-message-id="${id}"]`);
    if (!answer) continue;
    const top = answer.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop - GAP;
    if (top < box.scrollTop) continue;
    if (top >= end) return false;
    box.scrollTop = top;
    return true;
  }
  return false;
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
