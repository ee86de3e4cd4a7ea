// A message's text as DOM nodes: entities become elements, everything else stays plain text. No markup is ever parsed.
import type { ComponentChildren, JSX } from "preact";
import { safeLink, WEB } from "../../common/links";
import type { Entity } from "../protocol";

type Wrap = (inside: ComponentChildren, entity: Entity) => JSX.Element;

const WRAPS: Record<string, Wrap> = {
  bold: (inside) => <strong>{inside}</strong>,
  italic: (inside) => <em>{inside}</em>,
  underline: (inside) => <u>{inside}</u>,
  strikethrough: (inside) => <s>{inside}</s>,
  code: (inside) => <code>{inside}</code>,
  pre: (inside) => <code>{inside}</code>,
  text_link: (inside, entity) => {
    const address = safeLink(entity.url, WEB);
    if (address === null) return <span>{inside}</span>;
    return (
      <a href={address} target="_blank" rel="noopener noreferrer">
        {inside}
      </a>
    );
  },
};

function known(type: string): Wrap | undefined {
  return Object.prototype.hasOwnProperty.call(WRAPS, type) ? WRAPS[type] : undefined;
}

/** Pieces between all borders of entities, each within the entities that cover it. */
export function pieces(text: string, entities: readonly Entity[]): ComponentChildren[] {
  const borders = new Set([0, text.length]);
  for (const { offset, length } of entities) {
    borders.add(Math.min(offset, text.length));
    borders.add(Math.min(offset + length, text.length));
  }
  const sorted = [...borders].sort((one, two) => one - two);
  return sorted.slice(0, -1).map((start, index) => {
    const end = sorted[index + 1] ?? text.length;
    const over = entities.filter((one) => one.offset <= start && one.offset + one.length >= end);
    return over.reduce<ComponentChildren>(
      (inside, one) => known(one.type)?.(inside, one) ?? inside,
      text.slice(start, end),
    );
  });
}

export function Text({ text, entities }: { text: string; entities: readonly Entity[] }): JSX.Element | null {
  if (!text) return null;
  return (
    <p class="words" data-text="" dir="auto">
      {entities.length > 0 ? pieces(text, entities) : text}
    </p>
  );
}
