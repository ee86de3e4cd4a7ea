"""Structured logs: ids, codes and durations. Never messages, names, numbers or addresses.

The scrubber is the second net: whatever looks like a document or phone number is blanked before it is written.
"""

import logging
import re
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

import structlog

_NUMBERS = re.compile(r"(?<![0-9a-f-])(?:\d{17}[\dXx]|(?:(?:00|\+)?86[ -]?)?1[3-9]\d{9})(?![0-9a-f-])", re.I)
_CLIPPED = 400


def configure(level: str) -> None:
    """Log JSON lines to standard error, from this program and its libraries alike."""
    number = getattr(logging, level.upper())
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _where,
        _scrubbed,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    warnings.showwarning = _warned
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.INFO))
    for quiet in ("aiogram.event", "aiohttp.access", "alembic", "sqlalchemy", "apscheduler"):
        logging.getLogger(quiet).setLevel(logging.WARNING)


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: Any = None, line: Any = None
) -> None:
    """A library's warning as its kind and place; what it says may quote what somebody wrote."""
    structlog.get_logger("warnings").warning("warned", kind=category.__name__, at=f"{Path(filename).name}:{lineno}")


def _where(logger: Any, method: str, event: Any) -> Any:
    """An exception as kinds and places. What it says stays out: libraries quote in it what they were given."""
    told = event.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    causes: list[str] = []
    while isinstance(error, BaseException) and len(causes) < 5:
        frames = traceback.extract_tb(error.__traceback__)[-20:]
        places = " > ".join(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames)
        causes.append(f"{type(error).__name__} at {places}")
        error = error.__cause__ or error.__context__
    if causes:
        event["exception"] = " | from ".join(causes)
    return event


def _scrubbed(logger: Any, method: str, event: Any) -> Any:
    """Blank what looks like a number of a person in every text value, and keep values short."""
    for name, value in event.items():
        if isinstance(value, str) and name != "timestamp":
            event[name] = _NUMBERS.sub("[number]", value if name == "exception" else value[:_CLIPPED])
    return event
