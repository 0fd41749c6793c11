"""Rows of whole sentences, on hand-written trees."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from schemas.records import Event
from tests.unit.events.trees import annotation, article, micros, tree
from transforms.events import EventOptions, code_events
from transforms.events.coder import MAX_PARTICIPANTS


def rows(text: str, date: str | None = "2019-01-29", **columns: dict[str, object]) -> list[Event]:
    doc = tree(text)
    return code_events(doc, article(doc, date), annotation(doc, **columns))


def only(events: list[Event], event_type: str | None) -> Event:
    found = [e for e in events if e.event_type == event_type]
    assert len(found) == 1, events
    return found[0]


ACTIVE = """
Rebels/NNS/NOUN 2 nsubj rebel
attacked/VBD/VERB 0 root attack
the/DT/DET 4 det
village/NN/NOUN 2 obj
on/IN/ADP 6 case
Monday/NNP/PROPN 2 obl monday DATE
./././PUNCT 2 punct
"""


def test_coder_reads_an_active_clause() -> None:
    when = {"time_start": micros(2019, 1, 28), "time_end": micros(2019, 1, 29)}
    event = only(rows(ACTIVE.replace("./././PUNCT", "././PUNCT"), Monday=when), "ASSAULT")
    assert [(p.text, p.sectors) for p in event.actors] == [("Rebels", ("REB",))]
    assert [p.text for p in event.recipients] == ["the village"]
    assert (event.event_date_start, event.event_date_end) == ("2019-01-28", "2019-01-28")
    assert event.event_date_text == "Monday"
    assert (event.cameo_code, event.quad_class, event.goldstein) == ("190", 4, -10.0)
    assert (event.modality, event.negated, event.predicate) == ("asserted", False, "attack")
    assert (event.trigger_start, event.trigger_end) == (7, 15)


PASSIVE = """
Two/CD/NUM 2 nummod
journalists/NNS/NOUN 4 nsubj:pass journalist
were/VBD/AUX 4 aux:pass be
arrested/VBN/VERB 0 root arrest
and/CC/CCONJ 6 cc
beaten/VBN/VERB 4 conj beat
by/IN/ADP 8 case
police/NNS/NOUN 4 obl:agent
"""


def test_coder_turns_a_passive_round_and_shares_it_with_conjuncts() -> None:
    event = only(rows(PASSIVE), "COERCE")
    assert [p.text for p in event.actors] == ["police"]
    assert [(p.text, p.sectors) for p in event.recipients] == [("Two journalists", ("JRN",))]
    assert (event.mode, event.cameo_code) == ("arrest", "173")
    beaten = next(e for e in rows(PASSIVE) if e.predicate.startswith("beat"))
    assert [p.text for p in beaten.recipients] == ["Two journalists"]


LIGHT = """
The/DT/DET 2 det
minister/NN/NOUN 3 nsubj
held/VBD/VERB 0 root hold
a/DT/DET 5 det
meeting/NN/NOUN 3 obj
with/IN/ADP 8 case
Syrian/JJ/ADJ 8 amod syrian NORP
rebels/NNS/NOUN 5 nmod rebel
"""


def test_coder_joins_a_light_verb_with_its_noun() -> None:
    event = only(rows(LIGHT, Syrian={"country": "SYR"}), "CONSULT")
    assert event.predicate == "hold meeting"
    assert event.trigger == "held a meeting"
    assert [(p.text, p.sectors) for p in event.actors] == [("The minister", ("GOV",))]
    assert [(p.text, p.country, p.sectors) for p in event.recipients] == [
        ("Syrian rebels", "SYR", ("REB",))
    ]
    assert len(rows(LIGHT)) == 1


NOMINAL = """
Talks/NNS/NOUN 4 nsubj talk
followed/VBD/VERB 0 root follow
the/DT/DET 4 det
downing/NN/NOUN 2 obj
of/IN/ADP 8 case
a/DT/DET 8 det
Russian/JJ/ADJ 8 amod russian NORP
aircraft/NN/NOUN 4 nmod
"""


def test_coder_reads_a_nominalization_with_its_victim() -> None:
    event = only(rows(NOMINAL, Russian={"country": "RUS"}), "ASSAULT")
    assert event.mode == "heavy-weapons"
    assert event.actors == ()
    assert [(p.text, p.country) for p in event.recipients] == [("a Russian aircraft", "RUS")]


REPORTED = """
Russia/NNP/PROPN 2 nsubj russia GPE
said/VBD/VERB 0 root say
Israel/NNP/PROPN 5 nsubj israel GPE
should/MD/AUX 5 aux
stop/VB/VERB 2 ccomp
air/NN/NOUN 7 compound
strikes/NNS/NOUN 5 obj strike
on/IN/ADP 9 case
Syria/NNP/PROPN 7 nmod syria GPE
"""


def test_coder_reads_reported_obligation_as_a_request_by_the_speaker() -> None:
    countries = {"Russia": {"country": "RUS"}, "Israel": {"country": "ISR"}}
    events = rows(REPORTED, **countries)
    event = only(events, "REQUEST")
    assert [p.country for p in event.actors] == ["RUS"]
    assert [p.country for p in event.recipients] == ["ISR"]
    assert event.mode == "yield"
    assert not [e for e in events if e.event_type == "ASSAULT"]


FUTURE = """
France/NNP/PROPN 3 nsubj france GPE
will/MD/AUX 3 aux
meet/VB/VERB 0 root
Germany/NNP/PROPN 3 obj germany GPE
"""


def test_coder_reads_a_planned_meeting_as_agree() -> None:
    event = only(rows(FUTURE), "AGREE")
    assert (event.modality, event.cameo_code, event.event_date_start) == ("future", "036", None)


def test_coder_reads_a_refused_meeting_as_reject() -> None:
    refused = FUTURE.replace("Germany", "not/RB/PART 3 advmod\nGermany")
    event = only(rows(refused), "REJECT")
    assert (event.mode, event.negated) == ("meet", False)


NEGATED = """
Police/NNS/NOUN 4 nsubj police
did/VBD/AUX 4 aux do
not/RB/PART 4 advmod
arrest/VB/VERB 0 root
anyone/NN/PRON 4 obj
"""


def test_coder_marks_negation() -> None:
    event = only(rows(NEGATED), "COERCE")
    assert event.negated


CONDITIONAL = """
If/IN/SCONJ 3 mark
troops/NNS/NOUN 3 nsubj troop
invade/VBP/VERB 6 advcl
,/,/PUNCT 3 punct
markets/NNS/NOUN 6 nsubj market
fall/VBP/VERB 0 root
"""


def test_coder_marks_a_condition_as_hypothetical() -> None:
    assert only(rows(CONDITIONAL), "ASSAULT").modality == "hypothetical"


BUSINESS = """
Corvane/NNP/PROPN 2 nsubj corvane ORG
bought/VBD/VERB 0 root buy
Alder/NNP/PROPN 2 obj alder ORG
"""


def test_coder_keeps_events_outside_plover_without_a_type() -> None:
    (event,) = rows(BUSINESS)
    assert (event.event_type, event.cameo_code, event.quad_class, event.goldstein) == (
        None,
        None,
        None,
        None,
    )
    assert [p.text for p in event.actors] == ["Corvane"]
    assert [p.text for p in event.recipients] == ["Alder"]


def test_coder_option_coded_leaves_them_out() -> None:
    doc = tree(BUSINESS)
    assert code_events(doc, article(doc), None, EventOptions(events="coded")) == []


IMPERATIVE = """
Beat/VB/VERB 0 root beat
the/DT/DET 3 det
eggs/NNS/NOUN 1 obj egg
until/IN/SCONJ 6 mark
they/PRP/PRON 6 nsubj
foam/VBP/VERB 1 advcl
"""


def test_coder_is_silent_on_instructions() -> None:
    assert rows(IMPERATIVE) == []


TITLED = """
Vladimir/NNP/PROPN 5 nmod:poss vladimir PERSON
Putin/NNP/PROPN 1 flat putin PERSON
's/POS/PART 1 case
special/JJ/ADJ 5 amod
envoy/NN/NOUN 8 nsubj
for/IN/ADP 7 case
Syria/NNP/PROPN 5 nmod syria GPE
resigned/VBD/VERB 0 root resign
"""


def test_coder_gives_an_envoy_his_masters_country() -> None:
    event = only(rows(TITLED, Syria={"country": "SYR"}), "RETREAT")
    (actor,) = event.actors
    assert (actor.country, actor.sectors) == ("RUS", ("GOV",))
    assert event.mode == "resign"


PRONOUN = """
The/DT/DET 2 det
ministry/NN/NOUN 3 nsubj
said/VBD/VERB 0 root say
it/PRP/PRON 5 nsubj
condemned/VBD/VERB 3 ccomp condemn
the/DT/DET 7 det
raid/NN/NOUN 5 obj
"""


def test_coder_names_a_pronoun_after_the_speaker_and_attributes() -> None:
    event = only(rows(PRONOUN), "ACCUSE")
    (actor,) = event.actors
    assert (actor.text, actor.name, actor.sectors) == ("it", "The ministry", ("GOV",))
    assert event.attributed_to == "The ministry"


EXPLOSION = """
An/DT/DET 2 det
explosion/NN/NOUN 9 nsubj
that/WDT/PRON 4 nsubj
wrecked/VBD/VERB 2 acl:relcl wreck
the/DT/DET 6 det
bank/NN/NOUN 4 obj
on/IN/ADP 8 case
Monday/NNP/PROPN 4 obl monday DATE
angered/VBD/VERB 0 root anger
Italy/NNP/PROPN 9 obj italy GPE
"""

HIDDEN = """
Rebels/NNS/NOUN 2 nsubj rebel
seized/VBD/VERB 0 root seize
gold/NN/NOUN 2 obj
hidden/VBN/VERB 3 acl hide
in/IN/ADP 6 case
beds/NNS/NOUN 4 obl bed
on/IN/ADP 8 case
Monday/NNP/PROPN 4 obl monday DATE
"""


def test_coder_takes_a_nouns_day_from_its_own_clause() -> None:
    when = {"time_start": micros(2019, 1, 28), "time_end": micros(2019, 1, 29)}
    event = next(e for e in rows(EXPLOSION, Monday=when) if e.trigger == "explosion")
    assert (event.event_date_start, event.event_date_text) == ("2019-01-28", "Monday")


@pytest.mark.parametrize(
    ("day", "expected"), [(28, ("2019-01-28", "Monday")), (7, ("2019-01-29", None))]
)
def test_coder_takes_a_late_participles_day_where_it_is_of_the_week(
    day: int, expected: tuple[str, str | None]
) -> None:
    when = {"time_start": micros(2019, 1, day), "time_end": micros(2019, 1, day + 1)}
    event = next(e for e in rows(HIDDEN, Monday=when) if e.predicate == "seize")
    assert (event.event_date_start, event.event_date_text) == expected


def test_coder_finds_names_of_a_users_own_actor_list() -> None:
    doc = tree(FUTURE.replace("France", "Gondor").replace("Germany", "Mordor"))
    actors = {"gondor": ("GON", ("GOV",)), "mordor": ("MOR", ())}
    (event,) = code_events(doc, article(doc), annotation(doc), EventOptions(actors=actors))
    assert [(p.country, p.sectors) for p in event.actors] == [("GON", ("GOV",))]
    assert [p.country for p in event.recipients] == ["MOR"]


def test_coder_gives_stable_ids_that_name_trigger_and_predicate() -> None:
    first, second = rows(LIGHT), rows(LIGHT)
    assert [e.event_id for e in first] == [e.event_id for e in second]
    assert len({e.event_id for e in rows(PASSIVE)}) == 2


def test_coder_without_a_date_leaves_dates_null() -> None:
    event = only(rows(PASSIVE, date=None), "COERCE")
    assert (event.event_date_start, event.event_date_end, event.event_date_text) == (
        None,
        None,
        None,
    )


@pytest.mark.parametrize("count", [0, 1, 2000])
def test_coder_bears_text_without_a_parse(count: int) -> None:
    doc = Doc(Vocab(), words=["word"] * count)
    assert code_events(doc, article(doc)) == []


def test_coder_bears_a_list_of_two_thousand_names() -> None:
    lines = ["Rebels/NNS/NOUN 2 nsubj rebel", "attacked/VBD/VERB 0 root attack"]
    lines.append("town/NN/NOUN 2 obj")
    lines += ["town/NN/NOUN 3 conj"] * 2000
    event = only(rows("\n".join(lines)), "ASSAULT")
    assert len(event.recipients) == MAX_PARTICIPANTS


@pytest.mark.parametrize("line", ["town/NN/NOUN {} compound", "town/NN/NOUN {} nmod",
                                  "raid/VBD/VERB {} conj raid", "raid/NN/NOUN {} conj raid",
                                  "say/VBD/VERB {} ccomp say"])  # fmt: skip
def test_coder_bears_two_thousand_words_nested_in_one_another(line: str) -> None:
    # each word hangs on the one before it; compounds hang on the one after
    if "compound" in line:
        nested = [*(line.format(i + 1) for i in range(1, 2000)), "town/NN/NOUN 0 root"]
    else:
        nested = ["town/NN/NOUN 0 root", *(line.format(i) for i in range(1, 2000))]
    assert len(rows("\n".join(nested))) <= 300


STORMED = """
Gunmen/NNS/NOUN 2 nsubj gunman
stormed/VBD/VERB 0 root storm
a/DT/DET 4 det
hotel/NN/NOUN 2 obj
on/IN/ADP 6 case
Monday/NNP/PROPN 2 obl monday DATE
They/PRP/PRON 8 nsubj they
{verb}
two/CD/NUM 10 nummod two
guards/NNS/NOUN 8 obj guard
"""
MONDAY = {"time_start": micros(2019, 1, 28), "time_end": micros(2019, 1, 29)}
LONG_AGO = {"time_start": micros(2015, 1, 5), "time_end": micros(2015, 1, 6)}


def last_day(verb: str, when: dict[str, object]) -> tuple[str | None, str | None]:
    last = rows(STORMED.format(verb=verb), Monday=when)[-1]
    return last.event_date_start, last.event_date_text


def test_date_goes_on_from_one_past_sentence_to_the_next() -> None:
    assert last_day("killed/VBD/VERB 0 root kill", MONDAY) == ("2019-01-28", "Monday")
    assert last_day("killed/VBD/VERB 0 root kill", LONG_AGO) == ("2015-01-05", "Monday")


def test_date_of_figures_and_perfects_does_not_go_on() -> None:
    assert last_day("lost/VBD/VERB 0 root lose", MONDAY) == ("2019-01-29", None)
    perfect = "have/VBP/AUX 9 aux have\nkilled/VBN/VERB 0 root kill"
    shifted = STORMED.replace("8 nsubj", "9 nsubj").replace("10 nummod", "11 nummod")
    text = shifted.replace("8 obj guard", "9 obj guard").format(verb=perfect)
    last = rows(text, Monday=MONDAY)[-1]
    assert (last.event_date_start, last.event_date_text) == ("2019-01-29", None)


def test_old_date_holds_only_for_the_next_sentence() -> None:
    between = "killed/VBD/VERB 0 root kill\ntwo/CD/NUM 10 nummod two\nguards/NNS/NOUN 8 obj guard\n"
    third = """They/PRP/PRON 12 nsubj they
