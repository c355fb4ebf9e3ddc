"""Paragraphs to articles: where a story begins, what each of its blocks is, who wrote it."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from kg.layout.bylines import (
    Credit,
    parse_byline,
    parse_dateline,
    parse_names,
    parse_picture_credit,
    parse_signature,
)
from kg.layout.paragraphs import FAR, Paragraph, find_paragraphs, is_caption, is_title, label_of
from kg.model import (
    BODY,
    BYLINE,
    CAPTION,
    DECK,
    HEADING,
    HEADLINE,
    LEAD,
    Article,
    Block,
    Byline,
    Document,
)

INLINE_BYLINE = re.compile(r"[。！？”…]\s*(?P<by>[□■●◆☐◇][^。，！？]{4,60})$")
DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})日?(?!\d)")
DATE_LINE = re.compile(
    r"(?:发布|刊发|更新)?(?:时间|日期)?[:：]?\s*(?:19|20)\d{2}\s*[年\-/.]\s*\d{1,2}\s*[月\-/.]\s*\d{1,2}日?"
    r"[\s\d:：]*(?:星期.|周.)?.{0,20}"
)
SOURCE_LINE = re.compile(r"(?:来源|稿源|文章来源|版面|版次)[:：].{1,20}")
KICKER_LENGTH = 6

# What a paragraph is before its place in a story is known.
TITLES, OPENING, BY, SIGNED, PICTURE, LABEL, TEXT, FURNITURE = range(8)


@dataclass(slots=True)
class _Part:
    """A paragraph with what it is; ``cuts`` splits off bylines at its beginning or end."""

    paragraph: Paragraph
    what: int
    credits: list[Credit] = field(default_factory=list)
    head: int = 0  # characters of a dateline at the beginning
    tail: int = -1  # where a signature or credit at the end begins
    label: str | None = None
    inline: bool = False  # the tail is a byline (□本报记者 …), not a signature in brackets

    @property
    def signed(self) -> bool:
        return self.tail >= 0 and self.what in (TEXT, SIGNED, OPENING)


def find_articles(document: Document) -> list[Article]:
    """The stories of a document, in the order of the page; empty only where there is no text.

    Sentences that the page cut are whole again; each character knows where it stood
    (:meth:`kg.model.Article.source`). Blocks that a reader would not call text (page numbers, lines
    of date and source) are left out; a date they state is ``Article.published``.
    """
    parts = [_classify(paragraph) for paragraph in find_paragraphs(document.text)]
    if not parts:
        return []
    _mark_captions(parts)
    _mark_bare_bylines(parts)
    articles: list[Article] = []
    for group in _split(parts):
        article = _assemble(document, len(articles) + 1, group)
        if article is not None:
            articles.append(article)
    return articles


def _classify(paragraph: Paragraph) -> _Part:
    text = paragraph.text
    if paragraph.caption:
        return _captioned(paragraph)
    label = label_of(text)
    if label is not None:
        return _Part(paragraph, LABEL, label=label)
    if len(text) <= 60 and (DATE_LINE.fullmatch(text) or SOURCE_LINE.fullmatch(text)):
        return _Part(paragraph, FURNITURE)
    opening = parse_dateline(text)
    if opening is not None:
        part = _Part(paragraph, OPENING, opening[1], head=opening[0])
        _sign(part)
        return part
    if len(text) <= 80:
        credits = parse_byline(text)
        if credits:
            return _Part(paragraph, BY, credits)
        signature = parse_signature(text)
        if signature and signature[0] == 0:
            return _Part(paragraph, SIGNED, signature[1], tail=0)
    if is_caption(text):
        return _captioned(paragraph)
    if is_title(text):
        return _Part(paragraph, TITLES)
    part = _Part(paragraph, TEXT)
    _sign(part)
    return part


def _captioned(paragraph: Paragraph) -> _Part:
    part = _Part(paragraph, PICTURE)
    credit = parse_picture_credit(paragraph.text)
    if credit is not None:
        part.tail, part.credits = credit
    return part


def _sign(part: _Part) -> None:
    text = part.paragraph.text
    inline = INLINE_BYLINE.search(text, max(0, len(text) - 80))
    if inline:
        credits = parse_byline(text, *inline.span("by"))
        if credits:
            part.credits = part.credits + credits
            part.tail = inline.start("by")
            part.inline = True
            return
    signature = parse_signature(text)
    if signature and signature[0] > part.head:
        part.tail = signature[0]
        part.credits = part.credits + signature[1]


def _mark_captions(parts: list[_Part]) -> None:
    """Short lines that stand far off in a row are under pictures, not over stories."""
    for index, part in enumerate(parts):
        if part.what not in (TITLES, TEXT) or part.paragraph.gap < FAR or index == 0:
            continue
        following = parts[index + 1] if index + 1 < len(parts) else None
        before = parts[index - 1]
        in_row = before.what == PICTURE and before.paragraph.gap >= FAR
        if part.what == TEXT:
            alone = len(part.paragraph.text) <= 80 and not part.signed
            if alone and (following is None or following.paragraph.gap >= FAR or in_row):
                part.what = PICTURE
        elif (
            following is None
            or following.paragraph.gap >= FAR
            or (in_row and following.what == TITLES)
        ):
            part.what = PICTURE


def _mark_bare_bylines(parts: list[_Part]) -> None:
    """□ and names alone, between a title and its story, are a byline without a role."""
    for before, part, after in zip(parts, parts[1:], parts[2:], strict=False):
        if part.paragraph.marked and (before.what, part.what, after.what) == (TITLES, TITLES, TEXT):
            credits = parse_names(part.paragraph.text)
            if credits:
                part.what, part.credits = BY, credits


def _titles_before(parts: list[_Part], index: int, floor: int) -> int:
    """Where the run of titles (and labels) that ends right above ``index`` begins."""
    while index > floor and parts[index - 1].what == TITLES:
        index -= 1
    return index


def _split(parts: list[_Part]) -> list[list[_Part]]:
    starts = [0]

    def body_since(index: int) -> bool:
        return any(part.what in (TEXT, OPENING) for part in parts[starts[-1] : index])

    def opened_since(index: int) -> bool:
        return any(part.what in (BY, OPENING) or part.signed for part in parts[starts[-1] : index])

    def begin(index: int) -> None:
        if index > starts[-1]:
            starts.append(index)

    for index, part in enumerate(parts):
        floor = starts[-1]
        above = _titles_before(parts, index, floor)
        if part.what == OPENING:
            if body_since(index):
                begin(above)
        elif part.what == BY:
            if above < index and body_since(above):
                begin(above)
            elif above == index and opened_since(index) and _leads(parts, index):
                for earlier in range(index - 1, floor, -1):
                    if parts[earlier].what == TITLES:
                        begin(_titles_before(parts, earlier, floor))
                        break
        elif part.what == LABEL:
            if (part.label == "lead" and body_since(above)) or (
                part.label == "briefs" and body_since(index)
            ):
                begin(above if part.label == "lead" else index)
        elif part.what == TITLES and above == index and index > floor:
            before = parts[index - 1]
            if before.signed and not before.inline and not _within_briefs(parts, floor, index):
                begin(index)
        if part.signed and part.what != OPENING and opened_since(index):
            # A box that its own hand signed is a story of its own.
            for earlier in range(index - 1, floor, -1):
                if parts[earlier].what == LABEL and parts[earlier].label == "box":
                    begin(earlier)
                    break
    return [parts[a:b] for a, b in zip(starts, [*starts[1:], len(parts)], strict=True)]


def _leads(parts: list[_Part], index: int) -> bool:
    """Whether a byline is followed by a story rather than closing one."""
    following = next((p for p in parts[index + 1 :] if p.what != PICTURE), None)
    return following is not None and following.what in (TEXT, TITLES)


def _within_briefs(parts: list[_Part], start: int, index: int) -> bool:
    return any(part.what == LABEL and part.label == "briefs" for part in parts[start:index])


def _assemble(document: Document, number: int, parts: list[_Part]) -> Article | None:
    texts: list[str] = []
    origins: list[int] = []
    blocks: list[Block] = []
    bylines: dict[tuple[str, str], Byline] = {}
    kinds = _kinds(parts)
    published = _published(parts)
    length = 0
    for part, kind in zip(parts, kinds, strict=True):
        if part.what == FURNITURE:
            continue
        if texts:
            texts.append("\n")
            origins.append(origins[-1])
            length += 1
        for start, end in part.paragraph.pieces:
            origins.extend(range(start, end) if end > start else (start,))
        text = part.paragraph.text
        texts.append(text)
        tail = part.tail if part.tail >= 0 else len(text)
        for start, end, what in (
            (0, part.head, BYLINE),
            (part.head, tail, kind),
            (tail, len(text), BYLINE),
        ):
            while start < end and text[start].isspace():
                start += 1
            while end > start and text[end - 1].isspace():
                end -= 1
            if start < end:
                blocks.append(Block(length + start, length + end, what))
        for credit in part.credits:
            byline = Byline(length + credit.start, length + credit.end, credit.name, credit.role)
            bylines.setdefault((credit.name, credit.role), byline)
        length += len(text)
    if not texts:
        return None
    return Article(
        document,
        number,
        "".join(texts),
        tuple(origins),
        tuple(blocks),
        tuple(bylines.values()),
        published,
    )


def _kinds(parts: list[_Part]) -> list[str]:
    """The kind of each part's block, from what it is and where in the story it stands."""
    plain = {TEXT: BODY, OPENING: BODY, BY: BYLINE, SIGNED: BYLINE, PICTURE: CAPTION}
    kinds = [plain.get(part.what, HEADING) for part in parts]
    headline = _headline(parts)
    for index in range(headline, len(parts)):
        if parts[index].what != TITLES:
            break
        kinds[index] = HEADLINE if index == headline else DECK
    if headline < len(parts) and parts[headline].label == "briefs":
        kinds[headline] = HEADLINE
    byline = next((index for index, part in enumerate(parts) if part.what == BY), 0)
    label = next((index for index, part in enumerate(parts) if part.label == "lead"), None)
    for index, part in enumerate(parts):
        if part.what == TEXT and (index < byline or (label is not None and label < index)):
            kinds[index] = LEAD
        elif part.what in (BY, TITLES) and label is not None and index > label:
            break
    return kinds


def _headline(parts: list[_Part]) -> int:
    """Index of the part that is the headline; the number of parts where there is none."""
    opening = next((i for i, part in enumerate(parts) if part.what in (OPENING, BY)), None)
    first = next((i for i, part in enumerate(parts) if part.what == TITLES), len(parts))
    if opening is not None and parts[opening].what == OPENING:
        above = _titles_before(parts, opening, 0)
        if above < opening:
            first = above
    if parts[0].label == "briefs":
        return 0
    following = parts[first + 1] if first + 1 < len(parts) else None
    if following is not None and following.what == TITLES:
        text = parts[first].paragraph.text.strip("【】[]")
        if len(text) <= KICKER_LENGTH and not re.search(r"[\s，,！？!?]", text):
            return first + 1  # the name of a column: 基层短波
    return first


def _published(parts: list[_Part]) -> str | None:
    """The date that a line of its own, or the dateline, states in full."""
    for part in parts:
        if part.what == FURNITURE:
            match = DATE.search(part.paragraph.text)
        elif part.what == OPENING:
            match = DATE.search(part.paragraph.text, 0, part.head)
        else:
            continue
        if match:
            try:
                return datetime.date(*(int(group) for group in match.groups())).isoformat()
            except ValueError:
                continue
    return None
