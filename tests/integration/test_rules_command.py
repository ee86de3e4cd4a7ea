"""`anju rules book` and `anju rules diff` as typed, the latter over the registered people of a real database."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from domain.people import DocumentKind, IdentityDocument
from domain.registrations import Dwelling
from domain.usecases.registering import report_departure
from storage.keyring import KeyRing
from storage.stores import Store
from tests.integration.storage.helping import registered
from tests.integration.test_entry_points import GOOD, ROOT, anju
from tests.unit.domain.making import NOW, TODAY, document

SHORTER = "[half_year]\n2027-02-24 = 3\n"
"""Three months from the day on which the people of these tests registered, 2026-11-23, and a day."""
SECRETS = ("王小明", "3301", "13812345678", "大关", "文三路")


def draft(folder: Path, text: str = SHORTER) -> str:
    (folder / "draft.toml").write_text(text, "utf-8")
    return "draft.toml"


def squeezed(text: str) -> str:
    return " ".join(text.split())


# --- book ---


@pytest.mark.parametrize("locale", ["C", "zh_CN.GB18030"])
def test_the_book_is_the_page_in_docs_whatever_the_locale(tmp_path: Path, locale: str) -> None:
    code, out, err = anju(tmp_path, "rules", "book", LC_ALL=locale, PYTHONUTF8="0")

    assert (code, err) == (0, "")
    assert out == (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("part", ["book", "diff"])
def test_each_part_explains_itself(tmp_path: Path, part: str) -> None:
    code, out, err = anju(tmp_path, "rules", part, "--help")

    assert (code, err) == (0, "")
    assert out.startswith(f"usage: anju rules {part}")


def test_without_a_part_lines_are_answered_as_ever(tmp_path: Path) -> None:
    code, out, err = anju(tmp_path, "rules", given=GOOD.encode())

    assert (code, err) == (0, "")
    assert out.startswith('{"valid": true')


# --- diff ---


def test_without_a_database_only_invented_people_are_asked_and_nothing_is_left_behind(tmp_path: Path) -> None:
    file = draft(tmp_path)

    code, out, err = anju(tmp_path, "rules", "diff", "--draft", file, "--people", "300", "--seed", "5")

    assert (code, err) == (0, "")
    assert "编造的人 · Invented people（300 人 people）" in out
    assert "There is no database" in out
    assert "Registered people" not in out
    assert [one.name for one in tmp_path.iterdir()] == ["draft.toml"]


def test_the_same_seed_tells_the_same(tmp_path: Path) -> None:
    words = ("rules", "diff", "--draft", draft(tmp_path), "--people", "200", "--seed")

    assert anju(tmp_path, *words, "5") == anju(tmp_path, *words, "5")
    assert anju(tmp_path, *words, "5")[1] != anju(tmp_path, *words, "6")[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[no_such]\n2027-01-01 = 6\n", "no_such is no number of the law"),
        ("[half_year]\n2027-01-01 = 'six'\n", "half_year: 2027-01-01 must be a whole number"),
        ("[half_year]\n1900-01-01 = 5\n", "half_year: 1900-01-01 must be after 1900-01-01"),
        ("[half_year\n", "not TOML"),
    ],
)
def test_a_bad_draft_is_one_line_and_exit_2(tmp_path: Path, text: str, told: str) -> None:
    code, out, err = anju(tmp_path, "rules", "diff", "--draft", draft(tmp_path, text))

    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith("draft.toml: ")
    assert told in line


@pytest.mark.parametrize(("file", "told"), [("none.toml", "No such file"), (".", "directory"), ("raw", "not UTF-8")])
def test_a_file_that_cannot_be_read_is_one_line_and_exit_2(tmp_path: Path, file: str, told: str) -> None:
    (tmp_path / "raw").write_bytes(b"\xff\xfe\x00")

    code, out, err = anju(tmp_path, "rules", "diff", "--draft", file)

    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith(f"{file}: ")
    assert told in line


@pytest.mark.parametrize("words", [(), ("--draft", "x", "--people", "0"), ("--draft", "x", "--seed", "y"), ("more",)])
def test_wrong_use_is_exit_2_with_the_usage(tmp_path: Path, words: tuple[str, ...]) -> None:
    code, out, err = anju(tmp_path, "rules", "diff", *words)

    assert (code, out) == (2, "")
    assert err.startswith("usage: anju rules")


# --- diff over registered people ---


def rehearsed(folder: Path, database: str, keys: KeyRing, text: str = SHORTER) -> tuple[int, str, str]:
    words = ("rules", "diff", "--draft", draft(folder, text), "--people", "20")
    return anju(folder, *words, ANJU_DATABASE_URL=database, ANJU_DATA_KEYS=keys.to_json())


async def a_street(store: Store) -> None:
    """Seven tenants; one more who left; two owners, one with a passport: from nine and seven two can be worked out."""
    for number in range(7):
        await registered(store, chat=f"t{number}", document=document(100 + number))
    mine, _ = await registered(store, chat="left", document=document(200))
    await store.run(lambda uow: report_departure(mine.id, TODAY, uow, NOW))
    passport = IdentityDocument(DocumentKind.PASSPORT, "E12345678")
    for number, one in enumerate((document(300), passport)):
        await registered(store, chat=f"o{number}", document=one, dwelling=Dwelling.OWN, host=None)


async def test_registered_people_are_counted_and_few_are_not_told(
    tmp_path: Path, store: Store, database: str, keys: KeyRing
) -> None:
    await a_street(store)

    code, out, err = await asyncio.to_thread(rehearsed, tmp_path, database, keys)

    assert (code, err) == (0, "")
    record, _, best = squeezed(out).partition("登记在册的人 · ")[2].partition("登记在册的人，没有记录的")
    assert "Registered people（9 人 people）" in record
    for told in (record, best):
        assert "| 提前 earlier | – | – | – |" in told
        assert "得益 gain: – 人 people · 受损 lose: – 人 people" in told
        assert not any(word in told for word in ("Rented", "My own", "may apply", "cannot be said"))
    assert not [secret for secret in SECRETS if secret in out]


async def test_many_are_read_page_by_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot import rehearsal_record

    monkeypatch.setattr(rehearsal_record, "PAGE", 4)
    await a_street(store)

    pages = [page async for page in rehearsal_record.registered(store)]

    assert [len(page) for page in pages] == [4, 4, 1]
    people = [one for page in pages for one in page]
    assert {one.registered_on for one in people} == {TODAY}
    assert [one.born for one in people].count(date(1990, 3, 7)) == 8
    assert {(one.hangzhou_hukou, one.resided_continuously, one.talent) for one in people} == {(False, True, None)}


def test_nothing_is_changed_in_the_database(tmp_path: Path, keys: KeyRing, migrated_file: Path) -> None:
    file = tmp_path / "var" / "anju.db"
    file.parent.mkdir()
    file.write_bytes(migrated_file.read_bytes())
    file.chmod(0o600)

    def content() -> list[str]:
        with sqlite3.connect(file) as connection:
            return list(connection.iterdump())

    before = content()
    code, out, err = rehearsed(tmp_path, "", keys)

    assert (code, err) == (0, "")
    assert "Registered people（– 人 people）" in out
    assert content() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["draft.toml", "var"]


async def test_a_database_that_cannot_be_used_is_one_line_and_exit_2(
    tmp_path: Path, store: Store, database: str, keys: KeyRing
) -> None:
    await a_street(store)
    (tmp_path / "empty.db").touch()
    tries = {
        "ANJU_DATA_KEYS: the keys do not open": (database, KeyRing.fresh()),
        "ANJU_DATABASE_URL: the database there cannot be used (OperationalError)": ("sqlite:///empty.db", keys),
        "ANJU_DATABASE_URL: the database there cannot be used (ConnectionRefusedError)": (
            "postgresql://u:hidden@127.0.0.1:1/d",
            keys,
        ),
    }
    for told, (url, ring) in tries.items():
        code, out, err = await asyncio.to_thread(rehearsed, tmp_path, url, ring)
        assert (code, out) == (2, "")
        (line,) = err.splitlines()
        assert line.startswith(told)
        assert "hidden" not in line


def test_a_database_without_its_keys_is_told_and_gets_none(tmp_path: Path, migrated_file: Path) -> None:
    file = tmp_path / "var" / "anju.db"
    file.parent.mkdir()
    file.write_bytes(migrated_file.read_bytes())

    code, out, err = anju(tmp_path, "rules", "diff", "--draft", draft(tmp_path), "--people", "5")

    assert (code, out) == (2, "")
    assert err.startswith("ANJU_DATA_DIR: there is a database, and no keys to it in ")
    assert not (tmp_path / "var" / "keys").exists()
