"""The trained tagger: read from one file, asked for the mentions of an article.

The file is a numpy archive: codes known for each template, which of them carry weights at which
offset, and the weights, a row of bytes for each.
"""

from __future__ import annotations

import json
import zipfile
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from kg.errors import RuleError
from kg.mentions.tagger import decode, features
from kg.mentions.tagger.corpus import Span
from kg.mentions.tagger.decode import Floats, Ints
from kg.model import Article, Mention, Sentence

VERSION = 4
SHIPPED = Path(__file__).with_name("model.npz")
RULE = "tagger"
CHUNK = 10_000  # characters worked on at a time: what fits the cache is quicker


@dataclass(frozen=True)
class Table:
    """The codes of one template, sorted, 0 first, and the row of weights of each at each offset."""

    offsets: tuple[int, ...]
    codes: Ints
    rows: npt.NDArray[np.int32]  # codes, offsets; 0 is the row of zeros


@dataclass(frozen=True)
class Tagger:
    """A linear chain over characters. Row 0 of ``weights`` is zero."""

    labels: tuple[str, ...]
    vocabulary: features.Vocabulary
    tables: Mapping[str, Table]
    weights: Floats  # rows, labels
    chain: decode.Chain
    about: Mapping[str, object]

    def tag(self, texts: Sequence[str]) -> list[list[tuple[Span, float]]]:
        """The mentions of each text, in order, each with the probability the model gives it.

        Many texts at once are quicker than one at a time, and give the same.
        """
        out: list[list[tuple[Span, float]]] = []
        chunk: list[str] = []
        size = 0
        for text in texts:
            if chunk and size + len(text) > CHUNK:
                out += self._tag(chunk)
                chunk, size = [], 0
            chunk.append(text)
            size += len(text)
        return out + self._tag(chunk) if chunk else out

    def _tag(self, texts: Sequence[str]) -> list[list[tuple[Span, float]]]:
        codes, starts, characters = features.codes(texts, self.vocabulary)
        emission = self.emission(codes)
        batch = decode.Batch(*features.clauses(characters))
        probability = decode.marginals(emission, self.chain, batch).labels
        path = decode.best_path(probability, self.chain, emission, batch)
        found = decode.spans(path, self.labels)
        covered = np.flatnonzero(path)
        sure = np.ones(len(path), np.float32)
        sure[covered] = probability[covered, path[covered]]
        return _by_text(texts, starts, characters, found, sure)

    def mentions(self, article: Article, sentences: Sequence[Sentence]) -> list[Mention]:
        """The mentions that lie within one of the sentences, in the order of the text."""
        [found] = self.tag([article.text])
        return within(found, article, sentences)

    def emission(self, codes: Mapping[str, Ints]) -> Floats:
        """Score of each label over ``O`` at each character, before its neighbours are asked."""
        found = self._finder.find(np.stack([codes[name] for name in self.tables]))
        width = sum(len(table.offsets) for table in self.tables.values())
        columns = np.zeros((width, found.shape[1]), np.int32)
        column = 0
        for table, index in zip(self.tables.values(), found, strict=True):
            rows = table.rows.T
            for number, offset in enumerate(table.offsets):
                features.place(rows[number][index], offset, columns[column])
                column += 1
        matrix = np.ascontiguousarray(columns.T)
        used = np.flatnonzero(matrix)
        ends = np.searchsorted(used, np.arange(len(matrix) + 1) * matrix.shape[1])
        ends = ends.astype(matrix.dtype)  # as the columns: else each call looks whether it may be
        shape = len(matrix), len(self.weights)
        ones = np.ones(len(used), np.float32)
        out = np.zeros((len(matrix), len(self.labels)), np.float32)
        out[:, 1:] = sp.csr_matrix((ones, matrix.ravel()[used], ends), shape) @ self._over_outside
        return out

    @cached_property
    def _over_outside(self) -> Floats:
        """Weights less those of ``O``: nothing changes, and a row fills two lines of the cache."""
        return np.ascontiguousarray(self.weights[:, 1:] - self.weights[:, :1])

    @cached_property
    def _finder(self) -> _Finder:
        return _Finder([table.codes for table in self.tables.values()])


