"""The registered people of a rehearsal, as far as the record goes: the day, the kind of home, the day of birth.

Nothing is written, no database, key or table is made, and nobody is kept: what is read is counted and let go.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from pathlib import Path

from asyncpg import PostgresError  # type: ignore[import-untyped]  # ships no types
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.forms.eligibility import facts_of, on_record
from bot.interview.form import Context
from bot.rehearsal import Tally
from bot.settings import BadSetting, Settings
from domain.facts import Employment, Facts, Guardians, Occupation
from domain.when import DAWN
from storage.census import Recorded
from storage.keyring import CannotOpen
from storage.stores import Store, StoreProblem, open_store
from storage.unit_of_work import SqlUnitOfWork

PAGE = 500
"""People read at a time: the one writer of a running house waits no longer than that takes."""


def ask_the_registered(settings: Settings, tallies: Sequence[Tally]) -> bool:
    """Ask everybody on record; False if there is no database yet, BadSetting if it cannot be used."""
    try:
        url = make_url(settings.database)
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
            return False
        if not settings.data_keys and not (settings.keys_dir / "data.json").exists():
            raise BadSetting("data_dir", f"there is a database, and no keys to it in {settings.keys_dir}")
        from bot.app import keys_of  # takes seconds: not for those who have no database

        asyncio.run(_ask(open_store(settings.database, keys_of(settings)), tallies))
    except CannotOpen:
        where = "data_keys" if settings.data_keys else "data_dir"
        raise BadSetting(where, "the keys do not open this database") from None
    except (SQLAlchemyError, PostgresError, StoreProblem, OSError) as error:
        kind = type(getattr(error, "orig", None) or error).__name__
        raise BadSetting(settings.database_from, f"the database there cannot be used ({kind})") from None
    return True


async def _ask(store: Store, tallies: Sequence[Tally]) -> None:
    try:
        async with aclosing(registered(store)) as pages:
            async for people in pages:
                for tally in tallies:
                    tally.ask(people)
    finally:
        await store.close()


async def registered(store: Store) -> AsyncGenerator[list[Facts]]:
    """Everybody with an active registration, a page at a time."""
    last = 0
    while page := await store.run(partial(_page, after=last)):
        yield [facts_on_record(one) for one in page]
        last = page[-1].id


async def _page(uow: SqlUnitOfWork, after: int) -> list[Recorded]:
    async with uow:
        return await uow.census.page(after, PAGE)


def facts_on_record(one: Recorded) -> Facts:
    """What the eligibility form knows of somebody before it asks."""
    return facts_of(on_record(Context(one.registered_on, known={"registration": one, "person": one})))


def at_best(facts: Facts) -> Facts:
    """The same person with the best in everything that no record holds: an insured employee of long standing, who is
    grown up unless his document says otherwise, or else the child of such people."""
    work = Employment(10**6, True, Occupation.EMPLOYEE, DAWN, True)
    return replace(facts, talent=False, born=facts.born or DAWN, employment=work, guardians=Guardians(True, 10**6))
