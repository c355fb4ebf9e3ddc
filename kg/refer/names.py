"""Short forms to full names: what one article calls 市总, 南昌市总工会 and 南昌工会 is one thing.

Every mention gets a ``name``, the fullest form that the article supports, and a prize level also
the competition it belongs to (``scope``). Nothing outside the article is asked but the lexicons.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache

from kg.lexicons import read_rows
from kg.mentions.grammar import PRIZE_LIST
from kg.model import (
    AWARD,
    ORGANIZATION,
    PERSON,
    PLACE,
    PLATFORM,
    PROGRAMME,
    TITLE,
    WORK,
    Article,
    Mention,
    in_order,
)
from kg.refer.places import LEVELS, Surroundings, divisions, leading_place, level_of, survey

_MARKS = re.compile(r"[“”‘’\"'「」『』《》\s]")
_LEVEL_START = re.compile(rf"^(?:全)?({'|'.join(LEVELS)})")


def name_mentions(article: Article, mentions: Iterable[Mention]) -> list[Mention]:
    """Give each mention its name and scope."""
    ordered = in_order(mentions)
    around = survey(article, ordered)
    named: list[Mention] = []
    for kind, name in _NAMERS.items():
        named += name([m for m in ordered if m.kind == kind], around)
    named += [m.named(clean(m.text)) for m in ordered if m.kind == TITLE]
    return scope_prizes(in_order(named))


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """A name on one line: the page's line breaks and a pair of enclosing marks left out."""
    text = re.sub(r"\s*\n\s*", "", text).strip()
    if len(text) > 2 and (text[0], text[-1]) in (("“", "”"), ("《", "》"), ("‘", "’"), ('"', '"')):
        inner = text[1:-1]
        if not re.search(r"[“”‘’《》]", inner):
            return inner
    return text


@lru_cache(maxsize=16384)
def key(text: str) -> str:
    """What two writings of one name share."""
    return _MARKS.sub("", text).replace("（", "(").replace("）", ")")


# --- people ---------------------------------------------------------------------------------


_BY_SURNAME = re.compile(r".(?:师傅|先生|女士|老师|师兄|总)?|老.|小.")


def _people(mentions: list[Mention], around: Surroundings) -> list[Mention]:
    """Names as they are; a surname with a form of address (史师傅, 老史) is who bears it here.

    A bare surname is no name: it is the last one named so, or nobody.
    """
    full = {clean(m.text) for m in mentions}
    known = [(m.start, clean(m.text)) for m in mentions if not _BY_SURNAME.fullmatch(clean(m.text))]
    named = []
    for mention in mentions:
        name = clean(mention.text)
        longer = [f for f in full if f.startswith(name + "·")]
        if len(longer) == 1:
            name = longer[0]
        elif _BY_SURNAME.fullmatch(name):
            surname = name[1] if name[0] in "老小" and len(name) > 1 else name[0]
            owners = {f: start for start, f in known if f[0] == surname}
            before = [f for start, f in known if f[0] == surname and start < mention.start]
            if len(owners) == 1:
                name = next(iter(owners))
            elif len(name) == 1:
                if not before:
                    continue
                name = before[-1]
        named.append(mention.named(name))
    return named


# --- organisations --------------------------------------------------------------------------


@cache
def _short_bodies() -> tuple[dict[str, str], dict[str, str]]:
    whole: dict[str, str] = {}
    tail: dict[str, str] = {}
    for short, full, use in read_rows("short_bodies", 3):
        (whole if use == "whole" else tail)[short] = full
    return whole, tail


def spell_out(text: str, around: Surroundings, position: int) -> str:
    """The official name of a public body: 市人社局 near 南昌市 is 南昌市人力资源和社会保障局.

    A body that is not in the lexicon keeps its own words, with its place in front.
    """
    whole, tail = _short_bodies()
    text = text.removeprefix("中共")
    if text in whole:
        return whole[text]
    clipped = _LEVEL_START.match(text)
    youth = re.match(rf"^(?:共青)?团(?P<place>.*?(?:{'|'.join(LEVELS)}))委(?:员会)?$", text)
    if youth:
        place = youth.group("place")
        if place in LEVELS:
            place = around.nearest(place, position) or place
        return f"共青团{place}委"
    if text == "自治区党委":
        return "中共" + (around.nearest("自治区", position) or "自治区") + "党委"
    if clipped:
        level = clipped.group(1)
        rest = text[clipped.end() :]
        place = around.nearest(level, position) or (
            around.nearest("州", position) if level == "自治州" else None
        )
        if place is None:
            place = level
    else:
        place = leading_place(text) or ""
        if not place:
            for length in (4, 3, 2):
                matches = divisions().get(text[:length], ())
                rest = text[length:]
                if (
                    matches
                    and (rest in tail or rest in ("总工会", "工会"))
                    and rest not in ("委", "总")
                ):
                    place = (
                        matches[0].name
                        if len(matches) == 1 or len(matches[0].code) <= 4
                        else text[:length]
                    )
                    return tail.get(rest, "{}" + rest).replace("{}", place)
            return text
        rest = text[len(place) :]
    if not rest:
        return text
    if rest in tail:
        return tail[rest].replace("{}", place)
    if rest.startswith("委") and len(rest) > 1 and rest[1:2] not in "员":
        return f"中共{place}{rest}"
    return place + rest


