"""What the papers say: who, which papers, which clause, which day; and what they leave blank."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.clock import Clock
from bot.documents import papers
from bot.documents.papers import House, Inspection, Sheet
from bot.documents.typesetting import Typesetter
from bot.papers import Papers
from bot.texts import LANGUAGES
from bot.vouchers.claims import to_payload
from bot.vouchers.keys import VoucherKeys
from domain.applications import Application
from domain.cards import Permit
from domain.cases import Case
from domain.cases import Kind as CaseKind
from domain.filings import FORM, Filing, Page
from domain.materials import MATERIALS
from domain.oldcards import OldCard, OldKind
from domain.people import DocumentKind, IdentityDocument
from domain.rooms import Equipment, Hazard, Room, hazards
from domain.ways import Way
from tests.unit.documents.layout import readable
from tests.unit.domain.asking import FLAT_TENANT, NOBODY, PUPIL, RESIDENT, TENANT, TODAY, WORKER, facts
from tests.unit.domain.making import NOW, person, registration

ME, HOME = person(id=1), registration()
CASE = Case(123, CaseKind.APPLICATION, 45, 1, "拱墅区大关街道", NOW, NOW + timedelta(days=3))
ALL_WELL = Room(
    residential=True,
    partitioned=False,
    people=2,
    family=False,
    area=Decimal("8.00"),
    equipment=frozenset(Equipment),
    other=False,
)
NOTICE_TEXT = Path("docs/notice/residence-permit.txt").read_text("utf-8")


def filing(way: Way = Way.HOUSING, told: Any = FLAT_TENANT, **pages: int) -> Filing:
    """An application before the desk, with so many pages of each paper."""
    made = Filing(45, 1, 1, TODAY, Application(way), facts(told))
    for material, count in pages.items():
        for number in range(count):
            made = made.handing_in(Page(f"{material}-{number}", material))
    return made.submitted(made.facts, TODAY)


def returned(one: Filing) -> Filing:
    """Returned with everything that it lacks."""
    wanted = [paper.id for paper in one.required(TODAY) if paper.id != FORM]
    return one.stepped(one.application.returned(TODAY, one.application.owed(wanted), wanted))


def fields(sheet: Sheet) -> dict[str, str]:
    """Values by their labels."""
    listed = [*sheet.content.get("person", ()), *sheet.content.get("fields", ())]
    listed += sheet.content.get("home", {}).values()
    return {one["label"]["zh"]: one["value"]["zh"] for one in listed}


# ---- the form ----


@pytest.mark.parametrize(
    ("old", "ticked"),
    [
        pytest.param(None, [True, False, False], id="first"),
        pytest.param(OldCard(1, 1, OldKind.TEMPORARY, date(2027, 3, 1)), [False, True, False], id="old card"),
    ],
)
def test_the_form_says_whether_it_changes_an_old_card(old: OldCard | None, ticked: list[bool]) -> None:
    """R3.5."""
    kind = papers.form(filing(), ME, HOME, TODAY, old=old).content["kind"]

    assert [one["words"]["zh"] for one in kind["all"]] == ["首次申领", "换领", "补领"]
    assert [one["ticked"] for one in kind["all"]] == ticked
    named = kind["old"] and kind["old"]["zh"]
    assert named == (old and "原证：浙江省临时居住证，有效期到 2027年3月1日（星期一）")


def test_the_form_is_filled_from_the_record() -> None:
    said = fields(papers.form(filing(), ME, HOME, TODAY))

    assert said["姓名"] == "王小明"
    assert (said["性别"], said["出生日期"]) == ("男", "1990年3月7日（星期三）")
    assert said["证件号码"] == ME.document.number
    assert said["居住地址"] == "杭州市拱墅区大关街道湖墅南路12号3幢2单元501"
    assert (said["房东、同住人"], said["房东电话"]) == ("张建国", "13957112345")
    assert said["户籍"] == "非杭州市区"


def test_what_nobody_knows_stays_blank() -> None:
    stranger = replace(ME, document=IdentityDocument(DocumentKind.PASSPORT, "E12345678"))
    told = {path: value for path, value in FLAT_TENANT.items() if path not in ("born", "hangzhou_hukou")}

    said = fields(papers.form(filing(told=told), stranger, registration(host=None, service_place=None), TODAY))

    assert [said[label] for label in ("性别", "出生日期", "户籍", "房东、同住人", "房东电话", "服务处所")] == [""] * 6


def test_the_form_ticks_its_own_way_alone() -> None:
    ways = papers.form(filing(), ME, HOME, TODAY).content["ways"]["all"]

    assert [one["chosen"] for one in ways] == [False, True, False]
    assert "二(一)2(2)" in ways[1]["words"]["zh"]


@pytest.mark.parametrize(
    ("born", "minor"),
    [pytest.param(date(2010, 11, 24), True, id="a day before 16"), pytest.param(date(2010, 11, 23), False, id="16")],
)
def test_a_guardian_signs_for_who_is_under_sixteen(born: date, minor: bool) -> None:
    content = papers.form(filing(Way.SCHOOLING, {**PUPIL, "born": born}), ME, HOME, TODAY).content

    assert bool(content["guardians"]) is minor
    assert len(content["signs"]) == 1 + minor


def test_the_form_names_the_guardian_who_applies_for_a_child() -> None:
    told = filing(Way.SCHOOLING, {**PUPIL, "born": date(2017, 5, 6)})
    mother = replace(ME, name="李秀英", phone="+8613900001111")

    lines = papers.form(told, ME, HOME, TODAY, guardian=mother).content["guardians"]["lines"]
    without = papers.form(told, ME, HOME, TODAY).content["guardians"]["lines"]

    assert all(one in lines[0]["zh"] for one in ("李秀英", mother.document.number, "13900001111"))
    assert lines[1:] == without


def test_the_form_lists_every_paper_with_its_pages_its_office_and_its_annex() -> None:
    rows = papers.form(filing(lease=6), ME, HOME, TODAY).content["materials"]["rows"]
    told = {one["name"]["zh"]: (one["issuer"]["zh"], one["annex"], one["pages"]["zh"]) for one in rows}

    assert len(rows) == len(filing().required(TODAY))
    assert told["1年以上的租房合同"] == ("房东协助提供", "", "6 页")
    assert told["出租房屋治安消防隐患排查表"] == ("区公安分局（派出所）", "附件1", "—")


# ---- the receipt ----


@pytest.mark.parametrize(
    ("special", "due", "days"), [(False, "2026年12月8日", "15天"), (True, "2026年12月23日", "30天")]
)
def test_the_receipt_says_by_which_day_the_card_is_issued(special: bool, due: str, days: str) -> None:
    accepted = filing(lease=6)
    accepted = replace(accepted, application=replace(accepted.application, special=special))

    said = fields(papers.receipt(accepted, ME, CASE, TODAY))

    assert due in said["最迟发证日期"]
    assert days in said["最迟发证日期"]


def test_the_receipt_shows_the_name_to_its_holder_and_the_number_to_nobody() -> None:
    own, others = (fields(papers.receipt(filing(), ME, CASE, TODAY, full=full)) for full in (True, False))

    assert (own["申领人"], others["申领人"]) == ("王小明", "王**")
    assert own["证件号码"] == others["证件号码"] == "*" * 14 + ME.document.number[-4:]


def test_the_receipt_lists_what_came_in() -> None:
    rows = papers.receipt(filing(lease=6, photo=1), ME, CASE, TODAY).content["received"]["rows"]

    assert [(one["name"]["zh"], one["pages"]["zh"]) for one in rows] == [
        ("《浙江省居住证申领表》", "本表"), ("相片", "1 页"), ("1年以上的租房合同", "6 页"),
    ]  # fmt: skip


# ---- the notice ----


def test_the_notice_tells_all_that_is_missing_with_office_annex_and_clause() -> None:
    one = returned(filing(identity_document=2, photo=1, lease=6))
    sheet = papers.notice(one, ME, CASE)

    told = [(row["name"]["zh"], row["issuer"]["zh"], row["annex"], row["mark"]) for row in sheet.content["rows"]]
    assert told == [
        ("房屋所有权、使用权或宅基地使用权证明", "房东协助提供", "", "二(一)2(2)"),
        ("居住房屋出租登记证明", "区公安分局（派出所）", "", "二(一)2(2)"),
        ("房屋租赁登记备案证明", "区住建局", "附件4", "二(一)2(2)"),
        ("出租房屋治安消防隐患排查表", "区公安分局（派出所）", "附件1", "三(二)"),
        ("居住房屋出租安全排查表", "街道受理审核部门", "附件5", "三(三)"),
    ]
    assert sheet.number == "BZ20261123-000123"
    assert "5样" in sheet.content["said"]["zh"]


def test_the_first_notice_promises_that_nothing_else_is_asked_for_and_a_second_keeps_to_it() -> None:
    first = returned(filing(lease=6))
    again = first.stepped(first.application.submitted(TODAY))
    second = returned(again)

    said = [papers.notice(one, ME, CASE).content["later"][0]["zh"] for one in (first, second)]

    assert "以后不再要求补交" in said[0]
    assert "第2次告知" in said[1]
    assert papers.notice(second, ME, CASE, 0).content["later"][0]["zh"] == said[0]


def test_the_notice_carries_the_desks_remark() -> None:
    sheet = papers.notice(returned(filing()), ME, CASE, remark="第3页看不清")

    assert sheet.content["remark"]["words"] == "第3页看不清"


# ---- reasons ----


def refused(told: Any, *reasons: str) -> Sheet:
    one = filing(told=told)
    one = replace(one, application=replace(one.application, reasons=reasons))
    return papers.refusal(one, ME, CASE, TODAY)


def test_a_refusal_gives_each_reason_with_its_clause_what_was_told_and_what_would_help() -> None:
    told = {**TENANT, "housing.meets_safety_rules": False}
    (row,) = refused(told, "meets_safety_rules").content["groups"][0]["rows"]

    assert (row["mark"], row["told"][0]["zh"]) == ("二(一)2(2)", "出租安全：不符合")
    assert row["cure"]["zh"] == "请房东整改到符合规定，再由派出所检查。"


def test_a_reason_that_time_cures_names_the_day_and_so_does_the_whole() -> None:
    sheet = refused({**TENANT, "registered_on": date(2026, 8, 31)}, "half_year")
    (row,) = sheet.content["groups"][0]["rows"]

    assert "2027年2月28日" in row["cure"]["zh"]
    assert row["limits"][0]["zh"] == "规定：6 个月"
    assert "2027年2月28日" in sheet.content["later"][0]["zh"]


def test_where_time_alone_does_not_help_no_day_is_promised() -> None:
    told = {**TENANT, "registered_on": date(2026, 8, 31), "housing.lawful_title": False}
    later = refused(told, "half_year", "lawful_title").content["later"]

    assert later[0]["zh"].startswith("光等时间不能满足")


def test_a_refusal_quotes_its_clauses_in_full_and_says_how_to_object() -> None:
    sheet = refused({**TENANT, "housing.lawful_title": False}, "lawful_title")
    (quoted,) = sheet.content["clauses"]["all"]

    assert all(line in NOTICE_TEXT for line in quoted["words"])
    assert "我觉得不对" in sheet.content["later"][-1]["zh"]


@pytest.mark.parametrize(("reason", "mark"), [("not_applicable", "二(一)1"), ("talent_route", "二(一)2末")])
def test_a_verdict_under_which_no_way_is_looked_at_is_a_reason_of_its_own(reason: str, mark: str) -> None:
    (row,) = refused({**RESIDENT, "hangzhou_hukou": reason == "not_applicable", "talent": True}, reason).content[
        "groups"
    ][0]["rows"]

    assert row["mark"] == mark
    assert row["cure"]["zh"]


@pytest.mark.parametrize(
    ("issued", "words"),
    [
        pytest.param(date(2025, 12, 15), "用到2026年12月15日（星期二）为止", id="in the window"),
        pytest.param(date(2025, 3, 15), "从2026年3月16日（星期一）起使用功能中止", id="suspended"),
    ],
)
def test_no_endorsement_shows_why_no_way_is_open_and_what_becomes_of_the_permit(issued: date, words: str) -> None:
    permit = Permit(9, 1, "ZJ330105202503150001", issued, date(2024, 1, 15))
    sheet = papers.unendorsed(permit, ME, facts(NOBODY), TODAY)

    assert [one["title"]["zh"] for one in sheet.content["groups"]] == ["合法稳定就业", "合法稳定住所", "连续就读"]
    assert all(one["rows"] for one in sheet.content["groups"])
    assert words in sheet.content["later"][0]["zh"]
    assert fields(sheet)["居住证号"] == "*" * 16 + "0001"


def test_no_endorsement_goes_with_its_message_and_comes_back_the_same() -> None:
    sheet = papers.unendorsed(Permit(9, 1, "ZJ1", date(2025, 12, 15), TODAY), ME, facts(NOBODY), TODAY, "en")

    assert Sheet.from_json(sheet.to_json()) == sheet


# ---- annexes ----


def printed() -> list[str]:
    """The lines of 附件1 as the notice prints them, from its heading on, without boxes and blanks."""
    form = NOTICE_TEXT.rpartition("附件1\n")[2].partition("\n")[2]
    return [line for line in (readable(one).replace("□", "") for one in form.split("\n")) if line]


def test_annex_1_says_what_the_notice_prints_word_by_word() -> None:
    content = papers.hazard_form(House(), 1, TODAY).content
    stub, slip, signs = content["stub"], content["slip"], content["signs"]

    def sentence(parts: list[dict[str, Any]]) -> str:
        return "".join(one.get("words", "") for one in parts)

    signed = signs["inspector"]["label"]["zh"] + signs["day"]["label"]["zh"] + sentence(signs["day"]["parts"])
    said = [content["title"]["zh"], stub["title"]["zh"], sentence(stub["parts"])]
    said += [one["words"]["zh"] for one in stub["items"]] + [stub["passes"]["words"]["zh"], signed]
    said += [slip["title"]["zh"], slip["to"]["zh"], sentence(slip["parts"])]
    said += [one["words"]["zh"] for one in slip["items"]] + [signed]
    assert [readable(one) for one in said] == printed()


def ticked(room: Room) -> tuple[list[str], bool, list[bool]]:
    """The hazards that are ticked, whether the stub's result is, and the two of the slip."""
    done = Inspection(hazards(room, TODAY), "大关", "李明", TODAY)
    content = papers.hazard_check(House(), done, 1).content
    found = [hazard.value for hazard, one in zip(Hazard, content["stub"]["items"], strict=True) if one["ticked"]]
    return found, content["stub"]["passes"]["ticked"], [one["ticked"] for one in content["slip"]["items"]]


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        pytest.param(ALL_WELL, ([], True, [True, False]), id="all well"),
        pytest.param(replace(ALL_WELL, area=Decimal("7.98")), (["under_four_sqm"], False, [False, True]), id="3.99"),
        pytest.param(
            replace(ALL_WELL, people=3), (["over_two_people", "under_four_sqm"], False, [False, True]), id="3"
        ),
        pytest.param(replace(ALL_WELL, other=None), ([], False, [False, False]), id="not told: nothing is ticked"),
    ],
)
def test_annex_1_ticks_what_was_found_and_no_result_that_is_open(room: Room, expected: Any) -> None:
    assert ticked(room) == expected


