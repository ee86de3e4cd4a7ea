"""The words for the facts of the permit: loose ones for an answer to a question, strict ones for a sentence by itself.

A question frames its answer: 饭店 after "how do you work?" is a restaurant of one's own. In a sentence that nobody
asked for 在饭店上班 and 自己有个小饭店 are two things, and only words that leave no doubt count.
"""

import re
from collections.abc import Mapping

from domain.facts import Home, Occupation, Stage

ANSWERS: Mapping[str, Mapping[str, str]] = {
    "employment.path": {
        Occupation.EMPLOYEE: r"打工|上班|单位|公司上|员工|职工|厂|工地|保安|服务员|给人干|employee|job",
        Occupation.COMPANY: r"(?:自己|我).{0,4}(?:开|办)(?:了?一?[家个间])?(?:公司|企业)|开公司|法人|own company",
        Occupation.SOLE_TRADER: r"个体|开店|小店|摆摊|摊位|饭店|夫妻店|sole trader|shop",
        Occupation.FARM: r"种地|种田|承包|大棚|养殖|农场|farm",
        Occupation.SELF_EMPLOYED: r"自由职业|自主创业|灵活就业|网约车|滴滴|外卖|骑手|跑腿|自己干|freelanc|self.?empl",
        Occupation.NONE: r"没有?工作|没上班|失业|待业|在家|退休|带孩子|没活|no work|unemployed|retired",
    },
    "housing.kind": {
        Home.OWN: r"自己(?:家)?的?房|买的?房|自购|自有|产权|^own",
        Home.RENTED: r"租|房东|中介|rent",
        Home.NONE: r"宿舍|工棚|亲戚|朋友家|老乡|旅馆|酒店|借住|工地住|dorm|friend|relative",
    },
    "schooling.stage": {
        Stage.PRIMARY: r"小学|primary",
        Stage.SECONDARY: r"初中|高中|中学|secondary|high school",
        Stage.VOCATIONAL: r"职高|中专|技校|职业|高职|大专|vocational",
        Stage.HIGHER: r"大学|本科|研究生|硕士|博士|高校|学院|university|college",
        Stage.NONE: r"没(?:有|在)?(?:读书|上学|念书)|不读|不上学|毕业|没有|早就不|not at school|no$",
    },
}
"""What an answer to the question says, by path and value."""


def words(*patterns: str) -> re.Pattern[str]:
    """Any of these."""
    return re.compile("|".join(patterns), re.I)


_I_AM = r"\bi(?:'m| am| have been|'ve been)?"
_OWN_SHOP = r"一?[家个间]?(?:自己的)?小?(?:店|饭店|餐馆|餐厅|超市|铺|门面|理发店|早餐店|水果店|小吃店|摊)"
_READS = r"(?:在?(?:读|念|上)着?(?:的是)?|就读于?|stud(?:y|ying) at (?:an? |the )?|attend (?:an? |the )?)[^，]{0,6}?"
_A_FLAT = r"(?:flat|house|home|apartment)\b"

