"""The law of ids: adding a document changes the IRI of nothing that was there.

Made stories, full of namesakes: two of one name in one town and in two, who change their employer,
who are only named, who write. News is added as it comes out. Where an older page is added later,
a name that few bear goes to who bore it first, and a story that may be of either of two to whom it
would have gone; so that the law for any order is that no IRI is lost.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Document, Entity, Knowledge, Reading
from kg.pipeline import read_document
from kg.resolve import resolve

BODIES = {
    "惠安县": ("福建恒岩建材有限公司", "惠安县第一小学", "福建华闽石雕有限公司"),
    "泉州市": ("泉州市恒岩机械有限公司", "福建华闽石雕有限公司"),
    "长治市": ("山西潞宝化工有限公司", "长治市人民医院"),
}
TELLINGS = (
    "{body}{post}{name}荣获{town}五一劳动奖章。",
    "{body}{post}{name}，原{other}{post}，近日到{body}任职。",
    "{town}总工会近日举行表彰大会。{name}获评{town}工匠。",
    "{body}{post}{name}获评{town}工匠。{other}{name}也在名单之列，两位{name}同名不同行。",
    "{town}总工会主席{name}出席会议并讲话。",
    "{body}的{post}{name}和陆行之在“安康杯”竞赛中获一等奖。",
)
WRITES = "本报记者{name}获评{town}优秀新闻工作者。"
COMMON, RARE = ("李伟", "王志强"), ("吴良江", "沈望舒")


@dataclass(frozen=True)
class Story:
    """A page of one article."""

    day: str
    town: str
    writer: str
    told: str

    @property
    def text(self) -> str:
        headline = f"{self.town}总工会传来消息"
        return f"{self.day}\n{headline}\n□本报记者 {self.writer}\n本报讯 {self.told}\n"

    @property
    def document(self) -> Document:
        """Named so that pages in order of their names are in the order they came out."""
        checksum = hashlib.sha256(self.text.encode()).hexdigest()
        return Document(f"{self.day}-{checksum[:6]}.txt", self.text, sha256=checksum)


@st.composite
def stories(
    draw: st.DrawFn,
    names: Sequence[str],
    writers: Sequence[str] = ("许岚清",),
    tellings: Sequence[str] = TELLINGS,
) -> Story:
    town = draw(st.sampled_from(sorted(BODIES)))
    told = draw(st.sampled_from(tellings)).format(
        town=town,
        name=draw(st.sampled_from(names)),
        body=draw(st.sampled_from(BODIES[town])),
        other=draw(st.sampled_from(("南平市第二医院", "福建恒岩建材有限公司"))),
        post=draw(st.sampled_from(("电焊工", "石雕技师", "教师"))),
    )
    day = f"2025-{draw(st.integers(1, 9)):02}-{draw(st.sampled_from((3, 17))):02}"
    return Story(day, town, draw(st.sampled_from(writers)), told)


@cache
def readings(story: Story) -> tuple[Reading, ...]:
    return tuple(read_document(story.document))


def known(several: Iterable[Story]) -> Knowledge:
    return resolve([reading for story in several for reading in readings(story)])


def moved(before: Knowledge, after: Knowledge) -> list[str]:
    """Ids that no longer mean what they meant; an id that was given up still means who has it."""
    meaning: dict[str, list[Entity]] = {}
    for entity in after.entities:
        for id_ in (entity.id, *entity.replaces):
            meaning.setdefault(id_, []).append(entity)
    return [
        entity.id
        for entity in before.entities
        if len(meant := meaning.get(entity.id, [])) != 1
        or not set(entity.articles) <= set(meant[0].articles)
    ]


def steps(several: Sequence[Story]) -> list[Knowledge]:
    return [known(several[:count]) for count in range(1, len(several) + 1)]


any_pages = st.lists(
    stories(COMMON + RARE, ("许岚清", "李伟"), (*TELLINGS, WRITES)),
    min_size=2,
    max_size=7,
    unique=True,
)


@settings(max_examples=60, deadline=None)
@given(any_pages)
def test_what_comes_out_later_moves_no_id(several: list[Story]) -> None:
    grown = steps(sorted(several, key=lambda story: story.document.name))
    assert not any(moved(before, after) for before, after in pairwise(grown))


@settings(max_examples=60, deadline=None)
@given(any_pages)
def test_in_whatever_order_pages_are_added_no_id_is_lost(several: list[Story]) -> None:
    for before, after in pairwise(steps(several)):
        names = {id_: e.name for e in after.entities for id_ in (e.id, *e.replaces)}
        was = {entity.id: entity.name for entity in before.entities}
        assert was == {id_: names.get(id_) for id_ in was}


@settings(max_examples=30, deadline=None)
@given(any_pages, st.randoms())
def test_ids_depend_on_what_is_read_and_not_on_its_order(
    several: list[Story], dice: random.Random
) -> None:
    whole = known(several)
    mixed = list(several)
    dice.shuffle(mixed)
    assert known(mixed) == whole
    homonyms = [e for e in whole.entities if e.kind == "Person" and e.name in COMMON]
    assert all(e.id.startswith(f"person/{e.name}（") for e in homonyms)  # none has the bare name
