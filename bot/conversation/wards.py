"""Children who are looked after in their guardian's chat: whose turn it is, and what is said of whom.

A child is an account without a chat, so every task does for him what it does for anybody. Here it is found out whom an
event is about: a button says so itself, words are about whom the last ones were about. Whatever is said about a child
begins with his name, and its buttons come back to him.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.conversation import pages
from bot.conversation.speech import Act, Button, Incoming, Rows, Say, State
from bot.conversation.turn import Turn
from bot.interview.draft import Draft
from bot.interview.form import Form
from bot.interview.words import signals
from bot.texts import LONGEST, Rich, Texts, texts, utf16
from domain.registrations import Dwelling
from storage.chats import MOST_WARDS, Account
from storage.unit_of_work import SqlUnitOfWork

CHILDREN = frozenset({"register", "check_eligibility", "apply_permit"})
"""What a guardian asks for a child; any other sentence that names one is about himself."""
_MARKED = re.compile(r"w(\d):(.*)", re.S)
_OWN = ("/start", "/children", "/queue", "/case", "/staff", "/stats")
"""Commands that are about who holds the chat, whomever he looks after just now."""


class ForChild(Exception):
    """The event is about a child: the turn starts again as his, nothing was written. A number that none of the children
    has yet is a new one's."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


async def whose(uow: SqlUnitOfWork, chat: Account, event: Incoming, today: date) -> tuple[Account, Incoming]:
    """Whom an event of a chat is about, and the event as he would have sent it. A button of a child that this chat does
    not look after is no button."""
    if event.act is Act.PRESS:
        marked = _MARKED.fullmatch(event.text)
        if marked is None:
            return chat, event
        number, event = int(marked[1]), replace(event, text=marked[2])
        ward = await uow.accounts.ward(chat.id, number) if number else chat
        return ward or chat, event if ward else replace(event, text="")
    attended = chat.state.get("attends")
    if not attended or event.text.startswith(_OWN) or "oneself" in signals(event.text):
        return chat, event
    ward = await uow.accounts.ward(chat.id, attended)
    fresh = chat.state.get("attended_on") == today.isoformat()
    return ward if ward and (fresh or ward.state.get("active")) else chat, event


async def child(uow: SqlUnitOfWork, chat: Account, number: int, instant: datetime) -> Account:
    """One of the children of a chat; the next number makes a new one."""
    return await uow.accounts.ward(chat.id, number) or await uow.accounts.add_ward(chat, instant)


def attending(chat: Account, number: int, today: date, language: str) -> Account:
    """The guardian's account, with the child whom the next words are about."""
    state = State.from_json(chat.state)
    state.attends, state.attended_on = number, today.isoformat()
    return chat.with_state(state.to_json(), language)


async def voiced(uow: SqlUnitOfWork, account: Account, says: Sequence[Say]) -> list[Say]:
    """What is said, in the chat in which it is: about a child with his name first, and with buttons that are his."""
    if not account.number:
        return list(says)
    lead = texts(account.language).say("ward.lead", name=await called(uow, account))
    spoken = [replace(one, inline=_marked(one.inline, account.number)) for one in says]
    first = next((at for at, one in enumerate(spoken) if not one.edits), None)
    if first is None:
        return spoken
    words = lead.then(spoken[first].words, "\n")
    if utf16(words.text) > LONGEST:
        return [*spoken[:first], Say(lead), *spoken[first:]]
    return [*spoken[:first], replace(spoken[first], words=words), *spoken[first + 1 :]]


def _marked(rows: Rows, number: int) -> Rows:
    return [[replace(one, data=_mark(one.data, number)) for one in row] for row in rows]


def _mark(data: str | None, number: int) -> str | None:
    return data if data is None or _MARKED.fullmatch(data) else f"w{number}:{data}"


async def called(uow: SqlUnitOfWork, ward: Account) -> str:
    """A child's name, once he is registered; before that his number."""
    person = await uow.people.of_account(ward.id)
    return person.name if person else texts(ward.language).plain("ward.nameless", number=ward.number)


async def page(turn: Turn, _: str) -> None:
    """Whom the chat looks after, each a tap away, one more, and the way back to oneself."""
    spoken, children = turn.texts, await turn.uow.accounts.wards(turn.own.id)
    names = [await called(turn.uow, one) for one in children]
    rows = [[Button(name, f"w{one.number}:m:my")] for one, name in zip(children, names, strict=True)]
    rows.append([pages.button(spoken, "add_child", "m:newchild")])
    rows.append([_oneself(spoken)])
    turn.say("ward.list" if children else "ward.none", rows)


async def add(turn: Turn) -> bool:
    """One more child, whose own turn it then is; False if there are as many as may be."""
    if not turn.child:
        await _next_child(turn)
    return bool(turn.child)


async def filled(turn: Turn, form: Form, draft: Draft) -> Rich:
    """A child mostly lives where his guardian does: home and phone are filled in as they are on record of him."""
    guardian = await turn.uow.people.of_account(turn.own.id)
    home = await turn.uow.registrations.active_of(guardian.id) if guardian and guardian.id else None
    if guardian is None or home is None:
        return turn.texts.say("ward.first_of_him")
    told = {"phone": guardian.phone}
    if home.dwelling is Dwelling.RENTED:
        place, host = home.address, home.host
        told |= {"address": place.building, "district": place.district, "street": place.street, "room": place.room}
        told |= {"dwelling": home.dwelling.value, "host_name": host.name if host else ""}
        draft.answers["host_phone"] = host.phone if host else None
    draft.answers |= told
    draft.trail += [name for name in told if form.field(name)]
    return turn.texts.say("ward.filled")


async def _next_child(turn: Turn) -> None:
    """Go on as the child who was begun and never registered, else as a new one; said, if there are enough."""
    children = await turn.uow.accounts.wards(turn.own.id)
    begun = [one.number for one in children if await turn.uow.people.of_account(one.id) is None]
    if begun or len(children) < MOST_WARDS:
        raise ForChild(begun[0] if begun else len(children) + 1)
    turn.say("ward.enough", [[_oneself(turn.texts)]])


async def meant(turn: Turn, intent: str) -> bool:
    """A sentence asks something for a child: go on as the only one who can be meant, or ask for whom. True if that was
    asked."""
    if turn.child:
        return False
    if intent == "register":
        await _next_child(turn)
        return True
    children = await turn.uow.accounts.wards(turn.own.id)
    if len(children) == 1:
        raise ForChild(children[0].number)
    await page(turn, "")
    return True


def _oneself(spoken: Texts) -> Button:
    return pages.button(spoken, "oneself", "w0:m:menu")
