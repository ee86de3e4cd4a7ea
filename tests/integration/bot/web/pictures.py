"""Pictures as honest phones and dishonest people send them."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

PLACE = "30 deg 16' N Hangzhou"


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def with_position() -> bytes:
    """A JPEG that says where it was taken, by whom, and more, in EXIF, a comment, XMP and a thumbnail's place."""
    exif = Image.Exif()
    exif[0x010E] = PLACE
    exif[0x013B] = "Wang Xiaoming"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 16.0, 0.0), 3: "E", 4: (120.0, 9.0, 0.0)})
    return photo(exif=exif, comment=PLACE.encode(), xmp=PLACE.encode(), icc_profile=PLACE.encode() * 10)


def png_with_text() -> bytes:
    told = PngInfo()
    told.add_text("Location", PLACE)
    return photo("PNG", pnginfo=told)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size; nothing of that size is in it."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [header, b"IDAT" + zlib.compress(b"\0" * 1000), b"IEND"]
    body = b"".join(struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def zip_in_png() -> bytes:
    """A file that is a picture to a viewer and an archive with a script to whoever unpacks it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    return photo("PNG") + out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = photo("GIF")
TRUNCATED = photo(size=(800, 600), quality=95)[:900]
BROKEN_PNG = photo("PNG", size=(300, 300)).replace(b"IDAT", b"IDAT\xff\xff\xff", 1)
