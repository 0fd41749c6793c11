"""Sentences in which two participants are marked: ``<s>Police</s> arrested <t>a man</t>``."""

from __future__ import annotations

import re

_MARK = re.compile(r"</?[st]>")


def read_marked(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """Return a sentence without its marks, and the span of each mark (``s``, ``t``) that is closed.

    >>> read_marked("<s>Police</s> arrested <t>a man</t>.")
    ('Police arrested a man.', {'s': (0, 6), 't': (16, 21)})
    """
    text = ""
    starts: dict[str, int] = {}
    spans: dict[str, tuple[int, int]] = {}
    at = 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        name = mark[0].strip("</>")
        if mark[0].startswith("</"):
            spans[name] = (starts.get(name, len(text)), len(text))
        else:
            starts[name] = len(text)
    return text + marked[at:], spans
