"""What an officer does about an application: see its pages, accept it, return it once, refuse it, record the card.

What is owed and what is not met the domain says; here it is shown as lists to tick. Every decision reaches the person
at once, in all of his chats.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.conversation import casework, conflicting, filingview, holding, pages, printing
from bot.conversation.speech import Attachment, Button, Say
from bot.conversation.turn import Turn
from bot.documents.papers import Kind as Paper
from bot.forms import FORMS
from bot.interview.form import Form
from bot.texts import Rich, Texts, texts
from domain.applications import Stage
from domain.cases import Kind
from domain.errors import WrongKind
from domain.filings import Filing
from domain.staff import Staff
from domain.usecases import deciding, desk

UNMET = (("correct", "facts"), ("refuse", "refuse"))
"""What can be done about a condition that is not met."""
AT_ONCE = 20
"""Pages sent in one go; of more the officer says which paper he wants."""


async def papers(turn: Turn, me: Staff, number: int, which: str = "") -> None:
    """The pages as pictures: all of them, or of one paper. It is a look, and written down as one."""
    case = await desk.look(me, number, turn.uow, turn.now)
    filing = await desk.filing_of(case, turn.uow)
    kinds = list(dict.fromkeys(page.material for page in filing.pages))
    if len(filing.pages) > AT_ONCE and which not in kinds:
        return _which_paper(turn, number, filing, kinds)
    for kind in [which] if which in kinds else kinds:
        there = filing.pages_of(kind)
        for at, page in enumerate(there, 1):
            name = turn.texts.plain(f"material.{kind}")
            words = turn.texts.say("filing.page", number=number, name=name, page=at, count=len(there))
            turn.say(words, attachment=Attachment("page", [page.file, me.id, number]))
    return turn.say(turn.texts.say("filing.pages", count=len(filing.pages)), [[_back(turn, number)]])


def _which_paper(turn: Turn, number: int, filing: Filing, kinds: Sequence[str]) -> None:
    rows = []
    for kind in kinds:
        label = turn.texts.plain("filing.paper_there", **filingview.paper(turn.texts, filing, kind))
        rows.append([Button(label[:60], f"k:pages:{number}:{kind}")])
    turn.say("filing.which_paper", [*rows, [_back(turn, number)]])


async def accept(turn: Turn, me: Staff, number: int, how: str = "") -> None:
    """Accept: first what that promises, or why it cannot be; then it is done."""
    filing = await _applied(turn, me, number)
    if owed := filing.missing(turn.today):
        names = turn.texts.plain("join").join(turn.texts.plain(f"material.{one.id}") for one in owed)
        said = turn.texts.say("decide.owed", papers=names)
        return turn.say(said, [[pages.button(turn.texts, "return", f"k:return:{number}"), _back(turn, number)]])
    if filing.grounds(turn.today):
        rows = [[pages.button(turn.texts, act, f"k:{data}:{number}")] for act, data in UNMET]
        said = filingview.verdict(turn, filing).then(turn.texts.say("decide.unmet"))
        return turn.say(said, [*rows, [_back(turn, number)]])
    if how not in ("usual", "special"):
        return _offered(turn, number, filing)
    closes = turn.desk.office.closes
    done = await deciding.accept(me, number, closes, turn.uow, turn.now, special=how == "special")
    return await _decided(turn, done, "")


def _offered(turn: Turn, number: int, filing: Filing) -> None:
    rows = []
    for how in ("usual", "special"):
        due = filing.accepted(turn.today, special=how == "special").application.card_due or turn.today
        label = turn.texts.plain(f"button.accept_{how}", due=turn.texts.day(due))
        rows.append([Button(label, f"k:accept:{number}:{how}")])
    words = filingview.verdict(turn, filing).then(turn.texts.say("decide.accept"))
    turn.say(words, [*rows, [_back(turn, number)]])


async def give_back(turn: Turn, me: Staff, number: int, which: str = "") -> None:
    """What the notice names: everything owed, and of what is there whatever cannot be used."""
    filing = await _applied(turn, me, number)
    asked = [one.id for one in filing.brought(turn.today)]
    owed = {one.id for one in filing.missing(turn.today)}
    there = [one for one in asked if one in filing.application.provided - filing.application.forfeited]
    unusable = _ticked(turn, f"return:{number}", there, which)
    named = [one for one in asked if one in owed or one in unusable]
    if which == "next" and named:
        given = {"case": number, "named": named, "unusable": bool(unusable)}
        return _asked(turn, "notice", given, _lines(turn, "material", named))
    if which in owed:
        turn.toast = turn.texts.plain("toast.owed")
    rows = [
        [_tick(turn, f"k:return:{number}:{one}", turn.texts.plain(f"material.{one}"), one in named)]
        for one in asked
        if one in owed or one in there
    ]
    key = "decide.return" if named else "decide.nothing_owed"
    return _listed(turn, turn.texts.say(key, count=len(named)), rows, "return", number, more=bool(which))


async def refuse(turn: Turn, me: Staff, number: int, which: str = "") -> None:
    """The reasons of a refusal: conditions that surely are not met, all of them unless one is taken off."""
    filing = await _applied(turn, me, number)
    grounds = filing.grounds(turn.today)
    if not grounds:
        rows = [[pages.button(turn.texts, "correct", f"k:facts:{number}"), _back(turn, number)]]
        return turn.say(filingview.verdict(turn, filing).then(turn.texts.say("decide.no_ground")), rows)
    off = _ticked(turn, f"refuse:{number}", grounds, which)
    chosen = [one for one in grounds if one not in off]
    if which == "next" and chosen:
        lines = Rich("\n".join(f"• {holding.reason(turn.texts, one)}" for one in chosen))
        return _asked(turn, "refusal", {"case": number, "reasons": chosen}, lines)
    rows = [
        [_tick(turn, f"k:refuse:{number}:{one}", holding.reason(turn.texts, one), one in chosen)] for one in grounds
    ]
    words = turn.texts.say("decide.refuse", count=len(chosen))
    return _listed(turn, words, rows, "refuse", number, more=bool(which))


async def issue(turn: Turn, me: Staff, number: int, _: str = "") -> None:
    """Record the card: its number and its day."""
    case = await desk.held(me, number, turn.uow)
    if case.kind is not Kind.CARD:
        raise WrongKind
    accepted = (await desk.filing_of(case, turn.uow)).application.since
    given = {"case": number, "accepted": accepted.isoformat() if accepted else None}
    pages.open_form(turn, FORMS["card"], given)


PAPERS = {Stage.ACCEPTED: Paper.RECEIPT, Stage.RETURNED: Paper.NOTICE, Stage.REFUSED: Paper.REFUSAL}
"""The paper that comes with each decision."""
ACTS = {
    **casework.ACTS,
    **printing.ACTS,
    **conflicting.ACTS,
    "pages": papers,
    "accept": accept,
    "return": give_back,
    "refuse": refuse,
    "issue": issue,
}
"""Everything that the buttons of a case do."""


async def noticed(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """Give the one notice."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    words = answers.get("unusable_words") or answers.get("notice_words") or ""
    done = await deciding.give_notice(me, answers["case"], answers["named"], words, turn.uow, turn.now)
    turn.forget(form)
    await _decided(turn, done, words)


