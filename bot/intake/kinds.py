"""What a file is, by its first bytes; never by its name or by what somebody says it is."""

PDF, PICTURE = "pdf", "picture"

_PDF_WITHIN = 1024  # readers of PDF look so far for its mark: mail programs put things in front of it
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", PICTURE),
    (b"\x89PNG\r\n\x1a\n", PICTURE),
    (b"BM", PICTURE),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"PK\x03\x04", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"ID3", "sound"),
    (b"OggS", "sound"),
)
_BRANDS = {b"heic": "heic", b"heix": "heic", b"mif1": "heic", b"msf1": "heic", b"heim": "heic", b"avif": "avif"}
_OFFICE = (b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.oasis")


def kind_of(raw: bytes) -> str:
    """`pdf`, `picture`, or what else it seems to be: gif, tiff, heic, avif, svg, office, archive, program, sound, film,
    text, unknown."""
    kind = next((kind for start, kind in _STARTS if raw.startswith(start)), None)
    if raw[:4] == b"RIFF":
        return PICTURE if raw[8:12] == b"WEBP" else "film"
    if raw[4:8] == b"ftyp":
        return _BRANDS.get(raw[8:12], "film")
    if kind == "archive" and any(mark in raw[:4096] for mark in _OFFICE):
        return "office"
    if kind is None and b"%PDF-" in raw[:_PDF_WITHIN]:
        return PDF
    return kind or _written(raw)


def _written(raw: bytes) -> str:
    start = raw[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) and b"<svg" in start:
        return "svg"
    return "unknown" if b"\0" in start or not start else "text"
