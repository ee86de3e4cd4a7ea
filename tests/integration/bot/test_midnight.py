"""A turn around midnight takes the day of Hangzhou, in whatever zone the server runs (T-22)."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest

from bot import clock
from tests.integration.bot.site import opened

SAID = "我昨天刚搬到拱墅区大关街道湖墅南路12号3幢2单元501，房东姓张"


@pytest.fixture(params=["UTC", "America/New_York"])
def _zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_zone")
@pytest.mark.parametrize(
    ("moment", "yesterday", "until"),
    [
        ("2026-11-23T15:59:59", "2026年11月22日", "2026年11月25日"),
        ("2026-11-23T16:00:00", "2026年11月23日", "2026年11月26日"),
        ("2026-12-31T15:59:59", "2026年12月30日", "2027年1月2日"),
        ("2028-02-29T16:00:00", "2028年2月29日", "2028年3月3日"),
    ],
)
async def test_yesterday_is_the_day_before_hangzhous_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, yesterday: str, until: str
) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return at.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Stopped)
    async with opened(tmp_path, today=None) as site, site.browser() as browser, browser.window() as window:
        await window.say(SAID)
    assert yesterday in window.ours()[0]
    assert until in window.ours()[0]
