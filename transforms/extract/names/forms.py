"""Name mentions, their chains, and the forms of a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, Optional

from transforms.extract.gazetteer import PlaceRecord, fold
from transforms.extract.people import parse_name
from transforms.extract.wordlists import words


class NameMention(NamedTuple):
    """A mention that names something.

    ``modifier`` is the country (ISO alpha-3) of a demonym or possessive before it ("Israel's
    Foreign Ministry"), ``place`` what a toponym was resolved to, ``certain`` whether the
    article bears that out.
    """

    start: int
    end: int
    text: str
    label: str
    place: Optional[PlaceRecord] = None
    modifier: Optional[str] = None
    before: str = ""
    certain: bool = False


class Chain(NamedTuple):
    """Indices of the mentions that name one thing, in text order, and its fullest name."""

    members: tuple[int, ...]
    name: str
    label: str


LEGAL: Final = words(
    "inc incorporated corp corporation co company companies ltd limited plc llc lp llp ag sa spa "
    "nv bv gmbh kg ab asa oyj se group holding holdings pty the and"
)


def plain(text: str) -> tuple[str, ...]:
    folded = fold(re.sub(r"['’]s$|['’]$", "", text.strip()).replace("&", " and "))
    tokens = [token for token in folded.split() if token]
    stripped = [t for t in tokens if t not in LEGAL]
    while stripped and stripped[0] == "the":
        stripped = stripped[1:]
    return tuple(stripped or tokens)


def chain_of(mentions: Sequence[NameMention], members: list[int], label: str) -> Chain:
    members = sorted(members)
    forms = [_bare(mentions[i].text, label) for i in members]
    best = max(range(len(forms)), key=lambda n: (_fullness(forms[n], label), -n))
    return Chain(tuple(members), forms[best], label)


def _bare(text: str, label: str) -> str:
    form = re.sub(r"['’]s$", "", " ".join(text.split()))
    if label in ("ORG", "GPE", "LOC", "FAC", "EVENT"):
        form = re.sub(r"^(?:the|The)\s+(?=\S)", "", form)
    return form or text


def _fullness(form: str, label: str) -> tuple[int, int]:
    if label == "PERSON":
        tokens = parse_name(form).tokens
        return (len(tokens), sum(map(len, tokens)))
    return (len(form.split()), len(form))
