"""Rule files of ``transforms/resources/events`` → indexed rules, classes and agent nouns.

The files are meant to be read and mended by people who know news and PLOVER rather than Python;
their first lines say how they are written. They are read once per process and checked against the
ontology: an unknown type, mode, context or class raises ValueError with the file and the line.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from schemas.ontology import Ontology, load_ontology
from transforms.extract.organizations import known_organizations
from transforms.extract.people.leaders import Leader, leaders_named

__all__ = ["Lexicon", "Rule", "Slot", "load_lexicon", "resource_lines"]

#: Results of a rule that carry no event type.
KINDS = {"event", "weak", "none", "light", "aspect", "pass"}


#: Values that ask what an argument is: any actor, an official, a person, an armed body, a place.
SPECIAL = {"@ACTOR", "@HUMAN", "@OFFICIAL", "@PERSON", "@ARMED", "@PLACE"}


class Slot(NamedTuple):
    """A condition on one argument: one of ``values``, or anything when ``anything``."""

    name: str
    values: frozenset[str]
    anything: bool
    special: str | None  # one of SPECIAL: decided by what the filler is, not by its word


class Rule(NamedTuple):
    """One predicate with its conditions and what it means."""

    words: tuple[str, ...]  # lemma, then particles, prepositions or fixed nouns
    slots: tuple[Slot, ...]
    kind: str  # coded, or one of KINDS
    event_type: str | None
    mode: str | None
    cameo: str | None
    contexts: tuple[str, ...]
    line: int


class Lexicon(NamedTuple):
    """Everything that the rule files say, indexed."""

    verbs: Mapping[str, tuple[Rule, ...]]
    nouns: Mapping[str, tuple[Rule, ...]]
    composed: Mapping[tuple[str, str], tuple[str | None, str]]
    speech: frozenset[str]
    contexts: Mapping[str, tuple[str, ...]]
    agents: Mapping[str, tuple[str, ...]]
    organizations: Mapping[str, tuple[str | None, tuple[str, ...]]]
    metonyms: Mapping[str, str]
    leaders: Mapping[str, str]
    #: Name of a leader → the people of that name whose terms are known.
    holders: Mapping[str, tuple[Leader, ...]]
    #: Type → (mode, words that tell it), in the order of the file.
    modes: Mapping[str, tuple[tuple[str, frozenset[str]], ...]]
    #: Word → event types, or kinds, of all rules that start with it, for the learned head.
    types_of: Mapping[str, tuple[str, ...]]
    #: Word → names of its classes in classes.txt.
    classes_of: Mapping[str, tuple[str, ...]]


def resource_lines(name: str) -> Iterator[tuple[int, str]]:
    """Number and text of each line of a file of ``resources/events`` that is no comment."""
    text = (
        files("transforms.resources").joinpath("events").joinpath(name).read_text(encoding="utf-8")
    )
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if line and not line.startswith("#"):
            yield number, line


def _classes() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for _, line in resource_lines("classes.txt"):
        name, _, words = line.partition(":")
        found.setdefault(name.strip(), set()).update(words.split())
    return {name: frozenset(words) for name, words in found.items()}


def _slot(text: str, classes: Mapping[str, frozenset[str]]) -> Slot:
    name, _, raw = text.partition("=")
    values: set[str] = set()
    anything = False
    special = None
    for value in raw.split("|"):
        if value == "*":
            anything = True
        elif value in SPECIAL:
            special = value
        elif value.startswith("@"):
            if value not in classes:
                raise ValueError(f"no class {value}")
            values |= classes[value]
        else:
            values.add(value)
    return Slot(name, frozenset(values), anything, special)


def _rules(
    name: str, classes: Mapping[str, frozenset[str]], ontology: Ontology
) -> dict[str, tuple[Rule, ...]]:
    index: dict[str, list[Rule]] = {}
    for number, line in resource_lines(name):
        try:
            for rule in _parse(line, number, classes, ontology):
                index.setdefault(rule.words[0], []).append(rule)
        except ValueError as error:
            raise ValueError(f"{name}, line {number}: {error}") from error
    return {lemma: tuple(rules) for lemma, rules in index.items()}


class _Result(NamedTuple):
    """What stands right of the arrow."""

    kind: str
    event_type: str | None
    mode: str | None
    cameo: str | None
    contexts: tuple[str, ...]
    slots: tuple[str, ...]


def _parse(
    line: str, number: int, classes: Mapping[str, frozenset[str]], ontology: Ontology
) -> Iterator[Rule]:
    left, arrow, right = line.partition("->")
    if not arrow:
        raise ValueError("no '->'")
    parts = left.split()
    result = _result(right.split(), ontology)
    slots = [_slot(part, classes) for part in (*parts, *result.slots) if "=" in part]
    for predicate in " ".join(part for part in parts if "=" not in part).split(","):
        yield Rule(
            tuple(predicate.split()),
            tuple(slots),
            result.kind,
            result.event_type,
            result.mode,
            result.cameo,
            result.contexts,
            number,
        )


def _result(parts: Sequence[str], ontology: Ontology) -> _Result:
    """The parts right of the arrow: a kind or TYPE[/mode], then code, contexts, a condition."""
    kind, event_type, mode, cameo = "coded", None, None, None
    if parts and parts[0] in KINDS:
        kind = parts[0]
    elif parts:
        event_type, mode = _type_and_mode(parts[0], ontology)
    contexts, slots = [], []
    for part in parts[1:]:
        if part.startswith("subj="):
            slots.append(part)
        elif part.isdigit():
            cameo = part
        elif part in ontology.contexts:
            contexts.append(part)
        else:
            raise ValueError(f"what is {part!r}?")
    if event_type is not None and cameo is None:
        cameo = ontology.cameo_for(event_type, mode)
    return _Result(kind, event_type, mode, cameo, tuple(contexts), tuple(slots))


def _type_and_mode(part: str, ontology: Ontology) -> tuple[str, str | None]:
    event_type, _, mode = part.partition("/")
    if event_type not in ontology.event_types:
        raise ValueError(f"no event type {event_type}")
    if mode and mode not in ontology.event_types[event_type].modes:
        raise ValueError(f"{event_type} has no mode {mode}")
    return event_type, mode or None


def _composed(ontology: Ontology) -> dict[tuple[str, str], tuple[str | None, str]]:
    found: dict[tuple[str, str], tuple[str | None, str]] = {}
    for number, line in resource_lines("composed.txt"):
        left, _, right = line.partition("->")
        outer, inner = left.split()
        mode, cameo = right.split()
        if mode != "-" and mode not in ontology.event_types[outer].modes:
            raise ValueError(f"composed.txt, line {number}: {outer} has no mode {mode}")
        found[outer, inner] = (None if mode == "-" else mode, cameo)
    return found


def _modes(ontology: Ontology) -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for number, line in resource_lines("modes.txt"):
        name, _, words = line.partition(":")
        kind, _, mode = name.strip().partition("/")
        if kind not in ontology.event_types or mode not in ontology.event_types[kind].modes:
            raise ValueError(f"modes.txt, line {number}: no mode {name.strip()}")
        found.setdefault(kind, []).append((mode, frozenset(words.split())))
    return {kind: tuple(modes) for kind, modes in found.items()}


def _types_of(*indices: Mapping[str, tuple[Rule, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for rules in indices:
        for word, each in rules.items():
            found.setdefault(word, set()).update(r.event_type or r.kind for r in each)
    return {word: tuple(sorted(types)) for word, types in found.items()}


def _filed(file: str, known: Container[str], what: str) -> dict[str, tuple[str, ...]]:
    """Word → names of the lines that hold it, in a file of "name: word word" lines."""
    found: dict[str, dict[str, None]] = {}
    for number, line in resource_lines(file):
        name, _, words = line.partition(":")
        if name not in known:
            raise ValueError(f"{file}, line {number}: no {what} {name}")
        for word in words.split():
            found.setdefault(word, {})[name] = None
    return {word: tuple(names) for word, names in found.items()}


def _organizations(ontology: Ontology) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """Folded names of bodies that act (`spans.surface`) → country and sectors."""
    found: dict[str, tuple[str | None, tuple[str, ...]]] = {}
    for name, body in known_organizations().items():
        sectors = tuple(sector for sector in body.sectors if sector != "-")
        for sector in sectors:
            if sector not in ontology.sectors:
                raise ValueError(f"organizations.tsv, {name}: no sector {sector}")
        if body.sectors:
            found[name] = (body.country, sectors)
    return found


def _metonyms() -> dict[str, str]:
    found: dict[str, str] = {}
    for _, line in resource_lines("metonyms.txt"):
        names, _, country = line.partition("=")
        found.update({name.strip(): country.strip() for name in names.split(";")})
    return found


def _leaders() -> tuple[dict[str, str], dict[str, tuple[Leader, ...]]]:
    """Names of leaders → country, and who of them has terms in the table of office holders.

    Of a starred name the last word alone counts, too; a single word means those of its line whose
    name ends with it.
    """
    found: dict[str, str] = {}
    holders: dict[str, tuple[Leader, ...]] = {}
    for _, line in resource_lines("leaders.txt"):
        country, _, people = line.partition(":")
        names = list(map(str.lower, map(str.strip, people.split(","))))
        full = [name.rstrip("*") for name in names]
        for name, plain in zip(names, full, strict=True):
            last = plain.split()[-1]
            for form in (plain, last) if name.endswith("*") else (plain,):
                found[form] = country
                same = [plain] if " " in form else [n for n in full if n.split()[-1] == form]
                holders[form] = tuple(
                    dict.fromkeys(
                        leader
                        for who in same
                        for leader in leaders_named(who)
                        if leader.country == country
                    )
                )
    return found, {form: people for form, people in holders.items() if people}


def _speech() -> frozenset[str]:
    verbs = (verb.strip() for _, line in resource_lines("speech.txt") for verb in line.split(","))
    return frozenset(verb for verb in verbs if verb)


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Read and check all rule files once per process.

    Raises:
        ValueError: a line cannot be read or names something the ontology does not have.
    """
    ontology = load_ontology()
    classes = _classes()
    verbs = _rules("verbs.txt", classes, ontology)
    nouns = _rules("nouns.txt", classes, ontology)
    leaders, holders = _leaders()
    classes_of: dict[str, list[str]] = {}
    for name, members in classes.items():
        for word in sorted(members):
            classes_of.setdefault(word, []).append(name)
    return Lexicon(
        verbs=verbs,
        nouns=nouns,
        composed=_composed(ontology),
        speech=_speech(),
        contexts=_filed("contexts.txt", ontology.contexts, "context"),
        agents=_filed("agents.txt", ontology.sectors, "sector"),
        organizations=_organizations(ontology),
        metonyms=_metonyms(),
        leaders=leaders,
        holders=holders,
        modes=_modes(ontology),
        types_of=_types_of(verbs, nouns),
        classes_of={word: tuple(names) for word, names in classes_of.items()},
    )
