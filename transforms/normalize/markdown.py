"""Text with Markdown's marks → the same text without them; other text as it is.

Headings, emphasis, links, pictures, quotations and rules, as CommonMark 0.31 writes them. Text is
Markdown where it has marks of two kinds, or two links: a single ``*`` or ``#`` means nothing.
"""

from __future__ import annotations

import re

#: Texts are searched for marks so far, in characters.
_SEARCHED = 20_000
_HEADING = re.compile(r"(?m)^ {0,3}#{1,6}[ \t]+(?=\S)(.*?)[ \t]*#*[ \t]*$")
_STRONG = re.compile(r"(?<![\w*])(\*\*|__)(?=\S)([^\n]{1,2000}?)(?<=\S)\1(?![\w*])")
_EMPHASIS = re.compile(r"(?<![\w*])(\*|_)(?=[^\s*_])([^\n*_]{1,500}?)(?<=\S)\1(?![\w*])")
_PICTURE = re.compile(
    r"!\[([^\[\]\n]{0,300})\]\((?:[^()\s]|\([^()\s]*\)){0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)"
)
_LINK = re.compile(
    r"(?<!!)\[([^\[\]\n]{1,500})\]\(<?(?:https?://|/|#|mailto:)(?:[^()\s]|\([^()\s]*\)){0,2000}"
    r"(?:\s+\"[^\"\n]{0,300}\")?\)"
)
_QUOTE = re.compile(r"(?m)^ {0,3}(?:> ?)+(?=\S)")
_RULE = re.compile(r"(?m)^ {0,3}(?:(?:\* ?){3,}|(?:- ?){3,}|(?:_ ?){3,})$")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")
_KINDS = (_HEADING, _STRONG, _LINK, _PICTURE)


def without_marks(text: str) -> str:
    """``text`` without the marks of Markdown, if it is written in it.

    >>> without_marks("# Pier plan\\n\\nThe **council** voted, [it said](https://x.example).")
    'Pier plan\\n\\nThe council voted, it said.'
    >>> without_marks("# 1 song of the week")
    '# 1 song of the week'
    """
    if not _is_markdown(text[:_SEARCHED]):
        return text
    text = _PICTURE.sub(r"\1", _RULE.sub("", text))
    text = _QUOTE.sub("", _LINK.sub(r"\1", _HEADING.sub(r"\1", text)))
    for _ in range(2):  # emphasis inside of emphasis
        text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    return _ESCAPED.sub(r"\1", text)


def _is_markdown(head: str) -> bool:
    if not ("**" in head or "](" in head or "__" in head or "#" in head):
        return False
    found = [len(kind.findall(head)) for kind in _KINDS]
    return sum(count > 0 for count in found) >= 2 or found[2] >= 2
