"""The shell contract of the rules: a bad line gets its error, a word on it, and never anything but one line."""

from __future__ import annotations

import json

import pytest

from bot.rules_lines import RULES, answer_line

GOOD = {
    "registration_due": {"arrived": "2026-11-20", "planned_days": 30},
    "change_due": {"changed": "2026-02-20"},
    "id_number": {"value": "11010519491231002X"},
    "permit": {"issued": "2025-03-15", "registered": "2024-08-01", "endorsed": ["2026-02-20"], "on": "2026-11-23"},
    "reminders": {"permit": {"issued": "2025-03-15", "registered": "2024-08-01"}, "on": "2026-11-23"},
    "assess": {"on": "2026-11-23", "facts": {}},
    "materials": {"on": "2026-11-23", "facts": {}, "way": "housing", "provided": ["lease"]},
    "hazards": {
        "room": {
            "residential": True,
            "partitioned": False,
            "people": 3,
            "family": False,
            "area": 12.0,
            "equipment": ["mask"],
            "other": False,
        }
    },
}
DATES = ["2026-02-30", "2025-02-29", "20261120", "2026-W47-5", "2026-11-20T00:00", " 2026-11-20", "2026-11-20\n", "",
         "９９９９-１１-２０", "0000-01-01", 20261120, True, [], {}]  # fmt: skip
NUMBERS = [-1, True, 1.0, 1.5, "30", float("inf"), [], {}]
BOOLS = [0, 1, "true", "", [], {}]
WORDS = ["", "OWN", "own ", 1, True, [], {}]


def error_of(line: str | bytes) -> str:
    text = answer_line(line)
    told = json.loads(text)
    assert "\n" not in text
    assert told.keys() == {"error", "detail"}
    assert told["detail"]
    return told["error"]


def error(rule: str, **changes: object) -> str:
    return error_of(json.dumps({"rule": rule, **GOOD[rule], **changes}))


def facts(path: str, value: object) -> dict[str, object]:
    group, _, name = path.rpartition(".")
    return {group: {name: value}} if group else {name: value}


LINES = {
    "": "bad_json", " ": "bad_json", "{": "bad_json", "null": "bad_json", "[]": "bad_json", '"x"': "bad_json",
    "1": "bad_json", "[" * 100_000: "bad_json", '{"a":' * 50_000: "bad_json", "9" * 5000: "bad_json",
    "\ufeff{": "bad_json", '{"rule":"id_number","value":"x"}{}': "bad_json",
    "{}": "unknown_rule", '{"rule":null}': "unknown_rule", '{"rule":[]}': "unknown_rule", '{"rule":{}}': "unknown_rule",
    '{"rule":"nothing"}': "unknown_rule", '{"rule":"ID_NUMBER","value":"x"}': "unknown_rule",
    '{"rule":"registration_due"}': "bad_date",
    '{"rule":"registration_due","arrived":"2026-11-20","planned_days":1e999}': "bad_number",
    '{"rule":"registration_due","arrived":"9999-12-31"}': "out_of_range",
    '{"rule":"change_due","changed":"9999-12-31"}': "out_of_range",
    '{"rule":"id_number"}': "bad_value", '{"rule":"id_number","value":11010519491231002}': "bad_value",
    '{"rule":"assess","on":"9999-12-31","facts":{}}': "out_of_range",
}  # fmt: skip


@pytest.mark.parametrize(("line", "told"), LINES.items(), ids=[line[:60] for line in LINES])
def test_a_bad_line_gets_its_error_and_a_word_on_it(line: str, told: str) -> None:
    assert error_of(line) == told


def test_bytes_that_are_no_utf8_are_a_bad_line() -> None:
    assert error_of(b'{"rule":"id_number","value":"\xff"}') == "bad_json"
    assert json.loads(answer_line(b"\xef\xbb\xbf" + b'{"rule":"id_number","value":"x"}'))["valid"] is False


