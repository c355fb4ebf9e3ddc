"""``kg diff`` tells what changed, in words, and its exit status whether anything did."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from town import PAGE, document, quoted, town

from kg import store
from kg.cli import main
from kg.contradictions import with_contradictions
from kg.corrections import apply, parse, statement_id
from kg.graph.build import build
from kg.model import Knowledge

KNOWN = town()
RECEIVED = statement_id(next(s for s in KNOWN.statements if s.object == "award/云溪工匠"))
FIGURE = KNOWN.measurements[0]


def corrected(*lines: str) -> Knowledge:
    return apply(KNOWN, [parse(line) for line in lines])[0]


def with_figure(**changes: object) -> Knowledge:
    changed = replace(FIGURE, **changes)  # type: ignore[arg-type]
    return replace(KNOWN, measurements=(changed, *KNOWN.measurements[1:]))


def diff(folder: Path, before: Knowledge, now: Knowledge) -> int:
    for name, known in (("old", before), ("new", now)):
        store.write(folder / name, build(known), known.documents)
    return main(["diff", str(folder / "old"), str(folder / "new")])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    return tmp_path


CHANGES = {
    "a name": (
        corrected("rename\tperson/高远\t高志远"),
        "entities changed: 1\n  person/高远: 高远 (Entity, Person) to 高志远 (Entity, Person)\n",
    ),
    "an alias": (
        replace(
            KNOWN,
            entities=tuple(
                replace(e, aliases=("高师傅",)) if e.name == "高远" else e for e in KNOWN.entities
            ),
        ),
        "entities changed: 1\n  person/高远: now also called 高师傅\n",
    ),
    "two that are one": (
        corrected("merge\tperson/沈望舒\tperson/高远"),
        "entities merged: 1\n  高远 (person/高远) is now person/沈望舒\n",
    ),
    "a class": (
        corrected("retype\tperson/沈望舒\tSchool"),
        "entities under another id: 1\n  沈望舒 (person/沈望舒) is now org/沈望舒\nfacts",
    ),
    "one that is two": (
        corrected("split\tperson/沈望舒\tbrief.txt"),
        "entities split: 1\n  沈望舒 (person/沈望舒（brief）) was part of person/沈望舒\n",
    ),
    "a fact": (
        corrected(f"reject\t{RECEIVED}"),
        "facts gone: 1\n  沈望舒 received 云溪工匠 (year=2025, count=1)\n",
    ),
    "a confidence": (
        corrected(f"confirm\t{RECEIVED}"),
        "facts changed: 1\n  沈望舒 received 云溪工匠 (year=2025, count=1): confidence",
    ),
    "a figure": (
        with_figure(value=Decimal(1300)),
        "figures added: 1\n  青禾 参训职工 超1300人 (period=2025)\n"
        "figures gone: 1\n  青禾 参训职工 超1200人 (period=2025)\n",
    ),
    "the quote of a figure": (
        with_figure(evidence=(quoted(document("news/page.txt", PAGE), "参训职工超"),)),
        "figures changed: 1\n  青禾 参训职工 超1200人 (period=2025): other quotes\n",
    ),
    "whose word it is": (
        replace(corrected("rename\tperson/高远\t高志远"), entities=KNOWN.entities),
        "other things said: 1\n  about ",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_is_said(folder: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    now, said = CHANGES[what]
    assert diff(folder, KNOWN, now) == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("merge\tperson/沈望舒\tperson/高远", []),
        (  # what both documents say is said of two now
            "split\tperson/沈望舒\tbrief.txt",
            [
                "facts added: 1",
                "  沈望舒 affiliatedWith 青川化工有限公司 (title=技师)",
                "facts changed: 1",
                "  沈望舒 affiliatedWith 青川化工有限公司 (title=技师): quotes 2 to 1",
            ],
        ),
        (
            "retype\tperson/沈望舒\tSchool",
            [
                "facts gone: 2",
                "  沈望舒 affiliatedWith 青川化工有限公司 (title=技师)",
                "  沈望舒 mentors 陆行之",
            ],
        ),
    ],
)
def test_a_fact_is_the_same_though_its_ends_are_merged_split_or_retyped(
    folder: Path, capsys: pytest.CaptureFixture[str], line: str, facts: list[str]
) -> None:
    assert diff(folder, KNOWN, corrected(line)) == 1
    said = capsys.readouterr().out.splitlines()
    first = [number for number, title in enumerate(said) if title.startswith("facts")]
    assert said[first[0] :] == facts if first else not facts


def test_what_is_the_same_is_said_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(folder, KNOWN, KNOWN) == 0
    assert capsys.readouterr().out == "nothing differs\n"


def test_a_document_whose_text_is_another_has_changed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = document("news/page.txt", PAGE + "完。\n")
    articles = tuple(
        replace(a, document=page) if a.document.name == page.name else a for a in KNOWN.articles
    )
    documents = tuple(page if d.name == page.name else d for d in KNOWN.documents)
    now = replace(KNOWN, documents=documents, articles=articles)
    assert diff(folder, KNOWN, now) == 1
    said = capsys.readouterr().out
    assert said.startswith("documents changed: 1\n  page.txt\n")
    assert "figures added" not in said  # the same numbers, though their document has another IRI


def test_a_contradiction_that_is_new_is_said_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    brief = KNOWN.documents[0]
    other = replace(FIGURE, value=Decimal(2000), evidence=(quoted(brief, "沈望舒"),), hedge=None)
    told = replace(KNOWN, measurements=(*KNOWN.measurements, other))
    diff(folder, told, with_contradictions(told))
    assert capsys.readouterr().out == (
        "contradictions added: 1\n"
        "  青禾 参训职工 2000人 (period=2025) contradicts 青禾 参训职工 超1200人 (period=2025)\n"
    )
