"""What one sentence already tells: date, address, landlord, number, phone, employer, each to its field.

Numbers, dates and addresses are found without the language model; names and employers come from its entities or
from words that leave no doubt. Everything heard passes the form's own parsers and is shown on the confirm page.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from bot.interview import parsers
from bot.interview.dates import Impossible, days_in
from bot.interview.draft import Draft
from bot.interview.form import Accepted, Context, Field, Form, Partly
from bot.interview.places import Located, read_address
from domain.people import plain_forms
from domain.registrations import Dwelling

_LANDLORD = re.compile(
    r"(?:房东|业主)(?:名字)?(?:是|叫做?|姓|:|：)?\s*([\u3400-\u9fff·]{1,8}?)(?=[，,。;；\s\d]|电话|手机|$)"
)
_CALLED = re.compile(
    r"(?:我叫|我的?名字[是叫]|姓名[是:：]?)\s*([\u3400-\u9fff·]{2,12}?)(?=[，,。;；\s\d]|身份证|电话|手机|$)"
)
_SERVES = re.compile(r"在([^，,。;；\s]{2,30}?)(?:上班|打工|干活|工作|做工|读书|上学|念书)")
_DWELLS = (
    (Dwelling.RENTED, re.compile(r"房东|租[了的]?(?!客)|合租")),
    (Dwelling.DORMITORY, re.compile(r"宿舍|工棚")),
    (Dwelling.OWN, re.compile(r"(?:自己|自家)的?房|买的?房|自购")),
    (Dwelling.FAMILY_OR_FRIENDS, re.compile(r"(?:住|在)(?:我)?(?:亲戚|朋友|老乡|儿子|女儿|哥|姐|弟|妹)")),
)


class Entity(Protocol):
    """What is needed of an entity of the language model."""

    kind: str
    value: str


def heard(
    form: Form, text: str, entities: Iterable[Entity], today: date, asked: str | None = None
) -> dict[str, tuple[str, Any]]:
    """Field names with the words that a sentence gives for them; only what a field of the form takes. `asked` is the
    question under way, to which the sentence may belong."""
    told = dict(_told(plain_forms(text), list(entities), today))
    day = told.pop("day", None)
    for name in ("arrived", "changed_on", "left_on"):
        if day and form.field(name):
            told[name] = day
    kinds = [kind for kind in ("address", "service_place", "phone") if kind in told]
    if form.field("what") and kinds:
        told["what"] = ",".join(kinds)
    if form.hears:
        told |= form.hears(text, today, asked)
    return {name: words for name, words in told.items() if form.field(name) or name in form.defaults}


def fill(form: Form, draft: Draft, words: Mapping[str, Any], context: Context, message_id: int | None) -> list[str]:
    """Answer every field that the heard words answer for certain; the names of those that were taken. What is on record
    stays; a month without its day is kept for the question."""
    taken, on_record = [], form.given(context) if form.given else {}
    for field in (*form.fields,):
        if field.name not in words or (field.name in on_record and field.name not in draft.trail):
            continue
        parsed = _parse(field, words[field.name], context)
        if isinstance(parsed, Accepted):
            draft.take(form, field, parsed, message_id)
            taken.append(field.name)
        elif isinstance(parsed, Partly) and field.name not in draft.answers:
            draft.take_part(field, parsed.part, message_id)
    more = form.defaults.keys() & words.keys() if taken or form.hears else frozenset()
    draft.answers |= {name: words[name] for name in more}
    return [*taken, *more] if form.hears else taken


def _parse(field: Field, words: Any, context: Context) -> Any:
    return parsers.located(words, context) if isinstance(words, Located) else field.parse(str(words), context)


def _told(said: str, entities: list[Entity], today: date) -> Iterable[tuple[str, Any]]:
    where = _bounded(read_address(said, whole=False), entities, said) or _spoken_address(entities)
    rest = said
    if isinstance(where, Located):
        yield "address", where
        rest = said[: where.start] + "，" + said[where.end :]
    if day := _one_day(rest, today):
        yield "day", day
    if number := parsers.id_in(rest):
        yield "document", number
        rest = rest.replace(number, " ")
    yield from _people(rest, entities)
    for kind, words in _DWELLS:
        if words.search(rest) or (kind is Dwelling.DORMITORY and words.search(said)):
            yield "dwelling", kind.value
            break


def _bounded(where: Any, entities: list[Entity], said: str) -> Any:
    """An address found by its names, cut where the model saw it end, if nothing like an address comes after."""
    if not isinstance(where, Located):
        return where
    for one in entities:
        if one.kind != "address" or not (start := said.find(one.value) + 1):
            continue
        end = start - 1 + len(one.value)
        if where.start < end < where.end and not any(c.isdigit() for c in said[end : where.end]):
            return read_address(said[:end], whole=False)
    return where


def _people(rest: str, entities: list[Entity]) -> Iterable[tuple[str, Any]]:
    landlord = _LANDLORD.search(rest)
    phone = parsers.phone_in(rest)
    if landlord:
        yield "host_name", landlord[1].removeprefix("姓")
    if phone:
        after_landlord = landlord is not None and rest.find(phone[-4:]) > landlord.start()
        yield ("host_phone" if after_landlord else "phone"), phone
    if called := _CALLED.search(rest):
        yield "name", called[1]
    serves = _SERVES.search(rest)
    employer = next((one.value for one in entities if one.kind == "employer"), None) or (serves and serves[1])
    if employer:
        yield "service_place", employer


def _one_day(rest: str, today: date) -> str | None:
    try:
        days = {found.day for found in days_in(rest, today)}
    except Impossible:
        return None
    return days.pop().isoformat() if len(days) == 1 else None


def _spoken_address(entities: list[Entity]) -> Located | None:
    for one in entities:
        if one.kind == "address":
            found = read_address(one.value)
            if isinstance(found, Located) and found.building:
                return Located(found.district, found.street, found.building, found.room)
    return None
