"""What is logged says where and what kind, never what somebody wrote (T-27)."""

import io
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator

import pytest
import structlog
from aiogram.types import Update
from pydantic import ValidationError

from bot import logs

Lines = Callable[[], list[dict[str, object]]]
NUMBER, PHONE = "11010519491231002X", "13812345678"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """The log at its most talkative, and what it has written; everything as before afterwards."""
    root, quiet = logging.getLogger(), ("aiogram.event", "aiohttp.access", "alembic", "sqlalchemy")
    before = (root.handlers[:], root.level, [logging.getLogger(name).level for name in quiet], warnings.showwarning)
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure("debug")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:], root.level = before[0], before[1]
    for name, level in zip(quiet, before[2], strict=True):
        logging.getLogger(name).setLevel(level)
    warnings.showwarning = before[3]
    structlog.reset_defaults()


def test_a_line_is_json_with_kind_place_and_time(lines: Lines) -> None:
    structlog.get_logger("bot.test").info("door_opened", door="web", port=8080)
    (line,) = lines()
    assert line.pop("timestamp")
    assert line == {"event": "door_opened", "level": "info", "logger": "bot.test", "door": "web", "port": 8080}


@pytest.mark.parametrize(
    "written",
    [NUMBER, NUMBER.lower(), PHONE, f"+86{PHONE}", f"+86 {PHONE}", f"0086{PHONE}", f"86-{PHONE}",
     f"编号{NUMBER}完", f"电话:{PHONE}，", f"({PHONE})", f"{NUMBER} {PHONE}", f'{{"phone":"+86{PHONE}"}}'],
)  # fmt: skip
def test_numbers_of_people_are_blanked_wherever_they_stand(lines: Lines, written: str) -> None:
    structlog.get_logger("t").warning(written, detail=written)
    logging.getLogger("library").warning("got %s", written)
    text = json.dumps(lines(), ensure_ascii=False).upper()
    assert text.count("[NUMBER]") >= 3
    assert NUMBER not in text
    assert PHONE not in text


@pytest.mark.parametrize("kept", ["4f1c13812345678a9e", "ref-D01807C5", "8080", "2026-11-23", "1234567890123456789012"])
def test_ids_and_dates_stay_readable(lines: Lines, kept: str) -> None:
    structlog.get_logger("t").info("seen", what=kept)
    assert lines()[0]["what"] == kept


def test_an_exception_is_told_by_kinds_and_places_without_its_words(lines: Lines) -> None:
    def inner() -> None:
        raise KeyError("王小明住在湖墅南路")

    try:
        try:
            inner()
        except KeyError as error:
            raise ValueError("写下：王小明") from error
    except ValueError:
        structlog.get_logger("t").exception("turn_failed")
        logging.getLogger("library").exception("handling failed")
    ours, theirs = lines()
    for line in (ours, theirs):
        assert "王小明" not in json.dumps(line, ensure_ascii=False)
        assert str(line["exception"]).startswith("ValueError at test_logs.py:")
        assert "from KeyError at test_logs.py:" in str(line["exception"])
        assert "inner" in str(line["exception"])
        assert "exc_info" not in line


def test_what_pydantic_says_of_an_input_stays_out(lines: Lines) -> None:
    with pytest.raises(ValidationError, match="王小明") as quoting:
        Update.model_validate({"update_id": "王小明"})
    structlog.get_logger("t").error("refused", exc_info=quoting.value)
    assert "王小明" not in json.dumps(lines(), ensure_ascii=False)


def test_a_warning_of_a_library_is_told_without_its_words(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = logs._warned
        warnings.warn("update: 王小明", RuntimeWarning, stacklevel=1)
    (line,) = lines()
    assert (line["event"], line["kind"]) == ("warned", "RuntimeWarning")
    assert "王小明" not in json.dumps(line, ensure_ascii=False)


def test_long_values_are_clipped(lines: Lines) -> None:
    structlog.get_logger("t").info("long", what="x" * 5000)
    assert len(str(lines()[0]["what"])) == 400


@pytest.mark.parametrize("level", ["debug", "info"])
def test_libraries_never_speak_below_info_and_the_database_not_below_warning(lines: Lines, level: str) -> None:
    logs.configure(level)
    for name in ("aiogram.event", "sqlalchemy.engine", "aiohttp.access", "asyncio", "aiogram.dispatcher"):
        logging.getLogger(name).debug("secret")
    for name in ("aiogram.event", "sqlalchemy.engine", "aiohttp.access"):
        logging.getLogger(name).info("secret")
    assert lines() == []
