"""What a candidate looks like: the words between and around its ends, who else stands there.

Features are strings, ``what=value``; the model keeps a weight for each in each manner of a relation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, partial

from kg.lexicons import one_of, read_rows, words
from kg.model import AWARD, PERSON
from kg.refer.forms import key
from kg.refer.names import is_prize_level
from kg.relations.scene import Scene
from kg.relations.scorer.candidates import Candidate
from kg.relations.scorer.known import Known
from kg.relations.scorer.model import Description, Group, shared
from kg.relations.scorer.rivals import Rival
from kg.relations.scorer.view import PUNCTUATION, SHORT, View

_NAMED = str.maketrans(SHORT)
_BREAK = re.compile("[，；。：]")
_LETTERS = re.compile("[\ue000-\ue007]")


@cache
def _holders() -> dict[str, str]:
    return {ending: holder for ending, holder, *_ in read_rows("award_holders", 2)}


def _holder(name: str) -> str:
    """Whether an honour is for a person, a group or a work, as far as its name tells."""
    endings = _holders()
    found = (endings[name[-n:]] for n in range(min(7, len(name)), 0, -1) if name[-n:] in endings)
    return next(found, "any")


def describe(scene: Scene, candidates: Sequence[Candidate], known: Known) -> list[Description]:
    """Each candidate of a sentence among all of them; see :func:`manner`."""
    view = View(scene, candidates, known)
    return [
        Description(
            _at_a_glance(view, candidate),
            partial(_words, view, candidate.at),
            partial(_lists, view, candidate.at),
        )
        for candidate in candidates
    ]


def manner(candidate: Candidate) -> str:
    """The relation, and which end a sentence before named: what each feature tells is learned apart."""
    a, b = candidate.at
    if candidate.object is None or (a is not None and b is not None):
        return candidate.relation
    return f"{candidate.relation}<" if a is None else f"{candidate.relation}>"


def rival_of(candidate: Candidate, sentence: int, told: Description) -> Rival:
    """The candidate as the second look sees it, in the sentence of this number."""
    target = candidate.object
    return Rival(
        candidate.relation,
        candidate.subject.thing,
        target.thing if target else None,
        sentence,
        told.lists(),
    )


def _at_a_glance(view: View, candidate: Candidate) -> list[Group]:
    """Who stands where, and what was said of them; each group is shared by as many as it can be."""
    relation, subject, target, (a, b), facts, notes = candidate
    told = view.told.get(relation)
    subject_told, target_told = _rivals_told(told, candidate) if told else (False, False)
    groups = [
        shared(
            _stated,
            tuple(sorted({fact.rule for fact in facts})) if facts else (),
            view.scene.sentence.kind,
            subject.kind,
            target and target.kind,
            subject.anaphor or (target is not None and target.anaphor),
            subject_told,
            target_told,
        ),
        shared(_subject_ends, subject.kind, subject.thing[1][-1:]),
    ]
    if target is None:
        return groups
    name = target.thing[1]
    honour = _honour(name) if target.kind == AWARD else None
    groups.append(shared(_target_ends, subject.kind, name[-2:], honour))
    if subject.kind != PERSON:
        own, other = subject.thing[1], target.thing[1]
        groups.append(shared(_names, target.kind[:2], _level(own), _level(other), own[:2] in other))
    if notes:
        groups.append(shared(tuple, notes))
    groups.append(view.known.of(relation, subject.thing, target.thing))
    if relation == "affiliatedWith" and a is not None:
        title, end = view.title(a, b) or "", target.thing[1][-1:]
        groups.append(shared(_title, title[-2:], end, end in title[:-1]))
    if a is not None and b is not None:
        groups += _apart(view, a, b)
        if relation in _CUES:
            order, first, second = ("forward", a, b) if a < b else ("backward", b, a)
            groups.append(_cues(view, relation, order, first, second))
        return groups
    lone = "lone-subject" if b is None else "lone-object"
    groups.append(shared(_lone, lone))
    position = b if b is not None else a
    if position is not None and relation in _CUES:
        groups.append(_cues(view, relation, lone, position, position))
    return groups


def _rivals_told(told: Sequence[Candidate], candidate: Candidate) -> tuple[bool, bool]:
    """Whether rules stated the same relation of the same subject with another, or of the object."""
    others = [other for other in told if other is not candidate]
    if not others:
        return False, False
    subject = candidate.subject.thing
    target = candidate.object and candidate.object.thing
    return (
        any(other.subject.thing == subject for other in others),
        target is not None and any(o.object and o.object.thing == target for o in others),
    )


def _words(view: View, at: tuple[int | None, int | None]) -> tuple[Group, ...]:
    """The words between and around the ends."""
    a, b = at
    if a is not None and b is not None:
        return (view.group(_pair, a, b),)
    position = b if b is not None else a
    if position is None:
        return ()
    return (view.group(_lone_place, "lone-subject" if b is None else "lone-object", position),)


def _lists(view: View, at: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    """The lists that the ends stand in, by their place in the sentence's bones."""
    a, b = (None if i is None else view.skeleton.bones[i] for i in at)
    return (a.token if a and a.size > 1 else None, b.token if b and b.size > 1 else None)


