"""Things of several ids that are one: renamed, says a text, or a firm's short name and its full one.

What is known of each firm is kept by its id and only grows with what is read, so that news can be
added to it without reading the rest again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from kg.lexicons import one_of, words
from kg.model import ORGANIZATION, Doubt, Evidence, Merge
from kg.refer.forms import key
from kg.refer.shortening import firm_core
from kg.resolve.candidates import numbered, pairs_sharing
from kg.resolve.clusters import components
from kg.resolve.kinds import subtype_of
from kg.resolve.notes import Gathered
from kg.resolve.profiles import Local
from kg.resolve.weights import DOUBT, MERGE


class Firm(NamedTuple):
    """A firm whose name tells which it is, in all that was read."""

    name: str
    codes: frozenset[str]  # of the prefectures that its articles are about
    named_at: Evidence | None  # first
    core: str  # of the name, what tells it from other firms

    def and_(self, other: Firm | None) -> Firm:
        """What two bodies of news know of it."""
        if other is None:
            return self
        named = [firm.named_at for firm in (self, other) if firm.named_at is not None]
        return Firm(self.name, self.codes | other.codes, min(named, default=None), self.core)


class Renamed(NamedTuple):
    """The id of an old name, that of the new one, and the words that say so."""

    old: str
    new: str
    quote: str


@dataclass(slots=True)
class Joined:
    """Which ids are one, why, and which may be."""

    renamed: dict[str, str] = field(default_factory=dict)  # id -> the one kept
    replaced: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the one kept -> the others
    merges: list[Merge] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def find_firms(gathered: Gathered, ids: Mapping[Local, str]) -> dict[str, Firm]:
    """The firms by their ids."""
    found: dict[str, Firm] = {}
    cores: dict[str, str] = {}
    for local, profile in gathered.profiles.items():
        if local[0] != ORGANIZATION or local[3]:
            continue
        if subtype_of(ORGANIZATION, profile.name) in ("Company", None):
            codes = {code[:4] for a in profile.articles for code in gathered.settings[a].codes}
            name = key(profile.name)
            core = cores[name] if name in cores else cores.setdefault(name, firm_core(name))
            firm = Firm(name, frozenset(codes), profile.named_at, core)
            found[ids[local]] = firm.and_(found.get(ids[local]))
    return found


def join(
    firms: Mapping[str, Firm],
    renamings: Iterable[Renamed],
    apart: frozenset[frozenset[str]] = frozenset(),
) -> Joined:
    """Make ids one that texts or names say are one; keep the current or the fullest name.

    ``apart``: pairs of ids that must stay two, whatever speaks for their being one.
    """
    edges: list[tuple[str, str, float, str]] = []
    doubtful: list[tuple[str, str, float, str]] = []
    old_ids = set()
    for old, new, quote in renamings:
        if old != new and frozenset((old, new)) not in apart:
            old_ids.add(old)
            edges.append((old, new, 12.0, f"文中说明更名：{quote}"))
    for one, other, weight, reason in _firm_pairs(firms):
        if frozenset((one, other)) in apart:
            continue
        if weight >= MERGE:
            edges.append((one, other, weight, reason))
        elif weight >= DOUBT:
            doubtful.append((one, other, round(weight, 2), reason))
    ids = sorted({identity for one, other, *_ in edges for identity in (one, other)})
    number = {identity: index for index, identity in enumerate(ids)}
    found = components(len(ids), [number[e[0]] for e in edges], [number[e[1]] for e in edges])
    groups: dict[int, list[str]] = defaultdict(list)
    for identity, group in zip(ids, found.tolist(), strict=True):
        groups[group].append(identity)
    joined = Joined()
    for members in groups.values():
        kept = max(members, key=lambda i: (i not in old_ids, len(i), i))
        joined.replaced[kept] = tuple(i for i in members if i != kept)
        joined.renamed |= dict.fromkeys(members, kept)
    for one, other, weight, reason in edges:
        names = tuple(sorted({identity.partition("/")[2] for identity in (one, other)}))
        joined.merges.append(Merge(joined.renamed[one], names, reason, round(weight, 2), True))
    _keep_doubtful(joined, doubtful, firms)
    return joined


def _keep_doubtful(
    joined: Joined, doubtful: Iterable[tuple[str, str, float, str]], firms: Mapping[str, Firm]
) -> None:
    """Refused merges of what is two all the same; a doubt has the words that name the two."""
    members = {kept: (kept, *others) for kept, others in joined.replaced.items()}
    for pair in doubtful:
        one, other = (joined.renamed.get(identity, identity) for identity in pair[:2])
        if one == other:
            continue
        names = one.partition("/")[2], other.partition("/")[2]
        joined.merges.append(Merge(one, names, pair[3], pair[2], False))
        named = []
        for identity in sorted((one, other)):
            known = [firms[i].named_at for i in members.get(identity, (identity,)) if i in firms]
            named.append(min((at for at in known if at is not None), default=None))
        first, second = named
        if first is not None and second is not None:
            evidence = tuple(sorted((first, second)))
            ids = sorted((one, other))
            joined.doubts.append(Doubt(ids[0], ids[1], pair[2], pair[3], evidence))


# --- short names of firms -------------------------------------------------------------------

_FORM = re.compile(rf"{one_of((*words('body_heads', 'form'), '总'))}+(?:[（(].*[）)])?$")


def _firm_pairs(firms: Mapping[str, Firm]) -> Iterator[tuple[str, str, float, str]]:
    """Weigh firms whose names have one core: 大禹节水 and 大禹节水集团股份有限公司."""
    ids = sorted(firms)
    cores = [firms[identity].core for identity in ids]
    one, other = pairs_sharing(numbered(cores), np.arange(len(ids)))
    for left, right in zip(one.tolist(), other.tolist(), strict=True):
        first, second = firms[ids[left]], firms[ids[right]]
        same_town = bool(first.codes & second.codes)
        if weighed := _weigh_firms(cores[left], (first.name, second.name), same_town):
            yield ids[left], ids[right], *weighed


@lru_cache(maxsize=65536)
def _form(name: str) -> str:
    """The end of a firm's name that says what form the firm has; asked for each firm it may be.

    >>> _form("大禹节水集团股份有限公司")
    '集团股份有限公司'
    """
    found = _FORM.search(name)
    return found.group() if found else ""


def _weigh_firms(core: str, names: tuple[str, str], same_town: bool) -> tuple[float, str] | None:
    """Bits, with the reason, that two names of one core are of one firm; None where they are not.

    >>> _weigh_firms("大禹节水", ("大禹节水", "大禹节水集团股份有限公司"), same_town=True)
    (11.0, '名称主干同为大禹节水，同地')
    """
    first, second = _form(names[0]), _form(names[1])
    if not (first or second):
        return None
    places = [
        name.removesuffix(form)[: -len(core)]
        for name, form in zip(names, (first, second), strict=True)
    ]
    if all(places) and places[0][:2] != places[1][:2]:
        return None
    weight = {0: -9.0, 1: -9.0, 2: 2.0, 3: 5.0}.get(len(core), 8.0)
    reasons = [f"名称主干同为{core}"]
    if first and second and not (first.endswith(second) or second.endswith(first)):
        weight -= 6.0  # 集团有限公司 and 股份有限公司 are as often parent and child
        reasons.append("公司形式不同")
    if same_town:
        weight += 3.0
        reasons.append("同地")
    return weight, "，".join(reasons)
