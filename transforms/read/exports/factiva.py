"""Exports of Factiva → articles: RTF, TXT and HTML with field codes or without.

With indexing, an article is a table of codes: HD headline, BY author, PD day, SN source, LP and TD
the text, AN the number. Without, its parts stand in the same order without names, around the line
"543 words". Either way "Document PLNT000020230504ej5400012" ends it. The list of headlines above
and the search summary below are no articles.
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

NAME = "factiva"
_CODES = words(
    "CLM SE HD BY CR WC PD ET SN SC NGC GC ED PG VOL LA CY CX DLN LP TD CT RF ART CO IN NS RE IPC "
    "IPD PUB RST AN"
)
_CODE = re.compile(
    rf"^\s*(?:\|\s*)?(?P<code>{'|'.join(sorted(_CODES, key=len, reverse=True))})"
    r"(?:\s*\||\t|[ \xa0]{2}|\s*$)(?P<value>.*)"
)
_END = re.compile(
    r"^\s*(?:\|\s*)?(?:AN\b[\s|]*)?(?:Document|Dokument|Documento|Документ|文件)\s+"
    r"(?P<id>[A-Za-z][A-Za-z0-9]{15,34})\s*(?:\|\s*)?$"
)
_WORDS = re.compile(
    r"^\s*\d[\d,. ]{0,9}\s{1,3}"
    r"(?:words|mots|Wörter|palabras|parole|palavras|woorden|ord|слов\w*)\s*$",
    re.I,
)
_SUMMARY = re.compile(
    r"^\s*(?:Search Summary|Résumé de la recherche|Suchzusammenfassung|Zusammenfassung der Suche|"
    r"Resumen de la búsqueda)\s*$",
    re.I,
)
_RIGHTS = re.compile(r"^\W*(?:copyright\b|\(c\)|©)", re.I)
_CLOCK = re.compile(r"^\s*\d{1,2}:\d{2}(?:\s*[AP]M)?(?:\s+[A-Z]{3,4})?\s*$", re.I)
_BYLINE = re.compile(r"^\s*(?:By|Par|Von|Por|Di|Da|Door)\s+\S", re.I)
_NAME = re.compile(r"^(?:[^\W\d_a-z][\w.’'-]*\s+){1,3}[^\W\d_a-z][\w.’'-]*$")
#: More lines than this above an article's word count are no head but a list of headlines.
_HEAD_LINES = 3

#: How a line of the list of headlines ends.
_ENTRY = re.compile(r"\.{3}|\d\s*$")

#: In a file's first bytes.
HINTS = (b"Document ", b"Dokument ", b"Documento ")
TEXT_MARKS = re.compile(
    rb"(?m)^[ \t]*(?:AN\b[ \t]*)?(?:Document|Dokument|Documento)[ \t]+[A-Z][A-Za-z0-9]{15,34}"
    rb"[ \t\r]*$"
)
HTML_MARKS = re.compile(rb"<title>\s*Factiva\b|class=[\"']article [a-z]{2,3}Article[\"']")


def matches(lines: Sequence[str]) -> bool:
    """Whether these are the lines of such an export."""
    return any(_END.match(line) for line in lines) and any(
        _WORDS.match(line) or ((code := _CODE.match(line)) and code["code"] in ("HD", "WC", "SN"))
        for line in lines
    )


def split(lines: Sequence[str]) -> Iterator[Part]:
    """The parts of an export: headlines above, articles, summary below."""
    lines = [line.replace("\xa0", " ").replace("\f", "") for line in lines]
    start = 0
    for i, line in enumerate(lines):
        end = _END.match(line)
        if end is None:
            continue
        first = _first_line(lines[start:i])
        yield from _other(lines[start : start + first], "the list of headlines")
        yield _article(lines[start + first : i], end["id"])
        start = i + 1
    yield from _other(lines[start:], "the search summary")


def _other(lines: Sequence[str], what: str) -> Iterator[Part]:
    written = body_of(lines)
    told = [line for line in lines if line.strip() and not _is_noise(line)]
    if told:
        yield Part(None, written, f"{what} of a Factiva export")


#: What a page of the database has around its articles.
_NOISE = re.compile(r"^\W*(?:Factiva|Dow Jones\b.*|.*\bFactiva, (?:Inc|LLC)\b.*|[\d|\s]*)\W*$")


def _is_noise(line: str) -> bool:
    return len(line) < 120 and bool(_NOISE.match(line))


def _first_line(lines: Sequence[str]) -> int:
    """Where the article begins: above it may stand a list of headlines or a page's head."""
    codes = [i for i, line in enumerate(lines) if _CODE.match(line)]
    if any(_CODE.match(lines[i])["code"] == "HD" for i in codes):  # type: ignore[index]
        return codes[0]
    count = next((i for i, line in enumerate(lines) if _WORDS.match(line)), None)
    if count is None:
        return 0
    filled = [i for i in range(count) if lines[i].strip() and not _is_noise(lines[i])]
    if len(filled) <= _HEAD_LINES:
        return filled[0] if filled else 0
    listed = {one_line([lines[i]]).lower()[:40] for i in filled[:-_HEAD_LINES]}
    for n, i in enumerate(filled[-_HEAD_LINES:], len(filled) - _HEAD_LINES):
        head = one_line([lines[i]]).lower()[:40]
        if any(entry.startswith(head) or head.startswith(entry) for entry in listed):
            above = lines[filled[n - 1]]
            is_section = len(above.split()) <= 3 and not _ENTRY.search(above)
            return filled[n - 1] if is_section else i
    return filled[-1]


