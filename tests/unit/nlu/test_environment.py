"""Finding Python 3.10 and uv: programs that only pretend, in folders of their own."""

from pathlib import Path

import pytest

from nlu import environment
from nlu.environment import NoEnvironment, find_python, find_uv

NO_UV = "exit 2"


def program(path: Path, script: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch, tmp_path):
    """A machine with a shell and nothing else."""
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.setattr(environment.sys, "executable", str(tmp_path / "venv" / "bin" / "python"))
    monkeypatch.setattr(environment, "PROJECT", tmp_path / "house" / "nlu")
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)


async def test_the_wanted_python_is_taken(tmp_path):
    wanted = program(tmp_path / "wanted", "echo 3.10")

    assert await find_python(wanted, [program(tmp_path / "uv", NO_UV)]) == wanted


@pytest.mark.parametrize("script", ["echo 3.11", "exit 1"])
async def test_a_wanted_python_that_does_not_do_is_told_with_its_setting(tmp_path, script):
    wanted = program(tmp_path / "wanted", script)

    with pytest.raises(NoEnvironment, match=r"ANJU_NLU_PYTHON: .*wanted is no working Python 3\.10"):
        await find_python(wanted, [program(tmp_path / "uv", NO_UV)])


async def test_uv_is_asked_first(tmp_path):
    python = program(tmp_path / "of-uv", "echo 3.10")
    program(tmp_path / "path" / "python3.10", "echo 3.10")

    assert await find_python(None, [program(tmp_path / "uv", f"echo {python}")]) == python


async def test_pyenv_is_looked_into_where_it_says_it_is(tmp_path, monkeypatch):
    python = program(tmp_path / "pyenv" / "versions" / "3.10.13" / "bin" / "python", "echo 3.10")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))

    assert await find_python(None, [program(tmp_path / "uv", NO_UV)]) == python


async def test_pyenv_is_looked_into_at_home(tmp_path):
    python = program(tmp_path / "home" / ".pyenv" / "versions" / "3.10.2" / "bin" / "python", "echo 3.10")

    assert await find_python(None, [program(tmp_path / "uv", NO_UV)]) == python


async def test_a_python_that_does_not_start_is_passed_over(tmp_path):
    program(tmp_path / "home" / ".pyenv" / "versions" / "3.10.2" / "bin" / "python", "exit 127")
    python = program(tmp_path / "path" / "python3.10", "echo 3.10")

    assert await find_python(None, [program(tmp_path / "uv", NO_UV)]) == python


async def test_the_last_resort_is_to_fetch_one(tmp_path):
    python = tmp_path / "fetched"
    script = f"""case "$*" in
      *install*) printf '#!/bin/sh\\necho 3.10\\n' > {python}; /bin/chmod +x {python};;
      *find*) [ -e {python} ] && echo {python};;
    esac"""

    assert await find_python(None, [program(tmp_path / "uv", script)]) == str(python)


async def test_without_any_it_says_in_two_lines_what_to_do(tmp_path):
    with pytest.raises(NoEnvironment) as told:
        await find_python(None, [program(tmp_path / "uv", NO_UV)])

    assert "ANJU_NLU_PYTHON" in str(told.value)
    assert len(str(told.value).splitlines()) == 2


def test_uv_is_found_on_the_path(tmp_path):
    uv = program(tmp_path / "path" / "uv", "exit 0")

    assert find_uv() == [uv]


def test_uv_is_found_beside_the_python_that_runs(tmp_path):
    uv = program(tmp_path / "venv" / "bin" / "uv", "exit 0")

    assert find_uv() == [uv]


def test_uv_is_found_among_the_tools_of_the_house(tmp_path):
    uv = program(tmp_path / "house" / ".tools" / "bin" / "uv", "exit 0")

    assert find_uv() == [uv]


def test_uv_is_found_as_a_module(monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: object())

    assert find_uv()[1:] == ["-m", "uv"]


def test_without_uv_it_says_what_to_install():
    with pytest.raises(NoEnvironment, match="pip install uv"):
        find_uv()
