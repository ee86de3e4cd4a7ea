"""Documents and pictures set by Typst from a template and plain data.

A template is a `.typ` file of this folder; data reach it as JSON, so a text is a value there and never markup:
`#evil` and `$x$` are set as they stand. Strings are made harmless on the way: one line each, without controls, marks
of direction and characters that show nothing.
"""

import asyncio
import io
import json
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst
from PIL import Image

from bot.vouchers.lettering import clean, fonts

TEMPLATES = Path(__file__).parent
PIXELS = 3.0
"""Of a picture for each point of its page. Pages for phones are 360 points wide, a small phone's width."""
_POINTS_PER_INCH = 72
_COLOURS = 128


class NotSet(RuntimeError):
    """A document could not be set; it names the template alone, for what Typst says may quote the data."""


class Typesetter:
    """Sets documents, one at a time in a process, off the event loop; fonts and templates are read once."""

    def __init__(self, templates: Path = TEMPLATES) -> None:
        self._templates = templates
        self._lock = Lock()  # the compiler takes one job at a time, and a job goes on when its awaiter is gone
        self._compiler: typst.Compiler | None = None

    async def png(self, template: str, data: Mapping[str, Any]) -> bytes:
        """The only page of a document as a picture; NotSet if it has more, or cannot be set."""
        return await asyncio.to_thread(lambda: smaller(self._set(template, data, "png")))

    async def pdf(self, template: str, data: Mapping[str, Any]) -> bytes:
        """A document as PDF, with its text in it; NotSet if it cannot be set."""
        return await asyncio.to_thread(self._set, template, data, "pdf")

    def _set(self, template: str, data: Mapping[str, Any], medium: Literal["png", "pdf"]) -> bytes:
        inputs = {"data": json.dumps(harmless(data), ensure_ascii=False)}
        page = str(self._templates / f"{template}.typ")
        with self._lock:
            try:
                made = self._press().compile(page, format=medium, ppi=PIXELS * _POINTS_PER_INCH, sys_inputs=inputs)
            except RuntimeError:  # TypstError is one
                raise NotSet(template) from None
        if not isinstance(made, bytes):
            raise NotSet(template)
        return made

    def _press(self) -> typst.Compiler:
        if self._compiler is None:
            ours = typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts().path.parent]
            )
            self._compiler = typst.Compiler(root=self._templates, font_paths=ours, ignore_system_fonts=True)
        return self._compiler


def smaller(picture: bytes) -> bytes:
    """The same picture in 128 colours, at a third of the bytes: the edges of letters need no more."""
    with Image.open(io.BytesIO(picture)) as full:
        few = full.convert("RGB").quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG")
    return out.getvalue()


def harmless(data: Any) -> Any:
    """The same data with every string cleaned, however deep it lies."""
    match data:
        case str():
            return clean(data)
        case Mapping():
            return {name: harmless(value) for name, value in data.items()}
        case list() | tuple():
            return [harmless(value) for value in data]
    return data
