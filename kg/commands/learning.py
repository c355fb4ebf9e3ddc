"""Commands for those who work on how kg reads: mentions, score, train, rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from kg.commands.terminal import ANY_PATH, FOLDER, Bar, write
from kg.errors import InputError


@click.command()
@click.argument("files", nargs=-1, required=True, type=ANY_PATH, metavar="FILE...")
def mentions(files: Sequence[Path]) -> int:
    """Print names as JSON lines."""
    from kg import pipeline
    from kg.model import TITLE
    from kg.read import read_document

    failed = 0
    for file in files:
        try:
            document = read_document(file, str(file))
        except InputError as error:
            click.echo(f"kg: {error}", err=True)
            failed += 1
            continue
        for reading in pipeline.read_document(document):
            for mention in reading.mentions:
                if mention.kind == TITLE:
                    continue
                start, end = reading.article.source(mention.start, mention.end)
                found = {
                    "document": str(file),
                    "start": start,
                    "end": end,
                    "text": document.text[start:end],
                    "type": mention.kind,
                    "name": mention.name or mention.text,
                    "rule": mention.rule,
                }
                write(json.dumps(found, ensure_ascii=False) + "\n")
    return 0 if not failed else 2 if failed == len(files) else 1


@click.command()
@click.argument("gold", type=FOLDER)
@click.argument("texts", type=FOLDER)
@click.option("--errors", is_flag=True, help="List each wrong (FP) and each missed (FN) thing.")
def score(gold: Path, texts: Path, errors: bool) -> None:
    """Say how right the graph is.

    Each document of GOLD is built from TEXTS by itself: precision, recall and F1 of each class,
    whether qualifiers and evidence are right, and how far confidence can be believed.
    """
    from kg.pipeline import understand
    from kg.read import read_document
    from kg.score import score_documents

    with Bar() as bar:
        count = len(list(gold.glob("*.json")))
        done = iter(range(1, count + 1))

        def build_one(path: Path) -> Any:
            bar.show(next(done), count, "scoring")
            return understand([read_document(path)])

        report = score_documents(gold, texts, build_one)
    click.echo(report.table(errors=errors))


@click.command()
@click.argument("corpus", type=FOLDER)
@click.option("--out", type=ANY_PATH, required=True, help="The folder to write the models into.")
def train(corpus: Path, out: Path) -> None:
    """Learn names and facts anew.

    CORPUS is a folder of annotated news with facts, as seeds/annotated. Writes the tagger,
    tagger.npz, the scorer of facts, relations.json, the years of honours, years.json, and whose
    figures are whose, owners.json; up to half an hour of CPU.
    """
    from kg.training import train_owners, train_scorer, train_tagger, train_years

    names = ("tagger.npz", "relations.json", "years.json", "owners.json")
    tagger, scorer, years, owners = (out / name for name in names)
    if not any(corpus.glob("news/*.txt")):
        raise InputError(
            f"{corpus}: holds no annotated news; expected news/*.txt as in seeds/annotated"
        )
    out.mkdir(parents=True, exist_ok=True)
    train_tagger([corpus], tagger)
    train_scorer([corpus], scorer)
    train_years([corpus], years)
    train_owners([corpus], owners)
    click.echo(f"wrote {tagger}, {scorer}, {years} and {owners}")


@click.command()
@click.argument("corpus", type=FOLDER)
@click.option("--pages", is_flag=True, help="Count on the corpus's newspaper pages alone.")
def rules(corpus: Path, pages: bool) -> None:
    """Say how often each rule fires and is right.

    CORPUS is a folder of annotated news with facts, as seeds/annotated. Names are taken as marked
    there; facts that a reader may doubt count neither way.
    """
    from kg.relations.scorer.rulebook import count_rules
    from kg.tables import aligned

    counts = count_rules(corpus, pages_only=pages)
    if not counts:
        raise InputError(f"{corpus}: holds no facts; expected facts/*.tsv as in seeds/annotated")
    rows = [
        (
            count.name,
            str(count.fired),
            str(count.right),
            str(count.wrong),
            "–" if count.precision is None else f"{count.precision:.2f}",
            count.example,
        )
        for count in counts
    ]
    head = ("rule", "fires", "right", "wrong", "precision", "a fact it stated")
    click.echo(aligned(head, rows, (False, True, True, True, True, False)), nl=False)
