"""The change report (变更登记), R1.5: a new home, a new place of service, a new phone, several at once."""

import re
from collections.abc import Callable

from bot.forms.home import CLAUSE, home_fields
from bot.interview import parsers
from bot.interview.days import past_day
from bot.interview.form import Accepted, Answers, Context, Field, Form, NotAnAnswer, Parsed

_KINDS = {
    "address": r"住|地址|房|搬|address|home|move",
    "service_place": r"单位|公司|工作|工地|学校|服务处所|上班|厂|job|work|employer|school",
    "phone": r"电话|手机|号码|phone|number",
}
_SEVERAL = ("address", "service_place", "phone", "address,service_place")


def _what(text: str, context: Context) -> Parsed:
    if text in _SEVERAL:
        return Accepted(text.split(","))
    hits = [kind for kind, words in _KINDS.items() if re.search(words, text, re.I)]
    return Accepted(hits) if hits else NotAnAnswer()


def _changes(kind: str) -> Callable[[Answers], bool]:
    return lambda answers: kind in (answers.get("what") or ())


def _dated(answers: Answers) -> bool:
    return bool({"address", "service_place"} & set(answers.get("what") or ()))


CHANGE = Form(
    "change",
    (
        Field("what", _what, choices=_SEVERAL, mark=CLAUSE),
        past_day("changed_on", "change", applies=_dated, mark=CLAUSE),
        *home_fields(_changes("address")),
        Field(
            "service_place",
            parsers.service_place,
            applies=_changes("service_place"),
            optional=True,
            mark=CLAUSE,
            free=True,
        ),
        Field("phone", parsers.phone, applies=_changes("phone"), contact=True, mark=CLAUSE),
    ),
    on_record=True,
    defaults={"host_phone": None},
)
