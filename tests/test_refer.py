"""Words that point, and names in full: this text with these marks, these things."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kg.layout import find_articles
from kg.mentions.grammar import find_prize_lists
from kg.model import Article, Document, Mention
from kg.refer import find_anaphors, name_mentions
from kg.sentences import find_sentences

_MARK = re.compile(r"⟦(\w+):([^⟦⟧]+)⟧")


def read_marked(marked: str) -> tuple[Article, list[Mention]]:
    """The article, and its marks as mentions."""
    plain = _MARK.sub(lambda match: match[2], marked)
    (article,) = find_articles(Document("d.txt", plain))
    mentions, cursor = [], 0
    for match in _MARK.finditer(marked):
        start = article.text.index(match[2], cursor)
        cursor = start + len(match[2])
        mentions.append(Mention(start, cursor, match[2], match[1], "marked", name=match[2]))
    return article, mentions


@pytest.mark.parametrize(
    ("text", "word", "thing"),
    [
        (
            "“⟦Programme:采茶节启动仪式⟧”昨日举行。⟦Person:史明⟧曾在⟦Programme:临河县采茶大赛⟧夺冠。启动仪式上，他第一个发言。",
            "启动仪式上",
            "采茶节启动仪式",
        ),
        (
            "⟦Programme:临河县采茶大赛⟧落幕。⟦Person:史明⟧还参加过⟦Programme:春茶论坛⟧。赛后，他收了徒弟。",
            "赛后",
            "临河县采茶大赛",
        ),
        (
            "⟦Programme:春茶论坛⟧开幕。活动中，⟦Person:史明⟧发言。",
            "活动",
            "春茶论坛",
        ),
    ],
)
def test_a_word_for_an_event_points_to_the_one_that_ends_so(
    text: str, word: str, thing: str
) -> None:
    article, mentions = read_marked(text)
    found = {m.text: m.name for m in find_anaphors(find_sentences(article), mentions)}
    assert found[word] == thing


@pytest.mark.parametrize(
    ("text", "word", "things"),
    [
        (
            "⟦Person:甘霖⟧、⟦Person:史明⟧、⟦Person:丁一⟧登台。三人分获前三名。",
            "三人",
            ["甘霖", "史明", "丁一"],
        ),
        (
            "⟦Organization:北岭茶场⟧、⟦Organization:白塔小学⟧榜上有名，两家均获奖牌。",
            "两家",
            ["北岭茶场", "白塔小学"],
        ),
        ("⟦Organization:北岭茶场⟧榜上有名，两家均获奖牌。", "两家", []),
    ],
)
def test_a_word_for_several_stands_for_each_in_the_order_of_the_text(
    text: str, word: str, things: list[str]
) -> None:
    article, mentions = read_marked(text)
    found = sorted(find_anaphors(find_sentences(article), mentions))
    assert [m.name for m in found if m.text == word] == things


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("⟦Person:史明⟧守茶山。⟦Person:甘霖⟧是他的徒弟。", "史明"),
        ("⟦Person:史明⟧守茶山。⟦Person:甘霖⟧跟他学了三年。", "史明"),
        ("⟦Person:史明⟧守茶山。⟦Person:甘霖⟧和他的徒弟来了。", "甘霖"),
        ("⟦Person:史明⟧守茶山。⟦Person:甘霖⟧说，他不走。", "甘霖"),
        ("⟦Person:甘霖⟧告诉记者，⟦Person:史明⟧守茶山，他不走。", "史明"),
    ],
)
def test_he_is_another_than_the_subject_whose_object_he_is(text: str, person: str) -> None:
    article, mentions = read_marked(text)
    [found] = find_anaphors(find_sentences(article), mentions)
    assert (found.text, found.name) == ("他", person)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # a bare word wherever a name could stand
        (
            "⟦Organization:白塔茶业公司⟧在镇东。⟦Person:史明⟧是公司的质检员。",
            [("公司", "白塔茶业公司")],
        ),
        ("⟦Organization:白塔机务段⟧在镇东。史明进站早，段里奖他一百元。", [("段里", "白塔机务段")]),
        ("⟦Organization:白塔茶业公司⟧在镇东。全市有三家公司歇业。", []),
        ("⟦Organization:白塔法律援助中心⟧挂牌。我们以群众为中心。", []),
        # a works is called so only where there is no company
        (
            "⟦Organization:白塔茶业公司⟧收了⟦Organization:白塔糖厂⟧。⟦Person:史明⟧是公司的质检员。",
            [("公司", "白塔茶业公司")],
        ),
        # where the one told of before is employed
        (
            "⟦Organization:白塔茶业公司⟧⟦Title:技师⟧⟦Person:史明⟧来到⟦Organization:临河制糖公司⟧，同公司的⟦Person:甘霖⟧也来了。",
            [("同公司", "白塔茶业公司")],
        ),
        # the last word of a name, or the noun behind a quoted one
        ("⟦Organization:孝贤讲解队⟧有五人。年底讲解队领奖。", [("讲解队", "孝贤讲解队")]),
        ("他写了“⟦Work:听轴⟧”诊断系统。这套系统得奖。", [("这套系统", "听轴")]),
        ("“⟦Platform:拾遗⟧”小程序上线。这个小程序好用。", [("这个小程序", "拾遗")]),
        ("⟦Programme:白塔护林行动⟧开始。行动组到村。", []),
        # the body that writes, though it is named only below
        (
            "我会联合白塔镇办赛。\n\n（作者单位：⟦Organization:白塔县总工会⟧）",
            [("我会", "白塔县总工会")],
        ),
        ("⟦Organization:白塔县总工会⟧开会。史明说：“我会看火色。”", []),
        ("⟦Organization:白塔糖厂⟧开工。史明说：“我们厂不停火。”", [("我们厂", "白塔糖厂")]),
    ],
)
def test_words_that_stand_for_what_was_named(text: str, found: list[tuple[str, str]]) -> None:
    article, mentions = read_marked(text)
    pointing = find_anaphors(find_sentences(article), mentions)
    assert [(m.text, m.name) for m in pointing if m.kind != "Person"] == found


@pytest.mark.parametrize(
    ("award", "name"),
    [("优秀组织奖", "优秀组织奖"), ("青年组金奖", "金奖"), ("钳工项目一等奖", "一等奖")],
)
def test_a_prize_is_named_by_its_level(award: str, name: str) -> None:
    article, mentions = read_marked(
        f"⟦Programme:临河县采茶大赛⟧落幕，⟦Organization:北岭茶场⟧获⟦Award:{award}⟧。"
    )
    named = name_mentions(article, mentions)
    assert [m.name for m in named if m.kind == "Award"] == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("⟦Person:史明月⟧的徒弟说，⟦Person:史⟧师傅话少。", ["史明月", "史明月"]),
        (
            "⟦Person:史东⟧摄影。⟦Person:史明月⟧守茶山，⟦Person:史⟧师傅话少。",
            ["史东", "史明月", "史明月"],
        ),
        ("⟦Person:甘霖⟧说，⟦Person:史⟧师傅话少。", ["甘霖"]),
    ],
)
def test_a_bare_surname_is_who_bears_it(text: str, names: list[str]) -> None:
    article, mentions = read_marked(text)
    assert [m.name for m in name_mentions(article, mentions)] == names


def test_each_rank_of_a_row_has_its_name() -> None:
    [article] = find_articles(Document("d.txt", "甘霖、史明、谷雨生分列第一、二、三名。"))
    named = name_mentions(article, find_prize_lists(article))
    assert [(m.text, m.name) for m in named] == [
        ("第一", "第一名"),
        ("二", "第二名"),
        ("三名", "第三名"),
    ]
    [article] = find_articles(Document("d.txt", "甘霖、史明、谷雨生分获一、二、三等奖。"))
    named = name_mentions(article, find_prize_lists(article))
    assert [m.name for m in named] == ["一等奖", "二等奖", "三等奖"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # a firm drops its place, its form, its trade
        (
            "⟦Organization:甘州青山电力设备有限公司⟧来了。⟦Organization:青山电力⟧、⟦Organization:青山集团⟧也来了。",
            ["甘州青山电力设备有限公司"] * 3,
        ),
        # what is part of it is not it
        (
            "⟦Organization:青山电力有限公司⟧与⟦Organization:青山电力有限公司工会⟧、⟦Organization:青山电力维修二班⟧。",
            ["青山电力有限公司", "青山电力有限公司工会", "青山电力维修二班"],
        ),
        # a public body does not drop words
        (
            "⟦Organization:江州大学⟧、⟦Organization:江州工业大学⟧和⟦Organization:江州师范大学⟧。",
            ["江州大学", "江州工业大学", "江州师范大学"],
        ),
        # it clips them
        (
            "⟦Organization:绩溪县文化体育和旅游局⟧来了。⟦Organization:县文体旅局⟧负责此事。",
            ["绩溪县文化体育和旅游局"] * 2,
        ),
        # the union of a city is another than that of its district
        (
            "⟦Organization:柳州市总工会⟧和⟦Organization:柳州市鱼峰区总工会⟧。",
            ["柳州市总工会", "柳州市鱼峰区总工会"],
        ),
        # a clipped one is the one that is named in full
        (
            "⟦Organization:柳州市总工会⟧来了。⟦Place:宜州区⟧、⟦Place:桂林市⟧也来了。⟦Organization:市总工会⟧表示欢迎。",
            ["柳州市总工会", "柳州市总工会"],
        ),
        (
            "⟦Organization:中共绩溪县委⟧、⟦Organization:绩溪县纪委⟧；⟦Organization:县委⟧。",
            ["中共绩溪县委", "中共绩溪县纪委", "中共绩溪县委"],
        ),
        # the rear of a name alone
        (
            "⟦Organization:青山港务集团艺术团⟧登台。⟦Organization:艺术团⟧有30人。",
            ["青山港务集团艺术团"] * 2,
        ),
        ("⟦Organization:中共中央⟧；⟦Organization:中央气象台⟧。", ["中共中央", "中央气象台"]),
        # the last part, whatever its own name begins with
        (
            "⟦Organization:绩溪县公安局新县派出所⟧；⟦Organization:新县派出所⟧。",
            ["绩溪县公安局新县派出所"] * 2,
        ),
        # a school by its number, a mine or station by one character
        (
            "⟦Organization:绩溪县第一中学⟧；⟦Organization:县一中⟧；⟦Organization:河湾煤矿⟧；⟦Organization:河湾矿⟧。",
            ["绩溪县第一中学", "绩溪县第一中学", "河湾煤矿", "河湾煤矿"],
        ),
        # the body that a longer name opens with is not the one within it
        (
            "⟦Organization:江州工业大学土木工程学院⟧；⟦Organization:江工大⟧。",
            ["江州工业大学土木工程学院", "江工大"],
        ),
        # what ends so is nearer than what only has the characters
        (
            "⟦Organization:绩溪县茶业商会⟧与⟦Organization:绩溪县工商联⟧；⟦Organization:商会⟧。",
            ["绩溪县茶业商会", "绩溪县工商业联合会", "绩溪县茶业商会"],
        ),
        # short forms that the text states
        (
            "⟦Organization:绩溪县手工业合作联社⟧（以下简称“⟦Organization:绩手联⟧”）来了。⟦Organization:绩手联⟧有30人。",
            ["绩溪县手工业合作联社"] * 3,
        ),
    ],
)
def test_short_names_of_bodies_are_told_from_other_bodies(text: str, names: list[str]) -> None:
    article, mentions = read_marked(text)
    unnamed = [replace(m, name="") for m in mentions]
    bodies = [m for m in name_mentions(article, unnamed) if m.kind == "Organization"]
    assert [m.name for m in bodies] == names


def test_a_chain_of_divisions_is_one_place_a_level() -> None:
    article, mentions = read_marked(
        "⟦Place:四川省阿坝藏族羌族自治州⟧⟦Place:汶川县⟧；⟦Place:新邱区街基街道⟧；⟦Place:河湾开发区⟧。"
    )
    named = [m.text for m in name_mentions(article, mentions)]
    places = ["四川省", "阿坝藏族羌族自治州", "汶川县", "新邱区", "街基街道", "河湾开发区"]
    assert named == places


def test_a_given_name_alone_is_who_bears_it() -> None:
    article, mentions = read_marked("⟦Person:沈雪梅⟧笑了。“⟦Person:雪梅⟧来了！”")
    assert {m.name for m in name_mentions(article, mentions)} == {"沈雪梅"}


def test_a_prize_given_at_an_occasion_is_of_the_contest_that_it_closes() -> None:
    article, mentions = read_marked(
        "⟦Programme:临河县采茶大赛⟧⟦Award:一等奖⟧归甘霖。⟦Programme:第三届临河县采茶大赛总结表彰会⟧开在镇上，"
        "⟦Award:二等奖⟧归史明。"
    )
    prizes = [m for m in name_mentions(article, mentions) if m.kind == "Award"]
    assert [m.scope for m in prizes] == ["临河县采茶大赛", "临河县采茶大赛"]


@pytest.mark.parametrize(
    "text",
    [
        "本报北海讯 ⟦Organization:武汉市汉口医院⟧来函，⟦Organization:市总工会⟧当天回了信。",
        "北海日报\n\n两地传书\n\n⟦Organization:武汉市汉口医院⟧来函，⟦Organization:市总工会⟧当天回了信。",
    ],
)
def test_a_clipped_body_is_of_the_place_of_the_dateline_or_the_paper(text: str) -> None:
    article, mentions = read_marked(text)
    named = name_mentions(article, mentions)
    assert [m.name for m in named] == ["武汉市汉口医院", "北海市总工会"]


def test_a_name_spaced_out_is_the_name() -> None:
    article, mentions = read_marked("⟦Person:祁 山⟧到场，⟦Person:祁山⟧先讲。")
    assert {m.name for m in name_mentions(article, mentions)} == {"祁山"}
