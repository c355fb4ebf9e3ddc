"""How much of what a reader could state is in the graph, and how much of the graph is true.

Entities, relations and figures are compared with gold files as ``seeds/README.md`` defines them:
the unit is the fact, once a document. Entities match one to one by a shared name within a type; a
second node for one thing is a wrong one. What gold marks ``optional`` neither earns nor costs.
Where names leave a tie the IRI decides, so that one graph scores the same every time.

Besides precision and recall: whether qualifiers and evidence of right facts are right, and whether
confidence means what it says (:func:`reliability`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, Triple

from kg.errors import InputError
from kg.graph.build import build as build_graph
from kg.graph.build import term
from kg.graph.vocabulary import RELATIONS
from kg.model import AWARD, ENTITY_KINDS, ORGANIZATION, PERSON, PROGRAMME, Knowledge

Gold = Mapping[str, Any]

MAIN_KINDS = (PERSON, ORGANIZATION, PROGRAMME, AWARD)
ENTITY, RELATION, FIGURE = "entity", "relation", "figure"
ROWS = {ENTITY: ENTITY_KINDS, RELATION: (*RELATIONS, "byline"), FIGURE: ("Figure",)}
BIN_EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)

_IGNORED = re.compile(r"[\s\"'“”‘’「」『』《》〈〉【】\[\]()·•・,、—-]")
_NAMES = (term("rdfs:label"), term("skos:prefLabel"), term("skos:altLabel"))


def normalise(text: str) -> str:
    """What two writings of one name have in common: no quotes, brackets, spaces, width or case.

    >>> normalise("“泉工” ＡＢ（厦门）")
    '泉工ab厦门'
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).lower()


@dataclass(slots=True)
class Tally:
    """Right, wrong and missed."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """Share of what there is that was found; 0 where there is nothing."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __iadd__(self, other: Tally) -> Tally:
        self.tp += other.tp
        self.fp += other.fp
        self.fn += other.fn
        return self


@dataclass(slots=True)
class Share:
    """``right`` of ``total``."""

    right: int = 0
    total: int = 0

    def add(self, right: bool) -> None:
        """Count one more."""
        self.right += right
        self.total += 1

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 of nothing is 0."""
        return self.right / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One thing that gold and graph do not share: ``missed`` by the graph, else wrong in it."""

    document: str
    missed: bool
    name: str  # class or relation
    what: str

    def __str__(self) -> str:
        return "\t".join((self.document, "FN" if self.missed else "FP", self.name, self.what))


