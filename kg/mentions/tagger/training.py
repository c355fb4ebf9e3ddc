"""Learn a tagger from annotated news: stochastic gradients of the chain's likelihood (AdaGrad).

Half of the evidence is hidden at random at every step, which teaches the model to do with what is
left, as it must with words it has never seen.
"""

from __future__ import annotations

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import rjieba
import scipy.sparse as sp

from kg.mentions.tagger import decode, features
from kg.mentions.tagger.augment import augment
from kg.mentions.tagger.corpus import KINDS, Annotated, Span, read_corpus
from kg.mentions.tagger.decode import Floats, Ints
from kg.mentions.tagger.model import Table, Tagger, save
from kg.model import PERSON, PLACE


@dataclass(frozen=True)
class Settings:
    """How to train. ``least``: how often a code must stand in the (augmented) text to be kept."""

    rounds: int = 3
    copies: int = 2
    least: int = 8
    epochs: int = 5
    rate: float = 0.1
    hidden: float = 0.5
    decay: float = 1e-4
    batch: int = 8000  # characters
    small: float = 0.07  # a weight below this is dropped from the model
    seed: int = 0
    templates: tuple[str, ...] = tuple(features.TEMPLATES)  # those to use, in this order


def train(paths: Sequence[Path], out: Path, settings: Settings | None = None) -> Tagger:
    """Learn from annotated texts, write the model to ``out``; same input, same bytes."""
    settings = settings or Settings()
    corpus = read_corpus(paths)
    tagger = learn(corpus, settings)
    save(tagger, out)
    return tagger


def learn(
    corpus: Sequence[Annotated], settings: Settings, once: Sequence[Annotated] = ()
) -> Tagger:
    """Learn a tagger from texts: the mean of several, each of which saw other names exchanged.

    Texts of ``once`` are read as they are, without copies: what they teach counts for less.
    """
    original = [without_breaks(text) for text in corpus]
    alone = [without_breaks(text) for text in once]
    vocabulary = _vocabulary(_with_copies(original, alone, settings), settings)
    rounds = [replace(settings, seed=settings.seed + number) for number in range(settings.rounds)]
    learn_one = partial(_learn_once, original, alone, vocabulary)
    if len(rounds) == 1:
        fitted = [learn_one(rounds[0])]
    else:
        with ProcessPoolExecutor(min(len(rounds), os.cpu_count() or 1)) as pool:
            fitted = list(pool.map(learn_one, rounds))
    tables, weights = _mean([(tables, weights) for tables, weights, _ in fitted])
    weights[np.abs(weights) < settings.small] = 0
    between = np.mean([chain.between for _, _, chain in fitted], axis=0)
    within = np.mean([chain.within for _, _, chain in fitted], axis=0)
    return Tagger(
        decode.labels_of(KINDS),
        vocabulary,
        *_compact(tables, weights),
        decode.Chain(between, within),
        {"texts": len(corpus), "characters": sum(len(t.text) for t in corpus)},
    )


def _with_copies(
    texts: Sequence[Annotated], once: Sequence[Annotated], settings: Settings
) -> list[Annotated]:
    return [*texts, *once, *augment(texts, settings.copies, settings.seed)]


def _learn_once(
    original: Sequence[Annotated],
    once: Sequence[Annotated],
    vocabulary: features.Vocabulary,
    settings: Settings,
) -> tuple[dict[str, Table], Floats, decode.Chain]:
    texts = _with_copies(original, once, settings)
    codes, starts, characters = features.codes([t.text for t in texts], vocabulary)
    gold = _gold(texts, starts, len(characters), decode.labels_of(KINDS))
    tables, columns, count = _tables(codes, settings)
    weights, chain = _fit(columns, count, gold, features.clauses(characters), settings)
    return tables, weights, chain


def _mean(
    fitted: Sequence[tuple[Mapping[str, Table], Floats]],
) -> tuple[dict[str, Table], Floats]:
    """One set of tables with the codes of all, and the mean of their weights; 0 for none."""
    tables: dict[str, Table] = {}
    base = 1
    for name, table in fitted[0][0].items():
        codes = np.unique(np.concatenate([one[name].codes for one, _ in fitted]))
        size = len(codes) * len(table.offsets)
        rows = np.arange(base, base + size, dtype=np.int32).reshape(len(codes), -1)
        rows[0] = 0
        base += size
        tables[name] = Table(table.offsets, codes, rows)
    weights = np.zeros((base, fitted[0][1].shape[1]), np.float32)
    for old, values in fitted:
        for name, table in tables.items():
            at = np.searchsorted(table.codes, old[name].codes)
            weights[table.rows[at].ravel()] += values[old[name].rows.ravel()]
    return tables, weights / np.float32(len(fitted))


