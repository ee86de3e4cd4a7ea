"""Holding reports against registrations (R1.8): a pure function of what stands on file, whatever came first.

A report agrees with the registration of the same document at the same home, with a day of moving in that can be the
same move; an employer's with the place of service. Nothing is overwritten: what differs is told to the desk, both sides
as they are. Without a registration there is nothing to hold two landlords against each other with: their reports wait
for the person's own word.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from itertools import groupby

from domain.law import MATCH_DAYS
from domain.people import plain_forms
from domain.registrations import Registration
from domain.reporters import Reporter, Role
from domain.reporters import State as Standing
from domain.tenancies import State, Tenancy, Term

_DECOR = ("有限责任公司", "股份有限公司", "有限公司", "公司", "浙江省", "浙江", "杭州市", "杭州")
"""What a name of an organisation is written with or without."""


class Difference(StrEnum):
    """In what a report and a registration differ."""

    ADDRESS = "address"
    DATES = "dates"
    SERVICE_PLACE = "service_place"
    TWO_LANDLORDS = "two_landlords"
    """Two landlords say that they let the home to the person."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report with who made it."""

    tenancy: Tenancy
    reporter: Reporter


@dataclass(frozen=True, slots=True)
class Own:
    """A person's own active registration, by his document (`IdentityDocument.key`)."""

    document: str
    registration: Registration


@dataclass(frozen=True, slots=True)
class Matched:
    """Each report's state by its id; by the id of each registration which reports confirm it, and in what others differ
    from it."""

    states: Mapping[int, State] = field(default_factory=dict)
    confirmed: Mapping[int, frozenset[int]] = field(default_factory=dict)
    conflicts: Mapping[int, Mapping[int, frozenset[Difference]]] = field(default_factory=dict)


def match(reports: Iterable[Report], registrations: Iterable[Own]) -> Matched:
    """What follows from all that stands on file; at most one active registration a document (R1.7)."""
    owns = {one.document: one.registration for one in registrations}
    states: dict[int, State] = {}
    confirmed: dict[int, frozenset[int]] = {one.id or 0: frozenset() for one in owns.values()}
    conflicts: dict[int, Mapping[int, frozenset[Difference]]] = {one.id or 0: {} for one in owns.values()}
    for document, told in groupby(sorted(reports, key=_document), _document):
        closed = {}
        counting = []
        for one in told:
            state = _apart(one)
            if state is None:
                counting.append(one)
            else:
                closed[_id(one)] = state
        states |= closed
        own = owns.get(document)
        if own is None:
            states |= {_id(one): State.PENDING for one in counting}
            continue
        differing = _differing(counting, own)
        states |= {number: _state(found) for number, found in differing.items()}
        confirmed[own.id or 0] = frozenset(number for number, found in differing.items() if found == frozenset())
        conflicts[own.id or 0] = {number: found for number, found in differing.items() if found}
    return Matched(states, confirmed, conflicts)


def _document(one: Report) -> str:
    return one.tenancy.tenant.document.key


def _id(one: Report) -> int:
    return one.tenancy.id or 0


def _apart(one: Report) -> State | None:
    """The state of a report that is held against nothing."""
    if one.tenancy.withdrawn:
        return State.WITHDRAWN
    if one.tenancy.ended_on is not None:
        return State.ENDED
    if one.tenancy.set_aside or one.reporter.state is Standing.BLOCKED:
        return State.SET_ASIDE
    return None


def _state(differences: frozenset[Difference] | None) -> State:
    if differences is None:
        return State.PENDING
    return State.CONFLICTING if differences else State.CONFIRMED


def _differing(reports: Collection[Report], own: Registration) -> dict[int, frozenset[Difference] | None]:
    """In what each report differs from the registration, and from the word of another landlord of the same home."""
    found = {_id(one): _differences(one.tenancy, own) for one in reports}
    hosts = [one for one in reports if one.reporter.role is Role.LANDLORD and found[_id(one)] == frozenset()]
    agreed = [one for one in hosts if one.tenancy.agreed]
    if len({one.reporter.id for one in hosts}) > 1:
        rivals = [one for one in hosts if one not in agreed]
        found |= {_id(one): frozenset({Difference.TWO_LANDLORDS}) for one in rivals}
    return found


def _differences(report: Tenancy, own: Registration) -> frozenset[Difference] | None:
    """In what a report differs from a registration; None if the registration does not say."""
    if report.place.service_place is not None:
        if not own.service_place:
            return None
        same = _same_service_place(report.place.service_place, own.service_place)
        return frozenset() if same else frozenset({Difference.SERVICE_PLACE})
    found = set()
    if report.place.address is not None and report.place.address.key != own.address.key:
        found.add(Difference.ADDRESS)
    elif not _same_move(report.term, own):
        found.add(Difference.DATES)
    return frozenset(found)


def _same_move(term: Term, own: Registration) -> bool:
    """Whether the day of moving in that was reported can be the one of the registration."""
    first, last = own.moved_in_between
    apart = timedelta(days=MATCH_DAYS.on(own.registered_on))
    return first - apart <= term.since <= last + apart


def _same_service_place(one: str, other: str) -> bool:
    """Whether two names can be of one organisation: people shorten them."""
    short, long = sorted((_bare(one), _bare(other)), key=len)
    return len(short) > 1 and short in long


def _bare(name: str) -> str:
    text = "".join(plain_forms(name).split()).upper()
    bare = text
    for word in _DECOR:
        bare = bare.replace(word, "")
    return bare if len(bare) > 1 else text