burned/VBD/VERB 0 root burn
"""
    text = STORMED.format(verb=between + third)
    text = text[: text.index("burned")] + "burned/VBD/VERB 0 root burn\nit/PRP/PRON 12 obj it\n"
    recent, old = rows(text, Monday=MONDAY)[-1], rows(text, Monday=LONG_AGO)[-1]
    assert recent.predicate == old.predicate == "burn"
    assert recent.event_date_start == "2019-01-28"
    assert old.event_date_start == "2019-01-29"


HELD = """
Rebels/NNS/NOUN 2 nsubj rebel
held/VBD/VERB 0 root hold
Kiel/NNP/PROPN 2 obj kiel GPE
{case}/IN/ADP 5 case {case}
Monday/NNP/PROPN 2 obl monday DATE
"""


def test_date_of_since_reaches_to_publication_and_until_gives_none() -> None:
    since = rows(HELD.format(case="since"), Monday=MONDAY)[0]
    assert (since.event_date_start, since.event_date_end) == ("2019-01-28", "2019-01-29")
    until = rows(HELD.format(case="until"), Monday=MONDAY)[0]
    assert until.event_date_text is None


ARRIVED = """
Marlow/NNP/PROPN 2 nsubj marlow PERSON
landed/VBD/VERB 0 root land
in/IN/ADP 4 case
Kiel/NNP/PROPN 2 obl kiel GPE
"""


def test_place_is_given_where_it_takes_part_too() -> None:
    place = rows(ARRIVED, Kiel={"country": "DEU"})[0].place
    assert place is not None
    assert place.text == "Kiel"
