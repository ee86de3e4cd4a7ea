"""What declared things are called where no sentence for a chat names them, in Chinese and English: for the printed rule
book and the rehearsal, which officials read."""

from collections.abc import Mapping
from enum import StrEnum

from bot.texts import texts
from domain.conditions import Cure
from domain.eligibility import Verdict
from domain.permits import Outcome
from domain.reminders import Matter, Step
from domain.rooms import Equipment, Fault, Hazard

Pair = tuple[str, str]


def both(key: str) -> str:
    """A sentence of the catalogue in both languages."""
    return pair((texts("zh").plain(key), texts("en").plain(key)))


def pair(words: Pair) -> str:
    """Chinese and English beside each other."""
    return " · ".join(words)


VALUES: Mapping[str, Pair] = {
    "registration_stay": ("拟居住多少天以上须登记", "planned stay from which on registration is due"),
    "registration_days": ("到达后登记的期限", "registration after arrival, within"),
    "match_days": ("两边报的搬入日期最多差", "days of one move may lie apart by"),
    "answer_days": ("报的人几天没确认就提醒", "reminded of who has not confirmed a report, after"),
    "change_days": ("变更登记的期限", "reporting a change, within"),
    "half_year": ("登记并连续居住", "registered and continuous residence"),
    "voucher_months": ("登记凭证的有效期", "term of the voucher"),
    "insured_months": ("连续缴纳社会保险", "consecutive insured months"),
    "work_months": ("连续工作、经营、承租", "continuous work, business or tenure"),
    "lease_months": ("租房合同的期限", "term of the lease"),
    "study_months": ("连续就读", "continuous attendance"),
    "adult_years": ("不需要监护人材料的年龄", "age from which no guardians' papers are needed"),
    "endorsement_months": ("签注的周期", "from one endorsement to the next"),
    "window_months": ("签注窗口提前", "the window opens ahead by"),
    "issue_days": ("受理后制发证件", "making and issuing the card"),
    "issue_days_special": ("受理后制发证件（边远地区、特殊情况）", "the same in remote places and special cases"),
    "most_in_a_room": ("单间最多居住人数", "most people in a room"),
    "least_area": ("人均居住面积不少于", "least area"),
    "urban_districts": ("杭州市区", "urban districts of Hangzhou"),
}
"""Every dated value by its name."""

UNITS: Mapping[str, str] = {
    "days": "天",
    "months": "个月",
    "years": "周岁",
    "people": "人",
    "m² a person": "平方米/人",
    "districts": "区",
}

CURES: Mapping[Cure, Pair] = {
    Cure.TIME: ("等时间", "time"),
    Cure.ACT: ("本人去做", "something the person does"),
    Cure.PROOF: ("补材料或登记", "a paper or an entry"),
    Cure.OTHER_HOME: ("换房子或整改", "another home, or this one put right"),
}

QUOTES: Mapping[str, str] = {
    "half_year": "流动人口在居住地居住半年以上（指以杭州市区为居住范围，已办理居住登记并连续居住半年以上）",
    "guardians_permits": "未满16周岁的未成年人申领《浙江省居住证》的，还须提交父母双方等法定监护人持有的"
    "《浙江省居住证》及其在市区连续缴纳社会保险满1年以上的证明",
    "guardians_insurance": "父母双方等法定监护人持有的《浙江省居住证》及其在市区连续缴纳社会保险满1年以上的证明",
    "insured_12_months": "在杭州市区连续缴纳社会保险（不含补缴）满1年以上（含，下同）",
    "insured_this_month": "申请人须提供申请当月处于就业和连续缴纳社会保险满1年的凭证",
    "occupation": "并根据不同就业途径，提供相应证明",
    "worked_12_months": "在市区连续工作满1年以上、或在市区投资兴办企业并连续经营满1年以上、或在市区注册登记为个体工商户"
    "并连续经营满1年以上、或在市区签订农业承包合同（土地承租协议）并实际承租满1年以上、或以其他形式在市区从事自主创业"
    "就业满1年以上",
    "labour_contract": "与用人单位签订劳动合同",
    "dwelling": "居住在自购房屋的，申请人须提供房屋所有权或使用权证明。无自购房屋而租赁他人房屋的",
    "title_proof": "申请人须提供房屋所有权或使用权证明",
    "lawful_title": "该房屋应依法取得房屋所有权或宅基地使用权",
    "meets_safety_rules": "且符合《杭州市居住房屋出租安全管理若干规定》（市政府令第287号）",
    "registered_for_rent": "已在公安机关办理居住房屋出租登记",
    "lease_one_year": "已签订的1年以上期限的房屋租赁合同",
    "lease_filed": "商品房还需提供房管部门出具的房屋租赁登记备案",
    "school": "在杭州市区全日制小学、中学、中高等职业学校或普通高等学校",
    "full_time": "全日制小学、中学、中高等职业学校或普通高等学校",
    "student_status": "取得学籍",
    "attended_12_months": "就读1年以上，须提供教育主管部门出具的本市学籍证明和连续就读1年以上的证明",
}
"""The words of its clause on which each condition stands, letter by letter."""

