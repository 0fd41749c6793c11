"""What the words beside a name tell it to be, here and wherever else the article names it."""

from __future__ import annotations

import pytest

from transforms.extract.gazetteer import gazetteer
from transforms.extract.mending.bounds import mend_bounds
from transforms.extract.mending.tells import labels_from_context
from transforms.extract.organizations import organizations
from transforms.extract.spans import Span


def spans_of(text: str, *marked: tuple[str, str], confidence: float = 0.6) -> list[Span]:
    spans, position = [], 0
    for name, label in marked:
        start = text.index(name, position)
        position = start + len(name)
        spans.append(Span(start, position, label, confidence))
    return spans


def labels(text: str, *marked: tuple[str, str], confidence: float = 0.6) -> list[tuple[str, str]]:
    found = labels_from_context(text, spans_of(text, *marked, confidence=confidence), gazetteer())
    return [(text[s.start : s.end], s.label) for s in found]


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        (
            "Nordvik, the Norwegian maker of drills, closed. Nordvik had 200 workers.",
            [("Nordvik", "GPE"), ("Norwegian", "NORP"), ("Nordvik", "PERSON")],
            [("Nordvik", "ORG"), ("Norwegian", "NORP"), ("Nordvik", "ORG")],
        ),
        (
            "A bid by the German wholesaler Apotha failed. Apotha said no more.",
            [("German", "NORP"), ("Apotha", "PERSON"), ("Apotha", "PERSON")],
            [("German", "NORP"), ("Apotha", "ORG"), ("Apotha", "ORG")],
        ),
        (
            "Inzozi Holdings will open it. Inzozi did not reply.",
            [("Inzozi Holdings", "ORG"), ("Inzozi", "PERSON")],
            [("Inzozi Holdings", "ORG"), ("Inzozi", "ORG")],
        ),
        (
            "Cyclone Belita weakened. Belita could form again.",
            [("Belita", "GPE"), ("Belita", "PERSON")],
            [("Cyclone Belita", "EVENT"), ("Belita", "EVENT")],
        ),
        (
            "Typhoon Doray nears Luzon. Doray may bring floods.",
            [("Typhoon Doray", "ORG"), ("Luzon", "LOC"), ("Doray", "GPE")],
            [("Typhoon Doray", "EVENT"), ("Luzon", "LOC"), ("Doray", "EVENT")],
        ),
        (
            "They would not leave the ferry Gannet on Monday.",
            [("Gannet", "GPE")],
            [("Gannet", "PRODUCT")],
        ),
        (
            "The people of Upton Lacey woke up wet.",
            [("Upton Lacey", "PERSON")],
            [("Upton Lacey", "GPE")],
        ),
        (
            "Residents of Breaux Bridge met a Fall River man by the Fall River.",
            [("Breaux Bridge", "FAC"), ("Fall River", "LOC")],
            [("Breaux Bridge", "GPE"), ("Fall River", "GPE")],
        ),
        ("They came from as far as Graz.", [("Graz", "PERSON")], [("Graz", "GPE")]),
        (
            "They spoke to Graz. Ann Graz smiled.",
            [("Graz", "PERSON"), ("Ann Graz", "PERSON")],
            [("Graz", "PERSON"), ("Ann Graz", "PERSON")],
        ),
        ("He was a Soviet engineer.", [("Soviet", "LANGUAGE")], [("Soviet", "NORP")]),
        ("He spoke in French to them.", [("French", "LANGUAGE")], [("French", "LANGUAGE")]),
        ("A French dictionary of words.", [("French", "NORP")], [("French", "NORP")]),
        ("The vintners' association met Ann Roe.", [("vintners", "ORG"), ("Ann Roe", "PERSON")],
         [("Ann Roe", "PERSON")]),
        # a city's shares are no company's, a person's chairman no firm's
        (
            "Berlin, the club capital, has Berlin's board. Ann Roe came; Roe's board met.",
            [("Berlin", "GPE"), ("Berlin", "GPE"), ("Ann Roe", "PERSON"), ("Roe", "PERSON")],
            [("Berlin", "GPE"), ("Berlin", "GPE"), ("Ann Roe", "PERSON"), ("Roe", "PERSON")],
        ),
        (
            "Hurricane Roe passed. Ann Roe stayed; Roe slept.",
            [("Roe", "PERSON"), ("Ann Roe", "PERSON"), ("Roe", "PERSON")],
            [("Hurricane Roe", "EVENT"), ("Ann Roe", "PERSON"), ("Roe", "PERSON")],
        ),
    ],
)  # fmt: skip
def test_told_takes_the_articles_word(
    text: str, marked: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    assert labels(text, *marked) == expected


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        (
            "Florence Mensah praised the police. Florence had been held.",
            [("Florence Mensah", "PERSON"), ("Florence", "GPE")],
            ["PERSON", "PERSON"],
        ),
        (
            "Florence Mensah flew to Florence.",
            [("Florence Mensah", "PERSON"), ("Florence", "GPE")],
            ["PERSON", "GPE"],
        ),
        (
            "Jordan Ellis joined them. Jordan condemned the raid.",
            [("Jordan Ellis", "PERSON"), ("Jordan", "GPE")],
            ["PERSON", "GPE"],
        ),
        (
            "Virginia Woods sued the bank. Woods said she had lost it all.",
            [("Virginia Woods", "ORG"), ("Woods", "PERSON")],
            ["PERSON", "PERSON"],
        ),
    ],
)
def test_told_names_people_by_a_part_of_their_name(
    text: str, marked: list[tuple[str, str]], expected: list[str]
) -> None:
    assert [label for _, label in labels(text, *marked)] == expected


