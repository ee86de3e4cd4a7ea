"""The key set: made once, kept for its owner, changed while others use it."""

import json
import multiprocessing
import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.vouchers.keys import KeyFileError, KeyState, UnknownKey, VoucherKeys
from bot.vouchers.wire import Outcome, sign, verify
from tests.unit.vouchers.making import CLAIMS, NOW

MADE = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
LATER = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "vouchers.json"


@pytest.fixture
def keys(path: Path) -> VoucherKeys:
    return VoucherKeys.load_or_create(path, MADE)


def outcome(token: bytes, keys: VoucherKeys) -> Outcome:
    return verify(token, keys.public, NOW).outcome


def states(keys: VoucherKeys) -> list[str]:
    return [entry.state.value for entry in keys.entries]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_start_makes_a_key_that_only_its_owner_reads(keys, path):
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700
    assert states(keys) == ["signing"]
    assert re.fullmatch(r"2026-11-[0-9a-f]{4}", keys.entries[0].kid)
    assert keys.made_at == MADE


def test_a_generous_umask_does_not_open_the_file(path):
    before = os.umask(0)
    try:
        VoucherKeys.load_or_create(path).rotate()
    finally:
        os.umask(before)

    assert mode(path) == 0o600


def test_the_second_start_finds_the_same_keys(keys, path):
    token = sign(CLAIMS, keys.signing)

    again = VoucherKeys.load_or_create(path, LATER)

    assert (again.entries, again.made_at) == (keys.entries, MADE)
    assert outcome(token, again) is Outcome.GENUINE


def test_rotating_twice_keeps_the_vouchers_of_all_three_keys_genuine(keys):
    tokens = [sign(CLAIMS, keys.signing)]
    for _ in range(2):
        keys.rotate(LATER)
        tokens.append(sign(CLAIMS, keys.signing))

    assert [outcome(token, keys) for token in tokens] == [Outcome.GENUINE] * 3
    assert states(keys) == ["retired", "retired", "signing"]
    assert (keys.entries[0].retired_at, keys.made_at) == (LATER, LATER)
    assert keys.entries[2].kid.startswith("2027-02-")


def test_a_retired_key_has_lost_its_private_half(keys, path):
    before = json.loads(path.read_text())["keys"][0]["d"]

    keys.rotate()

    assert before not in path.read_text()
    with pytest.raises(ValueError, match="signs no more"):
        _ = keys.entries[0].private


def test_no_private_half_shows_when_a_key_is_printed(keys, path):
    assert json.loads(path.read_text())["keys"][0]["d"] not in repr(keys.entries)


def test_vouchers_of_a_revoked_key_are_not_genuine(keys):
    token, first = sign(CLAIMS, keys.signing), keys.entries[0].kid
    keys.rotate(LATER)
    other = sign(CLAIMS, keys.signing)

    keys.revoke(first, LATER)

    assert (outcome(token, keys), outcome(other, keys)) == (Outcome.NOT_GENUINE, Outcome.GENUINE)
    assert (states(keys), keys.entries[0].revoked_at) == (["revoked", "signing"], LATER)


def test_revoking_the_signing_key_puts_a_new_one_in_its_place(keys):
    token = sign(CLAIMS, keys.signing)

    keys.revoke(keys.entries[0].kid)

    assert states(keys) == ["revoked", "signing"]
    assert outcome(token, keys) is Outcome.NOT_GENUINE
    assert outcome(sign(CLAIMS, keys.signing), keys) is Outcome.GENUINE


def test_revoking_what_there_is_not_changes_nothing(keys, path):
    before = path.read_bytes()

    with pytest.raises(UnknownKey):
        keys.revoke("2020-01-0000")

    assert path.read_bytes() == before


def test_the_published_set_has_the_members_of_a_jwk_and_no_revoked_key(keys):
    first = keys.entries[0].kid
    second = keys.rotate()
    third = keys.rotate()
    keys.revoke(second)

    published = keys.jwks()["keys"]

    assert [jwk["kid"] for jwk in published] == [first, third]
    assert {frozenset(jwk) for jwk in published} == {frozenset(("kty", "crv", "x", "y", "kid", "alg", "use"))}
    assert {(jwk["kty"], jwk["crv"], jwk["alg"], jwk["use"]) for jwk in published} == {("EC", "P-256", "ES256", "sig")}


