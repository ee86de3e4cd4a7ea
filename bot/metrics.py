"""Figures for whoever watches the service (Prometheus): what was brought, what waits, what was given up. None of them
says anything about a person."""

from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from storage.outbox import Standing

LATE = timedelta(minutes=1)
"""From when on a message that arrives counts as late."""


class Metrics:
    """The figures of one process, with what the database says of all."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._sent = self._counter("sent", "Messages that arrived", "channel", "kind")
        self._late = self._counter("late", "Messages that arrived more than a minute after they were stored", "kind")
        self._failed = self._counter("failed", "Tries that failed, by kind of error", "channel", "error")
        self._due = self._gauge("due", "Messages that wait and are due", "kind")
        self._oldest = self._gauge("oldest_due_seconds", "Since when the oldest of them is due")
        self._dead = self._gauge("dead_letters", "Messages that were given up, by kind of error", "error")

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(f"anju_messages_{name}", told, labels, registry=self._registry)

    def _gauge(self, name: str, told: str, *labels: str) -> Gauge:
        return Gauge(f"anju_messages_{name}", told, labels, registry=self._registry)

    def sent(self, channel: str, *, reminds: bool, waited: timedelta) -> None:
        """A message arrived."""
        kind = "reminder" if reminds else "answer"
        self._sent.labels(channel, kind).inc()
        if waited > LATE:
            self._late.labels(kind).inc()

    def failed(self, channel: str, error: str) -> None:
        """A try failed."""
        self._failed.labels(channel, error).inc()

    def page(self, standing: Standing, now: datetime) -> bytes:
        """Everything, in the text form that Prometheus reads."""
        for kind in ("answer", "reminder"):
            self._due.labels(kind).set(standing.due.get(kind, 0))
        self._oldest.set((now - standing.oldest).total_seconds() if standing.oldest else 0)
        self._dead.clear()
        for one in standing.dead:
            self._dead.labels(one.error).set(one.count)
        return generate_latest(self._registry)
