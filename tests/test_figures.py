"""Each rule's examples, then what figures owe the rest: owner, period, offsets, no repeats."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.figures import RULES, FigureRule, find_figures
from kg.figures.measures import find_measure
from kg.figures.numbers import QUANTITY, read_quantity
from kg.layout import find_articles
from kg.model import Article, Document, Figure, Mention
from kg.sentences import find_sentences


def read(text: str, *names: tuple[str, str]) -> tuple[Article, list[Figure]]:
    """The one article of ``text`` and its figures; ``names`` are (name, kind) to be mentions."""
    [article] = find_articles(Document("page.txt", text))
    mentions = []
    for name, kind in names:
        start = article.text.find(name)
        while start >= 0:
            mentions.append(Mention(start, start + len(name), name, kind))
            start = article.text.find(name, start + 1)
    return article, find_figures(article, find_sentences(article), sorted(mentions))


EXAMPLES = [(rule, text) for rule in RULES for text in rule.examples]


@pytest.mark.parametrize(("rule", "text"), EXAMPLES, ids=[text for _, text in EXAMPLES])
def test_rule_reads_its_examples(rule: FigureRule, text: str) -> None:
    _, figures = read(text)
    assert [f"{f.value} {f.unit} {f.measure}" for f in figures] == rule.examples[text]
    if rule.takes and rule.examples[text]:
        assert rule.name in {figure.rule for figure in figures}


def test_rules_have_distinct_names_and_most_have_examples() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert sum(bool(rule.examples) for rule in RULES) >= len(RULES) - 4


@pytest.mark.parametrize(
    ("text", "value", "unit", "hedge"),
    [
        ("近60万人次", "600000", "人次", "近"),
        ("58.24万件", "582400", "件", None),
        ("340多万人次", "3400000", "人次", "多"),
        ("291万余元", "2910000", "元", "余"),
        ("2.7亿元", "270000000", "元", None),
        ("1万亿元", "1000000000000", "元", None),
        ("百分之三十", "30", "%", None),
        ("百分之四点一", "4.1", "%", None),
        ("九成以上", "90", "%", "以上"),
        ("七成五", "75", "%", None),
        ("四成半左右", "45", "%", "左右"),
        ("三十多家", "30", "家", "多"),
        ("上千名", "1000", "名", "上"),
        ("近百名", "100", "名", "近"),
        ("12,345人", "12345", "人", None),
        ("１２名", "12", "名", None),
        ("40名左右", "40", "名", "左右"),
        ("不足20户", "20", "户", "不足"),
        ("7个多月", "7", "个月", "多"),
        ("38场(次)", "38", "场(次)", None),
        ("700多件（册）", "700", "件（册）", "多"),
    ],
)
def test_numbers_have_their_value(text: str, value: str, unit: str, hedge: str | None) -> None:
    quantity = read_quantity(QUANTITY.fullmatch(text))
    assert (quantity.value, quantity.unit, quantity.hedge) == (Decimal(value), unit, hedge)
    assert "E" not in str(quantity.value)


def test_a_figure_quotes_its_clause() -> None:
    article, [figure] = read("今年以来，县总工会接待读者2300余人次，大家都说好。")
    assert article.quote(figure.start, figure.end) == "县总工会接待读者2300余人次"
    assert figure.hedge == "余"


def test_what_is_counted_keeps_its_brackets() -> None:
    _, [figure] = read("大赛开幕，来自10个县（市、区）的选手到场。")
    assert (figure.value, figure.unit, figure.measure) == (Decimal(10), "个", "县（市、区）")


def test_a_figure_cut_by_a_column_break_is_whole() -> None:
    page = "大赛落幕\n\n本报讯（记者 王小伟）图书馆全年共接待读者145.6万人\n\n次，大家都说好。\n"
    article, [figure] = read(page)
    assert (figure.value, figure.unit) == (Decimal(1456000), "人次")
    assert article.quote(figure.start, figure.end) == "图书馆全年共接待读者145.6万人\n\n次"


def test_numbers_in_names_and_titles_are_no_figures() -> None:
    text = "读者翻开《100个车间的故事》，走进“88号课堂”，拨打36人热线。"
    assert read(text, ("拨打36人热线", "Platform"))[1] == []


def test_a_repeated_figure_stands_once() -> None:
    page = (
        "3200名职工练技能\n\n本报记者 王小伟\n\n青山县总工会全年培训职工3200名，建成驿站15家。\n\n"
        "一年来，全县共培训职工3200名，新增会员15名。\n"
    )
    _, figures = read(page)
    assert [(str(f.value), f.unit) for f in figures] == [("3200", "名"), ("15", "家"), ("15", "名")]


def test_a_headline_counts_where_no_sentence_does() -> None:
    _, figures = read("小镇签下47个项目\n\n本报记者 王小伟\n\n签约会昨日举行，大家都说好。\n")
    assert [(str(f.value), f.unit) for f in figures] == [("47", "个")]


@pytest.mark.parametrize(
    ("text", "names", "owner"),
    [
        (
            "青山县总工会举办“山里红”技能大赛，27家企业的95名选手参赛。",
            [("青山县总工会", "Organization"), ("山里红", "Programme")],
            "山里红",
        ),
        (
            "青山纺机有限公司现有员工1350名。",
            [("青山纺机有限公司", "Organization")],
            "青山纺机有限公司",
        ),
        (
            "青山县商会昨日换届。白石镇商会派人到贺，该商会有会员企业280家。",
            [("青山县商会", "Organization"), ("白石镇商会", "Organization")],
            "白石镇商会",
        ),
        (
            "王小伟自幼学艺，师从李娜。他先后带出徒弟15名。",
            [("王小伟", "Person"), ("李娜", "Person")],
            "王小伟",
        ),
        (
            "“山里通”小程序累计收到留言873条，回复率96.1%。",
            [("山里通", "Platform")],
            "山里通",
        ),
    ],
)
def test_a_figure_belongs_to_what_it_tells_of(
    text: str, names: list[tuple[str, str]], owner: str
) -> None:
    _, figures = read(text, *names)
    assert figures
    assert {figure.about.text for figure in figures if figure.about} == {owner}


def test_periods_are_years_stated_nearby() -> None:
    page = (
        "会上传佳音\n\n本报记者 王小伟\n\n2024年，县里培训职工120名；"
        "2018年至2023年，共培训900名。\n\n眼下，驿站共有15家。\n"
    )
    _, figures = read(page)
    assert [figure.period for figure in figures] == ["2024", "2018/2023", None]


def test_last_year_counts_from_the_date_of_the_page() -> None:
    page = "2024年5月6日 星期一\n\n会上传佳音\n\n本报记者 王小伟\n\n去年，县里培训职工120名。\n"
    article, [figure] = read(page)
    assert article.published == "2024-05-06"
    assert figure.period == "2023"


@pytest.mark.parametrize(
    ("line", "number", "measure"),
    [
        ("举办“春送岗位”招聘会6场", "6场", "招聘会"),
        ("建成“石榴籽”工匠学院3所", "3所", "“石榴籽”工匠学院"),
        ("动员38万名职工投身振兴", "38万名", "职工"),
        ("新建“船员之家”6个", "6个", "船员之家"),
        ("参赛选手1107人", "1107人", "参赛选手"),
    ],
)
def test_what_is_counted_keeps_its_own_quotation_marks_and_no_verb(
    line: str, number: str, measure: str
) -> None:
    start = line.index(number)
    assert find_measure(line, start, start + len(number), (0, len(line)), "count") == measure


def test_a_second_number_of_one_sentence_and_unit_counts_the_same() -> None:
    page = "会上传佳音\n\n本报记者 王小伟\n\n全年新建“船员之家”6个，累计达到19个，投入40万元。\n"
    _, figures = read(page)
    assert [(figure.value, figure.measure) for figure in figures[:2]] == [
        (6, "船员之家"),
        (19, "船员之家"),
    ]
