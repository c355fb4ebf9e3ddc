"""A small invented town, 云溪市, whose news the tests of graph, score and store use."""

from __future__ import annotations

from decimal import Decimal

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
    Merge,
    Statement,
)

PAGE = """云溪市总工会办起“青禾”行动
□记者 钱小满
云溪市总工会开展“青禾”行动，累计参训职工超1200人。
青川化工有限公司技师沈望舒在第三届云溪焊工技能竞赛中获一等奖。
沈望舒的徒弟是该公司焊工陆
行之。市民高远、劳动模范。
"""
BRIEF = "云溪日报讯 青川化工有限公司技师沈望舒获评“云溪工匠”。\r\n满意率达99.5%。"


def document(name: str, text: str) -> Document:
    return Document(name, text)


def article(source: Document, number: int = 1) -> Article:
    lines: list[Block] = []
    start = 0
    for line in source.text.splitlines(keepends=True):
        kind = HEADLINE if start == 0 else BYLINE if line.startswith("□") else BODY
        lines.append(Block(start, start + len(line), kind))
        start += len(line)
    written = source.text.find("钱小满")
    bylines = (Byline(written, written + 3, "钱小满", "记者"),) if written >= 0 else ()
    return Article(
        source,
        number,
        source.text,
        tuple(range(len(source.text))),
        tuple(lines),
        bylines,
        published="2025-05-01" if bylines else None,
    )


def quoted(source: Document, quote: str, number: int = 1) -> Evidence:
    start = source.text.index(quote)
    return Evidence(source.name, number, start, start + len(quote), quote)


def town() -> Knowledge:
    page, brief = document("news/page.txt", PAGE), document("news/brief.txt", BRIEF)
    here, there = (page.name, 1), (brief.name, 1)
    lathe = "青川化工有限公司技师沈望舒"
    entities = (
        Entity("award/云溪工匠", "Award", "云溪工匠", articles=(there,)),
        Entity(
            "award/第三届云溪焊工技能竞赛一等奖",
            "Award",
            "一等奖",
            aliases=("第三届云溪焊工技能竞赛一等奖",),
            articles=(here,),
        ),
        Entity("org/云溪市总工会", "Organization", "云溪市总工会", "TradeUnion", (), (here,)),
        Entity(
            "org/青川化工有限公司",
            "Organization",
            "青川化工有限公司",
            "Company",
            ("青川化工",),
            (there, here),
        ),
        Entity("person/钱小满", "Person", "钱小满", articles=(here,)),
        Entity("person/陆行之", "Person", "陆行之", articles=(here,)),
        Entity("person/沈望舒", "Person", "沈望舒", articles=(there, here)),
        Entity("person/高远", "Person", "高远", articles=(here,)),
        Entity(
            "programme/第三届云溪焊工技能竞赛",
            "Programme",
            "第三届云溪焊工技能竞赛",
            "Competition",
            articles=(here,),
        ),
        Entity("programme/青禾", "Programme", "青禾", "Initiative", ("青禾行动",), (here,)),
    )
    statements = (
        Statement(
            "org/云溪市总工会",
            "organizes",
            "programme/青禾",
            (quoted(page, "云溪市总工会开展“青禾”行动"),),
            ("organizes/verb",),
            0.9,
            role="开展",
        ),
        Statement(
            "person/沈望舒",
            "affiliatedWith",
            "org/青川化工有限公司",
            (quoted(brief, lathe), quoted(page, lathe)),
            ("affiliation/org-title-name",),
            0.97,
            title="技师",
        ),
        Statement(
            "person/沈望舒",
            "mentors",
            "person/陆行之",
            (quoted(page, "沈望舒的徒弟是该公司焊工陆\n行之"),),
            ("mentors/apprentice",),
            0.8,
        ),
        Statement(
            "person/沈望舒",
            "received",
            "award/云溪工匠",
            (quoted(brief, "沈望舒获评“云溪工匠”"),),
            ("awards/won",),
            0.95,
            year="2025",
            count=1,
        ),
        Statement(
            "person/沈望舒",
            "received",
            "award/第三届云溪焊工技能竞赛一等奖",
            (quoted(page, "沈望舒在第三届云溪焊工技能竞赛中获一等奖"),),
            ("awards/won",),
            0.95,
            competition="programme/第三届云溪焊工技能竞赛",
            category="焊工",
            date="2025-04-30",
        ),
        Statement(
            "person/高远",
            "title",
            None,
            (quoted(page, "市民高远"),),
            ("affiliation/title-name",),
            0.7,
            title="市民",
        ),
        Statement(
            "person/陆行之",
            "affiliatedWith",
            "org/青川化工有限公司",
            (quoted(page, "该公司焊工陆\n行之"),),
            ("affiliation/org-title-name",),
            0.85,
            title="焊工",
            former=True,
        ),
    )
    measurements = (
        Measurement(
            Decimal(1200),
            "人",
            "参训职工",
            (quoted(page, "累计参训职工超1200人"),),
            "figures/count",
            0.9,
            about="programme/青禾",
            period="2025",
            hedge="超",
        ),
        Measurement(
            Decimal("99.5"), "%", "满意率", (quoted(brief, "满意率达99.5%"),), "figures/rate", 0.9
        ),
    )
    return Knowledge(
        (brief, page),
        (article(brief), article(page)),
        entities,
        statements,
        measurements,
        bylines=((page.name, 1, "person/钱小满"),),
        merges=(
            Merge("org/青川化工有限公司", ("青川化工",), "short form in one article", 6.0, True),
            Merge("person/高远", ("高远",), "no employer agrees", -1.5, False),
        ),
    )
