// The chat page as a whole: header, log, input, and what may lie over them.
import type { JSX } from "preact";
import { useEffect, useReducer, useState } from "preact/hooks";
import { Dialog } from "../../common/dialog";
import { Icon, Mark } from "../../common/icons";
import type { Client } from "../client";
import type { Said } from "../conversation";
import { words } from "../words";
import type { Shown } from "./bubble";
import { Composer } from "./composer";
import { Log } from "./log";
import { PhotoInputs } from "./menus";
import { Pinned } from "./pinned";
import { RingOffer } from "./ring";

export function App({ client }: { client: Client }): JSX.Element {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const [editing, setEditing] = useState<Said | null>(null);
  const [enlarged, setEnlarged] = useState<Shown | null>(null);
  useEffect(() => client.start(() => again(undefined)), []);
  return (
    <>
      <Header client={client} />
      <Notices client={client} />
      <Pinned client={client} />
      <Log client={client} onEdit={setEditing} onEnlarge={setEnlarged} />
      <StartLink client={client} />
      <RingOffer client={client} />
      <Composer client={client} editing={editing} onDone={() => setEditing(null)} />
      <PhotoInputs client={client} />
      {enlarged && <Lightbox picture={enlarged} onClose={() => setEnlarged(null)} />}
    </>
  );
}

function Header({ client }: { client: Client }): JSX.Element {
  const { link, letters } = client;
  return (
    <header class="head">
      <Mark size={32} />
      <h1>
        安居 <span lang="en">Anju</span>
      </h1>
      <p class={`link ${link}`} aria-live="polite" data-link={link}>
        <i aria-hidden="true" />
        {words[link]}
      </p>
      {link === "offline" && letters.length > 0 && <p class="waiting">{words.waiting(letters.length)}</p>}
    </header>
  );
}

function Notices({ client }: { client: Client }): JSX.Element {
  return (
    <div class="notices">
      <p class={`toast${client.note ? " shown" : ""}`} role="status">
        {client.note?.text ?? ""}
      </p>
      {client.alert !== null && (
        <div class="alert">
          <p role="alert">{client.alert}</p>
          <button type="button" class="round" aria-label={words.close} onClick={() => client.closeAlert()}>
            <Icon sign="close" size={20} />
          </button>
        </div>
      )}
    </div>
  );
}

/** The word of a link; behind the # it never reaches a server's log. */
function brought(): string {
  const told = [location.hash.slice(1), location.search].map((part) => new URLSearchParams(part).get("start"));
  return told.find(Boolean) ?? "";
}

/** A link such as an invitation or a door code brings a word with it; it is sent only when the person says so. */
function StartLink({ client }: { client: Client }): JSX.Element | null {
  const [word, setWord] = useState(brought);
  useEffect(() => {
    // in an open chat such a link changes nothing but what follows the #
    const look = (): void => setWord(brought());
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);
  if (!/^[\w-]{1,64}$/.test(word)) return null;
  const done = (): void => {
    const search = new URLSearchParams(location.search);
    search.delete("start");
    const rest = search.toString();
    history.replaceState(null, "", location.pathname + (rest && `?${rest}`));
    setWord("");
  };
  const goOn = (): void => {
    client.say(`/start ${word}`);
    done();
  };
  return (
    <div class="strip ask">
      <span>{words.linkAsks}</span>
      <button type="button" class="main" onClick={goOn}>
        {words.goOn}
      </button>
      <button type="button" class="plain" onClick={done}>
        {words.notNow}
      </button>
    </div>
  );
}

function Lightbox({ picture, onClose }: { picture: Shown; onClose: () => void }): JSX.Element {
  return (
    <Dialog label={picture.alt} kind="lightbox" onClose={onClose}>
      <button type="button" class="round light" aria-label={words.close} onClick={onClose}>
        <Icon sign="close" />
      </button>
      <img src={picture.address} alt={picture.alt} />
    </Dialog>
  );
}
