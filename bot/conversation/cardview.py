"""How a card that is being replaced, and a card from before the IC card, look to their holder and to the desk."""

from bot.conversation import appealing, pages
from bot.conversation.speech import Button, Rows
from bot.conversation.turn import Turn
from bot.texts import NOTHING, Rich, Texts
from domain.cards import CardState, Permit
from domain.days import days_left
from domain.oldcards import OldCard
from domain.usecases import changing


async def card(turn: Turn, permit: Permit) -> tuple[Rich, list[Button]]:
    """Whether a new card is on its way, under which number and by when somebody answers; and what its holder may do."""
    report = pages.button(turn.texts, "lost_card", "m:lostcard")
    if not permit.awaits_card:
        return NOTHING, [report]
    words = turn.texts.say(f"card.replacing_{permit.card}")
    case = await turn.uow.cases.replacing(permit.id or 0)
    if case is None:
        return words.then(turn.texts.say("card.no_case"), "\n"), [report, back(turn.texts, permit)]
    return words.then(Rich(appealing.state(turn, case)), "\n"), [back(turn.texts, permit)]


def back(texts: Texts, permit: Permit) -> Button:
    """Takes a report back."""
    return pages.button(texts, "card_found" if permit.card is CardState.LOST else "card_usable", "m:foundcard")


def slots(texts: Texts, card: OldCard) -> dict[str, str]:
    """An old card by its name and its last day."""
    return {"kind": texts.plain(f"choice.old_kind.{card.kind}"), "until": texts.day(card.valid_until)}


def left(turn: Turn, card: OldCard) -> str:
    """How long an old card is still valid."""
    return turn.texts.left(days_left(card.valid_until, turn.today))


async def old_card(turn: Turn) -> Rich:
    """The old card that a person has told of and that has not ended, in a line."""
    card = await changing.old_card_of(turn.account.id, turn.uow)
    if card is None:
        return NOTHING
    if not card.is_valid(turn.today):
        return turn.texts.say("oldcard.expired", **slots(turn.texts, card))
    return turn.texts.say("oldcard.valid", left=left(turn, card), **slots(turn.texts, card))


async def beside_verdict(turn: Turn) -> tuple[Rich, Rows]:
    """What a verdict adds for who holds an old card: its line, or the way to tell of one."""
    if await turn.permit() is not None:
        return NOTHING, ()
    words = await old_card(turn)
    return words, () if words.text else [[pages.button(turn.texts, "old_card", "m:oldcard")]]


def change(texts: Texts, card: OldCard | None, key: str = "oldcard.change") -> Rich:
    """That an application changes an old card; nothing for a first one."""
    return texts.say(key, **slots(texts, card)) if card else NOTHING
