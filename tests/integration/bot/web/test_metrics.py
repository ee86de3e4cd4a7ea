"""The figures of delivery, for whoever asks on the machine itself."""

from __future__ import annotations

import pytest

from storage.chats import Said
from tests.integration.bot.site import Browser, Site
from tests.integration.storage.helping import commit
from tests.unit.domain.making import NOW


async def figures(site: Site, **headers: str) -> tuple[int, str]:
    async with site.browser(session=False) as anybody, anybody.http.get("/metrics", headers=headers) as answer:
        return answer.status, await answer.text()


async def test_what_waits_what_was_sent_and_what_was_given_up_is_told_in_figures(site: Site, browser: Browser) -> None:
    async with browser.window() as window:
        await window.say("/menu")

    async def leave(uow) -> None:
        account = await uow.accounts.take("telegram", "5001", "zh", NOW)
        said = [Said({"text": "机密"}, True, reminds=True), Said({"text": "机密"}, True, reminds=True)]
        [_, dead] = await uow.messages.add(account.id, said, NOW)
        await uow.outbox.give_up(dead, "ChannelShut", NOW)

    await commit(site.house.store, leave)

    status, page = await figures(site)
    assert status == 200
    assert 'anju_messages_sent_total{channel="web",kind="answer"}' in page
    assert 'anju_messages_due{kind="reminder"} 1.0' in page
    assert 'anju_messages_dead_letters{error="ChannelShut"} 1.0' in page
    assert "anju_messages_oldest_due_seconds" in page
    assert "机密" not in page
    assert "5001" not in page


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
async def test_through_a_proxy_there_are_no_figures(site: Site, header: str) -> None:
    assert (await figures(site, **{header: "192.0.2.1"}))[0] == 404
