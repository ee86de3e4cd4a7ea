"""`anju voucher` as typed: outcome, words and exit codes."""

import argparse
import io
import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands import voucher
from bot.vouchers.claims import PaperClaims
from bot.vouchers.keys import VoucherKeys
from bot.vouchers.qr import draw_qr
from bot.vouchers.wire import sign, to_text
from tests.unit.vouchers.making import CLAIMS, STRANGER, URL, cose_key

TODAY = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANJU_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("ANJU_TODAY", raising=False)
    return tmp_path / "var"


@pytest.fixture
def keys(data_dir: Path) -> VoucherKeys:
    return VoucherKeys.load_or_create(data_dir / "keys" / "vouchers.json")


@pytest.fixture
def text(keys: VoucherKeys) -> str:
    return issued(keys)


def issued(keys: VoucherKeys, days: int = 365) -> str:
    until = TODAY + timedelta(days=days)
    claims = replace(CLAIMS, issued_at=TODAY - timedelta(days=400), expires_at=until)
    return to_text(sign(claims, keys.signing), URL)


def anju(*words: str) -> int:
    parser = argparse.ArgumentParser()
    voucher.add(parser.add_subparsers())
    args = parser.parse_args(["voucher", *words])
    return args.run(args)


def saved(picture_of: str, path: Path) -> str:
    draw_qr(picture_of).save(path)
    return str(path)


def test_a_genuine_voucher_is_told_with_its_content_and_what_is_not_known(text, capsys):
    code = anju("verify", text)

    printed = capsys.readouterr().out
    assert code == 0
    for words in ("真实", "Genuine", "张*", "002X", CLAIMS.address, "2026-11-20", "离线", "offline", "superseded"):
        assert words in printed


def test_an_expired_voucher_shows_its_content_too(keys, capsys):
    assert anju("verify", issued(keys, days=-1)) == 1
    assert {"Expired", "张*"} <= set(capsys.readouterr().out.replace(":", " ").split())


def test_a_forged_voucher_shows_nothing_but_that(text, keys, capsys):
    forged = to_text(sign(CLAIMS, cose_key(STRANGER, keys.entries[0].kid)), URL)

    assert anju("verify", forged) == 1
    printed = capsys.readouterr().out
    assert "Not genuine" in printed
    assert "张*" not in printed


def test_a_text_that_is_no_voucher_is_unreadable(keys, capsys):
    assert anju("verify", "你好") == 1
    assert "Unreadable" in capsys.readouterr().out


def test_a_picture_is_read(text, tmp_path):
    assert anju("verify", saved(text, tmp_path / "code.png")) == 0


def test_a_picture_without_a_voucher_is_unreadable(keys, tmp_path, capsys):
    assert anju("verify", saved("https://anju.example/", tmp_path / "code.png")) == 1
    assert "Unreadable" in capsys.readouterr().out


def test_a_file_with_the_text_is_read(text, tmp_path):
    (tmp_path / "voucher").write_text(text + "\n")

    assert anju("verify", str(tmp_path / "voucher")) == 0


@pytest.mark.parametrize("as_picture", [False, True])
def test_the_input_is_read_for_a_dash(text, tmp_path, monkeypatch, as_picture):
    content = Path(saved(text, tmp_path / "code.png")).read_bytes() if as_picture else text.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    assert anju("verify", "-") == 0


def test_a_published_set_verifies_as_well_as_the_key_file(text, keys, tmp_path):
    (tmp_path / "jwks.json").write_text(json.dumps(keys.jwks() | {"as_of": 1}))

    assert anju("verify", text, "--keys", str(tmp_path / "jwks.json")) == 0
    assert anju("verify", text, "--keys", str(keys.path)) == 0


def test_json_has_the_outcome_the_claims_and_that_the_state_is_not_known(text, keys, capsys):
    assert anju("verify", text, "--json") == 0

    answer = json.loads(capsys.readouterr().out)
    assert (answer["outcome"], answer["offline"], answer["state"]) == ("genuine", True, "not_known")
    assert (answer["id"], answer["kid"]) == (CLAIMS.id.hex(), keys.entries[0].kid)
    assert (answer["name"], answer["registered_on"]) == ("张*", "2026-11-20")


