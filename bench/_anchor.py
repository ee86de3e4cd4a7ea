"""What all measurements share: cases taken in turn, medians over rounds, a loop that tells how quick the machine is.

Machines are shared and change their pace, so a figure alone says little. Every case of a group runs once in each
round, and a ratio is the median of the ratios within the rounds. Figures go out as one JSON object a line.
"""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """Calls per second of one case, round by round."""

    rates: tuple[float, ...]

    @property
    def per_second(self) -> float:
        return statistics.median(self.rates)

    def ratio_to(self, anchor: "Measured") -> float:
        """How many times as fast as the anchor, by round."""
        return statistics.median(own / other for own, other in zip(self.rates, anchor.rates, strict=True))


def calibrate() -> float:
    """Million steps of a plain loop per second, best of five: the pace of this interpreter right now."""
    best = 0.0
    for _ in range(5):
        started, total = time.perf_counter(), 0
        for step in range(1_000_000):
            total += step & 7
        best = max(best, 1 / (time.perf_counter() - started))
    return round(best, 1)


def in_turn(cases: Mapping[str, Callable[[], object]], rounds: int = 9, window: float = 0.3) -> dict[str, Measured]:
    """Every case for `window` seconds in each round, after one round that is not counted."""
    rates: dict[str, list[float]] = {name: [] for name in cases}
    for turn in range(rounds + 1):
        for name, case in cases.items():
            calls, started = 0, time.perf_counter()
            while (passed := time.perf_counter() - started) < window:
                case()
                calls += 1
            if turn:
                rates[name].append(calls / passed)
    return {name: Measured(tuple(values)) for name, values in rates.items()}


def report(measured: Mapping[str, Measured], anchor: str) -> None:
    """One line a case: per second, milliseconds, spread, and the ratio to the anchor."""
    for name, case in measured.items():
        figures = {"per_second": case.per_second, "ms": 1000 / case.per_second}
        spread = {"low": min(case.rates), "high": max(case.rates)}
        out(name, **figures, **spread, ratio=case.ratio_to(measured[anchor]), anchor=anchor)


def goal(name: str, ratio: float, at_least: float) -> bool:
    """One line that says whether a goal is met."""
    out("goal", goal=name, ratio=ratio, at_least=at_least, met=ratio >= at_least)
    return ratio >= at_least


def out(what: str, **figures: object) -> None:
    """One line; numbers with four digits."""
    short = {name: float(f"{value:.4g}") if isinstance(value, float) else value for name, value in figures.items()}
    print(json.dumps({"what": what, **short}, ensure_ascii=False), flush=True)


def header() -> None:
    """The machine, the command and the pace before."""
    command = " ".join(["python", "-m", "bench." + os.path.basename(sys.argv[0]).removesuffix(".py"), *sys.argv[1:]])
    machine = {"python": platform.python_version(), "system": platform.machine(), "cores": os.cpu_count()}
    out("run", command=command, **machine, calibration=calibrate(), load=os.getloadavg()[0])


def footer() -> None:
    """The pace after: repeat the run if it differs by more than a tenth."""
    out("end", calibration=calibrate(), load=os.getloadavg()[0])
