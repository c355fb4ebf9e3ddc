"""Grammar around tagged names: this text with these marks from the tagger, these mentions."""

from __future__ import annotations

import re

import pytest

from kg.layout import find_articles
from kg.mentions.borders import trim
from kg.mentions.grammar import find_events, find_halves, find_levels
from kg.mentions.parallel import find_parallel_people
from kg.mentions.repeats import without_doubtful
from kg.model import Article, Document, Mention

_MARK = re.compile(r"⟦(\w+):([^⟦⟧]+)⟧")


def read_marked(marked: str) -> tuple[Article, list[Mention]]:
    """The article whose marks say what the tagger saw."""
    plain = _MARK.sub(lambda match: match[2], marked)
    (article,) = find_articles(Document("d.txt", plain))
    mentions, cursor = [], 0
    for match in _MARK.finditer(marked):
        start = article.text.index(match[2], cursor)
        cursor = start + len(match[2])
        mentions.append(Mention(start, cursor, match[2], match[1], "tagger", confidence=0.8))
    return article, mentions


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "电焊组,⟦Organization:山河公司⟧柴旺、⟦Organization:江口机器公司⟧时光、⟦Organization:岭南松木公司⟧⟦Person:莫松⟧分获前三。",
            ["柴旺", "时光"],
        ),
        (
            "⟦Organization:临水县医院⟧⟦Person:白杨⟧夺冠。⟦Organization:大槐镇卫生院⟧高度重视、认真落实。",
            [],
        ),
        (
            "⟦Organization:甲乡政府⟧、⟦Organization:乙乡政府⟧方面、⟦Organization:丙乡政府⟧表示感谢。",
            [],
        ),
    ],
)
def test_a_list_with_one_person_in_a_slot_has_people_in_all(text: str, people: list[str]) -> None:
    article, mentions = read_marked(text)
    assert [m.text for m in find_parallel_people(article, mentions)] == people


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("签约的是川河泵阀⟦Organization:（梁平）有限公司⟧。", ["川河泵阀（梁平）有限公司"]),
        ("昨日，川河泵阀⟦Organization:（梁平）有限公司⟧签约。", ["川河泵阀（梁平）有限公司"]),
        ("⟦Organization:吴桂月任商会妇女联合会⟧会长。", ["吴桂月", "商会妇女联合会"]),
        ("⟦Organization:云山康养小镇由川旅文旅集团⟧投资。", ["川旅文旅集团"]),
        ("⟦Organization:由县林业局⟧主办。", ["县林业局"]),
    ],
)
def test_a_body_begins_and_ends_where_grammar_says(text: str, names: list[str]) -> None:
    article, mentions = read_marked(text)
    assert [m.text for m in trim(article, mentions)] == names


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("大厅里，“拿地即开工”专题联席会准时开场。", ["“拿地即开工”专题联席会"]),
        ("“唱响春天”庆“五一”职工歌手大赛日前落幕。", ["“唱响春天”庆“五一”职工歌手大赛"]),
        ("他说：“好日子在后头”，大赛还没开始。", []),
        ("“⟦Programme:夜校⟧”启动仪式在广场举行。", []),
    ],
)
def test_quoted_words_open_an_event(text: str, events: list[str]) -> None:
    article, mentions = read_marked(text)
    assert [m.text for m in find_events(article, mentions)] == events


def test_prize_levels_are_seen_wherever_they_stand() -> None:
    article, _ = read_marked(
        "获第三届档案编研成果奖二等奖，另有金奖2项、银奖4项；一等奖得主可晋升。"
    )
    assert [m.text for m in find_levels(article)] == ["二等奖", "金奖", "银奖"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("⟦Person:史明月总书记⟧来信。", ["史明月", "总书记"]),
        ("⟦Person:欧阳春校长⟧上课。", ["欧阳春", "校长"]),
        ("⟦Person:史主席⟧来信。", ["史主席"]),
    ],
)
def test_a_post_behind_a_whole_name_is_no_part_of_it(text: str, names: list[str]) -> None:
    article, mentions = read_marked(text)
    assert [m.text for m in trim(article, mentions)] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("深入⟦Programme:贯彻落实人才“云岭计划”⟧工作", "人才“云岭计划”"),
        ("⟦Programme:全省首办茶园安全技能竞赛⟧落幕", "茶园安全技能竞赛"),
        ("“⟦Programme:启动日⟧”那天", "启动日"),
    ],
)
def test_what_is_done_with_a_programme_is_cut_off(text: str, name: str) -> None:
    article, mentions = read_marked(text)
    assert [m.text for m in trim(article, mentions)] == [name]


def test_a_quoted_name_in_two_halves_is_one() -> None:
    article, halves = read_marked("“⟦Programme:粽香端午,⟧⟦Programme:情暖云岭⟧”活动热闹。")
    assert [m.text for m in find_halves(article, halves)] == ["粽香端午,情暖云岭"]
    article, apart = read_marked("“⟦Programme:粽香端午⟧”，“⟦Programme:情暖云岭⟧”都热闹。")
    assert list(find_halves(article, apart)) == []


@pytest.mark.parametrize(
    ("name", "confidence", "kept"),
    [("时光", 0.6, False), ("时光", 0.8, True), ("史明月", 0.6, True), ("史明月", 0.4, False)],
)
def test_a_word_is_a_name_only_where_the_tagger_is_sure(
    name: str, confidence: float, kept: bool
) -> None:
    mention = Mention(0, len(name), name, "Person", "tagger", confidence=confidence)
    assert bool(without_doubtful([mention])) is kept
