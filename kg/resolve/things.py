"""An id for everything but people: its name, and its place or body where the name does not tell.

The id follows from the article's own words, so two articles agree on it or do not, whatever else
is read: adding a document moves no id. Then what the texts say of names is applied: a body that was
renamed, and a firm's short name in one article and its full name in another, become one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from kg.model import AWARD, ORGANIZATION, PERSON, PLACE, PROGRAMME
from kg.refer.names import firm_core, is_prize_level, key
from kg.resolve.candidates import numbered, pairs_sharing
from kg.resolve.clusters import components
from kg.resolve.kinds import subtype_of
from kg.resolve.names import identity_key
from kg.resolve.notes import Gathered
from kg.resolve.profiles import Local, Profile
from kg.resolve.renamings import Renaming
from kg.resolve.settings import Setting, division_name, divisions_of
from kg.resolve.weights import DOUBT, MERGE

FOLDERS = {
    "Person": "person",
    "Organization": "org",
    "Place": "place",
    "Programme": "programme",
    "Award": "award",
    "Platform": "platform",
    "Work": "work",
}
_LEVELS = (
    (re.compile(r"^(?:中共|共青团)?(?:全?省|自治区|省级)"), "province"),
    (re.compile(r"^(?:中共|共青团)?(?:全?市|自治?州|市级|盟)"), "prefecture"),
    (re.compile(r"^(?:中共|共青团)?(?:全?[县区旗]|[县区]级)"), "county"),
)


@dataclass(slots=True)
class Things:
    """Ids of the locals, and why some share one."""

    ids: dict[Local, str] = field(default_factory=dict)
    own_ids: dict[Local, str] = field(default_factory=dict)  # before any were joined
    divisions: dict[str, str] = field(default_factory=dict)  # id -> administrative code
    replaced: dict[str, tuple[str, ...]] = field(default_factory=dict)
    joined: list[tuple[str, tuple[str, ...], str, float]] = field(default_factory=list)
    doubtful: list[tuple[str, str, float, str]] = field(default_factory=list)


def identify(
    gathered: Gathered,
    renamings: Iterable[Renaming] = (),
    apart: frozenset[frozenset[str]] = frozenset(),
) -> Things:
    """Give every local but those of people its id."""
    things = Things()
    open_: dict[tuple[str, str, str, str], list[Local]] = defaultdict(list)
    for local, profile in gathered.profiles.items():
        kind, name, scope, document, _, _ = local
        if kind == PERSON:
            continue
        if document:
            open_[kind, name, scope, document].append(local)
        else:
            things.ids[local] = _plain_id(profile, things.divisions)
    for (kind, name, scope, document), locals_ in open_.items():
        found = {local: _qualifier(local, gathered) for local in locals_}
        said = {qualifier for qualifier in found.values() if qualifier}
        if kind in (AWARD, PROGRAMME) and said:  # one page means one honour by one name
            first = min(locals_, key=lambda local: (not found[local], local[4]))
            found = dict.fromkeys(locals_, found[first])
        rest = said.pop() if len(said) == 1 else ""
        rest = rest or gathered.checksums[document, min(number for *_, number, _ in locals_)][:6]
        for local, qualifier in found.items():
            things.ids[local] = _qualified_id(kind, name, scope, qualifier or rest, things)
    things.own_ids = things.ids
    _join(things, gathered, renamings, apart)
    return things


def _plain_id(profile: Profile, divisions: dict[str, str]) -> str:
    if profile.kind == PLACE and (found := divisions_of(profile.name)):
        return _place_id(found[0].code, divisions)
    name = identity_key(profile.kind, profile.name)
    scope = key(profile.scope)
    return f"{FOLDERS[profile.kind]}/{name}" + (f"（{scope}）" if scope else "")


def _place_id(code: str, divisions: dict[str, str]) -> str:
    """The official name; with what it lies in where there is another of that name."""
    name = division_name(code)
    within = ""
    if len(divisions_of(name)) > 1:
        within = division_name(code[:4]) if len(code) > 4 else division_name(code[:2])
    identity = f"place/{name}" + (f"（{within}）" if within else "")
    divisions[identity] = code
    return identity


def _qualifier(local: Local, gathered: Gathered) -> str:
    """Which one the article means: a place's code, else words; empty where it does not say."""
    kind, name, scope, document, number, _ = local
    setting = gathered.settings[document, number]
    if scope:
        return ""
    if kind == PLACE:
        if found := divisions_of(name):
            chosen = setting.among(found)
            return chosen.code if chosen else ""
        return setting.nearest
    if kind == AWARD:
        if is_prize_level(name):
            return ""
        body = gathered.conferring.get(local)
        if body and not body[3]:
            return body[1]
        return _level(name, setting) or setting.place("prefecture")
    if kind == PROGRAMME:
        return _level(name, setting)
    if kind == ORGANIZATION:
        return _level(name, setting) or setting.nearest
    return ""


