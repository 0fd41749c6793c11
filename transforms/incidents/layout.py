"""Where each number of a mention stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["LAYOUT", "WIDTH", "Ints"]

Ints = NDArray[np.int32]

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
    "told": 1,  # 1: the text gave the day, not the date of publication; 2: elsewhere in it
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
    "around": 16,  # words of the sentence, the nearest first
    "norm": 1,  # of the weights of all words of the sentence, thousandths
    "figures": 3,  # numbers of the sentence
    "trigger": 1,  # the word of the text
    "date_distance": 1,  # words from the trigger to what tells the day, from 1
    "borrowed": 1,  # the parties are another mention's
    "kind": 1,  # row in `Kinds`, from 1
    "manner": 1,  # how the text speaks of it, see `surroundings.MANNERS`
    "names": 6,  # words of the sentence with a capital, the nearest first
}
_at = 0
for _name, _size in _SIZES.items():
    LAYOUT[_name] = slice(_at, _at + _size)
    _at += _size
#: Numbers of a mention.
WIDTH = _at
