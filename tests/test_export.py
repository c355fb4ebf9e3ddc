"""Ways out of a graph: tables, Neo4j, and another store by Graph Store Protocol."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from town import town

from kg import push as pushing
from kg.cli import main
from kg.errors import KgError
from kg.graph.build import build
from kg.push import NOTED, push
from kg.sheets import neo4j, tables
from kg.store import Store, write

Said = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    out = tmp_path / "out"
    out.mkdir()
    write(out, build(town()), town().documents)
    return out


def sheet(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- tables -------------------------------------------------------------------------------------


def test_three_tables_open_in_a_spreadsheet(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "sheets"
    assert main(["export", str(folder), "--format", "tables", "--output", str(target)]) == 0
    assert {path.name for path in target.iterdir()} == {"nodes.csv", "facts.csv", "figures.csv"}
    for path in target.iterdir():
        assert path.read_bytes().startswith("\ufeff".encode())
        rows = sheet(path.read_text("utf-8-sig"))
        assert rows
        assert not any(cell.startswith(("=", "+", "-", "@")) for r in rows for cell in r.values())


def test_the_tables_hold_what_the_graph_holds(folder: Path) -> None:
    store = Store.open(folder)
    text = tables(store)
    nodes = sheet(text["nodes.csv"].removeprefix("\ufeff"))
    [firm] = [row for row in nodes if row["name"] == "青川化工有限公司"]
    assert (firm["class"], firm["subclass"]) == ("Organization", "Company")
    [figure] = [
        r for r in sheet(text["figures.csv"].removeprefix("\ufeff")) if r["value"] == "1200"
    ]
    assert (figure["about"], figure["unit"], figure["hedge"]) == ("青禾", "人", "超")
    assert figure["document"].endswith(".txt")


def test_neo4j_can_import_nodes_and_relationships(folder: Path) -> None:
    text = neo4j(Store.open(folder))
    nodes, edges = sheet(text["nodes.csv"]), sheet(text["relationships.csv"])
    assert text["nodes.csv"].startswith("iri:ID,name,aliases:string[],articles:int,:LABEL\r\n")
    ids = {row["iri:ID"] for row in nodes}
    assert len(ids) == len(nodes) == 10
    assert {row[end] for row in edges for end in (":START_ID", ":END_ID")} <= ids
    assert "Company;Organization;Entity" in {row[":LABEL"] for row in nodes}
    assert "mentors" in {row[":TYPE"] for row in edges}
    assert all(len(part.splitlines()) == len(sheet(part)) + 1 for part in text.values())


def test_several_files_need_a_folder(folder: Path, tmp_path: Path, capsys: Said) -> None:
    assert main(["export", str(folder), "--format", "neo4j"]) == 2
    assert "name a folder for them with --output" in capsys.readouterr().err
    (tmp_path / "file").touch()
    arguments = ["export", str(folder), "--format", "tables", "--output", str(tmp_path / "file")]
    assert main(arguments) == 2
    assert "cannot write here" in capsys.readouterr().err


# --- another store ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a store by the makers of pyoxigraph."""
    command = shutil.which("oxigraph") or str(Path(sys.executable).parent / "oxigraph")
    if not Path(command).exists():
        pytest.skip("no oxigraph here: pip install oxigraph")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("oxigraph")
    arguments = ["serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen([command, *arguments], stderr=subprocess.DEVNULL) as process:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def held(url: str) -> set[str]:
    """All that the store holds, as N-Quads."""
    request = urllib.request.Request(f"{url}/store", headers={"accept": "application/n-quads"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return set(response.read().decode().splitlines())


def quads(folder: Path) -> set[str]:
    store = ox.Store.read_only(str(folder / "store" / "rdf"))
    return set((store.dump(format=ox.RdfFormat.N_QUADS) or b"").decode().splitlines())


def test_a_store_holds_what_was_pushed(folder: Path, oxigraph: str, capsys: Said) -> None:
    assert main(["push", str(folder), f"{oxigraph}/store"]) == 0
    assert capsys.readouterr().out.startswith("sent 3 graphs")
    assert held(oxigraph) == quads(folder)
    assert main(["push", str(folder), f"{oxigraph}/store"]) == 0
    assert capsys.readouterr().out == "sent 0 graphs with 0 triples, left 3 unchanged, deleted 0\n"
    assert main(["push", str(folder), f"{oxigraph}/store", "--again"]) == 0
    assert held(oxigraph) == quads(folder)


def test_a_withdrawn_article_is_deleted_there(folder: Path, oxigraph: str) -> None:
    target = f"{oxigraph}/store"
    push(Store.open(folder), target, again=True)
    notes = (folder / NOTED).read_bytes()
    kept = [q for q in build(town()) if "brief" not in str(q.graph_name)]
    shutil.rmtree(folder)
    folder.mkdir()
    write(folder, kept, town().documents)
    (folder / NOTED).write_bytes(notes)  # a build keeps it
    pushed = push(Store.open(folder), target)
    assert (pushed.deleted, pushed.sent) == (1, 1)
    assert held(oxigraph) == quads(folder)


def test_a_push_that_broke_off_goes_on(
    folder: Path, oxigraph: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "PART", 25)
    monkeypatch.setattr(pushing.time, "sleep", lambda _: None)
    calls: list[str] = []
    real = pushing._Sender.__call__

    def breaking(self: Any, method: str, graph: str, body: bytes, **more: Any) -> None:
        if len(calls) == 4:
            raise pushing.PushError("the line is cut")
        calls.append(f"{method} {graph}")
        real(self, method, graph, body, **more)

    store, target = Store.open(folder), f"{oxigraph}/store"
    monkeypatch.setattr(pushing._Sender, "__call__", breaking)
    with pytest.raises(KgError, match="cut"):
        push(store, target, again=True)
    monkeypatch.setattr(pushing._Sender, "__call__", real)
    assert calls == ["PUT ", "POST ", "POST ", "POST "]
    assert list(json.loads((folder / NOTED).read_text())[target]["parts"].values()) == [4]
    push(store, target)
    assert held(oxigraph) == quads(folder)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("localhost/store", "expected http://HOST:PORT/PATH"),
        ("file:///etc", "expected http://HOST:PORT/PATH"),
        ("http://127.0.0.1:1/store", "no answer"),
        ("{oxigraph}/none", "404"),
    ],
)
def test_a_store_that_will_not_take_it_is_one_line(
    folder: Path, oxigraph: str, capsys: Said, monkeypatch: pytest.MonkeyPatch, url: str, says: str
) -> None:
    monkeypatch.setattr(pushing.time, "sleep", lambda _: None)
    assert main(["push", str(folder), url.replace("{oxigraph}", oxigraph)]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1
