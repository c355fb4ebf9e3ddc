"""Choosing one of several candidates by what speaks for each: whose a figure is, of which year a prize.

What is chosen in one paragraph can be chosen together, for what was right once is often right again
(:mod:`.model`). The weights are learned from annotated documents (:mod:`.training`).
"""

from __future__ import annotations

from kg.choosing.model import Chooser, Facet, Speller, Step, load_chooser, save

__all__ = ["Chooser", "Facet", "Speller", "Step", "load_chooser", "save"]
