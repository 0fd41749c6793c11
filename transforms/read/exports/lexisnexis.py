"""Exports of LexisNexis → articles: Academic and Nexis (TXT, HTML), Nexis Uni (DOCX, RTF, PDF).

Old layout: "3 of 120 DOCUMENTS", then publication, date and headline in paragraphs of their own,
fields in capitals (``BYLINE:``, ``LENGTH:``), the text, fields (``LOAD-DATE:``), the copyright. New
layout: headline, publication, date, copyright, fields ("Length: 355 words"), a line "Body", the
text, "Classification" with fields, "End of Document". Names of fields also come in German, French,
Spanish, Italian and Dutch. The cover page (search terms, list of documents) is no article.
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
    words,
)

NAME = "lexisnexis"
_NUMBER = re.compile(
    r"^\s*(?:\d+ of \d+ DOCUMENTS?|Dokument \d+ von \d+|Document \d+ de \d+|"
    r"Documento \d+ (?:de|di) \d+|Document \d+ van \d+)\s*$"
)
_END = re.compile(r"^\s*(?:End of Document|Ende des Dokuments|Fin du document)\s*$", re.I)
_COVER = re.compile(
    r"^\s*(?:Job Number|Time of Request|Download Request|Print Request|Research Information|"
    r"User Name|Date and Time|Documents? \(\d+\)|Auftragsnummer|Numéro de tâche)\b",
    re.I,
)
_FIELD = re.compile(r"^\s*(?P<name>[^\W\d_][\w/&’' -]{2,28}?)\s*:(?:\s+(?P<value>.*))?$")
#: Names of the fields above a text → what they are here; "" for those that nothing needs.
_HEAD = {
    **dict.fromkeys(("headline", "titel", "titre", "titular"), "title"),
    **dict.fromkeys(("byline", "autor", "auteur", "autore", "verfasser"), "authors"),
    **dict.fromkeys(
        ("section", "rubrik", "rubrique", "sección", "sezione", "rubriek", "ressort"), "section"
    ),
    **dict.fromkeys(
        ("length", "länge", "longueur", "longitud", "lunghezza", "lengte", "extensión"), "length"
    ),
    **dict.fromkeys(("dateline", "ort"), "dateline"),
    **dict.fromkeys(("highlight", "anriss", "encart"), "subtitle"),
    **dict.fromkeys(("body", "text", "texte"), "body"),
    **dict.fromkeys(("series", "column", "page", "source", "distribution", "type"), ""),
}
#: Names of the fields below a text.
_TAIL = {
    **dict.fromkeys(("language", "sprache", "langue", "idioma", "lingua", "taal"), "language"),
    **dict.fromkeys(("subject", "schlagwörter", "sujet"), "keywords"),
    **dict.fromkeys(("graphic", "grafik", "graphique", "illustration"), "captions"),
    "url": "url",
    **dict.fromkeys(
        words(
            "load-date update datum publication-type pub-type zeitungstyp journal-code company "
            "organization industry person city state country geographic ticker classification "
            "notes note correction correction-date document-type acc-no date-chargement "
            "type-publication typ-publikation"
        ),
        "",
    ),
    "journal code": "",
    "type de publication": "",
}
#: Lines that stand alone above a part of the new layout's end.
_MARKS = {"graphic": "captions", "classification": "", "notes": "", "correction": ""}
_RIGHTS = re.compile(
    r"^\W*(?:(?:Copyright|\(c\)|©)\D{0,40}(?:1[89]|20)\d\d\b|"
    r"(?:All Rights Reserved|Alle Rechte vorbehalten|Tous droits réservés)\W*$)",
    re.I,
)
_DATE = re.compile(
    r"(?:\b\d{1,2}(?:\.|er|st|nd|rd|th)?\s+(?:de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?|"
    r"\b[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+|\b[^\W\d_]{3,12}\s+)(?:1[6-9]|20)\d\d\b"
)
_EDITION = re.compile(r"\bedition\b|\bausgabe\b|\bédition\b|\bfinal\b|^\W*\d", re.I)
_PAGE = re.compile(r"^\s*Page \d+ of \d+\s*$")
_FAILED = "error in this document and it is not possible to display it"

#: In a file's first bytes.
HINTS = (b"DOCUMENT", b"Dokument", b"Document", b"Job Number", b"Download Request")
TEXT_MARKS = re.compile(
    rb"(?m)^[ \t]*(?:\d+ of \d+ DOCUMENTS?|Dokument \d+ von \d+|Document \d+ de \d+)[ \t\r]*$|"
    rb"^[ \t]*End of Document[ \t\r]*$|^[ \t]*(?:Job Number|Download Request): ?"
)
HTML_MARKS = re.compile(rb">\s*\d+ of \d+ DOCUMENTS?\s*<|<DOCFULL>|>\s*Dokument \d+ von \d+\s*<")


def matches(lines: Sequence[str]) -> bool:
    """Whether these are the lines of such an export."""
    numbered = any(_NUMBER.match(line) for line in lines)
    ended = sum(bool(_END.match(line)) for line in lines)
    fields = sum(_field(line, _HEAD) == "length" or _is_load_date(line) for line in lines)
    return fields > 0 and (numbered or ended > 0)


def _is_load_date(line: str) -> bool:
    return line.strip().lower().startswith("load-date:")


def _field(line: str, names: dict[str, str]) -> str | None:
    match = _FIELD.match(line)
    return names.get(match["name"].lower()) if match else None


def split(lines: Sequence[str]) -> Iterator[Part]:
    """The parts of an export: its cover, its articles."""
    lines = [line.replace("\xa0", " ") for line in lines if not _PAGE.match(line)]
    starts = [i for i, line in enumerate(lines) if _NUMBER.match(line)]
    if starts:
        yield from _cover(lines[: starts[0]])
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            article, cover = _without_cover(lines[start + 1 : end])
            yield _article(article)
            yield from _cover(cover)
        return
    start = 0
    for i, line in enumerate(lines):
        if _END.match(line):
            first = _after_list(lines[start:i])
            yield from _cover(lines[start : start + first])
            yield _article(lines[start + first : i])
            start = i + 1
    yield from _cover(lines[start:])


def _cover(lines: Sequence[str]) -> Iterator[Part]:
    written = body_of(lines)
    if written.strip():
        yield Part(None, written, "the cover page of a LexisNexis export")


def _without_cover(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The last document's lines and those of the order form that may follow it."""
    for i, line in enumerate(lines):
        if _COVER.match(line) and any(_RIGHTS.match(above) for above in lines[:i]):
            return lines[:i], lines[i:]
    return lines, ()


