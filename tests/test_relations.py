"""Every example of every rule: this sentence, these facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.layout import find_articles
from kg.mentions.tagger import parse
from kg.model import ORGANIZATION, PERSON, Article, Document, Mention
from kg.relations import apply_rules, find_facts, remember
from kg.relations.introductions import plain
from kg.relations.posts import post_beside, title_near
from kg.relations.rule import Rule, describe
from kg.relations.rules import RULES
from kg.relations.scene import make_scene
from kg.relations.scorer.rulebook import count_rules
from kg.relations.story import Story
from kg.sentences import find_sentences

EXAMPLES = [(rule, text) for rule in RULES for text in rule.examples]


def read_marked(marked: str) -> tuple[Article, list[Mention]]:
    """The article of an annotated text, and its marks."""
    annotated = parse(marked)
    [article] = find_articles(Document("example.txt", annotated.text))
    shift = article.text.index(annotated.text[:4])
    mentions = [
        Mention(s.start + shift, s.end + shift, annotated.text[s.start : s.end], s.kind, "marked")
        for s in annotated.spans
    ]
    return article, [m.named(m.text) for m in mentions]


def facts_of(rule: Rule, marked: str) -> list[str]:
    """What ``rule`` alone reads in an annotated text."""
    article, mentions = read_marked(marked)
    story = Story(article)
    found: dict[str, None] = {}
    for sentence in find_sentences(article):
        scene = make_scene(article, sentence, mentions)
        for fact in apply_rules(scene, plain(scene), story, [rule]):
            assert article.text[fact.start : fact.end].strip()
            found.setdefault(describe(fact))
        remember(story, sentence, scene, plain(scene))
    return list(found)


@pytest.mark.parametrize(("rule", "text"), EXAMPLES, ids=[f"{r.name}: {t}" for r, t in EXAMPLES])
def test_rule_reads_its_examples(rule: Rule, text: str) -> None:
    assert sorted(facts_of(rule, text)) == sorted(rule.examples[text])


def test_every_rule_but_the_protagonists_has_examples() -> None:
    assert [rule.name for rule in RULES if not rule.examples] == ["run/protagonist"]
    assert len(EXAMPLES) >= 30


def test_each_wording_is_counted_on_annotated_documents(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "facts").mkdir()
    (tmp_path / "news/d.txt").write_text(
        "⟦Person:史明⟧荣获⟦Award:全省技术能手⟧。\n\n⟦Person:方晴⟧荣获⟦Award:江城工匠⟧。\n\n⟦Person:白羽⟧荣获⟦Award:江城好人⟧。\n",
        encoding="utf-8",
    )
    (tmp_path / "facts/d.tsv").write_text(
        "fact\treceived\t史明\t全省技术能手\nfact?\treceived\t白羽\t江城好人\n", encoding="utf-8"
    )
    (won,) = [count for count in count_rules(tmp_path) if count.name == "award/won"]
    assert (won.fired, won.right, won.wrong, won.precision) == (3, 1, 1, 0.5)
    assert won.example == "received(史明, 全省技术能手)"


def test_what_two_rules_state_of_one_pair_is_told_once_in_full() -> None:
    article, mentions = read_marked(
        "⟦Organization:北岭技师学院⟧办得红火。2018年，⟦Organization:北岭技师学院⟧在全县率先推行“⟦Programme:双师制⟧”，"
        "聘请老师傅。⟦Organization:北岭技师学院⟧举办“⟦Programme:银发课堂⟧”。"
    )
    told = find_facts(article, find_sentences(article), mentions)
    organized = [(f.object and f.object.text, f.qualifiers.role) for f in told]
    assert organized == [("双师制", "推行"), ("银发课堂", "举办")]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("⟦Person:史明⟧是⟦Organization:白塔茶业公司⟧的⟦Title:制茶师⟧。", "制茶师"),
        ("⟦Person:史明⟧的徒弟、⟦Title:技术员⟧⟦Person:甘霖⟧来了。", None),
    ],
)
def test_the_post_of_another_is_not_his(text: str, title: str | None) -> None:
    article, mentions = read_marked(text)
    [sentence] = find_sentences(article)
    scene = make_scene(article, sentence, mentions)
    bodies = scene.find([ORGANIZATION])
    person = scene.find([PERSON])[0]
    assert title_near(scene, person, bodies[0] if bodies else None) == title


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("⟦Title:焊工⟧⟦Person:史明⟧供职于⟦Organization:河湾电厂⟧。", "焊工"),
        ("⟦Person:史明⟧来自⟦Organization:河湾电厂⟧，是一名⟦Title:高级技师⟧。", "高级技师"),
        ("⟦Organization:河湾电厂⟧⟦Title:厂长⟧⟦Person:甘霖⟧、⟦Title:焊工⟧⟦Person:史明⟧来了。", None),
    ],
)
def test_a_post_beside_a_person_is_with_the_employer_that_is_told(
    text: str, post: str | None
) -> None:
    article, mentions = read_marked(text)
    [sentence] = find_sentences(article)
    scene = make_scene(article, sentence, mentions)
    [person] = [i for i in scene.find([PERSON]) if scene.mention(i).text == "史明"]
    assert post_beside(scene, person) == post
