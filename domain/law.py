"""Numbers of the law as dated values.

A number that a rule uses is never written inside the rule: it stands here with its clause and the day from which
it holds, so that a question about last March is answered with last March's text and a screen can show the source.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from domain.clauses import Clause, clause

T = TypeVar("T")


Values = tuple[tuple[date, Any], ...]
"""(in force from, value), oldest first."""
_NOTHING: Mapping[str, Values] = MappingProxyType({})
_SUPPOSED: ContextVar[Mapping[str, Values]] = ContextVar("supposed", default=_NOTHING)


@contextmanager
def supposing(values: Mapping[str, Values]) -> Iterator[None]:
    """Ask the rules as if numbers had these values, by their names, for the length of the block; no other task or
    thread notices."""
    token = _SUPPOSED.set({**_SUPPOSED.get(), **values})
    try:
        yield
    finally:
        _SUPPOSED.reset(token)


class NotYetLaw(LookupError):
    """No value was in force on the day asked for; `name` and `on` say which."""

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"{name} has no value on {on.isoformat()}")
        self.name, self.on = name, on


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value of the law through time: `values` are (in force from, value), oldest first.

    `decided` is the reason where the notice is silent and the project decided; None where the clause states it.
    """

    name: str
    unit: str
    mark: str
    values: tuple[tuple[date, T], ...]
    decided: str | None = None

    def __post_init__(self) -> None:
        clause(self.mark)
        days = [day for day, _ in self.values]
        if not days or days != sorted(set(days)):
            raise ValueError(f"{self.name}: values must be dated, ascending and without repeats")

    @property
    def clause(self) -> Clause:
        """The clause that carries the value."""
        return clause(self.mark)

    def on(self, day: date) -> T:
        """The value in force on `day`; NotYetLaw before the first one."""
        supposed = _SUPPOSED.get()
        for begins, value in reversed(supposed.get(self.name, self.values) if supposed else self.values):
            if begins <= day:
                found: T = value
                return found
        raise NotYetLaw(self.name, day)


LONG_AGO = date(1900, 1, 1)
"""For values that must answer for days before the notice too: a late report of an old arrival is still dated."""

REGISTRATION_STAY = Dated("registration_stay", "days", "二(一)1", ((LONG_AGO, 3),))
"""拟居住3日以上: a planned stay of this many days or more carries the duty to register."""

REGISTRATION_DAYS = Dated(
    "registration_days",
    "days",
    "二(一)1",
    ((LONG_AGO, 3),),
    decided="The notice gives 拟居住3日以上 and no separate deadline; three days from arrival is the safe reading.",
)

CHANGE_DAYS = Dated("change_days", "days", "二(一)1", ((LONG_AGO, 10),))
"""自变更之日起10日内: a changed address or place of service is reported within this many days."""

MATCH_DAYS = Dated(
    "match_days",
    "days",
    "二(一)1",
    ((LONG_AGO, 10),),
    decided="Each side may report a move within ten days; days told up to ten days apart are one move, not two.",
)

ANSWER_DAYS = Dated(
    "answer_days",
    "days",
    "二(一)1",
    ((LONG_AGO, 3),),
    decided="The notice gives reporters and tenants no day count; a district may set another one.",
)
"""For how long a reporter waits for the tenant's own word before he is reminded (R1.8, R5.5)."""

HALF_YEAR = Dated("half_year", "months", "二(一)2", ((LONG_AGO, 6),))
"""居住半年以上: registered and continuous residence before a permit may be applied for."""

VOUCHER_MONTHS = Dated(
    "voucher_months",
    "months",
    "二(一)1",
    ((LONG_AGO, 12),),
    decided="The notice states no term of the voucher; a signed code must end, and one tap issues the next.",
)

INSURED_MONTHS = Dated("insured_months", "months", "二(一)2(1)", ((LONG_AGO, 12),))
"""连续缴纳社会保险（不含补缴）满1年以上: consecutive insured months before a permit by employment; a guardian's too."""

WORK_MONTHS = Dated("work_months", "months", "二(一)2(1)", ((LONG_AGO, 12),))
"""连续工作、经营、实际承租满1年以上."""

LEASE_MONTHS = Dated("lease_months", "months", "二(一)2(2)", ((LONG_AGO, 12),))
"""1年以上期限的房屋租赁合同: the term of the lease, not the time lived."""

STUDY_MONTHS = Dated("study_months", "months", "二(一)2(3)", ((LONG_AGO, 12),))
"""取得学籍并就读1年以上."""

ADULT_YEARS = Dated("adult_years", "years", "二(一)3", ((LONG_AGO, 16),))
"""未满16周岁: below this age on the day of application the guardians' papers are needed."""

ENDORSEMENT_MONTHS = Dated("endorsement_months", "months", "二(一)4", ((LONG_AGO, 12),))
"""每满1年: from one endorsement to the next, counted from the day of issue."""

WINDOW_MONTHS = Dated("window_months", "months", "二(一)4", ((LONG_AGO, 1),))
"""前1个月内: how long before the full year the window of the endorsement opens."""

ISSUE_DAYS = Dated("issue_days", "days", "663号令", ((LONG_AGO, 15),))
"""Production and issue after acceptance."""

ISSUE_DAYS_SPECIAL = Dated("issue_days_special", "days", "663号令", ((LONG_AGO, 30),))
"""The same in remote places and special cases."""

MOST_IN_A_ROOM = Dated("most_in_a_room", "people", "附件1", ((LONG_AGO, 2),))
"""单间居住人数超过2人的: more people than this in a room are a hazard, a family with a duty of support excepted."""

LEAST_AREA = Dated("least_area", "m² a person", "附件1", ((LONG_AGO, 4),))
"""人均居住面积少于4平方米的."""
