"""Asking what state a voucher is in: by the id in its code, or by the short code that a person types."""

from dataclasses import dataclass
from datetime import date

from domain.ports import UnitOfWork
from domain.vouchers import PublicView, Voucher, VoucherState, public_view


@dataclass(frozen=True, slots=True)
class Answered:
    """The state, and what anybody may read where the asker proved to hold the voucher's code; else None."""

    state: VoucherState
    view: PublicView | None = None
    voucher: Voucher | None = None


async def voucher_state(voucher_id: bytes, uow: UnitOfWork, today: date) -> VoucherState:
    """The state of the voucher with this id, and nothing else of it."""
    async with uow:
        voucher = await uow.vouchers.get(voucher_id)
    return voucher.state(today) if voucher else VoucherState.UNKNOWN


async def look_up_code(code: str, uow: UnitOfWork, today: date) -> Answered:
    """What the holder of the short code may read: the masked content while the voucher is good for something.

    A voucher that was superseded, ended or revoked tells its state alone: its content may no longer be true.
    """
    async with uow:
        voucher = await uow.vouchers.with_code(code)
        if voucher is None:
            return Answered(VoucherState.UNKNOWN)
        state = voucher.state(today)
        if state not in (VoucherState.VALID, VoucherState.EXPIRED):
            return Answered(state)
        registration = await uow.registrations.get(voucher.registration_id)
        person = await uow.people.get(registration.person_id)
    return Answered(state, public_view(person, registration), voucher)