def test_a_place_whose_kind_is_printed_is_named_without_it() -> None:
    parts = papers.hazard_form(House("大关街道", "东新园社区"), 1, TODAY).content["slip"]["parts"]

    assert [one["fill"] for one in parts if "fill" in one] == ["", "大关", "东新园", ""]


def test_the_blank_forms_say_so_and_annex_5_is_a_working_draft() -> None:
    hazard, street = papers.hazard_form(House(), 1, TODAY).content, papers.street_form(House(), 1, TODAY).content

    assert "空白表" in hazard["blank"]["zh"]
    assert "空白表" in street["blank"]["zh"]
    assert street["draft"]["zh"] == "工作草案"
    assert [one["zh"] for one in street["items"]["rows"]] == ["违章建筑", "危险房屋", "改变房屋使用性质"]


def test_the_list_of_proofs_names_offices_and_both_titles() -> None:
    rows = papers.annexes(TODAY).content["rows"]

    assert [(one["annex"], one["issuer"]["zh"]) for one in rows] == [
        ("附件2", "区教育局"), ("附件3", "区人力社保局"), ("附件4", "区住建局"),
    ]  # fmt: skip
    assert "学籍证明" in rows[0]["title"][1]["zh"]
    assert "12个月以上" in rows[1]["must"]["zh"]


