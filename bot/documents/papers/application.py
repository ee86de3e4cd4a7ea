"""《浙江省居住证申领表》, filled in from the record (二(一)3; R3.1). The notice names the form and prints none, so the
layout is ours and says so. What nobody knows stays blank to be written in by hand; it is never guessed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.conversation import pages
from bot.documents.papers.sheet import Kind, Pair, Pen, Sheet
from bot.forms.eligibility import answers_of
from domain.facts import Facts
from domain.filings import Filing
from domain.law import ADULT_YEARS, CHANGE_DAYS
from domain.oldcards import OldCard
from domain.people import Person, ResidentId, resident_id
from domain.registrations import Registration
from domain.wards import is_minor
from domain.ways import WAYS

KINDS = ("first", "change", "replacement")
"""What a form may be filed for. A lost or damaged card needs no application here, so the last is never ticked."""


def form(
    filing: Filing,
    person: Person,
    registration: Registration,
    on: date,
    language: str = "zh",
    old: OldCard | None = None,
    guardian: Person | None = None,
) -> Sheet:
    """The form of an application as it stands on a day; `old` is the card that it changes for the IC card, `guardian`
    who applies for a child."""
    pen = Pen(language)
    born = filing.facts.born or person.document.born
    minor = born is not None and is_minor(born, on)
    years = ADULT_YEARS.on(on)
    content = {
        "ours": pen("ours"),
        "photo": pen("person.photo"),
        "kind": {"label": pen("form.kind"), "all": _kinds(pen, old), "old": _old(pen, old) if old else None},
        "person": _person(pen, person, born),
        "home": _home(pen, registration, filing.facts),
        "ways": {"label": pen("form.ways"), "all": [_way(pen, one, filing) for one in WAYS]},
        "facts": {
            "label": pen("form.facts"),
            "lines": list(facts_told(pen, filing.facts, f"{filing.application.way}.")),
        },
        "guardians": {
            "label": pen("form.guardians", years=years),
            "lines": [*_guardian(pen, guardian), *facts_told(pen, filing.facts, "guardians.")],
        }
        if minor
        else None,
        "materials": _materials(pen, filing, on),
        "statement": {"label": pen("form.statement"), "words": pen("form.truth", days=CHANGE_DAYS.on(on))},
        "signs": [pen("form.applicant"), *([pen("form.guardian", years=years)] if minor else [])],
        "signed_on": pen.by_hand(),
        "opinion": {"label": pen("form.opinion"), "words": pen("form.opinion_kinds")},
        "office": pen("office"),
        "seal": pen("seal"),
    }
    return pen.sheet(Kind.FORM, filing.id or 0, on, ("二(一)3", "二(一)2"), content)


def _kinds(pen: Pen, old: OldCard | None) -> list[dict[str, Any]]:
    chosen = "change" if old else "first"
    return [{"words": pen(f"form.kind_{one}"), "ticked": one == chosen} for one in KINDS]


def _guardian(pen: Pen, guardian: Person | None) -> list[Pair]:
    if guardian is None:
        return []
    told = {"name": guardian.name, "number": guardian.document.number, "phone": guardian.phone.removeprefix("+86")}
    return [pen("form.by_guardian", **told)]


def _old(pen: Pen, old: OldCard) -> Pair:
    return pen.each(
        lambda one: one.plain("paper.form.old", card=one.plain(f"paper.old.{old.kind}"), until=one.day(old.valid_until))
    )


def _person(pen: Pen, person: Person, born: date | None) -> list[dict[str, Pair]]:
    document = person.document
    known = resident_id(document.number) if document.born else None
    sex = pen(f"sex.{known.sex}") if isinstance(known, ResidentId) else pen.same("")
    return [
        _field(pen, "name", pen.same(person.name)),
        _field(pen, "sex", sex),
        _field(pen, "born", pen.day(born)),
        _field(pen, "phone", pen.same(person.phone.removeprefix("+86"))),
        _field(pen, "document_kind", pen(f"document.{document.kind}")),
        _field(pen, "document", pen.same(document.number)),
    ]


def _home(pen: Pen, registration: Registration, facts: Facts) -> dict[str, dict[str, Pair]]:
    host = registration.host
    urban = facts.hangzhou_hukou
    dwelling = pen(f"dwelling.{registration.dwelling}")
    phone = (host.phone or "").removeprefix("+86") if host else ""
    values = {
        "hukou": pen.same("") if urban is None else pen("hukou.urban" if urban else "hukou.other"),
        "registered": pen.day(registration.registered_on),
        "arrived": pen.day(registration.arrived),
        "address": pen.same(registration.address.full),
        "dwelling": dwelling,
        "host": pen.same(host.name if host else ""),
        "host_phone": pen.same(phone),
        "service_place": pen.same(registration.service_place or ""),
    }
    return {name: _field(pen, name, value) for name, value in values.items()}


def _field(pen: Pen, name: str, value: Pair) -> dict[str, Pair]:
    return {"label": pen(f"person.{name}"), "value": value}


def _way(pen: Pen, one: Any, filing: Filing) -> dict[str, Any]:
    said = pen.each(lambda each: each.plain("paper.form.way", way=each.plain(f"paper.way.{one.way}"), mark=one.mark))
    return {"words": said, "chosen": one.way is filing.application.way}


def facts_told(pen: Pen, facts: Facts, group: str) -> Iterator[Pair]:
    """The facts of a group that are known, each in a line."""
    for path, told in answers_of(facts).items():
        if path.startswith(group):
            yield fact_line(pen, path, told)


def fact_line(pen: Pen, path: str, told: Any) -> Pair:
    """A fact with its value, the way the person reads it."""
    return pen.each(
        lambda one: one.plain("paper.form.fact", label=pages.label_of(one, path), value=pages.value(one, path, told))
    )


def _materials(pen: Pen, filing: Filing, on: date) -> dict[str, Any]:
    rows = [
        {
            "name": pen.material(one.id),
            "issuer": pen.source(one.id, filing.facts),
            "annex": one.form or "",
            "pages": pen.pages(one.id, len(filing.pages_of(one.id))),
        }
        for one in filing.required(on)
    ]
    heads = [pen(f"form.{name}") for name in ("materials", "issuer", "annex", "count")]
    return {"heads": heads, "rows": rows}
