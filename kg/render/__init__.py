"""Knowledge -> one page that people like to look at, with every fact's words one click away."""

from kg.render.page import render_page

__all__ = ["render_page"]
