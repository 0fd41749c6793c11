"""Exports of ProQuest → articles: TXT and HTML, one block of named fields a document.

"Full text:" holds the text, "Publication title:" and "Publication date:" where and when it stood.
In text files a line of underscores parts documents, in HTML a rule. Lists of contents and the
closing lines ("Contact ProQuest") are no articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from transforms.read.exports.parts import (
    Part,
    body_of,
    language_code,
    one_line,
    split_list,
)

NAME = "proquest"
_RULE = re.compile(r"^\s*_{20,}\s*$")
_NUMBER = re.compile(r"^\s*Document \d+ of \d+\s*$")
_LAST = "database"  # the field that ends a document
_NAMES = frozenset(
    split_list(
        "author; publication info; abstract; links; full text; subject; business indexing term; "
        "location; people; company / organization; classification; identifier / keyword; title; "
        "correspondence author; publication title; volume; issue; pages; first page; page count; "
        "number of pages; publication year; publication date; year; section; publisher; issn; "
        "place of publication; country of publication; publication subject; e-issn; source type; "
        "language of publication; language; document type; document feature; copyright; "
        "proquest document id; document url; last updated; database; product name; dateline; "
        "column; edition; series; credit; supplement; accession number; full text availability; "
        "subtitle; alternate title"
    )
)
_FIELD = re.compile(r"^\s*(?P<name>[A-Za-z][A-Za-z /-]{2,30}?)\s*:(?:\s+(?P<value>.*))?$")
_NONE = re.compile(r"^\W*(?:none|not) available\W*$", re.I)
_CLOSING = re.compile(
    r"^\s*(?:Contact ProQuest|Copyright\s.{0,8}\d{4} ProQuest LLC|Terms and Conditions|"
    r"Bibliography|Citation style:)",
    re.I,
)

#: In a file's first bytes.
HINTS = (b"ProQuest document", b"Document 1 of")
TEXT_MARKS = re.compile(rb"(?m)^[ \t]*ProQuest document (?:ID:|link)|^Document 1 of \d+[ \t\r]*$")
HTML_MARKS = re.compile(rb">\s*ProQuest document (?:ID: ?\s*<|link\s*<)")


def matches(lines: Sequence[str]) -> bool:
    """Whether these are the lines of such an export."""
    names = {name for line in lines if (name := _name(line))}
    return "proquest document id" in names and bool(names & {"full text", "publication title"})


def _name(line: str) -> str | None:
    match = _FIELD.match(line)
    name = match["name"].lower() if match else ""
    return name if name in _NAMES else None


def split(lines: Sequence[str]) -> Iterator[Part]:
    """The parts of an export: documents, and what stands around them."""
    block: list[str] = []
    ended = False
    for line in lines:
        line = line.replace("\xa0", " ")
        if _RULE.match(line) or _NUMBER.match(line) or (ended and line.strip() and not _name(line)):
            yield from _block(block)
            block, ended = [], False
        if not _RULE.match(line):
            block.append(line)
        ended = ended or _name(line) == _LAST
    yield from _block(block)


def _block(lines: Sequence[str]) -> Iterator[Part]:
    written = body_of(lines)
    if not written.strip():
        return
    names = {name for line in lines if (name := _name(line))}
    if "proquest document id" in names or "full text" in names:
        yield Part(_fields(lines), written)
    elif not all(_CLOSING.match(line) for line in lines if line.strip()):
        yield Part(None, written, "the contents or the closing page of a ProQuest export")


def _fields(lines: Sequence[str]) -> dict[str, Any]:
    """What a document's fields say."""
    found: dict[str, list[str]] = {}
    title: list[str] = []
    name = ""
    for i, line in enumerate(lines):
        starts = i == 0 or not lines[i - 1].strip()
        # inside a text, a field begins behind a blank line
        new = _name(line) if starts or name != "full text" else None
        if new is not None and new not in found:
            name = new
            match = _FIELD.match(line)
            found[name] = [(match["value"] or "") if match else ""]
        elif name:
            found[name].append(line)
        elif line.strip() and not title and not _NUMBER.match(line):
            title.append(line.strip())
    value = {n: one_line(v) for n, v in found.items()}
    text = body_of(found.get("full text", []))
    publication = value.get("publication title") or value.get("publication info", "")
    number = value.get("proquest document id", "").split()
    return {
        "title": value.get("title") or one_line(title),
        "authors": tuple(_turned(name) for name in split_list(value.get("author", ""))),
        "publisher": publication.partition(";")[0].strip(),
        "published": value.get("publication date") or value.get("year"),
        "section": value.get("section"),
        "dateline": value.get("dateline"),
        "keywords": split_list(value.get("subject", "")),
        "language": language_code(
            value.get("language of publication") or value.get("language", "")
        ),
        "external_id": f"proquest:{number[0]}" if number else None,
        "text": "" if _NONE.match(text) else text,
    }


def _turned(name: str) -> str:
    """ "Roe, Jane" → "Jane Roe"."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else name
