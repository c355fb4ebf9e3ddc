"""The page in real Chromium with the network cut: what a reader does, and attacks on each field."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph
import pytest
from goldknowledge import gold_knowledge, made_knowledge
from town import town

from kg.contradictions import with_contradictions
from kg.graph.build import build
from kg.model import (
    Article,
    Block,
    Byline,
    Document,
    Entity,
    Evidence,
    Knowledge,
    Measurement,
    Statement,
)
from kg.render import render_page

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OUT = Path(__file__).parent.parent / "out"

pytestmark = pytest.mark.browser


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
def gold_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "graph.html"
    path.write_text(render_page(gold_knowledge()), encoding="utf-8")
    return path


class Reader:
    """A page as a reader has it: offline, with every complaint and every request noted."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN", **options}
        )
        self.context.set_offline(True)
        self.page = self.context.new_page()
        self.page.set_default_timeout(4000)
        self.page.set_default_navigation_timeout(20_000)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.path = path

    @property
    def address(self) -> str:
        return self.path.as_uri()

    def open(self, route: str = "") -> Any:
        self.page.goto("about:blank")
        self.page.goto(self.address + route)
        self.page.wait_for_selector("html.ready", timeout=10_000)
        return self.page

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []
        asked = [url for url in self.requests if not url.startswith(("data:", "blob:", "about:"))]
        assert {url.split("#")[0] for url in asked} <= {self.path.as_uri()}


@pytest.fixture
def reader(browser: Any, gold_page: Path) -> Iterator[Reader]:
    reader = Reader(browser, gold_page)
    yield reader
    reader.close()


