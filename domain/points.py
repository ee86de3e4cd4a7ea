"""Measuring a holder's situation (量化供给, R6.3; 二(二)4) by tables that the district publishes, each with its dates.

The notice names six indicators and no weight. Without a published table there is no score, only the indicators and what
is known of the person for each; no table is shipped. With one in force on the day, each indicator's points are told
with the step that gave them, and the tiers they open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

MARK = "二(二)4"


class Indicator(StrEnum):
    """The six of the notice."""

    RESIDENCE_YEARS = "residence_years"
    EMPLOYMENT_YEARS = "employment_years"
    INSURANCE_YEARS = "insurance_years"
    SOCIAL_DUTIES = "social_duties"
    LAW_ABIDING = "law_abiding"
    PERSONAL_CREDIT = "personal_credit"


@dataclass(frozen=True, slots=True)
class Band:
    """From this value of an indicator on, so many points."""

    at_least: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Tier:
    """From this score on, what it opens, in the table's words."""

    at_least: Decimal
    name: str
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A published table: by whom and where, from when to when, the steps of each indicator, the tiers."""

    publisher: str
    source: str
    begins: date
    ends: date | None
    bands: Mapping[Indicator, tuple[Band, ...]]
    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        if self.ends is not None and self.ends < self.begins:
            raise ValueError("a table ends before it begins")
        ladders = [[band.at_least for band in bands] for bands in self.bands.values()]
        for levels in (*ladders, [tier.at_least for tier in self.tiers]):
            if levels != sorted(set(levels)):
                raise ValueError("steps ascend without repeats")

    def in_force(self, on: date) -> bool:
        """Whether it counts on a day."""
        return self.begins <= on and (self.ends is None or on <= self.ends)


@dataclass(frozen=True, slots=True)
class Scored:
    """One indicator: what is known, the step it reached, its points; None where a value or a step is not known."""

    indicator: Indicator
    value: Decimal | None
    band: Band | None
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Score:
    """The whole. `total` is None without a table, or while an indicator that counts is unknown: never a guess.

    `at_least` is what it comes to however the unknown ones turn out; `tiers` what that opens already.
    """

    table: Table | None
    indicators: tuple[Scored, ...]
    total: Decimal | None
    at_least: Decimal
    tiers: tuple[Tier, ...]


def in_force(tables: Iterable[Table], on: date) -> Table | None:
    """The table of the day, the latest begun if several claim it."""
    return max((one for one in tables if one.in_force(on)), key=lambda table: table.begins, default=None)


def measure(values: Mapping[Indicator, Decimal], table: Table | None) -> Score:
    """The score of what is known of a person, by a published table; points below the first step are none."""
    if table is None:
        known = tuple(Scored(one, values.get(one), None, None) for one in Indicator)
        return Score(None, known, None, Decimal(0), ())
    scored = tuple(_scored(one, values.get(one), table.bands.get(one, ())) for one in Indicator)
    sure = sum((_least(one, table) for one in scored), Decimal(0))
    total = None if any(one.points is None for one in scored) else sure
    return Score(table, scored, total, sure, tuple(tier for tier in table.tiers if tier.at_least <= sure))


def _least(scored: Scored, table: Table) -> Decimal:
    """The points that are sure: of an unknown indicator the fewest that its steps give, which may be below none."""
    if scored.points is not None:
        return scored.points
    return min((band.points for band in table.bands[scored.indicator]), default=Decimal(0)).min(Decimal(0))


def _scored(indicator: Indicator, value: Decimal | None, bands: tuple[Band, ...]) -> Scored:
    if not bands:
        return Scored(indicator, value, None, Decimal(0))
    if value is None:
        return Scored(indicator, None, None, None)
    reached = [band for band in bands if band.at_least <= value]
    return Scored(indicator, value, reached[-1] if reached else None, reached[-1].points if reached else Decimal(0))
