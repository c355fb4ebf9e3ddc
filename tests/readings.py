"""Makes ``kg/render/readings.tsv`` from the pypinyin that is installed.

    python tests/readings.py > kg/render/readings.tsv

So the page's names are read as pypinyin reads them, without half a second in which its tables are
loaded and looked through for what a build needs of them.
"""

from __future__ import annotations

from collections import defaultdict

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, RE_HANS

HEAD = """\
# How characters are read, and phrases; made by tests/readings.py from the tables of pypinyin (MIT).
# A reading with all characters that are usually read so; a phrase with its readings, where one of
# its characters is read otherwise there; last, without a tab, the phrases that say nothing new but
# hold their characters together.
"""


def plain(text: str) -> str:
    """What pypinyin reads in small letters, without tones."""
    return " ".join(lazy_pinyin(text, v_to_u=False))


def table() -> str:
    """The text of the file."""
    characters: dict[str, list[str]] = defaultdict(list)
    for character in map(chr, sorted(PINYIN_DICT)):
        if RE_HANS.fullmatch(character):
            characters[plain(character)].append(character)
    usual = {c: reading for reading, found in characters.items() for c in found}
    unusual, rest = [], []
    for phrase in sorted(PHRASES_DICT):
        if RE_HANS.fullmatch(phrase) and len(phrase) > 1:
            reading = plain(phrase)
            if reading == " ".join(usual[character] for character in phrase):
                rest.append(phrase)
            else:
                unusual.append(f"{phrase}\t{reading}")
    lines = [f"{reading}\t{''.join(found)}" for reading, found in sorted(characters.items())]
    return "\n".join((HEAD.rstrip("\n"), *lines, *unusual, *rest)) + "\n"


if __name__ == "__main__":
    print(table(), end="")
