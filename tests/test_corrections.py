"""What the user says holds, is remembered as his, and is never lost."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from town import PAGE, document, quoted, town

from kg import building, store
from kg.cli import main
from kg.contradictions import with_contradictions
from kg.corrections import apply, parse, read_corrections, statement_id, write_line
from kg.errors import InputError
from kg.graph.build import build
from kg.graph.vocabulary import NIF
from kg.model import Evidence, Knowledge, Measurement, Statement
from kg.pipeline import understand
from kg.report import BuildReport
from kg.resolve.statements import statement_order

KNOWN = town()
RECEIVED = next(s for s in KNOWN.statements if s.object == "award/云溪工匠")
ID = statement_id(RECEIVED)


def after(*lines: str) -> tuple[Knowledge, list[tuple[str, str]]]:
    known, outcomes = apply(KNOWN, [parse(line, number=n) for n, line in enumerate(lines, 1)])
    return known, [(o.done, o.stale) for o in outcomes]


def ids(known: Knowledge) -> set[str]:
    return {entity.id for entity in known.entities}


def test_a_rejected_fact_goes_and_is_told_of() -> None:
    known, _ = after(f"reject\t{ID}\t\t\t小满")
    assert ID not in {statement_id(s) for s in known.statements}
    text = "\n".join(map(str, build(known)))
    assert f"statement/{ID}> <http://www.w3.org/ns/prov#wasInvalidatedBy>" in text
    assert "agent/小满" in text
    # What the text says is not hidden: the words stay, as what the rejected fact came from.
    [evidence] = re.findall(rf"statement/{ID}> <[^>]*prov#wasDerivedFrom> (<[^>]*>)", text)
    assert f'{evidence} <{NIF}anchorOf> "沈望舒获评“云溪工匠”"' in text
    assert "kg-news#received> <https://w3id.org/kg-news/id/award/云溪工匠>" not in text


def test_the_report_and_the_facts_tell_what_a_rejected_fact_rested_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known, _ = after(f"reject\t{ID}\t\t\t小满\t另有其人")
    line = (
        "| person/沈望舒 received award/云溪工匠 | 小满 | 另有其人 |"
        " “沈望舒获评“云溪工匠”” news/brief.txt |"
    )
    assert line in BuildReport(known).markdown().splitlines()
    store.write(tmp_path, build(known), known.documents)
    assert main(["facts", str(tmp_path), "--entity", "云溪工匠"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "云溪工匠  award/云溪工匠",
        "",
        "沈望舒 received 云溪工匠: rejected by 小满 (另有其人)",
        "  “沈望舒获评“云溪工匠””  brief.txt",
    ]
    assert main(["check", str(tmp_path)]) == 0


def test_a_confirmed_fact_is_certain_and_attributed() -> None:
    known, _ = after(f"confirm\t{ID}\t\t\t小满")
    assert {s.confidence for s in known.statements if statement_id(s) == ID} == {1.0}
    assert "wasAttributedTo" in "\n".join(map(str, build(known)))


def test_merged_entities_are_one_with_the_facts_of_both() -> None:
    known, _ = after("merge\tperson/沈望舒\tperson/高远")
    assert "person/高远" not in ids(known)
    [person] = [e for e in known.entities if e.id == "person/沈望舒"]
    assert "高远" in person.aliases and person.replaces == ("person/高远",)
    assert {s.subject for s in known.statements if s.title == "市民"} == {"person/沈望舒"}


def test_a_fact_is_found_by_the_id_it_had_before_a_merge() -> None:
    title = statement_id(next(s for s in KNOWN.statements if s.title == "市民"))
    known, said = after("merge\tperson/沈望舒\tperson/高远", f"reject\t{title}")
    assert not [s for s in known.statements if s.title == "市民"]
    assert all(done for done, _ in said)


def test_a_thing_of_another_class_loses_the_facts_that_it_cannot_have(tmp_path: Path) -> None:
    known, [(done, _)] = after("retype\tperson/沈望舒\tSchool\t\t小满")
    assert done == ("person/沈望舒 is a School, org/沈望舒; 2 of its facts cannot be and went")
    [school] = [e for e in known.entities if e.id == "org/沈望舒"]
    assert (school.kind, school.subtype) == ("Organization", "School")
    assert school.replaces == ("person/沈望舒",)
    about = {s.relation for s in known.statements if "org/沈望舒" in (s.subject, s.object)}
    assert about == {"received"}
    gone = {c.statement.relation for c in known.corrected if c.invalid and c.statement}
    assert gone == {"affiliatedWith", "mentors"}
    store.write(tmp_path, build(known), known.documents)
    assert main(["check", str(tmp_path)]) == 0


def test_a_competition_that_is_none_qualifies_no_prize() -> None:
    known, _ = after("retype\tprogramme/第三届云溪焊工技能竞赛\tPlace")
    [prize] = [s for s in known.statements if s.object == "award/第三届云溪焊工技能竞赛一等奖"]
    assert prize.competition is None and prize.date == "2025-04-30"


def test_what_is_no_thing_goes_with_what_is_said_of_it(tmp_path: Path) -> None:
    figure = replace(KNOWN.measurements[0], about="person/沈望舒")
    known, [outcome] = apply(
        replace(KNOWN, measurements=(figure,)), [parse("reject\tperson/沈望舒\t\t\t小满")]
    )
    assert outcome.done == "person/沈望舒 is rejected, with 4 facts about it"
    assert "person/沈望舒" not in ids(known)
    assert not [s for s in known.statements if "person/沈望舒" in (s.subject, s.object)]
    assert [m.about for m in known.measurements] == [None]  # the text still gives the number
    report = BuildReport(known).markdown()
    assert (
        "| person/沈望舒 received award/云溪工匠 | 小满 |  | “沈望舒获评“云溪工匠”” news/brief.txt |"
        in report
    )
    store.write(tmp_path, build(known), known.documents)
    assert main(["check", str(tmp_path)]) == 0


def test_an_entity_is_split_by_document() -> None:
    known, _ = after("split\tperson/沈望舒\tbrief.txt")
    assert "person/沈望舒（brief）" in ids(known)
    held = {
        s.subject
        for s in known.statements
        if s.object == "org/青川化工有限公司" and s.title == "技师"
    }
    assert held == {"person/沈望舒", "person/沈望舒（brief）"}
    assert {s.subject for s in known.statements if s.object == "award/云溪工匠"} == {
        "person/沈望舒（brief）"
    }


def test_the_figures_and_bylines_of_a_document_go_with_what_is_split_by_it() -> None:
    brief = KNOWN.documents[0]
    figure = replace(
        KNOWN.measurements[0], about="person/沈望舒", evidence=(quoted(brief, "沈望舒"),)
    )
    known = replace(
        KNOWN,
        measurements=(figure, *KNOWN.measurements),
        bylines=(*KNOWN.bylines, (brief.name, 1, "person/沈望舒")),
    )
    [split] = [parse("split\tperson/沈望舒\tbrief.txt")]
    parted, _ = apply(known, [split])
    assert parted.measurements[0].about == "person/沈望舒（brief）"
    assert parted.measurements[1:] == KNOWN.measurements
    assert (brief.name, 1, "person/沈望舒（brief）") in parted.bylines
    assert set(KNOWN.bylines) <= set(parted.bylines)


def test_corrections_follow_one_another() -> None:
    known, said = after(
        "merge\torg/云溪市总工会\torg/青川化工有限公司",
        "merge\tperson/沈望舒\tperson/高远",
        "merge\tperson/陆行之\tperson/沈望舒",
        f"confirm\t{ID}",
        "rename\tperson/高远\t陆望远",
    )
    assert all(done for done, _ in said)
    received = next(s for s in known.statements if s.object == "award/云溪工匠")
    assert (received.subject, received.confidence) == ("person/陆行之", 1.0)
    assert not [s for s in known.statements if s.relation == "mentors"]  # nobody mentors himself
    [person] = [e for e in known.entities if e.id == "person/陆行之"]
    assert person.name == "陆望远" and set(person.replaces) == {"person/沈望舒", "person/高远"}
    assert list(known.statements) == sorted(known.statements, key=statement_order)


def test_retype_rename_and_add() -> None:
    quote = "市民高远、劳动模范"
    known, said = after(
        "retype\torg/青川化工有限公司\tSchool",
        "rename\tperson/高远\t高志远",
        f"add\tperson/高远\treceived|award/云溪工匠|page.txt|{quote}",
    )
    assert all(done for done, _ in said)
    named = {e.id: e for e in known.entities}
    assert named["org/青川化工有限公司"].subtype == "School"
    assert named["person/高远"].name == "高志远" and "高远" in named["person/高远"].aliases
    [added] = [s for s in known.statements if s.rules == ("correction",)]
    assert added.evidence[0].quote == quote


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("reject\t0000000000000000", "no such fact is read any more"),
        ("merge\tperson/沈望舒\tperson/某人", "nothing is called person/某人 now"),
        ("merge\tperson/沈望舒\torg/云溪市总工会", "of class Person"),
        ("retype\tperson/沈望舒\tPerson", "is of class Person already"),
        ("reject\tperson/某人", "nothing is called person/某人 now"),
        (
            "add\tperson/高远\torganizes|programme/青禾|page.txt|市民高远",
            "organizes leads from Organization to Programme, not from Person to Programme",
        ),
        ("rename\tperson/高远\t高远", "has this name already"),
        ("split\tperson/高远\tbrief.txt", "not named in brief.txt"),
        ("add\tperson/高远\treceived|award/云溪工匠|page.txt|没有的话", "does not hold the words"),
    ],
)
def test_a_correction_that_does_not_apply_says_why(line: str, why: str) -> None:
    known, [(done, stale)] = after(line)
    assert not done and why in stale
    assert set(known.statements) == set(KNOWN.statements)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("delete\tperson/高远", "'delete'; expected one of reject, confirm"),
        ("reject", "reject without an id"),
        ("merge\tperson/高远", "without a value"),
        ("retype\tperson/高远\tHero", "class 'Hero'; expected one of Person"),
        ("add\tperson/高远\treceived", "expected relation | id or words | document | quote"),
    ],
)
def test_a_malformed_line_is_told_and_the_rest_holds(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "corrections.tsv"
    path.write_text(f"# mine\n{line}\nrename\tperson/高远\t高志远\n", encoding="utf-8")
    read = read_corrections(path)
    assert [c.action for c in read.lines] == ["rename"]
    [problem] = read.problems
    assert problem.startswith(f"{path}:2: found ") and said in problem


def test_lines_that_contradict_each_other_are_named_and_neither_holds(tmp_path: Path) -> None:
    path = tmp_path / "corrections.tsv"
    path.write_text(
        "merge\tperson/甲\tperson/乙\nsplit\tperson/乙\tperson/甲\nconfirm\tab\n", encoding="utf-8"
    )
    read = read_corrections(path)
    assert [c.action for c in read.lines] == ["confirm"]
    assert "lines 1 (merge) and 2 (split) contradict each other" in read.problems[0]


def test_a_split_of_what_other_lines_merge_by_way_of_a_third_says_so() -> None:
    known, said = after(
        "merge\tperson/沈望舒\tperson/高远",
        "merge\tperson/高远\tperson/陆行之",
        "split\tperson/陆行之\tperson/沈望舒",
    )
    assert said[2] == (
        "",
        "other lines merge person/沈望舒 and person/陆行之: delete those or this",
    )
    assert "person/陆行之" not in ids(known)


def test_a_line_is_written_as_it_is_read() -> None:
    line = "split\tperson/沈望舒\tbrief.txt\t沈望舒\t小满\t两个人\n"
    assert write_line(parse(line)) == line
    with pytest.raises(InputError):
        parse("nonsense")


# --- by command -----------------------------------------------------------------------------

NEWS = "云溪市总工会主席沈望舒说，工会开展“青禾”行动，参训职工超1200人。\n"


def test_correct_says_what_it_does_and_the_next_build_does_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages, out, lines = (
        tmp_path / "pages",
        str(tmp_path / "out"),
        tmp_path / "pages/corrections.tsv",
    )
    pages.mkdir()
    (pages / "page.txt").write_text(NEWS, encoding="utf-8")
    assert main(["build", str(pages), "--out", out]) == 0
    command = [
        "correct",
        out,
        "rename",
        "org/云溪市总工会",
        "云溪总工会",
        "--corrections",
        str(lines),
    ]
    assert main([*command, "--dry-run"]) == 0
    assert not lines.exists()
    assert main(command) == 0
    assert "云溪市总工会 (org/云溪市总工会) will be called 云溪总工会" in capsys.readouterr().out
    assert main(["build", str(pages), "--out", str(tmp_path / "new")]) == 0
    assert main(["diff", out, out]) == 0
    assert main(["diff", out, str(tmp_path / "new")]) == 1
    assert main(["facts", str(tmp_path / "new"), "--entity", "沈望舒"]) == 0
    assert "云溪市总工会主席沈望舒" in capsys.readouterr().out
    assert main(["correct", out, "rename", "org/没有", "有", "--corrections", str(lines)]) == 2
    assert main(["withdraw", "page.txt", "--corrections", str(lines)]) == 0
    report = building.build(pages, tmp_path / "third")
    assert report.knowledge.documents == ()


@pytest.fixture(scope="module")
def town_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("town")
    store.write(out, build(KNOWN), KNOWN.documents)
    return out


@pytest.mark.parametrize(
    ("words", "said", "line"),
    [
        (
            ("reject", f"stmt:{ID}"),
            "沈望舒 received 云溪工匠 (year=2025, count=1): will go\n  the text says “沈望舒获评“云溪工匠””",
            f"reject\t{ID}\t\t沈望舒 received 云溪工匠 (year=2025, count=1)\t小满",
        ),
        (
            ("confirm", f"https://w3id.org/kg-news/id/statement/{ID}"),
            "will have confidence 1",
            f"confirm\t{ID}\t\t沈望舒 received 云溪工匠 (year=2025, count=1)\t小满",
        ),
        (
            ("merge", "person:沈望舒", "person:高远"),
            "高远 (person/高远) becomes 沈望舒 (person/沈望舒):\n  1 fact will be about it",
            "merge\tperson/沈望舒\tperson/高远\t沈望舒；高远\t小满",
        ),
        (
            ("split", "person/沈望舒", "brief.txt"),
            "沈望舒 (person/沈望舒) of brief.txt (1 article) will be another",
            "split\tperson/沈望舒\tbrief.txt\t沈望舒\t小满",
        ),
        (
            ("retype", "org/青川化工有限公司", "School"),
            "now Company, will be of class School",
            "retype\torg/青川化工有限公司\tSchool\t青川化工有限公司\t小满",
        ),
        (
            ("retype", "person/高远", "Company"),
            "now Person, will be of class Company, as org/高远\n"
            "  高远 title 市民 (title=市民): will go, since no Organization can have it",
            "retype\tperson/高远\tCompany\t高远\t小满",
        ),
        (
            ("reject", "person/高远"),
            "高远 (person/高远): will go, and what is said of it:\n  高远 title 市民 (title=市民)",
            "reject\tperson/高远\t\t高远\t小满",
        ),
        (
            ("add", "person/高远", "received | award/云溪工匠 | page.txt | 市民高远"),
            "高远 (person/高远) received 云溪工匠 (award/云溪工匠): will be a fact, by the words",
            "add\tperson/高远\treceived | award/云溪工匠 | page.txt | 市民高远\t高远\t小满",
        ),
        (("withdraw", "page.txt"), "page.txt will be left out", "withdraw\tpage.txt\t\t\t小满"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_correct_shows_what_it_will_do_and_writes_the_line(
    town_out: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
    line: str,
) -> None:
    file = tmp_path / "corrections.tsv"
    command = ["correct", str(town_out), *words, "--by", "小满", "--corrections", str(file)]
    assert main(command) == 0
    assert said in capsys.readouterr().out
    assert file.read_text(encoding="utf-8").splitlines()[1:] == [line]
    applied = apply(KNOWN, read_corrections(file).lines)[1] if words[0] != "withdraw" else []
    assert not [outcome.stale for outcome in applied if outcome.stale]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("reject", "0123456789abcdef"), "no fact has the id 0123456789abcdef"),
        (
            ("merge", "person/沈望舒", "person/某人"),
            "has the id person/某人; kg facts shows the ids",
        ),
        (
            ("merge", "person/沈望舒", "org/云溪市总工会"),
            "of class Person, org/云溪市总工会 of class",
        ),
        (("merge", "person/沈望舒", "person/沈望舒"), "with itself; expected two ids"),
        (("split", "person/高远", "page.txt"), "can be split by a document that names it while"),
        (("reject", "person/某人"), "has the id person/某人; kg facts shows the ids"),
        (
            ("add", "person/高远", "organizes | programme/青禾 | page.txt | 市民高远"),
            "organizes leads from Organization to Programme, not from Person to Programme",
        ),
        (("retype", "org/青川化工有限公司", "Company"), "is of class Company already"),
        (("retype", "org/青川化工有限公司", "Hero"), "found class 'Hero'; expected one of"),
        (("rename", "person/高远", "高远"), "has this name already"),
        (
            ("add", "person/高远", "received|award/云溪工匠|page.txt|没有"),
            "not hold the words '没有'",
        ),
        (
            ("add", "person/高远", "received|award/云溪工匠|no.txt|市民"),
            "no document is called 'no.txt'",
        ),
        (("rename", "青禾行动", "青苗"), "has the id 青禾行动; 青禾 is programme/青禾"),
        (("rename", "org/高远", "高志远"), "has the id org/高远; 高远 is person/高远"),
        (("withdraw", "no.txt"), "no document is called 'no.txt'"),
        (("explode", "person/高远"), "found 'explode'; expected one of reject"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_would_do_nothing_is_said_and_not_written(
    town_out: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    why: str,
) -> None:
    file = tmp_path / "corrections.tsv"
    assert main(["correct", str(town_out), *words, "--corrections", str(file)]) == 2
    said = capsys.readouterr().err
    assert why in said and said.count("\n") == 1 and said.startswith("kg: ")
    assert not file.exists()


def test_facts_show_quotes_sources_ids_and_count_the_independent(
    town_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["facts", str(town_out), "--entity", "沈望舒"]) == 0
    blocks = capsys.readouterr().out.strip().split("\n\n")
    assert blocks[0] == "沈望舒  person/沈望舒"
    [fact] = [block for block in blocks if "affiliatedWith" in block]
    head, confidence, *quotes = fact.splitlines()
    held = next(s for s in KNOWN.statements if s.title == "技师")
    assert head == f"沈望舒 affiliatedWith 青川化工有限公司 (title=技师)  {statement_id(held)}"
    assert confidence == (
        "  confidence 0.97 by affiliation/org-title-name; 2 articles, 1 independent,"
        " first seen 2025-05-01, last 2025-05-01"
    )
    assert quotes == [
        f"  “青川化工有限公司技师沈望舒”  {e.document.split('/')[1]}:{e.start}-{e.end}"
        for e in held.evidence
    ]


def test_one_article_is_one_source_however_often_it_says_a_thing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = document("news/page.txt", PAGE)
    held = next(s for s in KNOWN.statements if s.title == "技师")
    own = [e for e in held.evidence if e.document == page.name]
    said = replace(held, evidence=(*own, quoted(page, "沈望舒的徒弟是该公司焊工")))
    known = replace(KNOWN, statements=tuple(said if s == held else s for s in KNOWN.statements))
    store.write(tmp_path, build(known), known.documents)
    assert main(["facts", str(tmp_path), "--entity", "沈望舒"]) == 0
    assert "0.97 by affiliation/org-title-name; 1 article, 1 independent" in capsys.readouterr().out


SAID = "青川化工有限公司技师陈立军获评云溪工匠。"


@pytest.mark.parametrize(
    ("second", "surer"),
    [
        ("据悉，" + SAID, False),
        (SAID, False),
        ("陈立军是青川化工有限公司技师，也荣获云溪工匠称号。", True),
    ],
    ids=["printed again", "the same page", "in other words"],
)
def test_only_a_source_with_its_own_words_makes_a_fact_surer(second: str, surer: bool) -> None:
    def confidence(*texts: str) -> float:
        documents = [document(f"{n}.txt", f"{text}\n") for n, text in enumerate(texts)]
        known = understand(documents).statements
        return next(s.confidence for s in known if s.object == "award/云溪工匠")

    surest = max(confidence(SAID), confidence(second))
    assert (confidence(SAID, second) > surest) is surer


@pytest.mark.parametrize("name", ["青禾行动", "programme/青禾", "programme:青禾", "青禾"])
def test_facts_take_any_name_and_tell_figures_too(
    town_out: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["facts", str(town_out), "--entity", name]) == 0
    said = capsys.readouterr().out
    assert said.startswith("青禾  programme/青禾; also called 青禾行动\n")
    assert "青禾 参训职工 超1200人 (period=2025)" in said


def test_an_unknown_name_answers_with_the_nearest(
    town_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["facts", str(town_out), "--entity", "沈望"]) == 2
    assert "nearest: 沈望舒" in capsys.readouterr().err


def test_a_file_of_corrections_that_is_named_must_be_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(NEWS, encoding="utf-8")
    missing = str(tmp_path / "mine.tsv")
    out = ["--out", str(tmp_path / "out")]
    assert main(["build", str(page), *out, "--corrections", missing]) == 2
    assert capsys.readouterr().err == f"kg: {missing}: no such file; write one with: kg correct\n"


def renamed(to: str) -> str:
    return f"rename\torg/云溪市总工会\t{to}\n"


@pytest.mark.parametrize("place", ["pages", "."], ids=["in the folder", "beside it"])
def test_corrections_are_heard_in_the_folder_of_the_news_and_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "page.txt").write_text(NEWS, encoding="utf-8")
    lines = tmp_path / place / "corrections.tsv"
    lines.write_text(renamed("云溪总工会") + "rename\torg/没有\t有\n", encoding="utf-8")
    main(["build", str(pages), "--out", str(tmp_path / "out")])
    assert f"\napplied 1 of 2 corrections of {lines}\n" in capsys.readouterr().out
    assert main(["facts", str(tmp_path / "out"), "--entity", "云溪总工会"]) == 0


def test_of_two_files_of_corrections_the_nearer_is_heard_and_the_other_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "page.txt").write_text(NEWS, encoding="utf-8")
    near, far = pages / "corrections.tsv", tmp_path / "corrections.tsv"
    near.write_text(renamed("近"), encoding="utf-8")
    far.write_text(renamed("远"), encoding="utf-8")
    assert main(["build", str(pages), str(pages / "page.txt"), "--out", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == (
        f"kg: {far}: not read, since {near} is;"
        " put the lines into one file, or name it by --corrections\n"
    )
    assert main(["facts", str(tmp_path / "out"), "--entity", "近"]) == 0


# --- what contradicts itself ----------------------------------------------------------------


def test_two_posts_and_two_counts_are_shown_side_by_side() -> None:
    page, brief = document("news/page.txt", PAGE), KNOWN.documents[0]
    posts = tuple(
        Statement(
            "person/高远", "affiliatedWith", "org/云溪市总工会", (piece,), ("r",), 0.9, title=t
        )
        for t, piece in (
            ("主席", quoted(page, "市民高远")),
            ("副主席", quoted(brief, "沈望舒")),
        )
    )
    other = counted(2000, quoted(brief, "沈望舒"))
    known = with_contradictions(
        replace(KNOWN, statements=posts, measurements=(*KNOWN.measurements, other))
    )
    assert [c.reason for c in known.contradictions] == [
        "青禾2025的参训职工有两个数：1200人和2000人",
        "高远在云溪市总工会同时任主席和副主席",
    ]
    assert sum("contradicts" in str(quad.predicate) for quad in build(known)) == 4


def counted(value: int, piece: Evidence, hedge: str | None = None) -> Measurement:
    """Another count of what the town's first figure counts."""
    return replace(KNOWN.measurements[0], value=Decimal(value), evidence=(piece,), hedge=hedge)


