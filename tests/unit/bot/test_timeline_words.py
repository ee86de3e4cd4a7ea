"""The timeline in words: it fits under a picture, every stop has words, and no day is in the picture alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.conversation.timeline import PERIODS, drawing, in_words
from bot.texts import LANGUAGES, texts, utf16
from domain.timeline import State, Stop, Supposed, Waits
from tests.unit.documents.lives import LIVES, TODAY

CAPTION = 1024
"""Telegram's limit for the words under a picture, in UTF-16 units."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("life", LIVES)
def test_the_words_fit_under_a_picture(life: str, language: str) -> None:
    assert utf16(in_words(texts(language), LIVES[life], TODAY).text) <= CAPTION


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("life", LIVES)
def test_every_stop_and_every_day_of_the_picture_is_in_the_words(life: str, language: str) -> None:
    words = in_words(texts(language), LIVES[life], TODAY).text
    rows = [row for row in drawing(texts(language), LIVES[life], TODAY)["rows"] if row["state"] != "today"]

    assert [row["title"] for row in rows if row["title"] not in words] == []
    assert [day for row in rows for day in row["when"] if day not in words] == []
    assert len(words.splitlines()) == 2 + len(rows)


@pytest.mark.parametrize("life", LIVES)
def test_today_stands_between_what_was_and_what_comes(life: str) -> None:
    states = [row["state"] for row in drawing(texts("zh"), LIVES[life], TODAY)["rows"]]
    at = states.index("today")

    assert states.count("today") == 1
    assert set(states[:at]) <= {"past", "missed"}
    assert "past" not in states[at:]


def test_the_lives_show_every_state_there_is() -> None:
    shown = {one.state for way in LIVES.values() for one in way}, {one.stop for way in LIVES.values() for one in way}

    assert shown == (set(State), set(Stop))


def _keys() -> Iterator[str]:
    looks = {*State, "missed", "suspended"}
    yield from (f"timeline.stop.{one}" for one in Stop)
    yield from (f"timeline.waits.{one}" for one in Waits)
    yield from (f"timeline.supposed.{one}" for one in Supposed)
    yield from (f"timeline.line.{one}" for one in looks)
    yield from (f"timeline.badge.{one}" for one in {*looks, "done"} - {State.TO_COME})
    yield from (f"timeline.left.{one}" for one in ("day", "opens", "closes"))
    yield from (f"timeline.when.{one}" for one in ("day", "span", "issued", "since"))
    yield from (f"timeline.note.{one}" for one in ("way", "sooner", "not_before", Stop.SUSPENDED, Stop.RESTORED))
    yield from (f"timeline.{one}" for one in ("title", "today", "lead", "footer"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_just_the_words_that_are_needed(language: str) -> None:
    kept = {key for key in texts(language).sentences if key.startswith("timeline.")}

    assert kept == {*_keys(), "timeline.stop.application_now"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", Waits)
def test_numbers_of_the_law_come_from_the_law(what: Waits, language: str) -> None:
    template = texts(language).sentences[f"timeline.waits.{what}"]

    assert not any(letter.isdigit() for letter in template)
    assert {name: one.on(TODAY) for name, one in PERIODS.items()} == {
        "half": 6,
        "days": 15,
        "most": 30,
        "months": 12,
        "window": 1,
    }
