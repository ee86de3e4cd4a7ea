"""The card: everything on it, nothing cut off, and the code readable at the size of a phone."""

import io
from datetime import date

import cv2
import numpy as np
import pytest
from PIL import Image

from bot.vouchers import backdrop
from bot.vouchers.card import _VALUES_AT, CardContent, _laid_out, day_in_words, voucher_card
from bot.vouchers.claims import VoucherClaims
from bot.vouchers.lettering import Style, clean, width_of, wrapped
from bot.vouchers.qr import QUIET_ZONE
from bot.vouchers.scan import read_codes
from bot.vouchers.wire import sign, to_text
from domain.people import mask_name
from domain.vouchers import VoucherState
from tests.unit.vouchers.making import CLAIMS, SIGNING, URL

TEXT = to_text(sign(CLAIMS, SIGNING), URL)
SHORT = "杭州市拱墅区大关街道湖墅南路12号3幢"
LONG = (
    "杭州市拱墅区大关街道湖墅南路一百二十号东新园小区北区第三期"
    "中央公园花园里三十二幢之二商住综合楼东侧附属楼甲座裙房二层东侧"
)
LATIN = "Building 3, 12 South Hushu Road, Daguan Subdistrict, Gongshu District, Hangzhou"
DAYS = (date(2026, 11, 20), date(2027, 11, 20))


def content(name: str = "张*", address: str = SHORT, state: VoucherState = VoucherState.VALID) -> CardContent:
    return CardContent(name, "002X", address, *DAYS, "A3F9KM7XY", state)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", [SHORT, LONG, LATIN, "A" * 90, ""])
@pytest.mark.parametrize("name", ["张*", mask_name("阿依古丽·买买提"), mask_name("John Alexander Fitzgerald-Smith")])
def test_every_card_reads_and_is_720_pixels_wide(language, address, name):
    png = voucher_card(content(name, address), TEXT, language)

    assert read_codes(png) == [TEXT]
    assert opened(png).width == 720


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("name", "address"), [("张*", LONG), (mask_name("A" * 40 + " " + "B" * 40), "A" * 90)])
def test_nothing_is_cut_off_or_runs_over_the_edge(language, name, address):
    given = content(name, address)

    rows, shape = _laid_out(given, language)

    words = "".join(row.words for row in rows).replace(" ", "")
    assert words.startswith((name + "002X" + address).replace(" ", ""))
    right = _VALUES_AT[language] + max(width_of(row.words, row.style) for row in rows)
    assert right <= 720 - 44
    assert rows[-1].base + 20 < shape.panel


@pytest.mark.parametrize("state", list(VoucherState))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_state_but_valid_draws_a_red_band(state, language):
    picture = opened(voucher_card(content(state=state), TEXT, language)).convert("RGB")

    red, green, _ = picture.getpixel((4, backdrop.HEADER + 20))
    assert (red > 150 and green < 80) is (state is not VoucherState.VALID)


def test_the_code_is_three_centimetres_on_a_small_phone_and_reads_at_its_size():
    card = opened(voucher_card(content(), TEXT)).convert("L")
    on_screen = card.resize((360, card.height // 2), Image.Resampling.BILINEAR)
    file = io.BytesIO()
    on_screen.save(file, "PNG")

    dark = np.array(card)[600:1100] < 128
    across = np.flatnonzero(dark.any(axis=0))
    centimetres = (across[-1] - across[0]) / 2 / 160 * 2.54
    assert centimetres >= 3
    assert read_codes(file.getvalue()) == [TEXT]


def test_a_long_voucher_takes_a_larger_code_and_still_reads():
    fields = {name: getattr(CLAIMS, name) for name in VoucherClaims.__dataclass_fields__}
    text = to_text(sign(VoucherClaims(**(fields | {"address": LONG * 2})), SIGNING), URL)

    assert read_codes(voucher_card(content(address=LONG * 2), text)) == [text]


def test_another_reader_than_ours_reads_the_card():
    card = cv2.imdecode(np.frombuffer(voucher_card(content(), TEXT), np.uint8), cv2.IMREAD_GRAYSCALE)

    assert cv2.QRCodeDetectorAruco().detectAndDecode(card)[0] == TEXT


def test_the_quiet_zone_on_the_card_is_white():
    picture = opened(voucher_card(content(), TEXT)).convert("L")
    _, shape = _laid_out(content(), "zh")
    scale = 8
    left = (720 - (65 + 2 * QUIET_ZONE) * scale) // 2
    top = shape.panel + (backdrop.PANEL - (65 + 2 * QUIET_ZONE) * scale) // 2

    strip = picture.crop((left, top, left + 73 * scale, top + QUIET_ZONE * scale))
    assert strip.getextrema() == (255, 255)


def test_two_cards_of_one_shape_do_not_leak_into_each_other():
    first = voucher_card(content("张*"), TEXT)

    voucher_card(content("欧**"), TEXT)

    assert voucher_card(content("张*"), TEXT) == first


def test_a_name_shows_on_the_card():
    one, other = (np.array(opened(voucher_card(content(name), TEXT)).convert("L")) for name in ("张*", "李*"))

    rows = np.flatnonzero((one != other).any(axis=1))
    assert backdrop.HEADER < rows[0] <= rows[-1] < backdrop.HEADER + 80


def test_marks_that_turn_or_hide_text_are_not_drawn():
    assert clean("张\u202e三\u200b\n李\x07\u2066四") == "张三 李四"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh", "2026年11月20日 星期五"), ("en", "Friday, 20 November 2026")],
)
def test_a_day_is_told_with_its_weekday(language, expected):
    assert day_in_words(date(2026, 11, 20), language) == expected


def test_every_month_and_weekday_has_its_name():
    days = [date(2026, month, day) for month in range(1, 13) for day in range(1, 8)]

    english = {day_in_words(day, "en").split()[i] for day in days for i in (0, 2)}
    assert {"December", "August", "July", "Sunday,", "Monday,"} < english
    assert len(english) == 12 + 7


def test_lines_break_between_characters_keep_numbers_with_their_word_and_end_evenly():
    lines = wrapped(SHORT, Style(30), 504)

    assert lines == ["杭州市拱墅区大关街道", "湖墅南路12号3幢"]


def test_punctuation_does_not_begin_a_line():
    assert wrapped("一二三四五六七八，九十甲乙", Style(30), 240) == ["一二三四五六七八，", "九十甲乙"]


def test_a_page_of_punctuation_is_broken_all_the_same():
    assert len(wrapped("。" * 100, Style(30), 240)) >= 11
