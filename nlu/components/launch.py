"""Starts Rasa inside the sidecar's own environment so that it cannot outlive who started it, and serves little.

Run by the interpreter of `nlu/.venv` (Python 3.10); nothing imports it. The token comes by the environment, because
a command line can be read by every user of the machine. Of Rasa's routes only reading a text and its status
are kept: the others could load another model, which is as much as running a program.
"""

import ctypes
import os
import signal
import sys
import threading
import warnings
from typing import Any

SERVED = {("GET", "/"), ("GET", "/status"), ("GET", "/version"), ("POST", "/model/parse")}
LARGEST_REQUEST = 64 * 1024
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """By signal where the system knows that (Linux), and by the end of standard input everywhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_watch_input, daemon=True).start()


def _watch_input() -> None:
    while os.read(0, 1024):
        pass
    os._exit(0)


def be_quiet(rasa_main: Any) -> None:
    """Rasa warns once for each example of a key that it has no response to; our answers are kept elsewhere."""
    configure = rasa_main.configure_logging_and_warnings

    def configured(*arguments: Any, **options: Any) -> None:
        configure(*arguments, **options)
        warnings.simplefilter("ignore")

    rasa_main.configure_logging_and_warnings = configured


def serve_little() -> None:
    """Answer 404 to everything but the few routes that are needed, before Rasa looks at it."""
    import rasa.server
    from sanic.response import json

    create = rasa.server.create_app

    def create_app(*arguments: Any, **options: Any) -> Any:
        app = create(*arguments, **options)
        app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST

        @app.on_request
        async def only_what_is_needed(request: Any) -> Any:
            if (request.method, request.path) not in SERVED:
                return json({"status": "failure", "reason": "NotFound"}, status=404)
            return None

        return app

    rasa.server.create_app = create_app


def main() -> None:
    """Run `rasa` with the arguments of this script."""
    if os.environ.pop("ANJU_NLU_WATCH_INPUT", ""):
        die_with_parent()
    if token := os.environ.pop("ANJU_NLU_TOKEN", ""):
        sys.argv.append(f"--auth-token={token}")  # in one word: a token may begin with a hyphen
    import rasa.__main__

    be_quiet(rasa.__main__)
    serve_little()
    rasa.__main__.main()


if __name__ == "__main__":
    main()
