"""Which people of one name are one: the records of all articles, compared and clustered.

A person's own id is his name with the employer, post and place, or role in the byline that his
article gives: 李伟（泉工股份）. Records of one own id are one person. Records of different own ids
are compared (:mod:`kg.resolve.weights`): enough agreement makes them one, some a doubtful link.

Ids last because they come from an article's own words. A cluster has the own id of its first
record, by the day of the article, then by the document's name: news is added in the order of time,
so what is added comes behind. A name that few bear (吴良江) stands alone, without a qualifier, for
the first cluster of that name; a name that many bear never does. Where a later document joins two
clusters, the id that goes stays in the graph as another name of the one that is kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kg.model import Evidence
from kg.resolve import weights
from kg.resolve.candidates import numbered, pairs_sharing
from kg.resolve.clusters import cluster
from kg.resolve.names import is_rare, is_surname_only, rarity
from kg.resolve.profiles import Local, PersonProfile

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_PLAIN_TITLES = re.compile(
    r"(?:同志|职工|员工|工人|选手|教师|老师|居民|市民|村民|司机|主席|副主席|书记|副书记|主任|副主任|"
    r"经理|总经理|董事长|负责人|局长|副局长|部长|副部长|记者|通讯员|代表|委员|学生|会员|家长)"
)
FORBIDDEN = -99.0  # bits of a pair that the user says is two
DOUBTS_OF_ONE = 5  # links that one cluster keeps, the likeliest


@dataclass(slots=True)
class _Node:
    """All records of one own id."""

    name: str
    own: str
    locals: list[Local] = field(default_factory=list)
    profiles: list[PersonProfile] = field(default_factory=list)
    employers: dict[str, str] = field(default_factory=dict)  # id -> name
    titles: set[str] = field(default_factory=set)
    awards: set[str] = field(default_factory=set)
    companions: set[Local] = field(default_factory=set)

    @property
    def order(self) -> tuple[str, str, str, int]:
        return min(profile.order for profile in self.profiles)

    @property
    def evidence(self) -> Evidence | None:
        first = min(self.profiles, key=lambda p: p.order)
        return first.named_at


@dataclass(frozen=True, slots=True)
class PersonDoubt:
    """Two clusters that may be one."""

    one: str
    other: str
    weight: float
    reason: str
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class People:
    """Ids of the locals of people, and why some share one."""

    ids: dict[Local, str] = field(default_factory=dict)
    replaced: dict[str, tuple[str, ...]] = field(default_factory=dict)
    joined: list[tuple[str, tuple[str, ...], str, float]] = field(default_factory=list)
    doubts: list[PersonDoubt] = field(default_factory=list)


def identify_people(
    profiles: Mapping[Local, PersonProfile],
    ids: Mapping[Local, str],
    own_ids: Mapping[Local, str],
    apart: frozenset[frozenset[str]] = frozenset(),
) -> People:
    """Give every person's local its id.

    ``ids``: those of organisations and other things; ``own_ids``: the same before any were joined;
    ``apart``: own ids that must stay two.
    """
    nodes = _nodes(profiles, ids, own_ids)
    people = People()
    if not nodes:
        return people
    one, other, bits = _compare(nodes)
    one, other, bits = _forbid(nodes, apart, one, other, bits)
    labels = cluster(len(nodes), one, other, bits)
    clusters: dict[int, list[int]] = defaultdict(list)
    for index, label in enumerate(labels.tolist()):
        clusters[label].append(index)
    minted = _mint(nodes, clusters)
    for label, members in clusters.items():
        for member in members:
            people.ids |= dict.fromkeys(nodes[member].locals, minted[label])
        _explain(people, minted[label], [nodes[member] for member in members])
    _explain_pairs(people, nodes, labels, minted, one, other, bits)
    _link_doubts(people, nodes, labels, minted, one, other, bits)
    return people


def _forbid(
    nodes: Sequence[_Node], apart: frozenset[frozenset[str]], one: Ints, other: Ints, bits: Floats
) -> tuple[Ints, Ints, Floats]:
    """Add the pairs that the user says are two: nothing then joins them, nor links them."""
    number = {node.own: index for index, node in enumerate(nodes)}
    pairs = [sorted(number[own] for own in pair) for pair in apart if pair <= number.keys()]
    if not pairs:
        return one, other, bits
    first, second = np.array(sorted(pairs), np.int64).T
    kept = ~np.isin(one * len(nodes) + other, first * len(nodes) + second)
    return (
        np.concatenate((one[kept], first)),
        np.concatenate((other[kept], second)),
        np.concatenate((bits[kept], np.full(len(first), FORBIDDEN))),
    )


# --- own ids --------------------------------------------------------------------------------


def _nodes(
    profiles: Mapping[Local, PersonProfile],
    ids: Mapping[Local, str],
    own_ids: Mapping[Local, str],
) -> list[_Node]:
    nodes: dict[str, _Node] = {}
    for local in sorted(profiles):
        profile = profiles[local]
        own = _own_id(profile, own_ids)
        node = nodes.get(own)
        if node is None:
            node = nodes[own] = _Node(profile.name, own)
        node.locals.append(local)
        node.profiles.append(profile)
        node.titles |= {title for title in profile.titles if not _PLAIN_TITLES.fullmatch(title)}
        node.awards |= {ids[award] for award in profile.awards if award in ids}
        node.companions |= profile.companions
        for employer in profile.employers:
            if employer in ids:
                node.employers[ids[employer]] = employer[1]
    return list(nodes.values())


def _own_id(profile: PersonProfile, own_ids: Mapping[Local, str]) -> str:
    """The name, with what the article says that tells this bearer of it from others."""
    if is_surname_only(profile.name):
        return f"person/{profile.name}（{profile.page[:6]}）"
    if profile.role:
        province = profile.setting.place("province")
        role = "记者" if "记者" in profile.role else profile.role
        return f"person/{profile.name}（{role}{'，' * bool(province)}{province}）"
    for employer in profile.employers:
        if not employer[3] and employer in own_ids:  # a body whose name tells which it is
            return f"person/{profile.name}（{own_ids[employer].partition('/')[2]}）"
    place = profile.setting.nearest
    titles = sorted(title for title in profile.titles if not _PLAIN_TITLES.fullmatch(title))
    if place and titles and len(titles[0]) >= 3:
        return f"person/{profile.name}（{place}{titles[0]}）"
    return f"person/{profile.name}（{place}{'，' * bool(place)}{profile.page[:4]}）"


def _mint(nodes: Sequence[_Node], clusters: Mapping[int, Sequence[int]]) -> dict[int, str]:
    """The id of each cluster: see the module's first words."""
    first = {
        label: min((nodes[m].order, nodes[m].own, m) for m in members)
        for label, members in clusters.items()
    }
    signed = {
        label: all(profile.role for m in members for profile in nodes[m].profiles)
        for label, members in clusters.items()
    }
    minted: dict[int, str] = {}
    taken: set[str] = set()
    for label in sorted(clusters, key=lambda label: first[label]):
        node = nodes[first[label][2]]
        plain = f"person/{node.name}"
        if is_rare(node.name) and plain not in taken and not signed[label]:
            minted[label] = plain
            taken.add(plain)
        else:
            minted[label] = node.own
    return minted


