"""English: the language that newsbeam covers in full.

The lines of articles are read here (`lines`, `authors`, `datelines`, `furniture`), and here are the
word lists that belong to English alone (``words/``, by `lists`). What is too large for a folder of
words, or is bound to the shipped model, stands elsewhere; `PARTS` names it, column by column of
`transforms.lang.offers.Offer`. No module outside of it may read English for another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Column of the offer → what makes it, as paths of the repository.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "lines": (
        "transforms/lang/en/lines.py",
        "transforms/lang/en/authors.py",
        "transforms/lang/en/datelines.py",
        "transforms/lang/en/furniture.py",
    ),
    "sentences": ("transforms/resources/en_newsbeam", "transforms/extract/model/sentences.py"),
    "names": (
        "transforms/resources/en_newsbeam",
        "transforms/extract/names",
        "transforms/resources/organizations",
    ),
    "chains": (
        "transforms/extract/names/chains.py",
        "transforms/extract/references.py",
        "transforms/extract/people",
        "transforms/lang/en/words/titles.tsv",
        "transforms/lang/en/words/first_names.tsv",
        "transforms/lang/en/words/gendered_nouns.tsv",
        "transforms/lang/en/words/nicknames.tsv",
    ),
    "countries": ("transforms/extract/countries.py", "transforms/resources/places/countries.tsv"),
    "places": ("transforms/extract/places", "transforms/resources/places"),
    "times": ("transforms/extract/times",),
    "quotes": (
        "transforms/extract/speech",
        "transforms/lang/en/words/speech_verbs.txt",
        "transforms/lang/en/words/person_nouns.txt",
    ),
    "events": ("transforms/events", "transforms/resources/events"),
}
