"""The last word of a name, by which an article goes on to speak of what it names."""

from __future__ import annotations

import re
from functools import lru_cache

import rjieba

from kg.lexicons import words
from kg.model import ORGANIZATION, PLATFORM, PROGRAMME, WORK, Mention, Sentence

_TOO_GENERAL = frozenset(words("pointing_words", "too_general"))
_NOUN = ("n", "vn", "l")
_IN_PHRASE = (*_NOUN, "a", "b", "q", "v", "j")
_BEHIND = 6  # characters after a quoted name in which its noun stands


def heads_of(sentence: Sentence, mention: Mention) -> set[str]:
    """Words that may stand for what a mention names: 讲解队 for 孝贤讲解队, 系统 for “轴语”诊断系统."""
    if mention.kind not in (ORGANIZATION, PROGRAMME, PLATFORM, WORK):
        return set()
    heads = {_last_word(mention.text)}
    end = mention.end - sentence.start
    if mention.kind != ORGANIZATION and sentence.text[end : end + 1] in ("”", "》"):
        heads |= _nouns_at(sentence.text[end + 1 : end + 1 + _BEHIND])
    heads |= {head[-2:] for head in heads if len(head) > 3}  # 诊断系统 is a 系统
    return heads - {""} - _TOO_GENERAL


@lru_cache(maxsize=20_000)
def _last_word(name: str) -> str:
    """The last word of two characters or more, if it is not all of the name."""
    parts = rjieba.cut(name)
    head = parts.pop()
    while len(head) < 2 and parts:
        head = parts.pop() + head
    return head if re.fullmatch("[一-鿿]{2,5}", head) and head != name else ""


@lru_cache(maxsize=20_000)
def _nouns_at(text: str) -> frozenset[str]:
    """The nouns of the phrase that a text begins with."""
    nouns, before = set(), ""
    for word, tag in rjieba.tag(text):
        if not tag.startswith(_IN_PHRASE) or not re.fullmatch("[一-鿿]+", word):
            break
        if tag.startswith(_NOUN):
            nouns.add(before + word if len(before) == 1 else word)  # 小|程序
        before = word
    return frozenset(noun for noun in nouns if len(noun) > 1)
