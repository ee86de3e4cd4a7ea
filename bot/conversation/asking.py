"""A person at the other end: a question handed over with the talk it came from, and three short questions after."""

from typing import Any

from bot.conversation import pages
from bot.conversation.speech import Button, row_number
from bot.conversation.turn import Turn
from bot.forms import FORMS
from bot.interview.form import Form
from domain.cases import GRADES, Rating
from domain.usecases import asking

ASPECTS = ("speed", "manner", "promise")


async def begin(turn: Turn, _: str) -> None:
    """Say when somebody is there, and ask what it is about; a form under way waits."""
    texts, opens = turn.texts, turn.desk.office.opens(turn.now)
    lead = texts.say("human.open") if opens is None else texts.say("human.closed", opens=texts.moment(opens))
    pages.open_form(turn, FORMS["question"], lead=lead)


async def finish(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """Hand it over, and say by when it is answered."""
    await turn.recall()
    home = turn.known.get("registration")
    area = home.address.area if home else ""
    until = turn.desk.office.promised(turn.now)
    case = await asking.ask(turn.account.id, answers["question_words"], area, until, turn.uow, turn.now)
    turn.forget(form)
    rows = [[pages.button(turn.texts, f"resume.{name}", f"m:resume:{name}")] for name in turn.state.drafts]
    turn.say(turn.texts.say("human.done", number=case.id, until=turn.moment(case.promised_by)), rows)


async def rate(turn: Turn, which: str) -> None:
    """Three short questions about a closed case, one button each; kept when the last is answered."""
    number, _, told = which.partition(":")
    grades = [int(one) for one in told.split("-") if one in map(str, GRADES)]
    if not row_number(number):
        return turn.say("old.menu", pages.menu(turn.texts))
    if len(grades) < len(ASPECTS):
        given = "".join(f"{one}-" for one in grades)
        row = [Button(turn.texts.plain(f"grade.{one}"), f"m:rate:{number}:{given}{one}") for one in reversed(GRADES)]
        return turn.say(f"rate.{ASPECTS[len(grades)]}", [row])
    await asking.rate(turn.account.id, int(number), Rating(*grades[: len(ASPECTS)]), turn.uow)
    return turn.say("rate.thanks", pages.menu(turn.texts))
