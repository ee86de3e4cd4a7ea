"""T-04 for papers: a paper's code is genuine or not like a voucher's, and neither is ever taken for the other."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import cbor2
import pytest

from bot.vouchers.claims import PaperClaims
from bot.vouchers.wire import Checked, Outcome, check, sign, to_text, verify
from tests.unit.vouchers.making import CLAIMS, GOOD, HOLDER, KEYS, KID, NOW, SIGNING, STRANGER, URL, cose_key, message

PAPER = PaperClaims("anju.example.gov.cn", "receipt", "SL20261123-000123", date(2026, 11, 23), bytes(range(16)))
TOKEN = sign(PAPER, SIGNING)
SAID = {"k": "receipt", "no": "SL20261123-000123", "h": bytes(range(16))}
WRITTEN = {1: "anju.example.gov.cn", 6: 1_795_363_200, -65538: SAID}


def outcome(token: bytes) -> Outcome:
    return verify(token, KEYS, NOW).outcome


def said(**changes: object) -> dict[object, object]:
    """The claims of the paper with parts of the private one replaced, or left out for None."""
    inner = {name: value for name, value in {**SAID, **changes}.items() if value is not None}
    return {**WRITTEN, -65538: inner}


def test_a_paper_reads_back_as_it_was_and_is_no_voucher() -> None:
    assert check(to_text(TOKEN, URL), KEYS, NOW) == Checked(Outcome.PAPER, None, KID, PAPER)


def test_a_voucher_is_no_paper() -> None:
    found = check(to_text(sign(CLAIMS, SIGNING), URL), KEYS, NOW)

    assert (found.outcome, found.claims, found.paper) == (Outcome.GENUINE, CLAIMS, None)


def test_its_code_says_kind_number_day_and_digest_and_nothing_else() -> None:
    payload = cbor2.loads(cbor2.loads(TOKEN).value[2])

    assert payload == WRITTEN
    assert datetime.fromtimestamp(payload[6], UTC) == datetime(2026, 11, 22, 16, tzinfo=UTC), "midnight in Hangzhou"


def test_a_paper_stays_genuine_for_ever_and_a_voucher_does_not() -> None:
    later = NOW + timedelta(days=40 * 365)

    assert verify(TOKEN, KEYS, later).outcome is Outcome.PAPER
    assert verify(sign(CLAIMS, SIGNING), KEYS, later).outcome is Outcome.EXPIRED


def test_every_single_flipped_bit_makes_a_paper_not_genuine() -> None:
    for bit in range(8 * len(TOKEN)):
        changed = bytearray(TOKEN)
        changed[bit // 8] ^= 1 << bit % 8
        assert outcome(bytes(changed)) is Outcome.NOT_GENUINE, bit


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({**WRITTEN, -65537: HOLDER}, id="a paper with a holder"),
        pytest.param({**GOOD, -65538: SAID}, id="a voucher with a paper's claim"),
        pytest.param({**GOOD, -65538: None}, id="a voucher with an empty paper's claim"),
        pytest.param({**WRITTEN, 4: 1_890_000_000}, id="a paper that expires"),
        pytest.param({name: one for name, one in WRITTEN.items() if name != 1}, id="no issuer"),
        pytest.param({name: one for name, one in WRITTEN.items() if name != 6}, id="no day"),
        pytest.param({**WRITTEN, 6: True}, id="true for a day"),
        pytest.param({**WRITTEN, 6: 1.9e9}, id="a day with a fraction"),
        pytest.param({**WRITTEN, 6: 10**15}, id="a day after the end of time"),
        *(pytest.param(said(**{part: None}), id=f"no {part}") for part in SAID),
        *(pytest.param(said(**{part: 7}), id=f"a number for {part}") for part in SAID),
        pytest.param(said(k=""), id="no word for a kind"),
        pytest.param(said(k="Receipt"), id="a kind in capitals"),
        pytest.param(said(k="a" * 25), id="a long kind"),
        pytest.param(said(k="receipt\n"), id="a kind with a line's end"),
        pytest.param(said(no="sl1"), id="a number in small letters"),
        pytest.param(said(no="王小明"), id="a name for a number"),
        pytest.param(said(no="1" * 33), id="a long number"),
        pytest.param(said(h=bytes(15)), id="a short digest"),
        pytest.param(said(h="0" * 16), id="a digest as text"),
        pytest.param({**WRITTEN, -65538: []}, id="a list for the paper"),
    ],
)
def test_a_signed_paper_with_other_claims_is_not_genuine(claims: dict[object, object]) -> None:
    assert outcome(message(WRITTEN)) is Outcome.PAPER
    assert outcome(message(claims)) is Outcome.NOT_GENUINE


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(sign(PAPER, cose_key(STRANGER)), id="another key under our key id"),
        pytest.param(message(WRITTEN, signature=bytes(64)), id="a signature of zeros"),
        pytest.param(message(WRITTEN, protected={1: -7}), id="no key id"),
        pytest.param(message(WRITTEN, protected={1: 0, 4: KID.encode()}), id="algorithm none"),
        pytest.param(message(WRITTEN, protected={1: -7, 4: KID.encode(), 2: [99], 99: 1}), id="a critical header"),
        pytest.param(message(WRITTEN, unprotected={99: 1}), id="an unprotected header"),
    ],
)
def test_a_forged_paper_is_not_genuine_and_tells_nothing(token: bytes) -> None:
    found = verify(token, KEYS, NOW)

    assert (found.outcome, found.paper) == (Outcome.NOT_GENUINE, None)


def test_claims_that_nobody_knows_are_ignored() -> None:
    assert outcome(message({**WRITTEN, 99: "?", -65539: {}})) is Outcome.PAPER


@pytest.mark.parametrize("changes", [{"kind": "回执"}, {"number": ""}, {"digest": bytes(8)}])
def test_a_paper_that_no_verifier_would_take_is_not_signed(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="paper's"):
        replace(PAPER, **changes)


def test_the_check_code_is_the_beginning_of_the_digest() -> None:
    assert PAPER.check_code == "00010-20304"
