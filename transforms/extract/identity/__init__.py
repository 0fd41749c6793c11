"""Identity across articles and runs: a chain of mentions → ``canonical_id``, or None.

Each file of this folder is one knowledge base: a function from a `Named` to an id or None. The
bases are asked in the order of `BASES`, and the first that answers decides; another base is one
more file and one more entry. A base answers only where it is sure, since a wrong id joins two
things for ever and a missing one can be added later.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Optional

from transforms.extract.identity import bodies, companies, offices, people, places
from transforms.extract.identity.named import Named

__all__ = ["BASES", "Named", "canonical_id"]

KnowledgeBase = Callable[[Named], Optional[str]]

BASES: Final[tuple[KnowledgeBase, ...]] = (
    places.identify,
    companies.identify,
    bodies.identify,
    offices.identify,
    people.identify,
)


def canonical_id(named: Named) -> Optional[str]:
    """The id of ``named`` in the first knowledge base that knows it."""
    return next((found for base in BASES if (found := base(named)) is not None), None)
