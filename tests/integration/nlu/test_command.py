"""`anju nlu` from the shell, against the real sidecar."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest_nlu import ROOT

pytestmark = pytest.mark.timeout(1500)

EXAMPLES = """version: "3.1"
nlu:
- intent: register
  examples: |
    - 我[昨天](date)到的杭州，要登记
    - 办居住登记
- intent: endorse_permit
  examples: |
    - 我要签注
- intent: faq/endorse_when
  examples: |
    - 多久签注一次
"""


@pytest.fixture
def anju(sidecar_url, sidecar_token, tmp_path):
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "ANJU_NLU_URL": sidecar_url,
            "ANJU_NLU_TOKEN": sidecar_token,
            "ANJU_DATA_DIR": str(tmp_path / "var"),
        }
        command = [sys.executable, "-m", "bot", "nlu", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "held-out.yml"
    path.write_text(EXAMPLES, encoding="utf-8")
    return path


def test_the_figures_come_as_one_json_object(anju, file):
    done = anju("test", "--file", str(file), "--json")

    figures = json.loads(done.stdout)
    assert done.returncode == 0
    assert (figures["examples"], figures["accuracy"], figures["macro_f1"]) == (4, 1.0, 1.0)
    assert figures["faq"] == {"top1": 1.0, "top3": 1.0, "support": 1}
    assert figures["entities"]["date"]["f1"] == 1.0


def test_the_tables_are_aligned(anju, file):
    done = anju("test", "--file", str(file))

    head, *rows = done.stdout.splitlines()[:4]
    assert done.returncode == 0
    assert head.split() == ["intent", "precision", "recall", "f1", "support"]
    assert {len(row) for row in rows} == {len(head)}


@pytest.mark.parametrize("content", [None, "nlu: [", "nlu: []"])
def test_a_file_that_cannot_be_read_is_one_line_and_two(anju, tmp_path, content):
    path = tmp_path / "broken.yml"
    if content is not None:
        path.write_text(content)

    done = anju("test", "--file", str(path))

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert str(path) in done.stderr


def test_a_sidecar_that_does_not_answer_is_one_line_and_one(anju, file, monkeypatch, sidecar_url):
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "ANJU_NLU_URL": sidecar_url}
    command = [sys.executable, "-m", "bot", "nlu", "test", "--file", str(file)]

    done = subprocess.run(command, cwd=file.parent, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "refused" in done.stderr