def test_a_rotation_by_another_process_is_noticed_at_the_next_refresh(keys, path):
    unchanged = keys.refresh()

    VoucherKeys(path).rotate()
    seen = VoucherKeys(path)

    assert (unchanged, states(keys)) == (False, ["signing"])
    assert (keys.refresh(), keys.entries) == (True, seen.entries)
    assert keys.refresh() is False


def test_a_change_builds_on_what_others_have_changed_meanwhile(keys, path):
    VoucherKeys(path).rotate()

    keys.rotate()

    assert states(keys) == ["retired", "retired", "signing"]


def _start_and_rotate(path: str) -> None:
    VoucherKeys.load_or_create(Path(path)).rotate()


def test_processes_that_start_and_rotate_together_lose_no_key(path):
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.map(_start_and_rotate, [str(path)] * 6)

    assert states(VoucherKeys(path)) == ["retired"] * 6 + ["signing"]


def test_vouchers_signed_and_verified_during_rotations_are_all_genuine(keys):
    def issue_and_verify(_: int) -> Outcome:
        return outcome(sign(CLAIMS, keys.signing), keys)

    with ThreadPoolExecutor(4) as pool:
        results = pool.map(issue_and_verify, range(300))
        for _ in range(2):
            keys.rotate()

    assert set(results) == {Outcome.GENUINE}


@pytest.mark.parametrize("rights", [0o640, 0o604, 0o620, 0o644, 0o666])
def test_a_file_that_others_can_open_is_refused(keys, path, rights):
    path.chmod(rights)

    with pytest.raises(KeyFileError, match=f"mode {rights:04o}.*chmod 600") as raised:
        VoucherKeys.load_or_create(path)

    assert raised.value.reason == "others_can_read"


def _two_signing(content: dict) -> None:
    content["keys"].append(content["keys"][0] | {"kid": "2026-11-0000"})


def _none_signing(content: dict) -> None:
    content["keys"] = []


def _wrong_point(content: dict) -> None:
    content["keys"][0]["x"] = content["keys"][0]["y"]


def _short_point(content: dict) -> None:
    content["keys"][0]["x"] = "AAAA"


def _number_for_point(content: dict) -> None:
    content["keys"][0]["x"] = 7


def _unknown_state(content: dict) -> None:
    content["keys"][0]["state"] = "resting"


def _no_private_half(content: dict) -> None:
    del content["keys"][0]["d"]


def _retired_with_private_half(content: dict) -> None:
    content["keys"][0]["state"] = "retired"


DAMAGES = (_two_signing, _none_signing, _wrong_point, _short_point, _number_for_point, _unknown_state)


@pytest.mark.parametrize("damage", [*DAMAGES, _no_private_half, _retired_with_private_half])
def test_a_file_that_makes_no_sense_is_called_damaged(keys, path, damage):
    content = json.loads(path.read_text())
    damage(content)
    path.write_text(json.dumps(content))

    with pytest.raises(KeyFileError) as raised:
        VoucherKeys.load_or_create(path)

    assert raised.value.reason == "damaged"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"keys": 7}'])
def test_a_file_that_is_no_key_file_is_called_damaged_and_left_alone(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(KeyFileError, match="damaged"):
        VoucherKeys.load_or_create(path)

    assert path.read_bytes() == content


def test_a_key_file_that_is_a_folder_is_unreadable(path):
    path.mkdir(parents=True, mode=0o700)

    with pytest.raises(KeyFileError) as raised:
        VoucherKeys.load_or_create(path)

    assert raised.value.reason == "unreadable"


def test_a_file_that_breaks_while_serving_leaves_the_old_keys_in_use(keys, path):
    token = sign(CLAIMS, keys.signing)
    path.write_text("{")

    with pytest.raises(KeyFileError):
        keys.refresh()

    assert outcome(token, keys) is Outcome.GENUINE


def test_a_failed_write_leaves_the_file_and_no_rubbish(keys, path, monkeypatch):
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        keys.rotate()

    assert path.read_bytes() == before
    assert {entry.name for entry in path.parent.iterdir()} <= {path.name, path.name + ".lock"}


def test_an_entry_that_is_revoked_twice_keeps_its_first_date(keys):
    first = keys.entries[0].kid
    keys.revoke(first, MADE)

    keys.revoke(first, LATER)

    assert keys.entries[0] == replace(keys.entries[0], state=KeyState.REVOKED, revoked_at=MADE)
