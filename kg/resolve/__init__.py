"""Readings of all articles to one body of knowledge: which mentions are one thing."""

from kg.resolve.entities import combine, resolve
from kg.resolve.notes import Note, take_note

__all__ = ["Note", "combine", "resolve", "take_note"]
