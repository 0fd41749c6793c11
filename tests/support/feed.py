"""A made-up daily feed that corrects itself, and what its tables must hold.

Every day brings new articles, copies of recent ones by other outlets, late ones, ones delivered
again as they were, corrected and withdrawn ones, some by address (JSON Lines) and some by an
agency's own ids (ninjs). Copies stay within `SPREAD_DAYS` of the first one.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.tables import read_rows

START = dt.date(2024, 3, 1)
SPREAD_DAYS = 6

_LEADERS = ["Emmanuel Macron", "Olaf Scholz", "Giorgia Meloni", "Pedro Sanchez", "Donald Tusk"]
_TOWNS = ["Berlin", "Paris", "Rome", "Madrid", "Warsaw", "Vienna", "Lisbon"]
_NOUNS = """
harbour bridge school market council library orchard railway museum clinic river archive stadium
theatre bakery garden factory court hotel airport tunnel valley forest mill
""".split()  # noqa: SIM905 (reads best as running text)
_VERBS = "repairs opens closes paints rents buys sells moves shows builds".split()  # noqa: SIM905


class Feed:
    """The feed and its state.

    Attributes:
        live: key → latest version of every article that is not withdrawn.
        brought: how many records of each kind have come: new, late, copy, again, correct, withdraw.
    """

    def __init__(self, seed: int, per_day: int = 3) -> None:
        self._random = random.Random(seed)
        self._per_day = per_day
        self._bases: list[tuple[str, dt.date]] = []
        self._versions: dict[str, int] = {}
        self.live: dict[str, dict[str, Any]] = {}
        self.brought = Counter[str]()

    def day(self, number: int) -> list[dict[str, Any]]:
        """The records of one day, in the order of their delivery."""
        day = START + dt.timedelta(days=number)
        draw = self._random
        records = []
        for _ in range(self._per_day):
            self._bases.append((self._text(day), day))
            late = draw.choice([0, 0, 0, 1, 3])
            self.brought["late" if late else "new"] += 1
            records.append(self._new(len(self._bases) - 1, day - dt.timedelta(days=late)))
        recent = [n for n, (_, d) in enumerate(self._bases) if (day - d).days < SPREAD_DAYS]
        for base in draw.sample(recent, min(len(recent), draw.choice([0, 1, 2]))):
            self.brought["copy"] += 1
            records.append(self._new(base, day, copy=True))
        known = sorted(self.live)
        for kind in ("again", "correct", "withdraw"):
            if known and draw.random() < 0.7:
                records.append(self._later(draw.choice(known), kind, day))
        return [record for record in records if record]

    def _text(self, day: dt.date) -> str:
        draw = self._random
        one, other = draw.sample(_LEADERS, 2)
        town = draw.choice(_TOWNS)
        filler = " ".join(
            f"The {draw.choice(_NOUNS)} {draw.choice(_VERBS)} the {draw.choice(_NOUNS)} number "
            f"{draw.randrange(10_000)}."
            for _ in range(12)
        )
        return f"{one} met {other} in {town} on {day:%A}. {filler}"

    def _new(self, base: int, day: dt.date, copy: bool = False) -> dict[str, Any]:
        draw = self._random
        text = self._bases[base][0]
        if copy:
            text = draw.choice([text, text + " More is expected.", text[: int(len(text) * 0.8)]])
        agency = draw.random() < 0.4
        name = f"{'agency' if agency else 'paper'}{len(self._versions)}"
        self._versions[name] = 0
        self.live[name] = self._record(name, text, day, agency)
        return self.live[name]

    def _later(self, name: str, kind: str, day: dt.date) -> dict[str, Any]:
        before = self.live[name]
        agency = "uri" in before
        if kind == "withdraw" and not agency:
            return {}
        self.brought[kind] += 1
        if kind == "again":
            return before
        self._versions[name] += 1
        if kind == "withdraw":
            del self.live[name]
            return {
                "uri": before["uri"],
                "type": "text",
                "pubstatus": self._random.choice(["canceled", "withheld"]),
                "versioncreated": self._stamp(day, self._versions[name]),
            }
        text = before["body_text" if agency else "text"] + f" Correction {self._versions[name]}."
        if self._random.random() < 0.3:
            text = self._text(day)
        published = before["firstcreated" if agency else "published"][:10]
        self.live[name] = self._record(name, text, dt.date.fromisoformat(published), agency)
        return self.live[name]

    def _record(self, name: str, text: str, day: dt.date, agency: bool) -> dict[str, Any]:
        if agency:
            return {
                "uri": f"urn:agency:{name}",
                "type": "text",
                "firstcreated": f"{day}T08:00:00Z",
                "versioncreated": self._stamp(day, self._versions[name]),
                "headline": f"Item {name}",
                "body_text": text,
            }
        return {
            "url": f"https://outlet{int(name[5:]) % 7}.example/news/{day}/{name}-story",
            "title": f"Story {name}",
            "published": f"{day}T09:00:00Z",
            "text": text,
        }

    def _stamp(self, day: dt.date, version: int) -> str:
        return f"{day}T10:{version:02d}:00Z"


def write_records(path: Path, records: list[dict[str, Any]]) -> Path:
    """JSON Lines, the agency's items and the papers' articles mixed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def rows(output: Path) -> dict[str, list[Any]]:
    """All rows of the tables but what order of arrival may decide: where a version was read from,
    which of several reports of an event counts as the first, what an incident is called."""
    found: dict[str, list[Any]] = {}
    for table in ("articles", "entities", "events", "quotes", "stories"):
        found[table] = read_rows(output, table)
        for row in found[table]:
            for name in ("input_uri", "input_position"):
                row.pop(name, None)
            if table == "events":
                row.pop("duplicate_of")
                row.pop("incident_id")
        found[table].sort(key=repr)
    return found


def reports(output: Path) -> set[frozenset[str]]:
    """Groups of events that the tables take for one."""
    groups: dict[str, set[str]] = {}
    for row in read_rows(output, "events"):
        groups.setdefault(row["duplicate_of"] or row["event_id"], set()).add(row["event_id"])
    return {frozenset(group) for group in groups.values()}


def incidents(output: Path) -> set[tuple[frozenset[str], str]]:
    """Groups of events that are one incident, and its row; what it is called may differ."""
    groups: dict[str, set[str]] = {}
    for row in read_rows(output, "events"):
        groups.setdefault(row["incident_id"], set()).add(row["event_id"])
    told = {row.pop("incident_id"): repr(row) for row in read_rows(output, "incidents")}
    assert len(told) == len(groups) == len(read_rows(output, "incidents"))
    return {(frozenset(group), told[name]) for name, group in groups.items()}


def difference(found: Mapping[str, list[Any]], wanted: Mapping[str, list[Any]]) -> str:
    """The first rows that are in one and not in the other; "" where there are none."""
    for table, mine in wanted.items():
        here, there = [repr(row) for row in found[table]], [repr(row) for row in mine]
        missing = sorted(set(there) - set(here))[:1]
        added = sorted(set(here) - set(there))[:1]
        if missing or added or len(here) != len(there):
            return (
                f"{table}: {len(here)} rows, not {len(there)}; missing {missing}, too many {added}"
            )
    return ""
