"""Event rows of one incident → its row of the table ``incidents``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from schemas.records import is_place_name

__all__ = ["NEEDED", "incident_row"]

Row = Mapping[str, Any]
_K = TypeVar("_K", bound=Hashable)

#: Columns of events that a row of incidents is made from; with ``source`` of articles.
NEEDED = (
    "event_id", "article_id", "published_date", "trigger_start", "predicate", "event_class",
    "event_type", "actors", "recipients", "counts", "event_date_start", "event_date_end",
    "event_date_text", "event_date_precision", "place", "negated", "modality", "incident_id",
)  # fmt: skip

#: From exact to vague.
_DATES = ("day", "week", "range", "month", "quarter", "year")
_PLACES = ("site", "town", "division", "country")


def _order(row: Row) -> tuple[bool, str, str, int, str]:
    """Order of publication, as incidents are merged in."""
    day = row["published_date"]
    return (
        day is None, str(day or ""), row["article_id"], row["trigger_start"], row["event_id"]
    )  # fmt: skip


def _origin(row: Row) -> str:
    """Who reports: the source, where it is known, else the article."""
    return str(row["source"] or row["article_id"])


def _most(values: Iterable[tuple[_K, str]]) -> _K | None:
    """The value that most origins give, the first one among equals; ``values``: (value, origin)."""
    origins: dict[_K, set[str]] = {}
    for value, origin in values:
        if value is not None:
            origins.setdefault(value, set()).add(origin)
    return max(origins, key=lambda value: len(origins[value])) if origins else None


def _rank(value: str | None, scale: Sequence[str]) -> int:
    return scale.index(value) if value in scale else len(scale)


def _dates(rows: Sequence[Row]) -> dict[str, Any]:
    """The days that most sources give, of the most exact that the text of one gives."""
    told = [r for r in rows if r["event_date_start"] is not None and r["event_date_text"]]
    dated = told or [r for r in rows if r["event_date_start"] is not None]
    if not dated:
        first = next((r["published_date"] for r in rows if r["published_date"]), None)
        return {"first_date": first, "last_date": first, "date_precision": None}
    best = min(_rank(row["event_date_precision"], _DATES) for row in dated)
    exact = [r for r in dated if _rank(r["event_date_precision"], _DATES) == best]
    chosen = _most(
        (
            (
                r["event_date_start"],
                r["event_date_end"] or r["event_date_start"],
                r["event_date_precision"],
            ),
            _origin(r),
        )
        for r in exact
    )
    assert chosen is not None
    return dict(zip(("first_date", "last_date", "date_precision"), chosen, strict=True))


def _place(rows: Sequence[Row]) -> Row | None:
    placed = [row for row in rows if row["place"]]
    placed = [row for row in placed if is_place_name(row["place"]["name"])] or placed
    if not placed:
        return None
    best = min(_rank(row["place"].get("precision"), _PLACES) for row in placed)
    exact = [r for r in placed if _rank(r["place"].get("precision"), _PLACES) == best]
    name = _most((r["place"].get("geonames_id") or r["place"]["name"], _origin(r)) for r in exact)
    found: Row = next(
        r["place"] for r in exact if (r["place"].get("geonames_id") or r["place"]["name"]) == name
    )
    return found


#: Parties of an incident at most; a plural or a list in one report gives no more.
_PARTIES = 20


def _parties(rows: Sequence[Row], role: str) -> list[dict[str, Any]]:
    """Parties by canonical id, else by name; those without either only where nobody has one."""
    found: dict[str, dict[str, Any]] = {}
    named: dict[str, bool] = {}
    for row in rows:
        seen: set[str] = set()
        for person in row[role] or ():
            name = person["name"] or person["text"]
            key = person.get("canonical_id") or name.lower()
            if key not in found:
                found[key] = {
                    "name": name,
                    "country": person["country"],
                    "code": person.get("code"),
                    "canonical_id": person.get("canonical_id"),
                    "mentions": 0,
                }
            named[key] = named.get(key, False) or person["name"] is not None
            if key not in seen:
                found[key]["mentions"] += 1
                seen.add(key)
    kept = [key for key in found if named[key]] or list(found)
    kept.sort(key=lambda key: -found[key]["mentions"])
    return [found[key] for key in kept[:_PARTIES]]


def _counts(rows: Sequence[Row]) -> list[dict[str, Any]]:
    values: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        for count in row["counts"] or ():
            values.setdefault(count["role"], []).append((count["value"], _origin(row)))
    return [
        {
            "role": role,
            "first": given[0][0],
            "latest": given[-1][0],
            "least": min(value for value, _ in given),
            "most": max(value for value, _ in given),
            "sources": len({origin for _, origin in given}),
        }
        for role, given in sorted(values.items())
    ]


def _fullness(row: Row) -> int:
    """How much of who, whom, where, when and what a mention says."""
    named = [any(person["name"] for person in row[role] or ()) for role in ("actors", "recipients")]
    told = row["event_date_text"] is not None
    return sum(named) + bool(row["place"]) + told + (row["event_class"] is not None)


def incident_row(incident_id: str, mentions: Iterable[Row]) -> dict[str, Any]:
    """The row of an incident, whatever the order of ``mentions`` (rows with `NEEDED`, ``source``).

    A mention that occurs twice, which a retried step may give, counts once.
    """
    rows = sorted({row["event_id"]: row for row in mentions}.values(), key=_order)
    fullest = max(rows, key=_fullness)
    published = sorted(row["published_date"] for row in rows if row["published_date"])
    realis = _most(((row["modality"], bool(row["negated"])), _origin(row)) for row in rows)
    assert realis is not None
    return {
        "incident_id": incident_id,
        "event_class": _most((row["event_class"], _origin(row)) for row in rows),
        "event_type": _most((row["event_type"], _origin(row)) for row in rows),
        "predicate": fullest["predicate"],
        **_dates(rows),
        "place": _place(rows),
        "actors": _parties(rows, "actors"),
        "recipients": _parties(rows, "recipients"),
        "counts": _counts(rows),
        "negated": realis[1],
        "modality": realis[0],
        "mentions": len(rows),
        "articles": len(Counter(row["article_id"] for row in rows)),
        "sources": sorted({row["source"] for row in rows if row["source"]}),
        "first_published": published[0] if published else None,
        "last_published": published[-1] if published else None,
        "representative": fullest["event_id"],
    }
