"""Events told by their distance: "two days after a bomb killed six, they met on Monday".

A rule: the annotated corpus has too few of them to learn from, and grammar says all.
"""

from __future__ import annotations

from datetime import date, timedelta

from transforms.events.choice.calendar_days import Days, days_of
from transforms.events.choice.days import Dates
from transforms.events.scene import TIME_LABELS, Scene
from transforms.events.syntax import climb
from transforms.extract.times.lexicon import CARDINALS

__all__ = ["days_by_distance"]

_UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3652,
          "century": 36525, "hour": 0, "minute": 0}  # fmt: skip

#: Behind these an amount of time lasts, and does not part two events.
_LASTING = {"for", "over", "in", "within", "during", "of"}
#: Relations of the clause, or of the amount of time that it hangs on, to the main clause.
_CLAUSES = {"advcl", "acl", "obl", "nmod"}


def days_by_distance(scene: Scene, top: int) -> Dates | None:
    """The days of the clause of ``top`` where it is so far from another event that has a day.

    "Two days after a bomb killed six, they met on Monday": the bomb killed on Saturday.
    """
    tree = scene.tree
    opener = next(
        (c for c in tree.kids(top, "mark", "case") if tree.lower[c] in {"after", "before"}), None
    )
    if opener is None or opener == 0 or _own_day(scene, top) is not None:
        return None
    amount = _amount_before(scene, opener)
    if amount is None:
        return None
    main = next((h for _, label, h in climb(tree, top, 4) if label in _CLAUSES), -1)
    while main >= 0 and tree.pos[main] not in {"VERB", "AUX"} and tree.heads[main] >= 0:
        main = tree.heads[main]
    unit, count, text = amount
    sign = -1 if tree.lower[opener] == "after" else 1
    day = _own_day(scene, main) if main >= 0 else None
    if day is None and sign < 0:
        day = scene.article.published_date  # what came before it need not be of that day
    if day is None:
        return None
    try:
        return Dates(_moved(date.fromisoformat(day), unit, sign * count), text, "distance")
    except (ValueError, OverflowError):
        return None


def _amount_before(scene: Scene, opener: int) -> tuple[str, int, str] | None:
    """(unit, number, words) of the amount of time right before "after" or "before"."""
    tree = scene.tree
    unit = tree.lemmas[opener - 1]
    if unit not in _UNITS:
        return None
    if any(tree.lower[c] in _LASTING for c in tree.kids(opener - 1, "case")):
        return None  # "taught for fifteen years before he took over"
    if opener < 2:
        return (unit, 1, tree.words[0])
    low = tree.lower[opener - 2]
    if low in {"a", "an", "one"}:
        count = 1
    elif low.isdigit():
        count = int(low)
    else:
        count = CARDINALS.get(low, 0)
    if not count and _UNITS[unit]:
        return None
    return unit, count, f"{tree.words[opener - 2]} {tree.words[opener - 1]} {tree.words[opener]}"


def _moved(day: date, unit: str, count: int) -> Days:
    """First and last day of what lies ``count`` units from ``day``, as exact as the unit."""
    if unit == "month":
        month = day.year * 12 + day.month - 1 + count
        first = date(month // 12, month % 12 + 1, 1)
        after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
        return Days(first.isoformat(), (after - timedelta(days=1)).isoformat())
    if unit in {"year", "decade", "century"}:
        year = day.year + count * {"year": 1, "decade": 10, "century": 100}[unit]
        return Days(date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat())
    moved = (day + timedelta(days=_UNITS[unit] * count)).isoformat()
    return Days(moved, moved)


def _own_day(scene: Scene, word: int) -> str | None:
    """The day that the clause or phrase of ``word`` names."""
    tree = scene.tree
    for child in tree.children[word]:
        days = days_of(scene.mention(child)) if scene.labels[child] in TIME_LABELS else None
        if days is not None and days.start == days.end and tree.pos[child] != "NOUN":
            return days.start
    return None
