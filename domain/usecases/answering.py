"""Answering whether somebody may apply for the permit, so that the answer can be recomputed and appealed against."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.answers import Answer
from domain.cases import Author, Case, Entry, Kind
from domain.eligibility import assess
from domain.errors import NoSuchAnswer, NoSuchCase
from domain.facts import Facts
from domain.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Appeal:
    """An answer that somebody says is wrong: his words, where he lives (empty if not known), and by when the desk
    promises to have looked at it."""

    account_id: int
    answer_id: int
    words: str
    area: str
    promised_by: datetime


async def give_answer(account_id: int, facts: Facts, on: date, edition: str, uow: UnitOfWork, now: datetime) -> Answer:
    """Assess and keep the answer; the same question on the same day under the same rules is one answer."""
    found = assess(facts, on)
    answer = Answer(None, account_id, on, edition, facts, found.verdict, found.earliest)
    async with uow:
        last = await uow.answers.last_of(account_id)
        if last is not None and (last.on, last.edition, last.facts) == (on, edition, facts):
            return last
        stored = await uow.answers.add(answer, now)
        await uow.commit()
    return stored


async def appeal(order: Appeal, uow: UnitOfWork, now: datetime) -> Case:
    """Bring an answer before the desk. Who appeals again while the case is open adds his words to it."""
    async with uow:
        if await uow.answers.get(order.answer_id, order.account_id) is None:
            raise NoSuchAnswer
        case = await uow.cases.open_about(order.account_id, Kind.APPEAL, order.answer_id)
        if case is None:
            made = Case(None, Kind.APPEAL, order.answer_id, order.account_id, order.area, now, order.promised_by)
            case = await uow.cases.add(made)
        else:
            case = case.added_to()
            await uow.cases.save(case)
        await uow.cases.say(case, Entry(Author.PERSON, order.words, now))
        await uow.commit()
    return case


async def withdraw(account_id: int, number: int, uow: UnitOfWork, now: datetime) -> Case:
    """Take an appeal back; NoSuchCase for anybody else's or another kind, CaseClosed for one that has ended."""
    async with uow:
        case = await uow.cases.get(number)
        if case is None or case.kind is not Kind.APPEAL or case.account_id != account_id:
            raise NoSuchCase
        withdrawn = case.withdrawn(now)
        await uow.cases.save(withdrawn)
        await uow.commit()
    return withdrawn
