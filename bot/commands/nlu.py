"""`anju nlu prepare`, `train`, `serve`, `test`: the language model from the shell."""

import argparse
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

BAR = 30


def add(subparsers: Any) -> None:
    """Declare the commands."""
    parser = subparsers.add_parser("nlu", help="the language model", description="the language model")
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="prepare|train|serve|test")
    prepare = kinds.add_parser("prepare", help="lay the model's environment, without training")
    prepare.set_defaults(run=run_prepare)
    train = kinds.add_parser("train", help="train the model if its data changed")
    train.set_defaults(run=run_train)
    serve = kinds.add_parser("serve", help="run the sidecar in the foreground, on this machine only")
    serve.add_argument("--port", type=_port, default=5005, help="where it listens on 127.0.0.1 (5005; 0: any)")
    serve.set_defaults(run=run_serve)
    test = kinds.add_parser("test", help="measure the model on a file of examples")
    test.add_argument("--file", type=Path, required=True, help="examples in Rasa's YAML")
    test.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    test.set_defaults(run=run_test)


def run_prepare(chosen: argparse.Namespace) -> int:
    """Lay the environment or bring it up to date; 1 if that fails."""
    from bot import settings
    from nlu.sidecar import ensure_environment

    read = settings.read()

    async def work() -> int:
        await ensure_environment(read.nlu_python)
        return 0

    return _finish(work(), Bar())


def run_train(chosen: argparse.Namespace) -> int:
    """Lay the environment and train; 1 if that fails."""
    from bot import settings
    from nlu.sidecar import ensure_environment, train

    read = settings.read()
    bar = Bar()

    async def work() -> int:
        bar.tell(0, "environment")
        model = await train(await ensure_environment(read.nlu_python), read.data_dir, bar.tell)
        bar.end()
        print(model)
        return 0

    return _finish(work(), bar)


def run_serve(chosen: argparse.Namespace) -> int:
    """Serve until a signal ends it."""
    import asyncio
    import signal

    from bot import logs, settings
    from nlu.sidecar import Sidecar

    read = settings.read()
    logs.configure(read.log_level)
    bar = Bar()
    token = read.nlu_token.get_secret_value() if read.nlu_token else ""

    async def work() -> int:
        def told(state: str) -> None:
            bar.end()
            print(f"{state}: {sidecar.url}" if state == "ready" else state, flush=True)

        sidecar = Sidecar(
            read.data_dir,
            python=read.nlu_python,
            port=chosen.port,
            token=token,
            progress=bar.tell,
            on_state=told,
        )
        task = asyncio.current_task()
        assert task is not None
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        try:
            await sidecar.run()
        except asyncio.CancelledError:
            return 0
        print(f"anju: {sidecar.problem}", file=sys.stderr)
        return 1

    return _finish(work(), bar)


def run_test(chosen: argparse.Namespace) -> int:
    """Print the figures; 2 if the file cannot be read, 1 if the model cannot be asked."""
    import json

    from bot import settings
    from nlu.evaluation import evaluate
    from nlu.examples import Unreadable, read_examples

    try:
        examples = read_examples(chosen.file)
        if not examples:
            raise Unreadable(f"{chosen.file}: no examples")
    except Unreadable as problem:
        print(f"anju: {problem}", file=sys.stderr)
        return 2
    read = settings.read()
    bar = Bar()

    async def work() -> int:
        evaluation = evaluate(await _readings(read, examples, bar))
        bar.end()
        figures = evaluation.figures()
        print(json.dumps(figures, ensure_ascii=False) if chosen.json else "\n".join(_tables(figures)))
        return 0

    return _finish(work(), bar)


