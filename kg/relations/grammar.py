"""How a clause fills the places of a verb: the list before it, the list after it, what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kg.lexicons import one_of, words
from kg.model import ORGANIZATION, PERSON, Mention
from kg.relations.scene import Scene
from kg.relations.story import Story

CONNECTIVE = re.compile(
    r"(?:、|和|与|及|以及|或|暨|，|·|/|\s|(?:又|还|也|日前|近日|共同|再次|随后)?(?:联合|会同|携手|协同|共同|联手)|并|同)*"
)
# What follows a list without ending it: 等三人, 两家单位, 双双.
COUNTED = r"(?:等?[^，。；：\ue000-\ue007]{0,12})"
_ADJUNCT_BEFORE = re.compile(
    r"(?:在|于|从|向|对|把|将|经|按照|根据|据|依托|通过|走进|来到|凭借|凭|以|携|靠|因|围绕|代表|陪同|跟随|为|给|受|随|与|和|同|比|至|到|赴|参加|出席|参与)$"
)
_BY_MEANS = re.compile(r"(?:凭|凭借|以)[^，。；、的\ue000-\ue007]{0,5}$")
_ADJUNCT_AFTER = re.compile(r"(?:中|上|里|期间|现场|内|会上|赛场|活动中|活动上|决赛)")


def is_adjunct(scene: Scene, position: int) -> bool:
    """Whether a mention only says where, when or by what (在大赛中, 凭《春耕》)."""
    if _BY_MEANS.search(scene.code, max(0, position - 8), position):
        return True
    if _ADJUNCT_BEFORE.search(scene.code, max(0, position - 2), position):
        return True
    if scene.mention(position).kind in (PERSON, ORGANIZATION):
        return False
    return bool(_ADJUNCT_AFTER.match(scene.code, position + 1))


def _joined(scene: Scene, left: int, right: int, *, comma: bool) -> bool:
    between = scene.code[left + 1 : right]
    if not comma and "，" in between:
        return False
    return bool(CONNECTIVE.fullmatch(between)) or between in ("以及", "和他的徒弟")


_OF = re.compile(r"[^，。；：、\ue000-\ue007]{0,8}的")
_AND_OF = re.compile(r"(?:、|和|与|以及)[^，。；：、]{1,20}的")


def list_before(
    scene: Scene, start: int, end: int, kinds: Sequence[str], *, comma: bool = False
) -> list[int]:
    """Positions of the coordinated mentions of ``kinds`` nearest before ``end``."""
    found = [i for i in scene.find(kinds, start, end) if not is_adjunct(scene, i)]
    if not found:
        return []
    chain = [found[-1]]
    for position in reversed(found[:-1]):
        if _joined(scene, position, chain[0], comma=comma) or _owned(scene, position, chain[0]):
            chain.insert(0, position)
        elif not _owns(scene, position, chain[0]):
            break
    return chain


def _owns(scene: Scene, left: int, right: int) -> bool:
    """Whether the left one is only whose the right one is: 甲的《春》."""
    alike = scene.mention(left).kind == scene.mention(right).kind
    return not alike and bool(_OF.fullmatch(scene.code, left + 1, right))


def _owned(scene: Scene, left: int, right: int) -> bool:
    """Whether the right one goes on a list with its owner before it: 《春》、乙厂的《秋》."""
    alike = scene.mention(left).kind == scene.mention(right).kind
    return alike and bool(_AND_OF.fullmatch(scene.code, left + 1, right))


def list_after(
    scene: Scene, start: int, end: int, kinds: Sequence[str], *, comma: bool = False
) -> list[int]:
    """Positions of the coordinated mentions of ``kinds`` that begin nearest after ``start``."""
    found = scene.find(kinds, start, end)
    chain = found[:1]
    for position in found[1:]:
        if not _joined(scene, chain[-1], position, comma=comma):
            break
        chain.append(position)
    return chain


_VERB = re.compile(one_of(words("verbs", "win", "grant", "run", "join", "write")))


def leading(
    scene: Scene, start: int, end: int, kinds: Sequence[str], *, verbs_before: bool = False
) -> list[int]:
    """Positions of the list that opens a clause: its subject, if no verb stands before it."""
    for position in scene.find(kinds, start, end):
        if is_adjunct(scene, position):
            continue
        if not verbs_before and start < position and not _opens(scene.code[start:position]):
            return []
        return list_after(scene, position, end, kinds)
    return []


@lru_cache(maxsize=1000)  # every rule asks of the same clauses
def _opens(text: str) -> bool:
    """Whether a subject may follow this text of its clause."""
    return not _VERB.search(text) and (len(text) <= 3 or len(_bare(text)) <= 3)


# Time, manner and instrument may stand between a carried subject and its verb; a noun may not.
_ADVERBIAL = re.compile(
    r"(?:(?:在|于|从|以|凭|凭借|因|经|经过|通过|作为|随着|面对|自|对|为|靠|用|与|和|同|按|据|当)[^，。；]*?"
    r"(?:中|上|里|时|期间|后|下|内|间|以来|起|的身份|的成绩|的优势|的表现|为契机|为题|为主题|优势|成绩|表现|之际|以后|的是)"
    r"|(?:19|20)?\d+年(?:度|初|底|末|以来|前后|起)?|\d+月(?:\d+日)?(?:初|底|起|以来)?|\d+日|当[天日年晚]|同年|次年|翌年|去年|今年|前年|近年来?|"
    r"近日|日前|近期|最近|昨日|昨天|今天|此前|此后|此次|本次|随后|之后|后来|如今|目前|眼下|现在|期间|同时|此外|另外|其中|还|又|也|都|均|就|便|才|并|且|而|再|更|已|曾|将|则|"
    r"先后|陆续|接连|连续|多次|两次|再次|首次|一举|成功|累计|共|双双|分别|由此|因此|为此|最终|一路|顺利|随即|当场|现场|同步|专门|"
    r"正式|全面|深入|扎实|积极|大力|持续|不断|率先|主动|精心|认真|着力|联合|共同|牵头|组织|创新|每年|每月|每周|常态化|一并|一起|"
    r"常年|坚持|今|经|前|后|至今|至此|一度|荣誉|一次|[一二三两四五六七八九十\d]+次|上午|下午|晚|早|初|底|末|春节|“五一”|五一|\s|、)"
)


@lru_cache(maxsize=1000)
def _bare(text: str) -> str:
    """The text less what says when, how and with what."""
    return _ADVERBIAL.sub("", text)


def leaves_subject_open(scene: Scene, start: int, verb: int) -> bool:
    """Whether nothing between ``start`` and the verb could be its own, unnamed subject."""
    rest = _bare(scene.code[start:verb])
    return len(rest) <= 3 and not re.search(r"\d|人|名|家|队|者", rest)


def mentions_at(scene: Scene, positions: Sequence[int]) -> list[Mention]:
    """The mentions at these positions."""
    return [scene.mention(i) for i in positions]


def carried(story: Story, kinds: Sequence[str]) -> list[Mention]:
    """Whom a verb without a subject speaks of."""
    return [m for m in story.subjects if m.kind in kinds]
