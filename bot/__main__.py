"""The `anju` command. Each subcommand is a module of `bot.commands` that loads what it needs when it is run."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from bot import commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    parser = argparse.ArgumentParser(
        prog="anju", description="安居: the chat front desk for people who move to a district."
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for found in pkgutil.iter_modules(commands.__path__):
        importlib.import_module(f"bot.commands.{found.name}").add(subparsers)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
