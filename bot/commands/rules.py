"""`anju rules`: JSON lines in, JSON lines out, one rule a line; a bad line is answered and passed over.

Lines are UTF-8 whatever the locale says, and each is answered at once, for a caller who waits before he asks on.
"""

import argparse
import os
import sys
from typing import Any


def add(subparsers: Any) -> None:
    """Declare the command."""
    told = "the rules from the shell: JSON lines on standard input, answers on standard output"
    parser = subparsers.add_parser("rules", help=told, description=told)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Answer line by line, in order, without keeping any."""
    from bot.rules_lines import answer_line

    try:
        for line in sys.stdin.buffer:
            if line.strip():
                sys.stdout.buffer.write(answer_line(line).encode() + b"\n")
                sys.stdout.buffer.flush()
    except BrokenPipeError:
        # nobody reads on: what is left in the buffer goes nowhere, also when the interpreter ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
