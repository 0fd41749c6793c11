"""Whom the syntax hides: who does and undergoes what clauses and nouns report, on trees."""

from __future__ import annotations

from schemas.records import Event
from tests.unit.events.test_coder import rows


def of(predicate: str, text: str) -> Event:
    """The one event of the predicate."""
    (found,) = [e for e in rows(text) if e.predicate == predicate]
    return found


def who(event: Event) -> list[str]:
    return [p.text for p in event.actors]


def whom(event: Event) -> list[str]:
    return [p.text for p in event.recipients]


NEGOTIATED = """
Brontel/NNP/PROPN 3 nsubj brontel ORG
has/VBZ/AUX 3 aux have
negotiated/VBN/VERB 0 root negotiate
the/DT/DET 5 det the
purchase/NN/NOUN 3 obj purchase
of/IN/ADP 7 case of
Ostrel/NNP/PROPN 5 nmod ostrel ORG
"""


def test_event_noun_takes_the_subject_of_the_verb_that_does_it() -> None:
    event = of("purchase", NEGOTIATED)
    assert (who(event), whom(event)) == (["Brontel"], ["Ostrel"])


THEFT = """
Police/NNS/NOUN 2 nsubj police
reported/VBD/VERB 0 root report
the/DT/DET 4 det the
theft/NN/NOUN 2 obj theft
"""


def test_event_noun_is_not_done_by_who_reports_it() -> None:
    assert who(of("theft", THEFT)) == []


SHARE = """
Brontel/NNP/PROPN 2 nsubj brontel ORG
sold/VBD/VERB 0 root sell
80/CD/NUM 4 nummod 80 PERCENT
%/NN/SYM 2 obj % PERCENT
of/IN/ADP 7 case of
its/PRP$/PRON 7 nmod:poss its
stake/NN/NOUN 4 nmod stake
"""


def test_coder_keeps_a_share_of_something_as_participant() -> None:
    assert whom(of("sell", SHARE)) == ["80 % of its stake"]


RANKED = """
Marlow/NNP/PROPN 6 nsubj marlow PERSON
will/MD/AUX 6 aux will
be/VB/AUX 6 cop be
the/DT/DET 6 det the
first/JJ/ADJ 6 amod first ORDINAL
woman/NN/NOUN 0 root woman
to/TO/PART 8 mark to
lead/VB/VERB 6 acl lead
Brontel/NNP/PROPN 8 obj brontel PERSON
"""


def test_first_woman_to_lead_is_who_the_clause_is_about() -> None:
    assert who(of("lead", RANKED)) == ["Marlow"]


QUOTED = """
Reporters/NNS/NOUN 2 nsubj reporter
quoted/VBD/VERB 0 root quote
Marlow/NNP/PROPN 2 obj marlow PERSON
as/IN/SCONJ 5 mark as
saying/VBG/VERB 2 advcl say
the/DT/DET 7 det the
ban/NN/NOUN 9 nsubj ban
must/MD/AUX 9 aux must
go/VB/VERB 5 ccomp go
"""


def test_quoted_as_saying_gives_the_words_to_the_quoted() -> None:
    assert who(of("say", QUOTED)) == ["Marlow"]


WHICH = """
The/DT/DET 3 det the
chief/JJ/ADJ 3 amod chief
executive/NN/NOUN 12 nsubj executive
of/IN/ADP 5 case of
Brontel/NNP/PROPN 3 nmod brontel GPE
,/,/PUNCT 8 punct ,
which/WDT/PRON 8 nsubj which
filed/VBD/VERB 3 acl:relcl file
for/IN/ADP 10 case for
bankruptcy/NN/NOUN 8 obl bankruptcy
,/,/PUNCT 3 punct ,
resigned/VBD/VERB 0 root resign
"""


def test_which_stands_for_the_firm_and_not_for_its_head() -> None:
    assert who(of("file for", WHICH)) == ["Brontel"]
    assert who(of("resign", WHICH)) == ["The chief executive of Brontel"]


BASED = """
Brontel/NNP/PROPN 2 compound brontel ORG
Ltd/NNP/PROPN 10 nsubj ltd ORG
,/,/PUNCT 8 punct ,
a/DT/DET 8 det a
Rome/NNP/PROPN 7 obl:unmarked rome GPE ~
-/HYPH/PUNCT 5 punct - ~
led/VBN/VERB 8 amod lead
group/NN/NOUN 2 appos group
,/,/PUNCT 2 punct ,
signed/VBD/VERB 0 root sign
a/DT/DET 12 det a
pact/NN/NOUN 10 obj pact
with/IN/ADP 14 case with
Ostrel/NNP/PROPN 12 nmod ostrel ORG
"""


