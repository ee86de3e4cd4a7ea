"""By which ways somebody is reminded: their order, whether by one of them or by all, his phone, his browsers."""

from collections.abc import Awaitable, Callable, Mapping

from bot.channels.sms import mainland
from bot.conversation import pages
from bot.conversation.speech import Rows
from bot.conversation.turn import Turn
from bot.texts import Rich
from domain.people import Person, mask_phone
from domain.reach import PUSH, Door, Way, Wishes, ways


async def page(turn: Turn, _: str) -> None:
    """The ways that there are, in the order in which they are tried, and what can be changed."""
    await _shown(turn)


async def _shown(turn: Turn, lead: str | None = None) -> None:
    texts, person, doors, wishes = turn.texts, await _person(turn), *await _standing(turn)
    ordered = ways(wishes.sorted(doors))
    rows = [
        [pages.button(texts, "way_up", f"m:wayup:{way}", way=_name(turn, way, person, doors))] for way in ordered[1:]
    ]
    if len(ordered) > 1:
        key = "ways_one" if wishes.together else "ways_together"
        rows.append([pages.button(texts, key, f"m:waysall:{int(not wishes.together)}")])
    words = texts.say(f"reach.{lead}") if lead else None
    told = _told(turn, ordered, person, doors, together=wishes.together)
    return turn.say(words.then(told) if words else told, [*rows, *_switches(turn, person, doors)])


def _told(
    turn: Turn, ordered: tuple[str, ...], person: Person | None, doors: tuple[Door, ...], *, together: bool
) -> Rich:
    texts = turn.texts
    if len(ordered) == 1:
        words = texts.say("reach.only_one").then(
            texts.say("reach.one", way=_name(turn, ordered[0], person, doors)), "\n"
        )
    else:
        words = texts.say("reach.page_together" if together else "reach.page")
        for number, way in enumerate(ordered, 1):
            words = words.then(texts.say("reach.line", number=number, way=_name(turn, way, person, doors)), "\n")
    return words.then(texts.say("reach.kept")) if Way.WEB in ordered else words


def _name(turn: Turn, way: str, person: Person | None, doors: tuple[Door, ...]) -> str:
    """A way as it is told; one whose doors are all shut says so."""
    mine = [door for door in doors if door.way == way]
    rings = any(door.channel == PUSH and not door.shut for door in mine)
    phone = mask_phone(person.phone) if person else ""
    name = turn.texts.plain(
        "reach.web_ringing" if rings else f"reach.{way}", **({"phone": phone} if way == Way.SMS else {})
    )
    return turn.texts.plain("reach.shut", way=name) if all(door.shut for door in mine) else name


def _switches(turn: Turn, person: Person | None, doors: tuple[Door, ...]) -> Rows:
    texts, rows = turn.texts, []
    if any(door.channel == Way.SMS for door in doors):
        rows.append([pages.button(texts, "sms_off", "m:sms:off")])
    elif turn.desk.sms and person and mainland(person.phone):
        rows.append([pages.button(texts, "sms_on", "m:sms")])
    if any(door.channel == PUSH and door.rings_for == turn.own.id for door in doors):
        rows.append([pages.button(texts, "ring_off", "m:ringoff")])
    return [*rows, [pages.button(texts, "settings", "m:remindset")]]


async def up(turn: Turn, which: str) -> None:
    """One of the ways is tried earlier."""
    person, doors, wishes = await _person(turn), *await _standing(turn)
    if person and person.id:
        await turn.uow.reaching.wish(person.id, wishes.raised(which, doors))
    return await _shown(turn)


async def together(turn: Turn, which: str) -> None:
    """By all ways at once, or by one of them."""
    person, _, wishes = await _person(turn), *await _standing(turn)
    if person and person.id:
        await turn.uow.reaching.wish(person.id, Wishes(wishes.order, which == "1"))
    return await _shown(turn)


async def sms(turn: Turn, which: str) -> None:
    """His phone: asked for his consent, on, off."""
    texts, person, (doors, _) = turn.texts, await _person(turn), await _standing(turn)
    on = next((door for door in doors if door.channel == Way.SMS), None)
    if which == "off":
        if on is not None:
            await turn.uow.reaching.switch_off(on.account_id)
        return await _shown(turn, "sms_is_off")
    if person is None or not turn.desk.sms or mainland(person.phone) is None:
        return await _shown(turn, "sms_not_here")
    if which == "yes":
        await turn.uow.reaching.beside(turn.own, Way.SMS, str(person.id), turn.instant)
        return await _shown(turn, "sms_is_on")
    rows = [[pages.button(texts, "sms_agree", "m:sms:yes")], [pages.button(texts, "sms_not", "m:ways")]]
    return turn.say(texts.say("reach.sms_ask", phone=mask_phone(person.phone)), rows)


async def ring_off(turn: Turn, _: str) -> None:
    """No browser of this chat shows notices any more."""
    door = await turn.uow.subscriptions.door(turn.own.chat)
    if turn.own.channel == Way.WEB and door is not None:
        await turn.uow.reaching.switch_off(door)
    return await _shown(turn, "ring_is_off")


async def _person(turn: Turn) -> Person | None:
    """Whose chat it is: also for a child he is the one who is reached."""
    if not turn.child:
        await turn.recall()
        known: Person | None = turn.known["person"]
        return known
    return await turn.uow.people.of_account(turn.own.id)


async def _standing(turn: Turn) -> tuple[tuple[Door, ...], Wishes]:
    person = await _person(turn)
    number = person.id if person else None
    return await turn.uow.reaching.doors(turn.own.id, number), await turn.uow.reaching.wishes(number)


PAGES: Mapping[str, Callable[[Turn, str], Awaitable[None]]] = {
    "ways": page,
    "wayup": up,
    "waysall": together,
    "sms": sms,
    "ringoff": ring_off,
}
