"""Which addresses may be called because a browser named them (T-29)."""

from __future__ import annotations

import socket

import pytest
from aiohttp.abc import AbstractResolver

from bot.channels.endpoints import KNOWN, LONGEST, OpenInternet, Places

GOOD = "https://fcm.googleapis.com/fcm/send/abc:DEF-_"


@pytest.mark.parametrize(
    ("endpoint", "allowed"),
    [
        pytest.param(GOOD, True, id="a known host"),
        pytest.param("https://fcm.googleapis.com:443/x", True, id="its own port written out"),
        pytest.param("https://db5p.notify.windows.com/w/?token=a%2b", True, id="below a known host"),
        pytest.param("https://notify.windows.com/w", False, id="the host above alone"),
        pytest.param("https://evilnotify.windows.com.example/w", False, id="a host that ends otherwise"),
        pytest.param("https://evil-fcm.googleapis.com/x", False, id="a host that ends alike"),
        pytest.param("https://fcm.googleapis.com:8443/x", False, id="another port"),
        pytest.param("https://fcm.googleapis.com:99999/x", False, id="no port"),
        pytest.param("https://user@fcm.googleapis.com/x", False, id="a name before the host"),
        pytest.param("http://fcm.googleapis.com/x", False, id="not sealed"),
        pytest.param("https://fcm.googleapis.com./x", False, id="a dot behind the host"),
        pytest.param("https://127.0.0.1/x", False, id="this machine"),
        pytest.param("https://127.0.0.1\\.push.apple.com/x", False, id="a backslash before a known host"),
        pytest.param("https://127.0.0.1%2f.push.apple.com/x", False, id="a slash that is written otherwise"),
        pytest.param("https://..push.apple.com/x", False, id="nothing between two dots"),
        pytest.param("https://[::ffff:10.0.0.1]/x", False, id="a mapped address"),
        pytest.param("https://[/x", False, id="no address"),
        pytest.param("https://fcm.googleapis.com/а", False, id="letters that only look alike"),
        pytest.param("https://fcm.googleapis.com/\t", False, id="a sign that is no sign"),
        pytest.param(GOOD.ljust(LONGEST, "a"), True, id="as long as may be"),
        pytest.param(GOOD.ljust(LONGEST + 1, "a"), False, id="longer"),
    ],
)
def test_only_known_push_services_over_https_are_called(endpoint: str, allowed: bool) -> None:
    assert Places().allow(endpoint) is allowed


def test_an_origin_that_is_written_out_is_taken_as_it_is() -> None:
    places = Places(["http://127.0.0.1:9001"])

    assert places.allow("http://127.0.0.1:9001/push/1")
    assert not places.allow("http://127.0.0.1:9002/push/1")
    assert not places.allow("https://127.0.0.1:9001/push/1")
    assert not places.allow(GOOD)


@pytest.mark.parametrize("one", ["", "*", "*.", "http://", "https://a/b", "a b", "10.0.0.1", "localhost"])
def test_a_setting_that_names_no_host_is_refused(one: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Places([*KNOWN, one])


class Names(AbstractResolver):
    """Names that lead where a test says."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list:
        return [{"hostname": host, "host": one, "port": port, "family": family} for one in self.addresses]

    async def close(self) -> None:
        """Nothing to close."""


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "ff02::1", "2001:db8::1"],
)  # fmt: skip
async def test_a_known_name_that_leads_into_a_closed_network_is_not_followed(address: str) -> None:
    resolver = OpenInternet(Places())
    resolver._names = Names(address)  # type: ignore[assignment]

    with pytest.raises(OSError, match="open internet"):
        await resolver.resolve("fcm.googleapis.com", 443)


async def test_of_several_addresses_the_open_ones_are_left() -> None:
    resolver = OpenInternet(Places())
    resolver._names = Names("10.0.0.1", "142.250.1.95", "2a00:1450:4001:80b::200a")  # type: ignore[assignment]

    found = await resolver.resolve("fcm.googleapis.com", 443)

    assert [one["host"] for one in found] == ["142.250.1.95", "2a00:1450:4001:80b::200a"]


async def test_a_host_that_the_settings_write_out_may_be_anywhere() -> None:
    resolver = OpenInternet(Places(["http://push.test:9001"]))
    resolver._names = Names("127.0.0.1")  # type: ignore[assignment]

    assert await resolver.resolve("push.test", 9001)
