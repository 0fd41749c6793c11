"""Languages: a folder for each, what it offers, and the rules that its articles are read by.

``en/`` is English in full and names what of it stands elsewhere. Every other folder holds words
from which the rules of lines, days and countries are made: no English rule reads its text.
docs/languages.md says what a second language of full coverage would take.
"""

from transforms.lang.data import Language, codes, language
from transforms.lang.line_rules import LineRules
from transforms.lang.offers import Offer, offer_of, offers_markdown, parts_markdown
from transforms.lang.rules import rules_of

__all__ = [
    "Language",
    "LineRules",
    "Offer",
    "codes",
    "language",
    "offer_of",
    "offers_markdown",
    "parts_markdown",
    "rules_of",
]