def _stated(
    rules: Sequence[str],
    sentence: str,
    subject: str,
    target: str | None,
    anaphor: bool,
    subject_told: bool,
    target_told: bool,
) -> Iterator[str]:
    """What the rules said of a pair and of its rivals."""
    yield "bias"
    for rule in rules:
        yield f"rule={rule}"
    if not rules:
        yield "norule"
    yield f"sentence={sentence}"
    yield f"kinds={subject[:2]}{'' if target is None else target[:2]}"
    if anaphor:
        yield "anaphor"
    too = "too" if rules else "of-another"
    if target_told:
        yield f"target-told-{too}"
    if subject_told:
        yield f"subject-told-{too}"
    if target is not None:
        for rule in rules or ["none"]:
            yield f"kinds-rule={subject[:2]}{target[:2]}:{rule}"


def _subject_ends(kind: str, end: str) -> Iterator[str]:
    yield f"subject-ends={kind[:2]}:{end}" if kind != PERSON else "subject-person"


def _target_ends(subject: str, ends: str, honour: tuple[bool, str] | None) -> Iterator[str]:
    """How the name of the object ends; of an honour, what its whole name tells."""
    yield f"target-ends={ends}"
    yield f"target-end={ends[-1:]}"
    yield f"kind-target={subject[:2]}:{ends}"
    if honour is not None:
        is_level, holder = honour
        yield f"prize={is_level}"
        yield f"for={holder}:{subject[:2]}"


# How wide a name says that its thing reaches: 全国…, …省…, …市…, …县…, …镇….
_NATION = one_of(words("place_words", "nation", "tells_national"))
_LEVELS = (
    ("nation", re.compile(rf"{_NATION}|^中[国华共]")),
    ("province", re.compile("[全我]省|^.{2,3}省|自治区|^(?:北京|上海|天津|重庆)|省级")),
    ("city", re.compile("[全我]市|^.{2,5}[市州盟]|市级")),
    ("county", re.compile("[全我][县区旗]|[县区旗]")),
    ("town", re.compile("[镇乡村]|街道|社区")),
)


@lru_cache(maxsize=20_000)
def _level(name: str) -> str:
    return next((level for level, sign in _LEVELS if sign.search(name)), "none")


def _names(kind: str, own: str, other: str, named_in: bool) -> Iterator[str]:
    """How wide the two names reach, and whether one carries the other's beginning."""
    yield f"levels={kind}:{own}:{other}"
    yield f"named-in={kind}:{named_in}"


@lru_cache(maxsize=10_000)
def _honour(name: str) -> tuple[bool, str]:
    """Whether an honour is a prize level, and whom it is for."""
    return is_prize_level(name), _holder(key(name))


def _title(title: str, end: str, named: bool) -> Iterator[str]:
    """The post beside a person, and whether such a body has such a post."""
    yield f"title={title or None}"
    if title:
        yield f"title-body={title}:{end}"
        yield f"post-body={title[-1:]}:{end}"
        yield f"post-names={named}"  # 馆长 of a 馆


