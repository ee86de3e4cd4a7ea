"""Pictures that people send through the web chat: checked, re-encoded without their metadata, sealed.

A name opens only in the chat it was sent in, for its file is sealed for that chat; a job removes them by age.
"""

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot.pictures import NotAPicture, TooLarge, re_encoded
from storage.files import FileMissing, FilesUnavailable, FileTampered, SealedFiles

log = structlog.get_logger(__name__)

KEPT_DAYS = 30
CLEAN_EVERY = 86400.0
_PURPOSE = "uploads"
_NAME = re.compile(r"([0-9]{1,15})-([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Uploads:
    """The uploaded pictures among the sealed files."""

    files: SealedFiles

    async def store(self, chat: int, raw: bytes) -> str:
        """Keep a picture and give its name; NotAPicture or TooLarge for what is none, or FilesUnavailable."""
        picture = await asyncio.to_thread(re_encoded, raw)
        file = await self.files.put(picture, _PURPOSE, owner=str(chat))
        return f"{chat}-{file.removeprefix(f'{_PURPOSE}-')}"

    async def read(self, name: str) -> bytes:
        """The picture of a name; NotAPicture if there is none, or FilesUnavailable."""
        if not (found := _NAME.fullmatch(name)):
            raise NotAPicture
        try:
            return await self.files.get(file_of(name), owner=found[1])
        except (FileMissing, FileTampered):
            raise NotAPicture from None

    async def has(self, name: str) -> bool:
        """Whether there is such a picture, still; or FilesUnavailable."""
        return _NAME.fullmatch(name) is not None and await self.files.exists(file_of(name))

    def belongs(self, name: str, chat: int) -> bool:
        """Whether the picture was sent in that chat."""
        found = _NAME.fullmatch(name)
        return found is not None and int(found[1]) == chat

    async def clean(self) -> int:
        """Remove what is older than it may be; how many."""
        return await self.files.clean(_PURPOSE, datetime.now(UTC) - timedelta(days=KEPT_DAYS))


async def clean_daily(uploads: Uploads) -> None:
    """Remove old pictures now and every day; a failed round is told to the log and does not end the rounds."""
    while True:
        try:
            if removed := await uploads.clean():
                log.info("uploads_cleaned", removed=removed)
        except FilesUnavailable as error:
            log.error("uploads_not_cleaned", error=str(error))
        await asyncio.sleep(CLEAN_EVERY)


def file_of(name: str) -> str:
    """The id of a picture's file among the sealed ones."""
    return f"{_PURPOSE}-{name.partition('-')[2]}"


__all__ = ["KEPT_DAYS", "NotAPicture", "TooLarge", "Uploads", "clean_daily", "file_of"]
