"""Where the sidecar lives: its folder below the data folder, its log, the little it sees of the environment."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from nlu.environment import PROJECT

LAUNCH = PROJECT / "components" / "launch.py"

_LARGEST_LOG = 2 * 1024 * 1024


class Housing:
    """The folder `{data_dir}/nlu`: Rasa writes there, not into the project and not into anybody's home."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir.absolute() / "nlu"
        self.models = self.folder / "models"
        self.models.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def log(self) -> Iterator[BinaryIO]:
        """Rasa's log; a long one is put aside first."""
        path = self.folder / "rasa.log"
        if path.exists() and path.stat().st_size > _LARGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        with path.open("ab", buffering=0) as file:
            yield file

    @contextmanager
    def temporary(self) -> Iterator[Path]:
        """A folder for unpacked models; those of processes that were killed are swept away."""
        root = self.folder / "tmp"
        root.mkdir(exist_ok=True)
        for left in root.iterdir():
            if not _alive(left.name.partition("-")[0]):
                shutil.rmtree(left, ignore_errors=True)
        path = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=root))
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def environment(self, temporary: Path, *, threads: int, level: str, token: str = "") -> dict[str, str]:
        """Everything Rasa is told; keys and tokens of the house are not among it."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        number = str(threads)
        told = {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "HOME": str(home),
            "TMPDIR": str(temporary),
            "PYTHONPATH": str(PROJECT),
            "PYTHONUNBUFFERED": "1",
            "ANJU_NLU_WATCH_INPUT": "1",
            "RASA_TELEMETRY_ENABLED": "false",
            "RASA_CACHE_DIRECTORY": str(self.folder / "cache"),
            "RASA_MAX_CACHE_SIZE": "1000",
            "LOG_LEVEL": level,
            "LOG_LEVEL_LIBRARIES": "ERROR",
            "SANIC_WORKERS": "1",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "CUDA_VISIBLE_DEVICES": "-1",
            "OMP_NUM_THREADS": number,
            "OMP_WAIT_POLICY": "passive",
            "OPENBLAS_NUM_THREADS": number,
            "TF_NUM_INTRAOP_THREADS": "1",
            "TF_NUM_INTEROP_THREADS": "1",
        }
        return told | ({"ANJU_NLU_TOKEN": token} if token else {})


def _alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True
