"""附件1 by the form that the notice prints, 附件5 as a working draft, what 附件2 to 附件4 must show (R3.6, R7.2, R7.3).

Who owns a home the register does not know (a landlord may let what is not his), so the owner's place stays blank unless
the check names him.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.documents.papers.sheet import Kind, Pen, Sheet
from domain.departments import POLICE, STREET, Land
from domain.facts import Facts
from domain.law import ADULT_YEARS, INSURED_MONTHS, STUDY_MONTHS
from domain.materials import MATERIALS
from domain.rooms import Checked, Fault, Hazard

PROOFS = {"student_status": STUDY_MONTHS, "insurance_proof": INSURED_MONTHS, "lease_filing": None}
"""The proofs of 附件2 to 附件4 by their material, with the dated value of the law in what they must show."""

KINDS = ("街道", "镇", "乡", "社区", "村")
"""What the form of 附件1 prints behind the name of a place."""


@dataclass(frozen=True, slots=True)
class House:
    """The let home that a check is about; "" is to be filled in by hand. `address` goes down to the room."""

    street: str = ""
    community: str = ""
    address: str = ""
    owner: str = ""
    tenant: str = ""
    land: Land | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """Who checked, for which police station, on which day, and what was found."""

    checked: Checked
    station: str
    inspector: str
    on: date


def hazard_check(house: House, done: Inspection, number: int, language: str = "zh") -> Sheet:
    """附件1 with its stub and its transfer slip, as a check has filled it in."""
    return _hazards(Kind.HAZARD_CHECK, house, done, number, done.on, language)


def hazard_form(house: House, number: int, on: date, language: str = "zh") -> Sheet:
    """附件1 with the house filled in and the result left to the police."""
    return _hazards(Kind.HAZARD_FORM, house, None, number, on, language)


def _hazards(kind: Kind, house: House, done: Inspection | None, number: int, on: date, language: str) -> Sheet:
    pen = Pen(language)
    found = set(done.checked.found) if done else set()
    passes = done.checked.passes if done else None
    filled = {
        "station": done.station if done else "",
        "owner": house.owner,
        "street": _stem(house.street),
        "community": _stem(house.community),
        "address": house.address,
    }
    content = {
        "annex": pen("hazard.annex"),
        "stub": {
            "title": pen("hazard.stub"),
            "parts": pen.parts("hazard.by_station", **filled),
            "gloss": pen("hazard.by_station", **dict.fromkeys(filled, "…"))["en"],
            "items": [{"words": pen(f"hazard.{one}"), "ticked": one in found} for one in Hazard],
            "passes": {"words": pen("hazard.passes"), "ticked": passes is True},
        },
        "slip": {
            "title": pen("hazard.slip"),
            "to": pen("hazard.to_window"),
            "parts": pen.parts("hazard.by_check", **filled),
            "gloss": pen("hazard.by_check", **dict.fromkeys(filled, "…"))["en"],
            "items": [
                {"words": pen("hazard.slip_passes"), "ticked": passes is True},
                {"words": pen("hazard.slip_hazards"), "ticked": passes is False},
            ],
        },
        "signs": {
            "inspector": {"label": pen("hazard.inspector"), "value": done.inspector if done else ""},
            "day": {"label": pen("hazard.checked_on"), "parts": pen.parts("ymd", **_ymd(done))},
        },
        "cut": pen("hazard.cut"),
        "blank": pen.same("") if done else pen("hazard.blank"),
    }
    return pen.sheet(kind, number, on, ("附件1", "三(二)"), content)


def _stem(place: str) -> str:
    """The name of a place whose kind is printed behind it."""
    return next((place.removesuffix(kind) for kind in KINDS if place.endswith(kind)), place)


def _ymd(done: Inspection | None) -> dict[str, str]:
    if done is None:
        return {"year": "", "month": "", "day": ""}
    return {"year": str(done.on.year), "month": str(done.on.month), "day": str(done.on.day)}


def street_form(house: House, number: int, on: date, language: str = "zh") -> Sheet:
    """附件5 with the house filled in and the result left to the street: a working draft, for the notice prints none."""
    pen = Pen(language)
    values = {name: pen.same(getattr(house, name)) for name in ("address", "street", "community", "owner", "tenant")}
    content = {
        "annex": pen("street.annex"),
        "draft": pen("draft"),
        "draft_why": pen("street.draft_why"),
        "house": {name: {"label": pen(f"street.{name}"), "value": value} for name, value in values.items()},
        "land": {
            "label": pen("street.land"),
            "items": [{"words": pen(f"street.{one}"), "ticked": house.land is one} for one in Land],
        },
        "items": {
            "heads": [pen(f"street.{name}") for name in ("items", "found", "clear")],
            "rows": [pen(f"street.{one}") for one in Fault],
        },
        "result": {"label": pen("street.result"), "items": [pen("street.passes"), pen("street.fails")]},
        "signs": [pen("street.inspector"), pen("street.checked_on")],
        "signed_on": pen.by_hand(),
        "office": pen("street_office"),
        "seal": pen("seal"),
        "who": pen("street.who"),
        "blank": pen("street.blank"),
    }
    return pen.sheet(Kind.STREET_FORM, number, on, ("附件5", "三(二)", "三(三)"), content)


def annexes(on: date, language: str = "zh") -> Sheet:
    """A list of what the proofs of 附件2 to 附件4 must show and who issues them."""
    pen = Pen(language)
    content = {
        "said": pen("annexes.said"),
        "heads": [pen(f"annexes.{name}") for name in ("annex", "title", "issuer", "must", "who")],
        "rows": [_proof(pen, one, on) for one in PROOFS],
        "others": pen.each(
            lambda one: one.plain(
                "paper.annexes.others",
                police=POLICE.called(one.language),
                street=STREET.called(one.language),
            )
        ),
    }
    return pen.sheet(Kind.ANNEXES, 0, on, ("附件2", "附件3", "附件4", "三(二)", "二(一)2"), content)


def _proof(pen: Pen, which: str, on: date) -> dict[str, Any]:
    material, months = MATERIALS[which], PROOFS[which]
    names = pen(f"annexes.{which}")
    return {
        "annex": material.form or "",
        "title": [{"zh": zh, "en": en} for zh, en in _lines(names["zh"], names["en"])],
        "issuer": pen.source(which, Facts()),
        "must": pen(f"annexes.{which}_must", months=months.on(on) if months else ""),
        "who": pen(f"annexes.{which}_who", years=ADULT_YEARS.on(on)),
        "mark": material.mark,
    }


def _lines(zh: str, en: str) -> list[tuple[str, str]]:
    first, second = zh.split("\n"), en.split("\n")
    return [(line, second[at] if at < len(second) else "") for at, line in enumerate(first)]
