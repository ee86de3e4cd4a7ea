"""The registration as a conversation: from one sentence to the voucher, with slips and detours."""

import re
from pathlib import Path

import pytest

from bot.conversation.speech import Act
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.conversation.talking import MOVED, NUMBER, REST, SENTENCE, hall


async def registrations(store: Store) -> int:
    """How many registrations there are."""

    async def work(uow: SqlUnitOfWork) -> int:
        async with uow:
            account = await uow.accounts.find("test", "1")
            assert account
            person = await uow.people.of_account(account.id)
            return 1 if person and person.id and await uow.registrations.active_of(person.id) else 0

    return await store.run(work)


async def test_one_sentence_and_seven_answers_end_in_a_voucher(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()

        heard = await me(SENTENCE)
        assert "2026年11月22日" in heard
        assert "2026年11月25日" in heard, "the last day in time"
        done = await me(*REST)

        assert "登记好了" in done
        assert "2027年5月23日" in done, "half a year from registration, not from arrival"
        assert me.count <= 9
        assert any(payload.get("attachment") for _, payload in desk.post.sent)
        assert len(desk.asked) / me.count <= 0.3


async def test_nothing_told_in_the_sentence_is_asked_again(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()

        await me(SENTENCE, *REST)

        for question in ("哪天到", "住在哪里", "什么房子", "怎么称呼"):
            assert question not in me.heard().split("您同意吗", 1)[1]


async def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()

        answer = await me(SENTENCE, ">同意", "登记要钱吗")

        assert "收费" in answer
        assert answer.rstrip().endswith("您的户口在杭州市区吗？")
        assert "登记好了" in await me(*REST[1:])


async def test_another_task_asks_once_and_keeps_the_draft(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()

        asked = await me(SENTENCE, ">同意", "帮我查个凭证")
        assert "还没办完" in asked
        await me(">先办查验凭证", "/cancel")
        resumed = await me(">▶ 继续居住登记")

        assert "户口" in resumed
        assert "登记好了" in await me(*REST[1:])


async def test_going_back_keeps_what_was_answered_later(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        await me(SENTENCE, ">同意", ">不是", "张三", NUMBER)

        back = await me("上一步", "上一步")
        assert "张三" in back
        again = await me("李四")

        assert "手机号" in again, "the number given after the name is still there"


async def test_editing_a_sent_message_corrects_the_answer(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        await me(SENTENCE, ">同意", ">不是")
        await me.say("张三", number=500)

        corrected = await me.say("李四", act=Act.EDIT, number=500)
        page = await me(*REST[3:-1])

        assert "李四" in corrected
        assert "姓名：李四" in page


async def test_one_answer_is_corrected_from_the_page_and_only_what_depends_on_it_is_asked(
    store: Store, tmp_path: Path
) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        await me(SENTENCE, *REST[:-1])

        asked = await me(">改住房")
        assert "什么房子" in asked
        page = await me(">单位宿舍")

        assert "请核对" in page
        assert "房东" not in page.split("请核对", 1)[1]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param("110105194912310021", "校验位", id="wrong check digit"),
        pytest.param("110105491231002", "15 位", id="fifteen digits"),
        pytest.param("11010519490231002X", "出生日期不存在", id="impossible date"),
        pytest.param("11010519", "位数不对", id="too short"),
    ],
)
async def test_a_wrong_number_is_told_and_loses_nothing(store: Store, tmp_path: Path, typed: str, told: str) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        await me(SENTENCE, ">同意", ">不是", "张三")

        refused = await me(typed)

        assert told in refused
        assert "手机号" in await me(NUMBER)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param("<b>张三</b>", "符号", id="markup"),
        pytest.param("张" * 300, "太长", id="300 characters"),
        pytest.param("张3", "数字", id="digits"),
    ],
)
async def test_what_is_no_name_is_refused_kindly(store: Store, tmp_path: Path, typed: str, told: str) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        await me(SENTENCE, ">同意", ">不是")

        assert told in await me(typed)
        assert "身份证号码" in await me("张三")


async def test_full_width_digits_are_taken(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        await me(SENTENCE, ">同意", ">不是", "张三")

        assert "手机号" in await me("１１０１０５１９４９１２３１００２ｘ")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("明天", "还没到"), ("2月30号", "没有这一天"), ("1900年1月1日", "太早"), ("11月", "2026年11月几号")],
)
async def test_an_arrival_that_cannot_be_is_asked_again(store: Store, tmp_path: Path, typed: str, told: str) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        await me("我要登记", ">同意", ">不是")

        assert told in await me(typed)
        assert "住在哪里" in await me("昨天")