def test_hyphen_inside_a_word_ends_no_dateline() -> None:
    assert who(of("sign pact", BASED)) == ["Brontel Ltd"]


TOLD = """
Marlow/NNP/PROPN 2 nsubj marlow PERSON
told/VBD/VERB 0 root tell
airlines/NNS/NOUN 2 iobj airline
not/RB/PART 6 advmod not
to/TO/PART 6 mark to
buy/VB/VERB 2 ccomp buy
jets/NNS/NOUN 6 obj jet
"""


def test_infinitive_behind_told_is_done_by_the_told() -> None:
    event = of("buy", TOLD)
    assert who(event) == ["airlines"]
    assert event.negated


ANNOUNCED = """
Brontel/NNP/PROPN 2 nsubj brontel ORG
announced/VBD/VERB 0 root announce
job/NN/NOUN 4 compound job
cuts/NNS/NOUN 2 obj cut
"""


def test_announcement_and_what_it_announces_are_two_events() -> None:
    assert who(of("announce", ANNOUNCED)) == who(of("cut", ANNOUNCED)) == ["Brontel"]


TOOKOFF = """
The/DT/DET 2 det the
jet/NN/NOUN 3 nsubj jet
took/VBD/VERB 0 root take
off/RP/ADP 3 compound:prt off
in/IN/ADP 6 case in
Rome/NNP/PROPN 3 obl rome GPE
"""


def test_light_verb_with_a_particle_is_an_event() -> None:
    assert who(of("take off", TOOKOFF)) == ["The jet"]


SALES = """
Sales/NNS/NOUN 5 nsubj sale
of/IN/ADP 4 case of
the/DT/DET 4 det the
jet/NN/NOUN 1 nmod jet
fell/VBD/VERB 0 root fall
4/CD/NUM 7 nummod 4 PERCENT
%/NN/SYM 5 obj % PERCENT
"""


def test_event_noun_with_an_argument_gets_a_row_and_a_fall_its_amount() -> None:
    assert whom(of("sale", SALES)) == ["the jet"]
    assert whom(of("fall", SALES)) == ["4 %"]


SURPRISED = """
The/DT/DET 2 det the
report/NN/NOUN 3 nsubj report
surprised/VBD/VERB 0 root surprise
investors/NNS/NOUN 3 iobj investor
"""


def test_lone_indirect_object_is_the_object() -> None:
    assert whom(of("surprise", SURPRISED)) == ["investors"]


OFFER = """
Brontel/NNP/PROPN 2 nsubj brontel PERSON
offered/VBD/VERB 0 root offer
buyouts/NNS/NOUN 2 obj buyout
to/IN/ADP 5 case to
workers/NNS/NOUN 2 obl worker
"""


def test_offer_names_to_whom_behind_its_object() -> None:
    assert whom(of("offer", OFFER)) == ["buyouts", "workers"]


SUPPLY = """
Brontel/NNP/PROPN 3 nsubj brontel ORG
will/MD/AUX 3 aux will
supply/VB/VERB 0 root supply
the/DT/DET 5 det the
navy/NN/NOUN 3 obj navy
with/IN/ADP 7 case with
boats/NNS/NOUN 3 obl boat
"""


def test_supplying_has_two_objects() -> None:
    assert whom(of("supply", SUPPLY)) == ["the navy", "boats"]


CHOSEN = """
Jets/NNS/NOUN 3 nsubj:pass jet
are/VBP/AUX 3 aux:pass be
chosen/VBN/VERB 0 root choose
and/CC/CCONJ 5 cc and
bought/VBN/VERB 3 conj buy
by/IN/ADP 8 case by
the/DT/DET 8 det the
government/NN/NOUN 5 obl:agent government
"""


def test_agent_of_the_last_participle_covers_the_first() -> None:
    assert who(of("choose", CHOSEN)) == who(of("buy", CHOSEN)) == ["the government"]


