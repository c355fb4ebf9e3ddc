"""What one article says of each thing it names: the records that are compared.

A *local* is the key of a record. Within an article mentions of one class, name and scope are of
one thing (:attr:`kg.model.Mention.thing`). A name that tells which thing it means (泉州市总工会)
has one local everywhere, any other (李伟, 市总工会) one in each article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from kg.lexicons import one_of, words
from kg.model import (
    AWARD,
    ENTITY_KINDS,
    PERSON,
    PLACE,
    PLATFORM,
    PROGRAMME,
    Article,
    Document,
    Evidence,
    Mention,
    Reading,
    checksum_of,
)
from kg.resolve.names import tells
from kg.resolve.settings import Setting, divisions_of, setting_of

# kind, name, scope; document, article, what tells namesakes of one article apart
Local = tuple[str, str, str, str, int, str]
Key = tuple[str, int]  # document and number of an article
BYLINE = "byline"


@dataclass(slots=True)
class Profile:
    """All that is gathered about one local."""

    kind: str
    name: str
    scope: str
    forms: tuple[str, ...] = ()
    articles: tuple[Key, ...] = ()
    named_at: Evidence | None = None  # the first mention by a name


@dataclass(slots=True)
class PersonProfile(Profile):
    """What agreement or disagreement is looked for in. Employers and others are locals."""

    page: str = ""  # the document's checksum
    published: int | None = None  # day
    order: tuple[str, str, str, int] = ("", "", "", 0)
    role: str = ""  # in the byline
    setting: Setting = field(default_factory=Setting)
    employers: tuple[Local, ...] = ()  # as they come in the article
    titles: tuple[str, ...] = ()
    awards: tuple[Local, ...] = ()
    companions: tuple[Local, ...] = ()


@dataclass(slots=True)
class _Told:
    """What an article's facts say of a person."""

    employers: dict[Local, None] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)
    awards: set[Local] = field(default_factory=set)
    companions: set[Local] = field(default_factory=set)


