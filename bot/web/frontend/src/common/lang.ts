// Which language the page itself speaks. What the service writes into the chat has a language of its own.

export type Lang = "zh" | "en";

export function languageOf(search: string, preferred: readonly string[]): Lang {
  const asked = new URLSearchParams(search).get("lang");
  if (asked === "zh" || asked === "en") return asked;
  return (preferred[0] ?? "zh").toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const lang: Lang = languageOf(location.search, navigator.languages ?? [navigator.language]);

export const other: Lang = lang === "zh" ? "en" : "zh";

export function markLanguage(): void {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
}

/** The address of this page in the other language, with everything else kept. */
export function addressIn(wanted: Lang): string {
  const search = new URLSearchParams(location.search);
  search.set("lang", wanted);
  return `${location.pathname}?${search.toString()}${location.hash}`;
}
