"""Vouchers: issuing and verifying beside `cwt`, drawing beside `qrcode`, reading photos beside decoding alone.

python -m bench.vouchers [--draw] [--scan] [--photos N] [--quick]
"""

import argparse
import io
import random
import secrets
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path

import cv2
import cwt
import numpy as np
import qrcode
import zxingcpp
from PIL import Image

from bench._anchor import footer, goal, header, in_turn, out, report
from bot.vouchers.card import CardContent, draw_qr, qr_png, version_of, voucher_card
from bot.vouchers.claims import VoucherClaims
from bot.vouchers.codes import new_code
from bot.vouchers.keys import VoucherKeys
from bot.vouchers.scan import read_codes
from bot.vouchers.wire import Outcome, check, sign, to_text
from tests.unit.vouchers.photos import grey, photographed

URL = "https://anju.example.gov.cn"
NOW = datetime.now(UTC).replace(microsecond=0)
CLAIMS = VoucherClaims(
    issuer="anju.example.gov.cn",
    id=secrets.token_bytes(16),
    issued_at=NOW,
    expires_at=NOW + timedelta(days=365),
    name="张*",
    document="002X",
    address="杭州市拱墅区大关街道湖墅南路12号3幢",
    registered_on=date(2026, 11, 20),
)
STREETS = ("大关街道湖墅南路", "米市巷街道密渡桥路", "和睦街道登云路", "拱宸桥街道丽水路", "上塘街道东新路")


def bare_claims() -> dict[int, object]:
    """The same claims as `cwt` takes them."""
    holder = {"n": CLAIMS.name, "d": CLAIMS.document, "a": CLAIMS.address, "r": "2026-11-20"}
    times = {4: int(CLAIMS.expires_at.timestamp()), 6: int(NOW.timestamp())}
    return {1: CLAIMS.issuer, **times, 7: CLAIMS.id, -65537: holder}


def wire(keys: VoucherKeys, quick: bool) -> bool:
    """P9: a whole voucher, to and from the text of its code, beside `cwt` with the message alone."""
    key, public, claims = keys.signing, keys.public, bare_claims()
    (only,) = public.values()
    token, text = cwt.encode(claims, key), to_text(sign(CLAIMS, key), URL)
    assert check(text, public, NOW).outcome is Outcome.GENUINE
    cases = {
        "cwt signs": lambda: cwt.encode(claims, key),
        "claims to QR text": lambda: to_text(sign(CLAIMS, key), URL),
        "cwt verifies": lambda: cwt.decode(token, keys=only),
        "QR text to verified claims": lambda: check(text, public, NOW),
    }
    seen = in_turn(cases, rounds=7 if quick else 31, window=0.1)
    report(seen, "cwt signs")
    issued = seen["claims to QR text"].ratio_to(seen["cwt signs"])
    verified = seen["QR text to verified claims"].ratio_to(seen["cwt verifies"])
    return goal("P9 issue", issued, 0.9) & goal("P9 verify", verified, 0.9)


def some_vouchers(keys: VoucherKeys, count: int, dice: random.Random) -> list[tuple[CardContent, str]]:
    """Different people at different addresses, so that nothing is drawn from memory that a city would not repeat."""
    made = []
    for _ in range(count):
        address = f"杭州市拱墅区{dice.choice(STREETS)}{dice.randint(1, 900)}号{dice.randint(1, 40)}幢"
        name = dice.choice("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张") + "*" * dice.randint(1, 2)
        tail = f"{dice.randint(0, 9999):04}"
        claims = replace(CLAIMS, id=dice.randbytes(16), name=name, document=tail, address=address)
        days = (claims.registered_on, claims.expires_at.date())
        content = CardContent(name, tail, address, *days, new_code(dice.randbytes(16)))
        made.append((content, to_text(sign(claims, keys.signing), URL)))
    return made


