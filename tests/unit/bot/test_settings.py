"""Each setting in its field; a bad one is one line that names its variable, and exit 2."""

from datetime import date, datetime
from pathlib import Path

import pytest

from bot import settings

NAMES = {f"ANJU_{name.upper()}" for name in settings.Settings.model_fields}


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_with_nothing_set_everything_is_local() -> None:
    read = settings.read()
    assert (read.web_host, read.web_port, read.public_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")
    assert read.data_dir == Path("var")
    assert read.database == f"sqlite:///{Path('var/anju.db').absolute()}"
    assert read.files == str(Path("var/files").absolute())
    assert read.telegram_token is read.nlu_url is read.today is None


GIVEN = {
    "ANJU_DATABASE_URL": "postgresql://u:p@h/d",
    "ANJU_REDIS_URL": "redis://:false-password@r:6380/1",
    "ANJU_TELEGRAM_TOKEN": "42:false-token",
    "ANJU_TELEGRAM_API": "http://api.example:81/",
    "ANJU_TELEGRAM_WEBHOOK_URL": "https://hook.example/",
    "ANJU_TELEGRAM_WEBHOOK_SECRET": "visibly-false-secret",
    "ANJU_WEB_HOST": "0.0.0.0",
    "ANJU_WEB_PORT": "8181",
    "ANJU_PUBLIC_URL": "https://anju.example/",
    "ANJU_NLU_URL": "http://nlu.example:5005",
    "ANJU_DATA_DIR": "/tmp/elsewhere",
    "ANJU_FILES_URL": "s3://papers/anju",
    "ANJU_TODAY": "2026-11-23",
    "ANJU_TRUST_PROXY": "true",
    "ANJU_DESK_HOURS": "08:30-11:30,14:00-17:30",
    "ANJU_DESK_DAYS": "5",
    "ANJU_LOG_LEVEL": "DEBUG",
}


def test_each_variable_goes_into_its_own_field(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    read = settings.read()
    assert read.database == "postgresql://u:p@h/d"
    assert read.redis == "redis://:false-password@r:6380/1"
    assert "false-password" not in repr(read)
    assert read.telegram_token is not None
    assert read.telegram_token.get_secret_value() == "42:false-token"
    assert (read.telegram_api, read.telegram_webhook_url) == ("http://api.example:81", "https://hook.example")
    assert read.telegram_webhook_secret is not None
    assert read.telegram_webhook_secret.get_secret_value() == "visibly-false-secret"
    assert (read.web_host, read.web_port, read.public_url) == ("0.0.0.0", 8181, "https://anju.example")
    assert (read.nlu_url, read.data_dir, read.today) == (
        "http://nlu.example:5005",
        Path("/tmp/elsewhere"),
        date(2026, 11, 23),
    )
    assert (read.trust_proxy, read.log_level) == (True, "debug")
    assert read.files == "s3://papers/anju"
    assert (read.desk_hours, read.desk_days) == ("08:30-11:30,14:00-17:30", 5)
    assert read.keys_dir == Path("/tmp/elsewhere/keys")


def test_a_file_beside_the_program_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("ANJU_WEB_PORT=8181\nANJU_WEB_HOST=192.0.2.1\nOTHER=1\n", "utf-8")
    monkeypatch.setenv("ANJU_WEB_HOST", "192.0.2.2")
    read = settings.read()
    assert (read.web_host, read.web_port) == ("192.0.2.2", 8181)


def test_an_empty_variable_is_like_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")
    assert settings.read() == settings.Settings(_env_file=None)


def test_today_may_be_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJU_TODAY", "2027-02-28T09:00")
    assert settings.read().today == datetime(2027, 2, 28, 9)  # noqa: DTZ001


BAD = {
    "ANJU_REDIS_URL": ("127.0.0.1:6379", "redis://", "http://127.0.0.1:6379"),
    "ANJU_WEB_PORT": ("70000", "-1", "http", "8080.5"),
    "ANJU_PUBLIC_URL": ("anju.example", "ftp://anju.example", "javascript:alert(1)"),
    "ANJU_TELEGRAM_TOKEN": ("secret", "987654", "987654:", ":abc", "²:abc", "12:a b", "12:a\nb"),
    "ANJU_TELEGRAM_API": ("api.telegram.org",),
    "ANJU_TELEGRAM_WEBHOOK_URL": ("hook.example",),
    "ANJU_TELEGRAM_WEBHOOK_SECRET": ("short", "with spaces in it 123", "ü" * 20, "x" * 257),
    "ANJU_NLU_URL": ("localhost:5005",),
    "ANJU_DATABASE_URL": ("mysql://h/d", "anju.db", "sqlite:anju.db", "postgres://h/d"),
    "ANJU_FILES_URL": ("https://bucket/x", "s3://", "s3:///x", "memory://x", "simplecache::s3://x"),
    "ANJU_TODAY": ("2026-02-30", "tomorrow", "23.11.2026", "2026-11-23T25:00", "2026-11-23T09:00+08:00"),
    "ANJU_TRUST_PROXY": ("perhaps",),
    "ANJU_DESK_HOURS": (
        "nine to five",
        "09:00",
        "9:00-17:00",
        "09:00-24:00",
        "17:00-09:00",
        "09:00-12:00,11:00-17:00",
        "09:00-12:00-17:00",
        "09:00-17:00,",
        "09:00+08:00-17:00+08:00",
        "٠٩:٠٠-١٧:٠٠",
    ),
    "ANJU_DESK_DAYS": ("0", "61", "-1", "two", "1.5"),
    "ANJU_LOG_LEVEL": ("loud", "trace"),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_bad_value_is_one_line_that_names_it_and_exit_2(name: str, value: str, monkeypatch, capsys) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        settings.read()
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert [line.partition(":")[0] for line in told.err.splitlines()] == [name]
    assert value not in told.err or name not in ("ANJU_TELEGRAM_TOKEN", "ANJU_TELEGRAM_WEBHOOK_SECRET")


def test_every_bad_value_gets_its_line(monkeypatch, capsys) -> None:
    monkeypatch.setenv("ANJU_WEB_PORT", "x")
    monkeypatch.setenv("ANJU_TODAY", "x")
    with pytest.raises(SystemExit):
        settings.read()
    assert {line.partition(":")[0] for line in capsys.readouterr().err.splitlines()} == {"ANJU_WEB_PORT", "ANJU_TODAY"}


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = ("ANJU_TELEGRAM_TOKEN", "ANJU_TELEGRAM_WEBHOOK_SECRET")
    for name in secrets:
        monkeypatch.setenv(name, GIVEN[name])
    monkeypatch.setenv("ANJU_DATA_KEYS", "visibly false keys")
    shown = repr(settings.read()) + str(settings.read().model_dump())
    for value in (*(GIVEN[name] for name in secrets), "visibly false keys"):
        assert value not in shown


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.read().web_port = 1  # type: ignore[misc]
