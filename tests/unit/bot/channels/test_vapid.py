"""The key by which push services know the house: made once, for its owner's eyes only, refused when it is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.vapid import PushKey, load_or_create
from storage.keyring import KeyProblem
from tests.support.pushing import raw, text

URL = "https://anju.example.cn/chat"
ONE = text(bytes(31) + b"\1")


def test_the_first_start_makes_a_key_and_the_next_has_the_same(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "push.txt"
    first, second = load_or_create(path, URL), load_or_create(path, URL)

    assert first.public == second.public
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(raw(first.public)) == 65


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    load_or_create(tmp_path / "push.txt", URL)
    (tmp_path / "push.txt").chmod(0o644)

    with pytest.raises(KeyProblem, match="chmod 600"):
        load_or_create(tmp_path / "push.txt", URL)


def test_a_key_of_the_settings_needs_no_file(tmp_path: Path) -> None:
    assert load_or_create(tmp_path / "push.txt", URL, ONE).public == PushKey(ONE, URL).public
    assert not (tmp_path / "push.txt").exists()


@pytest.mark.parametrize(
    "told",
    ["", "short", ONE + "AA", "!" * 43, text(bytes(32)), text(b"\xff" * 32)],
    ids=["empty", "short", "long", "no letters", "nought", "more than the curve has"],
)
def test_what_is_no_key_is_refused_without_being_repeated(told: str) -> None:
    with pytest.raises(KeyProblem) as caught:
        PushKey(told, URL)

    assert len(told) < 6 or told not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "contact"),
    [(URL, "https://anju.example.cn"), ("http://127.0.0.1:8080", "mailto:anju@localhost"),
     ("https://intranet", "mailto:anju@localhost")],
)  # fmt: skip
def test_a_push_service_learns_where_the_house_is_to_be_found(url: str, contact: str) -> None:
    shown = PushKey(ONE, url).signed("https://fcm.googleapis.com")["Authorization"]

    claims = raw(shown.split("t=")[1].split(".")[1])
    assert f'"sub":"{contact}"'.encode() in claims.replace(b": ", b":")
