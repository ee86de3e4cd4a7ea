// Where one writes: menu, photo, text, send; above it the quick answers of the service and, while a message is being
// corrected, a line that says so.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../common/icons";
import { beBusy } from "../../common/updates";
import type { Client } from "../client";
import type { Said } from "../conversation";
import { PAPER } from "../photos";
import type { ReplyButton } from "../protocol";
import { words } from "../words";
import { CommandMenu, PhotoMenu } from "./menus";

const DRAFT = "anju.draft";
const LONGEST = 4096;
const HIGHEST = 132;
const DOUBLE_TAP_MS = 700;

interface Props {
  client: Client;
  editing: Said | null;
  onDone: () => void;
}

export function Composer({ client, editing, onDone }: Props): JSX.Element {
  const input = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useDraft();
  const [tel, setTel] = useState(false);
  const [open, setOpen] = useState<"menu" | "photo" | null>(null);
  const before = useRef<string | null>(null);
  const tapped = useRef({ text: "", at: 0 });

  useEffect(() => {
    client.giveBack = (back) => {
      if (before.current === null) setText((now) => joined(now, back));
      else before.current = joined(before.current, back);
    };
  }, []);
  useEffect(() => beBusy("writing", text !== ""), [text]);
  // Before anything is painted: later it would overwrite what somebody quick has begun to write.
  useLayoutEffect(() => {
    if (!editing) return;
    before.current ??= text;
    setText(client.correctionOf(editing.n) ?? editing.text);
    input.current?.focus();
  }, [editing]);
  useLayoutEffect(() => fit(input.current), [text]);
  useEffect(() => {
    const refit = (): void => fit(input.current);
    window.addEventListener("resize", refit);
    return () => window.removeEventListener("resize", refit);
  }, []);

  const finish = (): void => {
    setText(before.current ?? "");
    before.current = null;
    onDone();
  };
  const send = (): void => {
    const said = text.trim();
    if (!said) return;
    if (!editing || editing.n === null) client.say(said);
    else if (said !== editing.text) client.edit(editing.n, said);
    setTel(false);
    finish();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && editing) finish();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  const onReply = (button: ReplyButton): void => {
    if (!button.contact) {
      const again = tapped.current.text === button.text && Date.now() - tapped.current.at < DOUBLE_TAP_MS;
      tapped.current = { text: button.text, at: Date.now() };
      return again ? undefined : client.say(button.text);
    }
    setTel(true);
    client.show(words.phoneHint);
    input.current?.focus();
    return undefined;
  };
  return (
    <footer class="foot">
      {open === "menu" && <CommandMenu client={client} onClose={() => setOpen(null)} />}
      {open === "photo" && <PhotoMenu client={client} onClose={() => setOpen(null)} />}
      <ReplyKeyboard rows={client.conversation.keyboard} onPress={onReply} />
      {editing && (
        <div class="strip">
          <Icon sign="pencil" size={18} />
          <span>{words.editing}</span>
          <button type="button" class="plain" onClick={finish}>
            {words.cancel}
          </button>
        </div>
      )}
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Toggle sign="menu" label={words.menu} open={open === "menu"} onClick={() => setOpen(open === "menu" ? null : "menu")} />
        <Toggle sign="camera" label={words.photo} open={open === "photo"} onClick={() => setOpen(open === "photo" ? null : "photo")} />
        <textarea
          ref={input}
          rows={1}
          maxLength={LONGEST}
          aria-label={words.input}
          placeholder={words.placeholder}
          inputMode={tel ? "tel" : "text"}
          autoComplete={tel ? "tel" : "off"}
          enterkeyhint="send"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => void pasted(event, client)}
        />
        <button type="submit" class="main send" disabled={text.trim() === ""}>
          {words.send}
        </button>
      </form>
    </footer>
  );
}

interface ToggleProps {
  sign: "menu" | "camera";
  label: string;
  open: boolean;
  onClick: () => void;
}

function Toggle({ sign, label, open, onClick }: ToggleProps): JSX.Element {
  return (
    <button type="button" class="round" aria-label={label} title={label} aria-expanded={open} onClick={onClick}>
      <Icon sign={open ? "close" : sign} />
    </button>
  );
}

function ReplyKeyboard({ rows, onPress }: { rows: readonly ReplyButton[][]; onPress: (button: ReplyButton) => void }): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <div class="reply" role="group" aria-label={words.quick} data-keyboard="">
      {rows.map((row, index) => (
        <div class="keys" key={index}>
          {row.map((button, place) => (
            <button type="button" class="key soft" key={place} onClick={() => onPress(button)}>
              {button.text}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

async function pasted(event: ClipboardEvent, client: Client): Promise<void> {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.some((file) => file.type.startsWith("image/") || file.type === PAPER)) return;
  event.preventDefault();
  await client.files(files);
}

/** As high as its text, up to a few lines. */
function fit(input: HTMLTextAreaElement | null): void {
  if (!input) return;
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight + 2, Math.max(HIGHEST, window.innerHeight * 0.25))}px`;
}

type Change = (next: string | ((now: string) => string)) => void;

/** Words that come back never take the place of words that are being written. */
function joined(now: string, back: string): string {
  return now ? `${now}\n${back}` : back;
}

/** What is being written survives a reload of the tab. */
function useDraft(): [string, Change] {
  const [text, setText] = useState(() => {
    try {
      return sessionStorage.getItem(DRAFT) ?? "";
    } catch {
      return "";
    }
  });
  useEffect(() => {
    try {
      sessionStorage.setItem(DRAFT, text);
    } catch {
      // a browser without storage keeps no draft
    }
  }, [text]);
  return [text, setText];
}
