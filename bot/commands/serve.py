"""`anju serve`, `anju bot`, `anju web`, `anju worker`, `anju scheduler`: the house at work, whole or one role of it."""

import argparse
import sys
from typing import Any


def add(subparsers: Any) -> None:
    """Declare the commands."""
    for name, told in (
        (
            "serve",
            "everything in one process tree: web chat, Telegram if a token is set, reminders, the language sidecar",
        ),
        ("bot", "only Telegram by polling"),
        ("web", "only the web server: chat, verify page, webhook"),
        ("worker", "only delivery: brings stored messages to Telegram; several share the work"),
        ("scheduler", "only what is due: stores reminders for the others to bring; a second one stands by"),
    ):
        parser = subparsers.add_parser(name, help=told, description=told)
        parser.set_defaults(run=run, role=name)


def run(chosen: argparse.Namespace) -> int:
    """Serve until a signal ends it."""
    import asyncio

    from bot import logs, settings
    from bot.serving import serve
    from bot.vouchers.keyfile import KeyFileError

    read = settings.read()
    logs.configure(read.log_level)
    try:
        return asyncio.run(serve(read, chosen.role))
    except (settings.BadSetting, KeyFileError) as problem:
        print(problem, file=sys.stderr)
        return 2
