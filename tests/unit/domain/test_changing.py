"""An old card told of, corrected, taken off, ended by the IC card; and its one reminder (R3.5, R3.5a, R5.5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from domain.errors import HoldsPermit, NoOldCard, NotRegistered
from domain.oldcards import OldKind
from domain.reminders import Matter, Reminder, State
from domain.usecases.changing import (
    Told,
    changed_by,
    end_old_card,
    has_no_old_card,
    old_card_of,
    reconcile_old_cards,
    tell_old_card,
)
from domain.usecases.deciding import issue_card
from tests.unit.domain.applied import ME, STRANGER, accepted, begun, issued, officer, refused, resident
from tests.unit.domain.making import NOW, TODAY
from tests.unit.domain.memory import MemoryUnitOfWork

UNTIL = date(2027, 3, 1)
WARNED = date(2027, 1, 30)
SECOND = 2
"""Another chat of the same person."""


@pytest.fixture
def uow() -> MemoryUnitOfWork:
    return MemoryUnitOfWork()


async def told(uow: MemoryUnitOfWork, until: date = UNTIL, account: int = ME, now: datetime = NOW) -> Told:
    return await tell_old_card(account, OldKind.TEMPORARY, until, uow, now)


def promised(uow: MemoryUnitOfWork) -> list[tuple[int, date, int]]:
    """What is to come: for which chat, on which day, in which cycle."""
    waiting = [one for one in uow.rows.promises.values() if one.state is State.WAITING]
    return [(one.account_id, one.promise.on, one.promise.cycle) for one in waiting]


async def was_sent(uow: MemoryUnitOfWork) -> None:
    await uow.promises.sent(list(uow.rows.promises))


async def test_what_is_told_is_kept_and_reminded_of_thirty_days_before(uow: MemoryUnitOfWork) -> None:
    await resident(uow)

    card, reminder = await told(uow)

    assert (card.kind, card.valid_until, card.ended_on) == (OldKind.TEMPORARY, UNTIL, None)
    assert await old_card_of(ME, uow) == card
    assert isinstance(reminder, Reminder)
    assert reminder.about == {"kind": "temporary", "valid_until": "2027-03-01"}
    assert promised(uow) == [(ME, WARNED, 0)]


@pytest.mark.parametrize(
    ("until", "days"),
    [
        pytest.param(TODAY + timedelta(days=31), 1, id="reminded tomorrow"),
        pytest.param(TODAY + timedelta(days=30), 0, id="reminded today"),
        pytest.param(TODAY + timedelta(days=29), None, id="the day was yesterday"),
        pytest.param(TODAY, None, id="last day"),
        pytest.param(TODAY - timedelta(days=1), None, id="expired"),
        pytest.param(date(2017, 6, 30), None, id="the history of 2017"),
    ],
)
async def test_no_day_that_has_passed_is_promised(uow: MemoryUnitOfWork, until: date, days: int | None) -> None:
    """R3.5a."""
    await resident(uow)

    await told(uow, until)

    assert promised(uow) == ([] if days is None else [(ME, TODAY + timedelta(days=days), 0)])


async def test_told_twice_it_is_one_card_and_one_reminder(uow: MemoryUnitOfWork) -> None:
    await resident(uow)
    first, _ = await told(uow)

    assert (await told(uow)).card == first
    assert promised(uow) == [(ME, WARNED, 0)]


async def test_corrected_the_reminder_moves_with_it(uow: MemoryUnitOfWork) -> None:
    await resident(uow)
    await told(uow)

    card, _ = await told(uow, date(2027, 6, 30))

    assert (card.valid_until, card.version, len(uow.rows.old_cards)) == (date(2027, 6, 30), 2, 1)
    assert promised(uow) == [(ME, date(2027, 5, 31), 0)]
    await told(uow, TODAY - timedelta(days=1))
    assert promised(uow) == []


async def test_told_in_another_chat_it_is_reminded_of_there_alone(uow: MemoryUnitOfWork) -> None:
    done = await resident(uow)
    await uow.people.link(SECOND, done.person.id or 0, None)
    await told(uow)

    await told(uow, account=SECOND)

    assert promised(uow) == [(SECOND, WARNED, 0)]


@pytest.mark.parametrize(
    ("until", "coming"),
    [
        pytest.param(UNTIL, [], id="same day"),
        pytest.param(date(2027, 6, 30), [(ME, date(2027, 5, 31), 1)], id="another day"),
    ],
)
async def test_who_was_reminded_is_reminded_again_only_of_another_day(
    uow: MemoryUnitOfWork, until: date, coming: list[object]
) -> None:
    await resident(uow)
    await told(uow)
    await was_sent(uow)

    await told(uow, until, now=datetime.combine(WARNED, NOW.timetz()))

    assert promised(uow) == coming


async def test_who_has_none_after_all_is_not_reminded(uow: MemoryUnitOfWork) -> None:
    await resident(uow)
    await told(uow)

    await has_no_old_card(ME, uow)

    assert (uow.rows.old_cards, promised(uow)) == ({}, [])
    with refused(NoOldCard, uow):
        await has_no_old_card(ME, uow)


async def test_only_somebody_on_record_without_the_ic_card_tells_of_one(uow: MemoryUnitOfWork) -> None:
    done = await resident(uow)
    with refused(NotRegistered, uow):
        await told(uow, account=STRANGER)
    await issued(uow, done.person.id or 0)

    with refused(HoldsPermit, uow):
        await told(uow)


@pytest.mark.parametrize(
    ("until", "changes"),
    [pytest.param(TODAY, True, id="last day"), pytest.param(TODAY - timedelta(days=1), False, id="expired")],
)
async def test_an_application_is_a_change_while_the_card_is_valid(
    uow: MemoryUnitOfWork, until: date, changes: bool
) -> None:
    await resident(uow)
    card, _ = await told(uow, until)
    filing = await begun(uow)

    assert await changed_by(filing, uow) == (card if changes else None)


async def test_without_an_old_card_an_application_is_a_first_one(uow: MemoryUnitOfWork) -> None:
    await resident(uow)
    filing = await begun(uow)
    assert await changed_by(filing, uow) is None

    card, _ = await told(uow)
    assert await changed_by(filing, uow) == card
    await has_no_old_card(ME, uow)
    assert await changed_by(filing, uow) is None


async def test_the_ic_card_ends_the_old_one_and_its_reminder(uow: MemoryUnitOfWork) -> None:
    by = await officer(uow)
    number = await accepted(uow, by)
    await told(uow)

    done, _ = await issue_card(by, number, "330106A1", TODAY, uow, NOW)

    assert [one.ended_on for one in uow.rows.old_cards.values()] == [TODAY]
    assert await old_card_of(ME, uow) is None
    assert not [one for one in await uow.promises.waiting(ME) if one.promise.matter is Matter.OLD_CARD]
    assert await changed_by(done.filing, uow) == uow.rows.old_cards[1]
    with refused(NoOldCard, uow):
        await has_no_old_card(ME, uow)


async def test_other_reminders_stay(uow: MemoryUnitOfWork) -> None:
    done = await resident(uow)
    await told(uow)
    other = next(iter(uow.rows.promises.values()))
    ripe = Reminder(ME, type(other.promise)(UNTIL, Matter.RIPENING, other.promise.step), other.due, {})
    await uow.promises.promise([ripe])

    await end_old_card(done.person.id or 0, uow, TODAY)

    assert promised(uow) == [(ME, UNTIL, 0)]


async def test_a_night_promises_what_is_missing_or_of_another_day(uow: MemoryUnitOfWork) -> None:
    await resident(uow)
    card, _ = await told(uow)
    uow.rows.promises.clear()

    assert await reconcile_old_cards(0, 10, uow, NOW) == (None, 1)
    assert promised(uow) == [(ME, WARNED, 0)]
    assert await reconcile_old_cards(0, 1, uow, NOW) == (card.id, 0)
    assert await reconcile_old_cards(card.id or 0, 1, uow, NOW) == (None, 0)

    await uow.old_cards.save(card.told(card.kind, UNTIL + timedelta(days=1)))
    assert await reconcile_old_cards(0, 10, uow, NOW) == (None, 1)
    assert promised(uow) == [(ME, WARNED + timedelta(days=1), 0)]


async def test_a_night_brings_nothing_back_that_was_cancelled_told_or_is_over(uow: MemoryUnitOfWork) -> None:
    await resident(uow)
    await told(uow)
    await uow.promises.withdraw(list(uow.rows.promises))

    assert await reconcile_old_cards(0, 10, uow, NOW) == (None, 0)
    uow.rows.promises.clear()
    assert await reconcile_old_cards(0, 10, uow, NOW.replace(year=2027, month=2)) == (None, 0), "its day has passed"
    uow.rows.links.clear()
    assert await reconcile_old_cards(0, 10, uow, NOW) == (None, 0), "he is in no chat"
    await end_old_card(1, uow, TODAY)
    assert await reconcile_old_cards(0, 10, uow, NOW) == (None, 0)
    assert promised(uow) == []
