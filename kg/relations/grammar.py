"""How a clause fills the places of a verb: the list before it, the list after it, what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kg.lexicons import one_of, words
from kg.model import ORGANIZATION, PERSON, Mention
from kg.relations.scene import Scene
from kg.relations.story import Story

_JOINTLY = one_of(words("clause_words", "jointly"))
CONNECTIVE = re.compile(
    rf"(?:、|，|·|/|\s|{one_of(words('clause_words', 'and'))}|"
    rf"{one_of(words('clause_words', 'again'))}?{_JOINTLY})*"
)
# What follows a list without ending it: 等三人, 两家单位, 双双.
COUNTED = r"(?:等?[^，。；：\ue000-\ue007]{0,12})"
_ADJUNCT_BEFORE = re.compile(rf"{one_of(words('clause_words', 'before_adjunct'))}$")
_BY_MEANS = re.compile(r"(?:凭|凭借|以)[^，。；、的\ue000-\ue007]{0,5}$")
_ADJUNCT_AFTER = re.compile(one_of(words("clause_words", "after_adjunct")))


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
    rf"{one_of(words('clause_words', 'opens_adverbial'))}[^，。；]*?"
    rf"{one_of(words('clause_words', 'closes_adverbial'))}"
    rf"|(?:19|20)?\d+年{one_of(words('clause_words', 'of_year'))}?"
    r"|\d+月(?:\d+日)?(?:初|底|起|以来)?|\d+日|当[天日年晚]"
    rf"|{one_of(words('clause_words', 'when', 'manner', 'adverb'))}"
    r"|[一二三两四五六七八九十\d]+次|\s|、"
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