# --- comparing ------------------------------------------------------------------------------


def _shared(
    nodes: Sequence[_Node], names: Ints, values: Sequence[Sequence[object]]
) -> tuple[Ints, Ints]:
    """Pairs of nodes of one name for each value that both have."""
    owners = np.repeat(
        np.arange(len(nodes)), np.fromiter((len(v) for v in values), np.int64, len(nodes))
    )
    if not len(owners):
        return owners, owners
    blocks = numbered(value for node in values for value in node)
    return pairs_sharing(blocks * (int(names.max()) + 1) + names[owners], owners)


def _compare(nodes: Sequence[_Node]) -> tuple[Ints, Ints, Floats]:
    """Candidate pairs with their weights."""
    names = numbered(node.name for node in nodes)
    settings = [_common(node) for node in nodes]
    found: list[tuple[weights.Attribute, Ints, Ints]] = []
    for attribute, values in (
        (weights.EMPLOYER, [sorted(node.employers) for node in nodes]),
        (weights.TITLE, [sorted(node.titles) for node in nodes]),
        (weights.AWARD, [sorted(node.awards) for node in nodes]),
        (weights.COMPANION, [sorted(node.companions) for node in nodes]),
        (weights.PAGE, [sorted({p.page for p in node.profiles}) for node in nodes]),
    ):
        found.append((attribute, *_shared(nodes, names, values)))
    places: list[tuple[Ints, Ints]] = [
        _shared(nodes, names, [[s] if s else [] for s in column])
        for column in zip(*settings, strict=True)
    ]
    alone = pairs_sharing(names, np.arange(len(nodes)), window=3)
    count = len(nodes)
    codes = [one * count + other for _, one, other in found]
    pairs = np.unique(
        np.concatenate([*codes, *(a * count + b for a, b in places), alone[0] * count + alone[1]])
    )
    one, other = pairs // count, pairs % count
    bits = weights.PRIOR + np.fromiter((rarity(n.name) for n in nodes), np.float64, count)[one]
    for (attribute, _, _), code in zip(found, codes, strict=True):
        times = np.bincount(np.searchsorted(pairs, code), minlength=len(pairs))
        bits += attribute.agrees * np.minimum(times, attribute.most)
        if attribute is weights.EMPLOYER:
            has = np.fromiter((bool(node.employers) for node in nodes), np.bool_, count)
            differs = has[one] & has[other] & (times == 0)
            bits[differs] += attribute.differs
            _spare_relatives(nodes, one, other, bits, np.flatnonzero(differs))
    bits += _places_agree(settings, one, other)
    bits += _roles_agree(nodes, one, other)
    bits += _seasons_agree(nodes, one, other)
    lonely = np.fromiter((is_surname_only(node.name) for node in nodes), np.bool_, count)
    bits[lonely[one]] = -20.0
    return one, other, bits