async def refused(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """Refuse with the reasons that were chosen."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    words = answers.get("refusal_words") or ""
    done = await deciding.refuse(me, answers["case"], answers["reasons"], words, turn.uow, turn.now)
    turn.forget(form)
    await _decided(turn, done, words)


async def issued(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """The card is made: from its day the permit's years run."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    on = date.fromisoformat(answers["issued_on"])
    done, permit = await deciding.issue_card(me, answers["case"], answers["card_number"], on, turn.uow, turn.now)
    turn.forget(form)
    await tell(turn, done.filing.person_id, lambda spoken: filingview.card_made(spoken, permit))
    turn.say(turn.texts.say("decide.done_issued", number=done.case.id), [_home(turn)])


async def _decided(turn: Turn, done: deciding.Decided, words: str) -> None:
    """Tell the person at once, and the officer that it is done."""
    number, kind = done.case.id, done.filing.application.stage
    for name in ("return", "refuse"):
        turn.state.ticked.pop(f"{name}:{number}", None)
        turn.state.marked.pop(f"{name}:{number}", None)
    await tell(turn, done.filing.person_id, lambda spoken: filingview.told(spoken, done, words))
    await _hand_out(turn, done, PAPERS[kind])
    turn.say(turn.texts.say(f"decide.done_{kind}", number=number), [_home(turn)])


async def _hand_out(turn: Turn, done: deciding.Decided, paper: Paper) -> None:
    """The decision as a paper, to each of the person's chats; it is drawn from the record when it is brought."""
    last = len(done.filing.application.notices) - 1
    for account_id, spoken in await _chats(turn, done.filing.person_id):
        ids = [account_id, done.filing.id, done.case.id, last]
        words = spoken.say("decide.paper", paper=spoken.plain(f"file.{paper}"))
        turn.others.append((account_id, Say(words, attachment=Attachment(paper.value, ids))))


async def tell(turn: Turn, person_id: int, say: Any) -> None:
    """Say something to a person in each of his chats, in the language of each."""
    turn.others += [(account_id, say(spoken)) for account_id, spoken in await _chats(turn, person_id)]


async def _chats(turn: Turn, person_id: int) -> list[tuple[int, Texts]]:
    """A person's accounts, each with the catalogue of its language."""
    found = [(one, await turn.uow.accounts.get(one)) for one in await turn.uow.people.accounts_of(person_id)]
    return [(account_id, texts(account.language)) for account_id, account in found if account]


async def _applied(turn: Turn, me: Staff, number: int) -> Filing:
    """The application that this officer works on."""
    case = await desk.held(me, number, turn.uow)
    if case.kind is not Kind.APPLICATION:
        raise WrongKind
    return await desk.filing_as_known(case, turn.uow, turn.today)


def _ticked(turn: Turn, name: str, able: Sequence[str], which: str) -> list[str]:
    """What is chosen of a list, after one press; what the list does not offer is never chosen."""
    chosen = [one for one in turn.state.ticked.get(name, ()) if one in able]
    if which in able:
        chosen = [one for one in chosen if one != which] if which in chosen else [*chosen, which]
    turn.state.ticked[name] = chosen
    return chosen


def _tick(turn: Turn, data: str, label: str, on: bool) -> Button:
    return Button(f"{'☑️' if on else '⬜'} {label}"[:60], data)


def _listed(turn: Turn, words: Rich, rows: list[list[Button]], act: str, number: int, *, more: bool) -> None:
    """The list: a new message, or a new face for it after a press."""
    rows = [*rows, [pages.button(turn.texts, "next", f"k:{act}:{number}:next"), _back(turn, number)]]
    name = f"{act}:{number}"
    old = turn.state.marked.get(name) if more else None
    turn.says.append(Say(words, rows, edits=old) if old else Say(words, rows, mark=name))


def _asked(turn: Turn, form: str, given: dict[str, Any], lines: Rich) -> None:
    pages.open_form(turn, FORMS[form], given, turn.texts.say(f"decide.{form}").then(lines, "\n"))


def _lines(turn: Turn, family: str, ids: Sequence[str]) -> Rich:
    return Rich("\n".join(f"• {turn.texts.plain(f'{family}.{one}')}" for one in ids))


def _back(turn: Turn, number: int) -> Button:
    return pages.button(turn.texts, "to_case", f"m:case:{number}", number=number)


def _home(turn: Turn) -> list[Button]:
    return [pages.button(turn.texts, "queue", "m:queue")]
