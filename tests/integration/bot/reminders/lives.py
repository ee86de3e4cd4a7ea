"""Invented lives, and what should be told of them: written from the text of R4, R5.1–R5.3 and R5.6 with plain counting
of days; it shares no code with the rules.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

START, YEARS = date(2026, 12, 1), 3
DAY = timedelta(days=1)
ALL_DAYS = [START + number * DAY for number in range(365 * YEARS + 1)]
Told = tuple[int, date, str, date, bool]
"""In which chat, on which day, of which matter, of which last day, and whether that has passed."""
BEGUN = {"registration": (1, 3, 4), "change": (7, 10)}
"""Days after an arrival or a change on which one is reminded (R5.1, R5.2)."""
IN_TIME = {"registration": 3, "change": 10}


def later(day: date, months: int) -> date:
    """The same day so many months later or earlier, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(issued: date, visits: list[date]) -> date:
    """Until when a permit is in force after these visits, read off R4.1–R4.4."""
    year = 1
    for visit in sorted(visits):
        if visit > later(issued, 12 * year):
            while later(issued, 12 * year) <= visit:
                year += 1
        if later(later(issued, 12 * year), -1) <= visit <= later(issued, 12 * year):
            year += 1
    return later(issued, 12 * year)


def steps(last: date) -> list[date]:
    """The seven days of R5.3 before and after a last day."""
    return [later(last, -1), *(last - days * DAY for days in (14, 7, 3, 1, 0)), last + DAY]


@dataclass
class Life:
    """One life, and beside it what should be told of it. A step is named by the day on which R5.3 puts it."""

    number: int
    chats: tuple[int, int]
    """The account of his own, and a second one that stands for him later."""
    person: int
    issued: date
    events: dict[date, list[str]]
    moved_chat: bool = False
    visits: list[date] = field(default_factory=list)
    here: bool = True
    muted: set[int] = field(default_factory=set)
    waiting: dict[date, tuple[date, int]] = field(default_factory=dict)
    """Each step that waits: on which day it is to be told, and in which chat."""
    told: set[date] = field(default_factory=set)
    latest: tuple[date, date, int] | None = None
    """The step that was told last, of which last day, in which chat."""
    begun: dict[str, date] = field(default_factory=dict)
    half_way: dict[str, set[date]] = field(default_factory=dict)
    reminded: set[tuple[str, date, date]] = field(default_factory=set)
    next: date = date.max
    """Before this day nothing is due."""

    @property
    def chat(self) -> int:
        """Where he is told: where he applied last, or else in his first chat."""
        return self.chats[self.moved_chat]

    @property
    def last(self) -> date:
        """Until when his permit is in force."""
        return last_day(self.issued, self.visits)

    def expect(self, day: date) -> list[Told]:
        """What is told on a morning."""
        found = [*self._endorsement(day), *self._begun(day)]
        self._look_ahead()
        return found

    def _endorsement(self, day: date) -> list[Told]:
        """Of the steps that have come the last one; put off, each on its day, unless another has come since."""
        come = {step: (on, chat) for step, (on, chat) in self.waiting.items() if on <= day}
        found, last = [], self.last
        for step, (on, chat) in come.items():
            del self.waiting[step]
            overtaken = any(on <= other <= day for other in steps(last) if other != step)
            beaten = any((on, step) < (other_on, other) for other, (other_on, _) in come.items())
            if self.here and chat not in self.muted and step in steps(last) and not overtaken and not beaten:
                self.told.add(step)
                self.latest = step, last, chat
                found.append((chat, day, "endorsement", last, step > last))
        return found

    def _begun(self, day: date) -> list[Told]:
        found = []
        for matter, waiting in self.half_way.items():
            come, began = {one for one in waiting if one <= day}, self.begun[matter]
            waiting -= come
            now = max((one for one in half_way_days(matter, began) if one <= day), default=None)
            if now in come and self.here is (matter == "change"):
                self.reminded.add((matter, began, now))
                limit = began + IN_TIME[matter] * DAY
                found.append((self.chats[0], day, matter, limit, day > limit))
        return found

    def plan(self, day: date) -> None:
        """Something has happened to the permit or to its holder: what waits from that day on."""
        year, before = steps(self.last), self.waiting
        lives = self.here and day >= self.issued
        self.waiting = {}
        for step in year if lives else ():
            on, chat = before.get(step, (step, 0))
            if step in before and (chat == self.chat or on != step):
                self.waiting[step] = on, chat
            elif step not in self.told and (step >= day or step in before):
                self.waiting[step] = step, self.chat

    def put_off(self, day: date) -> None:
        """He asks to be told of the latest once more in three days (R5.6), not behind the last day."""
        if not self.latest or not self.here:
            return
        step, last, chat = self.latest
        until = min(day + 3 * DAY, last)
        if last == self.last and until > day and step not in self.waiting:
            self.waiting[step] = until, chat

    def begin(self, matter: str, told: date, day: date) -> None:
        """He begins to tell of his arrival or of a change, and does not finish: reminded from tomorrow on."""
        self.begun[matter] = told
        coming = [one for one in half_way_days(matter, told) if one > day]
        self.half_way[matter] = {one for one in coming if (matter, told, one) not in self.reminded}

    def live(self, event: str, day: date) -> None:
        """What an event changes in what should be told."""
        what, _, told = event.partition(" ")
        matter = "registration" if "registration" in what or what == "return" else "change"
        if what == "visit":
            self.visits.append(day)
        self.here = {"leave": False, "return": True}.get(what, self.here)
        self.moved_chat |= what == "chat"
        if what == "mute":
            self.muted.add(self.chat)
        elif what == "unmute":
            self.muted.discard(self.chat)
        elif what == "snooze":
            self.put_off(day)
        elif what == "done":
            year = steps(self.last)
            mine = [one for one, (_, chat) in self.waiting.items() if one in year and chat == self.chat]
            self.waiting = {one: where for one, where in self.waiting.items() if one not in mine}
        elif what.startswith("begin"):
            self.begin(matter, date.fromisoformat(told), day)
        if what.startswith("drop") or what == "return":
            self.half_way.pop(matter, None)
        if what in PLANS:
            self.plan(day)
        self._look_ahead()

    def possible(self, event: str, day: date) -> bool:
        """Whether an event can happen as things stand: the dice know nothing of each other."""
        what = event.split(" ")[0]
        held = day > self.issued
        return {
            "issue": True,
            "visit": held and self.here and day not in self.visits,
            "leave": self.here,
            "return": not self.here,
            "begin_registration": not self.here,
            "begin_change": self.here,
            "chat": held and not self.moved_chat,
            "snooze": self.latest is not None,
            "move": self.here,
        }.get(what, held)

    def _look_ahead(self) -> None:
        days = [on for on, _ in self.waiting.values()]
        self.next = min((*days, *(one for waiting in self.half_way.values() for one in waiting)), default=date.max)