def _spare_relatives(
    nodes: Sequence[_Node], one: Ints, other: Ints, bits: Floats, differing: Ints
) -> None:
    """A body and its office, a firm and its workshop are no disagreement."""
    for index in differing.tolist():
        if bits[index] < weights.DOUBT - 12:
            continue
        a = nodes[one[index]].employers.values()
        b = nodes[other[index]].employers.values()
        if any(x.startswith(y) or y.startswith(x) for x in a for y in b):
            bits[index] += weights.TITLE.agrees - weights.EMPLOYER.differs


def _common(node: _Node) -> tuple[str, str, str]:
    """Province, prefecture and county where all of a node's articles that say one agree."""
    found = []
    for level in ("province", "prefecture", "county"):
        said = {code for p in node.profiles if (code := getattr(p.setting, level))}
        found.append(said.pop() if len(said) == 1 else "")
    return found[0], found[1], found[2]


def _places_agree(settings: Sequence[tuple[str, str, str]], one: Ints, other: Ints) -> Floats:
    """The finest division that agrees, or the widest that does not."""
    bits = np.zeros(len(one))
    levels = (weights.PROVINCE, weights.PREFECTURE, weights.COUNTY)
    open_ = np.ones(len(one), np.bool_)
    for attribute, column in zip(levels, zip(*settings, strict=True), strict=True):
        code = numbered(("", *column))[1:]  # 0 is unknown
        known = (code[one] > 0) & (code[other] > 0) & open_
        same = known & (code[one] == code[other])
        bits[same] = attribute.agrees
        differs = known & ~same
        bits[differs] += attribute.differs if attribute is not weights.COUNTY else 0.0
        open_ &= ~differs
    return bits


def _roles_agree(nodes: Sequence[_Node], one: Ints, other: Ints) -> Floats:
    """Reporters are compared with reporters; who is written about is not he who writes."""
    writes = np.fromiter((_writes(node) for node in nodes), np.bool_, len(nodes))
    signs = np.fromiter((any(p.role for p in n.profiles) for n in nodes), np.bool_, len(nodes))
    bits = np.zeros(len(one))
    bits[writes[one] & writes[other]] = weights.REPORTER.agrees
    differ = (writes[one] & ~signs[other] & ~writes[other]) | (
        writes[other] & ~signs[one] & ~writes[one]
    )
    bits[differ] = weights.REPORTER.differs
    return bits


def _writes(node: _Node) -> bool:
    return any("记者" in said for p in node.profiles for said in (p.role, *p.titles))


