"""What carries the tagger: its scores, its learning curve, itself with each part off, its speed.

    python benchmarks/tagger.py [cross] [curve] [parts] [pages] [speed]     (all but cross by default)

``cross``: strict spans over annotated news, four folds split by document. The others train on four
fifths of it and score the last fifth, and the distinct names that the gold of the development pages
lists (any alias counts, optional ones neither way): ``open`` ones, which whoever wrote the corpus
and the lexicons could read, and ``closed`` ones. ``pages`` scores the shipped model.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kg.layout import find_articles
from kg.mentions.tagger import Annotated, Settings, Tagger, learn, load_tagger, read_corpus
from kg.mentions.tagger.corpus import KINDS
from kg.mentions.tagger.features import TEMPLATES
from kg.mentions.tagger.training import without_breaks
from kg.model import AWARD, ENTITY_KINDS, ORGANIZATION, PERSON, PROGRAMME, Document
from kg.score import normalise, read_text

ROOT = Path(__file__).resolve().parent.parent
NEWS = ROOT / "seeds" / "annotated" / "news"
PAGES = ROOT / "seeds" / "annotated" / "pages"
ONE = Settings(rounds=1)  # variants are compared by one tagger each, not by the mean of several
MAIN = (PERSON, ORGANIZATION, PROGRAMME, AWARD)
GROUPS = {
    "pairs and triples of characters": ("pair", "triple", "gap"),
    "words": ("word", "word_before", "word_after", "word_pair", "word_next_pair"),
    "parts of speech": ("tag", "tags"),
    "quotation marks": ("quoted", "quote_after", "quote_after_char", "quote_end", "quote_before"),
    "heads nearby": ("next_head", "next_head_class", "last_head"),
    "classes of characters": ("shape",),
}


class Counts:
    """Right, wrong and missed, by kind."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()

    def f1(self, kinds: Iterable[str]) -> float:
        """The harmonic mean of precision and recall over ``kinds`` taken together."""
        kinds = tuple(kinds)
        right, wrong, missed = (
            sum(c[k] for k in kinds) for c in (self.right, self.wrong, self.missed)
        )
        return 2 * right / (2 * right + wrong + missed) if right else 0.0


def score_spans(tagger: Tagger, texts: Sequence[Annotated], counts: Counts) -> None:
    """Count a mention as right where border and kind are."""
    for text, found in zip(texts, tagger.tag([t.text for t in texts]), strict=True):
        gold, seen = set(text.spans), {span for span, _ in found}
        counts.right.update(s.kind for s in gold & seen)
        counts.wrong.update(s.kind for s in seen - gold)
        counts.missed.update(s.kind for s in gold - seen)


def score_names(tagger: Tagger, letters: str) -> Counts:
    """Count distinct names by document against the gold's entities."""
    counts = Counts()
    for path in sorted((PAGES / "gold").glob("*.json")):
        if path.stem[0] not in letters:
            continue
        gold = json.loads(path.read_text(encoding="utf-8"))
        document = Document(gold["doc"], read_text(PAGES / "texts" / gold["doc"]))
        texts = [article.text for article in find_articles(document)]
        names: dict[str, set[str]] = defaultdict(set)
        for text, found in zip(texts, tagger.tag(texts), strict=True):
            for span, _ in found:
                names[span.kind].add(normalise(text[span.start : span.end]))
        for kind in ENTITY_KINDS:
            known: set[str] = set()
            for entity in gold["entities"]:
                if entity["type"] != kind:
                    continue
                forms = {normalise(form) for form in (entity["name"], *entity["aliases"])}
                known |= forms
                if not entity.get("optional"):
                    side = counts.right if forms & names[kind] else counts.missed
                    side[kind] += 1
            counts.wrong[kind] += len(names[kind] - known - {""})
    return counts


def row(name: str, counts: Counts, kinds: Sequence[str]) -> str:
    """One line of a table: each kind, the four main kinds, all."""
    cells = [*(counts.f1([k]) for k in kinds), counts.f1(MAIN), counts.f1(kinds)]
    return f"{name:34}" + "".join(f"{cell:8.3f}" for cell in cells)


def head(kinds: Sequence[str]) -> str:
    """The line above the rows of a table."""
    return f"{'':34}" + "".join(f"{name[:7]:>8}" for name in (*kinds, "main", "all"))


