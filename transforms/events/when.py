"""Frame → the day or days of the event, with what told them.

Finders in order: the time expression that the argument head links to the predicate, or that
governs its clause; "N days after" another event; a clause about the event itself; the day that the
text told last, which a plain past tense goes on to tell. Unknown is None: the publication date was
right for 22 % of the rows that had it when it stood in, on the annotated dev part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from schemas.records import EntityMention
from transforms.events.narrative import last_told
from transforms.events.scene import TIME_LABELS, Scene
from transforms.events.syntax import Frame, climb, preposition
from transforms.extract.times.lexicon import CARDINALS

__all__ = ["HISTORICAL_DAYS", "When", "date_precision", "days_of", "is_historical",
           "mentions_below", "when"]  # fmt: skip

#: Days after which an event counts as told for background.
HISTORICAL_DAYS = 366
_CLOSED = {"ccomp", "advcl", "acl:relcl", "parataxis", "acl", "csubj", "list"}
_UP = {"conj", "xcomp", "advcl", "obj", "obl", "nmod", "nsubj", "nsubj:pass", "acl", "ccomp",
       "appos", "compound", "csubj"}  # fmt: skip
_UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3652,
          "century": 36525, "hour": 0, "minute": 0}  # fmt: skip


class When(NamedTuple):
    """First and last day (ISO), the expression that gave them, and the finder that did."""

    start: str | None
    end: str | None
    text: str | None
    step: str


NEVER = When(None, None, None, "none")


def days_of(mention: EntityMention | None) -> tuple[str, str] | None:
    """First and last day of a time expression; None for durations and what has no value."""
    if mention is None or mention.time_start is None:
        return None
    if (mention.time_value or "").startswith("P"):
        return None
    try:
        start = datetime.fromtimestamp(mention.time_start / 1e6, tz=UTC)
        end = (
            datetime.fromtimestamp(mention.time_end / 1e6, tz=UTC)
            if mention.time_end is not None
            else start
        )
    except (OverflowError, ValueError, OSError):
        return None
    last = end - timedelta(microseconds=1) if end > start else start
    return start.date().isoformat(), max(last, start).date().isoformat()


def mentions_below(scene: Scene, index: int, labels: set[str]) -> list[tuple[int, int]]:
    """(distance, token) of mentions with ``labels`` below ``index``, not inside other clauses."""
    tree = scene.tree
    found: list[tuple[int, int]] = []
    seen: set[int] = set()
    queue = [(child, 1) for child in tree.children[index]]
    for at, distance in queue:
        label = tree.deps[at]
        if label in _CLOSED or (label == "conj" and tree.pos[at] in {"VERB", "AUX"}):
            continue
        mention = scene.mention_of[at]
        if mention >= 0 and scene.mentions[mention].label in labels and mention not in seen:
            seen.add(mention)
            found.append((distance, at))
        if distance < 5 and len(queue) < 200:
            queue.extend((child, distance + 1) for child in tree.children[at])
    return sorted(found)


def when(scene: Scene, frame: Frame, linked: Sequence[int], modality: str) -> When:
    """The days of the event of ``frame``.

    Args:
        linked: tokens that the argument head calls the predicate's time.
        modality: asserted, future or hypothetical.
    """
    shifted = _shifted(scene, frame)
    if shifted is not None:
        return shifted
    found = _own(scene, frame, linked, modality) or _inside(scene, frame)
    if found is None and modality == "asserted":
        told = last_told(scene, frame.top, _told_days)
        found = When(*told, "narrative") if told is not None else None
    return found if found is not None else NEVER


def _clauses_up(scene: Scene, frame: Frame) -> list[int]:
    """Predicates whose time and place may hold for the frame: its own, then those it hangs on."""
    tree = scene.tree
    found = list(dict.fromkeys([frame.trigger, frame.top]))
    for at, label, head in climb(tree, found[-1], 6):
        if label in {"acl:relcl", "parataxis"}:
            break
        if label == "ccomp" and tree.lemmas[head] in scene.lexicon.speech:
            break
        if label == "advcl" and _mark(scene, at) in {"after", "before", "since", "until", "once"}:
            break
        if label in _UP:
            own = any(tree.deps[c].startswith("nsubj") for c in tree.children[at])
            if label == "conj" and own:
                break
            found.append(head)
    return found


def _mark(scene: Scene, clause: int) -> str:
    """Lower-case subordinator of a clause, "" without one."""
    mark = scene.tree.kid(clause, "mark")
    return scene.tree.lower[mark] if mark is not None else ""


def _candidates(scene: Scene, frame: Frame, linked: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(steps up the tree, token) of time expressions, the nearest first."""
    for token in linked:
        if scene.labels[token] in TIME_LABELS:
            yield 0, token
    for step, clause in enumerate(_clauses_up(scene, frame)):
        for distance, token in mentions_below(scene, clause, TIME_LABELS):
            yield (step if distance == 1 else max(step, 1)), token


