"""What a clause tells of somebody's social insurance: whether it runs, for how many months in a row, or with gaps.

Back-payments do not count and a gap starts the count again (二(一)2(1)): where a sentence tells of either, or of a sum,
it holds no number of months that could be taken.
"""

from dataclasses import dataclass

from bot.forms.eligibility_words import ELSEWHERE, FORMERLY, LATELY, words
from bot.interview.durations import lengths_in

_SOCIAL = r"(?:社保|社会保险|五险|(?<!商业)(?<!医疗)(?<!汽车)保险)"
INSURANCE = words(_SOCIAL, r"(?<!car )(?<!health )(?<!life )\binsurance")
_PAYS = words(r"交|缴|买|上了|参保|保了", r"\bpa(?:y|id)|insured|contribut")
_UNBROKEN = words(r"没(?:有)?(?:断|停)过?|不断|从?未断", r"never stopped|without a (?:gap|break)|no gaps?")
_BROKEN = words(
    r"断|停|补[交缴]|漏|欠|累计|一共|总共|合计|加起来|陆陆续续",
    r"\bgaps?\b|interrupt|back.?pa(?:y|id)|in total|altogether|on and off",
)
_STILL = words(
    r"一直(?:在|都)?(?:交|缴|买)|(?:还|都|现在|目前|这个月|本月|正)(?:也|都)?在(?:交|缴)|在(?:交|缴)着?的?$|正常(?:交|缴)",
    r"still (?:paying|insured|being paid)|am (?:still )?insured",
)
_STOPPED = words(
    r"(?:这个月|本月|现在|目前|已经)[^，]{0,4}(?:没(?:有)?(?:交|缴|买|在交)|停|断)了?|(?:停|断)(?:交|缴|保)?了$|"
    r"(?:没有?|不)在(?:交|缴)",
    r"\b(?:stopped|not) (?:paying|insured|paid)",
)
_UNPAID = words(
    rf"(?:没|没有|未|不)(?:给)?我?(?:交|缴|买|上)过?{_SOCIAL}|没(?:有)?社保",
    rf"{_SOCIAL}[^，]{{0,3}}(?:从来)?没(?:有)?(?:给)?我?(?:交|缴|买|上)过?$",
    r"\b(?:have|has|pay|paid|get) no (?:social )?insurance",
    r"(?:don't|doesn't|do not|does not|never) (?:have|pay|paid) (?:any |for |my )?(?:social )?insurance",
)
_NOT_YET = words(r"还没", r"not yet")
_NO = words(r"没|不|未|无", r"\b(?:no|not|never|without)\b|n't\b")
_OF_SOMETHING_ELSE = words(r"工作|上班|干了|干活|住了|来了|来杭", r"\bwork|\blive")
"""How long somebody has worked or lived here is no number of insured months."""


@dataclass(frozen=True, slots=True)
class Insured:
    """What was told; None is not told. `broken` where gaps, back-payments or a sum were."""

    now: bool | None = None
    months: int | None = None
    broken: bool = False


def insured(clause: str) -> Insured:
    """What a clause on insurance tells of this month and of the months up to it; who never paid has none."""
    if ELSEWHERE.search(clause):
        return Insured()
    said = _UNBROKEN.sub("", clause)
    gaps = bool(_BROKEN.search(said))
    if FORMERLY.search(clause) or LATELY.search(clause):
        return Insured(broken=gaps)
    pending = bool(_NOT_YET.search(clause))
    if _UNPAID.search(clause) and not pending:
        return Insured(now=False, months=0)
    return Insured(_runs(clause, pending=pending), _months(clause, said), gaps)


def broken(text: str) -> bool:
    """Whether somebody tells of gaps, back-payments, a sum or an earlier time: then the months are not in a row."""
    return bool(_BROKEN.search(_UNBROKEN.sub("", text)) or FORMERLY.search(text))


def _runs(clause: str, *, pending: bool) -> bool | None:
    if _STOPPED.search(clause):
        return None if pending else False
    runs = _STILL.search(clause) or (_UNBROKEN.search(clause) and "过" not in clause)
    return True if runs else None


def _months(clause: str, said: str) -> int | None:
    lengths = lengths_in(clause)
    if len(lengths) != 1 or not lengths[0].sure or not _PAYS.search(said):
        return None
    return None if _NO.search(said) or _OF_SOMETHING_ELSE.search(clause) else lengths[0].months
