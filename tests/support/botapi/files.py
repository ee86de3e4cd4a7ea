"""Files as Telegram keeps them: the bytes that came, and of photos the JPEG pictures people really see."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from tests.support.botapi.errors import bad_request

SIDES = (90, 320, 800, 1280)
PHOTO_LIMIT, DOCUMENT_LIMIT, DOWNLOAD_LIMIT = 10_000_000, 50_000_000, 20_000_000


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file: `data` is what is downloaded; `original` what was uploaded."""

    file_id: str
    unique_id: str
    path: str
    data: bytes
    original: bytes
    kind: str
    shape: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
            **self.shape,
        }


class FileStore:
    """Every file one bot has seen, by id and by path."""

    def __init__(self) -> None:
        self.by_id: dict[str, StoredFile] = {}
        self.by_path: dict[str, StoredFile] = {}
        self._albums: dict[str, list[StoredFile]] = {}

    def add(
        self, data: bytes, kind: str, suffix: str, shape: dict[str, Any], original: bytes | None = None
    ) -> StoredFile:
        number = len(self.by_id)
        stored = StoredFile(
            file_id=f"BQAC{secrets.token_urlsafe(24)}",
            unique_id=f"AgAD{secrets.token_urlsafe(8)}",
            path=f"{kind}/file_{number}{suffix}",
            data=data,
            original=data if original is None else original,
            kind=kind,
            shape=shape,
        )
        self.by_id[stored.file_id] = self.by_path[stored.path] = stored
        return stored

    def add_photo(self, data: bytes) -> list[dict[str, Any]]:
        """The sizes of a photo, small to large; refuses what is no picture."""
        if len(data) > PHOTO_LIMIT:
            raise bad_request("file is too big")
        sizes = [
            self.add(jpeg, "photos", ".jpg", {"width": width, "height": height}, original=data)
            for jpeg, width, height in _jpegs(data)
        ]
        for size in sizes:
            self._albums[size.file_id] = sizes
        return [size.as_json() for size in sizes]

    def add_document(self, data: bytes, name: str, content_type: str) -> dict[str, Any]:
        if not data:
            raise bad_request("file must be non-empty")
        if len(data) > DOCUMENT_LIMIT:
            raise bad_request("file is too big")
        suffix = "." + name.rsplit(".", 1)[1] if "." in name else ""
        return self.add(data, "documents", suffix, {"file_name": name, "mime_type": content_type}).as_json()

    def photo_again(self, file_id: str) -> list[dict[str, Any]]:
        if file_id not in self._albums:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return [size.as_json() for size in self._albums[file_id]]

    def document_again(self, file_id: str) -> dict[str, Any]:
        stored = self.by_id.get(file_id)
        if stored is None or stored.kind != "documents":
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored.as_json()

    def for_download(self, file_id: str) -> StoredFile:
        stored = self.by_id.get(file_id)
        if stored is None:
            raise bad_request("invalid file_id")
        if len(stored.data) > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        return stored


def _jpegs(data: bytes) -> list[tuple[bytes, int, int]]:
    try:
        with Image.open(io.BytesIO(data)) as source:
            width, height = source.size
            if width + height > 10_000 or max(width, height) > 20 * min(width, height):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
            picture = ImageOps.exif_transpose(source).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    largest = max(picture.size)
    sides = [side for side in SIDES if side < largest] + [min(largest, SIDES[-1])]
    return [_jpeg(picture, side) for side in dict.fromkeys(sides)]


def _jpeg(picture: Image.Image, side: int) -> tuple[bytes, int, int]:
    smaller = picture.copy()
    smaller.thumbnail((side, side))
    target = io.BytesIO()
    smaller.save(target, "JPEG", quality=87)
    return target.getvalue(), smaller.width, smaller.height
