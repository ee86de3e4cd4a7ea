"""A stored voucher as what leaves the house: the signed text of its code, and the picture of its card."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

from bot.attachments import Gone
from bot.clock import SHANGHAI, Clock
from bot.vouchers import codes
from bot.vouchers.card import CardContent, voucher_card
from bot.vouchers.claims import VoucherClaims
from bot.vouchers.keys import VoucherKeys
from bot.vouchers.wire import Checked, check, sign, to_text
from domain.people import Person
from domain.registrations import Registration
from domain.vouchers import FreshId, Voucher, public_view
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork


class NoSuchVoucher(Gone):
    """There is no voucher with this id."""


@dataclass(frozen=True, slots=True)
class Issuing:
    """Signs, draws and checks vouchers with the house's keys."""

    store: Store
    keys: VoucherKeys
    clock: Clock
    public_url: str

    def fresh(self) -> FreshId:
        """An id and a short code that nobody can guess."""
        return FreshId(secrets.token_bytes(16), codes.new_code(secrets.token_bytes(codes.RANDOM_BYTES)))

    def text(self, voucher: Voucher, person: Person, registration: Registration) -> str:
        """The text of the code, signed now with the key in use."""
        self.keys.refresh()
        view = public_view(person, registration)
        ends = datetime.combine(voucher.expires_on + timedelta(days=1), time(), SHANGHAI)
        claims = VoucherClaims(
            issuer=urlsplit(self.public_url).netloc,
            id=voucher.id,
            issued_at=voucher.issued_at.astimezone(UTC).replace(microsecond=0),
            expires_at=ends,
            name=view.name,
            document=view.document,
            address=view.address,
            registered_on=view.registered_on,
        )
        return to_text(sign(claims, self.keys.signing), self.public_url)

    def check(self, text: str, now: datetime) -> Checked:
        """Read and verify the text of a code; a key revoked meanwhile by another process no longer counts."""
        self.keys.refresh()
        return check(text, self.keys.public, now)

    async def draw(self, voucher_id: str, language: str) -> bytes:
        """The card of a voucher as PNG, in its present state."""
        wanted = bytes.fromhex(voucher_id)

        async def work(uow: SqlUnitOfWork) -> tuple[Voucher, Person, Registration]:
            async with uow:
                voucher = await uow.vouchers.get(wanted)
                if voucher is None:
                    raise NoSuchVoucher(voucher_id)
                registration = await uow.registrations.get(voucher.registration_id)
                return voucher, await uow.people.get(registration.person_id), registration

        voucher, person, registration = await self.store.run(work)
        state = voucher.state(self.clock.today())
        text = self.text(voucher, person, registration)
        view = public_view(person, registration)
        content = CardContent(
            name=view.name,
            document=view.document,
            address=view.address,
            registered_on=view.registered_on,
            valid_until=voucher.expires_on,
            code=voucher.code,
            state=state,
        )
        return await asyncio.to_thread(voucher_card, content, text, language)


def proof_code() -> str:
    """A code to type once: six digits."""
    return f"{secrets.randbelow(10**6):06d}"
