"""``make`` says plainly what is missing where it cannot go on."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's files that set it up, without an environment."""
    (tmp_path / ".ci").mkdir()
    for name in (".ci/setup", "Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def fake_python(folder: Path, script: str) -> Path:
    python = folder / "fake" / "python3"
    python.parent.mkdir()
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    return python


def make(folder: Path, python: Path) -> str:
    result = subprocess.run(
        ["make", "demo", f"PYTHON={python}"], cwd=folder, capture_output=True, text=True
    )
    assert result.returncode != 0
    assert not (folder / ".venv").exists()
    return result.stderr


def test_a_python_that_is_too_old_is_said(copy: Path) -> None:
    python = fake_python(copy, "exit 1")
    assert f"PYTHON={python} is not a Python 3.11 or newer" in make(copy, python)


def test_a_python_without_venv_is_said(copy: Path) -> None:
    python = fake_python(copy, 'case "$2" in *ensurepip*) exit 1;; esac')
    assert "apt install python3-venv" in make(copy, python)


def test_the_locks_pin_everything_and_name_no_place_to_get_it_from() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        lines = [
            line
            for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
            if line and not line.lstrip().startswith("#")
        ]
        assert len(lines) > 30
        assert all("==" in line and "://" not in line for line in lines)


def test_the_lock_pins_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    locked = (ROOT / "requirements-test.lock").read_text(encoding="utf-8").lower()
    for requirement in asked:
        name = re.split(r"[<>=!~\[ ;]", requirement)[0].lower()
        assert f"\n{name}==" in locked, f"{name} is not locked: make lock"
