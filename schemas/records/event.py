"""An event mention: who did what to whom, when and where, with its evidence."""

from typing import NamedTuple, Optional, Sequence


class Place(NamedTuple):
    """Where an event is reported to have happened; all but ``text`` and ``name`` may be None.

    ``name`` of a phrase that names no place ("the capital") is the phrase; `is_place_name` tells.
    ``precision`` is site, town, division or country.
    """

    text: str
    name: str
    country: Optional[str] = None
    admin1: Optional[str] = None
    geonames_id: Optional[int] = None
    latitude: Optional[float] = None
    longitude: Optional[float] = None
    precision: Optional[str] = None


def is_place_name(name: str) -> bool:
    """Whether a place's ``name`` is a name: a phrase without one says the same of many places.

    >>> is_place_name("Camp Nou"), is_place_name("the capital")
    (True, False)
    """
    return name != name.lower()


class Theme(NamedTuple):
    """The thing, not a party, that an event acts on or talks about."""

    text: str
    start: int
    end: int


class Count(NamedTuple):
    """A number of people with their role in an event, as reported.

    ``role`` is killed, wounded, arrested, displaced or participants, ``relation`` one of =, >=, <=
    and ~ ("at least", "up to", "about").
    """

    role: str
    value: int
    relation: str = "="


class Participant(NamedTuple):
    """An actor or recipient: its span in the text and what it was resolved to.

    ``code`` is country and sectors as CAMEO writes them (ISRGOV); ``canonical_id`` names the same
    thing in all articles and runs.
    """

    text: str
    start: int
    end: int
    entity_id: Optional[str] = None
    name: Optional[str] = None
    country: Optional[str] = None
    sectors: Sequence[str] = ()
    code: Optional[str] = None
    canonical_id: Optional[str] = None


class Event(NamedTuple):
    """One row of the table ``events`` without ``article_id`` and ``published_date``.

    ``start``/``end`` bound the evidence (normally the clause), ``trigger_*`` the word or words
    that name the event. ``event_class`` is a name of `schemas.ontology.load_event_classes`. Event
    dates are ISO dates, end inclusive; their precision is day, week, month, quarter, year or range.
    """

    event_id: str
    sentence_index: int
    start: int
    end: int
    trigger: str
    trigger_start: int
    trigger_end: int
    predicate: str
    event_class: Optional[str] = None
    event_type: Optional[str] = None
    mode: Optional[str] = None
    contexts: Sequence[str] = ()
    cameo_code: Optional[str] = None
    quad_class: Optional[int] = None
    goldstein: Optional[float] = None
    actors: Sequence[Participant] = ()
    recipients: Sequence[Participant] = ()
    theme: Optional[Theme] = None
    counts: Sequence[Count] = ()
    event_date_start: Optional[str] = None
    event_date_end: Optional[str] = None
    event_date_text: Optional[str] = None
    event_date_precision: Optional[str] = None
    place: Optional[Place] = None
    negated: bool = False
    modality: str = "asserted"
    attributed_to: Optional[str] = None
    salience: Optional[float] = None
    confidence: Optional[float] = None
    duplicate_of: Optional[str] = None
    incident_id: Optional[str] = None
