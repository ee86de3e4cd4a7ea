"""The pages of a PDF as pictures. Scripts, attachments, links and forms stay behind: a page is what it looks like.

pdfium is not made for threads and reads what strangers wrote: call this in a process that may die (`opening.py`).
"""

from collections.abc import Iterator

import pypdfium2
from PIL import Image

from bot.pictures import LARGEST_SIDE

MOST_PAGES = 20
_DOTS = 200 / 72  # pixels to a point: 200 an inch, what a scanner makes of a page


class DamagedPdf(Exception):
    """It cannot be read, or has no page."""


class LockedPdf(Exception):
    """It wants a password. One that is only protected from copying or printing does not."""


class TooManyPages(Exception):
    """More pages than MOST_PAGES."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


def pages_of(raw: bytes) -> Iterator[Image.Image]:
    """Each page in colour, one after another. Raises DamagedPdf, LockedPdf, TooManyPages."""
    try:
        pdf = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise (LockedPdf if locked else DamagedPdf) from None
    try:
        if len(pdf) > MOST_PAGES:
            raise TooManyPages(len(pdf))
        pdf.init_forms()  # or what was typed into a form would not be seen
        for number in range(len(pdf)):
            yield _drawn(pdf, number)
        if not len(pdf):
            raise DamagedPdf
    except pypdfium2.PdfiumError:
        raise DamagedPdf from None
    finally:
        pdf.close()


def _drawn(pdf: pypdfium2.PdfDocument, number: int) -> Image.Image:
    page = pdf[number]
    longest = max(page.get_size())
    if longest <= 0:
        raise DamagedPdf
    scale = min(_DOTS, LARGEST_SIDE / longest)
    picture: Image.Image = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    page.close()
    return picture
