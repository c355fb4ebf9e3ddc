"""The tree tells the data flow: a module imports only what stands before it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "kg"
# From the words all share to the commands; a later step may use an earlier one, never the reverse.
ORDER = (
    "errors", "plain", "model", "lexicons", "choosing", "read", "layout", "sentences", "mentions",
    "refer", "relations", "figures", "resolve", "graph", "corrections", "contradictions", "score",
    "validate", "output", "store", "view", "renewal", "results", "tables", "questions", "export",
    "support", "preview", "compare", "sheets", "push", "picture", "measures", "charts", "library",
    "report", "render", "training", "pipeline", "packing", "memory", "known", "building", "serve",
    "commands", "cli",
)  # fmt: skip
ANYTHING = {"__init__"}  # opens the library to ``import kg``


def part_of(module: str) -> str:
    """``kg.graph.iris`` is of part ``graph``."""
    return module.split(".")[1] if "." in module else "__init__"


def imports(path: Path) -> set[str]:
    """The parts of kg that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {part_of(alias.name) for alias in node.names if alias.name.startswith("kg.")}
        elif isinstance(node, ast.ImportFrom) and node.module == "kg":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg."):
            found.add(part_of(node.module or ""))
    return found


MODULES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_stands_before_it(path: Path) -> None:
    part = path.relative_to(ROOT).parts[0].removesuffix(".py")
    if part in ANYTHING:
        return
    assert part in ORDER, f"{part} has no place in the flow"
    later = {name for name in imports(path) if ORDER.index(name) > ORDER.index(part)}
    assert not later


def test_every_part_has_its_place() -> None:
    parts = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in MODULES}
    assert parts - ANYTHING == set(ORDER)
