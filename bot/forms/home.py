"""The questions about a home, asked the same way at registration and after a move."""

from typing import Any

from bot.interview import parsers
from bot.interview.form import Accepted, Answers, Context, Field, NotAnAnswer, Parsed
from bot.interview.places import streets_of
from domain.places import URBAN_DISTRICTS
from domain.registrations import Dwelling

CLAUSE = "二(一)1"

DWELLING_WORDS = {
    Dwelling.RENTED.value: r"租|房东|中介",
    Dwelling.OWN.value: r"自己(?:家)?的?房|自购|买的|自有|产权|^own",
    Dwelling.DORMITORY.value: r"宿舍|工棚|工地|员工|公司(?:提供|安排)|厂里|dorm",
    Dwelling.FAMILY_OR_FRIENDS.value: r"亲戚|朋友|家人|老乡|亲友|儿子|女儿|父母|老公|老婆|friend|family|relative",
    Dwelling.OTHER.value: r"其他|其它|别的|旅馆|酒店|民宿|other|hotel",
}
_parse_dwelling = parsers.choice(DWELLING_WORDS)


def _district(text: str, context: Context) -> Parsed:
    said = text.strip()
    hits = [one for one in URBAN_DISTRICTS.on(context.today) if one in said or one.removesuffix("区") == said]
    return Accepted(hits[0]) if len(hits) == 1 else NotAnAnswer()


def _street(text: str, context: Context) -> Parsed:
    said = text.strip()
    if said == "unknown" or "不知道" in said or "不清楚" in said:
        return Accepted("")
    known = streets_of(context.answers.get("district") or "")
    hits = [one for one in known if one in said or one.removesuffix("街道") == said]
    return Accepted(hits[0]) if len(hits) == 1 else NotAnAnswer()


def _districts(_: Answers) -> tuple[str, ...]:
    return tuple(sorted(URBAN_DISTRICTS.values[-1][1]))


def _streets(answers: Answers) -> tuple[str, ...]:
    return (*streets_of(answers.get("district") or ""), "unknown")


def with_landlord(answers: Answers) -> bool:
    """A rented home has a landlord (R1.4)."""
    return bool(answers.get("dwelling") == Dwelling.RENTED.value)


def home_fields(applies: Any) -> tuple[Field, ...]:
    """Address to the room, kind of dwelling, landlord; asked while `applies` holds."""
    return (
        Field("address", parsers.address, applies=applies, mark=CLAUSE),
        Field("district", _district, options=_districts, applies=applies, needs=("address",), mark=CLAUSE),
        Field("street", _street, options=_streets, applies=applies, needs=("address", "district"), mark=CLAUSE),
        Field("room", parsers.room, choices=("whole",), applies=applies, needs=("address",), mark=CLAUSE),
        Field("dwelling", _parse_dwelling, choices=tuple(DWELLING_WORDS), applies=applies, mark=CLAUSE),
        Field(
            "host_name",
            parsers.host,
            applies=lambda answers: applies(answers) and with_landlord(answers),
            needs=("dwelling",),
            mark=CLAUSE,
            free=True,
        ),
    )