_FIRM_END = re.compile(
    r"(?:集团)?(?:股份|控股)?(?:有限责任公司|有限公司|公司|集团|股份|厂|总厂)(?:[（(].*[）)])?$"
)


def firm_core(name: str) -> str:
    """What is left of a firm's name without place and form."""
    core = _FIRM_END.sub("", name)
    place = leading_place(core)
    if place is None:
        place = next((core[:n] for n in (4, 3, 2) if core[:n] in divisions()), None)
    if place and len(core) - len(place) >= 2:
        core = core[len(place) :]
    return core


def _is_short_of(short: str, full: str) -> bool:
    """Whether ``short`` may be a short form of ``full``: 津图 of 天津图书馆, 青山节水 of 青山节水集团….

    Its characters stand in the full name in order; it begins where the name, or the name without
    its place, begins.
    """
    if len(short) >= len(full) or len(short) < 2:
        return False
    if full.startswith(short) and len(short) >= 2:
        rest = full[len(short) :]
        return bool(
            re.match(r"(?:有限|股份|集团|责任|控股|公司|（|\(|[一-鿿]{2,})", rest)
        ) and not re.search(
            r"(?:分公司|支公司|工会|党委|委员会|学院|车间|工作室|部|处|科|站|队|馆|中心|分局|支行|系)$",
            rest,
        )
    if full.endswith(short) and len(full) - len(short) >= 2 and len(short) >= 4:
        prefix = full[: len(full) - len(short)]
        return bool(leading_place(full) or prefix[:2] in divisions()) or len(short) >= 4
    at = -1
    for character in short:
        at = full.find(character, at + 1)
        if at < 0:
            return False
    core = firm_core(full)
    starts = {full[0], core[:1]}
    return short[0] in starts and (len(short) <= 4 or short[:2] in full)


def _organizations(mentions: list[Mention], around: Surroundings) -> list[Mention]:
    spelled = [m.named(spell_out(clean(m.text), around, m.start)) for m in mentions]
    counts = Counter(m.name for m in spelled)
    names = sorted(counts, key=lambda n: (-len(n), n))
    chosen: dict[str, str] = {}
    for name in names:
        candidates = [
            other
            for other in names
            if other != name and len(other) > len(name) and _is_short_of(name, other)
        ]
        candidates = [c for c in candidates if not _kind_clash(name, c)]
        if candidates:
            first = {c: min(m.start for m in spelled if m.name == c) for c in candidates}
            begun = [c for c in candidates if c.startswith(name)] or candidates
            if len(begun) == 1 or len({chosen.get(c, c) for c in begun}) == 1:
                chosen[name] = chosen.get(begun[0], begun[0])
            else:
                at = min(m.start for m in spelled if m.name == name)
                before = [c for c in begun if first[c] <= at] or begun
                chosen[name] = chosen.get(
                    max(before, key=lambda c: first[c]), max(before, key=lambda c: first[c])
                )
    return [m.named(chosen.get(m.name, m.name)) for m in spelled]


_KIND_END = re.compile(
    r"(工会|总工会|委|局|厅|部|院|校|中学|小学|大学|医院|协会|商会|学会|联合会|中心|馆|所|站|队|工作室|班组|车间|"
    r"法院|检察院|街道|办事处|政府|社区|银行|支行|厂|矿|段|社)$"
)


def _kind_clash(short: str, full: str) -> bool:
    """A union and a firm, a school and its hospital are never one however they are shortened."""
    a, b = _KIND_END.search(short), _KIND_END.search(full)
    if a and b:
        return a.group(1)[-1] != b.group(1)[-1]
    return a is not None


# --- places ---------------------------------------------------------------------------------


def _places(mentions: list[Mention], around: Surroundings) -> list[Mention]:
    texts = {clean(m.text) for m in mentions}
    named = []
    for mention in mentions:
        name = clean(mention.text)
        if level_of(name) is None:
            full = [t for t in texts if level_of(t) and _shortens(name, t)]
            matches = divisions().get(name, ())
            if len(full) == 1:
                name = full[0]
            elif len(matches) == 1 or (matches and len(matches[0].code) <= 4):
                name = matches[0].name
        named.append(mention.named(name))
    return named


