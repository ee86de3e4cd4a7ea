"""The timeline: a picture of somebody's way, sent on request, and the same days in words under it.

What is drawn is put into words here, in the turn, and goes with the message: the picture can never say another day
than the lines under it, whenever it is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.conversation import eligible, pages
from bot.conversation.speech import Attachment, Button
from bot.conversation.turn import Turn
from bot.forms.eligibility import ELIGIBILITY, assessed, facts_of
from bot.texts import Rich, Texts
from domain.days import days_left
from domain.law import ENDORSEMENT_MONTHS, HALF_YEAR, ISSUE_DAYS, ISSUE_DAYS_SPECIAL, WINDOW_MONTHS
from domain.timeline import Milestone, State, Stop, Supposed, Waits, timeline

PERIODS = {
    "half": HALF_YEAR,
    "days": ISSUE_DAYS,
    "most": ISSUE_DAYS_SPECIAL,
    "months": ENDORSEMENT_MONTHS,
    "window": WINDOW_MONTHS,
}
"""Numbers of the law that the words may name."""


async def shown(turn: Turn) -> None:
    """The timeline from what is on record and what the person told so far."""
    await turn.recall()
    await turn.recall_corrections()
    draft = turn.draft(ELIGIBILITY) or turn.new_draft(ELIGIBILITY)
    eligible.remember(turn, draft)
    permit = await turn.permit()
    standing = permit.standing(turn.today) if permit else None
    way = timeline(facts_of(draft.answers), turn.today, standing)
    if not way:
        return turn.say(f"eligible.{assessed(draft.answers).verdict}")
    drawn = Attachment("timeline", drawing(turn.texts, way, turn.today))
    return turn.say(in_words(turn.texts, way, turn.today), _doors(turn, way), attachment=drawn)


def _doors(turn: Turn, way: Sequence[Milestone]) -> list[list[Button]]:
    """What brings a day where none can be told yet."""
    waits = {one.waits for one in way}
    unregistered = turn.known.get("registration") is None and waits & {Waits.REGISTERING, Waits.THE_DAY}
    asked = waits & {Waits.FACTS, Waits.THE_DAY}
    tasks = [*(["register"] if unregistered else []), *(["eligibility"] if asked else [])]
    return [[pages.button(turn.texts, f"menu.{task}", f"m:{task}")] for task in tasks]


def in_words(texts: Texts, way: Sequence[Milestone], on: date) -> Rich:
    """Every milestone in one line, for whoever cannot see the picture or has to wait for it."""
    page = _Page(texts, way, on)
    return texts.say("timeline.lead", day=texts.day(on)).then(Rich("\n".join(page.line(one) for one in way)))


def drawing(texts: Texts, way: Sequence[Milestone], on: date) -> dict[str, Any]:
    """What the picture says, ready to be set: a row for each milestone, and today between what was and what comes."""
    page = _Page(texts, way, on)
    rows = [page.row(one) for one in way]
    at = next((number for number, one in enumerate(way) if one.state is not State.PAST), len(way))
    rows.insert(at, {"state": "today", "title": texts.plain("timeline.today", day=texts.day(on))})
    words = {name: texts.plain(f"timeline.{name}") for name in ("title", "footer")}
    return {**words, "language": texts.language, "rows": rows}


@dataclass(frozen=True, slots=True)
class _Page:
    """One timeline in one language; each method words one side of a milestone."""

    texts: Texts
    way: Sequence[Milestone]
    on: date

    def row(self, one: Milestone) -> dict[str, Any]:
        words = {"title": self.title(one), "badge": self.badge(one), "left": self.left(one), "mark": one.mark}
        return {"state": self.look(one), **words, "when": self.when(one).splitlines(), "notes": self.notes(one)}

    def line(self, one: Milestone) -> str:
        when = ("" if self.texts.language == "zh" else " ").join(self.when(one).splitlines())
        words = {"title": self.title(one), "when": when, "left": self.left(one)}
        why = self.texts.plain("join").join(self.notes(one))
        return self.texts.plain(f"timeline.line.{self.look(one)}", why=why, **words)

    def look(self, one: Milestone) -> str:
        """How it is shown: by its state, and apart from that what went wrong."""
        return "missed" if one.missed else "suspended" if one.stop is Stop.SUSPENDED else one.state.value

    def title(self, one: Milestone) -> str:
        key = f"timeline.stop.{one.stop}"
        here = f"{key}_{one.state}"
        return self.texts.plain(here if self.texts.has(here) else key, cycle=one.cycle)

    def badge(self, one: Milestone) -> str:
        look = "done" if one.done else self.look(one)
        return "" if look == State.TO_COME else self.texts.plain(f"timeline.badge.{look}")

    def when(self, one: Milestone) -> str:
        """The day, or a span in two lines."""
        day, until = one.done or one.day, None if one.done else one.until
        if day is None:
            return ""
        if until is None:
            key = "since" if one.stop is Stop.SUSPENDED else "day"
            return self.texts.plain(f"timeline.when.{key}", day=self.texts.day(day))
        key = "issued" if one.stop is Stop.ISSUED else "span"
        return self.texts.plain(f"timeline.when.{key}", day=self.texts.day(day), until=self.texts.day(until))

    def left(self, one: Milestone) -> str:
        """Days left: to the day, until a window opens, or while it is open until it closes."""
        if one.day is None or one.state not in (State.NOW, State.TO_COME) or one.stop is Stop.SUSPENDED:
            return ""
        opens = one.state is State.TO_COME
        key = "day" if one.until is None else "opens" if opens else "closes"
        last = one.day if opens or one.until is None else one.until
        return self.texts.plain(f"timeline.left.{key}", left=self.texts.left(days_left(last, self.on)))

    def notes(self, one: Milestone) -> list[str]:
        """What it waits for or hangs on, and what else there is to know of it."""
        texts, notes = self.texts, []
        if one.waits:
            notes.append(self.waiting(one.waits))
        if one.supposed:
            notes.append(self.supposed(one.supposed[-1]))
        if one.way:
            notes.append(texts.plain("timeline.note.way", way=texts.plain(f"way.{one.way}")))
        if one.sooner:
            notes.append(texts.plain("timeline.note.sooner"))
        if one.not_before:
            notes.append(texts.plain("timeline.note.not_before", day=texts.day(one.not_before)))
        if one.stop in (Stop.SUSPENDED, Stop.RESTORED):
            notes.append(texts.plain(f"timeline.note.{one.stop}"))
        return notes

    def waiting(self, what: Waits) -> str:
        return self.texts.plain(f"timeline.waits.{what}", **{name: one.on(self.on) for name, one in PERIODS.items()})

    def supposed(self, what: Supposed) -> str:
        """The last thing supposed; the stops before have told the others."""
        issued = next((one.day for one in self.way if one.stop is Stop.ISSUED), None)
        return self.texts.plain(f"timeline.supposed.{what}", day=self.texts.day(issued) if issued else "")
