"""Mentions that the form of the page gives away: bylines, 《titles》, prize levels in a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from kg.lexicons import one_of, read_rows, words
from kg.lexicons.finder import NameFinder
from kg.mentions.borders import division_names
from kg.model import AWARD, ORGANIZATION, PERSON, PLACE, PROGRAMME, WORK, Article, Mention

PRIZE_LIST = "grammar/prize-list"
TEAM_SURE = 0.9  # of ten such names in annotated news nine are marked as a body

_WORK = re.compile(r"《([^《》\n]{1,60})》")
_PRIZE_LIST = re.compile(r"([特一二三四五金银铜])(?:、([特一二三四五金银铜]))+(?:等)?([奖牌])")
_LEVEL = re.compile(r"[特一二三四五金银铜]")
_RANK_LIST = re.compile(r"第[一二三四五六七八九十](?:[、和]第?[一二三四五六七八九十])+名")
_RANK = re.compile(r"第?[一二三四五六七八九十]")


def find_bylined(article: Article) -> Iterator[Mention]:
    """The people of the article's bylines."""
    for byline in article.bylines:
        text = article.text[byline.start : byline.end]
        yield Mention(byline.start, byline.end, text, PERSON, "byline")


def find_titled_works(article: Article, tagged: Iterable[Mention]) -> Iterator[Mention]:
    """What stands in 《》 is a work, unless the tagger read the whole of it as something else."""
    spans = {(m.start, m.end): m.kind for m in tagged}
    for match in _WORK.finditer(article.text):
        if match.span(1) not in spans:
            yield Mention(match.start(1), match.end(1), match.group(1), WORK, "grammar/work")


def find_prize_lists(article: Article) -> Iterator[Mention]:
    """One award a level: 一、二、三等奖 is three, and so is 第一、二、三名.

    The first levels lack their ending; :mod:`kg.refer` gives them their full name.
    """
    text = article.text
    for whole, level in ((_PRIZE_LIST, _LEVEL), (_RANK_LIST, _RANK)):
        for match in whole.finditer(text):
            spans = [m.span() for m in level.finditer(text, match.start(), match.end())]
            spans[-1] = spans[-1][0], match.end()
            for start, end in spans:
                yield Mention(start, end, text[start:end], AWARD, PRIZE_LIST)


_PROJECT = re.compile(rf"“([^“”\n]{{5,45}}?{one_of(words('event_words', 'technical_end'))})”")


def find_projects(article: Article) -> Iterator[Mention]:
    """A quoted technical name is a project: “一种阀门的远程控制方法”."""
    for match in _PROJECT.finditer(article.text):
        yield Mention(match.start(1), match.end(1), match.group(1), PROGRAMME, "grammar/project")


_HALVES = re.compile(r"“([^“”\n，,]{2,12})[，, ·]([^“”\n，,]{2,12})”")


def find_halves(article: Article, tagged: Iterable[Mention]) -> Iterator[Mention]:
    """A quoted name in two halves is one, where the tagger read each as one: “粽香端午，情暖云岭”."""
    kinds = {(m.start, m.start + len(m.text.rstrip("，, ·"))): m.kind for m in tagged}
    for match in _HALVES.finditer(article.text):
        if kinds.get(match.span(1)) == kinds.get(match.span(2)) == PROGRAMME:
            start, end = match.start(1), match.end(2)
            text = article.text[start:end]
            yield Mention(start, end, text, PROGRAMME, "grammar/halves")


_PRIZE_LEVEL = re.compile(r"[特一二三四五]等奖(?![得案])|(?<![奖获])[金银铜]奖(?=\d+[枚项个块件])")


def find_levels(article: Article) -> Iterator[Mention]:
    """Prize levels that say what they are, where the tagger passed them over: …成果奖二等奖."""
    for match in _PRIZE_LEVEL.finditer(article.text):
        yield Mention(
            match.start(), match.end(), match.group(), AWARD, "lexicon/level", confidence=0.8
        )


