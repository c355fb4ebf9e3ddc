"""Our page beside plain pyvis and force-graph: same data, same browser, one run.

    python benchmarks/page.py [--sizes 200,1000,5000,20000] [--table benchmarks/page.md]

A frame counts where something was painted in it: to answer animation callbacks gains nothing.
pyvis and force-graph get our positions, physics off: with pyvis' own physics 1,000 nodes are not
drawn in half a minute. Chromium hands on about thirty turns of the wheel a second, so that no page
can zoom at more frames than that. pyvis and force-graph draw every node; our page draws the
heaviest 300 and the rest as dots, and once more as many as a reader may choose at most. force-graph
(MIT) comes from npm into ``out/`` and is left out where npm is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from goldknowledge import made_knowledge  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from kg.model import Knowledge  # noqa: E402
from kg.render import render_page  # noqa: E402
from kg.render.view import view  # noqa: E402

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
FORCE_GRAPH = "1.52.0"
LIMIT = 60.0  # seconds for a first view
QUERIES = ["吴", "wlj", "quanzhou", "zonggonghui", "wuliangjiang", "qqqq"]

# Notes when something was first filled on a canvas, and in how many frames since.
WATCH = """
window.seen = { first: 0, frames: 0 };
let filled = false;
const ready = () =>
  !document.getElementById("data") || document.documentElement.classList.contains("ready");
for (const name of ["fill", "fillRect"]) {
  const plain = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...args) {
    if (this.canvas.isConnected) filled = true;
    return plain.apply(this, args);
  };
}
const tick = () => {
  if (filled) {
    seen.frames += 1;
    if (ready()) seen.first ||= performance.now();
  }
  filled = false;
  requestAnimationFrame(tick);
};
requestAnimationFrame(tick);
"""


def ours(knowledge: Knowledge) -> str:
    """Our page."""
    return render_page(knowledge)


def plain_pyvis(knowledge: Knowledge) -> str:
    """What pyvis writes in its in-line mode, with positions given and physics off."""
    from pyvis.network import Network

    fragment = view(knowledge).fragment
    network = Network(height="800px", width="1280px", directed=True, cdn_resources="in_line")
    # add_node and add_edge look through all that was added before: minutes for 20,000.
    network.nodes = [
        {"id": number, "label": row[3], "x": row[7], "y": row[8], "shape": "dot", "size": 10}
        for number, row in enumerate(fragment["entities"])
    ]
    network.edges = [
        {"from": row[1], "to": row[3], "arrows": "to"} for row in fragment["facts"] if row[3] >= 0
    ]
    network.options.physics.enabled = False
    network.options.edges.smooth.enabled = False
    return str(network.generate_html())


def force_graph(knowledge: Knowledge) -> str:
    """A page on force-graph with every node where we put it."""
    fragment = view(knowledge).fragment
    data = {
        "nodes": [
            {"id": number, "name": row[3], "fx": row[7], "fy": row[8]}
            for number, row in enumerate(fragment["entities"])
        ],
        "links": [{"source": row[1], "target": row[3]} for row in fragment["facts"] if row[3] >= 0],
    }
    script = force_graph_script()
    written = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return f"""<!doctype html><meta charset="utf-8"><body style="margin:0"><div id="g"></div>
<script>{script}</script><script>
const graph = ForceGraph()(document.getElementById("g")).width(1280).height(800)
  .cooldownTicks(0).nodeLabel(() => "").graphData({written});
