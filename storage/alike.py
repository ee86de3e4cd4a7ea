"""Holders of permits with what they wait for, so that those who are alike need be judged only once.

One statement gives a row a permit; what there is several times of is written out in one text. A person's chats are
counted from his first, so that the texts of two who differ in nothing else are equal. It knows no rule: it compares,
and leaves nobody out.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, func, literal, select, text, type_coerce

from domain.cards import CardState
from domain.holdings import Alike, Bearer, Holding, Page
from domain.registrations import Status
from domain.reminders import Matter, Promise, Reminder, State, Step
from storage.link import Link
from storage.repositories import SELF
from storage.tables import account_people, filings, permit_visits, permits, promises, registrations

_OWN = account_people.c.relation == SELF
_BY_INDEX = text("SET LOCAL enable_seqscan = off")
"""Else a table that was empty when it was last counted is read as a whole for each permit."""
_ANY_TIME = datetime(1, 1, 1, tzinfo=UTC)
"""When those that are compared are due: nothing follows from it."""


async def page_of(link: Link, after: int, limit: int, since: date) -> Page:
    """The next permits behind an id that have not ended, with what waits and what else is planned of that day on."""
    if link.locks_rows:
        await link.execute(_BY_INDEX)
    values = {"after": after, "at_most": limit, "since": since}
    rows: Sequence[Any] = (await link.execute(_statement(to_char=link.locks_rows), values)).all()
    bearers: dict[Sequence[Any], list[Bearer]] = defaultdict(list)
    for _, person_id, first, issued, visits, here, chats, filed_in, planned in rows:
        facts = (issued, _in_order(visits), here, _in_order(chats), filed_in, _in_order(planned))
        bearers[facts].append(Bearer(person_id, first - 1))
    alike = tuple(Alike(_holding(*facts[:5]), _planned(facts[5]), tuple(those)) for facts, those in bearers.items())
    return Page(alike, rows[-1][0] if len(rows) == limit else None)


@cache
def _statement(*, to_char: bool) -> Select[Any]:
    """The permit, its holder and his first chat, and then nothing that tells him from others."""
    permit = _permits()
    person, first, promise = permit.c.person_id, permit.c.first, promises.c

    def day(column: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.to_char(column, "YYYY-MM-DD") if to_char else type_coerce(column, String)

    def text_of(*parts: ColumnElement[Any]) -> ColumnElement[Any]:
        words = parts[0]
        for part in parts[1:]:
            words = words + literal(" ") + part
        return func.aggregate_strings(words, ";")

    def chat(column: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(column - first + 1, String)

    def of(what: ColumnElement[Any], *where: ColumnElement[bool]) -> ColumnElement[Any]:
        return select(what).where(*where).scalar_subquery()

    wanted = (promise.state == State.WAITING.value) | (promise.day >= bindparam("since"))
    mine = (promise.person_id == person, promise.matter == Matter.ENDORSEMENT.value, wanted)
    words = (chat(promise.account_id), cast(promise.cycle, String), promise.step, day(promise.day), promise.state)
    here = registrations.c.status == Status.ACTIVE.value
    latest = select(filings.c.account_id - first + 1).where(filings.c.person_id == person)
    return select(
        permit.c.id,
        person,
        first,
        permit.c.issued,
        of(text_of(day(permit_visits.c.visited_on)), permit_visits.c.permit_id == permit.c.id).label("visits"),
        of(func.count(), registrations.c.person_id == person, here).label("here"),
        of(text_of(chat(account_people.c.account_id)), account_people.c.person_id == person, _OWN).label("chats"),
        latest.order_by(filings.c.id.desc()).limit(1).scalar_subquery().label("filed_in"),
        of(text_of(*words), *mine).label("planned"),
    ).order_by(permit.c.id)


def _permits() -> Any:
    """The permits of the page, with the first chat of who holds each."""
    first = select(func.min(account_people.c.account_id)).where(account_people.c.person_id == permits.c.person_id, _OWN)
    columns = (permits.c.id, permits.c.person_id, permits.c.issued, func.coalesce(first.scalar_subquery(), 1))
    living = select(*columns[:3], columns[3].label("first")).where(permits.c.card != CardState.ENDED.value)
    page = living.where(permits.c.id > bindparam("after")).order_by(permits.c.id).limit(bindparam("at_most"))
    return page.subquery("permit")


def _holding(issued: date, visits: str | None, here: int, chats: str | None, filed_in: int | None) -> Holding:
    days = tuple(sorted(date.fromisoformat(one) for one in _parts(visits)))
    return Holding(0, issued, days, bool(here), tuple(sorted(int(one) for one in _parts(chats))), filed_in)


def _planned(written: str | None) -> tuple[Reminder, ...]:
    found = []
    for number, one in enumerate(_parts(written), 1):
        chat, cycle, step, day, state = one.split(" ")
        promise = Promise(date.fromisoformat(day), Matter.ENDORSEMENT, Step(step), int(cycle))
        found.append(Reminder(int(chat), promise, _ANY_TIME, {}, None, State(state), number))
    return tuple(found)


def _in_order(joined: str | None) -> str | None:
    """The same whichever the database came across first: it promises no order."""
    return joined and ";".join(sorted(joined.split(";")))


def _parts(joined: str | None) -> Iterable[str]:
    return joined.split(";") if joined else ()
