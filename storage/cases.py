"""Cases at the desk and what was said in them; where a person lives is sealed and found by keyed hashes (see places).

Of two officers who change the same case the second finds its version gone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, literal_column, select, update

from domain.cases import Author, Case, Entry, Kind, Outcome, Rating
from domain.errors import StaleVersion
from storage.link import Sealed, unless_taken
from storage.places import place_row, within
from storage.tables import case_entries, case_ratings, cases


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many open cases of a kind wait in a sub-district, and how many of them are late."""

    kind: Kind
    area: str
    count: int
    late: int


class Cases(Sealed):
    """Cases at the desk, and what was said in them."""

    async def add(self, case: Case) -> Case:
        """Store a new one."""
        row = {
            "kind": case.kind.value,
            "about": case.about,
            "account_id": case.account_id,
            "area": self._keys.seal_text(case.area, "cases.area"),
            **place_row(self._keys, cases, case.area),
            "opened_at": case.opened_at,
            "promised_by": case.promised_by,
            "version": case.version,
        }
        made = await unless_taken(self._link, insert(cases).returning(cases), row)
        return self._case(made.one())

    async def get(self, number: int) -> Case | None:
        """A case by its number."""
        row = (await self._link.execute(select(cases).where(cases.c.id == number))).first()
        return self._case(row) if row else None

    async def open_about(self, account_id: int, kind: Kind, about: int) -> Case | None:
        """The open case of an account about the same thing."""
        same = (cases.c.account_id == account_id) & (cases.c.kind == kind.value) & (cases.c.about == about)
        row = (await self._link.execute(select(cases).where(same, cases.c.outcome.is_(None)))).first()
        return self._case(row) if row else None

    async def replacing(self, permit_id: int) -> Case | None:
        """The open case about a new card for a permit, through whichever account it was opened."""
        row = (await self._link.execute(select(cases).where(_REPLACING, cases.c.about == permit_id))).first()
        return self._case(row) if row else None

    async def conflict_over(self, registration_id: int) -> Case | None:
        """The open case about reports that differ from a registration."""
        row = (await self._link.execute(select(cases).where(_CONFLICT, cases.c.about == registration_id))).first()
        return self._case(row) if row else None

    async def of_account(self, account_id: int, limit: int) -> list[Case]:
        """The newest cases of an account."""
        found = await self._link.execute(
            select(cases).where(cases.c.account_id == account_id).order_by(cases.c.id.desc()).limit(limit)
        )
        return [self._case(row) for row in found]

    async def decided(self, account_id: int, filing_id: int) -> list[Case]:
        """The cases in which an application was decided on, oldest first."""
        same = (cases.c.account_id == account_id) & (cases.c.kind == Kind.APPLICATION.value)
        of = select(cases).where(same, cases.c.about == filing_id, cases.c.outcome.is_not(None)).order_by(cases.c.id)
        return [self._case(row) for row in await self._link.execute(of)]

    async def held_by(self, staff_id: int) -> tuple[Case, ...]:
        """The open cases that somebody works on."""
        found = await self._link.execute(_QUEUE.where(cases.c.taken_by == staff_id))
        return tuple(self._case(row) for row in found)

    async def waiting(self, area: str, limit: int, offset: int = 0) -> list[Case]:
        """Open cases of an area, the one whose promise runs out first on top."""
        found = await self._link.execute(_QUEUE.where(self._within(area)).limit(limit).offset(offset))
        return [self._case(row) for row in found]

    async def counts(self, area: str, now: datetime) -> list[Waiting]:
        """How many are open in an area, by kind and sub-district."""
        late = func.count().filter(cases.c.promised_by < now)
        found = await self._link.execute(
            select(cases.c.kind, func.min(cases.c.id).label("one"), func.count().label("all"), late.label("late"))
            .where(cases.c.outcome.is_(None), self._within(area))
            .group_by(cases.c.kind, cases.c.area_index)
        )
        counted = found.all()
        of = select(cases.c.id, cases.c.area).where(cases.c.id.in_([row.one for row in counted]))
        areas = {row.id: self._keys.open_text(row.area, "cases.area") for row in await self._link.execute(of)}
        waiting = [Waiting(Kind(row.kind), areas[row.one], row.all, row.late) for row in counted]
        return sorted(waiting, key=lambda one: (one.kind, one.area))

    async def save(self, case: Case) -> None:
        """Store the next version; StaleVersion if somebody else was faster."""
        done = await self._link.execute(
            update(cases)
            .where(cases.c.id == case.id, cases.c.version == case.version - 1)
            .values(
                taken_by=case.taken_by,
                outcome=case.outcome.value if case.outcome else None,
                closed_at=case.closed_at,
                version=case.version,
            )
        )
        if not done.rowcount:
            raise StaleVersion

    async def say(self, case: Case, entry: Entry) -> None:
        """Add an entry."""
        row = {
            "case_id": case.id,
            "author": entry.author.value,
            "staff_id": entry.staff_id,
            "words": self._keys.seal_text(entry.words, "case_entries.words"),
            "at": entry.at,
        }
        await self._link.execute(insert(case_entries), row)

    async def rate(self, case: Case, rating: Rating) -> None:
        """Keep what the person says of a closed case; the first word counts."""
        row = {"case_id": case.id, "speed": rating.speed, "manner": rating.manner, "promise": rating.promise}
        await self._link.execute(self._link.insert(case_ratings).on_conflict_do_nothing(), row)

    async def said(self, number: int) -> list[Entry]:
        """What was said in a case, oldest first."""
        found = await self._link.execute(
            select(case_entries).where(case_entries.c.case_id == number).order_by(case_entries.c.id)
        )
        return [
            Entry(Author(row.author), self._keys.open_text(row.words, "case_entries.words"), row.at, row.staff_id)
            for row in found
        ]

    def _within(self, area: str) -> ColumnElement[bool]:
        """Cases whose place the area covers."""
        return within(self._keys, cases, area)

    def _case(self, row: Row[Any]) -> Case:
        return Case(
            row.id,
            Kind(row.kind),
            row.about,
            row.account_id,
            self._keys.open_text(row.area, "cases.area"),
            row.opened_at,
            row.promised_by,
            row.taken_by,
            Outcome(row.outcome) if row.outcome else None,
            row.closed_at,
            row.version,
        )


_REPLACING = and_(cases.c.kind == literal_column("'replacement'"), cases.c.outcome.is_(None))
_CONFLICT = and_(cases.c.kind == literal_column("'conflict'"), cases.c.outcome.is_(None))
"""Written out, so that a prepared statement finds the partial index."""
_QUEUE = select(cases).where(cases.c.outcome.is_(None)).order_by(cases.c.promised_by, cases.c.id)
