"""Blocks of an article → its parts, by the rules of its language (`transforms.lang`).

Bylines and datelines of languages other than English are taken out first, wherever among the first
blocks they stand; English ones are found in `find_structure`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas.records import Removed
from transforms.lang.data import Language, language
from transforms.lang.lines import MAX_BYLINE_CHARS, parse_byline, parse_dateline
from transforms.lang.rules import rules_of
from transforms.normalize.structure import Block, Structure, find_structure
from transforms.text.dates import Moment, find_moment

#: A byline stands among the first blocks of an article, a dateline opens one of them.
_HEAD_BLOCKS = 5


@dataclass(frozen=True)
class LocalLines:
    """What the lines of a language say; ``day`` is (month, day, year or None)."""

    authors: tuple[str, ...] = ()
    agency: str | None = None
    place: str | None = None
    day: tuple[int, int, int | None] | None = None
    stated: Moment | None = None
    removed: tuple[Removed, ...] = ()

    def add_to(self, parts: Structure) -> None:
        """Put what was found into the article's parts; what stands there in its place gives way."""
        parts.authors = self.authors or parts.authors
        parts.agency = self.agency or parts.agency
        parts.dateline_place = self.place or parts.dateline_place
        parts.dateline_day = self.day or parts.dateline_day
        parts.stated = parts.stated or self.stated
        parts.removed[:0] = self.removed


def take_lines(
    blocks: Sequence[Block], title: str | None, words: Language
) -> tuple[list[Block], LocalLines]:
    """Return *blocks* without byline and dateline, and what these say."""
    kept: list[Block] = []
    found = LocalLines()
    byline = dateline = False
    seen = 0
    for block in blocks:
        head = not block.dropped and seen < _HEAD_BLOCKS and block.kind != "caption"
        seen += not block.dropped
        if head and not byline and block.text != title and len(block.text) <= MAX_BYLINE_CHARS:
            line = parse_byline(block.text, words)
            # a headline of capitalized words looks like names: without a title, the first is it
            if line is not None and (title or seen > 1):
                byline = True
                removed = (*found.removed, Removed("byline", block.text))
                agency = found.agency or line.agency
                found = replace(
                    found,
                    authors=line.authors,
                    agency=agency,
                    stated=find_moment(block.text),
                    removed=removed,
                )
                continue
        opening = parse_dateline(block.text, words) if head and not dateline else None
        if opening is not None:
            dateline = True
            text = block.text
            removed = (*found.removed, Removed("dateline", text[: opening.end].strip()))
            found = replace(
                found,
                place=opening.place,
                agency=opening.agency or found.agency,
                day=opening.day,
                removed=removed,
            )
            block = replace(block, lines=(text[opening.end :].lstrip(),))
        kept.append(block)
    return kept, found


def structure_of(
    blocks: Sequence[Block],
    title: str | None,
    subtitle: str | None,
    code: str | None,
    *,
    guess_title: bool,
) -> Structure:
    """Return the parts of an article by the rules of its language; see `find_structure`."""
    rules, words = rules_of(code), language(code)
    if words is None:
        return find_structure(blocks, title, subtitle, rules, guess_title=guess_title)
    rest, lines = take_lines(blocks, title, words)
    parts = find_structure(rest, title, subtitle, rules, guess_title=guess_title)
    lines.add_to(parts)
    return parts
