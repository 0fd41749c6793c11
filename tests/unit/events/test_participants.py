"""Who does what to whom where the syntax hides it, on hand-written trees."""

from __future__ import annotations

from tests.unit.events.test_coder import only, rows

PAIRED = """
Norse/JJ/ADJ 4 amod norse NORP
and/CC/CCONJ 3 cc
Danish/JJ/ADJ 1 conj danish NORP
envoys/NNS/NOUN 5 nsubj envoy
signed/VBD/VERB 0 root sign
a/DT/DET 7 det
treaty/NN/NOUN 5 obj
"""


def test_coder_splits_two_nationalities_of_one_phrase() -> None:
    event = only(rows(PAIRED, Norse={"country": "NOR"}, Danish={"country": "DNK"}), "SUPPORT")
    assert [(p.text, p.country) for p in event.actors] == [
        ("Norse", "NOR"),
        ("Danish envoys", "DNK"),
    ]
    assert event.recipients == ()  # a treaty is nobody


CALLED = """
Marlow/NNP/PROPN 2 nsubj marlow PERSON
called/VBD/VERB 0 root call
President/NNP/PROPN 4 nmod:desc president
Ortega/NNP/PROPN 2 obj ortega PERSON
on/IN/ADP 6 case
Friday/NNP/PROPN 2 obl friday DATE
"""


def test_coder_takes_no_day_for_a_verbs_preposition() -> None:
    events = rows(CALLED)
    assert "REQUEST" not in [e.event_type for e in events]  # "call on" asks; "called ... on Friday"
    assert [p.text for p in events[0].recipients] == ["President Ortega"]


UNTIL = """
Workers/NNS/NOUN 4 nsubj worker
will/MD/AUX 4 aux
not/RB/PART 4 advmod
end/VB/VERB 0 root end
the/DT/DET 6 det
strike/NN/NOUN 4 obj
until/IN/SCONJ 10 mark
the/DT/DET 9 det
ministry/NN/NOUN 10 nsubj
pays/VBZ/VERB 4 advcl pay
"""


def test_coder_finds_the_addressee_of_a_refusal_in_its_condition() -> None:
    refused = [e for e in rows(UNTIL) if e.event_type == "REJECT"]
    assert [p.text for p in refused[0].recipients] == ["the ministry"]


PAPER = """
Parliament/NN/NOUN 2 nsubj parliament
passed/VBD/VERB 0 root pass
a/DT/DET 4 det
resolution/NN/NOUN 2 obj
criticizing/VBG/VERB 4 acl criticize
Marlow/NNP/PROPN 5 obj marlow PERSON
"""


def test_coder_lets_a_paper_speak_for_who_issues_it() -> None:
    event = only(rows(PAPER), "ACCUSE")
    assert [p.text for p in event.actors] == ["Parliament"]
    assert [p.text for p in event.recipients] == ["Marlow"]


INSIDE = """
Rebels/NNS/NOUN 2 nsubj rebel
attacked/VBD/VERB 0 root attack
an/DT/DET 4 det
outpost/NN/NOUN 2 obj
in/IN/ADP 6 case
Northport/NNP/PROPN 4 nmod northport GPE
with/IN/ADP 8 case
rockets/NNS/NOUN 2 obl rocket
"""


def test_coder_keeps_a_place_with_what_stands_in_it_and_reads_the_mode() -> None:
    event = only(rows(INSIDE, Northport={"admin1": "North", "country": "GBR"}), "ASSAULT")
    assert [p.text for p in event.recipients] == ["an outpost in Northport"]
    assert event.mode == "heavy-weapons"
    assert event.place is not None
    assert (event.place.name, event.place.admin1) == ("Northport", "North")


COMPANY = """
General/NNP/PROPN 2 compound general ORG
Motors/NNPS/PROPN 3 nsubj motors ORG
hired/VBD/VERB 0 root hire
a/DT/DET 5 det
general/NN/NOUN 3 obj
"""


def test_coder_makes_no_army_of_a_company() -> None:
    (event,) = rows(COMPANY)
    assert event.actors[0].sectors == ("BUS",)
    assert event.recipients[0].sectors == ("MIL",)


