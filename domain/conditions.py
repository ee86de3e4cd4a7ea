"""The conditions of the residence permit (二(一)2, 二(一)3), each declared once with its clause and the facts it reads.

A condition says from which day on it holds, at best and at worst for what is not known (`domain.when`). It registers
itself: one that is declared twice, without a clause or without facts complains at import. How conditions make up the
three ways to a permit stands in `domain.eligibility`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from domain.clauses import Clause, clause
from domain.days import add_months, first_of_month, months_apart
from domain.facts import FACTS, Fact, Facts, Home, Occupation, Stage
from domain.law import ADULT_YEARS, HALF_YEAR, INSURED_MONTHS, LEASE_MONTHS, STUDY_MONTHS, WORK_MONTHS, Dated
from domain.when import DAWN, FAILS, HOLDS, KNOWN, NEVER, OPEN, When, complete, either

Holding: TypeAlias = Callable[[Facts, date], When]


NO_OCCUPATION, NO_HOME, NO_SCHOOL = Occupation.NONE, Home.NONE, Stage.NONE


class Cure(StrEnum):
    """What makes an unmet condition met."""

    TIME = "time"
    """Nothing but waiting, while everything stays as it is."""
    ACT = "act"
    """The person does something: registers, insures himself, signs."""
    PROOF = "proof"
    """The person, the landlord or an office provides a paper or an entry."""
    OTHER_HOME = "other_home"
    """Only another dwelling, or this one put right by its owner."""


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """A condition held against the facts: met (True), not met (False) or unknown (None)."""

    condition: "Condition"
    holds: bool | None

    @property
    def id(self) -> str:
        """The condition's id."""
        return self.condition.id

    @property
    def clause(self) -> Clause:
        """The clause that carries it."""
        return self.condition.clause


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """One condition: `when` is the rule, `limits` the dated values of the law in it.

    `swing` says for one unknown fact how far it alone can move the condition, where that is not all the way.
    """

    id: str
    mark: str
    facts: tuple[Fact, ...]
    cure: Cure
    when: Holding
    limits: tuple[Dated[int], ...] = ()
    swing: Mapping[str, Holding] = field(default_factory=dict)
    met: Finding = field(init=False)
    unmet: Finding = field(init=False)
    unknown: Finding = field(init=False)

    def __post_init__(self) -> None:
        clause(self.mark)
        if not self.facts:
            raise ValueError(f"{self.id} reads no fact")
        for name, holds in (("met", True), ("unmet", False), ("unknown", None)):
            object.__setattr__(self, name, Finding(self, holds))

    @property
    def clause(self) -> Clause:
        """The clause that carries it."""
        return clause(self.mark)

    def moved_by(self, fact: Fact, facts: Facts, on: date) -> When:
        """How far this one unknown fact can move the condition."""
        return self.swing.get(fact.path, self.when)(facts, on)


new = tuple.__new__
"""Makes a NamedTuple of fields in their order, at a third of what its own constructor costs: a verdict has a dozen."""

Unmet: TypeAlias = tuple[Condition, When]
"""A condition that does not surely hold yet, with when it does."""


Held: TypeAlias = tuple[list[Finding], list[Unmet], date, date]
"""Conditions held against the facts: each finding, the unmet, and from when all hold, at best and at worst."""


def hold(conditions: tuple[Condition, ...], facts: Facts, on: date) -> Held:
    """Hold conditions that are asked together against the facts: of their days the latest count."""
    findings, unmet, best, worst = [], [], DAWN, DAWN
    for condition in conditions:
        when = condition.when(facts, on)
        at_best, at_worst = when
        if at_worst <= on:
            findings.append(condition.met)
            continue
        findings.append(condition.unmet if at_best > on else condition.unknown)
        unmet.append((condition, when))
        if at_best > best:
            best = at_best
        if at_worst > worst:
            worst = at_worst
    return findings, unmet, best, worst


CONDITIONS: dict[str, Condition] = {}
"""Every condition by its id, in the order of the law."""


