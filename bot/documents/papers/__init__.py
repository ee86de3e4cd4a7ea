"""The papers of the notice as plain data, one function a paper: values of the domain in, a `Sheet` out."""

from bot.documents.papers.answers import notice, receipt, refusal, unendorsed
from bot.documents.papers.application import form
from bot.documents.papers.rooms import House, Inspection, annexes, hazard_check, hazard_form, street_form
from bot.documents.papers.sheet import OPEN_FORMS, SERIES, Kind, Sheet

__all__ = [
    "OPEN_FORMS",
    "SERIES",
    "House",
    "Inspection",
    "Kind",
    "Sheet",
    "annexes",
    "form",
    "hazard_check",
    "hazard_form",
    "notice",
    "receipt",
    "refusal",
    "street_form",
    "unendorsed",
]
