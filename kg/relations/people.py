"""Facts of ``kg:affiliatedWith`` and ``kg:title``: who holds which post where.

A post stands before the name (某县总工会主席李平), in a list (甲厂焊工张三、乙厂钳工李四), or after it
(李平，某县总工会主席; 李平任主席). What is read before a name is taken out of the sentence, so that
the other rules meet a plain subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kg.lexicons import one_of, words
from kg.model import AWARD, ORGANIZATION, PERSON, PLACE, TITLE, Fact, Mention, Qualifiers
from kg.relations.focus import bodies_in_focus, employer_in_focus
from kg.relations.rule import Rule
from kg.relations.scene import LETTER, Scene, without
from kg.relations.story import Story

P, O, L, A, T = (LETTER[k] for k in (PERSON, ORGANIZATION, PLACE, AWARD, TITLE))  # noqa: E741

_FORMER = frozenset(words("post_words", "former", "former_too"))
_MODIFIER = re.compile(rf"({one_of(words('post_words', 'former', 'before_person'))}|、)$")
_GAP = re.compile(r"[一-鿿A-Za-z0-9（）·\-“”]{1,14}$")
_VERBS = re.compile(one_of(words("verbs", "win", "grant", "granted", "run", "serve")))
_LIST = re.compile(r"(?:、|和|与|及|以及)$")


@dataclass
class Intro:
    """What stands before a name: ``posts`` as (organisation, title span, former), awards, and where."""

    person: int
    first: int
    posts: list[tuple[Mention | None, tuple[int, int] | None, bool]] = field(default_factory=list)
    awards: list[Mention] = field(default_factory=list)


@lru_cache(maxsize=100)  # asked for by rules, and by what takes out or folds what they read
def read_intros(scene: Scene) -> Sequence[Intro]:
    """The introductions of a sentence's people, from left to right."""
    intros: list[Intro] = []
    for person in scene.find([PERSON]):
        intro = _read_left(scene, person)
        previous = intros[-1] if intros else None
        bare = not intro.posts and not intro.awards
        if (
            bare
            and previous
            and _LIST.fullmatch(scene.code[previous.person + 1 : person])
            and (previous.posts or previous.awards)
        ):
            # A title or an honour before a list holds for each of it.
            intro.posts, intro.awards = previous.posts, previous.awards
        intros.append(intro)
    return intros


def _read_left(scene: Scene, person: int) -> Intro:
    """Walk left from a name over titles, organisations and honours to where they begin."""
    code = scene.code
    tokens: list[int | str] = []
    at = person
    while at > 0:
        letter = code[at - 1]
        if letter in (T, O, A, L):
            near = not tokens or tokens[-1] == "的"
            if letter == L and near and code[at:person] in ("", "的"):
                break
            tokens.append(at - 1)
            at -= 1
            continue
        if letter == P:
            break
        modifier = _MODIFIER.search(code[max(0, at - 5) : at])
        if modifier:
            tokens.append(modifier.group(1))
            at -= len(modifier.group(1))
            continue
        gap = _GAP.search(code[max(0, at - 14) : at])
        before = at - len(gap.group(0)) - 1 if gap else -1
        if (
            gap
            and tokens
            and isinstance(tokens[-1], int)
            and code[tokens[-1]] == T
            and before >= 0
            and code[before] == O
            and not _VERBS.search(gap.group(0))
        ):
            tokens.append(gap.group(0))  # a unit between employer and post: …局 执法二科 科长
            at -= len(gap.group(0))
            continue
        break
    tokens.reverse()
    while tokens and isinstance(tokens[0], str):
        if tokens[0] in _FORMER:
            break
        at += len(tokens[0])
        tokens.pop(0)
    return _parse(scene, person, at, tokens)


def _parse(scene: Scene, person: int, first: int, tokens: list[int | str]) -> Intro:
    intro = Intro(person, first)
    organization: Mention | None = None
    former = False
    pending_organization = False
    unit_start: int | None = None
    for index, token in enumerate(tokens):
        if isinstance(token, str):
            if token in _FORMER:
                former = True
            elif not _MODIFIER.fullmatch(token):
                position = tokens[index - 1]
                assert isinstance(position, int)
                unit_start = position + 1
            elif token in ("、", "和", "及", "与"):
                unit_start = None
            continue
        mention = scene.mentions[token]
        if mention.kind == ORGANIZATION:
            if pending_organization and organization is not None:
                following = tokens[index - 1]
                if following in ("、", "和", "及", "与"):
                    intro.posts.append((organization, None, former))
            organization = mention
            pending_organization = True
            if not (index and tokens[index - 1] in _FORMER):
                former = former and not intro.posts
        elif mention.kind == TITLE:
            start = unit_start if unit_start is not None else token
            span = (start, token)
            last = intro.posts[-1] if intro.posts else None
            between = tokens[index - 1] if index else None
            if (
                last
                and last[1]
                and last[0] == organization
                and not pending_organization
                and between in ("、", "兼", "和", "暨", "及")
            ):
                intro.posts[-1] = (organization, (last[1][0], token), last[2])
            else:
                intro.posts.append((organization, span, former))
            pending_organization = False
            unit_start = None
        elif mention.kind == AWARD:
            intro.awards.append(mention)
    if pending_organization and organization is not None:
        intro.posts.append((organization, None, former))
    return intro


