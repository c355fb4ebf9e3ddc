"""Commands that ask a graph: query, questions, facts, diff, check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kg.commands.terminal import ANY_PATH, FOLDER, read, write


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("folder", type=FOLDER)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[SPARQL]")
@click.option("--file", "file", type=ANY_PATH, help="Read the query from a file; - is stdin.")
@click.option("--question", metavar="NAME", help="Ask a named question; see kg questions.")
@click.option("--format", "format_", help="table, csv, tsv, json; ttl for CONSTRUCT.")
def query(
    folder: Path, words: Sequence[str], file: Path | None, question: str | None, format_: str | None
) -> None:
    """Answer SPARQL, or a question.

    The prefixes of graph.ttl (kg:, person:, org:, rdfs: …) need not be declared. A question takes
    its parameters as options: kg query out --question colleagues --person 程德宪
    """
    from kg import questions, tables
    from kg.store import Store

    if question is not None and file is None:
        store = Store.open(folder)
        answer = questions.ask(store, question, _named(words))
        for line in answer.understood:
            click.echo(line, err=True)
        write(tables.write_rows(answer.columns, answer.rows, store.prefixes, format_))
        return
    if words and words[0].startswith("-"):
        raise click.NoSuchOption(words[0])
    if (len(words) == 1) == (file is not None) or len(words) > 1 or question is not None:
        raise click.UsageError("give one query: as an argument, with --file, or --question NAME")
    text = words[0] if words else read(file)
    store = Store.open(folder)
    write(tables.write(store.query(text), store.prefixes, format_))


def _named(words: Sequence[str]) -> dict[str, str]:
    """``--place 泉港 --year=2025`` as a mapping."""
    given: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise click.UsageError(f"a question takes --NAME VALUE, not {word!r}")
        if not equals:
            value = next(rest, "")
            if not value:
                raise click.UsageError(f"{word} needs a value")
        given[name] = value
    return given


@click.command()
@click.argument("name", required=False)
def questions(name: str | None) -> None:
    """List questions, or show one.

    With NAME: its SPARQL, under a head that says what it answers and gives an example.
    """
    from kg.questions import catalogue, question
    from kg.tables import aligned

    if name is not None:
        write(question(name).text)
        return
    rows = [
        (
            q.name,
            q.zh,
            q.en,
            " ".join(f"--{p.name}" if p.required else f"[--{p.name}]" for p in q.parameters),
        )
        for q in catalogue().values()
    ]
    write(aligned(("name", "问题", "question", "parameters"), rows))


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--entity", required=True, metavar="NAME", help="About whom or what.")
def facts(folder: Path, entity: str) -> None:
    """Show what stands behind each fact.

    Its quotes, articles, dates, rule, confidence, and what contradicts it.
    """
    from kg.store import Store
    from kg.support import describe

    write(describe(Store.open(folder), entity) + "\n")


@click.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
def diff(old: Path, new: Path) -> int:
    """Compare two graphs.

    Facts added, gone and changed, entities merged and split. Exit status 1 where anything differs.
    """
    from kg.compare import compare
    from kg.store import Store

    changes = compare(Store.open(old), Store.open(new))
    write(f"{changes}\n")
    return 1 if changes else 0


@click.command()
@click.argument("folder", type=FOLDER)
def check(folder: Path) -> int:
    """Check shapes and quotes.

    Exit status 1 where something is wrong: which shape, which node, which words.
    """
    from kg.store import Store
    from kg.validate import check as check_graph

    store = Store.open(folder)
    report = check_graph(store.quads(), store.text, store.prefixes)
    click.echo(str(report))
    return 0 if report.conforms else 1