def until(page: Any, expression: str) -> None:
    """Wait for an expression: the page's policy forbids what ``wait_for_function`` does."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(40)
    raise AssertionError(f"never came true: {expression}")


def drawn(page: Any) -> set[str]:
    return set(page.evaluate("[...kg.app.chosen.at.keys()].map((i) => kg.store.entities[i].id)"))


def state(page: Any, name: str) -> Any:
    return page.evaluate("(name) => kg.app.state[name]", name)


def where(page: Any, identity: str) -> tuple[float, float]:
    """Where on the screen an entity is drawn."""
    page.wait_for_timeout(450)  # the camera glides
    x, y = page.evaluate(
        """(id) => {
          const [at, up] = kg.canvas.place(kg.store.byId.get(id));
          const { x, y } = kg.canvas.network.canvasToDOM({ x: at, y: up });
          const box = document.getElementById("canvas").getBoundingClientRect();
          return [box.left + x, box.top + y];
        }""",
        identity,
    )
    return x, y


def test_a_click_on_a_fact_shows_the_sentence_that_states_it(reader: Reader) -> None:
    page = reader.open()
    x, y = where(page, "organization/泉州市总工会")
    page.mouse.click(x, y)
    until(page, "document.querySelector('#panel h2').textContent === '泉州市总工会'")
    page.click("#panel .row.fact .words")
    page.wait_for_selector("#panel mark")
    assert "泉州" in page.inner_text("#panel .context")
    assert page.inner_text("#panel figcaption .headline")
    assert ".txt" in page.inner_text("#panel figcaption")
    assert "%" in page.inner_text("#panel .facts")
    assert "/gold" in page.inner_text("#panel code")
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / "page-fact.png")


def test_opens_on_a_ranked_overview_without_overlapping_labels(reader: Reader) -> None:
    page = reader.open()
    first = page.inner_text("#panel .board li:first-child")
    assert "泉州市总工会" in first
    assert "最多" in page.inner_text("#panel")
    page.wait_for_timeout(300)
    overlaps = page.evaluate(
        """() => {
          const boxes = kg.canvas.labels(kg.canvas.window()).map((label) => label.box);
          let count = 0;
          boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
            if (a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1]) count += 1;
          }));
          return [boxes.length, count];
        }"""
    )
    assert overlaps[0] > 30
    assert overlaps[1] == 0
    page.screenshot(path=OUT / "page-overview.png")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("吴良江", "吴良江"),
        ("wuliangjiang", "吴良江"),
        ("wlj", "吴良江"),
        ("wuliangj", "吴良江"),
        ("Wu Liang Jiang", "吴良江"),
        ("市总工会", "泉州市总工会"),
        ("qzszgh", "泉州市总工会"),
    ],
)
def test_finds_by_chinese_pinyin_and_initials(reader: Reader, typed: str, found: str) -> None:
    page = reader.open()
    page.keyboard.press("/")
    page.keyboard.type(typed)
    assert found in page.inner_text("#hits li:first-child")
    page.keyboard.press("Enter")
    until(page, f"document.querySelector('#panel h2').textContent === '{found}'")
    assert state(page, "focus") == state(page, "select")["id"]


def test_arrow_keys_choose_a_hit(reader: Reader) -> None:
    page = reader.open()
    page.fill("#find", "泉州")
    second = page.inner_text("#hits li:nth-child(2) .hit-name")
    page.press("#find", "ArrowDown")
    assert page.get_attribute("#find", "aria-activedescendant") == "hit-1"
    page.press("#find", "Enter")
    until(page, f"document.querySelector('#panel h2').textContent === '{second}'")
    page.fill("#find", "没有这样的名字")
    assert page.inner_text("#hits") == "没有找到"


def test_filters_narrow_what_is_drawn_and_counts_follow(reader: Reader) -> None:
    page = reader.open()
    people = int(page.inner_text("label:has([data-facet='kind:Person']) small"))
    page.check("[data-facet='relation:received']")
    narrowed = int(page.inner_text("label:has([data-facet='kind:Person']) small"))
    assert 0 < narrowed < people
    assert drawn(page) == set(
        page.evaluate(
            """() => kg.store.facts.filter((fact) => fact.relation === "received")
              .flatMap((fact) => [fact.s, fact.o]).map((i) => kg.store.entities[i].id)"""
        )
    )
    page.check("[data-facet='kind:Person']")
    assert all(identity.startswith("person/") for identity in drawn(page))
    page.click("text=清除筛选")
    assert len(drawn(page)) > 100
    page.click("#filters summary:has-text('可信度')")
    page.check("[data-facet='confidence:0.9']")
    assert page.evaluate("kg.app.chosen.facts.every((i) => kg.store.facts[i].confidence >= 0.9)")
    page.click("#filters summary:has-text('细类')")
    page.check("[data-facet='subtype:TradeUnion']")
    assert all(identity.startswith("organization/") for identity in drawn(page))
    page.click("text=清除筛选")
    page.click("#filters summary:has-text('报道')")
    page.locator("[data-facet^='article:']").first.check()
    assert 0 < page.evaluate("kg.filters.count") < 430


def test_focus_grows_by_steps(reader: Reader) -> None:
    page = reader.open("#entity=person/吴良江")
    page.click(".acts >> text=聚焦")
    one = drawn(page)
    assert {"person/吴良江", "organization/福建联合石化公司"} <= one
    page.click(".steps button:nth-child(2)")
    two = drawn(page)
    page.click(".steps button:nth-child(3)")
    three = drawn(page)
    assert one < two <= three
    page.click(".mode .out")
    assert len(drawn(page)) > len(three)


def test_expand_collapse_hide_and_undo(reader: Reader) -> None:
    page = reader.open("#entity=person/吴良江&focus=person/吴良江")
    before = drawn(page)
    page.click("#panel .row.fact .name")
    until(page, "document.querySelector('#panel h2').textContent !== '吴良江'")
    page.click(".acts >> text=展开邻居")
    assert drawn(page) > before
    page.click(".acts >> text=收起邻居")
    assert drawn(page) == before
    gone = state(page, "select")["id"]
    page.click(".acts >> text=隐藏")
    assert gone not in drawn(page)
    page.keyboard.press("Control+z")
    assert gone in drawn(page)
    page.click(".acts >> text=隐藏")
    page.click("text=已隐藏 1 个")
    assert gone in drawn(page)


def test_a_dragged_node_stays_where_it_was_put(reader: Reader) -> None:
    page = reader.open("#entity=person/吴良江&focus=person/吴良江")
    x, y = where(page, "organization/福建联合石化公司")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 40, steps=4)
    page.mouse.move(x + 60, y + 80, steps=4)
    page.mouse.up()
    until(page, "Object.keys(kg.app.state.pinned).length === 1")
    now = where(page, "organization/福建联合石化公司")
    assert abs(now[0] - x - 60) < 12
    assert abs(now[1] - y - 80) < 12
    assert "pin=organization/福建联合石化公司@" in page.evaluate(
        "decodeURIComponent(location.hash)"
    )


def test_shows_how_two_entities_are_tied(reader: Reader) -> None:
    page = reader.open("#entity=person/吴良江")
    page.click(".acts >> text=由此找路径")
    page.fill("#find", "张肇宏")
    page.press("#find", "Enter")
    page.wait_for_selector(".way")
    assert "相隔 2 步" in page.inner_text("#panel")
    assert "福建联合石化公司" in page.inner_text(".way")
    assert drawn(page) == {"person/吴良江", "organization/福建联合石化公司", "person/张肇宏"}
    page.click(".way .words >> nth=0")
    page.wait_for_selector("#panel mark")


def test_the_years_replay(reader: Reader) -> None:
    page = reader.open()
    last = int(page.get_attribute("#timeline input[type=range]", "max")) - 1
    page.evaluate(
        """(year) => { const slider = document.querySelector("#timeline input[type=range]");
          slider.value = year; slider.dispatchEvent(new Event("input")); }""",
        last - 1,
    )
    assert page.evaluate("kg.app.chosen.facts.every((i) => kg.store.facts[i].year)")
    assert page.evaluate("kg.app.chosen.facts.length") > 0
    assert "截至" in page.inner_text("#timeline output")
    page.check("#timeline .undated input")
    assert page.evaluate("kg.app.chosen.facts.some((i) => !kg.store.facts[i].year)")
    page.click("#timeline .play")
    page.wait_for_timeout(1300)
    assert state(page, "until") in (0, last)


def test_a_link_holds_the_view_and_back_leads_back(browser: Any, gold_page: Path) -> None:
    reader = Reader(browser, gold_page)
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.open("#filter=kind:Person,Organization;confidence:0.9&entity=person/吴良江")
    assert state(page, "filters")["kind"] == ["Person", "Organization"]
    assert page.inner_text("#panel h2") == "吴良江"
    page.click("#panel .row.fact .words")
    page.wait_for_selector("#panel mark")
    page.click("#do-link")
    page.wait_for_selector(".said.seen")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "fact=" in link
    assert "filter=kind:Person,Organization;confidence:0.9" in link
    page.go_back()
    until(page, "document.querySelector('#panel h2')?.textContent === '吴良江'")
    page.go_forward()
    page.wait_for_selector("#panel mark")
    reader.open(link[link.index("#") :])
    reader.page.wait_for_selector("#panel mark")
    assert state(reader.page, "filters")["confidence"] == 0.9
    reader.open("#entity=nobody&filter=kind;x:y&steps=99&pin=a@b@c&most=7&path=1&fact=%")
    assert "不在本图中" in reader.page.inner_text("#panel")
    reader.close()


def test_an_article_can_be_read_with_its_facts_marked(reader: Reader) -> None:
    page = reader.open("#entity=person/吴良江")
    page.click("#panel .headline")
    page.wait_for_selector("#panel .article mark")
    assert page.locator("#panel .article mark").count() > 20
    page.click("#panel .article mark >> nth=0")
    page.wait_for_selector("#panel .evidence mark")


def test_figures_show_number_unit_and_words(reader: Reader) -> None:
    page = reader.open("#entity=programme/职工技能大培训")
    row = page.locator("#panel .row:has(.figure)").first
    assert "10\u2009090" in row.inner_text()
    row.click()
    page.wait_for_selector("#panel mark")
    assert "10090" in page.inner_text("#panel mark")


def test_takes_away_what_is_shown(reader: Reader) -> None:
    page = reader.open("#entity=person/肖辉燕&focus=person/肖辉燕")
    page.wait_for_timeout(450)
    taken = {}
    for what in ("png", "svg", "turtle", "csv"):
        page.click("#export summary")
        with page.expect_download() as download:
            page.click(f"[data-take={what}]")
        taken[what] = Path(download.value.path()).read_bytes()
    assert taken["png"].startswith(b"\x89PNG")
    drawing = ElementTree.fromstring(taken["svg"])
    assert "肖辉燕" in [node.text for node in drawing.iter("{http://www.w3.org/2000/svg}text")]
    triples = {
        quad.triple for quad in pyoxigraph.parse(taken["turtle"], pyoxigraph.RdfFormat.TURTLE)
    }
    person = pyoxigraph.NamedNode("https://w3id.org/kg-news/id/person/肖辉燕")
    received = pyoxigraph.NamedNode("https://w3id.org/kg-news#received")
    assert len([t for t in triples if t.subject == person and t.predicate == received]) == 2
    assert triples <= {quad.triple for quad in build(gold_knowledge())}
    rows = list(csv.DictReader(taken["csv"].decode("utf-8-sig").splitlines()))
    assert {row["relation"] for row in rows if row["subject"] == "肖辉燕"} >= {"received"}
    assert len(rows) == page.evaluate("kg.app.chosen.facts.length")


def test_speaks_english_and_turns_dark(reader: Reader) -> None:
    page = reader.open("#entity=person/肖辉燕")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#do-language")
    until(page, "document.querySelector('#panel h3').textContent.startsWith('received')")
    assert page.title() == "News knowledge graph"
    assert page.get_attribute("html", "lang") == "en"
    assert "Person" in page.inner_text("#filters")
    page.click("#do-theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.screenshot(path=OUT / "page-dark.png")


def test_the_keyboard_is_enough(reader: Reader) -> None:
    page = reader.open()
    page.focus("#canvas")
    page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('#panel h2').textContent === '泉州市总工会'")
    page.keyboard.press("ArrowLeft")
    until(page, "document.querySelector('#panel h2').textContent !== '泉州市总工会'")
    assert page.inner_text("#said")
    page.keyboard.press("f")
    assert state(page, "focus")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('#panel').contains(document.activeElement)")
    for _ in range(3):
        page.keyboard.press("Escape")
    assert state(page, "focus") == ""
    reached = set()
    page.evaluate("document.body.setAttribute('tabindex', -1); document.body.focus()")
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"skip", "find", "do-undo", "do-table", "do-link", "do-theme"} <= reached


def test_a_table_says_what_is_drawn(reader: Reader) -> None:
    page = reader.open("#entity=person/肖辉燕&focus=person/肖辉燕")
    page.wait_for_selector("#table tbody tr", state="attached")
    facts = page.evaluate("kg.app.chosen.facts.length")
    assert page.locator("#table table:first-of-type tbody tr").count() == facts
    page.click("#do-table")
    assert page.is_visible("#table caption >> nth=0")
    assert "view=table" in page.url
    page.screenshot(path=OUT / "page-table.png")


@pytest.mark.parametrize("route", ["", "#entity=person/肖辉燕", "#entity=person/肖辉燕&view=table"])
def test_fits_a_phone(browser: Any, gold_page: Path, route: str) -> None:
    phone = {"width": 390, "height": 844}
    reader = Reader(browser, gold_page, viewport=phone, has_touch=True, is_mobile=True)
    page = reader.open(route)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("#do-filters")
    assert page.is_visible("[data-facet='kind:Person']")
    page.mouse.click(380, 300)
    assert not page.is_visible("[data-facet='kind:Person']")
    page.screenshot(path=OUT / "page-phone.png")
    reader.close()


def test_prints_the_reading_without_the_tools(reader: Reader) -> None:
    page = reader.open("#entity=person/肖辉燕")
    page.emulate_media(media="print")
    assert not page.is_visible("#do-theme")
    assert not page.is_visible("#filters")
    assert page.is_visible("#panel h2")


def test_accounts_that_differ_stand_side_by_side(browser: Any, tmp_path: Path) -> None:
    text = "甲任乙厂厂长。\n\n后来另一报道说：甲任乙厂副厂长。乙厂厂长是甲。"
    document = Document("a.txt", text)
    article = Article(document, 1, text, tuple(range(len(text))), ())

    def said(start: int, quote: str) -> Evidence:
        assert text[start:].startswith(quote)
        return Evidence("a.txt", 1, start, start + len(quote), quote)

    first = (said(0, "甲任乙厂厂长"), said(25, "乙厂厂长是甲"))
    second = (said(text.index("甲任乙厂副"), "甲任乙厂副厂长"),)
    ends = ("person/甲", "affiliatedWith", "organization/乙厂")
    knowledge = Knowledge(
        (document,),
        (article,),
        (
            Entity("organization/乙厂", "Organization", "乙厂", "Company"),
            Entity("person/甲", "Person", "甲"),
        ),
        (
            Statement(*ends, first, ("r",), 0.9, title="厂长"),
            Statement(*ends, second, ("r",), 0.6, title="副厂长"),
        ),
        (),
        (),
    )
    path = tmp_path / "graph.html"
    path.write_text(render_page(knowledge), encoding="utf-8")
    reader = Reader(browser, path)
    page = reader.open("#entity=person/甲")
    assert page.locator("#panel .chip.warn").count() == 2
    page.click("#panel .line:has-text('90%') .words")
    page.wait_for_selector("#panel .differing")
    assert "副厂长" in page.inner_text("#panel .differing")
    assert page.locator("#panel .source").count() == 2
    assert "其他来源" in page.inner_text("#panel")
    page.click("#panel .differing .words")
    until(page, "document.querySelector('#panel .source mark').textContent.includes('副')")
    reader.close()


def test_never_draws_more_than_can_be_moved_smoothly(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    path.write_text(render_page(made_knowledge(1500)), encoding="utf-8")
    reader = Reader(browser, path)
    page = reader.open()
    assert len(drawn(page)) == 300
    assert page.evaluate("kg.app.chosen.rest.length") == 1200
    # A dot opens on a click.
    page.wait_for_timeout(450)
    i = page.evaluate("kg.app.chosen.rest.find((i) => kg.store.entities[i].weight)")
    page.evaluate(
        """(i) => { const { x, y } = kg.store.entities[i];
          kg.canvas.network.moveTo({ position: { x, y }, scale: 1 }); }""",
        i,
    )
    page.wait_for_timeout(100)
    box = page.locator("#canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    until(page, f"kg.app.chosen.at.has({i})")
    page.select_option(".most select", "600")
    assert len(drawn(page)) >= 600
    reader.close()


ATTACKS = {
    "script": "</script><script>window.hit=1</script>",
    "image": "<img src=x onerror='window.hit=1'>",
    "comment": "<!--<script>",
    "attribute": '" onmouseover="window.hit=1" x="',
    "bidi": "\u202e\u2066gnp.exe\u2069",
    "zero-width": "\u200b\u200d\ufeff\u2060",
    "long": "长" * 10_000,
    "emoji": "👩‍🔧🏅😀",
    "template": "{{data}}${1}`",
    "prototype": "__proto__",
    "controls": "\x00\x07\x1b[31m\u2028\n\t",
    "formula": '=HYPERLINK("http://x")',
}


def attacked(text: str, term: str | None = None) -> Knowledge:
    """Knowledge with ``text`` in every field that a document or a model may fill.

    ``term``: in place of it where only a term of the ontology can stand, as in a store.
    """
    kind, subtype, relation = (term, term, term) if term else (text, text, text)
    document = Document(f"{text}.txt", f"甲{text}乙。\n\n{text}")
    length = len(document.text)
    blocks = (Block(0, 1 + len(text), "headline"), Block(1 + len(text), length, "body"))
    byline = (Byline(0, 1, text, text),)
    article = Article(document, 1, document.text, tuple(range(length)), blocks, byline, text)
    evidence = Evidence(document.name, 1, 1, 1 + len(text), text)
    unknown = Evidence(text, 9, 0, len(text), text)
    sources = (evidence,) if term else (evidence, unknown)
    at = ((document.name, 1),)
    person, award, other = f"person/{text}", f"award/{text}", f"kind/{text}"
    said = {"title": text, "year": text, "date": text, "category": text, "role": text}
    return Knowledge(
        (document,),
        (article,),
        (
            Entity(award, "Award", text, subtype, (text, f"{text}二"), at),
            Entity(other, kind, text, subtype, (), at),
            Entity(person, "Person", text, None, (f"{text}三",), at),
        ),
        (
            Statement(person, "received", award, sources, (text,), 0.9, **said),
            Statement(person, "title", None, (evidence,), (text,), 0.9, title=text),
            Statement(person, relation, other, (evidence,), (text,), 0.4, competition=text),
            Statement(person, relation, other, (evidence,), (text,), 0.4, competition=award),
        ),
        (Measurement(Decimal("1"), text, text, (evidence,), text, 0.9, person, text, text),),
        ((document.name, 1, person),),
    )


@pytest.mark.parametrize("name", ATTACKS)
def test_text_from_documents_never_becomes_markup(browser: Any, tmp_path: Path, name: str) -> None:
    path = tmp_path / "graph.html"
    path.write_text(render_page(attacked(ATTACKS[name])), encoding="utf-8")
    reader = Reader(browser, path)
    page = reader.open()
    for route in go_everywhere(page, [ATTACKS[name]]):
        reader.open(route)
    reader.close()


def go_everywhere(page: Any, attacks: list[str]) -> list[str]:
    """Look at all there is, take it away, and find no markup but the page's own; give the links."""
    known = page.evaluate("document.querySelectorAll('img, iframe, object, embed').length")
    routes = []
    for kind, name, rows in (
        ("entity", "id", "entities"),
        ("article", "id", "articles"),
        ("figure", "key", "figures"),
        ("fact", "key", "facts"),
    ):
        for key in page.evaluate(f"kg.store.{rows}.map((row) => row.{name})"):
            page.evaluate(
                "([type, name, key]) => kg.app.commit({ select: { type, [name]: key } })",
                [kind, name, key],
            )
            page.wait_for_selector(
                "#panel mark" if kind == "fact" else "#panel .head", state="attached"
            )
        routes.append(page.evaluate("location.hash"))
    for act in (
        "kg.app.visit(0)",
        "kg.app.commit({ path: kg.store.entities.slice(0, 2).map((e) => e.id) })",
        "kg.app.commit({ select: null })",
        "kg.app.commit({ table: true })",
    ):
        page.evaluate(f"() => {{ {act} }}")
        page.wait_for_timeout(20)
        routes.append(page.evaluate("location.hash"))
    for attack in attacks:
        page.fill("#find", attack[:150].replace("\x00", ""))
    for what in ("svg", "turtle", "csv"):
        page.click("#export summary")
        with page.expect_download() as download:
            page.click(f"[data-take={what}]")
        content = Path(download.value.path()).read_bytes()
        if what == "svg":
            tags = {node.tag.split("}")[1] for node in ElementTree.fromstring(content).iter()}
            assert tags <= {"svg", "rect", "line", "circle", "polygon", "title", "text"}
        if what == "turtle":
            assert list(pyoxigraph.parse(content, pyoxigraph.RdfFormat.TURTLE))
        if what == "csv":
            assert not any(
                cell.startswith("=")
                for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
                for cell in row
            )
    assert page.evaluate("document.querySelectorAll('img, iframe, object, embed').length") == known
    assert page.evaluate("document.querySelectorAll('script').length") == 5
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    return routes


