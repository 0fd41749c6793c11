"""A user's own actor file → names with country and sectors.

CSV in UTF-8 with a header row and the columns name, country, sectors; only the name is required.
``country`` is an ISO 3166-1 alpha-3 code or a code of PLOVER for a body of states (``IGO``, ...),
``sectors`` are PLOVER sectors separated by spaces:

    name,country,sectors
    Northgate Council,GBR,GOV
    Red Valley Front,,REB UAF
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from schemas.ontology import load_ontology
from transforms.events.scene import ActorEntry

__all__ = ["read_actors"]

_COUNTRY = re.compile(r"[A-Z]{2,4}")


def read_actors(path: str | Path) -> dict[str, ActorEntry]:
    """Names (lower case) → (country or None, sectors).

    Raises:
        OSError: the file cannot be read.
        ValueError: a line does not say what it should; the message names it.
    """
    sectors_known = load_ontology().sectors
    found: dict[str, ActorEntry] = {}
    with Path(path).open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        if "name" not in (rows.fieldnames or ()):
            raise ValueError("line 1: a header with the columns name, country, sectors is expected")
        for row in rows:
            name = (row.get("name") or "").strip().lower()
            country = (row.get("country") or "").strip()
            sectors = tuple((row.get("sectors") or "").split())
            if not name:
                raise ValueError(f"line {rows.line_num}: no name")
            if country and not _COUNTRY.fullmatch(country):
                raise ValueError(f"line {rows.line_num}: {country!r} is no country code")
            for sector in sectors:
                if sector not in sectors_known:
                    raise ValueError(f"line {rows.line_num}: no sector {sector!r}")
            found[name] = (country or None, sectors)
    return found
