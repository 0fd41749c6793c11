"""Learned heads: words, tree and encoder states of an article → triggers, arguments, types, realis.

Small networks over the frozen states of the shipped encoder, trained by ``make train-events``
(training/events) and described in docs/event-heads.md:

========== ======================================================================================
detect     words that name an event, with the probability of each class of docs/annotation.md
arguments  PropBank's arguments of a predicate (ARG0, ARG1, ARG2, place, time, negation)
parties    actors, recipients, place and source of an event of a given class
typing     PLOVER type of an event with its parties
realis     asserted, negated, future, hypothetical or historical
salience   whether the article was written for the event
confidence probability that a reader would put the event into the table as it is written
========== ======================================================================================

The heads take plain values: a tree, entity labels, and `States` from `encoder_states`, which names
the encoder that made them; those of another are refused with a ValueError. Everything is computed
once an article in float32, at a cost that grows with its number of words. English only: the
features name English words and Universal Dependencies.
"""

from transforms.events.heads.known import KnownWords, known_words
from transforms.events.heads.model import (
    CLASSES,
    PARTIES,
    REALIS,
    ROLES,
    TYPES,
    Found,
    Heads,
    Link,
    View,
    load_heads,
)
from transforms.extract.model.states import States, encoder_states

__all__ = [
    "CLASSES",
    "PARTIES",
    "REALIS",
    "ROLES",
    "TYPES",
    "Found",
    "Heads",
    "KnownWords",
    "Link",
    "States",
    "View",
    "encoder_states",
    "known_words",
    "load_heads",
]
