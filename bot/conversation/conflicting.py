"""What an officer does about reports that differ from a registration: one that is not true is set aside, with a reason.

Nobody is told: it would tell the reporter what the person has registered, and the person finds in his looks who has
looked into it. Where it is the registration that is out of date, the officer writes to the person.
"""

from typing import Any

from bot.conversation import casework, pages
from bot.conversation.speech import row_number
from bot.conversation.turn import Turn
from bot.forms import FORMS
from bot.interview.form import Form
from domain.cases import Kind
from domain.errors import WrongKind
from domain.staff import Staff
from domain.usecases import conflicts, desk


async def _aside(turn: Turn, me: Staff, number: int, which: str = "") -> None:
    """Ask for the reason first."""
    if (await desk.held(me, number, turn.uow)).kind is not Kind.CONFLICT:
        raise WrongKind
    pages.open_form(turn, FORMS["aside"], {"case": number, "report": row_number(which)})


async def put_aside(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """It counts no more; the case shows what still differs, or that it is over."""
    me, why = await desk.staff_of(turn.account.id, turn.uow), answers["aside_reason"]
    case = await conflicts.set_aside(me, answers["case"], answers["report"], why, turn.uow, turn.now)
    turn.forget(form)
    await casework.show(turn, me, case, turn.texts.say("conflict.aside"))


ACTS = {"aside": _aside}
