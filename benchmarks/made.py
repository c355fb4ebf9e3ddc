"""Graphs made from a seed in the shape of those that kg builds, as large as wanted.

Entities, articles, statements with evidence and figures stand to each other about as in a graph of
a few thousand pages; few things have many facts, many have few. Every named question has an answer
in them. The same size gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

KG = "https://w3id.org/kg-news#"
BASE = "https://w3id.org/kg-news/id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
SCHEMA = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

TRIPLES_AN_ENTITY = 29  # with its share of facts, figures and articles


class Kind(NamedTuple):
    """A class of entities: what its IRIs and its names begin with, and its share of all."""

    class_: str
    name: str
    share: float


KINDS = {
    "person": Kind("Person", "人物", 0.4),
    "org": Kind("Organization", "单位", 0.2),
    "programme": Kind("Programme", "活动", 0.2),
    "award": Kind("Award", "荣誉", 0.08),
    "place": Kind("Place", "地点", 0.04),
    "platform": Kind("Platform", "平台", 0.04),
    "work": Kind("Work", "作品", 0.04),
}
# Relation, its ends, and how often it comes among a hundred facts. The higher the number behind an
# end, the more a few things have most of the facts: a person has few employers and few honours, an
# employer many people.
RELATIONS = (
    ("person", 1.0, "affiliatedWith", "org", 3.0, 25),
    ("person", 1.5, "received", "award", 3.0, 19),
    ("org", 2.0, "received", "award", 3.0, 5),
    ("org", 3.0, "organizes", "programme", 2.0, 20),
    ("person", 2.0, "participatesIn", "programme", 2.0, 10),
    ("org", 1.0, "partOf", "org", 3.0, 5),
    ("org", 1.0, "locatedIn", "place", 3.0, 4),
    ("programme", 1.0, "locatedIn", "place", 3.0, 3),
    ("person", 1.5, "mentors", "person", 1.0, 4),
    ("org", 2.0, "created", "work", 1.0, 5),
)
SHARES = [relation[-1] for relation in RELATIONS]
LEVELS = ("", "全国", "福建省", "福建省", "泉州市", "泉州市")
TITLES = tuple(
    f"{rank}{post}"
    for rank in ("", "副", "高级", "总", "首席", "助理", "见习", "常务")
    for post in ("工程师", "主任", "经理", "主席", "局长", "书记", "教师", "技师", "研究员", "班长")
)
ROLES = ("主办", "承办", "协办", "举办", "组织", "开展")
UNITS = ("人", "元", "家", "个", "名", "件", "场", "人次")
COUNTED = ("参训职工", "好师傅", "技能人才", "创新成果", "工作室", "投入资金", "惠及职工", "企业")


def triples(size: int) -> Iterator[str]:
    """About ``size`` lines of N-Triples."""
    return _Made(size).lines()


class _Made:
    def __init__(self, size: int) -> None:
        self.size = size
        self.chance = Random(size)
        entities = max(size // TRIPLES_AN_ENTITY, 400)
        self.count = {kind: max(int(entities * k.share), 12) for kind, k in KINDS.items()}
        self.articles = max(entities // 8, 10)
        self.pieces = 0

    def lines(self) -> Iterator[str]:
        """Articles and entities, then facts and figures until there are enough triples."""
        written = 0
        for part in (self.all_articles, self.entities):
            for line in part():
                written += 1
                yield line
        number = 0
        while written < self.size:
            said = [*self.fact(number), *(self.figure(number) if number % 2 else ())]
            written += len(said)
            number += 1
            yield from said

    def all_articles(self) -> Iterator[str]:
        """Three articles a document."""
        for number in range(self.articles):
            article, document = f"<{BASE}article/{number}>", f"<{BASE}document/{number // 3}>"
            yield f"{article} <{RDF}type> <{KG}Article> ."
            yield f"{article} <{KG}inDocument> {document} ."
            yield f'{article} <{SCHEMA}headline> "第{number}篇报道"@zh .'
            if number % 3 == 0:
                yield f"{document} <{RDF}type> <{KG}Document> ."
                yield f'{document} <{SCHEMA}name> "{number // 3}.txt" .'

    def entities(self) -> Iterator[str]:
        """Every third has another name, every thousandth person the name of the one before."""
        for kind, (class_, name, _) in KINDS.items():
            for number in range(self.count[kind]):
                node = f"<{BASE}{kind}/{number}>"
                level = LEVELS[number % 10] if kind == "award" and number % 10 < 6 else ""
                named = number - 1 if kind == "person" and number % 1000 == 999 else number
                yield f"{node} <{RDF}type> <{KG}{class_}> ."
                yield f"{node} <{RDF}type> <{KG}Entity> ."
                yield f'{node} <{RDFS}label> "{level}{name}{named}"@zh .'
                for _ in range(1 + int(20 / (number + 1) ** 0.5)):
                    yield f"{node} <{KG}mentionedIn> {self.article()} ."
                if number % 3 == 0:
                    yield f'{node} <{SKOS}altLabel> "{name}{number}号"@zh .'
                if kind in {"place", "programme"} and number and number % 2:
                    yield f"{node} <{KG}partOf> <{BASE}{kind}/{number // 2}> ."
                if kind == "award" and number % 4 == 0:
                    yield f"{node} <{KG}conferredBy> <{BASE}org/{self.skewed('org')}> ."
                if kind == "award" and number % 4 == 1:
                    yield f"{node} <{KG}prizeOf> <{BASE}programme/{self.skewed('programme')}> ."
                if kind == "award" and number % 100 == 3:
                    yield f"{node} <{KG}possiblySameAs> <{BASE}award/{number - 1}> ."

    def fact(self, number: int) -> Iterator[str]:
        """A plain triple, and its statement with qualifiers and one to four pieces of evidence."""
        chance = self.chance
        [(start, few, relation, end, many, _)] = chance.choices(RELATIONS, SHARES)
        subject = f"<{BASE}{start}/{self.skewed(start, few)}>"
        object_ = f"<{BASE}{end}/{self.skewed(end, many)}>"
        if relation == "partOf":
            low = chance.randrange(1, self.count["org"])
            subject, object_ = f"<{BASE}org/{low}>", f"<{BASE}org/{low // 2}>"
        if chance.random() < 0.06:
            relation = "byline"
            subject, object_ = self.article(), f"<{BASE}person/{self.skewed('person')}>"
        fact = f"<{BASE}statement/{number}>"
        yield f"{subject} <{KG}{relation}> {object_} ."
        yield f"{fact} <{RDF}type> <{KG}Statement> ."
        yield f"{fact} <{RDF}subject> {subject} ."
        yield f"{fact} <{RDF}predicate> <{KG}{relation}> ."
        yield f"{fact} <{RDF}object> {object_} ."
        yield f'{fact} <{KG}extractedBy> "rule/{number % 40}" .'
        yield from self.confidence(fact)
        if relation == "affiliatedWith":
            yield f'{fact} <{KG}title> "{chance.choice(TITLES)}"@zh .'
        if relation == "organizes":
            yield f'{fact} <{KG}role> "{chance.choice(ROLES)}"@zh .'
        if relation == "received" and chance.random() < 0.5:
            year = chance.randrange(2000, 2027)
            yield f'{fact} <{KG}year> "{year}"^^<{XSD}gYear> .'
        if relation == "received" and chance.random() < 0.2:
            yield f"{fact} <{KG}competition> <{BASE}programme/{self.skewed('programme')}> ."
        for _ in range(1 if chance.random() < 0.9 else chance.randrange(2, 5)):
            yield from self.evidence(fact)

    def figure(self, number: int) -> Iterator[str]:
        """A number, mostly of an organisation or a programme."""
        chance = self.chance
        figure = f"<{BASE}figure/{number}>"
        kind = chance.choice(("org", "programme", "person"))
        counted = f"{chance.choice(COUNTED)}{chance.randrange(200) or ''}"
        yield f"{figure} <{RDF}type> <{KG}Figure> ."
        yield f"{figure} <{KG}about> <{BASE}{kind}/{self.skewed(kind)}> ."
        yield f'{figure} <{KG}measure> "{counted}"@zh .'
        yield f'{figure} <{KG}value> "{int(10 ** (chance.random() * 7))}"^^<{XSD}integer> .'
        yield f'{figure} <{KG}unit> "{chance.choice(UNITS)}"@zh .'
        yield from self.confidence(figure)
        if chance.random() < 0.4:
            yield f'{figure} <{KG}period> "{chance.randrange(2010, 2027)}" .'
        yield from self.evidence(figure)

    def confidence(self, of: str) -> Iterator[str]:
        value = 1 - 0.6 * self.chance.random() ** 3
        yield f'{of} <{KG}confidence> "{value:.2f}"^^<{XSD}decimal> .'

    def evidence(self, of: str) -> Iterator[str]:
        piece = f"<{BASE}evidence/{self.pieces}>"
        number = self.chance.randrange(self.articles)
        yield f"{of} <{KG}evidence> {piece} ."
        yield f"{piece} <{RDF}type> <{KG}Evidence> ."
        yield f"{piece} <{KG}inArticle> <{BASE}article/{number}> ."
        yield f"{piece} <{NIF}referenceContext> <{BASE}document/{number // 3}> ."
        yield f'{piece} <{NIF}beginIndex> "{number % 5000}"^^<{XSD}integer> .'
        yield f'{piece} <{NIF}endIndex> "{number % 5000 + 20}"^^<{XSD}integer> .'
        yield f'{piece} <{NIF}anchorOf> "第{self.pieces}句话说到这件事" .'
        self.pieces += 1

    def article(self) -> str:
        return f"<{BASE}article/{self.chance.randrange(self.articles)}>"

    def skewed(self, kind: str, power: float = 3.0) -> int:
        """Few have many facts, many have few; with power 1 all have alike."""
        return int(self.count[kind] * self.chance.random() ** power)
