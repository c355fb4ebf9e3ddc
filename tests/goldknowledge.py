"""Knowledge without a pipeline: from hand-made gold, and of any size from a seed."""

from __future__ import annotations

import json
import random
from bisect import bisect_right
from decimal import Decimal
from pathlib import Path
from typing import Any

from kg.model import (
    BODY,
    BYLINE,
    HEADLINE,
    Article,
    Block,
    Byline,
    Document,
    Entity,
    Evidence,
    Knowledge,
    Measurement,
    Statement,
)

ROOT = Path(__file__).parent.parent
SUBTYPES = {
    "union": "TradeUnion",
    "government": "GovernmentBody",
    "party": "PartyBody",
    "company": "Company",
    "education": "School",
    "media": "MediaOutlet",
    "association": "Association",
    "team": "Team",
    "initiative": "Initiative",
    "competition": "Competition",
    "event": "Event",
}


def gold_folder() -> Path:
    """Where the project's annotated seeds are."""
    for folder in (ROOT / "seeds" / "gold",):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("no gold files: expected seeds/gold/*.json")


def _text_of(gold: Path) -> str:
    for folder in (gold.parent.parent, gold.parent.parent / "texts"):
        path = folder / f"{gold.stem}.txt"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError(f"no text beside {gold}")


def _articles(document: Document, listed: list[dict[str, Any]]) -> list[Article]:
    starts = []
    for number, article in enumerate(listed):
        found = document.text.find(article["title"])
        starts.append(found if found >= 0 else (0 if not number else starts[-1] + 1))
    starts[0] = 0
    articles = []
    for number, article in enumerate(listed, start=1):
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(document.text)
        text = document.text[start:end]
        blocks = []
        title = max(text.find(article["title"]), 0)
        blocks.append(Block(title, title + len(article["title"]), HEADLINE))
        place = title + len(article["title"])
        for paragraph in text[place:].split("\n\n"):
            if paragraph.strip():
                kind = BYLINE if paragraph.lstrip().startswith("融媒体记者") else BODY
                blocks.append(Block(place, place + len(paragraph), kind))
            place += len(paragraph) + 2
        bylines = []
        for byline in article["bylines"]:
            at = text.find(byline["name"])
            if at < 0:
                continue  # the gold knows him from the page's other half
            bylines.append(Byline(at, at + len(byline["name"]), byline["name"], byline["role"]))
        articles.append(
            Article(
                document,
                number,
                text,
                tuple(range(start, end)),
                tuple(blocks),
                tuple(bylines),
                article["date"],
            )
        )
    return articles


