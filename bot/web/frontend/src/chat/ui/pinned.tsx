// The slim bar under the head: the title of the message that is kept in sight. A tap goes to the message itself.
import type { JSX } from "preact";
import { Icon } from "../../common/icons";
import type { Client } from "../client";
import { words } from "../words";

export function Pinned({ client }: { client: Client }): JSX.Element | null {
  const said = client.conversation.pinned;
  if (!said) return null;
  return (
    <nav class="pinned" aria-label={words.pinned}>
      <button type="button" data-pinned="" onClick={() => goTo(said.id)}>
        <Icon sign="list" size={20} />
        <bdi>{said.pin}</bdi>
      </button>
    </nav>
  );
}

/** Into view, and in hand for whoever goes on by keyboard or by ear. */
function goTo(id: number): void {
  const message = document.querySelector<HTMLElement>(`[data-message-id="${id}"]`);
  if (!message) return;
  message.scrollIntoView({ block: "start" });
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
}