@dataclass(slots=True)
class Scores:
    """Tallies by (``entity`` | ``relation`` | ``figure``, class), and what stands beside them."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    differences: list[Difference] = field(default_factory=list)
    judged: list[tuple[float, bool]] = field(default_factory=list)  # confidence, was it right

    def __iadd__(self, other: Scores) -> Scores:
        for key, tally in other.tallies.items():
            self.tallies[key] += tally
        for name, share in other.shares.items():
            self.shares[name].right += share.right
            self.shares[name].total += share.total
        self.differences += other.differences
        self.judged += other.judged
        return self

    def total(self, kind: str, names: Iterable[str] | None = None) -> Tally:
        """All classes of ``kind`` together, or those in ``names``."""
        chosen = ROWS[kind] if names is None else names
        total = Tally()
        for name in chosen:
            total += self.tallies.get((kind, name), Tally())
        return total

    def rows(self) -> Iterator[tuple[str, str, Tally]]:
        """What the table shows: classes that occur, the main four, all."""
        for kind, names in ROWS.items():
            for name in names:
                tally = self.tallies.get((kind, name), Tally())
                if tally.tp + tally.fp + tally.fn:
                    yield kind, name, tally
            if kind == ENTITY:
                yield kind, "the four main", self.total(kind, MAIN_KINDS)
            yield kind, "ALL", self.total(kind)


class _Graph:
    """The triples, by subject and property and by property and object, in a fixed order."""

    def __init__(self, triples: Iterable[Quad | Triple]) -> None:
        self.out: dict[tuple[Any, NamedNode], list[Any]] = defaultdict(list)
        self.into: dict[tuple[NamedNode, Any], list[Any]] = defaultdict(list)
        self.pairs: dict[NamedNode, list[tuple[Any, Any]]] = defaultdict(list)
        unique = {(t.subject, t.predicate, t.object) for t in triples}
        for subject, predicate, object_ in sorted(unique, key=str):
            self.out[subject, predicate].append(object_)
            self.into[predicate, object_].append(subject)
            self.pairs[predicate].append((subject, object_))

    def objects(self, subject: Any, property_: str) -> list[Any]:
        return self.out.get((subject, term(property_)), [])

    def value(self, subject: Any, property_: str) -> str | None:
        objects = self.objects(subject, property_)
        return objects[0].value if objects else None

    def subjects(self, property_: str, object_: Any) -> list[Any]:
        return self.into.get((term(property_), object_), [])

    def names(self, node: Any) -> set[str]:
        found = (normalise(o.value) for p in _NAMES for o in self.out.get((node, p), []))
        return {name for name in found if name}

    def spans(self, node: Any) -> Iterator[tuple[int, int, str]]:
        for evidence in self.objects(node, "kg:evidence"):
            begin = self.value(evidence, "nif:beginIndex")
            end = self.value(evidence, "nif:endIndex")
            if begin is not None and end is not None:
                yield int(begin), int(end), self.value(evidence, "nif:anchorOf") or ""


def score_graph(gold: Gold, graph: Iterable[Quad | Triple], text: str) -> Scores:
    """Compare the graph of one document with its gold; ``text`` is the document's."""
    triples = _Graph(graph)
    scores = Scores()
    marker = _Marker(gold, triples, text, scores)
    marker.entities()
    marker.relations()
    marker.bylines()
    marker.figures()
    return scores