def gold_knowledge(folder: Path | None = None) -> Knowledge:
    """Turn each gold file into what a perfect reader would find; equal names are one entity."""
    documents, articles = [], []
    entities: dict[str, dict[str, Any]] = {}
    statements: dict[tuple[Any, ...], list[Evidence]] = {}
    figures: list[Measurement] = []
    bylines = []
    for path in sorted((folder or gold_folder()).glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        document = Document(gold["doc"], _text_of(path))
        documents.append(document)
        split = _articles(document, gold["articles"])
        articles += split
        starts = [article.origins[0] for article in split]

        def evidence(
            quote: str, document: Document = document, starts: list[int] = starts
        ) -> Evidence:
            start = document.text.index(quote)
            return Evidence(
                document.name, bisect_right(starts, start), start, start + len(quote), quote
            )

        ids = {}
        levels = {
            relation["o"]: relation["q"]["competition"]
            for relation in gold["relations"]
            if relation["type"] == "received" and relation["q"].get("competition")
        }
        by_id = {entity["id"]: entity for entity in gold["entities"]}
        for entity in gold["entities"]:
            name = entity["name"]
            scope = levels.get(entity["id"])
            of = by_id.get(scope, {"name": scope})["name"] if scope else None
            identity = f"{entity['type'].lower()}/{of + '·' if of else ''}{name}"
            ids[entity["id"]] = identity
            known = entities.setdefault(
                identity,
                {
                    "kind": entity["type"],
                    "name": name,
                    "subtype": SUBTYPES.get(entity["subtype"] or ""),
                    "aliases": set(),
                    "articles": set(),
                },
            )
            known["aliases"] |= set(entity["aliases"]) - {name}
            for article in split:
                if any(form in article.text for form in (name, *entity["aliases"])):
                    known["articles"].add((document.name, article.number))
        for relation in gold["relations"]:
            q = dict(relation["q"] or {})
            if q.get("competition"):
                q["competition"] = ids.get(q["competition"], q["competition"])
            found = evidence(relation["quote"])
            key = (
                ids[relation["s"]],
                relation["type"],
                ids[relation["o"]] if relation["o"] else None,
                tuple(sorted(q.items())),
                0.62 if relation["optional"] else 0.94,
            )
            statements.setdefault(key, []).append(found)
            for end in (relation["s"], relation["o"]):
                if end:
                    entities[ids[end]]["articles"].add((document.name, found.article))
        figures += [
            Measurement(
                Decimal(str(figure["value"])),
                figure["unit"] or "",
                figure["what"] or "",
                (evidence(figure["quote"]),),
                "figures/number-unit",
                0.9,
                ids.get(figure["of"] or ""),
                figure["period"],
            )
            for figure in gold["figures"]
        ]
        for article in split:
            for byline in article.bylines:
                identity = f"person/{byline.name}"
                if identity in entities:
                    bylines.append((document.name, article.number, identity))
    return Knowledge(
        tuple(documents),
        tuple(articles),
        tuple(
            Entity(
                identity,
                found["kind"],
                found["name"],
                found["subtype"],
                tuple(sorted(found["aliases"])),
                tuple(sorted(found["articles"])),
            )
            for identity, found in sorted(entities.items())
        ),
        tuple(
            Statement(
                subject,
                relation,
                object,
                tuple(sorted(set(found))),
                (f"{relation}/gold",),
                confidence,
                **{
                    name: (bool(value) if name == "former" else value)
                    for name, value in qualifiers
                    if name in Statement.__dataclass_fields__
                },
            )
            for (subject, relation, object, qualifiers, confidence), found in sorted(
                statements.items(), key=lambda item: (item[0][0], item[0][1], str(item[0][2:]))
            )
        ),
        tuple(sorted(figures, key=lambda found: (found.about or "", found.measure, found.value))),
        tuple(sorted(set(bylines))),
    )


SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红健文建国志海波宁福生"
PLACES = ["泉州", "晋江", "石狮", "南安", "惠安", "安溪", "永春", "德化", "鲤城", "丰泽"]
PLACES += ["洛江", "泉港"]
HEADS = ["总工会", "石化公司", "职业学校", "人民政府", "劳模协会", "电器有限公司"]
HEADS += ["纺织集团", "创新工作室"]
BODIES = {"总工会": "TradeUnion", "职业学校": "School", "人民政府": "GovernmentBody"}
PROGRAMMES = ["技能竞赛", "助企行动", "读书分享会", "创新大赛", "培训计划", "志愿服务活动"]
AWARDS = ["五一劳动奖章", "劳动模范", "工人先锋号", "金牌工人", "一等奖", "二等奖", "工匠称号"]


def made_knowledge(size: int, seed: int = 7) -> Knowledge:
    """Make ``size`` entities, three facts each, in towns with hubs, as local news has them."""
    chance = random.Random(seed)
    towns = max(3, size // 90)
    shares = {
        "Person": 0.46,
        "Organization": 0.2,
        "Programme": 0.14,
        "Award": 0.1,
        "Place": 0.05,
        "Work": 0.03,
        "Platform": 0.02,
    }
    kinds = [kind for kind, share in shares.items() for _ in range(max(1, round(size * share)))]
    kinds = (kinds + ["Person"] * size)[:size]
    entities: list[tuple[str, str, str, str | None, int]] = []
    by_town: dict[tuple[int, str], list[int]] = {}
    seen: set[str] = set()
    for number, kind in enumerate(kinds):
        town = min(int(chance.expovariate(3.0) * towns), towns - 1)
        where = PLACES[town % len(PLACES)] + (f"{town // len(PLACES)}区" if town >= 12 else "")
        subtype = None
        if kind == "Person":
            name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))
        elif kind == "Organization":
            head = chance.choice(HEADS)
            name = where + chance.choice(["", "市", "东", "西", "南", "恒", "盛"]) + head
            subtype = BODIES.get(head, "Company")
        elif kind == "Programme":
            name = f"{where}第{chance.randint(1, 30)}届{chance.choice(PROGRAMMES)}"
            subtype = chance.choice(["Competition", "Initiative", "Event"])
        elif kind == "Award":
            name = where + chance.choice(AWARDS)
        elif kind == "Place":
            name = where + chance.choice(["东街", "新区", "工业园", "文化宫"])
        else:
            name = f"《{where}{chance.choice(GIVEN)}{chance.choice(GIVEN)}》"
        identity = f"{kind.lower()}/{name}"
        if identity in seen:
            identity += f"-{number}"
        seen.add(identity)
        entities.append((identity, kind, name, subtype, town))
        by_town.setdefault((town, kind), []).append(number)

    frames = [
        ("affiliatedWith", "Person", "Organization", "{s}任职于{o}，是当地的技术骨干。"),
        ("received", "Person", "Award", "{y}年，{s}荣获{o}，同事们都为他高兴。"),
        ("organizes", "Organization", "Programme", "{s}主办的{o}近日落下帷幕。"),
        ("participatesIn", "Person", "Programme", "{s}参加了{o}，并在台上分享经验。"),
        ("conferredBy", "Award", "Organization", "{o}授予的{s}今年共有十二人获得。"),
        ("locatedIn", "Organization", "Place", "位于{o}的{s}迎来一批新职工。"),
        ("partOf", "Organization", "Organization", "{s}是{o}的下属单位。"),
        ("mentors", "Person", "Person", "{s}手把手带徒弟{o}。"),
        ("created", "Person", "Work", "{s}创作了{o}。"),
    ]
    likely = [5, 5, 3, 6, 1, 1, 1, 1, 1]
    wanted = size * 3
    facts: dict[tuple[int, str, int, str | None], str] = {}
    tries = 0
    while len(facts) < wanted and tries < wanted * 8:
        tries += 1
        relation, subject_kind, object_kind, frame = chance.choices(frames, likely)[0]
        town = min(int(chance.expovariate(3.0) * towns), towns - 1)
        other = town if chance.random() < 0.93 else chance.randrange(towns)
        subjects, objects = by_town.get((town, subject_kind)), by_town.get((other, object_kind))
        if not subjects or not objects:
            continue
        subject = subjects[min(int(chance.expovariate(3.0) * len(subjects)), len(subjects) - 1)]
        object = objects[min(int(chance.expovariate(5.0) * len(objects)), len(objects) - 1)]
        if subject == object:
            continue
        year = str(chance.randint(2015, 2026)) if relation == "received" else None
        facts.setdefault(
            (subject, relation, object, year),
            frame.format(s=entities[subject][2], o=entities[object][2], y=year),
        )
    per_article = 12
    documents, articles, statements = [], [], []
    mentioned: dict[int, set[tuple[str, int]]] = {}
    listed = list(facts.items())
    for start in range(0, len(listed), per_article):
        name = f"news_{start // per_article:05d}.txt"
        headline = f"{entities[listed[start][0][0]][2]}的一天"
        text, blocks = headline + "\n\n", [Block(0, len(headline), HEADLINE)]
        for (subject, relation, object, year), sentence in listed[start : start + per_article]:
            begin = len(text)
            text += sentence + "\n\n"
            blocks.append(Block(begin, begin + len(sentence), BODY))
            quote = sentence[:-1]
            statements.append(
                Statement(
                    entities[subject][0],
                    relation,
                    entities[object][0],
                    (Evidence(name, 1, begin, begin + len(quote), quote),),
                    (f"{relation}/made",),
                    chance.choice([0.55, 0.7, 0.8, 0.9, 0.95, 0.99]),
                    year=year,
                )
            )
            for end in (subject, object):
                mentioned.setdefault(end, set()).add((name, 1))
        document = Document(name, text)
        documents.append(document)
        published = f"{chance.randint(2015, 2026)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
        articles.append(
            Article(document, 1, text, tuple(range(len(text))), tuple(blocks), (), published)
        )
    return Knowledge(
        tuple(documents),
        tuple(articles),
        tuple(
            Entity(identity, kind, name, subtype, (), tuple(sorted(mentioned.get(number, ()))))
            for number, (identity, kind, name, subtype, _) in sorted(
                enumerate(entities), key=lambda item: item[1][0]
            )
        ),
        tuple(sorted(statements, key=lambda s: (s.subject, s.relation, s.object, s.year or ""))),
        (),
        (),
    )
