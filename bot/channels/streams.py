"""Reading what a stranger sends over HTTP: all of it, however it was cut on its way, and no more than was said."""

from aiohttp import StreamReader


async def whole(stream: StreamReader, most: int) -> bytes:
    """A body of at most so many bytes; empty if it is longer."""
    body = bytearray()
    async for part in stream.iter_any():
        body += part
        if len(body) > most:
            return b""
    return bytes(body)
