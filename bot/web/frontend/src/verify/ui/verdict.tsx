// The judgement as a person reads it: the word, what it means, how it was found out, and what stands on the voucher.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { districtDay, isoDay, moment } from "../../common/dates";
import { Icon } from "../../common/icons";
import type { Paper } from "../claims";
import type { Basis, Content, Judgement } from "../judge";
import { ageOf, isStale, joined, words } from "../words";
import { VerdictSign } from "./signs";

/** Forms into which somebody writes by hand after they were signed. */
const OPEN_FORMS = ["hazard_form", "street_form"];

interface Props {
  judgement: Judgement;
  byCode: boolean;
  onAgain: () => void;
  onNext: () => void;
}

export function VerdictView({ judgement, byCode, onAgain, onNext }: Props): JSX.Element {
  const { verdict, basis, content } = judgement;
  const oldest = basis && !answeredNow(basis) ? Math.min(basis.listsAt ?? Infinity, basis.keysAt ?? Infinity) : null;
  const stale = oldest !== null && basis?.listsAt !== null && isStale(oldest);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [judgement]);
  return (
    <section class="result" data-verdict={verdict} data-reason={judgement.reason ?? ""}>
      <div class={`verdict ${verdict} ${oldest === null ? "" : "bylists"} ${stale ? "old" : ""}`}>
        <VerdictSign verdict={verdict} />
        <h2 ref={title} tabIndex={-1}>
          {words.verdicts[verdict].title}
        </h2>
        <p>{sentence(judgement, byCode)}</p>
      </div>
      {stale && (
        <p class="stale" role="alert">
          <Icon sign="warn" size={26} /> <span>{words.stale(ageOf(oldest))}</span>
        </p>
      )}
      {basis && judgement.reason !== "clock" && <How basis={basis} verdict={verdict} />}
      {judgement.paper && <OnPaper paper={judgement.paper} />}
      {content && <OnVoucher content={content} counts={verdict === "valid"} />}
      <p class="when">{words.checkedAt(moment(judgement.at))}</p>
      <div class="next">
        <button type="button" class="main" onClick={onNext}>
          {words.next}
        </button>
        <button type="button" class="quiet" onClick={onAgain}>
          {words.again}
        </button>
      </div>
    </section>
  );
}

function sentence({ verdict, reason, basis, content, newest, at }: Judgement, byCode: boolean): string {
  if (reason === "clock") return words.clock(moment(at), moment(newest));
  if (reason) return words.reasons[reason];
  if (verdict === "unknown" && byCode) return words.unknownCode;
  if (verdict === "valid" && basis && !answeredNow(basis)) return words.validByLists;
  const said = words.verdicts[verdict].sentence;
  return verdict === "expired" && content?.expiresAt ? joined(words.expiredOn(lastDay(content.expiresAt)), said) : said;
}

function How({ basis, verdict }: { basis: Basis; verdict: string }): JSX.Element {
  const online = answeredNow(basis);
  return (
    <div class={online ? "how online" : "how offline"} data-mode={online ? "online" : "offline"}>
      <Icon sign={online ? "online" : "offline"} size={26} />
      <div>
        <strong>{online ? words.online : headline(basis)}</strong>
        <p>{online ? answered(basis) : aged(basis, verdict)}</p>
      </div>
    </div>
  );
}

/** Nothing old was used: the register answered, or no more than its newest keys was needed. */
function answeredNow(basis: Basis): boolean {
  return basis.answeredAt !== null || (basis.silence === null && basis.listsAt === null);
}

function headline({ silence, keysAt, listsAt }: Basis): string {
  const said = listsAt === null ? words.keysOnly : words.lists;
  return said[silence ?? "offline"](ageOf(listsAt ?? keysAt ?? 0));
}

function answered({ answeredAt, signed, keysAt }: Basis): string {
  if (answeredAt === null) return words.keysNow;
  const how = signed ? joined(words.signature, words.keysAge(ageOf(keysAt ?? 0))) : words.byCode;
  return joined(words.onlineSaid(moment(answeredAt)), how);
}

function aged({ keysAt, listsAt }: Basis, verdict: string): string {
  const keys = ageOf(keysAt ?? 0);
  if (listsAt === null) return verdict === "not_genuine" ? words.newKey : words.keysAge(keys);
  return joined(words.ages(keys, ageOf(listsAt)), words.unseen);
}

function OnPaper({ paper }: { paper: Paper }): JSX.Element {
  const lines = [
    [words.paperKind, words.papers[paper.kind] ?? paper.kind],
    [words.paperNumber, paper.number],
    [words.paperDay, districtDay(paper.issuedAt)],
    [words.paperCode, paper.checkCode],
  ];
  return (
    <div class="content">
      <h3>{words.onPaper}</h3>
      <dl>
        {lines.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {OPEN_FORMS.includes(paper.kind) && <p class="hint">{words.paperOpen}</p>}
    </div>
  );
}

function OnVoucher({ content, counts }: { content: Content; counts: boolean }): JSX.Element {
  const lines = [
    [words.name, content.name],
    [words.document, content.document],
    [words.address, content.address],
    [words.registered, isoDay(content.registeredOn) ?? content.registeredOn],
    [words.expires, content.expiresAt === null ? "" : lastDay(content.expiresAt)],
  ];
  return (
    <div class={counts ? "content" : "content void"}>
      <h3>{counts ? words.onVoucher : words.noLonger}</h3>
      <dl>
        {lines.map(([label, value]) => value && (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A voucher ends with the last second of a day. */
function lastDay(expiresAt: number): string {
  return districtDay(expiresAt - 1);
}
