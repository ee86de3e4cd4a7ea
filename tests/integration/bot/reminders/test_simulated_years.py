"""Three years of many lives on a real database: what was told is what an independent reading of the rules expects.

Lives are invented with fixed dice (`lives.py`): permits, endorsements in time, late and never, leaving and coming back,
a move, a new card, a second chat, what was begun and not finished, reminders put off, left alone, switched off and on;
the house sleeps for days now and then, and loses a promise that a night puts right. `ANJU_TEST_LIVES` says how many
lives there are on SQLite, where 4,000 take 107 s on two busy cores; the other database sees a tenth of them.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from datetime import date, datetime, time
from random import Random
from typing import Any

from sqlalchemy import delete, select

from bot import reminders
from bot.calm import Calm
from bot.clock import SHANGHAI
from domain.applications import Application, Stage
from domain.cards import CardState, Permit
from domain.facts import Facts
from domain.filings import Filing
from domain.people import DocumentKind, IdentityDocument
from domain.registrations import Changes, Dwelling
from domain.reminders import Matter, Step
from domain.usecases import planning
from domain.usecases.registering import Registered, register_residence, report_change, report_departure
from domain.ways import Way
from storage.stores import SqliteStore, Store
from storage.tables import messages, promises
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.reminders.lives import ALL_DAYS, BEGUN, DAY, Life, Told, invented, steps
from tests.integration.storage.helping import commit, look
from tests.unit.domain.making import ELSEWHERE, NOW, TODAY, fresh, order

LIVES = int(os.environ.get("ANJU_TEST_LIVES", "3000"))
AT_ONCE = 500
CALM = Calm()
NAMES = [Step.OPEN, Step.D14, Step.D7, Step.D3, Step.D1, Step.LAST_DAY, Step.SUSPENDED]
FORMS = {"registration": ("register", "arrived"), "change": ("change", "changed_on")}
SAYS = {
    "endorsement": r"居住证该签注了：最后一天 (\d+)年(\d+)月(\d+)日",
    "suspended": r"居住证从 (\d+)年(\d+)月(\d+)日.* 起停用了",
    "registration": r"居住登记还没办完.*最后一天是 (\d+)年(\d+)月(\d+)日",
    "change": r"变更还没报完.*最后一天是 (\d+)年(\d+)月(\d+)日",
}


def papers(number: int) -> IdentityDocument:
    return IdentityDocument(DocumentKind.PASSPORT, f"E{number:08d}")


async def born(uow: SqlUnitOfWork, dice: Random, number: int) -> Life:
    """Somebody who is registered, with two chats of which the second is not his yet."""
    chats = [await uow.accounts.take("web", f"{number}{of}", "zh", NOW) for of in "ab"]
    done = await register_residence(order(chats[0].id, document=papers(number)), uow, fresh(), NOW)
    assert isinstance(done, Registered)
    return invented(dice, number, (chats[0].id, chats[1].id), done.person.id or 0)


async def happens(uow: SqlUnitOfWork, life: Life, event: str, day: date) -> None:
    """An event, at noon."""
    noon, (what, _, told) = datetime.combine(day, time(12), SHANGHAI), event.partition(" ")
    own, person = life.chats[0], life.person
    if what == "issue":
        await uow.permits.add(Permit(None, person, f"3301{life.number:08d}", day, TODAY))
    elif what in ("visit", "card"):
        await _at_the_window(uow, life, what, day)
    elif what == "leave":
        await report_departure(own, day, uow, noon)
    elif what == "return":
        await register_residence(order(own, document=papers(life.number), arrived=day), uow, fresh(), noon)
        await _half_way(uow, own, "registration", None, noon)
    elif what == "move":
        home = Changes(day, address=ELSEWHERE, dwelling=Dwelling.RENTED)
        await report_change(own, home, uow, fresh(), noon)
    elif what == "chat":
        await uow.people.link(life.chats[1], person, None)
        over = Application(Way.HOUSING, Stage.COLLECTED, since=day)
        await uow.filings.add(Filing(None, life.chats[1], person, day, over, Facts()))
    elif what in ("mute", "unmute"):
        await _save(uow, life.chat, muted=["endorsement"] if what == "mute" else [])
    elif what == "snooze":
        await _put_off(uow, life, noon)
    elif what == "done":
        await planning.let_be(life.chat, life.last.year - life.issued.year, uow)
    else:
        verb, matter = what.split("_")
        await _half_way(uow, own, matter, date.fromisoformat(told) if verb == "begin" else None, noon)
    if what in ("issue", "visit", "unmute", "chat"):
        await planning.plan_endorsement(person, uow, noon)


async def _at_the_window(uow: SqlUnitOfWork, life: Life, what: str, day: date) -> None:
    permit = await uow.permits.of_person(life.person)
    assert permit
    if what == "visit":
        permit, _ = permit.visited(day)
        await uow.permits.save(permit)
        await uow.permits.visited(permit, day, 1)
    else:
        permit = permit.reported(CardState.LOST)
        await uow.permits.save(permit)
        await uow.permits.save(permit.replaced(f"9901{life.number:08d}"))


async def _half_way(uow: SqlUnitOfWork, account: int, matter: str, told: date | None, noon: datetime) -> None:
    """A form is left with an answer, or thrown away."""
    form, name = FORMS[matter]
    known = await uow.accounts.get(account)
    assert known
    drafts = {one: draft for one, draft in known.state.get("drafts", {}).items() if one != form}
    await _save(uow, account, drafts=drafts | ({form: {"answers": {name: told.isoformat()}}} if told else {}))
    await planning.plan_begun(account, Matter(matter), told, uow, noon)


async def _save(uow: SqlUnitOfWork, account: int, **state: Any) -> None:
    known = await uow.accounts.get(account)
    assert known
    await uow.accounts.save(known.with_state({**known.state, **state}, "zh"))


async def _put_off(uow: SqlUnitOfWork, life: Life, noon: datetime) -> None:
    """The button under the reminder that came last."""
    assert life.latest
    step, last, chat = life.latest
    row = promises.c
    mine = select(row.id).where(row.account_id == chat, row.matter == "endorsement")
    this = mine.where(row.step == NAMES[steps(last).index(step)].value, row.cycle == last.year - life.issued.year)
    number = (await uow._link.execute(this)).scalar_one()
    await planning.snooze(chat, number, uow, noon)


async def lost(uow: SqlUnitOfWork, dice: Random, lives: list[Life], day: date) -> int:
    """A fault loses a promise of some whose day is to come; of how many."""
    found = 0
    for life in dice.sample(lives, len(lives) // 20):
        coming = [step for step, (on, chat) in life.waiting.items() if on == step >= day and chat == life.chat]
        if coming:
            row, step = promises.c, dice.choice(coming)
            mine = (row.person_id == life.person) & (row.account_id == life.chat) & (row.day == step)
            await uow._link.execute(delete(promises).where(mine, row.state == "waiting"))
            found += 1
    return found


async def night(store: Store, dice: Random, lives: list[Life], day: date) -> None:
    """What is amiss is found, all of it and nothing else."""
    now = datetime.combine(day, time(3, 30), SHANGHAI)
    amiss, after = await commit(store, lambda uow: lost(uow, dice, lives, day)), 0
    while after is not None:
        after, more = await store.run(lambda uow, after=after: planning.reconcile(after, AT_ONCE, uow, now))  # type: ignore[misc]
        amiss -= more
    assert amiss == 0, day


async def morning(store: Store, day: date) -> None:
    """Everything that is due is settled."""
    nine = datetime.combine(day, time(9), SHANGHAI)
    while (await store.run(lambda uow: reminders.settle(uow, nine, nine, AT_ONCE, CALM))).claimed:
        continue


async def noon(store: Store, lives: list[Life], day: date) -> None:
    """What the day brings, in the store and in the expectation."""

    async def work(uow: SqlUnitOfWork) -> None:
        for life in lives:
            for event in life.events[day]:
                if life.possible(event, day):
                    await happens(uow, life, event, day)
                    life.live(event, day)

    if lives:
        await commit(store, work)


async def told(store: Store) -> list[Told]:
    """What is in the books: every reminder with the day on which it was told."""
    rows = await look(store, lambda uow: uow._link.execute(select(messages.c.account_id).distinct()))
    found = []
    for account in sorted(rows.scalars()):
        for one in await look(store, lambda uow, account=account: uow.messages.after(account, 0, 10_000)):  # type: ignore[misc]
            at = one.created_at.astimezone(SHANGHAI)
            assert 9 <= at.hour < 20
            found.append((account, at.date(), *_read(one.payload["text"], at.date())))
    return found


def _read(text: str, day: date) -> tuple[str, date, bool]:
    (matter, said), *_ = [(one, said) for one, words in SAYS.items() if (said := re.search(words, text))]
    named = date(*map(int, said.groups()))
    if matter == "suspended":
        return "endorsement", named - DAY, True
    return matter, named, day > named


async def test_three_years_of_lives_are_told_what_the_rules_say_and_nothing_else(store: Store) -> None:
    dice, lives = Random(20261201), list[Life]()
    many = LIVES if isinstance(store, SqliteStore) else LIVES // 10
    for first in range(1, many + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, many + 1))
        lives += await commit(store, lambda uow, these=numbers: _all_born(uow, dice, these))  # type: ignore[misc]
    happening: dict[date, list[Life]] = defaultdict(list)
    for life in lives:
        for day, events in life.events.items():
            happening[day] += [life] if events else []
    asleep = {day + days * DAY for day in dice.sample(ALL_DAYS, 25) for days in range(dice.randrange(1, 9))}
    expected: list[Told] = []
    for day in ALL_DAYS:
        if day not in asleep:
            if day.day == 7:
                await night(store, dice, lives, day)
            await morning(store, day)
            expected += [one for life in lives if life.next <= day for one in life.expect(day)]
        await noon(store, happening[day], day)

    found = await told(store)

    assert len(found) > 4 * many, "a year has seven days, and most lives see some"
    assert {matter for _, _, matter, _, _ in found} == {"endorsement", *BEGUN}
    assert sorted(set(expected) - set(found)) == [], "missing"
    assert sorted(set(found) - set(expected)) == [], "nobody asked for"
    assert len(found) == len(set(found)), "twice"


async def _all_born(uow: SqlUnitOfWork, dice: Random, numbers: range) -> list[Life]:
    return [await born(uow, dice, number) for number in numbers]