SENTENCES: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "employment.path": {
        Occupation.EMPLOYEE: words(
            r"打工",
            r"(?<!家)上班",
            r"入职|进[了的]?厂|进的?公司",
            r"(?:当|做|是)(?:了|个|一名)*(?:保安|服务员|员工|职工|工人|厨师|店员|保洁)",
            rf"(?:{_I_AM}|\bi started) (?:work|working|employed|to work) (?:for|at|in|by) ",
            rf"{_I_AM} an employee",
        ),
        Occupation.COMPANY: words(
            r"(?:我|自己|本人)(?:就?是|当)?(?:公司)?的?(?:法人|法定代表人)",
            r"(?:自己|我)[^，]{0,3}(?:开|办|注册|有)了?一?[家个间]?(?:自己的)?小?(?:公司|企业)",
            r"^(?:开公司|法人)的?$",
            r"\b(?:own|run|have) (?:a|my own) (?:small )?company\b|my own company",
        ),
        Occupation.SOLE_TRADER: words(
            r"个体(?:户|工商户|经营|老板)|摆(?:地)?摊|夫妻店|sole trader",
            rf"(?:自己|我|夫妻|两口子)[^，]{{0,4}}(?:开|有|经营|盘)[了着]?{_OWN_SHOP}",
            rf"^(?:开|经营)[了着]?{_OWN_SHOP}的?$",
            r"\b(?:own|run|have) (?:a|my own) (?:small |little )?(?:shop|store|restaurant|stall|snack bar)\b",
        ),
        Occupation.FARM: words(
            r"种地|种田|搞养殖",
            r"承包了?[^，]{0,6}(?:地|田|塘|大棚|果园|山林)",
            rf"{_I_AM} a farmer\b|\bi farm\b",
        ),
        Occupation.SELF_EMPLOYED: words(
            r"自由职业|自主创业|(?:是|算|属于)灵活就业|^灵活就业(?:人员)?的?$|freelanc|\bself.?employed\b",
            r"(?:跑|送|开|做)(?:网约车|滴滴|外卖|闪送|快车|跑腿)|外卖(?:员|骑手|小哥)|(?:当|做|是)骑手",
            r"(?:自己|我)单干",
        ),
        Occupation.NONE: words(
            r"(?<!的)没有?工作(?!满|到|过|几|多|\d|证|合同|居住)|失业了?|待业|退休了",
            r"(?:i(?:'m| am) |^)(?:unemployed|retired)|\bi (?:have no|don't have a) job\b",
        ),
    },
    "housing.kind": {
        Home.OWN: words(
            r"房(?:产证?|本|子)[^，]{0,3}(?:是|写)[^，]{0,2}(?:我|本人|自己)的?名",
            r"(?:住|有)(?:的是)?在?我?自己家?(?:的|买的)房(?!东)|房子?是我?自己家?(?:的|买的)",
            r"买了(?:一?套)?房(?!东)|自购房|自有住?房|(?:自己|我)有(?:一?套)?房子?$",
            rf"\b(?:own|bought) (?:a|my|our|the) (?:own )?{_A_FLAT}|\bmy own {_A_FLAT}",
        ),
        Home.RENTED: words(
            r"租(?:的|了|着|住)?(?:一?[间套个])?(?:房|屋|单间|公寓|民房)|房(?:子|屋)?是?租的|租住|合租|我租|房东",
            r"\brent(?:ing|ed)?\b|\ba tenant\b|\bmy landlord\b",
        ),
        Home.NONE: words(
            r"住(?:在|的是?)?[^，]{0,4}(?:宿舍|工棚)|住(?:在)?(?:亲戚|朋友|老乡)(?:家|那)",
            r"\blive (?:in|at) (?:(?:a|the|my) )?(?:company(?:'s)? )?dorm|\blive with (?:friends|relatives)\b",
        ),
    },
    "schooling.stage": {
        Stage.PRIMARY: words(rf"{_READS}(?:小学|primary school)"),
        Stage.SECONDARY: words(rf"{_READS}(?:初中|高中|中学|secondary school|high school)"),
        Stage.VOCATIONAL: words(rf"{_READS}(?:职高|中专|技校|高职|大专|vocational school)"),
        Stage.HIGHER: words(
            rf"{_READS}(?:大学|本科|研究生|硕士|博士|学院|university|college)",
            rf"我是大学生|{_I_AM} a (?:university|college) student\b",
        ),
        Stage.NONE: words(r"(?:我|现在)(?:早就)?(?:不|没|没在)(?:上学|读书|念书)|\bnot at school\b"),
    },
}
"""What a sentence says of who speaks, by path and value."""

OTHERS = words(
    r"孩子|小孩|儿子|女儿|娃|老婆|老公|爱人|媳妇|丈夫|妻子|爸|妈|父母|父亲|母亲|(?<!小)哥|弟|姐|妹|同事|室友|他|她|别人|人家",
    r"(?:朋友|老乡|亲戚)(?!家|那)",
    r"\b(?:sons?|daughters?|kids?|child|children|wife|husband|parents?|father|mother|brother|sister|colleague)\b",
    r"\b(?:he|she|they)\b",
)
"""A clause about somebody else tells nothing of who speaks."""
CHILDREN = words(r"孩子|小孩|儿子|女儿|娃", r"\b(?:son|daughter|kid|child)\b")
"""Of whom a parent speaks who asks for his child."""
SUPPOSED = words(
    r"如果|要是|假如|假设|万一|的话|倘若",
    r"打算|准备|计划|想(?:要|办|租|买|开|交)|将来|以后|下个?月|下周|明天|还得|需要|必须",
    r"\bif\b|suppose|would|going to|plan(?:ning)? to|want to|\bwill\b|should|\bmust\b|need to",
    r"\bnext (?:month|week|year)",
)
"""Not so yet, or only thought of."""
DOUBTED = words(
    r"好像|可能|也许|大概|应该|听说|有人|网上|估计|不确定|不知道|不清楚|忘了|记不|不记得|算不算|还是|或者?",
    r"maybe|perhaps|probably|\bi think|not sure|don't know|\bi guess|\bmight\b|\bor\b|people say",
)
FORMERLY = words(
    r"以前|之前|原来|原先|过去|曾经|从前|当时|那时|刚来时",
    r"\bbefore\b|used to|formerly|in the past|\bhad\b",
)
"""Not now any more."""
LATELY = words(r"去年|前年|上个?月", r"\blast (?:year|month)")
"""Not now, unless it has lasted since."""
ELSEWHERE = words(
    r"老家|外地|别处|外省",
    r"在(?!杭|这|单位|公司|厂|职|交|缴|的|里)[\u3400-\u9fff]{2,4}(?:交|缴|买|上)的?",
    r"\b(?:hometown|elsewhere|another city)\b|\bin (?!hangzhou|total|a row|the|my|this)[a-z]+(?=$| for)",
)
