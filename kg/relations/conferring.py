"""Facts of ``kg:conferredBy``: which body gives an honour or a prize."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lexicons import one_of, words
from kg.model import AWARD, ORGANIZATION, PERSON, Fact, Mention
from kg.relations.rule import Rule
from kg.relations.scene import LETTER, Scene
from kg.relations.story import Story

P, O, A = (LETTER[k] for k in (PERSON, ORGANIZATION, AWARD))  # noqa: E741
_GIVERS = rf"(?P<givers>{O}(?:(?:、|和|与|及|联合|会同){O})*)"


def conferred(scene: Scene, award: int, giver: int, first: int, last: int) -> Fact:
    """The fact that the body at ``giver`` gives the award at ``award``, told from first to last."""
    start, end = scene.span(min(first, giver, award), max(last, giver, award))
    return Fact(
        "conferredBy", scene.mention(award), scene.mention(giver), start, end, "award/conferred"
    )


_CONFERRED = re.compile(
    rf"{_GIVERS}[^，。；{P}{O}{A}]{{0,12}}?"
    rf"{one_of(words('award_words', 'confers'))}"
    rf"[^，。；{O}{P}]{{0,10}}?的?[^，。；{O}{P}{A}]{{0,8}}(?P<award>{A})"
)


def find_conferred(scene: Scene, story: Story) -> Iterator[Fact]:
    """O 颁发的 A; O 表彰 A."""
    for match in _CONFERRED.finditer(scene.code):
        for giver in scene.find([ORGANIZATION], match.start("givers"), match.end("givers")):
            yield conferred(scene, match.start("award"), giver, match.start(), match.end() - 1)


# 奖章由县政府颁授; 证书是省政府2021年颁发的
_GIVEN_BY = re.compile(
    rf"(?:奖[牌章杯状匾项]?|{one_of(words('award_words', 'token'))})"
    rf"[^，。；{A}{O}{P}]{{0,6}}(?:由|是|系){_GIVERS}[^，。；{A}{O}{P}]{{0,10}}?"
    rf"{one_of(words('award_words', 'gives'))}"
)
# 授奖的是省总工会; 颁奖单位为县政府
_GIVER_IS = re.compile(
    rf"{one_of(words('award_words', 'giving'))}(?:的|单位|机构|机关|方)+(?:是|为|有|：){_GIVERS}"
)


def find_conferred_before(scene: Scene, story: Story) -> Iterator[Fact]:
    """A 的奖章由 O 颁发: the honour was named before its giver, perhaps a sentence ago."""
    for match in [*_GIVEN_BY.finditer(scene.code), *_GIVER_IS.finditer(scene.code)]:
        award = _award_before(scene, story, match.start())
        if award is None:
            continue
        start, end = scene.span(match.start(), match.end() - 1)
        if scene.sentence.start <= award.start < start:
            start = award.start
        for giver in scene.find([ORGANIZATION], match.start("givers"), match.end("givers")):
            body = scene.mention(giver)
            yield Fact("conferredBy", award, body, start, end, "award/conferred-before")


def _award_before(scene: Scene, story: Story, position: int) -> Mention | None:
    here = scene.find([AWARD], 0, position)
    if here:
        return scene.mention(here[-1])
    told = story.recent.get(AWARD)
    return next(reversed(told.values())).mention if told else None


RULES = (
    Rule(
        "award/conferred",
        find_conferred,
        (AWARD,),
        {
            "⟦Person:史明⟧领到⟦Organization:市政府⟧颁发的⟦Award:科技奖⟧。": [
                "conferredBy(科技奖, 市政府)"
            ],
        },
    ),
    Rule(
        "award/conferred-before",
        find_conferred_before,
        (ORGANIZATION,),
        {
            "⟦Award:科技奖⟧揭晓，奖牌由⟦Organization:市政府⟧、⟦Organization:市总工会⟧联合颁发。": [
                "conferredBy(科技奖, 市政府)",
                "conferredBy(科技奖, 市总工会)",
            ],
            "⟦Award:科技奖⟧揭晓，授奖的是⟦Organization:市政府⟧。": ["conferredBy(科技奖, 市政府)"],
            "⟦Award:科技奖⟧揭晓，赛事由⟦Organization:市政府⟧主办。": [],
        },
    ),
)
