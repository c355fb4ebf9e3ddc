"""An id for everything but people: its name, and its place or body where the name does not tell.

The id follows from the article's own words, so two articles agree on it or do not, whatever else
is read: adding a document moves no id. Which of them are one is settled in :mod:`kg.resolve.joining`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from kg.model import AWARD, ORGANIZATION, PERSON, PLACE, PROGRAMME
from kg.refer.forms import key
from kg.refer.names import is_prize_level
from kg.resolve.names import identity_key
from kg.resolve.notes import Gathered
from kg.resolve.profiles import Local, Profile
from kg.resolve.settings import Setting, division_name, divisions_of

FOLDERS = {
    "Person": "person",
    "Organization": "org",
    "Place": "place",
    "Programme": "programme",
    "Award": "award",
    "Platform": "platform",
    "Work": "work",
}
KINDS = {folder: kind for kind, folder in FOLDERS.items()}
_LEVELS = (
    (re.compile(r"^(?:中共|共青团)?(?:全?省|自治区|省级)"), "province"),
    (re.compile(r"^(?:中共|共青团)?(?:全?市|自治?州|市级|盟)"), "prefecture"),
    (re.compile(r"^(?:中共|共青团)?(?:全?[县区旗]|[县区]级)"), "county"),
)


@dataclass(slots=True)
class Things:
    """Ids of the locals, before any are joined."""

    ids: dict[Local, str] = field(default_factory=dict)
    divisions: dict[str, str] = field(default_factory=dict)  # id -> administrative code


def identify(gathered: Gathered) -> Things:
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
