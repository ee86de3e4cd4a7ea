"""The sidecar's own environment: finds a Python 3.10 and uv, and lays `nlu/.venv` according to the lock.

Rasa 3.6 needs Python below 3.11 and libraries that the rest of the house has left behind, so it lives apart.
"""

import asyncio
import hashlib
import importlib.util
import os
import shutil
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
VENV = PROJECT / ".venv"
VERSION = "3.10"
_PROBE = "import ctypes, ssl, sys; print('%d.%d' % sys.version_info[:2])"
_MISSING = f"""no Python {VERSION} for the language model: uv, pyenv and the PATH have none, and none could be fetched.
Install one (pyenv install {VERSION}, or the system's python{VERSION}) or name one in ANJU_NLU_PYTHON."""


class NoEnvironment(Exception):
    """The sidecar cannot be set up; the message says in a line or two what to do."""


async def ensure_environment(wanted: str | None = None) -> Path:
    """The interpreter of `nlu/.venv`, which is laid or brought up to date where needed."""
    interpreter, stamp, lock = VENV / "bin" / "python", VENV / ".anju-lock", _digest_of_lock()
    if interpreter.exists() and stamp.exists() and stamp.read_text() == lock and await version_of(str(interpreter)):
        return interpreter
    uv = find_uv()
    python = await find_python(wanted, uv)
    told = await _run([*uv, "sync", "--frozen", "--no-dev", "--project", str(PROJECT), "--python", python], _bare())
    if told.status != 0:
        raise NoEnvironment(f"uv could not lay the language model's environment: {told.last_line}")
    stamp.write_text(lock)
    return interpreter


def find_uv() -> list[str]:
    """How to call uv: named by UV, on the PATH, beside this Python, in the house's tools, or as a module."""
    beside = Path(sys.executable).parent / "uv"
    places = (
        os.environ.get("UV"),
        shutil.which("uv"),
        str(beside),
        str(PROJECT.parent / ".tools" / "bin" / "uv"),
    )
    for place in places:
        if place and os.access(place, os.X_OK):
            return [place]
    if importlib.util.find_spec("uv") is not None:
        return [sys.executable, "-m", "uv"]
    raise NoEnvironment("uv is missing, which lays the language model's environment.\nInstall it: pip install uv")


async def find_python(wanted: str | None, uv: Sequence[str]) -> str:
    """A Python 3.10 that starts: the wanted one, else the first of uv's, pyenv's, the PATH's, else a fetched one."""
    if wanted:
        if await version_of(wanted) == VERSION:
            return wanted
        raise NoEnvironment(f"ANJU_NLU_PYTHON: {wanted} is no working Python {VERSION}")
    async for candidate in _candidates(uv):
        if await version_of(candidate) == VERSION:
            return candidate
    await _run([*uv, "python", "install", VERSION], _bare())
    found = await _found_by(uv)
    if found and await version_of(found) == VERSION:
        return found
    raise NoEnvironment(_MISSING)


async def version_of(interpreter: str) -> str:
    """`3.10`, or nothing if it does not start or lacks what Rasa needs."""
    told = await _run([interpreter, "-c", _PROBE])
    return told.last_line if told.status == 0 else ""


async def _candidates(uv: Sequence[str]) -> AsyncIterator[str]:
    if found := await _found_by(uv):
        yield found
    for candidate in _of_pyenv() + _of_path():
        yield candidate


def _of_pyenv() -> list[str]:
    roots = dict.fromkeys(root for root in (os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")) if root)
    versions = [found for root in roots for found in sorted(Path(root, "versions").glob(f"{VERSION}*"), reverse=True)]
    return [str(version / "bin" / "python") for version in versions]


def _of_path() -> list[str]:
    found = (shutil.which(name) for name in (f"python{VERSION}", "python3", "python"))
    return [place for place in found if place]


async def _found_by(uv: Sequence[str]) -> str:
    told = await _run([*uv, "python", "find", "--no-project", VERSION], _bare(UV_PYTHON_DOWNLOADS="never"))
    return told.last_line if told.status == 0 else ""


def _bare(**more: str) -> dict[str, str]:
    """The environment without what ties uv to the main one."""
    tied = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "PYTHONPATH", "PYTHONHOME")
    return {name: value for name, value in os.environ.items() if name not in tied} | more


def _digest_of_lock() -> str:
    files = (PROJECT / "uv.lock", PROJECT / "pyproject.toml")
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


class _Told:
    def __init__(self, status: int, output: bytes) -> None:
        lines = output.decode(errors="replace").strip().splitlines()
        self.status, self.last_line = status, lines[-1].strip() if lines else ""


async def _run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> _Told:
    """Run to its end; a cancelled run takes the command with it."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
    except OSError:
        return _Told(127, b"")
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    return _Told(process.returncode or 0, output)
