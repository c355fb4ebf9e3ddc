"""A picture of a page as a reader sees it: ``python -m kg.render.picture graph.html page.png``.

Needs Playwright (in the ``test`` extra) and Debian's Chromium; nothing else in kg needs either.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kg.errors import OutputError

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


def take_picture(page: Path, picture: Path, route: str = "", size: str = "1280x800") -> None:
    """Open ``page`` (at ``route``, as in a link: ``#entity=…``) offline and write a PNG."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise OutputError(f"{picture} cannot be drawn: run pip install playwright") from None
    if not CHROMIUM.exists():
        raise OutputError(f"{picture} cannot be drawn: {CHROMIUM} is missing; apt install chromium")
    width, height = (int(side) for side in size.split("x"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            reduced_motion="reduce",
            device_scale_factor=2,
        )
        context.set_offline(True)
        tab = context.new_page()
        tab.goto(page.resolve().as_uri() + route)
        tab.wait_for_selector("html.ready")
        tab.wait_for_timeout(500)
        tab.screenshot(path=str(picture))
        browser.close()


if __name__ == "__main__":
    take_picture(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
