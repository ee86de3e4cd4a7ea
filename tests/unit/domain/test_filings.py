"""An application on file: its pages, when it is accepted, why it is refused, what a correction makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.applications import Application, Stage
from domain.errors import IllegalStep, LateDemand, NoSuchPage, TooManyPages
from domain.facts import Facts
from domain.filings import FORM, MOST_PAGES, Filing, Page
from domain.ways import Way
from tests.unit.domain.asking import FLAT_TENANT, RESIDENT, TENANT, TODAY, facts

PAPERS = frozenset(
    {"identity_document", "photo", "lease", "title_proof", "rental_registration", "hazard_check", "street_check"}
)
NEXT = date(2026, 11, 24)
DRAFT = Filing(1, 1, 1, TODAY, Application(Way.HOUSING), Facts())
FIRST, SECOND, PHOTO = Page("paper-1", "lease"), Page("paper-2", "lease"), Page("paper-3", "photo")


def submitted(told: Facts | None = None, without: frozenset[str] = frozenset()) -> Filing:
    """A tenant's application before the desk, with everything but what is left out."""
    application = Application(Way.HOUSING, Stage.SUBMITTED, PAPERS - without | {FORM}, since=TODAY)
    return Filing(1, 1, 1, TODAY, application, told or facts(TENANT))


def returned(filing: Filing) -> Filing:
    wanted = [one.id for one in filing.required(TODAY) if one.id != FORM]
    missing = filing.application.owed(wanted)
    again = filing.application.returned(TODAY, missing, wanted)
    provided = again.provided | missing
    return replace(filing, application=replace(again, provided=provided).submitted(TODAY))


def test_who_meets_every_condition_of_his_way_gives_no_ground() -> None:
    assert submitted().grounds(TODAY) == ()


def test_the_grounds_are_the_conditions_of_his_way_that_are_not_met() -> None:
    told = facts(TENANT, {"housing.lawful_title": False, "registered_on": TODAY})

    assert submitted(told).grounds(TODAY) == ("half_year", "lawful_title")


def test_what_is_not_known_is_no_ground() -> None:
    assert submitted(facts(RESIDENT)).grounds(TODAY) == ()


@pytest.mark.parametrize(
    ("told", "ground"),
    [({"hangzhou_hukou": True}, "not_applicable"), ({"talent": True}, "talent_route")],
)
def test_where_no_way_is_looked_at_that_is_the_ground(told: dict[str, object], ground: str) -> None:
    assert submitted(facts(TENANT, told)).grounds(TODAY) == (ground,)


@pytest.mark.parametrize(("special", "due"), [(False, date(2026, 12, 8)), (True, date(2026, 12, 23))])
def test_accepted_it_says_by_when_the_card_is_issued(special: bool, due: date) -> None:
    assert submitted().accepted(TODAY, special=special).application.card_due == due


def test_while_something_is_owed_it_is_not_accepted() -> None:
    with pytest.raises(IllegalStep):
        submitted(without=frozenset({"photo"})).accepted(TODAY)


def test_a_paper_required_by_a_fact_that_changed_may_be_asked_for() -> None:
    filing = returned(submitted(without=frozenset({"photo"})))
    changed = filing.corrected(facts(FLAT_TENANT), NEXT, overlooked=False)

    assert [one.id for one in changed.missing(NEXT)] == ["lease_filing"]
    wanted = [one.id for one in changed.required(NEXT) if one.id != FORM]
    assert changed.application.returned(NEXT, ["lease_filing"], wanted).stage is Stage.RETURNED


def test_a_paper_required_by_a_fact_that_was_overlooked_may_not() -> None:
    filing = returned(submitted(without=frozenset({"photo"})))
    found = filing.corrected(facts(FLAT_TENANT), NEXT, overlooked=True)

    assert found.missing(NEXT) == ()
    wanted = [one.id for one in found.required(NEXT) if one.id != FORM]
    with pytest.raises(LateDemand):
        found.application.returned(NEXT, ["lease_filing"], wanted)
    assert found.accepted(NEXT).application.stage is Stage.ACCEPTED


def test_before_the_first_notice_nothing_can_be_overlooked() -> None:
    found = submitted().corrected(facts(FLAT_TENANT), NEXT, overlooked=True)

    assert [one.id for one in found.missing(NEXT)] == ["lease_filing"]


@pytest.mark.parametrize("stage", Stage)
def test_it_binds_the_person_until_it_has_ended_and_is_his_to_change_while_in_his_hands(stage: Stage) -> None:
    one = replace(DRAFT, application=Application(Way.HOUSING, stage))

    assert one.is_open is (stage not in (Stage.COLLECTED, Stage.REFUSED, Stage.WITHDRAWN))
    assert one.in_hand is (stage in (Stage.DRAFT, Stage.RETURNED))


def test_a_paper_is_handed_in_from_its_first_page_to_its_last() -> None:
    one = DRAFT.handing_in(FIRST).handing_in(PHOTO).handing_in(SECOND)
    assert one.pages_of("lease") == (FIRST, SECOND)
    assert one.application.provided == {"lease", "photo"}

    left = one.without("paper-1")
    assert (left.pages, left.application.provided) == ((PHOTO, SECOND), {"lease", "photo"})
    gone = left.without("paper-2")
    assert (gone.pages, gone.application.provided, gone.version) == ((PHOTO,), {"photo"}, 6)


def test_a_paper_has_so_many_pages_and_no_more() -> None:
    pages = tuple(Page(f"paper-{number}", "lease") for number in range(10, 9 + MOST_PAGES))
    full = replace(DRAFT, pages=pages).handing_in(FIRST)

    with pytest.raises(TooManyPages):
        full.handing_in(SECOND)
    assert len(full.handing_in(PHOTO).pages) == MOST_PAGES + 1


@pytest.mark.parametrize("material", [pytest.param(FORM, id="the form that is ours"), "no_such_paper"])
def test_what_is_no_paper_of_his_is_not_handed_in(material: str) -> None:
    with pytest.raises(NoSuchPage):
        DRAFT.handing_in(Page("paper-1", material))


def test_a_page_that_is_not_there_is_not_taken_back() -> None:
    with pytest.raises(NoSuchPage):
        DRAFT.handing_in(FIRST).without("paper-2")


def test_a_draft_takes_another_way_and_keeps_its_pages() -> None:
    other = DRAFT.handing_in(FIRST).on_way(Way.EMPLOYMENT)

    assert (other.application.way, other.pages, other.version) == (Way.EMPLOYMENT, (FIRST,), 3)
    with pytest.raises(IllegalStep):
        submitted().on_way(Way.EMPLOYMENT)


def test_submitted_it_has_the_form_filled_in_and_the_facts_of_the_day() -> None:
    one = DRAFT.handing_in(FIRST).submitted(facts(TENANT), NEXT)

    assert one.application.provided == {FORM, "lease"}
    assert (one.application.stage, one.application.since, one.facts) == (Stage.SUBMITTED, NEXT, facts(TENANT))


def test_withdrawn_it_keeps_no_page() -> None:
    gone = DRAFT.handing_in(FIRST).withdrawn(NEXT)

    assert (gone.application.stage, gone.pages, gone.version) == (Stage.WITHDRAWN, (), 3)
