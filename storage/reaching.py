"""The doors by which somebody is reached, in the order of nearness, and how he wants them tried.

What only rings is an account beside a chat: the notices of its browsers (`push`), and the phone of the person who
switched that on in it (`sms`, named by the person's number). It goes with its chat.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, update

from domain.reach import PUSH, Door, Way, Wishes
from storage.chats import Account
from storage.link import Sealed
from storage.repositories import SELF
from storage.tables import WAITING, account_people, accounts, messages, wishes


class Reaching(Sealed):
    """Doors and wishes."""

    async def doors(self, account_id: int, person_id: int | None, *, alone: bool = False) -> tuple[Door, ...]:
        """The chat of an account, the other chats of a person the newest first, each with the notices of its browsers,
        then his phone. `alone` leaves his other chats out."""
        near = select(func.coalesce(accounts.c.beside_id, accounts.c.guardian_id, accounts.c.id))
        chat = (await self._link.execute(near.where(accounts.c.id == account_id))).scalar_one_or_none()
        if chat is None:
            return ()
        theirs = [] if alone or person_id is None else await self._chats_of(person_id)
        chats = list(dict.fromkeys([chat, *theirs]))
        ringing = (accounts.c.beside_id.in_(chats) & (accounts.c.channel == PUSH)) | (
            (accounts.c.channel == Way.SMS.value) & (accounts.c.chat == str(person_id))
        )
        found = await self._link.execute(select(accounts).where(or_(accounts.c.id.in_(chats), ringing)))
        return tuple(_door(row) for row in sorted(found, key=lambda row: _nearness(row, chats)))

    async def _chats_of(self, person_id: int) -> Sequence[int]:
        of_him = (account_people.c.person_id == person_id) & (account_people.c.relation == SELF)
        chats = select(func.coalesce(accounts.c.guardian_id, accounts.c.id)).join(
            account_people, account_people.c.account_id == accounts.c.id
        )
        return (await self._link.execute(chats.where(of_him).order_by(accounts.c.id.desc()))).scalars().all()

    async def wishes(self, person_id: int | None) -> Wishes:
        """How a person wants to be reached."""
        row = (await self._link.execute(select(wishes).where(wishes.c.person_id == person_id))).first()
        return Wishes(tuple(row.ways.split(",")) if row.ways else (), bool(row.together)) if row else Wishes()

    async def wish(self, person_id: int, wanted: Wishes) -> None:
        """Keep how a person wants to be reached."""
        values = {"ways": ",".join(wanted.order), "together": int(wanted.together)}
        made = self._link.insert(wishes).values(person_id=person_id, **values)
        await self._link.execute(made.on_conflict_do_update(index_elements=["person_id"], set_=values))

    async def beside(self, chat: Account, channel: str, name: str, now: datetime) -> int:
        """The account that rings for a chat; one that is there already is open again, and belongs to this chat now."""
        row = {"channel": channel, "chat": name, "language": chat.language, "version": 1, "created_at": now}
        again = {"beside_id": chat.id, "language": chat.language, "shut_at": None}
        made = self._link.insert(accounts).values(**row, beside_id=chat.id)
        made = made.on_conflict_do_update(index_elements=["channel", "chat"], set_=again).returning(accounts.c.id)
        return int((await self._link.execute(made)).scalar_one())

    async def switch_off(self, account_id: int) -> None:
        """Nothing rings here any more. What waits for it and lies nowhere else goes to the chat that it was beside,
        without its pause: that would keep everything else of the chat waiting."""
        mine = messages.c.account_id == account_id
        beside = select(accounts.c.beside_id).where(accounts.c.id == account_id).scalar_subquery()
        for row in list(await self._link.execute(select(messages).where(mine, WAITING))):
            if not self._keys.open_json(row.payload, "messages.payload").get("tried"):
                moved = update(messages).where(messages.c.id == row.id)
                freed = {"claimed_by": None, "claimed_at": None, "attempts": 0, "next_try_at": None}
                await self._link.execute(moved.values(account_id=beside, **freed))
        await self._link.execute(delete(accounts).where(accounts.c.id == account_id))

    async def shut_now(self, channel: str) -> int:
        """How many doors of a channel are shut."""
        shut = (accounts.c.channel == channel) & accounts.c.shut_at.is_not(None)
        return int((await self._link.execute(select(func.count()).select_from(accounts).where(shut))).scalar_one())


def _door(row: Row[Any]) -> Door:
    return Door(row.id, row.channel, row.beside_id, bool(row.shut_at))


def _nearness(row: Row[Any], chats: Sequence[int]) -> tuple[int, int]:
    """A chat by its place, the notices of its browsers behind it, a phone behind all chats."""
    if row.channel == Way.SMS:
        return len(chats), 0
    return chats.index(row.beside_id or row.id), int(row.beside_id is not None)
