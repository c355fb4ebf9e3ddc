"""Bodies by their fullest name: 市总 near 南昌市 is 南昌市总工会, 青山节水 the firm told before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from kg.lexicons import read_rows
from kg.model import Mention
from kg.refer.forms import clean
from kg.refer.places import (
    LEVELS,
    Surroundings,
    divisions,
    leading_place,
    level_of,
    meant_by,
    split_chain,
)
from kg.refer.shortening import firm_core, is_short_of

_LEVEL_START = re.compile(rf"^(?:全)?({'|'.join(LEVELS)})")
_YOUTH = re.compile(rf"^(?:共青)?团(?P<place>.*?(?:{'|'.join(LEVELS)}))委(?:员会)?$")
_SAME_LEVEL = {"自治区": "省", "自治州": "州", "自治县": "县"}


@cache
def _short_bodies() -> tuple[dict[str, str], dict[str, str]]:
    whole: dict[str, str] = {}
    tail: dict[str, str] = {}
    for short, full, use in read_rows("short_bodies", 3):
        (whole if use == "whole" else tail)[short] = full
    return whole, tail


def spell_out(text: str, around: Surroundings, position: int) -> str:
    """The official name of a public body: 市人社局 near 南昌市 is 南昌市人力资源和社会保障局.

    A body that is not in the lexicon keeps its own words, with its place in front.
    """
    whole, _ = _short_bodies()
    if text in whole:
        return whole[text]
    written, text = text, text.removeprefix("中共")
    youth = _YOUTH.match(text)
    if youth:
        place = youth.group("place")
        if place in LEVELS:
            place = around.nearest(place, position) or place
        return f"共青团{_official(place)}委"
    if text == "自治区党委":
        return "中共" + (around.nearest("自治区", position) or "自治区") + "党委"
    if clipped := _LEVEL_START.match(text):
        level = clipped.group(1)
        place = around.nearest(level, position) or (
            around.nearest("州", position) if level == "自治州" else None
        )
        return _of_place(place or level, text[clipped.end() :], text)
    place = leading_place(text)
    if place:
        rest = text[len(place) :]
        party = written != text and rest == "委员会"
        return _of_place(place, "委" if party else rest, text)
    return _of_short_place(text) or written


def _of_place(place: str, rest: str, text: str) -> str:
    _, tail = _short_bodies()
    place = _official(place)
    if not rest:
        return text
    if rest in tail:
        return tail[rest].replace("{}", place)
    if rest.startswith("委") and len(rest) > 1 and rest[1:2] not in "员":
        return f"中共{place}{rest}"
    return place + rest


@lru_cache(maxsize=4096)
def _official(place: str) -> str:
    """琼中县 is 琼中黎族苗族自治县."""
    if place in divisions() or place[-1] not in "县旗州":
        return place
    kind = f"自治{place[-1]}"
    known = [d.name for d in divisions().get(place[:-1], ()) if d.name.endswith(kind)]
    return known[0] if len(known) == 1 else place


def _of_short_place(text: str) -> str | None:
    """柳州总工会 is 柳州市总工会; None for a name that opens with no place."""
    _, tail = _short_bodies()
    for length in (4, 3, 2):
        rest = text[length:]
        if (
            text[:length] in divisions()
            and (rest in tail or rest == "总工会")
            and rest not in ("委", "总")
        ):
            division = meant_by(text[:length])
            place = division.name if division else text[:length]
            return tail.get(rest, "{}" + rest).replace("{}", place)
    return None


def name_bodies(mentions: list[Mention], around: Surroundings) -> list[Mention]:
    """Give each body the fullest name that the article has for it."""
    spelled = _spelled(mentions, around)
    first: dict[str, int] = {}
    for mention in spelled:
        first.setdefault(mention.name, mention.start)
    names = sorted(first, key=lambda name: (-len(name), name))
    chosen: dict[str, str] = {}
    for number, name in enumerate(names):
        longer = _nearest_kin(name, [n for n in names[:number] if is_short_of(name, n)])
        if len({chosen.get(n, n) for n in longer}) > 1:
            before = [n for n in longer if first[n] <= first[name]] or longer
            longer = [max(before, key=lambda n: first[n])]
        if longer:
            chosen[name] = chosen.get(longer[0], longer[0])
    return [m.named(chosen.get(m.name, m.name)) for m in spelled]


def _nearest_kin(name: str, longer: Sequence[str]) -> list[str]:
    """Of longer names those of that very core, and not a part of another: 某馆 before 某馆东馆.

    What ends in the name is nearer than what only holds its characters: 商会 is a 商会, no 工商联.
    """
    core = firm_core(name)
    same = [n for n in longer if firm_core(n) == core] or [n for n in longer if n.endswith(name)]
    same = same or list(longer)
    return [n for n in same if not any(n != m and n.startswith(m) for m in same)]


def _spelled(mentions: Sequence[Mention], around: Surroundings) -> list[Mention]:
    """Each body spelled out; a clipped one like the last that the article names in full."""
    texts = [clean(m.text) for m in mentions]
    full = [
        (m.start, place)
        for m, text in zip(mentions, texts, strict=True)
        if (place := _place_of(text))
    ]
    names = [spell_out(text, around, m.start) for m, text in zip(mentions, texts, strict=True)]
    named = {name for name, text in zip(names, texts, strict=True) if not _is_clipped(text)}
    spelled = []
    for mention, text, name in zip(mentions, texts, names, strict=True):
        clipped = _LEVEL_START.match(text)
        if clipped:
            rest = text[clipped.end() :]
            known = [
                (start, whole)
                for start, place in full
                if _level(place) == _SAME_LEVEL.get(clipped.group(1), clipped.group(1))
                and (whole := _of_place(place, rest, text)) in named
            ]
            if known and not around.dominant(clipped.group(1)):
                before = [whole for start, whole in known if start < mention.start]
                name = before[-1] if before else known[0][1]
        spelled.append(mention.named(name))
    return spelled


def _is_clipped(text: str) -> bool:
    return bool(_LEVEL_START.match(text.removeprefix("中共")))


def _place_of(text: str) -> str | None:
    return None if _is_clipped(text) else leading_place(text.removeprefix("中共"))


def _level(place: str) -> str | None:
    level = level_of(split_chain(place)[-1])
    return _SAME_LEVEL.get(level, level) if level else None
