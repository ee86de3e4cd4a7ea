"""The register of clauses: what each rule and each answer stands on, so that a screen can show it.

A clause is found by its mark (二(一)2(1), 附件1, 意见·二(四), 民法典201). The words of the notice and of the
opinion are exact quotations; those of national law are paraphrases, and their instrument says so. Nothing
here decides anything: numbers live in `domain.law`, rules beside them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from domain.clauses_national import CIVIL_CODE_WORDS, DECREE_663_WORDS
from domain.clauses_notice import NOTICE_WORDS
from domain.clauses_opinion import OPINION_WORDS


class UnknownClause(LookupError):
    """No clause has this mark; `mark` says which was asked for."""

    def __init__(self, mark: str) -> None:
        super().__init__(f"no clause is marked {mark!r}")
        self.mark = mark


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal text: its title, its standing, the day it takes effect, the day these words were last checked.

    `in_force` is None where the text names no day. `status` is for people: it says when a text is a draft,
    and when the words kept here are a paraphrase.
    """

    code: str
    title: str
    status: str
    in_force: date | None
    checked: date


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of an instrument; `mark` is unique over all instruments."""

    instrument: Instrument
    mark: str
    words: str


NOTICE = Instrument(
    code="notice",
    title="关于推行新型居住证制度的通知",
    status="征求意见稿",
    in_force=date(2017, 1, 1),
    checked=date(2026, 11, 23),
)
"""The draft notice of the district. Its text names the day it takes effect; it is still a draft."""

OPINION = Instrument(
    code="opinion",
    title="投资项目中介机构管理意见",
    status="文本未写明施行日期",
    in_force=None,
    checked=date(2026, 11, 23),
)
"""The district's opinion on agencies for investment projects; its text prints no title."""

CIVIL_CODE = Instrument(
    code="civil_code",
    title="中华人民共和国民法典",
    status="国家法律；此处为转述，以正式文本为准",
    in_force=date(2021, 1, 1),
    checked=date(2026, 11, 23),
)
"""National law on counting periods."""

DECREE_663 = Instrument(
    code="decree_663",
    title="居住证暂行条例（国务院令第663号）",
    status="行政法规；此处为转述，以正式文本为准",
    in_force=date(2016, 1, 1),
    checked=date(2026, 11, 23),
)
"""The State Council's interim regulations on residence permits."""

INSTRUMENTS = (NOTICE, OPINION, CIVIL_CODE, DECREE_663)
"""Every instrument, the district's own first."""


def _clauses() -> Iterator[Clause]:
    texts = (
        (NOTICE, NOTICE_WORDS),
        (OPINION, OPINION_WORDS),
        (CIVIL_CODE, CIVIL_CODE_WORDS),
        (DECREE_663, DECREE_663_WORDS),
    )
    for instrument, words in texts:
        for mark, text in words.items():
            yield Clause(instrument, mark, text)


CLAUSES: Mapping[str, Clause] = MappingProxyType({item.mark: item for item in _clauses()})
"""Every clause by its mark, in the order of the instruments."""


def clause(mark: str) -> Clause:
    """The clause with this mark; UnknownClause if there is none."""
    try:
        return CLAUSES[mark]
    except KeyError:
        raise UnknownClause(mark) from None
