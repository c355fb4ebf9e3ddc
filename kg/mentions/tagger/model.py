"""The trained tagger: read from one file, asked for the mentions of an article.

The file is a numpy archive: codes known for each template, which of them carry weights at which
offset, and the weights, a row of bytes for each.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from kg.errors import RuleError
from kg.mentions.tagger import decode, features
from kg.mentions.tagger.corpus import Span
from kg.mentions.tagger.decode import Floats, Ints
from kg.model import Article, Mention, Sentence

VERSION = 1
SHIPPED = Path(__file__).with_name("model.npz")
RULE = "tagger"


@dataclass(frozen=True)
class Table:
    """The codes of one template, sorted, and the row of weights of each at each offset (0: none)."""

    offsets: tuple[int, ...]
    codes: Ints
    rows: npt.NDArray[np.int32]  # codes, offsets


@dataclass(frozen=True)
class Tagger:
    """A linear chain over characters. Row 0 of ``weights`` is zero."""

    labels: tuple[str, ...]
    vocabulary: features.Vocabulary
    tables: Mapping[str, Table]
    weights: Floats  # rows, labels
    transition: Floats
    begin: Floats
    end: Floats
    about: Mapping[str, object]

    def tag(self, texts: Sequence[str]) -> list[list[tuple[Span, float]]]:
        """The mentions of each text, in order, each with the probability the model gives it."""
        if not texts:
            return []
        codes, starts, characters = features.codes(texts, self.vocabulary)
        emission = self.emission(codes)
        batch = decode.Batch(*features.clauses(characters))
        path = decode.best_path(emission, self.transition, self.begin, self.end, batch)
        probability = decode.marginals(emission, self.transition, self.begin, self.end, batch)[0]
        sure = probability[np.arange(len(path)), path]
        spans = decode.spans(path, self.labels)
        out: list[list[tuple[Span, float]]] = [[] for _ in texts]
        owner = np.searchsorted(starts, [s for s, _, _ in spans], side="right") - 1
        for (start, end, kind), text in zip(spans, owner.tolist(), strict=True):
            offset = int(starts[text])
            confidence = float(sure[start:end].min())
            out[text].append((Span(start - offset, end - offset, kind), confidence))
        return out

    def mentions(self, article: Article, sentences: Sequence[Sentence]) -> list[Mention]:
        """The mentions that lie within one of the sentences, in the order of the text."""
        [found] = self.tag([article.text])
        begins = np.array([s.start for s in sentences], dtype=np.int64)
        out = []
        for span, confidence in found:
            at = int(np.searchsorted(begins, span.start, side="right")) - 1
            if at < 0 or span.end > sentences[at].end:
                continue
            text = article.text[span.start : span.end]
            out.append(
                Mention(
                    span.start, span.end, text, span.kind, RULE, confidence=round(confidence, 4)
                )
            )
        return out

    def emission(self, codes: Mapping[str, Ints]) -> Floats:
        """Score of each label at each character, before its neighbours are asked."""
        columns = []
        for name, table in self.tables.items():
            rows = table.rows[lookup(table.codes, codes[name])]
            for number, offset in enumerate(table.offsets):
                columns.append(features.shift(rows[:, number], offset))
        matrix = np.stack(columns, axis=1)
        used = matrix != 0
        ends = np.concatenate([[0], np.cumsum(used.sum(1))])
        indices = matrix[used]
        ones = np.ones(len(indices), np.float32)
        sparse = sp.csr_matrix((ones, indices, ends), shape=(len(matrix), len(self.weights)))
        product: Floats = sparse @ self.weights
        return product


def lookup(known: Ints, codes: Ints) -> Ints:
    """Index of each code in ``known``, whose first element is 0 and stands for all others."""
    at = np.searchsorted(known, codes)
    at[at == len(known)] = 0
    return np.where(known[at] == codes, at, 0)


def save(tagger: Tagger, path: Path) -> None:
    """Write the model; the same model gives the same bytes."""
    scale = float(np.abs(tagger.weights).max() / 127) or 1.0
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    bytes_ = np.round(tagger.weights / scale).astype(np.int8)
    arrays["weights"] = np.ascontiguousarray(bytes_.T)
    for name, table in tagger.tables.items():
        arrays[f"codes_{name}"] = np.diff(table.codes, prepend=0)
        arrays[f"rows_{name}"] = np.packbits(table.rows != 0)
    arrays["transition"] = tagger.transition
    arrays["begin"], arrays["end"] = tagger.begin, tagger.end
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
        with np.load(path) as file:
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
    weights = np.ascontiguousarray(
        arrays["weights"].T.astype(np.float32) * np.float32(head["scale"])
    )
    return Tagger(
        tuple(head["labels"]),
        vocabulary,
        tables,
        weights,
        arrays["transition"],
        arrays["begin"],
        arrays["end"],
        head["about"],
    )
