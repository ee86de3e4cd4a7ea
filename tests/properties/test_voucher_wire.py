"""What holds for every voucher: it reads back as written, and as nothing else once anything is changed."""

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.vouchers.claims import VoucherClaims
from bot.vouchers.codes import new_code, normalise
from bot.vouchers.wire import Outcome, Unreadable, check, from_text, sign, to_text, verify
from tests.unit.vouchers.making import KEYS, NOW, SIGNING, URL

seconds = st.integers(631_152_000, 7_258_118_400)  # 1990 to 2200
zones = st.sampled_from((UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=3, minutes=30))))
moments = st.builds(datetime.fromtimestamp, seconds, zones)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@st.composite
def claims(draw: st.DrawFn) -> VoucherClaims:
    issued = draw(moments)
    expires = issued + timedelta(seconds=draw(st.integers(1, 10**9)))
    cti, day = draw(st.binary(min_size=16, max_size=16)), draw(st.dates())
    name, document, address = draw(words), draw(st.text(max_size=8)), draw(words)
    return VoucherClaims("anju.example.gov.cn", cti, issued, expires, name, document, address, day)


@given(claims())
def test_what_is_written_reads_back_as_it_was(voucher: VoucherClaims):
    result = check(to_text(sign(voucher, SIGNING), URL), KEYS, voucher.issued_at)

    assert (result.outcome, result.claims) == (Outcome.GENUINE, voucher)


@given(claims(), st.integers(-(10**9), 10**9))
def test_a_voucher_is_expired_exactly_from_its_last_moment_on(voucher: VoucherClaims, later: int):
    now = voucher.expires_at + timedelta(seconds=later)

    expected = Outcome.EXPIRED if later >= 0 else Outcome.GENUINE
    assert verify(sign(voucher, SIGNING), KEYS, now).outcome is expected


TOKEN = sign(VoucherClaims("i", bytes(16), NOW, NOW + timedelta(days=1), "张*", "1", "路", date(2026, 11, 20)), SIGNING)
DIGITS = to_text(TOKEN, URL).partition("#")[2]


@given(st.data())
@settings(max_examples=300)
def test_no_flipped_bits_get_through(data: st.DataObject):
    bits = data.draw(st.sets(st.integers(0, 8 * len(TOKEN) - 1), min_size=1, max_size=4))
    changed = int.from_bytes(TOKEN, "big")
    for bit in bits:
        changed ^= 1 << bit

    assert verify(changed.to_bytes(len(TOKEN), "big"), KEYS, NOW).outcome is Outcome.NOT_GENUINE


@given(st.integers(0, len(DIGITS) - 1), st.sampled_from("0123456789"))
def test_no_other_digit_gets_through(place: int, digit: str):
    changed = DIGITS[:place] + digit + DIGITS[place + 1 :]

    genuine = check(changed, KEYS, NOW).outcome is Outcome.GENUINE
    assert genuine is (changed == DIGITS)


@given(st.binary(max_size=1100))
def test_no_bytes_make_the_verifier_stumble(token: bytes):
    assert verify(token, KEYS, NOW).outcome is Outcome.NOT_GENUINE


@given(st.binary(max_size=900), st.integers(0, 400))
def test_no_bytes_in_our_envelope_make_the_verifier_stumble(rest: bytes, kept: int):
    assert verify(TOKEN[: min(kept, len(TOKEN) - 1)] + rest[:600], KEYS, NOW).outcome is Outcome.NOT_GENUINE


@given(st.text())
def test_a_text_is_read_or_refused_and_never_anything_else(text: str):
    try:
        token = from_text(text)
    except Unreadable:
        assert check(text, KEYS, NOW).outcome is Outcome.UNREADABLE
    else:
        assert from_text(to_text(token, URL)) == token


@given(st.binary(min_size=1, max_size=1024))
def test_every_message_has_exactly_one_text(token: bytes):
    assert from_text(to_text(token, URL)) == token


@given(st.binary(min_size=16, max_size=32), st.data())
def test_a_short_code_is_understood_in_any_case_and_grouping(dice: bytes, data: st.DataObject):
    code = new_code(dice)
    gaps = [data.draw(st.sampled_from(("", " ", "-", "\u3000", "–"))) for _ in code]
    cases = [data.draw(st.sampled_from((str.upper, str.lower))) for _ in code]

    assert normalise("".join(gap + case(sign) for gap, case, sign in zip(gaps, cases, code, strict=True))) == code


@given(st.text(max_size=20))
def test_a_typed_code_is_one_of_ours_or_none(text: str):
    code = normalise(text)

    assert code is None or normalise(code) == code