def condition(
    id: str,
    mark: str,
    reads: str,
    cure: Cure,
    limits: tuple[Dated[int], ...] = (),
    swing: Mapping[str, Holding] | None = None,
) -> Callable[[Holding], Condition]:
    """Declare the condition whose rule the decorated function is; `reads` are paths of facts."""

    def declare(rule: Holding) -> Condition:
        if id in CONDITIONS:
            raise ValueError(f"{id} is declared twice")
        made = Condition(id, mark, tuple(FACTS[path] for path in reads.split()), cure, rule, limits, swing or {})
        CONDITIONS[id] = made
        return made

    return declare


# ---- for everybody: half a year (二(一)2) ----


@condition("half_year", "二(一)2", "registered_on resided_continuously", Cure.TIME, (HALF_YEAR,))
def half_year(facts: Facts, on: date) -> When:
    """Registered, and resident without a break since, for half a year; time before registration does not count."""
    registered, unbroken = facts.registered_on, facts.resided_continuously
    if registered is False or unbroken is False:
        return FAILS
    if registered is None:
        return OPEN
    half = complete(registered, HALF_YEAR.on(on), on)
    return half if unbroken else (half[0], NEVER)


# ---- under sixteen (二(一)3) ----


def _sixteen(facts: Facts, on: date) -> When:
    """The sixteenth birthday."""
    return complete(facts.born, 12 * ADULT_YEARS.on(on), on)


@condition("guardians_permits", "二(一)3", "born guardians.hold_permits", Cure.PROOF, (ADULT_YEARS,))
def guardians_permits(facts: Facts, on: date) -> When:
    """Both parents or other guardians hold a permit, or the applicant is sixteen."""
    return either(_sixteen(facts, on), KNOWN[facts.guardians.hold_permits])


@condition("guardians_insurance", "二(一)3", "born guardians.insured_months", Cure.TIME, (ADULT_YEARS, INSURED_MONTHS))
def guardians_insurance(facts: Facts, on: date) -> When:
    """The guardians are insured for twelve months without a break, or the applicant is sixteen."""
    months = facts.guardians.insured_months
    insured = OPEN if months is None else _months_run(months, on) if months else FAILS
    return either(_sixteen(facts, on), insured)


# ---- lawful, stable employment (二(一)2(1)) ----


def _months_run(months: int, on: date) -> When:
    """Twelve months are complete in the month that brings the twelfth, from its first day."""
    missing = INSURED_MONTHS.on(on) - months
    if missing <= 0:
        return HOLDS
    twelfth = first_of_month(on, missing)
    return twelfth, twelfth


def _any_number_of_months(facts: Facts, on: date) -> When:
    """How far the number of months alone can move it: from complete to none yet."""
    return DAWN, first_of_month(on, INSURED_MONTHS.on(on))


@condition(
    "insured_12_months",
    "二(一)2(1)",
    "employment.insured_months employment.insured_this_month",
    Cure.TIME,
    (INSURED_MONTHS,),
    {"employment.insured_months": _any_number_of_months},
)
def insured_12_months(facts: Facts, on: date) -> When:
    """Insured for twelve months without a break or back-payment; the months run while this one is insured."""
    months, now = facts.employment.insured_months, facts.employment.insured_this_month
    run = _any_number_of_months(facts, on) if months is None else _months_run(months, on)
    if now or run is HOLDS:
        return run
    return (run[0], NEVER) if now is None or months is None else FAILS


@condition("insured_this_month", "二(一)2(1)", "employment.insured_this_month", Cure.ACT)
def insured_this_month(facts: Facts, on: date) -> When:
    """Insured in the month of the application."""
    return KNOWN[facts.employment.insured_this_month]


@condition("occupation", "二(一)2(1)", "employment.path", Cure.ACT)
def occupation(facts: Facts, on: date) -> When:
    """One of the five ways of working."""
    path = facts.employment.path
    return OPEN if path is None else FAILS if path is NO_OCCUPATION else HOLDS


@condition("worked_12_months", "二(一)2(1)", "employment.since", Cure.TIME, (WORK_MONTHS,))
def worked_12_months(facts: Facts, on: date) -> When:
    """Worked, in business or on the land for twelve months without a break."""
    return complete(facts.employment.since, WORK_MONTHS.on(on), on)


@condition("labour_contract", "二(一)2(1)", "employment.labour_contract", Cure.PROOF)
def labour_contract(facts: Facts, on: date) -> When:
    """An employee has a labour contract."""
    return KNOWN[facts.employment.labour_contract]


