"""Documents whose facts stand in a gold file, read as if their mentions were marked in the text.

A gold file names each thing once, not where it stands: every occurrence of its names counts, longest
first. Good enough to learn relations from, and to develop what comes after mentions apart from them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from kg.layout import find_articles
from kg.lexicons import one_of, words
from kg.mentions.grammar import find_prize_lists
from kg.model import AWARD, ORGANIZATION, PLACE, TITLE, Article, Document, Mention
from kg.relations.scorer.corpus import FactSheet, StatedFact, StatedFigure

Gold = dict[str, Any]
_OPENING = "“‘「『《"
_UNITS = words("body_heads", "department")


def read_pages(
    golds: Path, texts: Path
) -> Iterator[tuple[str, list[tuple[Article, list[Mention]]], FactSheet]]:
    """Each document of the folder ``golds`` with its articles, their mentions, and its facts."""
    for path in sorted(golds.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (texts / gold["doc"]).read_text(encoding="utf-8-sig")
        articles = [
            (article, gold_mentions(article, gold))
            for article in find_articles(Document(gold["doc"], text))
        ]
        yield path.stem, articles, sheet_of(gold)


def sheet_of(gold: Gold) -> FactSheet:
    """The facts of a gold file in the form of a fact sheet."""
    entities = {entity["id"]: entity for entity in gold["entities"]}
    names = {
        form: entity["name"]
        for entity in gold["entities"]
        for form in (entity["name"], *entity["aliases"])
    }
    facts = []
    for relation in gold["relations"]:
        qualifiers = {k: str(v) for k, v in relation["q"].items() if k != "competition"}
        target = relation["o"]
        facts.append(
            StatedFact(
                relation["type"],
                entities[relation["s"]]["name"],
                entities[target]["name"] if target else "",
                qualifiers,
                bool(relation.get("optional")),
            )
        )
    doubtful = frozenset((e["type"], e["name"]) for e in gold["entities"] if e.get("optional"))
    return FactSheet(names, tuple(facts), tuple(_figures(gold)), doubtful)


def _figures(gold: Gold) -> Iterator[StatedFigure]:
    owners = {entity["id"]: (entity["name"], entity["type"]) for entity in gold["entities"]}
    for figure in gold["figures"]:
        owner, kind = owners[figure["of"]] if figure["of"] else ("", "")
        value = Decimal(str(figure["value"]))
        yield StatedFigure(value, figure["unit"], owner, figure["quote"], kind)


def gold_mentions(article: Article, gold: Gold) -> list[Mention]:
    """Every occurrence of a gold entity's names in the article, none inside another.

    ``name`` is the entity's; ``scope`` its gold id where another entity shares kind and name.
    Between them stand the titles that the gold file's facts name.
    """
    forms: dict[str, list[Gold]] = {}
    for entity in gold["entities"]:
        for form in {entity["name"], *entity["aliases"]}:
            if entity["type"] != AWARD or "、" not in form:  # 一、二、三等奖 is three
                forms.setdefault(form, []).append(entity)
    for form in [form for form, named in forms.items() if _is_chain(form, named, forms)]:
        del forms[form]
    inner = {e["id"] for form in forms if _is_inner_unit(form, forms) for e in forms[form]}
    for form in [form for form, named in forms.items() if all(e["id"] in inner for e in named)]:
        del forms[form]
    names = [(entity["type"], entity["name"]) for entity in gold["entities"]]
    mentions = []
    found = {start: (end, form) for start, end, form in _of_prize_lists(article, forms)}
    found |= {start: (end, form) for start, end, form in _occurrences(article.text, forms)}
    for start, (end, form) in sorted(found.items()):
        before = article.text[max(0, start - 200) : start]
        entity = max(
            forms[form],
            key=lambda e: (not e.get("optional"), _told_in(e, before), _told_in(e, article.text)),
        )
        shared = names.count((entity["type"], entity["name"])) > 1
        scope = entity["id"] if shared else ""
        first, last = _proper(form, {entity["name"], *entity["aliases"]})
        if last < len(form):
            start, end = start + first, start + last
        text = article.text[start:end]
        mentions.append(Mention(start, end, text, entity["type"], "gold", entity["name"], scope))
    taken = {i for m in mentions for i in range(m.start, m.end)}
    titles = {
        part
        for relation in gold["relations"]
        for part in relation["q"].get("title", "").split("、")
        if len(part) > 1
    }
    for start, end, form in _occurrences(article.text, titles):
        if taken.isdisjoint(range(start, end)):
            mentions.append(Mention(start, end, form, TITLE, "gold", form))
    return sorted(mentions)


def _is_chain(form: str, named: list[Gold], forms: dict[str, list[Gold]]) -> bool:
    """Whether a form is a place's behind one that it lies in: of 临河县云岭乡 each is told by itself."""

    def is_place(text: str) -> bool:
        return any(entity["type"] == PLACE for entity in forms.get(text, ()))

    ends = range(2, len(form) - 1)
    return is_place(form) and any(
        is_place(form[:end]) and any(form[end:] in (e["name"], *e["aliases"]) for e in named)
        for end in ends
    )


def _is_inner_unit(form: str, forms: dict[str, list[Gold]]) -> bool:
    """Whether a form is a body's and its unit's: of 省总经济技术部部长 the body is 省总, the rest a post."""
    optional = all(e["type"] == ORGANIZATION and e.get("optional") for e in forms[form])
    if not optional or not form.endswith(_UNITS):
        return False
    return any(
        form[:end] in forms
        and any(e["type"] == ORGANIZATION and not e.get("optional") for e in forms[form[:end]])
        for end in range(2, len(form))
    )


def _proper(form: str, forms: set[str]) -> tuple[int, int]:
    """Where in a form its proper part stands, as marked news has it.

    >>> _proper("“名师带高徒”活动", {"名师带高徒", "“名师带高徒”活动"})
    (1, 6)
    """
    if form[0] in _OPENING:
        for last in range(len(form) - 1, 1, -1):
            if form[1:last] in forms:
                return 1, last
    return 0, len(form)


def _occurrences(text: str, forms: dict[str, Any] | set[str]) -> Iterator[tuple[int, int, str]]:
    known = [form for form in forms if form]
    if known:
        for match in re.finditer(one_of(known), text):
            yield match.start(), match.end(), match.group()


def _of_prize_lists(
    article: Article, forms: dict[str, list[Gold]]
) -> Iterator[tuple[int, int, str]]:
    """The levels of 一、二、三等奖 that lack their ending, each with its full form."""
    for mention in find_prize_lists(article):
        level = mention.text
        fulls = (f"{level}等奖", f"{level}奖", f"{level}牌", f"{level}名", f"第{level}名")
        full = next((full for full in fulls if full in forms), mention.text)
        if full != mention.text:
            yield mention.start, mention.end, full


def _told_in(entity: Gold, text: str) -> float:
    """How fully a text names an entity: the best share of bigrams of one of its longer names."""
    best = 0.0
    for name in [entity["name"], *entity["aliases"]]:
        pairs = [name[i : i + 2] for i in range(len(name) - 1)]
        if len(pairs) >= 3:
            best = max(best, sum(pair in text for pair in pairs) / len(pairs))
    return best


def gold_ids(gold: Gold) -> dict[tuple[str, str, str], str]:
    """Gold id of each :attr:`kg.model.Mention.thing` that :func:`gold_mentions` gives."""
    names = [(entity["type"], entity["name"]) for entity in gold["entities"]]
    return {
        (e["type"], e["name"], e["id"] if names.count((e["type"], e["name"])) > 1 else ""): e["id"]
        for e in gold["entities"]
    }
