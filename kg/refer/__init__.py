"""Mentions to mentions with a name: short forms and pointing words get what they stand for."""

from kg.refer.anaphora import find_anaphors

__all__ = ["find_anaphors"]