def _by_text(
    texts: Sequence[str],
    starts: Ints,
    characters: Ints,
    found: Sequence[tuple[int, int, str]],
    sure: Floats,
) -> list[list[tuple[Span, float]]]:
    """Mentions of texts laid end to end, as mentions of each; as sure as their least character."""
    out: list[list[tuple[Span, float]]] = [[] for _ in texts]
    if not found:
        return out
    begins, ends = (np.array([f[i] for f in found]) for i in (0, 1))
    owners = np.searchsorted(starts, begins, side="right") - 1
    # every second piece between these borders is a mention
    pieces = np.minimum.reduceat(np.append(sure, 1), np.stack([begins, ends], 1).ravel())[::2]
    marks = np.concatenate([[0], np.cumsum(features.is_bracket(characters))])
    bracketed = marks[ends] > marks[begins]
    for (start, end, kind), text, offset, confidence, has in zip(
        found,
        owners.tolist(),
        starts[owners].tolist(),
        pieces.tolist(),
        bracketed.tolist(),
        strict=True,
    ):
        start, end = start - offset, end - offset
        if has:
            start, end = balanced(texts[text], start, end)
        if start < end:
            out[text].append((Span(start, end, kind), confidence))
    return out


def within(
    found: Sequence[tuple[Span, float]], article: Article, sentences: Sequence[Sentence]
) -> list[Mention]:
    """What :meth:`Tagger.tag` found in ``article.text`` and lies within one of its sentences."""
    begins = [sentence.start for sentence in sentences]
    out = []
    for span, confidence in found:
        at = bisect_right(begins, span.start) - 1
        if at < 0 or span.end > sentences[at].end:
            continue
        text = article.text[span.start : span.end]
        confidence = round(confidence, 4)
        out.append(Mention(span.start, span.end, text, span.kind, RULE, confidence=confidence))
    return out


PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"), ("「", "」"))


def balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Borders moved by a character so that what the span opens it also closes, where they can be.

    >>> balanced("“一河一策”治理工程", 1, 10)
    (0, 10)
    >>> balanced("首届“辽艺新苗”项目", 2, 7)
    (2, 8)
    """
    words = text[start:end]
    for opening, closing in PAIRS:
        if opening not in words and closing not in words:
            continue
        surplus = words.count(opening) - words.count(closing)
        if surplus > 0:
            if text[end : end + 1] == closing:
                end += 1
            elif words.startswith(opening):
                start += 1
            elif words.endswith(opening):
                end -= 1
        elif surplus < 0:
            if start and text[start - 1] == opening:
                start -= 1
            elif words.endswith(closing):
                end -= 1
            elif words.startswith(closing):
                start += 1
    return start, end


class _Finder:
    """Where each code stands in the sorted codes of its template: an open hash table for all."""

    FACTOR = np.uint64(0x9E3779B97F4A7C15)
    INDEX = np.uint64((1 << 20) - 1)

    def __init__(self, codes: Sequence[Ints]) -> None:
        self.salt = np.arange(1, len(codes) + 1, dtype=np.uint64) * np.uint64(0x06E8FEB86659FD93)
        keys = np.concatenate(
            [self._mixed(c[1:], salt) for c, salt in zip(codes, self.salt, strict=True)]
        )
        value = np.concatenate([np.arange(1, len(c), dtype=np.uint64) for c in codes])
        bits = max(10, int(len(keys) * 3).bit_length())
        self.shift = np.uint64(64 - bits)
        self.wrap = np.int64((1 << bits) - 1)
        slot = (keys >> self.shift).astype(np.int64)
        waiting = np.arange(len(keys))
        owner = np.full(1 << bits, -1)
        while len(waiting):
            free = owner[slot[waiting]] < 0
            owner[slot[waiting[free]]] = waiting[free]
            settled = owner[slot[waiting]] == waiting
            waiting = waiting[~settled]
            slot[waiting] = slot[waiting] + 1 & self.wrap
        self.entries = np.zeros(1 << bits, np.uint64)  # 44 bits of the key, 20 of the index
        self.entries[slot] = keys & ~self.INDEX | value

    def _mixed(
        self, codes: Ints, salt: npt.NDArray[np.uint64] | np.uint64
    ) -> npt.NDArray[np.uint64]:
        return (codes.astype(np.uint64) + salt) * self.FACTOR

    def find(self, codes: Ints) -> npt.NDArray[np.int32]:
        """Index of each code in its template's row of ``codes``, 0 for one that is not known."""
        out = np.zeros(codes.size, np.int32)
        said = np.flatnonzero(codes)
        salt = np.repeat(self.salt, np.count_nonzero(codes, axis=1))
        keys = self._mixed(codes.ravel()[said], salt)
        slot = (keys >> self.shift).astype(np.int64)
        there = self.entries[slot]
        hit = there ^ keys <= self.INDEX
        out[said] = np.where(hit, there & self.INDEX, 0)
        left = np.flatnonzero(~hit & (there != 0))
        while len(left):
            slot[left] = slot[left] + 1 & self.wrap
            there = self.entries[slot[left]]
            hit = there ^ keys[left] <= self.INDEX
            out[said[left[hit]]] = there[hit] & self.INDEX
            left = left[~hit & (there != 0)]
        return out.reshape(codes.shape)


