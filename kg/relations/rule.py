"""What a rule is: a name, what it reads, and sentences with the facts it must find in them.

Examples are written like the annotated corpus, ``⟦Person:…⟧``, and are the rule's tests. A fact is
written ``received(史明, 一等奖, category=焊工组)``. An example may hold several sentences: what the
first tells is known in the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from kg.model import Fact, Mention, Qualifiers

if TYPE_CHECKING:
    from kg.relations.scene import Scene
    from kg.relations.story import Story

Finder = Callable[["Scene", "Story"], Iterator[Fact]]


@dataclass(frozen=True)
class Rule:
    """``find`` yields the facts of one sentence, given what the story told before it.

    It sees the sentence with the posts before names taken out (副主席李平出席 is 李平出席), or
    ``whole``, and is asked only where one of the kinds that it ``needs`` is named. Its facts name
    the wording that stated them: ``award/won``, ``award/respectively``.
    """

    name: str
    find: Finder
    needs: tuple[str, ...]
    examples: dict[str, list[str]] = field(default_factory=dict)
    whole: bool = False


def describe(fact: Fact) -> str:
    """Write a fact as the examples do; the role, which is only the verb, is left out."""
    ends = [fact.subject.name or fact.subject.text]
    if fact.object is not None:
        ends.append(fact.object.name or fact.object.text)
    shown = []
    for item in fields(Qualifiers):
        value = getattr(fact.qualifiers, item.name)
        if value is None or value is False or item.name == "role":
            continue
        if isinstance(value, Mention):
            value = value.name or value.text
        shown.append(item.name if value is True else f"{item.name}={value}")
    return f"{fact.relation}({', '.join(ends + shown)})"