_QUOTED_EVENT = re.compile(
    r"“[^“”\n]{2,40}”(?:[^“”，。；：！？、\s由在于是的将把获为]{0,22}“[^“”\n]{1,20}”)?"
    r"[^“”，。；：！？、\s由在于是的将把获为]{0,20}?"
    rf"{one_of((*words('event_words', 'event'), '联席会', '评选'))}"
)


def find_events(article: Article, tagged: Iterable[Mention]) -> Iterator[Mention]:
    """An event that opens with quoted words: “拿地即开工”专题联席会."""
    taken = {
        i for m in tagged if m.kind in (PROGRAMME, ORGANIZATION) for i in range(m.start, m.end)
    }
    for match in _QUOTED_EVENT.finditer(article.text):
        if taken.isdisjoint(range(*match.span())):
            yield Mention(match.start(), match.end(), match.group(), PROGRAMME, "grammar/event")


@cache
def _team() -> re.Pattern[str]:
    return re.compile(
        rf"“(?P<name>[^“”，。、；：！？\n]{{1,10}})”"
        rf"(?:(?![的了在是和与及或等获为被将由对把让给到有出立起])[一-鿿]){{0,5}}?"
        rf"{one_of(words('name_heads', 'Team', 'Joint'))}"
        rf"(?!{one_of(words('edge_words', 'after_team'))})"
    )


# “安康杯”班组, “工匠进校园”宣讲团: the quoted words are an undertaking that the team serves.
_UNDERTAKING = re.compile(
    rf"(?:{one_of(words('event_words', 'quoted_end'))}|\+.*|[进走行送].{{0,3}})$"
)


def find_teams(article: Article, tagged: Iterable[Mention]) -> Iterator[Mention]:
    """A team by the name it goes by: “红石榴”志愿服务队."""
    text = article.text
    if "”" not in text:
        return
    spans = [(m.start, m.end, m.kind) for m in tagged]
    for match in _team().finditer(text):
        start, end = match.span()
        if _UNDERTAKING.search(match["name"]) or any(
            begins < end
            and start < ends
            and (ends > end or kind == AWARD or (kind == ORGANIZATION and ends == end))
            for begins, ends, kind in spans
        ):
            continue
        yield Mention(start, end, match.group(), ORGANIZATION, "grammar/team", confidence=TEAM_SURE)


_PLACE = one_of(words("place_words", "level"))
_CLIPPED = (
    rf"{_PLACE}总(?=[、，。和与党主副常的在还把为将由举开联启授推给据组等])|"
    rf"(?<![一-鿿]){_PLACE}(?:委|政府)(?=[、，。和与])|团(?:省|市|州|县|区)委"
)
_NO_UNION = frozenset(words("edge_words", "after_union"))


@cache
def _bodies() -> re.Pattern[str]:
    """Short names that stand for one body everywhere, and clipped ones of every place."""
    whole = [short for short, _, use in read_rows("short_bodies", 3) if use == "whole"]
    return re.compile(one_of(whole) + "|" + _CLIPPED)


def find_bodies(article: Article) -> Iterator[Mention]:
    """Public bodies by the short names that every reader knows: 全总, 市总, 团县委."""
    for match in _bodies().finditer(article.text):
        if article.text[match.end() : match.end() + 1] in _NO_UNION:
            continue
        yield Mention(
            match.start(), match.end(), match.group(), ORGANIZATION, "lexicon/body", confidence=0.8
        )


@cache
def _divisions() -> NameFinder:
    """Full names of provinces, prefectures and counties that say what they are."""
    return NameFinder(name for name in division_names() if len(name) >= 3)


def find_divisions(article: Article) -> Iterator[Mention]:
    """Administrative divisions written in full, where no longer name holds them."""
    for start, name in _divisions().find(article.text):
        yield Mention(start, start + len(name), name, PLACE, "lexicon/division", confidence=0.8)
