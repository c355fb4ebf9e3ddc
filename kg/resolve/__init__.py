"""Readings of all articles to one body of knowledge: which mentions are one thing."""

from kg.resolve.adding import add
from kg.resolve.entities import combine, resolve
from kg.resolve.notes import Note, take_note
from kg.resolve.resolved import Resolved

__all__ = ["Note", "Resolved", "add", "combine", "resolve", "take_note"]
