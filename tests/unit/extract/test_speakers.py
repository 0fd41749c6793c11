"""Who a quote's subject is, from the names in and beside it."""

from __future__ import annotations

import pytest

from schemas.records import EntityMention
from transforms.extract.speech.saying import FoundQuote
from transforms.extract.speech.speakers import _speaker


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
