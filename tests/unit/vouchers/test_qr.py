"""The code: the same modules as `qrcode` draws, as small as can be, and read by others."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

from bot.vouchers.qr import MASK, QUIET_ZONE, draw_qr, qr_image, qr_matrix, qr_png, version_of
from bot.vouchers.wire import sign, to_text
from tests.unit.vouchers.making import CLAIMS, SIGNING, URL

TEXT = to_text(sign(CLAIMS, SIGNING), URL)


def drawn_by_qrcode(text: str) -> QRCode:
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=MASK)
    code.add_data(text, optimize=20)
    code.make()
    return code


@pytest.mark.parametrize("digits", [30, 120, 300, 580, 600, 1200, 1700, 2467])
def test_every_module_is_where_qrcode_puts_it(digits):
    text = f"{URL}/v#" + ("7301945826" * 250)[:digits]

    assert qr_matrix(text) == [[bool(module) for module in row] for row in drawn_by_qrcode(text).modules]


def test_the_version_is_the_smallest_that_holds_the_text_around_every_step():
    for digits in range(20, 2468, 13):
        text = f"{URL}/v#" + "7" * digits
        code = QRCode(error_correction=ERROR_CORRECT_M)
        code.add_data(text, optimize=20)
        assert version_of(text) == code.best_fit(), digits


def test_a_normal_voucher_fits_version_12():
    assert version_of(TEXT) <= 12


@pytest.mark.parametrize("text", ["居住登记", "https://anju.example/r#房间", "https://anju.example/", "12345"])
def test_other_texts_are_drawn_too(text):
    assert cv2.QRCodeDetectorAruco().detectAndDecode(np.array(draw_qr(text)))[0] == text


def test_a_text_for_which_there_is_no_code_is_refused():
    with pytest.raises(DataOverflowError):
        qr_matrix("x" * 3000)


def test_the_quiet_zone_is_white_and_four_modules_wide():
    image = np.array(qr_image(TEXT, 400))
    side = 65 + 2 * QUIET_ZONE
    scale = 400 // side

    assert image.shape == (side * scale, side * scale)
    ring = np.ones_like(image, bool)
    ring[4 * scale : -4 * scale, 4 * scale : -4 * scale] = False
    assert image[ring].min() == 255
    assert image[4 * scale, 4 * scale] == 0


def test_the_file_shows_the_same_picture():
    shown = Image.open(io.BytesIO(qr_png(TEXT, 400)))

    assert (shown.format, shown.convert("L").tobytes()) == ("PNG", qr_image(TEXT, 400).tobytes())


def test_another_reader_than_ours_reads_it():
    assert cv2.QRCodeDetectorAruco().detectAndDecode(np.array(draw_qr(TEXT)))[0] == TEXT
