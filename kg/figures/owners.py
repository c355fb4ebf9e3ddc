"""Whose a figure is: the programme, body or person of the article that it belongs to.

What is named around the figure are candidates. What a reader goes by (the subject of the sentence,
carried over where it is dropped; how many clauses lie between; 该商会, 此次大赛 and the name they
fit; a contest for its contestants; the story's protagonist) are features, each with a weight; the
heaviest candidate owns the figure. ``benchmarks/figure_owners.py`` fitted the weights.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.lexicons import read_rows
from kg.model import (
    AWARD,
    BYLINE,
    CAPTION,
    DECK,
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

Thing = tuple[str, str, str]
KINDS = frozenset({PROGRAMME, ORGANIZATION, PERSON, PLATFORM, WORK, AWARD, PLACE})
CLAUSE = re.compile(r"[，。；：！？,;:!?—]")
# What stands before a name that is not the subject, though it may come first.
OBLIQUE = re.compile(
    r"(?:[由被向为对与和跟给在从于据把将赴到按让请等、]|联合|携手|来自|授予|荣?获评?|入选|走进|按照"
    r"|根据|依托|通过|围绕)$"
)
RUNS = re.compile(
    r"(?:开展|举办|实施|推进|启动|推出|组织|承办|主办|打造|推行|创新|深化|建立|参加|参与|发起|设立|举行)"
    r"[^，。,；]{0,6}$"
)
# Words that stand for a name told before. Behind 该, 这家, 此次 … any of them; at the head of a
# clause only those that need no such word.
POINTS = re.compile(
    r"(?P<that>[该本]|这[家个所项座支一次]?|此次?|本[次届]|当天的?|全)"
    r"(?P<head>公司|企业|集团|[总分]厂|厂|学校|学院|[校院局]|中心|委员会|[所站馆]|大队|支队|商会|协会|联合会|总工会|工会"
    r"|[省市县区镇州乡村会队段]|班组|工作室|窗口|医院|基地|活动|大赛|竞赛|比赛|赛事|培训班?|研修班|仪式|会议|大会|论坛"
    r"|展览|展会|节会|行动|项目|工程|计划|机制|服务|讲座|宣讲|招聘会|评选|课堂|报告会|运动会|奖|平台|小程序|热线)"
    r"|(?:^|(?<=[，。；,;]))(?:目前|如今|眼下|去年|今年|截至目前|本届|会上|现场)?[，,]?"
    r"(?P<bare>公司|企业|集团|中心|大队|支队|商会|协会|学院|学校|基地|工作室|活动|大赛|竞赛|比赛|会议|培训班?|研修班|仪式"
    r"|论坛|展览|运动会|报告会|大会|评选|平台|小程序|热线|[他她](?!们))"
)
HEAD_KINDS = {
    head: kind
    for kind, heads in (
        (
            PROGRAMME,
            "活动 大赛 竞赛 比赛 赛事 培训 培训班 研修班 仪式 会议 大会 论坛 展览 展会 节会"
            " 行动 项目 工程 计划 机制 服务 讲座 宣讲 招聘会 评选 课堂 报告会 运动会",
        ),
        (PLACE, "省 市 县 区 镇 州 乡 村"),
        (PLATFORM, "平台 小程序 热线"),
        (AWARD, "奖"),
        (PERSON, "他 她"),
    )
    for head in heads.split()
}
COMPANY_HEADS = frozenset({"公司", "企业", "集团", "厂", "总厂", "分厂"})
COMPANY = re.compile(r"公司|集团|厂|企业|股份")
LOOSE = frozenset(("活动", "行动", "项目", "工程", "计划", "机制", "服务", "评选", "课堂", "仪式"))
TAKES_PART = re.compile(
    r"参[加与赛]|选手|报名|上场|同台|登台|到[场会]|出席|听[讲众]|学员|参训|代表|角逐|比拼|评出|授奖|作品"
)
# Verbs with which a programme goes on to tell what it did, and those with which its host turns to
# something else; they stand at the head of a clause.
GOES_ON = re.compile(
    r"^\s*(?:其中|共|累计|已|总共|合计|预计|仅|约|近|每|先后|首批|通过|覆盖|惠及|吸引|带动|促成|帮助|服务|资助|培训|发放|发出|投入"
    r"|筹集|支付|新增|收到|参[与加]|解决|压缩|精简|出动|提供|奖励|受理|汇聚|[0-9０-９]|由|从|全[市县省区])"
)
TURNS = re.compile(
    r"^\s*(?:并|还|又|也|再|同时|随后)?(?:举办|开展|命名|评选|选树|建设|新建|建成|创建|处理|调解|组织|推动|出台|组建|成立|编印|推出"
    r"|实施|打造|培育|慰问|走访|选派|派出|斩获|荣?获|完成|推送|承办|设立|营救|抢救|攻克|接待|研发|制定|签)"
)
TELLS = re.compile(r"[^，。]{0,3}(?:介绍|说|表示|统计|获悉|透露|称|了解)")
STAFF = re.compile(r"职工|员工|会员|专利|营收|产值|产[品量]|车间|生产线|成本|面积|利润")
AWARDED = re.compile(r"[荣斩捧]?获|当选|入选|授予|表彰|被评为|捧回|奖")
PEOPLE_UNITS = frozenset({"人", "名", "位", "人次", "人(次)", "支", "队", "家"})
CHANCES = 14  # candidates looked at, nearest first


class _Spot(NamedTuple):
    """A mention with what its surroundings say, whatever figure asks."""

    mention: Mention
    thing: Thing
    clause: int  # clauses of the sentence before it
    oblique: bool
    run: bool
    listed: bool
    leads: bool  # the first of its clause, nearly at its beginning
    teller: bool  # 据…介绍, …说
    possessive: bool  # …的 and another name
    quoted: bool
    at: int = -1  # where a word stands that points to the mention; -1: the mention itself

    @property
    def start(self) -> int:
        """Where the name, or the word in its place, stands."""
        return self.mention.start if self.at < 0 else self.at


@dataclass(frozen=True, slots=True)
class Scene:
    """Mentions of an article by sentence, and what stands out over the whole of it."""

    sentences: Sequence[Sentence]
    spots: list[list[_Spot]]  # beside sentences
    topics: list[Thing | None]  # beside sentences: the subject it opens with, or inherits
    subjects: list[Thing | None]  # beside sentences: its own subject only
    counts: Counter[Thing]
    shares: dict[Thing, float]  # of the mentions of the article's bodies and programmes
    protagonist: Thing | None
    first: Mention | None  # of the protagonist
    titled: frozenset[Thing]  # named in headline or deck


def set_scene(text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> Scene:
    """Sort the mentions that may own a figure by sentence and find each sentence's subject."""
    ordered = sorted(m for m in mentions if m.kind in KINDS and m.kind != TITLE)
    spots: list[list[_Spot]] = []
    counts: Counter[Thing] = Counter()
    often: Counter[Thing] = Counter()
    titled: set[Thing] = set()
    known: list[_Spot] = []
    position = 0
    for sentence in sentences:
        while position < len(ordered) and ordered[position].start < sentence.start:
            position += 1
        own: list[_Spot] = []
        while position < len(ordered) and ordered[position].end <= sentence.end:
            own.append(_spot(text, sentence, ordered[position]))
            position += 1
        own += _pointers(text, sentence, own, known, titled)
        own.sort(key=lambda spot: spot.mention.start if spot.at < 0 else spot.at)
        known += own
        spots.append(own)
        if sentence.kind in (BYLINE, CAPTION):
            continue
        counts.update(
            spot.thing for spot in own if spot.at < 0 and spot.thing[0] in (ORGANIZATION, PROGRAMME)
        )
        if sentence.kind in (HEADLINE, DECK):
            titled.update(spot.thing for spot in own)
    bodies = [thing for thing in counts if thing[0] == ORGANIZATION]  # the earliest first
    protagonist = max(bodies, key=lambda t: counts[t] + 2 * (t in titled), default=None)
    first = next((s.mention for own in spots for s in own if s.thing == protagonist), None)
    total = sum(counts[thing] for thing in bodies) or 1
    topics: list[Thing | None] = []
    subjects: list[Thing | None] = []
    for index, sentence in enumerate(sentences):
        subject = next((s.thing for s in spots[index] if s.clause <= 1 and _leads(s)), None)
        subjects.append(subject)
        fresh = index == 0 or sentences[index - 1].paragraph != sentence.paragraph
        topics.append(subject or (None if fresh else topics[-1]))
    return Scene(
        sentences,
        spots,
        topics,
        subjects,
        often,
        {thing: count / total for thing, count in counts.items()},
        protagonist,
        first,
        frozenset(titled),
    )


