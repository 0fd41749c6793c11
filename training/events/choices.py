"""Annotated documents → the networks that choose an event's day, place and number among what a text offers.

The shipped chain reads every document of the train part up to the point where it chooses; the rows
of its readers say which offers are right. Networks of one hidden layer are trained so that the
right offers of an event have together the highest probability. Where no offer is right, "nothing"
is: what the text does not offer cannot be chosen.

    python training/events/choices.py [--save]     figures on a fifth of train, held out; the weights
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import readings
from annotated import of_development
from fit import Adam, dropped, joined, summed
from learning import save
from readings import CACHE, ROOT

from training.annotations.agree import same_days, same_place
from training.annotations.as_article import as_article
from training.annotations.load import Document, load
from training.annotations.rows import EventRow
from transforms.events.arguments import read_arguments
from transforms.events.choice.days import Dates, day_offers
from transforms.events.choice.numbers import Number, number_offers
from transforms.events.choice.offers import Offers, asked, likeliest
from transforms.events.choice.places import place_offers
from transforms.events.counts import role_of
from transforms.events.detect import Predicate, find_predicates
from transforms.events.factuality import factuality
from transforms.events.heads import Heads, load_heads
from transforms.events.heads.choice import OUTPUT, VERSION, Choices, Offered, chances, stamp
from transforms.events.heads.net import packed, read_net
from transforms.events.heads.vocabulary import names_of
from transforms.events.scene import Scene
from transforms.events.scene_building import build_scene
from transforms.extract.model.states import shipped_digest

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.integer[Any]]
Value = TypeVar("Value")

NAMES = Choices._fields
#: The shipped weights.
WEIGHTS = ROOT / "transforms" / "resources" / "events" / "choices.npz"
#: Every so-manieth document is held out for the figures.
HELD = 5


@dataclass(frozen=True)
class Settings:
    """How a network of choices is trained; the shares are what is left out of a step."""

    hidden: int = 40
    rate: float = 3e-3
    decay: float = 0.01
    drop_names: float = 0.2
    drop_layer: float = 0.3
    drop_hidden: float = 0.3
    batch: int = 64
    epochs: int = 8
    least: int = 6
    networks: int = 2
    seed: int = 1


class Case(NamedTuple):
    """One event with what is offered to it.

    Fields:
        names: for every offer all its features.
        right: whether each is what the reader wrote.
        keys: offers of one key are one answer; None for "nothing".
        gold: whether the reader wrote anything.
    """

    names: Sequence[Sequence[str]]
    right: Sequence[bool]
    keys: Sequence[Any]
    gold: bool
    hidden: Floats


def scene_of(document: Document, heads: Heads) -> Scene:
    """A document as the coder sees it, read by ``heads``; its parse is kept beside the readings."""
    path = CACHE / shipped_digest() / "docs" / document.entry.sha256
    nlp = readings.pipeline()
    if path.is_file():
        doc = Doc(nlp.vocab).from_bytes(path.read_bytes())
    else:
        doc = nlp(document.text)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(doc.to_bytes())
    article, annotation = as_article(document, doc)
    return build_scene(doc, article, annotation, heads=heads)


def matched(
    scene: Scene, predicates: Sequence[Predicate], rows: Iterable[EventRow]
) -> Iterator[tuple[int, EventRow]]:
    """Predicates whose words share a character with a reader's trigger, each row once."""
    spans = [(scene.tree.starts[p.first], scene.tree.ends[p.last - 1]) for p in predicates]
    taken: set[int] = set()
    for row in rows:
        start, end = row.trigger
        for index, span in enumerate(spans):
            if index not in taken and span[0] < end and start < span[1]:
                taken.add(index)
                yield index, row
                break


def cases_of(document: Document, heads: Heads) -> dict[str, list[Case]]:
    """Cases of one document, by choice."""
    scene = scene_of(document, heads)
    predicates = find_predicates(scene, False)
    if not predicates:
        return {name: [] for name in NAMES}
    arguments = read_arguments(scene, predicates)
    realis = heads.realis([p.found for p in predicates])
    facts = [factuality(scene, a.frame, r) for a, r in zip(arguments, realis, strict=True)]
    events = asked(scene, predicates, arguments, facts)
    pairs = list(matched(scene, predicates, document.events))
    lemmas_at = {id(row): scene.tree.lemmas[predicates[i].token] for i, row in pairs}

    def has_number(row: EventRow) -> bool | None:
        return any(value > 1 for _, _, value in row.counts) or None

    def day_key(told: Dates) -> tuple[str, str]:
        return told.days

    def is_day(told: Dates, row: EventRow) -> bool:
        return row.date is not None and same_days(told.days, row.date)

    def is_place(place: Any, row: EventRow) -> bool:
        written = document.text[slice(*row.place)] if row.place is not None else None
        return written is not None and same_place((place.text, place.name), written)

    def is_number(number: Number, row: EventRow) -> bool:
        found = ((role, value) for role, _, value in row.counts)
        return (role_of(row.event_class, lemmas_at[id(row)]), number.value) in found

    def all_of(
        offers: Offers[Value],
        key: Callable[[Value], Any],
        is_right: Callable[[Value, EventRow], bool],
        written: Callable[[EventRow], object],
    ) -> list[Case]:
        return [
            case(
                offers, i, row, key, is_right, written(row) is not None, predicates[i].found.hidden
            )
            for i, row in pairs
        ]

    return {
        "days": all_of(day_offers(scene, events), day_key, is_day, lambda row: row.date),
        "places": all_of(
            place_offers(scene, events), lambda place: place.name, is_place, lambda row: row.place
        ),
        "numbers": all_of(
            number_offers(scene, events), lambda number: number.value, is_number, has_number
        ),
    }


