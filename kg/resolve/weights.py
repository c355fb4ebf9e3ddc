"""How much each agreement says: Fellegi and Sunter's weights, in bits.

An attribute that agrees adds log2(m / u), one that disagrees log2((1 - m) / (1 - u)), where m is
how often it agrees for one person and u how often for two of one name. Source: I. P. Fellegi and
A. B. Sunter, A Theory for Record Linkage, 1969. The figures are set once for local news, and do not
depend on what else is read: a weight that moved with the corpus would move what was decided.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


def match_weight(m: float, u: float) -> float:
    """Evidence, in bits, that two mentions share an entity when one attribute agrees.

    ``m``: P(agree | same entity), ``u``: P(agree | different), both in (0, 1], else ValueError.
    Weights of independent attributes add; +1 doubles the odds.
    >>> match_weight(m=0.8, u=0.1)
    3.0
    """
    if not (0 < m <= 1 and 0 < u <= 1):
        raise ValueError(f"m={m} and u={u} must be probabilities above 0")
    return math.log2(m / u)


def mismatch_weight(m: float, u: float) -> float:
    """The same when the attribute is known of both and disagrees; below 0 for a useful one.

    >>> mismatch_weight(m=0.75, u=0.5)
    -1.0
    """
    return match_weight(1 - m, 1 - u)


@dataclass(frozen=True, slots=True)
class Attribute:
    """What may agree: in how many of a hundred pairs it does, and how often it may count."""

    m: float
    u: float
    most: int = 1

    @property
    def agrees(self) -> float:
        """Bits for each value that both have."""
        return match_weight(self.m, self.u)

    @property
    def differs(self) -> float:
        """Bits where both have values and share none."""
        return mismatch_weight(self.m, self.u)


EMPLOYER = Attribute(m=0.985, u=0.0006)  # a person of one name works in one body
PAGE = Attribute(m=0.9, u=0.0035)  # articles of one page
TITLE = Attribute(m=0.5, u=0.06, most=2)
AWARD = Attribute(m=0.5, u=0.03, most=2)
COMPANION = Attribute(m=0.5, u=0.03, most=2)  # people and programmes named with him
COUNTY, PREFECTURE = Attribute(m=0.6, u=0.04), Attribute(m=0.89, u=0.115)
PROVINCE = Attribute(m=0.978, u=0.3)
SEASON = Attribute(m=0.3, u=0.1)  # articles of one month
REPORTER = Attribute(m=0.999, u=0.03)  # both write, or neither does

# One pair of namesakes in so many is one person, before anything is known of them.
PRIOR = -12.0
# From here up two are made one: 19 chances in 20.
MERGE = math.log2(0.95 / 0.05)
# Between the two a pair is doubtful, and linked; below, they are two.
DOUBT = -3.0
# A pair this far below zero may not come together by way of a third.
CONFLICT = -3.0


def probability(bits: float) -> float:
    """The chance of being one that a weight stands for.

    >>> probability(0), round(probability(MERGE), 2)
    (0.5, 0.95)
    """
    return 1 / (1 + 2**-bits) if bits > -1000 else 0.0
