"""Time, memory and rightness of resolving invented articles, with 10,000 mentions, then more.

    python benchmarks/resolve.py [--mentions 10000 100000 1000000]

An invented province: people with homonyms, some of whom change their employer, bodies of towns,
honours. Each size runs in a process of its own; the articles are made before the clock starts.
Pairwise precision and recall are those of 200,000 pairs of people's mentions that share a name.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from kg.building import no_cycles
from kg.lexicons import read_rows
from kg.model import Article, Block, Document, Fact, Mention, Qualifiers, Reading
from kg.resolve import resolve

PER_ARTICLE = 10
SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉秀珍玲红建国志文海春梅金云辉"
RARE = "望舒良江辉燕肇宏翠枫榕屿澜砚棠岑芷蘅珩琮璟沅湄溯"
TITLES = ("技师", "焊工", "班组长", "高级工程师", "工会主席", "数控车工")


def make(mentions: int, seed: int = 7) -> tuple[list[Reading], dict[tuple[str, str], int]]:
    """Readings, and for each document and person's name there the person's number."""
    dice = random.Random(seed)
    towns = [(code, name) for code, name, *_ in read_rows("division_codes", 2) if len(code) == 6]
    cities = {code: name for code, name, *_ in read_rows("division_codes", 2) if len(code) == 4}
    towns = [(c, n) for c, n in towns if c[:4] in cities]
    articles = mentions // PER_ARTICLE
    people = []
    for number in range(max(50, articles // 2)):
        pool = GIVEN if dice.random() < 0.7 else RARE
        name = dice.choice(SURNAMES) + "".join(dice.choices(pool, k=dice.choice((1, 2, 2))))
        code, town = dice.choice(towns)
        firms = [
            f"{cities[code[:4]]}{dice.choice(RARE)}{dice.choice(GIVEN)}{dice.choice(RARE)}有限公司"
            for _ in "ab"
        ]
        people.append((number, name, code, town, firms, dice.choice(TITLES), dice.random() < 0.1))
    by_city = defaultdict(list)
    for person in people:
        by_city[person[2][:4]].append(person)
    readings = []
    truth: dict[tuple[str, str], int] = {}
    for number in range(articles):
        lead = dice.choice(people)
        city = cities[lead[2][:4]]
        cast = {lead[1]: lead}
        for other in dice.sample(by_city[lead[2][:4]], k=min(2, len(by_city[lead[2][:4]]))):
            cast.setdefault(other[1], other)
        parts: list[tuple[str, str]] = [(city, "Place"), (f"{city}总工会", "Organization")]
        ties = []
        for name, person in cast.items():
            firm = person[4][1 if person[6] and number * 2 > articles else 0]
            ties.append((len(parts), len(parts) + 1, person[5]))
            parts += [(name, "Person"), (firm, "Organization")]
            truth[f"{number}.txt", name] = person[0]
        parts += [
            (f"{city}五一劳动奖章", "Award"),
            (f"“{dice.choice(RARE)}{dice.choice(RARE)}杯”竞赛", "Programme"),
        ]
        text, found = "", []
        for words, kind in parts:
            found.append(Mention(len(text), len(text) + len(words), words, kind, name=words))
            text += words + "，"
        document = Document(f"{number}.txt", text, sha256=f"{number:064x}")
        article = Article(document, 1, text, range(len(text)), (Block(0, len(text), "body"),))  # type: ignore[arg-type]
        facts = [
            Fact(
                "affiliatedWith",
                found[a],
                found[b],
                found[a].start,
                found[b].end,
                "made",
                Qualifiers(title=title),
            )
            for a, b, title in ties
        ]
        facts.append(Fact("received", found[2], found[-2], 0, len(text), "made"))
        readings.append(Reading(article, tuple(found), tuple(facts), ()))
    return readings, truth


def _handed_on(readings: list[Reading]) -> Iterator[Reading]:
    """Each once, as reading does: what was read of an article is not kept when it is noted."""
    while readings:
        yield readings.pop()


def run(mentions: int) -> dict[str, float]:
    """Resolve so many mentions in this process."""
    readings, truth = make(mentions)
    count = sum(len(reading.mentions) for reading in readings)
    with no_cycles():  # as a build does
        before = time.process_time()
        knowledge = resolve(_handed_on(readings))
        seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for entity in knowledge.entities:
        if entity.kind == "Person":
            for document, _ in entity.articles:
                found[entity.name][document] = entity.id
    right = joined = same = tried = 0
    for name, of in sorted(found.items()):
        for one, other in combinations(sorted(of)[:60], 2):
            alike, together = truth[one, name] == truth[other, name], of[one] == of[other]
            right += alike and together
            joined += together
            same += alike
            tried += 1
        if tried > 200_000:
            break
    return {
        "mentions": count,
        "seconds": seconds,
        "MB": peak / (1024 * 1024 if sys.platform == "darwin" else 1024),
        "entities": len(knowledge.entities),
        "precision": right / max(joined, 1),
        "recall": right / max(same, 1),
    }


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(run(arguments.one)))
        return
    print(" mentions  CPU s  us each    MB  entities  precision  recall")
    for size in arguments.mentions:
        command = [sys.executable, __file__, "--one", str(size)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        row = json.loads(said)
        each = row["seconds"] / row["mentions"] * 1e6
        print(
            f"{row['mentions']:9} {row['seconds']:6.1f} {each:8.1f} {row['MB']:5.0f}"
            f" {row['entities']:9} {row['precision']:10.4f} {row['recall']:7.4f}"
        )


if __name__ == "__main__":
    main()
