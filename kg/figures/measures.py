"""What a figure counts: the noun phrase beside the number."""

from __future__ import annotations

import re

import rjieba

from kg.figures.numbers import QUANTITY
from kg.lexicons import one_of, words

CLAUSE = re.compile(r"[，。；：！？,;:!?\n—…]|、(?=[^、，。,]{0,12}[0-9])")
QUOTES = "“”‘’「」『』《》\"'"
NOUN = ("n", "b", "a", "j", "l", "s", "i", "eng", "z", "k", "h", "g", "x", "vn")
COUNTS = frozenset({"count", "act"})
# Verbs of taking part and winning, which the tagger may take for nouns.
ACTS = re.compile(one_of(words("figure_words", "act")))
_QUOTED_LAST = re.compile("“([^“”]{2,16})”$")  # 新建“船员之家”|6个
ENDS_NOUN = frozenset("率额量数值价费金人者")
NOT_COUNTED = frozenset(
    (
        *"的了等是有达为至到从由在被把将已共均都也就还又只仅各每仍内、，",
        *words("figure_words", "not_counted"),
    )
)
LONGEST = 24
_REACHES = frozenset(words("figure_words", "reaches"))
_LINKS = ("c", "d", "p", "r")  # 187人|由此晋升


def find_measure(text: str, start: int, end: int, clause: tuple[int, int], sort: str) -> str:
    """Words of the clause that say what ``text[start:end]`` counts; empty where none do.

    ``sort`` is that of the unit: things and acts are named behind their measure word, or before
    the number; prices, shares and lengths of time mostly before it.

    >>> line = "慰问职工120人"
    >>> find_measure(line, 4, 8, (0, 8), "count")
    '职工'
    """
    behind = _first_phrase(text[end : min(clause[1], end + LONGEST)], sort in COUNTS)
    if behind:
        return behind
    before = text[max(clause[0], start - LONGEST) : start]
    stop = len(before)
    for match in reversed(list(QUANTITY.finditer(before))):
        if not match["unit"]:
            continue
        phrase = _last_phrase(before[match.end() : stop])
        if phrase:
            return phrase
        stop = match.start()
    return _last_phrase(before[:stop]) or _last_verb(before)


def clause_around(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Borders of the clause of ``text[low:high]`` that holds ``text[start:end]``."""
    begin = low
    for match in CLAUSE.finditer(text, low, start):
        begin = match.end()
    after = CLAUSE.search(text, end, high)
    return begin, after.start() if after else high


OPEN = re.compile(r"[（(][^）)]*$")
BRACKETED = re.compile(r"[^（(][（(][^（()）]+[）)]$")  # 县（市、区）


def _is_noun(word: str, tag: str) -> bool:
    act = ACTS.match(word) and (len(word) < 3 or not tag.startswith("n"))  # 获奖, but 参赛选手
    if word in NOT_COUNTED or act:
        return False
    return tag.startswith(NOUN) or word in QUOTES or word in ENDS_NOUN


def _first_phrase(text: str, counts: bool) -> str:
    """The noun phrase that ``text`` begins with, 的 or 是 before it passed over."""
    phrase: list[str] = []
    for word, tag in rjieba.tag(text.lstrip("的是为")):
        if counts and not phrase and len(word) > 1 and tag.startswith(_LINKS):
            continue
        # Behind a measure word stands a noun, whatever the tagger thinks of the word.
        noun = _is_noun(word, tag) or (
            counts and not phrase and len(word) > 1 and not ACTS.match(word)
        )
        if not noun and not (word == "、" and phrase):
            break
        phrase.append(word)
    found = _bare("".join(phrase))
    return found if len(found) >= 2 else ""


def _last_phrase(text: str) -> str:
    """The noun phrase that ``text`` ends in, behind it only verbs and adverbs."""
    if quoted := _QUOTED_LAST.search(text):
        return quoted[1]
    words = rjieba.tag(text)
    while words and not _is_noun(*words[-1]):
        words.pop()
    phrase: list[str] = []
    for word, tag in reversed(words):
        ends = bool(phrase) and phrase[-1] in ENDS_NOUN and tag.startswith("v")
        if not (_is_noun(word, tag) or ends or (word == "的" and phrase)):
            break
        phrase.append(word)
    return _bare("".join(reversed(phrase)))


def _last_verb(text: str) -> str:
    verbs = [word for word, tag in rjieba.tag(text) if tag.startswith("v") and len(word) > 1]
    return verbs[-1] if verbs and verbs[-1] not in _REACHES else ""


def _bare(phrase: str) -> str:
    opened = phrase.startswith("“")
    phrase = OPEN.sub("", phrase.strip(QUOTES + " \u3000、")).strip(QUOTES + " \u3000、")
    if not BRACKETED.search(phrase):
        phrase = phrase.strip("()（）")
    if phrase.count("“") < phrase.count("”"):  # “石榴籽”服务站 keeps its own, 送|岗位”招聘会 none
        phrase = "“" + phrase if opened else phrase.rpartition("”")[2]
    return phrase.removeprefix("的").removesuffix("的")