# ---- all of them ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_english_stands_under_the_chinese_only_for_who_reads_it(language: str) -> None:
    sheet = papers.receipt(filing(), ME, CASE, TODAY, language)

    assert sheet.content["title"] == {"zh": "受理回执", "en": "Receipt of acceptance" if language == "en" else ""}


@pytest.fixture
def house(tmp_path: Path) -> Papers:
    return the_house(tmp_path, b"k" * 32)


def the_house(folder: Path, key: bytes) -> Papers:
    keys = VoucherKeys.load_or_create(folder / "vouchers.json")
    return Papers(None, keys, Clock(TODAY), "https://anju.example.gov.cn", Typesetter(), key)  # type: ignore[arg-type]


def test_a_digest_changes_with_every_word_and_with_the_key(house: Papers, tmp_path: Path) -> None:
    sheet = papers.receipt(filing(lease=6), ME, CASE, TODAY)
    other = papers.receipt(filing(lease=7), ME, CASE, TODAY)

    assert house.claims(sheet) == house.claims(papers.receipt(filing(lease=6), ME, CASE, TODAY))
    assert house.claims(sheet).digest != house.claims(other).digest
    assert house.claims(sheet).digest != the_house(tmp_path, b"K" * 32).claims(sheet).digest


def test_the_code_of_a_paper_holds_nothing_of_a_person(house: Papers) -> None:
    payload = to_payload(house.claims(papers.form(filing(told=WORKER), ME, HOME, TODAY)))

    for secret in (ME.name, ME.document.number, ME.document.tail, ME.phone[3:], HOME.address.building, "大关超市"):
        assert secret.encode() not in payload


def test_every_material_has_a_source() -> None:
    pen = papers.sheet.Pen("en")

    assert all(pen.source(one, facts(TENANT))["en"] for one in MATERIALS)