def test_what_contradicts_is_shown_with_the_reason(browser: Any, tmp_path: Path) -> None:
    texts = {"a.txt": "2025年，参训职工10人。", "b.txt": "2025年，参训职工90人。"}
    documents = tuple(Document(name, text) for name, text in texts.items())
    articles = tuple(
        Article(document, 1, document.text, tuple(range(len(document.text))), ())
        for document in documents
    )
    figures = tuple(
        Measurement(
            Decimal(value),
            "人",
            "参训职工",
            (Evidence(name, 1, 6, 13, texts[name][6:13]),),
            "figures/count",
            0.9,
            "org/甲",
            "2025",
        )
        for value, name in (("10", "a.txt"), ("90", "b.txt"))
    )
    entities = (Entity("org/甲", "Organization", "甲会"),)
    known = with_contradictions(Knowledge(documents, articles, entities, (), figures, ()))
    assert len(known.contradictions) == 1
    path = tmp_path / "graph.html"
    path.write_text(render_page(known), encoding="utf-8")
    reader = Reader(browser, path)
    page = reader.open("#entity=org/甲")
    assert page.locator("#panel .chip.warn:has-text('矛盾')").count() == 2
    page.click("#panel .row:has(.figure) >> nth=0")
    page.wait_for_selector("#panel .differing")
    assert "甲会2025的参训职工有两个数：10人和90人" in page.inner_text("#panel .differing")
    reader.close()


