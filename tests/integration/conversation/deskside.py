"""A tenant, an officer and the days of a permit's life, for tests that talk to both sides of the desk."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from bot.conversation.speech import Act
from domain.cards import Permit
from domain.staff import Role
from domain.usecases.staffing import invite
from storage.stores import Store
from tests.integration.conversation import talking
from tests.integration.conversation.talking import REST, SENTENCE, Hall, Talk, hall
from tests.integration.conversation.test_eligibility import ASKED, interviewed
from tests.integration.storage.helping import commit

AREA = "拱墅区"
DAY = date(2027, 6, 24)
"""Seven months after the registration."""
PAPERS = ("identity_document", "photo", "lease", "title_proof", "rental_registration", "hazard_check", "street_check")
RENTS = {"靠什么工作": ">没有工作", "合同从哪天开始": "2026年12月1号", "到哪天为止": "2028年11月30号"}


@dataclass
class Days:
    """The front desk on one day after another; a chat goes on where it was."""

    store: Store
    folder: Path
    numbers: Iterator[int]

    @asynccontextmanager
    async def on(self, day: date) -> AsyncIterator[tuple[Talk, Talk]]:
        """The person and the officer on a day."""
        async with hall(self.store, self.folder, today=day) as here:
            yield self.talk(here, "1"), self.talk(here, "9")

    def talk(self, here: Hall, chat: str) -> Talk:
        """A chat of the day."""
        return Talk(here.front, here.post, chat, 1000 * next(self.numbers))


async def registered(store: Store, folder: Path) -> Days:
    """Somebody who rents is registered, and an officer of his district hired, on 23 November 2026."""
    async with hall(store, folder) as here:
        await here.talk("1")(SENTENCE, *REST)
        await hired(here, "9")
    return Days(store, folder, count(1))


async def hired(here: Hall, chat: str, *, area: str = AREA, role: Role = Role.OFFICER) -> Talk:
    """Somebody who came by an invitation."""
    token, now = f"token-{chat}", here.front.clock.now()
    await here.store.run(lambda uow: invite(None, role, area, token, now + timedelta(days=1), uow, now))
    staff = Talk(here.front, here.post, chat, 500)
    assert "您现在是" in await staff(f"/start {token}")
    return staff


async def handed_in(me: Talk, *papers: str) -> None:
    """One page of each paper."""
    for paper in papers:
        await me.press_data(f"m:paper:{paper}")
        me.count += 1
        assert "收到" in await me.say(f"{me.count:032x}", act=Act.PHOTO)


async def applied(me: Talk, *, without: str = "") -> str:
    """He tells his facts and applies by his dwelling, complete or not."""
    assert "现在就可以申领居住证" in await interviewed(me, await me(ASKED), **RENTS)
    await me(">现在申领")
    await handed_in(me, *(one for one in PAPERS if one not in without.split()))
    return await me(">交给窗口", *([">就这样交"] if without else []))


async def permit_of(store: Store, issued: date) -> None:
    """The first person holds a permit."""
    one = Permit(None, 1, "330106A0012", issued, talking.TODAY)
    await commit(store, lambda uow: uow.permits.add(one))


async def code_of(me: Talk) -> str:
    """The short code of his voucher; a new one where it has run out."""
    said = await me("/voucher")
    if "到期" in said:
        said = await me(">换一张新凭证")
    found = re.search(r"短码 (\S+) ", said)
    assert found, said
    return found[1]


def buttons(talk: Talk) -> list[str]:
    """The labels under the newest message of a chat."""
    newest = [one for chat, one in talk.post.sent if chat == talk.chat][-1]
    return [text for row in newest.get("inline", ()) for text, *_ in row]


async def opened(officer: Talk, code: str, why: str = ">签注") -> str:
    """The officer scans and says why."""
    assert "为什么要看" in await officer(code, ">打开这个人")
    return await officer(why)
