"""Scene → `Predicate`s: the words that name an event, with the class of it.

The trigger head decides what is an event and of which class. Two things are settled here: a light
verb and its noun are one event ("launched an attack"), and lines of a programme or table are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from transforms.events.heads import Found
from transforms.events.scene import Scene
from transforms.events.syntax import is_question, preposition
from transforms.events.words import listed
from transforms.extract.dependencies import Tree

__all__ = ["EVENT_FLOOR", "MENTION_FLOOR", "Predicate", "find_predicates"]

#: From this probability on, that a reader would give it a row, an event has a class; chosen on dev.
EVENT_FLOOR = 0.45
#: From this probability on a word is an event word of some kind: a row of `--events all`, which is
#: asked for by those who want every event and drop what they do not need.
MENTION_FLOOR = 0.2
#: Tokens of one sentence that are looked at; what is longer is a table or a list.
MAX_SENTENCE = 300
#: So many numbers, and such a share of them among a sentence's words, make it a line of a table.
MIN_NUMBERS, MAX_NUMBERS = 4, 0.45
_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}")


class Predicate(NamedTuple):
    """One event of the article, before anything is known of its parties.

    Fields:
        found: what the trigger head says.
        light: token of the light verb of an event's noun, or None.
        first, last: token bounds of the words that name it, end exclusive.
        name: lemma with its particle or noun: meet, carry out, launch attack.
        event_class: class, or None below `EVENT_FLOOR`.
        step: what made it.
    """

    found: Found
    light: int | None
    first: int
    last: int
    name: str
    event_class: str | None
    step: str

    @property
    def token(self) -> int:
        """The word that names the event."""
        return self.found.token


def find_predicates(scene: Scene, everything: bool = False) -> list[Predicate]:
    """The article's events in text order.

    Args:
        everything: also event words that readers would not list; they have no class.
    """
    floor = MENTION_FLOOR if everything else EVENT_FLOOR
    tree = scene.tree
    tables: dict[int, bool] = {}  # sentence → whether it is a line of a table
    found: dict[int, Found] = {}
    for each in scene.heads.detect(scene.view, floor):
        token = each.token
        number = tree.sentence_of[token]
        if token - tree.sentences[number][0] >= MAX_SENTENCE:
            continue
        if (each.chance < EVENT_FLOOR and not everything) or is_question(tree, token):
            continue
        if number not in tables:
            tables[number] = _tabular(scene, number)
        if not tables[number]:
            found[token] = each
    if not everything:
        found = _with_complements(tree, found)
    lights = _light_verbs(scene, found.values(), alone=everything)
    spent = {verb for verb in lights.values() if verb in found}
    spent |= _named_by_verb(scene, found) - lights.keys()
    spent |= _named_by_subject(tree, found)
    return [
        _predicate(scene, each, lights.get(token))
        for token, each in sorted(found.items())
        if token not in spent
    ]


def _with_complements(tree: Tree, found: Mapping[int, Found]) -> dict[int, Found]:
    """The events, a verb and what completes it being one.

    "Called the reports false", "was confirmed dead", "voted to adopt", "agreed to a truce",
    "entered into force": the verb names it, the surer of both says what it is. A noun or verb of
    another class is an event of its own, and so is what another time tells ("fled after it").
    """
    joined = dict(found)
    for token, each in found.items():
        verb, label, pos = joined.get(tree.heads[token]), tree.deps[token], tree.pos[token]
        if verb is None or tree.pos[verb.token] not in {"VERB", "ADJ"}:
            continue
        case = preposition(tree, token) if label.startswith("obl") else ""
        told = label == "xcomp" or case == "as"
        close = told or (case and pos == "NOUN" and case not in listed("apart"))
        if (told and pos == "ADJ") or (close and verb.best[0] == each.best[0]):
            del joined[token]
            surer = max(verb, each, key=lambda one: one.chance)
            joined[verb.token] = surer._replace(token=verb.token, tokens=verb.tokens)
    return joined


def _tabular(scene: Scene, sentence: int) -> bool:
    """Whether a sentence is a line of a table or programme ("16.45 Quiz")."""
    tree = scene.tree
    first, last = tree.sentences[sentence]
    numbers = tree.pos[first:last].count("NUM")
    if numbers >= MIN_NUMBERS:
        words = sum(word[:1].isalpha() for word in tree.words[first:last])
        if numbers >= MAX_NUMBERS * (numbers + words):
            return True
    timed = _CLOCK.fullmatch(tree.words[first]) is not None
    return timed and not {"VERB", "AUX"} & set(tree.pos[first:last])


def _light_verbs(scene: Scene, found: Iterable[Found], *, alone: bool) -> dict[int, int]:
    """Event noun → its light verb, where the noun is at least as sure an event as the verb.

    Any verb is one that the heads take for an event of the noun's class ("imposed sanctions"), but
    where both stand ``alone``, as corpora of event words mark them.
    """
    tree = scene.tree
    known = {f.token: f for f in found}
    lights: dict[int, int] = {}
    for token, each in known.items():
        head = tree.heads[token]
        if head < 0 or tree.pos[token] != "NOUN" or tree.pos[head] != "VERB":
            continue
        label, rival = tree.deps[token], known.get(head)
        alike = rival is not None and rival.best[0] == each.best[0]
        if not _held(tree, token, alike):
            continue
        weaker = rival is not None and rival.chance < each.chance
        empty = tree.lemmas[head] in listed("light")
        if empty and label != "nsubj":
            if rival is None or alike or rival.chance <= each.chance:
                lights[token] = head
        elif alike and (weaker or empty) and not alone and label != "obl":
            lights[token] = head
    return lights


def _held(tree: Tree, noun: int, alike: bool) -> bool:
    """Whether a noun's event may be its verb's: as object, or as subject of one of its class."""
    label = tree.deps[noun]
    if label == "obl":
        return preposition(tree, noun) in listed("light_prepositions")
    return label in {"obj", "nsubj:pass"} or (alike and label == "nsubj")


def _named_by_verb(scene: Scene, found: Mapping[int, Found]) -> set[int]:
    """Event nouns that a verb of their class has as its object or subject.

    "Imposed sanctions" is one, and so is "the hearing will take place".
    """
    tree = scene.tree
    return {
        token
        for token, each in found.items()
        if tree.pos[token] == "NOUN"
        and tree.deps[token] in {"obj", "nsubj:pass", "nsubj"}
        and (verb := found.get(tree.heads[token])) is not None
        and verb.best[0] == each.best[0]
        and verb.chance >= each.chance
    }


def _named_by_subject(tree: Tree, found: Mapping[int, Found]) -> set[int]:
    """Objects of empty verbs whose subject is the event: "a hearing will take place"."""
    return {
        token
        for token, each in found.items()
        if tree.deps[token] == "obj"
        and tree.lemmas[tree.heads[token]] in listed("light")
        and any(
            subject in found and found[subject].best[0] == each.best[0]
            for subject in tree.kids(tree.heads[token], "nsubj")
        )
    }


def _predicate(scene: Scene, found: Found, light: int | None) -> Predicate:
    tree, token = scene.tree, found.token
    first, last = token, token + 1
    if light is not None:
        name = f"{tree.lemmas[light]} {tree.lemmas[token]}"
        if 0 < token - light <= 4:
            first = light
    else:
        particles = [c for c in tree.kids(token, "compound:prt") if c > token]
        name = " ".join([tree.lemmas[token], *(tree.lower[c] for c in particles)])
        if particles and particles[0] == last:
            last += 1
    best, share = found.best
    classified = found.chance >= EVENT_FLOOR
    return Predicate(
        found,
        light,
        first,
        last,
        name,
        best if classified else None,
        f"event {found.chance:.2f}, {best} {share:.2f}, mention {found.mention:.2f}",
    )