@pytest.mark.parametrize(
    "others",
    [
        (),
        (counted(1200, quoted(KNOWN.documents[0], "沈望舒")),),
        (counted(1250, quoted(KNOWN.documents[0], "沈望舒")),),  # the town's own says 超1200
    ],
)
def test_what_agrees_contradicts_nothing(others: tuple[Measurement, ...]) -> None:
    known = replace(KNOWN, measurements=(*KNOWN.measurements, *others))
    assert with_contradictions(known).contradictions == ()


def test_two_counts_contradict_each_other_once_though_each_is_told_twice() -> None:
    page, brief = document("news/page.txt", PAGE), KNOWN.documents[0]
    figures = [
        counted(value, quoted(source, words))
        for source, words, value in (
            (page, "参训职工", 1200),
            (page, "沈望舒", 1200),
            (brief, "沈望舒", 2000),
            (brief, "云溪", 2000),
        )
    ]
    known = with_contradictions(replace(KNOWN, measurements=tuple(figures)))
    assert len(known.contradictions) == 1


def test_a_measure_of_which_one_article_gives_two_values_tells_nothing_apart() -> None:
    page, brief = document("news/page.txt", PAGE), KNOWN.documents[0]
    figures = (
        counted(1353, quoted(page, "参训职工")),
        counted(2, quoted(page, "沈望舒")),
        counted(3, quoted(brief, "沈望舒")),
    )
    assert with_contradictions(replace(KNOWN, measurements=figures)).contradictions == ()


