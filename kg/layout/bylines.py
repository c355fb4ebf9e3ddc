"""Who wrote and photographed: the grammar of bylines, signatures and picture credits.

A byline is a chain of roles, each before its names (``本报记者 甲 通讯员 乙 文/图``); a credit has
the role behind them (``甲/摄``). Names stand apart by blanks or 、 or not at all; where nothing
separates them, family names do. Every function works on one paragraph and gives offsets into it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kg.lexicons import one_of, read_rows, words

HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
MARKS = "□■●○◆◇▲△▼▪◎☐☆★※·•-"
_BEFORE = one_of(words("page_words", "before"))
_AFTER = words("page_words", "after")

# 工人日报记者, 县融媒体中心通讯员: whose reporter it is belongs to the role.
_MEDIUM = rf"(?:{HAN}{{2,14}}?(?:[报社网台站]|中心|客户端))?"
_POSTED = rf"(?:驻{HAN}{{1,4}}?)?"
ROLE = re.compile(
    rf"(?<!{HAN})(?:{_MEDIUM}{_POSTED}{_BEFORE}*?"
    rf"(?:记者|通讯员|实习编辑)|{one_of(words('page_words', 'role'))}(?!报道))(?:[:：])?"
    rf"|(?<!{HAN})(?:文[/／]图(?=[\s:：]*{HAN})[:：]?|(?:文字?|图片?)[/:：](?!\s*[文图摄片]))"
)
# A role in the middle of a run of characters: 记者马骁实习生鲜于果.
INNER_ROLE = re.compile(rf"{_BEFORE}*(?:记者|通讯员|实习生)")
_LONG_AFTER = one_of(word for word in _AFTER if len(word) > 1)
AFTER = re.compile(
    rf"(?:(?:^|(?<=[\s/、)）])){one_of(_AFTER)}|(?<={HAN})(?:{_LONG_AFTER}|摄)"
    rf"|\s+(?:{HAN}{{2,6}}报道|发自{HAN}{{2,8}}))$"
)
PICTURE_CREDIT = re.compile(rf"[\s/]*{one_of(words('page_words', 'credit'))}$")
CREDIT = re.compile(rf"[\s/]*(?:{_LONG_AFTER}|[摄图文绘])$")
TAIL_NOTE = re.compile(
    r"\s*[(（](?:除?署名(?:者)?除?外|除署名外|资料图片?|本版[^()（）]{0,12})[)）]\s*$"
)
PARENTHESIS = re.compile(r"[(（]([^()（）]{2,60})[)）]\s*$")
CAPTION_TAIL = re.compile(
    rf"(?:^|(?<=[\s。”)）]))(?P<by>(?:\S{{0,8}}记者|通讯员)?\s*{HAN}{{2,4}}[\s/]*(?:摄影报道|摄影|摄|供图))$"
)
SEPARATOR = re.compile(r"[\s、,，/／;；|]+")
NAME = re.compile(rf"{HAN}{{2,4}}|{HAN}{{1,8}}(?:[·•‧・．]{HAN}{{1,8}})+")
NOT_A_NAME = re.compile(
    rf"{one_of(words('page_words', 'not_a_name'))}"
    r"|^(?:完|含.*|来源|[左右中前后][一二三四起边排]?|[前后]排.*)$"
)
BODY_WORDS = re.compile(r"[会局部社台网报司校院站处所委办宣科厅协联馆区县市镇乡村队团组店厂]$")
DATELINE = re.compile(
    rf"【?(?:又讯|(?:本[报网刊台社]|据?{HAN}{{2,6}}?[社网])(?P<at>{HAN}{{0,12}})"
    rf"(?P<day>(?:\d{{4}}年)?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?)[讯电]】?"
    rf"|{HAN}{{2,10}}(?:\d{{1,2}}月\d{{1,2}}日)?[讯电](?=\s*[(（]))\s*"
)
REPORTS = re.compile(r"(?P<names>[^。！？，,：:；;]{4,40}?)\s*(?:摄影)?报道[。：:，,]?")


BLANK = re.compile(r"[ \u3000]+")
GIVEN = re.compile(
    rf"(?:图片|照片|供图)?由(?P<giver>{HAN}{{2,4}})(?:提供|供图|拍摄)|(?:摄影|图片|供图|图)[:：/／]\s?(?P<by>{HAN}{{2,4}})"
)


class Credit(NamedTuple):
    """``paragraph[start:end]`` is a name (perhaps with a blank in it), ``role`` as printed."""

    start: int
    end: int
    name: str
    role: str


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    single: set[str] = set()
    compound: set[str] = set()
    for row in read_rows("surnames"):
        if len(row[0]) > 4:
            single.update(row[0])
        else:
            compound.add(row[0])
    return frozenset(single), frozenset(compound)


def begins_with_surname(text: str) -> bool:
    """Whether ``text`` opens with a Chinese family name.

    >>> begins_with_surname("欧阳"), begins_with_surname("的")
    (True, False)
    """
    single, compound = _surnames()
    return text[:1] in single or any(text.startswith(name) for name in compound)


def begins_with_body(name: str) -> bool:
    """Whether a body stands where a name should: 县总宣, 市融媒体中心."""
    return name[:1] in "县市省区镇乡州" and not begins_with_surname(name) and len(name) > 2


def split_names(text: str) -> list[str]:
    """Cut names that nothing separates, each of two to four characters; one name where in doubt.

    >>> split_names("王小伟李娜")
    ['王小伟', '李娜']
    >>> split_names("欧阳小明")
    ['欧阳小明']
    """
    if len(text) <= 3:
        return [text]
    single, compound = _surnames()

    def longest(start: int) -> int:
        return 4 if text[start : start + 2] in compound else 3

    # best[i]: (number of odd names, names) over text[:i]; three characters are likelier than two.
    best: list[tuple[int, list[str]] | None] = [None] * (len(text) + 1)
    best[0] = (0, [])
    for end in range(2, len(text) + 1):
        for size in (3, 2, 4):
            start = end - size
            if start < 0:
                continue
            before = best[start]
            name = text[start:end]
            if before is None or size > longest(start):
                continue
            if name[0] not in single and name[:2] not in compound:
                continue
            candidate = (before[0] + (size == 2), [*before[1], name])
            known = best[end]
            if known is None or candidate[0] < known[0]:
                best[end] = candidate
    whole = best[len(text)]
    if whole is None or (len(text) == 4 and text[:2] in compound):
        return [text]
    return whole[1]


def _names(text: str, start: int, end: int, role: str, *, sure: bool) -> list[Credit] | None:
    """The names in ``text[start:end]``; None where something there is no name.

    ``sure``: a role stands before them, so that a name without a known family name will do.
    """
    bracketed = re.search(r"[(（][^()（）]*$", text[:start]) is not None
    tokens: list[tuple[int, int]] = []
    position = start
    while position < end:  # cut at separators
        separator = SEPARATOR.match(text, position, end)
        if separator:
            position = separator.end()
            continue
        following = SEPARATOR.search(text, position, end)
        stop = following.start() if following else end
        if (
            tokens
            and stop - position == 1
            and tokens[-1][1] - tokens[-1][0] == 1
            and not text[tokens[-1][1] : position].strip("\u3000 ")
        ):
            tokens[-1] = (tokens[-1][0], stop)  # 李　明: a name spaced out to three characters
        else:
            tokens.append((position, stop))
        position = stop
    credits: list[Credit] = []
    for begin, stop in tokens:
        name = re.sub(r"\s", "", text[begin:stop])
        if name in ("文", "图", "摄", "文图") and begin > start:
            continue  # 甲/文 乙/图
        if sure and begins_with_body(name):
            continue  # 通讯员 县融媒体中心
        if NOT_A_NAME.search(name) and not (sure and name == "来源"):
            return None
        glued = begin == start and begin > 0 and bool(re.match(HAN, text[begin - 1]))
        if glued and not bracketed and not begins_with_surname(name):
            return None  # 记者离开时…: the beginning of a sentence
        if NAME.fullmatch(name) and (len(name) < 4 or "·" in name or not sure):
            if not sure and not begins_with_surname(name) and "·" not in name:
                return None
            credits.append(Credit(begin, stop, name, role))
            continue
        if not re.fullmatch(rf"{HAN}{{4,12}}", name) or " " in text[begin:stop]:
            return None
        parts = split_names(name)
        if len(parts) == 1 and len(name) > (6 if sure else 4):
            return None
        for part in parts:
            credits.append(Credit(begin, begin + len(part), part, role))
            begin += len(part)
    return credits


def parse_names(text: str) -> list[Credit]:
    """Names alone, each with a family name; empty where a word of ``text`` is none.

    >>> [credit.name for credit in parse_names("王小伟 李娜")], parse_names("金牌班组 好")
    (['王小伟', '李娜'], [])
    """
    found = _names(text, 0, len(text), "", sure=False) or []
    return found if all(len(credit.name) <= 3 for credit in found) else []


def parse_byline(text: str, start: int = 0, end: int | None = None) -> list[Credit]:
    """The people of a byline that fills ``text[start:end]``; empty where it is none.

    >>> [(c.name, c.role) for c in parse_byline("■本报记者 王小伟 通讯员 李娜 张勇 文/图")]
    [('王小伟', '本报记者'), ('李娜', '通讯员'), ('张勇', '通讯员')]
    """
    end = len(text) if end is None else end
    note = TAIL_NOTE.search(text, start, end)
    if note:
        end = note.start()
    while start < end and (text[start] in MARKS + "[［【" or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "/／]］】"):
        end -= 1
    if end - start > 80:
        return []
    first = ROLE.match(text, start, end)
    if not first:
        closing = CREDIT.search(text, start, end)
        if closing and closing.start() > start and SEPARATOR.match(closing.group()):
            role = closing.group().strip(" \u3000/")
            return _names(text, start, closing.start(), role, sure=False) or []
        return []
    roles = list(ROLE.finditer(text, start, end))
    inner = [
        match
        for match in INNER_ROLE.finditer(text, first.end(), end)
        if not any(role.start() <= match.start() < role.end() for role in roles)
    ]
    roles = sorted([*roles, *inner], key=lambda match: match.start())
    credits: list[Credit] = []
    for number, chain in enumerate(roles):
        stop = roles[number + 1].start() if number + 1 < len(roles) else end
        begin = chain.end()
        after = AFTER.search(text[begin:stop].rstrip())
        if after and after.start() > 0:
            stop = begin + after.start()
        label = chain.group().rstrip("/／:：")
        found = _names(text, begin, stop, label, sure=True)
        if found is None:
            return []
        if not found and credits and number + 1 == len(roles):
            continue  # a last role with no name of its own: 文 王小伟 摄影
        credits += found
    return credits


def parse_signature(text: str) -> tuple[int, list[Credit]] | None:
    """Names in brackets that close a paragraph: where the bracket opens, and who.

    >>> parse_signature("大会闭幕。 (王小伟)")
    (6, [Credit(start=7, end=10, name='王小伟', role='')])
    """
    match = PARENTHESIS.search(text)
    if not match:
        return None
    before = text[: match.start()].rstrip()
    if before and before[-1] not in "。！？!?…”’』」":
        return None
    start, end = match.span(1)
    found = parse_byline(text, start, end)
    if not found:
        stop, role = end, ""
        after = CREDIT.search(text, start, end)
        if after:
            stop, role = after.start(), after.group().strip(" \u3000/")
        found = _loose_names(text, start, stop, role)
    return (match.start(), found) if found else None


def _loose_names(text: str, start: int, end: int, role: str) -> list[Credit]:
    """Names with no role before them: at least one has a known family name, none is a body's."""
    tokens = [token for token in SEPARATOR.split(text[start:end]) if token]
    if not tokens or end - start > 30:
        return []
    known = [
        token
        for token in tokens
        if NAME.fullmatch(token)
        and begins_with_surname(token)
        and not NOT_A_NAME.search(token)
        and (len(token) < 4 or split_names(token) != [token] or token[:2] in _surnames()[1])
        and not (role and BODY_WORDS.search(token))
    ]
    if not known:
        return []
    credits: list[Credit] = []
    position = start
    for token in tokens:
        begin = text.index(token, position)
        position = begin + len(token)
        if NOT_A_NAME.search(token):
            return []
        if token in known:
            for part in split_names(token):
                credits.append(Credit(begin, begin + len(part), part, role))
                begin += len(part)
        elif len(token) <= 6 and not BODY_WORDS.search(token) and re.fullmatch(HAN + "+", token):
            credits.append(Credit(begin, position, token, role))
        elif not role:
            return []
    return credits