# ---- lawful, stable dwelling (二(一)2(2)) ----


@condition("dwelling", "二(一)2(2)", "housing.kind", Cure.OTHER_HOME)
def dwelling(facts: Facts, on: date) -> When:
    """Lives in a home of his own or in a rented one."""
    kind = facts.housing.kind
    return OPEN if kind is None else FAILS if kind is NO_HOME else HOLDS


@condition("title_proof", "二(一)2(2)", "housing.title_proof", Cure.PROOF)
def title_proof(facts: Facts, on: date) -> When:
    """The proof of ownership or of the right to use is at hand; for a rented home the landlord's."""
    return KNOWN[facts.housing.title_proof]


@condition("lawful_title", "二(一)2(2)", "housing.lawful_title", Cure.OTHER_HOME)
def lawful_title(facts: Facts, on: date) -> When:
    """The rented house has lawful ownership or the right to use a homestead."""
    return KNOWN[facts.housing.lawful_title]


@condition("meets_safety_rules", "二(一)2(2)", "housing.meets_safety_rules", Cure.OTHER_HOME)
def meets_safety_rules(facts: Facts, on: date) -> When:
    """The rented house meets the city's rules on the safety of let homes (市政府令第287号)."""
    return KNOWN[facts.housing.meets_safety_rules]


@condition("registered_for_rent", "二(一)2(2)", "housing.registered_for_rent", Cure.PROOF)
def registered_for_rent(facts: Facts, on: date) -> When:
    """The letting is registered with the police."""
    return KNOWN[facts.housing.registered_for_rent]


@condition("lease_one_year", "二(一)2(2)", "housing.lease_from housing.lease_to", Cure.ACT, (LEASE_MONTHS,))
def lease_one_year(facts: Facts, on: date) -> When:
    """The lease has a term of a year or more and covers the day; it counts by its term, not by the time lived."""
    begins, ends = facts.housing.lease_from, facts.housing.lease_to
    if ends and ends < on:
        return FAILS
    if begins is None or ends is None:
        return begins or DAWN, NEVER
    return (begins, begins) if _term(begins, ends, LEASE_MONTHS.on(on)) else FAILS


def _term(begins: date, ends: date, months: int) -> bool:
    """Whether a lease that begins and ends on these days, both included, lasts so many months."""
    apart = months_apart(begins, ends)
    return apart > months or (apart >= months - 1 and lease_end(begins, months) <= ends)


def lease_end(begins: date, months: int) -> date:
    """The last day of a lease of so many months, the first and the last included."""
    return add_months(begins, months) - timedelta(days=1)


@condition("lease_filed", "二(一)2(2)", "housing.commodity_housing housing.lease_filed", Cure.PROOF)
def lease_filed(facts: Facts, on: date) -> When:
    """The lease of commodity housing is filed with the housing office; other homes need no filing."""
    filed, commodity = facts.housing.lease_filed, facts.housing.commodity_housing
    if commodity is None:
        return HOLDS if filed else OPEN
    return KNOWN[filed] if commodity else HOLDS


# ---- continuous schooling (二(一)2(3)) ----


@condition("school", "二(一)2(3)", "schooling.stage", Cure.ACT)
def school(facts: Facts, on: date) -> When:
    """Attends one of the schools that count."""
    stage = facts.schooling.stage
    return OPEN if stage is None else FAILS if stage is NO_SCHOOL else HOLDS


@condition("full_time", "二(一)2(3)", "schooling.full_time", Cure.ACT)
def full_time(facts: Facts, on: date) -> When:
    """Attends full time."""
    return KNOWN[facts.schooling.full_time]


@condition("student_status", "二(一)2(3)", "schooling.status", Cure.PROOF)
def student_status(facts: Facts, on: date) -> When:
    """Has student status (学籍) in the city."""
    return KNOWN[facts.schooling.status]


@condition("attended_12_months", "二(一)2(3)", "schooling.since", Cure.TIME, (STUDY_MONTHS,))
def attended_12_months(facts: Facts, on: date) -> When:
    """Has attended for twelve months without a break."""
    return complete(facts.schooling.since, STUDY_MONTHS.on(on), on)
