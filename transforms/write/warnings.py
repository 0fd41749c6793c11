"""Counts of a run → what to know before trusting its tables, for the summary and the manifest."""

from __future__ import annotations

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
            f"{unexpected:,} files or records are of an unexpected kind and no articles: "
            f"see {codes} in rejects"
        )
    undated = counts.get(ARTICLES_UNDATED, 0)
    if undated:
        found.append(
            f"{undated:,} of {articles:,} articles have no date of publication: they lie in the "
            "partition 'none', and relative times in them have no day"
        )
    undated_events = counts.get(EVENTS_UNDATED, 0)
    if undated_events:
        found.append(f"{undated_events:,} of {events:,} events have no date")
    languages = _by_language(counts, WITHOUT_PIPELINE)
    if languages:
        found.append(
            f"{sum(languages.values()):,} articles are in languages without a pipeline "
            f"({_shown(languages)}): they have no entities, events and quotes; name one with "
            "--spacy_model LANG=NAME"
        )
    found += _not_offered(_by_language(counts, OTHER_LANGUAGE))
    failed = counts.get("extraction_failures", 0)
    if failed:
        found.append(f"{failed:,} articles were kept though their extraction failed: see rejects")
    return found


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
        f"{sum(group.values()):,} articles are not in English ({_shown(group)}): their language "
        f"does not offer {', '.join(missing)}; these columns and tables have nothing of them"
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
        f"{code} × {value:,} ({ERRORS[code].message.partition('{')[0].strip(' :(')})"
        if code in ERRORS
        else f"{code} × {value:,}"
        for code, value in most
    )
