"""How somebody wants to be reminded: which kinds, at which hour, again later, and as dates in his own calendar."""

from bot.conversation import pages
from bot.conversation.speech import HOURS, Attachment, Button, row_number
from bot.conversation.turn import Turn
from bot.reminders import KINDS, for_calendar
from domain.reminders import Matter
from domain.usecases.planning import let_be, move_to_hour, plan_endorsement, snooze
from domain.usecases.reminding import to_come

EVENTS = "calendar"


async def settings(turn: Turn, _: str) -> None:
    """The kinds that are on and off, and the hour."""
    texts = turn.texts
    rows = [[_switch(turn, one)] for one in KINDS]
    rows.append([pages.button(texts, "hour", "m:remindhour", hour=f"{turn.state.hour:%H:%M}")])
    rows.append([pages.button(texts, "ways", "m:ways"), pages.button(texts, "calendar", "m:calendar")])
    return turn.say("remind.settings", rows)


def _switch(turn: Turn, matter: Matter) -> Button:
    off, kind = matter in turn.state.muted, turn.texts.plain(f"remind.kind.{matter}")
    key, act = ("kind_off", "unmute") if off else ("kind_on", "mute")
    return pages.button(turn.texts, key, f"m:{act}:{matter}", kind=kind)


async def mute(turn: Turn, which: str) -> None:
    """Tell nothing more of a kind; what is lost by it is said."""
    if which not in [one.value for one in KINDS]:
        return turn.say("old.menu", pages.menu(turn.texts))
    turn.state.muted = sorted({*turn.state.muted, which})
    kind = turn.texts.plain(f"remind.kind.{which}")
    row = [pages.button(turn.texts, "unmute", f"m:unmute:{which}"), pages.button(turn.texts, "settings", "m:remindset")]
    return turn.say(turn.texts.say("remind.muted", kind=kind), [row])


async def unmute(turn: Turn, which: str) -> None:
    """Tell of a kind again, from the next day on which there is something to tell."""
    turn.state.unmute(which)
    turn.state.awaited.pop(which, None)  # promised anew when the turn ends
    await turn.recall()
    person = turn.known["person"]
    if which == Matter.ENDORSEMENT and person:
        await plan_endorsement(person.id, turn.uow, turn.now)
    await settings(turn, "")


async def hour(turn: Turn, which: str) -> None:
    """Choose the hour of the day."""
    if which.isdecimal() and int(which) in HOURS:
        turn.state.remind_at = int(which)
        await move_to_hour(turn.account.id, turn.state.hour, turn.uow, turn.now)
        return await settings(turn, "")
    rows = [Button(f"{one}:00", f"m:remindhour:{one}") for one in HOURS]
    return turn.say("remind.which_hour", [rows[at : at + 4] for at in range(0, len(rows), 4)])


async def later(turn: Turn, which: str) -> None:
    """The same once more in three days, or on the last day if that comes before."""
    until = await snooze(turn.account.id, row_number(which), turn.uow, turn.now)
    if until is None:
        return turn.say("remind.no_later", [[pages.button(turn.texts, "menu.my", "m:my")]])
    turn.state.unmute(Matter.ENDORSEMENT)
    return turn.say(turn.texts.say("remind.later", day=turn.texts.day(until)))


async def endorsed(turn: Turn, which: str) -> None:
    """He says that he has been to the desk: what is on record of that, and the ways out where nothing is."""
    texts, permit, cycle = turn.texts, await turn.permit(), row_number(which)
    mine = [pages.button(texts, "menu.my", "m:my")]
    if permit is None:
        return turn.say("old.menu", pages.menu(texts))
    standing = permit.standing(turn.today)
    if standing.cycle > cycle:
        return turn.say(texts.say("remind.endorsed", until=texts.day(standing.due)), [mine])
    waiting = [one.promise for one in await to_come(turn.account.id, turn.uow)]
    coming = any((one.matter, one.cycle) == (Matter.ENDORSEMENT, cycle) for one in waiting)
    let = [[pages.button(texts, "let_be", f"m:letbe:{cycle}")]] if coming else []
    return turn.say("remind.not_endorsed", [[pages.button(texts, "ask_desk", "m:human")], *let, mine])


async def quiet(turn: Turn, which: str) -> None:
    """Tell nothing more of this year's endorsement; what is lost by it is said."""
    texts, permit, cycle = turn.texts, await turn.permit(), row_number(which)
    if permit is None or not await let_be(turn.account.id, cycle, turn.uow):
        return turn.say("remind.stopped_before")
    return turn.say(texts.say("remind.let_be", day=texts.day(permit.standing(turn.today).due)))


async def calendar(turn: Turn, _: str) -> None:
    """What is to come as a file for his own calendar."""
    visit = await turn.desk.calm.planned(turn.account.id, turn.uow, turn.today)
    if not visit and not for_calendar(await to_come(turn.account.id, turn.uow), turn.state.muted):
        return turn.say("remind.none", pages.menu(turn.texts))
    return turn.say("remind.calendar", attachment=Attachment(EVENTS, turn.account.id))


PAGES = {
    "remindset": settings,
    "mute": mute,
    "unmute": unmute,
    "remindhour": hour,
    "snooze": later,
    "endorsed": endorsed,
    "letbe": quiet,
    "calendar": calendar,
}