@pytest.mark.parametrize("rule", GOOD)
def test_the_good_lines_of_this_page_are_good(rule: str) -> None:
    assert "error" not in json.loads(answer_line(json.dumps({"rule": rule, **GOOD[rule]})))
    assert GOOD.keys() == RULES.keys()


@pytest.mark.parametrize("value", DATES, ids=repr)
@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("registration_due", "arrived"),
        ("change_due", "changed"),
        ("permit", "issued"),
        ("permit", "registered"),
        ("permit", "on"),
        ("reminders", "on"),
        ("assess", "on"),
        ("materials", "on"),
        ("hazards", "on"),
    ],
)
def test_a_date_is_a_day_of_the_calendar_like_2026_11_20(rule: str, name: str, value: object) -> None:
    assert error(rule, **{name: value}) == "bad_date"


@pytest.mark.parametrize("value", DATES, ids=repr)
def test_a_day_among_the_facts_or_the_visits_is_read_as_strictly(value: object) -> None:
    assert error("permit", endorsed=[value]) == "bad_date"
    for path in ("born", "registered_on", "employment.since", "housing.lease_to"):
        assert error("assess", facts=facts(path, value)) == "bad_date"


@pytest.mark.parametrize(("rule", "name"), [("permit", "on"), ("permit", "issued"), ("permit", "registered"),
                                            ("reminders", "on"), ("assess", "on"), ("materials", "on")])  # fmt: skip
def test_a_day_that_is_needed_is_told(rule: str, name: str) -> None:
    assert error(rule, **{name: None}) == "bad_date"


def test_a_hundred_years_of_insurance_are_the_most() -> None:
    for path in ("employment.insured_months", "guardians.insured_months"):
        assert error("assess", facts=facts(path, 1201)) == "bad_number"
        assert "verdict" in json.loads(
            answer_line(json.dumps({"rule": "assess", "on": "2026-11-23", "facts": facts(path, 1200)}))
        )


def test_a_number_is_whole_and_not_negative() -> None:
    for value in NUMBERS:
        assert error("registration_due", planned_days=value) == "bad_number"
        assert error("assess", facts=facts("employment.insured_months", value)) == "bad_number"
        assert error("hazards", room={**GOOD["hazards"]["room"], "people": value}) == "bad_number"


@pytest.mark.parametrize("value", BOOLS, ids=repr)
def test_yes_is_true_and_no_is_false_and_nothing_else(value: object) -> None:
    for path in ("hangzhou_hukou", "talent", "employment.labour_contract", "housing.lease_filed", "schooling.status"):
        assert error("assess", facts=facts(path, value)) == "bad_value"
    assert error("hazards", room={**GOOD["hazards"]["room"], "family": value}) == "bad_value"


@pytest.mark.parametrize("value", WORDS, ids=repr)
def test_a_choice_is_one_of_its_words(value: object) -> None:
    for path in ("employment.path", "housing.kind", "schooling.stage"):
        assert error("assess", facts=facts(path, value)) == "bad_value"
    assert error("materials", way=value) == "bad_value"
    assert error("hazards", room={**GOOD["hazards"]["room"], "equipment": ["mask", value]}) == "bad_value"
    assert error("materials", provided=["lease", value]) == "bad_value"


def test_registered_on_is_a_day_or_false_but_never_true() -> None:
    assert error("assess", facts={"registered_on": True}) == "bad_date"
    assert error("assess", facts={"born": False}) == "bad_date"


@pytest.mark.parametrize("value", [None, "x", 1, True, []], ids=repr)
def test_what_must_be_an_object_is_one(value: object) -> None:
    assert error("assess", facts=value) == "bad_value"
    assert error("hazards", room=value) == "bad_value"
    assert error("reminders", permit=value) == "bad_value"
    if value is not None:
        assert error("assess", facts={"housing": value}) == "bad_value"


@pytest.mark.parametrize("value", ["2026-02-20", 1, True, {}], ids=repr)
def test_what_must_be_a_list_is_one(value: object) -> None:
    assert error("permit", endorsed=value) == "bad_value"
    assert error("materials", provided=value) == "bad_value"
    assert error("hazards", room={**GOOD["hazards"]["room"], "equipment": value}) == "bad_value"


