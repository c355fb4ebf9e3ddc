"""Named questions: what each answers on the seeds, and how the words of a reader are understood."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.cli import main
from kg.errors import QueryError
from kg.graph.build import build as graph_of
from kg.graph.build import term
from kg.graph.iris import Minter
from kg.library import Rows
from kg.model import BODY, Article, Block, Document, Entity, Evidence, Knowledge, Statement
from kg.questions import ask, asking, catalogue, find_things, keep, nearest, question
from kg.questions.names import plain
from kg.store import Store, write

Said = pytest.CaptureFixture[str]
Row = dict[str, str]
Ranked = tuple[Store, tuple[Statement, ...]]
Case = tuple[str, str, Row, list[Row]]  # which graph, question, parameters, rows


def cells(text: str) -> Row:
    return dict(cell.split("=", 1) for cell in text.split(", ") if cell)


def rows_of(text: str) -> list[Row]:
    return [cells(row) for row in text.split(" | ") if row]


def cases() -> Iterator[Case]:
    """The lines of questions.tsv, one for each graph that is asked."""
    lines = (Path(__file__).parent / "questions.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            where, name, given, expected = line.split("\t")
            for graph in ("gold", "seeds") if where == "both" else ("gold",):
                yield graph, name, cells(given), rows_of(expected)


CASES = list(cases())


@pytest.fixture(scope="session")
def graphs(gold_out: Path, seeds_out: Path) -> dict[str, Store]:
    return {"gold": Store.open(gold_out), "seeds": Store.open(seeds_out)}


@pytest.fixture(scope="session")
def gold(graphs: dict[str, Store]) -> Store:
    return graphs["gold"]


def rows(store: Store, name: str, given: dict[str, str]) -> list[Row]:
    answer = ask(store, name, given)
    return [
        {
            column: term.value
            for column, term in zip(answer.columns, row, strict=True)
            if term is not None
        }
        for row in answer.rows
    ]


@pytest.mark.parametrize(
    ("where", "name", "given", "expected"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES]
)
def test_a_question_answers_with_the_facts_of_the_seeds(
    graphs: dict[str, Store], where: str, name: str, given: dict[str, str], expected: list[Row]
) -> None:
    found = rows(graphs[where], name, given)
    for row in expected:
        assert any(row.items() <= one.items() for one in found), (row, found[:5])


def test_a_figure_of_someone_else_is_left_out(gold: Store) -> None:
    given = {"measure": "好师傅", "about": "泉港区总工会"}
    assert {row["whose"] for row in rows(gold, "figure-over-years", given)} <= {"泉港区总工会"}


def test_every_question_is_tested() -> None:
    assert {name for _, name, *_ in CASES} == set(catalogue())
    assert len(catalogue()) >= 30


@pytest.mark.parametrize("name", catalogue())
def test_the_example_of_a_question_works_and_is_the_same_twice(gold: Store, name: str) -> None:
    asked = question(name)
    assert set(asked.example) <= {parameter.name for parameter in asked.parameters}
    assert rows(gold, name, dict(asked.example)) == rows(gold, name, dict(asked.example))
    assert asked.sparql.startswith("SELECT")
    assert re.search(r"[\u4e00-\u9fff]", asked.zh)
    assert asked.en.isascii()


def test_what_is_at_odds_or_twice_is_found(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text(
        """@prefix kg: <https://w3id.org/kg-news#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <urn:1> a kg:Person ; rdfs:label "李亮"@zh ; kg:received <urn:a> .
        <urn:2> a kg:Person ; rdfs:label "李亮"@zh ; kg:received <urn:a> .
        <urn:3> a kg:Person ; rdfs:label "李明"@zh ; kg:possiblySameAs <urn:4> .
        <urn:4> a kg:Person ; rdfs:label "李小明"@zh ; kg:received <urn:a> .
        <urn:a> a kg:Award ; rdfs:label "工匠"@zh .
        <urn:f> a kg:Figure ; kg:about <urn:1> ; kg:measure "徒弟"@zh ; kg:unit "名"@zh ;
            kg:period "2024" ; kg:value 5 .
        <urn:g> a kg:Figure ; kg:about <urn:1> ; kg:measure "徒弟"@zh ; kg:unit "名"@zh ;
            kg:period "2024" ; kg:value 7 ."""
    )
    store = Store.open(tmp_path)
    assert [(r["one"], r["why"]) for r in rows(store, "possible-duplicates", {})] == [
        ("urn:1", "same name"),
        ("urn:3", "marked"),
    ]
    [row] = rows(store, "contradictions", {})
    assert row == {
        "kind": "figures differ",
        "whose": "李亮",
        "what": "徒弟 2024",
        "one": "5",
        "other": "7",
    }
    assert {r["name"] for r in rows(store, "fellow-holders", {"person": "李小明"})} == {"李亮"}


# --- what a name means --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["泉港区总工会", "泉港區總工會", "区总工会", " “泉港区总工会” ", "泉港 区总工会"],
)
def test_a_name_in_any_writing_is_understood(gold: Store, text: str) -> None:
    [thing] = find_things(gold, text, ["Organization"])
    assert thing.label == "泉港区总工会"


def test_a_thing_can_be_given_by_its_iri(gold: Store) -> None:
    iri = "https://w3id.org/kg-news/id/person/吴良江"
    for text in ("person:吴良江", iri, f"<{iri}>"):
        assert [thing.iri for thing in find_things(gold, text, ["Person"])] == [iri]


def test_a_thing_of_another_class_is_not_meant(gold: Store) -> None:
    with pytest.raises(QueryError, match="no Place in the graph is called '吴良江'"):
        find_things(gold, "吴良江", ["Place"])


def test_an_unknown_name_answers_with_the_nearest(gold: Store) -> None:
    with pytest.raises(QueryError, match="nearest: 程德宪"):
        ask(gold, "colleagues", {"person": "程德先"})
    assert nearest(gold, "泉港總工會", ["Organization"])[0].label == "泉港区总工会"


def test_what_was_understood_is_said(gold: Store) -> None:
    answer = ask(gold, "articles-about", {"entity": "泉港區"})
    assert answer.understood == ("entity: 泉港区 (place:泉港区), from 泉港區",)


def test_all_things_of_one_name_are_asked_about_and_told_apart(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text(
        """@prefix kg: <https://w3id.org/kg-news#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <urn:1> a kg:Person , kg:Entity ; rdfs:label "李亮"@zh ; kg:affiliatedWith <urn:o> .
        <urn:2> a kg:Person , kg:Entity ; rdfs:label "李亮"@zh .
        <urn:o> a kg:Organization , kg:Entity ; rdfs:label "某厂"@zh ."""
    )
    answer = ask(Store.open(tmp_path), "names-of", {"entity": "李亮"})
    assert answer.columns[0] == "entity"
    assert [row[0].value for row in answer.rows] == ["urn:1", "urn:2"]
    assert answer.understood[0].startswith("entity: 2 things bear this name")


STRANGE = ['"} UNION {', "<urn:a> ; ?p ?o } #", "\\", "'", "?x", "\n"]


@pytest.mark.parametrize("text", STRANGE)
def test_what_is_typed_is_never_part_of_the_query(gold: Store, text: str) -> None:
    with pytest.raises(QueryError, match="no kg:title in the graph holds"):
        ask(gold, "people-with-title", {"words": text})
    with pytest.raises(QueryError, match="is called"):
        ask(gold, "about", {"entity": text})


@pytest.mark.parametrize("text", STRANGE)
def test_what_a_document_says_is_never_part_of_the_query(tmp_path: Path, text: str) -> None:
    title = ox.Literal(f"a{text}b", language="zh")
    said = {
        "rdf:subject": ox.NamedNode("urn:p"),
        "rdf:predicate": term("kg:affiliatedWith"),
        "rdf:object": ox.NamedNode("urn:o"),
        "kg:title": title,
    }
    fact = ox.NamedNode("urn:f")
    write(tmp_path, [ox.Quad(fact, term(name), value) for name, value in said.items()])
    answer = ask(Store.open(tmp_path), "people-with-title", {"words": text})
    assert [row[answer.columns.index("title")] for row in answer.rows] == [title]


def test_words_stand_for_every_value_that_holds_them(gold: Store) -> None:
    answer = ask(gold, "people-with-title", {"words": "工程師"})
    [said] = answer.understood
    assert said.startswith("words: ")
    assert "工程师" in said
    with pytest.raises(QueryError, match=r"nearest: .*工程师"):
        ask(gold, "people-with-title", {"words": "工呈师"})
    with pytest.raises(QueryError, match="no kg:unit in the graph is '人们'; nearest: 人"):
        ask(gold, "largest-figures", {"unit": "人们"})


WHOLE = [q.name for q in catalogue().values() if not any(p.required for p in q.parameters)]


@pytest.fixture(scope="module", params=["graphs", "no graphs"])
def ranked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ranked:
    """Many facts of few ranks: in how many of five articles each stands, and how sure it is."""
    pages = [Document(f"{n}.txt", f"第{n}页说了很多。") for n in range(5)]
    articles = tuple(
        Article(page, 1, page.text, tuple(range(len(page.text))), (Block(0, 8, BODY),))
        for page in pages
    )
    statements = tuple(
        Statement(
            f"person/甲{n:03}",
            "affiliatedWith",
            "org/乙",
            tuple(
                Evidence(p.name, 1, k, k + 1, p.text[k]) for p in pages[: n % 4 + 1] for k in (0, 1)
            ),
            ("r",),
            round(0.1 * (n % 7 + 1), 2),
        )
        for n in range(300)
    )
    people = tuple(
        Entity(s.subject, "Person", s.subject[7:], articles=(("0.txt", 1),)) for s in statements
    )
    whole = Entity("org/乙", "Organization", "乙", articles=(("0.txt", 1),))
    folder = tmp_path_factory.mktemp("ranked")
    write(folder, graph_of(Knowledge(tuple(pages), articles, (whole, *people), statements, (), ())))
    file = folder / "graph.ttl"
    return (Store.open(folder) if request.param == "graphs" else Store.read(file)), statements


def test_the_facts_of_most_articles_are_those_that_stand_in_most(ranked: Ranked) -> None:
    store, statements = ranked
    most = sorted(statements, key=lambda s: (-len(s.evidence), Minter().statement(s)))[:50]
    answer = rows(store, "best-supported-facts", {})
    assert {(row["subject"], int(row["articles"])) for row in answer} == {
        (s.subject[7:], len(s.evidence) // 2) for s in most
    }


@pytest.mark.parametrize("below", ["0.6", "0.35", "0.1"])
def test_the_least_certain_facts_are_those_of_least_confidence(ranked: Ranked, below: str) -> None:
    store, statements = ranked
    doubtful = [s for s in statements if s.confidence < float(below)]
    least = sorted(doubtful, key=lambda s: (s.confidence, Minter().statement(s)))[:200]
    answer = rows(store, "doubtful-facts", {"below": below})
    assert {(row["subject"], float(row["confidence"])) for row in answer} == {
        (s.subject[7:], s.confidence) for s in least
    }


@pytest.fixture
def built(seeds_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The seeds' graph, in which every answer about much takes long."""
    monkeypatch.setattr(asking, "LONG", 0.0)
    shutil.copytree(seeds_out, tmp_path / "out", ignore=shutil.ignore_patterns("answers"))
    return Store.open(tmp_path / "out")


