"""What the pictures of the district's figures say: groups of the domain in, plain data for `figures.typ` out.

A bar is as long as its part of the longest one in the picture. What is hidden has no length: a few are a stub that is
always the same, what is kept has none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.texts import Texts
from domain.cases import GRADES
from domain.figures import (
    DONE,
    IN_TIME,
    LATE,
    MONTHS_AHEAD,
    MONTHS_BEFORE,
    UNDONE,
    WEEKS,
    Age,
    Figure,
    Group,
)
from domain.hiding import FEW, Hidden, Shown
from domain.law import REGISTRATION_DAYS
from domain.levelling import CURVES, TOLD_AHEAD
from domain.staff import district_of

HIDDEN = {Hidden.FEW: f"<{FEW}", Hidden.KEPT: "–"}
WHOLE = 1000
"""The length of the longest bar."""
Rows = list[dict[str, Any]]


def shown(count: Shown) -> str:
    """A count as it is written."""
    return HIDDEN[count] if isinstance(count, Hidden) else str(count)


def heading(texts: Texts, figure: Figure) -> str:
    """What a figure is called."""
    return texts.plain(f"figures.title.{figure}")


def place(texts: Texts, area: str, district: str) -> str:
    """A part of an area as it is called inside of it: a sub-district without its district's name."""
    return area.removeprefix(district) or area or texts.plain("figures.elsewhere")


def rated_words(texts: Texts) -> str:
    """What the ratings are of."""
    return texts.plain("figures.rated", weeks=WEEKS, most=GRADES[-1])


def picture(texts: Texts, figure: Figure, groups: Sequence[Group], area: str, now: datetime) -> dict[str, Any]:
    """A whole picture, ready to be set."""
    page = _Page(texts, groups, area, now.date())
    words = {
        "title": heading(texts, figure),
        "computed": texts.plain("figures.computed", area=area or texts.plain("desk.whole"), moment=texts.moment(now)),
        "note": texts.plain(
            f"figures.note.{figure}",
            weeks=WEEKS,
            days=REGISTRATION_DAYS.on(now.date()),
            before=MONTHS_BEFORE,
            ahead=MONTHS_AHEAD,
            ahead_weeks=TOLD_AHEAD // timedelta(weeks=1),
        ),
        "footer": texts.plain("figures.footer", few=HIDDEN[Hidden.FEW], kept=HIDDEN[Hidden.KEPT], least=FEW),
    }
    blocks = {
        Figure.REGISTRATIONS: page.registrations,
        Figure.PUNCTUALITY: page.punctuality,
        Figure.APPLICATIONS: page.applications,
        Figure.ENDORSEMENTS: page.endorsements,
        Figure.QUEUE: page.queue,
        Figure.LEVELLING: page.levelling,
    }[figure]()
    return {"language": texts.language, **words, **blocks}


def _longest(counts: Iterable[Shown]) -> int:
    return max((one for one in counts if isinstance(one, int)), default=0) or 1


