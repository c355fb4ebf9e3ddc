"""One thing, one node: pairs of mentions by hand, and ids that what is added does not move.

``python tests/test_identity.py [FOLDER]`` prints what is wrong; with the texts of the development
set in FOLDER it measures on those too.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from kg.model import Knowledge, Reading
from kg.pipeline import read_document as read_articles
from kg.read import read_document
from kg.resolve import resolve

HERE = Path(__file__).parent
TEXTS, SEEDS = HERE / "identity" / "texts", HERE.parent / "seeds"


@dataclass(frozen=True)
class Named:
    trap: str
    thing: str
    kind: str
    document: str
    where: str
    name: str


@dataclass
class Tally:
    right: int = 0  # of one thing and found so
    joined: int = 0  # found to be of one thing
    same: int = 0
    pairs: int = 0
    rows: int = 0
    unread: int = 0  # names that reading cut or missed: no matter of identity, but counted
    wrong: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        return self.right / max(self.joined, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.same, 1)


def gold() -> list[Named]:
    lines = (HERE / "identity" / "things.tsv").read_text(encoding="utf-8").splitlines()
    return [Named(*line.split("\t")) for line in lines if line and not line.startswith("#")]


def texts(*more: Path) -> dict[str, Path]:
    return {path.name: path for folder in (TEXTS, SEEDS, *more) for path in folder.glob("*.txt")}


@cache
def readings(path: Path) -> tuple[Reading, ...]:
    return tuple(read_articles(read_document(path, path.name)))


def find(known: Knowledge, named: Named) -> str | None:
    """The entity a row means; None where no such name was read."""
    writers = {id_ for document, _, id_ in known.bylines if document == named.document}
    employers = defaultdict(set)
    names = {entity.id: {entity.name, *entity.aliases} for entity in known.entities}
    for statement in known.statements:
        if statement.relation == "affiliatedWith" and statement.object:
            employers[statement.subject] |= names[statement.object]
    for entity in known.entities:
        articles = {str(n) for document, n in entity.articles if document == named.document}
        if entity.kind != named.kind or named.name not in names[entity.id] or not articles:
            continue
        if named.where in {"*", *articles} or named.where in employers[entity.id]:
            return entity.id
        if named.where == "byline" and entity.id in writers:
            return entity.id
    return None


def measure(paths: dict[str, Path]) -> Tally:
    rows = [row for row in gold() if row.document in paths]
    used = sorted({paths[row.document] for row in rows})
    known = resolve([reading for path in used for reading in readings(path)])
    ids = {row: find(known, row) for row in rows}
    tally = Tally(rows=len(rows), unread=sum(id_ is None for id_ in ids.values()))
    for one, other in combinations(rows, 2):
        if one.trap != other.trap or ids[one] is None or ids[other] is None:
            continue
        alike = one.thing == other.thing
        together = ids[one] == ids[other]
        tally.pairs += 1
        tally.same += alike
        tally.joined += together
        tally.right += alike and together
        if alike != together:
            said = "one" if alike else "two"
            tally.wrong += (f"{said}: {one} {ids[one]}; {other} {ids[other]}",)
    return tally


def test_mentions_are_joined_as_a_reader_joins_them() -> None:
    tally = measure(texts())
    assert tally.pairs >= 150
    assert tally.precision >= 0.98, tally.wrong
    assert tally.recall >= 0.92, tally.wrong
    assert tally.unread <= 0.06 * tally.rows


def test_adding_a_document_moves_no_id() -> None:
    paths = sorted(texts().values())
    before: set[str] = set()
    for count in range(1, len(paths) + 1):
        known = resolve([reading for path in paths[:count] for reading in readings(path)])
        ids = {entity.id for entity in known.entities}
        kept = ids | {former for entity in known.entities for former in entity.replaces}
        assert before <= kept
        before = ids


@pytest.mark.parametrize("name", ["李伟（惠安县第一小学）", "李伟（记者，福建省）"])
def test_a_homonym_has_the_same_readable_id_whatever_else_is_read(name: str) -> None:
    for first in ("01_泉溪日报_工匠.txt", "16_转载.txt"):
        for others in ([], ["02_泉溪日报_两个李伟.txt"], ["05_长治新闻_王志强.txt"]):
            read = [r for file in (first, *others) for r in readings(TEXTS / file)]
            assert f"person/{name}" in {entity.id for entity in resolve(read).entities}


def test_a_doubtful_pair_is_linked_and_not_merged() -> None:
    known = resolve(readings(TEXTS / "06_两市同版.txt") + readings(TEXTS / "10_奖项三级.txt"))
    [doubt] = [d for d in known.doubts if "吴蘅芷" in d.one]
    assert {doubt.one, doubt.other} == {"person/吴蘅芷", "person/吴蘅芷（长治市人民医院）"}
    assert 0.5 < doubt.probability < 0.95
    assert "单位不同" in doubt.reason
    assert [piece.quote for piece in doubt.evidence] == ["吴蘅芷", "吴蘅芷"]


def test_editions_are_parts_of_their_series() -> None:
    files = ("11_竞赛第二届.txt", "12_竞赛第三届.txt")
    known = resolve([r for file in files for r in readings(TEXTS / file)])
    parts = {(s.subject, s.object) for s in known.statements if s.relation == "partOf"}
    series = "programme/泉州市石雕职业技能竞赛"
    assert {(f"programme/第{n}届泉州市石雕职业技能竞赛", series) for n in "二三"} <= parts


def test_places_of_one_name_are_told_apart_by_their_code() -> None:
    files = ("13_福州鼓楼.txt", "14_南京鼓楼.txt")
    known = resolve([r for file in files for r in readings(TEXTS / file)])
    codes = {e.id: e.division for e in known.entities if e.name == "鼓楼区"}
    assert codes == {"place/鼓楼区（福州市）": "350102", "place/鼓楼区（南京市）": "320106"}


def test_a_merge_says_why() -> None:
    known = resolve(readings(TEXTS / "08_更名.txt") + readings(TEXTS / "09_老厂.txt"))
    [merge] = [m for m in known.merges if m.entity == "org/泉州市恒岩机械有限公司" and m.merged]
    assert merge.names == ("泉州市恒岩机械有限公司", "泉州市第二机床厂")
    assert "更名" in merge.reason and merge.weight > 4
    [firm] = [e for e in known.entities if e.id == merge.entity]
    assert firm.replaces == ("org/泉州市第二机床厂",)


if __name__ == "__main__":
    found = measure(texts(*map(Path, sys.argv[1:])))
    print(*found.wrong, sep="\n")
    print(f"{found.pairs} pairs: precision {found.precision:.3f}, recall {found.recall:.3f}")
    print(f"{found.unread} of {found.rows} names were not read as they stand")
