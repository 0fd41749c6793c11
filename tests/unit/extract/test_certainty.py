"""Places of an article → which of them the article bears out."""

from __future__ import annotations

import pytest

from transforms.extract.gazetteer import gazetteer
from transforms.extract.places import Hints, Toponym, judged_places

LOCAL = (
    " The City Council met at the high school on Elm Street, the sheriff told the school board on "
    "Tuesday."
)


def certain(text: str, *names: str, hints: Hints | None = None) -> list[bool]:
    mentions, position = [], 0
    for name in names:
        start = text.index(name, position)
        position = start + len(name)
        mentions.append(Toponym(start, position, name, "GPE"))
    judged = judged_places(gazetteer(), text, mentions, hints or Hints({}))
    return [one.certain for one in judged]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        # many towns of one name, and nothing that tells which
        ("A fire broke out in Springfield on Monday.", ["Springfield"], [False]),
        ("The bakery in Centerville closed its doors.", ["Centerville"], [False]),
        ("Ms Orr moved from Mansfield last year.", ["Mansfield"], [False]),
        ("Voters in Henry County go to the polls.", ["Henry County"], [False]),
        # the state beside one mention or elsewhere, or a neighbour
        ("A fire in Springfield, Illinois, hurt two. Springfield mourned.",
         ["Springfield", "Illinois", "Springfield"], [True, True, True]),
        ("Buses from Decatur and Springfield stopped in Champaign.",
         ["Decatur", "Springfield", "Champaign"], [True, True, True]),
        # the only town of a name, far from the story
        ("Ice broke off the Moshi glacier in Chile.", ["Moshi", "Chile"], [False, True]),
        # cities without a rival
        ("The festival in Chicago opened.", ["Chicago"], [True]),
        ("The court in Berlin ruled on Friday.", ["Berlin"], [True]),
        ("Police in Rotterdam, where the Netherlands trades, said so.",
         ["Rotterdam", "Netherlands"], [True, True]),
        # countries and states
        ("Ministers of Poland and Peru signed it.", ["Poland", "Peru"], [True, True]),
        ("A Lebanon woman won the raffle.", ["Lebanon"], [False]),
        ("Lebanon police arrested a driver.", ["Lebanon"], [False]),
        ("Envoys flew from Beirut to calm Lebanon.", ["Beirut", "Lebanon"], [True, True]),
        ("The choir of Peru sang." + LOCAL, ["Peru"], [False]),
        # quarters that the world knows, and towns of their name
        ("The mayor of Harlem spoke." + LOCAL, ["Harlem"], [False]),
        # townships of one name are many
        ("Voters of Clinton Township chose a clerk.", ["Clinton Township"], [False]),
        ("Exports to Africa and Asia grew.", ["Africa", "Asia"], [True, True]),
    ],
)  # fmt: skip
def test_places_are_certain_where_something_confirms_them(
    text: str, names: list[str], expected: list[bool]
) -> None:
    assert certain(text, *names) == expected


def test_a_town_that_is_somebodys_surname_is_not_certain() -> None:
    text = "Decatur said buses from Springfield stopped in Champaign."
    names = ("Decatur", "Springfield", "Champaign")
    hints = Hints({}, surnames=frozenset({"decatur"}))
    assert certain(text, *names, hints=hints)[0] is False
    assert certain(text, *names)[0] is True


def test_an_outlets_own_town_or_country_speaks_against_a_namesake_abroad() -> None:
    text = "The choir of London sang. Mayors from Spain and Mexico listened."
    names = ("London", "Spain", "Mexico")
    assert certain(text, *names)[0] is True
    assert certain(text, *names, hints=Hints({}, home="CAN"))[0] is False
    text = "The choir of Lebanon sang for guests from Mexico."
    assert certain(text, "Lebanon", "Mexico") == [True, True]
    hints = Hints({}, outlet="lebanonreporter.com")
    assert certain(text, "Lebanon", "Mexico", hints=hints) == [False, True]


def test_many_towns_are_judged_in_linear_time() -> None:
    gaz = gazetteer()
    names = ["Decatur", "Springfield", "Champaign", "Peoria", "Quincy"] * 400
    text = ", ".join(names)
    mentions, at = [], 0
    for name in names:
        mentions.append(Toponym(at, at + len(name), name, "GPE"))
        at += len(name) + 2
    assert len(judged_places(gaz, text, mentions, Hints({}))) == len(names)