def _shortens(short: str, full: str) -> bool:
    return any(short == d.short for d in divisions().get(full, ())) or (
        full.startswith(short) and full[len(short) :] in LEVELS
    )


# --- programmes -----------------------------------------------------------------------------

_TAIL = (
    "系列活动|主题活动|专项行动|专项活动|活动|行动|计划|工程|项目|机制|制度|模式|服务|品牌|服务品牌|课程|课堂|讲堂|大赛|竞赛|比赛|"
    "技能竞赛|系列竞赛|宣讲|宣讲活动|培训|培训班|助学计划|助学行动|志愿服务|志愿服务活动|展览|仪式"
)
_TAIL_END = re.compile(rf"(?:{_TAIL})$")
_OCCASION = re.compile(
    r"(?:启动仪式|开幕式|闭幕式|颁奖仪式|颁奖典礼|颁奖大会|揭牌仪式|签约仪式|发布会|新闻发布会|座谈会|推进会|动员会|总结会|表彰会|表彰大会|授牌仪式|开班仪式|开班式|决赛|初赛|复赛|选拔赛|预选赛)$"
)
_EDITION = re.compile(r"第[一二三四五六七八九十百\d]+[届次季期]|首届|(?:19|20)\d{2}年?度?")


def same_programme(short: str, full: str) -> bool:
    """Whether a shorter name is the longer one's: 诗城杯 of “诗城杯”快递员职业技能竞赛.

    An opening ceremony is another event than what it opens, and so is another edition.

    >>> same_programme("诗城杯", "“诗城杯”快递员职业技能竞赛")
    True
    >>> same_programme("记忆·潍坊展览", "“记忆·潍坊”展览启动仪式")
    False
    """
    a, b = key(short), key(full)
    if a == b:
        return True
    if a not in b or len(a) < 2:
        return False
    if bool(_OCCASION.search(a)) != bool(_OCCASION.search(b)):
        return False
    ea, eb = _EDITION.findall(a), _EDITION.findall(b)
    if ea and eb and not set(ea) <= set(eb):
        return False
    if a in {"技能竞赛", "活动", "大赛", "竞赛", "培训", "行动", "工程"}:
        return False
    return len(a) >= 3 or bool(_TAIL_END.sub("", b) == a)


def _programmes(mentions: list[Mention], around: Surroundings) -> list[Mention]:
    return _by_containment(mentions, same_programme)


def _by_containment(mentions: list[Mention], same: Callable[[str, str], bool]) -> list[Mention]:
    names = sorted({clean(m.text) for m in mentions}, key=lambda n: (-len(n), n))
    first = {n: min(m.start for m in mentions if clean(m.text) == n) for n in names}
    chosen: dict[str, str] = {}
    for name in names:
        longer = [o for o in names if o != name and len(o) >= len(name) and same(name, o)]
        roots = {chosen.get(o, o) for o in longer}
        if len(roots) == 1:
            chosen[name] = roots.pop()
        elif roots:
            before = [o for o in longer if first[o] <= first[name]]
            if before:
                nearest = max(before, key=lambda o: first[o])
                chosen[name] = chosen.get(nearest, nearest)
    return [m.named(chosen.get(clean(m.text), clean(m.text))) for m in mentions]


# --- awards ---------------------------------------------------------------------------------

_LEVEL_PRIZE = re.compile(
    r"^(?:[一-鿿A-Za-z]{0,10}?(?:组|项目|类|赛项|级))?(?:团体|个人|全能|单项|总)?(?:[特一二三四五六]等奖|[金银铜]奖|[金银铜]牌|冠军|亚军|季军|冠亚季军|第[一二三四五六七八九十\d]+名?|优胜奖|优秀奖|优秀组织奖|最佳组织奖|组织奖|鼓励奖|入围奖|"
    r"人气奖|最佳人气奖|参与奖|纪念奖|新秀奖|创意奖|最佳[一-鿿]{1,6}奖|首位|首名|前[一二三四五六七八九十]名?|一|二|三|特|金|银|铜|优秀作品奖|提名奖|特别奖|突出贡献奖|单项奖|十佳)$"
)


def is_prize_level(text: str) -> bool:
    """Whether the words alone name only a level: 一等奖 of which competition?

    >>> is_prize_level("数控车工组一等奖"), is_prize_level("国家科学技术进步奖一等奖")
    (True, False)
    """
    return bool(_LEVEL_PRIZE.fullmatch(key(text)))


@cache
def _short_awards() -> tuple[tuple[str, str], ...]:
    return tuple((row[0], row[1]) for row in read_rows("short_awards", 2))