def title_text(scene: Scene, span: tuple[int, int]) -> str:
    """A title as printed, without the page's line breaks and without the 的 before it."""
    start, end = scene.span(*span)
    return "".join(scene.article.text[start:end].split()).lstrip("的")


def find_posts(scene: Scene, story: Story) -> Iterator[Fact]:
    """Facts of the introductions before names."""
    intros = read_intros(scene)
    taken = {i for intro in intros for i in range(intro.first, intro.person)}
    free = [i for i in scene.find([ORGANIZATION]) if i not in taken]
    for intro in intros:
        person = scene.mention(intro.person)
        start, end = scene.span(min(intro.first, intro.person), intro.person)
        for organization, span, former in intro.posts:
            title = title_text(scene, span) if span else None
            rule = "post/before-name"
            if organization is None and title:
                here = [i for i in free if i < intro.person]
                bodies = bodies_in_focus(scene, here, story)
                organization, fits = employer_in_focus(title, bodies)
                rule = f"{rule}-in-focus" if fits else f"{rule}-nearest"
            if organization is not None:
                yield Fact(
                    "affiliatedWith",
                    person,
                    organization,
                    start,
                    end,
                    rule,
                    Qualifiers(title=title, former=former),
                )
            elif title:
                yield Fact("title", person, None, start, end, "post/title", Qualifiers(title=title))
        for award in intro.awards:
            yield Fact("received", person, award, start, end, "award/before-name", Qualifiers())


def plain(scene: Scene) -> Scene:
    """The sentence with the introductions taken out."""
    spans = [(i.first, i.person) for i in read_intros(scene) if i.first < i.person]
    return without(scene, spans)


# --- posts after the name -------------------------------------------------------------------

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
            body, fits = employer_in_focus(title, bodies_in_focus(scene, here, story))
            rule = f"{rule}-in-focus" if fits else f"{rule}-nearest"
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
    start, end = scene.span(match.start(), match.end() - 1)
    return Fact(
        "affiliatedWith",
        person,
        organization,
        start,
        end,
        rule,
        Qualifiers(title=title, former=former),
    )


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
        if run and not re.search(rf"[，。；{P}{O}]", code[body + 1 : run.start()]):
            return title_text(scene, (run.start(), run.end() - 1))
    before = [r for r in _TITLE_RUN.finditer(code, max(0, person - 8), person) if r.end() == person]
    if before:
        return title_text(scene, (before[-1].start(), before[-1].end() - 1))
    after = _TITLE_RUN.search(code, person, min(len(code), person + 10))
    if after and not re.search(rf"[。；{P}{O}]", code[person + 1 : after.start()]):
        return title_text(scene, (after.start(), after.end() - 1))
    return None


RULES = (
    Rule(
        "post/before-name",
        find_posts,
        (PERSON,),
        {
            "⟦Organization:临河县总工会⟧⟦Title:党组书记⟧、⟦Title:副主席⟧⟦Person:马平川⟧到场。": [
                "affiliatedWith(马平川, 临河县总工会, title=党组书记、副主席)"
            ],
            "⟦Title:副主任⟧⟦Person:高原⟧、⟦Person:白羽⟧列席。": [
                "title(高原, title=副主任)",
                "title(白羽, title=副主任)",
            ],
            "原⟦Organization:东关机床厂⟧⟦Title:钳工⟧⟦Person:石磊⟧回来了。": [
                "affiliatedWith(石磊, 东关机床厂, title=钳工, former)"
            ],
            "⟦Award:全国劳动模范⟧、⟦Organization:北岭煤矿⟧⟦Title:采煤工⟧⟦Person:田野⟧开讲。": [
                "affiliatedWith(田野, 北岭煤矿, title=采煤工)",
                "received(田野, 全国劳动模范)",
            ],
            "⟦Organization:南山小学⟧的⟦Person:林小满⟧笑了。": ["affiliatedWith(林小满, 南山小学)"],
            "⟦Organization:康乐推拿馆⟧的盲人⟦Title:按摩师⟧⟦Person:林小满⟧笑了。": [
                "affiliatedWith(林小满, 康乐推拿馆, title=盲人按摩师)"
            ],
            "⟦Organization:南山小学⟧、⟦Organization:文化馆⟧合办画展，⟦Title:校长⟧⟦Person:林小满⟧到场。": [
                "affiliatedWith(林小满, 南山小学, title=校长)"
            ],
        },
        whole=True,
    ),
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
