"""Running a unit of work to its end without an event loop, and telling a database in trouble from a wrong work."""

from __future__ import annotations

import asyncio
import sqlite3
from types import coroutine
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.keyring import KeyRing
from storage.link import is_duplicate
from storage.stores import StoreProblem, drive, is_unavailable, open_store


def test_the_answer_of_a_coroutine_that_never_waits_is_given() -> None:
    async def inner() -> int:
        return 3

    async def work() -> int:
        return await inner() + 1

    assert drive(work()) == 4


def test_an_error_comes_out_as_it_is() -> None:
    async def work() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        drive(work())


def test_awaiting_anything_foreign_is_refused_after_cleaning_up() -> None:
    left: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(0)
        finally:
            left.append("left")

    with pytest.raises(RuntimeError, match="nothing but itself"):
        drive(work())
    assert left == ["left"]


def test_what_follows_a_foreign_await_is_never_done() -> None:
    done: list[str] = []

    @coroutine
    def foreign() -> Any:
        yield "anything"

    async def work() -> None:
        await foreign()
        done.append("done")

    with pytest.raises(RuntimeError):
        drive(work())
    assert done == []


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("mysql://u:geheim@h/d", id="another database"),
        pytest.param("geheim", id="no URL"),
        pytest.param("", id="empty"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_password(url: str, keys: KeyRing) -> None:
    with pytest.raises(StoreProblem) as told:
        open_store(url, keys)

    assert "geheim" not in str(told.value)


class _FromThere(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("…")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "unavailable"),
    [
        pytest.param(OperationalError("", {}, sqlite3.OperationalError("database is locked")), True, id="locked"),
        pytest.param(DBAPIError("", {}, _FromThere("53100")), True, id="disk full there"),
        pytest.param(DBAPIError("", {}, _FromThere("57P01")), True, id="shutting down"),
        pytest.param(DBAPIError("", {}, _FromThere("40P01")), True, id="deadlock"),
        pytest.param(DBAPIError("", {}, _FromThere(None), connection_invalidated=True), True, id="connection lost"),
        pytest.param(DBAPIError("", {}, _FromThere("42601")), False, id="syntax"),
        pytest.param(DBAPIError("", {}, _FromThere(None)), False, id="no state"),
        pytest.param(PoolTimeout(), True, id="pool exhausted"),
        pytest.param(TimeoutError(), True, id="time out"),
        pytest.param(ConnectionRefusedError(), True, id="refused"),
        pytest.param(ValueError(), False, id="wrong value"),
    ],
)
def test_trouble_of_the_database_is_told_from_a_wrong_work(error: BaseException, unavailable: bool) -> None:
    assert is_unavailable(error) is unavailable


def test_only_a_violated_uniqueness_is_a_duplicate() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, u UNIQUE, other REFERENCES t, n NOT NULL)")
    connection.execute("INSERT INTO t VALUES (1, 1, NULL, 1)")
    told = []
    for row in ("(1, 2, NULL, 1)", "(2, 1, NULL, 1)", "(2, 2, 9, 1)", "(2, 2, NULL, NULL)"):
        with pytest.raises(sqlite3.IntegrityError) as caught:
            connection.execute(f"INSERT INTO t VALUES {row}")
        told.append(is_duplicate(IntegrityError("", {}, caught.value)))
    connection.close()

    assert told == [True, True, False, False]
