"""``kg serve`` over HTTP: the standards it keeps, real clients, and what it refuses."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import Response, Server, bindings, serving
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from kg.cli import main
from kg.serve.negotiation import ROWS, choose
from kg.serve.worker import _SOCKET_CALL
from kg.store import write

BASE = "https://w3id.org/kg-news/id/"
PEOPLE = "SELECT ?n { ?p a kg:Person ; rdfs:label ?n } ORDER BY ?n LIMIT 3"
HONOURS = "SELECT ?a { person:吴良江 kg:received/rdfs:label ?a }"
TRIPLES = "CONSTRUCT { ?p kg:received ?a } WHERE { ?p kg:received ?a }"
LONG_WAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def server(gold_out: Path) -> Iterator[Server]:
    (gold_out / "graph.html").write_text("<!DOCTYPE html><title>图</title>", encoding="utf-8")
    with serving(gold_out, "--workers", "2", "--timeout", "2", "--memory", "300") as server:
        yield server


# --- SPARQL 1.1 Protocol, as the W3C tests it ---------------------------------------------------

SUITE = Path(__file__).parents[1].parent / "shared" / "w3c" / "sparql11-protocol"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")


def manifest() -> tuple[rdflib.Graph, list[rdflib.term.Node]]:
    if not (SUITE / "manifest.ttl").is_file():
        return rdflib.Graph(), []
    graph = rdflib.Graph().parse(SUITE / "manifest.ttl")
    [entries] = graph.objects(None, MF.entries)
    return graph, list(Collection(graph, entries))


MANIFEST, TESTS = manifest()


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on all the graphs that the tests name."""
    folder = tmp_path_factory.mktemp("suite")
    quads = set()
    for data in MANIFEST.objects(None, UT.graphData):
        [file], [name] = MANIFEST.objects(data, UT.graph), MANIFEST.objects(data, rdflib.RDFS.label)
        path = SUITE / str(file).rsplit("/", 1)[-1]
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES):
            quads.add(ox.Quad(*triple.triple, ox.NamedNode(str(name))))
    write(folder, quads)
    with serving(folder, "--workers", "1") as server:
        yield server


def requests(test: rdflib.term.Node) -> Iterator[tuple[dict[str, Any], rdflib.term.Node]]:
    """Each request of a test, ready to send, with what is expected."""
    [action] = MANIFEST.objects(test, MF.action)
    [listed] = MANIFEST.objects(action, HT.requests)
    for request in Collection(MANIFEST, listed):
        headers = {}
        for group in MANIFEST.objects(request, HT.headers):
            for header in Collection(MANIFEST, group):
                name, value = (
                    str(MANIFEST.value(header, p)) for p in (HT.fieldName, HT.fieldValue)
                )
                headers[name.lower()] = value
        body = None
        for content in MANIFEST.objects(request, HT.body):
            encoding = str(MANIFEST.value(content, CNT.characterEncoding))
            body = str(MANIFEST.value(content, CNT.chars)).encode(encoding)
        sent = {
            "method": str(MANIFEST.value(request, HT.methodName)),
            "path": str(MANIFEST.value(request, HT.absolutePath)),
            "body": body,
            **headers,
        }
        yield sent, MANIFEST.value(request, HT.resp)


def check_format(response: Response, wanted: str) -> None:
    if wanted == "RDF":
        list(ox.parse(response.body, format=ox.RdfFormat.from_media_type(response.media)))
    elif response.media.endswith("xml"):
        root = ElementTree.fromstring(response.body)
        assert root.tag == "{http://www.w3.org/2005/sparql-results#}sparql"
    elif response.media.endswith("json"):
        assert ("boolean" in json.loads(response.body)) == (wanted == "boolean")
    else:
        assert response.media in {"text/csv", "text/tab-separated-values"}


@pytest.mark.skipif(not TESTS, reason="the W3C's protocol tests are not beside the project")
@pytest.mark.parametrize("test", TESTS, ids=lambda test: str(test).rpartition("#")[2])
def test_the_protocol_is_kept(suite: Server, test: rdflib.term.Node) -> None:
    name = str(test).rpartition("#")[2]
    for request, expected in requests(test):
        response = suite.send(**request)
        statuses = {str(s)[-3] for s in MANIFEST.objects(expected, MF.expectedStatus)}
        if name.startswith("update_") and request["method"] == "POST" and "update" in str(request):
            assert response.status == 403
            assert "read-only" in response.text
            break
        assert str(response.status)[0] in statuses, response.text
        for value in MANIFEST.objects(expected, MF.expectedBoolean):
            assert json.loads(response.body)["boolean"] is value.toPython()
        for wanted in MANIFEST.objects(expected, MF.expectedFormat):
            check_format(response, str(wanted))


