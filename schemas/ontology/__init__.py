"""PLOVER 2.0 and CAMEO as data → typed, validated look-ups.

Facts come from the PLOVER manual (draft 2.0, openeventdata/PLOVER, CC BY-SA 4.0) and its CAMEO
conversion table; the files beside this module are derived from them and say what was chosen where
the sources disagree. ``cameo.csv`` holds CAMEO codes with their PLOVER reading and Goldstein
score (a code without a published score takes its parent's), ``plover_to_cameo.csv`` the code for
a type and mode when nothing finer is known. Modes of the conversion table that manual 2.0 no
longer has were moved to their nearest successor (assassinate → targeted, ban → restrict, ...).
``event_classes.tsv`` holds newsbeam's own classes of events of any kind, with the nearest IPTC
Media Topic and ACE/ERE type beside each; ``media_topics.tsv`` the 17 topics of IPTC's top level.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["CameoCode", "EventClass", "EventType", "MediaTopic", "Ontology", "actor_code",
           "load_event_classes", "load_media_topics", "load_ontology"]  # fmt: skip


class EventType(NamedTuple):
    """One of PLOVER's event types; ``modes`` maps a mode's name to its published score."""

    name: str
    quad_class: int
    score: float
    requires_recipient: bool
    definition: str
    modes: Mapping[str, float | None]


class EventClass(NamedTuple):
    """One of newsbeam's event classes with its nearest names elsewhere; "" where there is none.

    Fields:
        group: heading it belongs under: conflict, politics, justice, harm, economy, ...
        iptc, iptc_label: IPTC Media Topic, ``medtop:`` code and name.
        ace: ACE 2005 / ERE event type and subtype ("Conflict.Attack").
    """

    name: str
    group: str
    definition: str
    iptc: str
    iptc_label: str
    ace: str


class MediaTopic(NamedTuple):
    """One of IPTC's 17 top-level Media Topics: ``medtop:`` code, short name of ours, label."""

    code: str
    name: str
    label: str


class CameoCode(NamedTuple):
    """One CAMEO code, its reading in PLOVER and its Goldstein score (-10 to 10)."""

    code: str
    label: str
    event_type: str
    mode: str | None
    contexts: tuple[str, ...]
    goldstein: float


class Ontology(NamedTuple):
    """All look-ups; the mappings are read-only by convention and shared by every caller."""

    version: str
    event_types: Mapping[str, EventType]
    contexts: Mapping[str, str]
    sectors: Mapping[str, str]
    nonstate_countries: Mapping[str, str]
    quad_names: Mapping[int, str]
    cameo: Mapping[str, CameoCode]
    coarse_cameo: Mapping[tuple[str, str | None], str]

    def goldstein(self, code: str | None) -> float | None:
        """Goldstein score of ``code`` or of its nearest ancestor.

        >>> load_ontology().goldstein("190")
        -10.0
        """
        while code:
            if code in self.cameo:
                return self.cameo[code].goldstein
            code = code[:-1]
        return None

    def quad_class(self, event_type: str | None) -> int | None:
        """Quad class (1 to 4) of a type; None outside the ontology."""
        found = self.event_types.get(event_type) if event_type is not None else None
        return found.quad_class if found is not None else None

    def cameo_for(self, event_type: str, mode: str | None = None) -> str | None:
        """CAMEO code of a type and mode when the evidence is no finer.

        >>> load_ontology().cameo_for("CONSULT", "phone")
        '041'
        """
        found = self.coarse_cameo.get((event_type, mode))
        return found if found is not None else self.coarse_cameo.get((event_type, None))


#: PLOVER sectors that CAMEO has under another code, or (None) not at all.
_CAMEO_SECTORS: Mapping[str, str | None] = {
    "JRN": "MED", "MED": "HLH", "SOC": "CVL", "UNK": None, "PRE": None,
}  # fmt: skip


def actor_code(country: str | None, sectors: Sequence[str]) -> str | None:
    """Country and at most two sectors as CAMEO writes them; None where neither is known.

    >>> actor_code("ISR", ["GOV"]), actor_code(None, ["REB"]), actor_code("KEN", ["JRN", "ELI"])
    ('ISRGOV', 'REB', 'KENMEDELI')
    """
    roles: list[str] = []
    for sector in sectors:
        role = _CAMEO_SECTORS.get(sector, sector)
        if role is not None and role not in roles and role != country:
            roles.append(role)
    return (country or "") + "".join(roles[:2]) or None


def _text(name: str) -> str:
    return files("schemas.ontology").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def load_event_classes() -> Mapping[str, EventClass]:
    """Event classes by name, in the order of event_classes.tsv; `events.event_class` has these.

    >>> load_event_classes()["ARREST"].ace
    'Justice.Arrest-Jail'
    """
    lines = [line for line in _text("event_classes.tsv").splitlines() if not line.startswith("#")]
    return {
        row["class"]: EventClass(
            row["class"], row["group"], row["definition"], row["iptc"], row["iptc_label"],
            row["ace"],
        )
        for row in csv.DictReader(lines, delimiter="\t")
    }  # fmt: skip


@lru_cache(maxsize=1)
def load_media_topics() -> Mapping[str, MediaTopic]:
    """IPTC's top-level Media Topics by short name, in the order of their codes.

    >>> load_media_topics()["war"].code
    'medtop:16000000'
    """
    lines = [line for line in _text("media_topics.tsv").splitlines() if not line.startswith("#")]
    return {
        row["name"]: MediaTopic(row["code"], row["name"], row["label"])
        for row in csv.DictReader(lines, delimiter="\t")
    }


@lru_cache(maxsize=1)
def load_ontology() -> Ontology:
    """Read the files beside this module once per process.

    Raises:
        ValueError: a file names a type, mode or context that PLOVER does not have.
    """
    plover = json.loads(_text("plover.json"))
    types = {
        t["name"]: EventType(
            name=t["name"],
            quad_class=t["quad_class"],
            score=float(t["score"]),
            requires_recipient=t["requires_recipient"],
            definition=t["definition"],
            modes={name: mode["score"] for name, mode in t["modes"].items()},
        )
        for t in plover["event_types"]
    }
    cameo: dict[str, CameoCode] = {}
    for row in csv.DictReader(io.StringIO(_text("cameo.csv"))):
        contexts = tuple(c for c in row["contexts"].split(";") if c)
        code = CameoCode(
            code=row["cameo"],
            label=row["label"],
            event_type=row["event_type"],
            mode=row["mode"] or None,
            contexts=contexts,
            goldstein=float(row["goldstein"]),
        )
        if code.mode is not None and code.mode not in types[code.event_type].modes:
            raise ValueError(f"CAMEO {code.code}: {code.event_type} has no mode {code.mode!r}")
        for context in contexts:
            if context not in plover["contexts"]:
                raise ValueError(f"CAMEO {code.code}: PLOVER has no context {context!r}")
        cameo[code.code] = code
    coarse: dict[tuple[str, str | None], str] = {}
    for row in csv.DictReader(io.StringIO(_text("plover_to_cameo.csv"))):
        if row["mode"] and row["mode"] not in types[row["event_type"]].modes:
            raise ValueError(f"{row['event_type']} has no mode {row['mode']!r}")
        coarse[row["event_type"], row["mode"] or None] = row["cameo"]
    return Ontology(
        version=plover["version"],
        event_types=types,
        contexts=plover["contexts"],
        sectors=plover["sectors"],
        nonstate_countries=plover["nonstate_country_codes"],
        quad_names={int(number): name for number, name in plover["quad_classes"].items()},
        cameo=cameo,
        coarse_cameo=coarse,
    )
