"""Messages on their way: who claims them, in which order, for how long, and what becomes of those that fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from storage.chats import SHUT, Account, Said
from storage.keyring import KeyRing
from storage.outbox import DOUBT, LEASE, OF_ONE_CHAT, Claimed
from storage.stores import Store, open_store
from tests.integration.storage.helping import commit, look
from tests.unit.domain.making import NOW

SECOND = timedelta(seconds=1)
ANSWER, REMINDER = Said({"text": "answer"}, True), Said({"text": "reminder"}, True, reminds=True)


@pytest.fixture
async def workers(database: str, keys: KeyRing) -> AsyncIterator[tuple[Store, Store]]:
    """Two processes that bring messages from the same database."""
    async with AsyncExitStack() as stack:
        both = [open_store(database, keys, name) for name in ("first", "second")]
        for one in both:
            stack.push_async_callback(one.close)
        yield both[0], both[1]


async def chat(store: Store, name: str = "1", channel: str = "test") -> Account:
    return await commit(store, lambda uow: uow.accounts.take(channel, name, "zh", NOW))


async def stored(store: Store, to: Account, *said: Said) -> list[int]:
    return await commit(store, lambda uow: uow.messages.add(to.id, said, NOW))


async def claim(store: Store, after: float = 0, limit: int = 100, rate: float | None = None) -> list[int]:
    return [one.id for one in (await claimed(store, after, limit, rate)).waiting]


async def claimed(store: Store, after: float = 0, limit: int = 100, rate: float | None = None) -> Claimed:
    now = NOW + timedelta(seconds=after)
    return await commit(store, lambda uow: uow.outbox.claim("test", now, limit, rate))


async def fail(store: Store, number: int, again_after: float, *, perhaps: bool = False) -> None:
    again = NOW + timedelta(seconds=again_after)
    await commit(store, lambda uow: uow.outbox.failed(number, again, perhaps=perhaps))


async def arrive(store: Store, numbers: Sequence[int]) -> None:
    await commit(store, lambda uow: uow.outbox.delivered([(one, None) for one in numbers], NOW))


async def test_an_answer_is_its_own_process_s_until_the_claim_runs_out(workers: tuple[Store, Store]) -> None:
    first, second = workers
    [answer] = await stored(first, await chat(first), ANSWER)

    assert await claim(second) == []
    assert await claim(first) == [], "it is being brought already"
    assert await claim(second, LEASE.total_seconds()) == []
    assert await claim(second, LEASE.total_seconds() + 1) == [answer]


async def test_a_reminder_waits_for_anybody_and_is_claimed_once(workers: tuple[Store, Store]) -> None:
    first, second = workers
    [reminder] = await stored(first, await chat(first), REMINDER)

    assert await claim(second) == [reminder]
    assert await claim(first) == []


async def test_two_who_claim_at_once_share_the_chats(workers: tuple[Store, Store]) -> None:
    expected = []
    for number in range(60):
        expected += await stored(workers[0], await chat(workers[0], str(number)), REMINDER, REMINDER)

    looks = await asyncio.gather(*(claimed(workers[turn % 2], limit=20) for turn in range(12)))
    holders: dict[int, set[int]] = {}
    for turn, found in enumerate(looks):
        for one in found.waiting:
            holders.setdefault(one.account_id, set()).add(turn % 2)
    late = [number for turn in range(12) for number in await claim(workers[turn % 2], limit=20)]

    assert sorted([one.id for found in looks for one in found.waiting] + late) == expected
    assert {len(who) for who in holders.values()} == {1}, "a chat's messages are brought by one process"


async def test_in_a_chat_answers_go_before_reminders_and_both_in_order(store: Store) -> None:
    mine, other = await chat(store), await chat(store, "2")
    one, two, three = await stored(store, mine, REMINDER, ANSWER, ANSWER)
    [four] = await stored(store, other, ANSWER)

    assert await claim(store) == [two, three, four, one]


async def test_a_chat_that_waits_for_its_next_try_waits_as_a_whole(workers: tuple[Store, Store]) -> None:
    store, _ = workers
    first, second = await stored(store, await chat(store), ANSWER, ANSWER)
    await fail(store, first, 10)
    await commit(store, lambda uow: uow.outbox.release([second]))

    assert await claim(store, 9) == []
    assert await claim(store, 10) == [first, second]


async def test_a_failed_try_is_counted(store: Store) -> None:
    mine = await chat(store)
    [number] = await stored(store, mine, ANSWER)

    await fail(store, number, 10)

    found = await look(store, lambda uow: uow.messages.get(mine.id, number))
    assert found is not None
    assert found.attempts == 1


async def test_one_chat_to_which_much_is_to_be_said_does_not_hide_another(store: Store) -> None:
    first = await stored(store, await chat(store), *[ANSWER] * 300)
    [other] = await stored(store, await chat(store, "2"), ANSWER)

    assert await claim(store) == [*first[:OF_ONE_CHAT], other]


async def test_messages_of_another_channel_are_left_alone(store: Store) -> None:
    await stored(store, await chat(store, channel="web"), ANSWER)
    assert await claim(store) == []


async def test_reminders_take_their_places_in_the_pace_of_the_messenger(workers: tuple[Store, Store]) -> None:
    for number in range(100):
        await stored(workers[0], await chat(workers[0], str(number)), REMINDER)

    places = [one.at for one in (await claimed(workers[0], rate=10)).waiting]
    assert places == [NOW + 0.1 * turn * SECOND for turn in range(20)]
    assert await claim(workers[1], rate=10) == [], "the next two seconds are taken, whoever asks"
    later = (await claimed(workers[1], 1, rate=10)).waiting
    assert [one.at for one in later] == [NOW + 2 * SECOND + 0.1 * turn * SECOND for turn in range(10)]


async def test_answers_that_were_sent_leave_less_to_the_reminders_and_wait_for_nothing(store: Store) -> None:
    for number in range(100):
        await stored(store, await chat(store, str(number)), REMINDER)
    await claim(store, rate=10)
    await commit(store, lambda uow: uow.outbox.spent("test", 8, 10, NOW))
    [answer] = await stored(store, await chat(store, "new"), ANSWER)

    found = await claim(store, 1, rate=10)
    assert found[0] == answer
    assert len(found) == 3, "of ten places eight are taken by answers"


async def test_two_chats_that_are_told_to_wait_mean_that_the_whole_bot_has_to(workers: tuple[Store, Store]) -> None:
    first, second = workers
    [one, other] = [(await stored(first, await chat(first, name), REMINDER))[0] for name in ("1", "2")]
    assert await claim(first, rate=10) == [one, other]
    until = NOW + 5 * SECOND

    assert await commit(first, lambda uow: uow.outbox.flooded("test", "1", until, NOW)) is None
    assert await commit(first, lambda uow: uow.outbox.flooded("test", "1", until, NOW)) is None
    assert await commit(second, lambda uow: uow.outbox.flooded("test", "2", NOW + SECOND, NOW)) == until

    assert await commit(first, lambda uow: uow.outbox.begin([other], NOW)) == set(), "nor does one who has claimed"
    await commit(first, lambda uow: uow.outbox.release([one, other]))
    assert await claimed(second, rate=10) == Claimed((), until)
    assert await claim(second, 5, rate=10) == [one, other]


async def test_who_begins_must_still_hold_the_claim(workers: tuple[Store, Store]) -> None:
    first, second = workers
    [reminder] = await stored(first, await chat(first), REMINDER)
    await claim(first)

    assert await commit(second, lambda uow: uow.outbox.begin([reminder], NOW)) == set()
    assert await commit(first, lambda uow: uow.outbox.begin([reminder], NOW)) == {reminder}
    assert await commit(first, lambda uow: uow.outbox.begin([reminder], NOW + LEASE + SECOND)) == set()


@pytest.mark.parametrize("perhaps", [True, False])
async def test_a_try_that_was_begun_is_open_until_it_is_known_to_have_failed(
    workers: tuple[Store, Store], perhaps: bool
) -> None:
    first, second = workers
    [reminder] = await stored(first, await chat(first), REMINDER)
    await claim(first)
    await commit(first, lambda uow: uow.outbox.begin([reminder], NOW))

    await fail(first, reminder, 10, perhaps=perhaps)

    [again] = (await claimed(second, DOUBT.total_seconds() + 1)).waiting
    assert again.perhaps is perhaps


async def test_what_perhaps_has_arrived_rests_and_lets_others_go_first_whoever_brings_it(
    workers: tuple[Store, Store],
) -> None:
    first, _ = workers
    mine, other = await chat(first), await chat(first, "2")
    [begun] = await stored(first, mine, REMINDER)
    await claim(first)
    await commit(first, lambda uow: uow.outbox.begin([begun], NOW))
    [fresh] = await stored(first, other, REMINDER)
    [answer] = await stored(first, mine, ANSWER)
    await commit(first, lambda uow: uow.outbox.release_all())

    assert await claim(first, 1) == [answer, fresh], "an answer does not wait for it"
    await arrive(first, [answer])

    assert await claim(first, DOUBT.total_seconds()) == []
    assert await claim(first, DOUBT.total_seconds() + 1) == [begun]


async def test_what_a_dead_process_held_is_its_successor_s_at_once(workers: tuple[Store, Store]) -> None:
    first, second = workers
    [answer] = await stored(first, await chat(first), ANSWER)

    await commit(second, lambda uow: uow.outbox.release_all())
    assert await claim(second) == [], "it is somebody else's"
    await commit(first, lambda uow: uow.outbox.release_all())
    assert await claim(first) == [answer]


async def test_a_shut_chat_opens_when_its_person_writes_and_gets_what_it_missed(store: Store) -> None:
    mine = await chat(store)
    missed, refused, waits = await stored(store, mine, ANSWER, ANSWER, ANSWER)
    await commit(store, lambda uow: uow.outbox.shut(mine.id, NOW))
    await commit(store, lambda uow: uow.outbox.give_up(missed, SHUT, NOW))
    await commit(store, lambda uow: uow.outbox.give_up(refused, "TelegramBadRequest", NOW))
    assert [(one.id, one.shut) for one in (await claimed(store)).waiting] == [(waits, True)]
    await arrive(store, [waits])

    async def writes(uow) -> None:
        account = await uow.accounts.take("test", "1", "zh", NOW)
        assert account.shut
        await uow.accounts.save(account.with_state({}, "zh"))

    await commit(store, writes)

    assert not (await chat(store)).shut
    assert await claim(store) == [missed]


async def test_dead_letters_are_counted_by_kind_and_can_be_put_back(store: Store) -> None:
    mine = await chat(store)
    one, two, three, _ = await stored(store, mine, ANSWER, ANSWER, ANSWER, REMINDER)
    await commit(store, lambda uow: uow.outbox.shut(mine.id, NOW))
    for number, error in ((one, SHUT), (two, SHUT), (three, "ValueError")):
        await commit(store, lambda uow, n=number, e=error: uow.outbox.give_up(n, e, NOW + n * SECOND))

    dead = await look(store, lambda uow: uow.outbox.dead_letters())
    assert [(one.error, one.count) for one in dead] == [(SHUT, 2), ("ValueError", 1)]
    assert dead[0].since == NOW + one * SECOND
    standing = await look(store, lambda uow: uow.outbox.standing(NOW + SECOND))
    assert (standing.due, standing.oldest, standing.dead) == ({"reminder": 1}, NOW, dead)

    assert await commit(store, lambda uow: uow.outbox.put_back()) == 3
    assert (await claim(store))[:3] == [one, two, three]
    assert not (await chat(store)).shut


async def test_a_reminder_that_goes_elsewhere_is_claimed_for_that_chat(store: Store) -> None:
    mine, other = await chat(store), await chat(store, "2")
    [reminder] = await stored(store, mine, REMINDER)

    await commit(store, lambda uow: uow.outbox.redirect(reminder, other.id))

    assert [(one.id, one.chat) for one in (await claimed(store)).waiting] == [(reminder, "2")]


async def test_a_withdrawn_message_is_gone(store: Store) -> None:
    [reminder] = await stored(store, await chat(store), REMINDER)
    await commit(store, lambda uow: uow.outbox.withdraw(reminder))
    assert await claim(store) == []


async def test_noting_no_arrivals_does_nothing(store: Store) -> None:
    await arrive(store, [])