PLANS = ("issue", "visit", "leave", "return", "unmute", "chat")
"""Events after which what waits is planned anew."""


def half_way_days(matter: str, told: date) -> list[date]:
    """On which days one is reminded of what was begun."""
    return [told + days * DAY for days in BEGUN[matter]]


def invented(dice: Random, number: int, chats: tuple[int, int], person: int) -> Life:
    """A life."""
    events: dict[date, list[str]] = defaultdict(list)
    issued = START + dice.randrange(300) * DAY
    if dice.random() < 0.1:
        issued = date(2028, 2, 29)
    events[issued].append("issue")
    for year in range(1, YEARS + 2):
        last = later(issued, 12 * year)
        opens = later(last, -1)
        kind = dice.random()
        if kind < 0.6:
            events[opens + dice.randrange((last - opens).days + 1) * DAY].append("visit")
        elif kind < 0.8:
            events[last + dice.randrange(1, 400) * DAY].append("visit")
        elif kind < 0.85:
            events[opens - dice.randrange(1, 40) * DAY].append("visit")
        for _ in range(3):
            events[opens + dice.randrange(40) * DAY] += ["snooze"] if dice.random() < 0.4 else []
        for event, share in (("chat", 0.15), ("leave", 0.05), ("return", 0.15), ("unmute", 0.1), ("done", 0.1)):
            events[opens + dice.randrange(32) * DAY] += [event] if dice.random() < share else []
    _moves(dice, issued, events)
    return Life(number, chats, person, issued, events)


def _moves(dice: Random, issued: date, events: dict[date, list[str]]) -> None:
    """What happens beside the endorsements."""

    def some(share: float, *, most: int = 800) -> date:
        return issued + dice.randrange(1, most) * DAY if dice.random() < share else date.max

    if (left := some(0.3)) < date.max:
        back = left + dice.randrange(1, 200) * DAY
        events[left].append("leave")
        begins = back - dice.randrange(7) * DAY
        events[begins].append(f"begin_registration {begins - dice.randrange(5) * DAY}")
        events[back].append("return" if dice.random() < 0.6 else "drop_registration")
    if (off := some(0.3)) < date.max:
        events[off].append("mute")
        if dice.random() < 0.7:
            events[off + dice.randrange(1, 300) * DAY].append("unmute")
    if (changed := some(0.3)) < date.max:
        begins = changed + dice.randrange(12) * DAY
        events[begins].append(f"begin_change {changed}")
        events[begins + dice.randrange(20) * DAY].append("drop_change")
        events[begins + dice.randrange(1, 9) * DAY] += ["leave"] if dice.random() < 0.2 else []
    for event, share in (("move", 0.2), ("card", 0.1)):
        if (day := some(share)) < date.max:
            events[day].append(event)