def plain_picture(text: str) -> bytes:
    """What `qrcode` makes of the text when nothing is said."""
    code, file = qrcode.QRCode(), io.BytesIO()
    code.add_data(text)
    code.make_image().save(file, "PNG")
    return file.getvalue()


def our_picture(text: str) -> bytes:
    """Our code alone, six pixels a module like the native one."""
    return qr_png(text, 6 * 73)


def native_picture(text: str) -> bytes:
    """The code alone by zxing-cpp's writer in C++."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    file = io.BytesIO()
    Image.fromarray(code.to_image(scale=6)).save(file, "PNG")
    return file.getvalue()


def drawing(keys: VoucherKeys, quick: bool) -> bool:
    """P10: the whole card and the code alone, beside the default picture of `qrcode`."""
    vouchers = some_vouchers(keys, 500, random.Random(10))
    out("drawn", version=max(version_of(text) for _, text in vouchers), png_bytes=len(voucher_card(*vouchers[0])))
    turn = cycle(vouchers)
    cases = {
        "qrcode default PNG": lambda: plain_picture(next(turn)[1]),
        "zxing-cpp native PNG": lambda: native_picture(next(turn)[1]),
        "our code PNG": lambda: our_picture(next(turn)[1]),
        "our whole card PNG": lambda: voucher_card(*next(turn)),
    }
    seen = in_turn(cases, rounds=5 if quick else 15, window=0.3)
    report(seen, "qrcode default PNG")
    card = seen["our whole card PNG"].ratio_to(seen["qrcode default PNG"])
    native = seen["our code PNG"].ratio_to(seen["zxing-cpp native PNG"])
    return goal("P10 card", card, 4) & goal("P10 code beside native", native, 0.6)


def reading_back(keys: VoucherKeys, photos: int) -> bool:
    """P10: photos of cards and of codes, taken askew in bad light; each has to read and to verify."""
    dice, read = random.Random(1000), 0
    for number, (content, text) in enumerate(some_vouchers(keys, photos, dice)):
        card = grey(voucher_card(content, text, "zh" if number % 4 else "en"))
        picture = card if number % 2 else np.array(draw_qr(text))
        read += [text] == read_codes(photographed(picture, dice))
    out("read back", photos=photos, read=read)
    return goal("P10 read back", read / photos, 1.0)


def scanning(keys: VoucherKeys, quick: bool) -> bool:
    """P11 as far as it goes without a database: from photo to verdict, beside decoding the photo."""
    dice = random.Random(11)
    photos = [photographed(grey(our_picture(text)), dice) for _, text in some_vouchers(keys, 40, dice)]
    one, other = cycle(photos), cycle(photos)
    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)

    def decoded() -> bool:
        picture = Image.open(io.BytesIO(next(one))).convert("L")
        return zxingcpp.read_barcode(picture, formats=only) is not None

    def verdict() -> Outcome:
        return check(read_codes(next(other))[0], keys.public, NOW).outcome

    assert all(verdict() is Outcome.GENUINE for _ in photos)
    seen = in_turn({"decoding alone": decoded, "photo to verdict": verdict}, rounds=5 if quick else 19, window=0.5)
    report(seen, "decoding alone")
    return goal("P11", seen["photo to verdict"].ratio_to(seen["decoding alone"]), 0.85)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draw", action="store_true", help="drawing, and reading back from photos")
    parser.add_argument("--scan", action="store_true", help="photo to verdict")
    parser.add_argument("--photos", type=int, default=1000, help="how many are read back")
    parser.add_argument("--quick", action="store_true", help="a third of the rounds, 50 photos")
    args = parser.parse_args()
    header()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        keys = VoucherKeys.load_or_create(Path(folder) / "vouchers.json")
        everything = not (args.draw or args.scan)
        met = wire(keys, args.quick) if everything else True
        if args.draw or everything:
            met &= drawing(keys, args.quick)
            met &= reading_back(keys, 50 if args.quick else args.photos)
        if args.scan or everything:
            met &= scanning(keys, args.quick)
    footer()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
