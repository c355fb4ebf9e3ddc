"""Grammar around tagged names: this text with these marks from the tagger, these mentions."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kg.layout import find_articles
from kg.mentions.borders import trim
from kg.mentions.grammar import find_events, find_halves, find_levels, find_teams
from kg.mentions.parallel import find_parallel_people
from kg.mentions.posts import find_posts
from kg.mentions.repeats import without_doubtful
from kg.mentions.short_forms import stated_forms, with_stated
from kg.mentions.units import within_establishments
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
        ("为了北岭\n——⟦Organization:记北岭县医院⟧的夜班", ["北岭县医院"]),
    ],
)
def test_a_body_begins_and_ends_where_grammar_says(text: str, names: list[str]) -> None:
    article, mentions = read_marked(text)
    assert [m.text for m in trim(article, mentions)] == names


def test_a_short_form_that_the_text_states_is_a_name_wherever_it_stands() -> None:
    article, mentions = read_marked(
        "⟦Programme:第三届河湾焊工大赛⟧（以下简称“河焊赛”）开幕。⟦Person:河焊赛⟧有30人，河焊赛组委会说。"
    )
    found = [(m.text, m.kind) for m in with_stated(article, mentions)]
    assert found == [("第三届河湾焊工大赛", "Programme"), *[("河焊赛", "Programme")] * 3]
    [stated] = stated_forms(article, mentions)
    assert stated == "河焊赛"


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("⟦Organization:河湾电厂⟧检修工⟦Person:史明⟧来了。", ["检修工"]),
        ("⟦Organization:河湾学院⟧学生⟦Person:史明⟧来了。", ["学生"]),
        ("⟦Organization:河湾电厂⟧派出⟦Person:史明⟧，⟦Place:河湾县⟧学生⟦Person:甘霖⟧也来了。", []),
        ("⟦Organization:河湾电厂⟧宣传部⟦Person:史明⟧来了。", []),
    ],
)
def test_nouns_between_a_body_and_a_person_are_a_post(text: str, posts: list[str]) -> None:
    article, mentions = read_marked(text)
    assert [m.text for m in find_posts(article, mentions)] == posts


def test_other_words_in_brackets_are_no_short_form() -> None:
    article, mentions = read_marked(
        "⟦Organization:河湾局⟧（河北）来了，⟦Person:史明⟧（左一）也来了。"
    )
    assert stated_forms(article, mentions) == {}


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
    ("text", "confidence", "kept"),
    [
        # a word, or no surname: only where the tagger is sure
        ("⟦Person:时光⟧", 0.6, False),
        ("⟦Person:时光⟧", 0.8, True),
        ("⟦Person:字元素⟧", 0.6, False),
        ("⟦Person:字元素⟧", 0.8, True),
        ("⟦Person:史明月⟧", 0.6, True),
        ("⟦Person:史明月⟧", 0.4, False),
        # no quotation marks and no head
        ("⟦Programme:普惠职工新风尚⟧", 0.6, False),
        ("⟦Programme:普惠职工新风尚⟧", 0.8, True),
        ("“⟦Programme:普惠职工新风尚⟧”", 0.45, True),
        ("⟦Programme:普惠职工行动⟧", 0.6, True),
    ],
)
def test_what_looks_like_no_name_is_one_only_where_the_tagger_is_sure(
    text: str, confidence: float, kept: bool
) -> None:
    article, mentions = read_marked(text)
    told = [replace(m, confidence=confidence) for m in mentions]
    assert bool(without_doubtful(article, told)) is kept


@pytest.mark.parametrize(
    ("text", "teams"),
    [
        ("镇里的“石榴花”志愿服务队来了。", ["“石榴花”志愿服务队"]),
        ("青山区“老班长”工会联合会挂牌。", ["“老班长”工会联合会"]),
        # what the team serves, and what is given to one, is no part of its name
        ("“匠心进校园”宣讲团、“安康杯”班组竞赛和“春风行动”服务队。", []),
        ("三个⟦Award:“工人先锋号”⟧班组受表彰。", []),
        # the tagger read the whole of it
        ("⟦Organization:青山区“石榴花”志愿服务队⟧来了。", []),
    ],
)
def test_a_team_goes_by_its_quoted_name(text: str, teams: list[str]) -> None:
    article, mentions = read_marked(text)
    assert [m.text for m in find_teams(article, mentions)] == teams


@pytest.mark.parametrize(
    ("text", "body", "post"),
    [
        (
            "⟦Organization:青山电力有限公司设备部⟧⟦Title:部长⟧⟦Person:史明⟧",
            "青山电力有限公司",
            "设备部部长",
        ),
        (
            "⟦Organization:青山煤矿工会⟧⟦Title:主席⟧⟦Person:史明⟧",
            "青山煤矿",
            "工会主席",
        ),
        # what stands on its own is the employer
        (
            "⟦Organization:青山集团临河分公司⟧⟦Title:经理⟧⟦Person:史明⟧",
            "青山集团临河分公司",
            "经理",
        ),
        (
            "⟦Organization:临河县公安局城东派出所⟧⟦Title:民警⟧⟦Person:史明⟧",
            "临河县公安局城东派出所",
            "民警",
        ),
    ],
)
def test_a_unit_inside_an_establishment_belongs_to_the_post(
    text: str, body: str, post: str
) -> None:
    article, mentions = read_marked(text)
    found = {m.kind: m.text for m in within_establishments(article, mentions)}
    assert (found["Organization"], found["Title"]) == (body, post)


def test_a_unit_that_acts_is_a_body_of_its_own() -> None:
    article, mentions = read_marked("⟦Organization:青山煤矿综采一队⟧获评⟦Award:工人先锋号⟧。")
    found = [m.text for m in within_establishments(article, mentions)]
    assert found == ["青山煤矿综采一队", "工人先锋号"]