def case(
    offers: Offers[Value],
    index: int,
    row: EventRow,
    key: Callable[[Value], Any],
    is_right: Callable[[Value, EventRow], bool],
    gold: bool,
    hidden: Floats,
) -> Case:
    """One event as a case."""
    names, right, keys = [], [], []
    for one in offers.offered[index]:
        value = offers.values[one.offer]
        names.append(names_of([*offers.events[index], *offers.names[one.offer], *one.names]))
        right.append(value is not None and is_right(value, row))
        keys.append(None if value is None else key(value))
    if not any(right):
        right[0] = True
    return Case(names, right, keys, gold, hidden)


class Data(NamedTuple):
    """Cases as arrays: features of every offer one after another, and whose each offer is."""

    bag: Ints
    starts: Ints
    owner: Ints
    first: Ints
    right: npt.NDArray[np.bool_]
    hidden: Floats
    features: int


def data_of(cases: Sequence[Case], index: dict[str, int]) -> Data:
    """Arrays of some cases; features that ``index`` lacks are left out."""
    bags = [[index[n] for n in names if n in index] for c in cases for names in c.names]
    sizes = np.array([len(c.names) for c in cases])
    return Data(
        np.array([i for b in bags for i in b], np.int32),
        np.concatenate([[0], np.cumsum([len(b) for b in bags])]).astype(np.int64),
        np.repeat(np.arange(len(cases)), sizes),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.array([r for c in cases for r in c.right]),
        np.stack([c.hidden for c in cases]).astype(np.float32),
        len(index),
    )


def fitted(cases: Sequence[Case], settings: Settings) -> dict[str, Any]:
    """Train the networks of one choice; returns their arrays as ``net.read_net`` reads them."""
    counts = Counter(name for c in cases for names in c.names for name in set(names))
    known = sorted(name for name, count in counts.items() if count >= settings.least)
    data = data_of(cases, {name: row for row, name in enumerate(known)})
    seeds = range(settings.seed, settings.seed + settings.networks)
    found = joined([_fit(data, replace(settings, seed=seed)) for seed in seeds])
    return {**found, "features": packed(known)}


