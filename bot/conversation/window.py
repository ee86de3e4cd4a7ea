"""Somebody at the window: an officer scans his voucher, says why, and sees what there is and what he may do.

The holder is told of the look at once. What is done belongs to that look: a button of another day, or of a look that
never was, asks for a reason first.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.conversation import appealing, caseview, deciding, pages, windowview
from bot.conversation.speech import Button, Rows
from bot.conversation.turn import Turn
from bot.forms import FORMS
from bot.forms.eligibility import value_of
from bot.interview.form import Form
from bot.texts import NOTHING, Rich, Texts
from domain.cases import Case
from domain.eligibility import Verdict, assess
from domain.errors import NoSuchPermit
from domain.facts import FACTS
from domain.permits import Use
from domain.staff import Right, Staff
from domain.usecases import desk, visiting
from domain.usecases.visiting import Examined, Holder

Do = Callable[[Turn, Staff, str, str], Awaitable[None]]
LONGEST = 3
"""Parts of a button: the act, the voucher, and one thing more."""


def named(voucher_id: bytes) -> str:
    """A voucher's id as a button carries it: 22 characters, so that a fact's name fits beside it."""
    return urlsafe_b64encode(voucher_id).decode().rstrip("=")


def _meant(which: str) -> bytes:
    """The id that a button carries; one that nobody has for whatever is none."""
    try:
        return urlsafe_b64decode(f"{which}==") if which.isascii() else b""
    except (NotBase64, ValueError):
        return b""


async def opening(turn: Turn, voucher_id: bytes) -> Rows:
    """The button that opens the holder of a voucher, for staff of his area."""
    if not await visiting.opens_to(turn.account.id, voucher_id, turn.uow, turn.today):
        return ()
    return [[pages.button(turn.texts, "open_holder", f"m:holder:{named(voucher_id)}")]]


async def ask(turn: Turn, which: str) -> None:
    """Why he is to be opened; nothing of him is shown before."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    await visiting.holder_of(me, _meant(which), turn.uow, turn.today)
    pages.open_form(turn, FORMS["looking"], {"holder": which})


