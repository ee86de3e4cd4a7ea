"""What people send through the web chat: pictures, re-encoded without their metadata, and PDF as it came; sealed.

A name opens only in the chat it was sent in, for its file is sealed for that chat; a job removes them by age. A PDF is
never opened here: its pages are drawn in a process of their own where it is handed in (`bot/intake/`).
"""

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from aiohttp import BodyPartReader, http, web

from bot.intake.kinds import PDF, kind_of
from bot.intake.reading import LARGEST_FILE
from bot.pictures import NotAPicture, TooLarge, re_encoded
from storage.files import FileMissing, FilesUnavailable, FileTampered, SealedFiles

log = structlog.get_logger(__name__)

KEPT_DAYS = 30
CLEAN_EVERY = 86400.0
_PICTURES, _PAPERS = "uploads", "uploadpdf"
"""Purposes of the files; only what was seen to be a PDF has a name that ends so."""
_NAME = re.compile(r"([0-9]{1,15})-([0-9a-f]{32})(\.pdf)?")
MEDIA = {_PICTURES: "image/jpeg", _PAPERS: "application/pdf"}


@dataclass(frozen=True, slots=True)
class Uploads:
    """The uploads among the sealed files."""

    files: SealedFiles

    async def store(self, chat: int, raw: bytes) -> str:
        """Keep a picture or a PDF and give its name; NotAPicture or TooLarge for what is none, or FilesUnavailable."""
        if kind_of(raw) == PDF:
            if len(raw) > LARGEST_FILE:
                raise TooLarge("bytes")
            return f"{await self._put(chat, raw, _PAPERS)}.pdf"
        return await self._put(chat, await asyncio.to_thread(re_encoded, raw), _PICTURES)

    async def _put(self, chat: int, content: bytes, purpose: str) -> str:
        file = await self.files.put(content, purpose, owner=str(chat))
        return f"{chat}-{file.removeprefix(f'{purpose}-')}"

    async def read(self, name: str) -> bytes:
        """The content of a name; NotAPicture if there is none, or FilesUnavailable."""
        if not (found := _NAME.fullmatch(name)):
            raise NotAPicture
        try:
            return await self.files.get(file_of(name), owner=found[1])
        except (FileMissing, FileTampered):
            raise NotAPicture from None

    async def has(self, name: str) -> bool:
        """Whether there is such an upload, still; or FilesUnavailable."""
        return _NAME.fullmatch(name) is not None and await self.files.exists(file_of(name))

    def belongs(self, name: str, chat: int) -> bool:
        """Whether it was sent in that chat."""
        found = _NAME.fullmatch(name)
        return found is not None and int(found[1]) == chat

    async def clean(self) -> int:
        """Remove what is older than it may be; how many."""
        before = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
        return sum([await self.files.clean(purpose, before) for purpose in MEDIA])


async def clean_daily(uploads: Uploads) -> None:
    """Remove old uploads now and every day; a failed round is told to the log and does not end the rounds."""
    while True:
        try:
            if removed := await uploads.clean():
                log.info("uploads_cleaned", removed=removed)
        except FilesUnavailable as error:
            log.error("uploads_not_cleaned", error=str(error))
        await asyncio.sleep(CLEAN_EVERY)


async def photo_part(request: web.Request) -> bytes | None:
    """The bytes of the file in a form, not many more than allowed; None where there is none, or no proper form."""
    if not request.content_type.startswith("multipart/"):
        return None
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name != "photo":
                continue
            raw = bytearray()
            while len(raw) <= LARGEST_FILE and (chunk := await part.read_chunk()):
                raw += chunk
            return bytes(raw)
    except (ValueError, http.HttpProcessingError):
        pass
    return None


def is_paper(name: str) -> bool:
    """Whether a name is that of a PDF."""
    return name.endswith(".pdf")


def media_of(name: str) -> str:
    """What an upload is, to whoever reads it."""
    return MEDIA[_PAPERS if is_paper(name) else _PICTURES]


def file_of(name: str) -> str:
    """The id of an upload's file among the sealed ones."""
    return f"{_PAPERS if is_paper(name) else _PICTURES}-{name.partition('-')[2].removesuffix('.pdf')}"


__all__ = [
    "KEPT_DAYS",
    "NotAPicture",
    "TooLarge",
    "Uploads",
    "clean_daily",
    "file_of",
    "is_paper",
    "media_of",
    "photo_part",
]
