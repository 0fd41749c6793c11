"""What stands around a plain text that was sent or filed: headers, signatures, quote marks.

Lines that are none of the text are set aside with their kind; what they say of the article (title,
author, date of a forwarded message or of front matter) is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

#: Messages say where their signature begins, and what of them is quoted.
_SENT = frozenset(("eml", "mbox"))
_PGP = re.compile(r"^-{3,}\s*(?P<part>BEGIN|END) PGP SIGNATURE\s*-{3,}$")
_FORWARDED = re.compile(
    r"^(?:-{3,}\s*(?:Forwarded|Original) message\s*-{3,}|Begin forwarded message:)$", re.I
)
_WROTE = re.compile(r"^(?:On|Am|Le|El)\b.{5,150}\b(?:wrote|schrieb.{0,60}|a écrit|escribió)\s*:$")
_HEADER = re.compile(r"^(?P<name>[A-Za-z][A-Za-z-]{1,20})\s*:\s*(?P<value>.*)$")
_QUOTED = re.compile(r"^(?:>\s?)+")
_FENCE = "---"
#: A signature has few lines, front matter not many.
_MAX_SIGNATURE_LINES, _MAX_FRONT_LINES = 8, 40
_FIELDS = {
    "title": "title", "subject": "title", "headline": "title",
    "author": "authors", "authors": "authors", "from": "authors", "byline": "authors",
    "date": "published", "published": "published", "sent": "published",
}  # fmt: skip


@dataclass
class Opened:
    """A text without its envelope.

    Fields:
        lines: what is left.
        aside: (kind, line) of what was taken away, in order.
        says: what the envelope says of the article, by the names of `RawDocument`.
    """

    lines: list[str]
    aside: list[tuple[str, str]] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)

    def cut(self, start: int, end: int, kind: str) -> None:
        """Set the lines from ``start`` to ``end`` aside."""
        self.aside += [(kind, line.strip()) for line in self.lines[start:end] if line.strip()]
        del self.lines[start:end]


def open_envelope(lines: Sequence[str], format_name: str) -> Opened:
    """The lines of a text without front matter, signatures, headers and marks of quotation."""
    opened = Opened(list(lines))
    _cut_front_matter(opened)
    _cut_pgp(opened)
    if format_name in _SENT:
        _cut_forwarding(opened)
        _cut_signature(opened)
        _unquote(opened)
    return opened


def _note(opened: Opened, line: str) -> bool:
    match = _HEADER.match(line.strip())
    if match is None:
        return False
    name = _FIELDS.get(match["name"].lower())
    value = match["value"].strip().strip("\"'")
    if name and value:
        opened.says.setdefault(name, value)
    return True


def _cut_front_matter(opened: Opened) -> None:
    """YAML between two lines of three dashes, as in Markdown files."""
    first = next((i for i, line in enumerate(opened.lines) if line.strip()), 0)
    if not opened.lines or opened.lines[first].strip() != _FENCE:
        return
    for i in range(first + 1, min(first + _MAX_FRONT_LINES, len(opened.lines))):
        line = opened.lines[i].strip()
        if line == _FENCE:
            opened.cut(first, i + 1, "furniture")
            return
        if line and not _note(opened, line) and not line.startswith(("-", "#")):
            opened.says.clear()
            return
    opened.says.clear()


def _cut_pgp(opened: Opened) -> None:
    marks = [
        (i, m["part"]) for i, line in enumerate(opened.lines) if (m := _PGP.match(line.strip()))
    ]
    if [part for _, part in marks] == ["BEGIN", "END"]:
        opened.cut(marks[0][0], marks[1][0] + 1, "furniture")


def _cut_forwarding(opened: Opened) -> None:
    """The sender's own words and the headers above a forwarded message; the line above a quoted."""
    for i, line in enumerate(opened.lines):
        if _FORWARDED.match(line.strip()):
            end = i + 1
            while end < len(opened.lines) and (
                not opened.lines[end].strip() or _is_header(opened, end)
            ):
                end += 1
            opened.cut(0, end, "furniture")
            return
        if _WROTE.match(line.strip()):
            opened.cut(i, i + 1, "furniture")
            return


def _is_header(opened: Opened, at: int) -> bool:
    match = _HEADER.match(opened.lines[at].strip())
    known = match is not None and match["name"].lower() in (
        "from",
        "to",
        "cc",
        "date",
        "sent",
        "subject",
    )
    return known and _note(opened, opened.lines[at])


def _cut_signature(opened: Opened) -> None:
    """From the line "-- " on (RFC 3676), where only a few lines follow it."""
    for i in range(len(opened.lines) - 1, -1, -1):
        if opened.lines[i].rstrip() == "--":
            if len(opened.lines) - i <= _MAX_SIGNATURE_LINES:
                opened.cut(i, len(opened.lines), "furniture")
            return


def _unquote(opened: Opened) -> None:
    """Quoted lines without their marks, where most of the message is a quotation."""
    filled = [line for line in opened.lines if line.strip()]
    quoted = sum(line.startswith(">") for line in filled)
    if 2 * quoted > len(filled):
        opened.lines = [_QUOTED.sub("", line) for line in opened.lines]