def kept_in(built: Store, name: str = "") -> list[Path]:
    return sorted((built.folder / "store" / "answers").glob(f"{name}*"))


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_asked_of_the_whole_graph_is_kept(built: Store, name: str) -> None:
    first = ask(built, name, {}, limit=2)
    [file] = kept_in(built)
    assert file.name == f"{name}.json"
    bare = ask(Store(Path("nowhere"), built.rdf), name, {})
    kept = ask(built, name, {})
    assert (kept.columns, set(kept.rows)) == (bare.columns, set(bare.rows))
    assert ask(built, name, {}, limit=2).rows == kept.rows[:2] == first.rows


def test_what_is_quickly_answered_or_about_one_thing_is_not_kept(
    built: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(built, "about", {"entity": "泉州市总工会"})
    ask(built, "doubtful-facts", {"below": "0.5"})
    monkeypatch.setattr(asking, "LONG", 60.0)
    ask(built, "overview", {})
    assert not kept_in(built)


def test_a_kept_answer_is_to_the_same_question_about_the_same_build(built: Store) -> None:
    ask(built, "busiest-organizers", {})
    [file] = kept_in(built)
    head, _, body = file.read_text(encoding="utf-8").partition("\n")
    others = [{"question": "another release's"}, {"build": [1, 2]}]
    wrong = body.replace("泉州市总工会", "无名")
    for other in others:
        file.write_text(f"{json.dumps(json.loads(head) | other)}\n{wrong}", encoding="utf-8")
        assert rows(built, "busiest-organizers", {})[0]["name"] == "泉州市总工会"
    for text in ("damaged", f"{head}\ndamaged", ""):
        file.write_text(text, encoding="utf-8")
        assert rows(built, "busiest-organizers", {})[0]["name"] == "泉州市总工会"
    file.write_text(f"{head}\n{wrong}", encoding="utf-8")
    assert rows(built, "busiest-organizers", {})[0]["name"] == "无名"
    assert rows(built, "doubtful-facts", {"below": "0"}) == []


def test_an_answer_about_a_build_that_is_gone_does_not_stand_for_the_next(built: Store) -> None:
    about = built.folder / "store" / "about.json"
    about.write_bytes(about.read_bytes())
    os.utime(about, ns=(0, 0))  # another build has taken the folder's place
    ask(built, "overview", {})
    [file] = kept_in(built)
    file.write_text(file.read_text(encoding="utf-8").replace("Person", "Nobody"), encoding="utf-8")
    assert "Person" in {row["name"] for row in rows(Store.open(built.folder), "overview", {})}


def test_what_cannot_be_kept_is_answered_all_the_same(built: Store) -> None:
    (built.folder / "store" / "answers").write_text("a file where the folder would be")
    assert rows(built, "overview", {})


def test_the_ranking_of_a_common_value_is_kept(
    built: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    [(often, count), *_, (other, fewest)] = built.query(
        "SELECT (STR(?unit) AS ?u) (COUNT(*) AS ?n) { ?figure kg:unit ?unit } GROUP BY ?unit"
        " ORDER BY DESC(?n)"
    )
    assert int(count.value) > int(fewest.value)
    monkeypatch.setattr(asking, "COMMON", int(count.value) - 1)
    keep(built)
    files = kept_in(built, "largest-figures")
    assert files
    common, rarer = {"unit": often.value}, {"unit": other.value}
    before = [ask(built, "largest-figures", given) for given in (common, rarer)]
    assert ask(built, "largest-figures", common, limit=2).rows == before[0].rows[:2]
    measure = before[0].rows[0][before[0].columns.index("measure")].value
    for file in files:
        text = file.read_text(encoding="utf-8").replace(measure, "无名")
        file.write_text(text, encoding="utf-8")
    assert ask(built, "largest-figures", common) != before[0]
    assert ask(built, "largest-figures", rarer) == before[1]


def test_plain_forms_of_one_name_are_equal() -> None:
    assert plain("“泉工”E家") == plain("泉工e家") == plain("「泉工」ｅ家")
    assert plain("“”") == "“”"


# --- what goes wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("colleages", {}, "no question is named 'colleages'; nearest: colleagues"),
        ("colleagues", {}, "needs --person; for example: kg query DIR --question colleagues"),
        ("colleagues", {"place": "泉港"}, "takes --person, not --place"),
        ("overview", {"place": "泉港"}, "takes no parameter, not --place"),
        ("honours-in-year", {"year": "去年"}, "found '去年'; expected a year, such as 2025"),
        ("doubtful-facts", {"below": "many"}, "found 'many'; expected a number"),
        ("doubtful-facts", {"below": "Infinity"}, "expected a number"),
    ],
)
def test_a_wrong_question_says_how_to_ask(
    gold: Store, name: str, given: dict[str, str], says: str
) -> None:
    with pytest.raises(QueryError, match=re.escape(says)):
        ask(gold, name, given)


