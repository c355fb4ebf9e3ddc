"""The page to ask on, in real Chromium: search, questions, SPARQL; no request leaves the server."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import Server, serving
from test_page import ARGUMENTS, CHROMIUM

from kg.graph.build import chinese, term
from kg.serve import forms
from kg.store import write

pytestmark = pytest.mark.browser

EVIL = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip("no /usr/bin/chromium here: apt install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(gold_out: Path) -> Iterator[Server]:
    with serving(gold_out, "--workers", "2") as server:
        yield server


@pytest.fixture
def page(browser: Any, server: Server) -> Iterator[Any]:
    """The page, with every complaint of the browser and every request to another server noted."""
    yield from opened(browser, server)


def opened(browser: Any, server: Server, path: str = "/") -> Iterator[Any]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.set_default_timeout(30_000)
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(server.url + path)
    page.wait_for_selector("html.ready")
    yield page
    context.close()
    assert [text for text in complaints if "status of 400" not in text] == []
    assert [url for url in requests if not url.startswith((server.url, "data:", "blob:"))] == []


def write_query(page: Any, text: str) -> None:
    """As a reader does: all that stands in the editor is chosen and typed over."""
    page.click(".CodeMirror-code")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def written(page: Any) -> str:
    return str(page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()"))


def rows(page: Any) -> list[list[str]]:
    page.wait_for_selector("#table tbody tr")
    found = page.eval_on_selector_all(
        "#table tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("typed", ["吴良", "wlj", "wuliang", "吳良江"])
def test_a_reader_finds_a_person_and_reads_the_quotes(page: Any, typed: str) -> None:
    page.fill("#find", typed)
    page.click("#found a:has-text('吴良江')")
    page.wait_for_selector("h1:has-text('吴良江')")
    assert "福建联合石化公司的工程师吴良江" in page.inner_text("main")
    page.click("a:has-text('全国劳动模范')")
    page.wait_for_selector("h1:has-text('全国劳动模范')")


def test_what_is_not_there_is_said(page: Any) -> None:
    page.fill("#find", "zzzz")
    page.wait_for_selector("#found li:has-text('没有找到')")


def test_a_question_is_a_form_with_an_address(page: Any) -> None:
    page.select_option("#question", "honours-of-organization")
    page.fill("#form input", "福建聯合石化公司")
    page.click("#form button:has-text('Ask')")
    assert ["2025", "吴良江", "全国劳动模范", ""] in rows(page)
    assert "福建联合石化公司" in page.inner_text("#understood")
    page.goto(page.url)
    assert ["2025", "吴良江", "全国劳动模范", ""] in rows(page)


def test_an_unknown_name_shows_the_nearest(page: Any) -> None:
    page.select_option("#question", "colleagues")
    page.fill("#form input", "程德先")
    page.press("#form input", "Enter")
    page.wait_for_selector("#error:has-text('nearest: 程德宪')")


def test_an_answer_is_saved_for_a_spreadsheet(page: Any) -> None:
    page.select_option("#question", "masters-and-apprentices")
    page.click("#form button:has-text('Ask')")
    rows(page)
    with page.expect_download() as download:
        page.click("#csv")
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.startswith("\ufeffmaster,")
    assert "陈江兰" in {row["\ufeffmaster"] for row in csv.DictReader(text.splitlines())}


def test_sparql_is_written_and_run(page: Any) -> None:
    write_query(page, "SELECT ?n { person:吴良江 rdfs:label ?n }")
    page.keyboard.press("Control+Enter")
    assert rows(page) == [["吴良江"]]
    write_query(page, "SELECT ?x WHERE ?x")
    page.click("#run")
    page.wait_for_selector("#error:has-text('line 1, column 17')")
    write_query(page, "ASK { person:吴良江 a kg:Person }")
    page.click("#run")
    page.wait_for_selector("#count:has-text('yes')")


def test_a_question_shows_its_sparql(page: Any) -> None:
    page.select_option("#question", "busiest-organizers")
    page.click("#form button:has-text('SPARQL')")
    assert "kg:organizes" in written(page)
    page.click("#run")
    assert rows(page)[0][0] == "泉州市总工会"


def test_a_query_has_an_address(page: Any) -> None:
    write_query(page, "SELECT ?n { person:吴良江 rdfs:label ?n }")
    page.click("#run")
    rows(page)
    page.goto(page.url)
    assert rows(page) == [["吴良江"]]
    assert "person:吴良江" in written(page)


# Whether a term is the one that Enter takes, in a list that has stood for a while: each letter typed
# has the list made anew a moment later.
OFFERED = """term => {
  const list = document.querySelector(".CodeMirror-hints");
  if (list !== window.lastList) { window.lastList = list; window.listSince = performance.now(); }
  const active = list?.querySelector(".CodeMirror-hint-active")?.textContent;
  return active === term && performance.now() - window.listSince > 300;
}"""


@pytest.mark.parametrize(
    ("typed", "offered"), [("kg:org", "kg:organizes"), ("kg:Org", "kg:Organization")]
)
def test_terms_written_as_typed_are_offered_first(page: Any, typed: str, offered: str) -> None:
    write_query(page, "SELECT ?a { ?a ")
    page.keyboard.type(typed)
    page.wait_for_function(OFFERED, arg=offered)
    found = page.eval_on_selector_all(
        ".CodeMirror-hints li", "all => all.map(li => li.textContent)"
    )
    assert sorted(found) == ["kg:Organization", "kg:organizes"]


def test_the_editor_knows_the_graph_and_asks_nobody_else(page: Any) -> None:
    write_query(page, "SELECT * { ?a foo:b ?c }")
    page.wait_for_selector(".parseErrorIcon")
    write_query(page, "SELECT ?a { ?a ")
    page.keyboard.type("kg:org")
    page.wait_for_function(OFFERED, arg="kg:organizes")
    page.keyboard.press("Enter")
    page.keyboard.type(" ?b }")
    assert written(page) == "SELECT ?a { ?a kg:organizes ?b }"
    assert page.query_selector(".parseErrorIcon") is None
    assert page.evaluate("Yasqe.defaults.autocompleters") == ["variables", "terms"]
    assert page.evaluate("localStorage.length") == 0


CHAIN = "CONSTRUCT { ?a kg:mentors ?b } { ?a kg:mentors ?b }"


def test_triples_are_a_table_and_a_file(page: Any) -> None:
    write_query(page, CHAIN)
    page.click("#run")
    assert ["person/陈江兰", "mentors", "person/吴培文"] in rows(page)
    with page.expect_download() as download:
        page.click("#turtle")
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "person:陈江兰 kg:mentors person:吴培文 ." in text


@pytest.mark.parametrize(
    "query",
    [
        CHAIN,
        "SELECT ?a ?b { ?a kg:mentors ?b }",
        "SELECT ?a ?p ?b { ?a ?p ?b FILTER(?p = kg:mentors) }",
    ],
)
def test_an_answer_is_shown_as_a_graph(page: Any, query: str) -> None:
    write_query(page, query)
    page.click("#run")
    edges = len(rows(page))
    page.click("#draw")
    page.wait_for_selector(f"#caption:has-text('{edges} edges')")
    page.wait_for_selector("#canvas canvas")
    assert page.get_attribute("#draw", "aria-pressed") == "true"
    page.wait_for_function(PAINTED)
    page.click("#draw")
    assert page.is_hidden("#canvas")


# Whether anything is painted in the colour of a person.
PAINTED = """() => {
  const canvas = document.querySelector("#canvas canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === 0xe6 && data[i + 1] === 0x9f && data[i + 2] === 0x00 && data[i + 3] === 255) return true;
  return false;
}"""


def test_what_joins_nothing_is_not_drawn(page: Any) -> None:
    write_query(page, "SELECT ?n { ?a rdfs:label ?n }")
    page.click("#run")
    rows(page)
    assert page.is_hidden("#draw")


def test_only_what_the_eye_can_hold_is_drawn(page: Any) -> None:
    write_query(page, "SELECT ?s ?o { ?s ?p ?o FILTER(isIRI(?o)) } LIMIT 3000")
    page.click("#run")
    rows(page)
    page.click("#draw")
    page.wait_for_selector("#caption:has-text('300 nodes')")
    assert "more are not drawn" in page.inner_text("#caption")


def test_what_is_not_ours_brings_its_licences() -> None:
    folder = Path(forms.__file__).parent / "web" / "yasqe"
    licences = (folder / "LICENSES.txt").read_text(encoding="utf-8")
    for name in ("YASQE", "CodeMirror", "lodash", "store", "query-string", "DOMPurify"):
        assert name in licences
    for file in ("yasqe.min.js", "yasqe.min.css"):
        text = (folder / file).read_text(encoding="utf-8")
        assert text.startswith("/* @zazuko/yasqe 4.6.2, MIT")
        assert "sourceMappingURL" not in text
    assert "YASQE" in (Path(__file__).parents[1] / "NOTICE").read_text(encoding="utf-8")


def test_the_page_works_without_javascript(browser: Any, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(server.url)
    page.fill("#find", "wlj")
    page.click("#search button")
    page.click("a:has-text('吴良江')")
    assert page.inner_text("h1") == "吴良江"

    page.goto(server.url)
    page.select_option("#question", "honours-of-organization")
    page.click("#choose button")
    page.fill("#organization", "福建联合石化公司")
    page.click("button:has-text('Ask')")
    assert ["2025", "吴良江", "全国劳动模范", ""] in rows(page)
    page.fill("#organization", "福建联合石话公司")
    page.click("button:has-text('Ask')")
    assert "nearest: 福建联合石化公司" in page.inner_text("pre")

    page.goto(server.url)
    page.fill("#editor", "SELECT ?p ?n { ?p rdfs:label ?n FILTER(?p = person:吴良江) }")
    page.click("#run")
    assert rows(page) == [["person:吴良江", "吴良江"]]
    page.click("#table a")
    assert page.inner_text("h1") == "吴良江"
    context.close()


def test_the_editor_is_a_text_box_where_its_script_does_not_come(
    browser: Any, server: Server
) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.route("**/yasqe.min.js", lambda route: route.abort())
    page.goto(server.url)
    page.wait_for_selector("html.ready")
    page.fill("#editor", "SELECT ?n { person:吴良江 rdfs:label ?n }")
    page.press("#editor", "Control+Enter")
    assert rows(page) == [["吴良江"]]
    context.close()


def test_names_are_text_whatever_they_hold(browser: Any, tmp_path: Path) -> None:
    import pyoxigraph as ox

    node = ox.NamedNode("https://w3id.org/kg-news/id/person/x")
    said = [("rdf:type", term("kg:Person")), ("rdf:type", term("kg:Entity"))]
    said += [(name, chinese(EVIL)) for name in ("rdfs:label", "skos:altLabel", "kg:title")]
    write(tmp_path, [ox.Quad(node, term(name), value) for name, value in said])
    with serving(tmp_path, "--workers", "1") as server:
        for page in opened(browser, server):
            page.fill("#find", "script")
            page.wait_for_selector("#found a")
            write_query(page, "SELECT ?n ?p { ?p rdfs:label ?n }")
            page.click("#run")
            assert rows(page)[0][0] == EVIL
            write_query(page, "CONSTRUCT { ?p rdfs:label ?n } { ?p rdfs:label ?n }")
            page.click("#run")
            page.wait_for_selector("#turtle")
            assert rows(page)[0][2] == EVIL
            page.click("#draw")
            page.wait_for_selector("#canvas canvas")
            assert page.query_selector("img") is None
            page.click("#found a")
            page.wait_for_selector("h1")
            assert page.inner_text("h1") == EVIL
            assert page.query_selector("img") is None