def _fit(data: Data, settings: Settings) -> dict[str, Any]:
    chance = np.random.default_rng(settings.seed)
    size, width = settings.hidden, data.hidden.shape[1]

    def random(*shape: int, scale: float) -> Floats:
        return (chance.standard_normal(shape) * scale).astype(np.float32)

    weights = {
        "embedding": random(data.features, size, scale=0.05),
        "slot": random(width, size, scale=width**-0.5),
        "bias": np.zeros(size, np.float32),
        "last": random(size, 1, scale=size**-0.5),
    }
    adam = Adam(weights, {k: settings.decay for k in weights if k != "bias"})
    count = len(data.hidden)
    steps, done = settings.epochs * -(-count // settings.batch), 0
    for _ in range(settings.epochs):
        order = chance.permutation(count)
        for at in range(0, count, settings.batch):
            share = done / steps
            rate = share / 0.3 if share < 0.3 else 0.5 * (1 + np.cos(np.pi * (share - 0.3) / 0.7))
            _step(data, weights, adam, settings, chance, order[at : at + settings.batch],
                  settings.rate * max(float(rate), 1e-3))  # fmt: skip
            done += 1
    return {
        "slots": weights["slot"][None],
        "embedding": weights["embedding"],
        "mix": np.eye(size, dtype=np.float32),
        "bias": weights["bias"],
        f"out.{OUTPUT}.w": weights["last"],
        f"out.{OUTPUT}.b": np.zeros(1, np.float32),
        f"out.{OUTPUT}.temperature": np.array(1.0, np.float32),
    }


def _step(
    data: Data,
    w: dict[str, Floats],
    adam: Adam,
    settings: Settings,
    chance: np.random.Generator,
    which: Ints,
    rate: float,
) -> None:
    """One step of -log(probability of the right offers) on some events."""
    offers = np.concatenate([np.arange(data.first[i], data.first[i + 1]) for i in which])
    owner = np.repeat(np.arange(len(which)), data.first[which + 1] - data.first[which])
    ids = np.concatenate([data.bag[data.starts[o] : data.starts[o + 1]] for o in offers])
    whose = np.repeat(np.arange(len(offers)), data.starts[offers + 1] - data.starts[offers])
    keep = chance.random(len(ids)) >= settings.drop_names
    ids, whose = ids[keep], whose[keep]
    hidden = data.hidden[which]
    hidden = hidden * dropped(chance, hidden.shape, settings.drop_hidden)
    total = (
        summed(w["embedding"][ids], whose, len(offers)) + (hidden @ w["slot"])[owner] + w["bias"]
    )
    mask = dropped(chance, total.shape, settings.drop_layer) * (total > 0)
    layer = total * mask
    scores = (layer @ w["last"])[:, 0]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    powers = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
    shares = powers / np.add.reduceat(powers, starts)[owner]
    good = shares * data.right[offers]
    back = (shares - good / (np.add.reduceat(good, starts)[owner] + 1e-9)) / len(which)
    slope = (back[:, None] @ w["last"].T) * mask
    order = np.argsort(ids, kind="stable")
    rows, place = np.unique(ids[order], return_inverse=True)
    adam.step(
        {
            "embedding": summed(slope[whose[order]], place, len(rows)),
            "slot": hidden.T @ summed(slope, owner, len(which)),
            "bias": slope.sum(axis=0),
            "last": layer.T @ back[:, None],
        },
        rate,
        {"embedding": rows},
    )


def counted(arrays: dict[str, Any], some: Sequence[Case], floor: float) -> tuple[int, int, int]:
    """How many choices of a network are right, how many it makes, and how many readers wrote."""
    net = read_net({f"x.{k}": v for k, v in arrays.items()}, "x")
    right = found = 0
    for each in some:
        offered = [Offered(k, names) for k, names in enumerate(each.names)]
        values = [None if key is None else (k, key) for k, key in enumerate(each.keys)]
        shares = chances(net, each.hidden[None], [()], [()] * len(offered), [offered])[0]
        best = likeliest(values, offered, shares, lambda pair: pair[1])
        if best is not None and best[1] >= floor:
            found += 1
            right += each.right[best[0][0]]
    return right, found, sum(each.gold for each in some)


def figures(arrays: dict[str, Any], some: Sequence[Case], floor: float) -> str:
    """Precision, recall and F of what a network chooses."""
    right, found, gold = counted(arrays, some, floor)
    precision, recall = right / max(1, found), right / max(1, gold)
    both = 2 * precision * recall / max(1e-9, precision + recall)
    return f"floor {floor:.2f}: P {precision:.3f} R {recall:.3f} F {both:.3f}"


def cases(some: Iterable[Document], heads: Heads) -> dict[str, list[list[Case]]]:
    """Cases of every document, by choice."""
    read = [cases_of(document, heads) for document in some]
    return {name: [each[name] for each in read] for name in NAMES}


def save_choices(arrays: dict[str, Any], heads: Heads, path: Path = WEIGHTS) -> None:
    """Write the choices that were trained over some heads."""
    names = {"version": np.array(VERSION), "encoder": np.array(shipped_digest()),
             "heads": np.array(stamp(heads.words))}  # fmt: skip
    save({**names, **arrays}, path)


def documents() -> list[Document]:
    """Documents of the train part that may be trained on."""
    return [d for d in load("train") if not of_development(d.entry)]


def trained(
    heads: Heads, some: Iterable[Document], settings: Settings | None = None
) -> dict[str, Any]:
    """Train all choices on some documents; prints figures of a fifth that is held out first."""
    settings = settings or Settings()
    found: dict[str, Any] = {}
    for name, all_cases in cases(some, heads).items():
        rest = [c for k, c in enumerate(all_cases) if k % HELD]
        kept = list(chain.from_iterable(all_cases[::HELD]))
        tried = fitted(list(chain.from_iterable(rest)), settings)
        for floor in (0.25, 0.3, 0.35, 0.4, 0.5):
            print(f"{name}, held out, {figures(tried, kept, floor)}")
        final = fitted(list(chain.from_iterable(all_cases)), settings)
        found |= {f"{name}.{key}": value for key, value in final.items()}
    return found


def main() -> int:
    """Train the choices over the shipped heads; ``--save`` writes their weights."""
    heads = load_heads()
    arrays = trained(heads, documents())
    if "--save" in sys.argv[1:]:
        save_choices(arrays, heads)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
