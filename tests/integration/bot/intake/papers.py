"""Papers as people hand them in, drawn with invented people: leases, forms, proofs, licences, cards.

Each is a picture in colour, upright and whole; `camera.py` takes photos of them. Nothing here is a real document's
design: what counts is how much ink stands where, how dense it is and what colours the paper has.
"""

import random
from collections.abc import Callable

from PIL import Image, ImageDraw

from bot.vouchers.lettering import fonts

PAGE = (1654, 2339)  # A4 at 200 dots an inch
CARD = (1712, 1080)  # an identity card at 508
_WORDS = (
    "甲方将坐落于杭州市拱墅区大关街道的房屋出租给乙方居住使用租赁期限自二〇二六年三月一日起至二〇二七年二月二十八日止"
    "租金每月人民币贰仟捌佰元整押一付三乙方应当爱护房屋及其附属设施不得擅自改变用途承租人已知悉居住登记的有关规定"
    "参保人员自本年度一月起连续缴纳养老医疗失业工伤生育保险特此证明本证明仅供办理居住证时使用涂改无效"
)
_BARS = ((30, 110, 220), (236, 236, 240), (200, 40, 40))
Ink = tuple[int, int, int]


def lease(dice: random.Random) -> Image.Image:
    """A page full of words, a signature and a red seal."""
    page, pen = _sheet(dice)
    _line(pen, 827, 190, "房屋租赁合同", 72, centred=True)
    _paragraphs(pen, dice, top=330, bottom=dice.randint(1700, 2000), size=dice.choice((34, 38, 42)))
    _line(pen, 240, 2070, "出租人：张建国", 44)
    _seal(pen, 1250, 2060, 150)
    return page


def proof(dice: random.Random) -> Image.Image:
    """A proof of a few lines on a page that is mostly blank."""
    page, pen = _sheet(dice)
    _line(pen, 827, 260, "证  明", 80, centred=True)
    _paragraphs(pen, dice, top=440, bottom=440 + dice.randint(2, 6) * 75, size=46)
    _line(pen, 1000, dice.randint(1000, 1500), "二〇二六年十一月二十三日", 44)
    return page


def note(dice: random.Random) -> Image.Image:
    """Hardly anything: one line by hand, somewhere."""
    page, pen = _sheet(dice)
    _line(pen, dice.randint(180, 500), dice.randint(300, 1500), "同意。李卫东", 60, ink=(40, 50, 110))
    return page


def form(dice: random.Random) -> Image.Image:
    """A table with rulings, grey heads and answers."""
    page, pen = _sheet(dice)
    _line(pen, 827, 150, "居住证申领表", 66, centred=True)
    rows, top, height = dice.randint(12, 20), 290, 95
    for row in range(rows):
        y = top + row * height
        pen.rectangle((150, y, 470, y + height), fill=(225, 225, 225))
        _line(pen, 170, y + 22, _some(dice, 6), 40)
        _line(pen, 500, y + 22, _some(dice, dice.randint(2, 22)), 40, ink=(25, 35, 90))
    for row in range(rows + 1):
        pen.line((150, top + row * height, 1504, top + row * height), fill=(30, 30, 30), width=3)
    for x in (150, 470, 1504):
        pen.line((x, top, x, top + rows * height), fill=(30, 30, 30), width=3)
    return page


