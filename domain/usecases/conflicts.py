"""What the desk does about reports that differ from a registration: both versions side by side, nothing overwritten.

The officer finds out who is right. A report that is not true is set aside and counts no more; where the registration is
out of date its holder reports the change. Either way nothing differs any more, and the case ends by itself.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.audit import Act, Trace
from domain.cases import Case, Kind
from domain.errors import NoSuchReport, OwnCase, WrongKind
from domain.matching import Difference, Own, Report, match
from domain.people import Person
from domain.ports import UnitOfWork
from domain.registrations import Registration
from domain.staff import Right, Staff
from domain.usecases.desk import case_for
from domain.usecases.guarding import is_own
from domain.usecases.matching import rematch


@dataclass(frozen=True, slots=True)
class Version:
    """What somebody else reports, and in what it differs from the person's own word."""

    report: Report
    differs: frozenset[Difference]


@dataclass(frozen=True, slots=True)
class Versions:
    """The person's own word, and beside it every report that differs from it, oldest first."""

    person: Person
    own: Registration
    others: tuple[Version, ...]


async def versions_of(by: Staff, case: Case, uow: UnitOfWork) -> Versions:
    """Both sides of a conflict, for who may look at the case; the look is written down by what opens it. OwnCase for a
    staff member who made one of the reports: what the person told is not his to read."""
    if case.kind is not Kind.CONFLICT:
        raise WrongKind
    async with uow:
        own = await uow.registrations.get(case.about)
        person = await uow.people.get(own.person_id)
        told = await uow.tenancies.told_of(person.document)
        found = match(told, [Own(person.document.key, own)]).conflicts[own.id or 0]
        others = tuple(Version(one, found[one.tenancy.id or 0]) for one in told if one.tenancy.id in found)
        for one in others:
            if await is_own(by.account_id, one.report.reporter.account_id, uow):
                raise OwnCase
    return Versions(person, own, others)


async def set_aside(by: Staff, number: int, report_id: int, why: str, uow: UnitOfWork, now: datetime) -> Case:
    """A report is found to be untrue: it counts no more, until its reporter says something else. Its reporter is not
    told, for it would tell him what the person has registered. NoSuchReport for one that does not differ."""
    async with uow:
        case = await case_for(by, Right.DECIDE, number, uow)
        case.held_by(by)
        versions = await versions_of(by, case, uow)
        await uow.tenancies.lock(versions.person.document)
        found = next((one.report.tenancy for one in versions.others if one.report.tenancy.id == report_id), None)
        if found is None:
            raise NoSuchReport
        await uow.tenancies.save(found.put_aside())
        await uow.audit.add(Trace(Act.SET_ASIDE, now, by.id, case.id, case.account_id, why))
        await rematch(versions.person.document, uow, now)
        left = await uow.cases.get(number) or case
        await uow.commit()
    return left
