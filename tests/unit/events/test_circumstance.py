"""Whether, when, where, how many and who says so: rules on sentences written for each kind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.unit.events.trees import events_at, frame_at, told_at
from transforms.events.choice.calendar_days import Days, date_precision, other_days
from transforms.events.choice.days import day_offers
from transforms.events.choice.places import place_offers
from transforms.events.factuality import attribution, factuality
from transforms.events.heads import REALIS
from transforms.events.judgements import judgement
from transforms.events.scene import Scene

Read = Callable[[str], Scene]
ASSERTED = np.array([1.0 if name == "asserted" else 0.0 for name in REALIS], np.float32)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The guards did not open the gate.", "open", True),
        ("Nobody was arrested in Quito.", "arrested", True),
        ("Neither the navy nor the pilots shelled the port.", "shelled", True),
        ("Not a single voter was turned away in Accra.", "turned", True),
        ("Chile refrained from criticising Peru.", "criticising", True),
        ("Norway stopped short of recognising the council.", "recognising", True),
        ("The minister ruled out expelling the envoy.", "expelling", True),
        ("The bombing was foiled in Ankara.", "bombing", True),
        ("Plans for a rally were abandoned on Friday.", "rally", True),
        ("The army denied shelling the market.", "shelling", True),
        ("Kenya rejected claims that its soldiers had burned the village.", "burned", True),
        ("There is no evidence that rebels attacked the convoy.", "attacked", True),
        ("It is untrue that the police beat the students.", "beat", True),
        ("Not only the students marched in Lyon.", "marched", False),
        ("The guards opened the gate.", "opened", False),
        ("After stopping the bus, gunmen kidnapped the driver.", "kidnapped", False),
    ],
)
def test_what_did_not_happen_is_negated(read: Read, text: str, word: str, expected: bool) -> None:
    scene = read(text)
    assert factuality(scene, frame_at(scene, word), ASSERTED).negated is expected


def test_head_alone_negates_from_a_half_on(read: Read) -> None:
    scene = read("The guards opened the gate.")
    sure = np.array([0.9 if name == "negated" else 0.025 for name in REALIS], np.float32)
    assert factuality(scene, frame_at(scene, "opened"), sure).negated
    future = np.array([0.9 if name == "future" else 0.025 for name in REALIS], np.float32)
    assert factuality(scene, frame_at(scene, "opened"), future).modality == "future"


@pytest.mark.parametrize(
    ("text", "word", "whom", "alleged"),
    [
        ("Farmers blamed the ministry for poisoning the river.", "poisoning", "ministry", True),
        ("The bishop praised nurses for saving the twins.", "saving", "nurses", False),
        ("Bolivia accused Chile of moving troops.", "moving", "Chile", True),
        ("The coach was fined for insulting a referee.", "insulting", "coach", False),
    ],
)
def test_who_is_judged_did_what_they_are_judged_for(
    read: Read, text: str, word: str, whom: str, alleged: bool
) -> None:
    scene = read(text)
    found = judgement(scene, frame_at(scene, word))
    assert found is not None
    assert [scene.tree.words[t] for t in found.whom] == [whom]
    assert found.alleged is alleged


def test_accuser_says_what_is_alleged(read: Read) -> None:
    scene = read("Bolivia accused Chile of moving troops.")
    frame = frame_at(scene, "moving")
    assert attribution(scene, frame, ()) == scene.tree.words.index("Bolivia")
    assert factuality(scene, frame, ASSERTED).modality == "hypothetical"


@pytest.mark.parametrize(
    ("text", "word", "who"),
    [
        ("The mayor said the bridge collapsed.", "collapsed", "mayor"),
        ("The bridge collapsed, the mayor said.", "collapsed", "mayor"),
        ("According to the mayor, the bridge collapsed.", "collapsed", "mayor"),
    ],
)
def test_who_reports_it(read: Read, text: str, word: str, who: str) -> None:
    scene = read(text)
    assert attribution(scene, frame_at(scene, word), ()) == scene.tree.words.index(who)


@pytest.mark.parametrize(
    ("text", "word", "start", "end"),
    [
        ("Troops stormed the hotel on Monday.", "stormed", "2019-05-20", "2019-05-20"),
        ("Two days after troops stormed the hotel, the king left on Monday.", "stormed",
         "2019-05-18", "2019-05-18"),
        ("Three months after rebels seized the port, the king left on Monday.", "seized",
         "2019-02-01", "2019-02-28"),
        ("Ten years after a quake wrecked the town, people met on Monday.", "wrecked",
         "2009-01-01", "2009-12-31"),
        ("Ilori taught for fifteen years before he took over in 2016.", "took",
         "2016-01-01", "2016-12-31"),
        ("A trust bought shares three weeks before the ministry granted a lease.", "granted",
         None, None),
        ("Miro was freed 11 days before the raid on May 9.", "raid", "2019-05-09", "2019-05-09"),
        ("The minister resigned.", "resigned", None, None),
        ("The minister had resigned.", "resigned", None, None),
        ("The minister has often resigned.", "resigned", None, None),
        ("The minister will resign.", "resign", None, None),
        ("Gunmen stormed a hotel on Monday. They killed two guards.", "killed",
         "2019-05-20", "2019-05-20"),
        ("Rebels have held Kiel since Monday.", "held", "2019-05-20", "2019-05-22"),
        ("The blast that wrecked the bank on Monday was heard afar.", "blast",
         "2019-05-20", "2019-05-20"),
    ],
)  # fmt: skip
def test_day_of_an_event(
    read: Read, text: str, word: str, start: str | None, end: str | None
) -> None:
    found = told_at(read(text), word).date
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(
    ("start", "end", "precision"),
    [
        ("2019-01-29", "2019-01-29", "day"),
        ("2019-01-21", "2019-01-27", "week"),
        ("2019-02-01", "2019-02-28", "month"),
        ("2019-04-01", "2019-06-30", "quarter"),
        ("2019-01-01", "2019-12-31", "year"),
        ("2019-02-01", "2019-04-30", "range"),
        ("2019-01-02", "2019-01-05", "range"),
        (None, None, None),
    ],
)
def test_date_precision(start: str | None, end: str | None, precision: str | None) -> None:
    assert date_precision(start, end) == precision


@pytest.mark.parametrize(
    ("start", "end", "words", "case", "expected"),
    [
        ("2019-05-17", "2019-05-17", "Friday", "on", [("other", "2019-05-24", "2019-05-24")]),
        ("2019-05-24", "2019-05-24", "Friday night", "", [("other", "2019-05-17", "2019-05-17")]),
        ("2019-05-24", "2019-05-24", "next Friday", "", []),
        ("2019-05-24", "2019-05-24", "Friday", "by",
         [("until", "2019-05-22", "2019-05-24"), ("other", "2019-05-17", "2019-05-17")]),
        ("2019-05-20", "2019-05-20", "Monday", "since",
         [("since", "2019-05-20", "2019-05-22"), ("other", "2019-05-27", "2019-05-27")]),
        ("2019-02-01", "2019-02-28", "February", "in", [("other", "2020-02-01", "2020-02-29")]),
        ("2020-02-01", "2020-02-29", "February", "in", [("other", "2019-02-01", "2019-02-28")]),
        ("2019-02-01", "2019-02-28", "February 2019", "in", []),
        ("2019-02-20", "2019-02-20", "Feb. 20", "for", [("other", "2020-02-20", "2020-02-20")]),
        ("2001-05-18", "2001-05-18", "Friday", "on", []),
        ("9999-12-31", "9999-12-31", "Friday", "by", [("until", "2019-05-22", "9999-12-31")]),
        ("soon", "soon", "Friday", "on", []),
    ],
)  # fmt: skip
def test_what_else_a_day_may_mean(
    start: str, end: str, words: str, case: str, expected: list[tuple[str, str, str]]
) -> None:
    found = other_days(Days(start, end), words, case, "2019-05-22")
    assert [(name, *days) for name, days in found] == expected


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Police clashed with students in the capital.", ["the capital"]),
        ("Rebels stormed the army base at night.", ["the army base"]),
        ("Two men died at a prison near Quito.", ["a prison near Quito", "Quito"]),
        ("The vote in parliament ended late.", ["parliament"]),
        ("The committee praised the plan in a letter.", []),
    ],
)
def test_phrases_that_say_where_are_offered(read: Read, text: str, offered: list[str]) -> None:
    scene = read(text)
    found = [place.text for place in place_offers(scene, []).values if place is not None]
    assert sorted(found) == sorted(offered)


def test_phrase_that_opens_a_sentence_is_no_name(read: Read) -> None:
    offered = place_offers(read("The airport was captured by rebels."), []).values
    assert [place.name for place in offered if place is not None] == ["the airport"]


def test_phrase_has_the_point_of_the_town_inside(read: Read) -> None:
    scene = read("Two men died at a prison near Quito.")
    prison = next(p for p in place_offers(scene, []).values if p and p.text.startswith("a prison"))
    assert (prison.name, prison.precision, prison.country) == ("Quito", "site", "ECU")
    assert prison.latitude is not None


@pytest.mark.parametrize(
    ("text", "word", "place", "precision"),
    [
        ("Police arrested two men in Nairobi.", "arrested", "Nairobi", "town"),
        ("A Beirut bombing killed ten people.", "bombing", "Beirut", "town"),
        ("The envoy flew to Oslo.", "flew", "Oslo", "town"),
        ("Floods killed ten people in Kenya.", "killed", "Kenya", "country"),
        ("The minister resigned.", "resigned", None, None),
    ],
)
def test_place_of_an_event(
    read: Read, text: str, word: str, place: str | None, precision: str | None
) -> None:
    found = told_at(read(text), word).place.place
    assert (found.text if found else None) == place
    assert (found.precision if found else None) == precision


@pytest.mark.parametrize(
    ("dateline", "place", "country", "pointed"),
    [
        ("NAIROBI", "NAIROBI", "KEN", True),
        ("Portland, Ore.", "Portland, Ore.", "USA", True),
        ("ZZYZQ", "ZZYZQ", None, False),
    ],
)
def test_dateline_is_offered_with_its_point(
    read: Read, dateline: str, place: str, country: str | None, pointed: bool
) -> None:
    scene = read("A bomb killed ten people on Monday.")
    scene = scene._replace(article=scene.article._replace(dateline_place=dateline))
    offered = place_offers(scene, []).values
    assert [each and (each.text, each.country) for each in offered] == [None, (place, country)]
    assert offered[1] is not None
    assert (offered[1].latitude is not None) == pointed


def test_town_of_the_story_wins_over_the_dateline(read: Read) -> None:
    scene = read("A mine collapsed in Kisumu. Ten men died.")
    scene = scene._replace(article=scene.article._replace(dateline_place="NAIROBI"))
    found = told_at(scene, "died").place.place
    assert found is not None
    assert found.text == "Kisumu"


def test_party_is_no_place_of_its_event(read: Read) -> None:
    assert told_at(read("Sweden sued Norway."), "sued").place.place is None


def test_one_sentence_of_many_days_offers_the_nearest(read: Read) -> None:
    scene = read("Police raided homes on Monday" + ", on Tuesday, on Friday" * 40 + ".")
    event = events_at(scene, "raided")
    offers = day_offers(scene, event)
    assert len(offers.offered[0]) <= 14  # nothing, publication, and twelve of 162
    first = offers.values[offers.offered[0][2].offer]
    assert first is not None
    assert first.text == "Monday"


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The fire killed 12 people.", "killed", [("killed", 12, "=")]),
        ("At least twelve people were killed.", "killed", [("killed", 12, ">=")]),
        ("Up to 300 miners died.", "died", [("killed", 300, "<=")]),
        ("About 2,000 residents fled.", "fled", [("displaced", 2000, "~")]),
        ("Police arrested two hundred students.", "arrested", [("arrested", 200, "=")]),
        ("Twenty-five people were hurt.", "hurt", [("wounded", 25, "=")]),
        ("The flood killed 1.5 million people.", "killed", [("killed", 1_500_000, "=")]),
        ("Some two hundred and fifty miners died.", "died", [("killed", 250, "~")]),
        ("Half a million people fled.", "fled", [("displaced", 500_000, "=")]),
        ("A hundred students were arrested.", "arrested", [("arrested", 100, "=")]),
        ("Dozens of people were hurt.", "hurt", []),
        ("Sales of 12 shops fell.", "fell", []),
    ],
)
def test_counts_of_people(
    read: Read, text: str, word: str, expected: list[tuple[str, int, str]]
) -> None:
    assert [tuple(c) for c in told_at(read(text), word).counts] == expected
