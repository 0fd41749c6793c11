"""The event heads on what they were not trained on → figures, one line a question.

python training/events/measure.py            the shipped heads
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import annotated
import ecbplus
import propbank
import readings
from readings import Reading

from benchmarks.tally import Tally
from transforms.events.heads import States
from transforms.events.heads.features import candidates
from transforms.events.heads.model import REALIS, Found, Heads, View, load_heads
from transforms.extract.dependencies import Tree

__all__ = ["annotated", "argument_heads", "candidates", "party_heads", "title_lemmas", "view_of"]


_TITLES: dict[str, list[str]] = {}


def view_of(heads: Heads, reading: Reading) -> View:
    """The view of a reading from the cache."""
    states = States(reading.states.astype("float32"), heads.encoder)
    return heads.view(reading.tree, states, reading.labels)


def title_lemmas(headline: str | None) -> list[str]:
    """Lemmas of a headline's words."""
    if not headline:
        return []
    if headline not in _TITLES:
        _TITLES[headline] = [t.lemma_.lower() for t in readings.pipeline()(headline) if t.is_alpha]
    return _TITLES[headline]


def score(right: int, found: int, gold: int) -> str:
    """Precision, recall and F1, as text."""
    all_ = Tally(right, found, gold)
    return f"P {all_.precision:.3f} R {all_.recall:.3f} F {all_.f:.3f} ({gold} gold)"


def span_head(tree: Tree, first: int, last: int) -> int:
    """The word of a span whose head lies outside it."""
    for index in range(first, last):
        if not first <= tree.heads[index] < last:
            return index
    return first


def argument_heads(reading: Reading, predicate: propbank.Predicate) -> dict[int, str]:
    """Head word of every argument of a predicate, with its role."""
    found: dict[int, str] = {}
    for first, last, role in predicate.spans:
        found.setdefault(span_head(reading.tree, first, last), role)
    found.pop(predicate.token, None)
    return found


def party_heads(event: annotated.AnnotatedEvent) -> dict[int, str]:
    """Head word of every party of an annotated event, its place and its source, with the role."""
    found: dict[int, str] = {}
    for tokens, role in (
        (event.actors, "actor"),
        (event.recipients, "recipient"),
        ((event.place,), "place"),
        ((event.source,), "source"),
    ):
        for token in tokens:
            if token >= 0:
                found.setdefault(token, role)
    return found


def arguments(heads: Heads, some: Sequence[Reading], name: str, floor: float = 0.35) -> None:
    """PropBank's arguments of given predicates: head words right, with and without their label."""
    counts: Counter[str] = Counter()
    for reading in some:
        view = view_of(heads, reading)
        given = [p.token for p in reading.gold]
        for predicate, links in zip(reading.gold, heads.arguments(view, given, floor), strict=True):
            kind = "verbs" if reading.tree.tags[predicate.token].startswith("V") else "others"
            gold = argument_heads(reading, predicate)
            found = {link.token: link.role for link in links}
            for role in ("ARG0", "ARG1", "ARG2", "LOC", "TMP", "NEG"):
                g = {t for t, r in gold.items() if r == role}
                f = {t for t, r in found.items() if r == role}
                counts[f"{kind} {role} gold"] += len(g)
                counts[f"{kind} {role} found"] += len(f)
                counts[f"{kind} {role} right"] += len(g & f)
            g = {t for t, r in gold.items() if r in {"ARG0", "ARG1"}}
            f = {t for t, r in found.items() if r in {"ARG0", "ARG1"}}
            counts[f"{kind} core gold"] += len(g)
            counts[f"{kind} core found"] += len(f)
            counts[f"{kind} core right"] += len(g & f)
    for kind in ("verbs", "others"):
        for role in ("core", "ARG0", "ARG1", "ARG2", "LOC", "TMP", "NEG"):
            key = f"{kind} {role}"
            print(f"{name}, {key}:",
                  score(counts[key + " right"], counts[key + " found"], counts[key + " gold"]))  # fmt: skip


