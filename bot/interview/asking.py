"""Asking whether one may have the permit, in words that leave no doubt: 我能办居住证吗, can I get the residence permit.

Read without the language model, so narrowly: who asks says "I" or nothing besides the question. 租房能办居住证吗 asks
what the rules say, and a card that was lost or expires, or what it is good for, are other matters; all that is left
alone.
"""

import re

from domain.people import plain_forms

_PERMIT = re.compile(r"居住证(?!明)|residen(?:ce|t|tial) permit|\b(?:a|the) permit\b", re.I)
_TRADITIONAL = str.maketrans("證辦夠條嗎領請時麼達滿問現這還幾長", "证办够条吗领请时么达满问现这还几长")
_WHEN = "啥时候?|什么时候|几时|何时|哪天|多久|多长时间|还要等?多久|还差多久"
_WHETHER = re.compile(
    rf"(?:能|可以|可不可以|够|{_WHEN})[^，。]{{0,10}}(?:办|领|申请|拿)[^，。]{{0,4}}居住证|"
    rf"居住证[^，。]{{0,6}}(?:能|可以|够|{_WHEN})[^，。]{{0,6}}(?:办|领|申请|条件|资格)|"
    r"(?:够|符合|满足|有|达到)[^，。]{0,10}居住证的?(?:条件|资格)|"
    r"(?:够|符合|满足)[^，。]{0,4}(?:条件|资格)[^，。]{0,4}居住证|(?:有没有|有)资格[^，。]{0,4}居住证"
)
_ALONE = re.compile(
    rf"(?:请问|你好|您好|想问|想知道|问一?下|帮我(?:看看|算算|查查|看下)?|看看|麻烦|那|到底|请|我|自己|本人|现在|目前|今年|今天|这样|已经|还|就|也|才|再|是不是|"
    rf"{_WHEN}|能不能|可不可以|能|可以|够不够|够|符合|满足|达到|有没有|有|的|条件|资格|去|来|给|要|等|办理?|申领|申请|领|拿|个|本|张|"
    rf"浙江省?|杭州市?区?|新型|居住证|吗|不|没|呢|啊|呀|了|嘛|么|吧|\s)+"
)
_I = re.compile(r"(?<![让给帮替跟和])我(?![们家爸妈姐妹哥弟老儿女孩朋同])")
_IN_ENGLISH = re.compile(
    r"\b(?:can|could|may) i (?:now |already |please )?(?:get|have|apply|obtain|receive)\b[^,.;]{0,25}\bpermit\b|"
    r"\bwhen (?:can|could|may|will|do) i (?:get|apply|be able|qualify|have)\b[^,.;]{0,30}\bpermit\b|"
    r"\bam i (?:\w+ )?(?:eligible|qualified|allowed)\b[^,.;]{0,30}\bpermit\b|\bdo i qualify\b[^,.;]{0,20}\bpermit\b|"
    r"\bhow (?:long|soon)\b[^,.;]{0,10}\bi can (?:get|apply)\b[^,.;]{0,20}\bpermit\b",
    re.I,
)
_OTHER_MATTERS = re.compile(
    r"丢|掉了|遗失|挂失|补办|补领|换|坏|到期|过期|失效|中止|签注|续|注销|有什么用|有啥用|用处|好处|能用|能干|能做|能享受|"
    r"干什么|是什么|办好|下来|出来|到手|拿到|领到|制证|进度|钱|费|哪里|哪儿|在哪|去哪|地址|电话|网上|材料|带什么|流程|手续|代|"
    r"帮(?!我|忙)|替|什么条件|哪些|条件是|要求|积分|孩子|小孩|儿子|女儿|老婆|老公|父母|"
    r"lost|lose|stolen|damaged|replace|renew|expire|endors|extend|cost|price|where|documents|papers|status|progress|"
    r"online|on behalf|with (?:a|the|my) (?:residence )?permit|new permit|"
    r"\bmy (?:son|daughter|child|kids?|wife|husband|parents|friend)\b",
    re.I,
)


def asks_for_the_permit(text: str) -> bool:
    """Whether the text asks if, or from when, who writes may apply for the permit."""
    said = plain_forms(text).replace("’", "'").translate(_TRADITIONAL)
    if not _PERMIT.search(said) or _OTHER_MATTERS.search(said):
        return False
    if _IN_ENGLISH.search(said):
        return True
    clauses = (one.strip() for one in re.split(r"[，,。;；!！?？]", said))
    return any(_WHETHER.search(one) and (_I.search(one) or _ALONE.fullmatch(one)) for one in clauses)