def test_the_whole_suite_is_run() -> None:
    assert len(TESTS) in {0, 34}


# --- answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/json, application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/html,*/*;q=0.1", "application/sparql-results+json"),
    ],
)
def test_the_client_chooses_the_format_of_rows(server: Server, accept: str, media: str) -> None:
    response = server.query(HONOURS, accept)
    assert (response.status, response.media) == (200, media)
    assert "全国劳动模范" in response.text
    assert response.headers["vary"] == "Accept"


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # it warns of itself
@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_the_client_chooses_the_format_of_triples(server: Server, accept: str, media: str) -> None:
    response = server.query(TRIPLES, accept)
    assert response.media == media
    parsed = rdflib.Graph().parse(data=response.body, format=media)
    assert (rdflib.URIRef(f"{BASE}person/吴良江"), None, None) in parsed


@pytest.mark.parametrize(
    ("sparql", "accept"), [(HONOURS, "image/png"), (HONOURS, "text/turtle"), (TRIPLES, "text/csv")]
)
def test_what_nobody_can_give_is_not_acceptable(server: Server, sparql: str, accept: str) -> None:
    assert server.query(sparql, accept).status == 406


def test_every_format_says_the_same(server: Server) -> None:
    asked = "SELECT ?s ?v { ?s ?p ?v } ORDER BY ?s ?p ?v LIMIT 200"
    expected = rdflib.query.Result.parse(
        _stream(server.query(asked, "application/sparql-results+json")), format="json"
    )
    for media, name in (
        ("application/sparql-results+xml", "xml"),
        ("text/tab-separated-values", "tsv"),
    ):
        found = rdflib.query.Result.parse(_stream(server.query(asked, media)), format=name)
        assert list(found) == list(expected)
    assert len(server.query(asked, "text/csv").text.splitlines()) >= 201


def _stream(response: Response) -> Any:
    import io

    return io.BytesIO(response.body)


