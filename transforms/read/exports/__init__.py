"""How news databases write their exports, whatever file these stand in.

Each database is one `Layout`; a new one is a module with ``split`` (or ``parts_of`` for HTML) and
a line in `LAYOUTS`. `transforms.read.export_files` reads them in text and HTML files,
`transforms.read.office` in DOCX, RTF and PDF files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lxml import html

from transforms.read.exports import europresse, factiva, lexisnexis, proquest
from transforms.read.exports.parts import Part


@dataclass(frozen=True)
class Layout:
    """How a database writes its exports.

    Fields:
        name: for ``--input_format`` and `RawDocument.format`.
        split: lines → parts; None where the database exports HTML alone.
        matches: whether lines are of this layout.
        parts_of: a parsed page → parts, where its lines do not do.
        hints: what the quickest look at a text file's first bytes must find.
        text_marks, html_marks: what only such an export has among its first bytes.
    """

    name: str
    split: Callable[[Sequence[str]], Iterator[Part]] | None
    matches: Callable[[Sequence[str]], bool] | None
    html_marks: re.Pattern[bytes]
    text_marks: re.Pattern[bytes] | None = None
    hints: tuple[bytes, ...] = ()
    parts_of: Callable[[html.HtmlElement], Iterator[Part]] | None = None


LAYOUTS = (
    *(
        Layout(m.NAME, m.split, m.matches, m.HTML_MARKS, m.TEXT_MARKS, m.HINTS)
        for m in (lexisnexis, factiva, proquest)
    ),
    Layout(europresse.NAME, None, None, europresse.HTML_MARKS, parts_of=europresse.parts_of),
)


def layout_of(lines: Sequence[str]) -> Layout | None:
    """The layout that a document's lines are of, or None."""
    return next((each for each in LAYOUTS if each.matches and each.matches(lines)), None)
