"""Pages that need no script: the page to ask on, a question's form, answers as tables.

``ask.js`` makes the same page quicker to use; without it each form is sent, and answered by one of
the pages below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg.graph.build import prefixes
from kg.graph.iris import DEFAULT_BASE, Shortener
from kg.questions import Question, catalogue
from kg.serve.pages import local
from kg.store import Store

_NUMBERS = ("#integer", "#decimal", "#double")


@cache
def ask_page() -> str:
    """The page to ask on."""
    options = "\n".join(
        f'<option value="{escape(question.name)}">{escape(question.zh)} {escape(question.en)}</option>'
        for question in catalogue().values()
    )
    return _fill("ask.html", options=options, prefixes=" ".join(prefixes(DEFAULT_BASE)))


def rows_page(
    store: Store,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    above: str = "",
    said: Iterable[str] = (),
) -> str:
    """Rows of terms; ``above``: HTML such as the form that asked for them."""
    shorten = Shortener(store.prefixes)
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "\n".join(
        f"<tr>{''.join(_cell(store, term, shorten) for term in row)}</tr>" for row in rows
    )
    understood = escape("；".join(said))
    return page(
        "答案 Answer",
        f"{above}<p>{understood}</p><p>{len(rows)} 行 rows</p>"
        f"<div id=table><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>",
    )


def _cell(store: Store, term: Any, shorten: Shortener) -> str:
    if isinstance(term, NamedNode):
        link = escape(local(store, term.value))
        return f'<td><a href="{link}">{escape(shorten(term.value))}</a></td>'
    if isinstance(term, Literal):
        kind = " class=number" if term.datatype.value.endswith(_NUMBERS) else ""
        return f"<td{kind}>{escape(term.value)}</td>"
    return f"<td>{'' if term is None else escape(str(term))}</td>"


def text_page(text: str) -> str:
    """An answer that is no table: triples as Turtle, or yes and no."""
    return page("答案 Answer", f"<pre>{escape(text)}</pre>")


def question_form(question: Question, given: Mapping[str, str], problem: str = "") -> str:
    """The form of a named question, as far as it is filled in; ``problem``: what was wrong."""
    fields = "\n".join(
        f'<div><label for="{one.name}">{escape(one.zh)} {escape(one.en)}</label>'
        f'<input id="{one.name}" name="{one.name}" value="{escape(given.get(one.name, ""))}"'
        f' placeholder="{escape(question.example.get(one.name) or one.default or "")}"'
        f"{' required' * one.required}></div>"
        for one in question.parameters
    )
    return (
        f"<h1>{escape(question.zh)} <small>{escape(question.en)}</small></h1>"
        f'<form action="/ask"><p>{escape(" ".join(question.answers))}</p>'
        f'<input type="hidden" name="question" value="{question.name}">'
        f'<input type="hidden" name="format" value="html">{fields}'
        f"<button>问 Ask</button></form>" + (f"<pre>{escape(problem)}</pre>" if problem else "")
    )


def found_page(found: Iterable[Mapping[str, Any]]) -> str:
    """Things that were found by what was typed for them."""
    items = "".join(
        f'<li>{"≈ " * bool(thing.get("near"))}<a href="{escape(thing["href"])}">'
        f"{escape(thing['label'])}</a> <small>{escape(thing['kind'])}</small></li>"
        for thing in found
    )
    return page("查找 Find", f"<ul id=found>{items or '<li>没有找到 nothing found</li>'}</ul>")


def page(title: str, body: str) -> str:
    """A page of this server with ``body``, which is HTML."""
    return _fill("plain.html", title=escape(title), body=body)


def _fill(name: str, **parts: str) -> str:
    text = files("kg.serve").joinpath("web", name).read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], text)
