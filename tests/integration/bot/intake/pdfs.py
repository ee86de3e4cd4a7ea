"""PDF files written by hand: honest ones, and ones with things in them that a page does not need."""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = b"0123456789abcdef"


_INK = "0 g 100 100 100 100 re f 0 0 100 100 re f"


@dataclass(frozen=True)
class Sheet:
    """What every page of a file is like."""

    size: tuple[float, float] = (595, 842)
    resources: str = ""
    more: str = ""
    ink: str = _INK


def pdf(pages: int = 1, sheet: Sheet = Sheet(), *, catalog: str = "", more: Sequence[bytes] = ()) -> bytes:
    """Pages with two black squares each; `more` are further objects, numbered from 100."""
    return _file(_objects(pages, sheet, catalog), more)


def with_everything() -> bytes:
    """A script that runs at opening, an attached program, a link."""
    script = b"<< /S /JavaScript /JS (app.alert\\('evil'\\)) >>"
    attached = _stream("/Type /EmbeddedFile", "MZevil.exe")
    link = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://evil.example) >> >>"
    file = "<< /Type /Filespec /F (evil.exe) /EF << /F 101 0 R >> >>"
    catalog = f"/OpenAction 100 0 R /Names << /EmbeddedFiles << /Names [(evil.exe) {file}] >> >>"
    return pdf(1, Sheet(more="/Annots [102 0 R]"), catalog=catalog, more=(script, attached, link))


def filled_form() -> bytes:
    """A form with one field; what was typed into it is drawn by the field, not by the page."""
    field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (x) /F 4 /Rect [300 300 500 500] "
    field += b"/AP << /N 101 0 R >> >>"
    look = _stream("/Type /XObject /Subtype /Form /BBox [0 0 200 200]", "0 g 0 0 200 200 re f")
    sheet = Sheet(more="/Annots [100 0 R]")
    return pdf(1, sheet, catalog="/AcroForm << /Fields [100 0 R] >>", more=(field, look))


def huge_picture(side: int = 40_000) -> bytes:
    """A page with a picture that claims more pixels than any memory holds."""
    head = f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace /DeviceRGB /BitsPerComponent 8"
    sheet = Sheet(resources="/XObject << /I 100 0 R >>", ink="q 500 0 0 500 0 0 cm /I Do Q")
    return pdf(1, sheet, more=(_stream(head, "abc"),))


def encrypted(password: bytes) -> bytes:
    """Locked with a password, by the oldest method; with an empty one it is only protected from copying."""
    own = (password + _PAD)[:32]
    owner = _rc4(hashlib.md5(own).digest()[:5], own)
    rights = struct.pack("<i", -44)
    key = hashlib.md5(own + owner + rights + _ID).digest()[:5]
    user = _rc4(key, _PAD)
    objects = _objects(1, Sheet(), "")
    number = len(objects)  # of the page's content, the last one
    salted = hashlib.md5(key + struct.pack("<I", number)[:3] + b"\0\0").digest()[:10]
    objects[-1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(_INK), _rc4(salted, _INK.encode()))
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >>" % (owner.hex().encode(), user.hex().encode())
    trailer = b"/Encrypt 100 0 R /ID [<%s> <%s>]" % (_ID.hex().encode(), _ID.hex().encode())
    return _file(objects, (lock,), trailer)


def _objects(pages: int, sheet: Sheet, catalog: str) -> list[bytes]:
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(pages))
    made = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
    ]
    box = f"/MediaBox [0 0 {sheet.size[0]} {sheet.size[1]}] /Resources << {sheet.resources} >> {sheet.more}"
    for number in range(pages):
        made.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {4 + 2 * number} 0 R >>".encode())
        made.append(_stream("", sheet.ink))
    return made


def _stream(head: str, content: str) -> bytes:
    return f"<< {head} /Length {len(content)} >>\nstream\n{content}\nendstream".encode()


def _file(objects: Sequence[bytes], more: Sequence[bytes] = (), trailer: bytes = b"") -> bytes:
    """Without a table of places: readers build it anew, as they do for half of the files that people send."""
    numbered = [*enumerate(objects, 1), *enumerate(more, 100)]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in numbered)
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R /Size 200 " + trailer + b" >>\n%%EOF\n"


def _rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)
