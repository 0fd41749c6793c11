"""Names that a pipeline cut short or ran together, and countries that are easily confused."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from schemas.records import Article
from transforms.extract.gazetteer import gazetteer
from transforms.extract.mending.bounds import mend_bounds
from transforms.extract.names.mentions import name_mentions
from transforms.extract.organizations import organizations
from transforms.extract.spans import Span


def marked(cell: str) -> tuple[str, list[Span]]:
    """ "[GPE China] fell" → its text and spans."""
    text, spans = "", []
    for piece in re.split(r"(\[[A-Z]+ [^\]]+\])", cell):
        if piece.startswith("["):
            label, form = piece[1:-1].split(" ", 1)
            spans.append(Span(len(text), len(text) + len(form), label, 0.8))
            text += form
        else:
            text += piece
    return text, spans


def mended(cell: str) -> list[tuple[str, str]]:
    text, spans = marked(cell)
    found = mend_bounds(text, spans, gazetteer(), organizations())
    return [(text[span.start : span.end], span.label) for span in found]


def countries(cell: str) -> list[str | None]:
    text, spans = marked(cell)
    spans = mend_bounds(text, spans, gazetteer(), organizations())
    article = Article(
        "a1", "u", 0, None, None, None, None, None, (), None, None, None, None, None, "en", None,
        (), text, "", 0, (), "text",
    )  # fmt: skip
    mentions = name_mentions(text, spans, article, gazetteer())
    return [mention.place.country if mention.place else None for mention in mentions]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("The People's [GPE Republic of China] spoke.", ["People's Republic of China"]),
        ("The [ORG People]'s Republic of [GPE China] spoke.", ["People's Republic of China"]),
        ("the [GPE Republic of China]", ["Republic of China"]),
        ("the Islamic [GPE Republic of Pakistan] spoke", ["Islamic Republic of Pakistan"]),
        ("the [ORG Kingdom] of [GPE Saudi Arabia]'s king", ["Kingdom of Saudi Arabia"]),
        ("in the Republic of the [GPE Congo].", ["Republic of the Congo"]),
        ("the State of [GPE Israel]", ["State of Israel"]),
        ("voters in the State of [GPE Georgia]", ["Georgia"]),
        ("[GPE South Sudan and Sudan]", ["South Sudan", "Sudan"]),
        ("[GPE Guinea-Bissau and Papua New Guinea]", ["Guinea-Bissau", "Papua New Guinea"]),
        ("[GPE Trinidad and Tobago]", ["Trinidad and Tobago"]),
        ("[GPE Foo and Bar]", ["Foo and Bar"]),
        ("South [GPE Sudan]'s army", ["South Sudan"]),
        ("The [NORP Palestinian] Authority paid.", ["Palestinian Authority"]),
        ("across [LOC Southern] [LOC Africa].", ["Southern Africa"]),
        ("He left [GPE Chad]. Smith stayed.", ["Chad"]),
        ("The [ORG Bank] of [GPE Ghana] acted.", ["Bank of Ghana"]),
        ("fans of [ORG Arsenal] of [GPE London]", ["Arsenal", "London"]),
    ],
)
def test_mend_bounds_knows_whole_names(cell: str, expected: list[str]) -> None:
    assert [form for form, _ in mended(cell)] == expected


def test_mend_bounds_labels_what_it_widens() -> None:
    assert mended("the [NORP Palestinian] Authority") == [("Palestinian Authority", "ORG")]
    assert mended("South [PERSON Sudan] voted") == [("South Sudan", "GPE")]


def test_mend_bounds_leaves_longer_names_alone() -> None:
    cell = "the [ORG Bank of the Republic of Colombia] said"
    assert mended(cell) == [("Bank of the Republic of Colombia", "ORG")]


def test_mend_bounds_keeps_order_and_parts_spans() -> None:
    text, spans = marked("[GPE Oslo], the [GPE Republic of China] and [PERSON Ann Lee] of Chad")
    found = mend_bounds(text, spans, gazetteer(), organizations())
    assert found == sorted(found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("the [GPE People's Republic of China]", ["CHN"]),
        ("[GPE Taiwan], officially the [GPE Republic of China]", ["TWN", "TWN"]),
        ("mainland [GPE China]", ["CHN"]),
        ("the [GPE Democratic Republic of Congo]", ["COD"]),
        ("the [GPE Republic of the Congo]", ["COG"]),
        ("[GPE Congo-Brazzaville]", ["COG"]),
        ("[GPE North Korea] and [GPE South Korea]", ["PRK", "KOR"]),
        ("the [GPE Democratic People's Republic of Korea]", ["PRK"]),
        ("the [GPE Republic of Korea]", ["KOR"]),
        ("[GPE N. Korea] and [GPE S. Korea]", ["PRK", "KOR"]),
        ("[GPE Guinea]", ["GIN"]),
        ("[GPE Equatorial Guinea]", ["GNQ"]),
        ("[GPE Guinea-Bissau]", ["GNB"]),
        ("[GPE Papua New Guinea]", ["PNG"]),
        ("[GPE Niger] and [GPE Nigeria]", ["NER", "NGA"]),
        ("[GPE Georgia] and [GPE Tbilisi]", ["GEO", "GEO"]),
        ("[GPE Atlanta] in [GPE Georgia]", ["USA", "USA"]),
        ("[GPE Dominica]", ["DMA"]),
        ("the [GPE Dominican Republic]", ["DOM"]),
        ("[GPE Samoa] and [GPE American Samoa]", ["WSM", "ASM"]),
        ("[GPE Ireland] and [GPE Northern Ireland]", ["IRL", "GBR"]),
        ("[GPE Sudan] and [GPE South Sudan]", ["SDN", "SSD"]),
        ("[GPE Macedonia] in [LOC Europe]", ["MKD", None]),
        ("the [GPE Republic of the Marshall Islands]", ["MHL"]),
        ("[GPE Kosovo]", ["XKX"]),
        ("[GPE Mali] and [GPE Malawi] and [GPE Malta]", ["MLI", "MWI", "MLT"]),
        ("[GPE Austria] and [GPE Australia]", ["AUT", "AUS"]),
        ("[GPE Slovakia] and [GPE Slovenia]", ["SVK", "SVN"]),
        ("[GPE Iran] and [GPE Iraq]", ["IRN", "IRQ"]),
        ("[GPE Jordan] and [GPE Lebanon]", ["JOR", "LBN"]),
    ],
)
def test_places_tell_countries_of_like_names_apart(cell: str, expected: list[str | None]) -> None:
    assert countries(cell) == expected
