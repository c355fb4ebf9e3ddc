"""Questions with a name, for those who do not write SPARQL: a file each, ``NAME.rq``."""

from kg.questions.asking import Answer, ask, keep
from kg.questions.catalogue import Parameter, Question, catalogue, question
from kg.questions.names import Thing, find_things, nearest

__all__ = [
    "Answer",
    "Parameter",
    "Question",
    "Thing",
    "ask",
    "catalogue",
    "find_things",
    "keep",
    "nearest",
    "question",
]
