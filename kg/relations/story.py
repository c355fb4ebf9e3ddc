"""What the article has told so far: whom a bare verb speaks of, which event is going on."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field

from kg.model import ORGANIZATION, PROGRAMME, Article, Mention


@dataclass(frozen=True, slots=True)
class Recent:
    """A thing named before: in which sentence last, whether it opened that, how often so far."""

    mention: Mention
    sentence: int
    opened: bool
    times: int


@dataclass
class Story:
    """Grows sentence by sentence; the one mutable thing of a reading, and it ends with it."""

    article: Article
    protagonist: Mention | None = None  # the organisation that the article speaks of most
    is_report: bool = False  # whether the whole article is that body's report on itself
    named: tuple[Mention, ...] = ()  # bodies and programmes of the whole article, each once
    subjects: tuple[Mention, ...] = ()  # whom the last clause with a subject spoke of
    people: tuple[Mention, ...] = ()
    bodies: list[Mention] = field(default_factory=list)  # named so far, each once, the last last
    event: Mention | None = None  # programme going on
    paragraph: int = -1
    told: int = 0  # sentences passed
    # by kind and thing, the last named last
    recent: dict[str, dict[tuple[str, str, str], Recent]] = field(default_factory=dict)
    programmes: dict[str, Mention] = field(default_factory=dict)  # by canonical name
    awarded: set[tuple[int, int]] = field(
        default_factory=set
    )  # awards of this sentence with a holder

    def now(self) -> Story:
        """A copy that later sentences leave as it is."""
        story = copy(self)
        story.programmes = dict(self.programmes)
        return story

    def heard(self, mention: Mention, *, opened: bool = False) -> None:
        """Note a mention that has been passed; ``opened`` where none of its kind stood before it."""
        known = self.recent.setdefault(mention.kind, {})
        before = known.pop(mention.thing, None)  # and so comes to stand last
        times = 1
        if before is not None:
            times += before.times
            opened |= before.opened and before.sentence == self.told
        known[mention.thing] = Recent(mention, self.told, opened, times)
        if mention.kind == ORGANIZATION:
            self.bodies = [b for b in self.bodies if b.thing != mention.thing] + [mention]
        elif mention.kind == PROGRAMME:
            self.event = mention
            self.programmes[mention.name or mention.text] = mention
