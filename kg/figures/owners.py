"""Whose a figure is: the programme, body or person of the article that it belongs to.

Every thing named near the figure is a candidate. What a reader goes by (same clause, subject of the
sentence, a contest for its contestants, the page's protagonist) are features, each with a weight;
the heaviest candidate owns the figure. The weights were fitted on the annotated documents of the
project by ``benchmarks/figure_owners.py`` (a conditional logit with an L2 penalty).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.lexicons import read_rows
from kg.model import (
    AWARD,
    BYLINE,
    DECK,
    HEADING,
    HEADLINE,
    ORGANIZATION,
    PERSON,
    PLACE,
    PLATFORM,
    PROGRAMME,
    TITLE,
    WORK,
    Mention,
    Sentence,
)

KINDS = (PROGRAMME, ORGANIZATION, PERSON, PLATFORM, WORK, AWARD, PLACE)
OBLIQUE = re.compile(
    r"[由被向为对与和跟给在从于据把将赴到等、]$|联合$|携手$|来自$|授予$|获$|获评$|荣获$"
)
RUNS = re.compile(
    r"(?:开展|举办|实施|推进|启动|推出|组织|承办|主办|打造|推行|创新|深化|建立|参加|依托|通过)[^，。,]{0,6}$"
)
LISTED = re.compile(r"[、和与及等]")
ACTS_AFTER = re.compile(
    r"(?:共|累计|已|现有?|有|获|举办|开展|组织|组建|建成|帮助|新增|培训|投入|发放|拿出|筹集|收到|受理"
    r"|覆盖|惠及|吸引|设|推动|完成|命名|选树|培育|处理|接待|参与|为|还|则|在|自|于|把|向|对|派出|是|拥)"
)
TAKES_PART = re.compile(
    r"参[加与赛]|选手|报名|上场|同台|登台|到[场会]|出席|听[讲众]|学员|参训|队伍|代表|角逐|比拼|评出|授奖"
)
STAFF = re.compile(
    r"职工|员工|会员|学员|教师|专利|营收|产值|产[品量]|车间|生产线|成本|面积|利润|捐"
)
GIVES = re.compile(r"捐|认捐|带[领出]|师从|收徒|攻克|获")
PEOPLE_UNITS = frozenset("人 名 位 人次 人(次) 对 支 队 家".split())


@dataclass(frozen=True, slots=True)
class Scene:
    """Mentions of an article by sentence, and what stands out over the whole of it."""

    sentences: Sequence[Sentence]
    mentions: list[list[Mention]]  # beside sentences
    paragraphs: dict[int, int]  # block number -> index of its first sentence
    headings: list[int]  # beside sentences: index of the heading above, or -1
    counts: Counter[tuple[str, str, str]]
    protagonist: tuple[str, str, str] | None
    titled: frozenset[tuple[str, str, str]]  # named in headline or deck


def set_scene(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> Scene:
    """Sort the mentions that may own a figure by sentence."""
    ordered = sorted(m for m in mentions if m.kind != TITLE and m.kind in KINDS)
    by_sentence: list[list[Mention]] = []
    paragraphs: dict[int, int] = {}
    headings: list[int] = []
    heading = -1
    position = 0
    counts: Counter[tuple[str, str, str]] = Counter()
    titled = set()
    for index, sentence in enumerate(sentences):
        paragraphs.setdefault(sentence.paragraph, index)
        if sentence.kind == HEADING:
            heading = index
        headings.append(heading)
        while position < len(ordered) and ordered[position].start < sentence.start:
            position += 1
        own = []
        while position < len(ordered) and ordered[position].end <= sentence.end:
            own.append(ordered[position])
            position += 1
        by_sentence.append(own)
        if sentence.kind == BYLINE:
            continue
        counts.update(mention.thing for mention in own)
        if sentence.kind in (HEADLINE, DECK):
            titled.update(mention.thing for mention in own)
    bodies = [(n, thing) for thing, n in counts.items() if thing[0] == ORGANIZATION]
    protagonist = max(bodies)[1] if bodies else None
    return Scene(
        sentences, by_sentence, paragraphs, headings, counts, protagonist, frozenset(titled)
    )


def find_owner(
    text: str,
    scene: Scene,
    index: int,
    start: int,
    end: int,
    clause: tuple[int, int],
    unit: str,
) -> Mention | None:
    """The mention whose thing owns the figure ``start:end`` in sentence ``index``, or None."""
    best: Mention | None = None
    best_weight = 0.0
    for mention, features in candidates(text, scene, index, start, end, clause, unit):
        weight = sum(WEIGHTS.get(feature, 0.0) for feature in features)
        if best is None or weight > best_weight:
            best, best_weight = mention, weight
    return best


def candidates(
    text: str,
    scene: Scene,
    index: int,
    start: int,
    end: int,
    clause: tuple[int, int],
    unit: str,
) -> Iterator[tuple[Mention, list[str]]]:
    """Each thing that may own the figure, by its mention nearest before it, with its features."""
    own = scene.mentions[index]
    seen: set[tuple[str, str, str]] = set()
    near = text[clause[0] : clause[1]]
    people = unit in PEOPLE_UNITS
    takes_part = bool(TAKES_PART.search(near))
    staff = bool(STAFF.search(near))
    gives = bool(GIVES.search(near))
    kinds_met: set[str] = set()
    first_own = own[0] if own and own[0].start < start else None
    paragraph = scene.sentences[index].paragraph
    paragraph_first = scene.paragraphs[paragraph]

    def describe(mention: Mention, where: str) -> list[str]:
        kind = mention.kind
        features = [kind, f"{kind} {where}", where]
        if kind not in kinds_met:
            features.append(f"nearest {kind}" if where != "behind" else "nearest behind")
        if not seen:
            features.append("nearest of all")
            features.append(f"nearest of all is {kind}")
        before = text[max(0, mention.start - 8) : mention.start].rstrip("“‘《(（")
        after = text[mention.end : mention.end + 4].lstrip("”’》)）")
        if OBLIQUE.search(before):
            features.append(f"oblique {kind}")
        if kind == PROGRAMME and RUNS.search(before):
            features.append("run programme")
        if LISTED.match(after):
            features.append("listed")
        elif after.startswith("的"):
            features.append("owner of a noun")
        elif ACTS_AFTER.match(after) or after[:1] in "，,":
            features.append(f"acts {kind}")
        if mention is first_own or (where != "clause" and mention is _first(scene, mention, index)):
            features.append(f"subject {kind}")
        if mention.thing == scene.protagonist:
            features.append("protagonist")
        if mention.thing in scene.titled:
            features.append(f"titled {kind}")
        if mention.anaphor:
            features.append("anaphor")
        if people and takes_part:
            features.append(f"taking part {kind}")
        if staff:
            features.append(f"staff {kind}")
        if gives:
            features.append(f"gives {kind}")
        return features

    limit = 0
    for mention in reversed(own):
        if mention.start >= start or mention.thing in seen:
            continue
        where = "clause" if mention.start >= clause[0] else "sentence"
        yield mention, describe(mention, where)
        seen.add(mention.thing)
        kinds_met.add(mention.kind)
        limit += 1
        if limit >= 6:
            break
    for mention in own:
        if mention.start < end or mention.thing in seen:
            continue
        if mention.start < clause[1]:
            yield mention, describe(mention, "behind")
            seen.add(mention.thing)
    back = 0
    for earlier in range(index - 1, max(-1, index - 7), -1):
        sentence = scene.sentences[earlier]
        if sentence.kind in (BYLINE, HEADLINE, DECK) or not scene.mentions[earlier]:
            continue
        back += 1
        if back > 3:
            break
        same = sentence.paragraph == paragraph
        where = ("back 1" if back == 1 else "back 2") if same else "paragraph above"
        if sentence.kind == HEADING:
            where = "heading"
        for mention in reversed(scene.mentions[earlier]):
            if mention.thing not in seen:
                yield mention, describe(mention, where)
                seen.add(mention.thing)
                kinds_met.add(mention.kind)
    for mention in scene.mentions[paragraph_first][:1]:
        if mention.thing not in seen and mention.start < start:
            yield mention, describe(mention, "paragraph first")
            seen.add(mention.thing)
    if scene.protagonist is not None and scene.protagonist not in seen:
        for sentence_mentions in scene.mentions:
            for mention in sentence_mentions:
                if mention.thing == scene.protagonist:
                    yield mention, describe(mention, "far")
                    seen.add(mention.thing)
                    break
            else:
                continue
            break


def _first(scene: Scene, mention: Mention, index: int) -> Mention | None:
    for earlier in range(index, max(-1, index - 8), -1):
        sentence = scene.sentences[earlier]
        if sentence.start <= mention.start:
            return scene.mentions[earlier][0] if scene.mentions[earlier] else None
    return None


WEIGHTS = {row[0]: float(row[1]) for row in read_rows("figure_owners", 2)}
