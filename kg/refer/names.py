"""Short forms to full names: what one article calls 市总, 南昌市总工会 and 南昌工会 is one thing.

Every mention gets a ``name``, the fullest form that the article supports, and a prize level also
the competition it belongs to (``scope``). Nothing outside the article is asked but the lexicons.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache

from kg.lexicons import one_of, read_rows, words
from kg.mentions.grammar import PRIZE_LIST
from kg.mentions.short_forms import stated_forms
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
from kg.refer.bodies import name_bodies
from kg.refer.forms import clean, key
from kg.refer.places import (
    LEVELS,
    Surroundings,
    divisions,
    level_of,
    meant_by,
    split_chain,
    survey,
)


def name_mentions(article: Article, mentions: Iterable[Mention]) -> list[Mention]:
    """Give each mention its name and scope."""
    ordered = in_order(mentions)
    around = survey(article, ordered)
    named: list[Mention] = []
    for kind, name in _NAMERS.items():
        named += name([m for m in ordered if m.kind == kind], around)
    named += [m.named(clean(m.text)) for m in ordered if m.kind == TITLE]
    return scope_prizes(_stated(article, in_order(named)))


def _stated(article: Article, mentions: list[Mention]) -> list[Mention]:
    """Short forms that the text states get the name of what they are short for."""
    forms = stated_forms(article, mentions)
    if not forms:
        return mentions
    return [
        m.named(whole.name) if (whole := forms.get(m.text)) and whole.kind == m.kind else m
        for m in mentions
    ]


# --- people ---------------------------------------------------------------------------------


_BY_SURNAME = re.compile(rf".{one_of(words('post_words', 'address'))}?|老.|小.")


_SPACED = re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])")  # 李　明


def _people(mentions: list[Mention], around: Surroundings) -> list[Mention]:
    """Names as they are; a given name alone, a surname with a form of address (史师傅, 老史): who bears it.

    A bare surname is no name: it is the last one named so, or nobody.
    """
    written = [_SPACED.sub("", clean(m.text)) for m in mentions]
    full = set(written)
    pairs = list(zip(mentions, written, strict=True))
    known = [(m.start, name) for m, name in pairs if not _BY_SURNAME.fullmatch(name)]
    named = []
    for mention, name in pairs:
        longer = [f for f in full if f.startswith(name + "·") or (len(name) == 2 and f[1:] == name)]
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


# --- places ---------------------------------------------------------------------------------


def _places(mentions: list[Mention], around: Surroundings) -> list[Mention]:
    mentions = [part for mention in mentions for part in _levels(mention)]
    texts = {clean(m.text) for m in mentions}
    named = []
    for mention in mentions:
        name = clean(mention.text)
        if level_of(name) is None:
            full = [t for t in texts if level_of(t) and _shortens(name, t)]
            if len(full) == 1:
                name = full[0]
            elif division := meant_by(name):
                name = division.name
        named.append(mention.named(name))
    return named


def _levels(mention: Mention) -> list[Mention]:
    """A chain of divisions as one mention a level: 青山省河湾市 is a province and a city in it."""
    pieces = split_chain(mention.text)
    if len(pieces) < 2 or not all(len(p) > 2 and level_of(p) for p in pieces):
        return [mention]
    parts, start = [], mention.start
    for piece in pieces:
        parts.append(replace(mention, start=start, end=start + len(piece), text=piece))
        start += len(piece)
    return parts


def _shortens(short: str, full: str) -> bool:
    return any(short == d.short for d in divisions().get(full, ())) or (
        full.startswith(short) and full[len(short) :] in LEVELS
    )


# --- programmes -----------------------------------------------------------------------------

_TAIL_END = re.compile(rf"{one_of(words('event_words', 'tail', 'tail_in_name'))}$")
_OCCASION = re.compile(rf"{one_of(words('event_words', 'occasion'))}$")
_BARE = frozenset(words("event_words", "bare"))
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
    if a in _BARE:
        return False
    if len(a) == 2:  # 豫匠悦读 and 豫匠学堂 are two of a brand, 豫匠
        return b.endswith(a) or (b.startswith(a) and len(b) > 4) or _TAIL_END.sub("", b) == a
    return True


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
    r"^(?:[一-鿿A-Za-z]{0,10}?(?:组|项目|类|赛项|级))?(?:团体|个人|全能|单项|总)?"
    rf"(?:{one_of(words('award_words', 'level'))}|[特一二三四五六]等奖|[金银铜][奖牌]|"
    r"第[一二三四五六七八九十\d]+名?|前[一二三四五六七八九十]名?|最佳[一-鿿]{1,6}奖|[特一二三金银铜])$"
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


_CLIPPED = re.compile(rf"^({one_of(words('place_words', 'level'))})(?!级)(?=[“\"]?[一-鿿]{{3,}})")


def spell_out_award(text: str, around: Surroundings, position: int) -> str:
    """省劳模 near 湖北省 is 湖北省劳动模范.

    >>> spell_out_award("全国劳模", Surroundings(), 0)
    '全国劳动模范'
    """
    name = text
    for short, full in _short_awards():
        if short in name and full not in name:
            name = name.replace(short, full)
    clipped = _CLIPPED.match(name)
    if clipped:
        place = around.nearest(clipped.group(1), position)
        if place:
            name = place + name[clipped.end() :]
    return name


_SINGLE = {level: f"{level}等奖" for level in "一二三特"} | {c: f"{c}奖" for c in "金银铜"}


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


_CONTEST = re.compile(rf"{one_of(words('event_words', 'contest_end'))}$")


# 大赛总结表彰会: prizes given there are those of the 大赛.
_OCCASION = re.compile(rf"(?P<contest>.+?)(?:总结)?{one_of(words('event_words', 'occasion'))}")


def _given_for(contest: Mention, contests: Sequence[Mention]) -> Mention:
    """What an occasion closes, where the article names it; else the contest itself."""
    occasion = _OCCASION.fullmatch(key(contest.name))
    if not occasion:
        return contest
    name = occasion["contest"]
    named = (c for c in contests if key(c.name) and name.endswith(key(c.name)))
    return next(named, contest)


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
            nearest = nearest and _given_for(nearest, contests)
            own = [s for s in series if 0 <= mention.start - s.end <= 8]
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
    ORGANIZATION: name_bodies,
    PLACE: _places,
    PROGRAMME: _programmes,
    AWARD: _awards,
    PLATFORM: _plain,
    WORK: _plain,
}