def test_the_service_describes_itself(server: Server) -> None:
    response = server.get("/sparql", "text/turtle")
    graph = rdflib.Graph().parse(data=response.body, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert (None, sd.endpoint, rdflib.URIRef(f"{server.url}/sparql")) in graph
    assert (None, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert server.get("/sparql", "text/html").status == 303


def test_a_graph_is_read_by_its_name(server: Server) -> None:
    names = bindings(server.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"))
    response = server.get("/store", "application/n-triples", graph=names[0]["g"])
    assert response.status == 200
    whole = server.send("GET", "/store?default", accept="application/n-triples")
    assert set(response.text.splitlines()) < set(whole.text.splitlines())
    assert server.get("/store", graph="urn:none").status == 404
    assert server.get("/store", graph="no iri").status == 400
    assert server.get("/store").status == 400
    assert server.send("PUT", "/store?default", b"").status == 403


# --- linked data --------------------------------------------------------------------------------


def test_a_thing_has_a_page_for_people(server: Server) -> None:
    response = server.get("/id/person/" + quote("吴良江"), "text/html,*/*;q=0.8")
    assert response.media == "text/html"
    for part in ("<h1>吴良江</h1>", "全国劳动模范", "福建联合石化公司的工程师吴良江", "工程师"):
        assert part in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
    for link in re.findall(r'href="(/[^"]*)"', response.text):
        if not link.startswith("/graph"):
            assert server.send("GET", link, accept="*/*").status == 200, link


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json"])
def test_a_thing_has_triples_for_machines(server: Server, accept: str) -> None:
    response = server.get("/id/person/" + quote("吴良江"), accept)
    graph = rdflib.Graph().parse(data=response.body, format=accept)
    person = rdflib.URIRef(f"{BASE}person/吴良江")
    assert rdflib.Literal("吴良江", lang="zh") in set(graph.objects(person, rdflib.RDFS.label))
    assert "福建联合石化公司的工程师吴良江" in response.text
    assert server.get("/about", accept, iri=str(person)).body == response.body


def test_what_is_not_known_is_not_found(server: Server) -> None:
    assert server.get("/id/person/" + quote("无名")).status == 404
    assert server.get("/about", iri="urn:none").status == 404
    assert server.get("/about", iri="<>").status == 404
    assert server.get("/web/../app.py").status == 404


# --- questions and search -----------------------------------------------------------------------


def test_a_question_is_asked_over_http(server: Server) -> None:
    response = server.get("/ask", question="colleagues", person="程德憲")
    assert "王火烟" in {row["name"] for row in bindings(response)}
    assert json.loads(response.body)["understood"] == [
        "person: 程德宪 (person:程德宪), from 程德憲"
    ]
    table = server.get("/ask", question="colleagues", person="程德宪", format="csv")
    assert table.text.startswith("\ufeffname,title,works_at\r\n")
    wrong = server.get("/ask", question="colleagues", person="程德先")
    assert (wrong.status, "nearest: 程德宪" in wrong.text) == (400, True)
    assert len(json.loads(server.get("/questions").body)) >= 30


@pytest.mark.parametrize("typed", ["吴良江", "吳良江", "wuliangjiang", "wlj", "吴良", "wu liang"])
def test_things_are_found_as_they_are_typed(server: Server, typed: str) -> None:
    found = json.loads(server.get("/search", q=typed).body)
    assert found[0]["label"] == "吴良江"
    assert server.get(found[0]["href"]).status == 200


# --- real clients -------------------------------------------------------------------------------


@pytest.mark.parametrize("post", [False, True])
def test_sparqlwrapper_reads_rows(server: Server, post: bool) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql", returnFormat=JSON)
    if post:
        client.setMethod(POST)
    client.setQuery(HONOURS)
    found: Any = client.query().convert()
    assert [row["a"]["value"] for row in found["results"]["bindings"]] == ["全国劳动模范"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_rdflib_reads_the_endpoint_as_a_store(server: Server) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}/sparql"))
    person = rdflib.URIRef(f"{BASE}person/吴良江")
    assert rdflib.Literal("吴良江", lang="zh") in set(graph.objects(person, rdflib.RDFS.label))
    assert len(list(graph.query(PEOPLE))) == 3


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not here")
def test_curl_reads_csv(server: Server) -> None:
    command = ["curl", "-sf", f"{server.url}/sparql", "-H", "Accept: text/csv"]
    found = subprocess.run(
        [*command, "--data-urlencode", f"query={HONOURS}"], capture_output=True, check=True
    )
    assert found.stdout.decode() == "a\r\n全国劳动模范\r\n"


CLIENTS = Path(__file__).parent / "clients"


@pytest.fixture(scope="module")
def node_client() -> str:
    """fetch-sparql-endpoint, which Comunica and others ask with."""
    folders = [str(CLIENTS / "node_modules" / ".bin"), os.environ.get("PATH", "")]
    found = shutil.which("fetch-sparql-endpoint", path=os.pathsep.join(folders))
    if found is None or shutil.which("node") is None:
        pytest.skip("no fetch-sparql-endpoint here: npm ci --prefix tests/clients")
    return found


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("SELECT ?p { ?p a <https://w3id.org/kg-news#Person> } LIMIT 2", 2),
        ("ASK { ?p a <https://w3id.org/kg-news#Person> }", 1),
        ("CONSTRUCT { ?a kg:mentors ?b } { ?a kg:mentors ?b } LIMIT 1", 1),
    ],
)
def test_fetch_sparql_endpoint_reads_answers(
    server: Server, node_client: str, query: str, lines: int
) -> None:
    prefixed = f"PREFIX kg: <https://w3id.org/kg-news#> {query}"
    command = [node_client, "--endpoint", f"{server.url}/sparql", "--query", prefixed]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert found.returncode == 0, found.stderr
    said = found.stdout.strip().splitlines()
    assert len([line for line in said if line and not line.startswith("@prefix")]) >= lines
    assert {"SELECT": "person/", "ASK": "true", "CONSTRUCT": "mentors"}[
        query.split()[0]
    ] in found.stdout


# --- what is refused ----------------------------------------------------------------------------

NESTED = "SELECT * " + "{" * 10_000 + "}" * 10_000


@pytest.mark.parametrize(
    ("sparql", "status", "says"),
    [
        ("SELECT ?x WHERE ?x", 400, "line 1, column 17: expected {"),
        ("SELECT * { ?s foo:a ?o }", 400, "prefix foo: is not declared"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 400, "read-only"),
        ("LOAD <http://127.0.0.1/>", 400, "read-only"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 400, "SERVICE would leave"),
        ("SELECT * { ?s ?p ?o.SERVICE <http://127.0.0.1/> {} }", 400, "SERVICE would leave"),
        ("SELECT * FROM <http://127.0.0.1/> { ?s ?p ?o }", 400, "none is fetched"),
        (NESTED, 400, "brackets nest deeper"),
        ("SELECT * { ?a " + "!" * 30_000 + "kg:a ?b }", 400, "a hundred signs in a row"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", 413, "more than 50000 rows"),
        ("CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }", 413, "more than 50000 triples"),
        ("ASK { } #" + "x" * 200_000, 413, "more than 100000 bytes"),
        (LONG_WAY, 504, "no answer within 2 seconds"),
        (
            "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?i ?d",
            503,
            "more than 300 MB",
        ),
    ],
)
def test_a_hostile_query_is_refused_with_the_reason(
    server: Server, sparql: str, status: int, says: str
) -> None:
    response = server.post(
        "/sparql", urlencode({"query": sparql}), "application/x-www-form-urlencoded"
    )
    assert (response.status, says in response.text) == (status, True), response.text
    assert bindings(server.query(HONOURS)) == [{"a": "全国劳动模范"}]


@pytest.mark.parametrize("path", ["/sparql", "/update"])
@pytest.mark.parametrize(
    ("body", "media"),
    [
        ("CLEAR ALL", "application/sparql-update"),
        (urlencode({"update": "CLEAR ALL"}), "application/x-www-form-urlencoded"),
    ],
)
def test_updates_are_refused(server: Server, path: str, body: str, media: str) -> None:
    response = server.post(path, body, media)
    assert (response.status, "read-only" in response.text) == (403, True)


def test_a_worker_cannot_open_a_socket() -> None:
    """SERVICE is refused before; were it not, the kernel would refuse it."""
    import platform
    import sys

    if not sys.platform.startswith("linux") or platform.machine() not in _SOCKET_CALL:
        pytest.skip("seccomp is Linux's")
    code = (
        "from kg.serve.worker import give_up_the_network as g; g(); import socket; socket.socket()"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert "PermissionError" in found.stderr


def test_other_origins_may_not_read_unless_asked(server: Server, gold_out: Path) -> None:
    asked = {"origin": "https://example.org", "accept": "*/*"}
    assert "access-control-allow-origin" not in server.send("GET", "/sparql", **asked).headers
    with serving(gold_out, "--workers", "1", "--cors", "https://example.org") as open_server:
        found = open_server.send("GET", "/sparql", **asked).headers
        assert found["access-control-allow-origin"] == "https://example.org"


# --- starting -----------------------------------------------------------------------------------


def test_a_port_in_use_says_by_whom_and_which_is_free(
    gold_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", str(gold_out), "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert re.search(
        rf"port {port} is in use( by .*\(process \d+\))?; next free is --port \d+\n", said
    )


def build_one(folder: Path, name: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    label = ox.NamedNode(str(rdflib.RDFS.label))
    write(folder, [ox.Quad(ox.NamedNode("urn:a"), label, ox.Literal(name))])


def test_a_new_build_is_served_without_a_restart(tmp_path: Path) -> None:
    build_one(tmp_path / "out", "旧")
    with serving(tmp_path / "out", "--workers", "2") as server:
        assert bindings(server.query("SELECT ?n { ?s rdfs:label ?n }")) == [{"n": "旧"}]
        build_one(tmp_path / "out", "新")
        for _ in range(3):
            assert bindings(server.query("SELECT ?n { ?s rdfs:label ?n }")) == [{"n": "新"}]


def test_a_folder_without_a_graph_is_not_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", str(tmp_path), "--port", "0"]) == 2
    assert "holds no graph" in capsys.readouterr().err


def test_ties_go_to_the_sparql_type() -> None:
    assert choose("application/json,application/sparql-results+json", ROWS) == (
        "json",
        "application/sparql-results+json",
    )
