"""Languages other than English: a folder of words for each, and what they offer.

English lives in `transforms.extract`, `transforms.events` and `transforms.normalize`. Here are
bylines, datelines, days, countries and names of every other language, so that no English rule ever
reads their text. docs/languages.md says what a second language of full coverage would take.
"""

from transforms.lang.data import Language, codes, language
from transforms.lang.offers import Offer, offer_of, offers_markdown

__all__ = [
    "Language",
    "Offer",
    "codes",
    "language",
    "offer_of",
    "offers_markdown",
]
