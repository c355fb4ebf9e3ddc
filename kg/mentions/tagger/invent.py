"""Names made from lexicons: people, firms, teams, parts of bodies, undertakings, honours."""

from __future__ import annotations

import random
from dataclasses import dataclass

from kg.lexicons import words
from kg.mentions.tagger.stock import Stock
from kg.model import ORGANIZATION, PROGRAMME

TEAM = 0.15  # how often a body that is made is a team with a name of its own
UNIT = 0.25  # how often it is part of another
INVENTIONS = words("name_heads", "Invention")
REACH = words("name_heads", "Reach")


@dataclass(frozen=True)
class Firm:
    """A firm by the parts of its name, of which news drops some."""

    place: str
    brand: str
    trade: str
    ending: str

    @property
    def full(self) -> str:
        """The whole name."""
        return self.place + self.brand + self.trade + self.ending

    def short(self, draw: random.Random) -> str:
        """A form that news uses once the full name is told."""
        forms = [self.brand, self.brand + self.trade, self.brand + self.trade, self.brand + "公司"]
        if self.place:
            forms.append(self.place + self.brand)
        return draw.choice([form for form in forms if len(form) > 1])


def make_person(stock: Stock, draw: random.Random) -> str:
    """A name of two to four characters, or one of a minority or transliterated."""
    chance = draw.random()
    if chance < 0.10:
        join, parts = draw.choice(stock.name_parts)
        name = draw.sample(parts, draw.choice([1, 2, 2, 2]))
        return ("·" if join == "dot" and draw.random() < 0.7 else "").join(name)
    if chance < 0.15:
        surname = draw.choice(stock.compound_surnames)
    else:
        surname = draw.choice(stock.common_surnames if chance < 0.50 else stock.surnames)
    chance = draw.random()
    if chance < 0.13 and len(surname) == 1:
        return draw.choice(stock.wordlike_names)
    if chance < 0.25:
        return surname + draw.choice(stock.words)
    if chance < 0.50:
        return surname + draw.choice(stock.given)
    return surname + draw.choice(stock.given) + draw.choice(stock.given)


def make_body(stock: Stock, draw: random.Random, quoted: bool) -> str:
    """A body of some kind; ``quoted``: it will stand in quotation marks."""
    chance = draw.random()
    if chance < TEAM and not quoted:
        return _team(stock, draw)
    if chance < TEAM + UNIT:
        return _unit(stock, draw)
    return make_name(ORGANIZATION, stock, draw)


def _team(stock: Stock, draw: random.Random) -> str:
    """A team by the name it goes by, with or without whose it is: 某区“石榴花”志愿服务队."""
    name = "".join(draw.choice(stock.words) for _ in range(draw.choice([1, 1, 2])))
    if draw.random() < 0.3:
        name = draw.choice(stock.given) + draw.choice(stock.brand) + draw.choice("花蓝红光星")
    if draw.random() < 0.1:
        name += "号"
    owner = ""
    chance = draw.random()
    if chance < 0.2:
        owner = draw.choice(stock.places.by_ending[draw.choice(["市", "县", "区", "镇", "街道"])])
    elif chance < 0.35:
        owner = draw.choice(stock.places.short)
    elif chance < 0.5:
        owner = _parent(stock, draw)
    quoted = draw.random() < 0.8
    return owner + (f"“{name}”" if quoted else name) + draw.choice(stock.heads["Team"])


def _unit(stock: Stock, draw: random.Random) -> str:
    """A part of a body, by where it is or what it does: 某某集团平川分公司, 某局电力二队."""
    chance = draw.random()
    middle = ""
    if chance < 0.25:
        middle = draw.choice(stock.places.short)
    elif chance < 0.55:
        middle = draw.choice(stock.words)
    elif chance < 0.6:
        middle = f"“{draw.choice(stock.words)}”"
    return _parent(stock, draw) + middle + draw.choice(stock.heads["Unit"])


def _parent(stock: Stock, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.5:
        known = draw.choice(stock.mentions.get((ORGANIZATION, False)) or [""])
        if len(known) > 3 and "“" not in known:
            return known
    return make_firm(stock, draw).full if chance < 0.75 else make_name(ORGANIZATION, stock, draw)


def make_name(kind: str, stock: Stock, draw: random.Random, quoted: bool = False) -> str:
    """A name put together from a place or a brand, ordinary words, and a head of its kind."""
    head = draw.choice(stock.heads[kind])
    chance = draw.random()
    if quoted and kind == PROGRAMME:
        if chance < 0.5:  # a project or an invention
            parts = [draw.choice(stock.words) for _ in range(draw.choice([1, 2, 2, 3, 4]))]
            start = draw.choice(["", "", "一种", "面向", "基于", "新型", "高"])
            link = draw.choice(["", "", "的", "关键"])
            return start + "".join(parts) + link + draw.choice(INVENTIONS)
        parts = [draw.choice(stock.words) for _ in range(draw.choice([1, 2, 2, 3]))]
        return draw.choice(["", "", "", "·"]).join(parts)
    place = ""
    if chance < 0.35:
        place = draw.choice(stock.places.short)
    elif chance < 0.6:
        place = draw.choice(stock.places.by_ending[draw.choice(["市", "县", "区", "省", "镇"])])
    elif chance < 0.7 and kind != ORGANIZATION:
        place = draw.choice(REACH)
    middle = "".join(draw.choice(stock.words) for _ in range(draw.choice([0, 1, 1, 2])))
    if kind == ORGANIZATION and not place and not middle:
        middle = draw.choice(stock.brand) + draw.choice(stock.brand)
    if kind == PROGRAMME:
        number = draw.choice("一二三四五六七八九十")
        edition = draw.choice(
            ["", "", "", f"第{number}届", f"{draw.randint(2010, 2027)}年", "首届"]
        )
        middle = draw.choice([middle, middle, f"“{middle}”"]) if middle else middle
        pair = (edition, place) if draw.random() < 0.5 else (place, edition)
        return "".join(pair) + middle + head
    return place + middle + head


def make_firm(stock: Stock, draw: random.Random) -> Firm:
    """A firm with or without its place and trade."""
    chance = draw.random()
    place = ""
    if chance < 0.4:
        place = draw.choice(stock.places.short)
    elif chance < 0.6:
        place = draw.choice(stock.places.by_ending[draw.choice(["市", "县", "区", "省"])])
    if draw.random() < 0.6:
        brand = "".join(draw.choice(stock.brand) for _ in range(draw.choice([2, 2, 2, 3, 4])))
    else:
        brand = draw.choice(stock.words)
    trade = draw.choice(stock.trades) if draw.random() < 0.8 else ""
    ending = draw.choice(stock.firm_endings)
    chance = draw.random()
    if chance < 0.05:
        return Firm("", draw.choice(stock.brands), "", "")
    if chance < 0.10:
        brand, trade = draw.choice(stock.brands), place
        place = ""
        return Firm(place, brand, trade, draw.choice(["分公司", "公司", "有限公司", "支公司"]))
    return Firm(place, brand, trade, ending)
