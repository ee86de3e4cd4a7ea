"""Who reports others: the five kinds of reporters (五类申报人, R1.8), and whether the desk knows them.

An account may be several of them, and a migrant as well. What a reporter says counts before the desk has confirmed him,
for a report changes nothing by itself; what a blocked one says does not.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.errors import NoCreditCode
from domain.people import Fault, plain_forms


class Role(StrEnum):
    """As whom somebody reports."""

    LANDLORD = "landlord"
    """房屋出租人."""
    EMPLOYER = "employer"
    """用人单位."""
    COMMITTEE = "committee"
    """居民委员会."""
    MANAGER = "manager"
    """物业服务单位."""
    AGENCY = "agency"
    """中介机构."""


AGENTS = frozenset({Role.MANAGER, Role.AGENCY})
"""Who may look after rooms that a landlord lends him."""


class State(StrEnum):
    """What the desk makes of a reporter."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    BLOCKED = "blocked"


_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: no I, O, S, V and Z."""
_CODE = re.compile(f"[{_SIGNS}]{{2}}[0-9]{{6}}[{_SIGNS}]{{10}}")


def credit_code(text: str) -> str | Fault:
    """Read a unified social credit code (统一社会信用代码, GB 32100-2015): 18 signs, the last one a check.

    Full-width forms and small letters count as plain ones, spaces and hyphens are ignored. The check digit of the
    organisation's own number within it (GB 11714) is not asked for: codes that were given with a wrong one are in use.
    """
    code = re.sub(r"[\s-]", "", plain_forms(text)).upper()
    if not code:
        return Fault.EMPTY
    if not re.fullmatch(r"[0-9A-Z]+", code):
        return Fault.WRONG_CHARACTERS
    if len(code) != 18:
        return Fault.WRONG_LENGTH
    if not _CODE.fullmatch(code):
        return Fault.WRONG_CHARACTERS
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return code if _SIGNS[-total % 31] == code[17] else Fault.WRONG_CHECK_DIGIT


@dataclass(frozen=True, slots=True)
class Reporter:
    """An account in one of its roles. `phone` is E.164; `area` is where he sits or lets, by the desk of which he is
    confirmed, empty if that is not known. Only a landlord may be a person without a credit code."""

    id: int | None
    account_id: int
    role: Role
    name: str
    phone: str
    credit_code: str | None
    area: str
    since: datetime
    state: State = State.UNCONFIRMED
    version: int = 1

    def __post_init__(self) -> None:
        if self.since.tzinfo is None:
            raise ValueError("since needs a time zone")
        if self.credit_code is None and self.role is not Role.LANDLORD:
            raise NoCreditCode

    def told(self, name: str, phone: str, credit_code: str | None, area: str) -> "Reporter":
        """As he corrects himself. Who has another name or number is not whom the desk has confirmed; a block stays."""
        same = (name, credit_code) == (self.name, self.credit_code)
        state = State.UNCONFIRMED if self.state is State.CONFIRMED and not same else self.state
        return self._next(name=name, phone=phone, credit_code=credit_code, area=area, state=state)

    def judged(self, state: State) -> "Reporter":
        """As the desk has found him."""
        return self._next(state=state)

    def _next(self, **changes: object) -> "Reporter":
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]
