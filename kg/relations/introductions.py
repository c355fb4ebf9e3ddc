"""Facts of what stands before a name: 某县总工会主席李平; 甲厂焊工张三、乙厂钳工李四; 全国劳动模范王五.

What is read before a name is taken out of the sentence, so that the other rules meet a plain subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kg.lexicons import one_of, words
from kg.model import AWARD, ORGANIZATION, PERSON, PLACE, TITLE, Fact, Mention, Qualifiers
from kg.relations.focus import employer_in_focus
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


def post_fact(
    person: Mention,
    body: Mention,
    words: tuple[int, int],
    title: str | None,
    former: bool,
    rule: str,
) -> Fact:
    """That someone is or was with a body; ``words`` are where the article says so."""
    qualifiers = Qualifiers(title=title, former=former)
    return Fact("affiliatedWith", person, body, *words, rule, qualifiers)


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
                organization, rule = employer_in_focus(title, scene, here, story, rule)
            if organization is not None:
                yield post_fact(person, organization, (start, end), title, former, rule)
            elif title:
                yield Fact("title", person, None, start, end, "post/title", Qualifiers(title=title))
        for award in intro.awards:
            yield Fact("received", person, award, start, end, "award/before-name", Qualifiers())


def plain(scene: Scene) -> Scene:
    """The sentence with the introductions taken out."""
    spans = [(i.first, i.person) for i in read_intros(scene) if i.first < i.person]
    return without(scene, spans)


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
)
