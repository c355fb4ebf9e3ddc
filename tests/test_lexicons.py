"""Words of the language are tables that say where they come from; code asks for them by their use."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from kg.errors import RuleError
from kg.lexicons import LEXICONS, one_of, read_rows, words

TABLES = sorted(LEXICONS.glob("*.tsv"))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_table_says_what_it_is_its_source_and_its_licence(table: Path) -> None:
    text = table.read_text(encoding="utf-8")
    head = [line for line in text.splitlines()[:8] if line.startswith("#")]
    assert len(head) > 1
    assert "Source" in " ".join(head)
    assert re.search("Licence: |Apache-2.0", " ".join(head))


def test_words_come_by_their_use_in_the_order_of_the_uses() -> None:
    leave, grant = words("verbs", "leave"), words("verbs", "grant")
    assert words("verbs", "leave", "grant") == leave + grant
    assert "授予" in grant


def test_a_use_without_words_is_an_error_that_names_the_table() -> None:
    with pytest.raises(RuleError, match=r"verbs\.tsv: found no words for hop$"):
        words("verbs", "win", "hop")


def test_the_longest_word_is_matched() -> None:
    found = re.match(one_of(("总", "总工会", "工会")), "总工会主席")
    assert found is not None
    assert found.group() == "总工会"


MANY = 6  # words of one role: fewer may stand in the rule that looks for them
WORDS_IN_PATTERN = re.compile(rf"[一-鿿]+(?:\|[一-鿿]+){{{MANY - 1},}}")


def words_in(node: ast.AST) -> str:
    """A list of words that a piece of code spells out, in a pattern or a collection."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = WORDS_IN_PATTERN.search(node.value)
        return found.group() if found else ""
    if isinstance(node, ast.Set | ast.List | ast.Tuple):
        texts = [e.value for e in node.elts if isinstance(e, ast.Constant)]
        listed = [t for t in texts if isinstance(t, str) and re.fullmatch("[一-鿿]+", t)]
        return " ".join(listed) if len(listed) >= MANY else ""
    return ""


@pytest.mark.parametrize(
    "path", sorted(LEXICONS.parent.rglob("*.py")), ids=lambda p: str(p.relative_to(LEXICONS.parent))
)
def test_code_spells_out_no_list_of_words(path: Path) -> None:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    assert [found for node in nodes if (found := words_in(node))] == []


@pytest.mark.parametrize(
    "table", [t for t in TABLES if t.stem.endswith("_words")], ids=lambda t: t.stem
)
def test_a_table_lists_a_word_once_for_a_use(table: Path) -> None:
    listed = [(use, word) for use, row, *_ in read_rows(table.stem, 2) for word in row.split()]
    assert sorted(listed) == sorted(set(listed))
