"""Event rows of an article → mentions: fixed-length numbers that pairs are compared by.

Everything comes from the article's text and its rows of the table ``events``: a mention of an
earlier run is made again from the tables. Names and words become hashes, so that a million
mentions are one array of some 350 MB. `layout.LAYOUT` says where each number stands.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Optional

import numpy as np
from numpy.typing import NDArray

from schemas.records import is_place_name
from transforms.incidents.antecedents import inherit
from transforms.incidents.keys import key_hash
from transforms.incidents.layout import LAYOUT, WIDTH, Ints
from transforms.incidents.surroundings import TextWords, hashed_vector
from transforms.incidents.words import Words

__all__ = ["ArticleMentions", "article_mentions"]

Floats = NDArray[np.float32]
Row = Mapping[str, Any]

_MODALITIES = {"asserted": 1, "future": 2, "hypothetical": 3, "historical": 4}
_PRECISIONS = {"country": 1, "division": 2, "town": 3, "site": 4}
_ROLES = {"killed": 1, "wounded": 2, "arrested": 3, "displaced": 4, "participants": 5}
_PARTICLES = frozenset(
    {
        "down",
        "over",
        "back",
        "away",
        "through",
        "into",
        "from",
        "with",
        "apart",
        "together",
        "along",
    }
)
_DULL = frozenset(
    {"the", "a", "an", "of", "in", "on", "at", "to", "for", "and", "or", "by", "with", "from", "as",
     "into", "over", "its", "their"}
)  # fmt: skip
_PRONOUNS = frozenset(
    {"i", "we", "you", "he", "she", "it", "they", "me", "us", "him", "her", "them", "his", "its",
     "their", "our", "my", "your", "who", "which", "that", "this", "those", "these", "others",
     "some", "one", "both", "all", "people", "man", "woman", "group"}
)  # fmt: skip
#: Weight of a name, a country and a word in an article's context.
_NAME, _COUNTRY, _WORD = 1.0, 0.25, 0.4


class ArticleMentions(NamedTuple):
    """The mentions of one article.

    Fields:
        article_id: its id.
        day: ordinal of its date of publication, 0 where that is unknown.
        shard: key of the extracted shard with its rows; "" for rows of an earlier run.
        event_ids: of the mentions, in text order.
        numbers: int32[mentions, WIDTH], C order.
        context: int8[2 * CONTEXT], the names and words of its rows, then the words of its text.
        incidents: incident ids of an earlier run, or empty.
    """

    article_id: str
    day: int
    shard: str
    event_ids: Sequence[str]
    numbers: bytes
    context: bytes
    incidents: Sequence[Optional[str]] = ()

    def array(self) -> Ints:
        """The numbers as an array of one row a mention."""
        return np.frombuffer(self.numbers, np.int32).reshape(-1, WIDTH)


def _day(value: dt.date | str | None) -> int:
    if value is None:
        return 0
    return (dt.date.fromisoformat(value) if isinstance(value, str) else value).toordinal()


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    """The part that words of one family share ("explode", "explosion": "explo").

    >>> _stem("explosion") == _stem("explode"), _stem("talk"), _stem("resignation")
    (True, 'talk', 'resig')
    """
    return word[:5]


def _head(predicate: str) -> str:
    """The word of a predicate that says what happened: its noun where it has a light verb.

    >>> _head("launch attack"), _head("shut down"), _head("go")
    ('attack', 'shut', 'go')
    """
    words = predicate.lower().split()
    while len(words) > 1 and (len(words[-1]) < 4 or words[-1] in _PARTICLES):
        words.pop()
    return words[-1] if words else ""


def _content(text: str) -> list[str]:
    words = [word.strip(".,;:'\"()").lower() for word in text.split()]
    return [word for word in words if len(word) > 2 and word not in _DULL]


class _Parties(NamedTuple):
    names: list[str]
    nouns: list[str]
    countries: list[str]


def _parties(people: Iterable[Row]) -> _Parties:
    """Keys of parties: name, else country and sectors, and canonical ids; nouns apart.

    A person's last name is a key of its own: articles call people by it. An id is a key beside the
    name, since only some articles tell enough for one.
    """
    names: list[str] = []
    ids: list[str] = []
    nouns: list[str] = []
    countries: list[str] = []
    for person in people:
        if person["country"]:
            countries.append(person["country"])
        name = person["name"]
        if person.get("canonical_id"):
            ids.append(person["canonical_id"])
        if name:
            names.append(name.lower())
            if " " in name:
                names.append(name.lower().split()[-1])
        elif person["country"] and person["sectors"]:
            names.append(f"{person['country']} {' '.join(sorted(person['sectors']))}")
        if not name:
            nouns += [word for word in _content(person["text"]) if word not in _PRONOUNS]
    return _Parties([*names, *ids], nouns, countries)


class _Keys(NamedTuple):
    """What one row names."""

    actors: _Parties
    recipients: _Parties
    theme: list[str]
    place: str | None

    def all(self) -> list[str]:
        return [
            *self.actors.names,
            *self.recipients.names,
            *self.actors.nouns,
            *self.recipients.nouns,
            *self.theme,
            *([self.place] if self.place else ()),
        ]


def _keys(row: Row) -> _Keys:
    theme = row.get("theme")
    place = row["place"]
    return _Keys(
        _parties(row["actors"] or ()),
        _parties(row["recipients"] or ()),
        _content(theme["text"]) if theme else [],
        place["name"].lower() if place and is_place_name(place["name"]) else None,
    )


def _context(rows: Sequence[Row], keys: Sequence[_Keys], idf: NDArray[np.float32]) -> bytes:
    """Names and words of all rows as one vector, each on one of `CONTEXT` dimensions."""
    counts: Counter[tuple[str, float]] = Counter()
    for row, known in zip(rows, keys, strict=True):
        for parties in (known.actors, known.recipients):
            counts.update((name, _NAME) for name in set(parties.names))
            counts.update((country, _COUNTRY) for country in set(parties.countries))
            counts.update((noun, _WORD) for noun in set(parties.nouns))
        counts.update((word, _WORD) for word in set(known.theme))
        counts.update([(_head(row["predicate"]), _WORD)])
        if known.place:
            counts[known.place, _NAME] += 1
    weights = []
    for (key, weight), count in sorted(counts.items()):
        number = key_hash(key)
        value = weight * (1.0 + math.log(count))
        if weight == _WORD:
            value *= float(idf[number % len(idf)])
        weights.append((number, value))
    return hashed_vector(weights)


def _subjects(keys: Sequence[_Keys]) -> list[str]:
    """The names that most rows of the article name, places among them."""
    counts: Counter[str] = Counter()
    for known in keys:
        counts.update({*known.actors.names, *known.recipients.names})
        if known.place:
            counts[known.place] += 1
    return [name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def article_mentions(
    article_id: str,
    published: dt.date | str | None,
    source: str | None,
    rows: Sequence[Row],
    words: Words,
    shard: str = "",
    text: str | None = None,
) -> ArticleMentions:
    """All mentions of one article.

    Args:
        article_id: its id.
        published: its date of publication.
        source: its outlet.
        rows: its rows of the table ``events``, in any order.
        words: what is known of words.
        shard: key of the extracted shard that holds the rows.
        text: the article's text; without it what the rows name stands for it.
    """
    rows = sorted(rows, key=lambda row: (row["trigger_start"], row["event_id"]))
    keys = [_keys(row) for row in rows]
    by_sentence: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        by_sentence.setdefault(row["sentence_index"], []).append(index)
    subjects = _subjects(keys)
    if text is None:
        text, triggers = _told_again(rows)
    else:
        triggers = [(row["trigger_start"], row["trigger_end"]) for row in rows]
    told = TextWords(text, words)
    numbers = np.zeros((len(rows), WIDTH), np.int32)
    for index, row in enumerate(rows):
        near = [
            key
            for other in by_sentence[row["sentence_index"]]
            if other != index
            for key in keys[other].all()
        ]
        _fill(numbers[index], row, keys[index], near, subjects)
        _scalars(numbers[index], row, _day(published))
        listed = words.row(int(numbers[index, LAYOUT["head"].start]))
        numbers[index, LAYOUT["word"]] = listed
        numbers[index, LAYOUT["sense"]] = words.sense(listed)
        numbers[index, LAYOUT["kind"]] = words.kinds.row(
            key_hash(row["predicate"].lower()), int(numbers[index, LAYOUT["head"].start])
        )
        numbers[index, LAYOUT["rarity"]] = round(
            1000 * float(words.idf[int(numbers[index, LAYOUT["head"].start]) % len(words.idf)])
        )
        _surround(numbers[index], told, *triggers[index], row["event_date_text"])
    inherit(numbers, words)
    numbers[:, LAYOUT["rivals"]] = _rivals(numbers)[:, None]
    numbers[:, LAYOUT["published"]] = _day(published)
    numbers[:, LAYOUT["source"]] = key_hash(source) if source else 0
    return ArticleMentions(
        article_id,
        _day(published),
        shard,
        tuple(row["event_id"] for row in rows),
        numbers.tobytes(),
        _context(rows, keys, words.idf) + told.vector(),
        tuple(row.get("incident_id") for row in rows),
    )


def _told_again(rows: Sequence[Row]) -> tuple[str, list[tuple[int, int]]]:
    """What the rows name as a text, a sentence a row, and the triggers in it."""
    text, triggers = "", []
    for row in rows:
        people = [[one["text"] for one in row[role] or ()] for role in ("actors", "recipients")]
        text += " ".join([*people[0], ""])
        triggers.append((len(text), len(text) + len(row["predicate"])))
        theme, place = row.get("theme") or {}, row["place"] or {}
        rest = [row["predicate"], *people[1], theme.get("text") or "", place.get("name") or ""]
        text += " ".join(word for word in rest if word) + "\n"
    return text, triggers


def _surround(into: Ints, told: TextWords, start: int, end: int, date: str | None) -> None:
    around = told.around(start, end)
    told_there = {"around": around.keys, "figures": around.figures, "names": around.names}
    for name, found in told_there.items():
        where = LAYOUT[name]
        kept = found[: where.stop - where.start]
        into[where.start : where.start + len(kept)] = kept
    into[LAYOUT["norm"]] = round(1000 * around.norm)
    into[LAYOUT["trigger"]] = around.trigger
    into[LAYOUT["manner"]] = around.manner
    into[LAYOUT["date_distance"]] = told.distance(date, start, end) if date else 0


def _rivals(numbers: Ints) -> Ints:
    """How many other rows of the article have the class or the sense of each.

    >>> numbers = np.zeros((4, WIDTH), np.int32)
    >>> numbers[:, LAYOUT["event_class"]] = [[1], [1], [0], [0]]
    >>> numbers[:, LAYOUT["sense"]] = [[7], [8], [8], [0]]
    >>> _rivals(numbers).tolist()
    [1, 2, 1, 0]
    """
    classes = numbers[:, LAYOUT["event_class"].start].tolist()
    senses = numbers[:, LAYOUT["sense"].start].tolist()
    both = list(zip(classes, senses, strict=True))
    by_class, by_sense, by_both = Counter(classes), Counter(senses), Counter(both)
    by_class[0] = by_sense[0] = 0
    found = [
        by_class[kind] + by_sense[sense] - (by_both[kind, sense] if kind and sense else 0) - 1
        for kind, sense in both
    ]
    return np.maximum(np.array(found, np.int32), 0)


def _put(into: Ints, name: str, values: Iterable[str]) -> None:
    """Hashes of the first different ``values`` that fit."""
    where = LAYOUT[name]
    size = where.stop - where.start
    found = list(dict.fromkeys(value for value in values if value))[:size]
    into[where.start : where.start + len(found)] = [key_hash(value) for value in found]


def _fill(into: Ints, row: Row, keys: _Keys, near: Sequence[str], subjects: Sequence[str]) -> None:
    head = _head(row["predicate"])
    _put(into, "head", [head])
    _put(into, "stem", [_stem(head)])
    for name in ("event_class", "event_type", "mode"):
        _put(into, name, [row[name] or ""])
    _put(into, "actors", keys.actors.names)
    _put(into, "recipients", keys.recipients.names)
    _put(into, "nouns", [*keys.theme, *keys.recipients.nouns, *keys.actors.nouns])
    place = row["place"] or {}
    _put(
        into,
        "countries",
        [place.get("country") or "", *keys.actors.countries, *keys.recipients.countries],
    )
    _put(into, "near", near)
    _put(into, "subjects", subjects)
    _put(into, "place", [keys.place or ""])


def _scalars(into: Ints, row: Row, published: int) -> None:
    """Numbers that are no hashes."""
    place = row["place"] or {}
    # News tells what is new: a day that no word tells is taken for the day of publication.
    standing = published if row["modality"] == "asserted" else 0
    start = row["event_date_start"]
    scalars = {
        "negated": int(bool(row["negated"])),
        "modality": _MODALITIES.get(row["modality"], 1),
        "first": _day(start) or standing,
        "last": _day(row["event_date_end"] or start) or standing,
        "told": int(row["event_date_text"] is not None),
        "sentence": row["sentence_index"],
        "start": row["trigger_start"],
        "salience": round(1000 * (row.get("salience") or 0.0)),
    }
    if place.get("latitude") is not None:
        scalars["latitude"] = round(place["latitude"] * 10_000)
        scalars["longitude"] = round(place["longitude"] * 10_000)
        scalars["precision"] = _PRECISIONS.get(place.get("precision") or "town", 3)
    for name, value in scalars.items():
        into[LAYOUT[name]] = value
    counts = (row.get("counts") or ())[:3]
    for index, count in enumerate(counts):
        into[LAYOUT["roles"].start + index] = _ROLES.get(count["role"], 9)
        into[LAYOUT["values"].start + index] = min(count["value"], 2**31 - 1)