def save(tagger: Tagger, path: Path) -> None:
    """Write the model; the same model gives the same bytes."""
    scale = float(np.abs(tagger.weights).max() / 127) or 1.0
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    bytes_ = np.round(tagger.weights / scale).astype(np.int8)
    arrays["weights"] = np.ascontiguousarray(bytes_.T)
    for name, table in tagger.tables.items():
        arrays[f"codes_{name}"] = np.diff(table.codes, prepend=0)
        arrays[f"rows_{name}"] = np.packbits(table.rows != 0)
    arrays["between"], arrays["within"] = tagger.chain.between, tagger.chain.within
    arrays["heads"] = tagger.vocabulary.heads.astype(np.int8)
    head = {
        "version": VERSION,
        "labels": tagger.labels,
        "offsets": {name: table.offsets for name, table in tagger.tables.items()},
        "words": list(tagger.vocabulary.words),
        "tags": list(tagger.vocabulary.tags),
        "scale": scale,
        "about": dict(tagger.about),
    }
    text = json.dumps(head, ensure_ascii=False)
    arrays["head"] = np.frombuffer(text.encode("utf-8"), np.uint8)
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    beside.replace(path)


def load_tagger(path: Path | None = None) -> Tagger:
    """The tagger in a file, by default the one kg ships; kept after the first call.

    RuleError where the file is no model, or one of another version.
    """
    return _load(path or SHIPPED)


@lru_cache(maxsize=4)
def _load(path: Path) -> Tagger:
    expected = f"expected a tagger model of version {VERSION}; make one with: kg train"
    try:
        with path.open("rb") as opened, np.load(opened) as file:
            arrays = {name: file[name] for name in file.files}
        head = json.loads(arrays["head"].tobytes())
        version = head["version"]
    except (OSError, KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise RuleError(f"{path}: found no tagger model ({error}); {expected}") from error
    if version != VERSION:
        raise RuleError(f"{path}: found a tagger model of version {version}; {expected}")
    tables: dict[str, Table] = {}
    base = 1
    for name, offsets in head["offsets"].items():
        codes = np.cumsum(arrays[f"codes_{name}"])
        bits = np.unpackbits(arrays[f"rows_{name}"], count=len(codes) * len(offsets)).astype(bool)
        rows = np.zeros(len(bits), np.int32)
        rows[bits] = np.arange(base, base + bits.sum())
        base += int(bits.sum())
        tables[name] = Table(tuple(offsets), codes, rows.reshape(len(codes), len(offsets)))
    vocabulary = features.Vocabulary(
        {word: number for number, word in enumerate(head["words"], start=1)},
        {tag: number for number, tag in enumerate(head["tags"], start=1)},
        arrays["heads"].astype(np.int64),
    )
    # Turned about while they are bytes: in that order it takes a sixth of the time.
    weights = np.ascontiguousarray(arrays["weights"].T).astype(np.float32)
    weights *= np.float32(head["scale"])
    return Tagger(
        tuple(head["labels"]),
        vocabulary,
        tables,
        weights,
        decode.Chain(arrays["between"], arrays["within"]),
        head["about"],
    )