class _Marker:
    def __init__(self, gold: Gold, graph: _Graph, text: str, scores: Scores) -> None:
        self.gold = gold
        self.graph = graph
        self.text = text
        self.scores = scores
        self.by_id = {entity["id"]: entity for entity in gold["entities"]}
        self.names = {
            entity["id"]: {normalise(name) for name in (entity["name"], *entity["aliases"])}
            for entity in gold["entities"]
        }
        self.matched: dict[Any, Mapping[str, Any]] = {}  # node -> gold entity

    def right(self, kind: str, name: str) -> None:
        self.scores.tallies[kind, name].tp += 1

    def wrong(self, kind: str, name: str, what: str) -> None:
        self.scores.tallies[kind, name].fp += 1
        self.scores.differences.append(Difference(self.gold["doc"], False, name, what))

    def missed(self, kind: str, name: str, what: str) -> None:
        self.scores.tallies[kind, name].fn += 1
        self.scores.differences.append(Difference(self.gold["doc"], True, name, what))

    def judge(self, node: Any, right: bool) -> None:
        if (confidence := self.graph.value(node, "kg:confidence")) is not None:
            self.scores.judged.append((float(confidence), right))

    # --- entities ---------------------------------------------------------------------------

    def entities(self) -> None:
        for kind in ENTITY_KINDS:
            self.entities_of(kind)

    def entities_of(self, kind: str) -> None:
        """Pair nodes with gold: most shared recipients first, then most shared names."""
        nodes = [
            (node, self.graph.names(node))
            for node in self.graph.subjects("rdf:type", term(f"kg:{kind}"))
            if self.graph.objects(node, "kg:mentionedIn")
        ]
        golds = [entity for entity in self.gold["entities"] if entity["type"] == kind]
        golds.sort(key=lambda entity: bool(entity.get("optional")))
        candidates = sorted(
            (
                -len(self.recipients(node) & self.gold_recipients(entity["id"]))
                if kind == AWARD
                else 0,
                -len(shared),
                gold_index,
                node_index,
            )
            for gold_index, entity in enumerate(golds)
            for node_index, (node, names) in enumerate(nodes)
            if (shared := self.names[entity["id"]] & names)
        )
        found: set[int] = set()
        used: set[int] = set()
        for _, _, gold_index, node_index in candidates:
            if gold_index in found or node_index in used:
                continue
            found.add(gold_index)
            used.add(node_index)
            self.matched[nodes[node_index][0]] = golds[gold_index]
            if not golds[gold_index].get("optional"):
                self.right(ENTITY, kind)
        optional = {
            name for entity in golds if entity.get("optional") for name in self.names[entity["id"]]
        }
        for index, (_, names) in enumerate(nodes):
            if index not in used and not names & optional:
                self.wrong(ENTITY, kind, " / ".join(sorted(names))[:80])
        for index, entity in enumerate(golds):
            if index not in found and not entity.get("optional"):
                self.missed(ENTITY, kind, entity["name"])

    def recipients(self, award: Any) -> set[str]:
        return set().union(*map(self.graph.names, self.graph.subjects("kg:received", award)))

    def gold_recipients(self, id_: str) -> set[str]:
        return set().union(
            *(
                self.names[relation["s"]]
                for relation in self.gold["relations"]
                if relation["type"] == "received" and relation["o"] == id_
            )
        )

    # --- relations --------------------------------------------------------------------------

    def relations(self) -> None:
        wanted: dict[tuple[str, str, str | None], list[Mapping[str, Any]]] = defaultdict(list)
        for relation in self.gold["relations"]:
            wanted[relation["type"], relation["s"], relation["o"]].append(relation)
        statements = self.statements()
        done: set[tuple[str, str, str | None]] = set()
        for name in RELATIONS:
            for subject, object_ in self.graph.pairs.get(term(f"kg:{name}"), []):
                if term("kg:Statement") in self.graph.objects(subject, "rdf:type"):
                    continue  # a qualifier of the same name
                nodes = statements.get((name, subject, object_), [])
                verdict = self.verdict(name, subject, object_, wanted)
                if verdict is None:
                    continue
                key, what = verdict
                if key is None or key not in wanted:
                    if key is not None and key in done:
                        continue
                    if key is not None:
                        done.add(key)
                    self.wrong(RELATION, name, what)
                    self.judge_all(nodes, right=False)
                elif key not in done:
                    done.add(key)
                    golds = wanted[key]
                    if all(relation.get("optional") for relation in golds):
                        continue
                    self.right(RELATION, name)
                    self.judge_all(nodes, right=True)
                    self.qualifiers(name, nodes, golds)
                    self.scores.shares["evidence"].add(self.quotes(nodes, golds))
        for key, golds in wanted.items():
            if key in done or all(relation.get("optional") for relation in golds):
                continue
            name, subject_id, object_id = key
            end = self.by_id[object_id]["name"] if object_id else golds[0]["q"].get("title")
            self.missed(RELATION, name, f"{self.by_id[subject_id]['name']} → {end}")

    def statements(self) -> dict[tuple[str, Any, Any], list[Any]]:
        found: dict[tuple[str, Any, Any], list[Any]] = defaultdict(list)
        prefix = term("kg:Statement").value.removesuffix("Statement")
        for node in self.graph.subjects("rdf:type", term("kg:Statement")):
            predicate = self.graph.value(node, "rdf:predicate") or ""
            for subject in self.graph.objects(node, "rdf:subject")[:1]:
                for object_ in self.graph.objects(node, "rdf:object")[:1]:
                    found[predicate.removeprefix(prefix), subject, object_].append(node)
        return found

    def verdict(
        self, name: str, subject: Any, object_: Any, wanted: Mapping[Any, Any]
    ) -> tuple[tuple[str, str, str | None] | None, str] | None:
        """Key of a fact among gold's keys, with its words; None where it is neither here nor there.

        A key of None is a fact between things of which gold has at most one.
        """
        start = self.matched.get(subject)
        if name == "title":
            return self.title(start, object_, wanted)
        end = self.matched.get(object_)
        if start is None or end is None:
            labels = (self.graph.value(node, "rdfs:label") for node in (subject, object_))
            return None, " → ".join(map(str, labels))
        key = (name, start["id"], end["id"])
        if key not in wanted and (start.get("optional") or end.get("optional")):
            return None
        return key, f"{start['name']} → {end['name']}"

    def title(
        self, person: Mapping[str, Any] | None, object_: Any, wanted: Mapping[Any, Any]
    ) -> tuple[tuple[str, str, str | None] | None, str] | None:
        if person is None:
            return None  # counted as a wrong person already
        said = normalise(object_.value)
        key = ("title", person["id"], None)
        titles = [normalise(r["q"].get("title", "")) for r in wanted.get(key, [])]
        if said in titles:
            return key, ""
        elsewhere = (
            normalise(r["q"].get("title", ""))
            for r in self.gold["relations"]
            if r["type"] in ("title", "affiliatedWith") and r["s"] == person["id"]
        )
        if person.get("optional") or any(t and (t in said or said in t) for t in elsewhere):
            return None
        return None, f"{person['name']} → {object_.value}"

    def judge_all(self, statements: Iterable[Any], *, right: bool) -> None:
        for statement in statements:
            self.judge(statement, right)

    def qualifiers(
        self, name: str, statements: list[Any], golds: Iterable[Mapping[str, Any]]
    ) -> None:
        if name == "title":
            return
        for qualifier in ("title", "year"):
            wanted = {normalise(r["q"][qualifier]) for r in golds if r.get("q", {}).get(qualifier)}
            if wanted:
                found = {
                    normalise(value.value)
                    for statement in statements
                    for value in self.graph.objects(statement, f"kg:{qualifier}")
                }
                self.scores.shares[f"qualifier {qualifier}"].add(bool(wanted & found))

    def quotes(self, statements: list[Any], golds: Iterable[Mapping[str, Any]]) -> bool:
        """Whether some evidence is a true slice of the text and touches gold's quote."""
        spans = [span for relation in golds for span in self.places(relation["quote"])]
        return any(
            self.text[begin:end] == anchor and _overlap((begin, end), spans)
            for statement in statements
            for begin, end, anchor in self.graph.spans(statement)
        )

    def places(self, quote: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(re.escape(quote), self.text)]

    # --- bylines and figures ----------------------------------------------------------------

    def bylines(self) -> None:
        wanted = {normalise(b["name"]) for a in self.gold["articles"] for b in a["bylines"]}
        found: set[str] = set()
        persons = {person for _, person in self.graph.pairs.get(term("kg:byline"), [])}
        for person in persons:
            names = self.graph.names(person)
            if names & wanted:
                found |= names & wanted
                self.right(RELATION, "byline")
            else:
                self.wrong(RELATION, "byline", " / ".join(sorted(names)))
        for name in sorted(wanted - found):
            self.missed(RELATION, "byline", name)

    def figures(self) -> None:
        golds = [(figure, self.places(figure["quote"])) for figure in self.gold["figures"]]
        taken: set[int] = set()
        for node in self.graph.subjects("rdf:type", term("kg:Figure")):
            index = self.figure_of(node, golds, taken)
            if index is None:
                parts = (self.graph.value(node, f"kg:{p}") for p in ("value", "unit", "measure"))
                self.wrong(FIGURE, "Figure", " ".join(map(str, parts)))
                self.judge(node, right=False)
                continue
            taken.add(index)
            figure = golds[index][0]
            if figure.get("optional"):
                continue
            self.right(FIGURE, "Figure")
            self.judge(node, right=True)
            if figure["of"]:
                about = (self.matched.get(n) for n in self.graph.objects(node, "kg:about"))
                belongs = figure["of"] in {entity["id"] for entity in about if entity}
                self.scores.shares["figure about"].add(belongs)
        for index, (figure, _) in enumerate(golds):
            if index not in taken and not figure.get("optional"):
                what = f"{figure['value']} {figure['unit']} {figure['what']}"
                self.missed(FIGURE, "Figure", what)

    def figure_of(
        self,
        node: Any,
        golds: list[tuple[Mapping[str, Any], list[tuple[int, int]]]],
        taken: set[int],
    ) -> int | None:
        try:
            value = float(self.graph.value(node, "kg:value") or "")
        except ValueError:
            return None
        unit = normalise(self.graph.value(node, "kg:unit") or "")
        spans = [(begin, end) for begin, end, _ in self.graph.spans(node)]
        for index, (figure, places) in enumerate(golds):
            if (
                index not in taken
                and abs(value - figure["value"]) <= 1e-6 * max(1, abs(value))
                and normalise(figure["unit"]) == unit
                and any(_overlap(span, places) for span in spans)
            ):
                return index
        return None