def mentions(heads: Heads, some: Sequence[Reading], name: str) -> None:
    """Event words of judged sentences (ECB+): best threshold, and precision at recall."""
    scored: list[tuple[float, bool]] = []
    gold = 0
    for reading in some:
        view = view_of(heads, reading)
        inside: dict[int, int] = {}
        for number, mention in enumerate(reading.gold.mentions):
            inside.update(dict.fromkeys(mention.tokens, number))
        gold += len(reading.gold.mentions)
        best: dict[int, float] = {}
        for found in heads.detect(view, 0.02):
            if found.token in inside:
                number = inside[found.token]
                best[number] = max(best.get(number, 0.0), found.mention)
            else:
                scored.append((found.mention, False))
        scored += [(chance, True) for chance in best.values()]
    scored.sort(reverse=True)
    right, best_f, at = 0, 0.0, (0, 0, 0.0)
    for count, (chance, good) in enumerate(scored, 1):
        right += good
        both = 2 * right / (count + gold)
        if both > best_f:
            best_f, at = both, (right, count, chance)
    print(f"{name}: triggers at {at[2]:.2f}:", score(at[0], at[1], gold))


def events(heads: Heads, some: Sequence[Reading], name: str, floor: float | None = None) -> None:
    """Events of annotated documents: triggers, classes, realis, main ones, parties of those found.

    ``floor``: the least chance of an event; None takes the one with the best F1 and says so.
    """
    found_all: list[tuple[float, bool]] = []
    gold_count = sum(len(r.gold.events) for r in some)
    per: list[tuple[Reading, View, list[Found]]] = []
    for reading in some:
        view = view_of(heads, reading)
        found = heads.detect(view, 0.05)
        owner = {t: e for e in reading.gold.events for t in e.tokens}
        best: dict[int, float] = {}
        for each in found:
            event = owner.get(each.token)
            if event is None:
                found_all.append((each.chance, False))
            else:
                best[event.token] = max(best.get(event.token, 0.0), each.chance)
        found_all += [(chance, True) for chance in best.values()]
        per.append((reading, view, found))
    found_all.sort(reverse=True)
    if floor is None:
        floor, best_f, right = 0.5, 0.0, 0
        for count, (chance, good) in enumerate(found_all, 1):
            right += good
            if 2 * right / (count + gold_count) > best_f:
                best_f, floor = 2 * right / (count + gold_count), chance
    kept = [good for chance, good in found_all if chance >= floor]
    print(f"{name}: triggers at {floor:.2f}:", score(sum(kept), len(kept), gold_count))
    counts: Counter[str] = Counter()
    for reading, view, found in per:
        _count_fields(heads, reading, view, [f for f in found if f.chance >= floor], counts)
    matched = max(1, counts["matched"])
    main = max(1, counts["main gold"])
    print(f"{name}: class of matched {counts['class'] / matched:.3f}, "
          f"realis {counts['realis'] / matched:.3f} (asserted alone {counts['asserted'] / matched:.3f}), "
          f"main ones found {counts['main found'] / main:.3f}")  # fmt: skip
    for role in ("actor", "recipient", "place", "source"):
        print(f"{name}: {role}:",
              score(counts[role + " right"], counts[role + " found"], counts[role + " gold"]))  # fmt: skip


def _count_fields(
    heads: Heads, reading: Reading, view: View, found: Sequence[Found], counts: Counter[str]
) -> None:
    """Add one document's fields; parties are judged in the sentence of their event alone."""
    owner = {t: e for e in reading.gold.events for t in e.tokens}
    matched: dict[int, Found] = {}
    for each in found:
        event = owner.get(each.token)
        if event is not None and event.token not in matched:
            matched[event.token] = each
    counts["main gold"] += sum(e.main for e in reading.gold.events)
    pairs = [(owner[token], each) for token, each in matched.items()]
    tokens = [each.token for _, each in pairs]
    realis = heads.realis([each for _, each in pairs])
    links = heads.parties(view, tokens, [each.best[0] for _, each in pairs], 0.4)
    number = reading.tree.sentence_of
    for k, (event, each) in enumerate(pairs):
        counts["matched"] += 1
        counts["class"] += each.best[0] == event.event_class
        counts["realis"] += REALIS[int(realis[k].argmax())] == event.realis
        counts["asserted"] += event.realis == "asserted"
        counts["main found"] += event.main
        gold = {(t, r) for t, r in party_heads(event).items() if number[t] == number[each.token]}
        given = {(link.token, link.role) for link in links[k]}
        for role in ("actor", "recipient", "place", "source"):
            counts[role + " gold"] += sum(r == role for _, r in gold)
            counts[role + " found"] += sum(r == role for _, r in given)
            counts[role + " right"] += sum(r == role for _, r in gold & given)


def report(heads: Heads) -> None:
    """Print every figure."""
    events(heads, annotated.documents("dev"), "annotated dev")
    arguments(heads, propbank.ewt("test"), "EWT test")
    mentions(heads, ecbplus.documents(development=True), "ECB+ development topics")


if __name__ == "__main__":
    report(load_heads())
