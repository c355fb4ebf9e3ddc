"""How a name is typed without Chinese input: its syllables, from which the page makes initials."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, RE_HANS
from pypinyin.contrib.tone_convert import to_normal

LONGEST = 40  # characters of a name that can be searched by sound


@lru_cache(maxsize=65536)
def syllables(name: str, *, surname: bool = False) -> str:
    """Write ``name`` as syllables with blanks; the reading as a surname follows after ``/``.

    >>> syllables("吴良江")
    'wu liang jiang'
    >>> syllables("曾三", surname=True)
    'ceng san/zeng san'
    >>> syllables("AI赋能")
    'ai fu neng'
    """
    name = name[:LONGEST]
    first, *rest = _read(name) or [""]
    readings = [first]
    if surname and surnames().get(name[:1], first) != first:
        readings.append(surnames()[name[0]])
    return "/".join(" ".join((reading, *rest)) for reading in readings).strip()


def _read(name: str) -> list[str]:
    """What pypinyin reads, ten times as fast where each character has its usual reading."""
    unusual = _unusual()
    for at in range(len(name) - 1):
        if (phrases := unusual.get(name[at : at + 2])) and name.startswith(phrases, at):
            return _plain(lazy_pinyin(name, v_to_u=False))
    return name.translate(_USUAL).split()


def _plain(parts: list[str]) -> list[str]:
    """Lower case, letters and digits only, so that marks and quotes need not be typed."""
    kept = ("".join(c for c in part.lower() if c.isascii() and c.isalnum()) for part in parts)
    return [part for part in kept if part]


class _Usual(dict[int, str]):
    """The usual reading of a character, between blanks; what is no character is joined."""

    def __missing__(self, code: int) -> str:
        text = chr(code)
        [reading] = _plain(lazy_pinyin(text, v_to_u=False)) or [""]
        self[code] = f" {reading} " if RE_HANS.match(text) else reading
        return self[code]


_USUAL = _Usual()


@cache
def _unusual() -> dict[str, tuple[str, ...]]:
    """Phrases in which a character is read otherwise than by itself, by how they begin: 银行."""
    usual = {code: _toneless(readings.split(",")[0]) for code, readings in PINYIN_DICT.items()}
    found = defaultdict(list)
    for phrase, readings in PHRASES_DICT.items():
        for character, reading in zip(phrase, readings, strict=False):
            if usual.get(ord(character)) != _toneless(reading[0]):
                found[phrase[:2]].append(phrase)
                break
    return {start: tuple(phrases) for start, phrases in found.items()}


@lru_cache(maxsize=4096)
def _toneless(reading: str) -> str:
    return str(to_normal(reading))


@cache
def surnames() -> dict[str, str]:
    """Map each surname of ``surnames.tsv`` to its reading."""
    lines = files("kg.render").joinpath("surnames.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))
