"""Event rows of an article → mentions: fixed-length numbers that pairs are compared by.

Everything comes from the article's rows of the table ``events``: a mention of an earlier run is
made again from the table, without its text. Names and words become hashes, so that a million
mentions are one array of some 260 MB. `LAYOUT` says where each number stands.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Optional

import numpy as np
from numpy.typing import NDArray

from transforms.incidents.words import Words

__all__ = ["CONTEXT", "LAYOUT", "WIDTH", "ArticleMentions", "Ints", "article_mentions", "key_hash"]

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Row = Mapping[str, Any]

#: Name → slice of a mention's numbers. 0 is "unknown" everywhere but in coordinates and offsets.
LAYOUT: dict[str, slice] = {}
_SIZES = {
    "head": 1,  # the predicate's last content word
    "stem": 1,
    "word": 1,  # row in `Words`, from 1
    "sense": 1,
    "event_class": 1,
    "event_type": 1,
    "mode": 1,
    "negated": 1,
    "modality": 1,  # 1 asserted, 2 future, 3 hypothetical, 4 historical
    "place": 1,
    "precision": 1,  # 1 country, 2 division, 3 town, 4 site
    "latitude": 1,  # ten-thousandths of a degree
    "longitude": 1,
    "first": 1,  # days of the event, proleptic Gregorian ordinals
    "last": 1,
    "told": 1,  # the text gave the day, not the date of publication
    "published": 1,
    "source": 1,
    "sentence": 1,
    "start": 1,
    "salience": 1,  # thousandths
    "actors": 4,
    "recipients": 4,
    "nouns": 6,  # parties without a name, words of the theme
    "countries": 4,
    "near": 8,  # names and nouns of other rows of the sentence
    "roles": 3,  # of counts
    "values": 3,
    "subjects": 8,  # the article's most frequent names
    "rarity": 1,  # weight of the head word, thousandths
    "rivals": 1,  # other rows of the article with the same class or sense
}
_at = 0
for _name, _size in _SIZES.items():
    LAYOUT[_name] = slice(_at, _at + _size)
    _at += _size
#: Numbers of a mention.
WIDTH = _at
#: Dimensions that an article's names and words are hashed to.
CONTEXT = 256

_MODALITIES = {"asserted": 1, "future": 2, "hypothetical": 3, "historical": 4}
_PRECISIONS = {"country": 1, "division": 2, "town": 3, "site": 4}
_ROLES = {"killed": 1, "wounded": 2, "arrested": 3, "displaced": 4, "participants": 5}
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
        context: int8[CONTEXT], the article's names and words.
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


@lru_cache(maxsize=1 << 16)
def key_hash(text: str) -> int:
    """``text`` → a number of 31 bits that is never 0.

    >>> key_hash("london") == key_hash("london") != 0
    True
    """
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little") & 0x7FFFFFFF or 1


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
    """The word of a predicate that says what happened: its noun where it has a light verb."""
    words = [word for word in predicate.lower().split() if len(word) > 3] or predicate.split()
    return words[-1].lower() if words else ""


def _content(text: str) -> list[str]:
    words = [word.strip(".,;:'\"()").lower() for word in text.split()]
    return [word for word in words if len(word) > 2 and word not in _DULL]


class _Parties(NamedTuple):
    names: list[str]
    nouns: list[str]
    countries: list[str]


def _parties(people: Iterable[Row]) -> _Parties:
    """Keys of parties: canonical id, else name, else country and sectors; nouns apart.

    A person's last name is a key of its own: articles call people by it.
    """
    names: list[str] = []
    nouns: list[str] = []
    countries: list[str] = []
    for person in people:
        if person["country"]:
            countries.append(person["country"])
        name = person["name"]
        if person.get("canonical_id"):
            names.append(person["canonical_id"])
        elif name:
            names.append(name.lower())
            if " " in name:
                names.append(name.lower().split()[-1])
        elif person["country"] and person["sectors"]:
            names.append(f"{person['country']} {' '.join(sorted(person['sectors']))}")
        if not name:
            nouns += [word for word in _content(person["text"]) if word not in _PRONOUNS]
    return _Parties(names, nouns, countries)


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
        place["name"].lower() if place and place["name"] else None,
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
    vector = np.zeros(CONTEXT, np.float64)
    for (key, weight), count in sorted(counts.items()):
        number = key_hash(key)
        value = weight * (1.0 + math.log(count))
        if weight == _WORD:
            value *= float(idf[number % len(idf)])
        vector[(number >> 1) % CONTEXT] += value if number & 1 else -value
    norm = float(np.sqrt((vector * vector).sum())) or 1.0
    return np.rint(vector / norm * 127).astype(np.int8).tobytes()


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
) -> ArticleMentions:
    """All mentions of one article.

    Args:
        article_id: its id.
        published: its date of publication.
        source: its outlet.
        rows: its rows of the table ``events``, in any order.
        words: what is known of words.
        shard: key of the extracted shard that holds the rows.
    """
    rows = sorted(rows, key=lambda row: (row["trigger_start"], row["event_id"]))
    keys = [_keys(row) for row in rows]
    by_sentence: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        by_sentence.setdefault(row["sentence_index"], []).append(index)
    subjects = _subjects(keys)
    numbers = np.zeros((len(rows), WIDTH), np.int32)
    for index, row in enumerate(rows):
        near = [
            key
            for other in by_sentence[row["sentence_index"]]
            if other != index
            for key in keys[other].all()
        ]
        _fill(numbers[index], row, keys[index], near, subjects)
        listed = words.row(int(numbers[index, LAYOUT["head"].start]))
        numbers[index, LAYOUT["word"]] = listed
        numbers[index, LAYOUT["sense"]] = words.sense(listed)
        numbers[index, LAYOUT["rarity"]] = round(
            1000 * float(words.idf[int(numbers[index, LAYOUT["head"].start]) % len(words.idf)])
        )
    numbers[:, LAYOUT["rivals"]] = _rivals(numbers)[:, None]
    numbers[:, LAYOUT["published"]] = _day(published)
    numbers[:, LAYOUT["source"]] = key_hash(source) if source else 0
    return ArticleMentions(
        article_id,
        _day(published),
        shard,
        tuple(row["event_id"] for row in rows),
        numbers.tobytes(),
        _context(rows, keys, words.idf),
        tuple(row.get("incident_id") for row in rows),
    )


def _rivals(numbers: Ints) -> Ints:
    """How many other rows of the article have the class or the sense of each."""
    alike = np.zeros((len(numbers), len(numbers)), bool)
    for name in ("event_class", "sense"):
        column = numbers[:, LAYOUT[name]]
        alike |= (column == column.T) & (column != 0)
    found: Ints = np.maximum(alike.sum(axis=1) - 1, 0).astype(np.int32)
    return found


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
    _scalars(into, row, place)


def _scalars(into: Ints, row: Row, place: Row) -> None:
    """Numbers that are no hashes."""
    # News tells what is new: a day that no word tells is taken for the day of publication.
    standing = row["published_date"] if row["modality"] == "asserted" else None
    start = row["event_date_start"] or standing
    scalars = {
        "negated": int(bool(row["negated"])),
        "modality": _MODALITIES.get(row["modality"], 1),
        "first": _day(start),
        "last": _day(row["event_date_end"] or start),
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