def cross(texts: Sequence[Annotated], folds: int = 4) -> None:
    """Score each fold with a tagger that was trained on the others."""
    print(f"strict spans, {folds} folds of {len(texts)} documents\n{head(KINDS)}")
    total = Counts()
    for fold in range(folds):
        training = [t for i, t in enumerate(texts) if i % folds != fold]
        held = [t for i, t in enumerate(texts) if i % folds == fold]
        tagger, counts = learn(training, Settings()), Counts()
        for target in (counts, total):
            score_spans(tagger, held, target)
        print(row(f"fold {fold + 1}", counts, KINDS), flush=True)
    print(row("all folds", total, KINDS), "\n")


def compare(
    variants: Iterator[tuple[str, Sequence[Annotated], Settings]], held: Sequence[Annotated]
) -> None:
    """Train each variant; print F1 of spans held out, and of names on open and closed pages."""
    print(f"{'':46}{'spans':>14}{'open names':>14}{'closed names':>14}")
    print(f"{'':46}" + f"{'main':>7}{'all':>7}" * 3)
    for name, training, settings in variants:
        tagger, counts = learn(training, settings), Counts()
        score_spans(tagger, held, counts)
        cells = [counts.f1(MAIN), counts.f1(KINDS)]
        for letters in ("cdef", "gh"):
            names = score_names(tagger, letters)
            cells += [names.f1(MAIN), names.f1(ENTITY_KINDS)]
        print(f"{name:46}" + "".join(f"{cell:7.3f}" for cell in cells), flush=True)
    print()


def curve(training: Sequence[Annotated]) -> Iterator[tuple[str, Sequence[Annotated], Settings]]:
    """A quarter, a half and all of the training text."""
    for step in (4, 2, 1):
        part = training[::step]
        size = sum(len(t.text) for t in part)
        yield f"{100 // step} %: {len(part)} documents, {size} characters", part, ONE


def parts(training: Sequence[Annotated]) -> Iterator[tuple[str, Sequence[Annotated], Settings]]:
    """Everything; then each group of features and each device off."""
    yield "everything", training, ONE
    for name, group in GROUPS.items():
        kept = tuple(template for template in TEMPLATES if template not in group)
        yield f"without {name}", training, replace(ONE, templates=kept)
    yield "without exchanged names", training, replace(ONE, copies=0, least=2, epochs=8)
    yield "one copy with exchanged names, not two", training, replace(ONE, copies=1, least=4)
    yield "without hiding evidence while learning", training, replace(ONE, hidden=0.0)


def pages() -> None:
    """Score the shipped model on the development pages."""
    tagger = load_tagger()
    print(f"distinct names, shipped model ({tagger.about})\n{head(ENTITY_KINDS)}")
    for name, letters in (("open pages", "cdef"), ("closed pages", "gh")):
        print(row(name, score_names(tagger, letters), ENTITY_KINDS))
    print()


def speed(texts: Sequence[Annotated]) -> None:
    """Characters a CPU second, words and features included, the best of five runs."""
    tagger = load_tagger()
    bare = [t.text for t in texts[:200]]
    size = sum(map(len, bare))

    def best(run: object) -> float:
        assert callable(run)
        times = []
        for _ in range(6):
            start = time.process_time()
            run()
            times.append(time.process_time() - start)
        return size / min(times[1:])

    print("characters a CPU second")
    print(f"{'all texts in one call':46}{best(lambda: tagger.tag(bare)):10.0f}")
    print(f"{'a text a call':46}{best(lambda: [tagger.tag([t]) for t in bare]):10.0f}\n")


def main() -> None:
    """Run the parts that the command line names."""
    names = ("cross", "curve", "parts", "pages", "speed")
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("part", nargs="*", choices=[[], *names], default=[])
    chosen = parser.parse_args().part or names[1:]
    texts = [without_breaks(text) for text in read_corpus([NEWS])]
    training = [t for i, t in enumerate(texts) if i % 5]
    held = texts[::5]
    if "pages" in chosen:
        pages()
    if "speed" in chosen:
        speed(texts)
    if "cross" in chosen:
        cross(texts)
    for name, variants in (("curve", curve), ("parts", parts)):
        if name in chosen:
            compare(variants(training), held)


if __name__ == "__main__":
    main()
