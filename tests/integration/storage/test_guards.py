"""Counted attempts and proofs (T-01, T-02): free tries, growing waits, spent codes, and many tries at once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from storage.guards import FIRST_WAIT, FORGOTTEN_AFTER, FREE_TRIES, LONGEST_WAIT, PROOF_LIFE, PROOF_TRIES
from storage.stores import Store
from tests.integration.storage.helping import account, commit, count, look, registered
from tests.unit.domain.making import NOW

SECOND = timedelta(seconds=1)
NONE = timedelta()


async def _try(store: Store, now: datetime, subject: str = "code:1") -> timedelta:
    return await commit(store, lambda uow: uow.attempts.take(subject, now))


async def test_five_tries_are_free_and_the_sixth_waits(store: Store) -> None:
    assert [await _try(store, NOW) for _ in range(FREE_TRIES)] == [NONE] * 5

    assert await _try(store, NOW) == FIRST_WAIT
    assert await _try(store, NOW + FIRST_WAIT - SECOND) == SECOND
    assert await _try(store, NOW + FIRST_WAIT) == NONE


async def test_each_further_try_doubles_the_wait_up_to_the_longest(store: Store) -> None:
    now, waits = NOW, []
    for _ in range(FREE_TRIES):
        await _try(store, now)
    for _ in range(14):
        waits.append(await _try(store, now))
        now += waits[-1]
        assert await _try(store, now) == NONE

    assert waits[:5] == [FIRST_WAIT * 2**n for n in range(5)]
    assert waits[-1] == waits[-2] == LONGEST_WAIT


async def test_a_try_made_while_waiting_makes_the_wait_no_longer(store: Store) -> None:
    for _ in range(FREE_TRIES):
        await _try(store, NOW)

    assert [await _try(store, NOW) for _ in range(20)] == [FIRST_WAIT] * 20


async def test_tries_are_forgotten_after_a_day_of_silence_and_not_before(store: Store) -> None:
    async def spent(subject: str) -> None:
        for _ in range(FREE_TRIES):
            await _try(store, NOW, subject)

    free_again = NOW + FIRST_WAIT
    await spent("early")
    await spent("late")

    assert await _try(store, free_again + FORGOTTEN_AFTER, "early") == NONE
    assert await _try(store, free_again + FORGOTTEN_AFTER, "early") == 2 * FIRST_WAIT
    later = free_again + FORGOTTEN_AFTER + SECOND
    assert [await _try(store, later, "late") for _ in range(FREE_TRIES)] == [NONE] * 5


async def test_subjects_are_counted_apart(store: Store) -> None:
    for _ in range(FREE_TRIES):
        await _try(store, NOW)

    assert await _try(store, NOW, "code:2") == NONE


async def test_tries_at_once_are_all_counted(store: Store) -> None:
    waits = await asyncio.gather(*(_try(store, NOW) for _ in range(32)))

    assert waits.count(NONE) == FREE_TRIES
    assert await count(store, "attempts") == 1


async def test_an_undone_try_was_not_made(store: Store) -> None:
    for _ in range(10):
        assert await look(store, lambda uow: uow.attempts.take("code:1", NOW)) == NONE


async def _check(store: Store, account_id: int, code: str, now: datetime = NOW) -> int | None:
    return await commit(store, lambda uow: uow.proofs.check(account_id, code, now))


async def _started(store: Store, *, known: bool = True) -> tuple[int, int | None]:
    """An account that proves to be the person of another account, and that person."""
    _, done = await registered(store)
    mine = await account(store, "2")
    person = done.person.id if known else None
    await commit(store, lambda uow: uow.proofs.start(mine.id, person, "123456", NOW))
    return mine.id, person


async def test_the_right_code_proves_once(store: Store) -> None:
    mine, person = await _started(store)

    assert await _check(store, mine, "123456") == person
    assert await _check(store, mine, "123456") is None


@pytest.mark.parametrize(("spent", "proves"), [(PROOF_TRIES - 1, True), (PROOF_TRIES, False)])
async def test_a_code_may_be_mistyped_four_times(store: Store, spent: int, proves: bool) -> None:
    mine, person = await _started(store)

    for number in range(spent):
        assert await _check(store, mine, f"00000{number}") is None

    assert await _check(store, mine, "123456") == (person if proves else None)


@pytest.mark.parametrize(
    ("after", "proves"),
    [
        pytest.param(PROOF_LIFE - SECOND, True, id="second before"),
        pytest.param(PROOF_LIFE, False, id="on the boundary"),
    ],
)
async def test_a_code_lives_ten_minutes(store: Store, after: timedelta, proves: bool) -> None:
    mine, person = await _started(store)

    assert await _check(store, mine, "123456", NOW + after) == (person if proves else None)


async def test_the_code_of_nobody_proves_nothing_and_spends_tries_like_any_other(store: Store) -> None:
    mine, _ = await _started(store, known=False)

    assert [await _check(store, mine, "123456") for _ in range(PROOF_TRIES + 1)] == [None] * (PROOF_TRIES + 1)
    assert await count(store, "proofs") == 1


async def test_a_new_code_takes_the_place_of_the_old_one(store: Store) -> None:
    mine, person = await _started(store)

    await commit(store, lambda uow: uow.proofs.start(mine, person, "654321", NOW))

    assert await _check(store, mine, "123456") is None
    assert await _check(store, mine, "654321") == person


async def test_the_code_of_another_account_proves_nothing(store: Store) -> None:
    mine, person = await _started(store)
    stranger = await account(store, "3")

    assert await _check(store, stranger.id, "123456") is None
    assert await _check(store, mine, "123456") == person


async def test_wrong_codes_tried_at_once_all_count(store: Store) -> None:
    mine, _ = await _started(store)

    await asyncio.gather(*(_check(store, mine, f"{number:06d}") for number in range(16)))

    assert await _check(store, mine, "123456") is None


async def test_a_right_code_tried_at_once_proves_once(store: Store) -> None:
    mine, person = await _started(store)

    told = await asyncio.gather(*(_check(store, mine, "123456") for _ in range(4)))

    assert sorted(told, key=str) == sorted([person, None, None, None], key=str)


async def test_proofs_begun_at_once_leave_one(store: Store) -> None:
    mine, person = await _started(store)

    await asyncio.gather(
        *(commit(store, lambda uow, n=n: uow.proofs.start(mine, person, f"{n:06d}", NOW)) for n in range(8))
    )

    assert await count(store, "proofs") == 1