def test_things_of_one_name_are_told_apart(browser: Any, tmp_path: Path) -> None:
    entities = tuple(
        Entity(f"award/{contest}一等奖", "Award", "一等奖", None, (f"{contest}一等奖",))
        for contest in ("甲赛", "乙赛")
    )
    path = tmp_path / "graph.html"
    path.write_text(render_page(Knowledge((), (), entities, (), (), ())), encoding="utf-8")
    reader = Reader(browser, path)
    page = reader.open()
    page.fill("#find", "一等")
    hits = page.locator("#hits li").all_inner_texts()
    assert sorted("甲赛一等奖" in hit for hit in hits) == [False, True]
    assert sorted("乙赛一等奖" in hit for hit in hits) == [False, True]
    reader.close()


def test_the_overview_suggests_what_to_try(reader: Reader) -> None:
    page = reader.open()
    page.click(".try .act:has-text('如何相连')")
    page.wait_for_selector("#panel .way, #panel .quiet")
    assert len(state(page, "path")) == 2
    page.go_back()
    page.click(".try .act >> nth=0")
    until(page, "kg.app.state.select?.type === 'entity'")
    assert state(page, "select")["id"].startswith("person/")


def test_prizes_and_writers_are_drawn_and_read(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    path.write_text(render_page(town()), encoding="utf-8")
    reader = Reader(browser, path)
    page = reader.open("#entity=award/第三届云溪焊工技能竞赛一等奖")
    assert "奖项属于" in page.inner_text("#panel")
    assert "第三届云溪焊工技能竞赛" in page.inner_text("#panel .row:has-text('竞赛') >> nth=0")
    reader.open("#entity=person/钱小满")
    assert "署名报道" in page.inner_text("#panel")
    page.click("#panel section:has-text('署名报道') .headline")
    page.wait_for_selector("#panel .article")
    assert "钱小满" in page.inner_text("#panel .bylines")
    reader.close()
