"""Processor time and memory of merging mentions → seconds and MB per million, at N and at 2 N.

    python benchmarks/incidents_scale.py [--mentions 1000000] [--one_cast] [--daily]

The mentions are made up like news of thirty days. A subject has a place, a cast (names of its own
and some that all news share: few in many subjects, most in few) and things that happen day by day,
each with its word, parties and figures. A subject has one article or hundreds. An article tells
some of the latest things of its subject, with one of the words that outlets have for it, and a few
that nobody else tells. So it is known which mentions are one: printed is how many of the pairs
that were joined are right, and how many right pairs were joined. These say whether the data are
harder or easier than news, not how good merging is (`evaluate_incidents.py` does).

``--one_cast`` makes the worst case instead: no places, no days in the text, and every subject
draws from the same few names, so that blocking keeps nothing apart.
``--daily`` merges day by day besides, each day with the mentions of the last 14, and compares.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from transforms.incidents.mention import ArticleMentions, article_mentions  # noqa: E402
from transforms.incidents.merge import merge  # noqa: E402
from transforms.incidents.score import load_pair_score  # noqa: E402

FIRST = dt.date(2024, 1, 1)
DAYS, LINK_DAYS, EVENTS = 30, 14, 10
#: Articles a subject, on average.
ARTICLES = 8
#: Class, and words that outlets have for such a thing.
KINDS = (
    ("ATTACK", ("attack", "bomb", "strike", "raid", "shell")),
    ("DEATH", ("kill", "die", "shoot")),
    ("ARREST", ("arrest", "detain", "hold")),
    ("MEET", ("meet", "visit", "host", "talk")),
    ("CUT", ("cut", "dismiss", "close")),
    ("RESULTS", ("report profit", "post profit", "earn")),
    ("MATCH", ("beat", "defeat", "win")),
    ("DEPARTURE", ("resign", "quit", "leave")),
    ("LAWSUIT", ("sue", "accuse", "file lawsuit")),
    ("THREATEN", ("warn", "threaten")),
    ("LAUNCH", ("launch", "release", "start")),
    ("ELECTION", ("vote", "elect", "win vote")),
    ("ACCIDENT", ("collide", "crash", "derail")),
    ("DISASTER", ("flood", "burn", "collapse", "hit")),
    ("PROTEST", ("protest", "march", "rally")),
    ("DEAL", ("buy", "acquire", "sign deal", "agree")),
)
Row = dict[str, Any]


def _party(name: str, country: str | None = None) -> Row:
    return {"text": name, "name": name, "country": country, "sectors": [], "canonical_id": None}


def _shared_name(rng: random.Random) -> str:
    """A name that news share: the first in 3 % of places, the thousandth in one of 20,000."""
    return f"Known {int(20 * (rng.paretovariate(0.8) - 1))}"


class _Subject:
    """What happens to one cast in one place.

    Args:
        number: of the subject; all else follows from it.
    """

    def __init__(self, number: int) -> None:
        rng = random.Random(number)
        self.number = number
        self.first = rng.randrange(-5, DAYS)
        self.cast = [f"Person {number}-{index}" for index in range(rng.randint(4, 9))]
        self.cast += [_shared_name(rng) for _ in range(rng.randint(1, 3))]
        self.country = f"C{int(rng.paretovariate(0.7)) % 190}"
        self.place = {
            "name": f"Town {int(30 * rng.paretovariate(0.7)) % 50_000}", "country": self.country,
            "latitude": rng.uniform(-50, 60), "longitude": rng.uniform(-180, 180),
            "precision": "town",
        }  # fmt: skip
        kinds = rng.sample(range(len(KINDS)), 8)
        #: What happens, in order of its day.
        self.happenings = [self._happening(rng, kinds, self.first + index) for index in range(12)]

    def _happening(self, rng: random.Random, kinds: Sequence[int], day: int) -> Row:
        who, whom = rng.sample(self.cast, 2)
        return {
            "kind": KINDS[rng.choice(kinds)], "day": day,
            "actors": [who], "recipients": [whom] if rng.random() < 0.7 else [],
            "theme": f"thing{rng.randrange(3000)} matter{rng.randrange(3000)}",
            "placed": rng.random() < 0.5,
            "killed": rng.randrange(2, 300) if rng.random() < 0.15 else 0,
        }  # fmt: skip


def _told(subject: _Subject, what: Row, day: int, rng: random.Random) -> Row:
    """A row about something, as one outlet tells it."""
    kind, words = what["kind"]
    when = FIRST + dt.timedelta(what["day"])
    dated = rng.random() < 0.4
    counted = what["killed"] and rng.random() < 0.7
    killed = what["killed"] + rng.choice((0, 0, 0, 1, -1))
    return {
        "predicate": rng.choice(words), "event_class": kind, "event_type": None, "mode": None,
        "actors": [_party(name) for name in what["actors"]],
        "recipients": [_party(name) for name in what["recipients"] if rng.random() < 0.8],
        "theme": {"text": what["theme"]} if rng.random() < 0.5 else None,
        "counts": [{"role": "killed", "value": killed}] if counted else [],
        "event_date_start": when if dated else FIRST + dt.timedelta(day),
        "event_date_end": when if dated else FIRST + dt.timedelta(day),
        "event_date_text": "Monday" if dated else None,
        "place": subject.place if what["placed"] and rng.random() < 0.6 else None,
        "negated": False, "modality": "asserted", "salience": None,
    }  # fmt: skip


def _rows(subject: _Subject, day: int, rng: random.Random) -> Iterator[tuple[Row, str]]:
    """Rows of an article, each with the name of what it is about."""
    past = [n for n, what in enumerate(subject.happenings) if what["day"] <= day]
    for index in range(EVENTS):
        if past and index < 7:
            # Mostly the latest things; the first of them again and again.
            latest = past[-1 - min(int(rng.expovariate(0.7)), len(past) - 1)]
            yield _told(subject, subject.happenings[latest], day, rng), f"{subject.number}/{latest}"
        else:
            own = {
                "kind": rng.choice(KINDS), "day": day - rng.randrange(3), "killed": 0,
                "actors": [f"Aside {rng.randrange(10**7)}"],
                "recipients": [
                    _shared_name(rng) if rng.random() < 0.3 else f"Other {rng.randrange(10**7)}"
                ],
                "theme": f"thing{rng.randrange(3000)} matter{rng.randrange(3000)}", "placed": False,
            }  # fmt: skip
            yield _told(subject, own, day, rng), ""


def made_up(articles: int, seed: int = 0) -> Iterator[tuple[ArticleMentions, list[str]]]:
    """Articles in random order of days, and the thing that each mention is about."""
    rng = random.Random(seed)
    words = load_pair_score().words
    subjects = max(4, articles // ARTICLES)
    for number in range(articles):
        # The size of a subject falls with the root of its rank: of a million the largest has 900.
        subject = _Subject(int(subjects * rng.random() ** 2))
        day = min(max(subject.first, 0) + int(rng.expovariate(0.35)), DAYS - 1)
        rows, things = [], []
        for index, (row, thing) in enumerate(_rows(subject, day, rng)):
            place = {"event_id": f"{number}-{index}", "sentence_index": index}
            rows.append({**row, **place, "trigger_start": 100 * index})
            things.append(thing or f"aside {number}-{index}")
        date = FIRST + dt.timedelta(day)
        source = f"outlet {int(10 * rng.paretovariate(1.0)) % 2000}"
        yield article_mentions(f"{number:09}", date, source, rows, words), things


def one_cast(articles: int, seed: int = 0) -> Iterator[tuple[ArticleMentions, list[str]]]:
    """Articles that name the same few people and no place."""
    rng = random.Random(seed)
    words = load_pair_score().words
    subjects = max(10, articles // 3)
    for number in range(articles):
        day = FIRST + dt.timedelta(rng.randrange(DAYS))
        subject = rng.randrange(subjects)
        own = random.Random(subject)
        names = [f"Name {int(own.paretovariate(0.6)) % 100_000}" for _ in range(6)]
        rows = []
        for index in range(EVENTS):
            kind, (predicate, *_) = KINDS[own.randrange(len(KINDS))]
            who, whom = own.sample(names, 2)
            rows.append(
                {
                    "event_id": f"{number}-{index}", "sentence_index": index,
                    "predicate": predicate, "trigger_start": 100 * index,
                    "event_class": kind, "event_type": None,
                    "mode": None, "actors": [_party(who)], "recipients": [_party(whom)],
                    "theme": None, "counts": [], "event_date_start": day, "event_date_end": day,
                    "event_date_text": None, "place": None, "negated": False,
                    "modality": "asserted", "salience": None,
                }
            )  # fmt: skip
        article = article_mentions(f"{number:09}", day, f"outlet {number % 50}", rows, words)
        yield article, [f"{subject}-{index}" for index in range(EVENTS)]


def timed(articles: Iterable[ArticleMentions], since: int = 0) -> tuple[float, dict[str, str]]:
    """Processor seconds of one pass, and the incident of each mention."""
    began = time.process_time()
    found = {
        a.event_id: a.incident_id for a in merge(articles, load_pair_score(), LINK_DAYS, since)
    }
    return time.process_time() - began, found


def _drained(articles: list[ArticleMentions]) -> Iterator[ArticleMentions]:
    while articles:
        yield articles.pop()


def daily(articles: Sequence[ArticleMentions]) -> dict[str, str]:
    """Incidents as thirty runs give them: what earlier ones decided stays."""
    found: dict[str, str] = {}
    for number in range(DAYS):
        day = (FIRST + dt.timedelta(number)).toordinal()
        known = [
            one._replace(incidents=tuple(found[event_id] for event_id in one.event_ids))
            for one in articles
            if day - LINK_DAYS <= one.day < day
        ]
        today = [one for one in articles if one.day == day]
        found |= timed([*known, *today], since=day)[1]
    return found


def _pairs(groups: Iterable[object]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


def pairs_right(things: dict[str, str], found: dict[str, str]) -> tuple[float, float]:
    """Part of the pairs joined that are one thing, part of the pairs of one thing joined."""
    both = _pairs((thing, found[event_id]) for event_id, thing in things.items())
    return both / max(_pairs(found.values()), 1), both / max(_pairs(things.values()), 1)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where daily runs give something else."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--one_cast", action="store_true", help="the worst case")
    parser.add_argument("--daily", action="store_true", help="compare with thirty daily passes")
    arguments = parser.parse_args(argv)
    make = one_cast if arguments.one_cast else made_up
    for count in (arguments.mentions // 2, arguments.mentions):
        articles, things = [], {}
        for article, about in make(count // EVENTS):
            articles.append(article)
            things.update(zip(article.event_ids, about, strict=True))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        # As in a run, nobody else holds the mentions while they are merged.
        seconds, found = timed(articles if arguments.daily else _drained(articles))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        right, part = pairs_right(things, found)
        print(
            f"{count} mentions: {seconds:.1f} s of processor time ({seconds / count * 1e6:.0f} s a "
            f"million), peak {peak:.0f} MB ({before:.0f} MB before); "
            f"{len(set(things.values()))} things, {len(set(found.values()))} incidents, "
            f"pairs right {right:.2f}, found {part:.2f}",
            flush=True,
        )
    if not arguments.daily:
        return 0
    same = daily(articles) == found
    print(f"thirty daily passes give {'the same' if same else 'something else'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
