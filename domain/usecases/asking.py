"""Speaking with a person: a question to the desk, and what its asker says of the answer afterwards."""

from datetime import datetime

from domain.cases import Author, Case, Entry, Kind, Rating
from domain.errors import NoSuchCase
from domain.ports import UnitOfWork


async def ask(account_id: int, words: str, area: str, promised_by: datetime, uow: UnitOfWork, now: datetime) -> Case:
    """Put a question to the desk; who has one open adds his words to it."""
    async with uow:
        case = await uow.cases.open_about(account_id, Kind.QUESTION, account_id)
        if case is None:
            case = await uow.cases.add(Case(None, Kind.QUESTION, account_id, account_id, area, now, promised_by))
        await uow.cases.say(case, Entry(Author.PERSON, words, now))
        await uow.commit()
    return case


async def rate(account_id: int, number: int, rating: Rating, uow: UnitOfWork) -> None:
    """Say how a closed case went, once; the first word counts. NoSuchCase for one that is not his or not closed."""
    async with uow:
        case = await uow.cases.get(number)
        if case is None or case.account_id != account_id or case.is_open:
            raise NoSuchCase
        await uow.cases.rate(case, rating)
        await uow.commit()
