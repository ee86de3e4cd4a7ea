"""Names, phones, and what a mask leaves of them."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain.people import LONGEST_NAME, Fault, mask_name, mask_number, mask_phone, mobile_phone, person_name
from tests.unit.domain.making import person


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        pytest.param("王小明", "王小明", id="Han"),
        pytest.param(" 王小明\n", "王小明", id="around it"),
        pytest.param("阿卜杜拉·买买提", "阿卜杜拉·买买提", id="middle dot"),
        pytest.param("阿卜杜拉•买买提", "阿卜杜拉·买买提", id="bullet"),
        pytest.param("阿卜杜拉・买买提", "阿卜杜拉·买买提", id="katakana dot"),
        pytest.param("阿卜杜拉．买买提", "阿卜杜拉·买买提", id="full-width stop"),
        pytest.param("阿卜杜拉｡买买提", "阿卜杜拉·买买提", id="half-width ideographic stop"),
        pytest.param("John  Smith", "John Smith", id="Latin, two spaces"),
        pytest.param("Jean-Luc O'Neill Jr.", "Jean-Luc O'Neill Jr.", id="Latin marks"),
        pytest.param("Ｊｏｈｎ", "John", id="full-width Latin"),
        pytest.param("José Nuñez", "José Nuñez", id="accents"),
        pytest.param("Jose\u0301", "Jose\u0301", id="combining accent"),
        pytest.param("𠮷野", "𠮷野", id="Han beyond the BMP"),
        pytest.param("𰻝𰻝", "𰻝𰻝", id="Han of extension G"),
        pytest.param("苏〇", "苏〇", id="〇 is a name"),
        pytest.param("Нурлан", "Нурлан", id="Cyrillic"),
        pytest.param("نۇر", "نۇر", id="Uyghur"),
        pytest.param("名" * LONGEST_NAME, "名" * LONGEST_NAME, id="longest"),
    ],
)
def test_names_of_every_script_are_taken_in_their_normal_form(typed: str, name: str) -> None:
    assert person_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        pytest.param("", Fault.EMPTY, id="empty"),
        pytest.param("\u3000\t", Fault.EMPTY, id="spaces"),
        pytest.param("名" * (LONGEST_NAME + 1), Fault.TOO_LONG, id="one too long"),
        pytest.param("名" * 300, Fault.TOO_LONG, id="300 characters"),
        pytest.param("<b>王</b>", Fault.NOT_A_NAME, id="HTML"),
        pytest.param("＜b＞王", Fault.NOT_A_NAME, id="full-width HTML"),
        pytest.param("王&amp;", Fault.NOT_A_NAME, id="entity"),
        pytest.param("王'; DROP TABLE people;--", Fault.NOT_A_NAME, id="SQL"),
        pytest.param("王\u202e明", Fault.NOT_A_NAME, id="right-to-left override"),
        pytest.param("王\u2066明", Fault.NOT_A_NAME, id="isolate"),
        pytest.param("王\u200b明", Fault.NOT_A_NAME, id="zero-width space"),
        pytest.param("王\ufe0f明", Fault.NOT_A_NAME, id="variation selector"),
        pytest.param("王\U000e0100", Fault.NOT_A_NAME, id="ideographic variation selector"),
        pytest.param("\u3164\u3164", Fault.NOT_A_NAME, id="Hangul fillers"),
        pytest.param("\u0301a", Fault.NOT_A_NAME, id="accent on nothing"),
        pytest.param("王\x00", Fault.NOT_A_NAME, id="NUL"),
        pytest.param("王\ud800", Fault.NOT_A_NAME, id="half a surrogate pair"),
        pytest.param("王小明1", Fault.NOT_A_NAME, id="digit"),
        pytest.param("王😀", Fault.NOT_A_NAME, id="emoji"),
        pytest.param("·王", Fault.NOT_A_NAME, id="dot first"),
        pytest.param("-", Fault.NOT_A_NAME, id="mark alone"),
        pytest.param("王/李", Fault.NOT_A_NAME, id="slash"),
    ],
)
def test_what_is_no_name_is_refused_with_the_reason(typed: str, fault: Fault) -> None:
    assert person_name(typed) is fault


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        pytest.param("13812345678", "+8613812345678", id="plain"),
        pytest.param("138-1234-5678", "+8613812345678", id="hyphens"),
        pytest.param("138 1234 5678", "+8613812345678", id="spaces"),
        pytest.param("１３８１２３４５６７８", "+8613812345678", id="full-width"),
        pytest.param("+86 13812345678", "+8613812345678", id="plus"),
        pytest.param("8613812345678", "+8613812345678", id="country without plus"),
        pytest.param("0086 (138) 1234 5678", "+8613812345678", id="00"),
        pytest.param("＋８６１３８１２３４５６７８", "+8613812345678", id="full-width plus"),
        pytest.param("19912345678", "+8619912345678", id="newest prefix"),
        pytest.param("+852 9123 4567", "+85291234567", id="Hong Kong"),
        pytest.param("001 415 555 2671", "+14155552671", id="abroad by 00"),
        pytest.param("+" + "9" * 15, "+" + "9" * 15, id="longest"),
    ],
)
def test_phones_in_usual_spellings_are_one_number(typed: str, phone: str) -> None:
    assert mobile_phone(typed) == phone


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        pytest.param("", Fault.EMPTY, id="empty"),
        pytest.param(" - ", Fault.EMPTY, id="marks only"),
        pytest.param("1381234567", Fault.NOT_A_MOBILE, id="a digit short"),
        pytest.param("138123456789", Fault.NOT_A_MOBILE, id="a digit long"),
        pytest.param("12812345678", Fault.NOT_A_MOBILE, id="no such prefix"),
        pytest.param("0571-87654321", Fault.NOT_A_MOBILE, id="landline"),
        pytest.param("+86 571 87654321", Fault.NOT_A_MOBILE, id="landline with country"),
        pytest.param("+1234567", Fault.NOT_A_MOBILE, id="too short abroad"),
        pytest.param("+" + "9" * 16, Fault.NOT_A_MOBILE, id="too long abroad"),
        pytest.param("+0123456789", Fault.NOT_A_MOBILE, id="country 0"),
        pytest.param("١٣٨١٢٣٤٥٦٧٨", Fault.NOT_A_MOBILE, id="Arabic-Indic digits"),
        pytest.param("1381234567O", Fault.NOT_A_MOBILE, id="letter O"),
        pytest.param("13812345678\u200b", Fault.NOT_A_MOBILE, id="zero-width space"),
    ],
)
def test_what_is_no_mobile_is_refused(typed: str, fault: Fault) -> None:
    assert mobile_phone(typed) is fault


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        pytest.param("张三", "张*", id="two characters"),
        pytest.param("欧阳修", "欧**", id="three characters"),
        pytest.param("买买提·阿不都", "买**·阿**", id="middle dot"),
        pytest.param("John Smith", "J*** S****", id="Latin"),
        pytest.param("J. Smith", "J* S****", id="initial"),
        pytest.param("Ali 'Abd", "A** '***", id="part that begins with a mark"),
        pytest.param("張", "*", id="single character"),
        pytest.param("A B", "A *", id="only initials"),
        pytest.param("〇一", "〇*", id="〇"),
        pytest.param("𠮷野", "𠮷*", id="beyond the BMP"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_masked_name_keeps_initials_and_never_the_whole(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [("11010519491231002X", "**************002X"), ("AB123", "*B123"), ("1234", "1234"), ("", "")],
)
def test_a_masked_number_keeps_its_last_four(number: str, masked: str) -> None:
    assert mask_number(number) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        pytest.param("+8613812345678", "138****5678", id="mainland"),
        pytest.param("+85291234567", "****4567", id="abroad"),
        pytest.param("+8612345", "****2345", id="too short for mainland"),
    ],
)
def test_a_masked_phone_keeps_its_ends(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_consent_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        person(consented_at=datetime(2026, 11, 23, 10, 30))  # noqa: DTZ001  # the case
