"""A paper as plain data: which kind it is, its number, its day, and all its words in the order of the template.

A paper is Chinese. For who reads English every label and sentence has an English line under it; what a person or an
office is called stays as it is. Nothing here is signed or set: that is `bot.papers`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from string import Formatter
from types import MappingProxyType
from typing import Any

from bot.texts import Texts, texts
from domain.clauses import NOTICE, clause
from domain.departments import Department
from domain.facts import Facts, Home
from domain.materials import MATERIALS

Pair = dict[str, str]
"""A text in Chinese, and in English or ""."""


class Kind(StrEnum):
    """The papers of the house."""

    FORM = "form"
    """浙江省居住证申领表, filled in."""
    RECEIPT = "receipt"
    """受理回执."""
    NOTICE = "notice"
    """一次性补正告知书."""
    REFUSAL = "refusal"
    """不予受理说明."""
    UNENDORSED = "unendorsed"
    """不予签注说明."""
    HAZARD_CHECK = "hazard_check"
    """附件1 with what a check has found."""
    HAZARD_FORM = "hazard_form"
    """附件1 to be filled in by hand: what is written in later nobody has signed, so it is a kind of its own."""
    STREET_FORM = "street_form"
    """附件5, a working draft to be filled in by hand."""
    ANNEXES = "annexes"
    """What 附件2 to 附件4 must show."""


OPEN_FORMS = frozenset({Kind.HAZARD_FORM, Kind.STREET_FORM})
"""Papers into which somebody writes by hand after they were signed."""


@dataclass(frozen=True, slots=True)
class Series:
    """How papers of a kind are numbered and which template sets them."""

    letters: str
    template: str


SERIES: Mapping[Kind, Series] = MappingProxyType(
    {
        Kind.FORM: Series("SQ", "form"),
        Kind.RECEIPT: Series("SL", "receipt"),
        Kind.NOTICE: Series("BZ", "notice"),
        Kind.REFUSAL: Series("BY", "refusal"),
        Kind.UNENDORSED: Series("BQ", "refusal"),
        Kind.HAZARD_CHECK: Series("FJ1", "hazard"),
        Kind.HAZARD_FORM: Series("FJ1K", "hazard"),
        Kind.STREET_FORM: Series("FJ5K", "street"),
        Kind.ANNEXES: Series("QD", "annexes"),
    }
)

BLANKS = {"station": 10, "owner": 13, "street": 8, "community": 10, "address": 30, "year": 5, "month": 3, "day": 3}
"""Half characters of a place that is to be filled in by hand."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper, ready to be signed and set."""

    kind: Kind
    number: str
    on: date
    language: str
    content: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The form that goes with a message where no record is behind the paper."""
        told = {"kind": self.kind.value, "number": self.number, "on": self.on.isoformat()}
        return {**told, "language": self.language, "content": dict(self.content)}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Sheet":
        """The paper that `to_json` wrote down."""
        on = date.fromisoformat(told["on"])
        return cls(Kind(told["kind"]), told["number"], on, told["language"], told["content"])


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes a paper for who reads a language."""

    language: str

    def __call__(self, key: str, **slots: Any) -> Pair:
        """A sentence of `paper.…` in Chinese, and in English where that is read."""
        return self.each(lambda one: one.plain(f"paper.{key}", **slots))

    def each(self, write: Callable[[Texts], str]) -> Pair:
        """Whatever a catalogue makes of it, in each language of the paper."""
        zh, en = write(texts("zh")), "" if self.language == "zh" else write(texts("en"))
        return {"zh": zh, "en": "" if en == zh else en}

    def same(self, words: str) -> Pair:
        """Words that are the same in every language: a name, a number, an address."""
        return {"zh": words, "en": ""}

    def parts(self, key: str, **filled: str) -> list[dict[str, Any]]:
        """A Chinese sentence in pieces: its own words, and places to fill in with what stands there, "" for nothing."""
        return list(_pieces(texts("zh").sentences[f"paper.{key}"], filled))

    def by_hand(self) -> list[dict[str, Any]]:
        """A day that somebody writes in when he signs."""
        return self.parts("ymd", year="", month="", day="")

    def day(self, on: date | None) -> Pair:
        """A day with its weekday; blank where there is none."""
        return self.each(lambda one: one.day(on)) if on else self.same("")

    def source(self, which: str, facts: Facts) -> Pair:
        """Where a paper comes from: the office that issues it, else the landlord, a guardian or the person himself."""
        if (office := MATERIALS[which].issuer) is not None:
            return self.office(office)
        if which == "guardians_permits":
            return self("from.guardians")
        rented = which in ("lease", "title_proof") and facts.housing.kind is Home.RENTED
        return self("from.landlord" if rented else "from.own")

    def office(self, office: Department) -> Pair:
        """An office by its name."""
        return self.each(lambda one: office.called(one.language))

    def material(self, which: str) -> Pair:
        """A paper that is handed in, by its name."""
        return self.each(lambda one: one.plain(f"material.{which}"))

    def pages(self, which: str, count: int) -> Pair:
        """How many pages of a paper are there; the form is this house's own."""
        if which == "application_form":
            return self("filled_in")
        return self("no_pages" if not count else "one_page" if count == 1 else "pages", count=count)

    def sheet(self, kind: Kind, number: int, on: date, marks: Sequence[str], content: Mapping[str, Any]) -> Sheet:
        """The paper with what all papers have: title, number (0 for one that is nobody's), day, its clauses."""
        series = SERIES[kind]
        full = f"{series.letters}{on:%Y%m%d}" + (f"-{number:06d}" if number else "")
        frame = {
            "language": self.language,
            "title": self(f"title.{kind}"),
            "number": {"label": self("number"), "value": full},
            "day": {"label": self("day"), "value": self.day(on)},
            "basis": self("basis", notice=f"《{NOTICE.title}》", status=NOTICE.status, marks=_marks(marks)),
            "pages": texts("zh").sentences["paper.page"],
        }
        return Sheet(kind, full, on, self.language, {**frame, **content})


def _marks(marks: Sequence[str]) -> str:
    """Clauses of the notice, then those of other law."""
    ours = [mark for mark in dict.fromkeys(marks) if clause(mark).instrument is NOTICE]
    others = [mark for mark in dict.fromkeys(marks) if mark not in ours]
    return "；".join(["、".join(ours), *others])


def _pieces(sentence: str, filled: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for words, name, _, _ in Formatter().parse(sentence):
        if words:
            yield {"words": words}
        if name:
            yield {"fill": filled[name], "wide": BLANKS[name]}


def in_order(materials: Collection[str]) -> list[str]:
    """Papers in the order in which they are asked for."""
    return [one for one in MATERIALS if one in materials]
