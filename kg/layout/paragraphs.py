"""Lines of a page to paragraphs: what a column break or a narrow column cut is made whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import rjieba

from kg.layout.bylines import (
    MARKS,
    parse_byline,
    parse_dateline,
    parse_picture_credit,
    parse_signature,
)
from kg.lexicons import one_of, read_rows, words

LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
EDGE = " \t\u3000\u00a0\ufeff\u200b"
CLOSERS = "”’』」\"'）)】]》〉"
TERMINAL = re.compile(rf"[。！？!?；;…：:—][{re.escape(CLOSERS)}]*$")
CONTINUES = re.compile(r"[，。、；：！？,;:!?%％”’』」）)】》〉]")
OPENS_PARAGRAPH = re.compile(
    rf"(?:{one_of(words('page_words', 'opens_paragraph'))}|\d{{4}}年以来)[,，]"
)
NARROW = re.compile(r"[，、,]$")
MARKDOWN = re.compile(r"(?:#{1,6}|>)[ \t]+|\*\*(?=.*\*\*$)")
BULLET_MARKS = MARKS.translate({ord(mark): None for mark in "▲▼△"})  # those stand by pictures
BULLET = re.compile(rf"(?:[{re.escape(BULLET_MARKS)}*]|\d{{1,2}}[.、](?!\d))[ \u3000]*")
BYLINE_MARKS = "□■●◎☐"
CAPTION_SIGN = re.compile(
    rf"^[▲▼◀▶△]|^[(（]?(?:{one_of(words('page_words', 'caption'))}|图[①②③④⑤⑥一二三四])"
)
WHO_IN_PICTURE = re.compile(r"[(（][左右中前后图][^()（）]{0,4}[)）]")
CREDITED = re.compile(r"[(（][^()（）]{0,30}(?:摄|摄影|供图|图|摄影报道)[)）]$")
PAGE_NUMBER = re.compile(r"[-—－·\s]*(?:第?\s*\d{1,3}\s*[版页]?|[A-Z]\d{1,3}\s*版?)[-—－·\s]*")
TITLE_LENGTH = 40
FAR = 2  # this many empty lines or more: a picture stood here
LABELS = {row[0]: row[1] for row in read_rows("labels", 2)}


@dataclass(slots=True)
class Paragraph:
    """``pieces`` are the slices of the document that make ``text``, in order."""

    text: str
    pieces: list[tuple[int, int]]
    gap: int  # empty lines above
    bullet: bool = False
    caption: bool = False
    marked: bool = False  # with one of □■●

    @property
    def closed(self) -> bool:
        """Whether it ends as a sentence ends, or as a byline or a credit does."""
        if TERMINAL.search(self.text) or is_caption(self.text):
            return True
        return self.text[-1] in ")）" and parse_signature(self.text) is not None


def is_title(text: str) -> bool:
    """Whether a line has the looks of a headline or a heading: short, no full stop, no comma last.

    >>> is_title("把车间当课堂"), is_title("大会昨日闭幕。"), is_title("大会昨日闭幕，")
    (True, False, False)
    """
    if len(text) > TITLE_LENGTH or NARROW.search(text) or "。" in text or "；" in text:
        return False
    if text[-1] in CLOSERS and len(text) > 1 and text[-2] in "！？!?…":
        return text[0] not in '“「『"'  # a line of speech
    return not text.endswith((":", "：")) or len(text) <= 12


def label_of(text: str) -> str | None:
    """Use of the label that a line is (核心提示: ``lead``), or None.

    >>> label_of("【链接】"), label_of("■数读"), label_of("大会")
    ('box', 'box', None)
    """
    bare = text.strip(MARKS + "【】[]［］<>《》:：|｜ \u3000")
    return LABELS.get(bare)


def is_caption(text: str) -> bool:
    """Whether a line says by itself that it stands under a picture."""
    if CAPTION_SIGN.match(text):
        return True
    if len(text) < 160 and (CREDITED.search(text) or WHO_IN_PICTURE.search(text)):
        return CREDITED.search(text) is not None or is_title(text)
    return len(text) < 160 and parse_picture_credit(text) is not None


def find_paragraphs(text: str) -> list[Paragraph]:
    """Paragraphs in their order, captions that interrupt one moved behind it."""
    lines = _lines(text)
    width = _column_width(lines)
    paragraphs: list[Paragraph] = []
    waiting: list[Paragraph] = []  # captions met while a paragraph is open
    bullets_close = _bullets_close(lines)
    for number, line in enumerate(lines):
        last = paragraphs[-1] if paragraphs else None
        if last is not None and _continues(last, line, lines, number, width, bullets_close):
            if waiting and line in waiting:
                waiting.remove(line)
            _append(last, line)
            continue
        if last is not None and _interrupts(last, line, lines, number):
            line.caption = True
            waiting.append(line)
            continue
        paragraphs += waiting
        waiting = []
        paragraphs.append(line)
    return paragraphs + waiting


def _lines(text: str) -> list[Paragraph]:
    lines: list[Paragraph] = []
    previous_end = 0
    gap = 0
    for match in LINE.finditer(text):
        start, end = match.span()
        between = text[previous_end:start]
        breaks = between.count("\n") or between.count("\r") or bool(between)
        gap += max(int(breaks) - 1, 0) if lines or gap else 0
        previous_end = end
        while start < end and text[start] in EDGE:
            start += 1
        while end > start and text[end - 1] in EDGE:
            end -= 1
        if start == end:
            gap += 1
            continue
        markdown = MARKDOWN.match(text, start, end)
        if markdown:
            start = markdown.end()
            if text.endswith("**", start, end):
                end -= 2
        bullet = BULLET.match(text, start, end)
        is_bullet = marked = False
        if bullet and bullet.end() < end and not parse_byline(text[start:end]):
            is_bullet = True
            if text[start] in MARKS + "*":
                marked = text[start] in BYLINE_MARKS
                start = bullet.end()
        if start < end and not PAGE_NUMBER.fullmatch(text, start, end):
            lines.append(Paragraph(text[start:end], [(start, end)], gap, is_bullet, marked=marked))
            if match.group().startswith("\u3000\u3000") and lines[-1].gap == 0:
                lines[-1].gap = -1  # indented right below a line: a new paragraph
        gap = 0
    return lines


def _column_width(lines: list[Paragraph]) -> int:
    """Characters of a full line where the page is set in narrow columns, else 0."""
    tight = [len(a.text) for a, b in pairwise(lines) if b.gap == 0]
    if len(tight) < 6:
        return 0
    width = max(set(tight), key=lambda size: (tight.count(size), size))
    full = sum(width - 2 <= size <= width + 1 for size in tight)
    return width if 8 <= width <= 60 and full * 10 >= len(tight) * 6 else 0


def _bullets_close(lines: list[Paragraph]) -> bool:
    """Whether items of lists end in a full stop, so that one that does not was cut."""
    items = [line for line in lines if line.bullet and len(line.text) > TITLE_LENGTH // 2]
    return sum(line.closed for line in items) * 2 > len(items)


def _begins_anew(line: Paragraph) -> bool:
    return (
        label_of(line.text) is not None
        or bool(parse_byline(line.text))
        or parse_dateline(line.text) is not None
        or (is_title(line.text) and not CONTINUES.match(line.text))
    )


def cut_in_two(first: str, second: str) -> bool:
    """Whether a short line is not a heading but the first half of the paragraph below it.

    >>> cut_in_two("据了解,为方便全县职", "工看病,工会开了专线。")
    True
    >>> cut_in_two("把课堂搬进车间", "工人王小伟每周上一次课。")
    False
    """
    if " " in first or "\u3000" in first or first[-1] in CLOSERS:
        return False
    if _runs_on(first):
        return True
    commas = first.count(",") + first.count("，")
    words = rjieba.cut(first[-6:] + second[:6])
    position, border = 0, len(first[-6:])
    for word in words:
        if position < border < position + len(word):
            return len(first) >= 8 or commas > 0
        position += len(word)
    return False


def _runs_on(text: str) -> bool:
    """Whether a line has the commas or the opening of a sentence, which titles have not."""
    commas = text.count(",") + text.count("，")
    return (commas >= 2 and " " not in text) or OPENS_PARAGRAPH.match(text) is not None


def _is_whole(last: Paragraph) -> bool:
    """Whether a line without a full stop is complete, as titles and bylines are."""
    text = last.text
    return is_title(text) and not _runs_on(text) and parse_dateline(text) is None


def _continues(
    last: Paragraph,
    line: Paragraph,
    lines: list[Paragraph],
    number: int,
    width: int,
    bullets_close: bool,
) -> bool:
    if width and line.gap == 0 and len(lines[number - 1].text) >= width - 2:
        return parse_dateline(line.text) is None
    if last.caption or (last.closed and not CONTINUES.match(line.text)):
        return False
    if is_caption(line.text):
        return False
    if NARROW.search(last.text) or CONTINUES.match(line.text):
        return line.gap < FAR or not _interrupts(last, line, lines, number)
    if _begins_anew(line) or line.gap < 0:
        return False
    if _is_whole(last):
        return line.gap < FAR and not line.bullet and cut_in_two(last.text, line.text)
    if line.bullet:
        return last.bullet and bullets_close and line.gap < FAR
    return line.gap < FAR or not _interrupts(last, line, lines, number)


def _interrupts(last: Paragraph, line: Paragraph, lines: list[Paragraph], number: int) -> bool:
    """Whether ``line`` is a caption in the middle of the open paragraph ``last``."""
    if last.closed or _is_whole(last):
        return False
    if is_caption(line.text):
        return True
    if line.gap < FAR or CONTINUES.match(line.text) or _begins_anew(line):
        return line.gap >= FAR and is_title(line.text) and _goes_on(lines, number)
    if WHO_IN_PICTURE.search(line.text) or line.text[0] in "“《":
        return True
    return len(line.text) <= 60 and _goes_on(lines, number)


def _goes_on(lines: list[Paragraph], number: int) -> bool:
    """Whether the line after ``number`` may go on with what stood before it."""
    for following in lines[number + 1 : number + 4]:
        if following.gap < FAR:
            return not _begins_anew(following) and not following.bullet
    return False


def _append(last: Paragraph, line: Paragraph) -> None:
    stop, (start, end) = last.pieces[-1][1], line.pieces[0]
    latin = last.text[-1].isascii() and last.text[-1].isalpha()
    if latin and line.text[0].isascii() and line.text[0].isalpha():
        last.text += " "
        last.pieces.append((stop - 1, stop - 1))  # a blank that the layout puts in
    last.text += line.text
    last.pieces.append((start, end))
