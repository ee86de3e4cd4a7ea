"""What a migration leaves to do for whoever has the keys: places of registrations that an older version wrote."""

from functools import partial

from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

AT_ONCE = 500
"""Registrations of one transaction: nobody who writes meanwhile waits longer than these take."""


async def place_registrations(store: Store) -> None:
    """Give every registration its place; nothing to do is fine, and so are several that do it at once."""
    last: int | None = 0
    while last is not None:
        last = await store.run(partial(_fill, after=last))


async def _fill(uow: SqlUnitOfWork, after: int) -> int | None:
    async with uow:
        last = await uow.places.fill(after, AT_ONCE)
        await uow.commit()
    return last