def _lone(lone: str) -> Iterator[str]:
    yield lone


def _lone_place(view: View, lone: str, position: int) -> Iterator[str]:
    """What stands around the one end that the sentence names."""
    yield f"{lone}-opens={view.plain(0, 2)}"
    yield from _around(view, position, lone)


def _apart(view: View, a: int, b: int) -> tuple[Group, Group]:
    """How far two mentions stand apart, which rivals stand between, and what right beside them."""
    code = view.scene.code
    order, first, second = ("f", a, b) if a < b else ("b", b, a)
    middle = code[first + 1 : second]
    return (
        shared(
            _distance,
            order,
            min(len(middle) // 3, 20),
            min(middle.count("，"), 3),
            min(middle.count("。") + middle.count("；"), 2),
            min(middle.count(code[a]), 3),
            min(middle.count(code[b]), 3),
        ),
        shared(_edges, order, middle[:1], middle[-1:], code[second + 1 : second + 2]),
    )


def _distance(
    order: str, thirds: int, commas: int, stops: int, subjects: int, targets: int
) -> Iterator[str]:
    """``thirds``: the distance in steps of three characters."""
    yield f"apart={order}:{thirds}"
    yield f"apart-commas={order}:{commas}:{stops}"
    yield f"apart-rivals={order}:{subjects}:{targets}"
    yield f"apart-both={order}:{min(thirds // 2, 8)}:{min(subjects, 2)}:{min(targets, 2)}"


def _edges(order: str, first: str, last: str, following: str) -> Iterator[str]:
    yield f"apart-edges={order}:{_plain(first)}:{_plain(last)}"
    yield f"apart-next={order}:{_plain(following)}"


def _pair(view: View, a: int, b: int) -> Iterator[str]:
    """What stands between and around two mentions."""
    yield from _between(view, a, b)
    yield from _bones(view, a, b)


def _bones(view: View, a: int, b: int) -> Iterator[str]:
    """How the ends stand to each other once lists, brackets and introductions are folded."""
    skeleton = view.skeleton
    first, second = skeleton.bones[a], skeleton.bones[b]
    order = "f" if a < b else "b"
    code = skeleton.code
    yield f"within={order}:{first.within}:{second.within}"
    if first.token == second.token:
        yield f"bone-same:{order}:{first.within}:{second.within}"
        return
    if first.size > 1 or second.size > 1:
        alike = (
            "pair"
            if first.size == second.size
            else "many"
            if second.size == 1
            else "one"
            if first.size == 1
            else "uneven"
        )
        rank = "same" if first.rank == second.rank else "other"
        yield f"lists={alike}:{rank if alike == 'pair' else ''}"
    left, right = min(first.token, second.token), max(first.token, second.token)
    middle = code[left + 1 : right]
    if len(middle) <= 10:
        yield f"bone={order}:{view.folded(left + 1, right)}"
    yield f"bone-length={order}:{min(len(middle), 60) // 5}"
    yield f"bone-commas={order}:{min(3, middle.count('，'))}"
    if "；" in middle:
        yield f"bone-semicolon={order}"
    if "。" in middle:
        yield f"bone-stop={order}"
    rivals = middle.count(code[first.token])
    yield f"bone-rivals={order}:{min(3, rivals)}:{min(3, middle.count(code[second.token]))}"
    clause = right - len(_BREAK.split(middle)[-1])
    yield f"bone-clause={order}:{view.folded(clause, min(right, clause + 12))[:12]}"
    yield f"bone-rest={order}:{view.folded(right + 1, right + 4)}"
    yield f"bone-lead={order}:{view.folded(left - 3, left)}"
    subject_before = code.rfind(code[first.token], 0, second.token)
    yield f"bone-nearest={order}:{subject_before == first.token}"
    target_after = code.find(code[second.token], first.token + 1)
    yield f"bone-next={order}:{target_after == second.token}"


# Words that carry a relation wherever they stand near its ends.
_CUES = {
    relation: re.compile(one_of(words("cue_words", relation)))
    for relation in ("mentors", "created", "conferredBy", "participatesIn", "locatedIn")
}


def _cues(view: View, relation: str, lead: str, first: int, second: int) -> Group:
    """Cue words before, between and after the ends, within reach."""
    key = (relation, lead, first, second)
    found = view.groups.get(key)
    if found is None:
        code, cues = view.scene.code, _CUES[relation].findall
        found = view.groups[key] = shared(
            _told_cues,
            lead,
            tuple(cues(code, max(0, first - 8), first)),
            tuple(cues(code, first + 1, second)),
            tuple(cues(code, max(first + 1, second - 5), second)),
            tuple(cues(code, second + 1, second + 10)),
        )
    return found


def _told_cues(lead: str, *zones: Sequence[str]) -> Iterator[str]:
    for zone, found in zip(("before", "between", "near", "after"), zones, strict=True):
        for word in found:
            yield f"{lead}-cue-{zone}={word}"


def _plain(code: str) -> str:
    return code.translate(_NAMED)


def _around(view: View, position: int, name: str) -> Iterator[str]:
    yield f"{name}-before1={view.plain(position - 1, position)}"
    yield f"{name}-before2={view.plain(position - 2, position)}"
    yield f"{name}-after1={view.plain(position + 1, position + 2)}"
    yield f"{name}-after2={view.plain(position + 1, position + 3)}"
    start, end = view.clause(position)
    for at, verb, frame in view.verbs_in(start, end):
        side = "left" if at < position else "right"
        yield f"{name}-verb-{side}={verb}"
        yield f"{name}-frame-{side}={frame}"
    if view.is_negated(start, end):
        yield f"{name}-negated"
    kinds = [SHORT[c] for c in view.scene.code[start:position] if c in SHORT]
    yield f"{name}-clause-before={'.'.join(kinds[-3:])}"


def _between(view: View, a: int, b: int) -> Iterator[str]:
    code = view.scene.code
    order, first, second = ("forward", a, b) if a < b else ("backward", b, a)
    yield f"order={order}"
    middle = code[first + 1 : second]
    plain = view.plain(first + 1, second)
    if len(middle) <= 8:
        yield f"middle={order}:{plain}"
    yield f"distance={order}:{min(len(middle), 40) // 4}"
    commas = len(PUNCTUATION.findall(middle))
    yield f"commas={order}:{min(commas, 4)}"
    words = _LETTERS.sub("", middle)
    if len(words) < len(middle):
        for letter, short in SHORT.items():
            count = middle.count(letter)
            if count:
                yield f"among={order}:{short}{min(count, 3)}"
    if len(words) <= 24:
        for i in range(len(words) - 1):
            yield f"pair={order}:{words[i : i + 2]}"
    yield f"starts={order}:{plain[:2]}"
    yield f"stops={order}:{plain[-2:]}"
    yield f"stop={order}:{plain[-1:]}"
    seen = set()
    for _, verb, frame in view.verbs_in(first, second):
        seen.add(frame)
        yield f"verb={order}:{verb}"
    for frame in sorted(seen):
        yield f"frame={order}:{frame}"
    if not seen:
        yield f"frame={order}:none"
    yield f"left={order}:{view.plain(first - 2, first)}"
    yield f"right={order}:{view.plain(second + 1, second + 3)}"
    start, end = view.clause(second)
    after = view.verbs_in(second + 1, end)
    if after:
        yield f"verb-after={order}:{after[0][2]}"
    before = view.verbs_in(view.clause(first)[0], first)
    if before:
        yield f"verb-before={order}:{before[-1][2]}"
    if view.is_negated(start, end):
        yield "negated"
    yield f"nearer={min(middle.count(code[a]), 3)}"
    yield f"targets-between={min(middle.count(code[b]), 3)}"
    yield f"opens={first == min(view.scene.mentions)}"
    if commas == 0:
        yield f"one-clause={order}"
