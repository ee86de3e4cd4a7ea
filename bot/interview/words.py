"""Short words that mean the same everywhere, read without asking the language model.

They keep the bot usable while the model trains, and answers fast: "上一步" needs no understanding. What is not here
is not refused; it goes to the question's own parser first and to the model after that.
"""

import re

from domain.people import plain_forms

_SIGNALS = {
    "cancel": "取消 算了 不办了 退出 不弄了 先不办了 不登记了 cancel quit exit stop",
    "back": "上一步 返回 后退 回上一步 退回 back",
    "help": "帮助 怎么用 你能干什么 你会什么 能办什么 help",
    "menu": "菜单 主菜单 首页 menu",
    "my": "我的 我的登记 我的信息 我登记了什么 my",
    "timeline": "时间线 时间线图 时间轴 时间轴图 居住证时间线 我的时间线 timeline",
    "reminders": "我的提醒 提醒 提醒列表 有哪些提醒 reminders",
    "stop": "停 停止 退订 停止提醒 取消提醒 别提醒我了 别提醒了 别再提醒我 别再提醒我了 不要提醒我了 不要再提醒我 "
    "不用提醒了 stop unsubscribe",
    "human": "人工 转人工 找人工 人工服务 真人 human agent",
    "why": "为什么 为什么问 为什么要问 为什么问这个 为什么要问这个 为什么要这个 为啥 为啥问这个 为啥要问这个 "
    "问这个干嘛 问这个干什么 要这个干嘛 why",
    "basis": "依据 法律依据 依据呢 什么依据 哪条规定 source",
    "skip": "跳过 不填 没有 无 先跳过 以后再说 不想填 skip none",
    "unsure": "不知道 不清楚 不晓得 不记得 记不清 忘了 说不准 不确定",
    "affirm": "是 是的 对 对的 嗯 嗯嗯 好 好的 可以 行 没错 确认 提交 同意 确认提交 ok yes y 要 中 得 没问题",
    "deny": "不是 不 不对 不要 没有 不同意 否 no n 错了 不行",
    "keep": "不改，就用这个 不改 就用这个 keep",
    "resume": "继续 接着办 继续办理 继续登记 resume continue",
    "greet": "你好 您好 在吗 在不在 有人吗 hi hello 早上好 下午好 晚上好",
    "appeal": "我觉得不对 我觉得算错了 算错了 你算错了 你们算错了 我不服 我要申诉 申诉 我有异议 这个结果不对 appeal",
    "answers": "以前的答复 之前的答复 历史答复",
    "looks": "谁查过我 谁看过我的资料 谁查过我的资料",
    "queue": "待办 队列 看待办",
    "foundcard": "找到了 卡找到了 证找到了 居住证找到了 我的卡找到了 我的居住证找到了 找到卡了 找着了 卡找着了",
    "lostcard": "卡丢了或坏了 补换卡 补卡 我要补卡",
    "oldcard": "我有旧证 我有旧居住证 我有临时居住证 旧证换新证 旧证换新 换IC卡 换ic卡",
    "stats": "统计 看统计 统计图 统计表 统计数据 数据统计 看数据 报表 stats statistics figures",
    "thanks": "谢谢 谢谢你 多谢 谢了 感谢 thanks thank you",
    "english": "english 英文 英语 speak english 切换英文 换英文",
    "chinese": "中文 chinese 汉语 切换中文 换中文 说中文",
}
_BY_WORD: dict[str, set[str]] = {}
for _signal, _words in _SIGNALS.items():
    for _word in _words.split():
        _BY_WORD.setdefault(_word, set()).add(_signal)
_BY_WORD["回到我自己"] = _BY_WORD["back to myself"] = {"menu", "oneself"}
_BY_WORD["keep it as it is"] = {"keep"}
_BY_WORD["my timeline"] = {"timeline"}
_BY_WORD["thank you"] = {"thanks"}
_BY_WORD["my reminders"] = {"reminders"}
_BY_WORD["stop reminding me"] = _BY_WORD["no more reminders"] = {"stop"}
_BY_WORD["i don't know"] = _BY_WORD["not sure"] = {"unsure"}
_BY_WORD["i think this is wrong"] = _BY_WORD["that's wrong"] = {"appeal"}
_BY_WORD["i found it"] = _BY_WORD["i found my card"] = _BY_WORD["found it"] = {"foundcard"}
_BY_WORD["card lost or damaged"] = {"lostcard"}
_BY_WORD["i hold an old card"] = _BY_WORD["i have an old card"] = {"oldcard"}
_BY_WORD["earlier answers"] = {"answers"}
_BY_WORD["speak english"] = {"english"}

_ASKING = re.compile(
    r"[?？]|[吗呢么嘛]$|为什么|为啥|怎么|咋|多少|多久|什么|哪里|哪儿|哪个|能不能|可不可以|是不是|要不要|有没有|几天|几号前|"
    r"来得及|\b(?:how|what|when|where|why|which|can i|do i|should i|is it|must i)\b",
    re.I,
)


_WISHING = re.compile(r"我?(?:想|要|得|需要)(?!找)|帮我|给我|麻烦|请帮|i want|i need|please|can you", re.I)


_DODGING = re.compile(
    r"等下|等会|等一下|稍等|回头|再说|不知道|不晓得|不清楚|不记得|记不清|不确定|说不准|说不清|忘了|问问|看看|"
    r"i don't know|not sure|later",
    re.I,
)


def plain(text: str) -> str:
    """The text for comparing: plain forms, lower case, without blanks at the ends and closing marks."""
    return plain_forms(text).casefold().strip(" \t\r\n。.!！~～,，、")


def signals(text: str) -> frozenset[str]:
    """What the whole text signals, if it is one of the short words."""
    return frozenset(_BY_WORD.get(plain(text), ()))


def wishes(text: str) -> bool:
    """Whether the text asks for something to be done; only used where nearly any words could be an answer."""
    return bool(_WISHING.match(plain_forms(text)))


def dodges(text: str) -> bool:
    """Whether the text puts the answer off: 不知道, 等下问问."""
    return bool(_DODGING.search(plain_forms(text)))


def sounds_like_a_question(text: str) -> bool:
    """Whether the text asks something; only used where nearly any words could be an answer."""
    return bool(_ASKING.search(plain_forms(text)))
