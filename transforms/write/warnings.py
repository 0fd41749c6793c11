"""Counts of a run → what to know before trusting its tables, for the summary and the manifest."""

from __future__ import annotations

import re
from collections.abc import Mapping

from schemas.errors import ERRORS
from transforms.lang.offers import offer_of

#: Counts that shards hand on beside those of rows.
ARTICLES_UNDATED = "articles_undated"
EVENTS_UNDATED = "events_undated"
WITHOUT_PIPELINE = "articles_without_pipeline."
OTHER_LANGUAGE = "articles_other_language."

#: Rejects that say that a record was of a kind that nobody expects among articles.
_UNEXPECTED = ("R008", "R009", "R013")

#: Place of a detail in a message of the catalogue.
_PLACE = re.compile(r"\{[^{}]*\}")

#: Share of records above which rejects are worth a warning.
MANY_REJECTS = 0.05


def warnings_of(counts: Mapping[str, int]) -> list[str]:
    """One line a warning, the gravest first; none where all is as one would wish."""
    read = counts.get("records_read", 0)
    articles = counts.get("articles", 0)
    events = counts.get("rows.events", 0)
    found = []
    rejected = counts.get("records_rejected", 0)
    if read and rejected > MANY_REJECTS * read:
        share = f"{rejected:,} of {read:,} records were rejected ({rejected / read:.0%})"
        found.append(f"{share}: {_codes(counts)}")
    unexpected = sum(counts.get(f"rejects.{code}", 0) for code in _UNEXPECTED)
    if unexpected:
        codes = ", ".join(code for code in _UNEXPECTED if counts.get(f"rejects.{code}"))
        found.append(
            f"{_number(unexpected, 'file or record is', 'files or records are')} of an unexpected "
            f"kind, no news: see {codes} in rejects"
        )
    undated = counts.get(ARTICLES_UNDATED, 0)
    if undated:
        found.append(
            f"{undated:,} of {articles:,} articles without a date of publication: they lie in the "
            "partition 'none', and relative times in them have no day"
        )
    undated_events = counts.get(EVENTS_UNDATED, 0)
    if undated_events:
        found.append(f"{undated_events:,} of {events:,} events without a date")
    languages = _by_language(counts, WITHOUT_PIPELINE)
    if languages:
        found.append(
            f"{_number(sum(languages.values()), 'article', 'articles')} in languages without a "
            f"pipeline ({_shown(languages)}): no entities, events and quotes; name a pipeline with "
            "--spacy_model LANG=NAME"
        )
    found += _not_offered(_by_language(counts, OTHER_LANGUAGE))
    failed = counts.get("extraction_failures", 0)
    if failed:
        number = _number(failed, "article", "articles")
        found.append(f"{number} kept without annotations, extraction failed: see rejects")
    return found


def _number(value: int, one: str, many: str) -> str:
    return f"{value:,} {one if value == 1 else many}"


def _by_language(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    return {
        name.removeprefix(prefix): value
        for name, value in sorted(counts.items())
        if name.startswith(prefix) and value
    }


def _shown(languages: Mapping[str, int]) -> str:
    return ", ".join(f"{language} × {value:,}" for language, value in languages.items())


def _not_offered(languages: Mapping[str, int]) -> list[str]:
    """One line for each set of columns that languages with a pipeline do not offer."""
    by_missing: dict[tuple[str, ...], dict[str, int]] = {}
    for language, value in languages.items():
        missing = offer_of(language, pipeline=True).missing()
        by_missing.setdefault(missing, {})[language] = value
    return [
        f"{_number(sum(group.values()), 'article', 'articles')} not in English ({_shown(group)}): "
        f"the language does not offer {', '.join(missing)}; these columns and tables have nothing "
        "of it"
        for missing, group in by_missing.items()
    ]


def _codes(counts: Mapping[str, int]) -> str:
    """The three commonest codes with what they mean."""
    codes = {
        name.removeprefix("rejects."): value
        for name, value in counts.items()
        if name.startswith("rejects.")
    }
    most = sorted(codes.items(), key=lambda item: (-item[1], item[0]))[:3]
    return "; ".join(
        f"{code} × {value:,} ({_PLACE.sub('…', ERRORS[code].message)})"
        if code in ERRORS
        else f"{code} × {value:,}"
        for code, value in most
    )
