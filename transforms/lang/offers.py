"""What each language offers: which columns get values, from what, and what stays null.

English has rules and models for all. Another language gets what its spaCy pipeline gives, names of
countries, days and lines where it has a folder here, and null where nothing is offered.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Literal

from transforms.lang.data import codes, language
from transforms.lang.en import PARTS

#: full: our own rules and models; pipeline: as good as the user's spaCy pipeline; none: null.
Level = Literal["full", "pipeline", "none"]


@dataclass(frozen=True)
class Offer:
    """What newsbeam gives for articles of one language.

    Attributes:
        lines: datelines and bylines of plain text.
        sentences, names, chains: from the pipeline, in our labels.
        countries: names of countries and demonyms.
        places: GeoNames places of names.
        times: days and weekdays ("full" for English: all times).
        quotes, events: English only.
    """

    language: str
    lines: Level
    sentences: Level
    names: Level
    chains: Level
    countries: Level
    places: Level
    times: Level
    quotes: Level
    events: Level

    def missing(self) -> tuple[str, ...]:
        """Return the names of what is null."""
        return tuple(f.name for f in fields(self)[1:] if getattr(self, f.name) == "none")


_ENGLISH = Offer("en", *(["full"] * 9))  # type: ignore[arg-type]


def offer_of(code: str | None, *, pipeline: bool) -> Offer:
    """Return what a language gets.

    Args:
        code: ISO 639-1; None is treated as English, as the job does.
        pipeline: whether a spaCy pipeline of the language is given (English always has one).
    """
    if code in (None, "en"):
        return _ENGLISH
    known = language(code) is not None
    own: Level = "full" if known else "none"
    given: Level = "pipeline" if pipeline else "none"
    extracted: Level = own if pipeline else "none"
    return Offer(
        language=str(code),
        lines=own,
        sentences=given,
        names=given,
        chains=given,
        countries=extracted,
        places=given,
        times=extracted,
        quotes="none",
        events="none",
    )


def offers_markdown() -> str:
    """Return the table of docs/languages.md: English, each language with a folder, any other."""
    names = [field.name for field in fields(Offer)][1:]
    lines = [
        "| language | " + " | ".join(names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for code in ("en", *codes(), "other"):
        offer = asdict(offer_of(code, pipeline=True))
        spoken = language(code)
        title = "English" if code == "en" else spoken.name if spoken else "any other"
        shown = f"{title} (`{code}`)" if code != "other" else title
        lines.append(f"| {shown} | " + " | ".join(offer[name] for name in names) + " |")
    return "\n".join(lines) + "\n"


def parts_markdown() -> str:
    """Return the second table of docs/languages.md: what makes each column of English."""
    lines = ["| English | made by |", "|---|---|"]
    for name, paths in PARTS.items():
        lines.append(f"| {name} | " + ", ".join(f"`{path}`" for path in paths) + " |")
    return "\n".join(lines) + "\n"
