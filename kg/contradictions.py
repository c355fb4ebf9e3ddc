"""Facts and figures that cannot both hold: shown side by side, never settled by the machine."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from kg.model import Contradiction, Evidence, Knowledge, Measurement, Statement

# A number that is hedged may miss another by so much and still agree with it: 近万, 9800.
TOLERANCE = 0.1
_DEPUTY = re.compile(r"^(?:常务)?副(.+)")
_HEADS = re.compile(
    r"(?:主席|书记|董事长|总经理|经理|局长|校长|院长|主任|厂长|会长|部长|处长|科长|市长|县长|区长)$"
)


def with_contradictions(known: Knowledge) -> Knowledge:
    """Add the pairs that contradict each other."""
    found = (*_posts(known.statements), *_figures(known.measurements))
    return replace(known, contradictions=tuple(sorted(found, key=lambda c: c.reason)))


def _posts(statements: Sequence[Statement]) -> Iterator[Contradiction]:
    """Head and deputy, or two heads, of one body at one time, in different articles."""
    posts: dict[tuple[str, str | None], list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.relation == "affiliatedWith" and statement.title and not statement.former:
            posts[statement.subject, statement.object].append(statement)
    for held in posts.values():
        for one, other in combinations(held, 2):
            if one.year and other.year and one.year != other.year:
                continue
            first, second = one.title or "", other.title or ""
            if _exclude(first, second) and not _together(one.evidence, other.evidence):
                yield Contradiction(one, other, f"一人在同一单位同时任{first}和{second}")


def _exclude(one: str, other: str) -> bool:
    """Whether nobody holds both posts at once.

    >>> _exclude("主席", "副主席"), _exclude("党委书记", "董事长"), _exclude("技师", "班组长")
    (True, False, False)
    """
    deputies = [bool(_DEPUTY.match(title)) for title in (one, other)]
    heads = [m.group() if (m := _HEADS.search(title)) else "" for title in (one, other)]
    return bool(heads[0]) and heads[0] == heads[1] and deputies[0] != deputies[1]


def _together(one: Sequence[Evidence], other: Sequence[Evidence]) -> bool:
    """Whether one article says both: then it means both."""
    return bool({(e.document, e.article) for e in one} & {(e.document, e.article) for e in other})


def _figures(figures: Sequence[Measurement]) -> Iterator[Contradiction]:
    """Two numbers of one thing for one measure and period, in different articles."""
    told: dict[tuple[str, ...], list[Measurement]] = defaultdict(list)
    for figure in figures:
        if figure.about and figure.period and figure.measure:
            told[figure.about, figure.measure, figure.unit, figure.period].append(figure)
    for (_, measure, unit, period), same in told.items():
        seen = set()
        for one, other in combinations(same, 2):
            if one.value == other.value or (one.value, other.value) in seen:
                continue
            if _together(one.evidence, other.evidence):
                continue
            if one.hedge or other.hedge:
                apart = abs(one.value - other.value) / max(abs(one.value), abs(other.value))
                if apart <= TOLERANCE:
                    continue
            seen.add((one.value, other.value))
            values = f"{one.value:f}{unit}和{other.value:f}{unit}"
            yield Contradiction(one, other, f"{period}的{measure}有两个数：{values}")