def _bar(look: str, count: Shown, longest: int) -> dict[str, Any]:
    if isinstance(count, Hidden):
        return {"look": count.value, "length": 0}
    return {"look": look, "length": count * WHOLE // longest}


def _block(name: str, count: str, rows: Rows) -> dict[str, Any]:
    return {"name": name, "shown": count, "note": "", "alarming": False, "rows": rows}


@dataclass(frozen=True, slots=True)
class _Page:
    """One picture in one language; each method makes what one figure has of its own."""

    texts: Texts
    groups: Sequence[Group]
    area: str
    on: date

    def registrations(self) -> dict[str, Any]:
        """The only place with its weeks one below the other; of several places each with its weeks side by side."""
        if len(self.groups) == 1:
            return self._blocks([self._parted(one, self._place(one), one.parts, self._week) for one in self.groups])
        some = [one for one in self.groups if one.whole != 0]
        longest = _longest(count for one in some for count in one.parts.values())
        columns = [[_bar("solid", count, longest) for count in one.parts.values()] for one in some]
        rows = [
            {"label": self._place(one), "shown": shown(one.whole), "columns": weeks}
            for one, weeks in zip(some, columns, strict=True)
        ]
        axis = [self._week(week) for week in (*some[0].parts,)[:: WEEKS - 1]] if some else []
        return {**self._placed(rows), "axis": axis, "legend": [{"look": "few", "words": HIDDEN[Hidden.FEW]}]}

    def punctuality(self) -> dict[str, Any]:
        some = [one for one in self.groups if one.whole != 0]
        longest = _longest(one.whole for one in some)
        rows = [self._divided(one, self._place(one), {IN_TIME: "solid", LATE: "alarm"}, longest) for one in some]
        return {**self._placed(rows), "legend": self._legend({"in_time": "solid", "late": "alarm"})}

    def applications(self) -> dict[str, Any]:
        stages = ((one, self.texts.plain(f"stage.{one.name}")) for one in self.groups)
        return self._blocks([self._parted(one, name, one.parts, self._part) for one, name in stages])

    def endorsements(self) -> dict[str, Any]:
        *due, suspended = self.groups
        this_month, longest = self.on.replace(day=1).isoformat(), _longest(one.whole for one in due)
        rows = [
            self._divided(
                one, self._month(one), {DONE: "solid", UNDONE: "alarm" if one.name < this_month else "open"}, longest
            )
            for one in due
        ]
        last = _block(self.texts.plain("figures.suspended"), shown(suspended.whole), [])
        legend = self._legend({"done": "solid", "missed": "alarm", "to_come": "open"})
        return {**self._blocks([_block("", "", rows), last]), "legend": legend}

    def queue(self) -> dict[str, Any]:
        *kinds, rated = self.groups
        blocks = [self._kind(one) for one in kinds]
        means = [
            {
                "label": self._part(name),
                "shown": f"{mean:.1f}",
                "bars": [{"look": "solid", "length": int(mean * WHOLE / GRADES[-1])}],
            }
            for name, mean in rated.means.items()
        ]
        last = _block(rated_words(self.texts), shown(rated.whole), means)
        return self._blocks([*blocks, last])

    def levelling(self) -> dict[str, Any]:
        """Two curves of the same scale one below the other: without any offer, with them."""
        curves = {key: [one for one in self.groups if one.name.startswith(f"{key}/")] for key in CURVES}
        longest = _longest(one.whole for one in self.groups)
        blocks = [self._curve(key, [one.whole for one in some], longest) for key, some in curves.items()]
        days = [date.fromisoformat(one.name.split("/")[1]) for one in self.groups]
        axis = [self.texts.short_day(one(days)) for one in (min, max)] if any(one["rows"] for one in blocks) else []
        return {**self._blocks(blocks), "axis": axis, "legend": [{"look": "few", "words": HIDDEN[Hidden.FEW]}]}

    def _curve(self, key: str, counts: Sequence[Shown], longest: int) -> dict[str, Any]:
        if not any(counts):
            return _block(self._part(key), "0", [])
        busiest = max((one for one in counts if isinstance(one, int)), default=0)
        row = {"label": "", "shown": "", "columns": [_bar("solid", one, longest) for one in counts]}
        block = _block(self._part(key), "", [row])
        return {**block, "note": self.texts.plain("figures.busiest", count=busiest or HIDDEN[Hidden.FEW])}

    def _kind(self, one: Group) -> dict[str, Any]:
        """Cases of a kind by age, and beside the whole how many are late."""
        late, ages = one.parts[LATE], {age.value: one.parts[age] for age in Age}
        block = self._parted(one, self.texts.plain(f"kind.{one.name}"), ages, self._part)
        note = self.texts.plain("figures.late", late=shown(late)) if one.whole != 0 else ""
        return {**block, "note": note, "alarming": late != 0}

    def _parted(self, one: Group, name: str, parts: Mapping[str, Shown], label: Callable[[str], str]) -> dict[str, Any]:
        """A group with a bar for each of its parts."""
        longest = _longest(other.parts[key] for other in self.groups for key in parts if key in other.parts)
        rows = [
            {"label": label(key), "shown": shown(count), "bars": [_bar("solid", count, longest)]}
            for key, count in parts.items()
        ]
        return _block(name, shown(one.whole), rows if one.whole != 0 else [])

    def _divided(self, one: Group, label: str, looks: Mapping[str, str], longest: int) -> dict[str, Any]:
        """A group as a row, its parts one behind the other in one bar."""
        counts = " / ".join(shown(one.parts[key]) for key in looks) if one.whole != 0 else "0"
        return {
            "label": label,
            "shown": counts,
            "bars": [_bar(look, one.parts[key], longest) for key, look in looks.items()],
        }

    def _placed(self, rows: Rows) -> dict[str, Any]:
        """Rows of places, and below them the places that have none."""
        without = [self._place(one) for one in self.groups if one.whole == 0]
        note = self.texts.plain("figures.none_in", places=self.texts.plain("join").join(without)) if without else ""
        besides = note if rows else self.texts.plain("figures.nothing")
        return {**self._blocks([_block("", "", rows)]), "besides": besides}

    def _blocks(self, blocks: list[dict[str, Any]]) -> dict[str, Any]:
        return {"blocks": blocks, "legend": [], "axis": [], "besides": ""}

    def _legend(self, looks: Mapping[str, str]) -> Rows:
        return [{"look": look, "words": self.texts.plain(f"figures.legend.{key}")} for key, look in looks.items()]

    def _place(self, one: Group) -> str:
        return place(self.texts, one.name, district_of(self.area))

    def _week(self, monday: str) -> str:
        return self.texts.short_day(date.fromisoformat(monday))

    def _month(self, one: Group) -> str:
        first = date.fromisoformat(one.name)
        return self.texts.span(first.year, first.month)

    def _part(self, key: str) -> str:
        return self.texts.plain(f"figures.part.{key}")
