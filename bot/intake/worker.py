"""The process in which one handed-in file is opened: file in, outcome out, over pipes; it writes nothing anywhere.

It is given neither our settings nor our keys, limits itself before it reads a byte, and leaves no core on the disk.
"""

import resource
import sys

from bot.intake.outcome import to_bytes
from bot.intake.quality import Shows
from bot.intake.reading import LARGEST_FILE, read

MEMORY = 1536 * 1024 * 1024
"""The largest picture allowed takes a third of it."""
SECONDS = 30


def main() -> None:
    """Open the file on standard input; the first argument is what it shows."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    raw = sys.stdin.buffer.read(LARGEST_FILE + 1)
    sys.stdout.buffer.write(to_bytes(read(raw, Shows(sys.argv[1]))))


if __name__ == "__main__":
    main()
