"""Rows of the corpus in the form in which they are stored: offsets, no words of the text.

``events/<split>.tsv``, tab-separated: doc, trigger, class, PLOVER type, actors, recipients, date,
place, realis, source, main, counts. A span is ``start:end`` (Unicode code points, end exclusive), a
pronoun ``start:end=start:end`` with the name that it stands for, a list is joined by ``;``, what is
absent is ``-``. ``names/<split>.tsv``: doc, span, type. docs/annotation.md says what each means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from training.annotations.labels import (
    CLASSES,
    COUNT_RELATIONS,
    COUNT_ROLES,
    NAME_TYPES,
    PLOVER,
    REALIS,
)

Span = tuple[int, int]
Counts = tuple[tuple[str, str, int], ...]

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:/\d{4}-\d\d-\d\d)?")
_COUNT = re.compile(r"([a-z]+)(>=|<=|=|~)(\d+)")
_SPAN = re.compile(r"(\d+):(\d+)")


class RowError(ValueError):
    """A row that does not fit its document or docs/annotation.md."""


@dataclass(frozen=True)
class Party:
    """A party as written; a pronoun has the span of the name that it stands for."""

    start: int
    end: int
    antecedent: Span | None = None


@dataclass(frozen=True)
class EventRow:
    """One event of a document; spans in characters, end exclusive; dates ISO, end inclusive.

    ``counts`` holds (role, relation, number) with the roles and relations of labels.py.
    """

    doc: str
    trigger: Span
    event_class: str
    plover: str | None
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    date: tuple[str, str] | None
    place: Span | None
    realis: str
    source: Party | None
    main: bool
    counts: Counts


@dataclass(frozen=True)
class NameRow:
    """One mention of a name."""

    doc: str
    start: int
    end: int
    label: str


def _choice(value: str, among: tuple[str, ...], what: str) -> str:
    if value not in among:
        raise RowError(f"{what} {value!r} is not in docs/annotation.md; write one of {among}")
    return value


def read_choices(
    kind: str, plover: str, realis: str, main: str
) -> tuple[str, str | None, str, bool]:
    """Return class, PLOVER type, realis and main of a row.

    Raises:
        RowError: one of them is no label of docs/annotation.md.
    """
    return (
        _choice(kind, CLASSES, "class"),
        None if plover == "-" else _choice(plover, PLOVER, "PLOVER type"),
        _choice(realis, REALIS, "realis"),
        _choice(main, ("0", "1"), "main") == "1",
    )


def read_date(cell: str) -> tuple[str, str] | None:
    """Return first and last day of a date cell.

    Raises:
        RowError: it is no ISO day or range, or ends before it begins.
    """
    if cell == "-":
        return None
    if not _DATE.fullmatch(cell):
        raise RowError(f"date {cell!r}: write 2019-01-28 or 2019-01-01/2019-01-31")
    first, _, last = cell.partition("/")
    if (last or first) < first:
        raise RowError(f"date {cell!r} ends before it begins")
    return first, last or first


def read_counts(cell: str) -> Counts:
    """Return the counted people of a cell such as ``killed=12 wounded>=30``.

    Raises:
        RowError: a part has another form or an unknown role.
    """
    out = []
    for part in () if cell == "-" else cell.split():
        match = _COUNT.fullmatch(part)
        if match is None or match[1] not in COUNT_ROLES or match[2] not in COUNT_RELATIONS:
            raise RowError(
                f"count {part!r}: write role=number, role one of {', '.join(COUNT_ROLES)}"
            )
        out.append((match[1], match[2], int(match[3])))
    return tuple(out)


def _span(cell: str) -> Span:
    match = _SPAN.fullmatch(cell)
    if match is None or int(match[1]) >= int(match[2]):
        raise RowError(f"span {cell!r}: write start:end, start below end")
    return int(match[1]), int(match[2])


def _party(cell: str) -> Party:
    own, _, name = cell.partition("=")
    return Party(*_span(own), antecedent=_span(name) if name else None)


def _parties(cell: str) -> tuple[Party, ...]:
    return () if cell == "-" else tuple(map(_party, cell.split(";")))


def parse_event(line: str) -> EventRow:
    """Return the event of a stored *line*.

    Raises:
        RowError: it has not twelve fields, or one of them is no span, label, date or count.
    """
    cells = line.rstrip("\n").split("\t")
    if len(cells) != 12:
        raise RowError(f"{len(cells)} fields where 12 belong (tab-separated)")
    doc, trigger, kind, plover, actors, recipients, date, place, realis, source, main, counts = (
        cells
    )
    event_class, event_type, modality, first = read_choices(kind, plover, realis, main)
    return EventRow(
        doc=doc,
        trigger=_span(trigger),
        event_class=event_class,
        plover=event_type,
        actors=_parties(actors),
        recipients=_parties(recipients),
        date=read_date(date),
        place=None if place == "-" else _span(place),
        realis=modality,
        source=None if source == "-" else _party(source),
        main=first,
        counts=read_counts(counts),
    )


def parse_name(line: str) -> NameRow:
    """Return the name of a stored *line*.

    Raises:
        RowError: it has not three fields, no span or an unknown type.
    """
    cells = line.rstrip("\n").split("\t")
    if len(cells) != 3:
        raise RowError(f"{len(cells)} fields where 3 belong (tab-separated)")
    return NameRow(cells[0], *_span(cells[1]), _choice(cells[2], NAME_TYPES, "name type"))


def _write_span(span: Span | None) -> str:
    return "-" if span is None else f"{span[0]}:{span[1]}"


def _write_party(party: Party | None) -> str:
    if party is None:
        return "-"
    own = f"{party.start}:{party.end}"
    return own if party.antecedent is None else f"{own}={_write_span(party.antecedent)}"


def write_event(row: EventRow) -> str:
    """Return the line that :func:`parse_event` reads as *row*."""
    date = "-" if row.date is None else "/".join(dict.fromkeys(row.date))
    return "\t".join(
        (
            row.doc,
            _write_span(row.trigger),
            row.event_class,
            row.plover or "-",
            ";".join(map(_write_party, row.actors)) or "-",
            ";".join(map(_write_party, row.recipients)) or "-",
            date,
            _write_span(row.place),
            row.realis,
            _write_party(row.source),
            "1" if row.main else "0",
            " ".join(f"{role}{relation}{number}" for role, relation, number in row.counts) or "-",
        )
    )


def write_name(row: NameRow) -> str:
    """Return the line that :func:`parse_name` reads as *row*."""
    return f"{row.doc}\t{row.start}:{row.end}\t{row.label}"


def spans_of(row: EventRow) -> list[Span]:
    """Return all spans of *row*, the trigger first."""
    spans = [row.trigger]
    for party in (*row.actors, *row.recipients, *((row.source,) if row.source else ())):
        spans.append((party.start, party.end))
        if party.antecedent is not None:
            spans.append(party.antecedent)
    if row.place is not None:
        spans.append(row.place)
    return spans
