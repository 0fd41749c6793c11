"""Who a quote's subject is, from the names in and beside it."""

from __future__ import annotations

import re

import pytest

from schemas.records import Article, EntityMention
from transforms.extract.speech.saying import FoundQuote, Speaker
from transforms.extract.speech.speakers import _speaker, quote_rows


@pytest.mark.parametrize(
    ("text", "subject", "names", "expected"),
    [
        ("It is over, an analyst, Ann Lee, said.", "an analyst", {"Ann Lee": "PERSON"}, "Ann Lee"),
        ("It is over, the charity Oxfam said.", "the charity", {"Oxfam": "ORG"}, "Oxfam"),
        ("It is over, said Col. James Ward.", "Col", {"James Ward": "PERSON"}, "James Ward"),
        ("It is over, the mayor said. Ann Lee left.", "the mayor", {"Ann Lee": "PERSON"}, None),
        (
            "It is over, Ann Lee, who saw the crash, recalled.",
            "the crash",
            {"Ann Lee": "PERSON"},
            "Ann Lee",
        ),
        (
            "It is over, the film, which Ann Lee said she liked.",
            "Ann Lee",
            {"Ann Lee": "PERSON"},
            "Ann Lee",
        ),
        ("What was found to say it is over.", "What", {}, None),
    ],
)
def test_speaker_is_who_the_subject_names(
    text: str, subject: str, names: dict[str, str], expected: str | None
) -> None:
    mentions = []
    for name, label in names.items():
        at = text.index(name)
        mentions.append(
            EntityMention(0, at, at + len(name), name, label, entity_id=name, name=name)
        )
    start = text.index(subject)
    found = FoundQuote(0, 10, False, "say", (start, start + len(subject)))
    assert _speaker(text, found, mentions, [])[2] == expected


def rows(text: str, *quotes: tuple[str, str, str | None], **names: str) -> list[str | None]:
    """Names of who speaks; quotes are (text, subject, verb), names have their gender."""
    mentions = []
    for name, gender in names.items():
        name = name.replace("_", " ")
        at = text.index(name)
        mentions.append(
            EntityMention(
                0, at, at + len(name), name, "PERSON", entity_id=name, name=name,
                gender=gender or None,
            )
        )  # fmt: skip
    found, position = [], 0
    for quote, subject, verb in quotes:
        start = text.index(quote, position)
        position = start + len(quote)
        at = text.index(subject, position)
        speaker = Speaker(at, at + len(subject))
        found.append(FoundQuote(start, position, True, verb, speaker))
    article = Article(
        "a1", "u", 0, None, None, None, None, None, (), None, None, None, None, None, "en",
        None, (), text, "", 0, (), "text",
    )  # fmt: skip
    return [row.speaker_name for row in quote_rows(article, found, mentions, [], [0])]


GOES_ON = "“It rained,” Ann Lee said. “We danced,” {} said."


@pytest.mark.parametrize(
    ("pronoun", "gender", "expected"),
    [("she", "f", "Ann Lee"), ("she", "", "Ann Lee"), ("he", "f", None), ("it", "f", None)],
)
def test_an_unresolved_pronoun_is_the_speaker_of_the_quote_before(
    pronoun: str, gender: str, expected: str | None
) -> None:
    text = GOES_ON.format(pronoun)
    quotes = (("It rained", "Ann Lee", "say"), ("We danced", pronoun, "say"))
    assert rows(text, *quotes, Ann_Lee=gender) == ["Ann Lee", expected]


def test_party_and_place_are_no_name_of_a_speaker() -> None:
    text = "“It rained,” said Rep. Ann Lee, D-Millbrook."
    mentions = []
    for name in ("Ann Lee", "D-Millbrook"):
        at = text.index(name)
        mentions.append(
            EntityMention(0, at, at + len(name), name, "PERSON", entity_id=name, name=name)
        )
    at = text.index("Ann")
    found = [FoundQuote(1, 10, True, "say", Speaker(at, len(text) - 1))]
    article = Article(
        "a1", "u", 0, None, None, None, None, None, (), None, None, None, None, None, "en",
        None, (), text, "", 0, (), "text",
    )  # fmt: skip
    (row,) = quote_rows(article, found, mentions, [], [0])
    assert row.speaker_name == "Ann Lee"


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        (" The shop is new. ", "Ann Lee"),
        ("\n\n", "Ann Lee"),
        (" Bo Cox came in. ", None),
        (" The shop is new." + " It is open every day from nine to five." * 12 + " ", None),
    ],
)
def test_whole_sentences_in_marks_without_a_speaker_go_on(
    between: str, expected: str | None
) -> None:
    text = f"“It rained,” Ann Lee said.{between}“We danced all night.”"
    names = [
        EntityMention(0, text.index(n), text.index(n) + 6, n, "PERSON", entity_id=n, name=n)
        for n in ("Ann Lee", "Bo Cox")
        if n in text
    ]
    first, second = text.index("It rained"), text.index("We danced")
    at = text.index("Ann Lee")
    found = [
        FoundQuote(first, first + 9, True, "say", Speaker(at, at + 7)),
        FoundQuote(second, len(text) - 1, True, None, None),
    ]
    article = Article(
        "a1", "u", 0, None, None, None, None, None, (), None, None, None, None, None, "en",
        None, (), text, "", 0, (), "text",
    )  # fmt: skip
    told = [row.speaker_name for row in quote_rows(article, found, names, [], [0])]
    assert told == ["Ann Lee", expected]


@pytest.mark.parametrize(
    ("text", "name", "label", "expected"),
    [
        ("It is over, the builder, Dale Homes, said.", "Dale Homes", "ORG", "Dale Homes"),
        ("It is over, the builder, a rival of Dale Homes, said.", "Dale Homes", "ORG", None),
        ("It is over, the union's envoy, former judge Ann Lee, said.", "Ann Lee", "PERSON",
         "Ann Lee"),
        ("It is over, the union's envoy, who met Ann Lee, said.", "Ann Lee", "PERSON", None),
    ],
)  # fmt: skip
def test_speaker_is_whom_an_apposition_names(
    text: str, name: str, label: str, expected: str | None
) -> None:
    at, subject = text.index(name), re.search(r"the \w+(?:'s \w+)?", text)
    assert subject is not None
    mention = EntityMention(0, at, at + len(name), name, label, entity_id=name, name=name)
    found = FoundQuote(0, 10, False, "say", Speaker(*subject.span()))
    assert _speaker(text, found, [mention], [])[2] == expected
