"""Whose a figure is: who may own it, how figures of a paragraph are decided, how that is learned."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from kg.choosing import Chooser, Step, save
from kg.choosing.training import Lesson, _Plan, cross_validate, learn, measure
from kg.errors import InputError, RuleError
from kg.figures.finder import find_figures, locate_figures
from kg.figures.owners import load_owners, read_chains
from kg.figures.owners.facets import spell
from kg.figures.owners.training import lessons_of, train
from kg.layout import find_articles
from kg.model import Article, Document, Mention, Sentence
from kg.relations.scorer.corpus import read_facts
from kg.sentences import find_sentences

NEWS = """\
青山练兵忙

⟦Organization:青山县总工会⟧举办“⟦Programme:山里红⟧”技能大赛，27家企业的95名选手参赛。

⟦Organization:青山纺机有限公司⟧现有员工1350名，产值2.4亿元。
"""
PLAIN = re.sub("⟦[A-Za-z]+:|⟧", "", NEWS)
SHEET = """\
figure	27	家	企业	山里红	27家企业的95名选手参赛
figure	95	名	选手	山里红	27家企业的95名选手参赛
figure	1350	名	员工	青山纺机有限公司	现有员工1350名
figure	240000000	元	产值	-	产值2.4亿元
"""
NAMES = (
    ("青山县总工会", "Organization"),
    ("山里红", "Programme"),
    ("青山纺机有限公司", "Organization"),
)


def read(text: str) -> tuple[Article, list[Sentence], list[Mention]]:
    """The article of a text and its mentions."""
    [article] = find_articles(Document("page.txt", text))
    mentions = []
    for name, kind in NAMES:
        start = article.text.find(name)
        if start >= 0:
            mentions.append(Mention(start, start + len(name), name, kind))
    return article, find_sentences(article), sorted(mentions)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for folder, name, text in (("news", "a.txt", NEWS), ("facts", "a.tsv", SHEET)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_sheet_states_figures_with_their_owner_or_none(corpus: Path) -> None:
    figures = read_facts(corpus / "facts/a.tsv").figures
    assert [(str(f.value), f.unit, f.owner) for f in figures] == [
        ("27", "家", "山里红"),
        ("95", "名", "山里红"),
        ("1350", "名", "青山纺机有限公司"),
        ("240000000", "元", ""),
    ]


@pytest.mark.parametrize("line", ["figure\t很多\t名\t选手\t山里红\t很多选手", "figure\t5\t名"])
def test_a_line_that_is_no_figure_is_named(tmp_path: Path, line: str) -> None:
    sheet = tmp_path / "a.tsv"
    sheet.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.tsv:1: found 'figure"):
        read_facts(sheet)


def test_what_is_named_around_a_figure_may_own_it_the_nearest_first() -> None:
    article, sentences, mentions = read(PLAIN)
    located = locate_figures(article, sentences, mentions)
    chains = read_chains(article.text, sentences, mentions, located)
    assert [len(chain) for chain in chains] == [2, 2]  # one chain a paragraph
    _, candidates, _ = chains[0][0]
    assert [(c.spot.thing[1], c.where) for c in candidates] == [
        ("山里红", "c1"),
        ("青山县总工会", "c1"),
    ]


def test_every_facet_is_spelled() -> None:
    article, sentences, mentions = read(PLAIN)
    located = locate_figures(article, sentences, mentions)
    for chain in read_chains(article.text, sentences, mentions, located):
        for _, _, step in chain:
            assert all(any(spell(facet) for facet in own) for own in step.facets)


def test_an_owner_stays_where_staying_weighs_more_than_the_nearer_name() -> None:
    first, second = ("Programme", "山里红", ""), ("Organization", "青山县总工会", "")
    stays = ("stays", True, "", "", 1, False, False, 0)
    chain = [
        Step([first, second], [[("name", "Programme", "红", "c")], []], None),
        Step([second, first], [[("name", "Organization", "会", "c")], []], stays),
    ]
    weights = {"Programme …红": 2.0, "Organization …会": 1.0}
    assert Chooser(weights, spell).choose(chain) == [0, 0]
    assert Chooser(weights | {"stays sentence": 1.5}, spell).choose(chain) == [0, 1]


def test_lessons_know_the_right_owner_where_a_reader_names_one(corpus: Path) -> None:
    first, second = lessons_of(corpus)
    things = [thing[1] for thing in first.steps[0].things]
    assert first.right == [[name == "山里红" for name in things]] * 2
    assert second.right[0] is not None
    assert second.right[1] is None


def test_the_slope_is_that_of_the_loss(corpus: Path) -> None:
    lessons = list(lessons_of(corpus)) * 3
    plan = _Plan.of(lessons, spell)
    weights = np.linspace(-0.4, 0.6, len(plan.names))
    _, slope = plan.loss(weights)
    for place in range(0, len(weights), 7):
        step = np.zeros(len(weights))
        step[place] = 1e-5
        rise = (plan.loss(weights + step)[0] - plan.loss(weights - step)[0]) / 2e-5
        assert rise == pytest.approx(slope[place], abs=1e-4)


def test_what_was_taught_is_known_and_the_same_each_time(corpus: Path, tmp_path: Path) -> None:
    lessons = list(lessons_of(corpus)) * 5
    owners = learn(lessons, spell)
    assert measure(owners, lessons).share == 1.0
    assert learn(lessons, spell).weights == owners.weights
    named = [Lesson(f"{number}", *lesson[1:]) for number, lesson in enumerate(lessons)]
    assert {known.all for known in cross_validate(named, spell, 3).values()} == {1, 2}
    path = tmp_path / "weights.json"
    save(owners, path)
    assert load_owners(path).weights == owners.weights
    assert train([corpus], path).weights == load_owners.__wrapped__(path).weights


def test_weights_of_another_version_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text('{"version": 0, "weights": {}}', encoding="utf-8")
    with pytest.raises(RuleError, match="found weights of version 0; expected 1"):
        load_owners(path)
    with pytest.raises(RuleError, match="found no weights"):
        load_owners(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("青山县总工会推出“山里红”行动，走访职工820人，送出药箱96只。", "山里红"),
        ("青山纺机有限公司投资3.2亿元建厂房，新招工人140名。", "青山纺机有限公司"),
    ],
)
def test_the_shipped_weights_read_plain_sentences(text: str, owner: str) -> None:
    article, sentences, mentions = read(text)
    figures = find_figures(article, sentences, mentions)
    assert len(figures) == 2
    assert {figure.about.text for figure in figures if figure.about} == {owner}
