"""Whom "he", "the two envoys", "they" and "I" mean among an article's chains, on trees."""

from __future__ import annotations

from schemas.records import Event, Quote, Reference
from tests.unit.events.trees import annotation, article, tree
from transforms.events import code_events

PEOPLE = {
    "Ann": {"entity_id": "e1", "country": "DNK"},
    "Bo": {"entity_id": "e2", "country": "DNK"},
}


def events_of(
    text: str, references: list[Reference] | None = None, quotes: list[Quote] | None = None
) -> list[Event]:
    doc = tree(text)
    notes = annotation(doc, **PEOPLE)
    notes = notes._replace(references=references or [], quotes=quotes or [])
    return code_events(doc, article(doc), notes)


def chains(event: Event) -> list[tuple[str, str | None, str | None]]:
    return [(p.text, p.entity_id, p.name) for p in event.actors]


RESIGNED = """
The/DT/DET 2 det
minister/NN/NOUN 3 nsubj
resigned/VBD/VERB 0 root resign
"""
CAR = """
The/DT/DET 2 det
minister/NN/NOUN 4 nmod:poss
's/POS/PART 2 case
driver/NN/NOUN 5 nsubj
resigned/VBD/VERB 0 root resign
"""
MINISTER = Reference(0, 0, 12, "The minister", "nominal", "e2", "Bo Lund", "PERSON", "DNK")


def test_nominal_takes_the_chain_of_its_reference() -> None:
    (event,) = events_of(RESIGNED, [MINISTER])
    (minister,) = event.actors
    assert (minister.entity_id, minister.name, minister.country) == ("e2", "Bo Lund", "DNK")
    assert minister.text == "The minister"


def test_reference_inside_a_longer_phrase_does_not_name_it() -> None:
    (event,) = events_of(CAR, [MINISTER])
    assert chains(event) == [("The minister 's driver", None, None)]


TWO = """
The/DT/DET 3 det
two/CD/NUM 3 nummod two
envoys/NNS/NOUN 4 nsubj envoy
resigned/VBD/VERB 0 root resign
"""


def test_plural_reference_gives_one_participant_a_chain() -> None:
    both = [
        Reference(0, 0, 14, "The two envoys", "plural", "e1", "Ann", "PERSON", "DNK"),
        Reference(0, 0, 14, "The two envoys", "plural", "e2", "Bo", "PERSON", "DNK"),
    ]
    (event,) = events_of(TWO, both)
    assert chains(event) == [("The two envoys", "e1", "Ann"), ("The two envoys", "e2", "Bo")]


MET = """
Envoy/NNP/PROPN 2 compound envoy
Ann/NNP/PROPN 6 nsubj ann PERSON
and/CC/CCONJ 5 cc
Envoy/NNP/PROPN 5 compound envoy
Bo/NNP/PROPN 2 conj bo PERSON
resigned/VBD/VERB 0 root resign
"""
THEN = """
{first}
{number}/CD/NUM 9 nummod {number}
envoys/NNS/NOUN 10 nsubj envoy
left/VBD/VERB 6 parataxis leave
"""


def together(first: str, number: str) -> list[Event]:
    return events_of(MET + THEN.format(first=first, number=number).strip())


def test_counting_plural_means_those_who_acted_together() -> None:
    events = together("The/DT/DET 9 det", "two")
    assert chains(events[1]) == [("The two envoys", "e1", "Ann"), ("The two envoys", "e2", "Bo")]


def test_counting_plural_of_another_number_is_left_alone() -> None:
    events = together("The/DT/DET 9 det", "three")
    assert chains(events[1]) == [("The three envoys", None, None)]


def test_new_people_are_not_those_before() -> None:
    events = together("Another/DT/DET 9 det", "two")
    assert chains(events[1]) == [("Another two envoys", None, None)]


THEY = """
They/PRP/PRON 8 nsubj they
left/VBD/VERB 6 parataxis leave
"""


def test_they_are_those_who_acted_together_before() -> None:
    events = events_of(MET + THEY.strip())
    assert [c[1] for c in chains(events[1])] == ["e1", "e2"]


RIVALS = """
Envoy/NNP/PROPN 2 compound envoy
Ann/NNP/PROPN 6 nsubj ann PERSON
and/CC/CCONJ 5 cc
Envoy/NNP/PROPN 5 compound envoy
Bo/NNP/PROPN 2 conj bo PERSON
met/VBD/VERB 0 root meet
protesters/NNS/NOUN 6 obj protester
They/PRP/PRON 9 nsubj they
left/VBD/VERB 6 parataxis leave
"""


def test_they_with_a_rival_plural_are_left_alone() -> None:
    left = events_of(RIVALS)[-1]
    assert [c[1] for c in chains(left)] == [None]


SAID = """
I/PRP/PRON 2 nsubj i
resigned/VBD/VERB 4 ccomp resign
Bo/NNP/PROPN 4 nsubj bo PERSON
said/VBD/VERB 0 root say
"""


def test_i_inside_a_quote_is_who_says_it() -> None:
    quote = Quote("q", 0, 0, 10, "I resigned", True, "Bo", 11, 13, "e2", "Bo Lund", "said")
    event = events_of(SAID, quotes=[quote])[0]
    assert chains(event) == [("I", "e2", "Bo Lund")]


OWN = """
Ann/NNP/PROPN 2 nsubj ann PERSON
withdrew/VBD/VERB 0 root withdraw
her/PRP$/PRON 4 nmod:poss her
support/NN/NOUN 2 obj support
"""


APPEALED = """
We/PRP/PRON 2 nsubj we
appealed/VBD/VERB 4 ccomp appeal
{name}
said/VBD/VERB 0 root say
"""


def test_we_inside_a_quote_are_the_body_that_says_it() -> None:
    def named(label: str) -> str | None:
        text = APPEALED.format(name=f"Ann/NNP/PROPN 4 nsubj ann {label}")
        quote = Quote("q", 0, 0, 11, "We appealed", True, "Ann", 12, 15, "e1", "Ann", "said")
        (appeal,) = [e for e in events_of(text, quotes=[quote]) if e.predicate == "appeal"]
        return appeal.actors[0].entity_id

    assert named("ORG") == "e1"
    assert named("PERSON") is None


def test_possessive_of_who_acts_is_nobody_else() -> None:
    (event,) = events_of(OWN)
    assert [p.text for p in event.recipients] == ["her"]
    her = Reference(0, 13, 16, "her", "pronoun", "e1", "Ann", "PERSON", "DNK")
    (event,) = events_of(OWN, [her])
    assert event.recipients == ()


LOST = """
Rain/NN/NOUN 2 nsubj rain
helped/VBD/VERB 0 root help
said/VBD/VERB 0 root say
Ann/NNP/PROPN 3 dep ann PERSON
"""


def test_speaker_of_a_quote_says_it_where_the_parse_lost_who_does() -> None:
    quote = Quote("q", 0, 0, 11, "Rain helped", True, "Ann", 17, 20, "e1", "Ann", "said")
    (said,) = [e for e in events_of(LOST, quotes=[quote]) if e.predicate == "say"]
    assert chains(said) == [("Ann", "e1", "Ann")]


DOWN = """
Brontel/NNP/PROPN 2 nsubj brontel ORG
let/VBD/VERB 0 root let
investors/NNS/NOUN 2 obj investor
down/RP/ADP 2 compound:prt down
"""


def test_let_down_is_an_event_and_let_none() -> None:
    assert [e.predicate for e in events_of(DOWN)] == ["let down"]
    without = "\n".join(DOWN.strip().splitlines()[:3])
    assert [e.predicate for e in events_of(without)] == []
