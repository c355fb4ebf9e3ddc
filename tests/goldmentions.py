"""Mentions as a gold file would have them: its names and aliases found in the text, longest first.

For developing and testing what comes after mentions (figures, relations) apart from them.
"""

from __future__ import annotations

import re
from typing import Any

from kg.model import Article, Mention


def gold_mentions(article: Article, gold: dict[str, Any]) -> list[Mention]:
    """Every occurrence of a gold entity's names in the article, none inside another.

    ``name`` is the entity's; ``scope`` its gold id where another entity shares kind and name.
    """
    forms: dict[str, list[dict[str, Any]]] = {}
    for entity in gold["entities"]:
        for form in {entity["name"], *entity["aliases"]}:
            forms.setdefault(form, []).append(entity)
    names = [(entity["type"], entity["name"]) for entity in gold["entities"]]
    pattern = re.compile(
        "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True) if form)
    )
    mentions = []
    for match in pattern.finditer(article.text):
        before = article.text[max(0, match.start() - 200) : match.start()]
        entity = max(
            forms[match.group()],
            key=lambda e: (not e.get("optional"), _told_in(e, before), _told_in(e, article.text)),
        )
        shared = names.count((entity["type"], entity["name"])) > 1
        mentions.append(
            Mention(
                match.start(),
                match.end(),
                match.group(),
                entity["type"],
                rule="gold",
                name=entity["name"],
                scope=entity["id"] if shared else "",
            )
        )
    return mentions


def _told_in(entity: dict[str, Any], text: str) -> float:
    """How fully a text names an entity: the best share of bigrams of one of its longer names."""
    best = 0.0
    for name in [entity["name"], *entity["aliases"]]:
        pairs = [name[i : i + 2] for i in range(len(name) - 1)]
        if len(pairs) >= 3:
            best = max(best, sum(pair in text for pair in pairs) / len(pairs))
    return best


def gold_ids(gold: dict[str, Any]) -> dict[tuple[str, str, str], str]:
    """Gold id of each :attr:`kg.model.Mention.thing` that :func:`gold_mentions` gives."""
    names = [(entity["type"], entity["name"]) for entity in gold["entities"]]
    return {
        (e["type"], e["name"], e["id"] if names.count((e["type"], e["name"])) > 1 else ""): e["id"]
        for e in gold["entities"]
    }
