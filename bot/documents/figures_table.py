"""The district's figures as one table in a CSV file: a line for each count, for Excel and whatever else reads tables.

It begins with the mark by which Excel knows UTF-8. Nothing in it was typed by anybody, so no cell can be a formula.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.documents.figures import heading, place, rated_words, shown
from bot.texts import Texts
from domain.figures import IN_TIME, LATE, RATED, SUSPENDED, Figure, Group, weeks

Line = tuple[str, str, str, str]
"""Period, area, category, count."""
COLUMNS = ("figure", "period", "area", "category", "count")


def table(texts: Texts, figures: Mapping[Figure, Sequence[Group]], area: str, on: date) -> bytes:
    """The whole file."""
    out = io.StringIO()
    write = csv.writer(out).writerow
    write([texts.plain(f"figures.column.{one}") for one in COLUMNS])
    whole = area or texts.plain("desk.whole")
    for figure, groups in figures.items():
        for group in groups:
            for line in _LINES[figure](texts, group, whole, on):
                write([heading(texts, figure), *line])
    return out.getvalue().encode("utf-8-sig")


def _span(on: date) -> str:
    """All the weeks together, as ISO 8601 writes an interval."""
    return f"{weeks(on)[0].isoformat()}/{on.isoformat()}"


def _registrations(texts: Texts, one: Group, area: str, on: date) -> Iterator[Line]:
    where, every = place(texts, one.name, ""), texts.plain("figures.all")
    yield _span(on), where, every, shown(one.whole)
    yield from ((monday, where, every, shown(count)) for monday, count in one.parts.items())


def _punctuality(texts: Texts, one: Group, area: str, on: date) -> Iterator[Line]:
    for key, count in one.parts.items():
        yield _span(on), place(texts, one.name, ""), texts.plain(f"figures.part.{key}"), shown(count)


def _applications(texts: Texts, one: Group, area: str, on: date) -> Iterator[Line]:
    yield from _whole_and_parts(texts, one, texts.plain(f"stage.{one.name}"), area, on)


def _endorsements(texts: Texts, one: Group, area: str, on: date) -> Iterator[Line]:
    if one.name == SUSPENDED:
        yield on.isoformat(), area, texts.plain("figures.suspended"), shown(one.whole)
        return
    for key, count in (("due", one.whole), *one.parts.items()):
        yield one.name[:7], area, texts.plain(f"figures.part.{key}"), shown(count)


def _queue(texts: Texts, one: Group, area: str, on: date) -> Iterator[Line]:
    if one.name != RATED:
        yield from _whole_and_parts(texts, one, texts.plain(f"kind.{one.name}"), area, on)
        return
    rated = rated_words(texts)
    yield _span(on), area, rated, shown(one.whole)
    for key, mean in one.means.items():
        yield _span(on), area, _within(texts, rated, key), f"{mean:.2f}"


def _levelling(texts: Texts, one: Group, area: str, on: date) -> Iterator[Line]:
    key, day, session = one.name.split("/")
    part = texts.plain(f"figures.part.{key}")
    yield day, area, texts.plain("figures.half", session=session, part=part), shown(one.whole)


def _whole_and_parts(texts: Texts, one: Group, name: str, area: str, on: date) -> Iterator[Line]:
    yield on.isoformat(), area, name, shown(one.whole)
    for key, count in one.parts.items():
        yield on.isoformat(), area, _within(texts, name, _OVERDUE.get(key, key)), shown(count)


def _within(texts: Texts, name: str, key: str) -> str:
    return texts.plain("figures.within", of=name, part=texts.plain(f"figures.part.{key}"))


_OVERDUE = {IN_TIME: "not_overdue", LATE: "overdue"}
"""What lateness is called of a case."""
_LINES = {
    Figure.REGISTRATIONS: _registrations,
    Figure.PUNCTUALITY: _punctuality,
    Figure.APPLICATIONS: _applications,
    Figure.ENDORSEMENTS: _endorsements,
    Figure.QUEUE: _queue,
    Figure.LEVELLING: _levelling,
}