graph.zoomToFit(0);
</script>"""


def force_graph_script() -> str:
    """force-graph as npm gives it, kept under ``out/``."""
    path = ROOT / "out" / f"force-graph-{FORCE_GRAPH}.min.js"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        subprocess.run(
            ["npm", "pack", f"force-graph@{FORCE_GRAPH}", "--silent"],
            cwd=path.parent,
            check=True,
            capture_output=True,
        )
        packed = path.parent / f"force-graph-{FORCE_GRAPH}.tgz"
        with tarfile.open(packed) as archive:
            member = archive.extractfile("package/dist/force-graph.min.js")
            assert member is not None
            path.write_bytes(member.read())
        packed.unlink()
    return path.read_text(encoding="utf-8")


def frames(page: Any, act: Any, seconds: float = 3.0) -> float:
    """Frames a second in which something was painted, while ``act(turn)`` is repeated."""
    before, start, turn = page.evaluate("seen.frames"), time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        act(turn)
        turn += 1
    took = time.perf_counter() - start
    return float((page.evaluate("seen.frames") - before) / took)


def measure(browser: Any, path: Path, route: str = "") -> dict[str, Any]:
    """First view, frames a second in a drag and in a zoom, time of the slowest search."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    context.set_offline(True)
    page = context.new_page()
    page.add_init_script(WATCH)
    found: dict[str, Any] = {"bytes": path.stat().st_size}
    page.goto(path.as_uri() + route, wait_until="commit")
    start = time.perf_counter()
    while not page.evaluate("window.seen && seen.first"):
        if time.perf_counter() - start > LIMIT:
            context.close()
            return found | {"first_s": None}
        page.wait_for_timeout(50)
    found["first_s"] = round(page.evaluate("seen.first") / 1000, 2)
    page.wait_for_timeout(800)
    page.mouse.move(430, 180)
    page.mouse.down()
    found["pan_fps"] = round(
        frames(page, lambda turn: page.mouse.move(430 + turn * 7 % 200, 180 + turn * 5 % 150)), 1
    )
    page.mouse.up()

    def wheel(turn: int) -> None:
        page.mouse.wheel(0, -40 if turn // 24 % 2 == 0 else 40)

    found["zoom_fps"] = round(frames(page, wheel), 1)
    if page.evaluate("Boolean(window.kg)"):
        found["search_ms"] = round(
            page.evaluate(
                """(queries) => Math.max(...queries.map((query) => {
                  const start = performance.now(); kg.search.find(query);
                  return performance.now() - start; }))""",
                QUERIES,
            ),
            1,
        )
    context.close()
    return found


COLUMNS = (
    "nodes",
    "page",
    "build s",
    "size MB",
    "first view s",
    "pan fps",
    "zoom fps",
    "search ms",
)


def main() -> None:
    """Measure every page at every size; print a table, and keep it where asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="200,1000,5000,20000")
    parser.add_argument("--table", type=Path, help="where to write the table, as Markdown")
    given = parser.parse_args()
    pages = {"ours": ours, "ours, 600 drawn": ours, "plain pyvis": plain_pyvis}
    if shutil.which("npm"):
        pages["force-graph"] = force_graph

    folder = ROOT / "out" / "page-benchmark"
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    print(*lines, sep="\n")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        about = f"Chromium {browser.version}, {os.cpu_count()} cores, no GPU; made knowledge"
        for size in map(int, given.sizes.split(",")):
            knowledge = made_knowledge(size)
            for name, make in pages.items():
                route = "#most=600" if name == "ours, 600 drawn" else ""
                if route and size < 1000:
                    continue
                path = folder / f"{name.replace(' ', '-')}-{size}.html"
                start = time.perf_counter()
                path.write_text(make(knowledge), encoding="utf-8")
                built = round(time.perf_counter() - start, 1)
                found = measure(browser, path, route)
                cells = [size, name, built, f"{found['bytes'] / 1e6:.2f}"]
                cells += [
                    found.get(key) if found.get(key) is not None else "–"
                    for key in ("first_s", "pan_fps", "zoom_fps", "search_ms")
                ]
                lines.append("| " + " | ".join(map(str, cells)) + " |")
                print(lines[-1], flush=True)
        browser.close()
    shutil.rmtree(folder)
    if given.table:
        said = (__doc__ or "").split("\n\n")
        head = f"# {said[0]}\n\n`python benchmarks/page.py`; {about}, three facts an entity.\n\n{said[2]}"
        given.table.write_text("\n".join([head.strip(), "", *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
