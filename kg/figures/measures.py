"""What a figure counts: the noun phrase beside the number."""

from __future__ import annotations

import re

import rjieba

CLAUSE = re.compile(r"[，。；：！？,;:!?\n—…]|、(?=[^、，。,]{0,12}[0-9])")
QUOTES = "“”‘’「」『』《》\"'"
NOUN = ("n", "b", "a", "j", "l", "s", "i", "eng", "z", "t", "k", "h", "g", "x")
ACTS = re.compile(
    r"参[加与赛]|[荣斩捧]?获|入选|到[场会]|报名|登台|上场|开展|实现|分[别获]|成[为长]|同[台场]|来自|通过"
)
NOT_COUNTED = frozenset(
    "的 了 等 是 有 达 为 至 到 从 由 在 被 把 将 已 共 均 都 也 就 还 又 只 仅 各 每 其中 以上".split()
)
LONGEST = 24


def find_measure(text: str, start: int, end: int, clause: tuple[int, int]) -> str:
    """Words of the clause that say what ``text[start:end]`` counts; empty where none do.

    >>> line = "培训职工120人"
    >>> find_measure(line, 4, 8, (0, 8))
    '职工'
    """
    behind = _first_phrase(text[end : min(clause[1], end + LONGEST)])
    if behind:
        return behind
    return _last_phrase(text[max(clause[0], start - LONGEST) : start])


def clause_around(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Borders of the clause of ``text[low:high]`` that holds ``text[start:end]``."""
    begin = low
    for match in CLAUSE.finditer(text, low, start):
        begin = match.end()
    after = CLAUSE.search(text, end, high)
    return begin, after.start() if after else high


def _is_noun(word: str, tag: str) -> bool:
    return word not in NOT_COUNTED and (tag.startswith(NOUN) or tag == "vn" or word in QUOTES)


def _first_phrase(text: str) -> str:
    """The noun phrase that ``text`` begins with, 的 before it passed over."""
    words = rjieba.tag(text)
    phrase: list[str] = []
    for word, tag in words:
        if not phrase and (word == "的" or ACTS.match(word)):
            if word != "的":
                break
            continue
        # Behind a measure word stands a noun, whatever the tagger thinks of the word.
        if not _is_noun(word, tag) and (phrase or len(word) < 2 or word in NOT_COUNTED):
            break
        phrase.append(word)
    found = _bare("".join(phrase))
    return found if len(found) >= 2 else ""


def _last_phrase(text: str) -> str:
    """The noun phrase that ``text`` ends in, behind it only verbs of counting and adverbs."""
    words = rjieba.tag(text)
    while words and not _is_noun(*words[-1]):
        words.pop()
    phrase: list[str] = []
    for word, tag in reversed(words):
        joins = word == "的" and phrase
        if not (_is_noun(word, tag) or joins):
            break
        phrase.append(word)
    found = _bare("".join(reversed(phrase)).removeprefix("的"))
    if found:
        return found
    verbs = [word for word, tag in rjieba.tag(text) if tag.startswith("v") and len(word) > 1]
    return verbs[-1] if verbs else ""


def _bare(phrase: str) -> str:
    return phrase.strip(QUOTES + " \u3000()（）")