MEANS = """
Brontel/NNP/PROPN 2 nsubj brontel PERSON
bought/VBD/VERB 0 root buy
jets/NNS/NOUN 2 obj jet
as/IN/ADP 6 case as
a/DT/DET 6 det a
means/NN/NOUN 2 obl means
of/IN/SCONJ 8 mark of
modernising/VBG/VERB 6 acl modernise
its/PRP$/PRON 10 nmod:poss its
fleet/NN/NOUN 8 obj fleet
"""


def test_means_of_doing_is_the_doing_of_who_takes_it() -> None:
    assert who(of("modernise", MEANS)) == ["Brontel"]


CLAIMING = """
Brontel/NNP/PROPN 2 nsubj brontel PERSON
protested/VBD/VERB 0 root protest
before/IN/ADP 5 case before
the/DT/DET 5 det the
court/NN/NOUN 2 obl court
,/,/PUNCT 7 punct ,
claiming/VBG/VERB 5 acl claim
errors/NNS/NOUN 7 obj error
"""


def test_participle_behind_a_comma_belongs_to_the_clause() -> None:
    assert who(of("claim", CLAIMING)) == ["Brontel"]


DESIGNED = """
The/DT/DET 2 det the
wings/NNS/NOUN 9 nsubj wing
,/,/PUNCT 4 punct ,
designed/VBN/VERB 2 acl design
to/TO/PART 6 mark to
save/VB/VERB 4 advcl save
fuel/NN/NOUN 6 obj fuel
,/,/PUNCT 2 punct ,
broke/VBD/VERB 0 root break
"""


def test_infinitive_below_a_participle_is_done_by_its_noun() -> None:
    assert who(of("save", DESIGNED)) == ["The wings"]


DECLINE = """
Brontel/NNP/PROPN 2 nsubj brontel PERSON
reported/VBD/VERB 0 root report
a/DT/DET 4 det a
decline/NN/NOUN 2 obj decline
"""


def test_figures_reported_are_the_reporters_own() -> None:
    assert who(of("decline", DECLINE)) == ["Brontel"]


CARS = """
Car/NN/NOUN 2 compound car
sales/NNS/NOUN 3 nsubj sale
fell/VBD/VERB 0 root fall
"""


def test_noun_before_sales_says_what_is_sold() -> None:
    assert whom(of("sale", CARS)) == ["Car"]


AMOUNT = """
Brontel/NNP/PROPN 2 nsubj brontel ORG
reported/VBD/VERB 0 root report
a/DT/DET 6 det a
49/CD/NUM 5 nummod 49 PERCENT
%/NN/SYM 6 compound % PERCENT
decline/NN/NOUN 2 obj decline
"""


def test_event_noun_of_figures_has_its_amount() -> None:
    assert whom(of("decline", AMOUNT)) == ["49 %"]


BRANCHES = """
Creditors/NNS/NOUN 2 nsubj creditor
met/VBD/VERB 0 root meet
bondholders/NNS/NOUN 2 obj bondholder
"""


def test_people_of_business_are_somebody() -> None:
    event = of("meet", BRANCHES)
    assert (event.event_type, whom(event)) == ("CONSULT", ["bondholders"])
    assert event.recipients[0].sectors == ("BUS",)


INTERVIEW = """
In/IN/ADP 3 case in
an/DT/DET 3 det a
interview/NN/NOUN 8 obl interview
with/IN/ADP 5 case with
Brontel/NNP/PROPN 3 nmod brontel PERSON
,/,/PUNCT 3 punct ,
Marlow/NNP/PROPN 8 nsubj marlow PERSON
said/VBD/VERB 0 root say
the/DT/DET 10 det the
ban/NN/NOUN 12 nsubj ban
must/MD/AUX 12 aux must
go/VB/VERB 8 ccomp go
"""


def test_interview_is_given_by_who_says_something_in_it() -> None:
    event = of("interview", INTERVIEW)
    assert (who(event), whom(event)) == (["Marlow"], ["Brontel"])


SUMMIT = """
Marlow/NNP/PROPN 2 nsubj marlow PERSON
spoke/VBD/VERB 0 root speak
after/IN/ADP 6 case after
the/DT/DET 6 det the
Kiel/NNP/PROPN 6 compound kiel GPE
summit/NN/NOUN 2 obl summit
"""


def test_place_before_an_event_noun_is_where_it_was() -> None:
    (event,) = [e for e in rows(SUMMIT, Kiel={"admin1": "Holstein"}) if e.predicate == "summit"]
    assert "Kiel" not in who(event)
    assert event.place is not None
    assert event.place.text == "Kiel"