async def test_an_address_elsewhere_is_refused(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        await me("我要登记", ">同意", ">不是", "昨天")

        assert "不在杭州市区" in await me("上海市浦东新区世纪大道100号")
        assert "不在杭州市区" in await me("桐庐县城南街道富春路1号")


async def test_a_double_tap_and_a_repeated_update_have_one_effect(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        await me(SENTENCE, *REST[:-1])
        data = me.data_of("都对，提交")

        await me.press_data(data, update=900)
        again = await me.press_data(data, update=900)
        tapped = await me.press_data(data)

        assert again == ""
        assert "过时" in tapped
        assert len([1 for _, payload in desk.post.sent if payload.get("attachment")]) == 1
        assert await registrations(store) == 1


@pytest.mark.parametrize(
    "data", ["", "ok", "ok:99", "a:1:name:x", "a:1:dwelling:palace", "t:1:document:name:x", "m:", "z" * 60]
)
async def test_tampered_button_data_gets_a_sensible_answer(store: Store, tmp_path: Path, data: str) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        await me(SENTENCE, ">同意")

        assert await me.press_data(data)
        assert "登记好了" in await me(*REST[1:])


async def test_a_sticker_is_answered_and_the_question_asked_again(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        await me(SENTENCE, ">同意")

        answer = await me.say("", act=Act.OTHER)

        assert "请打字" in answer
        assert "户口" in answer


async def test_everything_works_with_the_language_model_away(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path, understands=False) as desk:
        me = desk.talk()

        await me("/register", ">同意", ">不是", ">昨天", "湖墅南路12号3幢501", ">拱墅区", ">大关街道", ">单位宿舍")
        done = await me(*REST[2:])

        assert "登记好了" in done


async def test_why_names_the_clause_or_says_that_it_may_be_skipped(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        whys = [await me(act, "为什么") for act in (SENTENCE, *REST[:-2])]

        assert "您不同意" in whys[0]
        assert all("二(一)1" in why for why in whys[1:])
        assert "可以跳过" in whys[-1]


async def test_two_people_at_once_do_not_mix(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        one, two = desk.talk("1"), desk.talk("2")
        await one(SENTENCE, ">同意", ">不是", "张三")
        await two(SENTENCE, ">同意", ">不是", "李四")

        page = await one(*REST[3:-1])

        assert "张三" in page
        assert "李四" not in one.heard()


async def test_a_taken_document_shows_nothing_and_leads_to_proof(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        first, second = desk.talk("1"), desk.talk("2")
        await first(SENTENCE, *REST)

        told = await second(
            "我要登记",
            ">同意",
            ">不是",
            "昨天",
            "余杭区五常街道西溪北苑12-2-501",
            ">自己的房子",
            "王五",
            NUMBER,
            "13900001111",
        )
        told = await second("跳过", ">都对，提交")

        assert "已经有登记" in told
        for secret in ("张三", "房东 张", "13812345678", "顺丰"):
            assert secret not in second.heard()
        assert "123 456" in first.heard(), "the code goes to the chat that was known"
        assert "不对" in await second("654321")
        assert "湖墅南路" in await second("123456"), "whoever proves it sees his own registration"


async def test_the_sixth_try_at_taken_documents_has_to_wait(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        first, second = desk.talk("1"), desk.talk("2")
        await first(SENTENCE, *REST)
        answers = []
        for _ in range(8):
            await second("/register", ">清空不要了") if "清空不要了" in second.heard() else None
            page = await second("/cancel", "/register")
            answers.append(await second(*((SENTENCE, *REST) if "同意" in page else (">都对，提交",))))

        assert "已经有登记" in answers[0]
        assert any("分钟以后" in answer for answer in answers[5:])


async def test_a_move_supersedes_the_voucher_and_sends_the_new_one(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me, stranger = desk.talk("1"), desk.talk("2")
        await me(SENTENCE, *REST)
        old = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}", me.heard())
        assert old

        done = await me("我搬家了", ">搬家了", ">今天", "大关街道湖墅南路15号1幢502", ">单位宿舍", ">都对，提交")

        assert "旧凭证已经作废" in done
        assert "已被新凭证替代" in await stranger(old[0])


async def test_who_tells_of_a_move_before_he_was_ever_registered_registers(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me, other = desk.talk("1"), desk.talk("2")

        heard = await me(MOVED)
        door = await other("我搬家了")

        assert "大关街道" in heard
        assert "2026年11月22日" in heard
        assert "登记好了" in await me(*REST)
        assert "还没有登记" in door, "without an address there is nothing to go by"


async def test_a_lost_code_is_voided_with_one_tap(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me, stranger = desk.talk("1"), desk.talk("2")
        await me(SENTENCE, *REST)
        codes = re.findall(r"[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}", me.heard())

        fresh = await me(">码丢了或被人拍了，换一个")

        assert "已作废" in await stranger(codes[0])
        again = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}", fresh)
        assert again
        assert "有效" in await stranger(again[0])


async def test_departure_ends_it_and_a_new_period_may_start(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as desk:
        me = desk.talk()
        await me(SENTENCE, *REST)

        gone = await me("我要离开杭州了", ">今天", ">都对，提交")
        assert "凭证已经失效" in gone
        again = await me(SENTENCE, *REST)

        assert "登记好了" in again
