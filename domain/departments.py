"""The departments of 三(二) and what each does, so that "where do I get X" has an answer (R3.6).

The names are the notice's own. Which proof an office issues is said here once; `domain.materials` points here.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.clauses import Clause, clause


class Land(StrEnum):
    """On whose land a let home stands: it decides which office looks at it (R3.6)."""

    STATE = "state"
    COLLECTIVE = "collective"


@dataclass(frozen=True, slots=True, eq=False)
class Department:
    """An office: its Chinese and its English name, the clause that gives it its task."""

    code: str
    name: str
    english: str
    mark: str = "三(二)"

    @property
    def clause(self) -> Clause:
        """Where the notice says so."""
        return clause(self.mark)

    def called(self, language: str) -> str:
        """Its name for who reads Chinese ("zh") or anything else."""
        return self.name if language == "zh" else self.english


POLICE = Department("police", "区公安分局（派出所）", "district police (police station)")
EDUCATION = Department("education", "区教育局", "district education bureau")
LABOUR = Department("labour", "区人力社保局", "district human resources and social security bureau")
HOUSING = Department("housing", "区住建局", "district housing and construction bureau")
STREET = Department("street", "街道受理审核部门", "the sub-district's intake and review office", "三(三)")
COORDINATION = Department("coordination", "区流口办", "district mobile population office")

DEPARTMENTS = (POLICE, EDUCATION, LABOUR, HOUSING, STREET, COORDINATION)
"""Those that issue something or answer for the whole; the others of 三(二) help them within their duties."""


def looks_after(land: Land | None, *, commodity: bool | None = None) -> tuple[tuple[Department, str], ...]:
    """Which offices look at a let home, each with the annex it fills in (R3.6): the police at every one, the housing
    bureau on state-owned land, the street for every applicant and, by itself, on collective land."""
    offices = [(POLICE, "附件1")]
    if land is Land.STATE or commodity:
        offices.append((HOUSING, "附件4"))
    return (*offices, (STREET, "附件5"))
