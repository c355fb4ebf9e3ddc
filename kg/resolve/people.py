"""Which people of one name are one: the records of all articles, compared and clustered.

A person's own id is his name with the employer, post and place, or role in the byline that his
article gives: 李伟（泉工股份）. Records of one own id are one person. Records of different own ids
are compared (:mod:`kg.resolve.weights`): enough agreement makes them one, some a doubtful link.
What two records weigh together depends on those two alone, and they are clustered as they came.

Only people of one name are compared, so that some names can be looked at without the rest.

Ids last because they come from an article's own words. A cluster has the own id of its first
record, by the day of the article, then by the document's name: news is added in the order of time,
so what is added comes behind. A name that few bear (吴良江) stands alone, without a qualifier, for
the first cluster of that name; a name that many bear never does. Where a later document joins two
clusters, the id that goes stays in the graph as another name of the one that is kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import numpy.typing as npt

from kg.lexicons import words
from kg.model import Doubt, Merge
from kg.resolve import weights
from kg.resolve.candidates import numbered, pairs_sharing
from kg.resolve.clusters import FORBIDDEN, cluster
from kg.resolve.names import is_rare, is_surname_only, rarity
from kg.resolve.profiles import Local, PersonProfile

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_PLAIN_TITLES = frozenset(words("post_words", "plain"))
_LEVELS = ("province", "prefecture", "county")
_COMPANIONS = 40  # whom a record still carries along for those after it
DOUBTS_OF_ONE = 5  # links that one cluster keeps, the likeliest


@dataclass(slots=True)
class _Record:
    """What one article says of a person, and what it adds to."""

    own: str
    local: Local
    profile: PersonProfile
    employers: dict[str, str]  # id -> name
    titles: frozenset[str]
    awards: frozenset[str]
    companions: tuple[int, ...]  # by their numbers

    @property
    def name(self) -> str:
        return self.profile.name


@dataclass(slots=True)
class People:
    """Ids of the locals of people, and why some share one."""

    ids: dict[Local, str] = field(default_factory=dict)
    replaced: dict[str, tuple[str, ...]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


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
    companions: dict[Local, int] = {}
    records = _records(profiles, ids, own_ids, companions)
    people = People()
    if not records:
        return people
    node = numbered(record.own for record in records)
    one, other, bits = _compare(records)
    one, other, bits = _forbid(records, apart, one, other, bits)
    employers = [frozenset(record.employers) for record in records]
    labels = cluster(node, one, other, bits, employers)[node]
    clusters: dict[int, list[_Record]] = defaultdict(list)
    for label, record in zip(labels.tolist(), records, strict=True):
        clusters[label].append(record)
    minted = _mint(clusters)
    bearers = Counter(members[0].name for members in clusters.values())
    for label, members in clusters.items():
        people.ids |= dict.fromkeys((record.local for record in members), minted[label])
        _explain(people, minted[label], members, alone=bearers[members[0].name] == 1)
    why = _Why([local[1] for local in companions])
    _explain_pairs(people, records, node, labels, minted, one, other, bits, why)
    _link_doubts(people, records, labels, minted, one, other, bits, why)
    return people


def _forbid(
    records: Sequence[_Record],
    apart: frozenset[frozenset[str]],
    one: Ints,
    other: Ints,
    bits: Floats,
) -> tuple[Ints, Ints, Floats]:
    """Add the pairs that the user says are two: nothing then joins them, nor links them."""
    named = {own for pair in apart for own in pair}
    numbers: dict[str, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        if record.own in named:
            numbers[record.own].append(index)
    pairs = sorted(
        (min(a, b), max(a, b))
        for pair in apart
        if len(pair) == 2
        for a, b in product(*(numbers[own] for own in sorted(pair)))
    )
    if not pairs:
        return one, other, bits
    first, second = np.array(pairs, np.int64).T
    kept = ~np.isin(one * len(records) + other, first * len(records) + second)
    return (
        np.concatenate((one[kept], first)),
        np.concatenate((other[kept], second)),
        np.concatenate((bits[kept], np.full(len(first), FORBIDDEN))),
    )


# --- own ids --------------------------------------------------------------------------------


def _records(
    profiles: Mapping[Local, PersonProfile],
    ids: Mapping[Local, str],
    own_ids: Mapping[Local, str],
    companions: dict[Local, int],
) -> list[_Record]:
    """In order of their coming; each knows what those of its own id before it said.

    What adds nothing shares what was there. ``companions`` numbers whom they are named with.
    """
    records: list[_Record] = []
    last: dict[str, _Record] = {}
    for _, local in sorted((profile.order, local) for local, profile in profiles.items()):
        profile = profiles[local]
        record = _Record(
            _own_id(profile, own_ids),
            local,
            profile,
            {ids[employer]: employer[1] for employer in profile.employers if employer in ids},
            frozenset(t for t in profile.titles if t not in _PLAIN_TITLES),
            frozenset(ids[award] for award in profile.awards if award in ids),
            tuple(companions.setdefault(other, len(companions)) for other in profile.companions),
        )
        before = last.get(record.own)
        if before is not None:
            _add_up(record, before)
        last[record.own] = record
        records.append(record)
    return records


def _add_up(record: _Record, before: _Record) -> None:
    """Let a record know what the one before it does."""
    if record.employers.keys() <= before.employers.keys():
        record.employers = before.employers
    else:
        record.employers = before.employers | record.employers
    record.titles = (
        before.titles | record.titles if record.titles - before.titles else before.titles
    )
    record.awards = (
        before.awards | record.awards if record.awards - before.awards else before.awards
    )
    if len(before.companions) < _COMPANIONS:
        record.companions = tuple({*before.companions, *record.companions})


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
    titles = sorted(title for title in profile.titles if title not in _PLAIN_TITLES)
    if place and titles and len(titles[0]) >= 3:
        return f"person/{profile.name}（{place}{titles[0]}）"
    return f"person/{profile.name}（{place}{'，' * bool(place)}{profile.page[:4]}）"


def _mint(clusters: Mapping[int, Sequence[_Record]]) -> dict[int, str]:
    """The id of each cluster: see the module's first words.

    The plain name goes to the first of whom a story tells: who only signs may be told of later,
    and must not take it then from who has it.
    """
    minted: dict[int, str] = {}
    told: dict[str, tuple[tuple[str, str, str, int], int]] = {}
    for label, records in clusters.items():
        name = records[0].name
        minted[label] = records[0].own
        orders = (record.profile.order for record in records if not record.profile.role)
        first = next(orders, None)
        if first is not None and is_rare(name):
            told[name] = min(told.get(name, (first, label)), (first, label))
    return minted | {label: f"person/{name}" for name, (_, label) in told.items()}


# --- comparing ------------------------------------------------------------------------------


def _shared(names: Ints, values: Sequence[Collection[object]]) -> Ints:
    """Pairs of records of one name for each value that both have: one times how many plus other."""
    count = len(values)
    owners = np.repeat(np.arange(count), np.fromiter(map(len, values), np.int64, count))
    if not len(owners):
        return owners
    blocks = numbered(value for record in values for value in record)
    one, other = pairs_sharing(blocks * (int(names.max()) + 1) + names[owners], owners)
    return one * count + other


# What is compared of two records, in whatever order a record lists it.
_SEEN: tuple[tuple[weights.Attribute, Callable[[_Record], Collection[object]]], ...] = (
    (weights.EMPLOYER, lambda record: record.employers),
    (weights.TITLE, lambda record: record.titles),
    (weights.AWARD, lambda record: record.awards),
    (weights.COMPANION, lambda record: record.companions),
    (weights.PAGE, lambda record: (record.profile.page,)),
)


def _compare(records: Sequence[_Record]) -> tuple[Ints, Ints, Floats]:
    """Candidate pairs with their weights, which nothing that is read besides can change."""
    names, count = numbered(record.name for record in records), len(records)
    profiles = [record.profile for record in records]
    codes = [[getattr(p.setting, level) for p in profiles] for level in _LEVELS]
    found = [(seen, _shared(names, [of(record) for record in records])) for seen, of in _SEEN]
    places = [_shared(names, [(code,) if code else () for code in column]) for column in codes]
    one, other = pairs_sharing(names, np.arange(count), window=3)
    shared = [code for _, code in found]
    pairs = np.unique(np.concatenate([*shared, *places, one * count + other]))
    del shared, places
    one, other = pairs // count, pairs % count
    bits = weights.PRIOR + np.fromiter((rarity(r.name) for r in records), np.float64, count)[one]
    for attribute, code in found:
        times = np.bincount(np.searchsorted(pairs, code), minlength=len(pairs))
        bits += attribute.agrees * np.minimum(times, attribute.most)
        if attribute is weights.EMPLOYER:
            has = np.fromiter((bool(r.employers) for r in records), np.bool_, count)
            differs = has[one] & has[other] & (times == 0)
            bits[differs] += attribute.differs
            _spare_relatives(records, one, other, bits, np.flatnonzero(differs))
    bits += _places_agree(codes, one, other)
    bits += _roles_agree(records, one, other)
    bits += _seasons_agree(profiles, one, other)
    lonely = np.fromiter((is_surname_only(r.name) for r in records), np.bool_, count)
    bits[lonely[one]] = -20.0
    return one, other, bits


def _spare_relatives(
    records: Sequence[_Record], one: Ints, other: Ints, bits: Floats, differing: Ints
) -> None:
    """A body and its office, a firm and its workshop are no disagreement."""
    for index in differing.tolist():
        if bits[index] < weights.DOUBT - 12:
            continue
        a = records[one[index]].employers.values()
        b = records[other[index]].employers.values()
        if any(x.startswith(y) or y.startswith(x) for x in a for y in b):
            bits[index] += weights.TITLE.agrees - weights.EMPLOYER.differs


def _places_agree(columns: Sequence[Sequence[str]], one: Ints, other: Ints) -> Floats:
    """The finest division that agrees, or the widest that does not."""
    bits = np.zeros(len(one))
    levels = (weights.PROVINCE, weights.PREFECTURE, weights.COUNTY)
    open_ = np.ones(len(one), np.bool_)
    for attribute, column in zip(levels, columns, strict=True):
        code = numbered(("", *column))[1:]  # 0 is unknown
        known = (code[one] > 0) & (code[other] > 0) & open_
        same = known & (code[one] == code[other])
        bits[same] = attribute.agrees
        differs = known & ~same
        bits[differs] += attribute.differs if attribute is not weights.COUNTY else 0.0
        open_ &= ~differs
    return bits


def _roles_agree(records: Sequence[_Record], one: Ints, other: Ints) -> Floats:
    """Reporters are compared with reporters; who is written about is not he who writes."""
    writes = np.fromiter((_writes(r.profile) for r in records), np.bool_, len(records))
    signs = np.fromiter((bool(r.profile.role) for r in records), np.bool_, len(records))
    bits = np.zeros(len(one))
    bits[writes[one] & writes[other]] = weights.REPORTER.agrees
    differ = (writes[one] & ~signs[other] & ~writes[other]) | (
        writes[other] & ~signs[one] & ~writes[one]
    )
    bits[differ] = weights.REPORTER.differs
    return bits


def _writes(profile: PersonProfile) -> bool:
    return any("记者" in said for said in (profile.role, *profile.titles))


def _seasons_agree(profiles: Sequence[PersonProfile], one: Ints, other: Ints) -> Floats:
    day = np.fromiter((p.published or 0 for p in profiles), np.int64, len(profiles))
    known = (day[one] > 0) & (day[other] > 0)
    return np.where(known & (np.abs(day[one] - day[other]) <= 31), weights.SEASON.agrees, 0.0)


# --- saying why -----------------------------------------------------------------------------


def _explain(people: People, identity: str, members: Sequence[_Record], alone: bool) -> None:
    """Records of one own id that several documents gave, and ids that a builder may have met."""
    documents: dict[str, set[str]] = defaultdict(set)
    for record in members:
        documents[record.own].add(record.local[3])
    for own, names in documents.items():
        if len(names) > 1:
            reason = f"{len(names)} 篇文档说法一致"
            people.merges.append(Merge(identity, (own.partition("/")[2],), reason, 16.0, True))
    if len(documents) > 1 or (not alone and identity not in documents):
        people.replaced[identity] = tuple(sorted(documents.keys() - {identity}))


def _explain_pairs(
    people: People,
    records: Sequence[_Record],
    node: Ints,
    labels: Ints,
    minted: Mapping[int, str],
    one: Ints,
    other: Ints,
    bits: Floats,
    why: _Why,
) -> None:
    """The best pair that brought each own id into its cluster."""
    together = np.flatnonzero(
        (labels[one] == labels[other]) & (node[one] != node[other]) & (bits >= weights.MERGE)
    )
    seen: set[str] = set()
    for index in together[np.argsort(-bits[together], kind="stable")].tolist():
        a, b = records[one[index]], records[other[index]]
        if a.own in seen and b.own in seen:
            continue
        seen |= {a.own, b.own}
        names = tuple(sorted(own.partition("/")[2] for own in (a.own, b.own)))
        label = int(labels[one[index]])
        weight = round(float(bits[index]), 2)
        people.merges.append(Merge(minted[label], names, why(a, b), weight, True))


def _link_doubts(
    people: People,
    records: Sequence[_Record],
    labels: Ints,
    minted: Mapping[int, str],
    one: Ints,
    other: Ints,
    bits: Floats,
    why: _Why,
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
        a, b = records[one[index]], records[other[index]]
        ids = sorted((minted[left], minted[right]))
        named = (a.profile.named_at, b.profile.named_at)
        evidence = tuple(sorted(piece for piece in named if piece is not None))
        doubt = Doubt(ids[0], ids[1], round(float(bits[index]), 2), why(a, b), evidence)
        names = doubt.one.partition("/")[2], doubt.other.partition("/")[2]
        people.merges.append(Merge(doubt.one, names, doubt.reason, doubt.weight, False))
        if evidence:
            people.doubts.append(doubt)


@dataclass(frozen=True, slots=True)
class _Why:
    """Says what agrees and what does not, in words."""

    companions: Sequence[str]  # names, by their numbers

    def __call__(self, one: _Record, other: _Record) -> str:
        said = []
        first, second = one.profile, other.profile
        both = one.employers.keys() & other.employers.keys()
        for label, shared in (
            ("单位", {one.employers[employer] for employer in both}),
            ("职务", one.titles & other.titles),
            ("荣誉", {award.partition("/")[2] for award in one.awards & other.awards}),
            ("同现", {self.companions[n] for n in {*one.companions} & {*other.companions}}),
        ):
            if shared:
                said.append(f"{label}同为{'、'.join(sorted(shared)[:3])}")
        if one.employers and other.employers and not both:
            bodies = min(one.employers.values()), min(other.employers.values())
            said.append(f"单位不同（{bodies[0]}；{bodies[1]}）")
        for level in reversed(_LEVELS):
            code = getattr(first.setting, level)
            if code and code == getattr(second.setting, level):
                said.append(f"同在{first.setting.place(level)}")
                break
        if bool(first.role) != bool(second.role):
            said.append("一处署名，一处被报道")
        return "，".join(said) or "仅姓名相同"
