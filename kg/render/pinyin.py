"""How a name is typed without Chinese input: its syllables, from which the page makes initials."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from pypinyin import lazy_pinyin

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
    first, *rest = _plain(lazy_pinyin(name, v_to_u=False)) or [""]
    readings = [first]
    if surname and surnames().get(name[:1], first) != first:
        readings.append(surnames()[name[0]])
    return "/".join(" ".join((reading, *rest)) for reading in readings).strip()


def _plain(parts: list[str]) -> list[str]:
    """Lower case, letters and digits only, so that marks and quotes need not be typed."""
    kept = ("".join(c for c in part.lower() if c.isascii() and c.isalnum()) for part in parts)
    return [part for part in kept if part]


@cache
def surnames() -> dict[str, str]:
    """Map each surname of ``surnames.tsv`` to its reading."""
    lines = files("kg.render").joinpath("surnames.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))
