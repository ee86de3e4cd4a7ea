"""zen-engine with the conditions of `domain.ways`, for `bench.rules`, which imports this if it can.

It knows no unknown fact and is not asked for the day on which somebody may apply: it says yes or no for one day. It
exists with each way as one expression, the leanest that says which ways are open, or with every condition as a value
of its own (`named`); and as a decision made of its JSON, or compiled once and kept behind a loader (`kept`), which
answers many times as fast.
"""

import json
from functools import partial
from typing import Any

import zen

from bench._rules_people import Asked, as_told

Answer = dict[str, Any]
"""The conditions and ways by name, and `eligible`."""

ADULT = {"adult": 'd(born).add(16, "year") <= d(on)'}
EXPRESSIONS = {
    "half_year": 'registered_on != false and resided_continuously and d(registered_on).add(6, "month") <= d(on)',
    "guardians_permits": "$.adult or guardians.hold_permits",
    "guardians_insurance": "$.adult or guardians.insured_months >= 12",
    "insured_12_months": "employment.insured_months >= 12",
    "insured_this_month": "employment.insured_this_month",
    "occupation": 'employment.path != "none"',
    "worked_12_months": 'd(employment.since).add(12, "month") <= d(on)',
    "labour_contract": "employment.labour_contract",
    "dwelling": 'housing.kind != "none"',
    "title_proof": "housing.title_proof",
    "lawful_title": "housing.lawful_title",
    "meets_safety_rules": "housing.meets_safety_rules",
    "registered_for_rent": "housing.registered_for_rent",
    "lease_one_year": "d(housing.lease_from) <= d(on) and d(on) <= d(housing.lease_to) and "
    'd(housing.lease_from).add(12, "month").sub(1, "day") <= d(housing.lease_to)',
    "lease_filed": "not housing.commodity_housing or housing.lease_filed",
    "school": 'schooling.stage != "none"',
    "full_time": "schooling.full_time",
    "student_status": "schooling.status",
    "attended_12_months": 'd(schooling.since).add(12, "month") <= d(on)',
}
WAY_EXPRESSIONS = {
    "everybody": "not hangzhou_hukou and not talent and <half_year> and <guardians_permits> and <guardians_insurance>",
    "employment": "<insured_12_months> and <insured_this_month> and <occupation> and <worked_12_months> and "
    '(employment.path != "employee" or <labour_contract>)',
    "housing": '<dwelling> and <title_proof> and (housing.kind != "rented" or <lawful_title> and '
    "<meets_safety_rules> and <registered_for_rent> and <lease_one_year> and <lease_filed>)",
    "schooling": "<school> and <full_time> and <student_status> and <attended_12_months>",
    "eligible": "$.everybody and ($.employment or $.housing or $.schooling)",
}


def _graph(named: bool) -> str:
    told = ADULT | EXPRESSIONS if named else dict(ADULT)
    for way, expression in WAY_EXPRESSIONS.items():
        for name, clause in EXPRESSIONS.items():
            expression = expression.replace(f"<{name}>", f"$.{name}" if named else f"({clause})")
        told[way] = expression
    expressions = [{"id": name, "key": name, "value": value} for name, value in told.items()]
    places = [{"x": 200 * number, "y": 0} for number in range(3)]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "Request", "position": places[0]},
        {"id": "ex", "type": "expressionNode", "name": "Rules", "content": {"expressions": expressions}},
        {"id": "out", "type": "outputNode", "name": "Response", "position": places[2]},
    ]
    nodes[1]["position"] = places[1]
    edges = [{"id": f"{a}{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "ex"), ("ex", "out"))]
    return json.dumps({"nodes": nodes, "edges": edges})


class Zen:
    """A decision: an expression node evaluated on a dictionary."""

    def __init__(self, people: list[Asked], named: bool, kept: bool) -> None:
        content = zen.ZenDecisionContent(_graph(named))
        self._engine = zen.ZenEngine({"loader": lambda key: content})
        decision = self._engine.create_decision(_graph(named))
        self._evaluate = partial(self._engine.evaluate, "permit") if kept else decision.evaluate
        self.asked = [(as_told(facts) | {"on": on.isoformat()},) for facts, on in people]

    def verdict(self, person: dict[str, Any]) -> bool:
        """What is timed."""
        return self._evaluate(person)["result"]["eligible"]

    def answer(self, person: dict[str, Any]) -> Answer:
        """All that it has to say, to be checked."""
        return self._evaluate(person)["result"]
