"""Grammar at the borders of tagged names: what cannot stand at their edge is cut off.

The tagger sees characters; grammar knows that 以 after a name opens a phrase (冯翠以…为题), that 据
before one does (据宫某介绍), and that 甲学校和乙中学 is two schools.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from kg.lexicons import read_rows
from kg.model import ORGANIZATION, PERSON, PLACE, PROGRAMME, TITLE, Article, Mention

_AFTER_PERSON = re.compile(
    r"(?<=..)(?:说|则|以|同|致|等|并|也|还|把|被|将|向|和|与|及|就|都|又|曾|给|让|从|对|在|是|获|任|作|为|带|在内)$"
)
_BEFORE_PERSON = re.compile(
    r"^(?:据|由|与|和|在|对|向|给|请|让|被|把|将|从|跟|随|有|是|及|经|叫|即|以|如|像|像是|介绍|邀请|聘请|推荐)(?=..)"
)
# A post behind a whole name is no part of it: 史明月总书记.
_POST_AFTER_PERSON = re.compile(
    r"(?<=..)(?:总书记|书记|[一-鿿]?主席|主任|局长|处长|科长|院长|校长|厂长|部长|省长|市长|县长|区长|镇长|会长|理事长|"
    r"董事长|总经理|经理|教授|院士|医生|记者|教练|委员|代表|秘书长|老师|师傅|同志|先生|女士)$"
)
_BEFORE_BODY = re.compile(
    r"^(?!自治)(?:充分发挥|新建(?![区县])|发挥|依托|时任|现任|曾任|原任|调任|转任|出任|担任|历任|兼任|升任|首任|接任|联系|走进|来到|进入|考进|考入|就读|入读|读|由|据|与|和|在|向|被|把|将|从|原|经|给|到|请|任|赴|前往|位于|创办|倡办|捐建|"
    r"联合|会同|携手|支持|以及|包括|隶属|属于|加入|成立|组建|主管|补选|参观|走访|慰问|打造|建起|建设|推动|助力|落实|荣获|获|及|为|是|对|让|于|至|自|跟|同)(?=[一-鿿“]{3,})"
)
# Words that may also open a name: the tagger is believed where it is sure.
_MAY_OPEN = {"联合", "同", "建设", "对", "自", "和", "读", "原", "支持", "任", "及"}
_AFTER_BODY = re.compile(
    r"(?:等|说|则|以|也|还|将|把|被|并|在|的|是|于|从|对|共同|联合|和|与|及|、)$"
)
_AND = re.compile(r"和|与|及|、|会同|联合")
_HEAD_END = re.compile(
    r"(?:公司|集团|局|厅|部|委|办|会|院|校|中学|小学|大学|学院|中心|馆|所|站|队|厂|矿|段|社|处|总工会|总|工会|政府|法院|"
    r"检察院|银行|支行|学校|医院|文化宫|少年宫|协会|联合会|工作室|班组|妇联|文联|科协|侨联|团委|县委|市委|区委|省委|街道|办事处|店|科|系|团)$"
)
_PLACE_END = re.compile(r"(?:农村|城区|城里|当地|老家|乡下|全市|全省|全县)$")


_EVENT_HEAD = re.compile(
    r"(?:劳动|职业|技能|职工|专项|系列|职业技能|劳动技能)*"
    r"(?:大赛|竞赛|比赛|邀请赛|公开赛|特别赛|选拔赛|擂台赛|锦标赛|启动仪式|揭牌仪式|开幕式|闭幕式|颁奖典礼|颁奖仪式|签约仪式|表彰大会|"
    r"座谈会|报告会|推进会|发布会|恳谈会|联谊会|博览会|展览会|研讨会|论坛|评选活动|发布活动|捐赠活动|项目)"
)


def trim(article: Article, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Cut what cannot belong to a name and add the head that it lacks."""
    for mention in mentions:
        if mention.kind == PERSON:
            yield from _person(mention)
        elif mention.kind == ORGANIZATION:
            opened = article.text[max(0, mention.start - 1) : mention.start] in ("“", "《")
            yield from [mention] if opened else _body(_with_bracket(article, mention))
        elif mention.kind == PLACE:
            end = _PLACE_END.search(mention.text)
            yield cut(mention, 0, end.start()) if end and end.start() >= 2 else mention
        elif mention.kind == PROGRAMME:
            yield _programme(article, mention)
        elif mention.kind == TITLE:
            yield from _title(mention)
        else:
            yield mention


