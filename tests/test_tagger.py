"""The tagger: what annotated news may hold, what training promises, what a model file must be."""

from __future__ import annotations

from pathlib import Path

import jieba
import numpy as np
import pytest
import rjieba

from kg.errors import InputError, RuleError
from kg.layout import find_articles
from kg.mentions.tagger import (
    Settings,
    Span,
    Tagger,
    decode,
    features,
    learn,
    load_tagger,
    parse,
    read_corpus,
    save,
    train,
)
from kg.mentions.tagger.augment import augment
from kg.mentions.tagger.model import VERSION, balanced
from kg.mentions.tagger.training import without_breaks
from kg.model import ENTITY_KINDS, TITLE, Document
from kg.sentences import find_sentences

TEXT = """⟦Organization:白水县总工会⟧⟦Title:主席⟧⟦Person:纪小满⟧说，⟦Person:于根⟧获得“⟦Award:白水工匠⟧”称号。
⟦Place:白水县⟧启动“⟦Programme:春泥⟧”行动，⟦Title:焊工⟧⟦Person:佴满昌⟧在《⟦Work:焊花集⟧》里写道：关注“⟦Platform:智水白水⟧”平台。
"""
QUICK = Settings(copies=1, least=1, epochs=4)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for number in range(4):
        (folder / f"{number}.txt").write_text(TEXT * 2, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def model(corpus: Path) -> Path:
    path = corpus / "model.npz"
    train([corpus], path, QUICK)
    return path


def names(tagger: Tagger, text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span, _ in tagger.tag([text])[0]]


# --- annotated text -------------------------------------------------------------------------


def test_marks_become_spans_of_the_text_without_them() -> None:
    annotated = parse("会上，⟦Title:焊工⟧⟦Person:于根⟧来了。")
    assert annotated.text == "会上，焊工于根来了。"
    assert annotated.spans == (Span(3, 5, "Title"), Span(5, 7, "Person"))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("他叫⟦Person:于根。", "an unbalanced '⟦Person:于根。"),
        ("他叫于根⟧。", "an unbalanced '⟧。"),
        ("⟦Person:于⟦Title:焊工⟧根⟧", "an unbalanced '⟦Person:于"),
        ("他叫⟦Human:于根⟧。", "⟦Human:于根⟧"),
        ("他叫⟦于根⟧。", "⟦于根⟧"),
        ("他叫⟦Person:⟧。", "⟦Person:⟧"),
        ("他叫⟦Person: ⟧。", "⟦Person: ⟧"),
    ],
)
def test_a_malformed_mark_is_reported_with_its_file_and_line(
    tmp_path: Path, line: str, found: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"第一行。\n第二行。\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_corpus([tmp_path])
    message = str(error.value)
    assert message.startswith(f"{path}:3: found {found}")
    assert "expected a mark such as ⟦Person:吴良江⟧" in message


def test_annotated_text_must_be_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("⟦Person:于根⟧".encode("gb18030", "ignore") + b"\xd3\xda")
    with pytest.raises(InputError, match="not UTF-8"):
        read_corpus([tmp_path])


def test_a_folder_without_annotated_text_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no annotated text"):
        read_corpus([tmp_path])


def test_a_text_without_a_mark_is_not_learned_from(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("⟦Person:于根⟧来了。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("纪小满来了。", encoding="utf-8")
    assert [Path(text.name).name for text in read_corpus([tmp_path])] == ["a.txt"]


def test_the_corpus_of_the_repository_can_be_read() -> None:
    texts = read_corpus([Path("seeds/annotated/news")])
    kinds = {span.kind for text in texts for span in text.spans}
    assert len(texts) >= 237
    assert kinds == {*ENTITY_KINDS, TITLE}


def test_line_breaks_inside_a_mention_are_mended_before_training() -> None:
    mended = without_breaks(parse("⟦Organization:白水县\n\n总工会⟧的⟦Person:于根⟧"))
    assert mended.text == "白水县总工会的于根"
    assert mended.spans == (Span(0, 6, "Organization"), Span(7, 9, "Person"))


# --- features and decoding ------------------------------------------------------------------


def test_rjieba_cuts_as_jieba_does() -> None:
    lines = [
        line
        for text in read_corpus([Path("seeds/annotated/news/n11_01.txt")])
        for line in text.text.splitlines()
        if line
    ]
    assert len(lines) > 5
    assert [rjieba.cut(line) for line in lines] == [jieba.lcut(line) for line in lines]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("一,二。", "一，二。"),
        ("第３届", "第3届"),
        ("第3届", "第7届"),
        ("ＡPP", "App"),
        ('获"工匠"称号', "获“工匠”称号"),
        ("「工匠」", "“工匠”"),
        ("文 图", "文　图"),
    ],
)
def test_width_quotation_marks_digits_and_letters_do_not_matter(one: str, other: str) -> None:
    assert features.normalise(one).tolist() == features.normalise(other).tolist()
    assert len(features.normalise(one)) == len(one)


def test_a_character_outside_the_basic_plane_counts_as_one() -> None:
    assert len(features.normalise("𠮷林𬭎")) == 3


def test_the_chain_is_that_of_the_definition() -> None:
    """Against every path through one short stretch, written out."""
    random = np.random.default_rng(0)
    chain = decode.Chain(
        random.normal(size=(2, 2)).astype(np.float32), random.normal(size=(1, 4)).astype(np.float32)
    )
    emission = random.normal(size=(4, 5)).astype(np.float32)
    paths = np.stack(np.meshgrid(*[np.arange(5)] * 4, indexing="ij"), -1).reshape(-1, 4)
    around = np.pad(paths, ((0, 0), (1, 1)))
    score = chain.transition[around[:, :-1], around[:, 1:]].sum(1, dtype=np.float64)
    score += emission[np.arange(4), paths].sum(1)
    weight = np.exp(score)
    batch = decode.Batch(np.array([0]), np.array([4]))
    expected = decode.marginals(emission, chain, batch, count=True)
    for place in range(4):
        for label in range(5):
            share = weight[paths[:, place] == label].sum() / weight.sum()
            assert expected.labels[place, label] == pytest.approx(share, abs=1e-5)
    assert expected.total == pytest.approx(np.log(weight.sum()), abs=1e-4)
    assert decode.viterbi(emission, chain) == paths[score.argmax()].tolist()


def test_clauses_are_labelled_apart_but_not_inside_a_title() -> None:
    text = "他来了，写《早安，大悟》。"
    starts, lengths = features.clauses(features.normalise(text))
    pieces = [text[s : s + n] for s, n in zip(starts.tolist(), lengths.tolist(), strict=True)]
    assert pieces == ["他来了，", "写《早安，大悟》。"]


@pytest.mark.parametrize(
    ("text", "mention", "mended"),
    [
        ("开展“一河一策”工程。", "一河一策”工程", "“一河一策”工程"),
        ("入选“辽艺新苗”项目", "“辽艺新苗", "“辽艺新苗”"),
        ("入选“辽艺新苗", "“辽艺新苗", "辽艺新苗"),
        ("辽艺新苗”项目", "辽艺新苗”", "辽艺新苗"),
        ("读《早安》", "早安", "早安"),
    ],
)
def test_a_mention_closes_the_quotation_it_opens(text: str, mention: str, mended: str) -> None:
    start = text.index(mention)
    begin, end = balanced(text, start, start + len(mention))
    assert text[begin:end] == mended


# --- training -------------------------------------------------------------------------------


def test_exchanged_names_stay_marked_and_agree_within_a_text() -> None:
    text = parse("⟦Person:于根⟧获“⟦Award:白水工匠⟧”。⟦Person:于根⟧笑了，老⟦Person:于⟧也笑了。")
    [copy] = augment([text], copies=1, seed=1)
    people = [copy.text[s.start : s.end] for s in copy.spans if s.kind == "Person"]
    assert people[-3] == people[-2] != "于根"
    assert people[-2].startswith(people[-1])
    assert augment([text], copies=1, seed=1) == [copy]
    assert augment([text], copies=1, seed=2) != [copy]


def test_what_was_learned_is_found(model: Path) -> None:
    text = "白水县总工会主席纪小满说，焊工佴满昌获得“白水工匠”称号。"
    assert names(load_tagger(model), text) == [
        ("Organization", "白水县总工会"),
        ("Title", "主席"),
        ("Person", "纪小满"),
        ("Title", "焊工"),
        ("Person", "佴满昌"),
        ("Award", "白水工匠"),
    ]


def test_the_same_corpus_gives_the_same_bytes(corpus: Path, model: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.npz"
    train([corpus], again, QUICK)
    assert again.read_bytes() == model.read_bytes()


def test_a_saved_model_tags_as_the_learned_one(corpus: Path, tmp_path: Path) -> None:
    texts = read_corpus([corpus])
    learned = learn(texts, QUICK)
    save(learned, tmp_path / "m.npz")
    loaded = load_tagger(tmp_path / "m.npz")
    assert names(loaded, texts[0].text) == names(learned, texts[0].text)


def test_many_texts_at_once_are_tagged_as_one_at_a_time(model: Path) -> None:
    tagger = load_tagger(model)
    texts = ["于根来了。", "", "白水县", "焊工佴满昌在《焊花集》里写道", "\n"]
    assert [[s for s, _ in found] for found in tagger.tag(texts)] == [
        [s for s, _ in tagger.tag([text])[0]] for text in texts
    ]
    assert tagger.tag([]) == []


# --- model files ----------------------------------------------------------------------------


def test_a_model_of_another_version_is_refused_by_name(model: Path, tmp_path: Path) -> None:
    with np.load(model) as file:
        arrays = {name: file[name] for name in file.files}
    head = arrays["head"].tobytes().decode().replace(f'"version": {VERSION}', '"version": 99')
    arrays["head"] = np.frombuffer(head.encode(), np.uint8)
    old = tmp_path / "old.npz"
    np.savez(old, **arrays)
    with pytest.raises(RuleError) as error:
        load_tagger(old)
    assert f"{old}: found a tagger model of version 99" in str(error.value)
    assert f"expected a tagger model of version {VERSION}" in str(error.value)


@pytest.mark.parametrize("content", [b"", b"no model", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.npz"
    path.write_bytes(content)
    with pytest.raises(RuleError, match="found no tagger model"):
        load_tagger(path)


def test_a_missing_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="found no tagger model"):
        load_tagger(tmp_path / "none.npz")


def test_the_shipped_model_is_small_and_says_what_it_was_trained_on() -> None:
    tagger = load_tagger()
    path = Path("kg/mentions/tagger/model.npz")
    assert path.stat().st_size <= 10_000_000
    assert tagger.about["texts"]


def test_mentions_lie_within_sentences_and_say_how_sure_they_are() -> None:
    document = Document("a.txt", "白水县总工会主席纪小满说，大家来了。\n\n会议结束。\n")
    [article] = find_articles(document)
    sentences = find_sentences(article)
    found = load_tagger().mentions(article, sentences)
    assert [(m.kind, m.text) for m in found] == [
        ("Organization", "白水县总工会"),
        ("Title", "主席"),
        ("Person", "纪小满"),
    ]
    assert all(m.rule == "tagger" and 0.5 < m.confidence <= 1 for m in found)