def without_breaks(text: Annotated) -> Annotated:
    """The text with the line breaks inside its mentions taken out, as layout takes them out."""
    if not any("\n" in text.text[s.start : s.end] for s in text.spans):
        return text
    pieces: list[str] = []
    spans = []
    position = length = 0
    for span in text.spans:
        before = text.text[position : span.start]
        mention = "".join(text.text[span.start : span.end].splitlines())
        start = length + len(before)
        length = start + len(mention)
        pieces += (before, mention)
        spans.append(Span(start, length, span.kind))
        position = span.end
    pieces.append(text.text[position:])
    return Annotated(text.name, "".join(pieces), tuple(spans))


def _vocabulary(texts: Sequence[Annotated], settings: Settings) -> features.Vocabulary:
    words: Counter[str] = Counter()
    tags: set[str] = set()
    ending: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        spans = {s.end: s for s in text.spans}
        position = 0
        for word, tag in rjieba.tag(text.text):
            words[word] += 1
            tags.add(tag)
            span = spans.get(position + len(word))
            if span and span.start < position:
                ending[word][span.kind] += 1
            position += len(word)
    known = sorted(word for word, count in words.items() if count >= settings.least)
    heads = np.zeros(len(known) + 1, np.int64)
    for number, word in enumerate(known, start=1):
        counted = ending[word]
        if counted.total() >= 12 and counted.total() > 0.3 * words[word]:
            kind = min(counted, key=lambda k: (-counted[k], k))
            if kind not in (PERSON, PLACE):
                heads[number] = KINDS.index(kind) + 1
    return features.Vocabulary(
        {word: number for number, word in enumerate(known, start=1)},
        {tag: number for number, tag in enumerate(sorted(tags), start=1)},
        heads,
    )


def _gold(texts: Sequence[Annotated], starts: Ints, size: int, labels: tuple[str, ...]) -> Ints:
    number = {label: i for i, label in enumerate(labels)}
    gold = np.zeros(size, np.int64)
    for text, offset in zip(texts, starts.tolist(), strict=True):
        for span in text.spans:
            start, end = span.start + offset, span.end + offset
            if end - start == 1:
                gold[start] = number[f"S-{span.kind}"]
            else:
                gold[start:end] = number[f"I-{span.kind}"]
                gold[start], gold[end - 1] = number[f"B-{span.kind}"], number[f"E-{span.kind}"]
    return gold


def _tables(
    codes: Mapping[str, Ints], settings: Settings
) -> tuple[dict[str, Table], npt.NDArray[np.int32], int]:
    tables: dict[str, Table] = {}
    columns = []
    base = 1
    for name in settings.templates:
        offsets = features.TEMPLATES[name]
        seen, inverse, count = np.unique(codes[name], return_inverse=True, return_counts=True)
        keep = (count >= settings.least) & (seen != 0)
        known = np.concatenate([[0], seen[keep]])
        rank = np.zeros(len(seen), np.int64)
        rank[keep] = np.arange(1, len(known))
        index = rank[inverse]
        size = len(known) * len(offsets)
        rows = np.arange(base, base + size, dtype=np.int32).reshape(-1, len(offsets))
        rows[0] = 0
        base += size
        tables[name] = Table(offsets, known, rows)
        chosen = rows[index]
        columns += [features.shift(chosen[:, i], offset) for i, offset in enumerate(offsets)]
    return tables, np.stack(columns, axis=1), base


@dataclass(frozen=True)
class _Step:
    """One batch: the rows of weights it touches, which of them each character has, its clauses."""

    rows: Ints
    evidence: npt.NDArray[np.int32]
    clauses: decode.Batch
    starts: Ints
    ends: Ints
    gold: Ints
    between: Floats
    within: Floats


def _fit(
    columns: npt.NDArray[np.int32],
    count: int,
    gold: Ints,
    clauses: tuple[Ints, Ints],
    settings: Settings,
) -> tuple[Floats, decode.Chain]:
    random = np.random.default_rng(settings.seed)
    steps = _steps(columns, gold, clauses, settings, random)
    kinds = len(KINDS)
    shapes = [(count, 1 + 4 * kinds), (1 + kinds, 1 + kinds), (kinds, 4)]
    values = [np.zeros(shape, np.float32) for shape in shapes]
    squares = [np.full(shape, 1e-3, np.float32) for shape in shapes]
    sums = [np.zeros(shape, np.float32) for shape in shapes]
    averaged = 0
    for epoch in range(settings.epochs):
        loss = 0.0
        for number in random.permutation(len(steps)):
            loss += _descend(steps[number], values, squares, settings, random)
        if epoch >= settings.epochs // 2:
            averaged += 1
            for total, value in zip(sums, values, strict=True):
                total += value
        _progress(
            f"epoch {epoch + 1} of {settings.epochs}: loss {loss / len(gold):.4f} a character"
        )
    weights, between, within = (total / np.float32(averaged) for total in sums)
    return weights, decode.Chain(between, within)


