"""How a conflict looks to the desk: the person's own word and, beside it, every report that differs from it."""

from collections.abc import Sequence
from datetime import date

from bot.conversation import caseview, pages
from bot.conversation.speech import Button, Rows
from bot.conversation.turn import Turn
from bot.texts import Rich, Texts
from domain.cases import Case, Entry
from domain.matching import Difference, Report
from domain.people import mask_number
from domain.staff import Staff
from domain.usecases.conflicts import Version, Versions


def page(turn: Turn, case: Case, said: Sequence[Entry], versions: Versions) -> Rich:
    """Both sides as they are, and how such a case ends."""
    texts, own, person = turn.texts, versions.own, versions.person
    first, last = own.moved_in_between
    words = caseview.head(turn, case, said).then(
        texts.say(
            "conflict.own",
            name=person.name,
            document=mask_number(person.document.number),
            address=own.address.full,
            service_place=own.service_place or "—",
            first=texts.day(first),
            last=texts.day(last),
        )
    )
    for other in versions.others:
        words = words.then(_other(texts, other))
    return words.then(texts.say("conflict.note" if versions.others else "conflict.none"))


def _other(texts: Texts, version: Version) -> Rich:
    told, by = version.report.tenancy, version.report.reporter
    differs = (texts.plain(f"difference.{one}") for one in Difference if one in version.differs)
    return texts.say(
        "conflict.other",
        role=texts.plain(f"reporter.{by.role}"),
        reporter=f"{by.name} {by.phone.removeprefix('+86')}",
        name=told.tenant.name,
        place=told.place.address.full if told.place.address else told.place.service_place,
        since=texts.day(told.term.since),
        lease_from=_day(texts, told.term.lease_from),
        lease_to=_day(texts, told.term.lease_to),
        differs=texts.plain("conflict.and").join(differs),
    )


def _day(texts: Texts, day: date | None) -> str:
    return texts.day(day) if day else "—"


def doings(turn: Turn, me: Staff, case: Case, versions: Versions) -> Rows:
    """What this staff member may do about it now: set a report aside, find out, and write to the person."""
    aside = [[_set_aside(turn.texts, case, one.report)] for one in versions.others]
    talk = [pages.button(turn.texts, act, f"k:{act}:{case.id}") for act in ("reply", "note", "release")]
    return caseview.doings(turn, me, case, [*aside, talk])


def _set_aside(texts: Texts, case: Case, one: Report) -> Button:
    role = texts.plain(f"reporter.{one.reporter.role}")
    label = texts.plain("button.set_aside", role=role, reporter=one.reporter.name, place=one.tenancy.place.short)
    return Button(label[:60], f"k:aside:{case.id}:{one.tenancy.id}")
