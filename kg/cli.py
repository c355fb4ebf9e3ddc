"""``kg``: a command a verb (:mod:`kg.commands`), and one line for each error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

from kg.commands import asking, learning, making, sharing
from kg.errors import KgError

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


@click.group(
    help=f"Build, ask and check knowledge graphs of Chinese news.\n{EXAMPLES}",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="kg-news", prog_name="kg")
def cli() -> None:
    """See ``help`` above: a docstring would end at the first line break."""


for module in (making, asking, sharing, learning):
    for command in vars(module).values():
        if isinstance(command, click.Command):
            cli.add_command(command)


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
