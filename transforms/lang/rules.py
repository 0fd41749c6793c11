"""A language → the rules that its lines are read by.

English has rules of its own (`transforms.lang.en`), a language with a folder has rules made from
its words, any other has rules without words. The three know nothing of one another.
"""

from __future__ import annotations

from functools import cache

from transforms.lang.data import language
from transforms.lang.en import lines as english
from transforms.lang.line_rules import LineRules
from transforms.lang.words import WordRules


@cache
def rules_of(code: str | None) -> LineRules:
    """Return the rules of a language; None, a language that could not be told, is read as English.

    Args:
        code: ISO 639-1.
    """
    return english.ENGLISH if code in (None, "en") else WordRules(language(code))
