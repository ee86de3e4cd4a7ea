// Short codes as people type them. Nothing typed is turned into another character: whoever typed a look-alike is asked
// to look again.

const ALPHABET = "34679ACDEFHJKMNPRTVWXY";
const LENGTH = 9;
const GAPS = /[ \t\r\n\u00a0\u3000\-\u2010-\u2013\u2014\u2212\uff0d]/g;
const FULL_WIDTH = /[\uff10-\uff5a]/g;

export type Typed = { kind: "code"; code: string } | { kind: "slip"; wrong: string } | { kind: "other" };

/** A short code; a text that was meant as one, with the characters that no code has; or something else. */
export function readCode(text: string): Typed {
  if (text.length > 64) return { kind: "other" };
  const typed = text.replace(FULL_WIDTH, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).replace(GAPS, "");
  if (!/^[A-Za-z0-9]{1,12}$/.test(typed)) return { kind: "other" };
  const code = typed.toUpperCase();
  const wrong = Array.from(new Set(code)).filter((sign) => !ALPHABET.includes(sign));
  if (code.length === LENGTH && wrong.length === 0) return { kind: "code", code };
  return { kind: "slip", wrong: wrong.join(" ") };
}
