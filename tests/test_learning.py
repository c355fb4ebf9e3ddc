"""What the models learn from: pages whose facts stand in a gold file, and pairs that reach back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.layout import find_articles
from kg.mentions.tagger import parse
from kg.model import Document, Mention
from kg.relations import describe_all
from kg.relations.scorer.candidates import Candidate
from kg.relations.scorer.features import manner
from kg.relations.scorer.pages import gold_mentions
from kg.sentences import find_sentences
from kg.training import pages_of, undoubted


def entity(kind: str, name: str, *aliases: str, optional: bool = False) -> dict[str, Any]:
    return {"type": kind, "name": name, "aliases": list(aliases), "optional": optional}


def gold_of(*entities: dict[str, Any]) -> dict[str, Any]:
    numbered = [{"id": f"e{i}", **e} for i, e in enumerate(entities)]
    return {"doc": "d.txt", "entities": numbered, "relations": [], "figures": []}


def marks(text: str, gold: dict[str, Any]) -> list[str]:
    [article] = find_articles(Document("d.txt", text))
    return [m.text for m in gold_mentions(article, gold)]


def test_a_quoted_name_is_marked_without_its_quotation_marks_and_tail() -> None:
    gold = gold_of(entity("Programme", "炉边问诊", "“炉边问诊”活动"))
    assert marks("北岭煤矿今年办起“炉边问诊”活动，工友都说好。", gold) == ["炉边问诊"]


def test_of_a_body_and_its_unit_the_body_is_marked() -> None:
    gold = gold_of(
        entity("Organization", "临河县总工会", "县总"),
        entity("Organization", "县总宣教部", "宣教部", optional=True),
    )
    assert marks("县总宣教部部长史明来了，宣教部的人也来了。", gold) == ["县总"]


def test_each_level_of_a_row_of_prizes_is_marked() -> None:
    first = entity("Award", "一等奖", "一、二、三等奖")
    gold = gold_of(first, entity("Award", "二等奖"), entity("Award", "三等奖"))
    assert marks("史明、甘霖、谷雨分获一、二、三等奖。", gold) == ["一", "二", "三等奖"]


def test_each_place_of_a_chain_is_marked() -> None:
    gold = gold_of(entity("Place", "临河县"), entity("Place", "云岭乡", "临河县云岭乡"))
    assert marks("他来到临河县云岭乡，云岭乡下着雨。", gold) == ["临河县", "云岭乡", "云岭乡"]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus with one page: a programme that all readers name, one that some do."""
    gold = gold_of(
        entity("Programme", "炉边问诊"),
        entity("Programme", "妈妈小屋", optional=True),
        entity("Place", "临河县", "我县"),
    )
    for name in ("c1", "g1"):
        (tmp_path / "pages/gold").mkdir(parents=True, exist_ok=True)
        (tmp_path / "pages/texts").mkdir(parents=True, exist_ok=True)
        (tmp_path / f"pages/gold/{name}.json").write_text(
            json.dumps({**gold, "doc": f"{name}.txt"}), encoding="utf-8"
        )
        (tmp_path / f"pages/texts/{name}.txt").write_text(
            "我县临河县办起炉边问诊。矿上还有妈妈小屋。炉边问诊天天有。", encoding="utf-8"
        )
    return tmp_path


def test_held_out_pages_teach_nothing(corpus: Path) -> None:
    assert [page.text.name for page in pages_of(corpus)] == ["c1"]


def test_what_only_some_readers_name_is_not_copied(corpus: Path) -> None:
    [page] = pages_of(corpus)
    named = [page.text.text[s.start : s.end] for s in page.text.spans]
    assert named == ["临河县", "炉边问诊", "妈妈小屋", "炉边问诊"]
    sure = undoubted(page)
    assert "妈妈小屋" not in sure.text
    assert [sure.text[s.start : s.end] for s in sure.spans] == ["临河县", "炉边问诊", "炉边问诊"]


