"""The graph is what ``docs/contract.md`` promises, and the same bytes however it came about."""

from __future__ import annotations

import random
import subprocess
import sys
import unicodedata
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from town import PAGE, town

from kg.errors import InputError
from kg.graph.build import build, number, prefixes, term
from kg.graph.iris import DEFAULT_BASE, Minter, check_base, document_key, segment
from kg.graph.turtle import trig, turtle
from kg.graph.vocabulary import KG, RELATIONS
from kg.model import Document, Entity, Knowledge

Triples = set[tuple[object, object, object]]
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def triples(quads: object) -> Triples:
    return {(q.subject, q.predicate, q.object) for q in quads}  # type: ignore[attr-defined]


def parsed() -> rdflib.Graph:
    """The graph as rdflib reads it, without rdflib's own idea of ``org:``."""
    return rdflib.Graph(bind_namespaces="none").parse(data=turtle(build(town()), prefixes()))


def ask(pattern: str) -> bool:
    return bool(parsed().query(f"ASK {{ {pattern} }}").askAnswer)


# --- what it says -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        "person:沈望舒 kg:affiliatedWith org:青川化工有限公司",
        "org:云溪市总工会 a kg:TradeUnion , kg:Organization , kg:Entity",
        'org:青川化工有限公司 rdfs:label "青川化工有限公司"@zh ; skos:altLabel "青川化工"@zh',
        "?a a kg:Article ; kg:inDocument ?d ; kg:byline person:钱小满 . ?d a kg:Document",
        '?a schema:headline "云溪市总工会办起“青禾”行动"@zh ; schema:datePublished ?date',
        '?s rdf:subject person:陆行之 ; kg:title "焊工"@zh ; kg:former true',
        '?s rdf:object award:云溪工匠 ; kg:year "2025"^^xsd:gYear ; kg:count 1',
        "?s kg:competition programme:第三届云溪焊工技能竞赛 ; kg:category ?c ; kg:date ?date",
        'person:高远 kg:title "市民"@zh . ?s rdf:predicate kg:title ; rdf:object "市民"@zh',
        "award:第三届云溪焊工技能竞赛一等奖 kg:prizeOf programme:第三届云溪焊工技能竞赛",
        '?f kg:about programme:青禾 ; kg:value 1200 ; kg:unit "人"@zh ; kg:hedge "超"@zh',
        '?f a kg:Figure ; kg:value 99.5 ; kg:unit "%"@zh ; kg:evidence/nif:beginIndex ?b',
        "person:沈望舒 kg:mentionedIn ?a , ?b FILTER (?a != ?b)",
    ],
)
def test_the_graph_says(pattern: str) -> None:
    assert ask(pattern)


def test_two_documents_that_say_one_thing_give_one_statement_with_two_pieces_of_evidence() -> None:
    [[statements, pieces]] = parsed().query(
        """SELECT (COUNT(DISTINCT ?s) AS ?statements) (COUNT(DISTINCT ?e) AS ?pieces)
           { ?s rdf:subject person:沈望舒 ; rdf:object org:青川化工有限公司 ; kg:evidence ?e }"""
    )
    assert (int(statements), int(pieces)) == (1, 2)


def test_every_plain_fact_has_a_statement_and_every_statement_evidence() -> None:
    told = {KG + name for name in (*RELATIONS, "prizeOf", "byline")}
    quads = build(town())
    plain = {
        (q.subject, q.predicate, q.object)
        for q in quads
        if q.predicate.value in told and "/statement/" not in q.subject.value
    }
    statements = {q.subject for q in quads if q.object == term("kg:Statement")}
    parts = {(q.subject, q.predicate): q.object for q in quads}
    stated = {
        tuple(parts[s, term(f"rdf:{part}")] for part in ("subject", "predicate", "object"))
        for s in statements
    }
    assert plain == stated
    assert all((s, term("kg:evidence")) in parts for s in statements)


def test_evidence_is_the_slice_of_the_text_that_it_quotes() -> None:
    quads = build(town())
    page = NamedNode(Minter().document(town().documents[1]))
    parts = {(q.subject, q.predicate): q.object for q in quads}
    of_page = [s for (s, p), o in parts.items() if p == term("nif:referenceContext") and o == page]
    assert of_page
    for piece in of_page:
        start, end = (
            int(parts[piece, term(f"nif:{edge}Index")].value) for edge in ("begin", "end")
        )
        assert PAGE[start:end] == parts[piece, term("nif:anchorOf")].value


def test_what_an_article_says_stands_in_its_own_graph() -> None:
    withdrawn, *_ = {a.document.name: a for a in town().articles}.values()
    gone = NamedNode(Minter().article(withdrawn))
    rest = triples(q for q in build(town()) if q.graph_name != gone)
    claim = (term("kg:affiliatedWith"), NamedNode(f"{DEFAULT_BASE}org/青川化工有限公司"))
    assert (NamedNode(f"{DEFAULT_BASE}person/沈望舒"), *claim) in rest  # the other page says so too
    assert NamedNode(f"{DEFAULT_BASE}award/云溪工匠") not in {o for _, _, o in rest}


