"""What the desk hands out with its answer: receipt, notice, reasons for a refusal (R3.2, R4.6; 二(一)3, 二(一)4)."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from bot.documents.papers.application import fact_line
from bot.documents.papers.sheet import Kind, Pair, Pen, Sheet, in_order
from bot.forms.eligibility import answers_of
from domain.applications import issue_by
from domain.cards import Permit
from domain.cases import Case
from domain.clauses import clause
from domain.conditions import CONDITIONS, Condition
from domain.eligibility import Verdict, assess
from domain.facts import Facts
from domain.filings import BESIDES, Filing
from domain.law import ISSUE_DAYS, ISSUE_DAYS_SPECIAL
from domain.materials import MATERIALS
from domain.people import Person, mask_name, mask_number
from domain.permits import Use
from domain.when import NEVER


def receipt(filing: Filing, person: Person, case: Case, on: date, language: str = "zh", *, full: bool = True) -> Sheet:
    """受理回执 of an application that was accepted on a day. `full` for the holder himself; else his name is masked."""
    pen, one = Pen(language), filing.application
    days = (ISSUE_DAYS_SPECIAL if one.special else ISSUE_DAYS).on(on)
    due = pen.each(
        lambda each: each.plain(
            "paper.receipt.due_special" if one.special else "paper.receipt.due_by",
            day=each.day(issue_by(on, special=one.special)),
            days=days,
        )
    )
    values = {
        "applicant": pen.same(person.name if full else mask_name(person.name)),
        "document": pen.same(mask_number(person.document.number)),
        "matter": pen("receipt.applying"),
        "way": pen(f"way.{one.way}"),
        "accepted": pen.day(on),
        "due": due,
    }
    content = {
        "said": pen("receipt.said"),
        "fields": [{"label": pen(f"receipt.{name}"), "value": value} for name, value in values.items()],
        "received": _received(pen, pen("receipt.received"), filing, one.provided),
        "later": pen("receipt.later"),
        "close": _close(pen),
    }
    return pen.sheet(Kind.RECEIPT, case.id or 0, on, ("二(一)3", "663号令"), content)


def notice(
    filing: Filing, person: Person, case: Case, which: int = -1, remark: str = "", language: str = "zh"
) -> Sheet:
    """一次性补正告知书 of one of an application's notices, the last one if nothing is said, with the desk's remark."""
    pen = Pen(language)
    notices = filing.application.notices
    given, count = notices[which], range(len(notices))[which] + 1
    named = in_order(given.missing)
    rows = [_owed(pen, one, filing.facts) for one in named]
    later = pen("notice.nothing_more") if count == 1 else pen("notice.not_beyond", count=count)
    content = {
        "to": pen("notice.to", name=person.name),
        "said": pen.each(
            lambda one: one.plain(
                "paper.notice.said", way=one.plain(f"paper.way.{filing.application.way}"), count=len(named)
            )
        ),
        "heads": [pen("notice.material"), *(pen(f"form.{name}") for name in ("issuer", "annex")), pen("refusal.mark")],
        "rows": rows,
        "later": [later, pen("notice.how"), pen("objecting")],
        "received": _received(pen, pen("notice.received"), filing, given.provided - given.missing),
        "remark": {"label": pen("notice.remark"), "words": remark} if remark else None,
        "close": _close(pen),
    }
    return pen.sheet(Kind.NOTICE, case.id or 0, given.on, ("二(一)3",), content)


def _owed(pen: Pen, which: str, facts: Facts) -> dict[str, Any]:
    one = MATERIALS[which]
    return {"name": pen.material(which), "issuer": pen.source(which, facts), "annex": one.form or "", "mark": one.mark}


def refusal(filing: Filing, person: Person, case: Case, on: date, language: str = "zh") -> Sheet:
    """不予受理说明: each condition that is not met, what it rests on, what would cure it and from which day on."""
    pen, way = Pen(language), filing.application.way
    reasons = filing.application.reasons
    found = next((one for one in assess(filing.facts, on).ways if one.way is way), None)
    if found is not None and found.verdict is Verdict.NOT_YET and found.earliest:
        day = found.earliest
        hope = pen.each(lambda one: one.plain("paper.refusal.earliest", day=one.day(day)))
    else:
        hope = pen("refusal.not_time")
    lines = [hope, pen("refusal.again")] if _conditions(reasons) else []
    content = {
        "to": pen("notice.to", name=person.name),
        "said": pen.each(lambda one: one.plain("paper.refusal.said", way=one.plain(f"paper.way.{way}"))),
        "groups": [{"title": pen.same(""), "rows": _reasons(pen, reasons, filing.facts, on)}],
        "later": [*lines, pen("objecting")],
        **_refusing(pen, reasons),
    }
    return pen.sheet(Kind.REFUSAL, case.id or 0, on, ("二(一)3", *_marks(reasons)), content)


def unendorsed(permit: Permit, person: Person, facts: Facts, on: date, language: str = "zh") -> Sheet:
    """不予签注说明: why no way is open any more, until when the permit is in force, and what follows (R4.3, R4.6)."""
    pen, found = Pen(language), assess(facts, on)
    ways = {one.way: [each.id for each in one.conditions if each.holds is False] for one in found.ways}
    every = (
        [found.verdict.value]
        if found.verdict.value in BESIDES
        else list(dict.fromkeys(reason for reasons in ways.values() for reason in reasons))
    )
    groups = [{"title": pen(f"way.{way}"), "rows": _reasons(pen, reasons, facts, on)} for way, reasons in ways.items()]
    if not groups:
        groups = [{"title": pen.same(""), "rows": _reasons(pen, every, facts, on)}]
    content = {
        "to": pen("notice.to", name=person.name),
        "said": pen.each(lambda one: one.plain("paper.refusal.unendorsed", day=one.day(on))),
        "fields": [{"label": pen("person.card"), "value": pen.same(mask_number(permit.number))}],
        "none": pen("refusal.none_met", count=len(ways)) if ways else pen.same(""),
        "groups": groups,
        "later": [_standing(pen, permit, on), pen("refusal.again_endorsed"), pen("objecting")],
        **_refusing(pen, every),
    }
    return pen.sheet(Kind.UNENDORSED, permit.id or 0, on, ("二(一)4", *_marks(every)), content)


def _standing(pen: Pen, permit: Permit, on: date) -> Pair:
    now = permit.standing(on)
    if now.use(on) is Use.SUSPENDED:
        return pen.each(lambda one: one.plain("paper.refusal.suspended", day=one.day(now.suspended_from)))
    return pen.each(lambda one: one.plain("paper.refusal.in_force", day=one.day(now.due)))


def _refusing(pen: Pen, reasons: Sequence[str]) -> dict[str, Any]:
    """The heads of the table, the clauses in full, and who signs."""
    marks = dict.fromkeys(_marks(reasons))
    return {
        "heads": [pen(f"refusal.{name}") for name in ("condition", "mark", "told", "cure")],
        "clauses": {
            "label": pen("refusal.clauses"),
            "all": [{"mark": mark, "words": clause(mark).words.split("\n")} for mark in marks],
        },
        "close": _close(pen),
    }


def _marks(reasons: Sequence[str]) -> list[str]:
    return [CONDITIONS[one].mark if one in CONDITIONS else BESIDES[one] for one in reasons]


def _conditions(reasons: Sequence[str]) -> list[Condition]:
    return [CONDITIONS[one] for one in reasons if one in CONDITIONS]


def _reasons(pen: Pen, reasons: Sequence[str], facts: Facts, on: date) -> list[dict[str, Any]]:
    besides = [
        {
            "condition": pen(f"refusal.{one}"),
            "mark": BESIDES[one],
            "told": [],
            "limits": [],
            "cure": pen(f"refusal.{one}_cure"),
        }
        for one in reasons
        if one in BESIDES
    ]
    return besides + [_reason(pen, one, facts, on) for one in _conditions(reasons)]


def _reason(pen: Pen, one: Condition, facts: Facts, on: date) -> dict[str, Any]:
    told, (begins, _) = answers_of(facts), one.when(facts, on)
    if on < begins < NEVER:
        cure = pen.each(lambda each: each.plain("paper.refusal.from", day=each.day(begins)))
    else:
        cure = pen.each(lambda each: each.plain(f"cure.{one.id}"))
    known = [fact_line(pen, fact.path, told[fact.path]) for fact in one.facts if fact.path in told]
    return {
        "condition": pen.each(lambda each: each.plain(f"condition.{one.id}")),
        "mark": one.mark,
        "told": known or [pen("refusal.unknown")],
        "limits": [
            pen.each(
                lambda each, limit=limit: each.plain(  # type: ignore[misc]
                    "paper.refusal.limit", limit=each.plain(f"unit.{limit.unit}", count=limit.on(on))
                )
            )
            for limit in one.limits
        ],
        "cure": cure,
    }


def _received(pen: Pen, label: Pair, filing: Filing, materials: Collection[str]) -> dict[str, Any]:
    rows = [
        {"name": pen.material(one), "pages": pen.pages(one, len(filing.pages_of(one)))} for one in in_order(materials)
    ]
    return {"label": label, "heads": [pen("form.material"), pen("form.count")], "rows": rows}


def _close(pen: Pen) -> dict[str, Any]:
    """Who signs below, and where the seal goes."""
    return {"office": pen("accepting"), "by": pen("office"), "on": pen.by_hand(), "seal": pen("seal")}
