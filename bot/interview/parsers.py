"""How each kind of answer is read: words in, an answer, a refusal that says what to do, or "not meant as an answer".

Every form uses these; what a parser cannot take for certain it asks again, it never guesses.
"""

import re
import unicodedata
from collections.abc import Mapping

from bot.interview.form import Accepted, Context, NotAnAnswer, Parsed, Parser, Refused
from bot.interview.places import Elsewhere, Located, read_address
from bot.interview.words import dodges, signals, wishes
from domain.people import (
    DocumentKind,
    Fault,
    identity_document,
    mobile_phone,
    person_name,
    plain_forms,
    resident_id,
)
from domain.places import is_urban

LONGEST_PLACE_OF_SERVICE = 60
_NAME_LEAD = re.compile(r"^(?:我的)?(?:名字|姓名)?(?:我|他|她|本人)?(?:是|叫做?|为|:|：)?\s*")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_PHONE = re.compile(r"(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)")
_ID = re.compile(r"(?<![0-9])[1-9]\d{16}[\dXx](?![0-9])")
_HOST_LEAD = re.compile(r"^(?:我的?)?(?:房东|业主|户主|亲戚|朋友|老板|他|她)?(?:的?名字|姓名)?(?:是|叫做?|:|：|姓)?\s*")
_SERVICE_LEAD = re.compile(r"^(?:我)?(?:现在)?(?:的?单位|公司|学校)?(?:就?在|是|叫)?\s*")
_SERVICE_TAIL = re.compile(r"(?:里)?(?:上班|工作|打工|干活|做工|做事|读书|上学|念书|打零工)(?:的|了)?$")


def clean(text: str) -> str:
    """The text without marks that cannot be seen or that steer the direction of writing; blanks folded."""
    kept = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc", "Co", "Cs") or c in "\n\t")
    return " ".join(kept.split())


def choice(words: Mapping[str, str]) -> Parser:
    """One of a few values: by its own name (a button), or by words, given as a pattern for each value."""
    patterns = {value: re.compile(pattern, re.I) for value, pattern in words.items()}

    def parse(text: str, context: Context) -> Parsed:
        said = plain_forms(text).strip()
        if said in words:
            return Accepted(said)
        hits = [value for value, pattern in patterns.items() if pattern.search(said)]
        return Accepted(hits[0]) if len(hits) == 1 else NotAnAnswer()

    return parse


def yes_no(text: str, context: Context) -> Parsed:
    """Yes or no, as a button or in a short word."""
    said = signals(text)
    if text == "yes" or ("affirm" in said and "deny" not in said):
        return Accepted("yes")
    return Accepted("no") if text == "no" or "deny" in said else NotAnAnswer()


def name(text: str, context: Context) -> Parsed:
    """The person's own name. Longer Chinese sentences are not names; dots join the parts of longer ones."""
    said = _NAME_LEAD.sub("", plain_forms(text).strip())
    found = person_name(said)
    if isinstance(found, Fault):
        return NotAnAnswer() if not said else Refused(f"name_{found}")
    if _HAN.search(found) and "·" not in found and len(found.replace(" ", "")) > 4:
        return Refused("name_too_long_for_chinese") if len(found) <= 8 else NotAnAnswer()
    return NotAnAnswer() if signals(text) or dodges(said) or len(found) < 2 else Accepted(found)


def document(text: str, context: Context) -> Parsed:
    """The number of the kind of document chosen; the birth date in it must not be after the arrival."""
    kind = DocumentKind(context.answers.get("document_kind", DocumentKind.RESIDENT_ID))
    said = clean(plain_forms(text)).replace("-", "").replace(" ", "")
    if kind is DocumentKind.RESIDENT_ID and (inside := _ID.search(said)):
        said = inside[0]
    if not re.search(r"\d{4}", said):
        return NotAnAnswer()
    found = identity_document(kind, re.sub(r"^[^\x00-\x7f]+", "", said))
    if isinstance(found, Fault):
        return Refused(f"document_{found}")
    arrived = context.answers.get("arrived")
    if found.born and (found.born > context.today or (arrived and found.born.isoformat() > arrived)):
        return Refused("document_born_later")
    return Accepted(found.number)


