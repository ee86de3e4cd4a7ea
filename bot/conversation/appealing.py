"""What a person can do with an answer about the permit: read it again as of its day, say that it is wrong, and see who
at the desk has looked at his matter."""

from typing import Any

from bot.conversation import pages
from bot.conversation.speech import Button, row_number
from bot.conversation.turn import Turn
from bot.forms import FORMS
from bot.interview.form import Form
from bot.rulebook import edition
from bot.texts import Rich, texts
from domain.answers import Answer
from domain.audit import SEEN, Act, Trace
from domain.cases import Case, Kind
from domain.errors import CaseClosed, NoSuchCase
from domain.facts import FACTS
from domain.usecases import answering

LISTED = 10
"""How many of the newest answers and cases are shown."""
LOOKS = 30
"""How many of the newest acts of the desk are shown."""
AT_THE_WINDOW = {Act.REFUSED: "declined", Act.CORRECTED: "found"}
"""Acts that are called something else where somebody stands at the window."""


async def begin(turn: Turn, which: str) -> None:
    """Say that an answer is wrong: the one meant, else the newest."""
    answer = await _answer(turn, which)
    if answer is None:
        return _nothing(turn)
    return pages.open_form(turn, FORMS["appeal"], {"answer": answer.id})


async def finish(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """Bring it before the desk, and say by when it is answered."""
    await turn.recall()
    home = turn.known.get("registration")
    area = home.address.area if home else ""
    office = turn.desk.office
    order = answering.Appeal(
        turn.account.id, answers["answer"], answers["appeal_words"], area, office.promised(turn.now)
    )
    case = await answering.appeal(order, turn.uow, turn.now)
    turn.forget(form)
    await tell_officer(turn, case, "desk.added")
    words = turn.texts.say("appeal.done", number=case.id, until=turn.moment(case.promised_by))
    if opens := office.opens(turn.now):
        words = words.then(turn.texts.say("appeal.closed_now", opens=turn.texts.moment(opens)), "\n")
    return turn.say(words, [[pages.button(turn.texts, "answers", "m:answers")]])


async def answers(turn: Turn, _: str) -> None:
    """The newest answers, each to be opened, with what was appealed."""
    given = await turn.uow.answers.of_account(turn.account.id, LISTED)
    if not given:
        return _nothing(turn)
    rows = [
        [Button(f"{turn.texts.day(one.on)}：{pages.verdict(turn.texts, one)}"[:60], f"m:answer:{one.id}")]
        for one in given
    ]
    cases = [one for one in await turn.uow.cases.of_account(turn.account.id, LISTED) if one.kind is Kind.APPEAL]
    words = turn.texts.say("appeal.answers").then(Rich("\n".join(state(turn, one) for one in cases)))
    rows += [
        [pages.button(turn.texts, "withdraw", f"m:withdraw:{one.id}", number=one.id)] for one in cases if one.is_open
    ]
    return turn.say(words, [*rows, [pages.button(turn.texts, "looks", "m:looks")]])


async def answer(turn: Turn, which: str) -> None:
    """An answer computed once more from the same facts, by the rules as of its day."""
    given = await _answer(turn, which)
    if given is None:
        return _nothing(turn)
    texts, again = turn.texts, given.recomputed()
    words = texts.say(
        "appeal.then", day=texts.day(given.on), verdict=pages.verdict(texts, given), edition=given.edition
    )
    if given.stands():
        words = words.then(texts.say("appeal.stands"), "\n")
    else:
        words = words.then(texts.say("appeal.differs", verdict=pages.verdict(texts, again), edition=edition()), "\n")
    rows = [[pages.button(texts, "appeal", f"m:appeal:{given.id}")], [pages.button(texts, "answers", "m:answers")]]
    return turn.say(words, rows)


async def withdraw(turn: Turn, which: str) -> None:
    """Take an appeal back."""
    try:
        case = await answering.withdraw(turn.account.id, row_number(which), turn.uow, turn.now)
    except (NoSuchCase, CaseClosed):
        return turn.say("old.menu", pages.menu(turn.texts))
    await tell_officer(turn, case, "desk.taken_back")
    return turn.say(turn.texts.say("appeal.withdrawn", number=case.id), pages.menu(turn.texts))


async def tell_officer(turn: Turn, case: Case, key: str) -> None:
    """Let the officer who works on a case know that the person has moved."""
    officer = await turn.uow.staff.get(case.taken_by) if case.taken_by else None
    account = await turn.uow.accounts.get(officer.account_id) if officer else None
    if account is not None:
        spoken = texts(account.language)
        rows = [[pages.button(spoken, "open_case", f"m:case:{case.id}", number=case.id)]]
        turn.tell(account.id, spoken.say(key, number=case.id), rows)


async def looks(turn: Turn, _: str) -> None:
    """Who at the desk has had the person's matter or himself before him, when and for what."""
    await turn.recall()
    person = turn.known["person"]
    accounts = {turn.account.id, *(await turn.uow.people.accounts_of(person.id) if person else ())}
    seen = await turn.uow.audit.about(accounts, SEEN, LOOKS)
    lines = [
        turn.texts.plain(
            "looks.line",
            at=turn.moment(trace.at),
            who=turn.texts.plain(f"role.{staff.role}") if staff else turn.texts.plain("looks.somebody"),
            area=(staff.area if staff else "") or turn.texts.plain("desk.whole"),
            act=turn.texts.plain(f"act.{_act(trace)}"),
            what=_what(turn, trace),
        )
        for trace, staff in seen
    ]
    return turn.say(turn.texts.say("looks.title" if lines else "looks.nobody").then(Rich("\n".join(lines))))


def _act(trace: Trace) -> str:
    """What was done; some of it has another name at the window, where there is no case."""
    return trace.act if trace.case_id else AT_THE_WINDOW.get(trace.act, trace.act)


def _what(turn: Turn, trace: Trace) -> str:
    """In which case it was, or for what reason the person stood at the window and what it came to."""
    if trace.case_id:
        which = _why(turn, trace) if trace.act is Act.PRINTED else ""
        return which + turn.texts.plain("looks.case", number=trace.case_id)
    why = _why(turn, trace)
    return turn.texts.plain("looks.reason", why=why) if why else ""


def _why(turn: Turn, trace: Trace) -> str:
    """The reason in the person's words: what the trail keeps as a code is said as what it means."""
    if trace.act is Act.PRINTED:
        return turn.texts.plain("looks.reason", why=turn.texts.plain(f"paper.title.{trace.why}"))
    if trace.act is Act.CHECKED:
        return turn.texts.plain("looks.house") if trace.why == "house" else turn.texts.plain(f"material.{trace.why}")
    if trace.act is Act.VISITED:
        return turn.texts.plain(f"looks.visit_{trace.why}")
    if trace.act is Act.REFUSED:
        return turn.texts.plain(f"still.{trace.why}")
    path, _, reason = trace.why.partition(": ")
    if trace.act is Act.CORRECTED and path in FACTS:
        return turn.texts.plain("looks.fact", fact=pages.label_of(turn.texts, path), reason=reason)
    return pages.label(turn.texts, "look_reason", trace.why) if trace.why else ""


async def _answer(turn: Turn, which: str) -> Answer | None:
    if which:
        return await turn.uow.answers.get(row_number(which), turn.account.id)
    return await turn.uow.answers.last_of(turn.account.id)


def _nothing(turn: Turn) -> None:
    turn.say("appeal.nothing", [[pages.button(turn.texts, "menu.eligibility", "m:eligibility")]])


def state(turn: Turn, case: Case) -> str:
    """A case in one line: its number, and who moves next by when, or how it ended."""
    until = turn.moment(case.promised_by)
    if case.outcome:
        return turn.texts.plain(f"appeal.ended_{case.outcome}", number=case.id)
    key = "appeal.late" if case.is_late(turn.now) else "appeal.taken" if case.taken_by else "appeal.waiting"
    return turn.texts.plain(key, number=case.id, until=until)
