"""Cards in the chat: one that is lost or damaged, reported, taken back and replaced (R3.4); one from before the IC
card, told of and changed (R3.5)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.conversation import appealing, applying, asides, cardview, casework, deciding, pages, windowview
from bot.conversation.turn import Turn
from bot.forms import FORMS
from bot.interview.cardwords import told_of_card
from bot.interview.form import Form
from bot.texts import Rich
from domain.cards import MISSING, CardState, Permit
from domain.cases import Case
from domain.eligibility import Verdict, assess
from domain.errors import HoldsPermit
from domain.oldcards import OldKind
from domain.staff import Staff
from domain.usecases import changing, desk, replacing


async def replace(turn: Turn, text: str) -> None:
    """Somebody wants his card replaced: what his words say of it is not asked again. Who holds no permit here reads how
    it is done, and has the way to tell of an old card."""
    told = told_of_card(text)
    if await turn.permit() is not None:
        return await lost_card(turn, told or "")
    if told == "old":
        return await old_card(turn, "")
    await asides.guide(turn, "replace_permit")
    return turn.say("card.other_card", [[pages.button(turn.texts, "old_card", "m:oldcard")]])


async def lost_card(turn: Turn, rest: str) -> None:
    """Report the card: lost or damaged, asked once more, done. Of one that is reported already, where that stands. Who
    says yes means the permit as it was when he was asked: an old button only asks again."""
    permit, texts = await turn.permit(), turn.texts
    if permit is None:
        return turn.say("failed.no_such_permit", [[pages.button(texts, "old_card", "m:oldcard")]])
    which, _, sure = rest.partition(":")
    case = await turn.uow.cases.replacing(permit.id or 0)
    if case is not None and (which == permit.card or which not in MISSING):
        words, row = await cardview.card(turn, permit)
        return turn.say(texts.say("card.reported_before").then(words), [row])
    if which not in MISSING:
        rows = [[pages.button(texts, f"card_{one}", f"m:lostcard:{one}") for one in ("lost", "damaged")]]
        return turn.say(
            texts.say("card.which", number=permit.number), [*rows, [pages.button(texts, "not_now", "m:my")]]
        )
    if sure != str(permit.version):
        words = texts.say(f"card.sure_{which}", number=permit.number).then(texts.say("card.cost"))
        yes = pages.button(texts, "report_yes", f"m:lostcard:{which}:{permit.version}")
        return turn.say(words, [[yes], [pages.button(texts, "not_now", "m:my")]])
    return await _reported(turn, CardState(which), case)


async def _reported(turn: Turn, as_: CardState, before: Case | None) -> None:
    """It is with the desk: the number, by when somebody answers, and the way back."""
    home, office, texts = turn.known.get("registration"), turn.desk.office, turn.texts
    area = home.address.area if home else ""
    until = office.promised(turn.now)
    permit, case = await replacing.report_card(turn.account.id, as_, area, until, turn.uow, turn.now)
    _know(turn, permit)
    if before is not None:
        await appealing.tell_officer(turn, case, "desk.added")
    words = texts.say(f"card.reported_{as_}", number=case.id, until=turn.moment(case.promised_by))
    if opens := office.opens(turn.now):
        words = words.then(texts.say("appeal.closed_now", opens=texts.moment(opens)), "\n")
    words = words.then(texts.say(f"card.found_now_{as_}"))
    turn.say(words, [[cardview.back(texts, permit)], [pages.button(texts, "menu.my", "m:my")]])


async def found_card(turn: Turn, _: str) -> None:
    """The card is there after all: nobody makes a new one, and the officer who had begun is told."""
    permit, case = await replacing.take_back(turn.account.id, turn.uow, turn.now)
    _know(turn, permit)
    words = turn.texts.say("card.taken_back", number=permit.number)
    if case is not None:
        await appealing.tell_officer(turn, case, "desk.taken_back")
        words = words.then(turn.texts.say("card.taken_back_case", number=case.id), "\n")
    turn.say(words, pages.menu(turn.texts))


def _know(turn: Turn, permit: Permit) -> None:
    turn.known["permit"] = permit


# the desk


async def new_card(turn: Turn, me: Staff, number: int, _: str = "") -> None:
    """Record the new card that a case asks for."""
    case = await desk.held(me, number, turn.uow)
    await replacing.permit_of(case, turn.uow)
    pages.open_form(turn, FORMS["card"], {"case": number, "replaces": True})


async def recorded(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """The new card is there: its holder is told at once, in all of his chats."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    permit, case = await replacing.record_card(me, answers["case"], answers["card_number"], turn.uow, turn.now)
    turn.forget(form)
    await deciding.tell(turn, permit.person_id, lambda spoken: windowview.replaced(spoken, permit.number))
    turn.say(turn.texts.say("card.done", number=case.id), [[pages.button(turn.texts, "queue", "m:queue")]])


ACTS: Mapping[str, casework.Do] = {**deciding.ACTS, "newcard": new_card}
"""Everything that the buttons of a case do."""


# an old card


async def old_card(turn: Turn, which: str) -> None:
    """What is told of an old card, or the questions about one; `fix` asks them anew, `none` takes it off."""
    await turn.recall()
    texts = turn.texts
    if which == "none":
        await changing.has_no_old_card(turn.account.id, turn.uow)
        return turn.say("oldcard.none_now", pages.menu(texts))
    if turn.known["person"] is None:
        asides.answer_faq(turn, "old_permit", more=False)
        return turn.say("oldcard.register_first", [[pages.button(texts, "menu.register", "m:register")]])
    if await turn.permit() is not None:
        raise HoldsPermit
    told = await cardview.old_card(turn)
    if not told.text or which == "fix":
        return pages.open_form(turn, FORMS["oldcard"], lead=texts.say("begin.oldcard"))
    fix, none = (pages.button(texts, f"old_card_{one}", f"m:oldcard:{one}") for one in ("fix", "none"))
    return turn.say(told, [[pages.button(texts, "menu.eligibility", "m:eligibility")], [fix], [none]])


async def old_card_told(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """The old card is noted: until when it is valid, that it may be changed free of charge, and whether now."""
    await turn.recall()
    kind, until = OldKind(answers["old_kind"]), date.fromisoformat(answers["old_until"])
    card, reminder = await changing.tell_old_card(turn.account.id, kind, until, turn.uow, turn.now)
    turn.forget(form)
    texts, slots = turn.texts, cardview.slots(turn.texts, card)
    if card.is_valid(turn.today):
        words = texts.say("oldcard.told_valid", left=cardview.left(turn, card), **slots)
    else:
        words = texts.say("oldcard.told_expired", **slots)
    if reminder is not None:
        words = words.then(texts.say("oldcard.remind", day=texts.day(reminder.promise.on)), "\n")
    await _with_verdict(turn, words)


async def _with_verdict(turn: Turn, words: Rich) -> None:
    """What the rules say of him today, as far as he has told; and the way on."""
    texts, facts = turn.texts, await applying.known_facts(turn)
    home = [pages.button(texts, "menu.my", "m:my")]
    if facts is None:
        rows = [[pages.button(texts, "menu.eligibility", "m:eligibility")], home]
        return turn.say(words.then(texts.say("oldcard.ask_verdict")), rows)
    found = assess(facts, turn.today)
    rows = [[pages.button(texts, "see_verdict", "m:eligibility")], home]
    if found.verdict is Verdict.ELIGIBLE:
        rows.insert(0, [pages.button(texts, "apply", "m:apply")])
    return turn.say(words.then(texts.say("oldcard.verdict", verdict=pages.verdict(texts, found))), rows)
