"""What stands on file decides, and not what came first: matching is the same in every order, and nobody's data move it
who is not meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.matching import Own, Report, match
from domain.reporters import Role
from domain.reporters import State as Standing
from domain.tenancies import Place, State, Tenancy, Tenant, as_reporter_sees
from tests.unit.domain.letting import TERM, reporter
from tests.unit.domain.making import ELSEWHERE, HOME, TODAY, document, registration

documents = st.sampled_from([document(1), document(2)])
homes = st.sampled_from([HOME, ELSEWHERE])
services = st.sampled_from(["大关超市", "湖墅餐厅"])
places = st.one_of(st.builds(Place, address=homes), st.builds(lambda name: Place(service_place=name), services))
days = st.integers(-40, 20).map(lambda n: TODAY + timedelta(days=n))


@st.composite
def told(draw: st.DrawFn, number: int) -> Report:
    role = draw(st.sampled_from(Role))
    made = reporter(role, id=draw(st.integers(1, 3)), state=draw(st.sampled_from(Standing)))
    tenancy = Tenancy(
        number,
        made.id or 0,
        Tenant("王小明", draw(documents)),
        draw(places),
        replace(TERM, since=draw(days)),
        TODAY,
        ended_on=draw(st.sampled_from([None, None, None, TODAY])),
        withdrawn=draw(st.integers(0, 4)) == 0,
        set_aside=draw(st.integers(0, 4)) == 0,
        agreed=draw(st.sampled_from([None, True, False])),
    )
    return Report(tenancy, made)


reports = st.integers(0, 6).flatmap(lambda many: st.tuples(*(told(number + 1) for number in range(many))))
owned = st.tuples(
    *(
        st.none()
        | st.builds(
            lambda of, home, work, came, number=number: Own(
                of.key,
                registration(
                    id=number, address=home, service_place=work, arrived=min(came, TODAY), registered_on=TODAY
                ),
            ),
            st.just(document(number)),
            homes,
            st.none() | services,
            days,
        )
        for number in (1, 2)
    )
).map(lambda pair: [one for one in pair if one])


@given(reports, owned, st.randoms(use_true_random=False))
def test_in_whichever_order_it_is_read_the_same_follows(
    told: Sequence[Report], own: list[Own], dice: st.DataObject
) -> None:
    shuffled, others = list(told), list(own)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    dice.shuffle(others)  # type: ignore[attr-defined]

    assert match(shuffled, others) == match(told, own)


@given(reports, owned)
def test_every_report_has_one_state_and_stands_on_one_side(told: Sequence[Report], own: list[Own]) -> None:
    found = match(told, own)
    confirmed = {number for one in found.confirmed.values() for number in one}
    conflicting = {number for one in found.conflicts.values() for number in one}

    assert set(found.states) == {one.tenancy.id for one in told}
    assert confirmed == {number for number, state in found.states.items() if state is State.CONFIRMED}
    assert conflicting == {number for number, state in found.states.items() if state is State.CONFLICTING}


@given(reports, owned)
def test_nothing_depends_on_another_document(told: Sequence[Report], own: list[Own]) -> None:
    whole = match(told, own)
    alone = [
        match(
            [one for one in told if one.tenancy.tenant.document.key == key], [one for one in own if one.document == key]
        )
        for key in (document(1).key, document(2).key)
    ]

    assert whole.states == {**alone[0].states, **alone[1].states}
    assert whole.conflicts == {**alone[0].conflicts, **alone[1].conflicts}


@given(reports, owned, owned)
def test_a_reporter_sees_the_same_whatever_is_registered(
    told: Sequence[Report], one: list[Own], other: list[Own]
) -> None:
    """R7.5: no registration of anybody changes what a reporter reads of his reports."""

    def seen(own: list[Own]) -> list[object]:
        states = match(told, own).states
        return [as_reporter_sees(replace(two.tenancy, state=states[two.tenancy.id or 0])) for two in told]

    assert seen(one) == seen(other) == seen([])
