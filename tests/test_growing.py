"""A second build reads what changed and gives the bytes of a build from nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from kg import building, renewal, resolve
from kg.memory import pack, unpack
from kg.pipeline import note_document
from kg.read import read_document
from kg.render import texts
from kg.resolve import Note, Resolved
from kg.store import Store

ROOT = Path(__file__).parents[1]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
NEWS = (
    "云溪市总工会主席沈望舒说，工会开展“青禾”行动，参训职工超1200人。\n",
    "青川化工有限公司技师陈立军获评云溪工匠。\n",
    "惠安县第一小学教师李伟荣获泉州市劳动模范称号。\n",
    "福建恒岩建材有限公司电焊工李伟获评惠安工匠。\n",
    "据悉，青川化工有限公司技师陈立军获评云溪工匠。惠安县第一小学教师李伟说。\n",
    "青川化工有限公司（原云溪市化肥厂）的陈立军荣获泉州市劳动模范称号，参训职工1500人。\n",
    "2025年，云溪市化肥厂参训职工超3000人。云溪市总工会主席沈望舒荣获全国五一劳动奖章。\n",
)
LINES = (
    "rename\torg/云溪市总工会\t云溪总工会\n",
    "merge\tperson/李伟（惠安县第一小学）\tperson/李伟（福建恒岩建材有限公司）\n",
    "withdraw\tb.txt\n",
    "retype\torg/青川化工有限公司\tSchool\n",
    "reject\t0000000000000000\n",
    "reject\t156ad0ff245ebbe2\t\t李伟（惠安县第一小学） received 泉州市劳动模范\n",
    "confirm\td77c41735b7c04ac\t\t陈立军 affiliatedWith 青川化工有限公司 技师\n",
    "split\torg/青川化工有限公司\tb.txt\n",
    "split\torg/青川化工有限公司\torg/云溪市化肥厂\n",
    "add\tperson/沈望舒\treceived | award/云溪工匠 | m.txt | 主席沈望舒\n",
)


def bytes_of(out: Path) -> dict[str, bytes]:
    """All that is written once and compared: the embedded store has its own ways on disk."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and "rdf" not in path.relative_to(out).parts
    }


def stored(out: Path) -> tuple[set[Quad], set[object]]:
    """What the embedded store holds."""
    rdf = Store.open(out).rdf
    return set(rdf), set(rdf.named_graphs())


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_notes_come_back_from_memory_as_they_were(path: Path) -> None:
    document = read_document(path)
    notes = note_document(document)
    assert unpack(pack(notes), document) == notes


