"""Words of the language are tables that say where they come from; code asks for them by their use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.errors import RuleError
from kg.lexicons import LEXICONS, one_of, words

TABLES = sorted(LEXICONS.glob("*.tsv"))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_table_says_what_it_is_and_under_which_licence(table: Path) -> None:
    text = table.read_text(encoding="utf-8")
    head = [line for line in text.splitlines()[:8] if line.startswith("#")]
    assert len(head) > 1
    assert re.search("Licence:|Apache-2.0", " ".join(head))


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