def _level(name: str, setting: Setting) -> str:
    return next((setting.place(level) for words, level in _LEVELS if words.match(name)), "")


def _qualified_id(kind: str, name: str, scope: str, qualifier: str, things: Things) -> str:
    if kind == PLACE and qualifier.isdigit() and divisions_of(name):
        return _place_id(qualifier, things.divisions)
    inside = f"{key(scope)}，{qualifier}" if scope else qualifier
    return f"{FOLDERS[kind]}/{identity_key(kind, name)}（{inside}）"


# --- short names of firms -------------------------------------------------------------------

_FORM = re.compile(r"(?:有限|责任|股份|控股|集团|公司|总|厂)+(?:[（(].*[）)])?$")


def _firm_pairs(things: Things, gathered: Gathered) -> Iterator[tuple[str, str, float, str]]:
    """Weigh firms whose names have one core: 大禹节水 and 大禹节水集团股份有限公司."""
    firms: dict[str, str] = {}  # id -> name
    where: dict[str, set[str]] = defaultdict(set)
    for local, profile in gathered.profiles.items():
        if local[0] != ORGANIZATION or local[3]:
            continue
        if subtype_of(ORGANIZATION, profile.name) in ("Company", None):
            identity = things.ids[local]
            firms[identity] = key(profile.name)
            where[identity] |= {
                code[:4] for a in profile.articles for code in gathered.settings[a].codes
            }
    ids = sorted(firms)
    cores = [firm_core(firms[identity]) for identity in ids]
    one, other = pairs_sharing(numbered(cores), np.arange(len(ids)))
    for left, right in zip(one.tolist(), other.tolist(), strict=True):
        core = cores[left]
        names = firms[ids[left]], firms[ids[right]]
        same_town = bool(where[ids[left]] & where[ids[right]])
        if weighed := _weigh_firms(core, names, same_town):
            yield ids[left], ids[right], *weighed


def _weigh_firms(core: str, names: tuple[str, str], same_town: bool) -> tuple[float, str] | None:
    """Bits, with the reason, that two names of one core are of one firm; None where they are not.

    >>> _weigh_firms("大禹节水", ("大禹节水", "大禹节水集团股份有限公司"), same_town=True)
    (11.0, '名称主干同为大禹节水，同地')
    """
    first, second = ((m.group() if (m := _FORM.search(name)) else "") for name in names)
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


def _join(
    things: Things,
    gathered: Gathered,
    renamings: Iterable[Renaming],
    apart: frozenset[frozenset[str]],
) -> None:
    """Make ids one that texts or names say are one; keep the current or the fullest name."""
    edges: list[tuple[str, str, float, str]] = []
    old_ids = set()
    for renaming in renamings:
        old, new = things.ids[renaming.old], things.ids[renaming.new]
        if old != new and frozenset((old, new)) not in apart:
            old_ids.add(old)
            edges.append((old, new, 12.0, f"文中说明更名：{renaming.evidence.quote}"))
    for one, other, weight, reason in _firm_pairs(things, gathered):
        if frozenset((one, other)) in apart:
            continue
        if weight >= MERGE:
            edges.append((one, other, weight, reason))
        elif weight >= DOUBT:
            things.doubtful.append((one, other, round(weight, 2), reason))
    ids = sorted({identity for one, other, *_ in edges for identity in (one, other)})
    number = {identity: index for index, identity in enumerate(ids)}
    found = components(len(ids), [number[e[0]] for e in edges], [number[e[1]] for e in edges])
    groups: dict[int, list[str]] = defaultdict(list)
    for identity, group in zip(ids, found.tolist(), strict=True):
        groups[group].append(identity)
    renamed: dict[str, str] = {}
    for members in groups.values():
        kept = max(members, key=lambda i: (i not in old_ids, len(i), i))
        things.replaced[kept] = tuple(i for i in members if i != kept)
        renamed |= dict.fromkeys(members, kept)
    for one, other, weight, reason in edges:
        things.joined.append((renamed[one], _names(one, other), reason, weight))
    things.ids = {local: renamed.get(identity, identity) for local, identity in things.ids.items()}
    _keep_doubtful(things, renamed)


def _keep_doubtful(things: Things, renamed: Mapping[str, str]) -> None:
    things.doubtful = [
        (a, b, weight, reason)
        for one, other, weight, reason in things.doubtful
        if (a := renamed.get(one, one)) != (b := renamed.get(other, other))
    ]


def _names(*ids: str) -> tuple[str, ...]:
    return tuple(sorted({identity.partition("/")[2] for identity in ids}))
