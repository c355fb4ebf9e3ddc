"""A graph sent to Virtuoso, which has no default graph, asks who writes, and has ways of its own."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from town import town

from kg import push as pushing
from kg.cli import main
from kg.graph.build import build
from kg.push import NOTED
from kg.store import write

Said = pytest.CaptureFixture[str]
OURS = "urn:kg:all"  # the graph that holds the default graph
SETTINGS = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = t.db
TransactionFile = t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = .
NumberOfBuffers = 2000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
"""


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with an empty database."""
    command = shutil.which("virtuoso-t")
    if command is None:
        pytest.skip("no virtuoso-t on the PATH: apt install virtuoso-opensource-7-bin")
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        sql, http = one.getsockname()[1], two.getsockname()[1]
    folder = tmp_path_factory.mktemp("virtuoso")
    (folder / "v.ini").write_text(SETTINGS.format(sql=sql, http=http), encoding="utf-8")
    with subprocess.Popen(
        [command, "-f", "-c", "v.ini"], cwd=folder, stderr=subprocess.DEVNULL
    ) as process:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", http), 1):
                break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{http}"
        process.kill()  # it would write its database out first


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    out = tmp_path / "out"
    out.mkdir()
    write(out, build(town()), town().documents)
    return out


def held(url: str, graph: str) -> set[str]:
    """The triples that Virtuoso has in a graph; none where it knows no such graph."""
    address = f"{url}/sparql-graph-crud?graph={quote(graph, safe='')}"
    request = urllib.request.Request(address, headers={"accept": "application/n-triples"})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            found = response.read()
    except urllib.error.HTTPError as error:
        assert error.code == 404
        return set()
    return {str(triple) for triple in ox.parse(found, ox.RdfFormat.N_TRIPLES)}


def ours(folder: Path) -> dict[str, set[str]]:
    """The triples of each graph, under the name that Virtuoso gives it."""
    store = ox.Store.read_only(str(folder / "store" / "rdf"))
    graphs: dict[str, set[str]] = {}
    for quad in store:
        graphs.setdefault(getattr(quad.graph_name, "value", OURS), set()).add(str(quad.triple))
    return graphs


def test_virtuoso_holds_what_was_pushed(
    folder: Path, virtuoso: str, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_PASSWORD", "dba")
    monkeypatch.setattr(pushing, "PART", 100)  # so that parts are added to the first
    target = f"{virtuoso}/sparql-graph-crud-auth"
    send = ["push", str(folder), target, "--user", "dba", "--default-graph", OURS]
    assert main(send) == 0
    before = ours(folder)
    assert len(before[OURS]) > 200
    assert {graph: held(virtuoso, graph) for graph in before} == before
    capsys.readouterr()
    assert main(send) == 0
    assert "sent 0 graphs" in capsys.readouterr().out

    notes = (folder / NOTED).read_bytes()
    kept = [quad for quad in build(town()) if "brief" not in str(quad.graph_name)]
    shutil.rmtree(folder)
    folder.mkdir()
    write(folder, kept, town().documents)
    (folder / NOTED).write_bytes(notes)  # a build keeps it
    assert main(send) == 0
    assert "deleted 1" in capsys.readouterr().out
    after = ours(folder)
    assert len(before.keys() - after.keys()) == 1
    assert {graph: held(virtuoso, graph) for graph in before} == {
        graph: after.get(graph, set()) for graph in before
    }


@pytest.mark.parametrize(
    ("user", "password", "says"),
    [
        ([], "", "with --user NAME"),
        (["--user", "dba"], "wrong", "with --user NAME"),
        (["--user", "dba"], "dba", "no default graph; name one that it can be sent to with --def"),
    ],
)
def test_what_virtuoso_refuses_is_one_line(
    folder: Path,
    virtuoso: str,
    capsys: Said,
    monkeypatch: pytest.MonkeyPatch,
    user: list[str],
    password: str,
    says: str,
) -> None:
    monkeypatch.setenv("KG_PASSWORD", password)
    assert main(["push", str(folder), f"{virtuoso}/sparql-graph-crud-auth", *user]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1
