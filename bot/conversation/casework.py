"""The desk's side of a case, in the same chat: the queue, one case with everything it stands on, and what may be done
with it. Every right is asked of the domain; a button that somebody made up finds nothing."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.conversation import caseview, conflictview, filingview, pages, windowview
from bot.conversation.speech import Button, Rows, row_number
from bot.conversation.turn import Turn
from bot.forms import FORMS
from bot.forms.desk import STANDARD
from bot.forms.eligibility import value_of
from bot.interview.form import Form
from bot.texts import Rich, Texts, texts
from domain.answers import Correction
from domain.cases import Case, Kind
from domain.eligibility import assess
from domain.facts import FACTS
from domain.staff import Right, Staff
from domain.usecases import changing, conflicts, desk, replacing

PAGE = 6
"""Cases on one page of the queue."""
TALK = 12
"""How much of the talk that led to a question is handed over: its newest messages."""
Do = Callable[..., Awaitable[None]]
"""What a button does: turn, as whom, with which case, and what it says besides."""
LONGEST = 3
"""Parts of a button: the act, the case, and one thing more."""


async def queue(turn: Turn, which: str) -> None:
    """What waits in the officer's area: counts, then the cases by their promise."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    page = row_number(which)
    counts = await turn.uow.cases.counts(me.area, turn.now)
    waiting = await turn.uow.cases.waiting(me.area, PAGE + 1, page * PAGE)
    rows: list[list[Button]] = [[caseview.label(turn, one, me)] for one in waiting[:PAGE]]
    rows += pages.leaves(turn.texts, "m:queue", page, more=len(waiting) > PAGE)
    if me.may(Right.COUNT):
        rows.append([pages.button(turn.texts, "stats", "m:stats")])
    if me.may(Right.INVITE):
        rows.append([pages.button(turn.texts, "staff", "m:staff")])
    return turn.say(caseview.counted(turn, me, counts), rows)


async def case(turn: Turn, which: str) -> None:
    """Open a case; the look is written down and shown to the person."""
    await _as_staff(turn, which, _open)


async def pressed(turn: Turn, acts: Mapping[str, Do], arguments: list[str]) -> bool:
    """A button of the desk; False for one that does not exist."""
    act = acts.get(arguments[0]) if arguments else None
    if act is None or not 2 <= len(arguments) <= LONGEST:
        return False
    await _as_staff(turn, arguments[1], act, *arguments[2:])
    return True


async def _as_staff(turn: Turn, which: str, act: Do, *more: str) -> None:
    """Do it as the staff member of this account."""
    await act(turn, await desk.staff_of(turn.account.id, turn.uow), row_number(which), *more)


async def _open(turn: Turn, me: Staff, number: int, _: str = "") -> None:
    await show(turn, me, await desk.look(me, number, turn.uow, turn.now))


async def _take(turn: Turn, me: Staff, number: int, _: str = "") -> None:
    await show(turn, me, await desk.take(me, number, turn.uow, turn.now))


async def _release(turn: Turn, me: Staff, number: int, _: str = "") -> None:
    await desk.release(me, number, turn.uow, turn.now)
    await queue(turn, "")


async def show(turn: Turn, me: Staff, found: Case, lead: Rich | None = None) -> None:
    """The case with everything it stands on, and what can be done; whoever asks for it has written the look down."""
    said, guardian = await turn.uow.cases.said(found.id or 0), await turn.uow.people.guardian_of(found.account_id)
    if found.kind is Kind.QUESTION:
        talk = await turn.uow.messages.after(guardian or found.account_id, 0, TALK)
        words, rows = caseview.question(turn, found, said, talk), _doings(turn, me, found)
    elif found.kind is Kind.APPEAL:
        answer = await desk.answer_of(found, turn.uow)
        mended = await turn.uow.corrections.of_account(found.account_id)
        words, rows = caseview.page(turn, found, answer, said, mended), _doings(turn, me, found)
    elif found.kind is Kind.REPLACEMENT:
        person, permit = await replacing.holder_of(found, turn.uow)
        words = windowview.replacement(turn, found, said, person, permit)
        rows = windowview.replacement_doings(turn, me, found)
    elif found.kind is Kind.CONFLICT:
        versions = await conflicts.versions_of(me, found, turn.uow)
        words, rows = conflictview.page(turn, found, said, versions), conflictview.doings(turn, me, found, versions)
    else:
        filing = await desk.filing_as_known(found, turn.uow, turn.today)
        old = await changing.changed_by(filing, turn.uow)
        words, rows = filingview.page(turn, found, filing, said, old), filingview.doings(turn, me, found, filing)
    if guardian:
        words = words.then(caseview.guarded(turn, await turn.uow.people.of_account(guardian)))
    turn.say(lead.then(words) if lead else words, rows)


