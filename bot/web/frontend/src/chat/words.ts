// What the chat page itself says, in both languages. What the service says comes from the server.
import { lang, type Lang } from "../common/lang";

interface Words {
  connecting: string;
  online: string;
  offline: string;
  waiting: (count: number) => string;
  hello: string;
  opening: string;
  openingWait: string;
  openingOffline: string;
  begin: string;
  verify: string;
  messages: string;
  pinned: string;
  input: string;
  placeholder: string;
  send: string;
  menu: string;
  photo: string;
  takePhoto: string;
  choosePhoto: string;
  choosePaper: string;
  tooMany: (most: number, chosen: number) => string;
  edit: string;
  editing: string;
  cancel: string;
  edited: string;
  sending: string;
  queued: string;
  uploading: string;
  preparing: string;
  typing: string;
  today: string;
  yesterday: string;
  newest: string;
  enlarge: string;
  picture: string;
  ownPicture: string;
  save: string;
  document: string;
  saveDocument: string;
  close: string;
  otherLanguage: string;
  me: string;
  bot: string;
  linkAsks: string;
  goOn: string;
  notNow: string;
  ringAsks: string;
  ringOn: string;
  ringBegin: string;
  ringEnd: string;
  ringBegun: string;
  ringEnded: string;
  ringDenied: string;
  ringFailed: string;
  phoneHint: string;
  quick: string;
  errors: Record<string, string>;
  otherError: string;
}

const WORDS: Record<Lang, Words> = {
  zh: {
    connecting: "连接中…",
    online: "已连接",
    offline: "未连接",
    waiting: (count) => `${count} 条待发送，连上后自动发出`,
    hello: "您好，这里是安居",
    opening: "新来杭州办居住登记、问居住证、续签，或者房东登记租客，直接用平常的话说就行。",
    openingWait: "正在连接窗口，请稍候…",
    openingOffline: "现在连不上，正在重试。您可以先写下来，连上后自动发出。",
    begin: "开始",
    verify: "查验一张凭证",
    messages: "对话",
    pinned: "置顶",
    input: "写消息",
    placeholder: "写消息…",
    send: "发送",
    menu: "菜单",
    photo: "照片",
    takePhoto: "拍照",
    choosePhoto: "从相册选",
    choosePaper: "选文件（PDF 或照片）",
    tooMany: (most, chosen) => `一次最多选 ${most} 个文件，您选了 ${chosen} 个，都没有发出。请分几次发。`,
    edit: "修改这条消息",
    editing: "正在修改",
    cancel: "取消",
    edited: "已改",
    sending: "发送中",
    queued: "待发送",
    uploading: "上传中",
    preparing: "正在处理照片…",
    typing: "安居正在输入",
    today: "今天",
    yesterday: "昨天",
    newest: "下面还有",
    enlarge: "看大图",
    picture: "图片",
    ownPicture: "我发的照片",
    save: "保存图片",
    document: "文件",
    saveDocument: "点一下保存",
    close: "关闭",
    otherLanguage: "English",
    me: "我",
    bot: "安居",
    linkAsks: "您是从一个链接打开的，要继续办理吗？",
    goOn: "继续",
    notNow: "不用",
    ringAsks: "页面关着时，有提醒也告诉您吗？",
    ringOn: "提醒我",
    ringBegin: "有提醒时让浏览器告诉我",
    ringEnd: "不要浏览器的提醒",
    ringBegun: "好，有提醒时浏览器会告诉您，只说有一条，不写内容。",
    ringEnded: "好，浏览器不再提醒。",
    ringDenied: "这个浏览器不让本页发通知。想要的话，先在浏览器的网站设置里允许，再来打开。",
    ringFailed: "这个浏览器现在收不了通知。提醒仍会留在聊天里，打开就能看到。",
    phoneHint: "请写手机号，再点发送。",
    quick: "快捷回复",
    errors: {
      too_long: "这条太长，没有发出。文字已放回输入框，请分几次发送。",
      too_large: "文件太大，没有发出。照片最多 10 MB，PDF 最多 20 MB；请换一个，或者重新拍。",
      not_a_picture: "这个文件不是照片，也不是 PDF，没有发出。请选 JPG、PNG 照片或 PDF。",
      no_photo: "文件没有传成，请再选一次。",
      no_such_file: "文件没有传成，请再选一次。",
      storage_full: "手机存储空间不够，这条没有保存。请清理空间后再发。",
    },
    otherError: "这条没有发出，请换个说法再试。",
  },
  en: {
    connecting: "Connecting…",
    online: "Connected",
    offline: "Not connected",
    waiting: (count) => (count === 1 ? "1 message will be sent later" : `${count} messages will be sent later`),
    hello: "Hello, this is Anju",
    opening:
      "Register your residence in Hangzhou, ask about the residence permit, renew it, or report your tenants: just write it in your own words.",
    openingWait: "Connecting to the counter, one moment…",
    openingOffline: "There is no connection now. You can write already; it is sent as soon as there is one.",
    begin: "Start",
    verify: "Check a voucher",
    messages: "Conversation",
    pinned: "Kept in sight",
    input: "Write a message",
    placeholder: "Write a message…",
    send: "Send",
    menu: "Menu",
    photo: "Photo",
    takePhoto: "Take a photo",
    choosePhoto: "Choose photos",
    choosePaper: "Choose files (PDF or photos)",
    tooMany: (most, chosen) => `At most ${most} files at once; you chose ${chosen}, and none was sent. Please send them in parts.`,
    edit: "Edit this message",
    editing: "Editing",
    cancel: "Cancel",
    edited: "edited",
    sending: "sending",
    queued: "waiting",
    uploading: "uploading",
    preparing: "Preparing the photo…",
    typing: "Anju is writing",
    today: "Today",
    yesterday: "Yesterday",
    newest: "More below",
    enlarge: "Enlarge the picture",
    picture: "Picture",
    ownPicture: "My photo",
    save: "Save the picture",
    document: "File",
    saveDocument: "Tap to save",
    close: "Close",
    otherLanguage: "中文",
    me: "Me",
    bot: "Anju",
    linkAsks: "You came here by a link. Do you want to go on with it?",
    goOn: "Go on",
    notNow: "Not now",
    ringAsks: "Tell you of reminders while this page is closed?",
    ringOn: "Yes",
    ringBegin: "Let my browser tell me of reminders",
    ringEnd: "No reminders from my browser",
    ringBegun: "Good, your browser will tell you that there is a reminder, and not of what.",
    ringEnded: "Good, your browser tells you of reminders no more.",
    ringDenied: "This browser does not let the page show notifications. To have them, allow them in the site settings of the browser first.",
    ringFailed: "This browser cannot take notifications now. Reminders stay in the chat and are there when you open it.",
    phoneHint: "Please type your phone number and send it.",
    quick: "Quick answers",
    errors: {
      too_long: "This was too long and was not sent. The text is back in the input; please send it in parts.",
      too_large: "The file is too large and was not sent. Photos may have 10 MB, PDF 20 MB; please choose another one or take a photo.",
      not_a_picture: "This file is neither a photo nor a PDF and was not sent. Please choose a JPG or PNG photo, or a PDF.",
      no_photo: "The file did not arrive. Please choose it again.",
      no_such_file: "The file did not arrive. Please choose it again.",
      storage_full: "This phone has no space left, so the message could not be kept. Please free some space and try again.",
    },
    otherError: "This was not sent. Please try other words.",
  },
};

export const words: Words = WORDS[lang];

export function errorWords(code: string): string {
  return Object.prototype.hasOwnProperty.call(words.errors, code) ? words.errors[code]! : words.otherError;
}
