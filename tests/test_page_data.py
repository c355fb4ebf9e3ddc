"""What the page is made of, without a browser: data, places, pinyin, colours, safety."""

from __future__ import annotations

import itertools
import json
import math
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from goldknowledge import gold_knowledge, made_knowledge
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from kg.model import Article, Block, Document, Entity, Evidence, Knowledge, Measurement, Statement
from kg.pipeline import understand
from kg.read import read_document
from kg.render import render_page
from kg.render.communities import find_communities
from kg.render.discs import set_discs
from kg.render.embedded import as_json
from kg.render.foremost import foremost, weigh
from kg.render.page import MODULES, digest, page_script, web
from kg.render.pinyin import syllables
from kg.render.places import place
from kg.render.spread import spread
from kg.render.texts import read_texts, shown, write_texts
from kg.render.view import view

SMALL = made_knowledge(120)
SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))


def test_the_page_is_the_same_text_whatever_the_hash_seed() -> None:
    program = (
        "import sys, hashlib; sys.path.insert(0, 'tests'); from goldknowledge import *;"
        "from kg.render import render_page;"
        "print(hashlib.sha256(render_page(made_knowledge(120)).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_nothing_is_known_and_there_is_still_a_page() -> None:
    assert "<!doctype html>" in render_page(Knowledge((), (), (), (), (), ()))


def test_the_policy_names_every_script_and_style_by_hash() -> None:
    page = render_page(SMALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert policy[1].startswith("default-src 'none'")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert (len(scripts), len(styles)) == (2, 1)
    for text in scripts + styles:
        assert digest(text) in policy[1]
    assert " unsafe-" not in policy[1]


def test_the_file_names_no_other_place_to_load_from() -> None:
    page = render_page(SMALL)
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(?!data:)", page)
    assert "sourceMappingURL" not in page


def test_the_script_never_makes_markup_of_text() -> None:
    for name in MODULES:
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function",
            web(name),
        ), name
    assert "</script" not in page_script().lower()


@pytest.mark.parametrize(
    "text", ["</script>", "<!--", "\u202e", "\u2066", "\ufeff", "\u2028", "\ud800", "\x00", "😀<b>"]
)
def test_json_in_the_page_cannot_end_its_script_nor_turn_its_source(text: str) -> None:
    written = as_json([text]).decode()
    assert not set("<\u202e\u2066\ufeff\u2028\x00") & set(written)
    assert json.loads(written) == ["\ufffd" if text == "\ud800" else text]


def words_at(told: list[Any], start: int, end: int) -> str:
    """What the text shown has for a stretch of the file, found as the page finds it."""
    text, _, runs = told
    units, unit, origin = {}, 0, 0
    for skipped, gap, length in zip(runs[::3], runs[1::3], runs[2::3], strict=True):
        unit, origin = unit + skipped, origin + gap
        for number in range(length or 1):
            units.setdefault(origin + number, (unit + number, 1 if length else 2))
        unit, origin = unit + (length or 2), origin + (length or 1)
    last, width = units[end - 1]
    written: bytes = text.encode("utf-16-le")[2 * units[start][0] : 2 * (last + width)]
    return written.decode("utf-16-le")


def test_evidence_is_found_in_the_text_that_the_page_shows() -> None:
    knowledge = gold_knowledge()
    drawn = view(knowledge)
    texts = [shown(article) for article in knowledge.articles]
    checked = 0
    for row, statement in zip(drawn.fragment["facts"], knowledge.statements, strict=False):
        for (article, start, end, *quote), evidence in zip(row[6], statement.evidence, strict=True):
            assert words_at(texts[article], start, end) == evidence.quote
            assert quote in ([], [evidence.quote])
            checked += 1
    assert checked > 400


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_of_a_quote_without_blanks_the_page_shows_the_very_words(path: Path) -> None:
    known = understand([read_document(path)])
    texts = [shown(article) for article in known.articles]
    facts = view(known).fragment["facts"]
    quotes = [(piece, row) for s, f in zip(known.statements, facts, strict=False)
              for piece, row in zip(s.evidence, f[6], strict=True)]  # fmt: skip
    for piece, (article, start, end, *quote) in quotes:
        assert quote == ([piece.quote] if re.search(r"\s", piece.quote) else [])
        if not quote:
            assert words_at(texts[article], start, end) == piece.quote


def test_evidence_counts_utf16_units_and_skips_what_the_layout_left_out() -> None:
    document = Document("a.txt", "😀甲公司的工程师\n\n乙获奖。")
    # The layout joined the lines: the break is not in the article.
    text = "😀甲公司的工程师乙获奖。"
    origins = (*range(8), *range(10, 14))
    article = Article(document, 1, text, origins, (Block(0, 12, "body"),))
    evidence = Evidence("a.txt", 1, 5, 11, document.text[5:11])
    statement = Statement("person/乙", "received", None, (evidence,), ("r",), 0.9)
    knowledge = Knowledge(
        (document,), (article,), (Entity("person/乙", "Person", "乙"),), (statement,), (), ()
    )
    [row] = view(knowledge).fragment["facts"]
    assert row[6] == [[0, 5, 11, evidence.quote]]
    assert shown(article) == [text, [[0, 13, 6]], [0, 0, 0, 0, 0, 7, 0, 2, 4]]
    assert words_at(shown(article), 5, 11) == "工程师乙"


def test_evidence_in_an_unknown_article_is_kept_as_its_quote() -> None:
    statement = Statement(
        "person/乙", "title", None, (Evidence("b.txt", 3, 4, 6, "乙甲"),), ("r",), 0.9
    )
    knowledge = Knowledge((), (), (Entity("person/乙", "Person", "乙"),), (statement,), (), ())
    [row] = view(knowledge).fragment["facts"]
    assert row[6] == [[-1, 4, 6, "乙甲", "b.txt"]]


def much_text() -> Knowledge:
    text = "标题😀\n\n无关的一段。\n\n乙😀获奖。\n\n又一段。"
    document = Document("a.txt", text)
    blocks = (Block(0, 3, "headline"), Block(5, 11, "body"), Block(13, 18, "body"))
    article = Article(document, 1, text, tuple(range(len(text))), blocks)
    evidence = Evidence("a.txt", 1, 13, 17, "乙😀获奖")
    statement = Statement("person/乙", "title", None, (evidence,), ("r",), 0.9)
    return Knowledge(
        (document,), (article,), (Entity("person/乙", "Person", "乙"),), (statement,), (), ()
    )


def test_of_very_much_text_the_page_holds_the_paragraphs_with_facts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kg.render.texts.MOST_TEXT", 10)
    [line] = write_texts(much_text(), {})
    _, *told = json.loads(line)
    assert "无关" not in told[0]
    assert told[0].startswith("标题😀")
    assert [kind for *_, kind in told[1]] == [0, 6]
    assert words_at(told, 13, 17) == "乙😀获奖"


@pytest.mark.parametrize("most", [10, 1000])
def test_a_text_that_was_shown_is_taken_as_it_stands_in_the_last_page(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.render.texts.MOST_TEXT", most)
    known = much_text()
    [line] = write_texts(known, {})
    kept = read_texts(b'<script id="texts">[\n' + line + b"\n]</script>")
    assert kept == {json.loads(line)[0].encode(): line}
    assert list(write_texts(known, dict.fromkeys(kept, b"as it was"))) == [b"as it was"]
    unquoted = replace(known, statements=(replace(known.statements[0], evidence=()),))
    assert (list(write_texts(unquoted, kept)) == [line]) == (most == 1000)


def test_of_a_very_large_graph_the_page_holds_the_entities_of_most_facts() -> None:
    part = foremost(SMALL, most=40, quotes=1)
    kept = {entity.id for entity in part.entities}
    assert len(kept) == 40
    weights = weigh(SMALL)
    by_id = {e.id: w for e, w in zip(SMALL.entities, weights, strict=True)}
    assert min(by_id[i] for i in kept) >= max(w for i, w in by_id.items() if i not in kept)
    assert {s.subject for s in part.statements} <= kept
    assert all(len(s.evidence) == 1 for s in part.statements)
    assert foremost(SMALL, most=len(SMALL.entities)) is SMALL


def test_the_page_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert view(SMALL).fragment["left_out"] == [0, 0, 0]
    part = foremost(SMALL, most=40)
    monkeypatch.setattr("kg.render.view.foremost", lambda _: part)
    counts = [len(SMALL.entities) - 40, len(SMALL.statements) - len(part.statements)]
    assert view(SMALL).fragment["left_out"][:2] == counts


def test_facts_that_differ_about_one_pair_are_shown_side_by_side() -> None:
    one = Statement("person/甲", "affiliatedWith", "o/乙", (), ("r",), 0.9, title="主任")
    other = replace(one, title="副主任")
    alike = Statement("person/甲", "received", "o/乙", (), ("r",), 0.9)
    entities = (Entity("o/乙", "Organization", "乙"), Entity("person/甲", "Person", "甲"))
    shown = view(Knowledge((), (), entities, (one, other, alike), (), ()))
    assert shown.fragment["differing"] == [[0, 1]]


def test_figures_that_differ_are_shown_side_by_side() -> None:
    figures = tuple(
        Measurement(Decimal(value), "人", "参训职工", (), "r", 0.9, "o/乙", period)
        for value, period in (("10", "2024"), ("12.50", "2024"), ("13", "2025"))
    )
    entities = (Entity("o/乙", "Organization", "乙"),)
    fragment = view(Knowledge((), (), entities, (), figures, ())).fragment
    assert [row[2] for row in fragment["figures"]] == ["10", "12.50", "13"]
    assert fragment["differing_figures"] == [[0, 1]]


@pytest.mark.parametrize(
    ("name", "surname", "expected"),
    [
        ("吴良江", True, "wu liang jiang"),
        ("曾三", True, "ceng san/zeng san"),
        ("重庆市", False, "chong qing shi"),
        ("吕布", False, "lv bu"),
        ("“五小”创新大赛", False, "wu xiao chuang xin da sai"),
        ("DeepSeek人工智能", False, "deepseek ren gong zhi neng"),
        ("", False, ""),
        ("😀", False, ""),
    ],
)
def test_a_name_can_be_typed_by_its_sound(name: str, surname: bool, expected: str) -> None:
    assert syllables(name, surname=surname) == expected


def test_a_name_is_read_as_pypinyin_reads_it() -> None:
    names = [*itertools.islice(PHRASES_DICT, 0, None, 7), *made_names(), "A银行B 5·1号楼"]
    assert len(names) > 6000
    for name in names:
        parts = ("".join(c for c in part.lower() if c.isascii() and c.isalnum())
                 for part in lazy_pinyin(name, v_to_u=False))  # fmt: skip
        assert syllables(name) == " ".join(part for part in parts if part)


def made_names() -> list[str]:
    """Names of two phrases each, the second cut short: what pypinyin cuts otherwise than we."""
    phrases = [phrase for phrase in PHRASES_DICT if len(phrase) < 4][::101]
    return [one + other[:-1] for one, other in itertools.product(phrases[:20], phrases)]


@pytest.mark.parametrize("size", [2, 50, 600])
def test_no_node_stands_on_another(size: int) -> None:
    rows = view(made_knowledge(size)).fragment["entities"]
    points = [(row[7], row[8]) for row in rows]
    assert min(math.dist(one, other) for one, other in itertools.combinations(points, 2)) > 20


def test_leaves_stand_around_their_hub_and_trees_do_not_cross() -> None:
    star = (0.0,) * 31, tuple((0, leaf) for leaf in range(1, 31))
    tree = (0.0,) * 40, tuple(((node - 1) // 3, node) for node in range(1, 40))
    around, grown, again = spread([star, tree, star])
    assert (around == again).all()
    away = np.hypot(*(around - around[0]).T)
    assert away[1:].min() > 40
    assert np.abs(around[1:].mean(axis=0) - around[0]).max() < 30
    links = [(grown[one], grown[other]) for one, other in tree[1]]
    assert not any(_cross(*one, *other) for one, other in itertools.combinations(links, 2))


def _cross(a: Any, b: Any, c: Any, d: Any) -> bool:
    def side(p: Any, q: Any, r: Any) -> float:
        return float((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def test_communities_are_at_least_as_good_as_another_library_finds() -> None:
    rings = [(a, (a + 1) % 9 + s, 1.0) for s in range(0, 90, 9) for a in range(s, s + 8)]
    knots = [(a, b, 1.0) for s in range(100, 160, 12)
             for a, b in itertools.combinations(range(s, s + 12), 2)]  # fmt: skip
    links = [*rings, *knots, *((s, s + 12, 1.0) for s in range(100, 148, 12))]
    whole: nx.Graph[int] = nx.Graph()
    whole.add_nodes_from(range(160))
    whole.add_weighted_edges_from(links)
    other = nx.community.louvain_communities(whole, seed=1, resolution=1.2)
    found = find_communities([1.0] * 160, links)
    assert sum(len(group) for group in found) == 160
    good = [
        nx.community.modularity(whole, groups, resolution=1.2)
        for groups in (map(set, found), other)
    ]
    assert good[0] >= good[1] - 1e-9


def test_leaves_go_with_their_hub_and_every_node_is_in_one_community() -> None:
    knots = [
        (a, b, 1.0) for s in (0, 20, 40) for a, b in itertools.combinations(range(s, s + 6), 2)
    ]
    leaves = [(s, leaf, 0.5) for s in (0, 20, 40) for leaf in range(s + 6, s + 20)]
    bridges = [(1, 21, 1.0), (22, 41, 1.0), (60, 61, 9.0)]
    found = find_communities([1.0] * 63, [*knots, *leaves, *bridges])
    assert [sorted(group) for group in found if len(group) > 2] == [
        [*range(s, s + 20)] for s in (0, 20, 40)
    ]
    assert sorted(itertools.chain(*found)) == [*range(63)]


def test_communities_lie_apart() -> None:
    weights = [3.0] * 30
    links = [(a, b, 1.0) for s in (0, 10, 20) for a in range(s, s + 10) for b in range(a, s + 10)]
    places = place(weights, [*links, (0, 10, 1.0), (10, 20, 1.0)])
    assert [len(community.members) for community in places.communities] == [10, 10, 10]
    for one, other in itertools.combinations(places.communities, 2):
        apart = math.dist((one.x, one.y), (other.x, other.y))
        assert apart >= one.radius + other.radius - 3


def test_discs_lie_apart_and_what_is_tied_lies_near() -> None:
    radii = np.array([300.0, 40.0, 40.0, 700.0, *(60.0 + 7 * (n % 30) for n in range(400))])
    centres = set_discs(radii, {0: {3: 1.0}, 3: {0: 1.0}, 400: {401: 2.0}, 401: {400: 2.0}})
    apart = [math.dist(centres[a], centres[b]) - radii[a] - radii[b]
             for a, b in itertools.combinations(range(len(radii)), 2)]  # fmt: skip
    assert min(apart) > -0.01
    assert math.dist(centres[0], centres[3]) < 1100
    assert math.dist(centres[400], centres[401]) < 1100
    across = max(
        math.hypot(*centre) + radius for centre, radius in zip(centres, radii, strict=True)
    )
    assert (radii * radii).sum() > 0.6 * across * across


def _seen(color: str, matrix: tuple[tuple[float, float, float], ...]) -> tuple[float, float, float]:
    """CIELAB of a colour as an eye with a missing cone sees it (matrices: Machado et al. 2009)."""
    linear = []
    for at in (1, 3, 5):
        part = int(color[at : at + 2], 16) / 255
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    red, green, blue = (
        min(1.0, max(0.0, sum(m * v for m, v in zip(row, linear, strict=True)))) for row in matrix
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "no green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "no blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_kinds_differ_in_colour_for_every_eye(eye: str, theme: str) -> None:
    style = web("page.css")
    block = style.split('data-theme="dark"] {')[1] if theme == "dark" else style
    kinds = ("Person", "Organization", "Programme", "Award", "Place", "Platform", "Work")
    colors = {kind: re.search(rf"--{kind}: (#\w{{6}})", block)[1] for kind in kinds}  # type: ignore[index]
    for one, other in itertools.combinations(kinds, 2):
        lab = [_seen(colors[kind], EYES[eye]) for kind in (one, other)]
        apart = math.dist(*lab)
        assert apart > 11, (one, other, round(apart, 1))


def test_both_languages_say_everything() -> None:
    words = json.loads(web("words.json"))
    assert words["zh"].keys() == words["en"].keys()
    for table in ("kinds", "subtypes", "relations", "qualifiers", "inverse"):
        assert words["zh"][table].keys() == words["en"][table].keys()
    used = set(re.findall(r'\bword\("(\w+)"', page_script()))
    used |= set(re.findall(r'data-word(?:-\w+)?="(\w+)"', web("page.html")))
    assert used <= words["zh"].keys()
