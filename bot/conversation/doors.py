"""The doors of the conversation: every task and page by the name that a command, a button or a word gives it."""

from collections.abc import Awaitable, Callable, Mapping

from bot.conversation import (
    answering,
    appealing,
    applying,
    asides,
    asking,
    cards,
    casework,
    eligible,
    figures,
    finishing,
    pages,
    reminding,
    staffing,
    timeline,
    wards,
    window,
)
from bot.conversation.turn import Turn
from bot.forms import FORMS
from bot.interview import hearing
from bot.interview.form import Form

PAGES: Mapping[str, Callable[[Turn, str], Awaitable[None]]] = {
    "apply": applying.apply,
    "paper": applying.paper,
    "unpage": applying.unpage,
    "submit": applying.submit,
    "unapply": applying.unapply,
    "form": applying.form,
    "collected": applying.collected,
    "lostcard": cards.lost_card,
    "foundcard": cards.found_card,
    "oldcard": cards.old_card,
    "children": wards.page,
    "human": asking.begin,
    "rate": asking.rate,
    "answers": appealing.answers,
    "answer": appealing.answer,
    "appeal": appealing.begin,
    "withdraw": appealing.withdraw,
    "looks": appealing.looks,
    "queue": casework.queue,
    "stats": figures.shown,
    "case": casework.case,
    "holder": window.ask,
    "staff": staffing.page,
}
"""Pages that are opened with whatever stands behind their name."""


async def recall(turn: Turn, form: Form | None) -> None:
    """Look up what this form must not guess; without one, who is speaking."""
    if form is None or form.on_record:
        await turn.recall()
    if form is not None and form.fixed is not None:
        await turn.recall_corrections()


async def begin(turn: Turn, task: str, text: str = "", *, fresh: bool = False) -> None:
    """Open a form, or go on with its draft; what the sentence already tells is filled in."""
    form = FORMS.get(task)
    if form is None:
        return asides.show_menu(turn)
    await turn.recall()
    await recall(turn, form)
    registered = turn.known.get("registration") is not None
    if task == "register" and registered:
        return await _already(turn, text)
    if task in ("change", "departure") and not registered:
        return await _not_yet(turn, task, text)
    draft = None if fresh and not form.by_button else turn.draft(form)
    if draft is None and form.by_button:
        return asides.show_menu(turn)
    lead = turn.texts.say("resumed" if draft else f"begin.{task}")
    if draft is None:
        draft = turn.new_draft(form)
        if task == "register" and turn.child:
            lead = lead.then(await wards.filled(turn, form, draft))
    if form.name == "eligibility":
        eligible.remember(turn, draft)
    turn.state.active, turn.state.waiting = task, None
    taken = []
    if text:
        entities = turn.seen.reading.entities if turn.seen.reading else ()
        words = hearing.heard(form, text, entities, turn.today)
        taken = hearing.fill(form, draft, words, turn.context(draft), turn.event.message_id)
    turn.keep(draft)
    if not form.confirm and (form.stops(draft.answers) or draft.question(form) is None):
        return await answering.go_on(turn, form, draft, taken, "heard_only")
    noted = answering.noted(turn, form, draft, taken, "heard" if form.confirm else "heard_only")
    return pages.question(turn, form, draft, lead.then(noted))


async def _already(turn: Turn, text: str) -> None:
    """Registered already: a sentence that tells of a move is a change report, else show what there is."""
    heard = hearing.heard(FORMS["change"], text, (), turn.today)
    if "address" in heard:
        return await begin(turn, "change", text)
    turn.say("already.registered")
    return await asides.mine(turn)


async def _not_yet(turn: Turn, task: str, text: str) -> None:
    """Not registered yet: a sentence that tells where he moved to registers him, else show him the door."""
    if task == "change" and "address" in hearing.heard(FORMS["register"], text, (), turn.today):
        return await begin(turn, "register", text)
    pages.not_registered(turn)


async def opened(turn: Turn, task: str, rest: str) -> bool:
    """A task of the menu by its name; False for a name that is none."""
    if page := PAGES.get(task):
        await page(turn, rest)
    elif task in FORMS:
        await begin(turn, task)
    elif task == "newchild":
        if await wards.add(turn):
            await begin(turn, "register")
    elif task == "resume":
        await begin(turn, rest)
    elif task == "drop" and (form := FORMS.get(rest)):
        turn.forget(form)
        asides.show_menu(turn, "thrown_away")
    elif task == "my":
        await asides.mine(turn)
    elif task == "voucher":
        await asides.show_voucher(turn)
    elif task in ("lost", "renew"):
        await finishing.reissue(turn, lost=task == "lost")
    elif task in ("way", "papers", "clauses", "fix", "because"):
        await eligible.shown(turn, task, rest)
    elif task == "timeline":
        await timeline.shown(turn)
    elif task in reminding.PAGES:
        await reminding.shown(turn, task, rest)
    elif task == "faq":
        asides.sections(turn)
    elif task == "language":
        asides.speak(turn, "zh" if turn.language == "en" else "en")
    elif task in ("help", "human", "menu"):
        await asides.signalled(turn, {task})
    else:
        return False
    return True