def _doings(turn: Turn, me: Staff, found: Case) -> Rows:
    spoken, number = turn.texts, found.id
    mending = [[pages.button(spoken, "correct", f"k:facts:{number}")]] if found.kind is Kind.APPEAL else []
    own = [
        *mending,
        [pages.button(spoken, "reply", f"k:reply:{number}"), pages.button(spoken, "note", f"k:note:{number}")],
        [pages.button(spoken, "close", f"k:close:{number}"), pages.button(spoken, "release", f"k:release:{number}")],
    ]
    return caseview.doings(turn, me, found, own)


async def _facts(turn: Turn, me: Staff, number: int, _: str = "") -> None:
    """Which fact was found to be otherwise."""
    await desk.held(me, number, turn.uow)
    facts = await desk.facts_of(await desk.look(me, number, turn.uow, turn.now), turn.uow, turn.today)
    rows = [[Button(line[:60], f"k:fact:{number}:{path}")] for path, line in caseview.facts(turn, facts)]
    turn.say("desk.which_fact", [*rows, [pages.button(turn.texts, "queue", "m:queue")]])


async def _fact(turn: Turn, me: Staff, number: int, path: str = "") -> None:
    case = await desk.held(me, number, turn.uow)
    await desk.facts_of(case, turn.uow, turn.today)
    if path not in FACTS:
        return turn.say("old.menu", pages.menu(turn.texts))
    noticed = case.kind is Kind.APPLICATION and (await desk.filing_of(case, turn.uow)).application.notices
    given = {"case": number, "fact": path, "noticed": noticed[0].on.isoformat() if noticed else None}
    return pages.open_form(turn, FORMS["correction"], given, turn.texts.say("desk.as_found"))


def _writes(kind: str) -> Do:
    async def write(turn: Turn, me: Staff, number: int, _: str = "") -> None:
        await desk.held(me, number, turn.uow)
        pages.open_form(turn, FORMS["writing"], {"case": number, "as": kind})

    return write


ACTS: Mapping[str, Do] = {
    "open": _open,
    "take": _take,
    "release": _release,
    "facts": _facts,
    "fact": _fact,
    **{kind: _writes(kind) for kind in ("reply", "note", "close")},
}


async def corrected(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """A fact as it was found: put down with its reason, and the verdict before and after shown."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    fact, number = FACTS[answers["fact"]], answers["case"]
    found = value_of(fact, answers[fact.path])
    correction = Correction(fact, found, answers["correction_reason"], turn.today, number, me.id or 0)
    overlooked = answers.get("overlooked") == "then"
    case, before, after = await desk.correct(me, correction, turn.uow, turn.now, overlooked=overlooked)
    turn.forget(form)
    then, now = assess(before, turn.today), assess(after, turn.today)
    lead = turn.texts.say(
        "desk.corrected", before=pages.verdict(turn.texts, then), after=pages.verdict(turn.texts, now)
    )
    await show(turn, me, case, lead)


async def written(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """Words of the desk: a reply and the last word reach the person at once, a note stays here."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    words, number, kind = await _worded(turn, answers["desk_words"], answers["case"]), answers["case"], answers["as"]
    if kind == "close":
        case = await desk.close(me, number, words, turn.uow, turn.now)
    else:
        case = await desk.write(me, number, words, turn.uow, turn.now, inner=kind == "note")
    turn.forget(form)
    if kind != "note":
        await _tell(turn, case, words)
    await show(turn, me, case, turn.texts.say(f"desk.done_{kind}"))


async def _worded(turn: Turn, words: str, number: int) -> str:
    """A standard reply in the person's language; other words as they are."""
    if words not in STANDARD:
        return words
    case = await turn.uow.cases.get(number)
    account = await turn.uow.accounts.get(case.account_id) if case else None
    return texts(account.language if account else turn.language).plain(f"standard.{words}")


def _more(spoken: Texts, case: Case) -> Button:
    """Where the person goes on after a reply."""
    if case.kind is Kind.QUESTION:
        return pages.button(spoken, "appeal_more", "m:human")
    if case.kind is Kind.APPEAL:
        return pages.button(spoken, "appeal_more", f"m:appeal:{case.about}")
    return pages.button(spoken, "menu.my", "m:my")


async def _tell(turn: Turn, case: Case, words: str) -> None:
    """The desk's words to the person, in his language; at the end with every corrected fact and what now follows."""
    account = await turn.uow.accounts.get(case.account_id)
    if account is None:
        return
    spoken = texts(account.language)
    if case.outcome is None:
        said = spoken.say("appeal.reply", number=case.id, words=words)
        rows = [[_more(spoken, case)]]
    else:
        said = spoken.say(f"appeal.told_{case.outcome}", number=case.id, words=words)
        mended = [one for one in await turn.uow.corrections.of_account(case.account_id) if one.case_id == case.id]
        said = said.then(Rich("\n".join(caseview.mended(spoken, one) for one in mended)))
        again = [[pages.button(spoken, "menu.eligibility", "m:eligibility")]] if case.kind is Kind.APPEAL else []
        rows = [*again, [pages.button(spoken, "rate", f"m:rate:{case.id}")]]
    turn.tell(case.account_id, said, rows)