def _after_list(lines: Sequence[str]) -> int:
    """Where the first document begins behind a cover page; 0 where there is none."""
    if not any(_COVER.match(line) for line in lines[:40]):
        return 0
    named = next((m for line in lines if (m := re.match(r"\s*1\.\s+(.+)", line))), None)
    rights = next((i for i, line in enumerate(lines) if _RIGHTS.match(line)), len(lines))
    if named is not None:
        title = one_line([named[1]])
        for i in range(rights - 1, 0, -1):
            if one_line([lines[i]]) == title:
                return i
    filled = [i for i in range(rights) if lines[i].strip()]
    return filled[-3] if len(filled) >= 3 and rights < len(lines) else 0


def _article(lines: Sequence[str]) -> Part:
    written = body_of(lines)
    if _FAILED in written and len(written) < 1_000:
        return Part(None, written, "a document that LexisNexis could not show")
    fields, loose, at = _head(lines)
    end = _body_end(lines, at)
    fields = {**_loose(loose), **fields, **_tail(lines[end:])}
    fields.pop("length", None)
    if "language" in fields:
        fields["language"] = language_code(fields["language"])
    if "authors" in fields:
        fields["authors"] = (fields["authors"],)
    fields["text"] = body_of(lines[at:end])
    return Part(fields, written)


def _head(lines: Sequence[str]) -> tuple[dict[str, Any], list[list[str]], int]:
    """The fields above the text, the paragraphs there that are none, and where the text begins."""
    fields: dict[str, Any] = {}
    loose: list[list[str]] = []
    i = 0
    while i < len(lines):
        end = i
        while end < len(lines) and lines[end].strip():
            end += 1
        block = [line.strip() for line in lines[i:end]]
        if not block:
            i += 1
            continue
        if block[0].lower() in ("body", "text") and "length" in fields:
            return fields, loose, i + 1
        if _field(block[0], _HEAD) is None:
            if "length" in fields:
                return fields, loose, i
            loose.append(block)
        elif _take_fields(block, fields):
            return fields, loose, i + _body_line(block)
        i = end
    return fields, loose, i


