"""Papers drawn from the record: for the applicant alone, with the state of the application, by ids and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from bot.app import House, build, migrate
from bot.attachments import Gone
from bot.documents import papers
from bot.documents.papers import SERIES, Kind
from bot.papers import Named
from bot.settings import Settings
from domain.applications import Application
from domain.cards import Permit
from domain.cases import Author, Case, Entry, Outcome
from domain.cases import Kind as CaseKind
from domain.filings import FORM, Filing
from domain.registrations import Dwelling
from domain.staff import Role, Staff
from domain.usecases.registering import register_residence
from domain.ways import Way
from storage.unit_of_work import SqlUnitOfWork
from tests.unit.documents.layout import readable, text_of
from tests.unit.domain.asking import FLAT_TENANT, NOBODY, TODAY, facts
from tests.unit.domain.making import NOW, fresh, order, person

Filed = Callable[..., Awaitable[Named]]
DECIDED = {Outcome.RETURNED: Kind.NOTICE, Outcome.ACCEPTED: Kind.RECEIPT, Outcome.REFUSED: Kind.REFUSAL}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    given = {"data_dir": tmp_path / "var", "today": TODAY, "public_url": "https://anju.example.gov.cn"}
    house = build(Settings(_env_file=None, **given), with_web=False, with_telegram=False, with_sidecar=False)
    await migrate(house.settings)
    yield house
    await house.store.close()


async def account(uow: SqlUnitOfWork, chat: str) -> int:
    async with uow:
        taken = await uow.accounts.take("web", chat, "zh", NOW)
        await uow.commit()
    return taken.id


def after(filing: Filing, outcome: Outcome | None) -> Filing:
    """The application after the desk's answer."""
    one = filing.application
    wanted = [paper.id for paper in filing.required(TODAY)]
    if outcome is Outcome.RETURNED:
        return filing.stepped(one.returned(TODAY, one.owed(wanted) - {FORM}, [each for each in wanted if each != FORM]))
    if outcome is Outcome.ACCEPTED:
        return filing.stepped(replace(one, provided=frozenset(wanted)).accepted(TODAY, wanted))
    if outcome is Outcome.REFUSED:
        return filing.stepped(one.refused(TODAY, ["lease_one_year"]))
    return filing


async def file(house: House, outcome: Outcome | None = None, closed: datetime = NOW, **changes: Any) -> Named:
    """Somebody registered who has submitted, and the desk's answer; what a message about it carries."""

    async def work(uow: SqlUnitOfWork) -> Named:
        async with uow:
            mine, theirs = await account(uow, "1"), await account(uow, "2")
            done = await register_residence(order(mine, **changes), uow, fresh(), NOW)
            applicant = done.registration.person_id
            told = facts(FLAT_TENANT)
            filing = await uow.filings.add(Filing(None, mine, applicant, TODAY, Application(Way.HOUSING), told))
            filing = filing.submitted(told, TODAY)
            await uow.filings.save(filing)
            case = Case(None, CaseKind.APPLICATION, filing.id or 0, mine, "拱墅区大关街道", NOW, NOW)
            case = await uow.cases.add(case)
            await uow.cases.say(case, Entry(Author.DESK, "合同第3页看不清", NOW))
            if outcome is not None:
                staff = await uow.staff.add(Staff(None, theirs, Role.OFFICER, "拱墅区", NOW))
                taken = case.taken(staff)
                await uow.cases.save(taken)
                await uow.cases.save(taken.closed(staff, outcome, closed))
                await uow.filings.save(after(filing, outcome))
            await uow.commit()
        return Named(mine, filing.id or 0, case.id or 0)

    return await house.store.run(work)


async def drawn(house: House, kind: Kind, of: Any, language: str = "zh") -> tuple[str, str]:
    """Name of the file and what can be read in it, as a message brings it."""
    payload = {"text": "…", "attachment": {"kind": kind.value, "of": of}, "language": language}
    made = await house.attachments.made(payload)
    assert made is not None
    assert made.media == "application/pdf"
    return made.name, text_of(pypdfium2.PdfDocument(made.content))


@pytest.mark.parametrize(("outcome", "kind"), DECIDED.items())
async def test_each_answer_of_the_desk_has_its_paper(house: House, outcome: Outcome, kind: Kind) -> None:
    named = await file(house, outcome)

    name, text = await drawn(house, kind, list(named))

    assert "王小明" in text
    assert f"{SERIES[kind].letters}20261123-{named.case:06d}" in text
    assert name.endswith(".pdf")
    assert "王" not in name


async def test_the_form_is_there_at_any_time_in_the_persons_language(house: House) -> None:
    named = await file(house)

    name, text = await drawn(house, Kind.FORM, list(named[:2]), "en")

    assert name == "permit-application-form.pdf"
    assert "330106199003070" in text
    assert readable("Way of applying") in text


async def test_the_notice_carries_what_the_desk_wrote(house: House) -> None:
    named = await file(house, Outcome.RETURNED)

    _, text = await drawn(house, Kind.NOTICE, list(named))

    assert "合同第3页看不清" in text
    assert "区住建局" in text


