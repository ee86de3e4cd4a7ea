"""How much somebody may send: a burst, then so many a second; kept for those who were here last."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

REMEMBERED = 10_000


@dataclass(slots=True)
class Buckets:
    """One bucket for each who sends; a forgotten one is a full one."""

    burst: int
    per_second: float
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[Hashable, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, who: Hashable) -> bool:
        """Take one out; False while there is none."""
        now = self.clock()
        left, at = self._left.pop(who, (float(self.burst), now))
        left = min(self.burst, left + (now - at) * self.per_second)
        may = left >= 1
        self._left[who] = (left - may, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return may
