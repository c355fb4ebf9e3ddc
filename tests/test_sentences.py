"""Where sentences end, and that each is a slice of its article."""

from __future__ import annotations

import pytest

from kg.layout import find_articles
from kg.model import Document
from kg.sentences import find_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("大会闭幕。代表返程！下次何时？", ["大会闭幕。", "代表返程！", "下次何时？"]),
        ("会期两天；天晴。", ["会期两天；", "天晴。"]),
        ("“都来了。”昨日，大会闭幕。", ["“都来了。”", "昨日，大会闭幕。"]),
        ("“都来了。坐满了。”王小伟说。天晴。", ["“都来了。坐满了。”王小伟说。", "天晴。"]),
        ("他问：“来吗？”大家点头。", ["他问：“来吗？”", "大家点头。"]),
        ("大会闭幕……代表返程。", ["大会闭幕……", "代表返程。"]),
        ("增长3.5%，为近年最好。", ["增长3.5%，为近年最好。"]),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, sentences: list[str]) -> None:
    [article] = find_articles(Document("page.txt", text))
    assert [sentence.text for sentence in find_sentences(article)] == sentences


def test_a_sentence_never_leaves_its_block() -> None:
    page = "课堂开讲\n\n本报讯（记者 王小伟）课堂设在车间。工人随到随学。\n"
    [article] = find_articles(Document("page.txt", page))
    assert [(s.kind, s.text, s.paragraph) for s in find_sentences(article)] == [
        ("headline", "课堂开讲", 0),
        ("byline", "本报讯（记者 王小伟）", 1),
        ("body", "课堂设在车间。", 2),
        ("body", "工人随到随学。", 2),
    ]
