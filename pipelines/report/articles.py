"""An article with its annotations → HTML: text marked up, events and quotes in a list.

Whatever an article says is data: every text is escaped, stands in an isolated run of its own
direction, and is cut where it is longer than a reader wants.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pipelines.tables import marking
from pipelines.tables.marking import Segment

if TYPE_CHECKING:
    from pipelines.tables.annotated import Annotated

#: Code points of one article that are shown, and of one name or line.
TEXT_LIMIT = 20_000
LINE_LIMIT = 300
#: Events, quotes and removed lines of one article that are listed.
LIST_LIMIT = 60

#: Entity label → class of the style sheet; others are ``thing``.
_KINDS: Mapping[str, str] = {
    "PERSON": "person", "ORG": "body", "NORP": "body", "GPE": "spot", "LOC": "spot",
    "FAC": "spot", "DATE": "time", "TIME": "time",
}  # fmt: skip
_ROLES = {"who": "who did it", "whom": "to whom"}


def escaped(text: object, limit: int = LINE_LIMIT) -> str:
    """Return *text* as HTML text: escaped, at most *limit* code points, no control characters."""
    raw = "" if text is None else str(text)
    raw = raw if len(raw) <= limit else raw[: limit - 1] + "…"
    # What reorders or hides text is shown as a dot; isolation alone would keep it inside.
    kept = (c if c.isprintable() or c in "\n\t" else "·" for c in raw)
    return html.escape("".join(kept))


def isolated(text: object, limit: int = LINE_LIMIT) -> str:
    """Return *text* in an element whose direction is its own."""
    return f"<bdi>{escaped(text, limit)}</bdi>" if text not in (None, "") else ""


def _segment(segment: Segment) -> str:
    out = "<br>".join(escaped(line, TEXT_LIMIT) for line in segment.text.split("\n"))
    for kind in ("entity", "trigger", "who", "whom", "quote"):
        found = next((mark for mark in segment.marks if mark.kind == kind), None)
        if found is None:
            continue
        label = escaped(found.label, 40)
        if kind == "entity":
            name = _KINDS.get(found.label, "thing")
            out = f'<span class="nb-{name}" title="{label}">{out}</span>'
        elif kind == "trigger":
            tail = f"<sup>{label}</sup>" if found.end == segment.end else ""
            out = f'<mark title="{label}">{out}{tail}</mark>'
        elif kind == "quote":
            out = f'<q class="nb-quote">{out}</q>'
        else:
            out = f'<span class="nb-{kind}" title="{_ROLES[kind]}: {label}">{out}</span>'
    return out


def _cut(segments: Iterable[Segment], limit: int) -> Iterator[Segment]:
    left = limit
    for segment in segments:
        if left <= 0:
            yield Segment(" …", (), segment.end)
            return
        yield segment._replace(text=segment.text[:left])
        left -= len(segment.text)


def marked(segments: Iterable[Segment], limit: int = TEXT_LIMIT) -> str:
    """Return segments as HTML; adjacent parts of one mark are marked apart."""
    return "".join(_segment(segment) for segment in _cut(segments, limit))


def _event_cells(event: Mapping[str, Any]) -> Sequence[str]:
    coded = " / ".join(filter(None, (event["event_type"], event["mode"])))
    theme = (event["theme"] or {}).get("text")
    whom = marking.parties(event["recipients"]) or theme
    place = (event["place"] or {}).get("name")
    notes = marking.qualifiers(event)
    confidence = "" if event["confidence"] is None else f"{event['confidence']:.2f}"
    return (
        f"<b>{escaped(event['event_class'] or '–', 40)}</b>",
        escaped(coded, 60),
        isolated(marking.parties(event["actors"])),
        isolated(event["predicate"]),
        isolated(whom),
        escaped(marking.day_of(event)),
        isolated(place),
        isolated(notes),
        confidence,
    )


_EVENT_HEADS = ("class", "PLOVER type", "who", "did", "to whom or what", "when", "where",
                "qualified", "confidence")  # fmt: skip


def events_table(events: Sequence[Mapping[str, Any]]) -> str:
    """Return events as an HTML table; a line says how many are left out."""
    if not events:
        return "<p class='nb-none'>No events.</p>"
    head = "".join(f'<th scope="col">{name}</th>' for name in _EVENT_HEADS)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-head="{name}">{cell}</td>'
            for name, cell in zip(_EVENT_HEADS, _event_cells(event), strict=True)
        )
        + "</tr>"
        for event in events[:LIST_LIMIT]
    )
    more = len(events) - LIST_LIMIT
    rest = f"<p>{more:,} more events.</p>" if more > 0 else ""
    table = f"<table class='nb-events'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return (
        f"<div class='nb-scroll' tabindex='0' role='region' aria-label='Events'>{table}</div>{rest}"
    )


def _quotes(quotes: Sequence[Mapping[str, Any]]) -> str:
    items = "".join(
        f"<li>{isolated(row['speaker_name'] or row['speaker_text'] or 'unknown')}: "
        f"{isolated(row['text'])}</li>"
        for row in quotes[:LIST_LIMIT]
    )
    return f"<details><summary>Quotes: {len(quotes):,}</summary><ul>{items}</ul></details>"


def _removed(removed: Sequence[Mapping[str, Any]]) -> str:
    items = "".join(
        f"<li><code>{escaped(row['kind'])}</code> {isolated(row['text'])}</li>"
        for row in removed[:LIST_LIMIT]
    )
    return (
        f"<details><summary>Lines taken out by cleaning: {len(removed):,}</summary>"
        f"<ul>{items}</ul></details>"
    )


def article_html(article: Annotated) -> str:
    """Return an article: head, marked text, events, quotes, removed lines."""
    row = article.article
    about = (row["source"], row["published_date"], row["section"], row["language"])
    facts = " · ".join(isolated(value) for value in about if value)
    parts = [
        f"<p class='nb-about'>{facts} · <code>{escaped(row['article_id'])}</code></p>",
        f"<div class='nb-text' dir='auto'>{marked(article.segments())}</div>",
        events_table(article.events),
    ]
    if article.quotes:
        parts.append(_quotes(article.quotes))
    if row["removed"]:
        parts.append(_removed(row["removed"]))
    return "".join(parts)


def style() -> str:
    """Return the style sheet of marked articles; every rule is below ``.nb-article``."""
    return files("pipelines.report").joinpath("articles.css").read_text(encoding="utf-8")


def standalone_html(article: Annotated) -> str:
    """Return an article with its style sheet, for a notebook's cell."""
    title = isolated(article.article["title"] or "")
    head = f"<h3>{title}</h3>" if title else ""
    return f"<style>{style()}</style><div class='nb-article'>{head}{article_html(article)}</div>"