def phone(text: str, context: Context) -> Parsed:
    """A mobile number, alone or among a few words."""
    inside = _PHONE.search(plain_forms(text))
    found = mobile_phone(inside[0] if inside else clean(text))
    if isinstance(found, Fault):
        return Refused("phone_not_a_mobile") if re.search(r"\d{5}", plain_forms(text)) else NotAnAnswer()
    return Accepted(found)


def address(text: str, context: Context) -> Parsed:
    """A home in the urban districts; what it does not tell (district, street, room) is asked after it."""
    said = clean(text)
    if any(c in said for c in "<>{}"):
        return Refused("address_signs")
    found = read_address(said)
    return NotAnAnswer() if found is None else located(found, context)


def located(found: Located | Elsewhere, context: Context) -> Parsed:
    """The answers that a read address carries."""
    if isinstance(found, Elsewhere):
        return Refused("outside_urban", {"place": found.place})
    if found.district and not is_urban(found.district, context.today):
        return Refused("outside_urban", {"place": found.district})
    if len(found.building) < 2:
        return Refused("address_needs_building")
    also = {"district": found.district, "street": found.street, "room": found.room}
    return Accepted(found.building, {key: value for key, value in also.items() if value})


def room(text: str, context: Context) -> Parsed:
    """What stands after the building: 2单元501; "whole" for a house to oneself."""
    said = clean(plain_forms(text))
    if said == "whole" or re.fullmatch(r"整[栋幢套间](?:都?是我们?的|住)?|没有房号|自建房|没有|无|none", said, re.I):
        return Accepted("")
    if len(said) > 30 or not re.search(r"[0-9a-zA-Z一二三四五六七八九十]", said):
        return NotAnAnswer()
    return Accepted(re.sub(r"^(?:房号|门牌|房间|是|在)+[是:：]?", "", said))


def host(text: str, context: Context) -> Parsed:
    """The landlord's name, as well as it is known (张, 王姐), and a phone if one is given with it."""
    said = clean(plain_forms(text))
    number = _PHONE.search(said)
    rest = _HOST_LEAD.sub("", (said.replace(number[0], "") if number else said).strip(" ,，。电话手机:："))
    if not rest or len(rest) > 20 or signals(text) or dodges(said):
        return NotAnAnswer()
    found = person_name(rest)
    if isinstance(found, Fault):
        return Refused(f"name_{found}")
    phone_number = mobile_phone(number[0]) if number else None
    return Accepted(found, {"host_phone": phone_number} if isinstance(phone_number, str) else {})


def service_place(text: str, context: Context) -> Parsed:
    """The employer, site or school (服务处所)."""
    said = clean(text)
    if any(c in said for c in "<>{}"):
        return Refused("service_place_signs")
    rest = _SERVICE_TAIL.sub("", _SERVICE_LEAD.sub("", said)).strip(" ,，。的")
    if len(rest) > LONGEST_PLACE_OF_SERVICE:
        return Refused("service_place_too_long", {"most": LONGEST_PLACE_OF_SERVICE})
    return Accepted(rest) if len(rest) >= 2 and not (wishes(said) or dodges(said)) else NotAnAnswer()


def digits(count: int) -> Parser:
    """A code of so many digits."""

    def parse(text: str, context: Context) -> Parsed:
        said = re.sub(r"[\s-]", "", plain_forms(text))
        if re.fullmatch(rf"[0-9]{{{count}}}", said):
            return Accepted(said)
        return Refused("code_digits", {"count": count}) if re.search(r"\d", said) else NotAnAnswer()

    return parse


def id_in(text: str) -> str | None:
    """A resident number that stands in a longer text and holds together."""
    inside = _ID.search(plain_forms(text))
    found = resident_id(inside[0]) if inside else None
    return found.number if found is not None and not isinstance(found, Fault) else None


def phone_in(text: str) -> str | None:
    """A mainland mobile number that stands in a longer text."""
    inside = _PHONE.search(plain_forms(text))
    found = mobile_phone(inside[0]) if inside else None
    return found if isinstance(found, str) and not isinstance(found, Fault) else None
