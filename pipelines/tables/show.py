"""``newsbeam show``: one article in the terminal, annotations in colour, its events below."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipelines.tables import marking
from pipelines.tables.annotated import Annotated
from pipelines.tables.commands import DEFAULT_TABLES, storage_options
from pipelines.tables.opened import OpenTablesError, Tables, open_tables
from pipelines.tables.rendering import RenderError

#: SGR codes of ECMA-48 by kind of mark, strongest first; entities have a colour each.
_STYLES: Mapping[str, str] = {"trigger": "1;4;31", "who": "1", "whom": "1", "quote": "3"}
_ENTITY_STYLES: Mapping[str, str] = {
    "PERSON": "36", "ORG": "34", "NORP": "34", "GPE": "32", "LOC": "32", "FAC": "32",
    "DATE": "35", "TIME": "35",
}  # fmt: skip

#: Columns of a line of text where the terminal does not say how many it has.
_WIDTH = 96
#: The least part of an id that may stand for it.
_SHORTEST_ID = 4


def safe(text: str) -> str:
    """Return *text* without characters that a terminal obeys, line feeds apart."""
    return "".join(c if c.isprintable() or c == "\n" else "·" for c in text)


def painted(article: Annotated, colour: bool) -> str:
    """Return the text with its annotations; without colour, triggers stand in brackets."""
    out = []
    for segment in article.segments():
        kinds = {mark.kind: mark for mark in segment.marks}
        text = safe(segment.text)
        if not colour:
            trigger = kinds.get("trigger")
            out.append(f"[{text}|{trigger.label}]" if trigger else text)
            continue
        codes = [style for kind, style in _STYLES.items() if kind in kinds]
        if "entity" in kinds:
            codes.append(_ENTITY_STYLES.get(kinds["entity"].label, "33"))
        out.append(f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text)
    return "".join(out)


def lines_of(article: Annotated, colour: bool) -> list[str]:
    """Return the article as lines: head, text, events, quotes, what cleaning removed."""
    row = article.article
    strong: Callable[[str], str] = (lambda s: f"\x1b[1m{s}\x1b[0m") if colour else (lambda s: s)
    about = (row["source"], row["published_date"], row["language"], row["article_id"], row["url"])
    lines = [strong(safe(row["title"] or "(no title)"))]
    lines += [safe(" · ".join(str(value) for value in about if value)), ""]
    for paragraph in painted(article, colour).split("\n"):
        lines += _wrapped(paragraph) if not colour else [paragraph]
    if article.events:
        lines += ["", strong("Events")]
    for event in article.events:
        name = event["event_class"] or "-"
        coded = "/".join(filter(None, (event["event_type"], event["mode"])))
        who, whom = marking.parties(event["actors"]), marking.parties(event["recipients"])
        theme = (event["theme"] or {}).get("text", "")
        place = (event["place"] or {}).get("name", "")
        facts = (marking.day_of(event), place, marking.qualifiers(event))
        arrow = " → ".join(part for part in (who, event["predicate"], whom or theme) if part)
        confidence = "" if event["confidence"] is None else f"{event['confidence']:.2f}"
        tail = "; ".join(fact for fact in facts if fact)
        lines.append(safe(f"  {confidence:4s} {name:12s} {coded:20s} {arrow}  ({tail})"))
    if article.quotes:
        lines += ["", strong("Quotes")]
    for quote in article.quotes:
        speaker = quote["speaker_name"] or quote["speaker_text"] or "unknown"
        lines.append(safe(f"  {speaker}: {textwrap.shorten(quote['text'], 160)}"))
    if row["removed"]:
        lines += ["", strong("Taken out by cleaning")]
    for removed in row["removed"] or ():
        lines.append(safe(f"  {removed['kind']}: {textwrap.shorten(removed['text'], 120)}"))
    return lines


def _wrapped(paragraph: str) -> list[str]:
    return textwrap.wrap(paragraph, _WIDTH, break_on_hyphens=False) or [""]


def stored(tables: Tables, article_id: str) -> Annotated:
    """Return an article of finished tables by its id, or by the beginning of it.

    Raises:
        RenderError: no article has this id, or several have.
    """
    found = _rows(
        tables, "SELECT * FROM articles WHERE starts_with(article_id, ?) LIMIT 2", article_id
    )
    if not found or len(article_id) < _SHORTEST_ID:
        raise RenderError(f"{article_id}: neither a file nor an article_id in {tables.path}")
    if len(found) > 1:
        raise RenderError(f"{article_id}: several articles begin with this id; give more of it")
    row = found[0]
    entities, events, quotes = (
        _rows(
            tables,
            f'SELECT * FROM {table} WHERE article_id = ? ORDER BY "{order}"',
            row["article_id"],
        )
        for table, order in (
            ("entities", "start"),
            ("events", "trigger_start"),
            ("quotes", "start"),
        )
    )
    return Annotated(row, entities, events, quotes)


def _rows(tables: Tables, query: str, value: str) -> list[dict[str, Any]]:
    relation = tables.connection.sql(query, params=[value])
    return list(relation.to_arrow_table().to_pylist())


def _articles(arguments: argparse.Namespace) -> list[Annotated]:
    options = storage_options(arguments.storage_options)
    if not os.path.exists(arguments.article) and "://" not in arguments.article:
        with open_tables(arguments.tables, options) as tables:
            return [stored(tables, arguments.article)]
    from pipelines.annotating import annotate_file  # brings the model in: only where wanted
    from transforms.read import InputError

    try:
        return annotate_file(arguments.article, options, arguments.first)
    except InputError as error:
        raise RenderError(str(error)) from error


def show_parser() -> argparse.ArgumentParser:
    """Return the parser of ``newsbeam show``."""
    parser = argparse.ArgumentParser(
        prog="newsbeam show",
        description="One article in the terminal, marked up, with its events below.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "article",
        metavar="ARTICLE_ID|FILE",
        help="An article_id of the tables (its first characters do), or a file to annotate now.",
    )
    parser.add_argument("--tables", default=DEFAULT_TABLES, metavar="PATH")
    parser.add_argument("--storage_options", metavar="JSON", default=None)
    parser.add_argument("--first", type=int, default=1, help="Articles of a FILE to show.")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    return parser


def show(argv: Sequence[str]) -> int:
    """Run ``newsbeam show``; return the exit code (2 for what cannot be shown)."""
    arguments = show_parser().parse_args(argv)
    logging.getLogger().setLevel(logging.ERROR)
    auto = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    colour = arguments.color == "always" or (arguments.color == "auto" and auto)
    try:
        articles = _articles(arguments)
    except (OpenTablesError, RenderError, ValueError) as error:
        print(f"newsbeam show: {error}", file=sys.stderr)
        return 2
    for article in articles:
        print("\n".join(lines_of(article, colour)), end="\n\n")
    return 0