async def looked(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """Open him: the look is written down, and he is told."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    which, why = answers["holder"], answers["look_reason"]
    holder = await visiting.look(me, _meant(which), why, turn.uow, turn.now)
    turn.forget(form)
    turn.state.looked = _look(turn, which)
    await _tell(turn, holder, lambda spoken: windowview.receipt(spoken, me, why, turn.now))
    await _show(turn, me, holder)


def _look(turn: Turn, which: str) -> str:
    return f"{which} {turn.today.isoformat()}"


async def pressed(turn: Turn, arguments: list[str]) -> bool:
    """A button of the window; False for one that does not exist."""
    act = _ACTS.get(arguments[0]) if arguments else None
    if act is None or not 2 <= len(arguments) <= LONGEST:
        return False
    which = arguments[1]
    if turn.state.looked != _look(turn, which):
        await ask(turn, which)
        return True
    me = await desk.staff_of(turn.account.id, turn.uow)
    await act(turn, me, which, arguments[2] if len(arguments) == LONGEST else "")
    return True


async def _show(turn: Turn, me: Staff, holder: Holder, lead: Rich = NOTHING) -> None:
    """His page, and what can be done."""
    turn.say(lead.then(windowview.page(turn, holder)), await _doings(turn, me, holder))


async def _doings(turn: Turn, me: Staff, holder: Holder) -> Rows:
    texts, which = turn.texts, named(holder.voucher.id)
    rows: list[list[Button]] = []
    if holder.filing is not None:
        rows += [[_to_case(texts, case)] for case in await desk.open_cases(me, holder.filing, turn.uow)]
    asked = await turn.uow.cases.replacing(holder.permit.id or 0) if holder.permit else None
    if asked is not None and me.covers(asked.area):
        rows.append([_to_case(texts, asked)])
    if me.may(Right.DECIDE) and holder.permit is not None:
        suspended = holder.permit.use(turn.today) is Use.SUSPENDED
        rows.append([pages.button(texts, "restore" if suspended else "endorse", f"v:endorse:{which}")])
        rows.append([pages.button(texts, "new_card", f"v:card:{which}")])
    if me.may(Right.DECIDE):
        rows.append([pages.button(texts, "void_voucher", f"v:void:{which}")])
    return [*rows, [pages.button(texts, "queue", "m:queue")]]


def _to_case(texts: Texts, case: Case) -> Button:
    return pages.button(texts, "to_case", f"m:case:{case.id}", number=case.id)


async def _endorse(turn: Turn, me: Staff, which: str, _: str) -> None:
    """The conditions looked at again, and what the visit would come to."""
    _examined(turn, await visiting.examine(me, _meant(which), turn.uow, turn.now))


def _examined(turn: Turn, seen: Examined, lead: Rich = NOTHING) -> None:
    texts, which = turn.texts, named(seen.holder.voucher.id)
    back = [pages.button(texts, "to_holder", f"v:page:{which}")]
    if not seen.is_in_time:
        return turn.say(windowview.out_of_time(turn, seen), [back])
    rows = [[pages.button(texts, "correct", f"v:facts:{which}")], back]
    if seen.found.verdict is Verdict.ELIGIBLE:
        rows.insert(0, [pages.button(texts, "endorse_yes", f"v:endorsed:{which}")])
    elif seen.found.verdict is not Verdict.UNKNOWN:
        rows.insert(0, [pages.button(texts, "decline", f"v:decline:{which}")])
    return turn.say(lead.then(windowview.examined(turn, seen)), rows)


async def _endorsed(turn: Turn, me: Staff, which: str, _: str) -> None:
    """Done, unless the conditions or the day have changed meanwhile."""
    seen = await visiting.examine(me, _meant(which), turn.uow, turn.now)
    if not seen.is_in_time or seen.found.verdict is not Verdict.ELIGIBLE:
        return _examined(turn, seen)
    done = await visiting.endorse(me, _meant(which), turn.uow, turn.now)
    await _tell(turn, done.holder, lambda spoken: windowview.endorsed(spoken, done, turn.today))
    lead = windowview.endorsed(turn.texts, done, turn.today).words
    return await _show(turn, me, done.holder, lead)


async def _decline(turn: Turn, me: Staff, which: str, _: str) -> None:
    """Not endorsed, and he is told which conditions are not met."""
    seen = await visiting.decline(me, _meant(which), turn.uow, turn.now)
    await _tell(turn, seen.holder, lambda spoken: windowview.declined(spoken, seen, turn.today))
    await _show(turn, me, seen.holder, turn.texts.say("window.declined"))


async def _facts(turn: Turn, me: Staff, which: str, _: str) -> None:
    """Which fact was found to be otherwise; those that still decide stand on top."""
    me.must(Right.DECIDE)
    holder = await visiting.holder_of(me, _meant(which), turn.uow, turn.today)
    lines = dict(caseview.facts(turn, holder.facts))
    first = [one.path for one in assess(holder.facts, turn.today).needed]
    paths = dict.fromkeys([*first, *lines])
    rows = [[Button(f"{'❓ ' if one in first else ''}{lines[one]}"[:60], f"v:fact:{which}:{one}")] for one in paths]
    turn.say("desk.which_fact", [*rows, [pages.button(turn.texts, "to_holder", f"v:page:{which}")]])


async def _fact(turn: Turn, me: Staff, which: str, path: str) -> None:
    me.must(Right.DECIDE)
    if path not in FACTS:
        return turn.say("old.menu", pages.menu(turn.texts))
    given = {"holder": which, "fact": path}
    return pages.open_form(turn, FORMS["correction"], given, turn.texts.say("desk.as_found"))


async def corrected(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """A fact as it was found at the window; then the conditions once more."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    fact, which = FACTS[answers["fact"]], answers["holder"]
    value = value_of(fact, answers[fact.path])
    reason = answers["correction_reason"]
    holder, before = await visiting.correct(me, _meant(which), fact, value, reason, turn.uow, turn.now)
    turn.forget(form)
    then, now = (windowview.still(turn.texts, assess(facts, turn.today)) for facts in (before, holder.facts))
    lead = turn.texts.say("window.corrected", before=then, after=now)
    if holder.permit is None:
        return await _show(turn, me, holder, lead)
    return _examined(turn, await visiting.examine(me, _meant(which), turn.uow, turn.now), lead)


async def _card(turn: Turn, me: Staff, which: str, _: str) -> None:
    me.must(Right.DECIDE)
    holder = await visiting.holder_of(me, _meant(which), turn.uow, turn.today)
    if holder.permit is None:
        raise NoSuchPermit
    pages.open_form(turn, FORMS["card"], {"holder": which, "version": holder.permit.version})


async def replaced(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """A new card with its number; a colleague who had the case of it is told that there is nothing left to do."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    number, version = answers["card_number"], answers.get("version") or 0
    holder, case = await visiting.replace_card(me, _meant(answers["holder"]), number, version, turn.uow, turn.now)
    turn.forget(form)
    if case is not None and case.taken_by != me.id:
        await appealing.tell_officer(turn, case, "card.given_elsewhere")
    await _tell(turn, holder, lambda spoken: windowview.replaced(spoken, number))
    await _show(turn, me, holder, turn.texts.say("window.card_done"))


async def _void(turn: Turn, me: Staff, which: str, _: str) -> None:
    me.must(Right.DECIDE)
    given = {"holder": which, "as": "void"}
    pages.open_form(turn, FORMS["writing"], given, turn.texts.say("window.why_void"))


async def voided(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """The voucher is void, and its holder is told why."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    why = answers["desk_words"]
    holder = await visiting.revoke_voucher(me, _meant(answers["holder"]), why, turn.uow, turn.now)
    turn.forget(form)
    turn.state.looked = None
    await _tell(turn, holder, lambda spoken: windowview.voided(spoken, why))
    turn.say("window.voided", [[pages.button(turn.texts, "queue", "m:queue")]])


async def _page(turn: Turn, me: Staff, which: str, _: str) -> None:
    await _show(turn, me, await visiting.holder_of(me, _meant(which), turn.uow, turn.today))


_ACTS: Mapping[str, Do] = {
    "page": _page,
    "endorse": _endorse,
    "endorsed": _endorsed,
    "decline": _decline,
    "facts": _facts,
    "fact": _fact,
    "card": _card,
    "void": _void,
}


async def _tell(turn: Turn, holder: Holder, say: Any) -> None:
    await deciding.tell(turn, holder.registration.person_id, say)