def read_marked(marked: str) -> Iterator[tuple[Candidate, set[str]]]:
    """Every candidate of a marked text with its features, from left to right."""
    annotated = parse(marked)
    [article] = find_articles(Document("d.txt", annotated.text))
    shift = article.text.index(annotated.text[:4])
    mentions = []
    for s in annotated.spans:
        text = annotated.text[s.start : s.end]
        mentions.append(Mention(s.start + shift, s.end + shift, text, s.kind, "marked", name=text))
    for _, _, candidates, described in describe_all(article, find_sentences(article), mentions):
        for candidate, told in zip(candidates, described, strict=True):
            groups = (*told.glance, *told.words())
            features = [feature for group in groups for feature in group.features]
            assert len(features) == len(set(features))
            yield candidate, set(features)


def candidates_of(marked: str) -> set[str]:
    """``manner(subject, object)`` of every candidate that reaches back."""
    return {
        f"{manner(candidate)}({candidate.subject.name}, {candidate.object.name})"
        for candidate, _ in read_marked(marked)
        if None in candidate.at and candidate.object is not None
    }


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("⟦Person:史明⟧话少。后来荣获⟦Award:江城工匠⟧。", "received<(史明, 江城工匠)"),
        (
            "⟦Award:江城工匠⟧名单公布。⟦Person:史明⟧在列。",
            "received>(史明, 江城工匠)",
        ),
        (
            "⟦Programme:采茶节⟧热闹。⟦Person:史明⟧担任评委。",
            "participatesIn>(史明, 采茶节)",
        ),
        (
            "⟦Organization:北岭煤矿⟧不大。⟦Title:矿长⟧⟦Person:史明⟧很忙。",
            "affiliatedWith>(史明, 北岭煤矿)",
        ),
        ("⟦Person:史明⟧手巧。⟦Person:甘霖⟧是他的徒弟。", "mentors<(史明, 甘霖)"),
    ],
)
def test_a_pair_reaches_back_to_the_sentence_before(text: str, candidate: str) -> None:
    assert candidate in candidates_of(text)


def test_a_sentence_with_its_own_honour_does_not_reach_back_for_another() -> None:
    found = candidates_of("⟦Award:江城工匠⟧公布。⟦Person:史明⟧荣获⟦Award:江城好人⟧。")
    assert "received>(史明, 江城工匠)" not in found


def told_of(marked: str, wanted: str) -> list[set[str]]:
    """The features of every candidate of one manner, from left to right."""
    return [features for candidate, features in read_marked(marked) if manner(candidate) == wanted]


def test_a_pair_knows_what_the_article_states_of_it_elsewhere() -> None:
    post = "⟦Organization:北岭茶场⟧⟦Title:场长⟧⟦Person:史明⟧上山。"
    other = "⟦Person:史明⟧走进⟦Organization:南河小学⟧。"
    stated, visited = told_of(post + other, "affiliatedWith")
    assert "known-as=affiliatedWith" in stated
    assert "known-as=affiliatedWith" not in visited
    assert "known-with=Pe:Or:1" in visited
    assert {"known-post=场长:学", "known-post-names=False"} <= visited
    assert "known-post-names=True" in stated


def test_a_pair_knows_how_often_its_ends_are_named() -> None:
    text = "⟦Programme:采茶节⟧开幕\n\n⟦Programme:采茶节⟧热闹。⟦Person:史明⟧参加⟦Programme:采茶节⟧。"
    [told] = told_of(text, "participatesIn")
    assert {"target-often=Pr:2", "subject-often=Pe:1", "together=Pe:Pr:1"} <= told


@pytest.mark.parametrize(
    ("words", "paired"),
    [
        ("⟦Person:史大方⟧总书记关于工会工作的重要论述为指引", False),
        ("⟦Person:史大方⟧重要讲话精神为指引", False),
        ("⟦Person:史大方⟧为师，请他常来", True),
    ],
)
def test_whose_words_are_only_cited_takes_no_part(words: str, paired: bool) -> None:
    found = read_marked(f"⟦Organization:北岭茶场⟧以{words}。")
    assert bool([candidate for candidate, _ in found]) is paired


def test_nobody_is_asked_of_a_prize_that_was_not_given() -> None:
    marked = "⟦Person:史明⟧获⟦Award:金奖⟧，⟦Award:银奖⟧空缺。⟦Award:铜奖⟧提名三人。"
    found = [c for c, _ in read_marked(marked) if c.relation == "received" and c.object]
    assert [(c.subject.name, c.object.name) for c in found] == [("史明", "金奖")]
