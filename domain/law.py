"""Numbers of the law as dated values.

A number that a rule uses is never written inside the rule: it stands here with its clause and the day from which
it holds, so that a question about last March is answered with last March's text and a screen can show the source.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from domain.clauses import Clause, clause

T = TypeVar("T")


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
        at = bisect_right(self.values, day, key=lambda item: item[0])
        if not at:
            raise NotYetLaw(self.name, day)
        return self.values[at - 1][1]


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

HALF_YEAR = Dated("half_year", "months", "二(一)2", ((LONG_AGO, 6),))
"""居住半年以上: registered and continuous residence before a permit may be applied for."""

VOUCHER_MONTHS = Dated(
    "voucher_months",
    "months",
    "二(一)1",
    ((LONG_AGO, 12),),
    decided="The notice states no term of the voucher; a signed code must end, and one tap issues the next.",
)
