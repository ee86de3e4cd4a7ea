"""What comes of a file goes through a pipe and comes out the same."""

import json

import pytest

from bot.intake import Doubt, Fault, NotTaken, Page, Refusal, Side, Taken
from bot.intake.outcome import from_bytes, to_bytes

CUT = Doubt(Fault.CUT, 2, 0, (Side.LEFT, Side.TOP))
OUTCOMES = [
    Taken(()),
    Taken((Page(b"\n\xff\xd8one\n", 10, 20), Page(b"", 1, 1, (Doubt(Fault.BLURRED, 0.3, 0.55), CUT)))),
    NotTaken(Refusal.WRONG_KIND, kind="heic"),
    NotTaken(Refusal.TOO_MANY_PAGES, 21, 20),
    *(NotTaken(why) for why in Refusal),
]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_comes_out_as_it_went_in(outcome: Taken | NotTaken) -> None:
    assert from_bytes(to_bytes(outcome)) == outcome


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Traceback",
        b"[]",
        b"{}",
        b'{"refused": {"why": "because"}}',
        to_bytes(OUTCOMES[1])[:-1],
        to_bytes(OUTCOMES[1]) + b"x",
        json.dumps({"pages": [[1]]}).encode(),
    ],
)
def test_what_a_dying_process_leaves_is_no_outcome(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever kind
        from_bytes(raw)
