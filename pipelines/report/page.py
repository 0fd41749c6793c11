"""Figures → the report: one HTML page that holds its script, style, data and charts.

The page asks for nothing from a network; its own policy forbids it. Whatever comes from articles
reaches it escaped (as HTML) or as JSON without ``<`` (as data).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from pipelines.report.articles import article_html, escaped, isolated, style
from pipelines.report.collect import Figures
from pipelines.tables import marking
from pipelines.tables.annotated import Annotated


class ReportError(Exception):
    """The report cannot be made; the message says what to do."""


def _file(name: str) -> str:
    return files("pipelines.report").joinpath(name).read_text(encoding="utf-8")


def chart_library() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script, from the package vl-convert-python.

    Raises:
        ReportError: the package is not installed.
    """
    try:
        import vl_convert
    except ImportError:
        raise ReportError(
            "newsbeam report needs the package vl-convert-python: make setup-report"
        ) from None
    # Without a snippet of ours the bundle sets window.vegaEmbed; its type hints know no None.
    bundle: Any = vl_convert.javascript_bundle
    return str(bundle(None)).replace("</script", "<\\/script")


def data_json(value: Any) -> str:
    """Return *value* as JSON that may stand in a script element: no ``<``, ASCII only."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), default=str)
    return text.replace("<", "\\u003c").replace("&", "\\u0026")


def _number(value: int) -> str:
    return f"{value:,}"


def _tiles(figures: Figures) -> str:
    names = (
        ("articles", "articles"), ("sources", "sources"), ("stories", "stories"),
        ("copies", "copies"), ("events", "event mentions"), ("facts", "incidents told as facts"),
        ("entities", "entity mentions"), ("quotes", "quotes"), ("rejects", "rejects"),
    )  # fmt: skip
    tiles = "".join(
        f"<div class='tile'><dt>{label}</dt><dd>{_number(figures.totals[name])}</dd></div>"
        for name, label in names
    )
    return f"<dl class='tiles'>{tiles}</dl>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]], caption: str) -> str:
    if not rows:
        return f"<p class='nb-none'>{caption}: none.</p>"
    head = "".join(
        f"<th scope='col' class='n'>{name}</th>"
        if isinstance(cell, int)
        else f"<th scope='col'>{name}</th>"
        for name, cell in zip(heads, rows[0], strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td class='n'>{_number(cell)}</td>"
            if isinstance(cell, int)
            else f"<td>{isolated(cell)}</td>"
            for cell in row
        )
        + "</tr>"
        for row in rows
    )
    return (
        f"<div class='nb-scroll' tabindex='0' role='region' aria-label='{caption}'><table>"
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        "</table></div>"
    )


def _weak(figures: Figures) -> str:
    rows = []
    for label, number, whole in figures.weak:
        share = number / whole if whole else 0.0
        rows.append(
            f"<tr><th scope='row'>{label}</th><td class='n'>{_number(number)}</td>"
            f"<td class='n'>{share:.0%}</td><td><meter min='0' max='1' value='{share:.4f}' "
            f"aria-label='{share:.0%}'></meter></td></tr>"
        )
    return (
        "<table class='weak'><caption>Shares to keep in mind</caption><thead><tr>"
        "<th scope='col'>what</th><th scope='col' class='n'>number</th>"
        "<th scope='col' class='n'>share</th>"
        f"<th scope='col'><span class='hidden'>bar</span></th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _chart(name: str, title: str, wide: bool = False) -> str:
    kind = "chart wide" if wide else "chart"
    return (
        f"<figure class='{kind}'><figcaption id='{name}-title'>{title}</figcaption>"
        f"<div class='plot' id='{name}' role='img' aria-labelledby='{name}-title'></div>"
        f"<details><summary>Table of this chart</summary><div id='{name}-table' class='nb-scroll' "
        f"tabindex='0' role='region' aria-label='{title}'></div></details></figure>"
    )


def _events_of(article: Annotated) -> dict[str, str]:
    """Attributes for the filters: classes, countries and day of an article."""
    classes: dict[str, None] = {}
    countries: dict[str, None] = {}
    for event in article.events:
        classes[event["event_class"] or event["event_type"] or "other"] = None
        place = (event["place"] or {}).get("country")
        parties = [*(event["actors"] or ()), *(event["recipients"] or ())]
        for country in (place, *(party["country"] for party in parties)):
            if country:
                countries[country] = None
    day = article.article["published_date"]
    return {
        "classes": " ".join(classes),
        "countries": " ".join(countries),
        "day": "" if day is None else str(day),
    }


def _article(article: Annotated) -> str:
    row = article.article
    facts = _events_of(article)
    data = " ".join(f'data-{name}="{escaped(value, 4000)}"' for name, value in facts.items())
    number = len(article.events)
    count = f"{number:,} event{'s' if number != 1 else ''}" if number else "no events"
    first = next(iter(article.events), None)
    line = marking.parties(first["actors"]) if first else ""
    return (
        f"<article class='nb-article' {data}><details><summary><span class='head'>"
        f"{isolated(row['title'] or '(no title)')}</span> <span class='soft'>"
        f"{isolated(row['source'] or 'unknown source')} · {escaped(facts['day'] or 'undated')} · "
        f"{count}{' · ' if line else ''}{isolated(line)}</span></summary>"
        f"{article_html(article)}</details></article>"
    )


def page(figures: Figures, title: str) -> str:
    """Return the report.

    Args:
        figures: what it shows.
        title: name of the tables, for the head line.

    Raises:
        ReportError: the chart library is not installed.
    """
    data = {
        "unit": figures.unit,
        "lists": {name: figures.lists[name] for name in ("sources", "languages", "confidence")},
        **figures.cubes,
    }
    lists = figures.lists
    rejects = [(code, meaning, number) for code, meaning, number in figures.rejects]
    fields = {
        "title": escaped(title),
        "style": style() + _file("page.css"),
        "tiles": _tiles(figures),
        "weak": _weak(figures),
        "came": _chart("sources", "Articles by source")
        + _chart("languages", "Articles by language"),
        "rejects": _table(("code", "meaning", "records"), rejects, "Rejects by code"),
        "confidence": _chart("confidence", "Events by confidence"),
        "happened": (
            _chart("timeline", f"Events by {figures.unit} and group of classes", wide=True)
            + _chart("balance", f"Cooperation and conflict by {figures.unit}", wide=True)
            + _chart("map", "Where events happened", wide=True)
            + _chart("classes", "Events by class")
            + _chart("actors", "Who acts most")
            + _chart("pairs", "Pairs of countries")
        ),
        "said": _table(("speaker", "quotes", "articles"), lists["speakers"], "Most quoted")
        + _table(("story", "articles", "first day"), lists["stories"], "Largest stories"),
        "articles": "".join(map(_article, figures.articles)),
        "library": chart_library(),
        "outlines": _file("outlines.json"),
        "data": data_json(data),
        "script": _file("page.js"),
    }
    # One pass, so that a text that looks like a place to fill is never filled.
    parts = _file("page.html").split("@@")
    return "".join(fields[part] if n % 2 else part for n, part in enumerate(parts))
