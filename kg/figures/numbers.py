"""Numbers as newspapers write them, with their hedges, and what they are worth.

>>> from kg.figures.numbers import QUANTITY
>>> read_quantity(QUANTITY.search("近60万人次"))
Quantity(value=Decimal('600000'), unit='人次', hedge='近', digits=True)
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from kg.lexicons import one_of, read_rows, words

SORTS = {row[0]: row[1] for row in read_rows("measure_words", 2)}
DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")

_UNIT = one_of(SORTS)
#: 场(次), 件/组: a second measure word beside the first belongs to the unit.
_TWIN = r"(?:[(（][次套册组份件人户只项家台幅场个][)）]|/[套组件册幅次项人户])?"
_ARABIC = r"[0-9０-９]+(?:[,，][0-9]{3}(?![0-9]))*(?:[.．][0-9０-９]+)?"
_NINE = "一二三四五六七八九"
_CHINESE = r"[一二两三四五六七八九十百千万亿][零〇一二两三四五六七八九十百千万亿]*"

#: A number with its unit; the groups are those of :func:`read_quantity`.
QUANTITY = re.compile(
    rf"(?P<before>{one_of(words('figure_words', 'hedge_before'))}|上(?=[百千万亿]))?"
    r"(?P<ratio>百分之)?"
    rf"(?:(?P<arabic>{_ARABIC})\s?|(?P<chinese>{_CHINESE}))"
    rf"(?(ratio)(?:点(?P<decimals>[{_NINE}零〇]+))?)"
    r"(?P<odd>[余多来几])?"
    r"(?P<scale>万亿|[十百千]?[万亿]|[百千])?"
    r"(?P<more>[余多几])?"
    rf"(?P<unit>个多(?:工作日|星期|小时|季度|月)|(?:{_UNIT}){_TWIN})?"
    rf"(?P<tenth>(?<=成)[{_NINE}半](?![年月日天个名位家所万千百十]))?"
    rf"(?P<after>{one_of(words('figure_words', 'hedge_after'))})?"
)


class Quantity(NamedTuple):
    """``value`` counts plain ``unit``; ``digits``: written in figures, not in characters."""

    value: Decimal
    unit: str
    hedge: str | None
    digits: bool


def read_quantity(match: re.Match[str] | None) -> Quantity:
    """Value, unit and hedge of a match of :data:`QUANTITY`."""
    assert match is not None
    arabic, chinese = match["arabic"], match["chinese"]
    if arabic:
        value = Decimal(arabic.translate(FULL_WIDTH).replace(",", ""))
    else:
        value = Decimal(chinese_value(chinese))
    if match["decimals"]:
        value += Decimal("." + "".join(str(DIGITS[c]) for c in match["decimals"]))
    for scale in match["scale"] or "":
        value *= SCALES[scale]
    unit = (match["unit"] or "").translate(FULL_WIDTH)
    if match["ratio"]:
        unit = "%"
    elif unit == "成":
        value, unit = value * 10, "%"
        if match["tenth"]:
            value += 5 if match["tenth"] == "半" else DIGITS[match["tenth"]]
    elif unit.startswith("个多"):
        unit = "个" + unit[2:]
    hedge = match["before"] or match["odd"] or match["more"] or match["after"]
    if hedge is None and "个多" in match.group():
        hedge = "多"
    return Quantity(plain(value), unit, hedge, bool(arabic))


def chinese_value(text: str) -> int:
    """Value of a number in characters.

    >>> [chinese_value(text) for text in ("十二", "三百零五", "两百万", "二〇二五", "百")]
    [12, 305, 2000000, 2025, 100]
    """
    if len(text) > 1 and all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    total = section = digit = 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
            continue
        scale = SCALES[character]
        if scale >= 10**4:
            total = (total + section + digit or 1) * scale
            section = 0
        else:
            section += (digit or 1) * scale
        digit = 0
    return total + section + digit


def plain(value: Decimal) -> Decimal:
    """Without an exponent and without zeros after the point.

    >>> plain(Decimal("58.2400") * 10000)
    Decimal('582400')
    """
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()
