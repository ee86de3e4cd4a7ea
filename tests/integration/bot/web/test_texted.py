"""The whole house with a provider of text messages: who has agreed in the chat is texted at the phone on record."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import reaching
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.site import WORDS, Site, Window, opened
from tests.integration.storage.helping import commit
from tests.support.texting import KEY_ID, SECRET, Provider

MORNING = "2026-11-23T09:30"
REMINDER = {"text": "🔔", "language": "en", "matter": "endorsement", "day": "2026-12-24"}


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider() as running:
        yield running


@pytest.fixture
async def site(tmp_path: Path, provider: Provider) -> AsyncIterator[Site]:
    told = {"sms_key_id": KEY_ID, "sms_key_secret": SECRET, "sms_sign_name": "安居", "sms_template_code": "SMS_1"}
    told |= {"sms_template_code_en": "SMS_2", "sms_api": provider.url, "sms_provider": "aliyun"}
    async with opened(tmp_path, today=MORNING, **told) as running:
        yield running


async def agreed(window: Window) -> int:
    """Registered in the chat, and agreed to text messages; the number of the chat."""
    for n, words in enumerate(WORDS, 1):
        await window.send(t="say", n=n, text=words)
        await window.until(lambda frame, n=n: frame["t"] == "ack" and frame["n"] == n)
    await window.send(t="press", n=len(WORDS) + 1, message=1, data="m:sms:yes")
    await window.until(lambda frame: "138****5678" in frame.get("text", ""))
    return window.browser.chat


async def test_who_has_agreed_is_texted_when_his_page_is_closed(site: Site, provider: Provider) -> None:
    async with site.browser() as browser:
        async with browser.window() as window:
            chat = await agreed(window)

        async def remind(uow: SqlUnitOfWork) -> None:
            account = await uow.accounts.find("web", str(chat))
            assert account
            person = await uow.people.of_account(account.id)
            assert person
            for where, said in await reaching.told(uow, account, person.id, [dict(REMINDER)]):
                await uow.messages.add(where, said, site.house.clock.instant())

        await commit(site.house.store, remind)
        site.house.post.wake()
        async with asyncio.timeout(20):
            while not provider.sent:  # noqa: ASYNC110  # the sweep brings it
                await asyncio.sleep(0.05)

    [sent] = provider.sent
    assert (sent["PhoneNumbers"], sent["TemplateCode"]) == ("13812345678", "SMS_2")
    assert sent["TemplateParam"]["date"] == "Thursday 24 December 2026"
