"""Which numbers are figures: rules that take one, after rules that keep one out.

A number of an article meets the rules in order, and the first that fits decides. Each carries
example sentences with the figures that all rules together read in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from kg.figures.numbers import (
    FULL_WIDTH,
    QUANTITY,
    SCALES,
    SORTS,
    Quantity,
    plain,
    read_quantity,
)
from kg.lexicons import one_of, words

COUNTED = frozenset({"count", "act", "time", "size"})
NONE = frozenset({""})
PEOPLE = rf"[^，。、；：,;0-9“”]{{0,10}}{one_of(words('people_words', 'crowd'))}"
DIGITS_ONLY = re.compile(r"[0-9０-９.．]+")
LEFT, RIGHT = 12, 16  # characters of context that a rule may look at


class Candidate(NamedTuple):
    """A quantity in ``text[start:end]``; ``number`` is where its number begins."""

    start: int
    number: int
    end: int
    quantity: Quantity
    sort: str  # of its unit; empty where it has none


@dataclass(frozen=True, slots=True)
class FigureRule:
    """Takes a number for a figure or, with ``takes=False``, keeps it out.

    Fits where the unit's sort is among ``sorts``, the text before the number ends in ``before``,
    the text behind it begins with ``after``, and ``digits`` (written in figures?) agrees; None
    fits anything. ``examples``: a sentence, and the figures it yields.
    """

    name: str
    takes: bool = True
    sorts: frozenset[str] | None = None
    units: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    digits: bool | None = None
    least: int = 0  # of the value
    hedged: bool = False
    unit: str = ""  # that a number without one has
    examples: dict[str, list[str]] = field(default_factory=dict)

    def fits(self, text: str, candidate: Candidate) -> bool:
        """Whether the rule applies to a candidate of ``text``."""
        quantity = candidate.quantity
        return (
            (self.sorts is None or candidate.sort in self.sorts)
            and (self.digits is None or self.digits == quantity.digits)
            and quantity.value >= self.least
            and (not self.hedged or quantity.hedge is not None)
            and (self.units is None or self.units.fullmatch(quantity.unit) is not None)
            and (
                self.before is None
                or self.before.search(text, max(0, candidate.start - LEFT), candidate.number)
                is not None
            )
            and (
                self.after is None
                or self.after.match(text, candidate.end, candidate.end + RIGHT) is not None
            )
        )


RULES = (
    FigureRule(
        "ordinal",
        takes=False,
        before=re.compile(r"第\s?$|第[一二三四五六七八九十0-9]+[、至到和]$|[No№]\.\s?$"),
        examples={"第3届大会上，第12名选手登台。": []},
    ),
    FigureRule(
        "rank",
        takes=False,
        units=re.compile(one_of(words("figure_words", "ranked"))),
        before=re.compile(r"(?<![提之以日期目当会课])前$"),
        examples={"他进入前3名。前5个月，公司发货900吨。": ["900 吨 公司发货"]},
    ),
    FigureRule(
        "part of a code or a date",
        takes=False,
        before=re.compile(r"[A-Za-z０-９0-9.·×*\-–/／]$|[0-9][:：~～—]$|二〇$"),
        digits=True,
        examples={"DN3000型阀门通过“7·14”检验，7×24小时待命。": []},
    ),
    FigureRule(
        "vague",
        takes=False,
        before=re.compile(r"[数几好每同另单逐]$|[这那该各]$"),
        digits=False,
        examples={"数千名职工到场，要价几十万元，这三十六人都来了。": []},
    ),
    FigureRule(
        "told before",
        takes=False,
        before=re.compile(r"(?:[这那该]|上述|以上|前述)$"),
        digits=True,
        examples={"这3家企业都来自青山县。": []},
    ),
    FigureRule(
        "of those told before",
        takes=False,
        units=re.compile("人|名|位|家|个"),
        after=re.compile(r"之?中[,，]"),
        examples={"7人中，4人是党员。": ["4 人 党员"]},
    ),
    FigureRule(
        "time on the clock",
        takes=False,
        units=re.compile("个?小时|分钟|秒钟?"),
        before=re.compile(r"(?:小时|[0-9]分)$"),
        examples={"他以2小时31分05秒夺冠。": []},
    ),
    FigureRule(
        "minutes of a time on the clock",
        takes=False,
        units=re.compile("分"),
        before=re.compile(r"(?:[0-9一二两三四五六七八九十][时点]|小时)$"),
        examples={"8时10分，评委打出96.5分。": ["96.5 分 评委"]},
    ),
    FigureRule(
        "part of a whole",
        takes=False,
        units=re.compile("分"),
        after=re.compile("之|[0-9]+秒"),
        examples={"3分之2的职工到场。": []},
    ),
    FigureRule(
        "hours of a time on the clock",
        takes=False,
        units=re.compile("小时"),
        after=re.compile(r"[0-9]{1,2}分"),
    ),
    FigureRule(
        "round the clock",
        takes=False,
        units=re.compile("小时"),
        after=re.compile(one_of(words("figure_words", "round_the_clock"))),
        examples={"大厅设24小时自助服务区。": []},
    ),
    FigureRule(
        "race",
        takes=False,
        units=re.compile("米|公里|千米"),
        after=re.compile(rf"[^，。,]{{0,4}}{one_of(words('figure_words', 'race'))}"),
        examples={"他在1500米跑中夺冠。": []},
    ),
    FigureRule(
        "weight class",
        takes=False,
        units=re.compile("公斤|千克"),
        after=re.compile("(?:以[上下])?级"),
        examples={"她获女子75公斤级第三名，举起110公斤。": ["110 公斤 举起"]},
    ),
    FigureRule(
        "class of a year",
        takes=False,
        units=re.compile("届|期|班|批"),
        digits=True,
        least=1900,
        examples={"2024届毕业生进厂。": []},
    ),
    FigureRule(
        "edition",
        takes=False,
        units=re.compile("届"),
        before=re.compile(r"(?<!办)(?<!办了)(?<!行)(?<!行了)(?<!举)$"),
        examples={
            "歌会已举办17届，3届冠军到场。": ["17 届 歌会"],
        },
    ),
    FigureRule(
        "stage of a work",
        takes=False,
        units=re.compile("期"),
        after=re.compile("工程|项目|车间|厂房|建设"),
        examples={"2期工程开工。": []},
    ),
    FigureRule("age, rank or place", takes=False, sorts=frozenset({"age", "rank", "place"})),
    FigureRule(
        "share",
        sorts=frozenset({"ratio"}),
        examples={
            "满意率91.4%，用时减少三成，同比提高2.5个百分点。": [
                "91.4 % 满意率",
                "30 % 用时",
                "2.5 个百分点 同比",
            ],
        },
    ),
    FigureRule(
        "money",
        sorts=frozenset({"money"}),
        digits=True,
        examples={
            "车间发放高温津贴6.37万元，帮助讨回运费291万余元。": [
                "63700 元 高温津贴",
                "2910000 元 运费",
            ],
            "企业投资3.8亿元，捐款近亿元。": ["380000000 元 企业投资", "100000000 元 捐款"],
        },
    ),
    FigureRule(
        "money in characters",
        sorts=frozenset({"money"}),
        digits=False,
        least=10,
    ),
    FigureRule(
        "money without its unit",
        sorts=NONE,
        before=re.compile(rf"{one_of(words('figure_words', 'money'))}[^，。,；;0-9]{{0,3}}$"),
        after=re.compile(r"[，。,；;、）)]"),
        digits=True,
        least=10_000,
        unit="元",
        examples={"项目总投资2.5亿，明年投产。": ["250000000 元 项目总投资"]},
    ),
    FigureRule(
        "count",
        sorts=COUNTED,
        digits=True,
        examples={
            "大赛吸引青山县36家企业的120名选手参加。": ["36 家 企业", "120 名 选手"],
            "全年接待读者2.6万人次，举办棋类比赛19场次。": ["26000 人次 读者", "19 场次 棋类比赛"],
            "排队时间由3小时缩短为40分钟。": ["3 小时 排队时间", "40 分钟 排队时间"],
            "库中有瓷器5218件（套）、信札63件/组。": ["5218 件（套） 瓷器", "63 件/组 信札"],
            "评审时限压缩12个工作日，工期仅9个多月。": ["12 个工作日 评审时限", "9 个月 工期"],
            "等候时间3至6个月。": ["3 个月 等候时间", "6 个月 等候时间"],
        },
    ),
    FigureRule(
        "people by the ten thousand",
        sorts=NONE,
        after=re.compile(PEOPLE),
        least=10_000,
        unit="人",
        examples={"10余万农村职工受益。": ["100000 人 农村职工"]},
    ),
    FigureRule(
        "people without their unit",
        sorts=NONE,
        before=re.compile(rf"{one_of(words('figure_words', 'people'))}[^，。,；;0-9]{{0,3}}$"),
        after=re.compile(r"[，。,；;、）)]"),
        digits=True,
        least=10_000,
        unit="人",
        examples={"平台注册用户9.2万，粉丝超3万。": ["92000 人 用户", "30000 人 粉丝"]},
    ),
    FigureRule(
        "medals",
        sorts=frozenset({"medal"}),
        digits=True,
        examples={"青山队摘得8金6银11铜。": ["8 金 青山队", "6 银 青山队", "11 铜 青山队"]},
    ),
    FigureRule(
        "hedged, in characters",
        sorts=COUNTED - {"time"},
        digits=False,
        least=10,
        hedged=True,
        examples={
            "近百名快递员到场，三十多家企业参加。": ["100 名 快递员", "30 家 企业"],
            "一行人都来了。": [],
        },
    ),
    FigureRule(
        "small, in characters, but told as a count",
        sorts=frozenset({"count", "act"}),
        digits=False,
        least=2,
        before=re.compile(r"(?:[仅共只]有|总共)$"),
        examples={"特等奖仅有两项。两位老师在座。": ["2 项 特等奖"]},
    ),
    FigureRule(
        "exact, in characters",
        sorts=COUNTED - {"time"},
        digits=False,
        least=11,
        examples={"三十六名学员结业。百家班组挂牌，来了七八名记者。": ["36 名 学员"]},
    ),
)
ABOUT = re.compile(r"[一二两三四五六七八九]{2}")  # 三五个, 七八家: any of several
BARE_SCALE = re.compile(r"[十百千万亿]+")
MYRIADS = re.compile("[万亿]")
IDLE = frozenset("一二两三四五六七八九十百千万亿")  # most numbers in characters: 一批, 三农
MEDALS = re.compile(r"[0-9]+[金银铜](?:[，、和 ]?[0-9]+[金银铜])+")
RANGE = re.compile(r"(?P<from>[0-9０-９]+(?:\.[0-9]+)?)(?P<scale>万|亿)?(?:至|到|—+|-|－|~|～)$")


class Found(NamedTuple):
    """A figure at ``text[start:end]``, its number from ``number``, and the rule that took it."""

    start: int
    number: int
    end: int
    quantity: Quantity
    rule: str


class Located(NamedTuple):
    """A figure before it has an owner: what was found, in which sentence, in which clause."""

    found: Found
    sentence: int
    clause: tuple[int, int]


def find_quantities(text: str, start: int, end: int) -> Iterator[Found]:
    """The figures among the numbers of ``text[start:end]``."""
    medals = [match.span() for match in MEDALS.finditer(text, start, end)]
    for match in QUANTITY.finditer(text, start, end):
        if match["arabic"] is None and match.group() in IDLE:
            continue
        quantity = read_quantity(match)
        number = match.start("arabic") if quantity.digits else match.start("chinese")
        candidate = Candidate(match.start(), number, match.end(), quantity, sort_of(quantity.unit))
        if candidate.sort == "medal" and not any(a <= number < b for a, b in medals):
            continue
        if not quantity.digits and ABOUT.fullmatch(match["chinese"]):
            continue
        bare = not quantity.digits and BARE_SCALE.fullmatch(match["chinese"]) is not None
        if bare and quantity.hedge is None:
            continue
        if "几" in match.group() or (not quantity.unit and not MYRIADS.search(match.group())):
            continue
        lower = RANGE.search(text, max(start, number - LEFT), number) if quantity.digits else None
        if lower is not None:  # 3至6个月: what stands before the first number decides
            candidate = candidate._replace(start=lower.start(), number=lower.start())
        rule = _decide(text, candidate)
        if rule is None:
            continue
        if lower is not None:
            least = Decimal(lower["from"].translate(FULL_WIDTH))
            for character in lower["scale"] or match["scale"] or "":
                least *= SCALES[character]
            low = Quantity(plain(least), quantity.unit, None, True)
            yield Found(lower.start(), lower.start(), match.end(), low, rule.name)
        if rule.unit:
            quantity = quantity._replace(unit=rule.unit)
        yield Found(match.start(), number, match.end(), quantity, rule.name)


def sort_of(unit: str) -> str:
    """Sort of a unit, of its first half where it is a pair; empty where it is unknown.

    >>> sort_of("场(次)"), sort_of("%"), sort_of("")
    ('act', 'ratio', '')
    """
    return (
        SORTS.get(unit)
        or SORTS.get(re.split(r"[(（/]", unit)[0])
        or ("ratio" if unit == "%" else "")
    )


def _decide(text: str, candidate: Candidate) -> FigureRule | None:
    """The rule that takes the candidate, or None."""
    for rule in _rules_for(candidate.sort, candidate.quantity.digits):
        if rule.fits(text, candidate):
            return rule if rule.takes else None
    return None


@cache
def _rules_for(sort: str, digits: bool) -> tuple[FigureRule, ...]:
    """The rules that a number may fit whose unit is of such a sort, in their order."""
    return tuple(
        rule
        for rule in RULES
        if (rule.sorts is None or sort in rule.sorts)
        and (rule.digits is None or rule.digits == digits)
    )
