"""Questions to a built graph: tables that align, errors that point, and every way out of it."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDFS
from rdflib.compare import isomorphic
from rdflib.plugins.sparql import prepareQuery
from rich.cells import cell_len
from town import town

import kg
from kg import library, tables
from kg.errors import InputError, KgError, QueryError
from kg.export import FORMATS, export
from kg.graph.build import build
from kg.library import Graph, Rows
from kg.measures import measured
from kg.results import WRITERS
from kg.store import Store, write
from kg.view import ReadStore


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    write(out, build(town()), town().documents)
    return out


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return Store.open(folder)


@pytest.fixture(scope="module")
def graph(folder: Path) -> Graph:
    return kg.load(folder)


POSTS = """SELECT ?name ?title ?firm WHERE {
  ?s rdf:subject ?person ; kg:title ?title ; rdf:object ?org .
  ?person rdfs:label ?name . ?org rdfs:label ?firm
} ORDER BY ?title"""


def answer(store: Store, sparql: str, format_: str | None = None) -> str:
    return tables.write(store.query(sparql), store.prefixes, format_)


# --- answers ------------------------------------------------------------------------------------


def test_a_table_aligns_chinese(store: Store) -> None:
    assert answer(store, POSTS) == (
        "name    title  firm\n"
        "──────  ─────  ────────────────\n"
        "沈望舒  技师   青川化工有限公司\n"
        "陆行之  焊工   青川化工有限公司\n"
        "(2 rows)\n"
    )


def test_each_triple_is_found_once_and_by_article_too(store: Store) -> None:
    assert "99\n" not in answer(store, "SELECT (COUNT(*) AS ?n) { ?s a kg:Statement }", "csv")
    [counted] = Graph(store).query("SELECT (COUNT(*) AS ?n) { ?s a kg:Statement }")
    assert counted == {"n": 9}
    in_graphs = "SELECT ?g { GRAPH ?g { person:沈望舒 kg:affiliatedWith ?org } }"
    assert len(Graph(store).query(in_graphs)) == 2


@pytest.mark.parametrize(
    ("format_", "start"),
    [
        ("csv", "name,title,firm\r\n沈望舒,技师,青川化工有限公司\r\n"),
        ("tsv", '?name\t?title\t?firm\n"沈望舒"@zh\t"技师"@zh\t'),
        ("json", '{"head":{"vars":["name","title","firm"]}'),
    ],
)
def test_an_answer_in_other_formats(store: Store, format_: str, start: str) -> None:
    assert answer(store, POSTS, format_).startswith(start)


def test_ask_answers_yes_or_no(store: Store) -> None:
    assert answer(store, "ASK { ?p a kg:Person }") == "yes\n"
    assert answer(store, "ASK { ?p a kg:Work }") == "no\n"
    assert json.loads(answer(store, "ASK { ?p a kg:Work }", "json"))["boolean"] is False


def test_construct_answers_with_turtle(store: Store) -> None:
    sparql = "CONSTRUCT { ?p kg:mentors ?q } WHERE { ?p kg:mentors ?q }"
    assert "person:沈望舒 kg:mentors person:陆行之 ." in answer(store, sparql)
    with pytest.raises(QueryError, match="--format ttl"):
        answer(store, sparql, "csv")


def test_an_empty_answer_is_said(store: Store) -> None:
    assert answer(store, "SELECT ?w { ?w a kg:Work }").endswith("(0 rows)\n")


def test_what_a_terminal_would_obey_is_not_shown() -> None:
    assert "\x1b" not in tables.aligned(["x"], [["\x1b[31m红\n黑"]])
    assert "红⏎黑" in tables.aligned(["x"], [["\x1b[31m红\n黑"]])


@given(st.lists(st.tuples(st.text(), st.text("沈望abc·ａ")), min_size=1))
def test_every_line_of_a_table_is_as_wide_as_its_columns(rows: list[tuple[str, str]]) -> None:
    lines = tables.aligned(["first", "第二"], rows).splitlines()
    rule = lines[1]
    assert len(lines) == len(rows) + 3
    assert all(cell_len(line) <= cell_len(rule) for line in lines[:-1])


@given(
    st.lists(
        st.tuples(
            st.one_of(
                st.none(),
                st.text().map(ox.Literal),
                st.text('甲"\\\t\n\r<&>\x01').map(lambda text: ox.Literal(text, language="zh")),
                st.integers().map(ox.Literal),
                st.just(ox.NamedNode("urn:甲")),
            ),
            st.just(ox.BlankNode("b")),
        ),
        max_size=4,
    )
)
def test_rows_in_each_format_are_read_back_by_pyoxigraph(rows: list[tuple[object, ...]]) -> None:
    for name, format_ in (
        ("json", ox.QueryResultsFormat.JSON),
        ("tsv", ox.QueryResultsFormat.TSV),
        ("xml", ox.QueryResultsFormat.XML),
    ):
        values = [getattr(row[0], "value", "x") for row in rows]
        if name == "xml" and any(not v.isprintable() or v != v.strip() or not v for v in values):
            continue  # XML holds no control characters, and pyoxigraph's reader trims
        text = WRITERS[name](["x", "y"], rows)
        back = ox.parse_query_results(text, format_)
        assert isinstance(back, ox.QuerySolutions)
        found = [tuple(solution) for solution in back]
        assert [row[0] for row in found] == [row[0] for row in rows], name


# --- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sparql", "says"),
    [
        ("SELECT ?x {\n  ?x a kg:Person\n", "line 3, column 1"),
        ("SELECT ?x WHERE ?x a kg:Person }", "expected {\n  SELECT ?x WHERE ?x a"),
        ("SELECT ?x { ?x persn:a ?y }", "prefix persn: is not declared; known are article,"),
        ("SELECT ?x { ?x persn:a ?y }", "xsd; did you mean person:?"),
        ("SELECT ?z { ?x ?y ?c } GROUP BY ?x", "a variable is selected"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "the graph is read-only"),
        ("", "the query is empty; expected SELECT"),
        (" # nothing\n", "the query is empty; expected SELECT"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE would leave"),
        ("SELECT * { ?s ?p ?o.SERVICE <http://127.0.0.1/> {} }", "SERVICE would leave"),
        ("SELECT * { ?s ?p 1SERVICE <http://127.0.0.1/> {} }", "SERVICE would leave"),
        ("SELECT * { ?s ?p trueservice kg:a {} }", "SERVICE would leave"),
        ("PREFIX : <urn:> SELECT * { service:a {} }", "SERVICE would leave"),
        ("SELECT * " + "{" * 3000 + "}" * 3000, "brackets nest deeper"),
        ("SELECT * { ?a " + "!" * 20000 + "kg:a ?b }", "a hundred signs in a row"),
    ],
)
def test_a_query_that_is_wrong_is_pointed_at(store: Store, sparql: str, says: str) -> None:
    with pytest.raises(QueryError) as error:
        store.query(sparql)
    assert says in str(error.value)


def test_the_caret_stands_under_the_place_though_the_line_is_chinese(store: Store) -> None:
    with pytest.raises(QueryError) as error:
        store.query("SELECT ?x { person:沈望舒 SERVICE ?x }")
    _, line, caret = str(error.value).splitlines()
    assert cell_len(caret) - 1 == cell_len(line[: line.index("SERVICE")])


@pytest.mark.parametrize(
    "sparql",
    [
        'ASK { ?s rdfs:label "SERVICE ((((" }',
        "ASK { ?s <urn:SERVICE> ?o } # SERVICE {{{",
        "ASK { ?SERVICE a kg:Person }",
        "ASK { ?s a kg:Service ; kg:a.service ?myService }",
        "PREFIX web-service: <urn:> ASK { ?s a web-service:a }",
    ],
)
def test_a_word_in_a_string_or_comment_is_no_keyword(store: Store, sparql: str) -> None:
    store.query(sparql)


@pytest.mark.parametrize("known", ["table", "ttl"])
def test_an_unknown_format_lists_the_known(store: Store, known: str) -> None:
    with pytest.raises(QueryError, match=known):
        answer(store, "ASK {}", "xls")


def test_a_folder_without_a_graph_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="kg build"):
        Store.open(tmp_path)
    with pytest.raises(InputError, match="no such folder"):
        Store.open(tmp_path / "none")


def test_a_graph_file_alone_can_be_asked_too(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes((folder / "graph.ttl").read_bytes())
    assert len(Graph(Store.open(tmp_path)).query(POSTS)) == 2
    assert len(kg.load(tmp_path / "graph.ttl").query(POSTS)) == 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.ttl", "person:x a", "not a graph"),
        ("a.txt", "", "expected .ttl"),
        ("a.xml", "<!DOCTYPE x>", "expected .ttl"),
    ],
)
def test_a_file_that_is_no_graph_is_said(
    tmp_path: Path, name: str, content: str, says: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=says):
        Store.read(tmp_path / name)


# --- the library --------------------------------------------------------------------------------


def test_rows_are_python_values(graph: Graph) -> None:
    [row] = graph.query(
        "SELECT ?f ?v ?c ?none { ?f kg:about programme:青禾 ; kg:value ?v ; kg:confidence ?c }"
    )
    assert (row["v"], str(row["c"]), row["none"]) == (1200, "0.9", None)
    assert row["f"].startswith("fig:")


def test_rows_behave_as_a_sequence_and_show_themselves() -> None:
    rows = Rows(("名", "n"), (("甲", 1), ("<乙>", None)))
    assert (rows[0], len(rows[1:]), rows[-1]["n"]) == ({"名": "甲", "n": 1}, 1, None)
    assert "甲" in str(rows)
    assert "&lt;乙&gt;" in rows._repr_html_()


def test_entities_and_facts_are_tables_too(graph: Graph) -> None:
    assert [row["name"] for row in graph.entities("Company")] == ["青川化工有限公司"]
    assert {row["class"] for row in graph.entities("Organization")} == {"Company", "TradeUnion"}
    assert [row["relation"] for row in graph.facts("高远")] == ["title"]
    [fact, _] = [f for f in graph.facts("沈望舒") if f["title"] == "技师"]
    assert (fact["evidence"], fact["document"]) == ("青川化工有限公司技师沈望舒", "brief.txt")


def test_a_network_has_entities_facts_and_quotes(graph: Graph) -> None:
    network = graph.to_networkx()
    assert len(network) == 10
    [edge] = [d for *_, d in network.edges(data=True) if d["relation"] == "mentors"]
    assert edge["evidence"] == "沈望舒的徒弟是该公司焊工陆\n行之"


def test_a_network_has_its_measures_ready(graph: Graph) -> None:
    network = graph.to_networkx()
    nodes = {data["label"]: data for _, data in network.nodes(data=True)}
    most = max(nodes.values(), key=lambda data: data["degree"])
    assert most["label"] == "沈望舒"
    assert most["betweenness"] == max(data["betweenness"] for data in nodes.values()) <= 1
    assert nodes["沈望舒"]["community"] == nodes["陆行之"]["community"]
    assert {data["community"] for data in nodes.values()} >= {0, 1}
    assert dict(graph.to_networkx().nodes(data=True)) == dict(network.nodes(data=True))
    assert "degree" not in graph.to_networkx(measures=False).nodes[next(iter(network))]


def test_a_path_has_the_measures_that_one_can_work_out() -> None:
    path = nx.MultiDiGraph([("a", "b"), ("b", "a"), ("b", "c"), ("d", "d")])
    found = measured(path).nodes
    assert [found[n]["degree"] for n in "abcd"] == [1, 2, 1, 0]
    assert [found[n]["betweenness"] for n in "abcd"] == [0, pytest.approx(1 / 3), 0, 0]
    assert found["a"]["community"] == found["b"]["community"] == found["c"]["community"] == 0
    assert found["d"]["community"] == 1
    assert len(measured(nx.MultiDiGraph())) == 0


def test_a_picture_shows_what_surrounds_an_entity(graph: Graph) -> None:
    svg = graph.picture("青川化工")._repr_svg_()
    assert svg == graph.picture("青川化工有限公司").svg
    assert all(f">{name}</text>" in svg for name in ("青川化工有限公司", "沈望舒", "陆行之"))
    assert "云溪工匠" not in svg
    assert "云溪工匠" in graph.picture("青川化工", steps=2).svg
    with pytest.raises(QueryError, match="nothing in the graph is called '无名'"):
        graph.picture("无名")


def test_construct_and_rdflib_give_rdflib_graphs(graph: Graph, folder: Path) -> None:
    assert isomorphic(graph.rdflib(), rdflib.Graph().parse(folder / "graph.ttl"))
    made = graph.query("CONSTRUCT { ?s a kg:Person } WHERE { ?s a kg:Person }")
    assert isinstance(made, rdflib.Graph)
    assert len(made) == 4
    assert graph.query("ASK {}") is True


@pytest.fixture(params=["copied", "viewed"])
def as_rdflib(
    request: pytest.FixtureRequest, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> rdflib.Graph:
    """The town as rdflib has it, as a small graph and as a large one."""
    monkeypatch.setattr(library, "COPIED", {"copied": 10_000, "viewed": 100}[request.param])
    found = graph.rdflib()
    assert isinstance(found.store, ReadStore) == (request.param == "viewed")
    return found


def test_rdflib_reads_the_same_triples_copied_or_viewed(
    as_rdflib: rdflib.Graph, folder: Path
) -> None:
    written = rdflib.Graph().parse(folder / "graph.ttl")
    assert set(as_rdflib) == set(written)
    assert len(as_rdflib) == len(written)
    for pattern in [(s, None, o) for s, _, o in written] + [(None, p, None) for _, p, _ in written]:
        assert set(as_rdflib.triples(pattern)) == set(written.triples(pattern))
    assert isomorphic(rdflib.Graph().parse(data=as_rdflib.serialize()), written)


def test_rdflib_answers_sparql_the_same_copied_or_viewed(as_rdflib: rdflib.Graph) -> None:
    rows = [tuple(map(str, row)) for row in as_rdflib.query(POSTS)]
    assert rows == [
        ("沈望舒", "技师", "青川化工有限公司"),
        ("陆行之", "焊工", "青川化工有限公司"),
    ]
    [person] = as_rdflib.subjects(RDFS.label, rdflib.Literal("沈望舒", lang="zh"))
    facts = """SELECT ?person ?rule ?sure { ?fact rdf:subject ?person ; rdf:predicate ?is ;
      kg:extractedBy ?rule ; kg:confidence ?sure } ORDER BY ?rule"""
    found = list(as_rdflib.query(facts, initBindings={"person": person}))
    assert found
    assert all((None, None, row.rule) in as_rdflib for row in found)
    assert {row.rule.datatype for row in found} == {None}
    assert {row.sure.datatype for row in found} == {rdflib.XSD.decimal}
    made = as_rdflib.query("CONSTRUCT { ?s kg:extractedBy ?r } WHERE { ?s kg:extractedBy ?r }")
    assert made.graph is not None
    rules = rdflib.URIRef("https://w3id.org/kg-news#extractedBy")
    assert set(made.graph) == set(as_rdflib.triples((None, rules, None))) != set()
    assert as_rdflib.query("ASK { ?s a kg:Person }").askAnswer is True
    assert as_rdflib.query(prepareQuery("ASK { ?s ?p 5 }")).askAnswer is False


def test_a_viewed_graph_is_only_read(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "COPIED", 100)
    viewed = graph.rdflib()
    triple = (rdflib.URIRef("urn:a"), rdflib.URIRef("urn:b"), rdflib.URIRef("urn:c"))
    for change in (viewed.add, viewed.remove, lambda t: viewed.addN([(*t, viewed)])):
        with pytest.raises(KgError, match="only read; change a copy"):
            change(triple)
    with pytest.raises(KgError, match="only read"):
        viewed.update("CLEAR ALL")
    with pytest.raises(QueryError, match="line 1, column 1: SERVICE would leave"):
        viewed.query("SERVICE <http://localhost/> {}")
    with pytest.raises(QueryError, match="column 18"):
        viewed.query("SELECT * { ?s a }")
    changed = rdflib.Graph() + viewed
    changed.add(triple)
    assert len(changed) == len(viewed) + 1


def test_a_large_file_of_named_graphs_is_copied_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "COPIED", 100)
    viewed, copied = (kg.load(folder / name).rdflib() for name in ("graph.ttl", "graph.trig"))
    assert isinstance(viewed.store, ReadStore)
    assert not isinstance(copied.store, ReadStore)
    assert set(viewed) == set(copied)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:pandas")
def test_rows_are_a_frame_that_can_be_counted_with(graph: Graph) -> None:
    found = graph.query("SELECT ?f ?c ?n { ?f kg:confidence ?c OPTIONAL { ?f kg:count ?n } }")
    assert isinstance(found, Rows)
    frame = found.to_pandas()
    assert list(frame.columns) == ["f", "c", "n"]
    assert len(frame) == len(found)
    assert 0 < frame["c"].mean() <= 1
    assert list(graph.ask("overview").to_pandas().columns) == ["of", "name", "count"]
    assert list(found[:0].to_pandas().columns) == ["f", "c", "n"]


def test_pandas_is_asked_for_only_where_it_is_used(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)  # as where it is not installed
    rows = graph.query(POSTS)
    assert isinstance(rows, Rows)
    with pytest.raises(KgError, match="pip install pandas"):
        rows.to_pandas()


# --- exports ------------------------------------------------------------------------------------


def test_turtle_and_trig_come_out_as_they_were_built(store: Store, folder: Path) -> None:
    for format_ in ("ttl", "trig"):
        assert export(store, format_) == (folder / f"graph.{format_}").read_text("utf-8")


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # it warns of itself
@pytest.mark.parametrize(
    ("format_", "parser"),
    [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml")],
)
def test_another_library_reads_back_the_same_graph(
    store: Store, folder: Path, format_: str, parser: str
) -> None:
    back = rdflib.Graph().parse(data=export(store, format_), format=parser)
    assert isomorphic(back, rdflib.Graph().parse(folder / "graph.ttl"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize(("format_", "parser"), [("nq", "nquads"), ("trig", "trig")])
def test_quads_keep_their_articles(store: Store, format_: str, parser: str) -> None:
    back = rdflib.Dataset()
    back.parse(data=export(store, format_), format=parser)
    assert len(list(back.quads())) == len(store.quads())
    assert len([g for g in back.graphs() if "article" in str(g.identifier)]) == 2


@pytest.mark.parametrize(
    ("format_", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)]
)
def test_networkx_reads_back_the_network(store: Store, format_: str, read: object) -> None:
    network = read(io.BytesIO(export(store, format_).encode()))  # type: ignore[operator]
    assert (network.number_of_nodes(), network.number_of_edges()) == (10, 7)
    labels = {data["label"] for _, data in network.nodes(data=True)}
    assert "青川化工有限公司" in labels


def test_gexf_carries_classes_and_colours_for_gephi(store: Store) -> None:
    text = export(store, "gexf")
    assert '<viz:color r="230" g="159" b="0"/>' in text
    assert 'for="type" value="TradeUnion"' in text


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(store: Store) -> None:
    text = export(store, "csv")
    assert text.startswith("\ufeffsubject,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 10
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_an_unknown_export_lists_the_known(store: Store) -> None:
    with pytest.raises(QueryError, match="known are ttl, trig, nt, nq, jsonld"):
        export(store, "xlsx")


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_is_the_same_every_time(folder: Path, format_: str) -> None:
    assert export(Store.open(folder), format_) == export(Store.open(folder), format_)
