// The frames of the socket and their reading. What does not look like a frame is dropped here, so that the rest of the
// page may trust the types.

export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
}

export interface InlineButton {
  text: string;
  data?: string;
  url?: string;
}

export interface ReplyButton {
  text: string;
  contact: boolean;
}

export interface Picture {
  url: string;
  alt: string;
}

export interface Paper {
  url: string;
  name: string;
}

export interface MessageFrame {
  t: "message";
  id: number;
  from: "bot" | "me";
  n: number | null;
  date: number;
  /** The title under which it is kept in sight. */
  pin: string | null;
  text: string;
  entities: Entity[];
  inline: InlineButton[][] | null;
  reply: ReplyButton[][] | "remove" | null;
  photo: Picture | null;
  document: Paper | null;
}

export interface EditFrame {
  t: "edit";
  id: number;
  of: number | null;
  n: number | null;
  pin: string | null;
  text: string;
  entities: Entity[];
  inline: InlineButton[][] | null;
}

export interface Command {
  command: string;
  description: string;
}

export type ServerFrame =
  | { t: "welcome"; n: number; title: string }
  | MessageFrame
  | EditFrame
  | { t: "ack"; n: number }
  | { t: "typing" }
  | { t: "toast"; text: string; alert: boolean }
  | { t: "commands"; list: Command[] }
  | { t: "pong" }
  | { t: "again"; retryAfter: number }
  | { t: "bad"; n: number; error: string }
  | { t: "failed"; n: number; text: string; again: boolean }
  | { t: "renew"; ticket: string };

type Raw = Record<string, unknown>;

const isRaw = (value: unknown): value is Raw => typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const whole = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null);
const list = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isRaw) : []);

function entities(value: unknown): Entity[] {
  const found: Entity[] = [];
  for (const one of list(value)) {
    const [offset, length] = [whole(one["offset"]), whole(one["length"])];
    if (offset === null || length === null || offset < 0 || length <= 0) continue;
    const entity: Entity = { type: text(one["type"]), offset, length };
    if (typeof one["url"] === "string") entity.url = one["url"];
    found.push(entity);
  }
  return found;
}

function inlineRows(value: unknown): InlineButton[][] | null {
  if (!Array.isArray(value)) return null;
  const rows = value.map((row) => list(row).map(inlineButton)).filter((row) => row.length > 0);
  return rows.length > 0 ? rows : null;
}

function inlineButton(one: Raw): InlineButton {
  const button: InlineButton = { text: text(one["text"]) };
  if (typeof one["data"] === "string") button.data = one["data"];
  else if (typeof one["url"] === "string") button.url = one["url"];
  return button;
}

function replyRows(value: unknown): ReplyButton[][] | "remove" | null {
  if (value === "remove") return "remove";
  if (!Array.isArray(value)) return null;
  return value
    .map((row) => list(row).map((one) => ({ text: text(one["text"]), contact: one["contact"] === true })))
    .filter((row) => row.length > 0);
}

function picture(value: unknown): Picture | null {
  return isRaw(value) && typeof value["url"] === "string" ? { url: value["url"], alt: text(value["alt"]) } : null;
}

function paper(value: unknown): Paper | null {
  return isRaw(value) && typeof value["url"] === "string" ? { url: value["url"], name: text(value["name"]) } : null;
}

function message(raw: Raw): MessageFrame | null {
  const id = whole(raw["id"]);
  if (id === null) return null;
  return {
    t: "message",
    id,
    from: raw["from"] === "me" ? "me" : "bot",
    n: whole(raw["n"]),
    date: whole(raw["date"]) ?? Math.floor(Date.now() / 1000),
    pin: text(raw["pin"]) || null,
    text: text(raw["text"]),
    entities: entities(raw["entities"]),
    inline: inlineRows(raw["inline"]),
    reply: replyRows(raw["reply"]),
    photo: picture(raw["photo"]),
    document: paper(raw["document"]),
  };
}

function edit(raw: Raw): EditFrame | null {
  const [id, of, n] = [whole(raw["id"]), whole(raw["of"]), whole(raw["n"])];
  if (id === null || (of === null && n === null)) return null;
  const shown = { text: text(raw["text"]), entities: entities(raw["entities"]), inline: inlineRows(raw["inline"]) };
  return { t: "edit", id, of, n, pin: text(raw["pin"]) || null, ...shown };
}

function commands(raw: Raw): ServerFrame {
  const known = list(raw["list"]).map((one) => ({ command: text(one["command"]), description: text(one["description"]) }));
  return { t: "commands", list: known.filter((one) => /^[a-z0-9_]{1,32}$/.test(one.command)) };
}

export function readFrame(data: unknown): ServerFrame | null {
  let raw: unknown;
  try {
    raw = JSON.parse(String(data));
  } catch {
    return null;
  }
  if (!isRaw(raw)) return null;
  const n = whole(raw["n"]);
  switch (raw["t"]) {
    case "welcome":
      return { t: "welcome", n: n ?? 1, title: text(raw["title"]) };
    case "message":
      return message(raw);
    case "edit":
      return edit(raw);
    case "ack":
      return n === null ? null : { t: "ack", n };
    case "bad":
      return { t: "bad", n: n ?? 0, error: text(raw["error"]) };
    case "failed":
      return n === null ? null : { t: "failed", n, text: text(raw["text"]), again: raw["again"] === true };
    case "renew":
      return { t: "renew", ticket: text(raw["ticket"]) };
    case "again":
      return { t: "again", retryAfter: typeof raw["retry_after"] === "number" ? raw["retry_after"] : 2 };
    case "toast":
      return { t: "toast", text: text(raw["text"]), alert: raw["alert"] === true };
    case "commands":
      return commands(raw);
    case "typing":
      return { t: "typing" };
    case "pong":
      return { t: "pong" };
    default:
      return null;
  }
}
