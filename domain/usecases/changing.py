"""An old card on its way to the IC card (R3.5, R5.5): told of, corrected, there after all none, ended by the new card.

That an application changes an old card follows from the card and is stored nowhere else. The reminder is promised,
moved and withdrawn in the unit of work in which its cause happens.
"""

from datetime import date, datetime
from typing import NamedTuple

from domain.errors import HoldsPermit, NoOldCard, NotRegistered
from domain.filings import Filing
from domain.oldcards import OldCard, OldKind
from domain.ports import UnitOfWork
from domain.reminders import Matter, Reminder, State, due, old_card, to_come

EDITION = 1
"""Of what `reconcile_old_cards` asks for: raised whenever it would ask for something else of the same record."""


class Told(NamedTuple):
    """The card as it is on record now, and the reminder that was promised, if its day is to come."""

    card: OldCard
    reminder: Reminder | None


async def tell_old_card(account_id: int, kind: OldKind, valid_until: date, uow: UnitOfWork, now: datetime) -> Told:
    """Tell of an old card, or correct what was told. NotRegistered for who is not on record, HoldsPermit for who has
    the IC card already."""
    async with uow:
        person = await uow.people.of_account(account_id)
        if person is None or person.id is None:
            raise NotRegistered
        if await uow.permits.of_person(person.id) is not None:
            raise HoldsPermit
        known = await _living(person.id, uow)
        if known is None:
            card = await uow.old_cards.add(OldCard(None, person.id, kind, valid_until))
        else:
            card = known
            if (known.kind, known.valid_until) != (kind, valid_until):
                card = known.told(kind, valid_until)
                await uow.old_cards.save(card)
        reminder = await _promised(account_id, card, uow, now)
        await uow.commit()
    return Told(card, reminder)


async def has_no_old_card(account_id: int, uow: UnitOfWork) -> OldCard:
    """The person has none after all; NoOldCard if he has told of none."""
    async with uow:
        card = await old_card_of(account_id, uow)
        if card is None:
            raise NoOldCard
        await uow.old_cards.remove(card)
        await _stop(card.person_id, uow)
        await uow.commit()
    return card


async def old_card_of(account_id: int, uow: UnitOfWork) -> OldCard | None:
    """The old card of the person whom the account stands for, until it has ended."""
    async with uow:
        person = await uow.people.of_account(account_id)
        return await _living(person.id, uow) if person and person.id else None


async def changed_by(filing: Filing, uow: UnitOfWork) -> OldCard | None:
    """The old card that an application changes for the IC card; None if it is a first application."""
    async with uow:
        card = await uow.old_cards.latest_of(filing.person_id)
    return card if card is not None and card.is_changed_by(filing.opened_on) else None


async def end_old_card(person_id: int, uow: UnitOfWork, on: date) -> None:
    """The IC card is there: the old one ends, and nobody is reminded of it."""
    async with uow:
        card = await _living(person_id, uow)
        if card is not None:
            await uow.old_cards.save(card.ended(on))
            await _stop(person_id, uow)
        await uow.commit()


async def reconcile_old_cards(after: int, limit: int, uow: UnitOfWork, now: datetime) -> tuple[int | None, int]:
    """Hold the next old cards against what their holders wait for, and promise what is missing or is of another day;
    what was withdrawn stays so, it may be he himself who does not want it. Gives the id to go on behind, None at the
    end, and how many were amiss."""
    amiss = 0
    async with uow:
        cards = await uow.old_cards.living(after, limit)
        people = [card.person_id for card in cards]
        planned = await uow.promises.planned(people, Matter.OLD_CARD, now.date())
        there = {(one.person_id, one.promise.on) for one in planned}
        for card in cards:
            coming = to_come(old_card(card.valid_until), now.date())
            if coming and (card.person_id, coming[0].on) not in there:
                amiss += await _promised_again(card, uow, now)
        await uow.commit()
    return cards[-1].id if len(cards) == limit else None, amiss


async def _promised_again(card: OldCard, uow: UnitOfWork, now: datetime) -> bool:
    """Promise the reminder of a card in the first chat of its holder; False if he is told in none."""
    accounts = await uow.people.accounts_of(card.person_id)
    return bool(accounts) and await _promised(accounts[0], card, uow, now) is not None


async def _living(person_id: int, uow: UnitOfWork) -> OldCard | None:
    card = await uow.old_cards.latest_of(person_id)
    return card if card is not None and card.ended_on is None else None


async def _promised(account_id: int, card: OldCard, uow: UnitOfWork, now: datetime) -> Reminder | None:
    """The one reminder of a card, in the chat in which it was told last. One whose day has passed is not given (R3.5a),
    and who was reminded already is reminded again only of another day."""
    await _stop(card.person_id, uow)
    latest = await uow.promises.latest(account_id, Matter.OLD_CARD)
    sent = latest is not None and latest.state is State.SENT
    cycle = latest.promise.cycle + sent if latest else 0
    coming = to_come(old_card(card.valid_until, cycle), now.date())
    if not coming or (latest and sent and latest.promise.on == coming[0].on):
        return None
    about = {"kind": card.kind.value, "valid_until": card.valid_until.isoformat()}
    reminder = Reminder(account_id, coming[0], due(coming[0].on, now), about, card.person_id)
    await uow.promises.promise([reminder])
    return reminder


async def _stop(person_id: int, uow: UnitOfWork) -> None:
    """Withdraw what was promised of an old card, in whichever chat of the person."""
    for account_id in await uow.people.accounts_of(person_id):
        waiting = await uow.promises.waiting(account_id)
        mine = [one.id for one in waiting if one.promise.matter is Matter.OLD_CARD and one.id is not None]
        await uow.promises.withdraw(mine)
