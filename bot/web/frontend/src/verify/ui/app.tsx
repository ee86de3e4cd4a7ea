// The verify page: what stands after # is judged at once, else the ways in are shown.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { addressIn, lang, other } from "../../common/lang";
import { Mark } from "../../common/icons";
import { type Judgement, judgeCode, judgeText } from "../judge";
import type { Ages, Register } from "../register";
import { ageOf, words } from "../words";
import { Entry } from "./entry";
import { VerdictView } from "./verdict";

type Asked = { text: string } | { code: string };

type View = { at: "home" } | { at: "checking" } | { at: "done"; asked: Asked; judgement: Judgement };

const HOME: View = { at: "home" };

export function App({ register }: { register: Register }): JSX.Element {
  const [view, setView] = useState<View>(HOME);
  const [waitUntil, setWaitUntil] = useState(0);
  const [typed, setTyped] = useState("");
  const turn = useRef(0);
  const ages = useAges(register);

  const check = async (asked: Asked): Promise<void> => {
    const mine = ++turn.current;
    setView({ at: "checking" });
    const found = await ("text" in asked ? judgeText(asked.text, register) : judgeCode(asked.code, register));
    if (mine !== turn.current) return;
    if ("wait" in found) {
      setWaitUntil(performance.now() + found.wait * 1000);
      setView(HOME);
      return;
    }
    setTyped("");
    setView({ at: "done", asked, judgement: found });
  };
  const home = (): void => {
    turn.current++;
    if (location.hash) history.replaceState(null, "", location.pathname + location.search);
    setView(HOME);
  };
  useHash((digits) => (digits ? void check({ text: digits }) : home()));
  useTitle(view);
  return (
    <>
      <Head />
      <main aria-busy={view.at === "checking"}>
        <p class="hidden" role="status">{announced(view)}</p>
        {view.at === "home" && (
          <Entry
            typed={typed}
            waitUntil={waitUntil}
            onTyped={setTyped}
            onText={(text) => void check({ text })}
            onCode={(code) => void check({ code })}
          />
        )}
        {view.at === "checking" && <Checking />}
        {view.at === "done" && (
          <VerdictView
            judgement={view.judgement}
            byCode={"code" in view.asked}
            onAgain={() => void check(view.asked)}
            onNext={home}
          />
        )}
      </main>
      <Foot ages={ages} quiet={view.at !== "home"} />
    </>
  );
}

function Head(): JSX.Element {
  const [address, setAddress] = useState(() => addressIn(other));
  return (
    <header class="head">
      <a class="brand" href={`/?lang=${lang}`} aria-label={words.back}>
        <Mark />
      </a>
      <h1>
        {words.page} <span>{words.brand}</span>
      </h1>
      <a class="tongue" href={address} lang={other} onFocus={() => setAddress(addressIn(other))} onPointerDown={() => setAddress(addressIn(other))}>
        {words.otherLanguage}
      </a>
    </header>
  );
}

function Checking(): JSX.Element {
  return (
    <section class="result">
      <div class="verdict checking">
        <span class="turning" aria-hidden="true" />
        <h2>{words.checking}</h2>
      </div>
    </section>
  );
}

function Foot({ ages, quiet }: { ages: Ages | null; quiet: boolean }): JSX.Element {
  const pageKept = usePageKept();
  const known = ages && ages.keys !== null && ages.lists !== null;
  const said = pageKept ? words.kept : words.listsKept;
  return (
    <footer class="kept" data-ready={Boolean(known && pageKept)}>
      {ages && !quiet && <p>{known ? said(ageOf(ages.keys ?? 0), ageOf(ages.lists ?? 0)) : words.keptNone}</p>}
      <p>{words.privacy}</p>
    </footer>
  );
}

function announced(view: View): string {
  if (view.at === "checking") return words.checking;
  return view.at === "done" ? words.verdicts[view.judgement.verdict].title : "";
}

function useTitle(view: View): void {
  useEffect(() => {
    const said = view.at === "done" ? `${words.verdicts[view.judgement.verdict].title} · ` : "";
    document.title = `${said}${words.page} · ${words.brand}`;
  }, [view]);
}

/** What stands after #, now and whenever it changes; it never leaves the phone. */
function useHash(onHash: (digits: string) => void): void {
  const latest = useRef(onHash);
  latest.current = onHash;
  useEffect(() => {
    const read = (): void => latest.current(location.hash.slice(1));
    read();
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, []);
}

/** Fetches keys and lists when the page opens and when the network is back. */
function useAges(register: Register): Ages | null {
  const [ages, setAges] = useState<Ages | null>(null);
  useEffect(() => {
    const refresh = (): void => void register.refresh().then(setAges);
    refresh();
    window.addEventListener("online", refresh);
    return () => window.removeEventListener("online", refresh);
  }, [register]);
  return ages;
}

/** Whether the service worker stands ready to open this page without a network. */
function usePageKept(): boolean {
  const worker = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const [kept, setKept] = useState(Boolean(worker?.controller));
  useEffect(() => {
    const read = (): void => setKept(Boolean(worker?.controller));
    read();
    worker?.addEventListener("controllerchange", read);
    return () => worker?.removeEventListener("controllerchange", read);
  }, [worker]);
  return kept;
}
