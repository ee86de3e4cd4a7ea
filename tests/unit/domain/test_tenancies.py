"""A report as a value: corrected, ended, withdrawn, answered, and what each side reads of it (R7.5)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import product

import pytest

from domain.errors import LeaseReversed, MovedOutTooEarly, ReportClosed
from domain.reporters import Role
from domain.tenancies import (
    Place,
    ReportView,
    Seen,
    State,
    StatedOfMe,
    Tenancy,
    Tenant,
    Term,
    as_reporter_sees,
    as_tenant_sees,
)
from tests.unit.domain.letting import MOVED_IN, TENANT, TERM, reporter, tenancy
from tests.unit.domain.making import ELSEWHERE, HOME, TODAY, document

DAY = timedelta(days=1)


@pytest.mark.parametrize("place", [{}, {"address": HOME, "service_place": "大关超市"}], ids=["nowhere", "both"])
def test_a_report_names_one_place(place: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="an address or a place of service"):
        Place(**place)  # type: ignore[arg-type]


def test_a_lease_of_one_day_is_one_and_a_reversed_one_is_none() -> None:
    assert Term(MOVED_IN, MOVED_IN, MOVED_IN).lease_to == MOVED_IN
    with pytest.raises(LeaseReversed):
        Term(MOVED_IN, MOVED_IN, MOVED_IN - DAY)


def test_told_again_it_is_the_same_report() -> None:
    report = tenancy()

    assert report.told(report.tenant, report.place, report.term) is report


@pytest.mark.parametrize(
    ("tenant", "place", "term", "kept"),
    [
        pytest.param(TENANT, Place(HOME, 1), replace(TERM, lease_to=date(2028, 1, 1)), True, id="a longer lease"),
        pytest.param(replace(TENANT, phone=None), Place(HOME, 1), TERM, True, id="another phone"),
        pytest.param(TENANT, Place(ELSEWHERE, 2), TERM, False, id="another room"),
        pytest.param(TENANT, Place(HOME, 1), replace(TERM, since=MOVED_IN - DAY), False, id="another day"),
    ],
)
def test_what_the_tenant_agreed_to_outlives_only_what_leaves_it_true(
    tenant: Tenant, place: Place, term: Term, kept: bool
) -> None:
    told = tenancy(agreed=True, set_aside=True).told(tenant, place, term)

    assert (told.agreed, told.set_aside, told.version) == (True if kept else None, kept, 2)


@pytest.mark.parametrize(
    ("on", "taken"),
    [
        pytest.param(MOVED_IN - DAY, False, id="the day before he moved in"),
        pytest.param(MOVED_IN, True, id="the day on which he moved in"),
        pytest.param(TODAY, True, id="today"),
        pytest.param(TODAY + DAY, False, id="tomorrow"),
    ],
)
def test_moving_out_comes_after_moving_in_and_not_after_today(on: date, taken: bool) -> None:
    if taken:
        ended = tenancy().moved_out(on, TODAY)
        assert (ended.ended_on, ended.state, ended.is_open) == (on, State.ENDED, False)
    else:
        with pytest.raises(MovedOutTooEarly):
            tenancy().moved_out(on, TODAY)


@pytest.mark.parametrize("closed", [{"ended_on": TODAY}, {"withdrawn": True}], ids=["ended", "withdrawn"])
def test_what_is_closed_stays_so(closed: dict[str, object]) -> None:
    report = tenancy(**closed)

    for act in (lambda: report.moved_out(TODAY, TODAY), report.taken_back, report.put_aside):
        with pytest.raises(ReportClosed):
            act()


def test_withdrawing_and_setting_aside() -> None:
    assert (tenancy().taken_back().withdrawn, tenancy().taken_back().state) == (True, State.WITHDRAWN)
    assert (tenancy().put_aside().set_aside, tenancy().put_aside().is_open) == (True, True)


def test_a_reporter_waits_until_the_tenant_has_agreed() -> None:
    waiting = [tenancy(agreed=said).awaits_answer for said in (None, False, True)]

    assert waiting == [True, True, False]
    assert not tenancy().taken_back().awaits_answer
    assert tenancy().answered(agrees=True).agreed is True


@pytest.mark.parametrize("agreed", [None, False, True])
def test_what_a_reporter_sees_is_the_same_whatever_others_say(agreed: bool | None) -> None:
    """State, the desk's word and a no look alike; only the tenant's own yes is seen."""
    seen = {
        as_reporter_sees(tenancy(state=state, set_aside=aside, agreed=agreed, version=version))
        for state, aside, version in product(State, (True, False), (1, 2))
    }

    assert len(seen) == 1
    assert seen.pop().seen is (Seen.CONFIRMED if agreed else Seen.REPORTED)


@pytest.mark.parametrize(
    ("report", "seen"),
    [
        pytest.param(tenancy(ended_on=TODAY, agreed=True), Seen.ENDED, id="moved out"),
        pytest.param(tenancy(withdrawn=True, agreed=True), Seen.WITHDRAWN, id="withdrawn"),
    ],
)
def test_a_closed_report_is_seen_as_closed(report: Tenancy, seen: Seen) -> None:
    assert as_reporter_sees(report).seen is seen


def test_a_reporters_view_has_no_room_for_more_than_he_reported() -> None:
    own = {"id", "tenant", "place", "term", "reported_on", "ended_on", "seen"}

    assert {one.name for one in fields(ReportView)} == own


def test_a_tenant_reads_who_reports_him_but_not_his_phone() -> None:
    told = as_tenant_sees(tenancy(agreed=False), reporter())
    agency = as_tenant_sees(tenancy(), reporter(Role.AGENCY, name="安家房产"))

    assert (told.role, told.reporter, told.place.address, told.agreed) == (Role.LANDLORD, "张**", HOME, False)
    assert agency.reporter == "安家房产"
    assert "phone" not in {one.name for one in fields(StatedOfMe)}
    assert document().number not in str(told)


def test_a_place_in_short_leaves_out_what_its_reader_knows() -> None:
    assert Place(HOME, 1).short == HOME.building + HOME.room
    assert Place(service_place="标准餐厅").short == "标准餐厅"
