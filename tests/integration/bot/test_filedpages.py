"""Handed-in pages as pictures: drawn for the officer who may see them, each time they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.attachments import Gone
from bot.filedpages import FiledPages
from domain.cases import OF_APPLICATIONS, Kind
from domain.filings import Page
from domain.staff import Role, Staff
from domain.usecases import applying
from storage.files import open_files
from storage.keyring import KeyRing
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.desk_side import applicant, officer
from tests.integration.storage.helping import commit
from tests.unit.domain.making import NOW, case

CONTENT = b"\xff\xd8 a page"


@dataclass
class Shown:
    """One page of an application before the desk."""

    pages: FiledPages
    by: Staff
    file: str
    case: int

    async def to(self, staff: Staff | None = None, case: int | None = None) -> bytes:
        of = [self.file, (staff or self.by).id, case or self.case]
        return await self.pages.draw(of, "zh")


@pytest.fixture
async def shown(store: Store, keys: KeyRing, tmp_path: Path) -> Shown:
    files = open_files(f"file://{tmp_path / 'files'}", keys)
    file = await files.put(CONTENT, "paper")
    me, by = await applicant(store), await officer(store)
    await me.begin()
    await me.do(lambda uow: applying.hand_in(me.account_id, Page(file, "photo"), uow))
    _, case = await me.submit()
    return Shown(FiledPages(store, files), by, file, case.id or 0)


async def test_the_officer_of_the_area_sees_the_page(shown: Shown, store: Store) -> None:
    assert await shown.to() == CONTENT
    assert await shown.to(await officer(store, "8", role=Role.GRID)) == CONTENT


async def test_somebody_of_another_area_does_not(shown: Shown, store: Store) -> None:
    elsewhere = await officer(store, "8", area="西湖区")

    with pytest.raises(Gone):
        await shown.to(elsewhere)


async def test_who_has_left_the_desk_sees_it_no_more(shown: Shown, store: Store) -> None:
    await commit(store, lambda uow: uow.staff.end(shown.by.id or 0, NOW))

    with pytest.raises(Gone):
        await shown.to()


async def test_a_case_about_something_else_shows_nothing(shown: Shown) -> None:
    with pytest.raises(Gone):
        await shown.to(case=shown.case + 1)


@pytest.mark.parametrize("kind", [one for one in Kind if one not in OF_APPLICATIONS])
async def test_a_case_that_only_has_the_same_number_behind_it_shows_nothing(
    shown: Shown, store: Store, kind: Kind
) -> None:
    made = replace(case(kind=kind, about=1, area=shown.by.area), id=None)
    other = await commit(store, lambda uow: uow.cases.add(made))

    with pytest.raises(Gone):
        await shown.to(case=other.id)


async def test_a_page_that_was_taken_out_is_gone(shown: Shown, store: Store) -> None:
    await commit(store, _without_pages)

    with pytest.raises(Gone):
        await shown.to()


async def test_a_page_whose_file_was_removed_is_gone(shown: Shown) -> None:
    await shown.pages.files.delete(shown.file)

    with pytest.raises(Gone):
        await shown.to()


async def _without_pages(uow: SqlUnitOfWork) -> None:
    filing = await uow.filings.get(1)
    assert filing is not None
    await uow.filings.save(replace(filing, pages=(), version=filing.version + 1))
