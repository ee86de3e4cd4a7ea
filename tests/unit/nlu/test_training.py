"""The training from outside: what names a model, and how Rasa's words become a progress. Rasa itself is a script."""

import asyncio
import os
import shutil
from pathlib import Path

import pytest

from nlu import housing, training
from nlu.training import TrainingFailed, fingerprint, train

NLU = Path(training.__file__).parent
STAGES = """
echo "INFO Starting to train component 'SurfaceFeaturizer'."
echo "INFO Finished training component 'SurfaceFeaturizer'."
echo "INFO Vectors of 64 of 128 texts."
echo "INFO Vectors of 128 of 128 texts."
echo "INFO Starting to train component 'CharacterCrf'."
echo "INFO Restored component 'CharacterCrf' from cache."
echo "INFO Finished training component 'LabelClassifier'."
"""
SAVE = """
while [ "$1" != --out ]; do shift; done
mkdir -p "$2"; echo model > "$2/model.tar.gz"
"""


@pytest.fixture
def python(tmp_path):
    """Makes an interpreter that does what a script says instead of training."""

    def made(script: str) -> Path:
        path = tmp_path / "python"
        path.write_text(f"#!/bin/sh\necho run >> {tmp_path}/runs\n{script}\n")
        path.chmod(0o755)
        return path

    return made


def runs(tmp_path: Path) -> int:
    return len((tmp_path / "runs").read_text().splitlines())


async def test_the_progress_grows_from_nothing_to_all(python, tmp_path):
    told: list[tuple[int, str]] = []

    await train(python(STAGES + SAVE), tmp_path, lambda percent, phase: told.append((percent, phase)))

    assert [percent for percent, _ in told] == sorted({percent for percent, _ in told})
    assert told[0][1] == "loading"
    assert {"surface", "meaning", "entities", "labels"} <= {phase for _, phase in told}
    assert told[-1] == (100, "done")


async def test_a_model_is_named_by_what_it_was_made_of(python, tmp_path):
    model = await train(python(SAVE), tmp_path)

    assert model == tmp_path / "nlu" / "models" / f"{fingerprint()}.tar.gz"
    assert model.read_text() == "model\n"


async def test_nothing_is_trained_twice(python, tmp_path):
    interpreter = python(SAVE)

    await train(interpreter, tmp_path)
    await train(interpreter, tmp_path)

    assert runs(tmp_path) == 1


async def test_two_at_once_train_once(python, tmp_path):
    interpreter = python(SAVE)

    await asyncio.gather(train(interpreter, tmp_path), train(interpreter, tmp_path))

    assert runs(tmp_path) == 1


async def test_a_failed_training_leaves_no_model_and_says_the_last_line(python, tmp_path):
    with pytest.raises(TrainingFailed, match="ended with 3: out of cheese"):
        await train(python("echo begin; echo out of cheese; exit 3"), tmp_path)

    assert list((tmp_path / "nlu" / "models").iterdir()) == []


async def test_an_end_without_a_model_is_a_failure(python, tmp_path):
    with pytest.raises(TrainingFailed, match="ended with 0"):
        await train(python("exit 0"), tmp_path)


async def test_a_cancelled_training_ends_rasa(python, tmp_path):
    started = asyncio.Event()
    script = f"echo $$ > {tmp_path}/pid; echo \"Starting to train component 'SurfaceFeaturizer'.\"; exec sleep 600"

    def told(percent: int, phase: str) -> None:
        if phase == "surface":
            started.set()

    work = asyncio.get_running_loop().create_task(train(python(script), tmp_path, told))
    await asyncio.wait_for(started.wait(), 10)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


async def test_only_the_last_models_are_kept(python, tmp_path):
    models = tmp_path / "nlu" / "models"
    models.mkdir(parents=True)
    for age in range(4):
        (models / f"old{age}.tar.gz").touch()

    await train(python(SAVE), tmp_path)

    assert len(list(models.glob("*.tar.gz"))) == 2


async def test_rasa_is_told_nothing_of_the_house(python, tmp_path, monkeypatch):
    monkeypatch.setenv("ANJU_DATA_KEYS", "secret")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")

    await train(python(f"env > {tmp_path}/env\n{SAVE}"), tmp_path)
    told = dict(line.partition("=")[::2] for line in (tmp_path / "env").read_text().splitlines())

    assert "ANJU_DATA_KEYS" not in told
    assert told["RASA_TELEMETRY_ENABLED"] == "false"
    assert told["PYTHONPATH"] == str(NLU)
    assert told["HOME"].startswith(str(tmp_path))


@pytest.mark.parametrize(
    "changed", ["data/tasks/smalltalk.yml", "config.yml", "words/terms.txt", "components/surface.py"]
)
def test_every_part_of_the_model_counts_in_its_name(tmp_path, monkeypatch, changed):
    copy = tmp_path / "nlu"
    shutil.copytree(NLU, copy, ignore=shutil.ignore_patterns(".venv", "__pycache__"))
    monkeypatch.setattr(training, "PROJECT", copy)
    monkeypatch.setattr(training, "LAUNCH", copy / housing.LAUNCH.relative_to(NLU))
    before = fingerprint()

    with (copy / changed).open("a") as file:
        file.write("\n")

    assert fingerprint() != before


def test_how_it_is_started_does_not_count_in_its_name(tmp_path, monkeypatch):
    copy = tmp_path / "nlu"
    shutil.copytree(NLU, copy, ignore=shutil.ignore_patterns(".venv", "__pycache__"))
    monkeypatch.setattr(training, "PROJECT", copy)
    monkeypatch.setattr(training, "LAUNCH", copy / housing.LAUNCH.relative_to(NLU))
    before = fingerprint()

    with (copy / "components" / "launch.py").open("a") as file:
        file.write("\n")

    assert fingerprint() == before
