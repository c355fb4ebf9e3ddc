"""What the tagger sees of a text: for each character a row of integer codes, made with arrays.

A *template* is one kind of evidence (this character, this pair, the word that holds it, what
follows the closing quotation mark …). Its code at a position is an integer, 0 where it says
nothing; a model looks at each code from several offsets, so that one table serves the window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import rjieba

Ints = npt.NDArray[np.int64]

# name -> offsets at which a character looks at the code
TEMPLATES: dict[str, tuple[int, ...]] = {
    "char": (-2, -1, 0, 1, 2),
    "pair": (-2, -1, 0, 1),
    "triple": (-2, -1, 0),
    "gap": (-1,),
    "word": (0,),
    "word_before": (0,),
    "word_after": (0,),
    "word_pair": (0,),
    "word_next_pair": (0,),
    "tag": (-2, -1, 0, 1, 2),
    "tags": (0,),
    "shape": (0,),
    "quoted": (0,),
    "quote_after": (0,),
    "quote_after_char": (0,),
    "quote_end": (0,),
    "quote_before": (0,),
    "next_head": (0,),
    "next_head_class": (0,),
    "last_head": (0,),
}


@dataclass(frozen=True)
class Vocabulary:
    """The words and part-of-speech tags that a model knows, and which words end mentions.

    ``heads[word id]`` is 0 or the class of mentions that the word typically ends.
    """

    words: Mapping[str, int]
    tags: Mapping[str, int]
    heads: Ints = field(default_factory=lambda: np.zeros(1, np.int64))


def codes(texts: Sequence[str], vocabulary: Vocabulary) -> tuple[dict[str, Ints], Ints, Ints]:
    """Codes of every template for texts laid end to end, the start of each, the characters."""
    joined = "\n".join(texts) + "\n"
    chars = normalise(joined)
    starts = np.cumsum([0, *(len(t) + 1 for t in texts)], dtype=np.int64)[:-1]
    words, tags = zip(*rjieba.tag(joined), strict=True)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    word = np.fromiter(map(vocabulary.words.get, words, repeat(0)), np.int64, len(words))
    tag = np.fromiter(map(vocabulary.tags.get, tags, repeat(0)), np.int64, len(words))
    out: dict[str, Ints] = {}
    _characters(chars, out)
    _words(word, tag, lengths, out)
    _quotes(chars, out)
    _heads(word, lengths, chars, vocabulary.heads, out)
    return out, starts, chars


def shift(a: npt.NDArray[Any], by: int) -> npt.NDArray[Any]:
    """``out[i] = a[i + by]``, 0 beyond the ends."""
    if by == 0:
        return a
    out = np.zeros_like(a)
    if by > 0:
        out[:-by] = a[by:]
    else:
        out[-by:] = a[:by]
    return out


def place(a: npt.NDArray[Any], by: int, out: npt.NDArray[Any]) -> None:
    """:func:`shift` into ``out``, which holds zeros."""
    if by > 0:
        out[:-by] = a[by:]
    elif by < 0:
        out[-by:] = a[:by]
    else:
        out[:] = a


def _characters(c: Ints, out: dict[str, Ints]) -> None:
    c1, c2 = shift(c, 1), shift(c, 2)
    out["char"] = c
    out["pair"] = c << 16 | c1
    out["triple"] = c << 32 | c1 << 16 | c2
    out["gap"] = c << 16 | c2
    kind = CLASS[c]
    s = kind
    for by in (-2, -1, 1, 2):
        s = s << 4 | shift(kind, by)
    out["shape"] = s + 1


def _words(word: Ints, tag: Ints, lengths: Ints, out: dict[str, Ints]) -> None:
    n = len(word)
    ends = np.cumsum(lengths)
    token = np.repeat(np.arange(n), lengths)
    index = np.arange(ends[-1]) - (ends - lengths)[token]
    left = lengths[token] - index - 1
    place = np.minimum(index, 2) * 3 + np.minimum(left, 2) + 1  # 1 to 9

    def spread(code: Ints) -> Ints:
        out: Ints = (code * 16)[token]
        out += place  # an unknown word still tells the place in it
        return out

    before, after = shift(word, -1), shift(word, 1)
    out["word"] = spread(word)
    out["word_before"] = spread(before)
    out["word_after"] = spread(after)
    out["word_pair"] = spread(np.where((word == 0) | (before == 0), 0, word << 20 | before))
    out["word_next_pair"] = spread(np.where((word == 0) | (after == 0), 0, word << 20 | after))
    out["tag"] = spread(tag + 1)
    out["tags"] = spread((shift(tag, -1) << 16 | tag << 8 | shift(tag, 1)) + 1)


def _quotes(c: Ints, out: dict[str, Ints]) -> None:
    n = len(c)
    at = np.arange(n)
    result = {
        k: np.zeros(n, np.int64)
        for k in ("quoted", "quote_after", "quote_after_char", "quote_end", "quote_before")
    }
    for number, (opening, closing) in enumerate((("“", "”"), ("《", "》")), start=1):
        is_open, is_close = c == ord(opening), c == ord(closing)
        last_open = np.maximum.accumulate(np.where(is_open, at, -1))
        last_close = np.maximum.accumulate(
            np.where(shift(is_close.astype(np.int64), -1) > 0, at - 1, -1)
        )
        next_close = np.minimum.accumulate(np.where(is_close, at, n + 99)[::-1])[::-1]
        inside = (last_open > last_close) & (next_close - last_open < 40)
        i = np.flatnonzero(inside)
        o, e = last_open[i], np.minimum(next_close[i], n - 1)
        size = np.minimum(e - o - 1, 15)
        from_open, to_close = np.minimum(i - o, 3), np.minimum(e - i, 3)
        place = from_open * 4 + to_close
        after1, after2 = c[np.minimum(e + 1, n - 1)], c[np.minimum(e + 2, n - 1)]
        end1, end2 = c[np.maximum(e - 1, 0)], c[np.maximum(e - 2, 0)]
        before1, before2 = c[np.maximum(o - 1, 0)], c[np.maximum(o - 2, 0)]

        for name, code in (
            ("quoted", size + 1),
            ("quote_after", after1 << 16 | after2),
            ("quote_after_char", after1),
            ("quote_end", end2 << 16 | end1),
            ("quote_before", before2 << 16 | before1),
        ):
            result[name][i] = (code * 16 + place) * 2 + number
    out |= result


def _heads(word: Ints, lengths: Ints, c: Ints, heads: Ints, out: dict[str, Ints]) -> None:
    n = len(word)
    head = heads[np.minimum(word, len(heads) - 1)]
    ends = np.cumsum(lengths)
    at = np.arange(n)
    first = c[ends - lengths]
    stop = CLASS[first] == PUNCTUATION
    stop &= lengths == 1
    # the nearest head at or after a word, the nearest stop at or after it
    next_head = np.minimum.accumulate(np.where(head > 0, at, n + 99)[::-1])[::-1]
    next_stop = np.minimum.accumulate(np.where(stop, at, n + 99)[::-1])[::-1]
    last_head = np.maximum.accumulate(np.where(head > 0, at, -99))
    last_head = np.concatenate([[-99], last_head[:-1]])
    last_stop = np.maximum.accumulate(np.where(stop, at, -1))
    token = np.repeat(at, lengths)
    index = np.arange(ends[-1]) - (ends - lengths)[token]
    reach = (next_head < n) & (next_head < next_stop) & (next_head - at < 8)
    j = np.where(reach, next_head, 0)
    gap = np.where(reach, np.minimum(next_head - at, 5), 0)
    first_char = (index == 0).astype(np.int64)
    code = np.where(reach, (word[j] * 8 + gap) * 2, 0)[token]
    out["next_head"] = np.where(code > 0, code + first_char + 1, 0)
    code = np.where(reach, (head[j] * 8 + np.minimum(next_head - at, 7)) * 2, 0)[token]
    out["next_head_class"] = np.where(code > 0, code + first_char + 1, 0)
    reach = (last_head >= 0) & (last_head > last_stop) & (at - last_head < 4)
    j = np.where(reach, last_head, 0)
    code = np.where(reach, (word[j] * 8 + (at - last_head)), 0)[token]
    out["last_head"] = np.where(code > 0, code * 4 + np.minimum(index, 2) + 1, 0)


# --- characters -----------------------------------------------------------------------------

HAN, DIGIT, LATIN, SPACE, PUNCTUATION, ORDINAL, OPEN, CLOSE, BREAK, DOT = range(1, 11)
NUMERALS = "〇一二三四五六七八九十百千万亿零两"


@lru_cache(maxsize=1)
def _tables() -> tuple[Ints, Ints]:
    fold = np.arange(65536, dtype=np.int64)
    for full in range(0xFF01, 0xFF5F):
        fold[full] = full - 0xFEE0
    for space in " \t\r\u00a0\u3000\u2002\u2003\u200b":
        fold[ord(space)] = 32
    for old, new in (
        ("「", "“"),
        ("」", "”"),
        ("『", "“"),
        ("』", "”"),
        ("〈", "《"),
        ("〉", "》"),
        ("•", "·"),
        ("・", "·"),
        ("‧", "·"),
        ("–", "—"),
        ("―", "—"),
        ("─", "—"),
        ("｡", "。"),
        ("﹒", "·"),
        ("〝", "“"),
        ("〞", "”"),
        ("‘", "“"),
        ("’", "”"),
    ):
        fold[ord(old)] = ord(new)
    digits = "0123456789"
    for i, d in enumerate(digits):
        fold[ord(d)] = fold[0xFF10 + i] = ord("0")
    for upper in range(26):
        for base in (65, 97):
            fold[base + upper] = fold[base + upper + 0xFEE0] = ord("a")
    kind = np.full(65536, HAN, dtype=np.int64)
    kind[:0x3000] = PUNCTUATION
    kind[0x3000:0x3400] = PUNCTUATION
    kind[0xFE00:] = PUNCTUATION
    kind[ord("〇")] = ORDINAL
    kind[ord("0")], kind[ord("a")], kind[32], kind[10] = DIGIT, LATIN, SPACE, BREAK
    for x in NUMERALS:
        kind[ord(x)] = ORDINAL
    for x in "“《([【":
        kind[ord(x)] = OPEN
    for x in "”》)]】":
        kind[ord(x)] = CLOSE
    kind[ord("·")] = DOT
    kind[0] = 0
    return fold, kind


FOLD, CLASS = _tables()


def is_bracket(characters: Ints) -> npt.NDArray[np.bool_]:
    """Which characters open or close a quotation, a title or a parenthesis."""
    kind = CLASS[characters]
    return np.isin(kind, (OPEN, CLOSE))


BREAKS = np.isin(np.arange(65536), [ord(x) for x in "\n。,;!?"])


def clauses(characters: Ints) -> tuple[Ints, Ints]:
    """Starts and lengths of the stretches that are labelled apart; no mention goes on past one.

    They end with 。，；！？ and line ends, though not inside 《》.
    """
    at = np.arange(len(characters))
    opened = np.maximum.accumulate(np.where(characters == ord("《"), at, -1))
    closed = np.maximum.accumulate(np.where(characters == ord("》"), at, -1))
    titled = (opened > closed) & (at - opened < 40) & (characters != 10)
    last = BREAKS[characters] & ~titled
    last[-1] = True
    ends = np.flatnonzero(last) + 1
    starts = np.concatenate([[0], ends[:-1]])
    return starts, ends - starts


def normalise(text: str) -> Ints:
    """Code points with half and full width, quotation marks, digits and letters folded.

    The length stays. A straight quotation mark opens or closes by its turn in the line.
    """
    c = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    c = FOLD[np.minimum(c, 65535)]
    straight = c == ord('"')
    if straight.any():
        count = np.cumsum(straight)
        line = np.maximum.accumulate(np.where(c == 10, count, 0))
        odd = (count - line) % 2 == 1
        c = np.where(straight, np.where(odd, ord("“"), ord("”")), c)
    return c