def _steps(
    columns: npt.NDArray[np.int32],
    gold: Ints,
    clauses: tuple[Ints, Ints],
    settings: Settings,
    random: np.random.Generator,
) -> list[_Step]:
    starts, lengths = clauses
    order = random.permutation(len(starts))
    total = np.cumsum(lengths[order])
    batches = max(1, round(int(total[-1]) / settings.batch))
    owner = total * batches // (total[-1] + 1)
    steps = []
    for batch in range(batches):
        chosen = order[owner == batch]
        size = lengths[chosen]
        begins = np.concatenate([[0], np.cumsum(size)[:-1]])
        at = np.repeat(starts[chosen] - begins, size) + np.arange(size.sum())
        rows, inverse = np.unique(columns[at], return_inverse=True)
        evidence = inverse.reshape(len(at), -1).astype(np.int32)
        lasts = begins + size - 1
        between, within = _counts(gold[at], begins, lasts)
        batch_ = decode.Batch(begins, size)
        steps.append(_Step(rows, evidence, batch_, begins, lasts, gold[at], between, within))
    return steps


def _descend(
    step: _Step,
    values: list[Floats],
    squares: list[Floats],
    settings: Settings,
    random: np.random.Generator,
) -> float:
    """Move the weights by one batch; give its loss before the move."""
    weights = values[0][step.rows]
    count, width = step.evidence.shape
    shown = random.random(step.evidence.size, dtype=np.float32) >= settings.hidden
    data = shown.astype(np.float32) / np.float32(1 - settings.hidden)
    matrix = sp.csr_matrix(
        (data, step.evidence.ravel(), np.arange(0, count * width + 1, width)),
        shape=(count, len(step.rows)),
    )
    emission = matrix @ weights
    chain = decode.Chain(values[1], values[2])
    expected = decode.marginals(emission, chain, step.clauses, count=True)
    at = np.arange(count)
    before = np.concatenate([[0], step.gold[:-1]])
    before[step.starts] = 0
    score = emission[at, step.gold].sum(dtype=np.float64)
    score += chain.transition[before, step.gold].sum(dtype=np.float64)
    score += chain.transition[step.gold[step.ends], 0].sum(dtype=np.float64)
    slope = expected.labels
    slope[at, step.gold] -= 1
    gradient = matrix.T @ slope + settings.decay * weights
    square = squares[0][step.rows] + gradient * gradient
    squares[0][step.rows] = square
    weights -= settings.rate * gradient / np.sqrt(square)
    if step.rows[0] == 0:
        weights[0] = 0
    values[0][step.rows] = weights
    slopes = expected.between - step.between, expected.within - step.within
    for value, square, slope in zip(values[1:], squares[1:], slopes, strict=True):
        square += slope * slope
        value -= settings.rate * slope / np.sqrt(square)
    return expected.total - float(score)


def _counts(gold: Ints, starts: Ints, ends: Ints) -> tuple[Floats, Floats]:
    """How often the gold labels follow each other, by the parts of a chain."""
    before = np.concatenate([[0], gold[:-1]])
    before[starts] = 0
    pairs = np.zeros((1 + 4 * len(KINDS), 1 + 4 * len(KINDS)), np.float32)
    np.add.at(pairs, (before, gold), 1)
    np.add.at(pairs[:, 0], gold[ends], 1)
    return decode.fold(pairs)


def _compact(tables: Mapping[str, Table], weights: Floats) -> tuple[dict[str, Table], Floats]:
    """Leave out rows without a weight and codes without a row."""
    alive = np.any(weights != 0, axis=1)
    alive[0] = False
    kept = []
    out = {}
    base = 1
    for name, table in tables.items():
        has = alive[table.rows]
        codes = has.any(1)
        codes[0] = True
        old, has = table.rows[codes], has[codes]
        rows = np.zeros(old.shape, np.int32)
        rows[has] = np.arange(base, base + has.sum())
        base += int(has.sum())
        kept.append(old[has])
        out[name] = Table(table.offsets, table.codes[codes], rows)
    order = np.concatenate([[0], *kept])
    return out, weights[order]


def _progress(line: str) -> None:
    if sys.stderr.isatty():
        print(line, file=sys.stderr)
