"""The commands as typed: help, exit codes, one line for what is wrong; `anju rules` as a filter in a pipe."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot import commands

ROOT = Path(__file__).resolve().parents[2]
ANJU = (sys.executable, "-m", "bot")
SUBPARSERS = argparse.ArgumentParser().add_subparsers()
for found in pkgutil.iter_modules(commands.__path__):
    importlib.import_module(f"bot.commands.{found.name}").add(SUBPARSERS)
HELP = [("--help",), *((name, "--help") for name in SUBPARSERS.choices)]
GOOD = '{"rule":"id_number","value":"11010519491231002X"}'


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "ANJU_DATA_DIR": str(folder / "var"), **more}


def anju(folder: Path, *words: str, given: bytes = b"", **more: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [*ANJU, *words], input=given, capture_output=True, cwd=folder, env=environment(folder, **more), timeout=60
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("words", HELP, ids=" ".join)
def test_every_command_explains_itself(tmp_path: Path, words: tuple[str, ...]) -> None:
    code, out, err = anju(tmp_path, *words)
    assert (code, err) == (0, "")
    assert out.startswith("usage: anju")
    assert not list(tmp_path.iterdir()), "asking for help leaves nothing behind"


@pytest.mark.parametrize(
    "words", [(), ("nothing",), ("serve", "--nothing"), ("db",), ("voucher",), ("staff",), ("staff", "invite")]
)
def test_wrong_use_is_exit_2_with_the_usage(tmp_path: Path, words: tuple[str, ...]) -> None:
    code, out, err = anju(tmp_path, *words)
    assert (code, out) == (2, "")
    assert err.startswith("usage: anju")


SMS = {
    "ANJU_SMS_PROVIDER": "aliyun",
    "ANJU_SMS_KEY_ID": "id",
    "ANJU_SMS_KEY_SECRET": "hidden",
    "ANJU_SMS_SIGN_NAME": "安居",
    "ANJU_SMS_TEMPLATE_CODE": "SMS_1",
}
"""A whole provider."""


@pytest.mark.parametrize(
    ("words", "more", "named"),
    [
        (("serve",), {"ANJU_WEB_PORT": "x"}, "ANJU_WEB_PORT"),
        (("serve",), {"ANJU_DATA_DIR": "/etc/passwd"}, "ANJU_DATA_DIR"),
        (("serve",), {"ANJU_DATA_KEYS": "damaged"}, "ANJU_DATA_KEYS"),
        (("serve",), {"ANJU_DATABASE_URL": "mysql://h/d"}, "ANJU_DATABASE_URL"),
        (("serve",), {"ANJU_DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/d"}, "ANJU_DATABASE_URL"),
        (("serve",), {"ANJU_DATABASE_URL": "sqlite:////etc/passwd/anju.db"}, "ANJU_DATABASE_URL"),
        (("serve",), {"ANJU_TELEGRAM_WEBHOOK_URL": "https://h"}, "ANJU_TELEGRAM_TOKEN"),
        (("serve",), {"ANJU_VAPID_KEY": "hidden"}, "ANJU_VAPID_KEY"),
        (("serve",), {"ANJU_PUSH_HOSTS": "fcm.googleapis.com,10.0.0.1"}, "ANJU_PUSH_HOSTS"),
        (("serve",), {"ANJU_SMS_PROVIDER": "pigeon"}, "ANJU_SMS_PROVIDER"),
        (("serve",), {"ANJU_SMS_KEY_SECRET": "hidden"}, "ANJU_SMS_PROVIDER"),
        (("serve",), {"ANJU_SMS_API": "ftp://h"}, "ANJU_SMS_API"),
        (("serve",), {"ANJU_SMS_PROVIDER": "aliyun", "ANJU_SMS_KEY_ID": "id"}, "ANJU_SMS_KEY_SECRET"),
        (("serve",), {**SMS, "ANJU_SMS_SIGN_NAME": ""}, "ANJU_SMS_SIGN_NAME"),
        (("serve",), {**SMS, "ANJU_SMS_TEMPLATE_CODE": ""}, "ANJU_SMS_TEMPLATE_CODE"),
        (("bot",), {"ANJU_TELEGRAM_TOKEN": "1:a", **SMS, "ANJU_SMS_KEY_ID": ""}, "ANJU_SMS_KEY_ID"),
        (("bot",), {}, "ANJU_TELEGRAM_TOKEN"),
        (("worker",), {}, "ANJU_TELEGRAM_TOKEN"),
        (("worker",), {"ANJU_REDIS_URL": "http://h"}, "ANJU_REDIS_URL"),
        (("scheduler",), {"ANJU_DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/d"}, "ANJU_DATABASE_URL"),
        (("scheduler",), {"ANJU_DATA_DIR": "/etc/passwd"}, "ANJU_DATA_DIR"),
        (("db", "upgrade"), {"ANJU_DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/d"}, "ANJU_DATABASE_URL"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_one_line_that_names_its_variable(tmp_path, words, more, named: str) -> None:
    code, out, err = anju(tmp_path, *words, **{"ANJU_NLU_URL": "http://127.0.0.1:1", **more})
    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith(f"{named}: ")
    assert "hidden" not in line


@pytest.mark.parametrize("host", ["127.0.0.1", "203.0.113.1"])
def test_a_port_that_is_taken_or_not_ours_is_told(tmp_path: Path, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        settings = {"ANJU_WEB_HOST": host, "ANJU_WEB_PORT": port, "ANJU_NLU_URL": "http://127.0.0.1:1"}
        code, _, err = anju(tmp_path, "serve", **settings)
    assert code == 2
    assert err.splitlines()[-1].startswith(f"ANJU_WEB_PORT: {host}:{port}: ")
    assert "Traceback" not in err


def test_a_database_is_laid_and_laid_again(tmp_path: Path) -> None:
    for _ in range(2):
        assert anju(tmp_path, "db", "upgrade")[:2] == (0, "the database is up to date\n")
    assert (tmp_path / "var" / "anju.db").exists()


# --- anju rules ---


def test_lines_are_answered_in_order_and_bad_ones_passed_over(tmp_path: Path) -> None:
    given = "\n".join([GOOD, "{", '{"rule":"x"}', "", GOOD, '{"rule":"change_due","changed":"2026-02-20"}'])
    code, out, err = anju(tmp_path, "rules", given=given.encode())
    assert (code, err) == (0, "")
    told = [json.loads(line) for line in out.splitlines()]
    assert [one.get("error") or one.get("valid") or one["due"] for one in told] == [
        True, "bad_json", "unknown_rule", "bad_json", True, "2026-03-02"
    ]  # fmt: skip


def test_nothing_in_nothing_out(tmp_path: Path) -> None:
    assert anju(tmp_path, "rules") == (0, "", "")


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1", "zh_CN.GB18030"])
def test_lines_are_utf8_whatever_the_locale(tmp_path: Path, locale: str) -> None:
    given = '{"rule":"id_number","value":"王小明"}\n'.encode() + b"\xff\xfe\n" + GOOD.encode()
    code, out, err = anju(tmp_path, "rules", given=given, LC_ALL=locale, PYTHONUTF8="0")
    assert (code, err) == (0, "")
    assert [json.loads(line).get("valid") for line in out.splitlines()] == [False, None, True]


def test_a_line_of_twenty_megabytes_is_answered_like_any_other(tmp_path: Path) -> None:
    huge = json.dumps({"rule": "id_number", "value": "1" * 20_000_000})
    code, out, _ = anju(tmp_path, "rules", given=f"{huge}\n{GOOD}\n".encode())
    assert code == 0
    assert [json.loads(line)["valid"] for line in out.splitlines()] == [False, True]


def test_each_line_is_answered_before_the_next_is_asked(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*ANJU, "rules"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path, env=environment(tmp_path)
    ) as running:
        assert running.stdin
        assert running.stdout
        for _ in range(3):
            running.stdin.write(GOOD.encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["valid"] is True
        running.stdin.close()
        assert running.wait(10) == 0


def test_a_reader_who_leaves_early_is_no_error(tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.write_text(f"{GOOD}\n" * 50_000)
    with lines.open() as given, subprocess.Popen(
        [*ANJU, "rules"], stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
        env=environment(tmp_path),
    ) as running:  # fmt: skip
        assert running.stdout
        assert running.stderr
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(20) == 0


def test_the_rules_start_without_the_heavy_libraries(tmp_path: Path) -> None:
    script = """
import sys
from bot.__main__ import main
assert main(["rules"]) == 0
heavy = {"aiogram", "sqlalchemy", "aiohttp", "pydantic", "jionlp", "PIL", "cryptography", "structlog", "rasa", "numpy"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], input=f"{GOOD}\n", capture_output=True, text=True, env=environment(tmp_path),
        timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.splitlines()[1] == "[]"
