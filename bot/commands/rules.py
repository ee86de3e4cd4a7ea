"""`anju rules`: JSON lines in, JSON lines out, one rule a line; a bad line is answered and passed over.

Lines are UTF-8 whatever the locale says. What has arrived is answered at once, for a caller who waits before he asks
on; nothing is kept, however many come. `anju rules book` prints what the rules declare, `anju rules diff` rehearses a
draft of their numbers.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from typing import Any

AT_ONCE = 1 << 16


def add(subparsers: Any) -> None:
    """Declare the command and its parts."""
    told = "the rules from the shell: JSON lines on standard input, answers on standard output"
    parser = subparsers.add_parser("rules", help=told, description=told)
    parser.set_defaults(run=run)
    parts = parser.add_subparsers(dest="part", metavar="book|diff")
    told = "print every rule as declared, for proof-reading (docs/rules.md)"
    parts.add_parser("book", help=told, description=told).set_defaults(run=book)
    told = "ask people with the numbers in force and with drafted ones, and count who moves"
    diff = parts.add_parser("diff", help=told, description=told)
    diff.add_argument("--draft", required=True, metavar="FILE", help="TOML: [insured_months], below it 2027-01-01 = 6")
    diff.add_argument("--people", type=_some, default=10_000, metavar="N", help="how many to invent (10000)")
    diff.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed, the same people (1)")
    diff.set_defaults(run=rehearse)


def run(chosen: argparse.Namespace) -> int:
    """Answer line by line, in order, without keeping any."""
    from bot.rules_lines import answer_line

    answers = (b"".join([answer_line(line).encode() + b"\n" for line in lines]) for lines in arriving(sys.stdin.buffer))
    return _say(answers)


def book(chosen: argparse.Namespace) -> int:
    """Print the rule book."""
    from bot.rulebook import book as whole

    return _say([whole().encode()])


def rehearse(chosen: argparse.Namespace) -> int:
    """Rehearse a draft and print what it does; 2 with one line if the draft or the database cannot be used."""
    from bot.rehearsal import BadDraft, draft_in

    try:
        draft = draft_in(chosen.draft)
    except BadDraft as bad:
        print(bad, file=sys.stderr)
        return 2
    from bot.rehearsing import rehearsed
    from bot.settings import BadSetting, read

    try:
        told = rehearsed(draft, chosen.people, chosen.seed, read())
    except BadSetting as problem:
        print(problem, file=sys.stderr)
        return 2
    return _say([told.encode()])


def _say(answers: Any) -> int:
    """Write what comes as it comes, in UTF-8 whatever the locale says."""
    try:
        for one in answers:
            sys.stdout.buffer.write(one)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        # nobody reads on: what is left in the buffer goes nowhere, also when the interpreter ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _some(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a whole number, 1 or more")
    return int(text)


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
