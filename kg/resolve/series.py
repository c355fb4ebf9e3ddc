"""Editions and the series they belong to: 第三届云溪焊工技能竞赛 is one of 云溪焊工技能竞赛."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from kg.model import PROGRAMME
from kg.refer.forms import key
from kg.resolve.names import tells

EDITION = re.compile(
    r"第[一二三四五六七八九十百\d]+[届次季期]|首届|(?:19|20)\d{2}(?:[-—~至](?:19|20)?\d{2,4})?年?(?:度(?!假))?"
)


def series_of(name: str, editions: re.Pattern[str]) -> str:
    """The name of the series that an edition belongs to; empty where it is none.

    >>> series_of("第三届云溪焊工技能竞赛", EDITION)
    '云溪焊工技能竞赛'
    """
    plain = key(name)
    base = editions.sub("", plain)
    return base if base != plain and len(base) >= 4 and tells(PROGRAMME, base) else ""


def find_series(programmes: Mapping[str, str]) -> dict[str, str]:
    """Map each edition's id to its series', where the series is named or has two editions.

    ``programmes``: id -> name. A series that no text names gets an id of its own.
    """
    editions: dict[str, list[str]] = defaultdict(list)
    for identity, name in programmes.items():
        if base := series_of(name, EDITION):
            editions[f"programme/{base}"].append(identity)
    return {
        edition: series
        for series, ids in editions.items()
        if series in programmes or len(ids) > 1
        for edition in ids
        if edition != series
    }
