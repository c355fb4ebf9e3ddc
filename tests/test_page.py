"""The page in real Chromium with the network cut: what a reader does, and attacks on each field."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from goldknowledge import gold_knowledge

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
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.path = path

    def open(self, route: str = "") -> Any:
        self.page.goto("about:blank")
        self.page.goto(self.path.as_uri() + route)
        self.page.wait_for_selector("html.ready", timeout=20_000)
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


def test_a_click_on_a_fact_shows_the_sentence_that_states_it(reader: Reader) -> None:
    page = reader.open("#entity=person/吴良江")
    assert page.inner_text("#panel h2") == "吴良江"
    page.click("#panel .row.fact .words")
    page.wait_for_selector("#panel mark")
    assert "吴良江" in page.inner_text("#panel mark")
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / "page-fact.png")
