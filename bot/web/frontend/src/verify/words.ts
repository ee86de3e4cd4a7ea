// What the verify page says, in both languages.
import { moment } from "../common/dates";
import { lang } from "../common/lang";
import type { Reason, Verdict } from "./judge";
import type { Silence } from "./wire";

interface Said {
  title: string;
  sentence: string;
}

interface Words {
  page: string;
  brand: string;
  back: string;
  otherLanguage: string;
  intro: string;
  scan: string;
  scanElse: string;
  scanStop: string;
  scanHint: string;
  camera: Record<"denied" | "none" | "failed", string>;
  field: string;
  fieldHint: string;
  check: string;
  wait: (seconds: number) => string;
  tooMany: string;
  slip: (wrong: string) => string;
  slipShort: string;
  empty: string;
  checking: string;
  next: string;
  again: string;
  onVoucher: string;
  noLonger: string;
  name: string;
  document: string;
  address: string;
  registered: string;
  expires: string;
  onPaper: string;
  paperKind: string;
  paperNumber: string;
  paperDay: string;
  paperCode: string;
  paperOpen: string;
  papers: Record<string, string>;
  checkedAt: (time: string) => string;
  online: string;
  onlineSaid: (time: string) => string;
  byCode: string;
  signature: string;
  lists: Record<Silence, (age: string) => string>;
  keysOnly: Record<Silence, (age: string) => string>;
  keysNow: string;
  ages: (keys: string, lists: string) => string;
  keysAge: (keys: string) => string;
  unseen: string;
  newKey: string;
  stale: (age: string) => string;
  clock: (phone: string, newest: string) => string;
  kept: (keys: string, lists: string) => string;
  listsKept: (keys: string, lists: string) => string;
  keptNone: string;
  privacy: string;
  age: { now: string; minutes: (n: number) => string; hours: (n: number) => string; days: (n: number) => string };
  verdicts: Record<Verdict, Said>;
  unknownCode: string;
  validByLists: string;
  expiredOn: (day: string) => string;
  reasons: Record<Reason, string>;
}

/** Chinese puts a gap before a digit, none before a character. */
const apart = (age: string): string => (/^[0-9]/.test(age) ? ` ${age}` : age);

