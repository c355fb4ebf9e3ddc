"""Commands that make a graph and put it right: build, correct, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kg.commands.terminal import ANY_PATH, FOLDER, Bar, command_line, read


@click.command()
@click.argument("inputs", nargs=-1, required=True, type=ANY_PATH, metavar="INPUT...")
@click.option("--out", default="out", show_default=True, type=ANY_PATH, help="Where to write.")
@click.option("--base-iri", help="What the names of things in the graph begin with.")
@click.option("--jobs", type=click.IntRange(min=1), help="How many processes read.")
@click.option(
    "--corrections",
    type=ANY_PATH,
    help="What you know better; else corrections.tsv in or beside INPUT.",
)
def build(
    inputs: Sequence[Path],
    out: Path,
    base_iri: str | None,
    jobs: int | None,
    corrections: Path | None,
) -> int:
    """Read news, write its graph.

    INPUT is a file, or a folder of files: one in it that holds a file .kgignore is passed over.
    The folder of --out is replaced in one step: graph.ttl, graph.trig, graph.html, report.md,
    store/ and texts/; what else is in it stays.
    """
    from kg import building
    from kg.graph.iris import DEFAULT_BASE

    with Bar() as bar:
        report = building.build(
            inputs,
            out,
            base_iri=base_iri or DEFAULT_BASE,
            jobs=jobs,
            progress=bar.show,
            corrections=corrections,
        )
    click.echo(report.summary())
    if report.corrections:
        applied = sum(not outcome.stale for outcome in report.corrections)
        click.echo(
            f"applied {applied} of {len(report.corrections)} corrections of {report.corrections_file}"
        )
    kg = command_line()
    example = "SELECT ?name ?award { ?x kg:received/rdfs:label ?award ; rdfs:label ?name }"
    click.echo(f"look: {kg} open {out}    ask: {kg} query {out} '{example}'")
    for file in report.refused:
        click.echo(f"kg: left out {file.reason}", err=True)
    for problem in report.problems:
        click.echo(f"kg: {problem}", err=True)
    for outcome in report.corrections:
        if outcome.stale:
            line = outcome.correction
            where = f"{report.corrections_file}:{line.line}: {line.action} {line.id}"
            click.echo(
                f"kg: {where} does not apply: {outcome.stale}; it is kept: put it right or delete it",
                err=True,
            )
    return report.exit_status


CORRECTIONS = click.option(
    "--corrections",
    type=ANY_PATH,
    default="corrections.tsv",
    show_default=True,
    help="The file to write to; it belongs in the folder of the news or beside it.",
)


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("action")
@click.argument("target", metavar="ID")
@click.argument("value", required=False, default="")
@click.option("--by", default="anonymous", show_default=True, help="Whose decision it is.")
@click.option("--note", default="", help="Why.")
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@CORRECTIONS
def correct(
    folder: Path,
    action: str,
    target: str,
    value: str,
    by: str,
    note: str,
    dry_run: bool,
    corrections: Path,
) -> None:
    """Say what is wrong in FOLDER, for every later build.

    What it will do is shown first; what would do nothing is not written. kg facts shows the ids.

    \b
    reject ID, confirm ID            a fact, by the end of its statement's IRI
    reject ID                        a thing that is none: its facts go too
    merge ID ID, split ID ID         two entities are one, or two: person/李伟（泉港区）
    split ID DOCUMENT                the one in this document is another
    retype ID CLASS, rename ID NAME  another class, another name
    add ID 'RELATION|ID|DOCUMENT|QUOTE'
    """
    from kg.corrections import HEAD, check, write_line
    from kg.model import Correction
    from kg.preview import preview, resolved
    from kg.store import Store

    store = Store.open(folder)
    correction = Correction(action, target, value, by=by, note=note)
    check(correction)
    correction = resolved(store, correction)
    click.echo(preview(store, correction))
    if not dry_run:
        _append(corrections, HEAD, write_line(correction))
        click.echo(f"written to {corrections}; {_heard(corrections)}")


@click.command()
@click.argument("document")
@click.option("--by", default="anonymous", show_default=True, help="Whose decision it is.")
@click.option("--note", default="", help="Why.")
@CORRECTIONS
def withdraw(document: str, by: str, note: str, corrections: Path) -> None:
    """Leave DOCUMENT out of every later build.

    Its quotes go, and the facts that nothing else states; deleting the line brings it back.
    """
    from kg.corrections import HEAD, write_line
    from kg.model import Correction

    _append(corrections, HEAD, write_line(Correction("withdraw", document, by=by, note=note)))
    click.echo(f"written to {corrections}; {document} is left out: {_heard(corrections)}")


def _heard(corrections: Path) -> str:
    """Which builds read a file of corrections."""
    folder = corrections.absolute().parent
    return f"builds of news in or beside {folder} hear it, others by --corrections {corrections}"


def _append(path: Path, head: str, line: str) -> None:
    from kg.output import write_file

    before = read(path) if path.exists() else head
    write_file(path, before + "\n" * (not before.endswith("\n")) + line)
