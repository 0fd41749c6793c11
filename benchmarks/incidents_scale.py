"""Processor time and memory of merging mentions → seconds and MB per million, at N and at 2 N.

    python benchmarks/incidents_scale.py [--mentions 1000000] [--daily]

The mentions are made up: ten an article, articles spread over thirty days, each about one of a
day's subjects, with names that recur as names in news do (a few in many articles, most in few).
``--daily`` merges day by day besides, each day with the mentions of the last 14, and compares.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from transforms.incidents.mention import ArticleMentions, article_mentions  # noqa: E402
from transforms.incidents.merge import merge  # noqa: E402
from transforms.incidents.score import load_pair_score  # noqa: E402

FIRST = dt.date(2024, 1, 1)
DAYS, LINK_DAYS, EVENTS = 30, 14, 10
KINDS = (
    ("attack", "ATTACK"), ("kill", "DEATH"), ("arrest", "ARREST"), ("meet", "MEET"),
    ("announce", "ANNOUNCEMENT"), ("report profit", "RESULTS"), ("beat", "MATCH"),
    ("resign", "DEPARTURE"), ("sue", "LAWSUIT"), ("warn", "WARNING"), ("visit", "MEET"),
    ("launch", "LAUNCH"), ("vote", "ELECTION"), ("collide", "ACCIDENT"), ("flood", "DISASTER"),
)  # fmt: skip


def made_up(articles: int, seed: int = 0) -> Iterator[ArticleMentions]:
    """Articles in random order of days."""
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
            predicate, kind = KINDS[own.randrange(len(KINDS))]
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
        yield article_mentions(f"{number:09}", day, f"outlet {number % 50}", rows, words)


def _party(name: str) -> dict[str, object]:
    return {"text": name, "name": name, "country": None, "sectors": [], "canonical_id": None}


def timed(articles: Sequence[ArticleMentions]) -> tuple[float, dict[str, str]]:
    """Processor seconds of one pass, and the incident of each mention."""
    began = time.process_time()
    found = {a.event_id: a.incident_id for a in merge(articles, load_pair_score(), LINK_DAYS)}
    return time.process_time() - began, found


def daily(articles: Sequence[ArticleMentions]) -> dict[str, str]:
    """Incidents as thirty runs give them."""
    found: dict[str, str] = {}
    for number in range(DAYS):
        day = (FIRST + dt.timedelta(number)).toordinal()
        known = [
            one._replace(incidents=tuple(found[event_id] for event_id in one.event_ids))
            for one in articles
            if day - LINK_DAYS <= one.day < day
        ]
        today = [one for one in articles if one.day == day]
        found |= timed([*known, *today])[1]
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where daily runs give something else."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--daily", action="store_true", help="compare with thirty daily passes")
    arguments = parser.parse_args(argv)
    for count in (arguments.mentions // 2, arguments.mentions):
        articles = list(made_up(count // EVENTS))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        seconds, found = timed(articles)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{count} mentions: {seconds:.1f} s of processor time ({seconds / count * 1e6:.0f} s a "
            f"million), {len(set(found.values()))} incidents, peak {peak:.0f} MB "
            f"({before:.0f} MB before)",
            flush=True,
        )
    if not arguments.daily:
        return 0
    same = daily(articles) == found
    print(f"thirty daily passes give {'the same' if same else 'something else'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
