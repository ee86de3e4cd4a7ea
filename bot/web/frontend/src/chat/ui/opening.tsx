// What stands in an empty chat: who is here, what for, and a first button. Nothing is sent before it is pressed.
import type { JSX } from "preact";
import { Icon, Mark } from "../../common/icons";
import { lang } from "../../common/lang";
import type { Client } from "../client";
import { words } from "../words";

export function Opening({ client }: { client: Client }): JSX.Element {
  const { link } = client;
  const mayBegin = client.settled || link === "offline";
  return (
    <section class="opening">
      <Mark size={72} />
      <h2>{words.hello}</h2>
      <p>{words.opening}</p>
      {link === "connecting" && <p class="soft">{words.openingWait}</p>}
      {link === "offline" && <p class="soft">{words.openingOffline}</p>}
      <div class="openers">
        {mayBegin && (
          <button type="button" class="main" onClick={() => client.say("/start")}>
            {words.begin}
          </button>
        )}
        <a class="quiet" href={`/v?lang=${lang}`}>
          <Icon sign="shield" size={20} /> {words.verify}
        </a>
      </div>
    </section>
  );
}
