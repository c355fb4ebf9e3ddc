"""Facts and figures that cannot both hold: shown side by side, never settled by the machine."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from kg.lexicons import one_of, words
from kg.model import Contradiction, Evidence, Knowledge, Measurement, Statement

# A number that is hedged may miss another by so much and still agree with it: 近万, 9800.
TOLERANCE = Decimal("0.1")
_DEPUTY = re.compile(r"^(?:常务)?副(.+)")
_HEADS = re.compile(rf"{one_of((*words('post_words', 'head'), '主席'))}$")


def with_contradictions(known: Knowledge) -> Knowledge:
    """Add the pairs that contradict each other."""
    names = {entity.id: entity.name for entity in known.entities}
    found = (*_posts(known.statements, names), *_figures(known.measurements, names))
    return replace(known, contradictions=tuple(sorted(found, key=lambda c: c.reason)))


def _posts(statements: Sequence[Statement], names: Mapping[str, str]) -> Iterator[Contradiction]:
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
                who, where = names.get(one.subject, ""), names.get(one.object or "", "")
                yield Contradiction(one, other, f"{who}在{where}同时任{first}和{second}")


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


def _figures(figures: Sequence[Measurement], names: Mapping[str, str]) -> Iterator[Contradiction]:
    """Two numbers of one thing for one measure and period, in different articles.

    Where an article itself gives several, the words do not say what exactly is counted.
    """
    told: dict[tuple[str, ...], list[Measurement]] = defaultdict(list)
    for figure in figures:
        if figure.about and figure.period and figure.measure:
            told[figure.about, figure.measure, figure.unit, figure.period].append(figure)
    for (about, measure, unit, period), same in told.items():
        if len(same) < 2 or _several_in_one(same):
            continue
        first: dict[tuple[Decimal, bool], Measurement] = {}
        for figure in same:
            first.setdefault((figure.value, bool(figure.hedge)), figure)
        seen = set()
        for one, other in combinations(first.values(), 2):
            pair = frozenset((one.value, other.value))
            if pair in seen or _agree(one, other):
                continue
            seen.add(pair)
            values = f"{one.value:f}{unit}和{other.value:f}{unit}"
            reason = f"{names.get(about, '')}{period}的{measure}有两个数：{values}"
            yield Contradiction(one, other, reason)


def _several_in_one(figures: Sequence[Measurement]) -> bool:
    """Whether one article gives more than one value."""
    values: dict[tuple[str, int], set[Decimal]] = defaultdict(set)
    for figure in figures:
        for piece in figure.evidence:
            values[piece.document, piece.article].add(figure.value)
    return any(len(found) > 1 for found in values.values())


def _agree(one: Measurement, other: Measurement) -> bool:
    """The same value, or nearly where one is hedged."""
    if one.value == other.value or not (one.hedge or other.hedge):
        return one.value == other.value
    return abs(one.value - other.value) <= TOLERANCE * max(abs(one.value), abs(other.value))
