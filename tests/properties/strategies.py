"""Invented inputs for properties, in one place: days, numbers, names, phones, addresses, JSON."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from domain.places import Address
from domain.registrations import Changes, Dwelling, Host, Registration
from tests.unit.domain.making import resident_number

days = st.dates(date(1900, 1, 1), date(2150, 12, 31))
months = st.integers(-600, 600)

digits = st.text("0123456789", min_size=1, max_size=20)
resident_numbers = st.builds(
    resident_number,
    area=st.text("0123456789", min_size=6, max_size=6),
    born=st.dates(date(1800, 1, 1), date(2199, 12, 31)).map(lambda day: day.strftime("%Y%m%d")),
    order=st.text("0123456789", min_size=3, max_size=3),
)
number_like = st.one_of(
    resident_numbers,
    st.text("0123456789Xx", min_size=14, max_size=19),
    st.text("0123456789Xx０９Ｘ \u3000ХX٣O", max_size=22),
    st.text(max_size=22),
)

letters = st.characters(categories=["L"])
name_like = st.one_of(
    st.text(st.one_of(letters, st.sampled_from("·•．・ '-.’〇")), max_size=20),
    st.text(max_size=70),
)
phone_like = st.one_of(
    st.from_regex(r"(\+86|0086|86)?1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"\+[1-9][0-9]{6,15}", fullmatch=True),
    st.text("0123456789+-() ０１", max_size=20),
    st.text(max_size=20),
)

words = st.text(max_size=12)
addresses = st.builds(Address, st.sampled_from(["拱墅区", "西湖区", "临平区"]), words, words, words)
details = st.one_of(
    st.text("0123456789一二三十湖墅南路号幢单元室楼弄座苑AB-， ", max_size=24),
    st.text(max_size=24),
)

registrations = st.builds(
    Registration,
    id=st.just(1),
    person_id=st.just(1),
    arrived=days,
    registered_on=st.dates(date(2017, 1, 1), date(2030, 12, 31)),
    address=addresses,
    dwelling=st.sampled_from(Dwelling),
    host=st.none() | st.builds(Host, words, st.none() | words),
    service_place=st.none() | st.text(min_size=1, max_size=12),
)
changes = st.builds(
    Changes,
    changed_on=st.dates(date(2016, 6, 1), date(2031, 6, 30)),
    address=st.none() | addresses,
    dwelling=st.none() | st.sampled_from(Dwelling),
    host=st.none() | st.builds(Host, words),
    service_place=st.none() | words,
    phone=st.none() | st.just("+8613900000000"),
)

any_text = st.text(st.characters())  # half surrogate pairs too: a browser can send them
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=12,
)