const ZH: Words = {
  page: "核验凭证",
  brand: "安居",
  back: "返回安居",
  otherLanguage: "English",
  intro: "核验居住登记凭证的真假，以及现在是否有效。",
  scan: "扫描二维码",
  scanElse: "这个浏览器不能直接扫码。请用手机自带的相机，或微信、支付宝的“扫一扫”对准二维码，会自动打开本页；也可以在下面输入短码。",
  scanStop: "停止扫描",
  scanHint: "把二维码放在框内，稍等片刻",
  camera: {
    denied: "没有相机权限。请在浏览器设置里允许使用相机，或用手机自带的相机扫码，或输入短码。",
    none: "没有找到相机。请输入短码，或粘贴凭证的链接。",
    failed: "相机打不开，可能正被别的应用使用。请稍后再试，或用手机自带的相机扫码，或输入短码。",
  },
  field: "输入短码，或粘贴凭证链接",
  fieldHint: "短码印在二维码下面，共 9 位，例如 A3F‑9KM‑7XY",
  check: "核验",
  wait: (seconds) => `请等 ${seconds} 秒`,
  tooMany: "短码试得太多了。为防止有人乱猜，请稍等再试；扫二维码不受影响。",
  slip: (wrong) => `短码里没有这样的字符：${wrong}。请再看一遍凭证，可能是形近的字母或数字。`,
  slipShort: "短码是 9 位字母和数字，请再看一遍凭证。",
  empty: "请先输入短码，或粘贴链接。",
  checking: "正在核验…",
  next: "核验下一张",
  again: "再核验一次",
  onVoucher: "凭证内容",
  noLonger: "凭证上的内容（已不作数）",
  name: "姓名",
  document: "证件号后四位",
  address: "登记地址",
  registered: "登记日期",
  expires: "有效期至",
  onPaper: "请和纸上的核对，四样都一样才是同一份",
  paperKind: "文书",
  paperNumber: "编号",
  paperDay: "出具日期",
  paperCode: "校验码",
  paperOpen: "这是空白表：后来手写的内容不在核验之内。",
  papers: {
    form: "浙江省居住证申领表",
    receipt: "受理回执",
    notice: "一次性补正告知书",
    refusal: "不予受理说明",
    unendorsed: "不予签注说明",
    hazard_check: "出租居住房屋出租治安消防隐患排查表",
    hazard_form: "出租居住房屋出租治安消防隐患排查表",
    street_form: "杭州市居住房屋出租安全排查表",
    annexes: "附件2至附件4 证明材料清单",
  },
  checkedAt: (time) => `本次核验：${time}`,
  online: "已联网核验",
  onlineSaid: (time) => `登记库 ${time} 的回答。`,
  byCode: "内容由登记库按短码查出，没有检查二维码签名。",
  signature: "签名已在这部手机上检查。",
  lists: {
    offline: (age) => `未联网，按${apart(age)}的名单核验`,
    busy: (age) => `登记库忙，没有回答，按${apart(age)}的名单核验`,
    no_answer: (age) => `登记库没有回答，按${apart(age)}的名单核验`,
  },
  keysOnly: {
    offline: (age) => `未联网，按${apart(age)}的公钥核验`,
    busy: (age) => `服务忙，按${apart(age)}的公钥核验`,
    no_answer: (age) => `服务没有回答，按${apart(age)}的公钥核验`,
  },
  keysNow: "签名用刚刚取得的公钥检查。",
  ages: (keys, lists) => `公钥：${keys}取得；名单：${lists}取得。`,
  keysAge: (keys) => `公钥：${keys}取得。`,
  unseen: "那以后的变更、注销和撤销，这里看不到。",
  newKey: "如果凭证是那以后才发的，请联网再核验一次。",
  stale: (age) => `注意：手机里的数据是${apart(age)}的，超过 24 小时！这期间被替代、注销或撤销的凭证，这里仍会显示有效。请联网再核验，不要只凭这个结果办事。`,
  clock: (phone, newest) => `手机时间是 ${phone}，但手机里最新的数据是 ${newest} 的：手机的钟慢了，不能判断是否过期。请把时间设为自动，再核验一次。`,
  kept: (keys, lists) => `没有网络也能核验。公钥：${keys}取得；名单：${lists}取得。`,
  listsKept: (keys, lists) => `公钥：${keys}取得；名单：${lists}取得。`,
  keptNone: "还没有取到公钥和名单：现在不能离线核验。联网打开一次本页就可以了。",
  privacy: "二维码的内容只在这部手机上检查，不会上传。",
  age: { now: "刚刚", minutes: (n) => `${n} 分钟前`, hours: (n) => `${n} 小时前`, days: (n) => `${n} 天前` },
  verdicts: {
    valid: { title: "凭证有效", sentence: "由登记机关签发，登记有效。请把姓名和证件号后四位与本人证件核对。" },
    superseded: { title: "已被新凭证替代", sentence: "凭证是真的，但登记后来有变更，已换发新的。请对方出示最新的一张。" },
    ended: { title: "登记已注销", sentence: "凭证是真的，但这项居住登记已经结束（例如已搬离），不再有效。" },
    revoked: { title: "已撤销", sentence: "登记机关已撤销这张凭证（例如遗失或被人翻拍）。请不要接受。" },
    expired: { title: "已过有效期", sentence: "凭证是真的，但已经过期。请对方在安居换领新凭证。" },
    unknown: { title: "登记库查无此凭证", sentence: "签名对得上，但登记库里没有这张凭证。请不要接受，并向登记窗口核实。" },
    paper: { title: "真实文书，不是凭证", sentence: "由本系统出具，签名是真的。它不是居住登记凭证，不能说明登记是否有效。" },
    not_genuine: { title: "不是真凭证", sentence: "签名不是登记机关的：凭证是伪造的，或者内容被改动过。请不要接受。" },
    unreadable: { title: "无法识别", sentence: "这不是居住登记凭证的二维码或链接，或者没有扫全。请重新扫，或输入短码。" },
    cannot_tell: { title: "无法判断", sentence: "真假和是否有效都不能确定。" },
  },
  validByLists: "由登记机关签发；手机里的名单上没有它被替代、注销或撤销的记录。请把姓名和证件号后四位与本人证件核对。",
  unknownCode: "登记库里没有这个短码。请对照凭证再输一遍；仍然没有，请不要接受。",
  expiredOn: (day) => `有效期到${day}为止。`,
  reasons: {
    no_keys: "没有取到公钥：现在没有网络或服务没有回答，这部手机以前也没有取过。请联网后再核验一次。",
    no_lists: "签名是真的，但没有取到名单，不知道后来是否被替代、注销或撤销。请联网后再核验一次。",
    clock: "",
    insecure: "这个页面没有通过安全连接（https）打开，浏览器不能检查签名。请用 https 地址打开，或输入短码。",
    code_offline: "短码要联网才能查。请联网后再试，或扫二维码：二维码没有网络也能核验。",
    code_no_answer: "登记库没有回答。请稍后再试，或扫二维码。",
  },
};