def _spot(text: str, sentence: Sentence, mention: Mention) -> _Spot:
    before = text[max(sentence.start, mention.start - 10) : mention.start].rstrip("“‘《(（")
    after = text[mention.end : mention.end + 8].lstrip("”’》)）")
    clauses = list(CLAUSE.finditer(text, sentence.start, mention.start))
    begins = clauses[-1].end() if clauses else sentence.start
    return _Spot(
        mention,
        mention.thing,
        len(clauses),
        OBLIQUE.search(before) is not None,
        RUNS.search(before) is not None,
        after[:1] in ("、", "和", "与", "及", "等"),
        mention.start - begins <= 6,
        TELLS.match(after) is not None,
        after.startswith("的"),
        text[mention.start - 1 : mention.start] in ("“", "《", "‘") or "“" in mention.text,
    )


def _pointers(
    text: str, sentence: Sentence, own: list[_Spot], known: list[_Spot], titled: set[Thing]
) -> list[_Spot]:
    """Spots for the words of a sentence that point to what was named before."""
    found = []
    for match in POINTS.finditer(text, sentence.start, sentence.end):
        head = match["head"] or match["bare"]
        at = match.start("head") if match["head"] else match.start("bare")
        if any(spot.mention.start <= at < spot.mention.end for spot in own):
            continue
        earlier = known + [spot for spot in own if spot.mention.end <= match.start()]
        spot = _antecedent(head, match["that"], earlier, titled)
        if spot is not None:
            found.append(
                spot._replace(
                    clause=len(CLAUSE.findall(text, sentence.start, at)),
                    oblique=OBLIQUE.search(text, max(0, match.start() - 4), match.start())
                    is not None,
                    run=False,
                    listed=False,
                    leads=True,
                    teller=False,
                    possessive=False,
                    at=at,
                )
            )
    return found