VERDICTS: Mapping[Verdict, Pair] = {
    Verdict.ELIGIBLE: ("可以申领", "may apply"),
    Verdict.NOT_YET: ("还没到时间", "not yet"),
    Verdict.UNKNOWN: ("还说不准", "cannot be said"),
    Verdict.INELIGIBLE: ("不符合", "not met"),
    Verdict.NOT_APPLICABLE: ("不用办", "not needed"),
    Verdict.TALENT_ROUTE: ("按人才居住证办", "talent permit"),
}
"""In the order from best to worst."""

OUTCOMES: Mapping[Outcome, Pair] = {
    Outcome.ENDORSED: ("签注，延续一年", "endorsed for another year"),
    Outcome.RESTORED: ("补办，恢复使用", "made up late, use restored"),
    Outcome.RESTORED_AND_ENDORSED: ("补办恢复，并已签下一年", "restored, and the coming year endorsed with it"),
    Outcome.REFUSED_EARLY: ("不办：窗口还没开", "refused: the window is not open yet"),
    Outcome.REFUSED_AGAIN: ("不办：这个窗口已签过", "refused: endorsed in this window already"),
}

MATTERS: Mapping[Matter, Pair] = {
    Matter.REGISTRATION: ("居住登记", "registration"),
    Matter.CHANGE: ("变更登记", "change"),
    Matter.ENDORSEMENT: ("签注", "endorsement"),
    Matter.RIPENING: ("可以申领了", "may apply now"),
    Matter.LEASE_END: ("租约到期（房东）", "end of a lease (landlord)"),
    Matter.UNCONFIRMED_TENANT: ("报送的租客没确认（房东）", "reported tenant not confirmed (landlord)"),
    Matter.OLD_CARD: ("旧证到期", "old card expires"),
    Matter.AMENDMENT: ("规定变了", "the rules have changed"),
}

STEPS: Mapping[Step, Pair] = {
    Step.DAY_1: ("第1天", "day 1"),
    Step.DAY_7: ("第7天", "day 7"),
    Step.DAY_10: ("第10天", "day 10"),
    Step.OVERDUE: ("已逾期", "overdue"),
    Step.UNANSWERED: ("没有回音", "no answer yet"),
    Step.OPEN: ("窗口打开", "the window opens"),
    Step.D30: ("还剩30天", "30 days left"),
    Step.D14: ("还剩14天", "14 days left"),
    Step.D7: ("还剩7天", "7 days left"),
    Step.D3: ("还剩3天", "3 days left"),
    Step.D1: ("还剩1天", "1 day left"),
    Step.LAST_DAY: ("最后一天", "last day"),
    Step.SUSPENDED: ("使用功能中止", "use suspended"),
    Step.RIPE: ("条件满足", "conditions met"),
    Step.IN_FORCE: ("开始施行", "in force"),
}

ITEMS: Mapping[StrEnum, Pair] = {
    Hazard.NON_RESIDENTIAL: ("非居住空间出租的", "let for living, and not meant for it"),
    Hazard.PARTITIONED: ("分割搭建出租的", "partitioned or built in"),
    Hazard.OVER_TWO_PEOPLE: (
        "单间居住人数超过2人的（法定关系除外）",
        "more than 2 people in a room, families excepted",
    ),
    Hazard.UNDER_FOUR_SQM: ("人均居住面积少于4平方米的", "less than 4 m² a person"),
    Hazard.EQUIPMENT_MISSING: ("未按要求配备器材的", "equipment missing"),
    Hazard.OTHER: ("有其他严重治安、消防隐患的", "other grave hazards"),
    Fault.ILLEGAL_BUILDING: ("违法建筑", "illegal building"),
    Fault.DANGEROUS_HOUSE: ("危房", "dangerous house"),
    Fault.CHANGED_USE: ("擅自改变用途", "use changed without leave"),
    Equipment.MASK: ("口罩", "mask"),
    Equipment.WHISTLE: ("报警哨", "alarm whistle"),
    Equipment.TORCH: ("手电筒", "torch"),
    Equipment.EXTINGUISHER: ("灭火器", "extinguisher"),
}
