"""What a build read, found, merged, refused and left open: ``report.md`` and the last lines shown.

No clock and no path of the machine stands in it: the same input gives the same report.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from kg.corrections import Outcome, shown
from kg.graph.vocabulary import RELATIONS
from kg.model import (
    ENTITY_KINDS,
    Article,
    Entity,
    Knowledge,
    Measurement,
    Merge,
    Statement,
)
from kg.resolve.independent import independent

MOST_CONNECTED = 15
MAX_ROWS = 500  # of one table; the rest is counted
MAX_QUOTES = 10  # of one fact
_ARTICLE = attrgetter("document", "article")


@dataclass(frozen=True, slots=True, order=True)
class Refused:
    """A file that could not be used, and why, in one line."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Unresolved:
    """Words that point to something the article does not let one find: 该公司, 他."""

    document: str
    article: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build: what is known, and what went wrong on the way."""

    knowledge: Knowledge
    refused: tuple[Refused, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    corrections: tuple[Outcome, ...] = ()
    problems: tuple[str, ...] = ()  # lines of the corrections file that cannot be used
    read: tuple[str, ...] = ()  # documents that were not known from the build before
    corrections_file: str = ""

    @property
    def exit_status(self) -> int:
        """1 where some files or corrections failed and the rest was built."""
        return 1 if self.refused or self.problems else 0

    def summary(self) -> str:
        """What was found, on two lines."""
        known = self.knowledge
        read = _counted(len(known.documents), "document"), _counted(len(known.articles), "article")
        found = Counter(entity.kind for entity in known.entities)
        kinds = ", ".join(f"{found[kind]} {kind}" for kind in ENTITY_KINDS if found[kind])
        facts = _counted(len(known.statements), "fact")
        figures = _counted(len(known.measurements), "figure")
        entities = f"{len(known.entities)} entities"
        return (
            f"read {read[0]} with {read[1]}\n"
            f"found {entities}{f' ({kinds})' if kinds else ''}, {facts}, {figures}"
        )

    def markdown(self) -> str:
        """The whole report."""
        return "\n".join(_sections(self)) + "\n"


def _sections(report: BuildReport) -> Iterator[str]:
    known = report.knowledge
    yield "# Build report\n"
    yield report.summary().replace("\n", "; ") + ".\n"
    yield from _read(known)
    if report.refused:
        yield "## Refused\n"
        yield from _table(("file", "why"), ((r.name, r.reason) for r in sorted(report.refused)))
    yield from _found(known)
    yield from _facts(known)
    yield from _merges(known.merges)
    if known.contradictions:
        yield "## Contradictions\n"
        yield from _table(
            ("what", "one", "other"),
            ((c.reason, _quotes(c.one), _quotes(c.other)) for c in known.contradictions),
        )
    yield from _corrections(report)
    if report.unresolved:
        yield "## Left unresolved\n"
        yield "Words that point to something, where the article does not say to what.\n"
        times = Counter(report.unresolved)
        yield from _table(
            ("document", "article", "words", "class", "times"),
            ((u.document, u.article, u.text, u.kind, n) for u, n in sorted(times.items())),
        )


def _read(known: Knowledge) -> Iterator[str]:
    articles: dict[str, list[Article]] = defaultdict(list)
    for article in known.articles:
        articles[article.document.name].append(article)
    yield "## Read\n"
    yield from _table(
        ("file", "encoding", "characters", "articles"),
        (
            (document.name, document.encoding, len(document.text), len(articles[document.name]))
            for document in sorted(known.documents, key=lambda d: d.name)
        ),
    )
    yield from _table(
        ("article", "in", "date"),
        (
            (article.headline, f"{article.document.name}, {article.number}", article.published)
            for _, of_document in sorted(articles.items())
            for article in sorted(of_document, key=lambda a: a.number)
        ),
    )


def _found(known: Knowledge) -> Iterator[str]:
    yield "## Found\n"
    kinds = Counter((entity.kind, entity.subtype or "") for entity in known.entities)
    yield from _table(
        ("class", "entities", "of these"),
        (
            (
                kind,
                sum(count for (k, _), count in kinds.items() if k == kind),
                ", ".join(
                    f"{count} {s}" for (k, s), count in sorted(kinds.items()) if k == kind and s
                ),
            )
            for kind in ENTITY_KINDS
        ),
    )
    relations = Counter(map(attrgetter("relation"), known.statements))
    pieces: Counter[str] = Counter(relations)
    for statement in known.statements:
        if (more := len(statement.evidence) - 1) > 0:
            pieces[statement.relation] += more
    yield from _table(
        ("relation", "facts", "pieces of evidence"),
        ((r, relations[r], pieces[r]) for r in RELATIONS if relations[r]),
    )
    rules = Counter(chain.from_iterable(map(attrgetter("rules"), known.statements)))
    rules.update(map(attrgetter("rule"), known.measurements))
    yield from _table(("rule", "facts and figures"), sorted(rules.items()))
    yield "## Most connected\n"
    entities = {entity.id: entity for entity in known.entities}
    degree = Counter(map(attrgetter("subject"), known.statements))
    degree.update(s.object for s in known.statements if s.object and s.object != s.subject)
    ranked = heapq.nsmallest(MOST_CONNECTED, degree.items(), key=lambda item: (-item[1], item[0]))
    yield from _table(
        ("entity", "class", "facts", "articles"),
        (
            (entities[id_].name, _class(entities[id_]), count, len(entities[id_].articles))
            for id_, count in ranked
            if id_ in entities
        ),
    )


def _facts(known: Knowledge) -> Iterator[str]:
    """What each fact rests on, those of most articles first; ``kg facts`` tells of one thing's."""
    if not known.statements:
        return
    names = {entity.id: entity.name for entity in known.entities}
    articles = {(a.document.name, a.number): a for a in known.articles}
    spread = [
        len({*map(_ARTICLE, s.evidence)}) if len(s.evidence) > 1 else len(s.evidence)
        for s in known.statements
    ]
    ranked = heapq.nsmallest(MAX_ROWS, range(len(spread)), key=lambda n: (-spread[n], n))
    yield "## Facts\n"
    yield from _table(
        (
            "fact",
            "confidence",
            "by",
            "articles",
            "independent",
            "first seen",
            "last",
            "the text says",
        ),
        (_fact(known.statements[n], spread[n], names, articles) for n in ranked),
        more=len(spread) - len(ranked),
    )


