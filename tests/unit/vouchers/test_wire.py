"""The voucher on the wire: what is written, what is refused, and as what."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cwt import COSEKey

from bot.vouchers.claims import VoucherClaims
from bot.vouchers.wire import (
    MAX_DIGITS,
    Outcome,
    Unreadable,
    check,
    from_text,
    public_keys,
    sign,
    to_text,
    verify,
)
from tests.unit.vouchers.making import (
    CLAIMS,
    GOOD,
    HOLDER,
    KEYS,
    KID,
    NOW,
    PRIVATE,
    SIGNING,
    STRANGER,
    URL,
    b64,
    changed,
    message,
    without,
)

TOKEN = sign(CLAIMS, SIGNING)
TEXT = to_text(TOKEN, URL)
DIGITS = TEXT.partition("#")[2]


def outcome(token: bytes) -> Outcome:
    return verify(token, KEYS, NOW).outcome


def test_a_signed_voucher_is_genuine_and_says_what_was_signed():
    result = check(TEXT, KEYS, NOW)

    assert (result.outcome, result.claims, result.kid) == (Outcome.GENUINE, CLAIMS, KID)


def test_the_message_is_what_the_design_says():
    decoded = cbor2.loads(TOKEN)

    protected, unprotected, payload, signature = decoded.value
    assert (decoded.tag, unprotected, len(signature)) == (18, {}, 64)
    assert cbor2.loads(protected) == {1: -7, 4: KID.encode()}
    claims = cbor2.loads(payload)
    assert list(claims) == [1, 4, 6, 7, -65537]
    assert claims[4] == int(CLAIMS.expires_at.timestamp())
    assert claims[-65537] == {"n": "张*", "d": "002X", "a": CLAIMS.address, "r": "2026-11-20"}


def test_the_text_is_the_number_of_the_marked_message():
    assert f"{URL}/v#{int.from_bytes(bytes([1]) + TOKEN, 'big')}" == TEXT
    assert to_text(TOKEN, URL + "/") == TEXT


def test_the_order_of_the_header_and_a_foreign_library_make_the_same_bytes():
    payload = cbor2.loads(TOKEN).value[2]

    assert message(payload, signature=TOKEN[-64:]) == TOKEN


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(TEXT, id="as in the code"),
        pytest.param(DIGITS, id="digits alone"),
        pytest.param("#" + DIGITS, id="with the mark"),
        pytest.param(f"我的凭证：{TEXT}\n", id="in a sentence"),
        pytest.param(" ".join(DIGITS[i : i + 5] for i in range(0, len(DIGITS), 5)), id="in fives"),
        pytest.param("\u3000".join((DIGITS[:99], DIGITS[99:])) + "\u200b", id="with wide and invisible blanks"),
        pytest.param(TEXT.translate({48 + i: 0xFF10 + i for i in range(10)}), id="full-width digits"),
        pytest.param("https://another.example/v#" + DIGITS, id="another host"),
    ],
)
def test_a_text_reads_however_it_was_passed_on(written):
    assert check(written, KEYS, NOW).outcome is Outcome.GENUINE


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        pytest.param("", "empty", id="nothing"),
        pytest.param(f"{URL}/v#", "empty", id="address alone"),
        pytest.param("你好", "not_digits", id="words"),
        pytest.param(DIGITS + "a", "not_digits", id="a letter behind"),
        pytest.param("-" + DIGITS, "not_digits", id="a sign"),
        pytest.param(DIGITS[:9] + "_" + DIGITS[9:], "not_digits", id="an underscore, which int() takes"),
        pytest.param(DIGITS[:-1] + "٣", "not_digits", id="an Arabic digit, which int() takes"),
        pytest.param(DIGITS[:-1] + "²", "not_digits", id="a raised digit"),
        pytest.param("0" + DIGITS, "leading_zero", id="a leading zero"),
        pytest.param("1", "no_mark", id="the mark alone"),
        pytest.param("13800138000", "no_mark", id="a phone number"),
        pytest.param(str(int.from_bytes(b"\x02" + TOKEN, "big")), "no_mark", id="another mark"),
        pytest.param("9" * (MAX_DIGITS + 1), "too_long", id="one digit too many"),
        pytest.param("9" * 1_000_000, "too_long", id="a million digits"),
        pytest.param("x" * 1_000_000 + "#" + DIGITS, "too_long", id="a million letters in front"),
    ],
)
def test_a_text_that_is_no_vouchers_is_unreadable(written, reason):
    with pytest.raises(Unreadable) as raised:
        from_text(written)

    assert raised.value.reason == reason
    assert check(written, KEYS, NOW).outcome is Outcome.UNREADABLE


def test_every_single_flipped_bit_makes_it_not_genuine():
    flipped = (bytearray(TOKEN) for _ in range(8 * len(TOKEN)))

    for bit, token in enumerate(flipped):
        token[bit // 8] ^= 1 << bit % 8
        assert outcome(bytes(token)) is Outcome.NOT_GENUINE, bit


def test_every_shortening_and_lengthening_makes_it_not_genuine():
    shorter = [TOKEN[:end] for end in range(len(TOKEN))]

    for token in [*shorter, TOKEN + b"\x00", TOKEN + TOKEN, b"\x00" + TOKEN]:
        assert outcome(token) is Outcome.NOT_GENUINE


PUBLIC_PEM = PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
PUBLIC_RAW = PRIVATE.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def hs256_with(secret: bytes, tag: int) -> bytes:
    """The old trick: a MAC keyed with the public key, which everybody has."""
    head, payload = cbor2.dumps({1: 5, 4: KID.encode()}), cbor2.dumps(GOOD)
    context = "MAC0" if tag == 17 else "Signature1"
    mac = hmac.digest(secret, cbor2.dumps([context, head, b"", payload]), hashlib.sha256)
    return cbor2.dumps(cbor2.CBORTag(tag, [head, {}, payload, mac]))


def untagged(token: bytes) -> bytes:
    return token[1:]


HEADER = {1: -7, 4: KID.encode()}


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(message(private=STRANGER), id="another key under our key id"),
        pytest.param(message(signature=bytes(64)), id="a signature of zeros"),
        pytest.param(message(protected={1: -7, 4: b"2026-10-ffff"}), id="an unknown key id"),
        pytest.param(message(protected={1: -7}), id="no key id"),
        pytest.param(message(protected={1: -7}, unprotected={4: KID.encode()}), id="key id not protected"),
        pytest.param(message(protected={1: -7, 4: KID}), id="key id as text"),
        pytest.param(message(protected={1: -7, 4: "é".encode()}), id="key id that is no ASCII"),
        pytest.param(message(protected={4: KID.encode()}), id="no algorithm"),
        pytest.param(message(protected=b""), id="no protected header"),
        pytest.param(message(protected={1: 0, 4: KID.encode()}), id="algorithm none"),
        pytest.param(message(protected={1: "none", 4: KID.encode()}), id="algorithm none in words"),
        pytest.param(message(protected={1: -8, 4: KID.encode()}), id="EdDSA in the header"),
        pytest.param(message(protected={1: -35, 4: KID.encode()}), id="ES384 in the header"),
        pytest.param(message(unprotected={1: -7}), id="algorithm twice"),
        pytest.param(message(protected={4: KID.encode()}, unprotected={1: -7}), id="algorithm not protected"),
        pytest.param(message(unprotected={99: 1}), id="any unprotected header"),
        pytest.param(message(protected={**HEADER, 2: [99], 99: 1}), id="a critical header nobody knows"),
        pytest.param(message(protected={**HEADER, 2: []}), id="an empty list of critical headers"),
        pytest.param(message(protected={**HEADER, 99: 1}), id="another protected header"),
        pytest.param(message(tag=98), id="COSE_Sign's tag"),
        pytest.param(message(tag=61), id="the tag of a CWT alone"),
        pytest.param(untagged(message()), id="no tag"),
        pytest.param(cbor2.dumps(cbor2.CBORTag(61, cbor2.loads(message()))), id="wrapped in the CWT tag"),
        pytest.param(hs256_with(PUBLIC_PEM, 17), id="HS256 with our public key as PEM, tagged so"),
        pytest.param(hs256_with(PUBLIC_PEM, 18), id="HS256 with our public key as PEM, under our tag"),
        pytest.param(hs256_with(PUBLIC_RAW, 18), id="HS256 with our public key as a point"),
        pytest.param(message()[:-66] + b"\x58\x41" + message()[-64:] + b"\x00", id="a signature of 65"),
        pytest.param(message({**GOOD, 1: "x" * 1100}), id="too long a message"),
    ],
)
def test_a_message_that_is_not_ours_is_not_genuine(token):
    assert outcome(token) is Outcome.NOT_GENUINE


def test_a_length_not_in_shortest_form_is_not_genuine():
    token = message()
    head = token.index(b"\x51\xa2")  # 17 bytes of header
    longer = token[:head] + b"\x58\x11" + token[head + 1 :]

    assert outcome(token) is Outcome.GENUINE
    assert cbor2.loads(longer) == cbor2.loads(token)
    assert outcome(longer) is Outcome.NOT_GENUINE


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param(without(4), id="no expiry"),
        pytest.param(without(7), id="no id"),
        pytest.param(without(1), id="no issuer"),
        pytest.param(without(6), id="no date of issue"),
        pytest.param(without(-65537), id="no holder"),
        *(pytest.param(without(-65537, part), id=f"no {part}") for part in HOLDER),
        *(pytest.param(changed(-65537, part, to=1), id=f"a number for {part}") for part in HOLDER),
        pytest.param(changed(4, to=1.89e9), id="expiry with a fraction"),
        pytest.param(changed(4, to=True), id="expiry true"),
        pytest.param(changed(4, to="1890000000"), id="expiry as text"),
        pytest.param(changed(4, to=10**15), id="expiry after the end of time"),
        pytest.param(changed(4, to=1_763_000_000), id="expired when issued"),
        pytest.param(changed(7, to=bytes(15)), id="a short id"),
        pytest.param(changed(7, to="0" * 16), id="an id as text"),
        pytest.param(changed(-65537, "r", to="2026-02-30"), id="a day that there is not"),
        pytest.param(changed(-65537, "r", to="2026-W48-5"), id="a day of a week"),
        pytest.param(changed(-65537, "r", to="20261120"), id="a date without dashes"),
        pytest.param(changed(-65537, to=[]), id="a list for the holder"),
        pytest.param([GOOD], id="a list"),
        pytest.param(b"", id="an empty payload"),
        pytest.param(b"\xff", id="no CBOR"),
        pytest.param(b"\x81" * 600, id="600 lists within each other"),
    ],
)
def test_a_signed_message_with_other_claims_is_not_genuine(claims):
    assert outcome(message(claims)) is Outcome.NOT_GENUINE


def test_claims_that_nobody_knows_are_ignored():
    assert outcome(message({**GOOD, 99: "?"})) is Outcome.GENUINE


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(CLAIMS.expires_at - timedelta(seconds=1), Outcome.GENUINE, id="a second before"),
        pytest.param(CLAIMS.expires_at, Outcome.EXPIRED, id="at the moment"),
        pytest.param(CLAIMS.expires_at + timedelta(days=4000), Outcome.EXPIRED, id="years later"),
        pytest.param(NOW - timedelta(days=30), Outcome.GENUINE, id="clock behind the date of issue"),
    ],
)
def test_times_are_looked_at_to_the_second(now, expected):
    result = verify(TOKEN, KEYS, now)

    assert (result.outcome, result.claims) == (expected, CLAIMS)


def test_a_forged_voucher_that_is_over_is_not_genuine_rather_than_expired():
    late = CLAIMS.expires_at + timedelta(days=1)
    forged = message(private=STRANGER)

    assert verify(TOKEN, KEYS, late).outcome is Outcome.EXPIRED
    assert verify(forged, KEYS, datetime(2035, 1, 1, tzinfo=UTC)).outcome is Outcome.NOT_GENUINE


def test_a_naive_clock_is_refused():
    with pytest.raises(ValueError, match="zone"):
        verify(TOKEN, KEYS, datetime(2026, 11, 23))  # noqa: DTZ001 - the point of the test


def test_claims_refuse_naive_times_short_ids_and_an_end_before_the_start():
    fields = {name: getattr(CLAIMS, name) for name in VoucherClaims.__dataclass_fields__}
    naive = CLAIMS.expires_at.replace(tzinfo=None)

    for wrong in ({"expires_at": naive}, {"id": bytes(8)}, {"expires_at": CLAIMS.issued_at}):
        with pytest.raises(ValueError, match="voucher"):
            VoucherClaims(**(fields | wrong))


def test_a_time_in_another_zone_comes_back_as_the_same_moment():
    fields = {name: getattr(CLAIMS, name) for name in VoucherClaims.__dataclass_fields__}
    shanghai = CLAIMS.issued_at.astimezone(timezone(timedelta(hours=8)))
    token = sign(VoucherClaims(**(fields | {"issued_at": shanghai})), SIGNING)

    assert verify(token, KEYS, NOW).claims == CLAIMS


def test_a_voucher_that_would_not_fit_is_not_signed():
    fields = {name: getattr(CLAIMS, name) for name in VoucherClaims.__dataclass_fields__}

    with pytest.raises(ValueError, match="1024 are allowed"):
        sign(VoucherClaims(**(fields | {"address": "路" * 300})), SIGNING)


def test_a_key_of_another_kind_neither_signs_nor_verifies():
    other = COSEKey.from_symmetric_key(alg="HS256", kid=KID)
    pem = ec.generate_private_key(ec.SECP384R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    p384 = COSEKey.from_pem(pem, kid=KID.encode())

    for key in (other, p384):
        with pytest.raises(ValueError, match="P-256"):
            sign(CLAIMS, key)
        with pytest.raises(ValueError, match="P-256"):
            verify(TOKEN, {KID: key}, NOW)


def test_a_published_set_takes_only_es256_keys():
    jwk = {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": KID}
    point = PRIVATE.public_key().public_numbers()
    jwk |= {"x": b64(point.x), "y": b64(point.y)}
    others = [{"kty": "oct", "k": "AAAA", "alg": "HS256", "kid": KID}, {"kty": "RSA"}, jwk | {"alg": "ES384"}]

    keys = public_keys({"keys": [*others, jwk], "as_of": 1})

    assert list(keys) == [KID]
    assert verify(TOKEN, keys, NOW).outcome is Outcome.GENUINE
