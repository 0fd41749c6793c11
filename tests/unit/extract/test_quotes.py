"""Quotes and references on hand-parsed sentences, so that no model's mood decides."""

from __future__ import annotations

import pytest

from schemas.records import Article
from tests.support.hand_parsed import annotated, parsed
from transforms.extract.annotate import annotate

DIRECT = (
    "“|``|PUNCT|punct|5 We|PRP|PRON|nsubj|3 will=will|MD|VERB|aux|4 leave|VB|VERB|ccomp|8 "
    "_,|,|PUNCT|punct|4 _”|''|PUNCT|punct|4 Ann|NNP|PROPN|nsubj|8|B-PERSON "
    "said=say|VBD|VERB|root|0 _.|.|PUNCT|punct|8"
)
INDIRECT = (
    "Ann|NNP|PROPN|compound|2|B-PERSON Lee|NNP|PROPN|nsubj|3|I-PERSON said=say|VBD|VERB|root|0 "
    "that|IN|SCONJ|mark|6 Boeing|NNP|PROPN|nsubj|6|B-ORG grew=grow|VBD|VERB|ccomp|3 "
    "_.|.|PUNCT|punct|3"
)
PRONOUN = "She|PRP|PRON|nsubj|2 left=leave|VBD|VERB|root|0 _.|.|PUNCT|punct|2"
HIM = "He|PRP|PRON|nsubj|2 left=leave|VBD|VERB|root|0 _.|.|PUNCT|punct|2"


def test_quotes_direct_has_speaker_and_verb() -> None:
    doc = parsed(DIRECT)
    (quote,) = annotated(doc).quotes
    assert quote.text == "We will leave"
    assert doc.text[quote.start : quote.end] == quote.text
    assert (quote.direct, quote.verb, quote.speaker_text) == (True, "say", "Ann")


SINGLE = (
    "'|``|PUNCT|punct|5 _We|PRP|PRON|nsubj|5 won=will|MD|AUX|aux|5 _'t|RB|PART|advmod|5 "
    "leave|VB|VERB|ccomp|8 _,|,|PUNCT|punct|5 _'|''|PUNCT|punct|5 said=say|VBD|VERB|root|0 "
    "Ann|NNP|PROPN|nsubj|8|B-PERSON _.|.|PUNCT|punct|8"
)
FILM = (
    "The|DT|DET|det|2 film|NN|NOUN|nsubj|9 '|``|PUNCT|punct|6 _Three|CD|NUM|nummod|5 "
    "Days|NNS|NOUN|appos|2 in|IN|ADP|case|7 May|NNP|PROPN|nmod|5 _'|''|PUNCT|punct|5 "
    "opened=open|VBD|VERB|root|0 _,|,|PUNCT|punct|9 Ann|NNP|PROPN|nsubj|12|B-PERSON "
    "said=say|VBD|VERB|parataxis|9 _.|.|PUNCT|punct|9"
)
#: The subject behind the verb, hung into the quote as parsers like to do.
INVERTED = (
    "“|``|PUNCT|punct|4 _We|PRP|PRON|nsubj|4 will|MD|AUX|aux|4 leave|VB|VERB|ccomp|7 "
    "_,|,|PUNCT|punct|4 _”|''|PUNCT|punct|4 said=say|VBD|VERB|root|0 the|DT|DET|det|9 "
    "founder|NN|NOUN|obj|4 _,|,|PUNCT|punct|9 Ann|NNP|PROPN|appos|9|B-PERSON "
    "Lee|NNP|PROPN|flat|11|I-PERSON _.|.|PUNCT|punct|7"
)


def test_quotes_single_marks_are_quotes_where_somebody_speaks() -> None:
    (quote,) = annotated(parsed(SINGLE)).quotes
    assert (quote.text, quote.direct, quote.speaker_name) == ("We won't leave", True, "Ann")


def test_quotes_titles_of_works_are_none() -> None:
    assert [q.text for q in annotated(parsed(FILM)).quotes if q.direct] == []


def test_quotes_find_a_speaker_behind_the_verb() -> None:
    (quote,) = annotated(parsed(INVERTED)).quotes
    assert (quote.verb, quote.speaker_text) == ("say", "Ann Lee")


