"""Chains: which mentions name one person, organization, place or product."""

from __future__ import annotations

import re

import pytest

from transforms.extract.gazetteer import gazetteer
from transforms.extract.names import person_chains
from transforms.extract.names.chains import NameMention, build_chains
from transforms.extract.people import fits, parse_name


def chained(marked: str) -> dict[str, list[str]]:
    """``[PERSON Ann Lee] met [PERSON Lee]`` → chain name → its mentions' texts."""
    text, mentions, end = "", [], 0
    for match in re.finditer(r"\[([A-Z_]+)(?::(\w+))? ([^\]]+)\]", marked):
        text += marked[end : match.start()]
        start = len(text)
        text += match.group(3)
        place = None
        if match.group(1) == "GPE":
            place = max(gazetteer().find(match.group(3)), key=lambda r: (r.kind == 3, r.population))
        mentions.append(
            NameMention(
                start, len(text), match.group(3), match.group(1), place, match.group(2),
                text[max(0, start - 30) : start],
            )
        )  # fmt: skip
        end = match.end()
    text += marked[end:]
    chains = build_chains(text, mentions)
    covered = sorted(i for chain in chains for i in chain.members)
    assert covered == list(range(len(mentions)))
    return {
        f"{chain.name}#{chain.members[0]}": [mentions[i].text for i in chain.members]
        for chain in chains
    }


def groups(marked: str) -> list[list[str]]:
    return list(chained(marked).values())


def test_chains_join_forms_of_a_name() -> None:
    got = chained(
        "[PERSON Netanyahu] meets Russians. Prime Minister [PERSON Benjamin Netanyahu] spoke. "
        "Mr. [PERSON Netanyahu] left. [PERSON Bibi Netanyahu] is back."
    )
    assert list(got) == ["Benjamin Netanyahu#0"]


def test_chains_keep_people_of_one_surname_apart() -> None:
    got = groups(
        "[PERSON Bill Clinton] came with [PERSON Hillary Clinton]. Mrs. [PERSON Clinton] spoke; "
        "Mr. [PERSON Clinton] listened."
    )
    assert got == [["Bill Clinton", "Clinton"], ["Hillary Clinton", "Clinton"]]


@pytest.mark.parametrize(
    ("full", "short", "joined"),
    [
        ("Xi Jinping", "Xi", True),
        ("Bashar al-Assad", "Assad", True),
        ("Bashar al-Assad", "al-Assad", True),
        ("Enrique Peña Nieto", "Peña Nieto", True),
        ("Robert Gates", "Bob Gates", True),
        ("J. Edgar Hoover", "Hoover", True),
        ("Robert Gates", "William Gates", False),
        ("Ann Lee", "Leeds", False),
    ],
)
def test_chains_of_people(full: str, short: str, joined: bool) -> None:
    assert (len(groups(f"[PERSON {full}] spoke. Later [PERSON {short}] left.")) == 1) is joined


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("Asia-Pacific Economic Cooperation", "APEC", True),
        ("General Motors Corporation", "GM", True),
        ("Food and Agriculture Organization", "FAO", True),
        ("Ford Motor Company", "Ford", True),
        ("Northrop Grumman", "Northrop", True),
        ("China Eastern Airlines", "China Eastern", True),
        ("Airbus SAS", "Airbus", True),
        ("United States Air Force", "the Air Force", True),
        ("American Airlines", "American Red Cross", False),
        ("Bank of England", "Bank of Japan", False),
        ("Ford Australia", "Ford", False),
        ("General Motors", "General Electric", False),
        ("GM and Chrysler", "GM", False),
    ],
)
def test_chains_of_organizations(one: str, other: str, joined: bool) -> None:
    assert (len(groups(f"[ORG {one}] grew. Later [ORG {other}] shrank.")) == 1) is joined


def test_chains_read_acronyms_in_parentheses() -> None:
    got = chained(
        "The [ORG Organisation for Animal Health] ([ORG OIE]) warned. [ORG OIE] staff left."
    )
    assert list(got) == ["Organisation for Animal Health#0"]


def test_chains_ministries_of_two_countries_stay_apart() -> None:
    got = groups("[ORG:ISR Foreign Ministry] and [ORG:RUS Foreign Ministry] spoke.")
    assert len(got) == 2


def test_chains_places_by_what_they_resolve_to() -> None:
    got = groups("[GPE U.S.] and [GPE France] met; the [GPE United States] won over [GPE America].")
    assert got == [["U.S.", "United States", "America"], ["France"]]


def test_chains_products_without_plural_and_maker() -> None:
    got = groups(
        "The [PRODUCT Boeing 787 Dreamliner] flew. [PRODUCT Dreamliners] and [PRODUCT 787s]."
    )
    assert len(got) == 1


def test_parse_name_reads_title_and_gender() -> None:
    assert parse_name("Mrs. Angela Merkel") == (("angela", "merkel"), "mrs.", "f")
    assert parse_name("Lavrov", "Foreign Minister ").title == "foreign minister"


def test_fits_needs_one_gender() -> None:
    assert fits(parse_name("Mr. Clinton"), parse_name("Hillary Clinton")) is None


def test_names_without_a_common_word_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    fits = person_chains.fits
    monkeypatch.setattr(person_chains, "fits", lambda *two: compared.append(two) or fits(*two))
    names = [f"Ann{number} Bo{number}" for number in range(500)]
    mentions = [
        NameMention(30 * at, 30 * at + len(name), name, "PERSON")
        for at, name in enumerate([*names, *(name.split()[1] for name in names)])
    ]
    chains = build_chains(" " * 30_000, mentions)
    assert [chain.members for chain in chains] == [(at, at + 500) for at in range(500)]
    assert len(compared) == 500


def test_chains_join_the_spellings_of_an_office_holder() -> None:
    found = chained("[PERSON Volodymyr Zelenskiy] thanked Poland. [PERSON Zelensky] left.")
    assert list(found.values()) == [["Volodymyr Zelenskiy", "Zelensky"]]
