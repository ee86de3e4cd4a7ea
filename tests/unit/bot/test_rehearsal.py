"""The rehearsal: who moves when a number of the law changes, and that the draft leaves no trace."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from bot.rehearsal import NUMBERS, BadDraft, Draft, Tally, days_of, in_force, read_draft
from bot.rehearsal_people import made_up
from bot.rehearsal_report import Asked, report
from domain.days import add_months
from domain.eligibility import Verdict, assess
from domain.facts import FACTS, Employment, Facts, Home, Housing, Occupation, Schooling, Stage
from domain.law import ADULT_YEARS, INSURED_MONTHS

DAY = date(2027, 1, 1)
PEOPLE = 1500


def drafted(name: str, value: int, day: date = DAY) -> Draft:
    return read_draft(f"[{name}]\n{day} = {value}\n")


def asked(draft: Draft, people: int = PEOPLE, seed: int = 7, on: date = DAY) -> Tally:
    tally = Tally(on, draft)
    tally.ask(list(made_up(people, seed, on, draft)))
    return tally


def insured(months: int) -> Facts:
    """Somebody who lacks nothing but insured months."""
    long_ago = add_months(DAY, -40)
    work = Employment(months, True, Occupation.SOLE_TRADER, long_ago, None)
    return Facts(False, False, long_ago, True, date(1990, 1, 1), work, Housing(Home.NONE), Schooling(Stage.NONE))


# --- who moves ---


def test_a_shorter_term_makes_nobody_wait_longer() -> None:
    tally = asked(drafted("insured_months", 6))

    assert (tally.loses, tally.later.total()) == (0, 0)
    assert tally.gains >= tally.earlier.total() > 100
    assert tally.verdicts[Verdict.NOT_YET, Verdict.ELIGIBLE] > 10
    assert not tally.losing


def test_a_longer_term_lets_nobody_apply_sooner() -> None:
    tally = asked(drafted("insured_months", 18))

    assert (tally.gains, tally.earlier.total()) == (0, 0)
    assert tally.loses >= tally.later.total() > 100
    assert tally.verdicts[Verdict.ELIGIBLE, Verdict.NOT_YET] > 10
    assert not tally.gaining


@pytest.mark.parametrize("name", NUMBERS)
def test_the_same_value_again_moves_nobody(name: str) -> None:
    tally = asked(drafted(name, NUMBERS[name].on(DAY)), people=200)

    assert (tally.gains, tally.loses, tally.earlier, tally.later) == (0, 0, Counter(), Counter())
    assert all(before is after for before, after in tally.verdicts)


@pytest.mark.parametrize("name", ["half_year", "insured_months", "work_months", "lease_months", "study_months"])
@pytest.mark.parametrize("more", [-3, 3])
def test_every_number_that_the_verdict_reads_moves_people_one_way(name: str, more: int) -> None:
    tally = asked(drafted(name, NUMBERS[name].on(DAY) + more))

    assert (tally.gains == 0, tally.loses == 0) == (more > 0, more < 0)


def test_a_higher_age_makes_minors_of_grown_ups() -> None:
    tally = asked(drafted("adult_years", 18))

    assert tally.gains == 0
    assert tally.losing["adult"] > 5


def test_days_moved_are_counted_by_length_and_a_day_that_has_come_is_the_day_of_asking() -> None:
    tally = Tally(DAY, drafted("insured_months", 6))

    tally.ask([insured(12), insured(11), insured(6), insured(5), insured(0)])

    assert tally.verdicts == {
        (Verdict.ELIGIBLE, Verdict.ELIGIBLE): 1,
        (Verdict.NOT_YET, Verdict.ELIGIBLE): 2,
        (Verdict.NOT_YET, Verdict.NOT_YET): 2,
    }
    # 11 months: 1 February, 31 days on; 6: 1 July; 5: 1 August to 1 February; 0: 1 January 2028 to 1 July
    assert tally.earlier == Counter([31, 181, 181, 184])
    assert tally.gaining["choice.employment.path.sole_trader"] == tally.gains == 4


def test_what_can_be_said_no_more_is_neither_gain_nor_loss() -> None:
    """The school opens the way in July for sure; by the draft it may be open today, if he is insured this month."""
    pupil = Schooling(Stage.HIGHER, True, True, date(2026, 7, 1))
    perhaps = replace(insured(11).employment, insured_this_month=None)
    tally = Tally(DAY, drafted("insured_months", 6))

    tally.ask([replace(insured(11), employment=perhaps, schooling=pupil)])

    assert tally.verdicts == {(Verdict.NOT_YET, Verdict.UNKNOWN): 1}
    assert (tally.gains, tally.loses, tally.earlier, tally.later) == (0, 0, Counter(), Counter())


def test_people_are_asked_with_what_is_supposed_and_counted_as_they_are() -> None:
    def employed(facts: Facts) -> Facts:
        return replace(facts, employment=insured(12).employment)

    tally = Tally(DAY, drafted("insured_months", 18), employed)

    tally.ask([replace(insured(0), employment=Employment())])

    assert tally.verdicts == {(Verdict.ELIGIBLE, Verdict.NOT_YET): 1}
    assert set(tally.losing) == {"adult", "choice.housing.kind.none", "choice.schooling.stage.none"}


# --- no trace ---


def test_a_draft_counts_inside_the_block_and_only_there() -> None:
    kept = {name: number.values for name, number in NUMBERS.items()}

    with in_force(drafted("insured_months", 6)):
        assert INSURED_MONTHS.on(DAY) == 6
        assert INSURED_MONTHS.on(date(2026, 12, 31)) == 12
        assert assess(insured(6), DAY).verdict is Verdict.ELIGIBLE

    assert {name: number.values for name, number in NUMBERS.items()} == kept
    assert assess(insured(6), DAY).verdict is Verdict.NOT_YET


def test_an_error_takes_the_draft_back_too() -> None:
    def stumble(facts: Facts) -> Facts:
        raise OSError

    draft = drafted("insured_months", 6)
    with pytest.raises(RuntimeError), in_force(draft):
        raise RuntimeError
    with pytest.raises(OSError):  # noqa: PT011  # any error will do
        Tally(DAY, draft, stumble).ask([insured(6)])
    with pytest.raises(AttributeError):
        Tally(DAY, draft).ask([None])  # type: ignore[list-item]

    assert INSURED_MONTHS.on(DAY) == 12


def test_several_numbers_change_together() -> None:
    with in_force(read_draft("[insured_months]\n2027-01-01 = 6\n[adult_years]\n2027-01-01 = 18\n2028-01-01 = 17\n")):
        assert (INSURED_MONTHS.on(DAY), ADULT_YEARS.on(DAY), ADULT_YEARS.on(date(2028, 1, 1))) == (6, 18, 17)


# --- the draft ---


def test_the_days_of_a_draft_are_told_once_and_in_order() -> None:
    draft = read_draft("[half_year]\n2028-01-01 = 5\n2027-01-01 = 3\n[work_months]\n2027-01-01 = 6\n")

    assert days_of(draft) == (date(2027, 1, 1), date(2028, 1, 1))
    assert draft[0].values == ((date(2027, 1, 1), 3), (date(2028, 1, 1), 5))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", "drafts nothing", id="nothing"),
        pytest.param("[insured_months", "not TOML", id="no TOML"),
        pytest.param("[insured_weeks]\n2027-01-01 = 6", "insured_weeks is no number of the law", id="unknown name"),
        pytest.param("[urban_districts]\n2027-01-01 = 6", "urban_districts is no number", id="not a number"),
        pytest.param("[insured_months]", "must be a table of days", id="no day"),
        pytest.param("insured_months = 6", "must be a table of days", id="no table"),
        pytest.param("[insured_months]\nsoon = 6", "insured_months: soon must be a date", id="no date"),
        pytest.param("[insured_months]\n2027-02-30 = 6", "2027-02-30 must be a date", id="no such day"),
        pytest.param("[insured_months]\n2027-01-01 = '6'", "must be a whole number", id="text"),
        pytest.param("[insured_months]\n2027-01-01 = 6.5", "must be a whole number", id="broken number"),
        pytest.param("[insured_months]\n2027-01-01 = true", "must be a whole number", id="yes"),
        pytest.param("[insured_months]\n2027-01-01 = -1", "must be a whole number", id="less than none"),
        pytest.param("[insured_months]\n2027-01-01 = 1201", "cannot be more than 1200", id="beyond a life"),
        pytest.param("[insured_months]\n1900-01-01 = 6", "must be after 1900-01-01", id="the day in force"),
        pytest.param("[insured_months]\n3000-01-01 = 6", "before 3000", id="too far"),
        pytest.param("[insured_months]\n2027-01-01 = 6\n2027-01-01 = 7", "not TOML", id="one day twice"),
    ],
)
def test_a_bad_draft_is_told_in_one_line(text: str, told: str) -> None:
    with pytest.raises(BadDraft) as bad:
        read_draft(text)

    assert told in str(bad.value)
    assert "\n" not in str(bad.value)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(("day", "value"), [("1900-01-02", 1200), ("2999-12-31", 1200), ("2999-12-31", 0)])
def test_the_farthest_drafts_leave_no_calendar(name: str, day: str, value: int) -> None:
    on = date.fromisoformat(day)

    assert asked(drafted(name, value, on), people=60, on=on).people == 60


# --- the invented people ---


def test_the_same_seed_invents_the_same_people() -> None:
    draft = drafted("insured_months", 6)
    one, again, other = (list(made_up(50, seed, DAY, draft)) for seed in (1, 1, 2))

    assert one == again != other


def test_the_invented_are_of_every_kind() -> None:
    people = list(made_up(PEOPLE, 3, DAY, drafted("insured_months", 6)))
    verdicts = Counter(assess(one, DAY).verdict for one in people)

    assert set(verdicts) == set(Verdict)
    for fact in FACTS.values():
        values = {fact.of(one) for one in people}
        assert None in values, fact.path
        assert fact.choices is None or values >= set(fact.choices), fact.path


def test_most_of_the_invented_are_near_a_limit() -> None:
    people = list(made_up(PEOPLE, 3, DAY, drafted("half_year", 9)))
    edges = [add_months(DAY, -months) for months in (6, 9)]
    days = [one.registered_on for one in people if one.registered_on]
    near = [day for day in days if any(abs((day - edge).days) <= 45 for edge in edges)]

    assert len(near) > len(days) / 2


# --- the report ---


def told_of(people: list[Facts], *, real: bool) -> str:
    draft = drafted("insured_months", 6)
    tally = Tally(DAY, draft)
    tally.ask(people)
    return report(draft, [Asked(("人", "People"), ("注", "note"), (tally,), real)])


def test_the_report_names_the_number_its_clause_and_who_reads_it() -> None:
    told = told_of([insured(12)], real=False)

    (line,) = [line for line in told.splitlines() if line.startswith("| `insured_months`")]
    cells = [cell.strip() for cell in line.split("|")[2:-1]]
    assert cells == [
        "二(一)2(1)", "2027-01-01", "12 个月 months", "6 个月 months", "`guardians_insurance`、`insured_12_months`",
    ]  # fmt: skip


def test_the_report_tells_verdicts_days_and_groups() -> None:
    told = " ".join(told_of([insured(12), *[insured(11)] * 3, insured(5)], real=False).split())

    assert "| 还没到时间 · not yet | 可以申领 · may apply | 3 |" in told
    assert "| 提前 earlier | 4 | 31 | 181 |" in told
    assert "| 推迟 later | 0 | – | – |" in told
    assert "得益 gain: 4 人 people · 受损 lose: 0 人 people" in told
    assert "| 怎么工作 · Work: 个体户 · Sole trader | 4 | 0 |" in told


LOCAL = replace(insured(0), hangzhou_hukou=True)
"""Nothing moves for somebody who needs no permit."""


def squeezed(people: list[Facts]) -> str:
    return " ".join(told_of(people, real=True).split())


def test_of_real_people_fewer_than_five_are_not_told() -> None:
    told = squeezed([*[LOCAL] * 20, *[insured(12)] * 6, *[insured(11)] * 4])

    assert "（30 人 people）" in told
    assert "| 可以申领 · may apply | 可以申领 · may apply | 6 |" in told
    assert "还没到时间" not in told
    assert "| 提前 earlier | – | – | – |" in told
    assert "得益 gain: – 人 people · 受损 lose: – 人 people" in told
    assert "Sole trader" not in told


@pytest.mark.parametrize(
    ("others", "gains"),
    [pytest.param(5, "6", id="five are left"), pytest.param(4, "–", id="four would be left")],
)
def test_a_count_of_real_people_is_told_only_if_it_leaves_five_of_those_it_is_among(others: int, gains: str) -> None:
    told = squeezed([*[LOCAL] * others, *[insured(11)] * 6])

    assert f"（{6 + others} 人 people）" in told
    assert f"得益 gain: {gains} 人 people" in told


def test_a_group_that_gives_the_rest_of_the_gainers_away_is_not_told() -> None:
    owner = replace(insured(11), housing=Housing(Home.OWN))
    told = squeezed([*[LOCAL] * 20, *[insured(11)] * 7, *[owner] * 2])

    assert "得益 gain: 9 人 people" in told
    assert "Home:" not in told
    assert "My own" in " ".join(told_of([insured(11), owner], real=False).split())


def test_how_many_real_people_there_are_is_not_told_below_five_nor_anything_else() -> None:
    for count in (0, 4):
        told = squeezed([insured(11)] * count)

        assert "（– 人 people）" in told
        assert "earlier" not in told


def test_a_number_that_no_verdict_reads_is_told_as_such() -> None:
    draft = drafted("issue_days", 10)

    assert "`issue_days` is not read by the verdict" in report(draft, [])


def test_each_day_of_a_draft_is_asked_by_itself() -> None:
    draft = read_draft("[insured_months]\n2027-01-01 = 6\n2028-01-01 = 3\n")
    tallies = tuple(asked(draft, people=50, on=day) for day in days_of(draft))

    told = report(draft, [Asked(("人", "People"), ("注", "note"), tallies)])

    headings = [line for line in told.splitlines() if line.startswith("## ")]
    assert headings == ["## 2027-01-01 这天问 · asked on 2027-01-01", "## 2028-01-01 这天问 · asked on 2028-01-01"]
