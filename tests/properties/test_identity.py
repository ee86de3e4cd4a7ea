"""What holds for everything that is typed as a number, a name or a phone."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.people import (
    DocumentKind,
    Fault,
    IdentityDocument,
    ResidentId,
    Sex,
    identity_document,
    mask_name,
    mask_number,
    mask_phone,
    mobile_phone,
    person_name,
    plain_forms,
    resident_id,
)
from tests.properties.strategies import any_text, name_like, number_like, phone_like, resident_numbers


def holds_by_the_standard(text: str) -> bool:
    """GB 11643 said another way: digits in their places, a date that exists, and ISO 7064's sum that leaves 1."""
    plain = (
        unicodedata.normalize("NFKC", text)
        if all(c in "０１２３４５６７８９Ｘｘ" or c < "\u0100" for c in text)
        else text
    )
    number = "".join(one for one in plain if not one.isspace()).upper()
    if len(number) != 18 or any(one not in "0123456789" for one in number[:17]) or number[17] not in "0123456789X":
        return False
    try:
        datetime.strptime(number[6:14], "%Y%m%d")  # noqa: DTZ007  # only whether the date exists
    except ValueError:
        return False
    values = [10 if one == "X" else int(one) for one in number]
    return sum(value * pow(2, 17 - place, 11) for place, value in enumerate(values)) % 11 == 1


@given(number_like)
def test_a_number_is_taken_exactly_when_the_standard_says_so(text: str) -> None:
    assert isinstance(resident_id(text), ResidentId) is holds_by_the_standard(text)


@given(resident_numbers)
def test_every_number_of_the_standard_is_taken_with_its_birth_and_sex(number: str) -> None:
    found = resident_id(number)

    assert isinstance(found, ResidentId)
    assert found.born.strftime("%Y%m%d").zfill(8) == number[6:14]
    assert found.sex is (Sex.MALE if number[16] in "13579" else Sex.FEMALE)


@given(resident_numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, digit: str) -> None:
    assume(number[place] != digit)

    assert isinstance(resident_id(number[:place] + digit + number[place + 1 :]), Fault)


@given(resident_numbers, st.integers(0, 16))
def test_two_neighbours_swapped_are_always_noticed(number: str, place: int) -> None:
    one, other = number[place : place + 2]
    assume(one != other)

    assert isinstance(resident_id(number[:place] + other + one + number[place + 2 :]), Fault)


@given(any_text)
def test_plain_forms_are_plain_already(text: str) -> None:
    assert plain_forms(plain_forms(text)) == plain_forms(text)


@given(st.sampled_from(DocumentKind), number_like)
def test_a_document_in_its_normal_form_is_read_as_itself(kind: DocumentKind, text: str) -> None:
    found = identity_document(kind, text)
    if isinstance(found, Fault):
        return

    assert identity_document(kind, found.number) == found
    assert found.number.isascii()


@given(name_like)
def test_a_name_in_its_normal_form_is_read_as_itself(text: str) -> None:
    name = person_name(text)
    if isinstance(name, Fault):
        return

    assert person_name(name) == name


@given(name_like)
def test_a_name_holds_nothing_that_steers_hides_or_marks_up(text: str) -> None:
    name = person_name(text)
    if isinstance(name, Fault):
        return

    assert not set(name) & set('<>&"/\\=;%{}[]()\n\t\x00')
    assert all(unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Nd", "Sm", "Sc") for one in name)


@given(phone_like)
def test_a_phone_in_its_normal_form_is_read_as_itself(text: str) -> None:
    phone = mobile_phone(text)
    if isinstance(phone, Fault):
        return

    assert mobile_phone(phone) == phone
    assert phone[0] == "+"
    assert phone[1:].isdecimal()
    assert phone.isascii()
    assert 8 <= len(phone) - 1 <= 15


@given(st.one_of(number_like, name_like, phone_like, any_text))
def test_anything_typed_gets_an_answer(text: str) -> None:
    for kind in DocumentKind:
        assert isinstance(identity_document(kind, text), IdentityDocument | Fault)
    assert isinstance(person_name(text), str)
    assert isinstance(mobile_phone(text), str)


@given(name_like)
def test_a_masked_name_shows_at_most_one_character_a_part_and_never_all(text: str) -> None:
    name = person_name(text)
    if isinstance(name, Fault):
        return

    masked = mask_name(name)

    assert len(masked) == len(name)
    assert masked != name
    for part, shown in zip(name.replace("·", " ").split(), masked.replace("·", " ").split(), strict=True):
        assert shown in (part[0] + "*" * (len(part) - 1), "*" * len(part))


@given(st.text("0123456789ABCX", min_size=1, max_size=20))
def test_a_masked_number_shows_four_characters_at_most(number: str) -> None:
    masked = mask_number(number)

    assert len(masked) == len(number)
    assert masked[:-4].strip("*") == ""
    assert number.endswith(masked.lstrip("*"))


@given(phone_like)
def test_a_masked_phone_shows_seven_digits_at_most(text: str) -> None:
    phone = mobile_phone(text)
    if isinstance(phone, Fault):
        return

    masked = mask_phone(phone)

    assert "****" in masked
    assert sum(one.isdecimal() for one in masked) <= 7
    assert phone.endswith(masked[-4:])
    assert sum(one.isdecimal() for one in masked) <= len(phone) - 4