def _seasons_agree(nodes: Sequence[_Node], one: Ints, other: Ints) -> Floats:
    day = np.fromiter(
        (min((p.published for p in n.profiles if p.published), default=0) for n in nodes),
        np.int64,
        len(nodes),
    )
    known = (day[one] > 0) & (day[other] > 0)
    return np.where(known & (np.abs(day[one] - day[other]) <= 31), weights.SEASON.agrees, 0.0)


# --- saying why -----------------------------------------------------------------------------


def _explain(people: People, identity: str, members: Sequence[_Node]) -> None:
    """Records of one own id that several documents gave, and ids that a builder may have met."""
    for node in members:
        documents = {local[3] for local in node.locals}
        if len(documents) > 1:
            people.joined.append(
                (identity, (node.own.partition("/")[2],), f"{len(documents)} 篇文档说法一致", 16.0)
            )
    if len(members) > 1 and not is_rare(members[0].name):
        others = sorted({node.own for node in members} - {identity})
        people.replaced[identity] = tuple(others)


def _explain_pairs(
    people: People,
    nodes: Sequence[_Node],
    labels: Ints,
    minted: Mapping[int, str],
    one: Ints,
    other: Ints,
    bits: Floats,
) -> None:
    """The best pair that brought each record into its cluster."""
    together = np.flatnonzero((labels[one] == labels[other]) & (bits >= weights.MERGE))
    seen: set[int] = set()
    for index in together[np.argsort(-bits[together], kind="stable")].tolist():
        a, b = int(one[index]), int(other[index])
        if a in seen and b in seen:
            continue
        seen |= {a, b}
        names = tuple(sorted({nodes[a].own.partition("/")[2], nodes[b].own.partition("/")[2]}))
        reason = why(nodes[a], nodes[b])
        people.joined.append((minted[int(labels[a])], names, reason, float(bits[index])))


def _link_doubts(
    people: People,
    nodes: Sequence[_Node],
    labels: Ints,
    minted: Mapping[int, str],
    one: Ints,
    other: Ints,
    bits: Floats,
) -> None:
    best: dict[tuple[int, int], int] = {}
    apart = np.flatnonzero((labels[one] != labels[other]) & (bits > weights.DOUBT))
    for index in apart[np.argsort(-bits[apart], kind="stable")].tolist():
        pair = tuple(sorted((int(labels[one[index]]), int(labels[other[index]]))))
        best.setdefault((pair[0], pair[1]), index)
    links: dict[int, int] = defaultdict(int)
    for (left, right), index in best.items():
        if max(links[left], links[right]) >= DOUBTS_OF_ONE:
            continue
        links[left] += 1
        links[right] += 1
        a, b = nodes[one[index]], nodes[other[index]]
        ids = sorted((minted[left], minted[right]))
        evidence = tuple(sorted(e for e in (a.evidence, b.evidence) if e is not None))
        people.doubts.append(
            PersonDoubt(ids[0], ids[1], round(float(bits[index]), 2), why(a, b), evidence)
        )


def why(one: _Node, other: _Node) -> str:
    """What agrees and what does not, in words."""
    said = []
    for label, shared in (
        ("单位", {one.employers[e] for e in one.employers.keys() & other.employers.keys()}),
        ("职务", one.titles & other.titles),
        ("荣誉", {award.partition("/")[2] for award in one.awards & other.awards}),
        ("同现", {local[1] for local in one.companions & other.companions}),
    ):
        if shared:
            said.append(f"{label}同为{'、'.join(sorted(shared)[:3])}")
    if one.employers and other.employers and not one.employers.keys() & other.employers.keys():
        first, second = min(one.employers.values()), min(other.employers.values())
        said.append(f"单位不同（{first}；{second}）")
    for index, level in ((2, "county"), (1, "prefecture"), (0, "province")):
        a, b = _common(one)[index], _common(other)[index]
        if a and a == b:
            place = next(p.setting.place(level) for p in one.profiles if getattr(p.setting, level))
            said.append(f"同在{place}")
            break
    signs = [any(p.role for p in node.profiles) for node in (one, other)]
    if signs[0] != signs[1]:
        said.append("一处署名，一处被报道")
    return "，".join(said) or "仅姓名相同"
