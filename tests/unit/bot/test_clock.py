"""The day is Hangzhou's, wherever the server stands (T-22)."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo

import pytest

from bot import clock
from bot.clock import SHANGHAI, Clock

ZONES = ("UTC", "America/New_York", "Asia/Shanghai", "Pacific/Kiritimati")
MOMENTS = {
    "a second before midnight in Hangzhou": ("2026-11-23T15:59:59", date(2026, 11, 23)),
    "midnight in Hangzhou": ("2026-11-23T16:00:00", date(2026, 11, 24)),
    "the last second of a February that has 29 days": ("2028-02-29T15:59:59", date(2028, 2, 29)),
    "new year in Hangzhou": ("2026-12-31T16:00:00", date(2027, 1, 1)),
    "when New York sets its clocks back": ("2026-11-01T06:00:00", date(2026, 11, 1)),
}


@pytest.fixture(params=ZONES)
def _zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def stopped(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Let the machine's clock stand still at a moment of UTC."""
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return at.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Stopped)


@pytest.mark.usefixtures("_zone")
@pytest.mark.parametrize(("moment", "day"), MOMENTS.values(), ids=MOMENTS)
def test_today_is_the_day_in_hangzhou(monkeypatch: pytest.MonkeyPatch, moment: str, day: date) -> None:
    stopped(monkeypatch, moment)
    assert Clock().today() == day
    assert Clock().now().tzinfo is SHANGHAI
    assert Clock().instant() == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.usefixtures("_zone")
def test_a_fixed_day_is_every_today_and_moves_no_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(monkeypatch, "2026-11-23T15:59:59")
    fixed = Clock(date(2020, 2, 29))
    assert fixed.today() == date(2020, 2, 29)
    assert fixed.now().isoformat() == "2020-02-29T23:59:59+08:00"
    assert fixed.instant().year == 2026


def test_a_fixed_moment_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    fixed = Clock(datetime(2027, 2, 28, 9))  # noqa: DTZ001  # as it is set: a moment of Shanghai without a zone
    assert fixed.now().isoformat() == "2027-02-28T09:00:00+08:00"
    assert fixed.today() == date(2027, 2, 28)