def _antecedent(
    head: str, that: str | None, earlier: list[_Spot], titled: set[Thing]
) -> _Spot | None:
    """The latest thing named before that a head fits."""
    kind = HEAD_KINDS.get(head, ORGANIZATION)
    fitting: list[_Spot] = []
    fallback: _Spot | None = None
    for spot in reversed(earlier[-60:]):
        if kind == PROGRAMME and spot.thing[0] == AWARD and that and spot.leads and not fallback:
            fallback = spot  # 此次评选, told of an award
        if spot.thing[0] != kind:
            continue
        name = spot.thing[1]
        if kind == PERSON:
            if spot.thing in titled:
                return spot
            if spot.leads and not spot.oblique:
                fitting.append(spot)
            fallback = fallback or spot
        elif head in name[-len(head) - 2 :] or (
            kind == ORGANIZATION and head in COMPANY_HEADS and COMPANY.search(name)
        ):
            if that is not None and that != "全":
                return spot
            fitting.append(spot)
        elif kind in (PLATFORM, PROGRAMME) and (that or head in LOOSE):
            fallback = fallback or spot
    if fitting and kind == PERSON:
        return fitting[0]
    if fitting:  # 公司 by itself: the one that the story is most about
        told = Counter(spot.thing for spot in fitting)
        return max(fitting, key=lambda spot: told[spot.thing])
    return fallback


