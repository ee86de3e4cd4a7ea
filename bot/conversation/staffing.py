"""Joining the desk by a one-time link, and for who leads it: inviting, withdrawing a link, ending somebody's work."""

from datetime import datetime, timedelta
from typing import Any

from bot.conversation import asides, pages
from bot.conversation.speech import row_number
from bot.conversation.turn import Turn
from bot.forms import FORMS
from bot.interview.form import Form
from bot.texts import Rich, texts
from domain.staff import Invitation, InvitationState, Right, Role, Staff
from domain.usecases import desk, staffing

VALID = timedelta(days=7)
"""How long a link opens, unless the operator says otherwise."""
PAGE = 8
"""Staff and links on one page of the list."""
OPEN = InvitationState.OPEN


async def joined(turn: Turn, token: str) -> None:
    """Somebody came by a link with a word in it: an invitation, if it is one."""
    done = await staffing.join(turn.account.id, token, turn.uow, turn.now)
    if isinstance(done, staffing.NotJoined):
        if done.why is InvitationState.UNKNOWN:
            return asides.show_menu(turn, "welcome")
        return turn.say(f"invitation.{done.why}", pages.menu(turn.texts))
    if done.invited_by is not None:
        await _tell_inviter(turn, done.staff, done.invited_by)
    said = turn.texts.say("invitation.joined", role=_role(turn, done.staff.role), area=_area(turn, done.staff.area))
    return turn.say(said, [[pages.button(turn.texts, "queue", "m:queue")]])


async def _tell_inviter(turn: Turn, staff: Staff, account_id: int) -> None:
    account = await turn.uow.accounts.get(account_id)
    if account is not None:
        spoken = texts(account.language)
        role, area = spoken.plain(f"role.{staff.role}"), staff.area or spoken.plain("desk.whole")
        turn.tell(account_id, spoken.say("invitation.used_by", role=role, area=area))


async def page(turn: Turn, what: str) -> None:
    """Who works at the desk and which links are open; for who may invite."""
    act, _, which = what.partition(":")
    number = row_number(which)
    me = await desk.staff_of(turn.account.id, turn.uow)
    me.must(Right.INVITE)
    if act == "invite":
        return pages.open_form(turn, FORMS["inviting"])
    if act == "revoke":
        await staffing.revoke_invitation(me, number, turn.uow, turn.now)
    elif act == "end":
        await staffing.end_work(me, number, turn.uow, turn.now)
    return await _listed(turn, me, number if act == "page" else 0)


async def _listed(turn: Turn, me: Staff, page: int) -> None:
    """Staff and open links of the area, a page at a time, each with the button that ends it."""
    spoken = turn.texts
    members = [one for one in await turn.uow.staff.working() if me.covers(one.area)]
    links = [one for one in await turn.uow.invitations.all() if me.covers(one.area)]
    entries: list[tuple[Staff | Invitation, str, str, datetime]] = [
        *((one, "staff.member", "end", one.joined_at) for one in members),
        *((one, "staff.link", "revoke", one.expires_at) for one in links if one.state(turn.now) is OPEN),
    ]
    shown = entries[page * PAGE : (page + 1) * PAGE]
    lines = [_line(turn, key, one, at) for one, key, _, at in shown]
    rows = [[pages.button(spoken, "invite", "m:staff:invite")]]
    rows += [
        [pages.button(spoken, f"staff_{act}", f"m:staff:{act}:{one.id}", number=one.id)]
        for one, _, act, _ in shown
        if one != me
    ]
    rows += pages.leaves(spoken, "m:staff:page", page, more=len(entries) > (page + 1) * PAGE)
    turn.say(spoken.say("staff.title").then(Rich("\n".join(lines))), rows)


def _line(turn: Turn, key: str, one: Staff | Invitation, at: datetime) -> str:
    day = turn.moment(at)
    return turn.texts.plain(key, number=one.id, role=_role(turn, one.role), area=_area(turn, one.area), at=day)


async def invited(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """Make a link for one person, once."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    token, until = turn.desk.token(), turn.now + VALID
    made = await staffing.invite(me, Role(answers["role"]), answers["area"], token, until, turn.uow, turn.now)
    turn.forget(form)
    link = turn.desk.invitation(turn.event.channel, token)
    slots = {"role": _role(turn, made.role), "area": _area(turn, made.area), "link": link}
    turn.say(turn.texts.say("invitation.made", until=turn.texts.moment(until), **slots))


def _role(turn: Turn, role: Role) -> str:
    return turn.texts.plain(f"role.{role}")


def _area(turn: Turn, area: str) -> str:
    return area or turn.texts.plain("desk.whole")
