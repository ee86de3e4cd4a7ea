"""The shell contract of the rules: one JSON object in, one out; every fault is an answer of its own.

Here stands only how answers are written; `bot.rules_reading` reads the questions, and what they mean is the domain's.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from bot import rules_reading as reading
from bot.rules_reading import Asked, BadLine
from domain import reminders, rooms
from domain.conditions import CONDITIONS, Condition, Finding
from domain.eligibility import WayFound, assess
from domain.errors import DomainError
from domain.law import NotYetLaw
from domain.materials import MATERIALS, missing, required
from domain.people import ResidentId, resident_id
from domain.permits import Use
from domain.registrations import change_due, registration_duty
from domain.ways import Way


def answer_line(line: str | bytes) -> str:
    """The answer to one line, as JSON on one line."""
    try:
        told = _answer(_read(line))
    except BadLine as bad:
        return json.dumps({"error": bad.code, "detail": bad.detail})  # in ASCII: it may quote half a character
    return _write(told)


_write = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def _answer(asked: Asked) -> dict[str, Any]:
    name = asked.get("rule")
    rule = RULES.get(name) if isinstance(name, str) else None
    if rule is None:
        raise BadLine("unknown_rule", f"rule must be one of {', '.join(sorted(RULES))}")
    try:
        return rule(asked)
    except BadLine:
        raise
    except DomainError as error:
        raise BadLine(error.code, (type(error).__doc__ or "").strip()) from None
    except (OverflowError, ValueError, NotYetLaw):
        raise BadLine("out_of_range", "a date leaves the calendar") from None


def _registration_due(asked: Asked) -> dict[str, Any]:
    planned = asked.get("planned_days")
    days = None if planned is None else reading.a_number(planned, "planned_days")
    duty = registration_duty(reading.a_date(asked.get("arrived"), "arrived"), days)
    return {"required": duty.required, "due": _iso(duty.due)}


def _change_due(asked: Asked) -> dict[str, Any]:
    return {"due": _iso(change_due(reading.a_date(asked.get("changed"), "changed")))}


def _id_number(asked: Asked) -> dict[str, Any]:
    value = asked.get("value")
    if not isinstance(value, str):
        raise BadLine("bad_value", "value must be a string")
    found = resident_id(value)
    if not isinstance(found, ResidentId):
        return {"valid": False, "born": None, "sex": None}
    return {"valid": True, "born": _iso(found.born), "sex": found.sex.value}


def _permit(asked: Asked) -> dict[str, Any]:
    on = _on(asked)
    permit = reading.permit(asked, on)
    use, window = permit.use(on), permit.window
    suspended = use is Use.SUSPENDED
    return {
        "state": use.value,
        "in_force_until": _iso(permit.due),
        "suspended_from": _iso(permit.suspended_from) if suspended else None,
        "window": None if suspended else [_iso(window.opens), _iso(window.closes)],
        "residence_since": _iso(permit.residence_since),
        "endorsements": [{"on": _iso(visit.on), "outcome": visit.outcome.value} for visit in permit.visits],
    }


def _reminders(asked: Asked) -> dict[str, Any]:
    on, told = _on(asked), asked.get("permit")
    if not isinstance(told, dict):
        raise BadLine("bad_value", "permit must be an object")
    promises = reminders.endorsement(reading.permit(told, on))
    return {"due": [{"date": _iso(one.on), "kind": one.matter.value, "step": one.step.value} for one in promises]}


def _assess(asked: Asked) -> dict[str, Any]:
    found = assess(reading.facts(asked.get("facts")), _on(asked))
    return {
        "verdict": found.verdict.value,
        "earliest": _iso(found.earliest),
        "ways": [_way(way) for way in found.ways],
        "needed": [fact.path for fact in found.needed],
    }


def _way(found: WayFound) -> dict[str, Any]:
    return {
        "way": found.way.value,
        "verdict": found.verdict.value,
        "earliest": _iso(found.earliest),
        "conditions": [_FINDINGS[one] for one in found.conditions],
    }


def _findings(condition: Condition) -> Iterator[tuple[Finding, dict[str, Any]]]:
    for one in (condition.met, condition.unmet, condition.unknown):
        yield one, {"id": condition.id, "holds": one.holds, "clause": condition.mark}


_FINDINGS = dict(finding for condition in CONDITIONS.values() for finding in _findings(condition))
"""Every finding there can be, as it is written; they are few and the same for everybody."""


def _materials(asked: Asked) -> dict[str, Any]:
    way = reading.a_choice(asked.get("way"), "way", Way)
    needed = required(reading.facts(asked.get("facts")), way, _on(asked))
    handed_in = asked.get("provided")
    provided = reading.a_list([] if handed_in is None else handed_in, "provided")
    for one in provided:
        if not isinstance(one, str) or one not in MATERIALS:
            raise BadLine("bad_value", f"provided must hold ids of materials: {', '.join(MATERIALS)}")
    papers = [{"id": one.id, "issuer": one.issuer and one.issuer.name, "form": one.form} for one in needed]
    return {"required": papers, "missing": [one.id for one in missing(needed, provided)]}


def _hazards(asked: Asked) -> dict[str, Any]:
    on = reading.a_date(asked["on"], "on") if asked.get("on") is not None else date.max
    checked = rooms.hazards(reading.room(asked.get("room")), on)
    return {"passes": checked.passes, "hazards": [one.value for one in checked.found]}


RULES: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "registration_due": _registration_due,
    "change_due": _change_due,
    "id_number": _id_number,
    "permit": _permit,
    "reminders": _reminders,
    "assess": _assess,
    "materials": _materials,
    "hazards": _hazards,
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


def _on(asked: Asked) -> date:
    return reading.a_date(asked.get("on"), "on")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
