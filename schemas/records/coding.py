"""Registers records with Beam's `RowCoder`, with the types of their fields resolved."""

from __future__ import annotations

from typing import TypeVar, get_type_hints

from apache_beam import coders

_T = TypeVar("_T", bound=type)


def register(record: _T) -> _T:
    """Give a NamedTuple class Beam's `RowCoder`; usable as a decorator.

    Modules with ``from __future__ import annotations`` hold their fields' types as text. Beam
    reads such a type as "any object" and pickles the field, which is large, and which a Java
    runner (Flink, Dataflow) cannot read at all, so the types are resolved first.

    Raises:
        NameError: a field's type is not importable where the record is defined.
    """
    record.__annotations__ = get_type_hints(record)
    coders.typecoders.registry.register_coder(record, coders.RowCoder)
    return record
