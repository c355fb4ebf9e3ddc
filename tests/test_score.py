"""The score command counts as the shared script does; confidence is held against what was right."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import PAGE, town

from kg.errors import InputError
from kg.graph.build import build, prefixes
from kg.graph.turtle import turtle
from kg.model import (
    Article,
    Document,
    Entity,
    Evidence,
    Knowledge,
    Measurement,
    Statement,
)
from kg.score import (
    Scores,
    calibration_error,
    normalise,
    read_text,
    reliability,
    score_documents,
    score_graph,
)

SHARED = Path(__file__).parents[2] / "shared"
SCRIPT = SHARED / "score" / "score.py"
Gold = Mapping[str, Any]


def knowledge_of(gold: Gold, text: str, *, spoil: float = 0.0, seed: int = 0) -> Knowledge:
    """The graph of someone who read all of ``gold`` and got a share of it wrong."""
    chance = random.Random(f"{seed}/{gold['doc']}")
    document = Document(gold["doc"], text)
    article = Article(document, 1, text, tuple(range(len(text))), ())
    folders = {"Person": "person", "Organization": "org"}
    ids: dict[str, str] = {}
    entities = []

    def spoiled() -> bool:
        return chance.random() < spoil

    for entity in gold["entities"]:
        # A wrong name is the thing's own: the script settles ties by Python's hash seed.
        name = f"{entity['name']}错{entity['id']}" if spoiled() else entity["name"]
        kind = "Place" if name != entity["name"] and spoiled() else entity["type"]
        ids[entity["id"]] = f"{folders.get(kind, kind.lower())}/{entity['id']}{name}"
        if not spoiled():
            aliases = tuple(sorted(entity["aliases"])) if kind == entity["type"] else ()
            entities.append(
                Entity(ids[entity["id"]], kind, name, None, aliases, ((gold["doc"], 1),))
            )

    def evidence(quote: str) -> tuple[Evidence, ...]:
        start = text.index(quote) + (3 if spoiled() else 0)
        end = min(start + len(quote), len(text))
        return (Evidence(gold["doc"], 1, start, end, text[start:end]),)

    known = {entity.id for entity in entities}
    statements, measurements = [], []
    for relation in gold["relations"]:
        start, end = ids[relation["s"]], ids.get(relation["o"])
        if end and spoiled():
            end = chance.choice([i for i in ids.values() if i.split("/")[0] == end.split("/")[0]])
        q = relation.get("q", {})
        if start in known and (end is None or end in known) and not spoiled():
            statements.append(
                Statement(
                    start,
                    relation["type"],
                    end,
                    evidence(relation["quote"]),
                    ("gold",),
                    round(chance.random(), 2),
                    title=None if spoiled() and end else q.get("title"),
                    year=None if spoiled() else (q.get("year") or None),
                )
            )
    for figure in gold["figures"]:
        about = ids.get(figure["of"])
        measurements.append(
            Measurement(
                Decimal(str(figure["value"])) + spoiled(),
                figure["unit"],
                figure["what"],
                evidence(figure["quote"]),
                "gold",
                0.5,
                about if about in known else None,
            )
        )
    return Knowledge(
        (document,), (article,), tuple(entities), tuple(statements), tuple(measurements), ()
    )


@pytest.fixture(scope="module")
def golds() -> dict[str, tuple[Gold, str]]:
    found = {}
    for folder, texts in (
        (SHARED / "retold" / "gold", SHARED / "retold" / "texts"),
        (SHARED / "dev" / "gold", SHARED / "dev" / "texts"),
    ):
        for path in sorted(folder.glob("*.json"))[:6]:
            gold = json.loads(path.read_text(encoding="utf-8"))
            found[gold["doc"]] = (gold, read_text(texts / gold["doc"]))
    return found


@pytest.mark.skipif(not SCRIPT.exists(), reason="the shared score script is not here")
@pytest.mark.parametrize("spoil", [0.0, 0.1, 0.3])
def test_agrees_with_the_shared_script_to_the_printed_digit(
    golds: dict[str, tuple[Gold, str]], tmp_path: Path, spoil: float
) -> None:
    for folder in ("gold", "texts", "built"):
        (tmp_path / folder).mkdir()
    mine = Scores()
    for name, (gold, text) in golds.items():
        graph = build(knowledge_of(gold, text, spoil=spoil))
        mine += score_graph(gold, graph, text)
        stem = Path(name).stem
        (tmp_path / "gold" / f"{stem}.json").write_text(json.dumps(gold), encoding="utf-8")
        (tmp_path / "texts" / name).write_bytes(text.encode("utf-8"))
        (tmp_path / "built" / f"{stem}.ttl").write_text(turtle(graph, prefixes()), "utf-8")
    copy = (
        "import pathlib, shutil, sys; name = pathlib.Path(sys.argv[1]); "
        "shutil.copy(name.parents[1] / 'built' / (name.stem + '.ttl'), "
        "pathlib.Path(sys.argv[2]) / 'graph.ttl')"
    )
    (tmp_path / "copy.py").write_text(copy, encoding="utf-8")
    command = f"{sys.executable} {tmp_path / 'copy.py'} {{input}} {{out}}"
    subprocess.run(
        [
            sys.executable,
            str(SCRIPT),
            str(tmp_path / "gold"),
            str(tmp_path / "texts"),
            "--build",
            command,
            "--json",
            str(tmp_path / "scores.json"),
        ],
        check=True,
        capture_output=True,
    )
    theirs = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    counted = {f"{kind}/{name}": (t.tp, t.fp, t.fn) for kind, name, t in mine.rows()}
    assert counted == {k: (v["tp"], v["fp"], v["fn"]) for k, v in theirs.items() if "/" in k}
    rounded = {name: round(share.value, 3) for name, share in mine.shares.items()}
    assert rounded == {k: round(v, 3) for k, v in theirs.items() if "/" not in k}


GOLD = {
    "doc": "page.txt",
    "articles": [{"id": "a1", "title": "", "date": None, "bylines": [{"name": "钱小满"}]}],
    "entities": [
        {"id": "e1", "type": "Person", "name": "沈望舒", "aliases": []},
        {"id": "e2", "type": "Organization", "name": "青川化工有限公司", "aliases": ["青川化工"]},
        {"id": "e3", "type": "Person", "name": "高远", "aliases": [], "optional": True},
        {"id": "e4", "type": "Person", "name": "梅长青", "aliases": []},
    ],
    "relations": [
        {
            "type": "affiliatedWith",
            "s": "e1",
            "o": "e2",
            "q": {"title": "技师"},
            "quote": "青川化工有限公司技师沈望舒",
        }
    ],
    "figures": [
        {
            "value": 1200,
            "unit": "人",
            "what": "参训职工",
            "of": None,
            "period": None,
            "quote": "超1200人",
        }
    ],
}


def scored() -> Scores:
    return score_graph(GOLD, build(town()), PAGE)


def test_optional_things_neither_earn_nor_cost() -> None:
    persons = scored().tallies["entity", "Person"]
    assert (persons.tp, persons.fn) == (1, 1)
    assert not any(d.what == "高远" for d in scored().differences)


def test_each_wrong_and_each_missed_thing_is_listed() -> None:
    lines = [str(difference) for difference in sorted(scored().differences)]
    assert "page.txt\tFN\tPerson\t梅长青" in lines
    assert "page.txt\tFP\tmentors\t沈望舒 → 陆行之" in lines


def test_a_right_fact_counts_its_qualifiers_and_its_evidence() -> None:
    shares = {name: (s.right, s.total) for name, s in scored().shares.items()}
    assert shares == {"qualifier title": (1, 1), "evidence": (1, 1)}


def test_a_gold_folder_without_gold_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no gold file"):
        score_documents(tmp_path, tmp_path, lambda _: town())


def test_a_gold_file_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.json: not a gold file"):
        score_documents(tmp_path, tmp_path, lambda _: town())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("“泉工”品牌", "泉工品牌"),
        ("ＡＢＣ", "abc"),
        ("名师·带徒", "名师带徒"),
        ("（省）总", "省总"),
    ],
)
def test_names_compare_without_marks_width_and_case(left: str, right: str) -> None:
    assert normalise(left) == normalise(right)


Judged = st.lists(st.tuples(st.floats(0, 1), st.booleans()))


@given(Judged)
def test_reliability_counts_each_fact_once(judged: list[tuple[float, bool]]) -> None:
    bins = reliability(judged)
    assert sum(bin_.count for bin_ in bins) == len(judged)
    assert all(0 <= bin_.right <= 1 and bin_.low <= bin_.predicted + 1e-9 for bin_ in bins)
    assert 0 <= calibration_error(judged) <= 1


def test_a_rule_that_is_right_as_often_as_it_says_is_calibrated() -> None:
    assert calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == 0