class Gatherer:
    """Reads an article; ``profiles`` then holds what it says of each thing."""

    def __init__(self) -> None:
        self.profiles: dict[Local, Profile] = {}
        self.settings: dict[Key, Setting] = {}
        self.checksums: dict[Key, str] = {}
        self.conferring: dict[Local, Local] = {}  # an award's body, where the article says it
        self._bylines: dict[Key, dict[tuple[int, int], str]] = {}
        self._locals: dict[Local, Local] = {}
        self._alone: set[tuple[str, int, str]] = set()
        self._namesakes: dict[tuple[str, int, str], list[tuple[int, str]]] = {}

    def read(self, reading: Reading) -> None:
        """Take in what an article says."""
        article = reading.article
        key = article.document.name, article.number
        setting = self.settings[key] = setting_of(reading.mentions)
        self.checksums[key] = checksum_of(article.text)
        self._bylines[key] = {(b.start, b.end): b.role for b in article.bylines}
        self._join_bylines(reading, key)
        self._part_namesakes(reading, key)
        forms: dict[Local, set[str]] = {}
        for mention in reading.mentions:
            if mention.kind not in ENTITY_KINDS:
                continue
            local = self.local(mention, article)
            profile = self.profiles.get(local)
            if profile is None:
                forms[local] = set()
                is_person = local[0] == PERSON
                profile = first_of(article, local, setting) if is_person else Profile(*local[:3])
                profile.articles = (key,)
                self.profiles[local] = profile
            if not mention.anaphor:
                forms[local] |= forms_of(mention, article)
                if profile.named_at is None:
                    profile.named_at = evidence_of(article, mention.start, mention.end)
        for local, known in forms.items():
            self.profiles[local].forms = tuple(sorted(known))
        people = {k: p for k, p in self.profiles.items() if isinstance(p, PersonProfile)}
        told = self._facts(reading, people)
        company = _company(people.values())
        for local, person in people.items():
            said = told[local]
            others = {other for other in company if other[1] != person.name}
            person.employers, person.titles = tuple(said.employers), tuple(sorted(said.titles))
            person.awards = tuple(sorted(said.awards))
            person.companions = tuple(sorted(said.companions | others))

    def local(self, mention: Mention, article: Article) -> Local:
        """The key of the record a mention belongs to; one object for all that are equal."""
        local = self._local(mention, article)
        return self._locals.setdefault(local, local)

    def _local(self, mention: Mention, article: Article) -> Local:
        kind, name, scope = mention.thing
        if kind == PERSON:
            document, number = article.document.name, article.number
            written = (mention.start, mention.end) in self._bylines[document, number]
            if (document, number, name) in self._alone:
                written = True
            which = BYLINE if written else ""
            for start, body in self._namesakes.get((document, number, name), ()):
                if not written and start <= mention.start:
                    which = body
            return kind, name, "", document, number, which
        if tells(PROGRAMME, scope) if scope else says_which(kind, name):
            return kind, name, scope, "", 0, ""
        return kind, name, scope, article.document.name, article.number, ""

    def byline(self, article: Article, name: str) -> Local:
        """The key of who signed an article."""
        return PERSON, name, "", article.document.name, article.number, BYLINE

    def _join_bylines(self, reading: Reading, key: tuple[str, int]) -> None:
        """Who signs is who is named in the story by his name, unless the story gives him a post.

        A reporter 李伟 does not stop a model worker 李伟 of the same article from being another.
        """
        roles: dict[str, set[str]] = {}
        for byline in reading.article.bylines:
            roles.setdefault(byline.name, set()).add(byline.role)
        if not roles:
            return
        described = {
            fact.subject.name or fact.subject.text
            for fact in reading.facts
            if fact.subject.kind == PERSON
            and not fact.subject.anaphor
            and (fact.subject.start, fact.subject.end) not in self._bylines[key]
            and not _WRITES.search(fact.qualifiers.title or "")
        }
        for name, said in roles.items():
            if name not in described or not any("记者" in role for role in said):
                self._alone.add((*key, name))

    def _part_namesakes(self, reading: Reading, key: tuple[str, int]) -> None:
        """Two of one name in one article, where it says so: 两位李伟; each has the body before him.

        A man with two posts is introduced twice as well, so that without those words he is one.
        """
        said = {match.group(1) for match in _NAMESAKES.finditer(reading.article.text)}
        if not said:
            return
        introduced: dict[str, dict[int, str]] = {}
        for fact in reading.facts:
            person, body = fact.subject, fact.object
            name = person.name or person.text
            if fact.relation != "affiliatedWith" or person.anaphor or body is None:
                continue
            if any(words.startswith(name) for words in said):
                introduced.setdefault(name, {})[person.start] = body.name or body.text
        for name, bodies in introduced.items():
            if len(set(bodies.values())) > 1:
                self._namesakes[(*key, name)] = sorted(bodies.items())

    def _facts(self, reading: Reading, people: Iterable[Local]) -> dict[Local, _Told]:
        """Note who confers what; gives what the facts say of each of ``people``."""
        article = reading.article
        found = {local: _Told() for local in people}
        for fact in sorted(reading.facts, key=lambda f: (f.start, f.end)):
            if fact.relation == "conferredBy" and fact.object is not None:
                award = self.local(fact.subject, article)
                self.conferring.setdefault(award, self.local(fact.object, article))
                continue
            for person, other in ((fact.subject, fact.object), (fact.object, fact.subject)):
                if person is None or person.kind != PERSON:
                    continue
                told = found.get(self.local(person, article))
                if told is None:
                    continue
                if fact.relation in ("affiliatedWith", "title") and fact.qualifiers.title:
                    told.titles.add(fact.qualifiers.title)
                if other is None:
                    continue
                local = self.local(other, article)
                if fact.relation == "affiliatedWith":
                    told.employers[local] = None
                elif fact.relation == "received":
                    told.awards.add(local)
                elif other.kind in (PERSON, PROGRAMME) or fact.relation == "created":
                    told.companions.add((*local[:3], "", 0, ""))
        return found


