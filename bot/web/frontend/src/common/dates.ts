// Dates as people read them: the day with its weekday, the time in the phone's zone.
import { lang } from "./lang";

const ZH_DAYS = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"];
const EN_DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const EN_MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];

const two = (value: number): string => String(value).padStart(2, "0");

function worded(year: number, month: number, day: number, weekday: number): string {
  if (lang === "zh") return `${year}年${month}月${day}日（${ZH_DAYS[weekday]}）`;
  return `${EN_DAYS[weekday]}, ${day} ${EN_MONTHS[month - 1]} ${year}`;
}

/** A day given as ISO text; null if there is no such day. */
export function isoDay(text: string): string | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = year > 0 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? worded(year, month, day, date.getUTCDay()) : null;
}

/** The day of an instant in the phone's zone. */
export function dayOf(date: Date): string {
  return worded(date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getDay());
}

/** The last day of a voucher: its district's day, wherever the phone believes to be (UTC+8, no summer time). */
export function districtDay(unix: number): string {
  const date = new Date((unix + 8 * 3600) * 1000);
  return worded(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay());
}

export function clockTime(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Day and time, for "as of". */
export function moment(unix: number): string {
  const date = new Date(unix * 1000);
  if (lang === "zh") return `${date.getMonth() + 1}月${date.getDate()}日 ${clockTime(date)}`;
  return `${date.getDate()} ${EN_MONTHS[date.getMonth()]}, ${clockTime(date)}`;
}
