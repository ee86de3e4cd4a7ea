"""Counted attempts at guessable things, and codes by which somebody proves who he is.

Both answer alike whether there was anything to find, so that neither can be used to ask who is registered.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from storage.link import Sealed
from storage.tables import attempts, proofs

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=12)
FORGOTTEN_AFTER = timedelta(days=1)
PROOF_TRIES = 5
PROOF_LIFE = timedelta(minutes=10)


class Attempts(Sealed):
    """The first tries are free, then each one doubles the wait."""

    async def take(self, subject: str, now: datetime) -> timedelta:
        """Count a try of `subject` ("code:account:7"). Zero if it may go on, else how long to wait; a try made
        while waiting is not counted, so that waiting ends."""
        key = self._keys.index(subject, "attempts")
        new = self._link.insert(attempts).on_conflict_do_nothing()
        await self._link.execute(new, {"subject": key, "count": 0, "free_at": now})
        known = select(attempts.c["count"].label("tried"), attempts.c.free_at).where(attempts.c.subject == key)
        row = (await self._link.execute(known.with_for_update())).one()
        free_at: datetime = row.free_at
        if now < free_at:
            return free_at - now
        count = 1 if now - free_at > FORGOTTEN_AFTER else row.tried + 1
        values = {"count": count, "free_at": now + _wait_after(count)}
        await self._link.execute(update(attempts).where(attempts.c.subject == key).values(values))
        return timedelta()


def _wait_after(count: int) -> timedelta:
    if count < FREE_TRIES:
        return timedelta()
    return min(FIRST_WAIT * (1 << min(count - FREE_TRIES, 20)), LONGEST_WAIT)


class Proofs(Sealed):
    """One pending proof an account: a code sent to where the person was known before."""

    async def start(self, account_id: int, person_id: int | None, code: str, now: datetime) -> None:
        """Begin a proof, in place of an older one; `person_id` None where there is nobody to prove to be."""
        row: dict[str, Any] = {
            "person_id": person_id,
            "code_index": self._index(code),
            "expires_at": now + PROOF_LIFE,
            "tries_left": PROOF_TRIES,
        }
        new = self._link.insert(proofs).values(account_id=account_id, **row)
        await self._link.execute(new.on_conflict_do_update(index_elements=["account_id"], set_=row))

    async def check(self, account_id: int, code: str, now: datetime) -> int | None:
        """The person that the right code in time proves the account to be; the code then is spent."""
        mine = proofs.c.account_id == account_id
        row = (await self._link.execute(select(proofs).where(mine).with_for_update())).first()
        if row is None or now >= row.expires_at or row.tries_left < 1:
            return None
        if row.code_index != self._index(code) or row.person_id is None:
            await self._link.execute(update(proofs).where(mine).values(tries_left=row.tries_left - 1))
            return None
        await self._link.execute(delete(proofs).where(mine))
        return int(row.person_id)

    def _index(self, code: str) -> bytes:
        return self._keys.index(code, "proofs.code")
