"""PLOVER type and predicate → event class, as the word lists have it.

``resources/events/type_classes.txt`` gives the class of a type, ``class_words.txt`` the predicates
of a class. An event whose predicate is in no list and that has no type has no class.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from schemas.ontology import load_event_classes
from transforms.events.lexicon import resource_lines

__all__ = ["ClassWords", "class_of", "load_class_words"]


class ClassWords(NamedTuple):
    """The two lists: type or type/mode → class, predicate → class."""

    of_type: Mapping[str, str]
    of_predicate: Mapping[str, str]


@lru_cache(maxsize=1)
def load_class_words() -> ClassWords:
    """Read and check both lists once per process.

    Raises:
        ValueError: a line names a class that the ontology does not have, or a word of two classes.
    """
    known = load_event_classes()
    of_type: dict[str, str] = {}
    for number, line in resource_lines("type_classes.txt"):
        kind, _, name = line.partition(" -> ")
        if name not in known:
            raise ValueError(f"type_classes.txt, line {number}: no class {name}")
        of_type[kind] = name
    of_predicate: dict[str, str] = {}
    for number, line in resource_lines("class_words.txt"):
        name, _, words = line.partition(":")
        if name not in known:
            raise ValueError(f"class_words.txt, line {number}: no class {name}")
        for word in words.split():
            if of_predicate.setdefault(word, name) != name:
                raise ValueError(f"class_words.txt, line {number}: {word} is in two classes")
    return ClassWords(of_type, of_predicate)


def class_of(event_type: str | None, mode: str | None, predicate: str) -> str | None:
    """Class of an event by its predicate, else by its type; None where neither tells.

    >>> class_of("COERCE", "arrest", "hold")
    'ARREST'
    >>> class_of(None, None, "suffer defeat")
    'MATCH'
    """
    words = load_class_words()
    parts = predicate.split()
    named = None
    for key in ("-".join(parts), parts[-1], parts[0]) if parts else ():
        named = words.of_predicate.get(key)
        if named is not None:
            break
    if event_type is None:
        return named
    typed = words.of_type.get(f"{event_type}/{mode}") or words.of_type.get(event_type)
    # Of a type that several classes have, the predicate tells which.
    return typed if named is None or typed not in _BROAD else named


#: Classes of types that hold more than one kind of event.
_BROAD = {"ACCUSE", "SANCTION", "ARREST", "YIELD", "MEET", "AGREE", "ATTACK", "VERDICT"}
