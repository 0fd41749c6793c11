"""Table `incidents`, and the structures in its columns."""

from __future__ import annotations

import pyarrow as pa

from schemas.tables.base import Table, column
from schemas.tables.events import PLACE
from schemas.tables.fields import STRINGS

_PARTY = pa.struct(
    [
        column("name", pa.string(), "Name, or the words where there is no name.", required=True),
        column("country", pa.string(), "ISO 3166-1 alpha-3, or PLOVER's non-state code."),
        column("code", pa.string(), "Country and sectors as CAMEO writes them."),
        column("canonical_id", pa.string(), "The same thing in all articles and runs."),
        column("mentions", pa.int32(), "Mentions that name this party.", required=True),
    ]
)

_REPORTED = pa.struct(
    [
        column("role", pa.string(), "Role as in events.counts.", required=True),
        column("first", pa.int64(), "Number in the first report that has one.", required=True),
        column("latest", pa.int64(), "Number in the latest report that has one.", required=True),
        column("least", pa.int64(), "Smallest number reported.", required=True),
        column("most", pa.int64(), "Largest number reported.", required=True),
        column("sources", pa.int32(), "Sources (else articles) that give one.", required=True),
    ]
)

INCIDENTS = Table(
    "incidents",
    "One row for each thing that is reported to have happened, merged over mentions, articles, "
    "sources and runs.",
    pa.schema(
        [
            column(
                "incident_id",
                pa.string(),
                "Hash of the event_id of its first report; kept when reports are added.",
                required=True,
            ),
            column("event_class", pa.string(), "Kind of event that most mentions have."),
            column("event_type", pa.string(), "PLOVER 2.0 type that most mentions have."),
            column("predicate", pa.string(), "Predicate of the representative.", required=True),
            column(
                "first_date",
                pa.date32(),
                "First day it may have taken place on; if no mention gives one, the date of first "
                "publication.",
            ),
            column("last_date", pa.date32(), "Last day, inclusive."),
            column(
                "date_precision",
                pa.string(),
                "How exact these are: day, week, month, quarter, year or range; null where the "
                "date is that of publication.",
            ),
            column("place", PLACE, "Where it happened: the most exact place most mentions give."),
            column("actors", pa.list_(_PARTY), "Who did it, most mentioned first.", required=True),
            column("recipients", pa.list_(_PARTY), "To whom it was done.", required=True),
            column("counts", pa.list_(_REPORTED), "Numbers of people as reported.", required=True),
            column("negated", pa.bool_(), "Most sources report that it did not.", required=True),
            column(
                "modality",
                pa.string(),
                "asserted, future, hypothetical or historical: what most sources give.",
                required=True,
            ),
            column("mentions", pa.int32(), "Rows of events.", required=True),
            column("articles", pa.int32(), "Articles that report it.", required=True),
            column("sources", STRINGS, "Their sources, sorted.", required=True),
            column("first_published", pa.date32(), "Earliest published_date of these articles."),
            column("last_published", pa.date32(), "Latest published_date of these articles."),
            column(
                "representative",
                pa.string(),
                "event_id of the mention that says most: who, whom, where, when.",
                required=True,
            ),
        ]
    ),
    ("incident_id",),
    "first_date",
    unique="incident_id",
    references={},
    looked_up=("incident_id",),
    distinct=frozenset({"incident_id", "representative"}),
    prose=frozenset(),
    long=None,
)
