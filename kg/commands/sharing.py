"""Commands that hand a graph on: export, push, open, serve."""

from __future__ import annotations

import os
import webbrowser
from dataclasses import replace
from pathlib import Path

import click

from kg.commands.terminal import ANY_PATH, FOLDER, Bar, write
from kg.errors import InputError


@click.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--format",
    "format_",
    default="ttl",
    show_default=True,
    help="ttl, trig, nt, nq, jsonld, rdfxml, graphml, gexf, csv; tables or neo4j (a folder).",
)
@click.option("--output", type=ANY_PATH, help="What to write instead of standard output.")
def export(folder: Path, format_: str, output: Path | None) -> None:
    """Write a graph for other tools."""
    from kg.export import export as export_graph
    from kg.output import write_file
    from kg.sheets import FOLDERS
    from kg.store import Store

    if format_ in FOLDERS:
        if output is None:
            raise InputError(f"{format_} is several files: name a folder for them with --output")
        sheets = FOLDERS[format_](Store.open(folder))
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InputError(f"{output}: cannot write here ({reason})") from None
        for name, text in sheets.items():
            write_file(output / name, text)
        return
    text = export_graph(Store.open(folder), format_)
    if output is None:
        write(text)
    else:
        write_file(output, text)


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("url")
@click.option("--user", help="Who may write there; the password is read from KG_PASSWORD.")
@click.option(
    "--default-graph",
    default="",
    metavar="IRI",
    help="Where to send the default graph if the store has none (Virtuoso).",
)
@click.option("--again", is_flag=True, help="Send all, whatever was noted as sent.")
def push(folder: Path, url: str, user: str | None, default_graph: str, again: bool) -> None:
    """Send a graph to a store.

    URL is where the store takes graphs by SPARQL 1.1 Graph Store Protocol, for example
    http://localhost:7878/store. Only what changed since the last push is sent; one that broke off
    goes on from there.
    """
    from kg.push import push as push_graph
    from kg.store import Store

    with Bar() as bar:
        store = Store.open(folder)
        pushed = push_graph(
            store,
            url,
            user=user,
            password=os.environ.get("KG_PASSWORD", ""),
            default_graph=default_graph,
            again=again,
            progress=bar.show,
        )
    click.echo(str(pushed))


@click.command("open")
@click.argument("folder", type=FOLDER)
def open_(folder: Path) -> None:
    """Show the page in a browser."""
    page = folder / "graph.html"
    if not page.is_file():
        raise InputError(f"{folder}: holds no page; build one with: kg build INPUT --out {folder}")
    if not webbrowser.open(page.resolve().as_uri()):
        click.echo(f"no browser found; open this file in one: {page}")


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0: for everyone.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--cors", metavar="ORIGIN", help="Let pages of ORIGIN read it; * is any.")
@click.option("--timeout", default=10.0, show_default=True, help="Seconds for one query.")
@click.option("--memory", default=1024, show_default=True, help="MB for one query.")
@click.option("--rows", default=50_000, show_default=True, help="Most rows of an answer.")
@click.option("--workers", type=click.IntRange(min=1), help="Queries answered at a time.")
def serve(
    folder: Path,
    host: str,
    port: int,
    cors: str | None,
    timeout: float,
    memory: int,
    rows: int,
    workers: int | None,
) -> None:
    """Answer over HTTP.

    SPARQL at /sparql, graphs at /store, things at /id/…, the page at /graph, and at / a page to ask
    on. For reading only; for this machine only, unless --host says otherwise.
    """
    from kg.serve.limits import Limits
    from kg.serve.run import run

    limits = Limits(seconds=timeout, memory=memory, rows=rows)
    if workers:
        limits = replace(limits, workers=workers)
    run(folder, host, port, limits, cors=cors, tell=click.echo)
