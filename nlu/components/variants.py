"""More examples from the ones people wrote: the same sentence with other names, places, numbers and days.

The extractor should learn the place of a name in a sentence, not the names that happen to be in the examples.
The same seed gives the same variants, so a model can be made again.
"""

import random
from typing import Any, Dict, List, Sequence, Tuple

from components.words import listed, surnames

Span = Dict[str, Any]
Example = Tuple[str, List[Span], str]

MADE_UP = 0.6
_CALLED = ("先生", "女士", "师傅", "阿姨", "大姐", "哥", "姐", "叔", "老师", "经理", "总")
_FIRM = "宏达天华瑞鑫嘉恒远中新联泰安科正诚东"
_ENDS = ("街道", "镇", "小区", "社区", "新村", "家园", "苑", "公寓", "花园", "村", "路", "")
_COUNTS = ("两", "三", "四", "五", "六", "八", "十", "十二", "二十", "2", "3", "5", "12", "30", "几", "十几")
_WEEKS = ("上周", "下周", "这周", "上个礼拜", "周", "星期", "礼拜")


def variants(examples: Sequence[Example], times: int, seed: int) -> List[Example]:
    """`times` variants of each example that has spans; an example is a text, its spans and its intent."""
    maker = _Maker(random.Random(seed), examples)
    annotated = [example for example in examples if example[1]]
    return [maker.variant(*example) for example in annotated for _ in range(times)]


class _Maker:
    """Exchanges spans for others of their kind: some made up, the rest as people wrote them elsewhere."""

    def __init__(self, rng: random.Random, examples: Sequence[Example]) -> None:
        self._rng = rng
        self._places = [place for place in listed("places") if len(place) > 1]
        self._surnames, self._given = surnames(), listed("given")[0]
        self._employers, self._trades, self._days = listed("employers"), listed("trades"), listed("days")
        self._written: Dict[str, List[str]] = {}
        for text, spans, _ in examples:
            for span in spans:
                self._written.setdefault(span["entity"], []).append(text[span["start"] : span["end"]])
        self._made = {
            "person": self._person,
            "address": self._address,
            "employer": self._employer,
            "phone": self._phone,
            "id_number": self._id_number,
            "date": self._date,
            "count": lambda word: rng.choice(_COUNTS),
        }

    def variant(self, text: str, spans: List[Span], intent: str) -> Example:
        result, placed, after = "", [], 0
        for span in sorted(spans, key=lambda one: one["start"]):
            if span["start"] < after:
                continue
            result += text[after : span["start"]]
            word = self._other(span["entity"], text[span["start"] : span["end"]])
            placed.append({"entity": span["entity"], "start": len(result), "end": len(result) + len(word)})
            result += word
            after = span["end"]
        return result + text[after:], placed, intent

    def _other(self, kind: str, word: str) -> str:
        """English words stay: what is made up here is Chinese."""
        if word.isascii() and not any(char.isdigit() for char in word):
            return word
        if kind in self._made and self._rng.random() < MADE_UP:
            return self._made[kind](word)
        return self._rng.choice([other for other in self._written[kind] if other.isascii() == word.isascii()])

    def _person(self, word: str) -> str:
        family = self._rng.choice(self._surnames[:150] if self._rng.random() < 0.8 else self._surnames)
        if len(word) == 1:
            return family
        if word[0] in "小老阿":
            return word[0] + family
        if word.endswith(_CALLED):
            return family + self._rng.choice(_CALLED)
        return family + "".join(self._rng.choice(self._given) for _ in range(self._rng.choice((1, 2, 2))))

    def _address(self, word: str) -> str:
        if len(word) < 4 or self._rng.random() < 0.25:
            return self._rng.choice(self._places)
        number = self._rng.randint
        door = self._rng.choice(
            (
                f"{number(1, 999)}号",
                f"{number(1, 60)}幢{number(1, 4)}单元{number(101, 1804)}",
                f"{number(1, 60)}-{number(1, 3)}-{number(101, 999)}",
                f"{number(1, 40)}栋{number(101, 2204)}室",
                f"{number(1, 12)}组{number(1, 99)}号",
                "",
            )
        )
        parts = [self._rng.choice(self._places) for _ in range(self._rng.choice((1, 2, 2)))]
        return "".join(parts) + self._rng.choice(_ENDS) + door

    def _employer(self, word: str) -> str:
        if self._rng.random() < 0.5:
            return self._rng.choice(self._employers)
        name = self._rng.choice(_FIRM) + self._rng.choice(_FIRM) + self._rng.choice(self._trades)
        return ("杭州" if self._rng.random() < 0.3 else "") + name

    def _phone(self, word: str) -> str:
        return f"1{self._rng.randint(3, 9)}{self._rng.randrange(10**9):09d}"

    def _id_number(self, word: str) -> str:
        number, digits = self._rng.randint, self._rng.randrange
        if not word[0].isdigit():
            return f"{self._rng.choice('EGHMKPC')}{digits(10**8):08d}"
        born = f"{number(1950, 2012)}{number(1, 12):02d}{number(1, 28):02d}"
        return f"{number(11, 65)}{digits(10**4):04d}{born}{digits(1000):03d}{self._rng.choice('0123456789xX')}"

    def _date(self, word: str) -> str:
        rng = self._rng
        month, day = rng.randint(1, 12), rng.randint(1, 28)
        return rng.choice(
            (
                *(f"{month}月{day}号", f"{month}月{day}日", f"{month}.{day}", f"{day}号", f"{month}月"),
                f"{rng.randint(2024, 2027)}年{month}月{day}日",
                f"{rng.choice(_WEEKS)}{rng.choice('一二三四五六日天')}",
                f"上个月{day}号",
                *(rng.choice(self._days), rng.choice(self._days)),
                f"{rng.choice('一二三四五六七八九')}月{rng.choice('一二三四五六七八九')}号",
                f"{rng.choice('两三四五六七八十')}天前",
            )
        )
