"""Sealing, finding again, rotation, and the key file (T-03, T-26)."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from storage.keyring import CannotOpen, KeyProblem, KeyRing, load_or_create


def test_what_is_sealed_opens_in_its_place_only(keys: KeyRing) -> None:
    sealed = keys.seal_text("王小明", "people.name")

    assert keys.open_text(sealed, "people.name") == "王小明"
    with pytest.raises(CannotOpen):
        keys.open_text(sealed, "people.phone")


def test_one_text_sealed_twice_does_not_look_the_same(keys: KeyRing) -> None:
    assert keys.seal_text("王小明", "people.name") != keys.seal_text("王小明", "people.name")


def test_a_sealed_text_shows_nothing_of_itself(keys: KeyRing) -> None:
    assert "王小明".encode() not in keys.seal_text("王小明", "people.name")


def test_every_flipped_bit_is_noticed(keys: KeyRing) -> None:
    sealed = keys.seal(b"x", "people.name")

    for bit in range(8 * len(sealed)):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CannotOpen):
            keys.open(bytes(changed), "people.name")


def test_every_cut_is_noticed(keys: KeyRing) -> None:
    sealed = keys.seal(b"x", "people.name")

    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            keys.open(sealed[:length], "people.name")


def test_another_ring_opens_nothing(keys: KeyRing) -> None:
    with pytest.raises(CannotOpen):
        KeyRing.fresh().open(keys.seal(b"x", "people.name"), "people.name")


def test_half_a_surrogate_pair_comes_back_as_it_went_in(keys: KeyRing) -> None:
    said = json.loads('{"text": "\\ud83d \\u0000"}')

    assert keys.open_json(keys.seal_json(said, "messages.payload"), "messages.payload") == said
    assert len(keys.index("\ud83d", "vouchers.code")) == 32


def test_after_two_rotations_old_fields_open_and_new_ones_use_the_new_key(keys: KeyRing) -> None:
    old = keys.seal(b"x", "people.name")

    twice = keys.rotated().rotated()

    assert len({keys.current, twice.current, *twice.keys}) == 3
    assert twice.open(old, "people.name") == b"x"
    with pytest.raises(CannotOpen):
        keys.open(twice.seal(b"x", "people.name"), "people.name")


def test_rotation_does_not_lose_what_is_found_by_hash(keys: KeyRing) -> None:
    assert keys.rotated().index("x", "phone") == keys.index("x", "phone")
    assert keys.rotated().derive("cookie") == keys.derive("cookie")


def test_hashes_of_one_value_differ_by_place_and_by_ring(keys: KeyRing) -> None:
    hashes = {keys.index("x", "phone"), keys.index("x", "document"), KeyRing.fresh().index("x", "phone")}

    assert len(hashes | {keys.derive("x")}) == 4


def test_a_ring_survives_its_kept_form(keys: KeyRing) -> None:
    rotated = keys.rotated()

    assert KeyRing.from_json(rotated.to_json()) == rotated


def test_a_ring_tells_no_key_when_it_is_printed(keys: KeyRing) -> None:
    kept = json.loads(keys.to_json())

    assert kept["search"] not in repr(keys)
    assert repr(keys) == f"KeyRing(current='{keys.current}')"


def test_a_ring_without_its_current_key_is_refused(keys: KeyRing) -> None:
    with pytest.raises(KeyProblem, match="current"):
        KeyRing("none", keys.keys, keys.search)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="cut off"),
        pytest.param("[]", id="a list"),
        pytest.param("null", id="null"),
        pytest.param("{}", id="nothing in it"),
        pytest.param('{"current":"abcd","keys":[],"search":""}', id="keys as a list"),
        pytest.param('{"current":"abcd","keys":{"abcd":"AAAA"},"search":"AAAA"}', id="short keys"),
        pytest.param('{"current":"abcd","keys":{"abcd":1},"search":2}', id="numbers for keys"),
        pytest.param('{"current":"abcd","keys":{"abcd":"@@"},"search":"@@"}', id="not base64"),
    ],
)
def test_a_damaged_ring_is_refused(text: str) -> None:
    with pytest.raises(KeyProblem):
        KeyRing.from_json(text)


@pytest.mark.parametrize("name", ["abc", "abcde", "äbcd", ""])
def test_a_name_that_would_not_fit_before_a_field_is_refused(keys: KeyRing, name: str) -> None:
    kept = json.loads(keys.to_json())
    kept["keys"] = {name: kept["keys"][kept["current"]]}
    kept["current"] = name

    with pytest.raises(KeyProblem):
        KeyRing.from_json(json.dumps(kept))


@pytest.mark.parametrize("current", [["abcd"], None, "none"])
def test_a_current_key_that_is_not_there_is_refused(keys: KeyRing, current: object) -> None:
    kept = json.loads(keys.to_json()) | {"current": current}

    with pytest.raises(KeyProblem):
        KeyRing.from_json(json.dumps(kept))


def test_the_first_start_makes_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "data.json"

    made = load_or_create(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_create(path) == made
    assert os.listdir(path.parent) == ["data.json"]


def test_a_file_that_others_may_read_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    load_or_create(path)

    for mode in (0o640, 0o604, 0o660):
        path.chmod(mode)
        with pytest.raises(KeyProblem, match="chmod 600"):
            load_or_create(path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'{"current":', os.urandom(100)])
def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "data.json"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(KeyProblem, match="damaged"):
        load_or_create(path)
    assert path.read_bytes() == content


def test_a_ring_from_the_environment_touches_no_file(tmp_path: Path, keys: KeyRing) -> None:
    path = tmp_path / "data.json"

    assert load_or_create(path, keys.to_json()) == keys
    assert not path.exists()


def test_processes_that_start_together_end_with_one_ring(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "data.json"
    workers, context = 4, multiprocessing.get_context("spawn")

    with context.Manager() as manager, ProcessPoolExecutor(workers, mp_context=context) as pool:
        gate = manager.Barrier(workers)
        rings = [one.result() for one in [pool.submit(_start, gate, path) for _ in range(workers)]]

    assert len(set(rings)) == 1
    assert path.read_text() == rings[0]
    assert os.listdir(path.parent) == ["data.json"]


def _start(gate: object, path: Path) -> str:
    gate.wait()  # type: ignore[attr-defined]  # the proxy of a barrier
    return load_or_create(path).to_json()


def test_a_file_that_another_process_made_first_is_kept(
    tmp_path: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.json"
    other = KeyRing.fresh()

    def overtaken() -> KeyRing:
        path.write_text(other.to_json())
        path.chmod(0o600)
        return keys

    monkeypatch.setattr(KeyRing, "fresh", overtaken)

    assert load_or_create(path) == other
    assert os.listdir(tmp_path) == ["data.json"]
