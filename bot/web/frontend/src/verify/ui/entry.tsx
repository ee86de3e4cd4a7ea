// The ways in: the camera, a short code, a pasted link.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../common/icons";
import { beBusy } from "../../common/updates";
import { canScan, Scan, type Trouble } from "../camera";
import { readCode } from "../codes";
import { words } from "../words";

interface Props {
  typed: string;
  waitUntil: number;
  onTyped: (typed: string) => void;
  onText: (text: string) => void;
  onCode: (code: string) => void;
}

export function Entry(props: Props): JSX.Element {
  return (
    <section class="entry">
      <p class="intro">{words.intro}</p>
      <Camera onText={props.onText} />
      <Field {...props} />
    </section>
  );
}

function Camera({ onText }: { onText: (text: string) => void }): JSX.Element | null {
  const [can, setCan] = useState<boolean | null>(null);
  const [open, setOpen] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => void canScan().then(setCan), []);
  if (can === null) return null;
  if (!can) return <p class="hint">{words.scanElse}</p>;
  const failed = (what: Trouble): void => {
    setOpen(false);
    setTrouble(what);
  };
  return (
    <div class="camera">
      {open && <Viewfinder onText={onText} onTrouble={failed} />}
      <button type="button" class={open ? "quiet" : "main"} onClick={() => { setTrouble(null); setOpen(!open); }}>
        <Icon sign="scan" /> {open ? words.scanStop : words.scan}
      </button>
      {trouble && <p class="slip" role="alert">{words.camera[trouble]}</p>}
    </div>
  );
}

interface FinderProps {
  onText: (text: string) => void;
  onTrouble: (trouble: Trouble) => void;
}

function Viewfinder({ onText, onTrouble }: FinderProps): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (!video.current) return undefined;
    const scan = new Scan(video.current, onText, onTrouble);
    beBusy("camera", true);
    void scan.start();
    return () => {
      beBusy("camera", false);
      scan.stop();
    };
  }, []);
  return (
    <div class="finder">
      <video ref={video} playsInline muted aria-label={words.scanHint} />
      <p>{words.scanHint}</p>
    </div>
  );
}

function Field({ typed: value, waitUntil, onTyped, onText, onCode }: Props): JSX.Element {
  const [slip, setSlip] = useState("");
  const seconds = useSecondsUntil(waitUntil);
  useEffect(() => {
    beBusy("typed", value !== "");
    return () => beBusy("typed", false);
  }, [value]);
  const submit = (event: Event): void => {
    event.preventDefault();
    const typed = readCode(value);
    if (value.trim() === "") setSlip(words.empty);
    else if (typed.kind === "slip") setSlip(typed.wrong ? words.slip(typed.wrong) : words.slipShort);
    else if (typed.kind === "other") onText(value);
    else if (seconds === 0) onCode(typed.code);
  };
  return (
    <form class="typing" onSubmit={submit} noValidate>
      <label for="typed">{words.field}</label>
      <textarea
        id="typed"
        rows={2}
        value={value}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        aria-describedby="typed-hint typed-slip"
        onInput={(event) => { onTyped(event.currentTarget.value); setSlip(""); }}
        onKeyDown={(event) => event.key === "Enter" && !event.isComposing && submit(event)}
      />
      <p id="typed-hint" class="hint">{words.fieldHint}</p>
      <p id="typed-slip" class="slip" role="alert">{slip || (seconds > 0 ? words.tooMany : "")}</p>
      <button type="submit" class="main" aria-disabled={seconds > 0}>
        {seconds > 0 ? words.wait(seconds) : words.check}
      </button>
    </form>
  );
}

function useSecondsUntil(until: number): number {
  const left = (): number => Math.max(0, Math.ceil((until - performance.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 500);
    return () => clearInterval(timer);
  }, [until]);
  return seconds;
}
