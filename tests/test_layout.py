"""Pages to articles: what was cut is whole, blocks have their kind, bylines their people."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.layout import find_articles
from kg.layout.bylines import (
    parse_byline,
    parse_dateline,
    parse_picture_credit,
    parse_signature,
    split_names,
)
from kg.layout.paragraphs import cut_in_two, find_paragraphs, is_title, label_of
from kg.model import Article, Document
from kg.sentences import find_sentences

PAGE = """

青山短讯



选手在比赛中。 (李娜 摄)

车工比武见高下

——青山县职工技能大赛侧记

本报讯(记者 王小伟 通讯员 欧阳青)6月7日,青山县职工技能大赛落幕,36家企业的120名选手参加,切实推

动了技能人才成长。

“明年还来。”选手艾山·买买提说。(县总工会供图)

书屋添新书

本报讯(通讯员张勇)日前,县图书馆向白石镇职工书屋赠书3200册,书屋年接待读者

1.2万人次。
"""


def read(text: str) -> list[Article]:
    return find_articles(Document("page.txt", text))


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(b.kind, article.text[b.start : b.end]) for b in article.blocks]


def people(article: Article) -> list[tuple[str, str]]:
    return [(byline.name, byline.role) for byline in article.bylines]


def test_a_page_falls_into_its_articles_and_blocks() -> None:
    first, second = read(PAGE)
    assert blocks(first)[:6] == [
        ("heading", "青山短讯"),
        ("caption", "选手在比赛中。"),
        ("byline", "(李娜 摄)"),
        ("headline", "车工比武见高下"),
        ("deck", "——青山县职工技能大赛侧记"),
        ("byline", "本报讯(记者 王小伟 通讯员 欧阳青)"),
    ]
    assert people(first) == [("李娜", "摄"), ("王小伟", "记者"), ("欧阳青", "通讯员")]
    assert blocks(second) == [
        ("headline", "书屋添新书"),
        ("byline", "本报讯(通讯员张勇)"),
        ("body", "日前,县图书馆向白石镇职工书屋赠书3200册,书屋年接待读者1.2万人次。"),
    ]
    assert [article.number for article in (first, second)] == [1, 2]


def test_a_sentence_cut_by_a_column_break_is_whole_and_quotes_the_source() -> None:
    first, _ = read(PAGE)
    start = first.text.index("切实推动了")
    assert first.quote(start, start + 5) == "切实推\n\n动了"


def test_a_byline_is_a_slice_of_the_article() -> None:
    for article in read(PAGE):
        for byline in article.bylines:
            assert article.text[byline.start : byline.end] == byline.name


def test_a_caption_inside_a_paragraph_moves_out_of_it() -> None:
    page = (
        "大厅里的新窗口\n\n本报记者 王小伟\n\n"
        "县政务中心优化流程,一年来群众办事少跑路,项目开工创\n\n\n\n"
        "工作人员(左)在窗口前接待群众\n\n下了全县最快纪录,大家都说好。\n"
    )
    [article] = read(page)
    assert ("caption", "工作人员(左)在窗口前接待群众") in blocks(article)
    assert any(
        text.endswith("项目开工创下了全县最快纪录,大家都说好。") for _, text in blocks(article)
    )


def test_lead_and_headings() -> None:
    page = (
        "工会有了新驿站\n\n核心提示\n\n一年来,青山县总工会建起驿站。\n\n融媒体记者 王小伟 文/图\n\n"
        "选址 走到路口\n\n驿站设在路口,司机歇脚方便。\n"
    )
    [article] = read(page)
    assert blocks(article) == [
        ("headline", "工会有了新驿站"),
        ("heading", "核心提示"),
        ("lead", "一年来,青山县总工会建起驿站。"),
        ("byline", "融媒体记者 王小伟 文/图"),
        ("heading", "选址 走到路口"),
        ("body", "驿站设在路口,司机歇脚方便。"),
    ]


def test_a_second_byline_and_a_further_report_begin_articles() -> None:
    page = (
        "车间里的课堂\n\n本报记者 王小伟\n\n课堂设在车间,工人随到随学。\n\n"
        "山坡上的果园\n\n□通讯员 李娜\n\n果园开在山坡上,今年丰收。\n\n"
        "又讯（记者 张勇）邻县的果园昨日也开了园。\n"
    )
    assert [people(article) for article in read(page)] == [
        [("王小伟", "本报记者")],
        [("李娜", "通讯员")],
        [("张勇", "记者")],
    ]


def test_a_box_signed_by_another_hand_is_an_article() -> None:
    page = (
        "车间里的课堂\n\n本报记者 王小伟\n\n课堂设在车间,工人随到随学。\n\n链接\n\n"
        "邻县的做法\n\n邻县把课堂设在码头。(李娜 整理)\n"
    )
    first, second = read(page)
    assert people(second) == [("李娜", "整理")]
    assert second.headline == "邻县的做法"
    assert "码头" not in first.text


def test_signed_items_of_a_brief_stay_one_article() -> None:
    page = (
        "车间里的课堂\n\n本报记者 王小伟\n\n课堂设在车间。\n\n简讯\n\n"
        "●青山县昨日办起书展。 (李娜)\n\n●白石镇昨日修好水渠。 (张勇 乌云其其格)\n"
    )
    _, briefs = read(page)
    assert briefs.headline == "简讯"
    assert people(briefs) == [("李娜", ""), ("张勇", ""), ("乌云其其格", "")]


def test_an_inline_byline_is_cut_off_its_paragraph() -> None:
    [article] = read("课堂开讲\n\n课堂设在车间,工人随到随学。□融媒体记者 王小伟 文/图\n")
    assert blocks(article)[1:] == [
        ("body", "课堂设在车间,工人随到随学。"),
        ("byline", "□融媒体记者 王小伟 文/图"),
    ]


def test_names_after_a_mark_are_a_byline() -> None:
    [article] = read("课堂开讲\n\n□王小伟 李娜\n\n课堂设在车间,工人随到随学。\n")
    assert people(article) == [("王小伟", ""), ("李娜", "")]


def test_narrow_columns_are_joined() -> None:
    story = (
        "昨日上午青山县总工会在白石镇举办职工运动会全县三十六个代表队的"
        "选手参加了比赛场面热闹非凡大家都说明年还要再来。"
    )
    lines = [story[i : i + 8] for i in range(0, len(story), 8)]
    page = "运动会开幕\n\n本报记者 王小伟\n\n" + "\n".join(lines) + "\n"
    [article] = read(page)
    assert ("body", story) in blocks(article)


def test_date_lines_give_the_date_and_leave_the_text() -> None:
    [article] = read("课堂开讲\n\n发布时间：2024-05-06 来源：青山日报\n\n课堂设在车间。\n")
    assert article.published == "2024-05-06"
    assert "2024" not in article.text


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("融媒体记者 王小伟 通讯员 李娜 张勇 文/图", "王小伟 李娜 张勇"),
        ("■本报记者 欧阳青 见习记者 周岩（署名除外）", "欧阳青 周岩"),
        ("记者王小伟 实习生李娜", "王小伟 李娜"),
        ("记者王小伟通讯员李娜", "王小伟 李娜"),
        ("□青山日报记者 王小伟　通讯员 艾山·买买提", "王小伟 艾山·买买提"),
        ("通讯员 王小伟、李娜、张勇", "王小伟 李娜 张勇"),
        ("记者 李　明", "李明"),
        ("责任编辑：王小伟 校对：李娜", "王小伟 李娜"),
        ("文/王小伟 图/李娜", "王小伟 李娜"),
        ("王小伟 李娜 文/图", "王小伟 李娜"),
        ("教育融媒记者 王小伟 通讯员 县融媒体中心", "王小伟"),
        ("全媒体记者 王小伟 通讯员 李娜 摄影报道", "王小伟 李娜"),
        ("本报记者 王小伟/文 李娜/图", "王小伟 李娜"),
        ("记者 王小伟 青山报道", "王小伟"),
        ("[责任编辑 王小伟]", "王小伟"),
        ("记者手记", ""),
        ("记者离开时,几名工人还在看", ""),
        ("本报记者", ""),
        ("把课堂搬进车间", ""),
    ],
)
def test_bylines(line: str, expected: str) -> None:
    assert " ".join(credit.name for credit in parse_byline(line)) == expected


def test_signatures_credits_and_datelines() -> None:
    def names(found: tuple[int, list] | None) -> str:  # type: ignore[type-arg]
        return " ".join(credit.name for credit in found[1]) if found else ""

    assert names(parse_signature("大会闭幕。(王小伟)")) == "王小伟"
    assert names(parse_signature("大会闭幕。（记者 王小伟 通讯员 李娜 整理）")) == "王小伟 李娜"
    assert names(parse_signature("大会闭幕。(下转第2版)")) == ""
    assert names(parse_signature("他任会长(王小伟)")) == ""
    assert names(parse_picture_credit("选手在比赛(王小伟/摄)")) == "王小伟"
    assert names(parse_picture_credit("(图为选手在比赛。王小伟摄)")) == "王小伟"
    assert names(parse_picture_credit("选手在比赛(青山县总工会供图)")) == ""
    assert names(parse_picture_credit("选手在比赛。（图片由王小伟提供）")) == "王小伟"
    assert names(parse_picture_credit("选手在比赛 摄影：王小伟")) == "王小伟"
    assert names(parse_dateline("本报青山6月17日讯（记者 王小伟）昨日")) == "王小伟"
    assert names(parse_dateline("【本报讯】（记者 王小伟）昨日")) == "王小伟"
    assert names(parse_dateline("本报讯 记者王小伟 大会昨日闭幕")) == "王小伟"
    assert names(parse_dateline("青山讯(通讯员 李娜)昨日")) == "李娜"
    assert names(parse_dateline("本报讯 记者王小伟、通讯员李娜报道：昨日")) == "王小伟 李娜"
    assert parse_dateline("通讯(简称)发达") is None


def test_names_that_nothing_separates() -> None:
    assert split_names("王小伟李娜张勇") == ["王小伟", "李娜", "张勇"]
    assert split_names("欧阳青") == ["欧阳青"]
    assert split_names("乌云其其格") == ["乌云其其格"]


def test_titles_labels_and_halves() -> None:
    assert is_title("工会有了新驿站")
    assert not is_title("“都来了！”")
    assert not is_title("大会昨日闭幕，")
    assert label_of("【数读】") == "box"
    assert cut_in_two("据悉,大会从早上开到傍", "晚才结束。")
    assert not cut_in_two("工会有了新驿站", "驿站设在路口。")


def test_markdown_headings_and_bullets_lose_their_marks() -> None:
    [article] = read("# 课堂开讲\n\n- 课堂设在车间，工人随到随学。\n- 讲师来自县里。\n")
    assert [text for _, text in blocks(article)] == [
        "课堂开讲",
        "课堂设在车间，工人随到随学。",
        "讲师来自县里。",
    ]


PIECES = st.sampled_from(
    [
        *"。，“”（）()摄■●《》；！：、▲　\n\x0c\ufeff𠀀",
        *("\n\n", "\n\n\n\n", "\r\n", "- ", "# ", "**", "——", "1.", "12", "word"),
        *("记者", "通讯员 ", "本报讯", "又讯", "王小伟", "李娜", "核心提示", "链接"),
        *("3.5万人次", "大会昨日", "落幕", "车间里的课堂", "2024年5月6日"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=80))
def test_any_text_is_laid_out_and_every_character_knows_its_origin(text: str) -> None:
    used: list[int] = []  # a character of the page stands once
    for article in find_articles(Document("page.txt", text)):
        assert len(article.origins) == len(article.text)
        for character, origin in zip(article.text, article.origins, strict=True):
            assert text[origin] == character or character in "\n "
        last = 0
        for block in article.blocks:
            assert last <= block.start < block.end <= len(article.text)
            assert "\n" not in article.text[block.start : block.end]
            rising = article.origins[block.start : block.end]
            assert all(a <= b for a, b in pairwise(rising))
            last = block.end
        for byline in article.bylines:
            slice_ = article.text[byline.start : byline.end]
            assert "".join(slice_.split()) == byline.name
        for sentence in find_sentences(article):
            assert article.text[sentence.start : sentence.end] == sentence.text
            block = article.blocks[sentence.paragraph]
            assert block.start <= sentence.start < sentence.end <= block.end
            assert sentence.kind == block.kind
        used += [o for c, o in zip(article.text, article.origins, strict=True) if not c.isspace()]
    assert len(used) == len(set(used))


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_character_of_a_paragraph_is_lost_or_doubled(text: str) -> None:
    spans = sorted(
        span
        for paragraph in find_paragraphs(text)
        for span in paragraph.pieces
        if span[0] < span[1]
    )
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