@pytest.mark.parametrize("name", GOOD["hazards"]["room"])
def test_of_a_room_everything_is_told(name: str) -> None:
    room = {one: value for one, value in GOOD["hazards"]["room"].items() if one != name}

    assert error("hazards", room=room) in ("bad_value", "bad_number")
    assert error("hazards", room={**room, name: None}) in ("bad_value", "bad_number")


@pytest.mark.parametrize("area", [-0.01, "12", True, float("nan"), float("inf"), []], ids=repr)
def test_an_area_is_a_number_that_can_be_measured(area: object) -> None:
    assert error("hazards", room={**GOOD["hazards"]["room"], "area": area}) == "bad_number"


@pytest.mark.parametrize(
    "told",
    [{"shoe": 1}, {"Born": "1990-01-01"}, {"housing": {"path": "own"}}, {"born.": None}, {"housing.kind": "own"}],
)
def test_a_misspelt_fact_is_an_error_and_never_an_unknown(told: dict[str, object]) -> None:
    assert error("assess", facts=told) == "unknown_name"
    assert error("materials", facts=told) == "unknown_name"


def test_a_misspelt_part_of_a_room_is_an_error() -> None:
    assert error("hazards", room={**GOOD["hazards"]["room"], "rea": 1}) == "unknown_name"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"endorsed": ["2025-03-14"]}, id="二(一)4 a visit before the issue"),
        pytest.param({"endorsed": ["2026-11-24"]}, id="二(一)4 a visit after the day"),
        pytest.param({"on": "2025-03-14", "endorsed": []}, id="二(一)4 a question before the issue"),
    ],
)
def test_a_visit_out_of_time_is_an_error(changes: dict[str, object]) -> None:
    assert error("permit", **changes) == "visit_out_of_time"
    assert error("reminders", on=changes.get("on", "2026-11-23"), permit={**GOOD["permit"], **changes}) == (
        "visit_out_of_time"
    )


@pytest.mark.parametrize("day", ["1899-12-31", "0001-01-01"])
@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("registration_due", "arrived"),
        ("change_due", "changed"),
        ("permit", "issued"),
        ("assess", "on"),
        ("hazards", "on"),
    ],
)
def test_a_day_before_all_numbers_of_the_law_is_an_error_and_not_the_end(rule: str, name: str, day: str) -> None:
    assert error(rule, **{name: day})


@pytest.mark.parametrize("name", ["\ud800", "a\nb", "居住", "\u2028"], ids=ascii)
def test_an_answer_can_be_written_whatever_stands_in_the_line(name: str) -> None:
    line = json.dumps({"rule": "assess", "on": "2026-11-23", "facts": {name: 1}})

    assert error_of(line) == "unknown_name"
    assert json.loads(answer_line(line).encode())


@pytest.mark.parametrize("days", [10**18, 10**4000], ids=["more than a calendar has", "more than a machine word"])
def test_an_answer_is_given_for_any_number_of_days(days: int) -> None:
    asked = {"rule": "registration_due", "arrived": "2026-11-20", "planned_days": days}

    assert json.loads(answer_line(json.dumps(asked))) == {"required": True, "due": "2026-11-23"}


@pytest.mark.parametrize("line", ['{"rule":"a\\nb"}', "{", '{"rule":"id_number","value":"\\n"}'])
def test_answers_stay_on_one_line(line: str) -> None:
    assert "\n" not in answer_line(line)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_answers_an_empty_question_with_an_error(rule: str) -> None:
    assert error_of(json.dumps({"rule": rule})) in ("bad_date", "bad_value")


def test_a_name_that_is_none_of_ours_is_not_repeated() -> None:
    line = json.dumps({"rule": "assess", "on": "2026-11-23", "facts": {"11010519491231002X": True}})

    assert "1101051949" not in answer_line(line)
    assert "has no house" in answer_line(line.replace("11010519491231002X", "house"))
