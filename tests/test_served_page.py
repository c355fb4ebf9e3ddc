"""The same page on ``kg serve``: it asks for what is looked at, and holds no more than that."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from serving import Server, bindings, serving
from test_page import ATTACKS, OUT, Reader, attacked, browser, go_everywhere, state, until

from kg import store
from kg.graph.build import build

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from stores import triples

__all__ = ["browser"]

pytestmark = pytest.mark.browser


class ServedReader(Reader):
    """A reader of the page at ``/graph``: no request goes to another server."""

    def __init__(self, browser: Any, server: Server, **options: Any) -> None:
        super().__init__(browser, Path(), **options)
        self.context.set_offline(False)
        self.server = server

    @property
    def address(self) -> str:
        return f"{self.server.url}/graph"

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []
        asked = [url for url in self.requests if not url.startswith(("data:", "blob:", "about:"))]
        assert {url.split("#")[0] for url in asked} <= {self.address, f"{self.address}/near"}


@pytest.fixture(scope="module")
def server(seeds_out: Path) -> Iterator[Server]:
    with serving(seeds_out, "--workers", "2") as server:
        yield server


@pytest.fixture
def reader(browser: Any, server: Server) -> Iterator[ServedReader]:
    reader = ServedReader(browser, server)
    yield reader
    reader.close()


def near(server: Server, **asked: Any) -> Any:
    response = server.post("/graph/near", json.dumps(asked), "application/json")
    assert response.status == 200, response.text
    return json.loads(response.body)


def told(page: Any) -> bool:
    """Whether all evidence is found in its article, but for what the layout joined or left out."""
    return bool(
        page.evaluate(
            """async () => {
              const bare = (text) => text.replace(/[\\s-]/g, "");
              for (const fact of kg.store.facts) for (const span of fact.evidence) {
                const told = await kg.app.text(kg.store.articles[span.article]);
                const found = kg.locate(told, span);
                if (!found || bare(told.text.slice(...found)) !== bare(span.quote)) return false;
              }
              return kg.store.facts.length > 100;
            }"""
        )
    )


# --- a small graph: the page gets all of it -----------------------------------------------------


def test_a_small_graph_is_the_same_as_in_the_file(server: Server, seeds_out: Path) -> None:
    page = (seeds_out / "graph.html").read_text(encoding="utf-8")
    [embedded] = re.findall(r'id="data">(.*?)</script>', page)
    file, served = json.loads(embedded), near(server, ask="first")
    assert served["whole"]

    def entities(fragment: Any) -> list[Any]:
        return sorted(
            [row[0], fragment["kinds"][row[1]], *row[3:5], len(row[5]), row[6], row[10]]
            for row in fragment["entities"]
        )

    assert entities(served) == entities(file)
    for rows in ("facts", "figures"):
        assert {row[0] for row in served[rows]} == {row[0] for row in file[rows]}
    for rows in ("relations", "keys"):
        assert set(served[rows]) == set(file[rows])
    assert len(served["differing"]) == len(file["differing"])
    assert served["total"][1:] == [len(file[rows]) for rows in ("entities", "facts", "figures")]


def test_a_reader_searches_opens_and_reads_the_sentence(reader: ServedReader) -> None:
    page = reader.open()
    assert "泉州市总工会" in page.inner_text("#panel .board li:first-child")
    page.keyboard.press("/")
    page.keyboard.type("wlj")
    until(page, "document.querySelector('#hits li')?.textContent.includes('吴良江')")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#panel h2').textContent === '吴良江'")
    page.click("#panel .row.fact .name >> nth=0")
    until(page, "document.querySelector('#panel h2').textContent !== '吴良江'")
    page.go_back()
    until(page, "document.querySelector('#panel h2').textContent === '吴良江'")
    page.click("#panel .row.fact .words >> nth=0")
    page.wait_for_selector("#panel mark")
    assert "吴良江" in page.inner_text("#panel .context")
    assert ".txt" in page.inner_text("#panel figcaption")
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / "page-served.png")


def test_every_quote_is_found_in_its_article(reader: ServedReader) -> None:
    assert told(reader.open())


def test_an_article_reads_as_in_the_file(reader: ServedReader) -> None:
    page = reader.open("#entity=person/吴良江")
    page.click("#panel .headline >> nth=0")
    page.wait_for_selector("#panel .article mark")
    assert page.locator("#panel .article .block").count() > 5
    page.click("#panel .bylines .name >> nth=0")
    until(page, "document.querySelector('#panel h2.title:not(.serif)')")
    assert "署名报道" in page.inner_text("#panel")


def test_pages_of_things_lead_to_the_graph_and_back(reader: ServedReader) -> None:
    page = reader.open()
    page.goto(f"{reader.server.url}/id/person/{quote('吴良江')}")
    reader.requests.clear()
    page.click("a:has-text('看图')")
    until(page, "document.querySelector('#panel h2')?.textContent === '吴良江'")
    page.click("#panel a:has-text('RDF')")
    page.wait_for_selector("h1:has-text('吴良江')")
    reader.requests.clear()


# --- a large one: by query ----------------------------------------------------------------------


@pytest.fixture(
    scope="module",
    params=[200_000, pytest.param(2_500_000, marks=pytest.mark.slow)],
    ids=["8 thousand entities", "104 thousand entities"],
)
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    out = tmp_path_factory.mktemp("large")
    (out / "store" / "rdf").mkdir(parents=True)
    lines = "\n".join(triples(request.param)).encode()
    rdf = ox.Store(str(out / "store" / "rdf"))
    rdf.bulk_load(lines, ox.RdfFormat.N_TRIPLES)
    rdf.flush()
    del rdf
    about = {"base_iri": "https://w3id.org/kg-news/id/"}
    (out / "store" / "about.json").write_text(json.dumps(about), encoding="utf-8")
    with serving(out, "--workers", "2") as server:
        while server.post("/graph/near", '{"ask": "first"}', "application/json").status == 503:
            pass  # the directory is being made
        yield server


def unseen(server: Server) -> str:
    """A person of two bodies with many people, whom the first view does not hold."""
    shown = {row[0] for row in near(server, ask="first")["entities"]}
    rows = bindings(
        server.query(
            "SELECT ?p { { SELECT ?o { ?x kg:affiliatedWith ?o } GROUP BY ?o HAVING (COUNT(?x) > 8) }"
            " ?p a kg:Person ; kg:affiliatedWith ?o }"
            " GROUP BY ?p HAVING (COUNT(?o) = 2) ORDER BY ?p LIMIT 500"
        )
    )
    ids = [row["p"].removeprefix("https://w3id.org/kg-news/id/") for row in rows]
    return next(id_ for id_ in ids if id_ not in shown)


def test_a_large_graph_opens_on_what_weighs_most(browser: Any, large: Server) -> None:
    reader = ServedReader(browser, large)
    page = reader.open()
    assert page.evaluate("performance.getEntriesByName('kg-ready')[0].startTime") < 3000
    held = page.evaluate("[kg.app.chosen.at.size, kg.store.entities.length, kg.store.total[1]]")
    assert held[0] <= 300
    assert held[1] < 1500 < held[2] / 4
    assert f"共 {held[2]} 个实体" in page.inner_text("#shown")
    page.screenshot(path=OUT / "page-large.png")
    reader.close()


def test_what_the_page_does_not_hold_is_found_and_comes(browser: Any, large: Server) -> None:
    person = unseen(large)
    name = f"人物{person.rpartition('/')[2]}"
    reader = ServedReader(browser, large)
    page = reader.open()
    page.fill("#find", name)
    until(page, f"document.querySelector('#hits li .hit-name')?.textContent === '{name}'")
    page.press("#find", "Enter")
    until(page, f"document.querySelector('#panel h2').textContent === '{name}'")
    until(page, "document.querySelectorAll('#panel .row.fact').length >= 2")
    one = page.evaluate("kg.app.chosen.at.size")
    assert one >= 3
    page.click(".steps button:nth-child(3)")
    until(page, f"kg.app.chosen.at.size > {one}")
    page.click(".steps button:nth-child(1)")
    page.click("#panel .row.fact .name >> nth=0")
    until(page, f"document.querySelector('#panel h2').textContent !== '{name}'")
    page.click(".acts >> text=展开邻居")
    until(page, f"kg.app.chosen.at.size > {one}")
    page.go_back()
    page.go_back()
    until(page, f"document.querySelector('#panel h2').textContent === '{name}'")
    page.click(".mode .out")
    assert page.evaluate("kg.app.chosen.mode") == "map"
    assert page.evaluate("[...kg.app.chosen.at.values()].every(([x, y]) => x !== null)")
    page.click("#panel .row.fact .words >> nth=0")
    page.wait_for_selector("#panel mark")
    assert "句话" in page.inner_text("#panel .context")
    reader.open(page.evaluate("location.hash"))
    page.wait_for_selector("#panel mark")
    reader.close()


def test_a_hub_comes_in_parts(browser: Any, large: Server) -> None:
    reader = ServedReader(browser, large)
    page = reader.open()
    hub = page.evaluate("kg.store.entities.reduce((a, b) => (b.weight > a.weight ? b : a)).id")
    reader.open(f"#entity={hub}&focus={hub}")
    until(page, "kg.store.entities[kg.store.byId.get(kg.app.state.focus)].facts.length > 50")
    left = page.evaluate("kg.store.entities[kg.store.byId.get(kg.app.state.focus)].left")
    if left:
        before = page.evaluate("kg.store.facts.length")
        page.click(f"#panel > .more:has-text('{left}')")
        until(page, f"kg.store.facts.length > {before}")
    reader.close()


def test_a_way_is_found_through_what_the_page_does_not_hold(browser: Any, large: Server) -> None:
    reader = ServedReader(browser, large)
    page = reader.open(f"#path={unseen(large)},org/77")
    page.wait_for_selector(".way")
    assert len(state(page, "path")) == 2
    page.click(".way .words >> nth=0")
    page.wait_for_selector("#panel mark")
    reader.close()


# --- safe ---------------------------------------------------------------------------------------


def test_text_from_a_store_never_becomes_markup(browser: Any, tmp_path: Path) -> None:
    known = [attacked(text, term="created") for text in ATTACKS.values()]
    quads = dict.fromkeys(quad for one in known for quad in build(one))
    store.write(tmp_path, quads, [document for one in known for document in one.documents])
    with serving(tmp_path, "--workers", "1") as server:
        reader = ServedReader(browser, server)
        page = reader.open()
        assert page.evaluate("kg.store.facts.length") == 4 * len(ATTACKS)
        for route in go_everywhere(page, list(ATTACKS.values())):
            reader.open(route)
        reader.close()


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ('{"ask": "passwords"}', 400),
        ('{"ask": "around"}', 400),
        ('{"ask": "around", "ids": ["nobody", "a b", ""]}', 200),
        ('{"ask": "around", "ids": [1]}', 400),
        ('{"ask": "fact", "key": "> <"}', 400),
        ('{"ask": "article", "id": "../../etc/passwd-1"}', 400),
        ('{"ask": "text", "id": "../../etc/passwd-1"}', 200),
        ('{"ask": "path", "from": "nobody", "to": "person/吴良江"}', 200),
        ('{"ask": "find", "text": "' + "x" * 200_000 + '"}', 413),
    ],
)
def test_the_page_may_ask_for_little_else(server: Server, asked: str, status: int) -> None:
    response = server.post("/graph/near", asked, "application/json")
    assert (response.status, "Traceback" in response.text) == (status, False), response.text
    assert server.get("/graph/near").status == 405
