"""``kg``: a command a verb, each a thin shell over a function of the library."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import time
import webbrowser
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from kg.errors import InputError, KgError

EXAMPLES = """
\b
Examples:
  kg build pages/ --out out         read a folder of news pages into out/
  kg open out                       look at the graph in a browser, offline
  kg serve out                      ask it in a browser, or by SPARQL over HTTP
  kg query out 'SELECT ?name ?title WHERE {
    ?s kg:title ?title ; rdf:subject/rdfs:label ?name }'
  kg query out --question about --entity 吴良江
  kg export out --format csv --output facts.csv
  kg check out                      hold every quote against its text
  kg mentions page.txt              names in a page, one JSON object a line
  kg score seeds/gold seeds         how right it is, class by class
"""
FOLDER = click.Path(file_okay=False, path_type=Path)
ANY_PATH = click.Path(path_type=Path)


@click.group(
    help=f"Build, ask and check knowledge graphs of Chinese news.\n{EXAMPLES}",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="kg-news", prog_name="kg")
def cli() -> None:
    """See ``help`` above: a docstring would end at the first line break."""


@cli.command()
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

    with _Bar() as bar:
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
    kg = _command()
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


@cli.command()
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


@cli.command()
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

    before = _read(path) if path.exists() else head
    write_file(path, before + "\n" * (not before.endswith("\n")) + line)


@cli.command()
@click.argument("folder", type=FOLDER)
@click.option("--entity", required=True, metavar="NAME", help="About whom or what.")
def facts(folder: Path, entity: str) -> None:
    """Show what stands behind each fact.

    Its quotes, articles, dates, rule, confidence, and what contradicts it.
    """
    from kg.store import Store
    from kg.support import describe

    _write(describe(Store.open(folder), entity) + "\n")


@cli.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
def diff(old: Path, new: Path) -> int:
    """Compare two graphs.

    Facts added, gone and changed, entities merged and split. Exit status 1 where anything differs.
    """
    from kg.compare import compare
    from kg.store import Store

    changes = compare(Store.open(old), Store.open(new))
    _write(f"{changes}\n")
    return 1 if changes else 0


@cli.command(context_settings={"ignore_unknown_options": True})
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
        _write(tables.write_rows(answer.columns, answer.rows, store.prefixes, format_))
        return
    if words and words[0].startswith("-"):
        raise click.NoSuchOption(words[0])
    if (len(words) == 1) == (file is not None) or len(words) > 1 or question is not None:
        raise click.UsageError("give one query: as an argument, with --file, or --question NAME")
    text = words[0] if words else _read(file)
    store = Store.open(folder)
    _write(tables.write(store.query(text), store.prefixes, format_))


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


@cli.command()
@click.argument("name", required=False)
def questions(name: str | None) -> None:
    """List questions, or show one.

    With NAME: its SPARQL, under a head that says what it answers and gives an example.
    """
    from kg.questions import catalogue, question
    from kg.tables import aligned

    if name is not None:
        _write(question(name).text)
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
    _write(aligned(("name", "问题", "question", "parameters"), rows))


@cli.command()
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
        _write(text)
    else:
        write_file(output, text)


@cli.command()
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

    with _Bar() as bar:
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


@cli.command("open")
@click.argument("folder", type=FOLDER)
def open_(folder: Path) -> None:
    """Show the page in a browser."""
    page = folder / "graph.html"
    if not page.is_file():
        raise InputError(f"{folder}: holds no page; build one with: kg build INPUT --out {folder}")
    if not webbrowser.open(page.resolve().as_uri()):
        click.echo(f"no browser found; open this file in one: {page}")


@cli.command()
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


@cli.command()
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


@cli.command()
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
                _write(json.dumps(found, ensure_ascii=False) + "\n")
    return 0 if not failed else 2 if failed == len(files) else 1


@cli.command()
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

    with _Bar() as bar:
        count = len(list(gold.glob("*.json")))
        done = iter(range(1, count + 1))

        def build_one(path: Path) -> Any:
            bar.show(next(done), count, "scoring")
            return understand([read_document(path)])

        report = score_documents(gold, texts, build_one)
    click.echo(report.table(errors=errors))


@cli.command()
@click.argument("corpus", type=FOLDER)
@click.option("--out", type=ANY_PATH, required=True, help="The folder to write the models into.")
def train(corpus: Path, out: Path) -> None:
    """Learn names and facts anew.

    CORPUS is a folder of annotated news with facts, as seeds/annotated. Writes the tagger,
    tagger.npz, the scorer of facts, relations.json, and whose figures are whose, owners.json; some
    ten minutes of CPU.
    """
    from kg.training import train_owners, train_scorer, train_tagger

    tagger, scorer, owners = (out / n for n in ("tagger.npz", "relations.json", "owners.json"))
    if not any(corpus.glob("news/*.txt")):
        raise InputError(
            f"{corpus}: holds no annotated news; expected news/*.txt as in seeds/annotated"
        )
    out.mkdir(parents=True, exist_ok=True)
    train_tagger([corpus], tagger)
    train_scorer([corpus], scorer)
    train_owners([corpus], owners)
    click.echo(f"wrote {tagger}, {scorer} and {owners}")


@cli.command()
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


class _Bar:
    """A progress bar: on a terminal only, and only for what takes longer than a second."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.progress: Any = None
        self.task: Any = None

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self.progress:
            self.progress.stop()

    def show(self, done: int, total: int, what: str) -> None:
        if self.progress is None and sys.stderr.isatty() and time.monotonic() - self.started > 1:
            from rich.console import Console
            from rich.progress import Progress

            self.progress = Progress(console=Console(stderr=True), transient=True)
            self.progress.start()
            self.task = self.progress.add_task(what, total=total)
        if self.progress is not None:
            self.progress.update(self.task, completed=done, total=total, description=what)


def _command() -> str:
    """How the user can call kg from where they stand: by its path where that is not searched."""
    if shutil.which("kg"):
        return "kg"
    script = Path(sys.argv[0])
    return os.path.relpath(script) if script.name == "kg" else f"{sys.executable} -m kg.cli"


def _read(path: Path | None) -> str:
    if path is None or str(path) == "-":
        return sys.stdin.read()
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from None


def _write(text: str) -> None:
    """UTF-8 to standard output, whatever the locale: what is piped is data."""
    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        click.echo(text, nl=False)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; every :class:`KgError` becomes one line here, and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        result = cli.main(arguments, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
    except KgError as error:
        click.echo(f"kg: {error}", err=True)
        return error.exit_status
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("kg: interrupted; what was there before is unchanged", err=True)
        return 130
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    sys.exit(main())
