"""The shell contract of the rules: one JSON object in, one out; every fault is an answer of its own.

Here stands only how values are read and written; what they mean is the domain's.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from domain.people import ResidentId, resident_id
from domain.registrations import change_due, registration_duty

Asked = Mapping[str, Any]

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Of the forms of ISO 8601 only this one."""


class BadLine(ValueError):
    """A line that cannot be answered: `code` for programs, `detail` for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def answer_line(line: str | bytes) -> str:
    """The answer to one line, as JSON on one line."""
    try:
        told = _answer(_read(line))
    except BadLine as bad:
        told = {"error": bad.code, "detail": bad.detail}
    return json.dumps(told, ensure_ascii=False)


def _answer(asked: Asked) -> dict[str, Any]:
    name = asked.get("rule")
    rule = RULES.get(name) if isinstance(name, str) else None
    if rule is None:
        raise BadLine("unknown_rule", f"rule must be one of {', '.join(sorted(RULES))}")
    try:
        return rule(asked)
    except OverflowError:
        raise BadLine("out_of_range", "a date leaves the calendar") from None


def _registration_due(asked: Asked) -> dict[str, Any]:
    duty = registration_duty(_date(asked, "arrived"), _days(asked, "planned_days"))
    return {"required": duty.required, "due": duty.due.isoformat() if duty.due else None}


def _change_due(asked: Asked) -> dict[str, Any]:
    return {"due": change_due(_date(asked, "changed")).isoformat()}


def _id_number(asked: Asked) -> dict[str, Any]:
    value = asked.get("value")
    if not isinstance(value, str):
        raise BadLine("bad_value", "value must be a string")
    found = resident_id(value)
    if not isinstance(found, ResidentId):
        return {"valid": False, "born": None, "sex": None}
    return {"valid": True, "born": found.born.isoformat(), "sex": found.sex.value}


RULES: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "registration_due": _registration_due,
    "change_due": _change_due,
    "id_number": _id_number,
}


def _read(line: str | bytes) -> Asked:
    try:
        asked = json.loads(line if isinstance(line, str) else line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine("bad_json", "a line must be UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise BadLine("bad_json", str(error).partition(":")[0]) from None
    if not isinstance(asked, dict):
        raise BadLine("bad_json", "a line must be an object")
    return asked


def _date(asked: Asked, name: str) -> date:
    value = asked.get(name)
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise BadLine("bad_date", f"{name} must be a date like 2026-11-20")


def _days(asked: Asked, name: str) -> int | None:
    value = asked.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadLine("bad_number", f"{name} must be a whole number of days, 0 or more")
    return value
