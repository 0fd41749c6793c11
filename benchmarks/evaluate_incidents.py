"""How well mentions are merged into incidents → figures by corpus, compared with pinned floors.

    python benchmarks/evaluate_incidents.py [--set written --set ecbplus ...] [--update-floors]

Sets: ``written`` (in the repository: the part that was read and the unread one apart), ``ecbplus``
(its usual development topics) and ``meantime`` (read and unread half), both from ../shared and left
out where it is not there. Each is merged twice: on the gold's mentions, and on the coder's own rows
(``--events all``). The documents of a set are merged all together, topics are not given.

Beside ours stand "balanced" (limits that weigh precision and recall alike; the shipped ones keep
wrong links few), "apart" (every mention an incident), "lemma" (one incident a lemma and topic: it
is given the topic) and, on own rows, "links" (``duplicate_of`` of contract 1). Printed are pairs of
mentions (links), MUC, B-cubed, CEAF-e and the mean F of the last three (CoNLL).

Last come ``strangers``: documents of the annotated corpus' dev, test and `kinds` parts that have
nothing in common, dated within twelve days and coded as `newsbeam run` does (rows with a class).
Every incident over several of them is wrong; the figure is the share of mentions that no such
incident holds.

Own rows that match no gold mention cost precision where every mention of a sentence is marked
(ECB+, MEANTIME), and are left out of the written reports, whose gold marks main events only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import pinned  # noqa: E402
from benchmarks.coreference import Pair, all_scores, conll  # noqa: E402
from benchmarks.tally import Tally  # noqa: E402
from training.incidents.coded import CodedDocument, code_documents  # noqa: E402
from training.incidents.gold import (  # noqa: E402
    GoldDocument,
    ecbplus,
    meantime,
    strangers,
    written,
)
from training.incidents.mentions import (  # noqa: E402
    gold_chains,
    gold_mentions,
    names_of_own,
    own_mentions,
)
from transforms.events.duplicates import Report, first_reports, report_key  # noqa: E402
from transforms.incidents.mention import ArticleMentions  # noqa: E402
from transforms.incidents.merge import merge  # noqa: E402
from transforms.incidents.score import PairScore, load_pair_score  # noqa: E402

PINS = pinned.Pins("incidents", slack=0.005)
LINK_DAYS = 14

#: Name → its documents.
SETS: dict[str, Callable[[], list[GoldDocument]]] = {
    "written": lambda: list(written(is_unread=False)),
    "written unread": lambda: list(written(is_unread=True)),
    "ecbplus": lambda: list(ecbplus(development=True)),
    "meantime": lambda: list(meantime(is_unread=False)),
    "meantime unread": lambda: list(meantime(is_unread=True)),
}
Scores = Mapping[str, Tally | Pair]


def _ours(articles: Sequence[ArticleMentions], score: PairScore) -> dict[str, dict[str, str]]:
    """Incidents with the shipped limits and with the balanced ones."""
    scores = {"ours": score, "balanced": replace(score, linkage=score.balanced)}
    return {
        name: {a.event_id: a.incident_id for a in merge(articles, one, LINK_DAYS)}
        for name, one in scores.items()
    }


def on_gold(documents: Sequence[CodedDocument], score: PairScore) -> dict[str, Scores]:
    """System → scores on the gold's mentions."""
    gold = gold_chains(documents)
    merged = _ours([gold_mentions(d, score.words) for d in documents], score)
    lemma = {
        f"{d.gold.key}#{n}": f"{d.gold.group} {bare.predicate}"
        for d in documents
        for n, bare in enumerate(d.bare)
    }
    systems = {
        "apart": {mention: mention for mention in gold},
        "lemma": lemma,
        **merged,
    }
    return {name: all_scores([(gold, found)]) for name, found in systems.items()}


def _linked(documents: Sequence[CodedDocument]) -> dict[str, str]:
    """event_id → first report by ``duplicate_of``, within articles and across them."""
    first: dict[str, str] = {}
    reports: dict[str, list[Report]] = {}
    for document in documents:
        for event in document.events:
            first[event.event_id] = event.duplicate_of or event.event_id
            key = report_key(event)
            if key is not None:
                place = event.place
                where = str(place.geonames_id or place.name) if place else ""
                order = f"{document.gold.date or '~'} {document.gold.key}"
                reports.setdefault(key, []).append(Report(order, where, event.event_id))
    across = {r.event_id: to for group in reports.values() for r, to in first_reports(group)}
    return {event: across.get(to, to) for event, to in first.items()}


