"""Applications on file and permits that were issued.

At most one open application and one living permit a person, by constraint. What an application stands on (facts,
notices, reasons) is sealed whole; card numbers are sealed and found by their keyed hash.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain.applications import Application, Notice, Stage
from domain.cards import CardState, Permit
from domain.errors import NumberTaken, StaleVersion
from domain.filings import OPEN, Filing, Page
from domain.ways import Way
from storage.answers import facts_from, facts_told
from storage.link import Sealed, is_duplicate, unless_taken
from storage.tables import filing_pages, filings, permit_visits, permits


class Filings(Sealed):
    """Applications on file."""

    async def add(self, filing: Filing) -> Filing:
        """Store a new one; StaleVersion if the person has an open one."""
        row = self._row(filing) | {
            "person_id": filing.person_id,
            "opened_on": filing.opened_on,
        }
        made = await unless_taken(self._link, insert(filings).returning(filings), row)
        return self._filing(made.one(), ())

    async def get(self, filing_id: int) -> Filing | None:
        """An application by its id."""
        return await self._one(filings.c.id == filing_id)

    async def open_of(self, person_id: int) -> Filing | None:
        """The application of a person that has not ended."""
        return await self._one((filings.c.person_id == person_id) & filings.c.stage.in_(_OPEN))

    async def latest_of(self, person_id: int) -> Filing | None:
        """The newest application of a person, whatever became of it."""
        return await self._one(filings.c.person_id == person_id)

    async def save(self, filing: Filing) -> None:
        """Store the next version with its pages; StaleVersion if somebody else was faster."""
        present = (filings.c.id == filing.id) & (filings.c.version == filing.version - 1)
        done = await self._link.execute(update(filings).where(present).values(self._row(filing)))
        if not done.rowcount:
            raise StaleVersion
        known = await self._pages(filing.id or 0)
        gone = [page.file for page in known if page not in filing.pages]
        if gone:
            mine = filing_pages.c.filing_id == filing.id
            await self._link.execute(delete(filing_pages).where(mine, filing_pages.c.file.in_(gone)))
        new = [page for page in filing.pages if page not in known]
        rows = [{"filing_id": filing.id, "file": page.file, "material": page.material} for page in new]
        if rows:
            await self._link.execute(insert(filing_pages), rows)

    async def naming(self, files: Collection[str]) -> set[str]:
        """Of some ids of files those that a page is kept in."""
        found = await self._link.execute(select(filing_pages.c.file).where(filing_pages.c.file.in_(files)))
        return set(found.scalars())

    async def _one(self, condition: ColumnElement[bool]) -> Filing | None:
        found = await self._link.execute(select(filings).where(condition).order_by(filings.c.id.desc()).limit(1))
        row = found.first()
        return self._filing(row, await self._pages(row.id)) if row else None

    async def _pages(self, filing_id: int) -> tuple[Page, ...]:
        found = await self._link.execute(
            select(filing_pages).where(filing_pages.c.filing_id == filing_id).order_by(filing_pages.c.id)
        )
        return tuple(Page(row.file, row.material) for row in found)

    def _row(self, filing: Filing) -> dict[str, Any]:
        one = filing.application
        told = {
            "facts": facts_told(filing.facts),
            "provided": sorted(one.provided),
            "notices": [_notice(notice) for notice in one.notices],
            "reasons": list(one.reasons),
        }
        return {
            "account_id": filing.account_id,
            "way": one.way.value,
            "stage": one.stage.value,
            "since": one.since,
            "special": int(one.special),
            "told": self._keys.seal_json(told, "filings.told"),
            "version": filing.version,
        }

    def _filing(self, row: Row[Any], pages: tuple[Page, ...]) -> Filing:
        told = self._keys.open_json(row.told, "filings.told")
        application = Application(
            way=Way(row.way),
            stage=Stage(row.stage),
            provided=frozenset(told["provided"]),
            notices=tuple(_notice_from(one) for one in told["notices"]),
            reasons=tuple(told["reasons"]),
            since=row.since,
            special=bool(row.special),
        )
        facts = facts_from(told["facts"])
        return Filing(row.id, row.account_id, row.person_id, row.opened_on, application, facts, pages, row.version)


_OPEN = sorted(stage.value for stage in OPEN)


def _notice(notice: Notice) -> dict[str, Any]:
    parts = {"missing": notice.missing, "provided": notice.provided, "required": notice.required}
    return {"on": notice.on.isoformat(), **{name: sorted(value) for name, value in parts.items()}}


def _notice_from(told: dict[str, Any]) -> Notice:
    parts = (frozenset(told[name]) for name in ("missing", "provided", "required"))
    return Notice(date.fromisoformat(told["on"]), *parts)


class Permits(Sealed):
    """Permits that were issued, with the visits to the desk."""

    async def add(self, permit: Permit) -> Permit:
        """Store a new one; NumberTaken if another has its number, StaleVersion if the person has one already."""
        row = self._row(permit) | {
            "person_id": permit.person_id,
            "issued": permit.issued,
            "registered": permit.registered,
        }
        made = await self._written(insert(permits).returning(permits), row)
        return self._permit(made.one(), ())

    async def of_person(self, person_id: int) -> Permit | None:
        """The permit of a person that has not ended."""
        return await self._one((permits.c.person_id == person_id) & (permits.c.card != CardState.ENDED.value))

    async def get(self, permit_id: int) -> Permit | None:
        """A permit by its id."""
        return await self._one(permits.c.id == permit_id)

    async def save(self, permit: Permit) -> None:
        """Store the next version; StaleVersion if somebody else was faster, NumberTaken for a number in use."""
        present = (permits.c.id == permit.id) & (permits.c.version == permit.version - 1)
        done = await self._written(update(permits).where(present), self._row(permit))
        if not done.rowcount:
            raise StaleVersion

    async def visited(self, permit: Permit, on: date, staff_id: int) -> None:
        """Write down a visit."""
        row = {"permit_id": permit.id, "visited_on": on, "staff_id": staff_id}
        await self._link.execute(insert(permit_visits), row)

    async def _written(self, statement: Any, row: dict[str, Any]) -> Any:
        try:
            return await self._link.execute(statement.values(row))
        except IntegrityError as error:
            if not is_duplicate(error):
                raise
            raise (NumberTaken if "number" in str(error.orig) else StaleVersion) from None

    async def _one(self, condition: ColumnElement[bool]) -> Permit | None:
        row = (await self._link.execute(select(permits).where(condition).order_by(permits.c.id.desc()))).first()
        if row is None:
            return None
        visits = await self._link.execute(
            select(permit_visits.c.visited_on).where(permit_visits.c.permit_id == row.id).order_by(permit_visits.c.id)
        )
        return self._permit(row, tuple(visits.scalars()))

    def _row(self, permit: Permit) -> dict[str, Any]:
        return {
            "number": self._keys.seal_text(permit.number, "permits.number"),
            "number_index": self._keys.index(permit.number, "permits.number"),
            "card": permit.card.value,
            "version": permit.version,
        }

    def _permit(self, row: Row[Any], visits: tuple[date, ...]) -> Permit:
        number = self._keys.open_text(row.number, "permits.number")
        card = CardState(row.card)
        return Permit(row.id, row.person_id, number, row.issued, row.registered, visits, card, row.version)
