"""What somebody will be reminded of: promised from the verdict, seen, cancelled one by one or all at once."""

from bot import begun, ripening
from bot.conversation import pages, reaching, reminding_settings, visits
from bot.conversation.speech import Button, Rows, row_number
from bot.conversation.turn import Turn
from bot.reminders import KINDS
from bot.texts import NOTHING, Rich
from domain.days import days_left
from domain.eligibility import Assessment
from domain.reminders import Matter, Reminder
from domain.usecases.planning import plan_begun
from domain.usecases.reminding import Fate, Ripe, follow_ripening, remind_when_ripe, stop_reminding, to_come

LONGEST_LABEL = 60


async def begun_followed(turn: Turn) -> None:
    """A day was told in a form not finished, or the form is finished or gone: its reminders follow (R5.1, R5.2)."""
    told = {matter: begun.told(turn.state.drafts, matter) for matter in begun.TOLD}
    now = {matter.value: day.isoformat() for matter, day in told.items() if day}
    for matter, day in told.items():
        if now.get(matter) != turn.state.awaited.get(matter):
            await plan_begun(turn.account.id, matter, day, turn.uow, turn.now)
    turn.state.awaited = now


async def shown(turn: Turn, page: str, which: str) -> None:
    """One of the pages, by the data of its button."""
    await PAGES[page](turn, which)


async def followed(turn: Turn, found: Assessment) -> tuple[Rich, Rows]:
    """The verdict is new: what became of the promise, in a line for its page, or the button that asks for one."""
    ripe = ripening.ripe(found, turn.today)
    fate = await follow_ripening(turn.account.id, ripe, turn.uow, turn.now)
    if fate is None:
        waits = ripe is not None and ripe.day > turn.today
        return NOTHING, [[pages.button(turn.texts, "remind", "m:remind")]] if waits else []
    return _told(turn, fate, ripe), ()


async def reconsidered(turn: Turn) -> Rich:
    """The record has changed: what becomes of the promise, in a line."""
    if not turn.state.facts:
        return NOTHING
    ripe = await ripening.found_again(turn.uow, turn.account.id, turn.state, turn.today)
    fate = await follow_ripening(turn.account.id, ripe, turn.uow, turn.now)
    return NOTHING if fate in (None, Fate.KEPT) else _told(turn, fate, ripe)


def _told(turn: Turn, fate: Fate, ripe: Ripe | None) -> Rich:
    if fate is Fate.MOVED and ripe:
        return turn.texts.say("remind.moved", **_when(turn, ripe))
    return turn.texts.say("remind.kept" if fate is Fate.KEPT else "remind.withdrawn")


async def _promise(turn: Turn, which: str) -> None:
    """Promise it, as often as the button is pressed; an old button is held against what is known now."""
    texts = turn.texts
    ripe = await ripening.found_again(turn.uow, turn.account.id, turn.state, turn.today)
    if ripe is None:
        return turn.say("eligible.first", [[pages.button(texts, "menu.eligibility", "m:eligibility")]])
    if ripe.day <= turn.today:
        rows = [[pages.button(texts, "papers", f"m:papers:{ripe.about['way']}")]]
        return turn.say(texts.say("remind.open_already", day=texts.day(ripe.day)), rows)
    await turn.recall()
    person = turn.known["person"]
    turn.state.unmute(Matter.RIPENING)
    await remind_when_ripe(turn.account.id, person.id if person else None, ripe, turn.uow, turn.now)
    return turn.say(texts.say("remind.promised", hour=f"{turn.state.hour:%H:%M}", **_when(turn, ripe)))


async def _list(turn: Turn, which: str) -> None:
    """What is to come, each with its button; where nothing is, what could be."""
    texts, waiting = turn.texts, await _wanted(turn)
    if waiting:
        rows = [[one] for one in _stop_buttons(turn, waiting)]
        if len(waiting) > 1:
            rows.append([pages.button(texts, "stop_all", "m:stop")])
        ways = [pages.button(texts, "settings", "m:remindset"), pages.button(texts, "calendar", "m:calendar")]
        rows.append(ways)
        return turn.say(texts.say("remind.list").then(_lines(turn, waiting), "\n"), rows)
    ripe = await ripening.found_again(turn.uow, turn.account.id, turn.state, turn.today)
    key = ("remind", "m:remind") if ripe and ripe.day > turn.today else ("menu.eligibility", "m:eligibility")
    return turn.say("remind.none", [[pages.button(texts, *key)], [pages.button(texts, "settings", "m:remindset")]])


async def _wanted(turn: Turn) -> tuple[Reminder, ...]:
    """What is to come of the kinds that are on."""
    return tuple(one for one in await to_come(turn.account.id, turn.uow) if one.promise.matter not in turn.state.muted)


async def _cancel(turn: Turn, which: str) -> None:
    """Cancel one; a number that is not one of this chat's cancels nothing."""
    ended = await stop_reminding(turn.account.id, turn.uow, row_number(which))
    if not ended:
        return turn.say("remind.stopped_before")
    return turn.say(turn.texts.say("remind.stopped").then(_lines(turn, ended), "\n"))


async def _stop(turn: Turn, which: str) -> None:
    """Stop all, after saying what is lost."""
    texts = turn.texts
    if which == "yes":
        ended = await stop_reminding(turn.account.id, turn.uow)
        turn.state.muted = sorted(one.value for one in KINDS)
        if not ended:
            return turn.say("remind.stopped_before")
        words = texts.say("remind.stopped").then(_lines(turn, ended), "\n")
        return turn.say(words.then(texts.say("remind.stop_back")))
    waiting = await _wanted(turn)
    if not waiting:
        return turn.say("remind.none", pages.menu(texts))
    rows = [[pages.button(texts, "stop_all", "m:stop:yes")], [pages.button(texts, "keep_reminders", "m:reminders")]]
    return turn.say(texts.say("remind.stop_ask").then(_lines(turn, waiting), "\n"), rows)


PAGES = {
    "remind": _promise,
    "reminders": _list,
    "unremind": _cancel,
    "stop": _stop,
    **reminding_settings.PAGES,
    **visits.PAGES,
    **reaching.PAGES,
}


def _lines(turn: Turn, reminders: tuple[Reminder, ...]) -> Rich:
    words = NOTHING
    for one in reminders:
        day = one.promise.on
        left = turn.texts.left(days_left(day, turn.today))
        line = turn.texts.say("remind.line", day=turn.texts.day(day), left=left, what=_what(turn, one))
        words = words.then(line, "\n")
    return words


def _stop_buttons(turn: Turn, reminders: tuple[Reminder, ...]) -> list[Button]:
    """One for each; for the steps of one year's endorsement one together, they are all of the same last day."""
    buttons: dict[str, Button] = {}
    for one in reminders:
        label = turn.texts.plain("button.stop_one", what=_what(turn, one))
        year = one.promise.matter is Matter.ENDORSEMENT
        data = f"m:letbe:{one.promise.cycle}" if year else f"m:unremind:{one.id}"
        buttons.setdefault(data, Button(label[:LONGEST_LABEL], data))
    return list(buttons.values())


def _what(turn: Turn, one: Reminder) -> str:
    return KINDS[one.promise.matter].line(turn.texts, one)


def _when(turn: Turn, ripe: Ripe) -> dict[str, str]:
    return {"day": turn.texts.day(ripe.day), "left": turn.texts.left(days_left(ripe.day, turn.today))}