@pytest.mark.parametrize(
    ("closed", "day"),
    [("2026-11-23T15:59:59+00:00", "2026年11月23日"), ("2026-11-23T16:00:00+00:00", "2026年11月24日")],
    ids=["a second before midnight in Hangzhou", "midnight"],
)
async def test_the_day_of_a_receipt_is_hangzhous(house: House, closed: str, day: str) -> None:
    named = await file(house, Outcome.ACCEPTED, datetime.fromisoformat(closed))

    _, text = await drawn(house, Kind.RECEIPT, list(named))

    assert f"受理日期{day}" in text


async def test_nobody_else_gets_a_paper_whatever_he_names(house: House) -> None:
    named = await file(house, Outcome.ACCEPTED)
    stranger = named._replace(account=named.account + 1)

    for kind in (Kind.FORM, Kind.RECEIPT, Kind.HAZARD_FORM, Kind.STREET_FORM):
        with pytest.raises(Gone):
            await drawn(house, kind, list(stranger))


@pytest.mark.parametrize("kind", [Kind.NOTICE, Kind.REFUSAL])
async def test_an_answer_that_was_not_given_has_no_paper(house: House, kind: Kind) -> None:
    named = await file(house, Outcome.ACCEPTED)

    for of in (named, named._replace(case=named.case + 1), named._replace(filing=named.filing + 1)):
        with pytest.raises(Gone):
            await drawn(house, kind, list(of))


async def test_a_notice_that_there_never_was_has_no_paper(house: House) -> None:
    named = await file(house, Outcome.RETURNED)

    with pytest.raises(Gone):
        await drawn(house, Kind.NOTICE, list(named._replace(notice=1)))


@pytest.mark.parametrize("kind", [Kind.HAZARD_FORM, Kind.STREET_FORM])
async def test_blank_forms_are_filled_with_the_rented_home_and_no_owner(house: House, kind: Kind) -> None:
    named = await file(house)

    _, text = await drawn(house, kind, list(named))

    assert "湖墅南路12号3幢2单元501" in text
    assert "张建国" not in text, "a landlord need not own what he lets"


async def test_who_does_not_rent_has_no_check_of_a_rented_home(house: House) -> None:
    named = await file(house, dwelling=Dwelling.OWN, host=None)

    with pytest.raises(Gone):
        await drawn(house, Kind.HAZARD_FORM, list(named))


async def test_papers_without_a_record_go_with_their_message(house: House) -> None:
    permit = Permit(9, 1, "ZJ330105202503150001", TODAY.replace(year=2025), TODAY)
    sheet = papers.unendorsed(permit, person(id=1), facts(NOBODY), TODAY)

    _, text = await drawn(house, Kind.UNENDORSED, sheet.to_json())
    _, listed = await drawn(house, Kind.ANNEXES, TODAY.isoformat())

    assert "不予签注说明" in text
    assert "浙江省社会保险参保证明" in listed


def test_every_kind_that_a_message_can_name_has_a_name_of_its_own(house: House) -> None:
    named = [house.attachments.announced({"attachment": {"kind": kind.value}}) for kind in Kind]

    assert len({one.name for one in named if one}) == len(Kind)


async def at_the_desk(house: House, chat: str, area: str = "拱墅区") -> int:
    """Somebody who works at the desk."""

    async def work(uow: SqlUnitOfWork) -> int:
        async with uow:
            mine = await account(uow, chat)
            staff = await uow.staff.add(Staff(None, mine, Role.OFFICER, area, NOW))
            await uow.commit()
        return staff.id or 0

    return await house.store.run(work)


async def left(house: House, staff: int) -> None:
    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            await uow.staff.end(staff, NOW)
            await uow.commit()

    await house.store.run(work)


@pytest.mark.parametrize(("outcome", "kind"), DECIDED.items())
async def test_the_desk_has_the_same_paper_as_the_person(house: House, outcome: Outcome, kind: Kind) -> None:
    named = await file(house, outcome)
    staff = await at_the_desk(house, "9")

    _, text = await drawn(house, kind, list(named._replace(staff=staff, looks_in=named.case)))

    assert "王小明" in text
    assert f"{SERIES[kind].letters}20261123-{named.case:06d}" in text


async def test_brought_later_it_is_not_drawn_for_whose_work_has_ended(house: House) -> None:
    named = await file(house)
    staff = await at_the_desk(house, "9")
    asked = list(named._replace(staff=staff, looks_in=named.case))
    await drawn(house, Kind.FORM, asked)
    await left(house, staff)

    with pytest.raises(Gone):
        await drawn(house, Kind.FORM, asked)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"looks_in": 99}, id="no such case"),
        pytest.param({"filing": 99}, id="an application that the case is not about"),
        pytest.param({"staff": 99}, id="nobody"),
    ],
)
async def test_it_is_drawn_for_the_desk_only_by_a_case_about_it(house: House, wrong: dict[str, int]) -> None:
    named = await file(house)
    staff = await at_the_desk(house, "9")

    with pytest.raises(Gone):
        await drawn(house, Kind.FORM, list(named._replace(staff=staff, looks_in=named.case)._replace(**wrong)))


async def test_it_is_not_drawn_for_another_area_nor_for_the_applicant_at_the_desk(house: House) -> None:
    named = await file(house)
    elsewhere, himself = await at_the_desk(house, "8", "西湖区"), await at_the_desk(house, "1")

    for staff in (elsewhere, himself):
        with pytest.raises(Gone):
            await drawn(house, Kind.FORM, list(named._replace(staff=staff, looks_in=named.case)))
