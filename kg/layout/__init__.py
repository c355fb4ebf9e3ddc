"""A page to its articles: broken sentences whole again, headlines and bylines told apart.

>>> from kg.model import Document
>>> page = "大赛落幕\\n\\n本报讯（记者 王小伟）大赛昨日落\\n\\n幕。\\n"
>>> [article] = find_articles(Document("page.txt", page))
>>> article.headline, [byline.name for byline in article.bylines]
('大赛落幕', ['王小伟'])
>>> article.text.endswith("大赛昨日落幕。")
True
>>> article.quote(len(article.text) - 3, len(article.text))
'落\\n\\n幕。'
"""

from __future__ import annotations

from kg.layout.articles import find_articles
from kg.layout.bylines import begins_with_surname, split_names

__all__ = ["begins_with_surname", "find_articles", "split_names"]
