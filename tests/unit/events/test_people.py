"""Who participants are, and whom pronouns and plurals mean, on hand-written trees."""

from __future__ import annotations

import pytest

from schemas.records import Event, Participant, Quote, Reference
from tests.unit.events.trees import people_at, scene_of
from transforms.events.people import MAX_PARTICIPANTS, participants
from transforms.events.people.plurals import _split_people
from transforms.events.people.together import informed, link_together
from transforms.events.syntax import conjuncts

PEOPLE = {
    "Ann": {"entity_id": "e1", "country": "DNK"},
    "Bo": {"entity_id": "e2", "country": "DNK"},
}


def countries(pairs: str) -> dict[str, dict[str, object]]:
    """Columns of the mentions: "France FRA Italy ITA"."""
    words = pairs.split()
    return {name: {"country": code} for name, code in zip(words[::2], words[1::2], strict=True)}


PAIRED = """
Norse/JJ/ADJ 4 amod norse NORP
and/CC/CCONJ 3 cc
Danish/JJ/ADJ 1 conj danish NORP
envoys/NNS/NOUN 5 nsubj envoy
signed/VBD/VERB 0 root sign
"""


def test_two_nationalities_of_one_phrase_are_two_sides() -> None:
    found = people_at(scene_of(PAIRED, **countries("Norse NOR Danish DNK")), "envoys")
    assert [(p.text, p.country) for p in found] == [("Norse", "NOR"), ("Danish envoys", "DNK")]
    assert {p.sectors for p in found} == {("GOV",)}


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
"""


def test_leaders_of_three_countries_are_three_participants() -> None:
    scene = scene_of(LEADERS, **countries("France FRA Germany DEU Italy ITA"))
    assert [(p.text, p.country, p.sectors) for p in people_at(scene, "leaders")] == [
        ("The leaders of France", "FRA", ("GOV",)),
        ("Germany", "DEU", ("GOV",)),
        ("Italy", "ITA", ("GOV",)),
    ]


COMPANY = """
General/NNP/PROPN 2 compound general ORG
Motors/NNPS/PROPN 3 nsubj motors ORG
hired/VBD/VERB 0 root hire
a/DT/DET 5 det
general/NN/NOUN 3 obj
"""


def test_rank_in_a_companys_name_makes_no_army() -> None:
    company, general = people_at(scene_of(COMPANY), "Motors", "general")
    assert (company.sectors, general.sectors) == (("BUS",), ("MIL",))


def _sectors(phrase: str) -> tuple[str, ...]:
    """Sectors of a phrase of word/tag/pos/relation/label rows that ends in its head."""
    rows = [entry.split("/") for entry in phrase.split()]
    last = len(rows)
    lines = [
        f"{word}/{tag}/{pos} {last + 1 if at == last else last} "
        f"{'nsubj' if at == last else relation} {word.lower()}{' ' + label if label else ''}"
        for at, (word, tag, pos, relation, label) in enumerate(rows, 1)
    ]
    lines.append("left/VBD/VERB 0 root leave")
    (found,) = people_at(scene_of("\n" + "\n".join(lines) + "\n"), rows[-1][0])
    return found.sectors


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("the/DT/DET/det/ major/JJ/ADJ/amod/ parties/NNS/NOUN/nsubj/", ("PTY",)),
        ("Ray/NNP/PROPN/compound/PERSON Major/NNP/PROPN/nsubj/PERSON", ()),
        ("Major/NNP/PROPN/compound/ Ann/NNP/PROPN/nsubj/PERSON", ("MIL",)),
        ("the/DT/DET/det/ England/NNP/PROPN/compound/GPE captain/NN/NOUN/nsubj/", ()),
        ("an/DT/DET/det/ army/NN/NOUN/compound/ captain/NN/NOUN/nsubj/", ("MIL",)),
        ("Director/NN/NOUN/compound/ general/NN/NOUN/nsubj/", ()),
        ("a/DT/DET/det/ retired/JJ/ADJ/amod/ general/NN/NOUN/nsubj/", ("MIL",)),
        ("Airways/NNP/PROPN/compound/ORG pilots/NNS/NOUN/nsubj/", ("LAB",)),
        ("two/CD/NUM/nummod/ fighter/NN/NOUN/compound/ pilots/NNS/NOUN/nsubj/", ("MIL", "UAF")),
    ],
)
def test_a_rank_needs_its_neighbours(phrase: str, expected: tuple[str, ...]) -> None:
    assert _sectors(phrase) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("church leaders", ("REL",)),
        ("company spokesman", ("BUS",)),
        ("union president", ("LAB",)),
        ("club president", ()),
        ("hospital officials", ("MED",)),
        ("Baptist minister", ("REL",)),
        ("estate agents", ("BUS",)),
        ("chief executive officer", ("BUS",)),
        ("press secretary", ("GOV", "JRN")),
        ("government officials", ("GOV",)),
        ("officials", ("GOV",)),
    ],
)
def test_an_office_is_of_the_body_that_is_named(words: str, expected: tuple[str, ...]) -> None:
    *before, head = words.split()
    phrase = [f"{word}/NN/NOUN/compound/" for word in before] + [f"{head}/NN/NOUN/nsubj/"]
    assert _sectors(" ".join(phrase)) == expected


MEDIA = """
Danish/JJ/ADJ 2 amod danish NORP
media/NNS/NOUN 5 nsubj medium
and/CC/CCONJ 4 cc and
police/NN/NOUN 2 conj police
warned/VBD/VERB 0 root warn
"""


def test_adjective_covers_the_bare_noun_behind_and() -> None:
    scene = scene_of(MEDIA, **countries("Danish DNK"))
    assert conjuncts(scene.tree, 1) == [1, 3]
    assert [(p.text, p.country) for p in people_at(scene, "media", "police")] == [
        ("Danish media", "DNK"),
        ("police", "DNK"),
    ]


ETHNIC = """
Ethnic/JJ/ADJ 2 amod ethnic
Danes/NNPS/PROPN 3 nsubj danes NORP
marched/VBD/VERB 0 root march
"""


def test_ethnic_group_is_not_of_the_country_it_is_named_after() -> None:
    (danes,) = people_at(scene_of(ETHNIC, **countries("Danes DNK")), "Danes")
    assert (danes.country, danes.sectors) == (None, ("CVL",))


BANK = """
Residents/NNS/NOUN 6 nsubj resident
of/IN/ADP 5 case of
the/DT/DET 5 det the
West/NNP/PROPN 5 compound west LOC
Bank/NNP/PROPN 1 nmod bank LOC
marched/VBD/VERB 0 root march
"""


def test_words_of_a_places_name_give_no_sector() -> None:
    (residents,) = people_at(scene_of(BANK), "Residents")
    assert residents.sectors == ("CVL",)


def test_user_file_wins_over_the_lists() -> None:
    scene = scene_of(COMPANY)._replace(actors={"general motors": ("ATA", ("REB",))})
    (company,) = people_at(scene, "Motors")
    assert (company.country, company.sectors) == ("ATA", ("REB", "BUS"))


TITLED = """
Danish/JJ/ADJ 3 amod danish NORP
Foreign/NNP/PROPN 3 compound foreign
Minister/NNP/PROPN 4 compound minister
Ann/NNP/PROPN 5 nsubj ann PERSON
met/VBD/VERB 0 root meet
guests/NNS/NOUN 5 obj guest
Ann/NNP/PROPN 8 nsubj ann PERSON
left/VBD/VERB 5 parataxis leave
"""


def test_title_of_one_mention_tells_of_the_chain() -> None:
    scene = scene_of(TITLED, Ann={"entity_id": "e1"}, Danish={"country": "DNK"})
    (later,) = participants(scene, [6], 7)
    assert (later.text, later.country, later.sectors) == ("Ann", "DNK", ("GOV",))


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
    (minister,) = people_at(scene_of(RESIGNED, [MINISTER]), "minister")
    assert (minister.entity_id, minister.name, minister.country) == ("e2", "Bo Lund", "DNK")
    assert minister.text == "The minister"


def test_reference_inside_a_longer_phrase_does_not_name_it() -> None:
    (driver,) = people_at(scene_of(CAR, [MINISTER]), "driver")
    assert (driver.text, driver.entity_id) == ("The minister 's driver", None)


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
    found = people_at(scene_of(TWO, both, **PEOPLE), "envoys")
    assert [(p.text, p.name) for p in found] == [
        ("The two envoys", "Ann"),
        ("The two envoys", "Bo"),
    ]


SAID = """
{who}/PRP/PRON 2 nsubj {who}
resigned/VBD/VERB 4 ccomp resign
Bo/NNP/PROPN 4 nsubj bo {label}
said/VBD/VERB 0 root say
"""


@pytest.mark.parametrize(
    ("who", "label", "expected"),
    [("I", "PERSON", "e2"), ("We", "ORG", "e2"), ("We", "PERSON", None)],
)
def test_i_in_a_quote_is_the_speaker_and_we_the_body(
    who: str, label: str, expected: str | None
) -> None:
    end = len(f"{who} resigned")
    quote = Quote("q", 0, 0, end, "...", True, "Bo", end + 1, end + 3, "e2", "Bo Lund", "said")
    scene = scene_of(SAID.format(who=who, label=label), quotes=[quote], **PEOPLE)
    (found,) = people_at(scene, who)
    assert found.entity_id == expected


REPORTED = """
Bo/NNP/PROPN 2 nsubj bo PERSON
said/VBD/VERB 0 root say
he/PRP/PRON 4 nsubj he
resigned/VBD/VERB 2 ccomp resign
"""


def test_pronoun_in_a_reported_clause_is_the_speaker() -> None:
    scene = scene_of(REPORTED, **PEOPLE)
    (found,) = people_at(scene, "he")
    assert (found.text, found.entity_id) == ("he", "e2")


def test_one_party_is_named_once() -> None:
    scene = scene_of(TITLED, Ann={"entity_id": "e1"})
    assert len(participants(scene, [3, 6], 7)) == 1


def test_long_lists_are_cut() -> None:
    lines = ["town/NN/NOUN 0 root", *["town/NN/NOUN 1 conj"] * 60]
    scene = scene_of("\n".join(lines))
    assert len(participants(scene, range(60), 0)) == MAX_PARTICIPANTS


MET = """
Envoy/NNP/PROPN 2 compound envoy
Ann/NNP/PROPN 6 nsubj ann PERSON
and/CC/CCONJ 5 cc
Envoy/NNP/PROPN 5 compound envoy
Bo/NNP/PROPN 2 conj bo PERSON
resigned/VBD/VERB 0 root resign
{first}/DT/DET 9 det {first}
{number}/CD/NUM 9 nummod {number}
envoys/NNS/NOUN 10 nsubj envoy
left/VBD/VERB 6 parataxis leave
"""


def linked(first: str, number: str) -> list[str | None]:
    scene = scene_of(MET.format(first=first, number=number), **PEOPLE)
    tree = scene.tree
    events = [
        Event(str(i), 0, 0, 1, "x", tree.starts[t], tree.ends[t], "x",
              actors=participants(scene, heads, t))
        for i, (t, heads) in enumerate([(5, [1, 4]), (9, [8])])
    ]  # fmt: skip
    return [p.entity_id for p in link_together(scene, events)[1].actors]


def test_counting_plural_means_those_who_acted_together() -> None:
    assert linked("The", "two") == ["e1", "e2"]
    assert linked("The", "three") == [None]
    assert linked("Another", "two") == [None]


def test_what_one_mention_tells_of_a_person_holds_for_the_others() -> None:
    scene = scene_of(MET.format(first="The", number="two"), **PEOPLE)
    (ann,) = participants(scene, [1], 5)
    bare = ann._replace(country=None, sectors=())
    rows = [Event("a", 0, 0, 1, "x", 0, 1, "x", actors=(person,)) for person in (ann, bare)]
    assert informed(scene, rows)[1].actors == informed(scene, rows)[0].actors


SONS = """
Smith/NNP/PROPN 4 nsubj smith PERSON
and/CC/CCONJ 3 cc and PERSON
Sons/NNP/PROPN 1 conj sons PERSON
won/VBD/VERB 0 root win
"""
ANN_AND_BO = """
Ann/NNP/PROPN 4 nsubj ann PERSON
and/CC/CCONJ 3 cc and
Bo/NNP/PROPN 1 conj bo PERSON
won/VBD/VERB 0 root win
"""
GUESTS = """
Ann/NNP/PROPN 5 nsubj ann PERSON
from/IN/ADP 3 case from
Oslo/NNP/PROPN 1 nmod oslo GPE
and/CC/CCONJ 5 cc and
Bo/NNP/PROPN 1 conj bo PERSON
won/VBD/VERB 0 root win
"""


@pytest.mark.parametrize(
    ("text", "length", "parts"),
    [
        (ANN_AND_BO, 3, ["Ann", "Bo"]),
        (ANN_AND_BO, 2, []),  # the phrase ends at "and"
        (SONS, 3, []),  # one name
        (GUESTS, 5, []),  # what is between the name and "and" would be lost
    ],
)
def test_two_people_joined_by_and_are_two_participants(
    text: str, length: int, parts: list[str]
) -> None:
    scene = scene_of(text)
    end = scene.tree.ends[length - 1]
    whole = Participant(scene.article.text[:end], 0, end)
    assert [part.text for part in _split_people(scene, whole)] == parts