# 深入贯彻落实|人才“云岭计划”: what is done with a programme is no part of its name.
_BEFORE_PROGRAMME = re.compile(
    r"^(?:(?:全省|全市|全国|全县|全区)?首办|(?:深入|广泛|积极|扎实|持续|大力|全面|组织)?"
    r"(?:贯彻落实|贯彻|落实|开展|推进|实施|推行|举办|承办|主办|深耕|启动|参加|参与))(?=.{4,})"
)


def _programme(article: Article, mention: Mention) -> Mention:
    """…劳模工匠工作室|揭牌仪式: an event's head right behind the name belongs to it."""
    before = _BEFORE_PROGRAMME.match(mention.text)
    if before:
        mention = cut(mention, before.end(), len(mention.text))
    head = _EVENT_HEAD.match(article.text, mention.end)
    if head is None or _EVENT_HEAD.search(mention.text):
        return mention
    return replace(mention, end=head.end(), text=article.text[mention.start : head.end()])


def cut(mention: Mention, start: int, end: int) -> Mention:
    """The part ``text[start:end]`` of a mention."""
    if end - start == len(mention.text):
        return mention
    return replace(
        mention,
        start=mention.start + start,
        end=mention.start + end,
        text=mention.text[start:end],
    )


@cache
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Surnames of one character, and of two."""
    single: set[str] = set()
    double: set[str] = set()
    for word, *_ in read_rows("surnames"):
        if len(word) > 2:
            single |= set(word)
        else:
            (double if len(word) == 2 else single).add(word)
    return frozenset(single), frozenset(double)


def bears_surname(name: str) -> bool:
    """Whether a name opens with a surname, or is longer than those that do: 扎西旺堆."""
    single, double = surnames()
    return len(name) > 3 or name[0] in single or name[:2] in double


@cache
def division_names() -> frozenset[str]:
    """Full names of provinces, prefectures and counties."""
    return frozenset(name for _, name, *_ in read_rows("division_codes", 2))


def _person(mention: Mention) -> Iterator[Mention]:
    text = mention.text
    single, double = surnames()
    if "·" in text or not re.fullmatch(r"[一-鿿]+", text):
        yield mention
        return
    start, end = 0, len(text)
    before = _BEFORE_PERSON.match(text)
    if before and len(text) >= 4 and text[before.end()] in single and text[:2] not in double:
        start = before.end()
    family = 2 if text[start : start + 2] in double else 1
    if end - start > family + 1 and (end - start > family + 2 or mention.confidence < 0.9):
        after = _AFTER_PERSON.search(text, start)
        if after and after.start() - start >= family + 1:
            end = after.start()
    post = _POST_AFTER_PERSON.search(text, start)
    if post and family < post.start() - start <= family + 2:
        yield cut(mention, start, post.start())
        yield replace(cut(mention, post.start(), len(text)), kind=TITLE)
        return
    yield cut(mention, start, end)


# 县委常委 is a body and a post in it.
_BODY_IN_TITLE = re.compile(
    r"^(?P<body>(?:自治区|省|市|州|县|区|旗|镇|乡|街道|社区|村)(?:党委|委|政府|人大常委会|人大|政协|纪委监委|纪委|监委|总工会|总|"
    r"党工委|管委会|妇联|法院|检察院|公安局|教育局|人社局))(?P<post>(?:党组|党委|工委)?[一-鿿]*(?:书记|常委|副?主席|副?主任|委员|局长|院长|检察长|区长|县长|市长|部长|秘书长|成员|代表).*)$"
)


def _title(mention: Mention) -> Iterator[Mention]:
    match = _BODY_IN_TITLE.match(mention.text)
    if match is None:
        yield mention
        return
    yield replace(cut(mention, 0, match.end("body")), kind=ORGANIZATION)
    yield cut(mention, match.start("post"), len(mention.text))


_OPENED = re.compile(
    r"(?<![一-鿿])(?:[由在是位与和及从向对被的请])?([一-鿿A-Za-z]{2,12}[（(][一-鿿]{0,6})$"
)


# The name before a bracket, from the last word that cannot be in it.
_BARE = re.compile(
    r"(?:这[位名家])?((?:(?![的是在由与和为向被对给到有及了这])[一-鿿A-Za-z]){2,8})$"
)


def _with_bracket(article: Article, mention: Mention) -> Mention:
    """A name cut at its bracket gets its beginning back: 某某(青岛)律师事务所."""
    text = mention.text
    opened = text.startswith(("(", "（"))
    if not opened and (not re.search("[)）]", text) or re.search("[(（]", text)):
        return mention
    pattern = _BARE if opened else _OPENED
    before = pattern.search(article.text[max(0, mention.start - 22) : mention.start])
    if before is None:
        return mention
    start = mention.start - len(before.group(1))
    return replace(mention, start=start, text=article.text[start : mention.end])


# 某某和|县实验小学, 任|自治区民政厅: what opens a clipped or full public name ends what stands before.
_OPENS_ANEW = re.compile(
    r"^[一-鿿]*?(?:和|与|由|任|调任|上调任|补选|裁决|兼任|转任|及|走进|来到)(?=(?:自治区|省|市|县|区|州)(?:党|委|政|人|总|教|公|民|统|实验|第|职|中|文|卫|工|农|财|司|法|检|审|商|住|应|退|妇|团|科|监|纪|档|图|博|融|消|交|市|行|发|国|生|水|林|体|信|税|气|供)|全国)"
)


# 甲区、乙县档案部门 names places, and of each the same unnamed office.
_OFFICES = re.compile(
    r"^(?:[一-鿿]{2,6}[省市县区州旗]、)+[一-鿿]{2,6}[省市县区州旗][一-鿿]{2,6}部门$"
)


# 吴桂月任|商会妇女联合会, 明月山康养小镇由|某集团: what stands before such a verb is no part of the body.
_NAMED_BEFORE = re.compile(
    r"^(?P<person>[一-鿿]{2,3}?)(?P<verb>任|出任|担任|倡办|创办|捐建|捐资兴办|执掌|发起)(?P<body>[一-鿿]{4,})$"
)
_BY = re.compile(
    r"^[一-鿿]{2,}(?:小镇|项目|工程|活动|大赛|竞赛|系统|平台|基地|园区?)由(?P<body>[一-鿿]{3,})$"
)


def _body(mention: Mention) -> Iterator[Mention]:
    if _OFFICES.match(mention.text):
        return
    named = _NAMED_BEFORE.match(mention.text)
    if named and named["person"][0] in surnames()[0] and _HEAD_END.search(named["body"]):
        yield replace(cut(mention, 0, named.end("person")), kind=PERSON)
        mention = cut(mention, named.start("body"), len(mention.text))
    by = _BY.match(mention.text)
    if by and _HEAD_END.search(by["body"]):
        mention = cut(mention, by.start("body"), len(mention.text))
    anew = _OPENS_ANEW.match(mention.text)
    if anew and not _HEAD_END.search(mention.text[: anew.end() - 1]):
        mention = cut(mention, anew.end(), len(mention.text))
    text = mention.text
    for joint in _AND.finditer(text):
        left, right = text[: joint.start()], text[joint.end() :]
        whole = len(left) >= 2 and len(right) >= 3
        if whole and _HEAD_END.search(left) and _HEAD_END.search(right):
            yield from _body(cut(mention, 0, joint.start()))
            yield from _body(cut(mention, joint.end(), len(text)))
            return
    start = 0
    before = _BEFORE_BODY.match(text)
    if before and any(text[:size] in division_names() for size in range(2, 6)):
        before = None  # 将乐县医院, 和县总工会
    if before and _HEAD_END.search(text) and len(text) - before.end() >= 3:
        may_open = before.group() in _MAY_OPEN and mention.confidence > 0.9
        start = 0 if may_open else before.end()
    end = len(text)
    after = _AFTER_BODY.search(text)
    if after and after.start() - start >= 2 and _HEAD_END.search(text[: after.start()]):
        end = after.start()
    yield cut(mention, start, end)
