"""Forms of a line in any language: how a sentence ends, whether two lines say the same."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"[.!?…。।؟۔።။។！？][\"”’'»)\]」』）]*$")
_WORD = re.compile(r"\w+")


def ends_as_sentence(text: str) -> bool:
    """Whether the last characters of ``text`` close a sentence."""
    return bool(_SENTENCE_END.search(text))


def same_words(left: str, right: str) -> bool:
    """Whether two lines hold the same words, whatever their case and punctuation.

    >>> same_words("Markets fall, again", "MARKETS FALL AGAIN")
    True
    """
    return _WORD.findall(left.casefold()) == _WORD.findall(right.casefold())
