"""What the page asks for: the first view, what is near an entity, a way between two, an article.

Each answer is a fragment as the file page holds one (:func:`kg.render.view.fragment`), of a part of
the graph that is bounded however large the graph is. ``full`` names the entities of which it holds
every fact, ``left`` how many facts of an entity are still to be asked for, and from which on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice, pairwise
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode

from kg.errors import QueryError
from kg.graph.build import term
from kg.graph.vocabulary import KG, RELATIONS
from kg.layout import find_articles
from kg.model import Article, Document
from kg.render.places import place
from kg.render.texts import shown
from kg.render.view import Json, fragment, links
from kg.serve.directory import Directory
from kg.serve.part import Part, quoted
from kg.store import Store

WHOLE = 2_000  # entities up to which the page gets the whole graph at once
HEAVIEST, HEAVIEST_FACTS = 800, 5_000  # of a larger graph: entities, and facts among them
A_TIME = 300  # facts of an entity that come at a time
EACH, MOST = 40, 600  # facts of a neighbour, and entities in all, where more steps are asked for
MOST_FIGURES = 200
MOST_FOUND = 12
MOST_WALKED = 60_000  # entities looked at in search of a way
NEAR = 150  # neighbours up to which the facts among them come too
LINKS = frozenset(NamedNode(KG + name) for name in (*RELATIONS, "prizeOf", "possiblySameAs"))

Asked = Mapping[str, Any]


def answer(store: Store, directory: Directory, asked: Asked) -> Json:
    """The fragment for what the page asks, or :class:`QueryError`."""
    found = _ANSWERS.get(str(asked.get("ask")))
    if found is None:
        raise QueryError(f"the page may ask for {', '.join(_ANSWERS)}, not {asked.get('ask')!r}")
    try:
        return found(store, directory, asked)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise QueryError(f"the page asked for something else ({error!r})") from None


# --- the first view -----------------------------------------------------------------------------


def first(store: Store, directory: Directory) -> Json:
    """The whole graph where it is small, else what weighs most, with places on the map."""
    part = Part(store)
    whole = directory.count() <= WHOLE
    chosen = [iri for iri, _ in directory.heaviest(HEAVIEST)]
    if whole:
        for fact in list(part.subjects("rdf:type", term("kg:Statement"))):
            part.add_fact(fact)
        for figure in list(part.subjects("rdf:type", term("kg:Figure"))):
            part.add_figure(figure)
        for entity in list(part.subjects("rdf:type", term("kg:Entity"))):
            part.add_entity(entity.value, whole=True)
        for article in list(part.subjects("rdf:type", term("kg:Article"))):
            part.add_article(article)
    else:
        for iri in chosen:
            part.add_entity(iri)
        for fact in islice(_facts_among(part, chosen), HEAVIEST_FACTS):
            part.add_fact(fact)
    boards = {
        "connected": directory.heaviest(8, "Organization"),
        "honoured": directory.heaviest(8, "Person", by="honours"),
        "programmes": directory.heaviest(8, "Programme"),
    }
    for board in boards.values():
        for iri, _ in board:
            part.add_entity(iri)
    made = _fragment(part, directory, placed=True)
    made["total"] = [
        _size(store, "?f a kg:Article"),
        directory.count(),
        _size(store, "?f a kg:Statement") - _size(store, "?f rdf:predicate kg:byline"),
        _size(store, "?f a kg:Figure"),
    ]
    made["whole"] = whole
    if not whole:
        row_of = _rows(made)
        made["boards"] = {
            name: [[row_of[part.entities[iri].id], count] for iri, count in board]
            for name, board in boards.items()
        }
    return made


def _size(store: Store, pattern: str) -> int:
    found: Any = store.query(f"SELECT (COUNT(?f) AS ?n) {{ {pattern} }}")
    return int(next(iter(found))["n"].value)


def _facts_among(part: Part, iris: Iterable[str]) -> Iterator[NamedNode]:
    """Statements with both ends among ``iris``."""
    known = list(dict.fromkeys(iris))
    ends = {NamedNode(iri) for iri in known}
    for iri in known:
        for fact in part.subjects("rdf:subject", NamedNode(iri)):
            if any(value in ends for value in part.values(fact, "rdf:object")):
                yield fact


# --- what is near -------------------------------------------------------------------------------


def around(store: Store, directory: Directory, asked: Asked) -> Json:
    """Facts of entities, with their other ends; ``steps`` further, and ``skip`` facts left out."""
    part = Part(store)
    steps, skip = min(3, int(asked.get("steps", 1))), int(asked.get("skip", 0))
    centres = [iri for id_ in asked["ids"] if (iri := part.iri_of(id_))]
    left = {}
    ring: list[str] = []
    for centre in centres:
        facts = list(islice(part.facts_of(centre), 20 * A_TIME + skip))
        if len(facts) > A_TIME:
            facts.sort(key=lambda fact: (-_pull(part, directory, fact, centre), fact.value))
        for fact in facts[skip : skip + A_TIME]:
            part.add_fact(fact)
        left[centre] = max(0, len(facts) - skip - A_TIME)
        part.add_entity(centre, whole=True)
        for figure in list(islice(part.subjects("kg:about", NamedNode(centre)), MOST_FIGURES)):
            part.add_figure(figure)
        ring.append(centre)
    for _ in range(steps - 1):
        ring = _grow(part, directory, ring)
    if len(part.entities) <= NEAR:
        for fact in list(islice(_facts_among(part, list(part.entities)), A_TIME)):
            part.add_fact(fact)
    made = _fragment(part, directory)
    row_of = _rows(made)
    made["full"] = [row_of[part.entities[c].id] for c in centres if not left[c]]
    made["left"] = [
        [row_of[part.entities[c].id], left[c], skip + A_TIME] for c in centres if left[c]
    ]
    return made


def _pull(part: Part, directory: Directory, fact: NamedNode, centre: str) -> int:
    """How much the other end of a fact weighs."""
    ends = (v for end in ("rdf:subject", "rdf:object") for v in part.values(fact, end))
    return max((directory.weight(v.value) for v in ends if v.value != centre), default=0)


def _grow(part: Part, directory: Directory, ring: list[str]) -> list[str]:
    """One step further out: facts of what was added last, the heaviest first."""
    inner = set(ring)
    rim = [iri for iri in part.entities if iri not in inner]
    rim.sort(key=lambda iri: (-directory.weight(iri), iri))
    for iri in rim:
        if len(part.entities) >= MOST:
            break
        for fact in list(islice(part.facts_of(iri), EACH)):
            part.add_fact(fact)
    return [*ring, *rim]


def fact(store: Store, directory: Directory, asked: Asked) -> Json:
    """One fact, and what else is said of the same two."""
    part = Part(store)
    iri = f"{store.base_iri}statement/{asked['key']}"
    part.add_fact(_node(iri))
    known = part.statements.get(iri)
    if known is not None and known.object is not None:
        ends = part.iris[known.subject], part.iris[known.object]
        for other in list(part.facts_between(*ends)):
            part.add_fact(other)
    return _fragment(part, directory)


def figure(store: Store, directory: Directory, asked: Asked) -> Json:
    """One number, and the others of the same thing."""
    part = Part(store)
    node = _node(f"{store.base_iri}figure/{asked['key']}")
    part.add_figure(node)
    for about in list(part.values(node, "kg:about")):
        for other in list(islice(part.subjects("kg:about", about), MOST_FIGURES)):
            part.add_figure(other)
    return _fragment(part, directory)


def article(store: Store, directory: Directory, asked: Asked) -> Json:
    """All that one article says and names."""
    part = Part(store)
    node = _node(f"{store.base_iri}article/{asked['id']}")
    if next(part.quads(node), None) is None:
        raise QueryError(f"no article is called {asked['id']!r}")
    key = part.add_article(node)
    for class_, add in (("kg:Statement", part.add_fact), ("kg:Figure", part.add_figure)):
        said: Any = store.rdf.quads_for_pattern(None, term("rdf:type"), term(class_), node)
        for quad in islice(said, 2 * A_TIME):
            add(quad.subject)
    for named in list(islice(part.subjects("kg:mentionedIn", node), 2 * A_TIME)):
        part.add_entity(named.value)
        known = part.entities[named.value]
        if key not in known.articles:
            part.entities[named.value] = replace(known, articles=(*known.articles, key))
    return _fragment(part, directory)


def find(store: Store, directory: Directory, asked: Asked) -> Json:
    """Entities by what is typed, the best first: ``found`` holds their rows."""
    part = Part(store)
    things = directory.find(str(asked["text"])[:200], MOST_FOUND)
    ids = [part.add_entity(thing.iri) for thing in things]
    made = _fragment(part, directory)
    row_of = _rows(made)
    made["found"] = [row_of[id_] for id_ in ids]
    return made


# --- a way between two --------------------------------------------------------------------------


def path(store: Store, directory: Directory, asked: Asked) -> Json:
    """A shortest way from one entity to another, with the facts along it."""
    part = Part(store)
    ends = [part.iri_of(asked["from"]), part.iri_of(asked["to"])]
    way: list[str] = []
    if ends[0] and ends[1]:
        way = find_way(store, ends[0], ends[1])
    for one, other in pairwise(way):
        for fact in list(part.facts_between(one, other)):
            part.add_fact(fact)
    for end in ends:
        if end:
            part.add_entity(end)
    return _fragment(part, directory)


def find_way(store: Store, start: str, goal: str) -> list[str]:
    """IRIs from ``start`` to ``goal`` along the plain triples, searched from both ends."""
    one, other = NamedNode(start), NamedNode(goal)
    before: list[dict[Any, Any]] = [{one: None}, {other: None}]
    rings: list[list[Any]] = [[one], [other]]
    while rings[0] and rings[1] and one != other:
        side = 0 if len(rings[0]) <= len(rings[1]) else 1
        grown = []
        for node in rings[side]:
            for near in _neighbours(store, node):
                if near in before[side]:
                    continue
                before[side][near] = node
                if near in before[1 - side]:
                    back = _trail(before[0], near)
                    return [n.value for n in (*reversed(back), *_trail(before[1], near)[1:])]
                grown.append(near)
            if len(before[0]) + len(before[1]) > MOST_WALKED:
                return []
        rings[side] = grown
    return [start] if one == other else []


def _trail(before: Mapping[Any, Any], node: Any) -> list[Any]:
    trail = []
    while node is not None:
        trail.append(node)
        node = before[node]
    return trail


def _neighbours(store: Store, node: Any) -> Iterator[Any]:
    for quad in store.rdf.quads_for_pattern(node, None, None, DefaultGraph()):
        if quad.predicate in LINKS and isinstance(quad.object, NamedNode):
            yield quad.object
    for quad in store.rdf.quads_for_pattern(None, None, node, DefaultGraph()):
        if quad.predicate in LINKS:
            yield quad.subject


# --- text ---------------------------------------------------------------------------------------


def text(store: Store, directory: Directory, asked: Asked) -> Json:  # noqa: ARG001
    """An article as it reads, and which stretches of it are which of the file: ``runs``.

    The text is laid out anew from the file's; where that is not here, ``text`` is null.
    """
    key = str(asked["id"])
    document, _, number = key.rpartition("-")
    held = store.text(f"{store.base_iri}document/{document}")
    if held is None:
        return {"text": None, "blocks": [], "runs": []}
    part = Part(store)
    part.add_article(_node(f"{store.base_iri}article/{key}"))
    [told] = part.articles.values()
    for found in find_articles(Document(document, held)):
        if str(found.number) == number and found.headline == told.headline:
            return _laid_out(found)
    plain = Article(Document(document, held), 1, held, tuple(range(len(held))), ())
    return _laid_out(plain)


def _laid_out(article: Article) -> Json:
    text, blocks, runs = shown(article)
    return {"text": text, "blocks": blocks, "runs": runs}


# --- in the page's form -------------------------------------------------------------------------


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError:
        raise QueryError(f"{iri!r} is no IRI") from None


def _fragment(part: Part, directory: Directory, *, placed: bool = False) -> dict[str, Json]:
    knowledge = part.knowledge()
    weights = [directory.weight(part.iris[entity.id]) for entity in knowledge.entities]
    places = place(weights, links(knowledge, weights)) if placed else None
    return fragment(
        knowledge, part.store.base_iri, weights, places, quoted(knowledge), part.naming()
    )


def _rows(made: Mapping[str, Json]) -> dict[str, int]:
    return {row[0]: number for number, row in enumerate(made["entities"])}


_ANSWERS: Mapping[str, Callable[[Store, Directory, Asked], Json]] = {
    "around": around,
    "fact": fact,
    "figure": figure,
    "article": article,
    "find": find,
    "path": path,
    "text": text,
}