def test_a_figure_of_nothing_in_particular_is_told_apart_by_document() -> None:
    figure = town().measurements[1]
    mint = Minter()
    one, other = Document("a.txt", "甲"), Document("b.txt", "乙")
    assert mint.figure(figure, one) != mint.figure(figure, other)
    about = replace(figure, about="programme/青禾")
    assert mint.figure(about, one) == mint.figure(about, other)


def test_a_prize_that_two_contests_share_belongs_to_the_one_in_its_name() -> None:
    knowledge = town()
    second = replace(
        next(s for s in knowledge.statements if s.competition),
        subject="person/陆行之",
        competition="programme/青禾",
    )
    quads = build(replace(knowledge, statements=(*knowledge.statements, second)))
    [contest] = {q.object.value for q in quads if q.predicate == term("kg:prizeOf")}
    assert contest.endswith("programme/第三届云溪焊工技能竞赛")


# --- always the same bytes ----------------------------------------------------------------------


@given(st.randoms(use_true_random=False))
def test_the_bytes_do_not_depend_on_the_order_of_what_is_known(chance: random.Random) -> None:
    knowledge = town()
    mixed = {
        name: tuple(chance.sample(getattr(knowledge, name), len(getattr(knowledge, name))))
        for name in ("documents", "articles", "entities", "statements", "measurements")
    }
    quads = build(replace(knowledge, **mixed))
    assert turtle(quads, prefixes()) == turtle(build(knowledge), prefixes())
    assert trig(quads, prefixes()) == trig(build(knowledge), prefixes())


def test_the_bytes_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "import hashlib, sys; sys.path[:0] = ['tests', '.'];"
        "from town import town; from kg.graph.build import build, prefixes;"
        "from kg.graph.turtle import trig;"
        "print(hashlib.sha256(trig(build(town()), prefixes()).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[1],
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_another_document_changes_the_iri_of_nothing() -> None:
    knowledge = town()
    more = replace(knowledge, documents=(*knowledge.documents, Document("z.txt", "新")))
    assert set(build(knowledge)) <= set(build(more))


# --- Turtle -------------------------------------------------------------------------------------


def test_turtle_and_trig_read_back_as_what_was_built() -> None:
    quads = build(town())
    text = turtle(quads, prefixes())
    assert triples(ox.parse(text, format=ox.RdfFormat.TURTLE)) == triples(quads)
    assert set(ox.parse(trig(quads, prefixes()), format=ox.RdfFormat.TRIG)) == set(quads)
    assert len(rdflib.Graph().parse(data=text)) == len(triples(quads))


@given(NAMES, NAMES)
def test_any_name_and_any_literal_survive_turtle(name: str, text: str) -> None:
    node = NamedNode(Minter().entity(f"person/{name}"))
    quads = [
        Quad(node, term("rdfs:label"), literal) for literal in (Literal(text), number(Decimal(1)))
    ]
    written = turtle(quads, prefixes())
    assert triples(ox.parse(written, format=ox.RdfFormat.TURTLE)) == triples(quads)
    assert len(rdflib.Graph().parse(data=written, format="turtle")) == 2


# --- IRIs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id_", "end"),
    [
        ("person/吴良江", "person/吴良江"),
        ("programme/“泉工” 行动", "programme/“泉工”%20行动"),
        ("org/A/B公司", "org/A%2FB公司"),
        ("person/李伟（泉港区）", "person/李伟（泉港区）"),
        ("work/100%", "work/100%25"),
        ("work/..", "work/%2E%2E"),
    ],
)
def test_an_iri_can_be_read(id_: str, end: str) -> None:
    assert Minter().entity(id_) == DEFAULT_BASE + end


@given(NAMES, NAMES)
def test_two_names_never_share_an_iri(one: str, other: str) -> None:
    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    assert (segment(one) == segment(other)) == same


@given(NAMES)
def test_every_name_makes_an_iri_that_stays_below_its_folder(name: str) -> None:
    iri = NamedNode(Minter().entity(f"person/{name}")).value
    assert iri.startswith(f"{DEFAULT_BASE}person/")
    assert not set(iri.removeprefix(f"{DEFAULT_BASE}person/")) & set('/ <>"{}|^`\\?#')


def test_a_document_is_its_name_and_its_text_wherever_it_lies() -> None:
    assert document_key(Document("a/石狮.txt", "甲")) == document_key(Document("b/石狮.txt", "甲"))
    assert document_key(Document("石狮.txt", "甲")) != document_key(Document("石狮.txt", "乙"))


@pytest.mark.parametrize("base", ["https://example.org/id", "id/", "file:///x/", "http://a b/", ""])
def test_a_base_that_cannot_carry_names_is_refused(base: str) -> None:
    with pytest.raises(InputError, match="base IRI"):
        build(Knowledge((), (), (), (), (), ()), base)


@pytest.mark.parametrize("base", ["https://example.org/id/", "http://a.cn/x#", "urn:kg:"])
def test_a_base_of_ones_own_is_used_for_every_instance(base: str) -> None:
    assert check_base(base) == base
    subjects = {q.subject.value for q in build(town(), base)}
    assert all(subject.startswith(base) for subject in subjects)


def test_an_alias_equal_to_the_name_is_not_repeated() -> None:
    entity = Entity("person/甲", "Person", "甲", aliases=("甲",))
    quads = build(Knowledge((), (), (entity,), (), (), ()))
    assert term("skos:altLabel") not in {q.predicate for q in quads}
