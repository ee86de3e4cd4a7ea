"""The residence registration (居住登记), R1.1–R1.4: the minimum record and nothing more."""

from bot.forms.home import CLAUSE, home_fields
from bot.interview import parsers
from bot.interview.days import past_day
from bot.interview.form import Answers, Field, Form, always
from domain.people import DocumentKind

OTHER_DOCUMENTS = tuple(("document_kind", kind.value) for kind in DocumentKind)


def _stops(answers: Answers) -> str | None:
    if answers.get("consent") == "no":
        return "register.no_consent"
    return "register.local_hukou" if answers.get("hukou") == "yes" else None


REGISTRATION = Form(
    "register",
    (
        Field("consent", parsers.yes_no, choices=("yes", "no")),
        Field("hukou", parsers.yes_no, choices=("no", "yes"), mark=CLAUSE),
        past_day("arrived", "arrival", mark=CLAUSE),
        *home_fields(always),
        Field("name", parsers.name, mark=CLAUSE, free=True),
        Field("document", parsers.document, turns=OTHER_DOCUMENTS, needs=("document_kind",), mark=CLAUSE),
        Field("phone", parsers.phone, mark=CLAUSE, contact=True),
        Field("service_place", parsers.service_place, optional=True, mark=CLAUSE, free=True),
    ),
    stops=_stops,
    defaults={"document_kind": DocumentKind.RESIDENT_ID.value, "host_phone": None},
)