def licence(dice: random.Random) -> Image.Image:
    """A certificate: tinted paper, a wide ornate frame, waves behind the words, a seal."""
    page = Image.new("RGB", PAGE[::-1] if dice.random() < 0.5 else PAGE, (252, 246, 230))
    pen, (wide, tall) = ImageDraw.Draw(page), page.size
    for y in range(120, tall - 120, 26):
        pen.line([(x, y + 8 * ((x // 60) % 2)) for x in range(120, wide - 120, 60)], fill=(240, 226, 196), width=3)
    for inset, width in ((60, 30), (110, 6)):
        pen.rectangle((inset, inset, wide - inset, tall - inset), outline=(176, 120, 60), width=width)
    _line(pen, wide // 2, 190, "营业执照", 110, centred=True)
    for row in range(dice.randint(6, 9)):
        _line(pen, 230, 400 + row * 105, _some(dice, dice.randint(8, (wide - 600) // 48)), 46)
    _seal(pen, wide - 430, tall - 430, 160)
    return page


def identity_card(dice: random.Random) -> Image.Image:
    """The side with the picture: pale blue and rose, six lines, a head."""
    card = _card((222, 232, 240), (240, 226, 226))
    pen = ImageDraw.Draw(card)
    lines = (
        "姓名  王小明",
        "性别  男   民族  汉",
        "出生  1990 年 3 月 7 日",
        "住址  安徽省黄山市屯溪区",
        "      昱东街道前园路12号",
    )
    for row, words in enumerate(lines):
        _line(pen, 110, 110 + row * 130, words, 62)
    _line(pen, 110, 900, "公民身份号码  11010519491231002X", 66)
    pen.ellipse((1240, 170, 1520, 530), fill=(206, 168, 144))
    pen.pieslice((1210, 100, 1550, 480), 180, 360, fill=(30, 26, 26))
    pen.pieslice((1120, 540, 1640, 1240), 180, 360, fill=(54, 60, 84))
    pen.rectangle((1100, 880, 1660, 1079), fill=(228, 230, 234))
    return card


def card_back(dice: random.Random) -> Image.Image:
    """The side with the emblem: a few lines, a red round, fine waves."""
    card = _card((226, 234, 236), (236, 228, 226))
    pen = ImageDraw.Draw(card)
    pen.ellipse((140, 120, 420, 400), fill=(190, 40, 40))
    pen.ellipse((220, 190, 340, 310), fill=(230, 190, 80))
    _line(pen, 560, 170, "中华人民共和国", 100)
    _line(pen, 560, 340, "居民身份证", 130)
    _line(pen, 330, 760, "签发机关  黄山市公安局屯溪分局", 60)
    _line(pen, 330, 890, "有效期限  2016.03.07-2036.03.07", 60)
    return card


def permit_card(dice: random.Random) -> Image.Image:
    """A residence permit in strong blue below and pale above."""
    card = _card((196, 222, 240), (214, 232, 240))
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, CARD[0], 190), fill=(40, 96, 160))
    _line(pen, CARD[0] // 2, 40, "浙江省居住证", 104, ink=(250, 250, 250), centred=True)
    for row in range(5):
        _line(pen, 560, 280 + row * 130, _some(dice, dice.randint(5, 14)), 62)
    pen.rectangle((100, 270, 460, 770), fill=(120, 130, 150))
    pen.ellipse((180, 330, 380, 590), fill=(206, 168, 144))
    return card


def screenshot(dice: random.Random) -> Image.Image:
    """A proof on a telephone's screen: a bar above and below, white between, all dead straight."""
    screen = Image.new("RGB", (1080, 2340), (255, 255, 255))
    pen = ImageDraw.Draw(screen)
    pen.rectangle((0, 0, 1080, dice.randint(180, 420)), fill=dice.choice(_BARS))
    pen.rectangle((0, 2340 - dice.randint(60, 200), 1080, 2340), fill=(240, 240, 244))
    for row in range(dice.randint(6, 14)):
        _line(pen, 60, 520 + row * 110, _some(dice, dice.randint(4, 20)), 44)
    return screen


PAGES: tuple[Callable[[random.Random], Image.Image], ...] = (lease, proof, note, form, licence)
CARDS: tuple[Callable[[random.Random], Image.Image], ...] = (identity_card, card_back, permit_card)


def portrait(dice: random.Random) -> Image.Image:
    """A head and shoulders before a plain wall, as from a photo shop."""
    wall = dice.choice(((255, 255, 255), (70, 140, 210), (196, 40, 48)))
    picture = Image.new("RGB", (960, 1280), wall)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((120, 930, 840, 1700), fill=(44, 48, 62))
    pen.polygon([(400, 960), (560, 960), (480, 1160)], fill=(240, 240, 240))
    pen.rectangle((410, 780, 550, 990), fill=(206, 164, 138))
    pen.ellipse((280, 300, 680, 880), fill=(222, 182, 156))
    pen.pieslice((260, 240, 700, 760), 185, 355, fill=(28, 24, 24))
    for x in (385, 575):
        pen.ellipse((x - 36, 540, x + 36, 570), fill=(250, 250, 250))
        pen.ellipse((x - 15, 540, x + 15, 570), fill=(30, 24, 20))
    pen.ellipse((420, 720, 540, 750), fill=(176, 92, 92))
    return picture


def _sheet(dice: random.Random) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("RGB", PAGE, dice.choice(((255, 255, 255), (252, 252, 250), (250, 246, 238))))
    return page, ImageDraw.Draw(page)


def _card(left: Ink, right: Ink) -> Image.Image:
    """Pale colours that run into each other, with fine waves."""
    ramp = Image.linear_gradient("L").rotate(90).resize(CARD)
    card = Image.composite(Image.new("RGB", CARD, right), Image.new("RGB", CARD, left), ramp)
    pen = ImageDraw.Draw(card)
    for y in range(0, CARD[1], 24):
        pen.line([(x, y + 6 * ((x // 40) % 2)) for x in range(0, CARD[0], 40)], fill=(206, 216, 226), width=2)
    return card


def _paragraphs(pen: ImageDraw.ImageDraw, dice: random.Random, top: int, bottom: int, size: int) -> None:
    across = 1330 // size
    for y in range(top, bottom, int(size * 1.65)):
        _line(pen, 165, y, _some(dice, across if dice.random() < 0.8 else dice.randint(3, across)), size)


def _some(dice: random.Random, count: int) -> str:
    start = dice.randrange(len(_WORDS))
    return (_WORDS * 2)[start : start + count]


def _line(
    pen: ImageDraw.ImageDraw, x: int, y: int, words: str, size: int, *, ink: Ink = (20, 20, 24), centred: bool = False
) -> None:
    pen.text((x, y), words, fill=ink, font=fonts().regular(size), anchor="ma" if centred else None)


def _seal(pen: ImageDraw.ImageDraw, x: int, y: int, radius: int) -> None:
    red = (205, 45, 45)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=red, width=9)
    _line(pen, x, y - 22, "专用章", 44, ink=red, centred=True)
