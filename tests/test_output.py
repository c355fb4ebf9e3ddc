"""An output folder is the old one or the new one, whole; the user's own files stay."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg import output
from kg.errors import OutputError
from kg.output import staged

ROOT = Path(__file__).parents[1]
as_root = hasattr(os, "geteuid") and os.geteuid() == 0


def write(out: Path, text: str, *, page: bool = True) -> None:
    with staged(out) as part:
        (part / "graph.ttl").write_text(text)
        (part / "store").mkdir()
        (part / "store" / "data").write_text(text)
        if page:
            (part / "graph.html").write_text(text)


def contents(out: Path) -> dict[str, str]:
    return {str(p.relative_to(out)): p.read_text() for p in sorted(out.rglob("*")) if p.is_file()}


BOTH_WAYS = pytest.mark.parametrize("swap", [True, False], ids=["swapped", "one by one"])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "new" / "out"


@BOTH_WAYS
def test_a_new_build_replaces_all_that_kg_wrote_and_nothing_else(
    out: Path, monkeypatch: pytest.MonkeyPatch, swap: bool
) -> None:
    if not swap:
        monkeypatch.setattr(output, "_exchange", lambda *_: False)
    write(out, "old")
    (out / "notes.md").write_text("mine")
    (out / "pictures").mkdir()
    (out / "pictures" / "a").write_text("mine")
    write(out, "new", page=False)
    assert contents(out) == {
        "graph.ttl": "new",
        "notes.md": "mine",
        "pictures/a": "mine",
        "store/data": "new",
    }
    assert [path.name for path in out.parent.iterdir()] == ["out"]


@BOTH_WAYS
def test_a_build_that_fails_leaves_the_old_one(
    out: Path, monkeypatch: pytest.MonkeyPatch, swap: bool
) -> None:
    if not swap:
        monkeypatch.setattr(output, "_can_stand_beside", lambda _: False)
    write(out, "old")
    before = contents(out)

    def fail() -> None:
        with staged(out) as part:
            (part / "graph.ttl").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert contents(out) == before
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_a_first_build_that_fails_leaves_nothing(out: Path) -> None:
    with pytest.raises(ZeroDivisionError), staged(out):
        raise ZeroDivisionError
    assert not out.exists()


KILLED = """
import sys, time; from pathlib import Path; from kg.output import staged
for number in range(10_000):
    with staged(Path(sys.argv[1])) as part:
        for name in ("graph.ttl", "graph.trig", "graph.html"):
            (part / name).write_text(str(number))
        (part / "store").mkdir(); (part / "store" / "data").write_text(str(number))
    print(number, flush=True)
"""


def test_whoever_kills_a_build_finds_the_old_folder_or_the_new_one(out: Path) -> None:
    out.mkdir(parents=True)
    (out / "notes.md").write_text("mine")
    for delay in (0.0, 0.003, 0.007, 0.011, 0.017):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(out)], stdout=subprocess.PIPE, cwd=ROOT
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.kill()
        process.communicate()
        found = contents(out)
        hidden = out.parent / ".out.kg-part" / "notes.md"
        assert found.pop("notes.md", None) == "mine" or hidden.read_text() == "mine"
        assert set(found) == {"graph.ttl", "graph.trig", "graph.html", "store/data"}
        assert len(set(found.values())) == 1
    write(out, "at last")
    assert contents(out)["notes.md"] == "mine"


def test_two_builds_at_once_do_not_mix(out: Path) -> None:
    with staged(out), pytest.raises(OutputError, match="another build"), staged(out):
        pass


def test_a_file_where_the_folder_should_be_is_said(out: Path) -> None:
    out.parent.mkdir()
    out.write_text("a file")
    with pytest.raises(OutputError, match="cannot write here") as error, staged(out):
        pass
    assert "\n" not in str(error.value)


@pytest.mark.skipif(as_root, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(out: Path) -> None:
    out.mkdir(parents=True)
    out.chmod(0o500)
    with pytest.raises(OutputError, match="cannot write here"), staged(out):
        pass


def test_a_read_only_parent_is_said(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(out))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match=r"cannot write here \(permission denied\)"), staged(out):
        pass


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError("IO error: No space left on device: While appending to file"),
    ],
)
def test_a_full_disk_is_said_and_the_old_folder_stands(out: Path, error: OSError) -> None:
    write(out, "old")
    before = contents(out)
    with pytest.raises(OutputError, match="the disk is full"), staged(out):
        raise error
    assert contents(out) == before


def test_an_error_of_reading_is_not_called_one_of_writing(out: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), staged(out):
        (tmp_path / "missing").read_text()


def test_a_shell_that_stands_in_the_folder_still_does_afterwards(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(out, "old")
    monkeypatch.chdir(out)
    write(Path(), "new")
    assert Path("graph.ttl").read_text() == "new"
