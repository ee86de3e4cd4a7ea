"""`anju db upgrade`: bring the database to the schema of this version."""

import argparse
import sys
from typing import Any


def add(subparsers: Any) -> None:
    """Declare the command."""
    told = "the database's schema"
    parser = subparsers.add_parser("db", help=told, description=told)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    upgrade = actions.add_parser("upgrade", help="migrate to the newest revision")
    upgrade.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Migrate up."""
    import asyncio

    from bot import settings
    from bot.app import migrate

    try:
        asyncio.run(migrate(settings.read()))
    except settings.BadSetting as problem:
        print(problem, file=sys.stderr)
        return 2
    print("the database is up to date")
    return 0