def test_json_of_an_unreadable_text_has_no_claims(keys, capsys):
    assert anju("verify", "1234", "--json") == 1
    assert json.loads(capsys.readouterr().out).keys() == {"outcome", "offline", "state", "kid", "checked_at"}


def test_a_fixed_day_decides_what_is_expired(text, monkeypatch):
    monkeypatch.setenv("ANJU_TODAY", "2050-01-01")

    assert anju("verify", text) == 1


@pytest.mark.parametrize("content", [None, "{", "[]", '{"keys": [{}], "x": 1}', '{"keys": 3}'])
def test_keys_that_cannot_be_used_are_wrong_use(tmp_path, content, capsys):
    path = tmp_path / "keys.json"
    if content is not None:
        path.write_text(content)

    empty = content == '{"keys": [{}], "x": 1}'
    assert anju("verify", "1234", "--keys", str(path)) == (1 if empty else 2)
    assert bool(capsys.readouterr().err) is not empty


def test_verifying_makes_no_keys(data_dir):
    assert anju("verify", "1234") == 2
    assert not data_dir.exists()


def test_a_file_that_is_not_there_is_wrong_use(keys, capsys):
    assert anju("verify", "photo.png") == 2
    assert "no such file" in capsys.readouterr().err


def test_a_key_file_open_to_others_is_wrong_use(text, keys, capsys):
    keys.path.chmod(0o644)

    assert anju("verify", text) == 2
    assert "chmod 600" in capsys.readouterr().err


def test_the_keys_are_listed_with_state_and_dates(keys, capsys):
    keys.rotate()

    assert anju("keys") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert (first.split()[:2], second.split()[:2]) == (
        [keys.entries[0].kid, "retired"],
        [keys.entries[1].kid, "signing"],
    )
    assert anju("keys", "list") == 0


def test_rotating_keeps_the_older_vouchers_genuine(text, keys, capsys):
    assert anju("keys", "rotate") == 0

    assert keys.refresh()
    assert keys.entries[-1].kid in capsys.readouterr().out
    assert anju("verify", text) == 0


def test_revoking_ends_them(text, keys):
    assert anju("keys", "revoke", keys.entries[0].kid) == 0
    assert anju("verify", text) == 1


def test_revoking_an_unknown_key_is_wrong_use(keys, capsys):
    assert anju("keys", "revoke", "2020-01-0000") == 2
    assert "2020-01-0000" in capsys.readouterr().err


def test_the_first_use_makes_the_first_key(data_dir, capsys):
    assert anju("keys") == 0
    assert "signing" in capsys.readouterr().out
    assert (data_dir / "keys" / "vouchers.json").is_file()


def paper(keys: VoucherKeys, kind: str = "receipt") -> str:
    claims = PaperClaims("anju.example.gov.cn", kind, "SL20261123-000123", date(2026, 11, 23), bytes(16))
    return to_text(sign(claims, keys.signing), URL)


def test_a_genuine_paper_is_told_as_one_and_never_as_a_voucher(keys, capsys):
    assert anju("verify", paper(keys)) == 3

    printed = capsys.readouterr().out
    for words in ("不是凭证", "no voucher", "受理回执", "SL20261123-000123", "2026-11-23", "00000-00000"):
        assert words in printed
    assert "有效期" not in printed


def test_a_kind_of_paper_from_a_later_version_is_told_by_its_code(keys, capsys):
    assert anju("verify", paper(keys, "certificate_of_all")) == 3
    assert "certificate_of_all" in capsys.readouterr().out


def test_json_of_a_paper_has_no_state_and_no_holder(keys, capsys):
    assert anju("verify", paper(keys), "--json") == 3

    answer = json.loads(capsys.readouterr().out)
    assert (answer["outcome"], answer["state"], answer["kind"]) == ("paper", None, "receipt")
    assert {"name", "document", "address", "id"}.isdisjoint(answer)
