"""``newsbeam explain FILE``: the events of an article and what made each column of them.

Reads the file as a run would, then prints every event with its parties and, below it, the finder,
head or line of a rule file behind each decision (docs/events.md names them).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from schemas.records import Article, Event, Failure, Participant

__all__ = ["add_arguments", "explain", "lines_of"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("input", help="File with articles, in any format that run reads.")
    parser.add_argument(
        "--events",
        choices=("classified", "coded", "all"),
        default="classified",
        help="As for run. Example: --events all",
    )
    parser.add_argument(
        "--spacy_model", default=None, help="Installed English pipeline instead of the shipped one."
    )


def _articles(path: str) -> Iterator[Article | Failure]:
    from transforms.normalize.article import normalize
    from transforms.normalize.options import NormalizeOptions
    from transforms.read import ReadOptions, expand_inputs, plan_shards, read_shard

    for shard in plan_shards(expand_inputs(path), 2**24):
        for record in read_shard(shard, ReadOptions()):
            if isinstance(record, Failure):
                yield record
            else:
                yield normalize(record, NormalizeOptions(min_words=0))


def _named(people: tuple[Participant, ...] | list[Participant]) -> str:
    return "; ".join(
        p.text if p.name in (None, p.text) else f"{p.text} = {p.name}" for p in people
    ) + "".join(f" [{p.code}]" for p in people if p.code)


def lines_of(event: Event, steps: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """The event in one line, its parties, and one line a step."""
    codes = " ".join(filter(None, (event.event_type, event.mode, event.cameo_code)))
    yield (
        f"{event.trigger!r} {event.event_class or '-'} {codes or '-'} "
        f"{'negated' if event.negated else event.modality} "
        f"confidence {event.confidence:.2f}"
    )
    days = [d for d in (event.event_date_start, event.event_date_end) if d]
    facts = {
        "actors": _named(list(event.actors)),
        "recipients": _named(list(event.recipients)),
        "theme": event.theme.text if event.theme else "",
        "date": "/".join(dict.fromkeys(days)),
        "place": event.place.name if event.place else "",
        "said by": event.attributed_to or "",
    }
    yield from (f"    {name}: {value}" for name, value in facts.items() if value)
    yield from (f"      {column:12s} by {step}" for column, step in steps)


def explain(arguments: argparse.Namespace) -> int:
    """Print all events of all articles of the file; 1 where an article could not be read."""
    from transforms.events.code import EventOptions, trace_events
    from transforms.extract.annotate import annotate
    from transforms.extract.model import load_pipeline
    from transforms.extract.model.tokens import make_doc
    from transforms.read import InputError

    status = 0
    try:
        nlp = load_pipeline(arguments.spacy_model)
        for article in _articles(arguments.input):
            if isinstance(article, Failure):
                print(f"{article.code}: {article.message}", file=sys.stderr)
                status = 1
                continue
            doc = nlp(make_doc(nlp, article.text))
            print(f"{article.title or article.article_id} ({article.published_date or 'no date'})")
            annotation = annotate(doc, article)
            for event, steps in trace_events(
                doc, article, annotation, EventOptions(arguments.events)
            ):
                print("\n".join(lines_of(event, steps)))
    except (InputError, OSError, ValueError) as error:
        print(f"newsbeam explain: {error}", file=sys.stderr)
        return 2
    return status
