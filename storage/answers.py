"""Answers about the permit and facts corrected by the desk, both sealed whole: what somebody earns his living by, where
he lives and who his parents are stands in them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.answers import Answer, Correction, as_paths
from domain.eligibility import Verdict
from domain.facts import FACTS, Fact, Facts, Kind, of_paths
from storage.link import Sealed
from storage.tables import answers, corrections


class Answers(Sealed):
    """What accounts were told about the permit."""

    async def add(self, answer: Answer, now: datetime) -> Answer:
        """Keep an answer."""
        row = {
            "account_id": answer.account_id,
            "asked_on": answer.on,
            "edition": answer.edition,
            "told": self._keys.seal_json(_told(answer), "answers.told"),
            "given_at": now,
        }
        made = await self._link.execute(insert(answers).returning(answers), row)
        return self._answer(made.one())

    async def get(self, answer_id: int, account_id: int) -> Answer | None:
        """An answer of this account."""
        mine = (answers.c.id == answer_id) & (answers.c.account_id == account_id)
        row = (await self._link.execute(select(answers).where(mine))).first()
        return self._answer(row) if row else None

    async def last_of(self, account_id: int) -> Answer | None:
        """The newest answer of an account."""
        newest = await self.of_account(account_id, 1)
        return newest[0] if newest else None

    async def of_account(self, account_id: int, limit: int) -> list[Answer]:
        """The newest answers of an account, newest first."""
        found = await self._link.execute(
            select(answers).where(answers.c.account_id == account_id).order_by(answers.c.id.desc()).limit(limit)
        )
        return [self._answer(row) for row in found]

    def _answer(self, row: Row[Any]) -> Answer:
        told = self._keys.open_json(row.told, "answers.told")
        earliest = told["earliest"]
        return Answer(
            row.id,
            row.account_id,
            row.asked_on,
            row.edition,
            facts_from(told["facts"]),
            Verdict(told["verdict"]),
            date.fromisoformat(earliest) if earliest else None,
        )


class Corrections(Sealed):
    """Facts as the desk has found them."""

    async def add(self, correction: Correction, account_id: int) -> None:
        """Keep a correction."""
        path = correction.fact.path
        found = {"fact": path, "value": _plain(correction.value), "reason": correction.reason}
        row = {
            "account_id": account_id,
            "case_id": correction.case_id,
            "staff_id": correction.staff_id,
            "fact_index": self._index(path),
            "found": self._keys.seal_json(found, "corrections.found"),
            "found_on": correction.on,
            "void": 0,
        }
        await self._link.execute(insert(corrections), row)

    async def of_account(self, account_id: int) -> tuple[Correction, ...]:
        """Those that no report of the person has made void, oldest first."""
        found = await self._link.execute(
            select(corrections)
            .where(corrections.c.account_id == account_id, corrections.c.void == 0)
            .order_by(corrections.c.id)
        )
        opened = ((row, self._keys.open_json(row.found, "corrections.found")) for row in found)
        return tuple(_correction(row, told) for row, told in opened if told["fact"] in FACTS)

    async def make_void(self, accounts: Collection[int], paths: Collection[str]) -> None:
        """The person's record has changed: what was corrected of these facts counts no longer for his accounts."""
        old = corrections.c.account_id.in_(tuple(accounts)) & corrections.c.fact_index.in_(
            [self._index(path) for path in paths]
        )
        await self._link.execute(update(corrections).where(old).values(void=1))

    def _index(self, path: str) -> bytes:
        return self._keys.index(path, "corrections.fact")


def _correction(row: Row[Any], found: Mapping[str, Any]) -> Correction:
    fact = FACTS[found["fact"]]
    return Correction(fact, _value(fact, found["value"]), found["reason"], row.found_on, row.case_id, row.staff_id)


def _told(answer: Answer) -> dict[str, Any]:
    return {"facts": facts_told(answer.facts), "verdict": answer.verdict.value, "earliest": _plain(answer.earliest)}


def _plain(value: Any) -> Any:
    """A value of a fact as JSON keeps it; a choice is a string already."""
    return value.isoformat() if isinstance(value, date) else value


def facts_told(facts: Facts) -> dict[str, Any]:
    """The known facts as JSON keeps them."""
    return {path: _plain(value) for path, value in as_paths(facts).items()}


def facts_from(told: Mapping[str, Any]) -> Facts:
    """Kept facts; one that the rules no longer know is left out."""
    return of_paths({path: _value(FACTS[path], value) for path, value in told.items() if path in FACTS})


def _value(fact: Fact, kept: Any) -> Any:
    if kept is None or kept is False or fact.kind in (Kind.YES_NO, Kind.MONTHS):
        return kept
    return fact.choices(kept) if fact.choices else date.fromisoformat(kept)
