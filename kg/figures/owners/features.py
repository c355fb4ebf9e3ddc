"""What speaks for a candidate, told as facets (:mod:`.facets`): where it stands, what points to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from kg.choosing import Facet
from kg.figures.owners.candidates import BEHIND, FAR, Candidate
from kg.figures.owners.scene import CLAUSE, SUBJECT, Scene, Spot, Thing, is_run
from kg.figures.scan import Located, sort_of
from kg.lexicons import one_of, read_rows, words
from kg.model import AWARD, ORGANIZATION, PERSON, PLACE, PLATFORM, PROGRAMME

GOES_ON = re.compile(rf"\s*(?:{one_of(words('figure_words', 'goes_on'))}|[0-9０-９])")
TURNS = re.compile(
    rf"\s*{one_of(words('figure_words', 'and_then'))}?{one_of(words('figure_words', 'turns'))}"
)
NUMBER = re.compile(r"\s*[近约超逾]?[0-9０-９一二三四五六七八九十百千万两]")
TIME = re.compile(
    rf"\s*(?:[0-9]+[年月]|{one_of(words('figure_words', 'when'))}"
    r"|[一二三四五六七八九十两半]+[年月天]来?)"
)
WHOLE = re.compile(r"[全我该本]([省市县区镇乡州旗村])|([省市县区镇乡州旗])里|当地")
WINS = re.compile("[获授评选命]")
COMPANY = re.compile(one_of(words("body_heads", "business")))
COMPANY_HEADS = frozenset(words("body_heads", "business_pointing"))

#: Words that stand for a name told before, and the class they stand for: 该平台, at the head of a
#: clause 平台 alone.
_ROWS = read_rows("owner_heads", 3)
HEADS = {word: kind for word, kind, *_ in _ROWS}
_POINTED = one_of(word for word, _, use in _ROWS if "该" in use)
_BARE = one_of(word for word, _, use in _ROWS if "，" in use)
POINTS = re.compile(
    rf"(?P<that>[该本]|这[家个所项座支一次场届位]?|此[次项]?|本[次届])(?P<head>{_POINTED})"
    r"|(?:^|(?<=[，。；,;：—\n]))"
    rf"{one_of(words('figure_words', 'before_pointing'))}?[，,]?(?P<bare>{_BARE}(?!们))"
)
LOOSE = frozenset(("活动", "项目", "平台", "服务"))


class _Pointer(NamedTuple):
    head: str
    explicit: bool  # 该…, 此次…
    clauses: int  # between it and the figure


class _Asked(NamedTuple):
    """What is the same for all candidates of a figure."""

    opening: str  # how its clause begins
    sort: str
    unit: str
    before: str  # two characters before and behind the figure
    behind: str
    clause: int
    subject: Spot | None  # the last one of the sentence before the figure
    award: Spot | None  # likewise, of awards
    run: Spot | None
    carried: tuple[Spot | None, int]  # subject of an earlier sentence, how many back
    carried_run: tuple[Spot | None, int]
    center: str
    pointer: _Pointer | None
    whole: tuple[str, int] | None  # 全县, 县里: the level, clauses before the figure
    named: bool  # anything at all in the sentence before the figure
    programme: bool  # a programme in the sentence before the figure


def describe(scene: Scene, figure: Located, candidates: Sequence[Candidate]) -> list[list[Facet]]:
    """The facets of each candidate."""
    asked = _ask(scene, figure)
    met: Counter[str] = Counter()
    pointed = 0
    described = []
    for number, (spot, where) in enumerate(candidates):
        kind, thing = spot.kind, spot.thing
        rank = min(met[kind], 2)
        met[kind] += 1
        place = _place(where)
        facets: list[Facet] = [
            ("at", kind, where, place, asked.opening, spot.role, asked.center, rank, number == 0),
            _signs(spot, place),
            _told(asked, spot, where),
            _story(scene, spot, place, asked),
            ("counts", kind, asked.sort, asked.unit, asked.before, asked.behind),
            ("name", kind, thing[1][-1:], place),
        ]
        if asked.pointer is not None:
            fit = _fits(scene, thing, asked.pointer.head)
            facets.append(
                (
                    "pointed",
                    kind,
                    fit,
                    asked.pointer.explicit,
                    asked.pointer.clauses,
                    place in ("p", FAR),
                    min(pointed, 2),
                    thing == scene.main.get(kind),
                )
            )
            pointed += bool(fit)
        if asked.whole is not None:
            level, clauses = asked.whole
            facets.append(
                (
                    "whole",
                    kind,
                    thing[1].endswith(level),
                    clauses,
                    thing == scene.main.get(kind),
                )
            )
        if where == "c0":
            gap = scene.text[spot.mention.end : figure.found.start].strip("”’》 ")
            size = 0 if not gap else 1 if len(gap) < 3 else 2 if len(gap) < 7 else 3
            facets.append(("gap", kind, size, "、" in gap, asked.center))
        elif where == BEHIND:
            gap = scene.text[figure.found.end : spot.start]
            facets.append(
                (
                    "behind",
                    kind,
                    min(3, len(gap) // 3),
                    WINS.search(gap) is not None,
                    asked.center,
                )
            )
        described.append(facets)
    return described


def _place(where: str) -> str:
    """``where`` in fewer steps."""
    if where in ("c0", BEHIND, FAR) or where[0] not in "cbp":
        return where
    return where[0]


def _ask(scene: Scene, figure: Located) -> _Asked:
    text, index = scene.text, figure.sentence
    start, end = figure.found.start, figure.found.end
    opens, closes = figure.clause
    own = [spot for spot in scene.spots[index] if spot.start < start]
    if TURNS.match(text, opens, start):
        opening = "turns"
    elif GOES_ON.match(text, opens, closes):
        opening = "goes on"
    elif NUMBER.match(text, opens, closes):
        opening = "number"
    elif TIME.match(text, opens, start):
        opening = "time"
    else:
        opening = "named" if own and own[-1].start >= opens else "noun"
    subject = award = run = None
    for spot in own:
        if spot.role == SUBJECT:
            if spot.kind == AWARD:
                award = spot
            else:
                subject = spot
        if is_run(spot):
            run = spot
    carried = _carried(scene, scene.subjects, index)
    center = subject.kind if subject else f"carried {carried[0].kind}" if carried[0] else ""
    clause = scene.clause_at(index, start)
    return _Asked(
        opening,
        sort_of(figure.found.quantity.unit) or "none",
        figure.found.quantity.unit,
        text[max(opens, start - 2) : start],
        text[end : end + 2],
        clause,
        subject,
        award,
        run,
        carried,
        _carried(scene, scene.runs, index),
        center,
        _pointer(scene, index, start, clause),
        _whole(scene, index, start, clause),
        bool(own),
        any(spot.kind == PROGRAMME for spot in own),
    )


def _carried(scene: Scene, of: Sequence[Spot | None], index: int) -> tuple[Spot | None, int]:
    """The nearest earlier sentence of the paragraph that has one."""
    paragraph = scene.sentences[index].paragraph
    for earlier in range(index - 1, -1, -1):
        if scene.sentences[earlier].paragraph != paragraph:
            break
        if of[earlier] is not None:
            return of[earlier], min(index - earlier, 2)
    return None, 0


def _pointer(scene: Scene, index: int, start: int, clause: int) -> _Pointer | None:
    """The last word of the sentence before the figure that points to a name."""
    found = None
    for match in POINTS.finditer(scene.text, scene.sentences[index].start, start):
        group = "head" if match["head"] else "bare"
        at = match.start(group)
        if any(
            spot.start <= at < spot.mention.end
            for spot in scene.spots[index]
            if not spot.mention.anaphor
        ):
            continue
        clauses = min(2, clause - scene.clause_at(index, at))
        found = _Pointer(match[group], group == "head", clauses)
    return found


def _whole(scene: Scene, index: int, start: int, clause: int) -> tuple[str, int] | None:
    found = None
    for match in WHOLE.finditer(scene.text, scene.sentences[index].start, start):
        clauses = min(1, clause - scene.clause_at(index, match.start()))
        found = match[1] or match[2] or "", clauses
    return found


def _fits(scene: Scene, thing: Thing, head: str) -> str:
    """How well a pointing word fits a thing: exactly, loosely or (empty) not."""
    kind = HEADS.get(head, ORGANIZATION)
    if thing[0] != kind:
        return "loose" if head in LOOSE and thing[0] in (PROGRAMME, PLATFORM) else ""
    name = thing[1]
    if kind == PERSON:
        return "fits"
    if kind == ORGANIZATION:
        head = head.removesuffix("里")
        if head in COMPANY_HEADS:
            return "fits" if COMPANY.search(name) else ""
        return "fits" if head in name[-len(head) - 2 :] else ""
    if head in name[-len(head) - 2 :] or head in scene.tails.get(thing, ()):
        return "fits"
    return "" if kind == PLACE else "loose"


def _signs(spot: Spot, place: str) -> Facet:
    return (
        "signs",
        spot.kind,
        place,
        spot.teller,
        spot.tells_for,
        spot.possessive and spot.role != "m",
        spot.listed,
        spot.mention.anaphor,
        spot.role == "e",
        spot.quoted,
    )


def _told(asked: _Asked, spot: Spot, where: str) -> Facet:
    """Whether the candidate is subject or object of a clause before the figure."""
    thing = spot.thing
    subject, run = asked.subject, asked.run
    as_subject = as_run = as_award = None
    if subject is not None and thing == subject.thing:
        shadowed = run is not None and run.start > subject.start
        as_subject = (min(2, asked.clause - subject.clause), shadowed)
    if run is not None and thing == run.thing:
        as_run = (
            min(2, asked.clause - run.clause),
            subject is not None and subject.start > run.start,
        )
    if asked.award is not None and thing == asked.award.thing:
        as_award = min(2, asked.clause - asked.award.clause)
    under = ""
    if subject is not None and as_subject is None and where[0] in "bpf" and where != BEHIND:
        under = subject.kind
    carried, back = asked.carried
    as_carried = (
        (back, asked.named)
        if subject is None and carried is not None and thing == carried.thing
        else None
    )
    carried_run, run_back = asked.carried_run
    as_carried_run = (
        (run_back, subject is not None)
        if run is None and carried_run is not None and thing == carried_run.thing
        else None
    )
    return (
        "told",
        spot.kind,
        asked.opening,
        as_subject,
        as_run,
        None if as_award is None else (as_award, asked.center),
        under,
        as_carried,
        as_carried_run,
    )


def _story(scene: Scene, spot: Spot, place: str, asked: _Asked) -> Facet:
    """What the thing is to the whole story."""
    thing = spot.thing
    share = ""
    if thing == scene.main.get(ORGANIZATION):
        share = "much" if scene.share > 0.3 else "some" if scene.share > 0.15 else "little"
    return (
        "story",
        spot.kind,
        place,
        min(scene.counts[thing], 4),
        thing in scene.titled,
        thing == scene.main.get(spot.kind),
        share,
        scene.union,
        scene.honours,
        asked.opening,
        asked.programme,
    )


def describe_step(scene: Scene, before: Located | None, figure: Located) -> Facet | None:
    """What speaks for the owner of the figure before; None where another paragraph begins."""
    if before is None:
        return None
    index, earlier = figure.sentence, before.sentence
    if scene.sentences[earlier].paragraph != scene.sentences[index].paragraph:
        return None
    begin, start = before.found.end, figure.found.start
    same = earlier == index
    own = [s for s in scene.spots[index] if s.start < start and (not same or s.start >= begin)]
    between = [
        s for number in range(earlier, index) for s in scene.spots[number] if s.start >= begin
    ]
    news = (
        "subject"
        if any(spot.role == SUBJECT for spot in own)
        else "run"
        if any(spot.role == "r" for spot in own)
        else "name"
        if own
        else ""
    )
    passed = (
        ""
        if not between
        else "subject"
        if any(spot.role == SUBJECT for spot in between)
        else "name"
    )
    gap = scene.text[begin:start]
    return (
        "stays",
        same,
        news,
        passed,
        min(3, len(CLAUSE.findall(gap))),
        "；" in gap or ";" in gap,
        figure.found.quantity.unit == before.found.quantity.unit,
        min(3, index - earlier),
    )
