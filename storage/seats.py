"""Under which name a process claims messages: the first free of a row of files, kept locked as long as it lives.

Whoever dies leaves his seat without a word, and who takes it next on the same machine has his name: what the dead one
had claimed is his successor's at once, and nobody has to wait until the claim runs out.
"""

import fcntl
import os
import socket
from hashlib import blake2b
from itertools import count
from pathlib import Path


class Seat:
    """A taken seat; `name` says nothing that a log may not."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        place = blake2b(f"{socket.gethostname()} {folder.resolve()}".encode(), digest_size=8).hexdigest()
        for number in count(1):
            self._file = os.open(folder / f"{number}.seat", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(self._file)
                continue
            self.name = f"{place}/{number}"
            return

    def leave(self) -> None:
        """Let somebody else have it."""
        os.close(self._file)
