"""Events of an article → the days that may be theirs, with what speaks for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from schemas.records import EntityMention
from transforms.events.choice.offers import (
    BACK,
    NOTHING,
    Asked,
    Offers,
    Told,
    mention_head,
    size_name,
    standing,
    told_by_sentence,
    within_reach,
)
from transforms.events.heads.choice import Names, Offered
from transforms.events.heads.vocabulary import Feature
from transforms.events.scene import TIME_LABELS, Scene
from transforms.events.syntax import preposition

__all__ = ["Dates", "Days", "date_precision", "day_offers", "days_of"]

#: Time expressions that are offered to one event.
_MOST = 10
#: Sentences whose days hold for the whole article.
_LEAD = 2
#: Auxiliaries of what has happened, and those that leave it open.
_PAST = frozenset({"was", "were", "had", "has", "have"})
_OPEN = frozenset({"will", "would", "may", "might", "can", "could", "should", "must", "to"})


class Days(NamedTuple):
    """First and last day (ISO, inclusive)."""

    start: str
    end: str


class _Dated(NamedTuple):
    """A time expression with its days, ready to be offered."""

    offer: int
    mention: EntityMention
    token: int
    days: Days
    relation: str
    precision: str | None


class Dates(NamedTuple):
    """Days, the words that give them, and the name of what told them."""

    days: Days
    text: str | None
    step: str


def days_of(mention: EntityMention | None) -> Days | None:
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
    return Days(start.date().isoformat(), max(last, start).date().isoformat())


def day_offers(
    scene: Scene, events: Sequence[Asked], told: Mapping[int, Told] | None = None
) -> Offers[Dates]:
    """The days that the article offers to some of its events; ``told``: of them all."""
    published = scene.article.published_date
    values: list[Dates | None] = [None]
    names: list[Names] = [["none"]]
    if published is not None:
        values.append(Dates(Days(published, published), None, "published"))
        names.append(["published"])
    dated = list(_dated(scene, published, len(values)))
    values += [Dates(each.days, each.mention.text, "time") for each in dated]
    names += [_names(scene, each, first=each is dated[0]) for each in dated]
    lead = _lead(dated)
    told = told_by_sentence(scene.tree, events) if told is None else told
    sentences = [each.mention.sentence_index for each in dated]
    heads = [each.token for each in dated]
    offered: list[list[Offered]] = []
    own: list[Names] = []
    for event in events:
        near = within_reach(sentences, heads, event, _MOST)
        count = f"ts={min(sum(1 for each in near if each.gap == 'same'), 3)}"
        own.append([*event.names, count])
        offers = [Offered(0, _about(scene, "none", event, count, lead))]
        if published is not None:
            offers.append(Offered(1, _about(scene, "pub", event, count, lead)))
        others = [dated[number] for number, _ in near]
        happened = event.modality == "asserted" and _is_past(event.tense)
        for each, (_, gap) in zip(others, near, strict=True):
            if happened and each.relation.startswith("ahead"):
                continue  # "signed until 2029"
            both = _both(scene, event, each, gap, told, others)
            both.append(f"g={gap}|{count}")
            offers.append(Offered(each.offer, both))
        offered.append(offers)
    return Offers(values, names, own, offered)


def _is_past(tense: str) -> bool:
    """Whether a verb (`Asked.tense`: its tag and auxiliaries) tells what has happened."""
    tag, *helpers = tense.split("+")
    return tag == "VBD" or (not _PAST.isdisjoint(helpers) and _OPEN.isdisjoint(helpers))


def _dated(scene: Scene, published: str | None, first: int) -> Iterator[_Dated]:
    """Time expressions that have days; "since Monday" lasts until publication."""
    offer = first
    for mention in scene.mentions:
        days = days_of(mention) if mention.label in TIME_LABELS else None
        if days is None:
            continue
        token = mention_head(scene.tree, mention)
        since = preposition(scene.tree, token) == "since"
        if since and published is not None and days.start <= published:
            days = Days(days.start, published)
        yield _Dated(offer, mention, token, days, _relation(days, published), date_precision(*days))
        offer += 1


def _relation(days: Days, published: str | None) -> str:
    """Where days lie from the day of publication."""
    if published is None:
        return "unknown"
    try:
        start, end, now = (date.fromisoformat(day) for day in (*days, published))
    except ValueError:
        return "unknown"
    if start <= now <= end:
        return "now" if start == end else "around"
    bounds = (1, 7, 31, 366)
    if start > now:
        return "ahead" + size_name((start - now).days, bounds)
    return "past" + size_name((now - end).days, bounds)


def _names(scene: Scene, each: _Dated, *, first: bool) -> Names:
    """Features of a time expression, whatever the event."""
    tree, mention = scene.tree, each.mention
    words = mention.text.lower().split()
    head = tree.heads[each.token]
    return [
        "time",
        f"prec={each.precision}",
        f"rel={each.relation}",
        f"case={preposition(tree, each.token)}",
        f"dep={tree.deps[each.token]}",
        f"value={len(mention.time_value or '')}",
        f"w0={words[0] if words else ''}",
        f"w9={words[-1] if words and not words[-1][:1].isdigit() else '#'}",
        f"first={first}",
        f"quoted={scene.quoted[each.token] >= 0}",
        f"gov={tree.lemmas[head] if head >= 0 else ''}",
    ]


def _lead(dated: Sequence[_Dated]) -> str:
    """How new the days are that the first sentences tell."""
    relations = {each.relation for each in dated if each.mention.sentence_index < _LEAD}
    return next((name for name in ("now", "past1", "past7") if name in relations), "none")


def _about(scene: Scene, kind: str, event: Asked, count: str, lead: str) -> list[Feature]:
    """Features of an event beside "nothing" or the day of publication."""
    return [
        (_about_class, kind, event.event_class, event.modality, event.tense),
        (_about_place, kind, count, lead, event.at, event.quoted),
        f"{kind}|dep={scene.tree.deps[event.token]}",
        f"{kind}|lem={scene.tree.lemmas[event.token]}",
    ]


def _about_class(kind: str, event_class: str, modality: str, tense: str) -> Sequence[str]:
    return (
        f"{kind}|cl={event_class}",
        f"{kind}|cl={event_class}|{modality}",
        f"{kind}|tn={tense}|{modality}",
    )


def _about_place(kind: str, count: str, lead: str, at: str, quoted: bool) -> Sequence[str]:
    return f"{kind}|{count}", f"{kind}|lead={lead}", f"{kind}|sent={at}", f"{kind}|quoted={quoted}"


def _both(
    scene: Scene,
    event: Asked,
    each: _Dated,
    gap: str,
    told: Mapping[int, Told],
    near: Sequence[_Dated],
) -> list[Feature]:
    """Features of a time expression beside one event."""
    tree, sentence = scene.tree, each.mention.sentence_index
    found: list[Feature] = [
        (_beside, gap, each.relation, event.modality),
        (_beside_tense, gap, each.relation, event.tense, each.precision),
        f"g={gap}|cl={event.event_class}",
    ]
    if each.token in event.arguments.times:
        found.append("linked")
    if gap == "same":
        found += standing(tree, event, each.token, told[event.sentence].tokens)
        found.append(f"opens={each.token - tree.sentences[sentence][0] <= 3}")
        return found
    there = told.get(sentence, NOTHING)
    others = {
        other.days for other in near if sentence < other.mention.sentence_index <= event.sentence
    } - {each.days}
    depth = min(_depth(tree.heads, each.token), 4)
    found.append((_apart, gap, min(len(there.tokens), 3), min(len(others), 3), depth))
    if tree.lemmas[event.token] in there.lemmas:
        found.append(f"again={gap}")
    return found


def _beside(gap: str, relation: str, modality: str) -> Sequence[str]:
    return f"g={gap}", f"g={gap}|rel={relation}|{modality}"


def _beside_tense(gap: str, relation: str, tense: str, precision: str | None) -> Sequence[str]:
    return f"rel={relation}|tn={tense}", f"g={gap}|tn={tense}", f"g={gap}|prec={precision}"


def _apart(gap: str, told: int, later: int, depth: int) -> Sequence[str]:
    return f"others={told}|{gap}", f"later={later}|{gap}", f"depth={depth}|{gap}"


def _depth(heads: Sequence[int], token: int) -> int:
    """Steps from a word to the root of its sentence, at most `BACK`."""
    steps = 0
    while heads[token] >= 0 and steps < BACK:
        token, steps = heads[token], steps + 1
    return steps


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
