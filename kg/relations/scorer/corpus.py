"""Annotated documents with their facts: what the scorer learns from.

Beside ``news/NAME.txt``, whose mentions are marked in line, stands ``facts/NAME.tsv``::

    alias	泉州市总工会	市总工会	市总
    fact	affiliatedWith	吴良江	福建联合石化公司	title=工程师
    fact?	received	…	一等奖@第十届…竞赛	year=2025
    figure	120	名	选手	第十届…竞赛	120名选手参赛

``fact?`` is what two careful readers could disagree on. A prize level stands with its competition.
A figure's columns are value, unit, what it counts, whose it is (``-`` for no one's), quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from kg.errors import InputError
from kg.layout import find_articles
from kg.mentions.tagger import Annotated, read_annotated
from kg.model import Article, Document, Mention
from kg.refer.forms import clean

_QUALIFIERS = {"title", "former", "year", "competition", "count", "category", "role", "date"}
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact as a reader states it: names in full, ``object`` empty for a bare title."""

    relation: str
    subject: str
    object: str
    qualifiers: dict[str, str]
    optional: bool


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A number as a reader states it: ``owner`` in full, empty where it has none.

    ``kind`` is the owner's class, empty where its name alone tells.
    """

    value: Decimal
    unit: str
    owner: str
    quote: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class FactSheet:
    """The facts of one document, and the full name of every shorter form in it.

    ``doubtful`` are the things, (kind, name), that two careful readers could disagree on.
    """

    names: dict[str, str] = field(default_factory=dict)
    facts: tuple[StatedFact, ...] = ()
    figures: tuple[StatedFigure, ...] = ()
    doubtful: frozenset[tuple[str, str]] = frozenset()


def read_facts(path: Path) -> FactSheet:
    """Read a sheet; InputError names the line that is not an alias, a fact or a figure."""
    names: dict[str, str] = {}
    facts: list[StatedFact] = []
    figures: list[StatedFigure] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        row = line.split("\t")
        if row[0] == "alias" and len(row) >= 2:
            for form in row[1:]:
                names[form] = row[1]
        elif row[0] in ("fact", "fact?") and len(row) >= 4:
            qualifiers = dict(item.partition("=")[::2] for item in row[4:] if item)
            unknown = sorted(set(qualifiers) - _QUALIFIERS)
            if unknown:
                raise InputError.at(
                    path,
                    number,
                    found=f"qualifier {unknown[0]!r}",
                    expected="one of " + ", ".join(sorted(_QUALIFIERS)),
                )
            target = "" if row[3] == "-" else row[3]
            facts.append(StatedFact(row[1], row[2], target, qualifiers, row[0] == "fact?"))
        elif row[0] == "figure" and len(row) == 6 and _NUMBER.fullmatch(row[1]):
            owner = "" if row[4] == "-" else row[4]
            figures.append(StatedFigure(Decimal(row[1]), row[2], owner, row[5]))
        else:
            raise InputError.at(
                path,
                number,
                found=repr(line[:40]),
                expected="alias or fact, then names, or figure with five columns, parted by tabs",
            )
    return FactSheet(names, tuple(facts), tuple(figures))


def read_pairs(folder: Path) -> Iterator[tuple[str, Annotated, FactSheet]]:
    """Every document of ``folder/news`` that has its facts in ``folder/facts``, by name."""
    for sheet in sorted((folder / "facts").glob("*.tsv")):
        text = folder / "news" / f"{sheet.stem}.txt"
        yield sheet.stem, read_annotated(text), read_facts(sheet)


def annotated_articles(
    name: str, annotated: Annotated, sheet: FactSheet
) -> Iterator[tuple[Article, list[Mention]]]:
    """The document as the pipeline would cut it, with the marked mentions under their full names."""
    for article in find_articles(Document(name, annotated.text)):
        where = {source: offset for offset, source in reversed(list(enumerate(article.origins)))}
        mentions = []
        for span in annotated.spans:
            start, last = where.get(span.start), where.get(span.end - 1)
            if start is None or last is None or last < start:
                continue
            text = article.text[start : last + 1]
            form = clean(text)
            mentions.append(
                Mention(start, last + 1, text, span.kind, "marked", sheet.names.get(form, form))
            )
        yield article, sorted(mentions)
