"""The questions that kg ships, read from their files.

A file is SPARQL under a head of comments::

    # zh: 某人获得哪些荣誉
    # en: The honours of a person
    # param person: Person. 人物 / the person
    # answers: 每项荣誉一行 … (once in each language)
    # example: --person 肖辉燕

A parameter is a variable that the query selects, and is bound by substitution. It is of one or more
classes (``Organization|Place``), or an ``Article``, a ``number`` or a ``year``; then ``optional`` or
``default VALUE`` may follow. The prefixes of the graph need not be declared.

A parameter may also be words: a ``text of kg:title`` stands for every title that holds them, a
``value of kg:unit`` for the unit that is just so, a ``text of Award`` for labels of awards. The query
has ``VALUES ?words { UNDEF }`` where they are to be filled in.

A bound variable is not known to the query's planner, and what is joined to a UNION or a path is
read whole. So a query starts from its parameter, each branch of a UNION says all it needs, a
relation is filtered (``?is = kg:received``) rather than matched, and what may lack comes in
OPTIONAL, whose first variable must be bound by then: an unbound one matches everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import process

from kg.errors import QueryError, RuleError
from kg.graph.vocabulary import SUPERCLASS

ARTICLE, TEXT, VALUE, NUMBER, YEAR = "Article", "text", "value", "number", "year"
_CLASSES = {*SUPERCLASS, *SUPERCLASS.values()}
_HEAD = re.compile(r"# (zh|en|param|answers|example):? ?(.*)")
_PARAMETER = re.compile(
    r"(?P<name>[a-z]\w*): (?P<kinds>[\w|]+)(?: of (?P<of>[\w:]+))?"
    r"(?:, (?:(?P<optional>optional)|default (?P<default>\S+)))?\. (?P<zh>.+) / (?P<en>.+)"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question is asked about."""

    name: str
    kinds: tuple[str, ...]
    zh: str
    en: str
    optional: bool = False
    default: str | None = None
    of: str | None = None  # whose values words are looked for in: a property, or a class's labels

    @property
    def required(self) -> bool:
        """Whether the question cannot be asked without it."""
        return not self.optional and self.default is None


@dataclass(frozen=True, slots=True)
class Question:
    """A query with a name and two titles. ``example``: parameter to value."""

    name: str
    zh: str
    en: str
    parameters: tuple[Parameter, ...]
    answers: tuple[str, ...]
    example: Mapping[str, str]
    text: str  # the whole file
    sparql: str  # without its head

    def filled(self, name: str, terms: Iterable[str]) -> str:
        """The SPARQL with values, written as SPARQL has them, for the words called ``name``."""
        blank = f"VALUES ?{name} {{ UNDEF }}"
        if blank not in self.sparql:
            raise RuleError(f"{self.name}.rq: has no {blank}")
        return self.sparql.replace(blank, f"VALUES ?{name} {{ {' '.join(terms)} }}")

    def call(self) -> str:
        """What follows ``kg query DIR`` to ask it.

        >>> question("colleagues").call()
        '--question colleagues --person 程德宪'
        """
        given = (
            f"--{name} '{value}'" if " " in value else f"--{name} {value}"
            for name, value in self.example.items()
        )
        return " ".join([f"--question {self.name}", *given])


@cache
def catalogue() -> Mapping[str, Question]:
    """Every question by its name, in order of names."""
    paths = (path for path in files("kg.questions").iterdir() if path.name.endswith(".rq"))
    return {
        path.name.removesuffix(".rq"): _read(
            path.name.removesuffix(".rq"), path.read_text(encoding="utf-8")
        )
        for path in sorted(paths, key=lambda path: path.name)
    }


def question(name: str) -> Question:
    """The question of that name; :class:`QueryError` names those that come near."""
    known = catalogue()
    if name in known:
        return known[name]
    near = [match[0] for match in process.extract(name, list(known), limit=3, score_cutoff=50)]
    hint = f"nearest: {', '.join(near)}; " if near else ""
    raise QueryError(f"no question is named {name!r}; {hint}kg questions lists all")


def _read(name: str, text: str) -> Question:
    head: dict[str, list[str]] = {key: [] for key in ("zh", "en", "param", "answers", "example")}
    lines = text.splitlines()
    count = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    for number, line in enumerate(lines[:count], start=1):
        match = _HEAD.fullmatch(line)
        if not match:
            raise RuleError(f"{name}.rq:{number}: found {line!r}; expected # zh: … and the like")
        head[match[1]].append(match[2])
    if not all(len(head[key]) == 1 for key in ("zh", "en", "example")) or not head["answers"]:
        raise RuleError(f"{name}.rq: the head needs zh, en, answers and example, once each")
    words = re.findall(r"--(\w+) (.+?)(?= --|$)", head["example"][0])
    return Question(
        name,
        head["zh"][0],
        head["en"][0],
        tuple(_parameter(name, line) for line in head["param"]),
        tuple(head["answers"]),
        dict(words),
        text,
        "\n".join(lines[count:]).strip() + "\n",
    )


def _parameter(question: str, line: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    kinds = tuple(match["kinds"].split("|")) if match else ()
    known = {*_CLASSES, ARTICLE, TEXT, VALUE, NUMBER, YEAR}
    wordy = kinds in {(TEXT,), (VALUE,)}
    if not match or not set(kinds) <= known or wordy != bool(match["of"]):
        raise RuleError(
            f"{question}.rq: found param {line!r}; expected NAME: CLASS. 中文 / English"
        )
    return Parameter(
        match["name"],
        kinds,
        match["zh"],
        match["en"],
        bool(match["optional"]),
        match["default"],
        match["of"],
    )
