"""`anju rules`: JSON lines in, JSON lines out, one rule a line; a bad line is answered and passed over.

Lines are UTF-8 whatever the locale says. What has arrived is answered at once, for a caller who waits before he asks
on; nothing is kept, however many come.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from typing import Any

AT_ONCE = 1 << 16


def add(subparsers: Any) -> None:
    """Declare the command."""
    told = "the rules from the shell: JSON lines on standard input, answers on standard output"
    parser = subparsers.add_parser("rules", help=told, description=told)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Answer line by line, in order, without keeping any."""
    from bot.rules_lines import answer_line

    try:
        for lines in arriving(sys.stdin.buffer):
            sys.stdout.buffer.write(b"".join([answer_line(line).encode() + b"\n" for line in lines]))
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        # nobody reads on: what is left in the buffer goes nowhere, also when the interpreter ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def arriving(source: Any) -> Iterator[list[bytes]]:
    """The whole lines among what arrives at a time; the last may lack its end."""
    begun: list[bytes] = []
    while chunk := source.read1(AT_ONCE):
        head, newline, rest = chunk.rpartition(b"\n")
        if not newline:
            begun.append(chunk)
            continue
        yield b"".join([*begun, head]).split(b"\n")
        begun = [rest] if rest else []
    if begun:
        yield [b"".join(begun)]
