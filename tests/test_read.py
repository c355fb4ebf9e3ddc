"""Files as users have them: encodings, folders, and what cannot be read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.read import decode, find_inputs, read_document

SIMPLIFIED = "8月3日，青山县总工会举办职工技能大赛，全县36家企业的120名选手参加。"
TRADITIONAL = "8月3日，青山縣總工會舉辦職工技能大賽，全縣36家企業的120名選手參加。"


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED + "㐀𠀀", "gb18030", "gb18030"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (SIMPLIFIED, "utf-16", "utf-16-le"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "utf-32", "utf-32-le"),
    ],
)
def test_each_encoding_is_found_and_named(
    tmp_path: Path, text: str, codec: str, encoding: str
) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes(text.encode(codec))
    document = read_document(file)
    assert (document.text, document.encoding) == (text, encoding)
    assert document.sha256 == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_a_few_characters_are_enough(codec: str) -> None:
    decoded = decode("职工大会".encode(codec))
    assert decoded is not None
    assert decoded == ("职工大会", codec)


def test_line_ends_and_blanks_stay_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes("\ufeff\r\n　工会\r\n\n大会\r".encode())
    assert read_document(file).text == "\r\n　工会\r\n\n大会\r"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n\r\n\t", "is empty"),
        ("\ufeff \n".encode(), "is empty"),
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (b"PK\x03\x04\x14\x00", "zip archive"),
        (bytes(range(256)) * 8, "binary"),
        (b"\x00" * 64, "binary"),
        (b"caf\xe9 au lait, s'il vous pla\xeet", "none of UTF-8"),
        (b"No Chinese at all.", "no Chinese"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(
    tmp_path: Path, data: bytes, message: str
) -> None:
    file = tmp_path / "bad.txt"
    file.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_document(file)
    assert message in str(caught.value)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_and_wrong_paths(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        find_inputs([tmp_path / "absent"])
    with pytest.raises(InputError, match="no such file"):
        read_document(tmp_path / "absent.txt")
    with pytest.raises(InputError, match="a folder"):
        read_document(tmp_path)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    with pytest.raises(InputError, match=r"nothing to read .*\.txt"):
        find_inputs([tmp_path])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text(SIMPLIFIED, encoding="utf-8")
    file.chmod(0)
    with pytest.raises(InputError, match="cannot be read"):
        read_document(file)


def test_folders_are_walked_and_names_are_relative(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.md", "a/b.txt", ".hidden.txt", ".git/x.txt", "README.md", "n.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(SIMPLIFIED, encoding="utf-8")
    inputs = find_inputs([tmp_path])
    assert [item.name for item in inputs] == ["a/b.txt", "a/c.md", "b.txt"]
    assert [item.path for item in inputs] == [tmp_path / item.name for item in inputs]
    named = find_inputs([tmp_path / "b.txt", tmp_path / "README.md"])
    assert [item.name for item in named] == ["README.md", "b.txt"]


def test_a_file_named_twice_is_read_once_and_order_does_not_matter(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(SIMPLIFIED, encoding="utf-8")
    both = find_inputs([tmp_path / "b.txt", tmp_path, tmp_path / "a.txt"])
    assert [item.name for item in both] == ["a.txt", "b.txt"]


def test_documents_of_one_name_get_their_folders(tmp_path: Path) -> None:
    for name in ("may/page.txt", "june/page.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(SIMPLIFIED, encoding="utf-8")
    inputs = find_inputs([tmp_path / "may", tmp_path / "june"])
    assert [item.name for item in inputs] == ["june/page.txt", "may/page.txt"]


def test_an_unknown_ending_is_plain_text_where_the_user_names_it(tmp_path: Path) -> None:
    file = tmp_path / "page.news"
    file.write_text(SIMPLIFIED, encoding="utf-8")
    [item] = find_inputs([file])
    assert read_document(item.path, item.name).text == SIMPLIFIED
