"""The one step that sees every article: things of one identity become one entity.

Organisations, places, programmes, awards, platforms and works are one where kind, full name and
scope agree. People of one name are one within a document; across documents only where employer,
post, place or company they are named in agrees. What stays apart is listed with its reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.model import (
    AWARD,
    ENTITY_KINDS,
    PERSON,
    PLATFORM,
    PROGRAMME,
    Article,
    Document,
    Entity,
    Evidence,
    Fact,
    Knowledge,
    Measurement,
    Mention,
    Merge,
    Reading,
    Statement,
)
from kg.resolve.kinds import subtype_of

Thing = tuple[str, str, str]  # kind, name, scope
Local = tuple[str, str, str, str]  # a thing of one document, or "" for what is one everywhere

_FOLDERS = {
    "Person": "person",
    "Organization": "org",
    "Place": "place",
    "Programme": "programme",
    "Award": "award",
    "Platform": "platform",
    "Work": "work",
}
_PRIZE_MARKS = re.compile(r"[“”‘’\"'《》\s]")


@dataclass
class _Draft:
    """An entity while mentions are gathered for it."""

    kind: str
    name: str
    scope: str
    names: set[str] = field(default_factory=set)
    articles: set[tuple[str, int]] = field(default_factory=set)
    agreeing: set[str] = field(default_factory=set)  # employers and others named with a person


def resolve(readings: Iterable[Reading]) -> Knowledge:
    """Merge what all articles say; the order of ``readings`` does not matter."""
    ordered = sorted(readings, key=lambda r: (r.article.document.name, r.article.number))
    drafts = _gather(ordered)
    groups, merges = _group(drafts)
    ids = _mint(groups)
    of = {local: ids[number] for number, locals_ in enumerate(groups) for local in locals_}
    entities = sorted(
        (_entity(ids[n], [drafts[local] for local in group]) for n, group in enumerate(groups)),
        key=lambda entity: entity.id,
    )
    documents: dict[str, Document] = {}
    articles: list[Article] = []
    for reading in ordered:
        documents.setdefault(reading.article.document.name, reading.article.document)
        articles.append(reading.article)
    return Knowledge(
        documents=tuple(documents[name] for name in sorted(documents)),
        articles=tuple(articles),
        entities=tuple(entities),
        statements=_statements(ordered, of),
        measurements=_measurements(ordered, of),
        bylines=_bylines(ordered, of),
        merges=merges,
    )


def _local(mention: Mention, article: Article) -> Local:
    kind, name, scope = mention.thing
    return kind, name, scope, article.document.name if kind == PERSON else ""


def _gather(readings: Sequence[Reading]) -> dict[Local, _Draft]:
    drafts: dict[Local, _Draft] = {}
    for reading in readings:
        article = reading.article
        for mention in reading.mentions:
            if mention.kind not in ENTITY_KINDS:
                continue
            local = _local(mention, article)
            kind, name, scope = mention.thing
            draft = drafts.setdefault(local, _Draft(kind, name, scope))
            draft.articles.add((article.document.name, article.number))
            if not mention.anaphor:
                draft.names |= forms_of(mention, article)
        for fact in reading.facts:
            for person, other in ((fact.subject, fact.object), (fact.object, fact.subject)):
                if person is not None and other is not None and person.kind == PERSON:
                    draft = drafts.get(_local(person, article))
                    if draft:
                        draft.agreeing.add(other.name or other.text)
    return drafts


_TAIL = re.compile(
    r"[”’》」]?((?:系列|主题|专项|志愿服务|公益|宣讲|展览|服务|助学|评选|文化|教育|培训|帮扶|实践)*"
    r"(?:活动|行动|工程|计划|项目|机制|制度|模式|服务|品牌|课程|课堂|大赛|竞赛|比赛|宣讲|小程序|[Aa][Pp][Pp]|APP|"
    r"公众号|微信公众号|视频号|热线|平台|栏目|改革|招聘会|仪式))"
)


def forms_of(mention: Mention, article: Article) -> set[str]:
    """The forms a mention names its thing by: as written, with its generic tail, with its place.

    “夏送清凉”活动 names 夏送清凉 and “夏送清凉”活动; in “诗城杯”竞赛 the quoted part is a form too.
    """
    text = "".join(mention.text.split("\n")).strip()
    forms = {text, *_expanded(mention)}
    if mention.kind in (PROGRAMME, PLATFORM):
        tail = _TAIL.match(article.text, mention.end)
        if tail:
            quoted = article.text[mention.start - 1 : mention.start] in ("“", "‘", "《")
            forms.add((f"“{text}”" if quoted else text) + tail.group(1))
        inner = re.match(r"(?:[^“”]{0,14})“([^“”]{2,20})”", text)
        if inner:
            forms.add(inner.group(1))
    return forms


_CLIPPED = re.compile(r"^(自治区|自治州|省|市|州|县|区|旗|镇|乡|街道)(?=.)")


def _expanded(mention: Mention) -> set[str]:
    """The clipped form with its place spelt out: 川汇区人社局 of 区人社局 in 川汇区."""
    match = _CLIPPED.match(mention.text)
    if not match or not mention.name:
        return set()
    at = mention.name.find(match.group(1))
    start = len("中共") if mention.name.startswith("中共") else 0
    start = len("共青团") if mention.name.startswith("共青团") else start
    if at <= start:
        return set()
    return {mention.name[start : at + len(match.group(1))] + mention.text[match.end() :]}


def _group(drafts: dict[Local, _Draft]) -> tuple[list[list[Local]], tuple[Merge, ...]]:
    """Locals that are one entity; people of one name only where something agrees."""
    people: dict[str, list[Local]] = defaultdict(list)
    groups: list[list[Local]] = []
    merges: list[Merge] = []
    for local in sorted(drafts):
        if local[0] == PERSON:
            people[local[1]].append(local)
        else:
            groups.append([local])
    for name in sorted(people):
        clusters: list[list[Local]] = []
        for local in people[name]:
            home = None
            for cluster in clusters:
                shared = drafts[local].agreeing & set().union(
                    *(drafts[o].agreeing for o in cluster)
                )
                if shared:
                    home = cluster
                    merges.append(
                        Merge(
                            f"person/{name}",
                            (name,),
                            "agree on " + "、".join(sorted(shared)),
                            1.0,
                            True,
                        )
                    )
                    break
            if home is None:
                if clusters:
                    merges.append(Merge(f"person/{name}", (name,), "nothing agrees", 0.0, False))
                clusters.append([local])
            else:
                home.append(local)
        groups += clusters
    return groups, tuple(sorted(set(merges), key=lambda m: (m.entity, m.reason, m.merged)))


def _mint(groups: Sequence[Sequence[Local]]) -> list[str]:
    """Readable ids; a homonym carries the document it was met in."""
    taken: dict[str, int] = {}
    ids = []
    for locals_ in groups:
        kind, name, scope, document = min(locals_)
        base = f"{_FOLDERS[kind]}/{name}" + (f"（{scope}）" if scope else "")
        if base in taken and kind == PERSON:
            base = f"{base}（{document}）"
        taken[base] = 1
        ids.append(base)
    return ids


def _entity(identity: str, drafts: Sequence[_Draft]) -> Entity:
    first = drafts[0]
    names = set().union(*(d.names for d in drafts))
    if first.kind == AWARD and first.scope:
        names |= {first.scope + first.name, _PRIZE_MARKS.sub("", first.scope) + first.name}
        names |= {first.scope + n for n in names if first.scope not in n and len(n) <= 12}
    articles = set().union(*(d.articles for d in drafts))
    return Entity(
        id=identity,
        kind=first.kind,
        name=first.name,
        subtype=subtype_of(first.kind, first.name),
        aliases=tuple(sorted(names - {first.name, ""})),
        articles=tuple(sorted(articles)),
    )


def _evidence(article: Article, start: int, end: int) -> Evidence:
    begin, stop = article.source(start, end)
    return Evidence(
        article.document.name, article.number, begin, stop, article.document.text[begin:stop]
    )


def _statements(readings: Sequence[Reading], of: dict[Local, str]) -> tuple[Statement, ...]:
    gathered: dict[tuple[object, ...], list[tuple[Fact, Evidence]]] = defaultdict(list)
    for reading in readings:
        article = reading.article
        for fact in reading.facts:
            subject = of[_local(fact.subject, article)]
            target = of[_local(fact.object, article)] if fact.object is not None else None
            if subject == target:
                continue
            q = fact.qualifiers
            contest = of.get(_local(q.competition, article)) if q.competition is not None else None
            key = (
                subject,
                fact.relation,
                target,
                q.title,
                q.former,
                q.year,
                q.date,
                contest,
                q.category,
                q.count,
                q.role,
            )
            gathered[key].append((fact, _evidence(article, fact.start, fact.end)))
    statements = []
    for key, items in gathered.items():
        subject, relation, target, title, former, year, date, contest, category, count, role = key
        doubt = 1.0
        for confidence in {e.document: f.confidence for f, e in items}.values():
            doubt *= 1 - confidence
        statements.append(
            Statement(
                subject=subject,  # type: ignore[arg-type]
                relation=relation,  # type: ignore[arg-type]
                object=target,  # type: ignore[arg-type]
                evidence=tuple(sorted({e for _, e in items})),
                rules=tuple(sorted({f.rule for f, _ in items})),
                confidence=round(max(1 - doubt, max(f.confidence for f, _ in items)), 2),
                title=title,  # type: ignore[arg-type]
                former=former,  # type: ignore[arg-type]
                year=year,  # type: ignore[arg-type]
                date=date,  # type: ignore[arg-type]
                competition=contest,  # type: ignore[arg-type]
                category=category,  # type: ignore[arg-type]
                count=count,  # type: ignore[arg-type]
                role=role,  # type: ignore[arg-type]
            )
        )
    return tuple(sorted(statements, key=_statement_order))


def _statement_order(s: Statement) -> tuple[str, ...]:
    return tuple(
        str(x)
        for x in (
            s.subject,
            s.relation,
            s.object or "",
            s.title or "",
            s.former,
            s.year or "",
            s.date or "",
            s.competition or "",
            s.category or "",
            s.count or "",
            s.role or "",
        )
    )


def _measurements(readings: Sequence[Reading], of: dict[Local, str]) -> tuple[Measurement, ...]:
    found = []
    for reading in readings:
        for figure in reading.figures:
            about = (
                of.get(_local(figure.about, reading.article)) if figure.about is not None else None
            )
            found.append(
                Measurement(
                    value=figure.value,
                    unit=figure.unit,
                    measure=figure.measure,
                    evidence=(_evidence(reading.article, figure.start, figure.end),),
                    rule=figure.rule,
                    confidence=figure.confidence,
                    about=about,
                    period=figure.period,
                    hedge=figure.hedge,
                )
            )
    return tuple(sorted(found, key=lambda m: (m.evidence, m.value, m.unit, m.measure)))


def _bylines(readings: Sequence[Reading], of: dict[Local, str]) -> tuple[tuple[str, int, str], ...]:
    found = set()
    for reading in readings:
        article = reading.article
        for byline in article.bylines:
            identity = of.get((PERSON, byline.name, "", article.document.name))
            if identity:
                found.add((article.document.name, article.number, identity))
    return tuple(sorted(found))