def test_told_leaves_sure_labels_alone() -> None:
    text = "A bid by the wholesaler Apotha failed."
    assert labels(text, ("Apotha", "PERSON"), confidence=0.97) == [("Apotha", "PERSON")]


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        (
            "The Department for Environment, Food and Rural Affairs agreed.",
            [("Department for Environment", "ORG"), ("Food and Rural Affairs", "ORG")],
            ["Department for Environment, Food and Rural Affairs"],
        ),
        (
            "The Organization for Security and Co-operation in Europe agreed.",
            [("Organization for Security", "ORG")],
            ["Organization for Security and Co-operation in Europe"],
        ),
        (
            "The Ministry of Defence and President Ann Roe agreed.",
            [("Ministry of Defence", "ORG"), ("Ann Roe", "PERSON")],
            ["Ministry of Defence", "Ann Roe"],
        ),
        (
            "Ships crossed the Mozambique Channel.",
            [("Mozambique", "GPE")],
            ["Mozambique Channel"],
        ),
    ],
)
def test_bounds_take_in_the_whole_name(
    text: str, marked: list[tuple[str, str]], expected: list[str]
) -> None:
    found = mend_bounds(text, spans_of(text, *marked), gazetteer(), organizations())
    assert [text[s.start : s.end] for s in found] == expected


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("Gunboats shelled Sirte before dawn.", "Sirte", "GPE"),
        ("The rebels entered Khan Younis.", "Khan Younis", "GPE"),
        ("Batangafo was shelled again.", "Batangafo", "GPE"),
        ("Dili offered him asylum.", "Dili", "GPE"),
        ("Agents captured Hartono at a hotel.", "Hartono", "PERSON"),
        ("The army captured Victoria at the border.", "Victoria", "PERSON"),
    ],
)
def test_what_is_stormed_is_a_town_and_so_is_a_capital(text: str, name: str, told: str) -> None:
    assert labels(text, (name, "PERSON")) == [(name, told)]


def test_a_capital_that_somebody_is_called_stays_a_person() -> None:
    text = "Aaron Dakar won. Dakar was pleased."
    assert labels(text, ("Aaron Dakar", "PERSON"), ("Dakar", "PERSON"))[1] == ("Dakar", "PERSON")