def test_quotes_of_several_paragraphs_share_their_speaker() -> None:
    first = (
        "“|``|PUNCT|punct|3 _We|PRP|PRON|nsubj|3 came=come|VBD|VERB|root|0 _.|.|PUNCT|punct|3 "
        "_¶|_SP|SPACE|dep|3"
    )
    doc = parsed(first, DIRECT.replace("“|", "_“|"))
    quotes = annotated(doc).quotes
    assert [(q.text, q.verb, q.speaker_text) for q in quotes] == [
        ("We came.", "say", "Ann"),
        ("We will leave", "say", "Ann"),
    ]


def test_quotes_indirect_is_the_clause() -> None:
    annotation = annotated(parsed(INDIRECT))
    (quote,) = annotation.quotes
    assert (quote.text, quote.direct, quote.speaker_name) == ("that Boeing grew", False, "Ann Lee")
    assert quote.entity_id == annotation.entities[0].entity_id


@pytest.mark.parametrize(
    ("lead", "speaker"),
    [
        ("Ann|NNP|PROPN|nsubj|3|B-PERSON was|VBD|AUX|cop|3 blunt|JJ|ADJ|root|0", "Ann"),
        ("Director|NN|NOUN|compound|2 Ann|NNP|PROPN|nsubj|0|B-PERSON", "Ann"),
        ("The|DT|DET|det|2 sign|NN|NOUN|nsubj|4 was|VBD|AUX|cop|4 clear|JJ|ADJ|root|0", None),
    ],
)
def test_quotes_behind_a_colon_are_of_whom_it_names(lead: str, speaker: str | None) -> None:
    at = len(lead.split())
    quote = (
        f" _:|:|PUNCT|punct|{at} “|``|PUNCT|punct|{at} _Nobody|NN|PRON|nsubj|{at + 5} "
        f"may|MD|AUX|aux|{at + 5} leave|VB|VERB|parataxis|{at} this|DT|DET|det|{at + 7} "
        f"house|NN|NOUN|obj|{at + 5} _.|.|PUNCT|punct|{at} _”|''|PUNCT|punct|{at}"
    )
    (found,) = annotated(parsed(lead + quote)).quotes
    assert (found.text, found.speaker_name) == ("Nobody may leave this house.", speaker)


TALKS = (
    "The|DT|DET|det|2 talks|NNS|NOUN|nsubj|8 _,|,|PUNCT|punct|8 Ann|NNP|PROPN|nsubj|5|B-PERSON "
    "insisted=insist|VBD|VERB|{label} _,|,|PUNCT|punct|5 would|MD|AUX|aux|8 resume|VB|VERB|{other} "
    "_.|.|PUNCT|punct|8"
)


@pytest.mark.parametrize(
    ("label", "other"),
    [("parataxis|8", "root|0"), ("root|0", "ccomp|5"), ("acl:relcl|2", "root|0")],
)
def test_quotes_go_around_their_attribution(label: str, other: str) -> None:
    (quote,) = annotated(parsed(TALKS.format(label=label, other=other))).quotes
    assert (quote.text, quote.direct) == ("The talks, Ann insisted, would resume", False)
    assert (quote.verb, quote.speaker_text) == ("insist", "Ann")


def test_quotes_relative_clauses_of_saying_are_no_attribution() -> None:
    doc = parsed(
        "Bo|NNP|PROPN|nsubj|8|B-PERSON _,|,|PUNCT|punct|4 who|WP|PRON|nsubj|4 "
        "protested=insist|VBD|VERB|acl:relcl|1 loudly|RB|ADV|advmod|4 _,|,|PUNCT|punct|4 "
        "was|VBD|AUX|aux:pass|8 fined=fine|VBN|VERB|root|0 _.|.|PUNCT|punct|8"
    )
    assert annotated(doc).quotes == []


def test_quotes_scare_quotes_are_none() -> None:
    doc = parsed(
        "The|DT|DET|det|3 “|``|PUNCT|punct|3 _war|NN|NOUN|nsubj|5 _”|''|PUNCT|punct|3 "
        "ended=end|VBD|VERB|root|0 _.|.|PUNCT|punct|5"
    )
    assert annotated(doc).quotes == []


def test_references_follow_gender() -> None:
    (reference,) = annotated(parsed(INDIRECT, PRONOUN)).references
    assert (reference.text, reference.name, reference.kind) == ("She", "Ann Lee", "pronoun")
    assert annotated(parsed(INDIRECT, HIM)).references == []


