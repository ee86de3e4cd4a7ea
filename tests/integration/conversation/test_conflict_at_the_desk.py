"""Two statements that differ before the desk (R1.8): both side by side, seen by the person, unknown to who reported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from domain.people import DocumentKind, IdentityDocument
from domain.tenancies import Tenant
from domain.usecases.reporting import moved_out, report_tenant, reports_of
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.conversation.deskside import hired
from tests.integration.conversation.talking import NUMBER, REST, SENTENCE, hall
from tests.integration.conversation.test_appeal import appealed, understood
from tests.integration.storage.helping import account, look
from tests.unit.domain.letting import HOUSE, reporting, room_of
from tests.unit.domain.making import NOW, TODAY

__all__ = ["understood"]

ELSEWHERE = replace(HOUSE, building="湖墅南路99号")
TENANT = Tenant("张三", IdentityDocument(DocumentKind.RESIDENT_ID, NUMBER))
"""Whom the sentences of the tenant register."""


async def landlord_says_otherwise(store: Store, chat: str = "77", building: str = ELSEWHERE.building) -> int:
    """A landlord who says that the tenant lives in another house of his; his account."""
    mine, there = await account(store, chat, "test"), replace(HOUSE, building=building)

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            _, room = await room_of(uow, mine.id, label="404", address=there)
            await report_tenant(reporting(room.id, mine.id, tenant=TENANT), uow, NOW)
            await uow.commit()

    await store.run(work)
    return mine.id


async def test_the_desk_reads_both_statements_and_the_person_reads_who_looked(store: Store, tmp_path: Path) -> None:
    await landlord_says_otherwise(store)
    async with hall(store, tmp_path) as here:
        tenant, officer = here.talk("1"), await hired(here, "9")
        await tenant(SENTENCE, *REST)

        assert "申报不一致" in await officer("/queue")
        said = await officer("/case 1")

        assert "湖墅南路12号3幢2单元501" in said
        assert "湖墅南路99号404" in said
        assert "不一致：住址" in said
        assert NUMBER not in said
        assert "编号 1" in await tenant.press_data("m:looks")


async def test_the_reporter_reads_of_no_case_and_of_no_look(store: Store, tmp_path: Path) -> None:
    await landlord_says_otherwise(store)
    async with hall(store, tmp_path) as here:
        officer, landlord = await hired(here, "9"), here.talk("77")
        await here.talk("1")(SENTENCE, *REST)
        await officer("/case 1")

        assert "还没有工作人员查过" in await landlord.press_data("m:looks")
        assert "工作人员用的" in await landlord("/case 1")


async def test_an_officer_may_take_it_note_and_write_and_it_ends_by_itself(store: Store, tmp_path: Path) -> None:
    landlord = await landlord_says_otherwise(store)
    async with hall(store, tmp_path) as here:
        tenant, officer = here.talk("1"), await hired(here, "9")
        await tenant(SENTENCE, *REST)
        await officer("/case 1", ">接办", ">回复本人", "请问您现在住哪里？")
        assert "请问您现在住哪里" in tenant.heard()

        await store.run(lambda uow: moved_out(landlord, 1, TODAY, uow, NOW))

        assert "没有等着办的件" in await officer("/queue")
        assert "两边现在一致了" in await officer("/case 1")


async def test_an_untrue_report_is_set_aside_with_a_reason_and_nobody_is_told(store: Store, tmp_path: Path) -> None:
    landlord = await landlord_says_otherwise(store)
    async with hall(store, tmp_path) as here:
        tenant, officer, reporter = here.talk("1"), await hired(here, "9"), here.talk("77")
        await tenant(SENTENCE, *REST)
        before = tenant.heard()
        seen = await look(store, lambda uow: reports_of(landlord, uow))
        asked = await officer("/case 1", ">接办", ">不采信：房东 张建国 湖墅南路99号404")
        assert "根据什么不采信" in asked

        said = await officer("到现场看过，是两家人")

        assert "两边现在一致了" in said
        assert "没有等着办的件" in await officer("/queue")
        assert (tenant.heard(), reporter.heard()) == (before, "")
        assert await look(store, lambda uow: reports_of(landlord, uow)) == seen


async def test_of_two_who_differ_the_other_stays_before_the_desk(store: Store, tmp_path: Path) -> None:
    await landlord_says_otherwise(store)
    await landlord_says_otherwise(store, "78", "湖墅南路77号")
    async with hall(store, tmp_path) as here:
        officer = await hired(here, "9")
        await here.talk("1")(SENTENCE, *REST)

        said = await officer("/case 1", ">接办", ">不采信：房东 张建国 湖墅南路99号404", "房东记错了")

        assert "湖墅南路77号404" in said
        assert "湖墅南路99号" not in said


@pytest.mark.parametrize("report", ["0", "x", "2", "9" * 30])
async def test_a_report_that_does_not_differ_is_not_set_aside(store: Store, tmp_path: Path, report: str) -> None:
    await landlord_says_otherwise(store)
    async with hall(store, tmp_path) as here:
        officer = await hired(here, "9")
        await here.talk("1")(SENTENCE, *REST)
        await officer("/case 1", ">接办")
        await officer.press_data(f"k:aside:1:{report}")

        assert "没有这条申报" in await officer("不实的")
        assert "湖墅南路99号404" in await officer("/case 1")


async def test_an_appeal_is_nothing_to_set_aside(store: Store, tmp_path: Path) -> None:
    async with hall(store, tmp_path) as here:
        await appealed(here)
        officer = await hired(here, "9", area="")
        await officer("/case 1", ">接办")

        assert "根据什么不采信" not in await officer.press_data("k:aside:1:1")
