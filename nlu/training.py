"""Training the model: once for each state of data, configuration and components, never while another one trains.

Rasa does the work in a process of its own; what it tells about its stages becomes the progress.
"""

import asyncio
import fcntl
import hashlib
import os
import re
import shutil
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from nlu.environment import PROJECT
from nlu.housing import LAUNCH, Housing

Progress = Callable[[int, str], None]

# How long each part takes of a training that keeps nothing, in percent.
_PARTS = {"loading": 12, "surface": 8, "meaning": 45, "entities": 22, "labels": 10}
_COMPONENTS = {
    "SurfaceFeaturizer": "surface",
    "MeaningFeaturizer": "meaning",
    "CharacterCrf": "entities",
    "LabelClassifier": "labels",
}
_STAGE = re.compile(r"(?P<what>Starting to train|Finished training|Restored) component '(?P<name>\w+)'")
_VECTORS = re.compile(r"Vectors of (?P<done>\d+) of (?P<all>\d+) texts")
_KEPT_MODELS = 2
_LOCK_PAUSE = 0.2


class TrainingFailed(Exception):
    """Rasa did not make a model; the message is one line."""


def fingerprint() -> str:
    """Names the state of everything that shapes the model."""
    digest = hashlib.sha256()
    files = [PROJECT / name for name in ("config.yml", "domain.yml", "uv.lock")]
    for folder, kinds in (("data", "*.y*ml"), ("components", "*.py"), ("words", "*.txt")):
        files += sorted(file for file in (PROJECT / folder).rglob(kinds) if file != LAUNCH)
    for file in files:
        digest.update(f"{file.relative_to(PROJECT)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def model_path(data_dir: Path) -> Path:
    """Where the model of the present state is, or will be."""
    return Housing(data_dir).models / f"{fingerprint()}.tar.gz"


async def train(python: Path, data_dir: Path, progress: Progress = lambda percent, phase: None) -> Path:
    """The model of the present state; trained only if there is none yet."""
    housing, model = Housing(data_dir), model_path(data_dir)
    async with _alone(housing.folder / "train.lock"):
        if not model.exists():
            progress(0, "loading")
            await _train(python, housing, model, _Stages(progress))
            _forget_old(housing.models)
    model.touch()
    progress(100, "done")
    return model


class _Stages:
    """Adds up the parts that are done; the percentage never falls."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._done, self._told = progress, dict.fromkeys(_PARTS, 0.0), 0

    def hear(self, line: str) -> None:
        """Take note of a line of Rasa's output."""
        if found := _STAGE.search(line):
            part = _COMPONENTS.get(found["name"])
            self._done["loading"] = 1.0
            if part:
                self._reached(part, 0.1 if found["what"].startswith("Start") else 1.0)
        elif found := _VECTORS.search(line):
            self._reached("meaning", int(found["done"]) / max(int(found["all"]), 1))

    def _reached(self, part: str, share: float) -> None:
        self._done[part] = max(self._done[part], share)
        percent = int(sum(_PARTS[name] * done for name, done in self._done.items()))
        if percent > self._told:
            self._told = percent
            self._progress(percent, part)


async def _train(python: Path, housing: Housing, model: Path, stages: _Stages) -> None:
    partial = housing.models / f"partial-{os.getpid()}"
    command = [str(python), str(LAUNCH), "train", "nlu", "--nlu", str(PROJECT / "data")]
    command += ["--config", str(PROJECT / "config.yml"), "--domain", str(PROJECT / "domain.yml")]
    command += ["--out", str(partial), "--fixed-model-name", "model"]
    last: deque[str] = deque(maxlen=5)
    try:
        with housing.temporary() as temporary, housing.log() as log:
            process = await asyncio.create_subprocess_exec(
                *command,
                cwd=housing.folder,
                env=housing.environment(temporary, threads=os.cpu_count() or 1, level="INFO"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                assert process.stdout is not None
                async for line in process.stdout:
                    log.write(line)
                    if told := line.decode(errors="replace").strip():
                        last.append(told)
                        stages.hear(told)
                status = await process.wait()
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if status != 0 or not (partial / "model.tar.gz").exists():
            raise TrainingFailed(f"Rasa ended with {status}: {last[-1] if last else 'it said nothing'}")
        (partial / "model.tar.gz").replace(model)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _forget_old(models: Path) -> None:
    """Keep the last few: going back to an earlier state of the data is then free."""
    newest_first = sorted(models.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in newest_first[_KEPT_MODELS:]:
        file.unlink(missing_ok=True)


@asynccontextmanager
async def _alone(path: Path) -> AsyncIterator[None]:
    """Whoever else trains into the same folder is waited for; the lock goes with the process that holds it."""
    with path.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(_LOCK_PAUSE)
        yield