def test_references_leave_two_candidates_alone() -> None:
    two = (
        "Ann|NNP|PROPN|nsubj|2|B-PERSON met=meet|VBD|VERB|root|0 Mary|NNP|PROPN|obj|2|B-PERSON "
        "and|CC|CCONJ|cc|5 Jane|NNP|PROPN|conj|3|B-PERSON _.|.|PUNCT|punct|2"
    )
    both_subjects = two.replace("obj|2|B-PERSON", "nsubj|2|B-PERSON")
    assert annotated(parsed(both_subjects, PRONOUN)).references == []


def test_metonyms_are_capitals_that_act() -> None:
    acts = "Moscow|NNP|PROPN|nsubj|2|B-GPE refused=refuse|VBD|VERB|root|0 _.|.|PUNCT|punct|2"
    holds = (
        "Talks|NNS|NOUN|nsubj|2 began=begin|VBD|VERB|root|0 in|IN|ADP|case|4 "
        "Moscow|NNP|PROPN|obl|2|B-GPE _.|.|PUNCT|punct|2"
    )
    (said,) = annotated(parsed(acts)).entities
    (place,) = annotated(parsed(holds)).entities
    assert (said.metonym, said.country) == (True, "RUS")
    assert (place.metonym, place.country, place.geonames_id) == (False, "RUS", 524901)


def test_tense_of_the_clause_turns_weekdays() -> None:
    past = (
        "They|PRP|PRON|nsubj|2 met=meet|VBD|VERB|root|0 on|IN|ADP|case|4 "
        "Monday|NNP|PROPN|obl|2 _.|.|PUNCT|punct|2"
    )
    future = (
        "They|PRP|PRON|nsubj|3 will|MD|AUX|aux|3 meet|VB|VERB|root|0 on|IN|ADP|case|5 "
        "Monday|NNP|PROPN|obl|3 _.|.|PUNCT|punct|3"
    )
    assert [e.time_value for e in annotated(parsed(past)).entities] == ["2019-01-28"]
    assert [e.time_value for e in annotated(parsed(future)).entities] == ["2019-02-04"]


def test_tense_of_who_could_not_be_reached_looks_back() -> None:
    reached = (
        "They|PRP|PRON|nsubj:pass|5 could|MD|AUX|aux|5 not|RB|PART|advmod|5 be|VB|AUX|aux:pass|5 "
        "reached=reach|VBN|VERB|root|0 on|IN|ADP|case|7 Monday|NNP|PROPN|obl|5 _.|.|PUNCT|punct|5"
    )
    assert [e.time_value for e in annotated(parsed(reached)).entities] == ["2019-01-28"]


def test_tense_of_what_is_agreed_or_set_looks_ahead() -> None:
    agreed = (
        "They|PRP|PRON|nsubj|2 agreed=agree|VBD|VERB|root|0 to|TO|PART|mark|4 meet|VB|VERB|xcomp|2 "
        "on|IN|ADP|case|6 Monday|NNP|PROPN|obl|4 _.|.|PUNCT|punct|2"
    )
    held = (
        "Talks|NNS|NOUN|nsubj:pass|5 are|VBP|AUX|aux|5 to|TO|PART|mark|5 be|VB|AUX|aux:pass|5 "
        "held=hold|VBN|VERB|root|0 in|IN|ADP|case|7 December|NNP|PROPN|obl|5 _.|.|PUNCT|punct|5"
    )
    assert [e.time_value for e in annotated(parsed(agreed)).entities] == ["2019-02-04"]
    assert [e.time_value for e in annotated(parsed(held)).entities] == ["2019-12"]


def test_annotate_refuses_another_text() -> None:
    doc = parsed(PRONOUN)
    article = Article(
        "a1", "u", 0, None, None, None, None, None, (), None, None, None, None, None, None, None,
        (), "Something else.", "", 0, (), "text",
    )  # fmt: skip
    with pytest.raises(ValueError, match="not the article's text"):
        annotate(doc, article)


def test_quotes_short_answer_belongs_to_who_is_asked() -> None:
    doc = parsed(
        "Asked=ask|VBN|VERB|advcl|10 how|WRB|ADV|advmod|3 many|JJ|ADJ|nsubj|5 "
        "had=have|VBD|AUX|aux|5 died=die|VBN|VERB|ccomp|10 _,|,|PUNCT|punct|1 "
        "Ann|NNP|PROPN|nsubj|10|B-PERSON Lee|NNP|PROPN|flat|7|I-PERSON of|IN|ADP|case|7 "
        "said=say|VBD|VERB|root|0 "
        "about|RB|ADV|advmod|12 nine|CD|NUM|obj|10 _.|.|PUNCT|punct|10"
    )
    (quote,) = annotated(doc).quotes
    assert (quote.text, quote.speaker_text) == ("about nine", "Ann Lee")


