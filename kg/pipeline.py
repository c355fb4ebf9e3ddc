"""The whole flow on one screen: start reading here.

files ─ read ─► Document ─ layout ─► Article ─ sentences ─► Sentence ─ mentions ─► Mention
      ─ refer ─► Mention with a name ─ relations ─► Fact, figures ─► Figure ─ resolve ─► Knowledge

Up to :func:`read_article` nothing but the article counts; :func:`kg.resolve.resolve` sees all.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.figures import find_figures
from kg.layout import find_articles
from kg.mentions import find_mentions
from kg.model import Article, Document, Knowledge, Reading, in_order
from kg.refer import find_anaphors, name_mentions
from kg.relations import find_facts
from kg.resolve import Note, resolve, take_note
from kg.sentences import find_sentences


def read_article(article: Article) -> Reading:
    """All that one article says."""
    sentences = find_sentences(article)
    named = name_mentions(article, find_mentions(article, sentences))
    mentions = in_order([*named, *find_anaphors(sentences, named)])
    return Reading(
        article,
        tuple(mentions),
        tuple(find_facts(article, sentences, mentions)),
        tuple(find_figures(article, sentences, mentions)),
    )


def read_document(document: Document) -> list[Reading]:
    """The readings of a document's articles."""
    return [read_article(article) for article in find_articles(document)]


def note_document(document: Document) -> list[Note]:
    """What a document adds to what is known: its readings without the mentions."""
    return [take_note(reading) for reading in read_document(document)]


def understand(documents: Sequence[Document]) -> Knowledge:
    """All that the documents say, one thing once."""
    return resolve(reading for document in documents for reading in read_document(document))
