"""Values of the command's options, as a person writes them → checked, typed values."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from transforms.normalize.path_date import path_pattern
from transforms.read import ReadOptionError, parse_field_map


class UsageError(Exception):
    """A wrong command line or configuration; the message is one line and names the option."""


def parse_storage_options(value: str | None) -> dict[str, Any]:
    """``--storage_options``: JSON text, or the path of a file that holds it.

    Raises:
        UsageError: neither; the message never repeats the value, which may hold secrets.
    """
    return _json_object("--storage_options", value)


def parse_catalog(value: str | None) -> dict[str, str]:
    """``--iceberg_catalog``: JSON text, or the path of a file that holds it; all values as text.

    Raises:
        UsageError: neither; the message never repeats the value, which may hold secrets.
    """
    return {key: str(entry) for key, entry in _json_object("--iceberg_catalog", value).items()}


def _json_object(option: str, value: str | None) -> dict[str, Any]:
    if not value:
        return {}
    text = value
    if not value.lstrip().startswith("{"):
        try:
            text = Path(value).read_text(encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{option}: neither a JSON object nor a file") from error
    try:
        options = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{option}: not valid JSON") from error
    if not isinstance(options, dict):
        raise UsageError(f"{option}: a JSON object was expected")
    return options


def parse_field_maps(values: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    """Every ``--field_map`` → pairs of (our field, their dotted path).

    Raises:
        UsageError: not ``name=path``, or no field of ours.
    """
    try:
        return tuple(pair for value in values or () for pair in parse_field_map(value))
    except ReadOptionError as error:
        raise UsageError(str(error)) from error


def parse_models(values: Sequence[str] | None) -> dict[str, str | None]:
    """``--spacy_model`` → language → pipeline name or path; None is the shipped model.

    Raises:
        UsageError: an empty name.
    """
    models: dict[str, str | None] = {"en": None}
    for value in values or ():
        language, sign, name = value.partition("=")
        if not sign or len(language) > 3 or not language.isalpha():
            language, name = "en", value
        if not name.strip():
            raise UsageError(f"--spacy_model: no pipeline named in {value!r}")
        models[language.lower()] = name.strip()
    return models


def parse_day(option: str, value: str | None) -> str | None:
    """A calendar day in ISO form, or None.

    Raises:
        UsageError: it is none.
    """
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value).isoformat()
    except ValueError:
        raise UsageError(f"{option}: a day like 2024-12-31 is expected, got {value!r}") from None


def parse_path_pattern(value: str | None) -> str | None:
    """``--date_from_path``: a strptime pattern that tells a day, or None.

    Raises:
        UsageError: it is none.
    """
    if value is None:
        return None
    try:
        path_pattern(value)
    except ValueError as error:
        raise UsageError(f"--date_from_path: {value!r}: {error}") from None
    return value


def parse_name(option: str, value: str | None) -> str | None:
    """A name in one spelling, or None.

    Raises:
        UsageError: it is blank.
    """
    if value is None:
        return None
    if not value.split():
        raise UsageError(f"{option}: a name is expected, got {value!r}")
    return " ".join(value.split())


def parse_languages(value: str | None) -> tuple[str, ...]:
    """``"en, de"`` → ``("en", "de")``."""
    return tuple(sorted({v.strip().lower() for v in (value or "").split(",") if v.strip()}))
