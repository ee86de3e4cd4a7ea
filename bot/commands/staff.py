"""`anju staff`: invite somebody to the desk by a one-time link, list who works there, withdraw a link, end work."""

import argparse
import asyncio
import secrets
import sys
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.unit_of_work import SqlUnitOfWork


def add(subparsers: Any) -> None:
    """Declare the command and its parts."""
    told = "who works at the desk: invite, list, revoke a link, remove"
    parser = subparsers.add_parser("staff", help=told, description=told)
    parts = parser.add_subparsers(dest="part", required=True, metavar="invite|list|revoke|remove")
    invite = parts.add_parser("invite", help="print a one-time link")
    invite.add_argument("--role", required=True, choices=("officer", "grid", "admin"))
    invite.add_argument("--area", default="", metavar="AREA", help="a district or sub-district; without it, everything")
    invite.add_argument("--days", type=_whole(90), default=7, metavar="N", help="how long the link opens (7)")
    invite.set_defaults(run=lambda chosen: _guarded(_invite, chosen))
    parts.add_parser("list", help="staff and links").set_defaults(run=lambda chosen: _guarded(_list, chosen))
    for name, does, doing in (("revoke", "withdraw a link", _revoke), ("remove", "end somebody's work", _remove)):
        part = parts.add_parser(name, help=does)
        part.add_argument("number", type=_whole(10**18), metavar="NUMBER")
        part.set_defaults(run=lambda chosen, doing=doing: _guarded(doing, chosen))


def _whole(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or len(text) > len(str(most)) or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {most}")
        return int(text)

    return read


class _Refused(Exception):
    """It cannot be done as asked; the text is for whoever typed it."""


Doing = Callable[["SqlUnitOfWork", argparse.Namespace, "Settings", datetime], Coroutine[Any, Any, list[str]]]


def _guarded(doing: Doing, chosen: argparse.Namespace) -> int:
    from bot.settings import BadSetting, read

    settings = read()
    try:
        lines = asyncio.run(_done(doing, chosen, settings))
    except (BadSetting, _Refused) as problem:
        print(problem, file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 0


async def _done(doing: Doing, chosen: argparse.Namespace, settings: "Settings") -> list[str]:
    from bot.app import keys_of, migrate, store_of
    from bot.clock import Clock

    await migrate(settings)
    store = store_of(settings, keys_of(settings))
    now = Clock(settings.today).now()
    try:
        return await store.run(lambda uow: doing(uow, chosen, settings, now))
    finally:
        await store.close()


async def _invite(uow: "SqlUnitOfWork", chosen: argparse.Namespace, settings: "Settings", now: datetime) -> list[str]:
    from bot.app import web_link
    from bot.interview.places import area_named
    from domain.staff import Role
    from domain.usecases.staffing import invite

    area = area_named(chosen.area) if chosen.area else ""
    if area is None:
        raise _Refused(f"--area: {chosen.area} names no one district or sub-district; write it like 拱墅区大关街道")
    token, until = secrets.token_urlsafe(16), now + timedelta(days=chosen.days)
    made = await invite(None, Role(chosen.role), area, token, until, uow, now)
    told = f"link {made.id}: {made.role}, {area or 'all areas'}, opens once, until {until:%Y-%m-%d %H:%M}"
    chat = [f"or send to the bot:  /start {token}"] if settings.telegram_token else []
    return [told, web_link(settings.public_url, token), *chat]


async def _list(uow: "SqlUnitOfWork", chosen: argparse.Namespace, settings: "Settings", now: datetime) -> list[str]:
    async with uow:
        members, links = await uow.staff.working(), await uow.invitations.all()
    lines = [
        f"staff {one.id}: {one.role}, {one.area or 'all areas'}, since {one.joined_at:%Y-%m-%d}" for one in members
    ]
    lines += [f"link {one.id}: {one.role}, {one.area or 'all areas'}, {one.state(now)}" for one in links]
    return lines or ["nobody yet"]


async def _revoke(uow: "SqlUnitOfWork", chosen: argparse.Namespace, settings: "Settings", now: datetime) -> list[str]:
    from domain.usecases.staffing import revoke_invitation

    if await revoke_invitation(None, chosen.number, uow, now) is None:
        raise _Refused(f"no open link has number {chosen.number}")
    return [f"link {chosen.number} opens nothing any more"]


async def _remove(uow: "SqlUnitOfWork", chosen: argparse.Namespace, settings: "Settings", now: datetime) -> list[str]:
    from domain.usecases.staffing import end_work

    if await end_work(None, chosen.number, uow, now) is None:
        raise _Refused(f"nobody at the desk has number {chosen.number}")
    return [f"staff {chosen.number} has left: cases are back in the queue, links that were made open nothing any more"]