def parse_picture_credit(text: str) -> tuple[int, list[Credit]] | None:
    """The photographer at the end of a caption: where the credit opens, and who.

    >>> parse_picture_credit("选手在比赛中。(王小伟/摄)")
    (7, [Credit(start=8, end=11, name='王小伟', role='摄')])
    """
    given = GIVEN.search(text, max(0, len(text) - 20))
    if given and len(text) - given.end() <= 1:
        group = "giver" if given["giver"] else "by"
        if begins_with_surname(given[group]) and not BODY_WORDS.search(given[group]):
            start = given.start()
            if text[start - 1 : start] in ("(", "（"):
                start -= 1
            role = "供图" if given["giver"] else given.group()[: given.start("by") - given.start()]
            return start, [Credit(*given.span(group), given[group], role.rstrip(" :：/／"))]
    match = PARENTHESIS.search(text)
    if match:
        opening, (start, end) = match.start(), match.span(1)
        stop = text.rfind("。", start, end)
        if stop >= 0:  # the whole caption stands in brackets: (图为…。甲 摄)
            opening = start = stop + 1
    else:
        tail = CAPTION_TAIL.search(text)
        if not tail:
            return None
        opening = start = tail.start("by")
        end = tail.end("by")
    after = PICTURE_CREDIT.search(text, start, end)
    if not after:
        found = parse_byline(text, start, end)
        return (opening, found) if found and re.search("[摄图]", text[start:end]) else None
    role = after.group().strip(" \u3000/")
    stop = after.start()
    leading = ROLE.match(text, start, stop)
    begin = leading.end() if leading else start
    found = parse_byline(text, start, stop)
    if found and len({credit.role for credit in found}) > 1:
        return opening, found
    if found:
        return opening, [credit._replace(role=role) for credit in found]
    loose = _loose_names(text, begin, stop, role)
    return (opening, loose) if loose else None


def parse_dateline(text: str) -> tuple[int, list[Credit]] | None:
    """The opening of a report, ``本报讯（记者 甲）``: where it ends, and who wrote.

    >>> parse_dateline("本报青山6月1日讯（记者 王小伟）昨日，大会开幕。")
    (17, [Credit(start=13, end=16, name='王小伟', role='记者')])
    """
    match = DATELINE.match(text)
    if not match:
        return None
    end = match.end()
    if text[end : end + 1] in ("(", "（"):
        close = re.compile("[)）]").search(text, end)
        if close and close.start() - end < 80:
            found = parse_byline(text, end + 1, close.start())
            if found:
                return close.end(), found
        return (end, []) if text.startswith(("本", "又讯", "【")) else None
    if not text.startswith(("本", "又讯", "新华", "据新华", "中新", "【")):
        return None
    reports = REPORTS.match(text, end)
    if reports:
        found = parse_byline(text, *reports.span("names"))
        if found:
            return reports.end(), found
    for blank in BLANK.finditer(text, end + 4, end + 40):  # 本报讯 记者甲 大会…
        found = parse_byline(text, end, blank.start())
        if found and all(begins_with_surname(credit.name) for credit in found):
            return blank.start(), found
    return end, []