def _body_line(block: Sequence[str]) -> int:
    return next((n + 1 for n, line in enumerate(block) if _field(line, _HEAD) == "body"), 0)


def _take_fields(block: Sequence[str], fields: dict[str, Any]) -> bool:
    """Note a paragraph's fields, whose values may run over lines; whether the text begins in it."""
    name: str | None = None
    for line in block:
        match = _FIELD.match(line)
        key = _HEAD.get(match["name"].lower()) if match else None
        if key == "body":
            return True
        if match and key is not None:
            name = key
            fields[name] = (match["value"] or "").strip()
        elif name is not None:
            fields[name] = one_line([fields[name], line])
    fields.pop("", None)
    return False


def _body_end(lines: Sequence[str], at: int) -> int:
    """Where the text ends: at the first field or mark that only stands below a text."""
    for i in range(at, len(lines)):
        line = lines[i].strip()
        if i and lines[i - 1].strip() and not line.isupper() and ":" not in line:
            continue
        if line.lower() in _MARKS or _is_load_date(line):
            return i
        match = _FIELD.match(line)
        if match and match["name"].isupper() and match["name"].lower() in _TAIL:
            return i
        if _RIGHTS.match(line) and len(line) < 120 and i > at:
            return i
    return len(lines)


def _tail(lines: Sequence[str]) -> dict[str, Any]:
    """What the fields below the text say."""
    found: dict[str, list[str]] = {}
    name: str | None = None
    for line in lines:
        line = line.strip()
        match = _FIELD.match(line)
        key = _TAIL.get(match["name"].lower()) if match else None
        if line.lower() in _MARKS:
            name = _MARKS[line.lower()]
        elif match and key is not None:
            name = key
            found.setdefault(name, []).append(match["value"] or "")
        elif _RIGHTS.match(line):
            name = None
        elif name is not None:
            found.setdefault(name, []).append(line)
    fields: dict[str, Any] = {k: one_line(v) for k, v in found.items() if k}
    if "keywords" in fields:
        fields["keywords"] = split_list(fields["keywords"])
    if "captions" in fields:
        fields["captions"] = tuple(filter(None, [fields["captions"]]))
    if not re.match(r"https?://\S+$", fields.get("url", "")):
        fields.pop("url", None)
    return fields


def _loose(blocks: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Publication, date and headline: paragraphs above the fields that carry no names."""
    blocks = [b for block in blocks for b in _at_date(block) if not _RIGHTS.match(b[0])]
    dated = next((i for i, b in enumerate(blocks) if _is_date(b[0])), None)
    if dated is None:
        # without a date: publication first, headline last, as in the old layout
        title = one_line(blocks[-1]) if len(blocks) > 1 else None
        return {"publisher": one_line(blocks[0]) if blocks else None, "title": title}
    above, below = list(blocks[:dated]), list(blocks[dated + 1 :])
    if len(blocks[dated]) == 1 and len(above) == 1 and len(above[0]) > 1:
        above = [[line] for line in above[0]]
    below = [b for b in below if not _EDITION.search(b[0])] or below
    fields: dict[str, Any] = {"published": one_line([blocks[dated][0]])[:100]}
    if below and len(above) < 2:
        fields["title"] = one_line(below[-1])
        fields["publisher"] = one_line(above[-1]) if above else None
    elif above:
        fields["publisher"] = one_line(above[-1])
        fields["title"] = one_line(w for b in above[:-1] for w in b) or None
    return fields


def _at_date(block: Sequence[str]) -> Iterator[Sequence[str]]:
    """A paragraph, parted above its first line that is a date."""
    at = next((i for i, line in enumerate(block) if i and _is_date(line)), 0)
    if at:
        yield block[:at]
    yield block[at:]


def _is_date(line: str) -> bool:
    return len(line) <= 80 and bool(_DATE.search(line))
