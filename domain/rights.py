"""What holders of the permit get (R6.1, R6.2; 二(二)1, 二(二)2): the notice's own list, and not a word more.

Everything is given "by law" and "as state and provincial rules say": it may be listed, never promised in detail.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.clauses import Clause, clause


class Benefit(StrEnum):
    """The three lists."""

    RIGHT = "right"
    SERVICE = "service"
    CONVENIENCE = "convenience"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One item in the notice's words; `words` stand in its clause letter by letter."""

    code: str
    kind: Benefit
    words: str
    mark: str

    @property
    def clause(self) -> Clause:
        """Where it stands."""
        return clause(self.mark)


def _listed(kind: Benefit, mark: str, **items: str) -> tuple[Entitlement, ...]:
    for words in items.values():
        if words not in clause(mark).words.replace("\n", ""):
            raise ValueError(f"{words} does not stand in {mark}")
    return tuple(Entitlement(code, kind, words, mark) for code, words in items.items())


ENTITLEMENTS = (
    *_listed(
        Benefit.RIGHT,
        "二(二)1",
        work="劳动就业",
        social_insurance="参加社会保险",
        housing_fund="缴存、提取和使用住房公积金",
        union="依法加入工会",
        social_affairs="参与社会事务",
    ),
    *_listed(
        Benefit.SERVICE,
        "二(二)1",
        education="义务教育",
        employment_service="基本公共就业服务",
        health="基本公共卫生服务和计划生育服务",
        culture="公共文化体育服务",
        legal_aid="法律援助和其他法律服务",
        other_services="国家和省、市政府规定的其他基本公共服务",
    ),
    *_listed(
        Benefit.CONVENIENCE,
        "二(二)2",
        exit_entry="办理出入境证件",
        identity_card="换领、补领居民身份证",
        vehicle="办理机动车登记",
        driving_licence="申领机动车驾驶证",
        qualification="报名参加职业资格考试、申请授予职业资格",
        birth_service="办理生育服务登记和其他计划生育证明材料",
        other_conveniences="国家和省、市政府规定的其他便利",
    ),
)
"""Every item, in the order of the notice."""
