"""The papers of an application for the desk: which there are now, and each sent as PDF to whoever may look at the case.

That it was asked for is written down with the case, and the person can see it. It is drawn when it is brought, and only
for who may look then as well (`bot/papers.py`).
"""

from bot.conversation import pages
from bot.conversation.speech import Attachment, Button
from bot.conversation.turn import Turn
from bot.papers import Named, Printed, there_are
from domain.filings import Filing
from domain.staff import Staff
from domain.usecases import desk


async def listed(turn: Turn, me: Staff, number: int, _: str = "") -> None:
    """The papers that there are; it is a look, and written down as one."""
    there = await _there(turn, await desk.application(me, number, turn.uow))
    await desk.look(me, number, turn.uow, turn.now)
    rows = [[Button(_title(turn, one), f"k:print:{number}:{name}")] for name, one in there.items()]
    turn.say("printing.which" if rows else "printing.none", [*rows, [_back(turn, number)]])


async def sent(turn: Turn, me: Staff, number: int, which: str = "") -> None:
    """One of them, as PDF."""
    filing = await desk.application(me, number, turn.uow)
    one = (await _there(turn, filing)).get(which)
    if one is None:
        return turn.say("printing.gone", [[_back(turn, number)]])
    await desk.printed(me, number, one.kind.value, turn.uow, turn.now)
    named = Named(filing.account_id, filing.id or 0, one.case, one.notice, me.id or 0, number)
    words = turn.texts.say("printing.paper", paper=_title(turn, one), number=number)
    return turn.say(words, [[_back(turn, number)]], attachment=Attachment(one.kind.value, named))


async def _there(turn: Turn, filing: Filing) -> dict[str, Printed]:
    async with turn.uow as uow:
        return there_are(filing, await uow.cases.decided(filing.account_id, filing.id or 0))


def _title(turn: Turn, one: Printed) -> str:
    """What it is called; of several notices also the day."""
    title = turn.texts.plain(f"paper.title.{one.kind}")
    return f"{title} {turn.texts.day(one.on)}" if one.on else title


def _back(turn: Turn, number: int) -> Button:
    return pages.button(turn.texts, "to_case", f"m:case:{number}", number=number)


ACTS = {"docs": listed, "print": sent}
"""What the buttons do."""
