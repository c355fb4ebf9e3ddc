#!/usr/bin/env python3
"""How well pages are read before mentions are known: bylines, articles, figures; and how fast.

    pages.py GOLD_DIR TEXT_DIR [--only REGEX]

Bylines count by name over a document, figures as the score command counts them, with the mentions
of the gold files. Speed is in characters per second of CPU time, each text read once.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from kg.figures import find_figures  # noqa: E402
from kg.layout import find_articles  # noqa: E402
from kg.model import Article, Figure  # noqa: E402
from kg.read import read_document  # noqa: E402
from kg.relations.scorer.pages import gold_ids, gold_mentions  # noqa: E402
from kg.sentences import find_sentences  # noqa: E402


def match_figure(
    figure: Figure, article: Article, gold: dict[str, Any], taken: set[int]
) -> dict[str, Any] | None:
    """The gold figure of the same value and unit whose quote overlaps the figure's evidence."""
    start, end = article.source(figure.start, figure.end)
    for number, wanted in enumerate(gold["figures"]):
        if number in taken or wanted["unit"] != figure.unit:
            continue
        if abs(float(figure.value) - wanted["value"]) > 1e-6 * max(1, abs(wanted["value"])):
            continue
        for quote in re.finditer(re.escape(wanted["quote"]), article.document.text):
            if start < quote.end() and quote.start() < end:
                taken.add(number)
                return dict(wanted)
    return None


def measure(gold: dict[str, Any], text: Path, count: Counter[str]) -> None:
    """Add one document to the counts."""
    document = read_document(text)
    began = time.process_time()
    articles = find_articles(document)
    laid_out = time.process_time()
    sentences = [find_sentences(article) for article in articles]
    cut = time.process_time()
    count["characters"] += len(document.text)
    count["layout ns"] += int((laid_out - began) * 1e9)
    count["sentences ns"] += int((cut - laid_out) * 1e9)
    wanted = {byline["name"] for article in gold["articles"] for byline in article["bylines"]}
    found = {byline.name for article in articles for byline in article.bylines}
    count["byline tp"] += len(wanted & found)
    count["byline fp"] += len(found - wanted)
    count["byline fn"] += len(wanted - found)
    count["documents"] += 1
    count["article count right"] += len(articles) == len(gold["articles"])
    ids, taken = gold_ids(gold), set[int]()
    for article, own in zip(articles, sentences, strict=True):
        mentions = gold_mentions(article, gold)
        began = time.process_time()
        figures = find_figures(article, own, mentions)
        count["figures ns"] += int((time.process_time() - began) * 1e9)
        for figure in figures:
            hit = match_figure(figure, article, gold, taken)
            if hit is None:
                count["figure fp"] += 1
            elif not hit["optional"]:
                count["figure tp"] += 1
                if hit["of"]:
                    count["owner known"] += 1
                    owner = ids.get(figure.about.thing) if figure.about else None
                    count["owner right"] += owner == hit["of"]
    count["figure fn"] += sum(
        number not in taken and not figure["optional"]
        for number, figure in enumerate(gold["figures"])
    )


def main() -> None:
    """Read the arguments, measure every document, print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--only", default="", help="regular expression for the names of gold files")
    args = parser.parse_args()
    count: Counter[str] = Counter()
    for path in sorted(args.gold.glob("*.json")):
        if re.match(args.only, path.stem):
            gold = json.loads(path.read_text(encoding="utf-8"))
            for figure in gold["figures"]:
                figure["optional"] = bool(figure.get("optional"))
            measure(gold, args.texts / gold["doc"], count)
    for what in ("byline", "figure"):
        right, wrong, missed = (count[f"{what} {part}"] for part in ("tp", "fp", "fn"))
        f1 = 2 * right / max(1, 2 * right + wrong + missed)
        print(f"{what:10} F1 {f1:.3f}   tp {right}, fp {wrong}, fn {missed}")
    print(f"articles   {count['article count right']} of {count['documents']} documents right")
    owners = count["owner right"] / max(1, count["owner known"])
    print(f"owner      {owners:.3f} of figures whose owner is known")
    for stage in ("layout", "sentences", "figures"):
        speed = count["characters"] / max(1, count[f"{stage} ns"]) * 1e6
        print(f"{stage:10} {speed:,.0f} thousand characters a second")


if __name__ == "__main__":
    main()
