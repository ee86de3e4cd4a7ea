"""Who reports others: the credit code on both sides of its check, and what the desk's judgement outlives (R1.8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import NoCreditCode
from domain.people import Fault
from domain.reporters import Reporter, Role, State, credit_code
from tests.unit.domain.letting import CODE, reporter
from tests.unit.domain.making import NOW

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def check_digit(body: str) -> str:
    """By the table of weights that GB 32100 prints: not the way the code does it."""
    left = sum(SIGNS.index(sign) * weight for sign, weight in zip(body, WEIGHTS, strict=True)) % 31
    return SIGNS[(31 - left) % 31]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param(CODE, CODE, id="as printed"),
        pytest.param("9144030071526726XG", "9144030071526726XG", id="a letter before the check"),
        pytest.param("９１３３０１００ 7996-5505 8b", CODE, id="full width, spaces, hyphen, small"),
        pytest.param("", Fault.EMPTY, id="nothing"),
        pytest.param(CODE[:17], Fault.WRONG_LENGTH, id="17 signs"),
        pytest.param(CODE + "1", Fault.WRONG_LENGTH, id="19 signs"),
        pytest.param(CODE[:17] + "A", Fault.WRONG_CHECK_DIGIT, id="another check digit"),
        pytest.param("9133010079965508" + "5B", Fault.WRONG_CHECK_DIGIT, id="two digits swapped"),
        pytest.param("9133010079965505OB", Fault.WRONG_CHARACTERS, id="a letter that is none of the 31"),
        pytest.param("91A30100799655058B", Fault.WRONG_CHARACTERS, id="a letter in the district"),
        pytest.param("统一社会信用代码", Fault.WRONG_CHARACTERS, id="words"),
    ],
)
def test_a_credit_code_is_read_as_it_is_typed(typed: str, read: str | Fault) -> None:
    assert credit_code(typed) == read


@pytest.mark.parametrize("last", SIGNS)
def test_every_check_digit_is_the_one_of_the_standard(last: str) -> None:
    body = "92330106MA2" + last + "XY12T"

    assert credit_code(body + check_digit(body)) == body + check_digit(body)


@pytest.mark.parametrize("role", set(Role) - {Role.LANDLORD})
def test_an_organisation_has_a_credit_code(role: Role) -> None:
    with pytest.raises(NoCreditCode):
        reporter(role, credit_code=None)


def test_a_landlord_may_be_a_person() -> None:
    assert reporter(credit_code=None).credit_code is None


def test_a_reporter_needs_a_moment_with_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(reporter(), since=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        pytest.param(State.CONFIRMED, "李四", State.UNCONFIRMED, id="another name is not whom the desk has seen"),
        pytest.param(State.CONFIRMED, "张建国", State.CONFIRMED, id="another phone is the same person"),
        pytest.param(State.BLOCKED, "李四", State.BLOCKED, id="a new name lifts no block"),
        pytest.param(State.UNCONFIRMED, "李四", State.UNCONFIRMED, id="not confirmed yet"),
    ],
)
def test_what_a_reporter_corrects_of_himself(before: State, name: str, after: State) -> None:
    told = reporter(state=before).told(name, "+8613900000000", None, "")

    assert isinstance(told, Reporter)
    assert (told.state, told.name, told.phone, told.area, told.version) == (after, name, "+8613900000000", "", 2)
