"""Plural mentions on hand-parsed sentences: who "both leaders" are, and when nobody can tell."""

from __future__ import annotations

import pytest

from schemas.records import Annotation
from tests.support.hand_parsed import annotated, parsed
from transforms.extract.references import referents

MET = (
    "Minister|NNP|PROPN|compound|3 Ivan|NNP|PROPN|compound|3|B-PERSON Petrov|NNP|PROPN|nsubj|8"
    "|I-PERSON and|CC|CCONJ|cc|7 Minister|NNP|PROPN|compound|7 Ann|NNP|PROPN|compound|7|B-PERSON "
    "Lee|NNP|PROPN|conj|3|I-PERSON met=meet|VBD|VERB|root|0 _.|.|PUNCT|punct|8"
)
ONE = (
    "Minister|NNP|PROPN|compound|3 {0}|NNP|PROPN|compound|3|B-PERSON {1}|NNP|PROPN|nsubj|4"
    "|I-PERSON spoke=speak|VBD|VERB|root|0 _.|.|PUNCT|punct|4"
)
COUNTED = (
    "The|DT|DET|det|3 {0}|CD|NUM|nummod|3 {1}|NNS|NOUN|nsubj|4 left=leave|VBD|VERB|root|0 "
    "_.|.|PUNCT|punct|4"
)
BOTH = "Both|DT|DET|det|2 {0}|NNS|NOUN|nsubj|3 left=leave|VBD|VERB|root|0 _.|.|PUNCT|punct|3"
THEY = "They|PRP|PRON|nsubj|2 left=leave|VBD|VERB|root|0 _.|.|PUNCT|punct|2"
PAIR = "The|DT|DET|det|2 pair|NN|NOUN|nsubj|3 left=leave|VBD|VERB|root|0 _.|.|PUNCT|punct|3"
STATES = (
    "Kenya|NNP|PROPN|nsubj|4|B-GPE and|CC|CCONJ|cc|3 Uganda|NNP|PROPN|conj|1|B-GPE "
    "signed=sign|VBD|VERB|root|0 _.|.|PUNCT|punct|4"
)
FIRMS = STATES.replace("Kenya", "Boeing").replace("Uganda", "Airbus").replace("GPE", "ORG")
OTHERS = "Dogs|NNS|NOUN|nsubj|2 barked=bark|VBD|VERB|root|0 _.|.|PUNCT|punct|2"


def plurals(*sentences: str) -> dict[str, list[str]]:
    """Text of a plural mention → the names it means."""
    found: dict[str, list[str]] = {}
    for reference in annotated(parsed(*sentences)).references:
        if reference.kind == "plural":
            found.setdefault(reference.text, []).append(reference.name)
    return found


@pytest.mark.parametrize(
    ("sentences", "text"),
    [
        ((MET, COUNTED.format("two", "ministers")), "The two ministers"),
        ((MET, BOTH.format("officials")), "Both officials"),
        ((MET, COUNTED.format("two", "men").replace("men", "people")), "The two people"),
        ((MET, THEY), "They"),
        ((MET, PAIR), "The pair"),
    ],
)
def test_plurals_mean_joined_names(sentences: tuple[str, ...], text: str) -> None:
    assert plurals(*sentences) == {text: ["Ivan Petrov", "Ann Lee"]}


def test_plurals_gather_names_that_fit_the_title() -> None:
    apart = (ONE.format("Ivan", "Petrov"), ONE.format("Ann", "Lee"))
    found = plurals(*apart, COUNTED.format("two", "ministers"))
    assert found == {"The two ministers": ["Ivan Petrov", "Ann Lee"]}
    assert plurals(*apart, COUNTED.format("two", "senators")) == {}
    assert plurals(*apart, COUNTED.format("three", "ministers")) == {}


def test_plurals_take_countries_and_companies() -> None:
    assert plurals(STATES, COUNTED.format("two", "countries")) == {
        "The two countries": ["Kenya", "Uganda"]
    }
    assert plurals(FIRMS, BOTH.format("companies")) == {"Both companies": ["Boeing", "Airbus"]}
    assert plurals(STATES, BOTH.format("companies")) == {}


@pytest.mark.parametrize(
    "sentences",
    [
        (MET, COUNTED.format("three", "ministers")),
        (MET, COUNTED.format("two", "women")),
        (MET, COUNTED.format("two", "dogs")),
        (MET, OTHERS, THEY),
        (ONE.format("Ivan", "Petrov"), THEY),
        (ONE.format("Ivan", "Petrov"), BOTH.format("ministers")),
        (MET, OTHERS, OTHERS, OTHERS, OTHERS, PAIR),
        (MET, COUNTED.format("two", "ministers").replace("The|", "Some|")),
    ],
)
def test_plurals_without_good_evidence_are_left_alone(sentences: tuple[str, ...]) -> None:
    assert plurals(*sentences) == {}


def test_plurals_go_on_as_they() -> None:
    found = plurals(STATES, COUNTED.format("two", "countries"), THEY)
    assert found["They"] == ["Kenya", "Uganda"]


def test_referents_give_every_chain_of_a_phrase() -> None:
    annotation: Annotation = annotated(parsed(MET, COUNTED.format("two", "ministers")))
    phrase = next(r for r in annotation.references if r.kind == "plural")
    found = referents(annotation, phrase.start, phrase.end)
    assert [r.name for r in found] == ["Ivan Petrov", "Ann Lee"]
    assert {r.entity_id for r in found} == {e.entity_id for e in annotation.entities}
    assert referents(annotation, 0, phrase.start) == ()


def test_quotes_by_several_have_no_single_speaker() -> None:
    said = (
        "The|DT|DET|det|3 two|CD|NUM|nummod|3 ministers|NNS|NOUN|nsubj|4 said=say|VBD|VERB|root|0 "
        "that|IN|SCONJ|mark|7 Kenya|NNP|PROPN|nsubj|7|B-GPE grew=grow|VBD|VERB|ccomp|4 "
        "_.|.|PUNCT|punct|4"
    )
    (quote,) = annotated(parsed(MET, said)).quotes
    assert (quote.speaker_text, quote.entity_id) == ("The two ministers", None)
