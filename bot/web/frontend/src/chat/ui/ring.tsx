// Asks once, after the chat has been used and when there is something to be reminded of, whether this browser may tell
// of it; and its switch in the menu.
import type { JSX } from "preact";
import type { Client } from "../client";
import { words } from "../words";

/** So many things somebody has done here before he is asked for anything. */
const USED = 3;

export function RingOffer({ client }: { client: Client }): JSX.Element | null {
  const { ringing } = client;
  const idle = client.acts >= USED && !client.busy && client.link === "online" && client.alert === null;
  if (ringing.state !== "off" || ringing.asked || !ringing.awaits || !idle) return null;
  return (
    <div class="strip ask" data-ring="offer">
      <span>{words.ringAsks}</span>
      <button type="button" class="main" onClick={() => void client.ring(true)}>
        {words.ringOn}
      </button>
      <button type="button" class="plain" onClick={() => ringing.forgetAsking()}>
        {words.notNow}
      </button>
    </div>
  );
}

export function RingSwitch({ client, onClose }: { client: Client; onClose: () => void }): JSX.Element | null {
  const { state } = client.ringing;
  if (state === "unable") return null;
  const press = (): void => {
    void client.ring(state !== "on");
    onClose();
  };
  return (
    <button type="button" class="item" data-ring={state} onClick={press}>
      <span>{state === "on" ? words.ringEnd : words.ringBegin}</span>
    </button>
  );
}
