"""The report names what was read, found, merged, refused and left open; no clock is in it."""

from __future__ import annotations

import re

import pytest
from town import PAGE, article, document, town

from kg.model import Knowledge, Mention, Reading
from kg.report import BuildReport, Refused, Unresolved
from kg.resolve import combine, take_note


def report() -> BuildReport:
    page = article(document("news/page.txt", PAGE))
    start = PAGE.index("该公司")
    pointing = Mention(start, start + 3, "该公司", "Organization", anaphor=True)
    found = Mention(start, start + 3, "该公司", "Organization", name="青川化工", anaphor=True)
    reading = Reading(page, (pointing, found), (), ())
    refused = (Refused("news/scan.bin", "a binary file; expected text"),)
    found_none = combine([take_note(reading)]).pointing
    return BuildReport(town(), refused, tuple(Unresolved(*where) for where in found_none))


@pytest.mark.parametrize(
    "line",
    [
        "| news/page.txt | utf-8 | 112 | 1 |",
        "| 云溪市总工会办起“青禾”行动 | news/page.txt, 1 | 2025-05-01 |",
        "| news/scan.bin | a binary file; expected text |",
        "| Organization | 2 | 1 Company, 1 TradeUnion |",
        "| received | 2 | 2 |",
        "| 沈望舒 | Person | 4 | 2 |",
        "| 沈望舒 affiliatedWith 青川化工有限公司 (title=技师) | 0.97 | affiliation/org-title-name | 2 |"
        " 1 | 2025-05-01 | 2025-05-01 | “青川化工有限公司技师沈望舒” news/brief.txt；"
        "“青川化工有限公司技师沈望舒” news/page.txt |",
        "| 高远 title 市民 | 0.7 | affiliation/title-name | 1 | 1 | 2025-05-01 | 2025-05-01 |"
        " “市民高远” news/page.txt |",
        "| org/青川化工有限公司 | 青川化工 | 6.00 | short form in one article |",
        "| person/高远 | 高远 | -1.50 | no employer agrees |",
        "| news/page.txt | 1 | 该公司 | Organization | 1 |",
    ],
)
def test_the_report_says(line: str) -> None:
    assert line in report().markdown().splitlines()


def test_facts_of_most_articles_come_first_and_the_rest_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kg.report.MAX_ROWS", 2)
    text = report().markdown()
    table = text[text.index("## Facts") : text.index("## Merged")].splitlines()
    assert table[4].startswith("| 沈望舒 affiliatedWith")  # two articles say so
    assert [line for line in table if line.startswith("…")] == ["… and 5 more"]


def test_what_failed_shows_in_the_exit_status() -> None:
    assert report().exit_status == 1
    assert BuildReport(town()).exit_status == 0


def test_the_summary_counts() -> None:
    assert report().summary().splitlines() == [
        "read 2 documents with 2 articles",
        "found 10 entities (4 Person, 2 Organization, 2 Programme, 2 Award), 7 facts, 2 figures",
    ]


def test_nothing_is_told_by_the_clock() -> None:
    assert report().markdown() == report().markdown()
    assert not re.search(r"\d\d:\d\d", report().markdown())


def test_a_name_cannot_break_the_table() -> None:
    text = BuildReport(Knowledge((), (), (), (), (), ()), (Refused("a|b\nc<d", "x"),)).markdown()
    assert "| a\\|b c&lt;d | x |" in text
