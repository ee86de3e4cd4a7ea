"""`anju staff` as typed: links that open once, who works at the desk, words and exit codes."""

from __future__ import annotations

import argparse
import asyncio
import re
import sqlite3
from pathlib import Path

import pytest

from bot.app import keys_of
from bot.commands import staff
from bot.settings import read
from domain.staff import InvitationState, Role
from domain.usecases.staffing import Joined, NotJoined, join
from storage.stores import open_store
from tests.integration.storage.helping import account
from tests.unit.domain.making import NOW

TODAY = "2026-11-23"


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANJU_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("ANJU_TODAY", TODAY)
    monkeypatch.delenv("ANJU_TELEGRAM_TOKEN", raising=False)
    return tmp_path / "var"


def anju(*words: str) -> int:
    parser = argparse.ArgumentParser()
    staff.add(parser.add_subparsers())
    args = parser.parse_args(["staff", *words])
    return int(args.run(args))


def invited(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The token of a new link."""
    assert anju("invite", *words) == 0
    found = re.search(r"#start=([\w-]{22})$", capsys.readouterr().out, re.M)
    assert found
    return found[1]


def joined(token: str, chat: str = "7") -> Joined | NotJoined:
    """What comes of using a link in the house's own database."""

    async def come() -> Joined | NotJoined:
        settings = read()
        store = open_store(settings.database, keys_of(settings))
        mine = await account(store, chat)
        done = await store.run(lambda uow: join(mine.id, token, uow, NOW))
        await store.close()
        return done

    return asyncio.run(come())


def test_a_link_is_printed_with_what_it_gives_and_until_when(capsys: pytest.CaptureFixture[str]) -> None:
    assert anju("invite", "--role", "officer", "--area", "大关街道") == 0

    told, link = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"link 1: officer, 拱墅区大关街道, opens once, until 2026-11-30 \d\d:\d\d", told)
    assert re.fullmatch(r"http://127\.0\.0\.1:8080/#start=[\w-]{22}", link)


def test_with_telegram_the_word_for_the_bot_is_printed_too(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJU_TELEGRAM_TOKEN", "42:false-token")

    token = invited(capsys, "--role", "grid")
    anju("invite", "--role", "grid")

    assert re.search(r"^or send to the bot:  /start [\w-]{22}$", capsys.readouterr().out, re.M)
    assert len(token) == 22


def test_the_printed_link_opens_once_with_its_role_and_area(capsys: pytest.CaptureFixture[str]) -> None:
    token = invited(capsys, "--role", "admin", "--area", "拱墅区")

    done = joined(token)

    assert isinstance(done, Joined)
    assert (done.staff.role, done.staff.area, done.invited_by) == (Role.ADMIN, "拱墅区", None)
    assert joined(token, "8") == NotJoined(InvitationState.USED)


def test_no_link_is_like_another(capsys: pytest.CaptureFixture[str]) -> None:
    assert len({invited(capsys, "--role", "grid") for _ in range(5)}) == 5


def test_the_list_names_staff_and_links_and_no_token(capsys: pytest.CaptureFixture[str]) -> None:
    assert anju("list") == 0
    assert capsys.readouterr().out == "nobody yet\n"
    tokens = [invited(capsys, "--role", "officer"), invited(capsys, "--role", "grid", "--area", "西湖区")]
    joined(tokens[0])

    anju("list")

    printed = capsys.readouterr().out
    assert printed.splitlines() == [
        "staff 1: officer, all areas, since 2026-11-23",
        "link 1: officer, all areas, used",
        "link 2: grid, 西湖区, open",
    ]
    assert not [one for one in tokens if one in printed]


def test_a_withdrawn_link_opens_nothing_and_is_withdrawn_once(capsys: pytest.CaptureFixture[str]) -> None:
    token = invited(capsys, "--role", "officer")

    assert anju("revoke", "1") == 0
    assert capsys.readouterr().out == "link 1 opens nothing any more\n"
    assert joined(token) == NotJoined(InvitationState.REVOKED)
    for number in ("1", "2"):
        assert anju("revoke", number) == 2
        assert capsys.readouterr() == ("", f"no open link has number {number}\n")


def test_somebody_is_removed_once(capsys: pytest.CaptureFixture[str]) -> None:
    joined(invited(capsys, "--role", "officer"))

    assert anju("remove", "1") == 0
    assert capsys.readouterr().out.startswith("staff 1 has left")
    for number in ("1", "2"):
        assert anju("remove", number) == 2
        assert capsys.readouterr() == ("", f"nobody at the desk has number {number}\n")


def test_every_act_of_the_shell_is_in_the_trail(capsys: pytest.CaptureFixture[str], data_dir: Path) -> None:
    joined(invited(capsys, "--role", "officer"))
    invited(capsys, "--role", "officer")
    anju("revoke", "2")
    anju("remove", "1")

    with sqlite3.connect(data_dir / "anju.db") as database:
        acts = [act for (act,) in database.execute("SELECT act FROM audit ORDER BY id")]
    assert acts == ["invited", "joined", "invited", "revoked_invitation", "left"]


@pytest.mark.parametrize("area", ["上海市", "拱墅区大关", "拱墅区翠苑街道", "?"])
def test_an_area_that_is_none_is_wrong_use(area: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = anju("invite", "--role", "officer", "--area", area)

    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert printed.err.startswith(f"--area: {area} ")


@pytest.mark.parametrize(
    "words",
    [
        ("invite",),
        ("invite", "--role", "boss"),
        *(("invite", "--role", "grid", "--days", days) for days in ("0", "91", "-1", "1.5", "x", "9" * 30)),
        *((what, number) for what in ("revoke", "remove") for number in ("0", "-1", "x", "1.0", "9" * 30, "")),
    ],
)
def test_wrong_use_is_told_by_the_usage(words: tuple[str, ...], capsys: pytest.CaptureFixture[str], data_dir) -> None:
    with pytest.raises(SystemExit) as ended:
        anju(*words)

    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err
    assert not data_dir.exists()


@pytest.mark.parametrize(("days", "until"), [("1", "2026-11-24"), ("90", "2027-02-21")])
def test_a_link_opens_for_as_many_days_as_it_is_told(days: str, until: str, capsys) -> None:
    anju("invite", "--role", "grid", "--days", days)

    assert f"until {until}" in capsys.readouterr().out


def test_a_database_that_cannot_be_used_is_one_line(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJU_DATABASE_URL", "postgresql://u:hidden@127.0.0.1:1/d")

    assert anju("list") == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("ANJU_DATABASE_URL: ")
    assert len(printed.err.splitlines()) == 1
    assert "hidden" not in printed.err