def test_quotes_name_behind_a_dash_speaks() -> None:
    doc = parsed(
        "“|``|PUNCT|punct|4 _No|DT|DET|det|3 one|NN|NOUN|nsubj|4 asked=ask|VBD|VERB|root|0 "
        "all=all|DT|DET|det|6 of|IN|ADP|case|7 us|PRP|PRON|obl|4 _”|''|PUNCT|punct|4 "
        "—|:|PUNCT|punct|10 Ann|NNP|PROPN|parataxis|4|B-PERSON _,|,|PUNCT|punct|12 "
        "farmer|NN|NOUN|appos|10 _.|.|PUNCT|punct|4"
    )
    (quote,) = annotated(doc).quotes
    assert (quote.text, quote.speaker_text) == ("No one asked all of us", "Ann")


def test_quotes_who_is_quoted_as_saying_speaks() -> None:
    doc = parsed(
        "“|``|PUNCT|punct|3 _We|PRP|PRON|nsubj|3 won=win|VBD|VERB|ccomp|9 it|PRP|PRON|obj|3 "
        "all|DT|DET|advmod|3 _,|,|PUNCT|punct|3 _”|''|PUNCT|punct|3 "
        "Reuters|NNP|PROPN|nsubj|9|B-ORG quoted=quote|VBD|VERB|root|0 "
        "Ann|NNP|PROPN|obj|9|B-PERSON as|IN|SCONJ|mark|12 "
        "saying=say|VBG|VERB|advcl|9 _.|.|PUNCT|punct|9"
    )
    (quote,) = annotated(doc).quotes
    assert (quote.text, quote.speaker_text) == ("We won it all", "Ann")


def test_quotes_clause_may_hold_words_in_marks() -> None:
    doc = parsed(
        "Ann|NNP|PROPN|nsubj|2|B-PERSON said=say|VBD|VERB|root|0 they|PRP|PRON|nsubj|7 "
        "“|``|PUNCT|punct|5 _never|RB|ADV|advmod|7 _”|''|PUNCT|punct|5 "
        "knew=know|VBD|VERB|ccomp|2 him|PRP|PRON|obj|7 _.|.|PUNCT|punct|2"
    )
    (quote,) = annotated(doc).quotes
    assert (quote.direct, quote.text) == (False, "they “never” knew him")


def test_quotes_possessor_does_not_speak() -> None:
    doc = parsed(
        "Ann|NNP|PROPN|nmod:poss|3|B-PERSON _'s|POS|PART|case|1 lawyer|NN|NOUN|nsubj|4 "
        "said=say|VBD|VERB|root|0 he|PRP|PRON|nsubj|6 left=leave|VBD|VERB|ccomp|4 "
        "the|DT|DET|det|8 town|NN|NOUN|obj|6 _.|.|PUNCT|punct|4"
    )
    (quote,) = annotated(doc).quotes
    assert (quote.speaker_text, quote.speaker_name) == ("Ann's lawyer", None)