def _overlap(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and begin < span[1] for begin, end in others)


# --- many documents ---------------------------------------------------------------------------


@dataclass(slots=True)
class Report:
    """Scores of each document and of all together."""

    documents: dict[str, Scores]
    total: Scores

    def table(self, *, errors: bool = False) -> str:
        """The report as text, with each difference on a line of its own if ``errors``."""
        lines = [f"{'':9}{'':16}{'P':>6}{'R':>7}{'F1':>7}   right/wrong/missed"]
        for kind, name, t in self.total.rows():
            lines.append(
                f"{kind:9}{name:16}{t.precision:6.3f}{t.recall:7.3f}{t.f1:7.3f}"
                f"   {t.tp}/{t.fp}/{t.fn}"
            )
        for name, share in sorted(self.total.shares.items()):
            lines.append(f"{name:25}{share.value:6.3f}   {share.right}/{share.total}")
        lines.append("by document (F1 entity / relation / figure):")
        for document, scores in self.documents.items():
            f1s = " ".join(f"{scores.total(kind).f1:6.3f}" for kind in ROWS)
            lines.append(f"  {document:40}{f1s}")
        lines.append("reliability (facts and figures by confidence):")
        lines.append(f"  {'confidence':14}{'predicted':>10}{'right':>8}   facts")
        for bin_ in reliability(self.total.judged):
            span = f"{bin_.low:.2f}-{bin_.high:.2f}"
            lines.append(f"  {span:14}{bin_.predicted:10.3f}{bin_.right:8.3f}   {bin_.count}")
        if errors:
            lines += map(str, sorted(self.total.differences))
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Bin:
    """``count`` facts of confidence in ``[low, high)``: mean ``predicted``, share ``right``."""

    low: float
    high: float
    count: int
    predicted: float
    right: float


