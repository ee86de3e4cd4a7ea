"""Text messages: what is told in them, how a call is signed, what a provider's word means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.aliyun import canonical, judge, signed
from bot.channels.sms import mainland
from bot.channels.texting import notice
from bot.reaching import Closed, Later, Refused
from bot.reminders import KINDS
from bot.texts import LANGUAGES
from domain.reminders import Matter

MOST_IN_A_VARIABLE = 35
"""Characters that the provider lets a variable have."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("matter", [*KINDS])
def test_a_notice_has_the_matter_and_the_day_in_short_words(matter: Matter, language: str) -> None:
    told = notice({"matter": matter.value, "day": "2026-09-30", "language": language, "text": "张三"})

    assert 0 < len(told.matter) <= MOST_IN_A_VARIABLE
    assert 0 < len(told.date) <= MOST_IN_A_VARIABLE
    assert "张三" not in f"{told}"


@pytest.mark.parametrize(
    ("phone", "taken"),
    [("+8613812345678", "13812345678"), ("+85261234567", None), ("+861381234567", None), ("+86138123456789", None)],
)
def test_only_mainland_numbers_are_sent_to(phone: str, taken: str | None) -> None:
    assert mainland(phone) == taken


def test_a_query_is_written_as_the_provider_reads_it() -> None:
    assert canonical({"B": "a b*~/", "A": "签"}) == "A=%E7%AD%BE&B=a%20b%2A~%2F"


def test_the_same_call_is_signed_alike_and_another_otherwise() -> None:
    now = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    one = signed("id", "secret", "sms.test", {"A": "1"}, now, "nonce")

    assert one == signed("id", "secret", "sms.test", {"A": "1"}, now, "nonce")
    assert one["x-acs-date"] == "2026-11-23T04:00:00Z"
    assert one["Authorization"] != signed("id", "other", "sms.test", {"A": "1"}, now, "nonce")["Authorization"]
    assert one["Authorization"] != signed("id", "secret", "sms.test", {"A": "2"}, now, "nonce")["Authorization"]
    assert "secret" not in str(one)


def test_what_the_provider_took_is_no_error() -> None:
    judge(200, "OK")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (200, "isv.MOBILE_NUMBER_ILLEGAL", Closed),
        (200, "isp.SYSTEM_ERROR", Later),
        (200, "isv.BUSINESS_LIMIT_CONTROL", Later),
        (429, "Throttling.User", Later),
        (503, "", Later),
        (200, "isp.RAM_PERMISSION_DENY", Refused),
        (200, "isv.OUT_OF_SERVICE", Refused),
        (400, "SignatureDoesNotMatch", Refused),
        (200, "", Refused),
        (302, "OK", Refused),
    ],
)
def test_every_word_of_the_provider_is_somebody_s_fault(status: int, code: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        judge(status, code)
