"""Which subclass of the ontology a name says it is: …总工会 is a union, …大赛 a competition."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kg.lexicons import read_rows
from kg.model import ORGANIZATION, PROGRAMME

_PROGRAMME_SUBTYPES = {"Competition", "Event"}
_NOISE = re.compile(r"[“”‘’\"'《》\s]|[（(][^（）()]*[）)]$")


@cache
def _endings() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {ORGANIZATION: {}, PROGRAMME: {}}
    for ending, subtype, *_ in read_rows("subtypes", 2):
        found[PROGRAMME if subtype in _PROGRAMME_SUBTYPES else ORGANIZATION][ending] = subtype
    return found


@lru_cache(maxsize=100_000)
def subtype_of(kind: str, name: str) -> str | None:
    """The subclass, or None where the name does not tell; a programme is at least an Initiative.

    >>> subtype_of(ORGANIZATION, "泉州市总工会"), subtype_of(PROGRAMME, "“安康杯”竞赛")
    ('TradeUnion', 'Competition')
    >>> subtype_of(PROGRAMME, "名师带高徒")
    'Initiative'
    """
    endings = _endings().get(kind)
    if endings is None:
        return None
    plain = _NOISE.sub("", name)
    if kind == ORGANIZATION and plain.startswith("中共"):
        return "PartyBody"
    if kind == ORGANIZATION and plain.startswith("共青团"):
        return "Association"
    for length in range(min(9, len(plain)), 0, -1):
        subtype = endings.get(plain[-length:])
        if subtype:
            return subtype
    return "Initiative" if kind == PROGRAMME else None
