"""The dispatcher: no filter that would run in a thread, and a handler for every kind of update that is asked for."""

import inspect
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from aiogram import F, Router
from aiogram.dispatcher.event.telegram import TelegramEventObserver

from bot.channels.telegram import KINDS
from bot.handlers import dispatcher


def observers(router: Router) -> Iterator[tuple[str, TelegramEventObserver]]:
    """Every observer of a router and of all below it."""
    for name, observer in router.observers.items():
        yield f"{router.name}.{name}", observer
    for below in router.sub_routers:
        yield from observers(below)


def synchronous(router: Router) -> list[str]:
    """Filters and handlers that aiogram would run in a thread, 50–70 µs each."""
    found = []
    for place, observer in observers(router):
        root_filters = observer._handler.filters or ()
        calls = [*root_filters, *(one for h in observer.handlers for one in (h, *(h.filters or ())))]
        found += [f"{place}: {one.callback!r}" for one in calls if not _awaited(one.callback)]
    return found


def _awaited(call: object) -> bool:
    return inspect.iscoroutinefunction(inspect.unwrap(call))  # type: ignore[arg-type]


@pytest.fixture
def house() -> Router:
    return dispatcher(SimpleNamespace())  # type: ignore[arg-type]


def test_no_filter_and_no_handler_is_synchronous(house: Router) -> None:
    assert synchronous(house) == []


@pytest.mark.parametrize("sync", [F.text, lambda message: True], ids=["magic", "lambda"])
def test_a_synchronous_filter_would_be_found(sync: object) -> None:
    async def handler(message: object) -> None: ...

    top, below = Router(name="top"), Router(name="below")
    below.message.register(handler, sync)  # type: ignore[arg-type]
    top.include_router(below)
    assert synchronous(top)


def test_every_kind_of_update_that_is_asked_for_has_a_handler(house: Router) -> None:
    served = {place.rpartition(".")[2] for place, observer in observers(house) if observer.handlers}
    assert served - {"update"} == set(KINDS)