act = st.one_of(
    st.tuples(st.just("write"), st.sampled_from("abcxyz"), st.sampled_from(NEWS)),
    st.tuples(st.just("remove"), st.sampled_from("abcxyz"), st.just("")),
    st.tuples(st.just("correct"), st.just(""), st.sampled_from(LINES)),
    st.tuples(st.just("regret"), st.just(""), st.just("")),
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(  # a second correction of one hand, which applies only once a page names its thing
    acts=[
        ("correct", "", "rename\torg/云溪市总工会\t云溪总工会\n"),
        ("correct", "", "retype\torg/青川化工有限公司\tSchool\n"),
        ("write", "a", "青川化工有限公司技师陈立军获评云溪工匠。\n"),
    ]
)
@given(acts=st.lists(act, min_size=1, max_size=5))
def test_however_it_grew_the_bytes_are_those_of_a_build_from_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    acts: list[tuple[str, str, str]],
) -> None:
    monkeypatch.setattr(renewal, "MOST", 2.0)  # a copy of the last graph is changed, however much
    monkeypatch.setattr(texts, "MOST_TEXT", 60)  # of two pages all is shown, of more a part
    folder = tmp_path_factory.mktemp("grown")
    pages, grown, anew = folder / "pages", folder / "grown", folder / "anew"
    pages.mkdir()
    (pages / "m.txt").write_text(NEWS[0], encoding="utf-8")
    lines = pages / "corrections.tsv"
    for what, name, text in acts:
        if what == "write":
            (pages / f"{name}.txt").write_text(text, encoding="utf-8")
        elif what == "remove":
            (pages / f"{name}.txt").unlink(missing_ok=True)
        elif what == "correct":
            lines.write_text((lines.read_text() if lines.exists() else "") + text)
        else:
            lines.unlink(missing_ok=True)
        building.build(pages, grown, jobs=1)
    building.build(pages, anew, jobs=1)
    assert bytes_of(grown) == bytes_of(anew)
    assert stored(grown) == stored(anew)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in zip("abc", NEWS, strict=False):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_only_what_changed_is_read(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert building.build(pages, out, jobs=1).read == ("a.txt", "b.txt", "c.txt")
    (pages / "b.txt").write_text(NEWS[3], encoding="utf-8")
    (pages / "a.txt").rename(pages / "d.txt")
    assert building.build(pages, out, jobs=1).read == ("b.txt",)
    assert building.build(pages, out, jobs=1).read == ()


def test_a_text_is_written_once_and_mended_where_it_was_edited(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pages / "same.txt").write_text(NEWS[0], encoding="utf-8")
    monkeypatch.setattr(renewal, "MOST", 2.0)
    out = tmp_path / "out"
    building.build(pages, out, jobs=1)
    was = {path.name: path.stat().st_ino for path in (out / "texts").iterdir()}
    edited = min((out / "texts").iterdir())
    edited.write_text("edited", encoding="utf-8")
    (pages / "z.txt").write_text(NEWS[3], encoding="utf-8")
    building.build(pages, out, jobs=1)
    now = {path.name: path.stat().st_ino for path in (out / "texts").iterdir()}
    assert [name for name in was if now[name] != was[name]] == [edited.name]
    assert same_from_nothing(pages, out)


def test_other_rules_read_all_again(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    building.build(pages, out, jobs=1)
    monkeypatch.setattr("kg.memory.version", lambda: "other rules")
    assert len(building.build(pages, out, jobs=1).read) == 3


def resolved_anew(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one each time that the notes of all documents are resolved."""
    times: list[int] = []

    def combine(notes: Iterable[Note], apart: frozenset[frozenset[str]]) -> Resolved:
        times.append(1)
        return resolve.combine(notes, apart)

    monkeypatch.setattr(building, "combine", combine)
    return times


def same_from_nothing(pages: Path, out: Path) -> bool:
    anew = out.with_name("anew")
    building.build(pages, anew, jobs=1)
    return bytes_of(out) == bytes_of(anew) and stored(out) == stored(anew)


@pytest.mark.parametrize("name", ["0.txt", "z.txt"])
@pytest.mark.parametrize("text", NEWS[2:])
def test_news_is_added_to_what_was_resolved(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setattr(renewal, "MOST", 2.0)
    out, anew = tmp_path / "out", resolved_anew(monkeypatch)
    (pages / "corrections.tsv").write_text(LINES[0] + LINES[2], encoding="utf-8")
    building.build(pages, out, jobs=1)
    (pages / name).write_text(text, encoding="utf-8")
    building.build(pages, out, jobs=1)
    assert len(anew) == 1
    assert same_from_nothing(pages, out)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a firm that was known takes a longer name", "江城大禹节水集团有限公司的张三丰说。\n"),
        ("a text was changed", ""),
    ],
)
def test_what_moves_ids_or_goes_is_resolved_anew(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, text: str
) -> None:
    (pages / "firm.txt").write_text("江城大禹节水公司的张三丰说。\n", encoding="utf-8")
    out, anew = tmp_path / "out", resolved_anew(monkeypatch)
    building.build(pages, out, jobs=1)
    (pages / ("more.txt" if text else "b.txt")).write_text(text or NEWS[3], encoding="utf-8")
    building.build(pages, out, jobs=1)
    assert len(anew) == 2, what
    assert same_from_nothing(pages, out)


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"{}\n"], ids=repr)
@pytest.mark.parametrize("whole", [False, True])
def test_what_was_known_is_not_built_upon_where_it_is_damaged(
    pages: Path, tmp_path: Path, damage: bytes, whole: bool
) -> None:
    out = tmp_path / "out"
    building.build(pages, out, jobs=1)
    file = out / "store" / "known"
    file.write_bytes(damage if whole else damage + file.read_bytes().replace(b"0.9", b"0.8"))
    (pages / "z.txt").write_text(NEWS[3], encoding="utf-8")
    building.build(pages, out, jobs=1)
    assert same_from_nothing(pages, out)


@pytest.mark.parametrize(
    ("damage", "read"),
    [
        (lambda _: b"nonsense", ("a.txt", "b.txt", "c.txt")),
        (lambda file: file.partition(b"\n")[0], ("a.txt", "b.txt", "c.txt")),
        (lambda file: file[:-9], None),
        (lambda file: file.replace(b"\n", b"\nx", 1), None),
    ],
    ids=["another file", "the head alone", "cut off", "shifted"],
)
def test_a_damaged_memory_is_read_anew(
    pages: Path,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
    read: tuple[str, ...] | None,
) -> None:
    out = tmp_path / "out"
    building.build(pages, out, jobs=1)
    before = bytes_of(out)
    memory = out / "store" / "notes"
    memory.write_bytes(damage(memory.read_bytes()))
    anew = building.build(pages, out, jobs=1).read
    assert anew == read or (read is None and anew)
    assert bytes_of(out) == before


def test_what_is_withdrawn_takes_with_it_what_nothing_else_says(
    pages: Path, tmp_path: Path
) -> None:
    (pages / "again.txt").write_text("据悉，" + NEWS[1], encoding="utf-8")
    (pages / "corrections.tsv").write_text("withdraw\tb.txt\nwithdraw\ta.txt\n", encoding="utf-8")
    report = building.build(pages, tmp_path / "out", jobs=1)
    names = {entity.name for entity in report.knowledge.entities}
    assert "陈立军" in names  # another article says so
    assert "沈望舒" not in names
    assert {d.name for d in report.knowledge.documents} == {"again.txt", "c.txt"}
