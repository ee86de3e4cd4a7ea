"""Somebody else's software, with nothing of ours but the published keys and the picture, comes to the same verdict."""

import base64
import json
from datetime import date
from pathlib import Path

import cbor2
import cv2
import numpy as np
import pytest
from pycose.algorithms import Es256
from pycose.headers import KID, Algorithm
from pycose.keys import EC2Key
from pycose.messages import Sign1Message

from bot.vouchers.card import CardContent, voucher_card
from bot.vouchers.keys import VoucherKeys
from bot.vouchers.wire import sign, to_text
from tests.unit.vouchers.making import CLAIMS, URL


def pycose_verdict(picture: bytes, jwks: str) -> tuple[bool, dict]:
    """OpenCV reads the picture, pycose the message; the keys come as the JSON that is published."""
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    digits = cv2.QRCodeDetectorAruco().detectAndDecode(image)[0].partition("/v#")[2]
    number = int(digits)
    marked = number.to_bytes((number.bit_length() + 7) // 8, "big")
    assert marked[0] == 1
    message = Sign1Message.decode(marked[1:])
    keys = {key["kid"]: key for key in json.loads(jwks)["keys"]}
    jwk = keys[message.phdr[KID].decode()]
    x, y = (base64.urlsafe_b64decode(jwk[name] + "=") for name in "xy")
    message.key = EC2Key(crv="P_256", x=x, y=y, optional_params={"ALG": "ES256"})
    assert message.phdr[Algorithm] is Es256
    return message.verify_signature(), cbor2.loads(message.payload)


@pytest.fixture
def keys(tmp_path: Path) -> VoucherKeys:
    return VoucherKeys.load_or_create(tmp_path / "vouchers.json")


def card(keys: VoucherKeys) -> bytes:
    content = CardContent("张*", "002X", CLAIMS.address, CLAIMS.registered_on, date(2027, 11, 20), "A3F9KM7XY")
    return voucher_card(content, to_text(sign(CLAIMS, keys.signing), URL))


def test_a_third_party_reads_and_verifies_a_card_from_the_published_keys_alone(keys):
    picture = card(keys)
    keys.rotate()

    genuine, claims = pycose_verdict(picture, json.dumps(keys.jwks()))

    assert genuine
    assert claims[7] == CLAIMS.id
    assert claims[-65537] == {"n": "张*", "d": "002X", "a": CLAIMS.address, "r": "2026-11-20"}


def test_a_third_party_finds_a_forged_card_out(keys, tmp_path):
    jwks = keys.jwks()
    forger = VoucherKeys.load_or_create(tmp_path / "forger.json")
    jwks["keys"][0] |= {"kid": forger.entries[0].kid}

    genuine, _ = pycose_verdict(card(forger), json.dumps(jwks))

    assert not genuine
