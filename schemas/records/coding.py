"""Registers records with Beam's `RowCoder`, with the types of their fields resolved.

Beam takes seconds to import, and who reads pages or files without a pipeline does not need it. So
records wait until Beam is there: `register` and `register_waiting` hand them over.
"""

from __future__ import annotations

import sys
from typing import TypeVar, get_type_hints

_T = TypeVar("_T", bound=type)
_waiting: list[type] = []


def register(record: _T) -> _T:
    """Give a NamedTuple class Beam's `RowCoder`; usable as a decorator.

    Modules with ``from __future__ import annotations`` hold their fields' types as text. Beam
    reads such a type as "any object" and pickles the field, which is large, and which a Java
    runner (Flink, Dataflow) cannot read at all, so the types are resolved first.

    Raises:
        NameError: a field's type is not importable where the record is defined.
    """
    record.__annotations__ = get_type_hints(record)
    _waiting.append(record)
    if "apache_beam.coders.typecoders" in sys.modules:
        register_waiting()
    return record


def register_waiting() -> None:
    """Hand over the records that were registered before Beam was imported.

    `transforms.metrics` and the other modules with parts of pipelines call this.
    """
    from apache_beam import coders

    while _waiting:
        coders.typecoders.registry.register_coder(_waiting.pop(0), coders.RowCoder)
