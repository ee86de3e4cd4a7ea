"""Text messages: the matter and the day to the phone on record, and whose fault it is when none goes (T-23, T-27)."""

from __future__ import annotations

import pytest

from bot.channels.sms import LogOnly
from storage.outbox import DOUBT
from storage.tables import accounts
from tests.integration.bot.delivery.ways import PHONE, SECRET_WORDS, House, forbidden
from tests.integration.storage.helping import commit, look


async def test_a_text_message_has_the_matter_and_the_day_and_no_more(house: House) -> None:
    await house.with_phone()
    await house.remind()

    [sent] = house.provider.sent
    assert sent["PhoneNumbers"] == PHONE.removeprefix("+86")
    assert sent["TemplateParam"] == {"matter": "每年签注", "date": "2026年12月24日（星期四）"}
    assert (sent["SignName"], sent["TemplateCode"]) == ("安居", "SMS_1")


async def test_a_dead_number_is_marked_until_the_person_tells_another(house: House) -> None:
    await house.with_phone()
    house.provider.codes = ["isv.MOBILE_NUMBER_ILLEGAL"]
    await house.remind()
    assert await look(house.store, lambda uow: uow.reaching.shut_now("sms")) == 1
    await house.remind()
    assert house.rung() == (0, 0, 0)

    await commit(house.store, lambda uow: uow.people.save(house.person))
    await house.remind()
    assert house.rung() == (0, 0, 1)


@pytest.mark.parametrize(
    "code", ["isv.SMS_SIGNATURE_ILLEGAL", "isv.OUT_OF_SERVICE", "isp.RAM_PERMISSION_DENY", "isv.NEVER_HEARD_OF"]
)
async def test_our_own_fault_is_a_dead_letter_under_the_provider_s_word(house: House, code: str) -> None:
    chat = await house.with_telegram()
    await house.with_phone()
    await house.wish("sms", "telegram")
    house.provider.codes = [code]
    await house.remind()

    assert await house.dead() == {code: 1}
    assert len(await house.inbox(chat)) == 1, "it has gone by the next way"
    assert await look(house.store, lambda uow: uow.reaching.shut_now("sms")) == 0


@pytest.mark.parametrize(
    ("code", "pause"),
    [("isp.SYSTEM_ERROR", 2), ("Throttling.User", 2), ("isv.BUSINESS_LIMIT_CONTROL", 3600)],
)
async def test_what_passes_by_itself_is_tried_again(house: House, code: str, pause: int) -> None:
    await house.with_phone()
    house.provider.codes = [code]
    await house.remind()
    await house.later(pause - 1)
    assert house.rung() == (0, 0, 0)
    await house.later(2)

    assert house.rung() == (0, 0, 1)


async def test_without_a_provider_nothing_is_taken_to_have_arrived(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.sms = LogOnly()
    house.post = house.new_post()
    chat = await house.with_telegram()
    await house.with_phone()
    await house.wish("sms", "telegram")
    await house.remind()

    assert len(await house.inbox(chat)) == 1
    assert await house.dead() == {}
    written = capsys.readouterr().out
    assert "sms_would_go" in written
    assert not [one for one in (PHONE[3:], "签注", "2026年12月") if one in written]


async def test_an_answer_of_the_provider_that_comes_in_pieces_is_understood(house: House) -> None:
    await house.with_phone()
    house.provider.in_pieces = True
    await house.remind()

    assert house.rung() == (0, 0, 1)
    assert await house.dead() == {}


async def test_switched_off_a_phone_gets_nothing_and_what_waits_comes_in_the_chat_at_once(house: House) -> None:
    phone = await house.with_phone()
    await house.wish("sms", "web")
    house.provider.codes = ["isv.DAY_LIMIT_CONTROL"]
    await house.remind()
    await commit(house.store, lambda uow: uow.reaching.switch_off(phone))
    await house.later(1)
    assert not await house.waits()
    await house.later(3600)

    assert house.rung() == (0, 0, 0)
    assert [one.payload["text"] for one in await house.inbox(house.web)] == [SECRET_WORDS]


@pytest.mark.parametrize("code", ["isv.MOBILE_NUMBER_ILLEGAL", "isv.OUT_OF_SERVICE", "isv.DAY_LIMIT_CONTROL"])
async def test_switched_off_while_the_provider_is_asked_it_comes_in_the_chat_however_that_ends(
    house: House, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    phone = await house.with_phone()
    await house.wish("sms", "web")
    house.provider.codes = [code]
    house.provider.meanwhile = lambda: commit(house.store, lambda uow: uow.reaching.switch_off(phone))
    await house.remind()
    await house.later(2 * DOUBT.total_seconds())

    assert [one.payload["text"] for one in await house.inbox(house.web)] == [SECRET_WORDS]
    assert await house.dead() == {}
    assert not await house.waits()
    assert "delivery_round_failed" not in capsys.readouterr().out


async def test_what_rings_in_vain_while_everything_is_shut_comes_when_the_person_is_back(house: House) -> None:
    """He has Telegram and a phone alone."""
    chat = house.web = await house.with_telegram()
    await commit(house.store, lambda uow: uow.people.link(chat.id, house.person.id, None))
    await commit(house.store, lambda uow: uow._link.execute(accounts.delete().where(accounts.c.channel == "web")))
    await house.with_phone()
    house.telegram.trouble[42] = forbidden
    house.provider.codes = ["isv.MOBILE_NUMBER_ILLEGAL"]
    await house.remind(chat)
    assert house.rung() == (0, 0, 0)

    del house.telegram.trouble[42]
    again = await look(house.store, lambda uow: uow.accounts.get(chat.id))
    assert again
    await commit(house.store, lambda uow: uow.accounts.save(again))
    await house.later()
    assert house.rung() == (1, 0, 0)
