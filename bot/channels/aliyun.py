"""Short messages through Alibaba Cloud (Dysmsapi SendSms, version 2017-05-25), signed by ACS3-HMAC-SHA256.

The official SDK would bring nine packages and hold an older aiofiles for one call; the signature is thirty lines. What
is accepted here has not arrived yet: whether a phone got it, only the provider's receipts tell, which are not read.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from bot.channels.sms import Notice
from bot.channels.streams import whole
from bot.reaching import Closed, Later, Refused

API = "https://dysmsapi.aliyuncs.com"
ACTION, VERSION, ALGORITHM = "SendSms", "2017-05-25", "ACS3-HMAC-SHA256"
PATIENCE = 10
LARGEST = 64 * 1024
"""Bytes of an answer; it is about 120."""
PAUSE = 3600
"""Seconds after which a number that has had its share of the hour is tried again."""
BUSY = ("isp.", "Throttling", "ServiceUnavailable", "InternalError")
"""How codes begin that pass by themselves."""
LIMITED = ("isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL")
"""The number has had its share for now, or we have."""
DEAD = ("isv.MOBILE_NUMBER_ILLEGAL", "isv.PHONE_NUMBER_ILLEGAL")
_NO_RIGHT = "isp.RAM_PERMISSION_DENY"
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,39}", re.ASCII)


@dataclass(slots=True)
class Aliyun:
    """An account of the provider: its key, the name that it signs with, the templates by language."""

    key_id: str
    secret: str = field(repr=False)
    sign_name: str
    templates: Mapping[str, str]
    api: str = API
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _http: ClientSession | None = None

    async def send(self, phone: str, notice: Notice) -> None:
        """Hand a notice over; where there is no template in its language, in the one there is."""
        code = self.templates.get(notice.language)
        query = {
            "PhoneNumbers": phone,
            "SignName": self.sign_name,
            "TemplateCode": code or next(iter(self.templates.values())),
            "TemplateParam": json.dumps({"matter": notice.matter, "date": notice.date}, ensure_ascii=False),
        }
        status, said = await self._call(query)
        judge(status, said)

    async def _call(self, query: Mapping[str, str]) -> tuple[int, str]:
        """The status, and the code that is told. What is asked goes in the query, as the provider wants it."""
        host = urlsplit(self.api).netloc
        headers = signed(self.key_id, self.secret, host, query, self.now(), secrets.token_hex(16))
        self._http = self._http or ClientSession(timeout=ClientTimeout(total=PATIENCE))
        url = f"{self.api}/?{canonical(query)}"
        try:
            async with self._http.post(URL(url, encoded=True), headers=headers, allow_redirects=False) as answer:
                return answer.status, _code(await whole(answer.content, LARGEST))
        except ClientError as error:
            raise ConnectionError from error

    async def close(self) -> None:
        """End the connections."""
        if self._http is not None:
            await self._http.close()


def signed(key_id: str, secret: str, host: str, query: Mapping[str, str], now: datetime, nonce: str) -> dict[str, str]:
    """The headers of a call without a body."""
    nothing = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host,
        "x-acs-action": ACTION,
        "x-acs-content-sha256": nothing,
        "x-acs-date": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": VERSION,
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    asked = "\n".join(("POST", "/", canonical(query), lines, names, nothing))
    digest = hashlib.sha256(asked.encode()).hexdigest()
    mark = hmac.digest(secret.encode(), f"{ALGORITHM}\n{digest}".encode(), "sha256").hex()
    return headers | {"Authorization": f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={mark}"}


def canonical(query: Mapping[str, str]) -> str:
    """A query by RFC 3986, in the order of its names."""
    return "&".join(f"{quote(name, safe='')}={quote(query[name], safe='')}" for name in sorted(query))


def judge(status: int, code: str) -> None:
    """Nothing if the provider took it; else whose fault it is, by its code."""
    if code == "OK" and status == 200:
        return
    kind = code or f"Sms{status}"
    if code in DEAD:
        raise Closed
    if code in LIMITED:
        raise Later(kind, PAUSE)
    if code != _NO_RIGHT and (status == 429 or status >= 500 or code.startswith(BUSY)):
        raise Later(kind)
    raise Refused(kind)


def _code(body: bytes) -> str:
    """The provider's word; nothing else of its answer is kept, for it may repeat what was asked."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    code = told.get("Code") if isinstance(told, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""
