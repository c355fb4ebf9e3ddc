#!/usr/bin/env python3
"""Fit the weights by which a figure finds its owner, and say how often they find the right one.

    figure_owners.py GOLD_DIR TEXT_DIR [GOLD_DIR TEXT_DIR ...] [--write]

A conditional logit with an L2 penalty over the features of ``kg.figures.owners.candidates``, with
the mentions of the gold files; accuracy is measured on documents left out, a fifth at a time.
``--write`` puts the weights, rounded, into ``kg/lexicons/figure_owners.tsv``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from kg.relations.scorer.pages import gold_ids, gold_mentions  # noqa: E402

from kg.figures.finder import locate_figures  # noqa: E402
from kg.figures.owners import candidates, set_scene  # noqa: E402
from kg.figures.scan import Found  # noqa: E402
from kg.layout import find_articles  # noqa: E402
from kg.read import read_document  # noqa: E402
from kg.sentences import find_sentences  # noqa: E402

HEAD = """\
# How much each sign speaks for a thing as the owner of a figure. Columns: feature, weight in nats.
# Source: fitted by benchmarks/figure_owners.py on annotated news. Licence: Apache-2.0.
"""
Choice = tuple[int, list[list[str]]]  # index of the owner, features of every candidate


def choices(gold_dir: Path, text_dir: Path, only: str) -> list[list[Choice]]:
    """Figures with a known owner among their candidates, by document."""
    documents = []
    for path in sorted(gold_dir.glob("*.json")):
        if not re.match(only, path.stem):
            continue
        gold = json.loads(path.read_text(encoding="utf-8"))
        document = read_document(text_dir / gold["doc"])
        ids = gold_ids(gold)
        found: list[Choice] = []
        taken: set[int] = set()
        for article in find_articles(document):
            sentences = find_sentences(article)
            mentions = gold_mentions(article, gold)
            scene = set_scene(article.text, sentences, mentions)
            for figure, index, clause in locate_figures(article, sentences, mentions):
                owner = _owner(gold, document.text, figure, article.source(*clause), taken)
                if owner is None:
                    continue
                unit = figure.quantity.unit
                offered = list(
                    candidates(article.text, scene, index, figure.start, figure.end, clause, unit)
                )
                names = [ids.get(mention.thing) for mention, _ in offered]
                if owner in names:
                    found.append((names.index(owner), [features for _, features in offered]))
        documents.append(found)
    return documents


def _owner(
    gold: dict[str, Any], text: str, figure: Found, span: tuple[int, int], taken: set[int]
) -> str | None:
    """Gold id of the figure's owner, by the rule of the score command; None where it has none."""
    value = float(figure.quantity.value)
    for number, wanted in enumerate(gold["figures"]):
        if number in taken or not wanted["of"] or wanted["unit"] != figure.quantity.unit:
            continue
        if abs(value - wanted["value"]) > 1e-6 * max(1, abs(value)):
            continue
        quotes = [match.span() for match in re.finditer(re.escape(wanted["quote"]), text)]
        if any(span[0] < end and start < span[1] for start, end in quotes):
            taken.add(number)
            return str(wanted["of"])
    return None


def fit(documents: list[list[Choice]], penalty: float) -> dict[str, float]:
    """Weights that make the chosen candidates likeliest."""
    items = [choice for document in documents for choice in document]
    index = {
        name: i for i, name in enumerate(sorted({f for _, c in items for fs in c for f in fs}))
    }
    tables = []
    for _, offered in items:
        table = np.zeros((len(offered), len(index)))
        for row, features in enumerate(offered):
            for feature in features:
                table[row, index[feature]] = 1
        tables.append(table)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = penalty * float(weights @ weights), 2 * penalty * weights
        for (right, _), table in zip(items, tables, strict=True):
            scores = table @ weights
            scores -= scores.max()
            shares = np.exp(scores) / np.exp(scores).sum()
            total -= float(np.log(shares[right] + 1e-12))
            slope = slope + shares @ table - table[right]
        return total, slope

    result = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B")
    return {name: float(result.x[i]) for name, i in index.items()}


def accuracy(documents: list[list[Choice]], weights: dict[str, float]) -> tuple[int, int]:
    """Figures whose owner is the heaviest candidate, and all."""
    right = total = 0
    for document in documents:
        for owner, offered in document:
            scores = [sum(weights.get(f, 0.0) for f in features) for features in offered]
            right += scores.index(max(scores)) == owner
            total += 1
    return right, total


def main() -> None:
    """Read the arguments, fit, report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--only", default="", help="regular expression for the names of gold files")
    parser.add_argument("--penalty", type=float, default=0.3)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    documents = []
    for gold_dir, text_dir in zip(args.folders[::2], args.folders[1::2], strict=True):
        documents += choices(gold_dir, text_dir, args.only)
    right = total = 0
    for fold in range(5):
        rest = [d for i, d in enumerate(documents) if i % 5 != fold]
        held = [d for i, d in enumerate(documents) if i % 5 == fold]
        ok, n = accuracy(held, fit(rest, args.penalty))
        right, total = right + ok, total + n
    print(f"left out: {right}/{total} = {right / total:.3f}")
    weights = fit(documents, args.penalty)
    ok, n = accuracy(documents, weights)
    print(f"seen: {ok}/{n} = {ok / n:.3f}; {len(weights)} features")
    if args.write:
        rows = [
            f"{name}\t{value:.2f}" for name, value in sorted(weights.items()) if abs(value) >= 0.01
        ]
        path = ROOT / "kg/lexicons/figure_owners.tsv"
        path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