def _own(scene: Scene, frame: Frame, linked: Sequence[int], modality: str) -> When | None:
    """The time expression that governs the predicate."""
    published = scene.article.published_date
    for step, token in _candidates(scene, frame, linked):
        mention = scene.mention(token)
        days = days_of(mention)
        if mention is None or days is None or _of_another(scene, token, frame):
            continue
        if published is not None and modality == "future" and days[1] < published:
            continue
        case = preposition(scene.tree, token)
        if case in {"until", "till"} and modality != "future":
            continue  # when it ended, or was to end
        if case == "since":
            if published is None or step or days[0] > published:
                continue  # "the first visit since 2019" was not in 2019
            days = (days[0], published)
        ahead = published is not None and days[0] > published
        if step > 1 and modality == "asserted" and ahead:
            continue
        return When(*days, mention.text, "link" if token in linked else "clause")
    return None


def _of_another(scene: Scene, token: int, frame: Frame) -> bool:
    """Whether an expression is the measure of another event's distance: "two days after X"."""
    tree = scene.tree
    mention = scene.mention(token)
    if mention is None:
        return False
    following = token + 1
    while following < len(tree.words) and tree.starts[following] < mention.end:
        following += 1
    if following < len(tree.words) and tree.lower[following] in {"after", "before"}:
        return tree.pos[token] == "NOUN"
    return False


def _shifted(scene: Scene, frame: Frame) -> When | None:
    """ "Two days after a bomb killed six, they met on Monday": the bomb killed on Saturday."""
    tree = scene.tree
    top = frame.top
    opener = next(
        (c for c in tree.kids(top, "mark", "case") if tree.lower[c] in {"after", "before"}), None
    )
    if opener is None or opener == 0:
        return None
    amount = _amount_before(scene, opener)
    if amount is None:
        return None
    main = next((h for _, label, h in climb(tree, top, 4) if label in {"advcl", "obl", "nmod"}), -1)
    while main >= 0 and tree.pos[main] not in {"VERB", "AUX"} and tree.heads[main] >= 0:
        main = tree.heads[main]
    day = _day_at(scene, main) if main >= 0 else scene.article.published_date
    if day is None:
        return None
    unit, count, text = amount
    sign = -1 if tree.lower[opener] == "after" else 1
    try:
        return When(*_moved(date.fromisoformat(day), unit, sign * count), text, "distance")
    except (ValueError, OverflowError):
        return None


def _amount_before(scene: Scene, opener: int) -> tuple[str, int, str] | None:
    """(unit, number, words) of the amount of time right before "after" or "before"."""
    tree = scene.tree
    unit = tree.lemmas[opener - 1]
    if unit not in _UNITS:
        return None
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


def _moved(day: date, unit: str, count: int) -> tuple[str, str]:
    """First and last day of what lies ``count`` units from ``day``, as exact as the unit."""
    if unit in {"month"}:
        month = day.year * 12 + day.month - 1 + count
        first = date(month // 12, month % 12 + 1, 1)
        after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
        return first.isoformat(), (after - timedelta(days=1)).isoformat()
    if unit in {"year", "decade", "century"}:
        year = day.year + count * {"year": 1, "decade": 10, "century": 100}[unit]
        return date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat()
    moved = (day + timedelta(days=_UNITS[unit] * count)).isoformat()
    return moved, moved


def _day_at(scene: Scene, verb: int) -> str | None:
    """The day that the clause of ``verb`` names, else the publication's."""
    for _, token in mentions_below(scene, verb, TIME_LABELS):
        days = days_of(scene.mention(token))
        if days is not None and days[0] == days[1] and scene.tree.pos[token] != "NOUN":
            return days[0]
    return scene.article.published_date


def _inside(scene: Scene, frame: Frame) -> When | None:
    """A date that stands in a noun's own clause: "the blast that wrecked the bank on Monday"."""
    if not frame.noun or frame.light is not None:
        return None
    for clause in scene.tree.kids(frame.trigger, "acl:relcl", "acl"):
        for _, token in mentions_below(scene, clause, TIME_LABELS):
            mention = scene.mention(token)
            days = days_of(mention)
            if mention is not None and days is not None:
                return When(*days, mention.text, "own clause")
    return None


def _told_days(scene: Scene, verb: int) -> Iterator[tuple[str, str, str]]:
    """First day, last day and expression of each day that the clause of ``verb`` tells."""
    for _, token in mentions_below(scene, verb, TIME_LABELS):
        mention = scene.mention(token)
        days = days_of(mention)
        if mention is not None and days is not None:
            yield (*days, mention.text)


def is_historical(scene: Scene, dates: When) -> bool:
    """Whether the event is told for background: over a year before publication."""
    published = scene.article.published_date
    if dates.end is None or published is None:
        return False
    try:
        ago = date.fromisoformat(published) - date.fromisoformat(dates.end)
    except ValueError:
        return False
    return ago > timedelta(days=HISTORICAL_DAYS)


def date_precision(start: str | None, end: str | None) -> str | None:
    """day, week, month, quarter, year or range; None where no day is known.

    >>> date_precision("2019-01-01", "2019-03-31")
    'quarter'
    """
    if start is None or end is None:
        return None
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
        after = last + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    days = (last - first).days + 1
    if days in {1, 7}:
        return "day" if days == 1 else "week"
    if first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        named = {1: "month", 3: "quarter", 12: "year"}.get(months)
        if named is not None and (first.month - 1) % months == 0:
            return named
    return "range"
