"""How the facets of who may own a figure are spelled as features."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.choosing import Facet
from kg.model import AWARD, ORGANIZATION, PLACE, PROGRAMME


def spell(facet: Facet) -> Iterator[str]:
    """The features of a facet."""
    name, *values = facet
    yield from _SPELLINGS[str(name)](*values)


def _at(
    kind: str,
    where: str,
    place: str,
    opening: str,
    role: str,
    center: str,
    rank: int,
    nearest: bool,
) -> Iterator[str]:
    yield kind
    yield f"{kind} {where}"
    yield f"{kind} {place} {opening}"
    yield f"{kind} {place} {role}"
    yield f"{role} {place} {opening}"
    yield f"{kind} {place} rank {rank}"
    yield f"{kind} {place} under {center}"
    if nearest:
        yield f"nearest {kind} {place}"


def _spell_signs(
    kind: str,
    place: str,
    teller: bool,
    tells_for: bool,
    possessive: bool,
    listed: bool,
    anaphor: bool,
    among: bool,
    quoted: bool,
) -> Iterator[str]:
    if teller:
        yield f"teller {kind}"
    if tells_for:
        yield f"tells for {kind} {place}"
    if possessive:
        yield f"possessive {kind} {place}"
    if listed:
        yield f"listed {kind} {place}"
    if anaphor:
        yield f"anaphor {kind}"
    if among:
        yield f"among {kind}"
        yield f"among {kind} {place}"
    if kind == PROGRAMME:
        yield f"quoted {quoted}"


def _spell_told(
    kind: str,
    opening: str,
    subject: tuple[int, bool] | None,
    run: tuple[int, bool] | None,
    award: tuple[int, str] | None,
    under: str,
    carried: tuple[int, bool] | None,
    carried_run: tuple[int, bool] | None,
) -> Iterator[str]:
    if subject is not None:
        yield "subject"
        yield f"subject {kind} clause {subject[0]}"
        yield f"subject {kind} {opening}"
        yield f"subject {kind} shadowed {subject[1]}"
    elif under:
        yield f"{kind} back, under {under}"
    if run is not None:
        yield "run"
        yield f"run {kind} clause {run[0]}"
        yield f"run {kind} {opening}"
        yield f"run, subject behind {run[1]}"
    if award is not None:
        yield f"award subject, clause {award[0]}"
        yield f"award subject, under {award[1]}"
    if carried is not None:
        yield f"carried {kind}"
        yield f"carried {kind} {opening}"
        yield f"carried {kind} back {carried[0]}"
        yield f"carried {kind} past names {carried[1]}"
    if carried_run is not None:
        yield f"carried run {kind} {opening}"
        yield f"carried run {kind} back {carried_run[0]} under subject {carried_run[1]}"


def _spell_story(
    kind: str,
    place: str,
    count: int,
    titled: bool,
    main: bool,
    share: str,
    union: bool,
    honours: bool,
    opening: str,
    programme: bool,
) -> Iterator[str]:
    yield f"{kind} told {count}"
    if titled:
        yield f"titled {kind}"
    if main:
        yield f"main {kind}"
        if kind in (PROGRAMME, ORGANIZATION, AWARD):
            yield f"main {kind} {place}"
        if kind == ORGANIZATION:
            yield f"main {share}"
            yield f"main {opening}"
        if kind == AWARD:
            yield f"main {kind} told {count}"
            yield f"main {kind} titled {titled}"
    if union and main and kind == ORGANIZATION:
        yield "reports"
        yield f"reports {opening}"
        yield f"reports {place}"
        yield f"reports, programme before {programme}"
    elif union:
        yield f"in a report {kind} {place}"
    if kind == AWARD:
        yield f"{kind} {place} programme before {programme}"
        yield f"{kind} {place} of honours {honours}"
    elif honours:
        yield f"of honours {kind} {place}"


def _spell_counts(kind: str, sort: str, unit: str, before: str, behind: str) -> Iterator[str]:
    yield f"{kind} sort {sort}"
    yield f"{kind} unit {unit}"
    yield f"{kind} before {before}"
    yield f"{kind} behind {behind}"


def _spell_name(kind: str, last: str, place: str) -> Iterator[str]:
    yield f"{kind} …{last}"
    yield f"…{last} {place}"


def _spell_pointed(
    kind: str, fit: str, explicit: bool, clauses: int, far: bool, rank: int, main: bool
) -> Iterator[str]:
    if not fit:
        yield f"not pointed {kind} explicit {explicit} clause {clauses}"
        return
    yield f"{fit} {kind} explicit {explicit}"
    yield f"{fit} clause {clauses} far {far}"
    yield f"pointed {kind} rank {rank}"
    if main:
        yield f"pointed main {kind}"


def _spell_whole(kind: str, level: bool, clauses: int, main: bool) -> Iterator[str]:
    if kind == PLACE:
        yield f"whole {level} clause {clauses} main {main}"
    else:
        yield f"whole {kind} clause {clauses} main {main and kind == ORGANIZATION}"


def _spell_gap(kind: str, size: int, separated: bool, center: str) -> Iterator[str]:
    yield f"gap {kind} {size}"
    if separated:
        yield f"separated {kind}"
    if kind == AWARD:
        yield f"gap {kind} {size} under {center}"


def _spell_behind(kind: str, size: int, wins: bool, center: str) -> Iterator[str]:
    yield f"behind {kind} {size}"
    if wins:
        yield f"won {kind}"
        yield f"won {kind} under {center}"


def _spell_stays(
    same: bool, news: str, passed: str, clauses: int, stopped: bool, unit: bool, back: int
) -> Iterator[str]:
    scope = "sentence" if same else "paragraph"
    yield f"stays {scope}"
    yield f"stays {scope} past {news}"
    yield f"stays {scope} past {news} and {passed}"
    yield f"stays {scope} clauses {clauses}"
    yield f"stays {scope} stopped {stopped}"
    yield f"stays {scope} same unit {unit}"
    yield f"stays {scope} back {back}"


_SPELLINGS: dict[str, Callable[..., Iterator[str]]] = {
    "at": _at,
    "signs": _spell_signs,
    "told": _spell_told,
    "story": _spell_story,
    "counts": _spell_counts,
    "name": _spell_name,
    "pointed": _spell_pointed,
    "whole": _spell_whole,
    "gap": _spell_gap,
    "behind": _spell_behind,
    "stays": _spell_stays,
}
