"""Readings of all articles to one body of knowledge: which mentions are one thing."""

from kg.resolve.entities import resolve

__all__ = ["resolve"]