def test_a_line_that_no_longer_applies_is_told_with_its_file_and_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.txt").write_text(NEWS, encoding="utf-8")
    lines = tmp_path / "corrections.tsv"
    lines.write_text("# mine\nrename\torg/青川化工有限公司\t青川\n", encoding="utf-8")
    main(["build", str(tmp_path / "page.txt"), "--out", str(tmp_path / "out")])
    assert capsys.readouterr().err == (
        f"kg: {lines}:2: rename org/青川化工有限公司 does not apply: nothing is called"
        " org/青川化工有限公司 now; it is kept: put it right or delete it\n"
    )


def test_a_fact_that_was_confirmed_says_by_whom_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, old, new = tmp_path / "page.txt", str(tmp_path / "old"), str(tmp_path / "new")
    page.write_text("青川化工有限公司技师沈望舒获评云溪工匠。\n", encoding="utf-8")
    main(["build", str(page), "--out", old])
    main(["facts", old, "--entity", "沈望舒"])
    fact = next(s for s in capsys.readouterr().out.splitlines() if "affiliatedWith" in s)
    line = f"confirm\t{fact.split()[-1]}\t\t\t张三\t本人说\n"
    (tmp_path / "corrections.tsv").write_text(line, encoding="utf-8")
    main(["build", str(page), "--out", new])
    main(["facts", new, "--entity", "沈望舒"])
    assert "\n  confirmed by 张三 (本人说)\n" in capsys.readouterr().out
