"""Facts of ``kg:organizes`` and ``kg:participatesIn``: who runs a programme, who takes part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lexicons import one_of, words
from kg.model import ORGANIZATION, PERSON, PLACE, PROGRAMME, Fact, Mention, Qualifiers
from kg.relations.grammar import (
    carried,
    is_adjunct,
    leading,
    leaves_subject_open,
    list_before,
    mentions_at,
)
from kg.relations.rule import Rule
from kg.relations.scene import LETTER, Scene, clauses
from kg.relations.story import Story

P, O, L, G = (LETTER[k] for k in (PERSON, ORGANIZATION, PLACE, PROGRAMME))  # noqa: E741

_RUNS = one_of(words("verbs", "run"))
_RUN = re.compile(
    rf"(?:{one_of(words('clause_words', 'manner', 'manner_of_running'))}|在全[国省市区县]率先)*"
    rf"(?P<verb>{_RUNS})"
)
_RUN_VERB = re.compile(_RUNS)  # looked for first, as it is quick
_AND = one_of(words("clause_words", "organisers"))
_BY = re.compile(
    rf"由(?P<by>{O}(?:(?:{_AND}|[、，]){O})*)(?:等?[^，。；{P}{O}{G}]{{0,10}}?)"
    rf"{one_of(words('clause_words', 'their_part'))}*(?P<verb>{_RUNS})"
)
# 由甲主办|，乙、丙承办的“春耕”展: what the last verb governs, all of them do.
_CHAIN = re.compile(
    rf"(?:[，、]由?{O}(?:(?:{_AND}|、){O})*等?[^，。；{P}{O}{G}]{{0,10}}?(?:{_RUNS}))+"
    rf"的[^，。；{P}{O}{G}]{{0,14}}?(?P<event>{G})"
)
_JOIN = re.compile(one_of(words("verbs", "join")))
_NEGATED = re.compile(one_of(words("clause_words", "not_run")))


def _fact(
    scene: Scene,
    relation: str,
    subject: Mention,
    event: Mention,
    first: int,
    last: int,
    rule: str,
    role: str | None,
) -> Fact:
    start, end = scene.span(min(first, last), max(first, last))
    return Fact(relation, subject, event, start, end, rule, Qualifiers(role=role))


def _programmes_after(scene: Scene, at: int, end: int) -> list[int]:
    """Programmes a verb governs: 举办 A、B; at most one other noun in between."""
    chain: list[int] = []
    for position in scene.find([PROGRAMME], at, end):
        between = scene.code[(chain[-1] + 1 if chain else at) : position]
        if P in between or O in between or len(between) > (26 if not chain else 14):
            break
        chain.append(position)
    return chain


def _chained(scene: Scene, at: int) -> list[int]:
    """The programme at the end of a chain of organisers that goes on here."""
    chain = _CHAIN.match(scene.code, at)
    return [chain.start("event")] if chain else []


# Verbs that may stand without their programme, once it has been named: 甲主办，乙承办.
_ELLIPTIC = {"主办", "承办", "协办", "联办", "合办"}
_ELLIPTIC_NEAR = _ELLIPTIC.union(words("verbs", "begin"))


def find_run(scene: Scene, story: Story) -> Iterator[Fact]:
    """O 举办 G; G 由 O 主办、O 承办; a subject left out is the one before."""
    if not _RUN_VERB.search(scene.code):
        return
    previous: list[Mention] = []
    event: Mention | None = None  # programme of an earlier clause, for a clause that has only 承办
    for start, end in clauses(scene):
        cursor = start
        for match in _BY.finditer(scene.code, start, end):
            yield from _run_by(scene, match, start, end, event or story.event)
            cursor = match.end()
        for match in _RUN.finditer(scene.code, cursor, end):
            if _NEGATED.search(scene.code[start : match.start()]):
                continue
            after = _programmes_after(scene, match.end(), end)
            if after:
                yield from _run_active(scene, story, match, (start, cursor), after, previous)
                cursor = after[-1]
            else:
                yield from _run_elliptic(scene, story, match, cursor, event)
        here = mentions_at(scene, leading(scene, start, end, (ORGANIZATION, PERSON)))
        programmes = scene.find([PROGRAMME], start, end)
        if programmes:
            event = scene.mention(programmes[-1])
        previous = [m for m in here if m.kind == ORGANIZATION] or previous


def _run_by(
    scene: Scene, match: re.Match[str], start: int, end: int, event: Mention | None
) -> Iterator[Fact]:
    """由 O 主办: of the programme right behind, else the one before, else the one told last."""
    after = _programmes_after(scene, match.end(), min(end, match.end() + 30))
    before = [i for i in scene.find([PROGRAMME], start, end) if i < match.start()]
    if not after and not before:
        after = _chained(scene, match.end())
    targets = mentions_at(scene, after or before[-1:]) or ([event] if event else [])
    last = after[-1] if after else match.end() - 1
    for body in scene.find([ORGANIZATION], match.start("by"), match.end("by")):
        for target in targets:
            ends = (scene.mention(body), target)
            yield _fact(scene, "organizes", *ends, match.start(), last, "run/by", match["verb"])


def _run_active(
    scene: Scene,
    story: Story,
    match: re.Match[str],
    begins: tuple[int, int],
    after: list[int],
    previous: list[Mention],
) -> Iterator[Fact]:
    """O 举办 G, and 举办 G where the clause leaves its subject to what stands before."""
    start, cursor = begins
    bodies = list_before(scene, cursor, match.start(), (ORGANIZATION,))
    people = list_before(scene, cursor, match.start(), (PERSON,))
    subjects = mentions_at(scene, bodies)
    if people and (not bodies or people[-1] > bodies[-1]):
        subjects = mentions_at(scene, people)
    rule = "run/active"
    if not subjects and leaves_subject_open(scene, start, match.start()):
        subjects = previous or carried(story, (ORGANIZATION,))
        if not subjects and story.protagonist is not None:
            subjects = [story.protagonist]
        rule = "run/carried"
    first = bodies[0] if bodies else match.start()
    for subject in subjects:
        relation = "organizes" if subject.kind == ORGANIZATION else "participatesIn"
        for position in after:
            ends = (subject, scene.mention(position))
            yield _fact(scene, relation, *ends, first, position, rule, match["verb"])


def _run_elliptic(
    scene: Scene, story: Story, match: re.Match[str], cursor: int, event: Mention | None
) -> Iterator[Fact]:
    """O 承办, of the programme that an earlier clause or sentence told."""
    verb = match["verb"]
    before = [i for i in scene.find([PROGRAMME], cursor, match.start()) if not is_adjunct(scene, i)]
    near = scene.mention(before[-1]) if before else event
    if not before and (chained := _chained(scene, match.end())):
        near = scene.mention(chained[0])
    target = near or (story.event if verb in _ELLIPTIC else None)
    if target is None or verb not in _ELLIPTIC_NEAR:
        return
    for body in list_before(scene, cursor, match.start(), (ORGANIZATION,)):
        ends = (scene.mention(body), target)
        yield _fact(scene, "organizes", *ends, body, match.end() - 1, "run/elliptic", verb)


_POSSESSIVE = re.compile(rf"(?P<body>{O})(?:的|开展的|推出的|首创的|打造的)?(?P<event>{G})")
_RELATIVE = re.compile(
    rf"(?P<bodies>{O}(?:(?:、|和|与|及|联合|会同){O})*)(?:等?[^，。；{P}{O}{G}]{{0,14}}?)"
    rf"(?P<verb>{_RUNS})的[^，。；{P}{O}{G}]{{0,14}}?(?P<event>{G})"
)


def find_run_in_noun(scene: Scene, story: Story) -> Iterator[Fact]:
    """O 主办的 G; O 的“G”行动."""
    for match in _RELATIVE.finditer(scene.code):
        for body in scene.find([ORGANIZATION], match.start("bodies"), match.end("bodies")):
            yield _fact(
                scene,
                "organizes",
                scene.mention(body),
                scene.mention(match.start("event")),
                match.start(),
                match.end() - 1,
                "run/relative",
                match.group("verb"),
            )
    for match in _POSSESSIVE.finditer(scene.code):
        yield _fact(
            scene,
            "organizes",
            scene.mention(match.start("body")),
            scene.mention(match.start("event")),
            match.start(),
            match.end() - 1,
            "run/possessive",
            None,
        )


def find_joined(scene: Scene, story: Story) -> Iterator[Fact]:
    """P 出席 G; 在 G 上，P 致辞; with the event told before where the clause has none."""
    if not _JOIN.search(scene.code):
        return
    previous: list[Mention] = []
    context: Mention | None = None
    for start, end in clauses(scene):
        for match in _JOIN.finditer(scene.code, start, end):
            if not _NEGATED.search(scene.code[start : match.start()]):
                yield from _joined(scene, story, match, (start, end), context, previous)
        events = scene.find([PROGRAMME], start, end)
        if events:
            context = scene.mention(events[-1])
        here = leading(scene, start, end, (PERSON, ORGANIZATION))
        if here:
            previous = mentions_at(scene, here)


def _joined(
    scene: Scene,
    story: Story,
    match: re.Match[str],
    clause: tuple[int, int],
    context: Mention | None,
    previous: list[Mention],
) -> Iterator[Fact]:
    """One verb of taking part: who stands before it, and which event it is about."""
    start, end = clause
    events = scene.find([PROGRAMME], start, end)
    before = list_before(scene, start, match.start(), (PERSON, ORGANIZATION))
    subjects = mentions_at(scene, before)
    after = [
        i
        for i in events
        if match.end() <= i < match.end() + 24 and P not in scene.code[match.end() : i]
    ]
    earlier = [i for i in events if i < match.start()]
    targets = mentions_at(scene, after[:1] or earlier[-1:])
    if not targets:
        told = context or story.event
        targets = [told] if told else []
    if not subjects and after and leaves_subject_open(scene, start, match.start()):
        subjects = previous or carried(story, (PERSON, ORGANIZATION))
    if not after and context is None and any(m.kind == ORGANIZATION for m in subjects):
        return
    first = before[0] if before else match.start()
    last = after[0] if after else match.end() - 1
    rule = "join/verb" if after or earlier else "join/near" if context else "join/carried"
    for subject in subjects:
        if subject.kind == ORGANIZATION and match.group() in _HELPING:
            continue
        for target in targets:
            yield _fact(scene, "participatesIn", subject, target, first, last, rule, match.group())


_HELPING = {"指导", "建设", "推动"}  # of a body these say that it runs the programme


def find_protagonist_runs(scene: Scene, story: Story) -> Iterator[Fact]:
    """In an article that is one body's report, what it tells is that body's work."""
    body = story.protagonist
    if body is None or not story.is_report:
        return
    for start, end in clauses(scene):
        for position in scene.find([PROGRAMME], start, end):
            others = [
                i
                for i in scene.find([ORGANIZATION], start, end)
                if scene.mention(i).thing != body.thing
            ]
            if not others:
                yield _fact(
                    scene,
                    "organizes",
                    body,
                    scene.mention(position),
                    position,
                    position,
                    "run/protagonist",
                    None,
                )


RULES = (
    Rule(
        "run/active",
        find_run,
        (ORGANIZATION, PROGRAMME),
        {
            "⟦Organization:临河县总工会⟧举办“⟦Programme:安康杯⟧”竞赛。": [
                "organizes(临河县总工会, 安康杯)"
            ],
            "由⟦Organization:县工会⟧主办，⟦Organization:县文化馆⟧承办的“⟦Programme:采茶大赛⟧”开幕。": [
                "organizes(县工会, 采茶大赛)",
                "organizes(县文化馆, 采茶大赛)",
            ],
            "⟦Organization:县工会⟧联合主办，⟦Organization:茶业协会⟧承办的⟦Programme:采茶大赛⟧落幕。": [
                "organizes(县工会, 采茶大赛)",
                "organizes(茶业协会, 采茶大赛)",
            ],
            "⟦Programme:采茶大赛⟧由⟦Organization:县工会⟧主办，⟦Organization:茶业协会⟧承办。": [
                "organizes(县工会, 采茶大赛)",
                "organizes(茶业协会, 采茶大赛)",
            ],
            "⟦Organization:临河县总工会⟧计划举办⟦Programme:采茶大赛⟧。": [],
        },
    ),
    Rule(
        "run/in-noun",
        find_run_in_noun,
        (ORGANIZATION, PROGRAMME),
        {
            "他报名⟦Organization:县工会⟧主办的⟦Programme:采茶大赛⟧。": [
                "organizes(县工会, 采茶大赛)"
            ],
            "⟦Organization:县工会⟧的“⟦Programme:清凉驿站⟧”行动暖人心。": [
                "organizes(县工会, 清凉驿站)"
            ],
        },
    ),
    Rule("run/protagonist", find_protagonist_runs, (PROGRAMME,)),
    Rule(
        "join/verb",
        find_joined,
        (PERSON, ORGANIZATION, PROGRAMME),
        {
            "⟦Person:史明⟧出席⟦Programme:采茶大赛⟧。": ["participatesIn(史明, 采茶大赛)"],
            "在⟦Programme:采茶大赛⟧上，⟦Person:史明⟧致辞。": ["participatesIn(史明, 采茶大赛)"],
        },
    ),
)
