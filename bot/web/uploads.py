"""Pictures that people send through the web chat: checked, re-encoded without their metadata, sealed on disk.

A name opens only in the chat it was sent in, for its file is sealed for that chat; a job removes them by age.
"""

import asyncio
import io
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import structlog
from PIL import Image, ImageOps

from bot.vouchers.scan import NotAPicture, TooLarge, open_picture
from storage.keyring import CannotOpen, KeyRing

log = structlog.get_logger(__name__)

LARGEST_SIDE = 2560
KEPT_DAYS = 30
CLEAN_EVERY = 86400.0
_NAME = re.compile(r"(\d{1,15})-[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Uploads:
    """The folder of uploaded pictures."""

    folder: Path
    keys: KeyRing

    def store(self, chat: int, raw: bytes) -> str:
        """Keep a picture and give its name; NotAPicture or TooLarge for what is none."""
        name = f"{chat}-{secrets.token_hex(16)}"
        sealed = self.keys.seal(re_encoded(raw), f"upload:{name}")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.folder / name).write_bytes(sealed)
        return name

    def read(self, name: str) -> bytes:
        """The picture of a name; NotAPicture if there is none."""
        if not _NAME.fullmatch(name) or not (path := self.folder / name).is_file():
            raise NotAPicture
        try:
            return self.keys.open(path.read_bytes(), f"upload:{name}")
        except CannotOpen:
            raise NotAPicture from None

    def has(self, name: str) -> bool:
        """Whether there is such a picture, still."""
        return _NAME.fullmatch(name) is not None and (self.folder / name).is_file()

    def belongs(self, name: str, chat: int) -> bool:
        """Whether the picture was sent in that chat."""
        found = _NAME.fullmatch(name)
        return found is not None and int(found[1]) == chat

    def clean(self) -> int:
        """Remove what is older than it may be; how many."""
        if not self.folder.is_dir():
            return 0
        oldest = time.time() - KEPT_DAYS * 86400
        old = [path for path in self.folder.iterdir() if path.stat().st_mtime < oldest]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


async def clean_daily(uploads: Uploads) -> None:
    """Remove old pictures now and every day; a failed round is told to the log and does not end the rounds."""
    while True:
        try:
            if removed := await asyncio.to_thread(uploads.clean):
                log.info("uploads_cleaned", removed=removed)
        except OSError as error:
            log.error("uploads_not_cleaned", error=type(error).__name__)
        await asyncio.sleep(CLEAN_EVERY)


def re_encoded(raw: bytes) -> bytes:
    """The picture itself and nothing that came with it, at a size worth keeping."""
    with open_picture(raw) as picture:
        try:
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
        except Exception as error:  # decoders of damaged files raise whatever they stumbled over
            raise NotAPicture(type(error).__name__) from None
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    plain = Image.new("RGB", upright.size, "white")  # a new picture has none of the old one's comments and profiles
    plain.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=90)
    return out.getvalue()


__all__ = ["NotAPicture", "TooLarge", "Uploads", "clean_daily", "re_encoded"]
