"""How a picture or a document is looked at: fetched by its channel, read for codes, or taken in as a paper.

Pages are kept before the turn that names them is stored; those of a turn that never was are orphans, which a daily
sweep removes (`sweep_daily`). What a file is shows its content, never its name or what the messenger says of it.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from aiogram import Bot

from bot.clock import Clock
from bot.conversation.front import RegisterAway
from bot.conversation.speech import Incoming, Look
from bot.intake import Intake, NotTaken, Refusal, Shows
from bot.intake.reading import LARGEST_FILE
from bot.pictures import NotAPicture, TooLarge
from bot.vouchers.scan import read_codes
from storage.files import FilesUnavailable, SealedFiles
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

log = structlog.get_logger(__name__)

PURPOSE = "paper"
LARGEST_PICTURE = 10 * 1024 * 1024
"""Of a picture that is only looked at for a code."""
SHOWN = {"identity_document": Shows.CARD, "photo": Shows.PORTRAIT}
"""What a photo of a paper shows, where it is no page."""
SWEEP_EVERY = 86400.0
SURELY_STORED = timedelta(days=7)
"""Also pages of which the person has not said yet what they are."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Looks at what people send."""

    bots: Mapping[str, Bot]
    files: SealedFiles
    intake: Intake = field(default_factory=Intake)

    async def look(self, event: Incoming, handing: str | None) -> Look:
        """The codes in a picture; where a paper is handed in, its kept pages and what is wrong with each photo."""
        bot = self.bots[event.channel]
        await bot.send_chat_action(event.chat, "typing")
        file = await bot.get_file(event.file_id or "")
        largest = LARGEST_PICTURE if handing is None else LARGEST_FILE
        if (file.file_size or 0) > largest or not file.file_path:
            return Look(fault="too_large" if handing is None else "file_too_large")
        try:
            content = await bot.download_file(file.file_path)
            raw = content.read() if content else b""
            return await self._codes(raw) if handing is None else await self._pages(raw, handing)
        except FilesUnavailable as away:
            raise RegisterAway from away

    async def _codes(self, raw: bytes) -> Look:
        try:
            return Look(tuple(await asyncio.to_thread(read_codes, raw)))
        except TooLarge:
            return Look(fault="too_large")
        except NotAPicture:
            return Look(fault="not_a_picture")

    async def _pages(self, raw: bytes, handing: str) -> Look:
        taken = await self.intake.take(raw, SHOWN.get(handing, Shows.PAGE))
        if isinstance(taken, NotTaken):
            return Look(fault="file_too_large" if taken.why is Refusal.TOO_LARGE else taken.why.value)
        pages = [await self.files.put(page.jpeg, PURPOSE) for page in taken.pages]
        return Look(
            pages=tuple(pages), advice=tuple(tuple(one.fault.value for one in page.doubts) for page in taken.pages)
        )


async def sweep_daily(files: SealedFiles, store: Store, clock: Clock) -> None:
    """Remove pages that no application names, now and every day; a failed round does not end the rounds."""

    async def known(ids: Sequence[str]) -> Collection[str]:
        async def work(uow: SqlUnitOfWork) -> Collection[str]:
            async with uow:
                return await uow.filings.naming(ids)

        return await store.run(work)

    while True:
        try:
            before: datetime = clock.instant() - SURELY_STORED
            if removed := await files.sweep(PURPOSE, before, known):
                log.info("pages_swept", removed=removed)
        except Exception as error:
            log.error("pages_not_swept", error=type(error).__name__)
        await asyncio.sleep(SWEEP_EVERY)