class Bar:
    """A progress bar on a terminal; elsewhere one line for each phase."""

    def __init__(self) -> None:
        self._drawn, self._phase = False, ""

    def tell(self, percent: int, phase: str) -> None:
        """Draw how far it is."""
        if sys.stderr.isatty():
            done = BAR * percent // 100
            print(
                f"\r[{'#' * done}{'.' * (BAR - done)}] {percent:3d} % {phase:<12}",
                end="",
                file=sys.stderr,
                flush=True,
            )
            self._drawn = True
        elif phase != self._phase:
            print(f"{percent} % {phase}", file=sys.stderr, flush=True)
        self._phase = phase

    def end(self) -> None:
        """Leave the line."""
        if self._drawn:
            print(file=sys.stderr)
        self._drawn = False


def _finish(work: Coroutine[Any, Any, int], bar: Bar) -> int:
    """Run it; what can go wrong in setting up is one line and 1."""
    import asyncio

    from nlu.sidecar import NoEnvironment, NotStarted, TrainingFailed

    try:
        return asyncio.run(work)
    except (NoEnvironment, TrainingFailed, NotStarted, OSError) as problem:
        bar.end()
        print(f"anju: {problem}", file=sys.stderr)
        return 1


async def _readings(settings: Any, examples: Sequence[Any], bar: Bar) -> list[tuple[Any, Any]]:
    """Every example with its reading, from a running sidecar or from one of our own."""
    import asyncio
    import contextlib

    from nlu.sidecar import Sidecar

    if settings.nlu_url:
        token = settings.nlu_token.get_secret_value() if settings.nlu_token else None
        return await _ask(settings.nlu_url, token, examples)
    sidecar = Sidecar(settings.data_dir, python=settings.nlu_python, progress=bar.tell)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(sidecar.run())
        try:
            await sidecar.ready()
            return await _ask(sidecar.url, sidecar.token, examples)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


async def _ask(url: str, token: str | None, examples: Sequence[Any]) -> list[tuple[Any, Any]]:
    """One after another, without thresholds: the model itself is measured."""
    from nlu.client import NluClient
    from nlu.sidecar import NotStarted

    client = NluClient(url, timeout=20, token=token, intent_threshold=0.0, faq_threshold=0.0)
    pairs = []
    try:
        for example in examples:
            reading = await client.read(example.text)
            if reading.reason in ("unreachable", "refused", "down", "garbage"):
                raise NotStarted(f"the sidecar at {url} does not read: {reading.reason}")
            pairs.append((example, reading))
    finally:
        await client.close()
    return pairs


def _tables(figures: dict[str, Any]) -> list[str]:
    """The figures as aligned lines."""
    head = ("precision", "recall", "f1", "support")

    def rows(scores: dict[str, dict[str, Any]]) -> list[tuple[str, ...]]:
        return [(name, *(_cell(score[one]) for one in head)) for name, score in scores.items()]

    faq, overall = figures["faq"], figures["entities_overall"]
    lines = _aligned([("intent", *head), *rows(figures["intents"])])
    lines += [
        "",
        f"examples {figures['examples']}   accuracy {figures['accuracy']:.3f}   macro F1 {figures['macro_f1']:.3f}",
    ]
    if faq["support"]:
        lines.append(f"FAQ keys {faq['support']}   top-1 {faq['top1']:.3f}   top-3 {faq['top3']:.3f}")
    if figures["entities"]:
        lines += ["", *_aligned([("entity", *head), *rows(figures["entities"]), *rows({"all": overall})])]
        lines.append(f"same value: F1 {overall['value_f1']:.3f}")
    if figures["unread"]:
        lines += [
            "",
            "not read: " + ", ".join(f"{reason} {count}" for reason, count in figures["unread"].items()),
        ]
    if figures["confusions"]:
        confused = [(one["is"], one["read_as"], str(one["count"])) for one in figures["confusions"]]
        lines += ["", *_aligned([("is", "read as", "times"), *confused], words=2)]
    return lines


def _cell(figure: float) -> str:
    return str(figure) if isinstance(figure, int) else f"{figure:.3f}"


def _aligned(rows: Sequence[Sequence[str]], words: int = 1) -> list[str]:
    """Columns of words to the left, of figures to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if place < words else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("must be 0 to 65535")
    return number