def _leads(spot: _Spot) -> bool:
    """Whether a mention may be its sentence's subject."""
    return (
        not (spot.oblique or spot.run or spot.teller or spot.possessive)
        and spot.mention.kind != WORK
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
        weight = sum(map(_weight, features))
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
    sentence = scene.sentences[index]
    lead = text[sentence.start : start]
    near = text[clause[0] : clause[1]]
    clauses = len(CLAUSE.findall(lead))
    signs = []
    if unit in PEOPLE_UNITS and TAKES_PART.search(near):
        signs.append("taking part")
    if STAFF.search(near):
        signs.append("staff")
    if AWARDED.search(near):
        signs.append("awarded")
    if unit in ("元", "美元", "万元"):
        signs.append("money")
    if unit == "%":
        signs.append("share")
    clause_text = text[clause[0] : start]
    verb = "turns" if TURNS.match(clause_text) else "goes on" if GOES_ON.match(near) else "plain"
    topic = scene.topics[index]
    own_subject = scene.subjects[index]
    ruled = "under a subject" if own_subject is not None and own_subject[0] != AWARD else "free"
    if any(spot.thing[0] == PROGRAMME and spot.start < start for spot in scene.spots[index]):
        ruled = "under a programme"
    if ruled == "free" and scene.shares.get(scene.protagonist or ("", "", ""), 0) > 0.25:
        ruled = "under a protagonist"
    seen: set[Thing] = set()
    kinds_met: set[str] = set()

    def describe(spot: _Spot, where: str) -> list[str]:
        kind = spot.mention.kind
        thing = spot.thing
        place = where if where == "clause 0" else where.split()[0]
        features = [f"{kind} {where}", f"{kind} {place} {verb}"]
        if spot.leads and not spot.oblique:
            features.append(f"leads {kind} {place}")
        if spot.possessive:
            features.append(f"possessive {kind}")
        if spot.teller:
            features.append(f"teller {kind}")
        if kind not in kinds_met:
            features.append(f"nearest {kind}")
        if not seen:
            features.append(f"nearest of all is {kind}")
        if kind == AWARD and where in ("clause 0", "behind"):
            features.append(f"award {ruled}")
        if thing == own_subject:
            features.append(f"subject {kind}")
        elif thing == topic:
            features.append(f"topic {kind}")
        elif spot.oblique:
            features.append(f"oblique {kind}")
        if spot.run:
            features.append(f"run {kind}")
        if kind == PROGRAMME:
            features.append("quoted" if spot.quoted else "not quoted")
        told = scene.counts[thing]
        features.append(f"{'often' if told > 2 else 'twice' if told == 2 else 'once'} {kind}")
        if spot.listed and where == "clause 0":
            features.append(f"listed {kind}")
        if spot.mention.end == start or text[spot.mention.end : start] in ("”", "》", "等", "）"):
            features.append(f"beside {kind}")
        if spot.at >= 0:
            features.append(f"pointed {kind}")
        if thing == scene.protagonist:
            share = scene.shares.get(thing, 0.0)
            features.append(
                "protagonist " + ("much" if share > 0.3 else "some" if share > 0.15 else "little")
            )
        if thing in scene.titled:
            features.append(f"titled {kind}")
        if spot.mention.anaphor:
            features.append("anaphor")
        features += [f"{sign} {kind}" for sign in signs]
        return features

    for spot in reversed(scene.spots[index]):
        if spot.start >= start or spot.thing in seen:
            continue
        distance = max(0, clauses - spot.clause)
        where = f"clause {distance}" if distance < 3 else "clause 3"
        yield spot.mention, describe(spot, where)
        seen.add(spot.thing)
        kinds_met.add(spot.mention.kind)
    for spot in scene.spots[index]:
        if end <= spot.start < clause[1] and spot.thing not in seen:
            yield spot.mention, describe(spot, "behind")
            seen.add(spot.thing)
    paragraphs = 0
    back = 0
    for earlier in range(index - 1, -1, -1):
        other = scene.sentences[earlier]
        if other.paragraph != scene.sentences[earlier + 1].paragraph:
            paragraphs += 1
        if paragraphs > 3 or len(seen) > CHANCES:
            break
        if other.kind in (BYLINE, CAPTION) or not scene.spots[earlier]:
            continue
        back += 1
        if paragraphs == 0:
            where = "back 1" if back == 1 else "back 2" if back == 2 else "back 3"
        else:
            where = f"paragraph {min(paragraphs, 2)}"
        for spot in reversed(scene.spots[earlier]):
            if spot.thing not in seen:
                yield spot.mention, describe(spot, where)
                seen.add(spot.thing)
                kinds_met.add(spot.mention.kind)
    if scene.first is not None and scene.first.start < start and scene.protagonist not in seen:
        far = _Spot(
            scene.first, scene.first.thing, 0, False, False, False, True, False, False, False
        )
        yield scene.first, describe(far, "far")


_WEIGHTS = {row[0]: float(row[1]) for row in read_rows("figure_owners", 2)}


def _weight(feature: str) -> float:
    return _WEIGHTS.get(feature, 0.0)
