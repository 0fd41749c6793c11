"""Folders of languages → what newsbeam knows of each: its calendar, bylines, countries.

``<code>/language.toml`` holds words, ``<code>/countries.tsv`` the names of countries and what
their people and things are called (names from CLDR, which Babel carries; demonyms are our own). A
language without a folder has none of it. Nothing here knows English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, eq=False)
class Language:
    """The words of one language that dates, bylines and countries are told by, in small letters.

    Attributes:
        code: ISO 639-1.
        name: English name.
        months: word or abbreviation → 1 to 12.
        weekdays: word → 0 (Monday) to 6.
        days: "today" and its like → days from the article's day.
        next_before: words before a weekday that make it the coming one.
        next_after: the same behind a weekday.
        by: words that open a byline.
        conjunctions: "and".
        companions: "with" before an agency.
        desks: what stands in the place of a name and is nobody.
        agencies: agency as written → its name.
        particles: small words inside names of people.
        roles: what somebody does, behind a name in a byline.
        outlets: words that no name of a person holds ("newspaper").
        furniture: first words of lines that belong to the page ("read also").
        reader: words that speak to the reader, which no report holds.
        credits: words before the name of who made a picture.
        sources: words before the source of a text or picture; in brackets behind a sentence they
            speak of the sentence.
        captions: first words of a caption.
        stamps: words that stand beside a date of publication.
        countries: name of a country → ISO 3166-1 alpha-3, as written.
        demonyms: adjective or noun → the same, as written.
    """

    code: str
    name: str
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    days: Mapping[str, int]
    next_before: tuple[str, ...]
    next_after: tuple[str, ...]
    by: tuple[str, ...]
    conjunctions: tuple[str, ...]
    companions: tuple[str, ...]
    desks: frozenset[str]
    agencies: Mapping[str, str]
    particles: frozenset[str]
    roles: tuple[str, ...]
    outlets: tuple[str, ...]
    furniture: tuple[str, ...]
    reader: tuple[str, ...]
    credits: tuple[str, ...]
    sources: tuple[str, ...]
    captions: tuple[str, ...]
    stamps: tuple[str, ...]
    countries: Mapping[str, str]
    demonyms: Mapping[str, str]


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of all languages that have a folder."""
    folder = files("transforms.lang")
    return tuple(
        sorted(item.name for item in folder.iterdir() if (item / "language.toml").is_file())
    )


def _numbered(lines: list[str], first: int) -> dict[str, int]:
    return {
        word.lower(): number for number, line in enumerate(lines, first) for word in line.split()
    }


@cache
def language(code: str | None) -> Language | None:
    """Return the language of an ISO 639-1 *code*, or None where it has no folder."""
    if code not in codes():
        return None
    folder = files("transforms.lang") / str(code)
    words = tomllib.loads((folder / "language.toml").read_text(encoding="utf-8"))
    countries: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    for line in (folder / "countries.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        iso3, names, people = line.split("\t")
        for name in filter(None, names.split("|")):
            countries.setdefault(name, iso3)
        for name in filter(None, people.split("|")):
            demonyms.setdefault(name, iso3)
    return Language(
        code=str(code),
        name=words["name"],
        months=_numbered(words["months"], 1),
        weekdays=_numbered(words["weekdays"], 0),
        days=words["days"],
        next_before=tuple(words["next_before"]),
        next_after=tuple(words["next_after"]),
        by=tuple(words["by"]),
        conjunctions=tuple(words["and"]),
        companions=tuple(words["with"]),
        desks=frozenset(words["desks"]),
        agencies=words["agencies"],
        particles=frozenset(words["particles"]),
        roles=tuple(words["roles"]),
        outlets=tuple(words["outlets"]),
        furniture=tuple(words["furniture"]),
        reader=tuple(words["reader"]),
        credits=tuple(words["credits"]),
        sources=tuple(words["sources"]),
        captions=tuple(words["captions"]),
        stamps=tuple(words["stamps"]),
        countries=countries,
        demonyms=demonyms,
    )
