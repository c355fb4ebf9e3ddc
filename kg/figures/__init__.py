"""Numbers as figures: value, unit, hedge, what is counted, whose it is and when.

``find_figures`` takes an article with its sentences and mentions. Which numbers are figures is
decided by the rules of :data:`kg.figures.scan.RULES`, each with its examples.
"""

from __future__ import annotations

from kg.figures.finder import find_figures
from kg.figures.scan import RULES, FigureRule

__all__ = ["RULES", "FigureRule", "find_figures"]
