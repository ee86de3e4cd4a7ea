"""The shell contract of the rules: every line gets one line back, whatever stands in it."""

import json

import pytest

from bot.rules_lines import RULES, answer_line


def answer(**asked: object) -> dict[str, object]:
    return json.loads(answer_line(json.dumps(asked)))


ANSWERS = [
    (
        {"rule": "registration_due", "arrived": "2026-11-20", "planned_days": 30},
        {"required": True, "due": "2026-11-23"},
    ),
    ({"rule": "registration_due", "arrived": "2026-11-20"}, {"required": True, "due": "2026-11-23"}),
    ({"rule": "registration_due", "arrived": "2026-11-20", "planned_days": 0}, {"required": False, "due": None}),
    ({"rule": "change_due", "changed": "2026-02-20"}, {"due": "2026-03-02"}),
    ({"rule": "id_number", "value": "11010519491231002X"}, {"valid": True, "born": "1949-12-31", "sex": "female"}),
    ({"rule": "id_number", "value": "110105194912310021"}, {"valid": False, "born": None, "sex": None}),
    ({"rule": "id_number", "value": ""}, {"valid": False, "born": None, "sex": None}),
    ({"rule": "id_number", "value": "\ud800"}, {"valid": False, "born": None, "sex": None}),
]


@pytest.mark.parametrize(("asked", "told"), ANSWERS)
def test_a_rule_is_answered(asked: dict[str, object], told: dict[str, object]) -> None:
    assert answer(**asked) == told


BAD = {
    "": "bad_json", "{": "bad_json", "null": "bad_json", "[]": "bad_json", '"x"': "bad_json", "1": "bad_json",
    "[" * 100_000: "bad_json", '{"a":' * 50_000: "bad_json", "9" * 5000: "bad_json", "\ufeff{": "bad_json",
    "{}": "unknown_rule", '{"rule":null}': "unknown_rule", '{"rule":[]}': "unknown_rule", '{"rule":{}}': "unknown_rule",
    '{"rule":"nothing"}': "unknown_rule", '{"rule":"ID_NUMBER","value":"x"}': "unknown_rule",
    '{"rule":"registration_due"}': "bad_date",
    '{"rule":"registration_due","arrived":"2026-02-30"}': "bad_date",
    '{"rule":"registration_due","arrived":"20261120"}': "bad_date",
    '{"rule":"registration_due","arrived":"2026-W47-5"}': "bad_date",
    '{"rule":"registration_due","arrived":20261120}': "bad_date",
    '{"rule":"registration_due","arrived":"９９９９-１１-２０"}': "bad_date",
    '{"rule":"registration_due","arrived":"2026-11-20","planned_days":-1}': "bad_number",
    '{"rule":"registration_due","arrived":"2026-11-20","planned_days":true}': "bad_number",
    '{"rule":"registration_due","arrived":"2026-11-20","planned_days":1.5}': "bad_number",
    '{"rule":"registration_due","arrived":"2026-11-20","planned_days":"30"}': "bad_number",
    '{"rule":"registration_due","arrived":"2026-11-20","planned_days":1e999}': "bad_number",
    '{"rule":"registration_due","arrived":"9999-12-31"}': "out_of_range",
    '{"rule":"change_due","changed":"9999-12-31"}': "out_of_range",
    '{"rule":"id_number"}': "bad_value", '{"rule":"id_number","value":11010519491231002}': "bad_value",
}  # fmt: skip


@pytest.mark.parametrize(("line", "error"), BAD.items(), ids=[line[:60] for line in BAD])
def test_a_bad_line_gets_its_error_and_a_word_on_it(line: str, error: str) -> None:
    told = json.loads(answer_line(line))
    assert told.keys() == {"error", "detail"}
    assert told["error"] == error
    assert told["detail"]


def test_bytes_that_are_no_utf8_are_a_bad_line() -> None:
    assert json.loads(answer_line(b'{"rule":"id_number","value":"\xff"}'))["error"] == "bad_json"
    assert json.loads(answer_line(b"\xef\xbb\xbf" + b'{"rule":"id_number","value":"x"}'))["valid"] is False


@pytest.mark.parametrize("days", [10**18, 10**4000], ids=["more than a calendar has", "more than a machine word"])
def test_an_answer_is_given_for_any_number_of_days(days: int) -> None:
    asked = {"rule": "registration_due", "arrived": "2026-11-20", "planned_days": days}
    assert answer(**asked) == {"required": True, "due": "2026-11-23"}


def test_answers_stay_on_one_line() -> None:
    for line in ('{"rule":"a\\nb"}', "{", '{"rule":"id_number","value":"\\n"}'):
        assert "\n" not in answer_line(line)


def test_every_rule_answers_an_empty_question_with_an_error() -> None:
    for name in RULES:
        assert "error" in answer(rule=name), name
