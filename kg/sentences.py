"""An article's blocks to sentences. A sentence ends at 。！？； or … and never leaves its block.

What a closing quotation mark or bracket closes stays with it, and a quotation is not cut inside
unless it is long: “甲。乙。”丙说。 is one sentence with its speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lexicons import one_of, words
from kg.model import Article, Block, Sentence

END = re.compile(r"[。！？!?；;…]+[”’』」）)】]*|\n")
OPENERS, CLOSERS = "“「『", "”」』"
LONGEST_QUOTATION = 120  # characters; a longer one is cut at its own full stops
_SAYS = one_of((*words("verbs", "say"), "道", "认为", "感慨", "笑言", "解释"))
SPEAKER = re.compile(rf"[^。！？；“”]{{1,40}}?{_SAYS}[。；]")


def find_sentences(article: Article) -> list[Sentence]:
    """Sentences of all blocks in the order of the text; headlines and headings are one each.

    >>> from kg.layout import find_articles
    >>> from kg.model import Document
    >>> page = Document("a.txt", "大会闭幕。“都来了。”王小伟说。会期两天；天晴。")
    >>> [article] = find_articles(page)
    >>> [sentence.text for sentence in find_sentences(article)]
    ['大会闭幕。', '“都来了。”王小伟说。', '会期两天；', '天晴。']
    """
    sentences: list[Sentence] = []
    for number, block in enumerate(article.blocks):
        for start, end in _cut(article.text, block):
            sentences.append(Sentence(start, end, article.text[start:end], block.kind, number))
    return sentences


def _cut(text: str, block: Block) -> Iterator[tuple[int, int]]:
    start = block.start
    for match in END.finditer(text, block.start, block.end):
        end = match.end()
        if end <= start:
            continue
        if _inside_quotation(text, start, end, block.end):
            continue
        if match.group()[-1] in CLOSERS:
            speaker = SPEAKER.match(text, end, block.end)
            if speaker:
                end = speaker.end()
        yield from _trimmed(text, start, end)
        start = end
    yield from _trimmed(text, start, block.end)


def _inside_quotation(text: str, start: int, end: int, limit: int) -> bool:
    """Whether a quotation that is not too long is open at ``end``."""
    opening = max(text.rfind(mark, start, end) for mark in OPENERS)
    if opening < 0 or max(text.rfind(mark, opening, end) for mark in CLOSERS) > opening:
        return False
    closing = [text.find(mark, end, min(limit, opening + LONGEST_QUOTATION)) for mark in CLOSERS]
    return any(position >= 0 for position in closing)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