def _fact(
    s: Statement,
    spread: int,
    names: Mapping[str, str],
    articles: Mapping[tuple[str, int], Article],
) -> tuple[object, ...]:
    pieces = [(articles[e.document, e.article], e.quote) for e in s.evidence]
    seen = [*sorted({a.published for a, _ in pieces if a.published}), None]
    sources = independent(((a.document.checksum, a.number), quote) for a, quote in pieces)
    said = {
        "title": s.title if s.object else None,
        "former": "true" if s.former else None,
        "year": s.year,
        "date": s.date,
        "competition": names.get(s.competition or "", s.competition),
        "category": s.category,
        "count": s.count,
        "role": s.role,
    }
    qualified = ", ".join(f"{name}={value}" for name, value in said.items() if value is not None)
    fact = f"{names.get(s.subject, s.subject)} {s.relation} {names.get(s.object or '', s.title)}"
    return (
        fact + (f" ({qualified})" if qualified else ""),
        s.confidence,
        ", ".join(s.rules),
        spread,
        len(sources),
        seen[0],
        seen[:-1][-1] if seen[:-1] else None,
        _quotes(s),
    )


def _merges(merges: Sequence[Merge]) -> Iterator[str]:
    for title, merged in (("Merged", True), ("Kept apart", False)):
        chosen = [merge for merge in merges if merge.merged is merged]
        if chosen:
            yield f"## {title}\n"
            last = heapq.nsmallest(MAX_ROWS, (merge.entity for merge in chosen))[-1]
            first = sorted(
                (m.entity, "、".join(m.names), f"{m.weight:.2f}", m.reason)
                for m in chosen
                if m.entity <= last
            )
            more = len(chosen) - len(first)
            yield from _table(("entity", "names", "weight", "reason"), first, more)


def _quotes(said: Statement | Measurement) -> str:
    quotes = "；".join(f"“{e.quote}” {e.document}" for e in said.evidence[:MAX_QUOTES])
    more = len(said.evidence) - MAX_QUOTES
    return f"{quotes}；… and {more} more" if more > 0 else quotes


def _corrections(report: BuildReport) -> Iterator[str]:
    if report.problems:
        yield "## Corrections that cannot be used\n"
        yield from _table(("what is wrong",), ((problem,) for problem in report.problems))
    stale = [o for o in report.corrections if o.stale]
    if stale:
        yield "## Corrections that no longer apply\n"
        yield from _table(
            ("line", "action", "id", "names", "why"),
            ((o.correction.line, o.correction.action, o.correction.id, o.correction.names, o.stale)
             for o in stale),
        )  # fmt: skip
    done = [o for o in report.corrections if o.done]
    if done:
        yield "## Corrected\n"
        yield from _table(
            ("line", "action", "what", "by", "note"),
            ((o.correction.line, o.correction.action, o.done, o.correction.by, o.correction.note)
             for o in done),
        )  # fmt: skip
    rejected = [(c.correction, c.statement) for c in report.knowledge.corrected if c.invalid]
    if rejected:
        yield "## Rejected facts\n"
        yield "What the text says all the same.\n"
        yield from _table(
            ("fact", "rejected by", "note", "the text says"),
            ((shown(s), c.by, c.note, _quotes(s)) for c, s in rejected if s is not None),
        )


def _class(entity: Entity) -> str:
    return entity.subtype or entity.kind


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], more: int = 0) -> Iterator[str]:
    """A table of at most so many rows; ``more``: how many there are besides."""
    rows = list(rows)
    more += max(0, len(rows) - MAX_ROWS)
    if not rows:
        return
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows[:MAX_ROWS]:
        yield f"| {' | '.join(_cell(value) for value in row)} |"
    if more:
        yield f"\n… and {more} more"
    yield ""


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").split())
