"""The real model, asked: plain sentences land where they should, odd ones do no harm."""

import asyncio

import pytest

from tests.conftest_nlu import DATA

pytestmark = pytest.mark.timeout(1500)  # the first test may have to wait for a training

PLAIN = [
    ("你好啊", "greet"),
    ("那先这样，再见", "goodbye"),
    ("太谢谢你了", "thanks"),
    ("对的，没错", "affirm"),
    ("不对，不是这个", "deny"),
    ("算了不办了", "cancel"),
    ("退回上一步", "back"),
    ("从头再来一遍", "restart"),
    ("你都能帮我做些什么", "help"),
    ("我要找真人客服", "human"),
    ("我刚到杭州，想办居住登记", "register"),
    ("我换地址了，要改一下登记", "report_change"),
    ("我下周离开杭州，不回来了，帮我报一下", "report_departure"),
    ("把我的凭证二维码再发一次", "show_voucher"),
    ("帮我核对一下这个凭证是真的还是假的", "verify_voucher"),
    ("我的居住证办到哪一步了", "check_status"),
    ("像我这样的情况能办居住证吗", "check_eligibility"),
    ("我要申请居住证", "apply_permit"),
    ("我要给居住证签注", "endorse_permit"),
    ("我的居住证丢了要补办一张", "replace_permit"),
    ("我把劳动合同的照片传给你", "upload_document"),
    ("我办这个要带哪些材料", "materials"),
    ("算算我有多少积分", "points"),
    ("我是房东，新来了一个租客要报", "report_tenant"),
    ("我的租客上个月搬走了", "tenant_moved_out"),
    ("我有套房子要出租，来登记一下", "register_rental"),
    ("帮我检查一下出租房有没有安全隐患", "safety_check"),
    ("给我生成房间的二维码，租客好扫", "room_code"),
    ("我要用表格一次导入五十个员工", "batch_import"),
    ("看一下待审核的列表", "review_queue"),
    ("这个月的登记统计数据", "statistics"),
    ("不要再给我发提醒了", "reminder_settings"),
    ("switch to English please", "change_language"),
    ("把我的个人数据导出来给我", "export_my_data"),
    ("把我的个人信息全部删掉", "delete_my_data"),
    ("我要投诉，你们办事太慢", "complaint"),
    ("我们是中介机构，要来备案", "intermediary"),
    ("今天天气怎么样", "out_of_scope"),
]
QUESTIONS = [
    ("居住登记要在几天之内办", "register_deadline"),
    ("签注要多久办一次", "endorse_when"),
    ("办居住证收费吗", "permit_fee"),
    ("社保断了一个月怎么算", "insurance_gap"),
    ("出租房人均面积最少多少", "area_per_person"),
    ("有居住证小孩能在杭州上学吗", "child_schooling"),
]
SENTENCE = "我昨天刚搬到大关街道湖墅南路12号，房东姓张，电话13812345678"
CLEAR = 0.9


async def test_plain_sentences_land_on_their_intents(client):
    readings = [(text, intent, (await client.read(text)).intent) for text, intent in PLAIN]

    wrong = [reading for reading in readings if reading[1] != reading[2]]
    assert len(wrong) <= (1 - CLEAR) * len(PLAIN), wrong


async def test_plain_questions_find_their_keys(client):
    readings = [(text, key, await client.read(text)) for text, key in QUESTIONS]

    assert [(text, one.intent) for text, _, one in readings if one.intent != "faq"] == []
    missed = [
        (text, one.faq_alternatives) for text, key, one in readings if key not in {g.name for g in one.faq_alternatives}
    ]
    assert missed == []


async def test_a_sentence_fills_a_form(client):
    reading = await client.read(SENTENCE)
    found = {entity.kind: entity for entity in reading.entities}

    assert reading.intent == "register"
    assert (found["date"].value, found["person"].value, found["phone"].value) == ("昨天", "张", "13812345678")
    assert found["address"].value.startswith("大关街道")
    assert all(SENTENCE[one.start : one.end] == one.value for one in reading.entities)


async def test_positions_hold_with_signs_beyond_the_basic_plane(client):
    text = "😀👍 我昨天到的，电话１３８１２３４５６７８"

    reading = await client.read(text)

    found = {entity.kind: text[entity.start : entity.end] for entity in reading.entities}
    assert found["date"] == "昨天"
    assert found["phone"] == "１３８１２３４５６７８"


async def test_traditional_characters_and_slips_of_dictation_are_understood(client):
    readings = [(await client.read(text)).intent for text in ("我要辦居住登記", "我要等级居住", "wo yao qianzhu")]

    assert readings == ["register", "register", "endorse_permit"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("啊" * 4096, id="the longest message"),
        pytest.param("登\x00记\x1b[2J\u202e\ud800", id="control characters"),
        pytest.param("?", id="one sign"),
        pytest.param("👨‍👩‍👧‍👦" * 20, id="only pictures"),
        pytest.param('[x](date) {"entity":1} /intent', id="markup"),
        pytest.param("'; drop table people; --" * 8, id="somebody tries"),
    ],
)
async def test_odd_texts_are_answered(client, text):
    reading = await client.read(text)

    assert reading.reason in ("", "cut", "unsure", "empty")
    assert client.state == "ready"


async def test_two_hundred_at_once_are_all_read(client):
    texts = [f"我{number}号搬到文三路{number}号" for number in range(200)]

    readings = await asyncio.gather(*(client.read(text) for text in texts))

    assert [one.reason for one in readings if one.reason in ("timeout", "busy", "refused", "unreachable")] == []
    assert client.calls == 200


async def test_no_text_gets_into_the_log(client):
    said = "紫色的犀牛王小明13912340000住在月球路99号"

    await client.read(said)
    await client.read(said + "\x00" * 300 + "犀牛")

    log = (DATA / "nlu" / "rasa.log").read_text(encoding="utf-8", errors="replace")
    assert "犀牛" not in log
    assert "13912340000" not in log