def _company(people: Iterable[PersonProfile]) -> list[Local]:
    """Who is named in the same article; of many always the same few, so that they can meet."""
    names = sorted({p.name for p in people if not p.role})[:_COMPANY]
    return [(PERSON, name, "", "", 0, "") for name in names]


def first_of(article: Article, local: Local, setting: Setting) -> PersonProfile:
    """A person's profile with what the article says of all whom it names."""
    _, name, _, document, number, written = local
    roles = [b.role for b in article.bylines if b.name == name] if written else []
    page = article.document.checksum
    return PersonProfile(
        PERSON,
        name,
        "",
        page=page,
        published=_day(article.published),
        order=(article.published or "~", document.rsplit("/", 1)[-1], page, number),
        role=(roles[0] or "署名") if roles else "",
        setting=setting,
    )


_COMPANY = 6
_NAMESAKES = re.compile(r"(?:[两三二]|[2-9])(?:位|名|个)([一-鿿]{2,4})")
_WRITES = re.compile(r"记者|通讯员|编辑|摄影|撰稿")


@lru_cache(maxsize=100_000)
def says_which(kind: str, name: str) -> bool:
    """Whether a name has one bearer; 鼓楼区 has four."""
    if kind == PLACE and (found := divisions_of(name)):
        return len(found) == 1
    return tells(kind, name)


def _day(published: str | None) -> int | None:
    if not published or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", published):
        return None
    try:
        return date.fromisoformat(published).toordinal()
    except ValueError:
        return None


def evidence_of(article: Article, start: int, end: int) -> Evidence:
    """A slice of the restored text as a slice of the page."""
    begin, stop = article.source(start, end)
    document: Document = article.document
    return Evidence(document.name, article.number, begin, stop, document.text[begin:stop])


_TAIL = re.compile(
    rf"[”’》」]?({one_of(words('event_words', 'before_tail'))}*"
    rf"(?:{one_of(words('event_words', 'tail', 'tail_behind'))}|[Aa][Pp][Pp]))"
)


def forms_of(mention: Mention, article: Article) -> set[str]:
    """The forms a mention names its thing by: as written, with its generic tail, with its place.

    “夏送清凉”活动 names 夏送清凉 and “夏送清凉”活动; in “诗城杯”竞赛 the quoted part is a form too.
    """
    text = "".join(mention.text.split("\n")).strip() if "\n" in mention.text else mention.text
    forms = {text, *_expanded(mention.text, mention.name)}
    if mention.kind in (PROGRAMME, PLATFORM):
        tail = _TAIL.match(article.text, mention.end)
        if tail:
            quoted = article.text[mention.start - 1 : mention.start] in ("“", "‘", "《")
            forms.add((f"“{text}”" if quoted else text) + tail.group(1))
        inner = re.match(r"(?:[^“”]{0,14})“([^“”]{2,20})”", text)
        if inner:
            forms.add(inner.group(1))
    if mention.kind == AWARD and len(text) > 4:
        forms.add(text.removesuffix("人才"))  # 大国工匠人才 are 大国工匠
    return forms


_CLIPPED = re.compile(
    rf"^({one_of((*words('place_words', 'level'), '自治州', '旗', '镇', '乡', '街道'))})(?=.)"
)


@lru_cache(maxsize=100_000)
def _expanded(text: str, name: str) -> frozenset[str]:
    """The clipped form with its place spelt out: 川汇区人社局 of 区人社局 in 川汇区."""
    match = _CLIPPED.match(text)
    if not match or not name:
        return frozenset()
    at = name.find(match.group(1))
    start = len("中共") if name.startswith("中共") else 0
    start = len("共青团") if name.startswith("共青团") else start
    if at <= start:
        return frozenset()
    return frozenset({name[start : at + len(match.group(1))] + text[match.end() :]})
