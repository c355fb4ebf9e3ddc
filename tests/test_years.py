"""Of which year an honour is: the years that an article tells, and which of them a reader takes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import RuleError
from kg.layout import find_articles
from kg.mentions.tagger import parse
from kg.model import Document, Mention
from kg.refer import scope_prizes
from kg.relations import find_facts
from kg.relations.years import load_years
from kg.relations.years.told import find_years, years_in
from kg.relations.years.training import lessons_of, train
from kg.sentences import find_sentences


def years_of(text: str, published: str | None = None) -> list[tuple[str, int]]:
    return [(text[t.start : t.end], t.year) for t in find_years(text, published).told]


def test_a_year_is_written_or_counted_from_the_one_told_last() -> None:
    text = "2019年他进厂，次年入党，3月带班；2021年夺冠，同年获奖。"
    assert years_of(text) == [
        ("2019", 2019),
        ("次年", 2020),
        ("3月", 2020),
        ("2021", 2021),
        ("同年", 2021),
    ]


def test_last_year_is_counted_from_the_day_of_the_page() -> None:
    assert years_of("去年她领了奖。", "2024-05-01") == [("去年", 2023)]
    assert years_of("去年她领了奖，前年也领了。") == []


def test_where_no_page_is_dated_the_last_date_told_is_its_own() -> None:
    assert years_of("2022年6月3日，大赛落幕。去年他也来了，规划到2035年。")[1] == ("去年", 2021)


def test_a_year_stands_in_the_name_of_an_honour_or_its_contest() -> None:
    assert years_in("2023年度河湾工匠") == [2023]
    assert years_in("云溪12345热线") == []


def dated(marked: str, published: str | None = None) -> dict[str, str | None]:
    """The year of each honour, by its holder."""
    annotated = parse(marked)
    [article] = find_articles(Document("d.txt", annotated.text))
    article = replace(article, published=published)
    shift = article.text.index(annotated.text[:4])
    mentions = scope_prizes(
        [
            Mention(s.start + shift, s.end + shift, text, s.kind, "marked", text)
            for s in annotated.spans
            for text in [annotated.text[s.start : s.end]]
        ]
    )
    facts = find_facts(article, find_sentences(article), mentions)
    return {f.subject.text: f.qualifiers.year for f in facts if f.relation == "received"}


HONOURS = [
    # told in the sentence
    ("2021年，⟦Person:史明⟧荣获“⟦Award:云溪工匠⟧”称号。", None, {"史明": "2021"}),
    # in the name of the contest
    (
        "在⟦Programme:2023年云溪市焊工大赛⟧上，⟦Person:甘霖⟧获⟦Award:一等奖⟧。",
        None,
        {"甘霖": "2023"},
    ),
    # counted from the page's date
    ("去年，⟦Person:史明⟧获评“⟦Award:云溪工匠⟧”。", "2024-05-01", {"史明": "2023"}),
    # counted from what was told before
    (
        "⟦Person:谷雨生⟧2016年进厂。次年，他荣获“⟦Award:云溪市技术能手⟧”称号。",
        None,
        {"谷雨生": "2017"},
    ),
    # each its own
    (
        "2018年，⟦Person:史明⟧荣获“⟦Award:云溪工匠⟧”称号；2020年，⟦Person:甘霖⟧荣获“⟦Award:云溪工匠⟧”称号。",
        None,
        {"史明": "2018", "甘霖": "2020"},
    ),
    # the year of an edition that was told before
    (
        "2022年9月3日，⟦Programme:第三届云溪焊工大赛⟧落幕。⟦Person:甘霖⟧获得⟦Award:一等奖⟧。",
        None,
        {"甘霖": "2022"},
    ),
    # no year at all
    ("⟦Person:史明⟧荣获“⟦Award:云溪工匠⟧”称号。", None, {"史明": None}),
    # what a body was founded in is not when it was honoured
    (
        "⟦Organization:河湾站⟧1958年12月成立，连续多年被评为⟦Award:市级先进集体⟧。",
        None,
        {"河湾站": None},
    ),
]


@pytest.mark.parametrize(("marked", "published", "years"), HONOURS)
def test_an_honour_has_the_year_that_a_reader_takes(
    marked: str, published: str | None, years: dict[str, str | None]
) -> None:
    assert dated(marked, published) == years


PIECES = [
    "2019年",
    "去年",
    "次年",
    "同年",
    "3月",
    "。",
    "，",
    "史明获奖",
    "至2021年",
    "\n\n",
    "2024年5月",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.booleans())
def test_what_tells_a_year_is_a_slice_of_the_text_in_order(text: str, printed: bool) -> None:
    years = find_years(text, "2025-01-01" if printed else None)
    assert all(text[t.start : t.end] for t in years.told)
    assert [t.start for t in years.told] == sorted(t.start for t in years.told)
    assert years.own is not None or not any(t.how.endswith("ago") for t in years.told)


NEWS = """\
⟦Person:史明⟧的路

2021年，⟦Person:史明⟧荣获“⟦Award:云溪工匠⟧”称号。⟦Person:甘霖⟧是⟦Award:云溪市劳动模范⟧。
"""
SHEET = """\
fact	received	史明	云溪工匠	year=2021
fact	received	甘霖	云溪市劳动模范
fact?	received	甘霖	云溪工匠
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for folder, ending, text in (("news", "txt", NEWS), ("facts", "tsv", SHEET)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"n1.{ending}").write_text(text, encoding="utf-8")
    return tmp_path


def test_lessons_know_the_year_that_a_reader_notes_or_that_he_notes_none(corpus: Path) -> None:
    answers = {
        tuple(year for (year,), right in zip(step.things, told, strict=True) if right)
        for lesson in lessons_of(corpus)
        for step, told in zip(lesson.steps, lesson.right, strict=True)
        if told is not None
    }
    assert answers == {("2021",), ("",)}


def test_the_same_documents_give_the_same_weights(corpus: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    train([corpus], one)
    train([corpus], other)
    assert one.read_bytes() == other.read_bytes()
    assert load_years(one).weights


def test_weights_that_are_not_there_are_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"none\.json: found no weights .*run: kg train"):
        load_years(tmp_path / "none.json")
