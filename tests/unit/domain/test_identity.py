"""Identity documents: GB 11643 numbers, and the other kinds by their letters and length (R1.4, T-34)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.people import DocumentKind, Fault, IdentityDocument, ResidentId, Sex, identity_document, resident_id
from tests.unit.domain.making import document, resident_number

KNOWN = "11010519491231002X"


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        pytest.param(KNOWN, date(1949, 12, 31), Sex.FEMALE, id="first example of the standard"),
        pytest.param("440524188001010014", date(1880, 1, 1), Sex.MALE, id="second example of the standard"),
        pytest.param(resident_number(born="20000229"), date(2000, 2, 29), Sex.MALE, id="leap day"),
        pytest.param(resident_number("810000", "19850515", "002"), date(1985, 5, 15), Sex.FEMALE, id="Hong Kong"),
    ],
)
def test_a_number_that_holds_together_tells_birth_and_sex(number: str, born: date, sex: Sex) -> None:
    assert resident_id(number) == ResidentId(number, born, sex)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("11010519491231002x", id="small x"),
        pytest.param("110105 19491231 002X", id="spaces"),
        pytest.param(" 11010519491231002X\n", id="around it"),
        pytest.param("110105\u300019491231\u00a0002X", id="ideographic and hard spaces"),
        pytest.param("１１０１０５１９４９１２３１００２Ｘ", id="full-width"),
        pytest.param("１１０１０５１９４９１２３１００２ｘ", id="full-width small x"),
    ],
)
def test_every_usual_spelling_is_one_number(typed: str) -> None:
    found = resident_id(typed)

    assert isinstance(found, ResidentId)
    assert found.number == KNOWN


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        pytest.param("", Fault.EMPTY, id="empty"),
        pytest.param(" \u3000", Fault.EMPTY, id="spaces only"),
        pytest.param("110105194912310021", Fault.WRONG_CHECK_DIGIT, id="wrong check digit"),
        pytest.param("110105194912310020", Fault.WRONG_CHECK_DIGIT, id="0 for X"),
        pytest.param("11010519491231020X", Fault.WRONG_CHECK_DIGIT, id="two digits swapped"),
        pytest.param("110105491231002", Fault.FIFTEEN_DIGITS, id="the old form"),
        pytest.param("11010549123100X", Fault.WRONG_LENGTH, id="fifteen with an X"),
        pytest.param("1101051949123100X", Fault.WRONG_LENGTH, id="seventeen"),
        pytest.param("110105194912310022X", Fault.WRONG_LENGTH, id="nineteen"),
        pytest.param(resident_number(born="19900230"), Fault.IMPOSSIBLE_DATE, id="30 February"),
        pytest.param(resident_number(born="20010229"), Fault.IMPOSSIBLE_DATE, id="29 February of no leap year"),
        pytest.param(resident_number(born="19901301"), Fault.IMPOSSIBLE_DATE, id="month 13"),
        pytest.param(resident_number(born="19900100"), Fault.IMPOSSIBLE_DATE, id="day 0"),
        pytest.param(resident_number(born="00000101"), Fault.IMPOSSIBLE_DATE, id="year 0"),
        pytest.param("11010519491231002Х", Fault.WRONG_CHARACTERS, id="Cyrillic Kha"),
        pytest.param("11010519491231002Χ", Fault.WRONG_CHARACTERS, id="Greek Chi"),
        pytest.param("11010519491231002Ⅹ", Fault.WRONG_CHARACTERS, id="Roman ten"),
        pytest.param("11010519491231002×", Fault.WRONG_CHARACTERS, id="times sign"),
        pytest.param("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", Fault.WRONG_CHARACTERS, id="Arabic-Indic digits"),
        pytest.param("1101051949123100\u06f2X", Fault.WRONG_CHARACTERS, id="one Persian digit"),
        pytest.param("𝟏𝟏𝟎𝟏𝟎𝟓𝟏𝟗𝟒𝟗𝟏𝟐𝟑𝟏𝟎𝟎𝟐X", Fault.WRONG_CHARACTERS, id="mathematical digits"),
        pytest.param("11O1O519491231OO2X", Fault.WRONG_CHARACTERS, id="letter O"),
        pytest.param("1101051949123100\u200b2X", Fault.WRONG_CHARACTERS, id="zero-width space"),
        pytest.param("\u202e11010519491231002X", Fault.WRONG_CHARACTERS, id="right-to-left override"),
        pytest.param("1101051949X231002X", Fault.WRONG_CHARACTERS, id="X in the middle"),
        pytest.param("110105-19491231-002X", Fault.WRONG_CHARACTERS, id="hyphens"),
        pytest.param("X", Fault.WRONG_CHARACTERS, id="X alone"),
        pytest.param("1" * 10_000, Fault.WRONG_LENGTH, id="ten thousand digits"),
    ],
)
def test_what_cannot_be_a_number_is_refused_with_the_reason(typed: str, fault: Fault) -> None:
    assert resident_id(typed) is fault


def test_each_check_digit_but_one_is_wrong() -> None:
    right = [check for check in "0123456789X" if isinstance(resident_id(KNOWN[:17] + check), ResidentId)]

    assert right == ["X"]


@pytest.mark.parametrize(
    ("kind", "typed", "number"),
    [
        pytest.param(DocumentKind.PASSPORT, "e 1234-5678", "E12345678", id="passport"),
        pytest.param(DocumentKind.PASSPORT, "Ｅ１２３４５６７８", "E12345678", id="full-width passport"),
        pytest.param(DocumentKind.PASSPORT, "AB123", "AB123", id="shortest passport"),
        pytest.param(DocumentKind.PASSPORT, "A" * 17, "A" * 17, id="longest passport"),
        pytest.param(DocumentKind.HM_TRAVEL_PERMIT, "h12345678", "H12345678", id="Hong Kong card"),
        pytest.param(DocumentKind.HM_TRAVEL_PERMIT, "M1234567801", "M1234567801", id="Macao card with issue number"),
        pytest.param(DocumentKind.TAIWAN_TRAVEL_PERMIT, "12345678", "12345678", id="Taiwan card"),
        pytest.param(DocumentKind.TAIWAN_TRAVEL_PERMIT, "1234567890b", "1234567890B", id="Taiwan booklet"),
        pytest.param(DocumentKind.RESIDENT_ID, "11010519491231002x", KNOWN, id="resident card"),
        pytest.param(DocumentKind.HMT_RESIDENCE_PERMIT, KNOWN, KNOWN, id="residence permit"),
    ],
)
def test_every_kind_is_kept_in_its_normal_form(kind: DocumentKind, typed: str, number: str) -> None:
    assert identity_document(kind, typed) == IdentityDocument(kind, number)


@pytest.mark.parametrize(
    ("kind", "typed", "fault"),
    [
        pytest.param(DocumentKind.PASSPORT, " - ", Fault.EMPTY, id="empty"),
        pytest.param(DocumentKind.PASSPORT, "E123", Fault.WRONG_LENGTH, id="too short"),
        pytest.param(DocumentKind.PASSPORT, "A" * 18, Fault.WRONG_LENGTH, id="too long"),
        pytest.param(DocumentKind.PASSPORT, "Е12345678", Fault.WRONG_CHARACTERS, id="Cyrillic Ie"),
        pytest.param(DocumentKind.PASSPORT, "E1234567٨", Fault.WRONG_CHARACTERS, id="Arabic-Indic digit"),
        pytest.param(DocumentKind.PASSPORT, "E1234'--", Fault.WRONG_CHARACTERS, id="SQL"),
        pytest.param(DocumentKind.HM_TRAVEL_PERMIT, "X12345678", Fault.WRONG_LENGTH, id="wrong letter"),
        pytest.param(DocumentKind.HM_TRAVEL_PERMIT, "H123456789", Fault.WRONG_LENGTH, id="nine digits"),
        pytest.param(DocumentKind.TAIWAN_TRAVEL_PERMIT, "1234567", Fault.WRONG_LENGTH, id="seven digits"),
        pytest.param(DocumentKind.HMT_RESIDENCE_PERMIT, "83000019900101001", Fault.WRONG_LENGTH, id="seventeen"),
        pytest.param(DocumentKind.RESIDENT_ID, "E12345678", Fault.WRONG_CHARACTERS, id="passport as resident card"),
    ],
)
def test_what_no_such_document_has_is_refused(kind: DocumentKind, typed: str, fault: Fault) -> None:
    assert identity_document(kind, typed) is fault


def test_only_eighteen_digit_numbers_tell_a_birth_date() -> None:
    assert document().born == date(1990, 3, 7)
    assert document(kind=DocumentKind.HMT_RESIDENCE_PERMIT).born == date(1990, 3, 7)
    assert IdentityDocument(DocumentKind.PASSPORT, KNOWN).born is None
    assert IdentityDocument(DocumentKind.RESIDENT_ID, "broken").born is None


def test_the_tail_is_the_last_four() -> None:
    assert IdentityDocument(DocumentKind.RESIDENT_ID, KNOWN).tail == "002X"


def test_one_eighteen_digit_number_is_one_document_whichever_card_it_was_read_from() -> None:
    assert document().key == document(kind=DocumentKind.HMT_RESIDENCE_PERMIT).key


def test_equal_characters_on_other_kinds_are_other_documents() -> None:
    kinds = (DocumentKind.PASSPORT, DocumentKind.TAIWAN_TRAVEL_PERMIT, DocumentKind.RESIDENT_ID)

    assert len({IdentityDocument(kind, "12345678").key for kind in kinds}) == 3
