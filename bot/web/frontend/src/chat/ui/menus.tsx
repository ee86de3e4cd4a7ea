// The two small menus over the input: commands of the service, and where a photo or a PDF comes from.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../common/icons";
import { addressIn, lang, other } from "../../common/lang";
import type { Client } from "../client";
import { words } from "../words";
import { RingSwitch } from "./ring";

interface Props {
  client: Client;
  onClose: () => void;
}

function Panel({ label, onClose, children }: { label: string; onClose: () => void; children: JSX.Element[] | JSX.Element }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>("button, a")?.focus();
    const outside = (event: Event): void => {
      const foot = box.current?.closest(".foot");
      if (foot && event.target instanceof Node && !foot.contains(event.target)) onClose();
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    onClose();
    document.querySelector<HTMLElement>(".composer textarea")?.focus();
  };
  return (
    <div ref={box} class="panel" role="group" aria-label={label} onKeyDown={onKeyDown}>
      {children}
    </div>
  );
}

export function CommandMenu({ client, onClose }: Props): JSX.Element {
  return (
    <Panel label={words.menu} onClose={onClose}>
      <>
        {client.conversation.commands.map(({ command, description }) => (
          <button
            type="button"
            class="item"
            key={command}
            onClick={() => {
              client.say(`/${command}`);
              onClose();
            }}
          >
            <span>{description}</span>
            <code>/{command}</code>
          </button>
        ))}
        <RingSwitch client={client} onClose={onClose} />
        <a class="item" href={`/v?lang=${lang}`}>
          <span>{words.verify}</span>
          <Icon sign="shield" size={20} />
        </a>
        <a class="item" href={addressIn(other)} lang={other === "zh" ? "zh-CN" : "en"}>
          <span>{words.otherLanguage}</span>
        </a>
      </>
    </Panel>
  );
}

export function PhotoMenu({ onClose }: Props): JSX.Element {
  const choose = (kind: string): void => {
    document.querySelector<HTMLInputElement>(`input[data-source="${kind}"]`)?.click();
    onClose();
  };
  return (
    <Panel label={words.photo} onClose={onClose}>
      <>
        <button type="button" class="item" onClick={() => choose("camera")}>
          <span>{words.takePhoto}</span>
          <Icon sign="camera" size={22} />
        </button>
        <button type="button" class="item" onClick={() => choose("album")}>
          <span>{words.choosePhoto}</span>
          <Icon sign="album" size={22} />
        </button>
        <button type="button" class="item" onClick={() => choose("paper")}>
          <span>{words.choosePaper}</span>
          <Icon sign="file" size={22} />
        </button>
      </>
    </Panel>
  );
}

/** The file inputs behind the photo menu; they stay in the page, for the camera may outlast the menu. An input for
 * photos alone opens a phone's album, so papers have one of their own. */
export function PhotoInputs({ client }: { client: Client }): JSX.Element {
  const onChange = (event: { currentTarget: HTMLInputElement }): void => {
    const input = event.currentTarget;
    const chosen = [...(input.files ?? [])];
    input.value = "";
    void client.files(chosen);
  };
  const shared = { tabIndex: -1, onChange };
  return (
    <div class="hidden" aria-hidden="true">
      <input type="file" {...shared} accept="image/*" multiple data-source="album" />
      <input type="file" {...shared} accept="image/*" capture="environment" data-source="camera" />
      <input type="file" {...shared} accept="application/pdf,.pdf,image/*" multiple data-source="paper" />
    </div>
  );
}
