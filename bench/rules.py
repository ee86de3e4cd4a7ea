"""The permit's rules: `assess` beside openfisca-core, zen-engine and a loop by hand; `anju rules` beside a bare loop.

python -m bench.rules [--lines] [--rounds N]
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import cycle
from pathlib import Path
from typing import Any

from bench._anchor import Measured, footer, goal, header, in_turn, out, report
from bench._rules_by_hand import NAMES, answer, by_trial, flat, three_valued
from bench._rules_people import Asked, as_told, complete, half_known
from bot import rules_reading as reading
from bot.rules_lines import answer_line
from domain.eligibility import Assessment, Verdict, assess

PEOPLE = 500
AT_ONCE = 25
"""People in one timed call, so that the clock weighs nothing beside them."""

HOW = "the peers are not installed; .tools/bin/uv sync --inexact --group bench"


# ---- everybody says the same ----


def agree(people: list[Asked], half: list[Asked]) -> None:
    """The loops by hand say what the declared rules say, as far as they go."""
    for facts, on in people:
        assert three_valued(flat(facts), on) is _eligible(facts, on), (facts, on)
    for facts, on in half:
        found, (verdict, settling) = assess(facts, on), by_trial(flat(facts), on)
        assert verdict is None or verdict is (found.verdict is Verdict.ELIGIBLE), (facts, on)
        assert {NAMES[fact.path] for fact in found.needed}.issuperset(settling), (facts, on)
    for line in _lines(people):
        one, other = json.loads(answer(line)), json.loads(answer_line(line))
        assert one.keys() == other.keys(), line
        for mine, theirs in zip(one["ways"], other["ways"], strict=True):
            assert mine["conditions"] == theirs["conditions"], line
            assert (mine["verdict"] == "eligible") is (theirs["verdict"] == "eligible"), line


def _eligible(facts: Any, on: Any) -> bool:
    return assess(facts, on).verdict is Verdict.ELIGIBLE


def peer_agrees(name: str, peer: Any, people: list[Asked]) -> None:
    """A peer says of every person, way and condition what the declared rules say."""
    conditions = 0
    for asked, (facts, on) in zip(peer.asked, people, strict=True):
        said, found = peer.answer(*asked), assess(facts, on)
        assert peer.verdict(*asked) is said["eligible"] is (found.verdict is Verdict.ELIGIBLE), (name, facts, on)
        for way in found.ways:
            assert (said["everybody"] and said[way.way]) is (way.verdict is Verdict.ELIGIBLE), (name, facts, on)
        conditions += _same_conditions(said, found)
    out("agrees", peer=name, people=len(people), conditions=conditions)


def _same_conditions(said: dict[str, Any], found: Assessment) -> int:
    """How many conditions both name; they must not differ."""
    both = [one for way in found.ways for one in way.conditions if one.id in said]
    assert all(bool(said[one.id]) is one.holds for one in both), found
    return len(both)


# ---- one person (P5, P6) ----


def one_person(people: list[Asked], half: list[Asked], rounds: int) -> bool:
    """`assess` with all facts and with half of them, beside the peers and the loop by hand."""
    agree(people, half)
    peers = _peers(people)
    rows = [(flat(facts), on) for facts, on in half]
    told = [(as_told(facts), on) for facts, on in people]
    cases = {name: (peer.verdict, peer.asked) for name, peer in peers.items()} | {
        "assess": (assess, people),
        "assess, facts read from a dictionary": (lambda one, on: assess(reading.facts(one), on), told),
        "assess, half unknown": (assess, half),
        "by hand, half unknown: verdict": (three_valued, rows),
        "by hand, half unknown: verdict and trial": (by_trial, rows),
    }
    seen = _timed(cases, rounds)
    report(seen, "openfisca request" if peers else "by hand, half unknown: verdict and trial")
    known, unknown = seen["assess"], seen["assess, half unknown"]
    met = True
    if peers:
        met &= goal("P5 beside openfisca", known.ratio_to(seen["openfisca request"]), 100)
        met &= goal("P5 beside zen", known.ratio_to(seen["zen decision"]), 20)
        met &= goal("beside zen kept compiled", known.ratio_to(seen["zen kept compiled"]), 1)
        met &= goal("P6 beside openfisca", unknown.ratio_to(seen["openfisca request"]), 30)
    met &= goal("P6 beside trial by hand", unknown.ratio_to(seen["by hand, half unknown: verdict and trial"]), 0.6)
    return met and bool(peers)


def _peers(people: list[Asked]) -> dict[str, Any]:
    """The peers, each lean and with every condition named; none if they are not installed."""
    try:
        from bench._rules_openfisca import OpenFisca
        from bench._rules_zen import Zen
    except ImportError as missing:
        out("not measured", because=HOW, missing=missing.name)
        return {}
    made = {
        "openfisca request": OpenFisca(people, named=False),
        "openfisca request, conditions named": OpenFisca(people, named=True),
        "zen decision": Zen(people, named=False, kept=False),
        "zen decision, conditions named": Zen(people, named=True, kept=False),
        "zen kept compiled": Zen(people, named=False, kept=True),
        "zen kept compiled, conditions named": Zen(people, named=True, kept=True),
    }
    for name, peer in made.items():
        peer_agrees(name, peer, people)
    return made


def _timed(cases: dict[str, tuple[Callable[..., object], Iterable[Any]]], rounds: int) -> dict[str, Measured]:
    """People a second, everybody in turn."""
    seen = in_turn({name: _over(*case) for name, case in cases.items()}, rounds=rounds, window=0.3)
    return {name: Measured(tuple(AT_ONCE * rate for rate in one.rates)) for name, one in seen.items()}


def _over(function: Callable[..., object], people: Iterable[Any]) -> Callable[[], None]:
    following = cycle(people).__next__

    def some() -> None:
        for _ in range(AT_ONCE):
            function(*following())

    return some


# ---- line by line (P7) ----

BARE = [sys.executable, "-m", "bench._rules_by_hand"]
OURS = [sys.executable, "-m", "bot", "rules"]
FEW, MANY = 100_000, 1_000_000


def line_by_line(people: list[Asked], half: list[Asked], rounds: int) -> bool:
    """The command with lines on its standard input, beside the bare loop; and what it keeps of a million lines."""
    known, gaps = _block(people), _block(half)
    out("lines", bytes_a_line=len(known) / PEOPLE, bytes_an_answer=_answer_bytes(people))
    rates: dict[str, list[float]] = {"bare loop": [], "anju rules": [], "anju rules, half unknown": []}
    peaks = []
    for _ in range(rounds):
        for name, command, block in zip(rates, (BARE, OURS, OURS), (known, known, gaps), strict=True):
            seconds, peak = _fed(command, block, FEW)
            rates[name].append(FEW / seconds)
            if name == "anju rules":
                peaks.append(peak)
    seen = {name: Measured(tuple(values)) for name, values in rates.items()}
    report(seen, "bare loop")
    met = goal("P7 lines", seen["anju rules"].ratio_to(seen["bare loop"]), 0.35)
    _, peak = _fed(OURS, known, MANY)
    out("memory", peak_mib_of_100k=max(peaks), peak_mib_of_1m=peak)
    return met & goal("P7 memory flat", max(peaks) / peak, 0.97)


def _lines(people: list[Asked]) -> list[str]:
    asked = ({"rule": "assess", "on": on.isoformat(), "facts": as_told(facts)} for facts, on in people)
    return [json.dumps(one, ensure_ascii=False) for one in asked]


def _block(people: list[Asked]) -> bytes:
    return "".join(line + "\n" for line in _lines(people)).encode()


def _answer_bytes(people: list[Asked]) -> float:
    return sum(len(answer_line(line).encode()) + 1 for line in _lines(people)) / PEOPLE


def _fed(command: list[str], block: bytes, lines: int) -> tuple[float, float]:
    """Seconds from start to end of a command that is fed so many lines, and its peak of memory in MiB.

    The peak is asked for while it lives: what the kernel tells afterwards includes the parent that it was forked from.
    """
    started = time.perf_counter()
    environment = os.environ | {"PYTHONUTF8": "1"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdin is not None
        answered: Counter[str] = Counter()
        reader = threading.Thread(target=_count, args=(process.stdout, answered))
        reader.start()
        for _ in range(lines // PEOPLE):
            process.stdin.write(block)
        process.stdin.flush()
        peak = _peak_mib(process.pid)
        process.stdin.close()
        reader.join()
    assert process.returncode == 0, command
    assert answered["lines"] == lines, (command, answered)
    return time.perf_counter() - started, peak


def _count(source: Any, answered: Counter[str]) -> None:
    while chunk := source.read1(1 << 16):
        answered["lines"] += chunk.count(b"\n")


def _peak_mib(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", action="store_true", help="only `anju rules`, line by line")
    parser.add_argument("--rounds", type=int, default=9, help="of one person; a third as many of 100,000 lines (9)")
    args = parser.parse_args()
    header()
    people = complete(PEOPLE)
    half = half_known(people)
    verdicts = [Counter(assess(*one).verdict.value for one in those) for those in (people, half)]
    out("people", count=PEOPLE, complete=dict(verdicts[0]), half_unknown=dict(verdicts[1]))
    met = True if args.lines else one_person(people, half, args.rounds)
    met &= line_by_line(people, half, max(1, args.rounds // 3))
    footer()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
