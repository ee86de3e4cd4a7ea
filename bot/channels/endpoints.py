"""To which addresses a notice may be sent: a browser names its push service, and so anybody may name anything (T-29).

Only known push services are spoken to, over https at its own port, at addresses of the open internet, and never where
an answer points elsewhere. An origin that the settings write out, with its scheme, is taken as it is.
"""

import ipaddress
import re
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

KNOWN = (
    "fcm.googleapis.com",
    "jmt17.google.com",
    "updates.push.services.mozilla.com",
    "*.push.services.mozilla.com",
    "*.notify.windows.com",
    "*.push.apple.com",
)
LONGEST = 1024
"""Characters of an endpoint: those of today have up to 400."""
_HOST = re.compile(r"(\*\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]*", re.ASCII)
_NAME = re.compile(r"([a-z0-9-]+\.)+[a-z]+", re.ASCII)
"""A host that every reader of addresses takes for the same."""
_ORIGIN = re.compile(r"https?://[^/\s@?#]+", re.ASCII)
_ENDPOINT = re.compile(r"[!-~]+", re.ASCII)


class Places:
    """Where push services are: hosts, `*.` before a host for all below it, or whole origins."""

    def __init__(self, allowed: Sequence[str] = KNOWN) -> None:
        for one in allowed:
            if not _HOST.fullmatch(one) and not _ORIGIN.fullmatch(one):
                raise ValueError(one)
        self._origins = frozenset(one for one in allowed if "://" in one)
        self._hosts = frozenset(one for one in allowed if "://" not in one)

    def allow(self, endpoint: str) -> bool:
        """Whether a notice may be sent there."""
        if len(endpoint) > LONGEST or not _ENDPOINT.fullmatch(endpoint):
            return False
        try:
            parts = urlsplit(endpoint)
            plain = parts.scheme == "https" and parts.port in (None, 443) and "@" not in parts.netloc
        except ValueError:
            return False
        return f"{parts.scheme}://{parts.netloc}" in self._origins or (plain and self._knows(parts.hostname or ""))

    def _knows(self, host: str) -> bool:
        below = (one[1:] for one in self._hosts if one.startswith("*."))
        return host in self._hosts or (bool(_NAME.fullmatch(host)) and host.endswith(tuple(below)))

    def as_written(self, host: str) -> bool:
        """Whether the settings name this host in an origin, wherever it may be."""
        return any(urlsplit(one).hostname == host for one in self._origins)


class OpenInternet(AbstractResolver):
    """Finds a host's addresses, and of these gives only those that anybody could reach: a name may lead into our own
    network, today or tomorrow."""

    def __init__(self, places: Places) -> None:
        self._places, self._names = places, ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses; OSError if there is none that may be spoken to."""
        found = await self._names.resolve(host, port, family)
        if not self._places.as_written(host):
            found = [one for one in found if _is_open(one["host"])]
        if not found:
            raise OSError("no address of the open internet")
        return found

    async def close(self) -> None:
        """Nothing to close."""
        await self._names.close()


def _is_open(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or found
    return bool(mapped.is_global and not mapped.is_multicast)