def countries(pairs: str) -> dict[str, dict[str, object]]:
    """Columns of the mentions: "France FRA Italy ITA"."""
    words = pairs.split()
    return {name: {"country": code} for name, code in zip(words[::2], words[1::2], strict=True)}


LEADERS = """
The/DT/DET 2 det the
leaders/NNS/NOUN 9 nsubj leader
of/IN/ADP 4 case of
France/NNP/PROPN 2 nmod france GPE
,/,/PUNCT 6 punct ,
Germany/NNP/PROPN 4 conj germany GPE
and/CC/CCONJ 8 cc and
Italy/NNP/PROPN 4 conj italy GPE
met/VBD/VERB 0 root meet
in/IN/ADP 11 case in
Rome/NNP/PROPN 9 obl rome GPE
"""


def test_leaders_of_three_countries_are_three_participants() -> None:
    event = only(rows(LEADERS, **countries("France FRA Germany DEU Italy ITA Rome ITA")), "CONSULT")
    assert [(p.text, p.country, p.sectors) for p in event.actors] == [
        ("The leaders of France", "FRA", ("GOV",)),
        ("Germany", "DEU", ("GOV",)),
        ("Italy", "ITA", ("GOV",)),
    ]
    assert event.recipients == ()  # Rome is where they met
    assert event.place is not None
    assert event.place.text == "Rome"


MEDIA = """
Danish/JJ/ADJ 2 amod danish NORP
media/NNS/NOUN 5 nsubj medium
and/CC/CCONJ 4 cc and
police/NN/NOUN 2 conj police
warned/VBD/VERB 0 root warn
travellers/NNS/NOUN 5 iobj traveller
"""


def test_adjective_covers_the_bare_noun_behind_and() -> None:
    (event,) = rows(MEDIA, **countries("Danish DNK"))
    assert [(p.text, p.country) for p in event.actors] == [
        ("Danish media", "DNK"),
        ("police", "DNK"),
    ]


TIES = """
Britain/NNP/PROPN 2 nsubj britain GPE
welcomed/VBD/VERB 0 root welcome
the/DT/DET 4 det the
resumption/NN/NOUN 2 obj resumption
of/IN/ADP 6 case of
ties/NNS/NOUN 4 nmod tie
between/IN/ADP 8 case between
Norway/NNP/PROPN 6 nmod norway GPE
and/CC/CCONJ 10 cc and
Sweden/NNP/PROPN 8 conj sweden GPE
"""


def test_ties_between_two_name_the_other_side() -> None:
    event = only(rows(TIES, **countries("Britain GBR Norway NOR Sweden SWE")), "SUPPORT")
    assert [(p.text, p.country) for p in event.recipients] == [("Norway", "NOR"), ("Sweden", "SWE")]


ETHNIC = """
Ethnic/JJ/ADJ 2 amod ethnic
Danes/NNPS/PROPN 3 nsubj danes NORP
marched/VBD/VERB 0 root march
in/IN/ADP 5 case in
Kiel/NNP/PROPN 3 obl kiel GPE
"""


def test_ethnic_group_is_not_of_the_country_it_is_named_after() -> None:
    (event,) = rows(ETHNIC, **countries("Danes DNK Kiel DEU"))
    assert [(p.country, p.sectors) for p in event.actors] == [(None, ("CVL",))]


BANK = """
Residents/NNS/NOUN 6 nsubj resident
of/IN/ADP 5 case of
the/DT/DET 5 det the
West/NNP/PROPN 5 compound west LOC
Bank/NNP/PROPN 1 nmod bank LOC
marched/VBD/VERB 0 root march
"""


def test_words_of_a_places_name_give_no_sector() -> None:
    (event,) = rows(BANK)
    assert [p.sectors for p in event.actors] == [("CVL",)]


JOINT = """
Norway/NNP/PROPN 5 nsubj norway GPE
and/CC/CCONJ 4 cc
Danish/JJ/ADJ 4 amod danish NORP
envoys/NNS/NOUN 5 nsubj envoy
met/VBD/VERB 0 root meet
"""


def test_second_subject_behind_and_is_kept() -> None:
    event = only(rows(JOINT, **countries("Norway NOR Danish DNK")), "CONSULT")
    assert [(p.text, p.country) for p in event.actors] == [
        ("Norway", "NOR"),
        ("Danish envoys", "DNK"),
    ]
