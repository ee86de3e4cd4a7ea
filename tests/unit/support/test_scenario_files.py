"""Scenario files: what is written is what is played, and slips are refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.scenario import BadScenario, Scenario

SCENARIOS = Path(__file__).parents[2] / "e2e" / "scenarios"


def load(folder: Path, text: str) -> Scenario:
    file = folder / "s.toml"
    file.write_text(text, encoding="utf-8")
    return Scenario.load(file)


def test_steps_keep_their_order_and_words(tmp_path: Path) -> None:
    scenario = load(tmp_path, 'title = "t"\n[[step]]\nsay = "你好"\nexpect = ["安居"]\n[[step]]\npress = "登记"\n')
    assert [(step.act, step.say or step.press) for step in scenario.steps] == [("say", "你好"), ("press", "登记")]
    assert scenario.steps[0].expect == ("安居",)
    assert scenario.channels == ("telegram", "web")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param('title = "t"', "no steps", id="empty"),
        pytest.param('title = "t"\n[[step]]\nexpects = ["x"]', "step 1: unknown \\['expects'\\]", id="misspelt name"),
        pytest.param('title = "t"\n[[step]]\nsay = "a"\npress = "b"', "step 1: one act", id="two acts"),
        pytest.param('title = "t"\n[[step]]\nexpect = "a"', "expect must be a list", id="words for a list"),
        pytest.param('[[step]]\nsay = "a"', "title", id="no title"),
        pytest.param('titel = "t"\n[[step]]\nsay = "a"', "titel", id="misspelt heading"),
        pytest.param("title =", "s.toml", id="not TOML"),
    ],
)
def test_a_slip_is_refused_by_name(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadScenario, match=words):
        load(tmp_path, text)


def test_a_step_tells_itself_in_short(tmp_path: Path) -> None:
    scenario = load(tmp_path, 'title = "t"\n[[step]]\nsay = "你好"\nwho = "second"\n')
    assert str(scenario.steps[0]) == "say='你好', who='second'"


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_scenario_can_be_read(path: Path) -> None:
    assert Scenario.load(path).title
