"""Doc, Article, Annotation → list of `Event`: the steps of coding an article, calls only.

    Scene → Predicate → Arguments → Coding → Circumstance → Event

Each step takes values and gives new ones; nothing is changed in place. `trace_events` gives each
event with what made it, which `newsbeam explain` prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from schemas.ids import stable_id
from schemas.ontology import actor_code, load_ontology
from schemas.records import Annotation, Article, Event, Participant, Theme
from transforms.events.arguments import Arguments, read_arguments
from transforms.events.circumstance import Circumstance, circumstances, evidence
from transforms.events.confidence import Weight, weighed
from transforms.events.detect import Predicate, find_predicates
from transforms.events.duplicates import link_within
from transforms.events.people import participants
from transforms.events.people.spans import phrase_span
from transforms.events.people.together import informed, link_together
from transforms.events.scene import Actors, Scene
from transforms.events.scene_building import build_scene
from transforms.events.typing import Coding, code_all

__all__ = ["EventOptions", "Trace", "code_events", "trace_events"]


class EventOptions(NamedTuple):
    """What a run may choose.

    Fields:
        events: "classified" gives a row to every event with a class, "coded" only to those within
            PLOVER, "all" to every event word.
        actors: a user's own names (lower case) with country code and PLOVER sectors; they win
            over everything else.
        min_confidence: rows below are left out.
    """

    events: str = "classified"
    actors: Actors | None = None
    min_confidence: float = 0.0


class Trace(NamedTuple):
    """An event with the steps, heads and rule lines that made its columns."""

    event: Event
    steps: tuple[tuple[str, str], ...]


def code_events(
    doc: Doc,
    article: Article,
    annotation: Annotation | None = None,
    options: EventOptions | None = None,
) -> list[Event]:
    """Code the events that ``doc`` reports.

    Args:
        doc: a parsed Doc over ``article.text`` from the shipped model or any English spaCy
            pipeline (UD or ClearNLP labels).
        article: gives the publication date, the dateline, the title and the id.
        annotation: entity mentions with chains, countries, times and places, and quotes; without
            it, or where its columns are None, ``doc.ents`` and the rule files have to do.
        options: see `EventOptions`.

    Returns:
        Events in text order. Raises nothing for any text.
    """
    return [trace.event for trace in trace_events(doc, article, annotation, options)]


def trace_events(
    doc: Doc,
    article: Article,
    annotation: Annotation | None = None,
    options: EventOptions | None = None,
) -> list[Trace]:
    """The events of `code_events`, each with what made it."""
    options = options or EventOptions()
    if len(doc) == 0:
        return []
    scene = build_scene(doc, article, annotation, options.actors)
    predicates = find_predicates(scene, options.events == "all")
    arguments = read_arguments(scene, predicates)
    spans = [evidence(scene, a.frame) for a in arguments]
    codings, weights = weighed(scene, predicates, code_all(scene, predicates, arguments, spans))
    told = circumstances(scene, predicates, arguments)
    events = [
        _event(scene, *parts)
        for parts in zip(predicates, arguments, spans, codings, told, weights, strict=True)
    ]
    linked = link_within(informed(scene, link_together(scene, events)), scene.article.text or "")
    made = zip(predicates, arguments, codings, told, strict=True)
    traces = [
        Trace(_with_codes(event), _steps(*parts)) for event, parts in zip(linked, made, strict=True)
    ]
    return [trace for trace in _first_of_each(traces) if _kept(trace.event, options)]


def _first_of_each(traces: Sequence[Trace]) -> list[Trace]:
    return list({trace.event.event_id: trace for trace in reversed(traces)}.values())[::-1]


def _kept(event: Event, options: EventOptions) -> bool:
    if options.events == "coded" and event.event_type is None:
        return False
    if options.events == "classified" and event.event_class is None:
        return False
    return (event.confidence or 0.0) >= options.min_confidence


def _event(
    scene: Scene,
    predicate: Predicate,
    arguments: Arguments,
    span: tuple[int, int],
    coding: Coding,
    told: Circumstance,
    weight: Weight,
) -> Event:
    """One row from what the steps found."""
    tree, text = scene.tree, scene.article.text or ""
    start, end = tree.starts[predicate.first], tree.ends[predicate.last - 1]
    actors = participants(scene, [p.token for p in arguments.actors], predicate.token)
    recipients = participants(scene, [p.token for p in arguments.recipients], predicate.token)
    ontology = load_ontology()
    return Event(
        event_id=stable_id(scene.article.article_id, start, end, predicate.name),
        sentence_index=tree.sentence_of[predicate.token],
        start=tree.starts[span[0]],
        end=tree.ends[span[1] - 1],
        trigger=text[start:end] or " ".join(tree.words[predicate.first : predicate.last]),
        trigger_start=start,
        trigger_end=end,
        predicate=predicate.name,
        event_class=predicate.event_class,
        event_type=coding.event_type,
        mode=coding.mode,
        contexts=coding.contexts,
        cameo_code=coding.cameo,
        quad_class=ontology.quad_class(coding.event_type),
        goldstein=ontology.goldstein(coding.cameo),
        actors=actors,
        recipients=tuple(r for r in recipients if _apart(r, actors)),
        theme=_theme(scene, arguments.theme),
        counts=told.counts,
        event_date_start=told.date.start,
        event_date_end=told.date.end,
        event_date_text=told.date.text,
        event_date_precision=told.precision,
        place=told.place.place,
        negated=told.factuality.negated,
        modality=told.modality,
        attributed_to=told.attributed_to,
        salience=weight.salience,
        confidence=weight.confidence,
    )


def _apart(recipient: Participant, actors: Sequence[Participant]) -> bool:
    """Whether a recipient is somebody else than the actors: nobody does it to themselves."""
    return all(
        (recipient.start, recipient.end) != (actor.start, actor.end)
        and (recipient.entity_id is None or recipient.entity_id != actor.entity_id)
        for actor in actors
    )


def _theme(scene: Scene, head: int | None) -> Theme | None:
    if head is None:
        return None
    tree, span = scene.tree, phrase_span(scene, head)
    start, end = tree.starts[span.first], tree.ends[span.last - 1]
    text = (scene.article.text or "")[start:end] or " ".join(tree.words[span.first : span.last])
    return Theme(text, start, end)


def _with_codes(event: Event) -> Event:
    """``event`` with the CAMEO code of each participant, when all that is known of them is in."""

    def coded(people: Sequence[Participant]) -> tuple[Participant, ...]:
        return tuple(p._replace(code=actor_code(p.country, p.sectors)) for p in people)

    return event._replace(actors=coded(event.actors), recipients=coded(event.recipients))


def _steps(
    predicate: Predicate, arguments: Arguments, coding: Coding, told: Circumstance
) -> tuple[tuple[str, str], ...]:
    """(column, step) of everything that was decided about one event."""
    found = [("event", predicate.step)]
    found += [("actor", party.step) for party in arguments.actors]
    found += [("recipient", party.step) for party in arguments.recipients]
    if coding.step:
        found.append(("code", coding.step))
    found += [
        ("factuality", told.factuality.step),
        ("date", told.date.step),
        ("place", told.place.step),
    ]
    return tuple(found)
