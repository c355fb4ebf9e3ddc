"""The commands a user types: what they print, how they end, and one line for each mistake."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.building import read_inputs
from kg.cli import main

NEWS = "云溪市总工会主席沈望舒说，工会开展“青禾”行动，参训职工超1200人。\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "page.txt").write_text(NEWS, encoding="utf-8")
    (folder / "brief.txt").write_bytes("青川化工有限公司技师陈立军获评云溪工匠。".encode("gb18030"))
    return folder


@pytest.fixture(scope="module")
def out(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "out"
    assert main(["build", str(pages), "--out", str(folder), "--jobs", "1"]) == 0
    return folder


Said = pytest.CaptureFixture[str]


def filled(argument: str, **places: Path) -> str:
    for name, path in places.items():
        argument = argument.replace(f"{{{name}}}", str(path))
    return argument


def last_line(capsys: Said) -> str:
    error = capsys.readouterr().err
    assert error.count("\n") == 1, error
    assert "Traceback" not in error
    return error


# --- what they do -------------------------------------------------------------------------------


def test_build_writes_the_folder_and_says_what_to_do_next(
    pages: Path, tmp_path: Path, capsys: Said
) -> None:
    assert main(["build", str(pages), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    lines = said.out.splitlines()
    assert len(lines) == 3
    assert lines[0] == "read 2 documents with 2 articles"
    assert f" open {tmp_path / 'out'}" in lines[2]
    query = re.search(r"query \S+ '(.*)'", lines[2])
    assert query and main(["query", str(tmp_path / "out"), query[1]]) == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"graph.ttl", "graph.trig", "graph.html", "report.md", "store", "texts"}


@pytest.mark.parametrize(
    ("jobs", "seed", "reverse"), [("1", "1", False), ("2", "2", True)], ids=["one", "two"]
)
def test_the_same_bytes_however_it_is_built(
    pages: Path, out: Path, tmp_path: Path, jobs: str, seed: str, reverse: bool
) -> None:
    inputs = sorted(map(str, pages.iterdir()), reverse=reverse)
    command = [sys.executable, "-m", "kg.cli", "build", *inputs, "--out", "out", "--jobs", jobs]
    path = os.pathsep.join(sys.path)
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
    subprocess.run(command, cwd=tmp_path, check=True, env=environment, capture_output=True)
    for name in ("graph.ttl", "graph.trig", "graph.html", "report.md"):
        assert (tmp_path / "out" / name).read_bytes() == (out / name).read_bytes(), name


def test_query_prints_a_table(out: Path, capsys: Said) -> None:
    assert main(["query", str(out), "SELECT ?n { person:沈望舒 rdfs:label ?n }"]) == 0
    assert capsys.readouterr().out == "n\n──────\n沈望舒\n(1 row)\n"


def test_query_reads_a_file(out: Path, tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "q.rq").write_text("ASK { person:沈望舒 a kg:Person }", encoding="utf-8")
    assert main(["query", str(out), "--file", str(tmp_path / "q.rq")]) == 0
    assert capsys.readouterr().out == "yes\n"


def test_export_writes_to_a_file_or_to_standard_output(
    out: Path, tmp_path: Path, capsys: Said
) -> None:
    target = tmp_path / "graph.ttl"
    assert main(["export", str(out), "--output", str(target)]) == 0
    assert target.read_bytes() == (out / "graph.ttl").read_bytes()
    capsys.readouterr()
    assert main(["export", str(out), "--format", "nt"]) == 0
    assert "https://w3id.org/kg-news#" in capsys.readouterr().out


def test_check_finds_a_built_graph_right(out: Path, capsys: Said) -> None:
    assert main(["check", str(out)]) == 0
    assert capsys.readouterr().out.endswith("nothing wrong\n")


def test_check_finds_a_changed_text(pages: Path, tmp_path: Path, capsys: Said) -> None:
    assert main(["build", str(pages), "--out", str(tmp_path / "out")]) == 0
    for path in (tmp_path / "out" / "texts").iterdir():
        path.write_bytes(b"x" + path.read_bytes())
    assert main(["check", str(tmp_path / "out")]) == 1
    assert "引文与原文不符" in capsys.readouterr().out


def test_mentions_are_slices_of_the_file_as_it_is_named(pages: Path, capsys: Said) -> None:
    page = pages / "page.txt"
    assert main(["mentions", str(page)]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ("Person", "沈望舒") in {(m["type"], m["name"]) for m in found}
    for mention in found:
        assert mention["document"] == str(page)
        assert NEWS[mention["start"] : mention["end"]] == mention["text"]
        assert {"type", "name", "rule"} <= set(mention)


def test_what_kg_wrote_is_no_news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(NEWS, encoding="utf-8")
    for _ in range(2):
        assert main(["build", ".", "--out", "out"]) == 0
        assert main(["build", ".", "--out", "."]) == 0
    documents = "SELECT ?name { ?d a kg:Document ; schema:name ?name }"
    assert [row["name"] for row in kg.load("out").query(documents)] == ["page.txt"]
    assert Path("page.txt").read_text(encoding="utf-8") == NEWS


def test_a_marked_folder_is_passed_over_unless_it_is_named(tmp_path: Path) -> None:
    for folder in ("pages", "pages/drafts/old"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "page.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "pages/drafts/.kgignore").touch()

    def read(*paths: str) -> int:
        return len(read_inputs([tmp_path / path for path in paths])[0])

    assert (read("pages"), read("pages/drafts"), read("pages/drafts/old")) == (1, 1, 1)
    assert read("pages", "pages/drafts/old") == 2


def test_the_seeds_are_five_pages() -> None:
    documents, refused = read_inputs([Path(__file__).parents[1] / "seeds"])
    assert (len(documents), refused) == (5, ())


def test_a_base_iri_of_ones_own(pages: Path, tmp_path: Path) -> None:
    folder = str(tmp_path / "out")
    base = "https://news.example.org/"
    assert main(["build", str(pages), "--out", folder, "--base-iri", base]) == 0
    assert kg.load(folder).query("ASK { <https://news.example.org/person/沈望舒> a kg:Person }")


def test_help_shows_examples_and_every_verb(capsys: Said) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    for verb in ("build", "query", "export", "open", "check", "mentions", "score", "train"):
        assert f"\n  {verb}" in said
    assert "Examples:" in said
    assert "..." not in said.partition("Commands:")[2]  # no sentence is cut off


def test_the_library_builds_and_opens(pages: Path, tmp_path: Path) -> None:
    report = kg.build([pages], tmp_path / "out")
    assert len(report.knowledge.documents) == 2
    assert [row["name"] for row in kg.load(tmp_path / "out").entities("Person")] == [
        "沈望舒",
        "陈立军",
    ]


# --- what goes wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "picture.png"),
        ("noise.txt", bytes(range(128, 256)) * 9, "noise.txt"),
    ],
)
def test_a_file_that_cannot_be_used_is_the_users_mistake(
    tmp_path: Path, capsys: Said, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main(["build", str(tmp_path / name), "--out", str(tmp_path / "out")]) == 2
    assert says in last_line(capsys)
    assert not (tmp_path / "out").exists()


def test_where_some_files_fail_the_rest_is_built(pages: Path, tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "empty.txt").touch()
    folder = tmp_path / "out"
    assert main(["build", str(pages), str(tmp_path / "empty.txt"), "--out", str(folder)]) == 1
    assert "left out" in last_line(capsys)
    assert "empty.txt" in (folder / "report.md").read_text(encoding="utf-8")
    assert main(["query", str(folder), "ASK { person:沈望舒 a kg:Person }"]) == 0


def test_the_old_folder_stands_where_a_build_fails(pages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert main(["build", str(pages), "--out", str(folder)]) == 0
    before = (folder / "graph.ttl").read_bytes()
    (tmp_path / "empty.txt").touch()
    assert main(["build", str(tmp_path / "empty.txt"), "--out", str(folder)]) == 2
    assert (folder / "graph.ttl").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["build", "{tmp}/none"], "none: no such file or folder"),
        (["build", "{tmp}/folder"], "nothing to read"),
        (["build", "{pages}", "--out", "{tmp}/file"], "cannot write here"),
        (["build", "{pages}", "--base-iri", "id"], "base IRI 'id' will not do"),
        (["query", "{tmp}/none", "ASK {}"], "no such folder"),
        (["query", "{tmp}/folder", "ASK {}"], "holds no graph; build one with: kg build"),
        (["query", "{out}", "--file", "{tmp}/none.rq"], "cannot be read"),
        (["query", "{out}", "ASK {}", "--format", "xls"], "unknown format 'xls'; known are table"),
        (["query", "{out}", "INSERT DATA {}"], "the graph is read-only"),
        (["export", "{out}", "--format", "xlsx"], "unknown format 'xlsx'; known are ttl"),
        (["export", "{out}", "--output", "{tmp}/none/x.ttl"], "cannot write here"),
        (["open", "{tmp}/folder"], "holds no page"),
        (["check", "{tmp}/folder"], "holds no graph"),
        (["mentions", "{tmp}/none.txt"], "no such file"),
        (["score", "{tmp}/folder", "{tmp}/folder"], "no gold file"),
        (["train", "{tmp}/folder", "--out", "m.npz"], "no annotated news"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(
    pages: Path, out: Path, tmp_path: Path, capsys: Said, arguments: list[str], says: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    places = {"tmp": tmp_path, "pages": pages, "out": out}
    if arguments[0] == "build" and "--out" not in arguments:
        arguments = [*arguments, "--out", str(tmp_path / "new")]
    assert main([filled(argument, **places) for argument in arguments]) == 2
    assert says in last_line(capsys)


def test_a_syntax_error_has_a_caret(out: Path, capsys: Said) -> None:
    assert main(["query", str(out), "SELECT ?x WHERE ?x a kg:Person }"]) == 2
    first, line, caret = capsys.readouterr().err.splitlines()
    assert first == "kg: query, line 1, column 17: expected {"
    assert line[caret.index("^")] == "?"


@pytest.mark.parametrize(
    "arguments", [["frob"], ["build"], ["query", "{out}"], ["query", "{out}", "ASK {}", "-x"]]
)
def test_a_wrong_command_shows_how_it_is_used(
    out: Path, capsys: Said, arguments: list[str]
) -> None:
    assert main([filled(argument, out=out) for argument in arguments]) == 2
    assert "Usage: kg" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_ends_an_export_quietly(out: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "export", str(out), "--format", "nq"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_locale_without_chinese_stops_nothing(out: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    query = "SELECT ?n { person:沈望舒 rdfs:label ?n }"
    result = subprocess.run(
        [sys.executable, "-m", "kg.cli", "query", str(out), query],
        env=environment,
        capture_output=True,
        check=True,
    )
    assert "沈望舒" in result.stdout.decode("utf-8")
