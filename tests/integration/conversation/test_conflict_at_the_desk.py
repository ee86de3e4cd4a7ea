"""Two statements that differ before the desk (R1.8): both side by side, seen by the person, unknown to who reported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from domain.people import DocumentKind, IdentityDocument
from domain.tenancies import Tenant
from domain.usecases.reporting import moved_out, report_tenant
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.conversation.deskside import hired
from tests.integration.conversation.talking import NUMBER, REST, SENTENCE, hall
from tests.integration.storage.helping import account
from tests.unit.domain.letting import HOUSE, reporting, room_of
from tests.unit.domain.making import NOW, TODAY

ELSEWHERE = replace(HOUSE, building="湖墅南路99号")
TENANT = Tenant("张三", IdentityDocument(DocumentKind.RESIDENT_ID, NUMBER))
"""Whom the sentences of the tenant register."""


async def landlord_says_otherwise(store: Store) -> int:
    """A landlord who says that the tenant lives in another house of his; his account."""
    mine = await account(store, "77", "test")

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            _, room = await room_of(uow, mine.id, label="404", address=ELSEWHERE)
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
