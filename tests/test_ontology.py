"""The ontology defines every term in both languages; the shapes catch every broken promise."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SH, BNode, Literal, URIRef
from rdflib.collection import Collection
from town import town

from kg.graph.build import build, prefixes
from kg.graph.interchange import to_rdflib
from kg.graph.vocabulary import ENDS, KG, RELATIONS, SUPERCLASS
from kg.store import Store, write
from kg.validate import ONTOLOGY, SHAPES, check

ROOT = Path(__file__).parents[1]
CLASSES = [*SUPERCLASS, "Entity", "Document", "Article", "Statement", "Evidence", "Figure"]
PROPERTIES = [
    *RELATIONS, "prizeOf", "byline", "mentionedIn", "inDocument", "inArticle", "evidence",
    "confidence", "extractedBy", "former", "year", "date", "competition", "category", "count",
    "role", "about", "measure", "value", "unit", "period", "hedge", "possiblySameAs",
    "contradicts", "divisionCode", "weight",
]  # fmt: skip
ontology = rdflib.Graph().parse(ONTOLOGY)
shapes = rdflib.Graph().parse(SHAPES)


def languages(graph: rdflib.Graph, node: object, property_: URIRef) -> list[str | None]:
    return sorted(o.language or "" for o in graph.objects(node, property_))


@pytest.mark.parametrize("name", CLASSES + PROPERTIES)
def test_a_term_has_label_and_comment_in_both_languages(name: str) -> None:
    node = URIRef(KG + name)
    assert languages(ontology, node, RDFS.label) == ["en", "zh"]
    assert languages(ontology, node, RDFS.comment) == ["en", "zh"]


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_says_whose_it_is_and_what_it_holds(name: str) -> None:
    node = URIRef(KG + name)
    for end in (RDFS.domain, RDFS.range):
        assert len(list(ontology.objects(node, end))) == 1
    is_object = (node, RDF.type, OWL.ObjectProperty) in ontology
    assert is_object != ((node, RDF.type, OWL.DatatypeProperty) in ontology)


def test_the_ontology_defines_nothing_else() -> None:
    defined = {str(s).removeprefix(KG) for s in ontology.subjects(RDFS.isDefinedBy)}
    assert defined == {*CLASSES, *PROPERTIES}


def test_classes_nest_as_the_code_nests_them() -> None:
    for name, above in SUPERCLASS.items():
        assert (URIRef(KG + name), RDFS.subClassOf, URIRef(KG + above)) in ontology


@pytest.mark.parametrize("name", ENDS)
def test_a_relation_leads_where_the_code_says(name: str) -> None:
    def classes(end: URIRef) -> set[str]:
        node = ontology.value(URIRef(KG + name), end)
        union = ontology.value(node, OWL.unionOf)
        found = Collection(ontology, union) if union else [node]
        return {str(one).removeprefix(KG) for one in found} - {"Statement"}  # it qualifies too

    assert {one for one, _ in ENDS[name]} == classes(RDFS.domain)
    objects = {other for _, other in ENDS[name]} - {None}
    assert not objects or objects == classes(RDFS.range)


def test_the_ontology_has_a_version_a_licence_and_its_neighbours() -> None:
    [header] = ontology.subjects(RDF.type, OWL.Ontology)
    assert ontology.value(header, OWL.versionIRI)
    licence = ontology.value(header, URIRef("http://purl.org/dc/terms/license"))
    assert str(licence) == "https://creativecommons.org/licenses/by/4.0/"
    text = ONTOLOGY.read_text(encoding="utf-8")
    for prefix in ("schema", "org", "foaf", "prov", "skos", "nif", "time"):
        assert re.search(rf"(?:subClassOf|subPropertyOf|closeMatch)[^;]*\b{prefix}:\w", text)


def test_the_code_uses_no_term_that_is_not_defined() -> None:
    defined = {*CLASSES, *PROPERTIES}
    used = set()
    for path in [*ROOT.glob("kg/**/*.py"), *ROOT.glob("kg/**/*.rq"), SHAPES]:
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"(?<![\w/.])kg:([A-Za-z]\w*)", text))
    assert used
    assert used <= defined


def test_a_built_graph_uses_no_term_that_is_not_defined() -> None:
    terms = {str(part) for quad in build(town()) for part in (quad.predicate, quad.object)}
    local = {iri.strip("<>").removeprefix(KG) for iri in terms if iri.startswith(f"<{KG}")}
    assert local <= {*CLASSES, *PROPERTIES}


def test_a_reasoner_finds_no_contradiction() -> None:
    graph = to_rdflib(build(town())) + ontology
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    told = "http://www.daml.org/2002/03/agents/agent-ont#error"
    assert not list(graph.subject_objects(URIRef(told)))
    assert (None, RDF.type, OWL.Nothing) not in graph


def test_the_reasoner_would_find_one() -> None:
    graph = to_rdflib(build(town())) + ontology
    person = URIRef(prefixes()["person"] + "沈望舒")
    graph.add((person, RDF.type, URIRef(KG + "Place")))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    told = "http://www.daml.org/2002/03/agents/agent-ont#error"
    assert list(graph.subject_objects(URIRef(told)))


# --- shapes -------------------------------------------------------------------------------------


def test_every_class_and_every_property_has_a_shape() -> None:
    targets = {
        str(target).removeprefix(KG)
        for kind in (SH.targetClass, SH.targetSubjectsOf)
        for target in shapes.objects(None, kind)
    }
    assert targets == {*CLASSES, *PROPERTIES}


def test_every_constraint_speaks_both_languages() -> None:
    constraining = {
        s
        for s in shapes.subjects(RDF.type)
        if not isinstance(s, BNode)
        and set(shapes.predicates(s)) - {RDF.type, SH.targetClass, SH.property, SH.sparql}
        and (s, RDF.type, OWL.Ontology) not in shapes
    }
    assert len(constraining) >= 60
    for node in constraining:
        assert languages(shapes, node, SH.message) == ["en", "zh"], node


def test_the_shapes_are_shapes() -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    write(folder, build(town()), town().documents)
    return folder


def broken(update: str) -> set[str]:
    """The shapes that a graph breaks after ``update``."""
    store = ox.Store()
    store.bulk_extend(set(build(town())))
    flat = ox.Store()
    flat.extend(ox.Quad(q.subject, q.predicate, q.object) for q in store)
    flat.update(update, prefixes=prefixes())
    texts = {}
    return {finding.shape for finding in check(list(flat), texts.get, prefixes()).findings}


def test_a_built_graph_breaks_nothing() -> None:
    assert broken("INSERT DATA {}") == set()


STATEMENT = "?s rdf:subject person:沈望舒 ; rdf:object award:云溪工匠"
PIECE = "?e nif:anchorOf '市民高远'"
FIGURE = "?f kg:hedge '超'@zh"


def drop(property_: str, where: str, node: str) -> str:
    return f"DELETE {{ {node} {property_} ?o }} WHERE {{ {where} . {node} {property_} ?o }}"


def add(triple: str, where: str = "") -> str:
    return f"INSERT {{ {triple} }} WHERE {{ {where} }}"


def swap(property_: str, value: str, where: str, node: str) -> str:
    return (
        f"DELETE {{ {node} {property_} ?o }} INSERT {{ {node} {property_} {value} }}"
        f" WHERE {{ {where} . {node} {property_} ?o }}"
    )


BREAKS = {
    "Entity": add("person:沈望舒 a kg:Place"),
    "Entity-label": add('person:沈望舒 rdfs:label "Shen"@zh'),
    "Entity-altLabel": add('person:沈望舒 skos:altLabel "沈望舒"@zh'),
    "Entity-mentionedIn": "DELETE WHERE { person:高远 kg:mentionedIn ?a }",
    **{
        name: f"DELETE {{ ?x a kg:{above} }} INSERT {{ ?x a kg:{name} }} "
        f"WHERE {{ BIND (person:高远 AS ?x) }} ; DELETE DATA {{ person:高远 a kg:{above} }}"
        for name, above in SUPERCLASS.items()
    },
    "Document-name": "DELETE WHERE { ?d schema:name 'page.txt' }",
    "Article-inDocument": "DELETE WHERE { ?a kg:inDocument ?d }",
    "Article-headline": "DELETE WHERE { ?a schema:headline ?h }",
    "Article-datePublished": add("?a schema:datePublished 'May'", "?a a kg:Article"),
    "Statement-subject": drop("rdf:subject", STATEMENT, "?s"),
    "Statement-predicate": swap("rdf:predicate", "kg:likes", STATEMENT, "?s"),
    "Statement-object": drop("rdf:object", STATEMENT, "?s"),
    "Statement-evidence": drop("kg:evidence", STATEMENT, "?s"),
    "Statement-confidence": drop("kg:confidence", STATEMENT, "?s"),
    "Statement-extractedBy": drop("kg:extractedBy", STATEMENT, "?s"),
    "Statement-plain": "DELETE DATA { person:沈望舒 kg:received award:云溪工匠 }",
    "Evidence-referenceContext": drop("nif:referenceContext", PIECE, "?e"),
    "Evidence-inArticle": drop("kg:inArticle", PIECE, "?e"),
    "Evidence-beginIndex": swap("nif:beginIndex", "9999", PIECE, "?e"),
    "Evidence-endIndex": drop("nif:endIndex", PIECE, "?e"),
    "Evidence-anchorOf": "DELETE WHERE { ?e nif:anchorOf '市民高远' }",
    "Evidence-length": add("?e nif:anchorOf '市民'", PIECE),
    "Figure-measure": drop("kg:measure", FIGURE, "?f"),
    "Figure-value": drop("kg:value", FIGURE, "?f"),
    "Figure-unit": drop("kg:unit", FIGURE, "?f"),
    "Figure-about": add("?f kg:about person:高远", FIGURE),
    "Figure-period": add("?f kg:period '1999'", FIGURE),
    "Figure-hedge": add("?f kg:hedge '约'@zh", FIGURE),
    "Figure-evidence": drop("kg:evidence", FIGURE, "?f"),
    "Figure-confidence": add("?f kg:confidence 0.1", FIGURE),
    "Figure-extractedBy": drop("kg:extractedBy", FIGURE, "?f"),
    # Whose a property may be: never an article's, but for those that are.
    **{
        name: add(f"{'person:高远' if name in {'byline', 'inDocument'} else '?x'} kg:{name} ?x",
                  "?x a kg:Article")
        for name in PROPERTIES
    },
    # What it may hold: no property holds the string of a single space and this document.
    **{
        f"{name}-range": add(f"?x kg:{name} <urn:nothing> , 'x y'@en , '-1'", "?x a kg:Person")
        for name in PROPERTIES
        if name not in {"partOf", "date", "value", "title", "category", "role", "measure",
                        "unit", "hedge", "extractedBy"}
    },
    "date-range": add("?s kg:date '30 April'", STATEMENT),
    "value-range": swap("kg:value", "'many'", FIGURE, "?f"),
    "extractedBy-range": add("?s kg:extractedBy ''", STATEMENT),
    **{f"{n}-range": add(f"?s kg:{n} 5", STATEMENT) for n in ("title", "category", "role")},
    **{f"{n}-range": add(f"?f kg:{n} 5", FIGURE) for n in ("measure", "unit", "hedge")},
}  # fmt: skip


@pytest.mark.parametrize("shape", BREAKS)
def test_a_graph_broken_by_hand_is_refused(shape: str) -> None:
    assert shape in broken(BREAKS[shape])


def test_every_constraint_is_broken_by_some_test() -> None:
    constraints = {s for s in shapes.subjects(SH.message) if isinstance(s, URIRef)}
    assert {str(node).rpartition("#")[2] for node in constraints} == set(BREAKS)


# --- check --------------------------------------------------------------------------------------


def test_a_kept_text_proves_every_quote(built: Path) -> None:
    store = Store.open(built)
    report = check(store.quads(), store.text, store.prefixes)
    assert report.conforms, str(report)
    assert (report.quotes, report.quotes_without_text) == (11, 0)
    assert "all of" in str(report)


def test_a_text_that_says_something_else_is_found(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(built, folder)
    for path in (folder / "texts").iterdir():
        path.write_bytes(path.read_bytes().replace("市民".encode(), "居民".encode()))
    store = Store.open(folder)
    [finding] = check(store.quads(), store.text, store.prefixes).findings
    assert finding.evidence == ("市民高远",)
    assert finding.value == "居民高远"
    assert "引文与原文不符" in str(finding)


def test_a_finding_names_shape_node_and_evidence() -> None:
    quads = [q for q in build(town()) if q.predicate.value != f"{KG}confidence"]
    report = check(quads, lambda _: None, prefixes())
    finding = next(f for f in report.findings if f.evidence == ("沈望舒获评“云溪工匠”",))
    assert str(finding).startswith("Statement-confidence: stmt:")
    assert "陈述恰有一个置信度 / a statement has exactly one confidence" in str(finding)


def test_a_large_graph_is_sampled_and_the_report_says_so() -> None:
    report = check(build(town()), lambda _: None, prefixes(), whole=50, sample=10)
    assert report.conforms, str(report)
    assert f"a sample of 10 of {report.nodes} nodes" in str(report)


def test_literals_are_kept_by_the_bridge_to_rdflib() -> None:
    graph = to_rdflib(build(town()), prefixes())
    assert (None, RDFS.label, Literal("沈望舒", lang="zh")) in graph
    [header] = ontology.subjects(RDF.type, OWL.AllDisjointClasses)
    assert len(Collection(ontology, ontology.value(header, OWL.members))) == 12
