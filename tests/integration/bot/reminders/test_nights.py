"""The nightly look of the clockwork: what an earlier version or a fault left out is promised; the log gets a count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete
from structlog.testing import capture_logs

from bot import clockwork, rounds
from bot.clock import SHANGHAI, Clock
from bot.clockwork import Clockwork
from bot.rounds import ROUNDS
from domain.cards import Permit
from domain.oldcards import OldCard, OldKind
from storage.stores import Store
from storage.tables import promises
from tests.integration.storage.helping import commit, registered
from tests.unit.domain.making import TODAY, document

NIGHT = datetime(2027, 1, 4, 3, 30, tzinfo=SHANGHAI)


class Leader:
    """Leads or does not; nobody contests it."""

    def __init__(self, leads: bool = True) -> None:
        self.leads = leads

    async def hold(self) -> bool:
        return self.leads

    async def spares(self, now: datetime) -> bool:
        return False

    async def release(self) -> None:
        self.leads = False


def works(store: Store, leads: bool = True) -> Clockwork:
    return Clockwork(store, Clock(NIGHT), Leader(leads), breath=0)  # type: ignore[arg-type]


async def older(store: Store, holders: int = 5) -> list[int]:
    """Holders of permits and one of an old card, from a version that promised nothing; their accounts."""
    mine = [await registered(store, f"{number}", document=document(number)) for number in range(1, holders + 2)]
    for number, (_, done) in enumerate(mine[:-1]):
        permit = Permit(None, done.person.id or 0, f"330106A{number}", date(2026, 3, 15), TODAY)
        await commit(store, lambda uow, permit=permit: uow.permits.add(permit))  # type: ignore[misc]
    card = OldCard(None, mine[-1][1].person.id or 0, OldKind.TEMPORARY, date(2027, 9, 1))
    await commit(store, lambda uow: uow.old_cards.add(card))
    return [account.id for account, _ in mine]


async def waiting(store: Store, accounts: list[int]) -> list[int]:
    """How many reminders each of them waits for."""
    return [len(await commit(store, lambda uow, of=one: uow.promises.waiting(of))) for one in accounts]  # type: ignore[misc]


async def test_a_night_goes_through_all_permits_and_old_cards(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "LOOKED_AT", 2)
    accounts = await older(store)

    with capture_logs() as logs:
        await works(store).reconcile()
        await works(store).reconcile()

    assert await waiting(store, accounts) == [7, 7, 7, 7, 7, 1]
    told = [one for one in logs if one["event"] == "reminders_were_missing"]
    assert told == [{"event": "reminders_were_missing", "log_level": "warning", "count": 6}], "once, and a count alone"


async def test_who_does_not_lead_looks_at_nothing(store: Store) -> None:
    accounts = await older(store)

    await works(store, leads=False).reconcile()

    assert await waiting(store, accounts) == [0] * 6


async def test_a_start_looks_soon_and_then_every_night_at_half_past_three(store: Store) -> None:
    night, start = (works(store)._scheduler.get_job(name) for name in ("reconcile", "catch_up"))

    assert str(night.trigger) == "cron[hour='3', minute='30']"
    assert night.trigger.get_next_fire_time(None, NIGHT) == NIGHT
    assert (start.next_run_time - datetime.now(SHANGHAI)).total_seconds() < 20


async def test_a_start_goes_through_everything_once_for_each_edition_of_the_rules(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = await older(store)
    await works(store).catch_up()
    assert await waiting(store, accounts) == [7, 7, 7, 7, 7, 1]

    await forget(store)
    await works(store).catch_up()
    assert await waiting(store, accounts) == [0] * 6, "it has been gone through"

    monkeypatch.setattr(clockwork, "ROUNDS", tuple(replace(one, edition=2) for one in ROUNDS))
    await works(store).catch_up()
    assert await waiting(store, accounts) == [7, 7, 7, 7, 7, 1]


async def test_a_round_that_was_broken_off_goes_on_where_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "LOOKED_AT", 2)
    accounts = await older(store)
    await store.run(lambda uow: rounds.batch(ROUNDS[0], uow, NIGHT))
    assert await waiting(store, accounts) == [7, 7, 0, 0, 0, 0]
    await forget(store)

    await works(store).catch_up()
    assert await waiting(store, accounts) == [0, 0, 7, 7, 7, 1], "the first two come next"

    await works(store).reconcile()
    assert await waiting(store, accounts) == [7, 7, 7, 7, 7, 1]


async def test_a_night_that_is_over_leaves_the_rest_to_the_next(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clockwork, "NIGHT_LASTS", timedelta())
    accounts = await older(store)

    await works(store).reconcile()

    assert await waiting(store, accounts) == [0] * 6


async def forget(store: Store) -> None:
    """A fault loses everything that waits."""
    await commit(store, lambda uow: uow._link.execute(delete(promises)))


async def test_a_night_that_fails_is_told_and_names_nobody(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await older(store, 1)
    monkeypatch.setattr(rounds, "LOOKED_AT", "two")

    with capture_logs() as logs:
        await works(store).reconcile()

    (failed,) = [one for one in logs if one["log_level"] == "error"]
    assert failed["event"] == "reconcile_failed"
    assert set(failed) == {"event", "log_level", "error"}