def reliability(judged: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Bins that hold something; the last includes 1."""
    edges = (0.0, *BIN_EDGES, 1.0)
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        bins[min(bisect_right(edges, confidence) - 1, len(edges) - 2)].append((confidence, right))
    return [
        Bin(
            edges[index],
            edges[index + 1],
            len(inside),
            sum(confidence for confidence, _ in inside) / len(inside),
            sum(right for _, right in inside) / len(inside),
        )
        for index, inside in sorted(bins.items())
    ]


def calibration_error(judged: Iterable[tuple[float, bool]]) -> float:
    """Expected calibration error: mean distance of ``predicted`` from ``right``, by count."""
    bins = reliability(judged)
    count = sum(bin_.count for bin_ in bins)
    return sum(bin_.count * abs(bin_.predicted - bin_.right) for bin_ in bins) / max(count, 1)


def read_text(path: Path) -> str:
    """A gold document's text as its offsets count it: BOM dropped, line ends as they are."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return file.read()


def read_gold(folder: Path) -> list[Gold]:
    """Every gold file of ``folder``, by file name."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise InputError(f"{folder}: found no gold file; expected at least one *.json")
    golds: list[Gold] = []
    for path in paths:
        try:
            gold = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InputError(f"{path}: not a gold file: {error}") from None
        if not isinstance(gold, dict) or "doc" not in gold:
            raise InputError(f'{path}: not a gold file: no "doc" that names its text')
        golds.append(gold)
    return golds


def score_documents(
    gold_folder: Path, text_folder: Path, build: Callable[[Path], Knowledge]
) -> Report:
    """Build each gold document by itself with ``build`` and score it."""
    report = Report({}, Scores())
    for gold in read_gold(gold_folder):
        path = text_folder / gold["doc"]
        if not path.is_file():
            raise InputError(f"{path}: no such file; a gold file in {gold_folder} is about it")
        scores = score_graph(gold, build_graph(build(path)), read_text(path))
        report.documents[gold["doc"]] = scores
        report.total += scores
    return report
