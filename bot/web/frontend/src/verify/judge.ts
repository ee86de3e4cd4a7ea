// The judgement of one voucher: its signature first, then what the register or the kept lists say, then the times. A
// good word is never given by a phone whose clock is known to be behind.
import { type Claims, type Paper, saidBy } from "./claims";
import { fromText, takeApart } from "./envelope";
import { isSignedBy, type Keys } from "./keys";
import { type Closed, closedState } from "./lists";
import type { Known, Register, State, Told } from "./register";
import type { Silence } from "./wire";

/** "paper" is a genuine paper of the house: no voucher, and it has no state to ask for. */
export type Verdict = State | "paper" | "not_genuine" | "unreadable" | "cannot_tell";

export type Reason = "no_keys" | "no_lists" | "clock" | "insecure" | "code_offline" | "code_no_answer";

export interface Content {
  name: string;
  document: string;
  address: string;
  registeredOn: string;
  expiresAt: number | null;
}

/** What the judgement rests on: an answer of the register, or lists of an age and why it had to be these. */
export interface Basis {
  answeredAt: number | null;
  silence: Silence | null;
  keysAt: number | null;
  listsAt: number | null;
  signed: boolean;
}

export interface Judgement {
  verdict: Verdict;
  reason: Reason | null;
  content: Content | null;
  paper: Paper | null;
  basis: Basis | null;
  newest: number;
  at: number;
}

export type Wait = { wait: number };

const TOLERANCE = 120;

export async function judgeText(text: string, register: Register): Promise<Judgement> {
  const token = fromText(text);
  if (!token) return plain("unreadable");
  const envelope = takeApart(token);
  if (!window.isSecureContext || !crypto.subtle) return plain("cannot_tell", "insecure");
  const keys = await register.keys();
  const basis = keys && keysBasis(keys);
  if (!envelope) return { ...plain("not_genuine"), basis };
  if (!keys || !basis) return plain("cannot_tell", "no_keys");
  const key = keys.value.byId.get(envelope.kid);
  if (!key || !(await isSignedBy(key, envelope.signature, envelope.toBeSigned))) return { ...plain("not_genuine"), basis };
  const said = saidBy(envelope.payload);
  if (!said) return { ...plain("not_genuine"), basis };
  return "paper" in said ? { ...plain("paper"), paper: said.paper, basis } : judgeClaims(said.voucher, basis, register);
}

/** What the register says to a short code; how long to wait, if there were too many tries. */
export async function judgeCode(code: string, register: Register): Promise<Judgement | Wait> {
  const answer = await register.code(code);
  if (!("silence" in answer)) {
    const basis = { answeredAt: answer.asOf, silence: null, keysAt: null, listsAt: null, signed: false };
    const found = { ...plain(answer.state), content: contentOf(answer), basis };
    return guarded(found, Math.max(register.newest(), answer.asOf));
  }
  if (answer.silence === "busy") return { wait: answer.retryAfter };
  return plain("cannot_tell", answer.silence === "offline" ? "code_offline" : "code_no_answer");
}

async function judgeClaims(claims: Claims, keysOnly: Basis, register: Register): Promise<Judgement> {
  const content = { ...claims, expiresAt: claims.expiresAt };
  const [answer, lists] = await Promise.all([register.state(claims.id), register.lists()]);
  if (!("silence" in answer)) {
    const state = answer.state === "valid" && answer.asOf >= claims.expiresAt ? "expired" : answer.state;
    const basis = { ...keysOnly, answeredAt: answer.asOf, silence: null };
    return guarded({ ...plain(state), content, basis }, Math.max(register.newest(), answer.asOf));
  }
  const basis = { ...keysOnly, silence: answer.silence, listsAt: lists?.value.asOf ?? null };
  const state: Closed | "expired" | "valid" =
    (lists && closedState(lists.value, claims.id)) ?? (seconds() >= claims.expiresAt ? "expired" : "valid");
  if (!lists && state === "valid") return { ...plain("cannot_tell", "no_lists"), basis };
  return guarded({ ...plain(state), content, basis }, register.newest());
}

function guarded(judgement: Judgement, newest: number): Judgement {
  if (judgement.verdict !== "valid" || seconds() >= newest - TOLERANCE) return judgement;
  return { ...plain("cannot_tell", "clock"), basis: judgement.basis, newest };
}

function keysBasis(keys: Known<Keys>): Basis {
  return { answeredAt: null, silence: keys.silence, keysAt: keys.value.asOf, listsAt: null, signed: true };
}

function contentOf({ body }: Told): Content | null {
  const texts = [body["name"], body["document"], body["address"], body["registered_on"]];
  if (!texts.every((one): one is string => typeof one === "string")) return null;
  const [name = "", document = "", address = "", registeredOn = ""] = texts;
  return { name, document, address, registeredOn, expiresAt: null };
}

function plain(verdict: Verdict, reason: Reason | null = null): Judgement {
  return { verdict, reason, content: null, paper: null, basis: null, newest: 0, at: seconds() };
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
