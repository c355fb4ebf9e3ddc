"""Facts of ``kg:mentors``, ``kg:partOf`` and ``kg:locatedIn``: who taught whom, what lies in what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lexicons import one_of, words
from kg.model import ORGANIZATION, PERSON, PLACE, PLATFORM, PROGRAMME, Fact, Mention, Qualifiers
from kg.relations.grammar import mentions_at
from kg.relations.rule import Rule
from kg.relations.scene import LETTER, Scene
from kg.relations.story import Story

P, O, L, G, F = (LETTER[k] for k in (PERSON, ORGANIZATION, PLACE, PROGRAMME, PLATFORM))  # noqa: E741
_PEOPLE = rf"{P}(?:(?:、|和|与|及){P})*"


def _fact(
    scene: Scene, relation: str, subject: Mention, target: Mention, first: int, last: int, rule: str
) -> Fact:
    start, end = scene.span(min(first, last), max(first, last))
    return Fact(relation, subject, target, start, end, rule, Qualifiers())


# Each pattern with the words without which it matches nowhere: they are looked for first.
_LEARNS = one_of((*words("people_words", "learns"), "拜在"))
_PUPIL_FIRST = re.compile(
    rf"(?P<pupil>{_PEOPLE})?[^，。；{P}]{{0,12}}?{_LEARNS}[^，。；{P}]{{0,10}}?(?P<master>{P})"
    rf"{one_of(words('people_words', 'from_master'))}?"
)
_TAKEN = one_of(words("people_words", "as_pupil"))
_MASTER_FIRST = re.compile(
    rf"(?P<master>{_PEOPLE})?[^，。；{P}]{{0,14}}?{one_of(words('people_words', 'takes'))}"
    rf"[^，。；{P}]{{0,10}}?(?P<pupil>{_PEOPLE})[^，。；{P}]{{0,6}}?{_TAKEN}"
)
_PUPIL = one_of(words("people_words", "pupil"))
_PUPIL_WORD = re.compile(
    rf"(?P<master>{P})?[^。；{P}]{{0,16}}?{_PUPIL}(?:是|为|、|，|有|叫|们)*(?P<pupil>{_PEOPLE})"
)
_MASTER = one_of(words("people_words", "master"))
_MASTER_WORD = re.compile(
    rf"(?P<pupil>{_PEOPLE})?[^。；{P}]{{0,16}}?{_MASTER}(?:是|为|、|，|叫)*(?P<master>{P})"
)

_MENTORS = tuple(
    (rule, re.compile(cue), pattern)
    for rule, cue, pattern in (
        ("mentor/pupil-first", _LEARNS, _PUPIL_FIRST),
        ("mentor/master-first", _TAKEN, _MASTER_FIRST),
        ("mentor/pupil-word", _PUPIL, _PUPIL_WORD),
        ("mentor/master-word", _MASTER, _MASTER_WORD),
    )
)


def find_mentors(scene: Scene, story: Story) -> Iterator[Fact]:
    """P 师从 P; P 的徒弟 P; P 收 P 为徒."""
    for rule, cue, pattern in _MENTORS:
        for match in pattern.finditer(scene.code) if cue.search(scene.code) else ():
            ends = []
            for group in ("master", "pupil"):
                if match.group(group):
                    ends.append(
                        mentions_at(
                            scene, scene.find([PERSON], match.start(group), match.end(group))
                        )
                    )
                else:
                    ends.append(list(story.people[:1]))
            pairs = [(master, pupil) for master in ends[0] for pupil in ends[1]]
            if "分别" in match.group(0) and len(ends[0]) == len(ends[1]) > 1:
                pairs = list(zip(*ends, strict=True))
            for master, pupil in pairs:
                if master.thing != pupil.thing:
                    yield _fact(
                        scene, "mentors", master, pupil, match.start(), match.end() - 1, rule
                    )


_HELD = re.compile(
    rf"{one_of(words('event_words', 'held_at'))}(?P<places>{L}+(?:(?:、|和|与){L}+)*)"
    rf"[^，。；{P}{O}{G}{L}]{{0,10}}?{one_of(words('verbs', 'hold', 'go_on'))}"
)
_HELD_OF = re.compile(
    rf"(?:在|于)(?P<place>{L}+)[^，。；{P}{O}{G}{L}]{{0,8}}?{one_of(words('verbs', 'hold'))}的"
    rf"[^，。；{P}{O}{L}]{{0,10}}?(?P<event>{G})"
)
_LIES = re.compile(rf"(?P<thing>{O})(?:就|便|也|，)*{one_of(words('verbs', 'lie'))}(?P<place>{L}+)")
_LIES_OF = re.compile(
    rf"(?:位于|坐落于|坐落在|地处)(?P<place>{L}+)[^，。；{P}{O}{G}{L}]{{0,4}}?的(?P<thing>{O})"
)


def find_places(scene: Scene, story: Story) -> Iterator[Fact]:
    """G 在 L 举行; O 位于 L; a chain of places."""
    code = scene.code
    for match in _HELD_OF.finditer(code):
        yield _fact(
            scene,
            "locatedIn",
            scene.mention(match.start("event")),
            scene.mention(match.end("place") - 1),
            match.start(),
            match.end() - 1,
            "place/held-of",
        )
    for match in _HELD.finditer(code):
        before = scene.find([PROGRAMME], 0, match.start())
        after = scene.find([PROGRAMME], match.end(), min(len(code), match.end() + 16))
        event = (
            scene.mention(before[-1])
            if before
            else (scene.mention(after[0]) if after else story.event)
        )
        if event is None:
            continue
        for run in re.finditer(rf"{L}+", match.group("places")):
            place = match.start("places") + run.end() - 1
            first = before[-1] if before else match.start()
            yield _fact(
                scene,
                "locatedIn",
                event,
                scene.mention(place),
                first,
                max(place, match.end() - 1),
                "place/held",
            )
    for match in [*_LIES.finditer(code), *_LIES_OF.finditer(code)]:
        yield _fact(
            scene,
            "locatedIn",
            scene.mention(match.start("thing")),
            scene.mention(match.end("place") - 1),
            match.start(),
            match.end() - 1,
            "place/lies",
        )
    for match in re.finditer(rf"(?={L}{L})", code):
        outer, inner = scene.mention(match.start()), scene.mention(match.start() + 1)
        yield _fact(scene, "partOf", inner, outer, match.start(), match.start() + 1, "place/chain")


_UNIT_OF = re.compile(rf"(?P<whole>{O})(?:的|下属的?|所属的?|旗下的?|下设的?)(?P<part>[{O}{F}])")
_RUNS_PLATFORM = re.compile(
    rf"(?P<whole>{O})[^，。；{P}{O}{F}]{{0,12}}?{one_of(words('verbs', 'run_platform'))}的?"
    rf"[^，。；{P}{O}{F}]{{0,8}}?(?P<part>{F})"
)


def find_parts(scene: Scene, story: Story) -> Iterator[Fact]:
    """O 的 O; a platform of the body that runs it; G 系列活动之 G."""
    for match in [*_UNIT_OF.finditer(scene.code), *_RUNS_PLATFORM.finditer(scene.code)]:
        yield _fact(
            scene,
            "partOf",
            scene.mention(match.start("part")),
            scene.mention(match.start("whole")),
            match.start(),
            match.end() - 1,
            "part/of",
        )
    for match in re.finditer(
        rf"(?P<whole>{G})(?:(?:系列|重要|子|主题)?活动|板块)?(?:之一?|的重要内容)(?P<part>{G})",
        scene.code,
    ):
        yield _fact(
            scene,
            "partOf",
            scene.mention(match.start("part")),
            scene.mention(match.start("whole")),
            match.start(),
            match.end() - 1,
            "part/series",
        )


# A union of a firm is told as the firm's own; an office of the party or state stands for itself.
_ITSELF = re.compile(rf"{one_of(words('body_heads', 'itself'))}|.")


def find_named_parts(scene: Scene, story: Story) -> Iterator[Fact]:
    """A branch or a sub-event that carries the name of the whole: 临河大学纺织学院, 采茶节开幕式."""
    here = [scene.mention(i) for i in scene.find([ORGANIZATION, PROGRAMME])]
    wholes = {m.thing: m for m in (*here, *story.named, *story.bodies)}
    for position in scene.find([ORGANIZATION, PROGRAMME]):
        part = scene.mention(position)
        if part.anaphor:
            continue
        name = part.name or part.text
        for whole in wholes.values():
            # nearly none begins alike: asked before what takes longer
            if not (name.startswith(whole.text) or (whole.name and name.startswith(whole.name))):
                continue
            if whole.kind != part.kind or whole.thing == part.thing:
                continue
            forms = [whole.name or whole.text] if whole.anaphor else [whole.name, whole.text]
            rest = next((name[len(f) :] for f in forms if f and name.startswith(f)), "")
            if rest and not _ITSELF.fullmatch(rest):
                yield _fact(scene, "partOf", part, whole, position, position, "part/named")


RULES = (
    Rule(
        "mentor",
        find_mentors,
        (PERSON,),
        {
            "⟦Person:甘霖⟧师从⟦Person:史明⟧学艺。": ["mentors(史明, 甘霖)"],
            "⟦Person:史明⟧收⟦Person:甘霖⟧、⟦Person:谷雨生⟧为徒。": [
                "mentors(史明, 甘霖)",
                "mentors(史明, 谷雨生)",
            ],
        },
    ),
    Rule(
        "place",
        find_places,
        (PLACE,),
        {
            "⟦Programme:采茶大赛⟧在⟦Place:云岭乡⟧举行。": ["locatedIn(采茶大赛, 云岭乡)"],
            "⟦Organization:北岭煤矿⟧位于⟦Place:临河县⟧⟦Place:北岭镇⟧。": [
                "locatedIn(北岭煤矿, 北岭镇)",
                "partOf(北岭镇, 临河县)",
            ],
        },
    ),
    Rule(
        "part",
        find_parts,
        (ORGANIZATION, PROGRAMME, PLATFORM, PLACE),
        {
            "⟦Organization:县融媒体中心⟧运营的“⟦Platform:云上临河⟧”上线。": [
                "partOf(云上临河, 县融媒体中心)"
            ],
        },
    ),
    Rule(
        "part by name",
        find_named_parts,
        (ORGANIZATION, PROGRAMME),
        {
            "⟦Organization:临河大学⟧与⟦Organization:临河大学纺织学院⟧都来了。": [
                "partOf(临河大学纺织学院, 临河大学)"
            ],
            "⟦Programme:采茶节开幕式⟧热闹，⟦Programme:采茶节⟧持续三天。": [
                "partOf(采茶节开幕式, 采茶节)"
            ],
            "⟦Organization:临河煤矿工会⟧帮助⟦Organization:临河煤矿⟧。": [],
        },
    ),
)
