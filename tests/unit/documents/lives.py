"""People at many points of their way, for whatever shows a timeline. Invented; today is 23 November 2026."""

from __future__ import annotations

from datetime import date

from domain.facts import Facts
from domain.permits import standing
from domain.timeline import Milestone, timeline
from tests.unit.domain.asking import NOBODY, PUPIL, RESIDENT, TODAY, WORKER, facts


def _holder(issued: date, *visits: date) -> tuple[Milestone, ...]:
    registered = date(2023, 8, 1)
    told = facts(RESIDENT, {"registered_on": registered})
    return timeline(told, TODAY, standing(issued, registered, visits, TODAY))


def _worker(registered_on: date | bool, on: date = TODAY) -> tuple[Milestone, ...]:
    return timeline(facts(WORKER, {"registered_on": registered_on}), on)


LIVES = {
    "nothing known": timeline(Facts(), TODAY),
    "registered today, not asked": timeline(
        facts({"hangzhou_hukou": False, "registered_on": TODAY, "resided_continuously": True}), TODAY
    ),
    "not registered": _worker(False),
    "half a year on 29 February": _worker(date(2027, 8, 31), on=date(2027, 11, 30)),
    "may apply today": _worker(date(2024, 1, 15)),
    "an answer left open": timeline(
        facts(WORKER, {"registered_on": date(2026, 8, 31), "employment.insured_months": None}), TODAY
    ),
    "one more answer decides": timeline(facts(WORKER, {"employment.labour_contract": None}), TODAY),
    "a child": timeline(facts(PUPIL, {"born": date(2011, 2, 28), "guardians.hold_permits": False}), TODAY),
    "no way": timeline(facts(NOBODY, {"registered_on": date(2026, 8, 31)}), TODAY),
    "residence broken": timeline(facts(WORKER, {"resided_continuously": False}), TODAY),
    "residence perhaps broken": timeline(facts(WORKER, {"resided_continuously": None}), TODAY),
    "window to come": _holder(date(2026, 9, 30)),
    "window open": _holder(date(2025, 12, 15)),
    "endorsed": _holder(date(2025, 12, 15), date(2026, 11, 20)),
    "suspended": _holder(date(2025, 3, 15)),
    "restored": _holder(date(2024, 3, 15), date(2026, 6, 1)),
    "restored and endorsed": _holder(date(2024, 2, 29), date(2026, 2, 10)),
}
