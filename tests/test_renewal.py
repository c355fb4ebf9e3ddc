"""A graph that is written by changing the last one is the graph that is written from nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from town import town

from kg import renewal, store
from kg.graph.build import Builder, prefixes
from kg.graph.digests import find_digests
from kg.graph.iris import DEFAULT_BASE, Minter
from kg.graph.splice import checksum_of, splice
from kg.graph.turtle import blocks, graph_blocks, trig, turtle, written
from kg.model import Knowledge

KNOWN = town()
LESS = replace(
    KNOWN,
    entities=tuple(e for e in KNOWN.entities if e.name != "高远"),
    statements=tuple(s for s in KNOWN.statements if s.title != "市民"),
)
FILES = ("graph.ttl", "graph.trig", "store/parts.json", "store/about.json")


@pytest.fixture(autouse=True)
def however_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """The town is small: any change is a large part of it."""
    monkeypatch.setattr(renewal, "MOST", 2.0)


def write(folder: Path, known: Knowledge, old: Path | None = None) -> bool:
    folder.mkdir()
    return renewal.write(folder, old, known, DEFAULT_BASE)


def contents(folder: Path) -> tuple[list[bytes], set[Quad]]:
    return [(folder / name).read_bytes() for name in FILES], set(store.Store.open(folder).rdf)


@pytest.mark.parametrize(("before", "now"), [(LESS, KNOWN), (KNOWN, LESS), (KNOWN, KNOWN)])
def test_what_is_changed_is_as_what_is_written_anew(
    tmp_path: Path, before: Knowledge, now: Knowledge
) -> None:
    write(tmp_path / "old", before)
    was = contents(tmp_path / "old")
    assert write(tmp_path / "new", now, tmp_path / "old")
    assert not write(tmp_path / "anew", now)
    assert contents(tmp_path / "new") == contents(tmp_path / "anew")
    assert contents(tmp_path / "old") == was


@pytest.mark.parametrize("what", ["graph.ttl", "graph.trig", "store/parts.json", "store/rdf"])
@pytest.mark.parametrize("how", ["edited", "gone"])
def test_what_was_edited_or_damaged_is_not_built_upon(tmp_path: Path, what: str, how: str) -> None:
    write(tmp_path / "old", LESS)
    path = tmp_path / "old" / what
    for file in path.iterdir() if path.is_dir() else (path,):
        if how == "gone":
            file.unlink()
        else:
            file.write_bytes(b"edited" + file.read_bytes())
    assert not write(tmp_path / "new", KNOWN, tmp_path / "old")
    write(tmp_path / "anew", KNOWN)
    assert contents(tmp_path / "new") == contents(tmp_path / "anew")


def test_other_code_and_another_base_write_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "old", LESS)
    (tmp_path / "other").mkdir()
    assert not renewal.write(tmp_path / "other", tmp_path / "old", KNOWN, "urn:example:")
    monkeypatch.setattr(renewal, "version", lambda: "other code")
    assert not write(tmp_path / "new", KNOWN, tmp_path / "old")


def test_where_most_differs_all_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "MOST", 0.3)
    write(tmp_path / "old", LESS)
    assert not write(tmp_path / "new", KNOWN, tmp_path / "old")


def test_the_tables_of_the_store_are_not_copied(tmp_path: Path) -> None:
    write(tmp_path / "old", KNOWN)
    write(tmp_path / "new", KNOWN, tmp_path / "old")
    tables = list((tmp_path / "old" / store.RDF).glob("*.sst"))
    assert tables
    assert all(t.samefile(tmp_path / "new" / store.RDF / t.name) for t in tables)


def test_a_part_keeps_its_digest_until_something_of_it_changes() -> None:
    before, now = (find_digests(Builder(k, Minter())) for k in (LESS, KNOWN))
    other = {iri for iri, _ in before.subjects.items() ^ now.subjects.items()}
    assert {iri.rsplit("/", 1)[-1] for iri in other} == {"高远"}
    [graph] = {iri for iri, _ in before.graphs.items() ^ now.graphs.items()}
    assert "article/page-" in graph


# --- Turtle by the block ---------------------------------------------------------------------

names = st.text(st.sampled_from("ab甲乙😀-é"), min_size=1, max_size=3)
node = names.map(lambda name: NamedNode(f"{DEFAULT_BASE}person/{name}"))
words = st.text(st.sampled_from('甲"\\\n\r b'), max_size=4).map(Literal)
graph = st.sampled_from([None, *(NamedNode(f"{DEFAULT_BASE}article/{n}") for n in "甲乙b")])
quad = st.builds(
    lambda s, p, o, g: Quad(s, p, o, g) if g else Quad(s, p, o),
    node, st.sampled_from([NamedNode("urn:p"), NamedNode("urn:q")]), words, graph,
)  # fmt: skip
quads = st.sets(quad, max_size=12)


@given(old=quads, new=quads)
def test_blocks_are_found_and_replaced(
    tmp_path_factory: pytest.TempPathFactory, old: set[Quad], new: set[Quad]
) -> None:
    folder, known = tmp_path_factory.mktemp("splice"), prefixes()
    (folder / "ttl").write_bytes(turtle(old, known).encode())
    (folder / "trig").write_bytes(trig(old, known).encode())
    subjects = {written(q.subject.value, known): "" for q in old ^ new}  # type: ignore[union-attr]
    made = {key: block for key, block in blocks(new, known).items() if key in subjects}
    splice(folder / "ttl", folder / "new", subjects | made, checksum=checksum_of(folder / "ttl"))
    assert (folder / "new").read_bytes().decode() == turtle(new, known)
    plain = [{q for q in some if str(q.graph_name) == "DEFAULT"} for some in (old, new)]
    named = [some - default for some, default in zip((old, new), plain, strict=True)]
    splice(
        folder / "trig",
        folder / "new",
        dict.fromkeys(blocks(plain[0], known), "") | blocks(plain[1], known),
        dict.fromkeys(graph_blocks(named[0], known), "") | graph_blocks(named[1], known),
        checksum=checksum_of(folder / "trig"),
    )
    assert (folder / "new").read_bytes().decode() == trig(new, known)
