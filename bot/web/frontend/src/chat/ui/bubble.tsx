// One message: text, picture, the buttons under it; and, for our own, whether it has gone out and how to correct it.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { clockTime } from "../../common/dates";
import { Icon } from "../../common/icons";
import { ownFile, safeLink } from "../../common/links";
import type { Client } from "../client";
import type { Said } from "../conversation";
import type { Letter } from "../outbox";
import type { InlineButton } from "../protocol";
import { words } from "../words";
import { Text } from "./text";

const LONG_PRESS_MS = 500;

export interface Shown {
  address: string;
  alt: string;
}

interface Acts {
  client: Client;
  onEdit: (said: Said) => void;
  onEnlarge: (picture: Shown) => void;
  onGrown: () => void;
}

export function Bubble({ said, ...acts }: { said: Said } & Acts): JSX.Element {
  const mine = said.from === "me";
  const correction = mine ? acts.client.correctionOf(said.n) : undefined;
  const editable = mine && said.n !== null && !said.photo && said.text !== "";
  const press = useLongPress(() => editable && acts.onEdit(said));
  return (
    <article class={`row ${mine ? "mine" : "theirs"}`} data-message-id={said.id} data-from={said.from}>
      <div class="line">
        {editable && <EditButton onClick={() => acts.onEdit(said)} />}
        <div class={`bubble${correction === undefined ? "" : " unsent"}`} {...press}>
          <span class="hidden">{mine ? words.me : words.bot}</span>
          <Photo said={said} onEnlarge={acts.onEnlarge} onGrown={acts.onGrown} />
          <Paper said={said} />
          <Text text={correction ?? said.text} entities={correction === undefined ? said.entities : []} />
          <small class="meta">
            {said.edited && correction === undefined && `${words.edited} · `}
            {correction !== undefined && `${words.sending} · `}
            <time dateTime={new Date(said.date * 1000).toISOString()}>{clockTime(new Date(said.date * 1000))}</time>
          </small>
        </div>
      </div>
      {said.inline && <Keyboard said={said} rows={said.inline} client={acts.client} />}
    </article>
  );
}

function EditButton({ onClick }: { onClick: () => void }): JSX.Element {
  return (
    <button type="button" class="round faint" aria-label={words.edit} title={words.edit} onClick={onClick}>
      <Icon sign="pencil" size={18} />
    </button>
  );
}

interface PressHandlers {
  onPointerDown: (event: PointerEvent) => void;
  onPointerUp: () => void;
  onPointerMove: () => void;
  onPointerCancel: () => void;
}

function useLongPress(act: () => void): PressHandlers {
  const timer = useRef(0);
  const stop = (): void => window.clearTimeout(timer.current);
  const start = (event: PointerEvent): void => {
    stop();
    if (event.pointerType === "touch") timer.current = window.setTimeout(act, LONG_PRESS_MS);
  };
  return { onPointerDown: start, onPointerUp: stop, onPointerMove: stop, onPointerCancel: stop };
}

function Photo({ said, onEnlarge, onGrown }: { said: Said } & Pick<Acts, "onEnlarge" | "onGrown">): JSX.Element | null {
  const address = said.photo && ownFile(said.photo.url);
  if (!said.photo || !address) return null;
  const mine = said.from === "me";
  const alt = said.photo.alt || (mine ? words.ownPicture : words.picture);
  return (
    <>
      <button type="button" class="picture" aria-label={words.enlarge} onClick={() => onEnlarge({ address, alt })}>
        <img data-picture="" src={address} alt={alt} onLoad={onGrown} />
      </button>
      {!mine && (
        <a class="save" href={address} download={`anju-${said.id}.png`}>
          <Icon sign="save" size={20} />
          {words.save}
        </a>
      )}
    </>
  );
}

/** A document by its name: to be saved and opened by whatever the phone opens such files with, never as a page here. */
function Paper({ said }: { said: Said }): JSX.Element | null {
  const address = said.document && ownFile(said.document.url);
  if (!said.document || !address) return null;
  const name = said.document.name || words.document;
  return (
    <a class="file" data-document="" href={address} download={name}>
      <Icon sign="file" size={28} />
      <span>
        <bdi data-name="">{name}</bdi>
        <small>{words.saveDocument}</small>
      </span>
    </a>
  );
}

function Keyboard({ said, rows, client }: { said: Said; rows: InlineButton[][]; client: Client }): JSX.Element {
  return (
    <div class="inline" data-inline="">
      {rows.map((row, index) => (
        <div class="keys" key={index}>
          {row.map((button, place) => (
            <InlineKey key={place} button={button} message={said.id} client={client} />
          ))}
        </div>
      ))}
    </div>
  );
}

function InlineKey({ button, message, client }: { button: InlineButton; message: number; client: Client }): JSX.Element {
  if (button.data === undefined) {
    const address = safeLink(button.url);
    if (address === null) return <span class="key dead">{button.text}</span>;
    return (
      <a class="key out" href={address} target="_blank" rel="noopener noreferrer">
        {button.text}
      </a>
    );
  }
  const data = button.data;
  const pressed = client.isPressed(message, data);
  return (
    <button
      type="button"
      class={`key${pressed ? " pressed" : ""}`}
      aria-pressed={pressed ? "true" : undefined}
      onClick={() => client.press(message, data)}
    >
      {button.text}
    </button>
  );
}

/** Our own message that the server has not shown back yet. */
export function PendingBubble({ letter, client, onGrown }: { letter: Letter; client: Client; onGrown: () => void }): JSX.Element {
  const { content } = letter;
  const picture = client.pictureOf(letter.key);
  const progress = client.progressOf(letter.key);
  const offline = client.link !== "online";
  const state = offline ? words.queued : progress === undefined ? words.sending : words.uploading;
  return (
    <article class="row mine" data-pending={letter.key} data-from="me">
      <div class="line">
        {letter.n === undefined && (content.t === "photo" || offline) && (
          <button type="button" class="round faint" aria-label={words.cancel} onClick={() => client.cancel(letter.key)}>
            <Icon sign="close" size={18} />
          </button>
        )}
        <div class="bubble unsent">
          {picture && <img class="preview" src={picture} alt={words.ownPicture} onLoad={onGrown} />}
          {content.t === "photo" && !picture && (
            <p class="file">
              <Icon sign="file" size={28} />
              {words.document}
            </p>
          )}
          {content.t === "say" && <Text text={content.text} entities={[]} />}
          {content.t === "photo" && !offline && <progress aria-label={words.uploading} max={1} value={progress} />}
          <small class="meta">
            <Icon sign="clock" size={14} /> {state}
          </small>
        </div>
      </div>
    </article>
  );
}
