"""Facts of posts told after a name: 李平任主席; 李平，某县总工会主席; 李平来自某县总工会."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lexicons import one_of, words
from kg.model import AWARD, ORGANIZATION, PERSON, TITLE, Fact, Mention, Qualifiers
from kg.relations.focus import employer_in_focus
from kg.relations.introductions import post_fact, title_text
from kg.relations.rule import Rule
from kg.relations.scene import LETTER, Scene
from kg.relations.story import Story

P, O, A, T = (LETTER[k] for k in (PERSON, ORGANIZATION, AWARD, TITLE))  # noqa: E741

_PEOPLE = rf"{P}(?:(?:、|和|与|及){P})*"
_TITLES = rf"(?:{O}?的?(?:原|名誉|代理)?{T}(?:(?:、|兼|和|及){O}?{T})*)"
_SERVES = (
    rf"(?P<verb>{one_of(('是', '系', '为', *words('verbs', 'serve')))})(?:了|过|为)?"
    rf"(?:第?[一二三四五六七八九十百]+届|新一届|首任|一名)?(?P<posts>{_TITLES}|{O}的?(?:新?会员|成员|委员|代表))"
)
_SERVE = re.compile(
    rf"(?P<people>{_PEOPLE})?(?:，)?(?P<before>[^，。；：{P}{O}{T}{A}]{{0,10}}?){_SERVES}"
)
_SERVE_VERB = re.compile(_SERVES)  # quick to look for: begins with one of few characters
_ONCE = re.compile(one_of(words("post_words", "once")))
_PAIRED = re.compile(r"(?:分别|依次)")
_APPOSED = re.compile(rf"(?P<people>{P})(?:，|（)(?P<posts>{_TITLES})(?=[，。；）]|$)")
_THIS = re.compile(rf"(?P<people>{P})(?P<posts>{_TITLES})(?![{P}])")
_COUNTED = re.compile(
    rf"(?P<people>{_PEOPLE})等?(?:\d+|[两二三四五六七八九十]+)[名位](?P<posts>{O}?{T})"
)
_FROM = re.compile(
    rf"(?P<people>{_PEOPLE})(?:等?[^，。；：{P}{O}]{{0,6}})(?:[均都同就]|分别|先后)?"
    rf"(?:{one_of(words('verbs', 'work_at'))}|是)(?P<org>{O})(?:的|、|，|。|；|$)"
)
_LEAVE = re.compile(
    rf"(?:(?P<people>{_PEOPLE})(?:辞去|卸任|不再担任|不再兼任)|免去(?P<people2>{_PEOPLE})的?)(?P<posts>{_TITLES})"
)
_APPOINTED = re.compile(
    rf"{one_of(words('verbs', 'appoint'))}(?P<people>{_PEOPLE})(?:等?同志)?"
    rf"(?:为|担任|任|出任|当)(?P<posts>{_TITLES})"
)
_BY = re.compile(rf"(?P<posts>{O}?的?{T})(?:一职)?由(?P<people>{P})(?:担任|出任|接任|兼任|继任)")


def _posts_of(scene: Scene, start: int, end: int) -> list[tuple[Mention | None, tuple[int, int]]]:
    """(organisation, title span) of a run like ``O T、T、O T``; titles of one body stay together."""
    found: list[tuple[Mention | None, tuple[int, int]]] = []
    organization: Mention | None = None
    fresh = False
    for position in scene.find([ORGANIZATION, TITLE], start, end):
        mention = scene.mention(position)
        if mention.kind == ORGANIZATION:
            organization, fresh = mention, True
        elif found and not fresh and found[-1][0] == organization:
            found[-1] = (organization, (found[-1][1][0], position))
        else:
            found.append((organization, (position, position)))
            fresh = False
    return found


def find_posts_after(scene: Scene, story: Story) -> Iterator[Fact]:
    """Facts of 任, 担任, 当选, 是 …, of appositions, and of 来自."""
    for match in _SERVE.finditer(scene.code) if _SERVE_VERB.search(scene.code) else ():
        people = _people(scene, match, "people") or list(story.people[:1])
        if not people:
            continue
        if match.group("verb") in ("为", "系") and not match.group("people"):
            continue
        posts = _posts_of(scene, match.start("posts"), match.end("posts"))
        former = bool(_ONCE.search(match.group(0)))
        singles = _single_titles(scene, match.start("posts"), match.end("posts"))
        if (
            _PAIRED.search(match.group("before"))
            and len(people) > 1
            and len(singles) == len(people)
        ):
            for person, (organization, span) in zip(people, singles, strict=True):
                yield from _serve(scene, story, match, [person], [(organization, span)], former)
            continue
        if not posts:  # 是某会会员
            for position in scene.find([ORGANIZATION], match.start("posts"), match.end("posts")):
                rank = re.search("会员|成员|委员|代表", match.group("posts"))
                for person in people:
                    yield _post(
                        scene, match, person, scene.mention(position), rank and rank.group(), former
                    )
            continue
        yield from _serve(scene, story, match, people, posts, former)
    for match in _APPOSED.finditer(scene.code):
        posts = _posts_of(scene, match.start("posts"), match.end("posts"))
        people = _people(scene, match, "people")
        yield from _serve(scene, story, match, people, posts, former=False)
    for match in _THIS.finditer(scene.code):
        people = _people(scene, match, "people")
        if people[0].text.startswith("这"):
            posts = _posts_of(scene, match.start("posts"), match.end("posts"))
            yield from _serve(scene, story, match, people, posts, former=False)
    for match in _COUNTED.finditer(scene.code):
        posts = _posts_of(scene, match.start("posts"), match.end("posts"))
        yield from _serve(scene, story, match, _people(scene, match, "people"), posts, former=False)
    for match in _FROM.finditer(scene.code):
        organization = scene.mention(match.start("org"))
        for person in _people(scene, match, "people"):
            yield _post(scene, match, person, organization, None, former=False)
    for match in _LEAVE.finditer(scene.code):
        people = _people(scene, match, "people") or _people(scene, match, "people2")
        posts = _posts_of(scene, match.start("posts"), match.end("posts"))
        yield from _serve(scene, story, match, people, posts, former=True)
    for match in [*_BY.finditer(scene.code), *_APPOINTED.finditer(scene.code)]:
        posts = _posts_of(scene, match.start("posts"), match.end("posts"))
        yield from _serve(scene, story, match, _people(scene, match, "people"), posts, former=False)


def _people(scene: Scene, match: re.Match[str], group: str) -> list[Mention]:
    if match.group(group) is None:
        return []
    return [scene.mention(i) for i in scene.find([PERSON], match.start(group), match.end(group))]


def _single_titles(
    scene: Scene, start: int, end: int
) -> list[tuple[Mention | None, tuple[int, int]]]:
    organization = None
    found = []
    for position in scene.find([ORGANIZATION, TITLE], start, end):
        mention = scene.mention(position)
        if mention.kind == ORGANIZATION:
            organization = mention
        else:
            found.append((organization, (position, position)))
    return found


def _serve(
    scene: Scene,
    story: Story,
    match: re.Match[str],
    people: list[Mention],
    posts: list[tuple[Mention | None, tuple[int, int]]],
    former: bool,
) -> Iterator[Fact]:
    for organization, span in posts:
        title = title_text(scene, span)
        body, rule = organization, "post/after-name"
        if body is None:
            here = scene.find([ORGANIZATION], 0, span[0])
            body, rule = employer_in_focus(title, scene, here, story, rule)
        for person in people:
            if body is not None:
                yield _post(scene, match, person, body, title, former, rule)
            else:
                start, end = scene.span(match.start(), match.end() - 1)
                yield Fact(
                    "title", person, None, start, end, "post/title-after", Qualifiers(title=title)
                )


def _post(
    scene: Scene,
    match: re.Match[str],
    person: Mention,
    organization: Mention,
    title: str | None,
    former: bool,
    rule: str = "post/after-name",
) -> Fact:
    words = scene.span(match.start(), match.end() - 1)
    return post_fact(person, organization, words, title, former, rule)


_TITLE_RUN = re.compile(rf"{T}(?:(?:、|兼|和){T})*")


def title_near(scene: Scene, person: int, body: int | None) -> str | None:
    """The post that goes with a person and a body whose places in the scene are known."""
    code = scene.code
    if body is not None and body < person:
        runs = list(_TITLE_RUN.finditer(code, body, person))
        close = [r for r in runs if re.fullmatch(r"[的、，一-鿿]{0,3}", code[r.end() : person])]
        near = close or [r for r in runs if r.start() - body <= 10]
        if near:
            return title_text(scene, (near[-1].start(), near[-1].end() - 1))
    if body is not None and person < body:
        run = _TITLE_RUN.search(code, body, min(len(code), body + 14))
        own = run and not re.search(rf"[，。；{P}{O}]", code[body + 1 : run.start()])
        if run and own and not code.startswith(P, run.end()):
            return title_text(scene, (run.start(), run.end() - 1))
    before = [r for r in _TITLE_RUN.finditer(code, max(0, person - 8), person) if r.end() == person]
    if before:
        return title_text(scene, (before[-1].start(), before[-1].end() - 1))
    after = _TITLE_RUN.search(code, person, min(len(code), person + 10))
    own = after and not re.search(rf"[。；{P}{O}]", code[person + 1 : after.start()])
    if after and own and not code.startswith(P, after.end()):  # 他的徒弟、技术员|某人
        return title_text(scene, (after.start(), after.end() - 1))
    return None


# 史明来自河湾电厂，是高级技师
_THEN_POST = re.compile(
    rf"{P}[^，。；：{P}{T}]{{0,8}}{O}[，,]?(?:现|也|还)?是(?:一[名位个])?(?P<post>{_TITLE_RUN.pattern})(?![{P}])"
)
_BARE_POST = re.compile(f"[，。；：！？]?{T}")


def post_beside(scene: Scene, person: int) -> str | None:
    """The post of one whose employer is told in other words: 焊工|史明供职于河湾电厂."""
    code = scene.code
    if then := _THEN_POST.match(code, person):
        return title_text(scene, (then.start("post"), then.end("post") - 1))
    if _BARE_POST.fullmatch(code, max(0, person - 2), person):
        return title_text(scene, (person - 1, person - 1))
    return None


RULES = (
    Rule(
        "post/after-name",
        find_posts_after,
        (PERSON, ORGANIZATION, TITLE),
        {
            "⟦Person:苏青⟧现任⟦Organization:临河县作家协会⟧⟦Title:副主席⟧兼⟦Title:秘书长⟧。": [
                "affiliatedWith(苏青, 临河县作家协会, title=副主席兼秘书长)"
            ],
            "⟦Person:苏青⟧曾任⟦Organization:临河县文化馆⟧⟦Title:馆长⟧。": [
                "affiliatedWith(苏青, 临河县文化馆, title=馆长, former)"
            ],
            "⟦Person:方圆⟧、⟦Person:尺寸⟧来自⟦Organization:白塔食品厂⟧。": [
                "affiliatedWith(方圆, 白塔食品厂)",
                "affiliatedWith(尺寸, 白塔食品厂)",
            ],
            "⟦Person:方圆⟧辞去⟦Organization:白塔食品厂⟧⟦Title:厂长⟧职务。": [
                "affiliatedWith(方圆, 白塔食品厂, title=厂长, former)"
            ],
            "⟦Organization:河湾商会⟧换届，⟦Organization:白塔厂⟧⟦Title:厂长⟧⟦Person:方圆⟧任⟦Title:会长⟧。": [
                "affiliatedWith(方圆, 河湾商会, title=会长)"
            ],
            "⟦Programme:河湾商会第二次会员大会⟧召开，⟦Person:方圆⟧当选⟦Title:会长⟧。": [
                "title(方圆, title=会长)"
            ],
            "⟦Organization:临河县人大常委会⟧任命⟦Person:高远⟧为⟦Title:副主任⟧。": [
                "affiliatedWith(高远, 临河县人大常委会, title=副主任)"
            ],
            "⟦Person:高远⟧、⟦Person:江帆⟧分别当选⟦Title:会长⟧、⟦Title:秘书长⟧。": [
                "title(高远, title=会长)",
                "title(江帆, title=秘书长)",
            ],
        },
    ),
)