def on_own(documents: Sequence[CodedDocument], score: PairScore) -> dict[str, Scores]:
    """System → scores on the coder's rows."""
    gold = gold_chains(documents)
    names: dict[str, str] = {}
    lemma: dict[str, str] = {}
    for document in documents:
        predicates = {event.event_id: event.predicate for event in document.events}
        for event_id, name in names_of_own(document).items():
            names[event_id] = name or event_id
            lemma[event_id] = f"{document.gold.group} {predicates[event_id]}"
    merged = _ours([own_mentions(d, score.words) for d in documents], score)
    systems = {
        "apart": {event: event for event in names},
        "lemma": lemma,
        "links": _linked(documents),
        **merged,
    }
    return {
        system: all_scores([(gold, {names[e]: chain for e, chain in found.items() if e in names})])
        for system, found in systems.items()
    }


def figures_of(name: str, documents: Sequence[CodedDocument]) -> dict[str, float]:
    """Print the table of one set; return the figures of ours."""
    score = load_pair_score()
    figures: dict[str, float] = {}
    for kind, systems in (("gold", on_gold(documents, score)), ("own", on_own(documents, score))):
        for system, scores in systems.items():
            cells = " ".join(
                f"{measure} {s.precision:.3f} {s.recall:.3f} {s.f:.3f} "
                for measure, s in scores.items()
            )
            print(f"{name:16} {kind:4} {system:8} {cells} CoNLL {conll(scores):.3f}", flush=True)
        ours = systems["ours"]
        figures[f"{name} {kind} links P"] = ours["links"].precision
        figures[f"{name} {kind} links F"] = ours["links"].f
        figures[f"{name} {kind} B3"] = ours["B3"].f
        figures[f"{name} {kind} CoNLL"] = conll(ours)
        balanced = systems["balanced"]
        figures[f"{name} {kind} balanced links F"] = balanced["links"].f
        figures[f"{name} {kind} balanced B3"] = balanced["B3"].f
        figures[f"{name} {kind} balanced CoNLL"] = conll(balanced)
    return figures


def apart_of(documents: Sequence[CodedDocument]) -> dict[str, float]:
    """Print how many mentions of unrelated documents are merged; return the figures."""
    score = load_pair_score()
    articles = [own_mentions(document, score.words) for document in documents]
    article_of = {e: article.article_id for article in articles for e in article.event_ids}
    figures: dict[str, float] = {}
    for system, found in _ours(articles, score).items():
        holds: dict[str, set[str]] = {}
        for event, incident in found.items():
            holds.setdefault(incident, set()).add(article_of[event])
        wrong = {incident for incident, held in holds.items() if len(held) > 1}
        mixed = sum(incident in wrong for incident in found.values())
        share = 1 - mixed / len(found)
        print(
            f"strangers        own  {system:8} {len(found)} mentions, {len(documents)} documents, "
            f"{len(wrong)} incidents over several; mentions apart {share:.3f}"
        )
        figures[f"strangers {system} apart"] = share
    return figures


def main(argv: Sequence[str] | None = None) -> int:
    """Print figures; 1 where one fell below its floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--set", action="append", choices=list(SETS), dest="sets")
    pinned.add_flags(parser)
    arguments = parser.parse_args(argv)
    figures: dict[str, float] = {}
    print("columns: precision, recall, F")
    for name in arguments.sets or SETS:
        try:
            documents = SETS[name]()
        except OSError as error:
            print(f"{name}: left out, {error}")
            continue
        figures |= figures_of(name, list(code_documents(documents)))
    if not arguments.sets:
        parts = [d for split in ("dev", "test", "kinds") for d in strangers(split)]
        figures |= apart_of(list(code_documents(parts, "classified")))
    partial = len(figures) < 7 * 2 * len(SETS) + 2
    return pinned.finish(PINS, figures, arguments, partial=partial)


if __name__ == "__main__":
    sys.exit(main())
