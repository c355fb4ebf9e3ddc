"""The statistical tagger: the seven kinds of entity, and titles, in text it has never seen.

>>> from kg.mentions.tagger import load_tagger
>>> tagger = load_tagger()
>>> [(s.start, s.end, s.kind) for s, _ in tagger.tag(["泉州市总工会主席吴良江说"])[0]]
[(0, 6, 'Organization'), (6, 8, 'Title'), (8, 11, 'Person')]
"""

from kg.mentions.tagger.corpus import Annotated, Span, parse, read_annotated, read_corpus
from kg.mentions.tagger.model import Tagger, load_tagger, save, within
from kg.mentions.tagger.training import Settings, learn, train

__all__ = [
    "Annotated",
    "Settings",
    "Span",
    "Tagger",
    "learn",
    "load_tagger",
    "parse",
    "read_annotated",
    "read_corpus",
    "save",
    "train",
    "within",
]
