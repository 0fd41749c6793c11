"""Table `events`, and the structures in its columns."""

from __future__ import annotations

import pyarrow as pa

from schemas.tables.base import Table, column
from schemas.tables.fields import ARTICLE_ID, PUBLISHED_DATE, SENTENCE, STRINGS, offsets

PARTICIPANT = pa.struct(
    [
        column("text", pa.string(), "Mention, as in the text.", required=True),
        column("start", pa.int32(), "First code point in articles.text.", required=True),
        column("end", pa.int32(), "Code point after the last one in articles.text.", required=True),
        column("entity_id", pa.string(), "Chain; joins entities.entity_id."),
        column("name", pa.string(), "Canonical name."),
        column(
            "country", pa.string(), "ISO 3166-1 alpha-3, or PLOVER's code for a non-state body."
        ),
        column("sectors", STRINGS, "PLOVER sectors (GOV, MIL, REB, ...).", required=True),
        column("code", pa.string(), "Country and sectors as CAMEO writes them: ISRGOV, RUSMIL."),
        column("canonical_id", pa.string(), "The same thing in all articles and runs."),
    ]
)

PLACE = pa.struct(
    [
        column("text", pa.string(), "Mention, as in the text.", required=True),
        column(
            "name",
            pa.string(),
            'Canonical name; the phrase where it names no place ("the capital").',
            required=True,
        ),
        column("country", pa.string(), "ISO 3166-1 alpha-3."),
        column("admin1", pa.string(), "First-level division (state, province), GeoNames name."),
        column("geonames_id", pa.int64(), "GeoNames id."),
        column("latitude", pa.float64(), "Degrees north, WGS 84."),
        column("longitude", pa.float64(), "Degrees east, WGS 84."),
        column(
            "precision",
            pa.string(),
            "How exact the place is, as ACLED and UCDP code it: site, town, division or country.",
        ),
    ]
)

THEME = pa.struct(
    [
        column("text", pa.string(), "Phrase, as in the text.", required=True),
        column("start", pa.int32(), "First code point in articles.text.", required=True),
        column("end", pa.int32(), "Code point after the last one in articles.text.", required=True),
    ]
)

COUNT = pa.struct(
    [
        column(
            "role",
            pa.string(),
            "killed, wounded, arrested, displaced or participants.",
            required=True,
        ),
        column("value", pa.int64(), "Number of people.", required=True),
        column(
            "relation",
            pa.string(),
            "=, or >= (at least), <= (up to), ~ (about).",
            required=True,
        ),
    ]
)

EVENTS = Table(
    "events",
    "One row a mention of an event that is reported to have happened, to happen or not to happen.",
    pa.schema(
        [
            column(
                "event_id",
                pa.string(),
                "Hash of the article's id, the trigger and the predicate.",
                required=True,
            ),
            ARTICLE_ID,
            PUBLISHED_DATE,
            SENTENCE,
            *offsets("the evidence"),
            column("trigger", pa.string(), "Word or words that name the event.", required=True),
            column("trigger_start", pa.int32(), "First code point of the trigger.", required=True),
            column("trigger_end", pa.int32(), "Code point after the trigger.", required=True),
            column(
                "predicate",
                pa.string(),
                "Lemma with its particle or noun: meet, carry out, launch attack.",
                required=True,
            ),
            column(
                "event_class",
                pa.string(),
                "Kind of event, of 52 (ATTACK, MEET, RESULTS, ...; docs/events.md lists them); "
                "null where none is known.",
            ),
            column("event_type", pa.string(), "PLOVER 2.0 event type; null outside the ontology."),
            column("mode", pa.string(), "PLOVER mode of the type."),
            column("contexts", STRINGS, "PLOVER contexts.", required=True),
            column("cameo_code", pa.string(), "CAMEO code, as fine as the evidence allows."),
            column(
                "quad_class",
                pa.int8(),
                "PLOVER's quad class of the type: 1 verbal, 2 material cooperation; 3 verbal, "
                "4 material conflict.",
            ),
            column("goldstein", pa.float32(), "Goldstein scale of the CAMEO code, -10 to 10."),
            column("actors", pa.list_(PARTICIPANT), "Who did it: parties only.", required=True),
            column(
                "recipients",
                pa.list_(PARTICIPANT),
                "To whom it was done: parties, and what is physically hit.",
                required=True,
            ),
            column("theme", THEME, "What is acted on or talked about, where that is no party."),
            column(
                "counts",
                pa.list_(COUNT),
                "Numbers of people that the text gives for the event.",
                required=True,
            ),
            column("event_date_start", pa.date32(), "First day the event may have taken place on."),
            column("event_date_end", pa.date32(), "Last day, inclusive."),
            column(
                "event_date_text",
                pa.string(),
                "Time expression that gave the date; null without a date.",
            ),
            column(
                "event_date_precision",
                pa.string(),
                "How exact the date is: day, week, month, quarter, year or range.",
            ),
            column("place", PLACE, "Where it happened."),
            column(
                "negated", pa.bool_(), "The text reports that it did not happen.", required=True
            ),
            column(
                "modality",
                pa.string(),
                "asserted, future, hypothetical or historical.",
                required=True,
            ),
            column(
                "attributed_to", pa.string(), "Source of the statement, if not the article itself."
            ),
            column(
                "salience",
                pa.float32(),
                "Probability that the event is one of those the article was written for.",
            ),
            column(
                "confidence",
                pa.float32(),
                "Probability that a reader would put this event with this class and type into "
                "the table.",
            ),
            column("duplicate_of", pa.string(), "event_id of the first report of the same event."),
            column(
                "incident_id",
                pa.string(),
                "Incident of the event; joins incidents.incident_id.",
            ),
        ]
    ),
    ("article_id", "trigger_start", "trigger_end", "event_id"),
    "published_date",
    unique="event_id",
    references={
        "article_id": ("articles", "article_id"),
        "duplicate_of": ("events", "event_id"),
        "incident_id": ("incidents", "incident_id"),
    },
    looked_up=("article_id", "event_id", "incident_id"),
    distinct=frozenset({"event_id"}),
    prose=frozenset(),
    long=None,
)