# --- in the terminal and in a notebook ----------------------------------------------------------


def test_the_command_asks_and_says_what_it_understood(gold_out: Path, capsys: Said) -> None:
    arguments = ["query", str(gold_out), "--question", "holders-of-honour", "--honour"]
    assert main([*arguments, "全國勞動模範", "--format", "csv"]) == 0
    said = capsys.readouterr()
    assert said.err == "honour: 全国劳动模范 (award:全国劳动模范), from 全國勞動模範\n"
    [row] = csv.DictReader(io.StringIO(said.out))
    assert (row["name"], row["year"]) == ("吴良江", "2025")


def test_the_command_takes_a_value_after_an_equals_sign(gold_out: Path, capsys: Said) -> None:
    assert main(["query", str(gold_out), "--question", "honours-in-year", "--year=2022"]) == 0
    assert "泉工e家" in capsys.readouterr().out


def test_the_command_lists_questions_and_shows_one(capsys: Said) -> None:
    assert main(["questions"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in catalogue())
    assert main(["questions", "colleagues"]) == 0
    assert capsys.readouterr().out == question("colleagues").text
    assert main(["questions", "colleges"]) == 2
    assert "nearest: colleagues" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--question", "overview", "ASK {}"],
        ["--question", "colleagues", "--person"],
        ["--question", "overview", "--file", "x.rq"],
        ["ASK {}", "ASK {}"],
    ],
)
def test_a_wrong_call_shows_how_it_is_used(
    gold_out: Path, capsys: Said, arguments: list[str]
) -> None:
    assert main(["query", str(gold_out), *arguments]) == 2
    assert "Usage: kg query" in capsys.readouterr().err


def test_a_notebook_asks_for_rows(gold_out: Path) -> None:
    found = kg.load(gold_out).ask("honours-in-year", year=2022)
    assert "泉工e家" in {row["name"] for row in found}
    assert "泉工e家" in found._repr_html_()


def test_rows_become_bars(gold_out: Path) -> None:
    rows = kg.load(gold_out).ask("honours-by-year")
    svg = rows.bars("year", "honours", group="level").svg
    assert svg.count("<rect") == len(rows) + len({row["level"] for row in rows})
    assert ">2025</text>" in svg
    evil = Rows(("<n>", "v"), (("<script>", 1), (None, None)))
    assert "<script>" not in evil.bars("<n>", "v").svg
    assert Rows(("n", "v"), ()).bars("n", "v").svg.startswith("<svg")
