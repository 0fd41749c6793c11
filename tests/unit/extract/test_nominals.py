"""Whom an article means by a speaker without a name, from how it describes its people."""

from __future__ import annotations

import re

import pytest

from schemas.records import EntityMention
from transforms.extract.people import gender_told
from transforms.extract.speech.nominals import People


def people(text: str, *names: str) -> People:
    """Every occurrence of the names; a chain is a surname with its first name, if it has one."""
    full = {name.split()[-1]: name for name in names if " " in name}
    mentions = []
    for name in names:
        chain = name if " " in name else full.get(name, name)
        for found in re.finditer(rf"\b{name}\b", text):
            if " " not in name and any(m.start < found.start() < m.end for m in mentions):
                continue
            mentions.append(
                EntityMention(
                    0, found.start(), found.end(), name, "PERSON", entity_id=chain, name=chain
                )
            )
    return People(text, sorted(mentions, key=lambda m: m.start))


def meant(text: str, phrase: str, *names: str, direct: bool = True) -> str | None:
    start = text.rindex(phrase)
    said = text.rindex("“", 0, start) + 1 if "“" in text[:start] else start
    found = people(text, *names).meant(start, start + len(phrase), said, direct=direct)
    return None if found is None else found.name


RIVAL = "The Dutch envoy, Jan Visser, met the Danish envoy, Ida Holm. “No,” {} said."


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Keeper Jan Visser saved it. “Luck,” the keeper said.", "the keeper", "Jan Visser"),
        ("Ida Holm, a baker from Ribe, won. “Flour,” the baker said.", "the baker", "Ida Holm"),
        ("Ida Holm, 41, a baker, won. “Flour,” the baker said.", "the baker", "Ida Holm"),
        ("Ida Holm is the mayor of Ribe. “Yes,” the mayor said.", "the mayor", "Ida Holm"),
        (RIVAL.format("the Dutch envoy"), "the Dutch envoy", "Jan Visser"),
        (RIVAL.format("the Danish envoy"), "the Danish envoy", "Ida Holm"),
        (RIVAL.format("the Polish envoy"), "the Polish envoy", None),
        # whom the text named last
        (RIVAL.format("the envoy"), "the envoy", "Ida Holm"),
        # somebody without a name
        ("Ida Holm spoke. A guard agreed. “Yes,” the guard said.", "the guard", None),
        # nobody is described so: who is on the stage
        ("Jan Visser scored twice. “Luck,” the winger said.", "the winger", "Jan Visser"),
        ("Jan Visser scored twice. “Luck,” the 24-year-old said.", "the 24-year-old", "Jan Visser"),
        ("Jan Visser scored twice. “Luck,” said the Swede.", "the Swede", "Jan Visser"),
        ("Jan Visser scored twice. “Luck,” the veteran winger said.", "the veteran winger",
         "Jan Visser"),
        ("Visitors saw Jan Visser with Ida Holm. “Luck,” the winger said.", "the winger", None),
        ("Jan Visser scored twice.\n“Luck,” the winger said.", "the winger", "Jan Visser"),
        ("Jan Visser met Ida Holm.\nIt rained. “Luck,” the winger said.", "the winger", None),
        # a lead that names nobody
        ("A miner from Ribe said he was safe.\nJan Visser, 30, rose. “Luck,” the miner said.",
         "the miner", "Jan Visser"),
        ("Jan Visser scored twice. “Luck,” the company said.", "the company", None),
        ("Jan Visser scored twice. “Luck,” a winger said.", "a winger", None),
    ],
)  # fmt: skip
def test_nominal_speaker_is_whom_the_article_describes_so(
    text: str, phrase: str, expected: str | None
) -> None:
    assert meant(text, phrase, "Jan Visser", "Ida Holm") == expected


def test_nominal_of_reported_speech_needs_a_description() -> None:
    text = "Jan Visser scored twice. The winger said it was luck."
    assert meant(text, "The winger", "Jan Visser", direct=False) is None


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [("The younger Holm", "Ida Holm"), ("The elder Holm", "Per Holm"), ("The poorer Holm", None)],
)
def test_nominal_younger_and_elder_go_by_age(phrase: str, expected: str | None) -> None:
    text = f"Per Holm, 58, and Ida Holm, 54, were cleared. {phrase} wept."
    start = text.index(phrase)
    name = text.rindex("Holm")
    found = people(text, "Per Holm", "Ida Holm").of_two(name, name + 4)
    assert (None if found is None else found.name) == expected
    assert start < name


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("Jan Visser issued a short statement.", "Jan Visser"),
        ("Jan Visser praised the statement.", None),
        ("Jan Visser and Ida Holm issued a statement.", None),
    ],
)
def test_nominal_it_is_whose_statement_is_read(lead: str, expected: str | None) -> None:
    text = f"{lead} “We are sorry,” it read."
    start = text.index(" it ") + 1
    found = people(text, "Jan Visser", "Ida Holm").stated(start, start + 2)
    assert (None if found is None else found.name) == expected


@pytest.mark.parametrize(
    ("lead", "gender", "expected"),
    [
        ("Jan Visser won. The winger shrugged.", "m", "Jan Visser"),
        ("Jan Visser won. For the winger it was a surprise.", "m", "Jan Visser"),
        ("Jan Visser won. The winger shrugged.", "f", None),
        ("Jan Visser won. The door closed.", "m", None),
    ],
)
def test_nominal_is_what_a_pronoun_means(lead: str, gender: str, expected: str | None) -> None:
    text = f"{lead} “No,” he said."
    mention = EntityMention(
        0, 0, 10, "Jan Visser", "PERSON", entity_id="j", name="Jan Visser", gender="m"
    )
    found = People(text, [mention]).pronoun(text.index("No,"), gender)
    assert (None if found is None else found.name) == expected


@pytest.mark.parametrize(
    ("text", "name", "gender"),
    [
        ("Her father, Ante, wept.", "Ante", "m"),
        ("Spokeswoman Kim Cho left.", "Kim Cho", "f"),
        ("Kim Cho, 44, a retired policewoman, left.", "Kim Cho", "f"),
        ("Kim Cho, a friend of his wife, left.", "Kim Cho", ""),
        ("After the death of her husband, Kim Cho left.", "Kim Cho", ""),
        ("Kim Cho left.", "Kim Cho", ""),
    ],
)
def test_gender_is_told_by_a_noun_beside_the_name(text: str, name: str, gender: str) -> None:
    start = text.index(name)
    assert gender_told(text, start, start + len(name)) == gender
