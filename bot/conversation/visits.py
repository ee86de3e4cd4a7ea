"""When to go to the office for the endorsement: the calm half-days that are offered, and the one that is chosen."""

from bot import calm
from bot.conversation import pages
from bot.conversation.speech import Button, Rows
from bot.conversation.turn import Turn
from bot.texts import Rich
from domain.usecases.levelling import Due


async def due(turn: Turn) -> Due | None:
    """The endorsement for which he may go now."""
    permit = await turn.permit()
    home = turn.known.get("registration")
    return calm.due_now(permit, home, turn.today) if permit and home else None


async def door(turn: Turn) -> tuple[Rich, Rows]:
    """What he has chosen, in a line, and the way to the half-days; nothing while he may not go."""
    mine = await due(turn)
    if mine is None:
        return Rich(""), ()
    known = await turn.uow.offers.of_person(mine.person_id)
    chosen = known if known and known.cycle == mine.cycle and known.chosen and known.is_open(turn.today) else None
    words = calm.words(turn.texts, turn.desk.calm.about(chosen))
    key, page = ("other_halves", "m:visits:others") if chosen else ("halves", "m:visits")
    return words, [[pages.button(turn.texts, key, page)]]


async def offered(turn: Turn, which: str) -> None:
    """Two calm half-days, each a tap away; two others for who asks for them."""
    mine = await due(turn)
    if mine is None:
        return await _not_now(turn)
    offer = await turn.desk.calm.offer(mine, turn.uow, turn.today, others=which == "others")
    about = turn.desk.calm.about(offer)
    if not about:
        return turn.say(turn.texts.say("calm.none", closes=turn.texts.day(mine.window.closes)), [_mine(turn)])
    more = [] if about.get("chosen") else [[pages.button(turn.texts, "more_halves", "m:visits:others")]]
    return turn.say(calm.words(turn.texts, about), [*calm.rows(turn.texts, about), *more])


async def chosen(turn: Turn, which: str) -> None:
    """He means to come then: kept, so that others are offered another time."""
    mine, half = await due(turn), calm.named(which)
    if mine is None:
        return await _not_now(turn)
    done = await turn.desk.calm.choose(mine, half, turn.uow, turn.today) if half else None
    if done is None:
        turn.say("calm.gone")
        return await offered(turn, "")
    words = calm.words(turn.texts, turn.desk.calm.about(done))
    rows = [
        [pages.button(turn.texts, "calendar", "m:calendar")],
        [pages.button(turn.texts, "other_halves", "m:visits:others")],
    ]
    return turn.say(words, rows)


async def _not_now(turn: Turn) -> None:
    """No endorsement is due: his own dates say when the next one is."""
    turn.say("calm.not_now", [_mine(turn)])


def _mine(turn: Turn) -> list[Button]:
    return [pages.button(turn.texts, "menu.my", "m:my")]


PAGES = {"visits": offered, "visit": chosen}
