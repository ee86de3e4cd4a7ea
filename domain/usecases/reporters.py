"""Becoming a reporter (R1.8), and what the desk does about one: it confirms or blocks him, which is written down."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.audit import Act, Trace
from domain.errors import NoSuchReporter, OwnCase, ReporterBlocked
from domain.ports import UnitOfWork
from domain.reporters import Reporter, Role, State
from domain.staff import Right, Staff
from domain.usecases.guarding import is_own
from domain.usecases.matching import rematch


@dataclass(frozen=True, slots=True)
class BecomeReporter:
    """What somebody tells of himself in a role; `area` as in `Reporter`."""

    account_id: int
    role: Role
    name: str
    phone: str
    credit_code: str | None
    area: str


async def become_reporter(order: BecomeReporter, uow: UnitOfWork, now: datetime) -> Reporter:
    """Take a role, or correct what was told of oneself in it; told again it is the same. NoCreditCode for an
    organisation without one."""
    async with uow:
        known = await uow.reporters.of_account(order.account_id, order.role)
        told = order.name, order.phone, order.credit_code, order.area
        if known is None:
            reporter = await uow.reporters.add(Reporter(None, order.account_id, order.role, *told, now))
        elif (known.name, known.phone, known.credit_code, known.area) == told:
            return known
        else:
            reporter = known.told(*told)
            await uow.reporters.save(reporter)
        await uow.commit()
    return reporter


async def acting(account_id: int, role: Role, uow: UnitOfWork) -> Reporter:
    """The account in a role, about to report; NoSuchReporter without the role, ReporterBlocked where the desk has ended
    that."""
    reporter = await uow.reporters.of_account(account_id, role)
    if reporter is None:
        raise NoSuchReporter
    if reporter.state is State.BLOCKED:
        raise ReporterBlocked
    return reporter


async def confirm_reporter(by: Staff, reporter_id: int, uow: UnitOfWork, now: datetime) -> Reporter:
    """The desk has seen who he is; also lifts a block."""
    return await _judge(by, reporter_id, State.CONFIRMED, Trace(Act.CONFIRMED_REPORTER, now, by.id), uow, now)


async def block_reporter(by: Staff, reporter_id: int, why: str, uow: UnitOfWork, now: datetime) -> Reporter:
    """He reports nothing any more, and what he has reported does not count."""
    return await _judge(by, reporter_id, State.BLOCKED, Trace(Act.BLOCKED_REPORTER, now, by.id, why=why), uow, now)


async def _judge(by: Staff, reporter_id: int, state: State, trace: Trace, uow: UnitOfWork, now: datetime) -> Reporter:
    """NoSuchReporter also where he is another area's; the same judgement again is none. What he has reported counts or
    does not count from now on."""
    by.must(Right.DECIDE)
    async with uow:
        known = await uow.reporters.get(reporter_id)
        if known is None or not by.covers(known.area):
            raise NoSuchReporter
        if await is_own(by.account_id, known.account_id, uow):
            raise OwnCase
        if known.state is state:
            return known
        judged = known.judged(state)
        await uow.reporters.save(judged)
        await uow.audit.add(replace(trace, account_id=known.account_id))
        told = [one.tenant.document for one in await uow.tenancies.open_of(reporter_id)]
        await uow.tenancies.lock(*told)
        for document in told:
            await rematch(document, uow, now)
        await uow.commit()
    return judged
