"""`LineRules`: what lines are in one language, by its form and words: bylines, datelines, credits.

`transforms.lang.rules` returns the rules of a language; `normalize` knows languages only through
them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Edge(NamedTuple):
    """Where a paragraph stands: before the first report of the text, or near or after its last."""

    head: bool = False
    tail: bool = False


@dataclass(frozen=True)
class Dateline:
    """Place and agency, (month, day, year or None), and where the text after it starts."""

    place: str | None
    agency: str | None
    day: tuple[int, int, int | None] | None
    end: int


class LineRules(Protocol):
    """What a line or paragraph of one language is, by its form and the language's words."""

    def reports(self, text: str) -> bool:
        """Whether *text* tells of something in whole sentences, without a word to the reader."""
        ...

    def is_furniture(self, text: str, edge: Edge | None = None) -> bool:
        """Whether a paragraph belongs to the page; *edge* says where it stands."""
        ...

    def is_credit(self, line: str) -> bool:
        """Whether a line only names who made or owns a picture."""
        ...

    def is_caption(self, text: str) -> bool:
        """Whether a paragraph describes a picture."""
        ...

    def is_stamp(self, text: str) -> bool:
        """Whether a line is a date of publication and nothing else."""
        ...

    def is_byline(self, text: str) -> bool:
        """Whether a short line credits people or an agency."""
        ...

    def parse_byline(self, text: str) -> tuple[str, ...]:
        """People of a line that is a byline and nothing else; empty where it is not one."""
        ...

    def byline_agency(self, text: str) -> str | None:
        """The news agency named in a byline, or None."""
        ...

    def parse_authors(self, written: Iterable[str], source: str | None = None) -> tuple[str, ...]:
        """People named in byline strings, in order, once each; *source* is never one of them."""
        ...

    def parse_dateline(self, paragraph: str) -> Dateline | None:
        """The dateline at the start of a paragraph, or None."""
        ...

    def sign_off(self, paragraph: str) -> str | None:
        """The agency (or "") where a whole paragraph only ends an article, else None."""
        ...

    def end_mark(self, paragraph: str) -> int | None:
        """Where a mark of the article's end begins inside its last paragraph, or None."""
        ...
