"""The seven tables. Change with great care: other people's queries stand on these names."""

from __future__ import annotations

import pyarrow as pa

from schemas.tables.base import Table, column

_STRINGS = pa.list_(pa.string())
_INSTANT = pa.timestamp("us", tz="UTC")
_REMOVED = pa.list_(
    pa.struct(
        [
            pa.field("kind", pa.string(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
        ]
    )
)
_TOPICS = pa.list_(
    pa.struct(
        [
            pa.field("code", pa.string(), nullable=False),
            pa.field("label", pa.string(), nullable=False),
            pa.field("confidence", pa.float64(), nullable=False),
        ]
    )
)

_ARTICLE_ID = column(
    "article_id",
    pa.string(),
    "Hash of the canonical URL, or of source, title and text where there is none.",
    required=True,
)
_PUBLISHED_DATE = column(
    "published_date",
    pa.date32(),
    "Date of publication in the publisher's own calendar; null when no evidence gave one.",
)
_SENTENCE = column(
    "sentence_index", pa.int32(), "Index of the sentence in its article, from 0.", required=True
)


def _offsets(what: str) -> tuple[pa.Field, pa.Field]:
    return (
        column("start", pa.int32(), f"First code point of {what} in articles.text.", required=True),
        column(
            "end",
            pa.int32(),
            f"Code point after the last one of {what} in articles.text.",
            required=True,
        ),
    )


ARTICLES = Table(
    "articles",
    "One row an article.",
    pa.schema(
        [
            _ARTICLE_ID,
            column("input_uri", pa.string(), "File the article was read from.", required=True),
            column(
                "input_position",
                pa.int64(),
                "Byte offset of the record in the decompressed file; row number in Parquet.",
                required=True,
            ),
            column("url", pa.string(), "Address as the source gave it."),
            column(
                "canonical_url",
                pa.string(),
                "Address that the page names as its own, without tracking parameters.",
            ),
            column(
                "source", pa.string(), "Registrable domain of the address, or the publisher's name."
            ),
            column("title", pa.string(), "Headline."),
            column("subtitle", pa.string(), "Deck or standfirst below the headline."),
            column(
                "authors", _STRINGS, "Names of people, without 'By' and job titles.", required=True
            ),
            column("dateline_place", pa.string(), "Place named in the dateline."),
            column("agency", pa.string(), "Wire agency credited in dateline, byline or text."),
            column(
                "published_at",
                _INSTANT,
                "Time of publication, UTC; null when only a date is known.",
            ),
            _PUBLISHED_DATE,
            column(
                "published_origin",
                pa.string(),
                "Evidence that gave the date (json_ld, meta, url, path, option, ...).",
            ),
            column(
                "language", pa.string(), "ISO 639-1 code; null when the text is too short to tell."
            ),
            column("section", pa.string(), "Section of the outlet."),
            column("keywords", _STRINGS, "Keywords or tags that the source gives.", required=True),
            column(
                "text",
                pa.string(),
                "Body: NFC, paragraphs separated by a blank line, without title, byline, dateline, "
                "captions and boilerplate.",
                required=True,
            ),
            column(
                "text_sha256", pa.string(), "SHA-256 of text in UTF-8, hexadecimal.", required=True
            ),
            column(
                "word_count", pa.int32(), "Words in text, separated by white space.", required=True
            ),
            column(
                "captions",
                _STRINGS,
                "Captions and photo credits taken out of the text.",
                required=True,
            ),
            column(
                "extraction_method",
                pa.string(),
                "How the body was found (field, plain, html, ...).",
                required=True,
            ),
            column(
                "duplicate_of",
                pa.string(),
                "article_id of the copy that represents this story; null if none.",
            ),
            column(
                "story_id", pa.string(), "Story this article belongs to; joins stories.story_id."
            ),
            column(
                "removed",
                _REMOVED,
                "Lines and paragraphs that cleaning took out of the body, in the order of the "
                "source, each with what it was taken for (title, byline, caption, furniture, "
                "aside, ...); null in tables of contract version 1.",
            ),
            column(
                "topics",
                _TOPICS,
                "IPTC Media Topics of the top level that the text is about, likeliest first: code, "
                "label, confidence; null where nothing was extracted, for other languages than "
                "English and in tables of contract version 1.",
            ),
        ]
    ),
    ("article_id",),
    "published_date",
    unique="article_id",
    references={
        "duplicate_of": ("articles", "article_id"),
        "story_id": ("stories", "story_id"),
    },
    looked_up=("article_id",),
    distinct=frozenset(
        {"article_id", "url", "canonical_url", "text", "text_sha256", "title", "story_id"}
    ),
    prose=frozenset({"text", "title", "subtitle"}),
)

ENTITIES = Table(
    "entities",
    "One row a mention of a person, place, organization, time, amount or other named thing.",
    pa.schema(
        [
            _ARTICLE_ID,
            _PUBLISHED_DATE,
            _SENTENCE,
            *_offsets("the mention"),
            column("text", pa.string(), "The mention as it stands in the text.", required=True),
            column("label", pa.string(), "OntoNotes entity type.", required=True),
            column("entity_id", pa.string(), "Chain of mentions of one thing within its article."),
            column("name", pa.string(), "Canonical name in the article (the fullest mention)."),
            column(
                "country", pa.string(), "ISO 3166-1 alpha-3, or PLOVER's code for a non-state body."
            ),
            column("geonames_id", pa.int64(), "GeoNames id of a place."),
            column("latitude", pa.float64(), "Degrees north, WGS 84."),
            column("longitude", pa.float64(), "Degrees east, WGS 84."),
            column("time_value", pa.string(), "ISO 8601 / TIMEX3 value of a time expression."),
            column("time_start", _INSTANT, "First instant that the expression covers, UTC."),
            column(
                "time_end", _INSTANT, "Instant after the last one that the expression covers, UTC."
            ),
            column("confidence", pa.float32(), "Probability that span and label are right."),
            column(
                "canonical_id",
                pa.string(),
                "The same thing in all articles and runs: geonames:2643743, iso3166:ISR, "
                "org:hezbollah, person:tony-blair, ticker:NASDAQ:MSFT or isin:US7512121010.",
            ),
        ]
    ),
    ("article_id", "start", "end", "label"),
    "published_date",
    unique=None,
    references={"article_id": ("articles", "article_id")},
    looked_up=("article_id",),
    distinct=frozenset(),
    prose=frozenset({"text"}),
)

PARTICIPANT = pa.struct(
    [
        column("text", pa.string(), "Mention as it stands in the text.", required=True),
        column("start", pa.int32(), "First code point in articles.text.", required=True),
        column("end", pa.int32(), "Code point after the last one in articles.text.", required=True),
        column("entity_id", pa.string(), "Chain; joins entities.entity_id."),
        column("name", pa.string(), "Canonical name."),
        column(
            "country", pa.string(), "ISO 3166-1 alpha-3, or PLOVER's code for a non-state body."
        ),
        column("sectors", _STRINGS, "PLOVER sectors (GOV, MIL, REB, ...).", required=True),
        column("code", pa.string(), "Country and sectors as CAMEO writes them: ISRGOV, RUSMIL."),
        column("canonical_id", pa.string(), "The same thing in all articles and runs."),
    ]
)

PLACE = pa.struct(
    [
        column("text", pa.string(), "Mention as it stands in the text.", required=True),
        column("name", pa.string(), "Canonical name.", required=True),
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
        column("text", pa.string(), "Phrase as it stands in the text.", required=True),
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
            _ARTICLE_ID,
            _PUBLISHED_DATE,
            _SENTENCE,
            *_offsets("the evidence"),
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
            column("contexts", _STRINGS, "PLOVER contexts.", required=True),
            column("cameo_code", pa.string(), "CAMEO code, as fine as the evidence allows."),
            column(
                "quad_class",
                pa.int8(),
                "1 verbal, 2 material cooperation; 3 verbal, 4 material conflict.",
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
                "Time expression that gave the date; null if the publication date did.",
            ),
            column(
                "event_date_precision",
                pa.string(),
                "How exact the date is: day, week, month, quarter, year or range.",
            ),
            column("place", PLACE, "Where it happened."),
            column("negated", pa.bool_(), "Reported not to have happened.", required=True),
            column(
                "modality",
                pa.string(),
                "asserted, future, hypothetical or historical.",
                required=True,
            ),
            column("attributed_to", pa.string(), "Who says so, if not the article itself."),
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
                "What happened, whoever reports it; joins incidents.incident_id.",
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
)

QUOTES = Table(
    "quotes",
    "One row a quotation, direct or indirect.",
    pa.schema(
        [
            column(
                "quote_id",
                pa.string(),
                "Hash of the article's id and the quote's offsets.",
                required=True,
            ),
            _ARTICLE_ID,
            _PUBLISHED_DATE,
            _SENTENCE,
            *_offsets("the quotation"),
            column(
                "text", pa.string(), "What was said, without the quotation marks.", required=True
            ),
            column("direct", pa.bool_(), "True inside quotation marks.", required=True),
            column("speaker_text", pa.string(), "Speaker as named beside the quotation."),
            column("speaker_start", pa.int32(), "First code point of the speaker."),
            column("speaker_end", pa.int32(), "Code point after the speaker."),
            column("entity_id", pa.string(), "Speaker's chain; joins entities.entity_id."),
            column("speaker_name", pa.string(), "Speaker's canonical name."),
            column("verb", pa.string(), "Lemma of the verb of saying."),
            column("canonical_id", pa.string(), "Speaker, the same in all articles and runs."),
        ]
    ),
    ("article_id", "start", "end", "quote_id"),
    "published_date",
    unique="quote_id",
    references={"article_id": ("articles", "article_id")},
    looked_up=("article_id",),
    distinct=frozenset({"quote_id", "text"}),
    prose=frozenset({"text"}),
)

STORIES = Table(
    "stories",
    "One row a story: the articles that carry the same text, exactly or nearly.",
    pa.schema(
        [
            column(
                "story_id", pa.string(), "Hash of the representative's article_id.", required=True
            ),
            column(
                "representative",
                pa.string(),
                "article_id of the earliest fullest copy.",
                required=True,
            ),
            column("first_date", pa.date32(), "Earliest published_date of its articles."),
            column("last_date", pa.date32(), "Latest published_date of its articles."),
            column("articles", pa.int32(), "Number of articles.", required=True),
            column("sources", _STRINGS, "Sources that carry it, sorted.", required=True),
        ]
    ),
    ("story_id",),
    "first_date",
    unique="story_id",
    references={"representative": ("articles", "article_id")},
    looked_up=("story_id",),
    distinct=frozenset({"story_id", "representative"}),
    prose=frozenset(),
)

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
                "First day it may have taken place on; where no mention tells, the date of first "
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
            column("sources", _STRINGS, "Their sources, sorted.", required=True),
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
)

REJECTS = Table(
    "rejects",
    "One row a record that did not become an article, or an article whose extraction failed.",
    pa.schema(
        [
            column("stage", pa.string(), "Stage that turned it away.", required=True),
            column("code", pa.string(), "Code of the error catalogue.", required=True),
            column("message", pa.string(), "What was wrong.", required=True),
            column("input_uri", pa.string(), "File the record came from.", required=True),
            column(
                "input_position",
                pa.int64(),
                "Byte offset of the record in the decompressed file; row number in Parquet.",
            ),
            column("payload", pa.binary(), "First 64 KiB of the record."),
            column("article_id", pa.string(), "Id, where the record had become an article."),
        ]
    ),
    ("input_uri", "input_position", "code", "message"),
    None,
    unique=None,
    references={},
    looked_up=(),
    distinct=frozenset({"payload"}),
    prose=frozenset({"payload", "message"}),
)

#: Every table by name, in the order of the docs.
TABLES: dict[str, Table] = {
    t.name: t for t in (ARTICLES, ENTITIES, EVENTS, INCIDENTS, QUOTES, STORIES, REJECTS)
}
