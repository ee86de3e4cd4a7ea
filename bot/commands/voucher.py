"""`anju voucher`: verifies a voucher without network and database, and keeps the keys.

Offline the signature and the dates are all there is to check; whether the voucher has been replaced since is
said to be unknown, never guessed. What a voucher contains is printed for the one who holds it and logged
nowhere.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.vouchers.keys import VoucherKeys
    from bot.vouchers.wire import Checked

_IN_WORDS = {
    "genuine": "真实 · Genuine: signed by this district and in time.",
    "expired": "已过有效期 · Expired: signed by this district, but its time is over.",
    "not_genuine": "不是真实凭证 · Not genuine: not signed by a key of this district.",
    "unreadable": "无法识别 · Unreadable: this is not the code of a voucher.",
    "paper": "真实文书，不是凭证 · A genuine paper of this district, and no voucher.",
}
_PAPER = (
    "请与纸上的编号、日期、校验码核对；空白表上手写的内容不在核验之内。\n"
    "Compare number, day and check code with the paper; what is written into a blank form by hand is not covered."
)
_OFFLINE = (
    "离线核验，无法得知本凭证是否已被新凭证替代、注销或撤销。\n"
    "Checked offline: not known whether it has since been superseded, ended or revoked."
)


class _Usage(Exception):
    """The command cannot be carried out as given; the text is for whoever typed it."""


def add(subparsers: Any) -> None:
    """Add the command and its two parts."""
    parser = subparsers.add_parser("voucher", help="verify a voucher offline; list and change the keys")
    parts = parser.add_subparsers(dest="part", required=True, metavar="verify|keys")
    verify = parts.add_parser("verify", help="exit 0: genuine; 1: anything else; 2: wrong use; 3: a genuine paper")
    verify.add_argument("what", metavar="TEXT-OR-IMAGE", help="the text, a file with it, a picture, or - for input")
    verify.add_argument("--keys", type=Path, metavar="FILE", help="key file or published JWK set")
    verify.add_argument("--json", action="store_true", help="one JSON object a voucher")
    verify.set_defaults(run=lambda args: _guarded(_verify, args))
    keys = parts.add_parser("keys", help="list the keys, sign with a new one, or revoke one")
    keys.set_defaults(run=lambda args: _guarded(_list, args))
    doing = keys.add_subparsers(dest="doing", metavar="list|rotate|revoke")
    doing.add_parser("list").set_defaults(run=lambda args: _guarded(_list, args))
    doing.add_parser("rotate").set_defaults(run=lambda args: _guarded(_rotate, args))
    revoke = doing.add_parser("revoke", help="its vouchers stop being genuine at once")
    revoke.add_argument("kid")
    revoke.set_defaults(run=lambda args: _guarded(_revoke, args))


def _guarded(action: Any, args: argparse.Namespace) -> int:
    from bot.vouchers.keys import KeyFileError, UnknownKey

    try:
        return int(action(args))
    except (_Usage, KeyFileError, UnknownKey) as error:
        print(f"anju voucher: {error}", file=sys.stderr)
        return 2


def _verify(args: argparse.Namespace) -> int:
    from bot.clock import Clock
    from bot.settings import read
    from bot.vouchers.wire import Outcome, check

    settings = read()
    keys, now = _public_keys(args.keys or _key_file(settings)), Clock(settings.today).now()
    results = [check(text, keys, now) for text in _texts(args.what)]
    for result in results:
        print(json.dumps(_as_json(result, now), ensure_ascii=False) if args.json else _as_words(result))
    outcomes = {result.outcome for result in results}
    return 0 if outcomes == {Outcome.GENUINE} else 3 if outcomes == {Outcome.PAPER} else 1


def _texts(what: str) -> list[str]:
    """The texts to check: at least one, be it empty."""
    if what == "-":
        return _texts_in(sys.stdin.buffer.read())
    path = Path(what)
    try:
        if path.is_file():
            return _texts_in(path.read_bytes())
    except (OSError, ValueError):
        pass  # a voucher's digits are too long for a file name
    if path.suffix.lower() in (".png", ".jpg", ".jpeg", ".webp", ".heic", ".txt"):
        raise _Usage(f"no such file: {what}")
    return [what]


def _texts_in(content: bytes) -> list[str]:
    """What the codes in a picture say, vouchers before others; or the content itself, if it is text."""
    from bot.pictures import NotAPicture, TooLarge
    from bot.vouchers.scan import read_codes
    from bot.vouchers.wire import Unreadable, from_text

    def is_voucher(text: str) -> bool:
        try:
            return bool(from_text(text))
        except Unreadable:
            return False

    try:
        found = read_codes(content)
    except TooLarge as error:
        raise _Usage(f"the picture has too many {error.what}") from error
    except NotAPicture:
        return [content.decode("utf-8", "replace")]
    return [text for text in found if is_voucher(text)] or found[:1] or [""]


def _as_words(result: "Checked") -> str:
    lines = [_IN_WORDS[result.outcome.value]]
    if (claims := result.claims) is not None:
        lines += [
            f"  姓名 name          {claims.name}",
            f"  证件尾号 ID ends in {claims.document}",
            f"  登记地址 address    {claims.address}",
            f"  登记日期 registered {claims.registered_on}",
            f"  签发 issued        {_local(claims.issued_at)}  {claims.issuer}",
            f"  有效期至 expires    {_local(claims.expires_at)}",
            f"  编号 id            {claims.id.hex()}  key {result.kid}",
            _OFFLINE,
        ]
    if (paper := result.paper) is not None:
        lines += [
            f"  种类 kind          {_kind_in_words(paper.kind)}",
            f"  编号 number        {paper.number}",
            f"  出具 issued on     {paper.issued_on}  {paper.issuer}",
            f"  校验码 check code  {paper.check_code}  key {result.kid}",
            _PAPER,
        ]
    return "\n".join(lines)


def _kind_in_words(kind: str) -> str:
    """What a kind of paper is called; one that this version does not know by its code."""
    from bot.texts import texts

    key = f"paper.title.{kind}"
    known = [one.plain(key) for one in (texts("zh"), texts("en")) if one.has(key)]
    return " · ".join(known) or kind


def _as_json(result: "Checked", now: datetime) -> dict[str, Any]:
    answer: dict[str, Any] = {"outcome": result.outcome.value, "offline": True, "state": "not_known"}
    answer |= {"kid": result.kid, "checked_at": now.isoformat(timespec="seconds")}
    if (claims := result.claims) is not None:
        answer |= {"id": claims.id.hex(), "issuer": claims.issuer, "name": claims.name}
        answer |= {"document": claims.document, "address": claims.address}
        answer |= {"registered_on": claims.registered_on.isoformat()}
        answer |= {"issued_at": claims.issued_at.isoformat(), "expires_at": claims.expires_at.isoformat()}
    if (paper := result.paper) is not None:
        answer |= {"state": None, "issuer": paper.issuer, "kind": paper.kind, "number": paper.number}
        answer |= {"issued_on": paper.issued_on.isoformat(), "check_code": paper.check_code}
    return answer


def _local(moment: datetime) -> str:
    from bot.clock import SHANGHAI

    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _public_keys(path: Path) -> Mapping[str, Any]:
    """The verifying keys of our own file or of a published set."""
    from bot.vouchers.keys import VoucherKeys
    from bot.vouchers.wire import public_keys

    if not path.is_file():
        raise _Usage(f"no voucher keys at {path}; name a key file or a published set with --keys")
    try:
        content = json.loads(path.read_bytes())
        if "format" not in content:
            return public_keys(content)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _Usage(f"{path} is neither a key file nor a JWK set") from error
    return VoucherKeys(path).public


def _key_file(settings: "Settings") -> Path:
    return settings.keys_dir / "vouchers.json"


def _own_keys() -> "VoucherKeys":
    from bot.settings import read
    from bot.vouchers.keys import VoucherKeys

    path = _key_file(read())
    if not path.exists():
        print(f"anju voucher: no keys yet; making the first one in {path}", file=sys.stderr)
    return VoucherKeys.load_or_create(path)


def _list(args: argparse.Namespace) -> int:
    for entry in _own_keys().entries:
        dates = (("retired", entry.retired_at), ("revoked", entry.revoked_at))
        later = "".join(f"  {word} {_local(at)}" for word, at in dates if at)
        print(f"{entry.kid}  {entry.state.value:8}  made {_local(entry.made_at)}{later}")
    return 0


def _rotate(args: argparse.Namespace) -> int:
    print(f"{_own_keys().rotate()} signs from now on; vouchers of the older keys stay genuine")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    keys = _own_keys()
    keys.revoke(args.kid)
    print(f"{args.kid} is revoked: its vouchers are not genuine any more; {keys.entries[-1].kid} signs")
    return 0