def spell_out_award(text: str, around: Surroundings, position: int) -> str:
    """省劳模 near 湖北省 is 湖北省劳动模范.

    >>> spell_out_award("全国劳模", Surroundings(), 0)
    '全国劳动模范'
    """
    name = text
    for short, full in _short_awards():
        if short in name and full not in name:
            name = name.replace(short, full)
    clipped = re.match(r"^(自治区|省|市|州|县|区)(?!级)(?=[“\"]?[一-鿿]{3,})", name)
    if clipped:
        place = around.nearest(clipped.group(1), position)
        if place:
            name = place + name[clipped.end() :]
    return name


_SINGLE = {
    "一": "一等奖",
    "二": "二等奖",
    "三": "三等奖",
    "特": "特等奖",
    "金": "金奖",
    "银": "银奖",
    "铜": "铜奖",
}


def _ranked(text: str, following: Sequence[Mention]) -> bool:
    """Whether a level of a row is a rank: 二 and 三名 of 第一、二、三名."""
    if text[0] == "第" or text[-1] == "名":
        return True
    last = next((m.text for m in following if len(m.text) > 1 and m.rule == PRIZE_LIST), "")
    return last[-1:] == "名"


def _awards(mentions: list[Mention], around: Surroundings) -> list[Mention]:
    spelled = []
    for index, mention in enumerate(mentions):
        text = clean(mention.text)
        name = spell_out_award(text, around, mention.start)
        if text in _SINGLE:  # 一、二等功: what follows says of what
            name = _SINGLE[text]
            for other in mentions[index + 1 : index + 4]:
                level = re.fullmatch(r"[特一二三四五](等[奖功])", clean(other.text))
                if level and text in "特一二三四五":
                    name = text + level.group(1)
                    break
        if mention.rule == PRIZE_LIST and _ranked(text, mentions[index + 1 : index + 9]):
            name = f"第{text.strip('第名')}名"
        spelled.append(mention.named(name))
    names = sorted({m.name for m in spelled}, key=lambda n: (-len(n), n))
    chosen: dict[str, str] = {}
    for name in names:
        if is_prize_level(name):
            continue
        longer = [
            o
            for o in names
            if o != name
            and key(o).endswith(key(name))
            and len(key(name)) >= 3
            and not is_prize_level(o)
        ]
        exact = [o for o in names if o != name and key(o) == key(name)]
        if exact and exact[0] < name:
            chosen[name] = chosen.get(exact[0], exact[0])
        elif len(longer) == 1 and re.fullmatch(
            r"(?:第[一二三四五六七八九十百\d]+届|首届|首批|第[一二三四五六七八九十]+批|\d{4}年?度?|全国|国家|[一-鿿]{1,6}[省市区县州]|国家级|省级|市级|[一-鿿]{2,3})",
            key(longer[0])[: -len(key(name))],
        ):
            chosen[name] = chosen.get(longer[0], longer[0])
    return [m.named(chosen.get(m.name, m.name)) for m in spelled]


_CONTEST = re.compile(r"(赛|展|会|评选|比武|评比|擂台|杯|节|奖|竞赛|博览会|评选活动|活动)$")


def scope_prizes(mentions: list[Mention]) -> list[Mention]:
    """Give each prize level the competition named last before it, or first after in its sentence."""
    contests = [
        m
        for m in mentions
        if m.kind == PROGRAMME
        and (_CONTEST.search(key(m.name)) or "赛" in m.name or "评选" in m.name)
    ]
    programmes = contests or [m for m in mentions if m.kind == PROGRAMME]
    series = [
        m
        for m in mentions
        if m.kind == AWARD and m.name.endswith("奖") and not is_prize_level(m.name)
    ]
    result = []
    for mention in mentions:
        if mention.kind == AWARD and is_prize_level(mention.name):
            before = [p for p in programmes if p.end <= mention.start]
            after = [p for p in programmes if mention.end <= p.start <= mention.end + 30]
            nearest = before[-1] if before else (after[0] if after else None)
            own = [s for s in series if 0 <= mention.start - s.end <= 30]
            if own and (nearest is None or own[-1].start > nearest.start):
                nearest = own[-1]
            level = re.sub(r"^[一-鿿A-Za-z]{1,10}?(?:组(?!织)|项目|类|赛项)(?=.)", "", mention.name)
            mention = mention.named(level or mention.name, nearest.name if nearest else "")
        result.append(mention)
    return result


def _plain(mentions: list[Mention], around: Surroundings) -> list[Mention]:
    by_key: dict[str, str] = {}
    for mention in mentions:
        by_key.setdefault(key(mention.text), clean(mention.text))
    return [m.named(by_key[key(m.text)]) for m in mentions]


_NAMERS: dict[str, Callable[[list[Mention], Surroundings], list[Mention]]] = {
    PERSON: _people,
    ORGANIZATION: _organizations,
    PLACE: _places,
    PROGRAMME: _programmes,
    AWARD: _awards,
    PLATFORM: _plain,
    WORK: _plain,
}