const EN: Words = {
  page: "Check a voucher",
  brand: "Anju",
  back: "Back to Anju",
  otherLanguage: "中文",
  intro: "Find out whether a residence registration voucher is genuine and valid now.",
  scan: "Scan the QR code",
  scanElse:
    "This browser cannot scan. Point the phone's own camera app, or the scanner in WeChat or Alipay, at the QR code: it opens this page. Or type the short code below.",
  scanStop: "Stop scanning",
  scanHint: "Hold the QR code inside the frame for a moment",
  camera: {
    denied: "No permission to use the camera. Allow it in the browser's settings, scan with the phone's camera app, or type the short code.",
    none: "No camera was found. Type the short code, or paste the voucher's link.",
    failed: "The camera does not start; another app may be using it. Try again later, scan with the phone's camera app, or type the short code.",
  },
  field: "Type the short code, or paste the voucher's link",
  fieldHint: "The short code is under the QR code: 9 characters, such as A3F‑9KM‑7XY",
  check: "Check",
  wait: (seconds) => `Wait ${seconds} s`,
  tooMany: "Too many short codes were tried. So that nobody can guess them, please wait a little. Scanning the QR code still works.",
  slip: (wrong) => `No short code contains: ${wrong}. Please look at the voucher again; it may be a letter or digit that looks alike.`,
  slipShort: "A short code has 9 letters and digits. Please look at the voucher again.",
  empty: "Type a short code or paste a link first.",
  checking: "Checking…",
  next: "Check another",
  again: "Check again",
  onVoucher: "On the voucher",
  noLonger: "On the voucher (no longer counts)",
  name: "Name",
  document: "ID ends in",
  address: "Address",
  registered: "Registered on",
  expires: "Valid until",
  onPaper: "Compare with the paper: only if all four agree is it the same",
  paperKind: "Paper",
  paperNumber: "Number",
  paperDay: "Issued on",
  paperCode: "Check code",
  paperOpen: "This is a blank form: what was written into it by hand is not covered.",
  papers: {
    form: "Application for the Zhejiang residence permit",
    receipt: "Receipt of acceptance",
    notice: "Notice of everything that is missing",
    refusal: "Reasons for not accepting",
    unendorsed: "Reasons for not endorsing",
    hazard_check: "Check of rented homes for safety and fire hazards",
    hazard_form: "Check of rented homes for safety and fire hazards",
    street_form: "Hangzhou safety check of rented homes",
    annexes: "Proofs of annexes 附件2 to 附件4",
  },
  checkedAt: (time) => `Checked: ${time}`,
  online: "Checked online",
  onlineSaid: (time) => `The register's answer of ${time}.`,
  byCode: "The content comes from the register by short code; no QR signature was checked.",
  signature: "The signature was checked on this phone.",
  lists: {
    offline: (age) => `Offline: checked against lists fetched ${age}`,
    busy: (age) => `The register is busy and did not answer: checked against lists fetched ${age}`,
    no_answer: (age) => `The register did not answer: checked against lists fetched ${age}`,
  },
  keysOnly: {
    offline: (age) => `Offline: checked with keys fetched ${age}`,
    busy: (age) => `The service is busy: checked with keys fetched ${age}`,
    no_answer: (age) => `The service did not answer: checked with keys fetched ${age}`,
  },
  keysNow: "The signature was checked with keys fetched just now.",
  ages: (keys, lists) => `Keys fetched ${keys}, lists fetched ${lists}.`,
  keysAge: (keys) => `Keys fetched ${keys}.`,
  unseen: "Changes, departures and revocations since then cannot be seen here.",
  newKey: "If the voucher was issued after that, check again online.",
  stale: (age) =>
    `Warning: the data on this phone was fetched ${age}, more than 24 hours old! Vouchers superseded, ended or revoked since then still show as valid here. Check again online; do not rely on this result alone.`,
  clock: (phone, newest) =>
    `The phone's clock says ${phone}, but the newest data on it is from ${newest}: the clock is behind, so nobody can tell what has expired. Set the time to automatic, then check again.`,
  kept: (keys, lists) => `Checks work without a network. Keys fetched ${keys}, lists fetched ${lists}.`,
  listsKept: (keys, lists) => `Keys fetched ${keys}, lists fetched ${lists}.`,
  keptNone: "No keys and lists have been fetched yet, so nothing can be checked offline. Opening this page once with a network is enough.",
  privacy: "The QR code's content is checked on this phone and never uploaded.",
  age: {
    now: "just now",
    minutes: (n) => (n === 1 ? "1 minute ago" : `${n} minutes ago`),
    hours: (n) => (n === 1 ? "1 hour ago" : `${n} hours ago`),
    days: (n) => (n === 1 ? "1 day ago" : `${n} days ago`),
  },
  verdicts: {
    valid: { title: "Valid", sentence: "Issued by the registration office, and the registration is in force. Compare the name and the last four digits with the person's ID." },
    superseded: { title: "Superseded", sentence: "The voucher is genuine, but the registration has changed since and a new one was issued. Ask for the newest one." },
    ended: { title: "Registration ended", sentence: "The voucher is genuine, but this registration has ended, for example because the person moved away. It is no longer valid." },
    revoked: { title: "Revoked", sentence: "The registration office has revoked this voucher, for example because it was lost or photographed. Do not accept it." },
    expired: { title: "Expired", sentence: "The voucher is genuine, but its time is over. Ask the person to get a new one from Anju." },
    unknown: { title: "Not in the register", sentence: "The signature fits, but the register does not know this voucher. Do not accept it; ask the registration counter." },
    paper: { title: "A genuine paper, no voucher", sentence: "This service issued it and the signature is genuine. It is no registration voucher and does not tell whether a registration is in force." },
    not_genuine: { title: "Not genuine", sentence: "The signature is not the registration office's: the voucher is forged or its content was altered. Do not accept it." },
    unreadable: { title: "Unreadable", sentence: "This is not the QR code or link of a residence voucher, or only part of it was read. Scan again, or type the short code." },
    cannot_tell: { title: "Cannot tell", sentence: "Neither whether it is genuine nor whether it is valid is certain." },
  },
  validByLists:
    "Issued by the registration office; the lists on this phone do not name it as superseded, ended or revoked. Compare the name and the last four digits with the person's ID.",
  unknownCode: "The register does not know this short code. Compare it with the voucher and type it again; if it is still not found, do not accept it.",
  expiredOn: (day) => `It was valid until ${day}.`,
  reasons: {
    no_keys: "The keys could not be fetched: there is no network or the service does not answer, and this phone has never fetched them before. Check again with a network.",
    no_lists: "The signature is genuine, but the lists could not be fetched: whether the voucher was superseded, ended or revoked since is not known. Check again with a network.",
    clock: "",
    insecure: "This page was not opened over a secure connection (https), so the browser cannot check signatures. Open it by its https address, or type the short code.",
    code_offline: "Short codes need a network. Try again with one, or scan the QR code, which can be checked without.",
    code_no_answer: "The register does not answer. Try again later, or scan the QR code.",
  },
};

export const words: Words = lang === "zh" ? ZH : EN;

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

/** Sentences in a row. */
export function joined(...sentences: readonly string[]): string {
  return sentences.join(lang === "zh" ? "" : " ");
}

/** How long ago an instant was, in words. */
export function ageOf(unix: number): string {
  const age = Date.now() / 1000 - unix;
  if (age < -2 * MINUTE) return moment(unix); // the phone's clock is behind: "ago" would be a lie
  if (age < 2 * MINUTE) return words.age.now;
  if (age < HOUR) return words.age.minutes(Math.floor(age / MINUTE));
  if (age < 2 * DAY) return words.age.hours(Math.floor(age / HOUR));
  return words.age.days(Math.floor(age / DAY));
}

export function isStale(unix: number): boolean {
  return Date.now() / 1000 - unix > DAY;
}
