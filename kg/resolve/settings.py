"""Where an article plays: the province, prefecture and county that most of its names speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.model import ORGANIZATION, PLACE, Mention
from kg.refer.places import Division, divisions, leading_place, level_of, split_chain


@dataclass(frozen=True, slots=True)
class Setting:
    """Codes of the divisions an article is about, where one clearly leads; and all it names."""

    province: str = ""
    prefecture: str = ""
    county: str = ""
    codes: frozenset[str] = frozenset()

    def among(self, candidates: Iterable[Division]) -> Division | None:
        """The one of several divisions of one name that the article can mean.

        It lies in a place the article names, or holds one; a nearer place decides before a farther.
        """
        candidates = list(candidates)
        if len(candidates) == 1:
            return candidates[0]
        for length in (6, 4, 2):
            known = {code[:length] for code in self.codes if len(code) >= length}
            fit = [d for d in candidates if d.code[:length] in known and len(d.code) >= length]
            if len(fit) == 1:
                return fit[0]
        return None

    def place(self, level: str) -> str:
        """The name of the county, prefecture or province; empty where none is clear."""
        code = {"county": self.county, "prefecture": self.prefecture, "province": self.province}
        return division_name(code[level]) if code[level] else ""

    @property
    def nearest(self) -> str:
        """The smallest division that the article is clearly about."""
        return self.place("county") or self.place("prefecture") or self.place("province")


@cache
def _by_code() -> dict[str, Division]:
    return {d.code: d for found in divisions().values() for d in found}


@cache
def division_name(code: str) -> str:
    """The name for a code; what lies directly in Beijing has Beijing's."""
    for length in (len(code), 2):
        if code[:length] in _by_code():
            return _by_code()[code[:length]].name
    return ""


@lru_cache(maxsize=100_000)
def divisions_of(name: str) -> tuple[Division, ...]:
    """What a place's name may mean: four counties for 鼓楼区, one for 南京市鼓楼区."""
    known = divisions().get(name)
    if known:
        return known if level_of(name) or len(known) == 1 else known[:1] * (len(known[0].code) <= 4)
    pieces = split_chain(name) if level_of(name) else []
    if len(pieces) < 2:
        return ()
    found: tuple[Division, ...] = ()
    for piece in pieces:
        within = divisions().get(piece, ())
        if found and within:
            within = tuple(
                d for d in within if any(d.code.startswith(above.code) for above in found)
            )
        if not within:
            return ()
        found = within
    return found


@lru_cache(maxsize=100_000)
def _places_in(kind: str, name: str) -> tuple[tuple[Division, ...], ...]:
    """Candidates for each place that a mention's name speaks of."""
    if kind == PLACE:
        found = divisions_of(name)
        return (found,) if found else ()
    place = leading_place(name)
    if place:
        return tuple(filter(None, (divisions_of(p) for p in (*split_chain(place), place))))
    for length in (7, 6, 5, 4, 3, 2):
        found = divisions_of(name[:length]) if len(name) > length + 1 else ()
        if found and len(found) == 1:
            return (found,)
    return ()


def setting_of(mentions: Iterable[Mention]) -> Setting:
    """Count what the names of places and bodies say; a name that several share follows the rest."""
    places = [
        candidates
        for mention in mentions
        if mention.kind in (PLACE, ORGANIZATION) and not mention.anaphor
        for candidates in _places_in(mention.kind, mention.name or mention.text)
    ]
    if not places:
        return Setting()
    counts = Counter(found[0].code for found in places if len(found) == 1)
    clear = Setting(codes=frozenset(counts))
    for candidates in places:
        if len(candidates) > 1 and (chosen := clear.among(candidates)):
            counts[chosen.code] += 1
    return Setting(
        _leading(counts, 2, ""),
        prefecture := _leading(counts, 4, _leading(counts, 2, "")),
        _leading(counts, 6, prefecture) if prefecture else "",
        frozenset(counts),
    )


def _leading(counts: Counter[str], length: int, within: str) -> str:
    """The code of this length that more than half of those say which say any."""
    found: Counter[str] = Counter()
    for code, times in counts.items():
        if len(code) >= length and code.startswith(within):
            found[code[:length]] += times
    [(best, times)] = found.most_common(1) or [("", 0)]
    return best if times * 2 > found.total() else ""