def _article(lines: Sequence[str], number: str) -> Part:
    coded = any((m := _CODE.match(line)) and m["code"] in ("HD", "LP", "TD") for line in lines)
    fields = _by_codes(lines) if coded else _by_order(lines)
    fields["external_id"] = number
    if fields.get("language"):
        fields["language"] = language_code(str(fields["language"]))
    if fields.get("authors"):
        fields["authors"] = (fields["authors"],)
    return Part(fields, body_of(lines))


def _by_codes(lines: Sequence[str]) -> dict[str, Any]:
    """The fields of an article with indexing."""
    found: dict[str, list[str]] = {}
    code = ""
    for line in lines:
        match = _CODE.match(line)
        if match and match["code"] not in found:
            code = match["code"]
            found[code] = [match["value"].strip().rstrip("|").strip()]
        elif code:
            found[code].append(line.strip().rstrip("|").rstrip())
    value = {name: one_line(parts) for name, parts in found.items()}
    text = "\n\n".join(filter(None, (body_of(found[c]) for c in ("LP", "TD") if c in found)))
    day = value.get("PD", "")
    clock = value.get("ET", "")
    return {
        "title": value.get("HD"),
        "authors": value.get("BY"),
        "published": f"{day} {clock}".strip() if _CLOCK.match(clock) else day,
        "publisher": value.get("SN"),
        "section": value.get("SE") or value.get("CLM"),
        "language": value.get("LA"),
        "dateline": value.get("DLN"),
        "captions": tuple(filter(None, [value.get("ART")])),
        "keywords": tuple(
            word.partition(" : ")[2].strip() or word
            for name in ("NS", "RE")
            for word in split_list(value.get(name, ""), "|")
        ),
        "text": text,
    }


def _by_order(lines: Sequence[str]) -> dict[str, Any]:
    """The fields of an article without indexing, by their order around the word count."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    count = next((n for n, i in enumerate(filled) if _WORDS.match(lines[i])), None)
    if count is None:
        return {"text": body_of(lines)}
    fields = _head([one_line([lines[i]]) for i in filled[:count]])
    below = [one_line([lines[i]]) for i in filled[count + 1 : count + 11]]
    rights = next((n for n, line in enumerate(below) if _RIGHTS.match(line)), None)
    if rights is None:
        spoken = (n for n, line in enumerate(below) if language_code(line) and " " not in line)
        rights = next(spoken, min(2, len(below) - 1))
    notes = below[: rights + 1]
    fields["published"] = notes[0] if notes else None
    if len(notes) > 1 and _CLOCK.match(notes[1]):
        fields["published"] = f"{notes[0]} {notes.pop(1)}"
        rights_at = filled[count + 1 + rights]
    else:
        rights_at = filled[count + 1 + rights] if below else filled[count]
    fields["publisher"] = notes[1] if len(notes) > 1 else None
    fields["language"] = next(
        (line for line in notes[2:] if " " not in line and language_code(line)), None
    )
    fields["text"] = body_of(lines[rights_at + 1 :])
    return fields


def _head(lines: list[str]) -> dict[str, Any]:
    """Section, headline and byline: up to three lines without names."""
    fields: dict[str, Any] = {}
    if len(lines) > 1 and (_BYLINE.match(lines[-1]) or _NAME.match(lines[-1])):
        fields["authors"] = lines.pop()
    if len(lines) > 1 and len(lines[0].split()) <= 3:
        fields["section"] = lines.pop(0)
    fields["title"] = one_line(lines)
    return fields