#: "Ms. Lee said of the U.S. plan." between two parts of a quote: stops within one sentence.
PART = (
    "“|``|PUNCT|punct|4 _We|PRP|PRON|nsubj|4 will|MD|AUX|aux|4 leave|VB|VERB|ccomp|10 "
    "_,|,|PUNCT|punct|4 _”|''|PUNCT|punct|4 Ms.|NNP|PROPN|compound|9 "
    "Ann|NNP|PROPN|compound|9|B-PERSON "
    "Lee|NNP|PROPN|nsubj|10|I-PERSON said=say|VBD|VERB|root|0 of|IN|ADP|case|14 the|DT|DET|det|14 "
    "U.S.|NNP|PROPN|compound|14|B-GPE plan|NN|NOUN|obl|10 _.|.|PUNCT|punct|10"
)
LONE = (
    "“|``|PUNCT|punct|5 _It|PRP|PRON|nsubj|5 was|VBD|AUX|cop|5 quite|RB|ADV|advmod|5 "
    "bright|JJ|ADJ|root|0 _.|.|PUNCT|punct|5 _”|''|PUNCT|punct|5"
)
SAW = (
    "Ann|NNP|PROPN|compound|2|B-PERSON Lee|NNP|PROPN|nsubj|3|I-PERSON saw=see|VBD|VERB|root|0 "
    "the|DT|DET|det|5 fire|NN|NOUN|obj|3 _.|.|PUNCT|punct|3"
)
TOWN = SAW.replace("B-PERSON", "B-GPE").replace("I-PERSON", "I-GPE")
AS_SAYING = (
    "“|``|PUNCT|punct|4 _We|PRP|PRON|nsubj|4 will|MD|AUX|aux|4 leave|VB|VERB|ccomp|9 "
    "_,|,|PUNCT|punct|4 _”|''|PUNCT|punct|4 the|DT|DET|det|8 daily|NN|NOUN|nsubj|9 "
    "quoted=quote|VBD|VERB|root|0 Lee|NNP|PROPN|nsubj|9|B-PERSON as|IN|SCONJ|mark|12 "
    "saying=say|VBG|VERB|advcl|9 _.|.|PUNCT|punct|9"
)
AGENT = (
    "The|DT|DET|det|2 plan|NN|NOUN|nsubj:pass|4 was|VBD|AUX|aux:pass|4 "
    "described=describe|VBN|VERB|root|0 as|IN|ADP|case|7 “|``|PUNCT|punct|7 _mad|JJ|ADJ|obl|4 "
    "_”|''|PUNCT|punct|7 by|IN|ADP|case|10 Lee|NNP|PROPN|obl|4|B-PERSON _.|.|PUNCT|punct|4"
)


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ((PART, LONE), ["Ann Lee", "Ann Lee"]),
        ((SAW, LONE), ["Ann Lee"]),
        ((TOWN, LONE), [None]),
        ((AS_SAYING,), ["Lee"]),
        ((AGENT,), ["Lee"]),
    ],
)
def test_quotes_find_who_speaks_around_the_sentence(
    sentences: tuple[str, ...], expected: list[str | None]
) -> None:
    quotes = annotated(parsed(*sentences)).quotes
    assert [quote.speaker_name for quote in quotes if quote.direct] == expected


UNSAID = (
    "Lee|NNP|PROPN|nsubj|2|B-PERSON {above} to|TO|PART|mark|4 say|VB|VERB|xcomp|2 "
    "{opens} she|PRP|PRON|nsubj|7 left=leave|VBD|VERB|ccomp|4 _.|.|PUNCT|punct|2"
)


@pytest.mark.parametrize(
    ("above", "opens", "found"),
    [
        ("declined=decline|VBD|VERB|root|0", "why|WRB|ADV|advmod|7", 0),
        ("declined=decline|VBD|VERB|root|0", "that|IN|SCONJ|mark|7", 1),
        ("came=come|VBD|VERB|root|0", "why|WRB|ADV|advmod|7", 1),
    ],
)
def test_quotes_what_is_left_unsaid_is_none(above: str, opens: str, found: int) -> None:
    doc = parsed(UNSAID.format(above=above, opens=opens))
    assert len(annotated(doc).quotes) == found


def test_quotes_few_words_hang_on_their_verb() -> None:
    # "Granma compared him to “Che” and said he won": nobody says "Che"
    doc = parsed(
        "Granma|NNP|PROPN|nsubj|2|B-ORG compared=compare|VBD|VERB|root|0 him|PRP|PRON|obj|2 "
        "to|IN|ADP|case|6 “|``|PUNCT|punct|6 _Che|NNP|PROPN|obl|2 _”|''|PUNCT|punct|6 "
        "and|CC|CCONJ|cc|9 said=say|VBD|VERB|conj|2 he|PRP|PRON|nsubj|11 "
        "won=win|VBD|VERB|ccomp|9 again|RB|ADV|advmod|11 _.|.|PUNCT|punct|2"
    )
    assert [(q.direct, q.text) for q in annotated(doc).quotes] == [(False, "he won again")]


def test_quotes_what_somebody_called_it_is_said() -> None:
    doc = parsed(
        "It|PRP|PRON|nsubj|3 was|VBD|AUX|cop|3 what|WP|PRON|root|0 Lee|NNP|PROPN|nsubj|5|B-PERSON "
        "called=call|VBD|VERB|acl:relcl|3 “|``|PUNCT|punct|9 _the|DT|DET|det|9 "
        "worst|JJS|ADJ|amod|9 year|NN|NOUN|xcomp|5 ever|RB|ADV|advmod|9 _”|''|PUNCT|punct|9 "
        "_.|.|PUNCT|punct|3"
    )
    (quote,) = annotated(doc).quotes
    assert (quote.text, quote.speaker_name) == ("the worst year ever", "Lee")
