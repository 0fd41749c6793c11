"""English bylines, datelines, credits, captions, furniture."""

from __future__ import annotations

import pytest

from transforms.lang.en.authors import agency_of, parse_authors
from transforms.lang.en.datelines import parse_dateline
from transforms.lang.en.furniture import is_furniture
from transforms.lang.en.lines import (
    is_byline,
    is_caption,
    is_credit,
    is_stamp,
    parse_byline,
)
from transforms.text.lines import same_words


@pytest.mark.parametrize(
    ("written", "people"),
    [
        (
            ["By JANE DOE and John Q. Public, Senior Political Reporter"],
            ("Jane Doe", "John Q. Public"),
        ),
        (["Jane Doe", "jane doe", "Jane Doe"], ("Jane Doe",)),
        (
            ["Jane Doe; Luc O'Neill & Ana de la Cruz"],
            ("Jane Doe", "Luc O'Neill", "Ana de la Cruz"),
        ),
        (["Dr. Jane Doe, PhD"], ("Jane Doe",)),
        (["Martin Luther King, Jr."], ("Martin Luther King Jr.",)),
        (["ANGUS MCDONALD"], ("Angus McDonald",)),
        (["Reuters"], ()),
        (
            [
                "Associated Press",
                "Staff reporter",
                "News Desk",
                "admin",
                "https://example.com/jane",
            ],
            (),
        ),
        (["Example Daily"], ()),
        (["@janedoe"], ()),
        (["राम शर्मा"], ("राम शर्मा",)),
        ([""], ()),
    ],
)
def test_parse_authors_keeps_people_only(written: list[str], people: tuple[str, ...]) -> None:
    assert parse_authors(written, "Example Daily") == people


def test_agency_of_knows_spellings() -> None:
    assert agency_of("AP") == agency_of("The Associated Press") == "Associated Press"
    assert agency_of("Example Daily") is None


@pytest.mark.parametrize(
    ("paragraph", "place", "agency", "day", "rest"),
    [
        ("JERUSALEM (AP) — Two men met.", "Jerusalem", "Associated Press", None, "Two men met."),
        ("JERUSALEM (AP) -- Two men met.", "Jerusalem", "Associated Press", None, "Two men met."),
        ("MOSCOW, Jan. 29 (Reuters) - Men met.", "Moscow", "Reuters", (1, 29, None), "Men met."),
        ("NEW YORK, March 3, 2020 (Xinhua) -- Rain.", "New York", "Xinhua", (3, 3, 2020), "Rain."),
        ("Paris (AFP) – Trains stopped.", "Paris", "Agence France-Presse", None, "Trains stopped."),
        ("ST. LOUIS, Mo. (AP) — Rain.", "St. Louis, Mo.", "Associated Press", None, "Rain."),
        ("March 7 (Reuters) - Shares fell.", None, "Reuters", (3, 7, None), "Shares fell."),
        ("WASHINGTON — The senator spoke.", "Washington", None, None, "The senator spoke."),
        ("LONDON, 7 March — Shares fell.", "London", None, (3, 7, None), "Shares fell."),
        ("NEW DELHI: The court ruled.", "New Delhi", None, None, "The court ruled."),
        ("BEIRUT/THE HAGUE, March 7 - Rain.", "Beirut/The Hague", None, (3, 7, None), "Rain."),
        ("PORT-AU-PRINCE, Haiti — Gangs fled.", "Port-Au-Prince, Haiti", None, None, "Gangs fled."),
    ],
)  # fmt: skip
def test_parse_dateline_reads(
    paragraph: str, place: str | None, agency: str | None, day: object, rest: str
) -> None:
    found = parse_dateline(paragraph)
    assert found is not None
    assert (found.place, found.agency, found.day) == (place, agency, day)
    assert paragraph[found.end :] == rest


@pytest.mark.parametrize(
    "paragraph",
    [
        "The minister (R) — who is ill — resigned.",
        "NATO — the alliance — met.",
        "WATCH: The moment the bridge fell",
        "U.S. — China talks",
        "Senator Jane Roe (D) said no.",
        "COVID-19 cases rose.",
        "UPDATE 1: Shares fell.",
        "It was late.",
        "",
    ],
)
def test_parse_dateline_leaves_other_openings(paragraph: str) -> None:
    assert parse_dateline(paragraph) is None


@pytest.mark.parametrize(
    "line",
    [
        "Jane Roe/Example Photos",
        "(AP Photo/Jane Roe)",
        "Photo: Jane Roe",
        "Credit: Jane Roe",
        "Image courtesy of the museum",
        "Getty Images",
        "REUTERS/Jane Roe",
        "Jane Roe via Getty Images",
    ],
)
def test_is_credit_knows_credits(line: str) -> None:
    assert is_credit(line)


@pytest.mark.parametrize(
    "line",
    [
        "The photo was taken by a neighbour who saw the men leave the house at night.",
        "He is a husband/father of two.",
        "Reuters could not verify the report.",
        "She said AFP had been told of the plan last week.",
        "Tensions rise",
    ],
)
def test_is_credit_leaves_sentences(line: str) -> None:
    assert not is_credit(line)


@pytest.mark.parametrize(
    "text",
    [
        "FILE - The bridge at Exampleton, May 3, 2020. (AP Photo/Jane Roe)",
        "FILE PHOTO: The bridge at Exampleton.",
        "In this undated photo, the bridge stands.",
        "The bridge at Exampleton (Photo by Jane Roe/Getty Images)",
    ],
)
def test_is_caption_knows_captions(text: str) -> None:
    assert is_caption(text)


def test_is_caption_leaves_paragraphs() -> None:
    assert not is_caption("He filed the papers on Monday (after a delay).")
    assert not is_caption("In this town nobody locks the door.")


@pytest.mark.parametrize(
    "text",
    [
        ">> Storm over the coast: what we know | Analysis",
        "READ MORE: Ten die in storm",
        "Read more: Ten die in storm",
        "Also read | Ten die in storm",
        "Subscribe to our newsletter",
        "Sign up for our free daily newsletter",
        "Follow us on Twitter",
        "Share this article",
        "Advertisement",
        "Editor's note: This story was corrected.",
        "This story has been updated with a comment.",
        "© 2019 Example Daily. All rights reserved.",
        "Copyright 2019 Example Daily",
        "Reporting by Jane Roe; Editing by John Doe",
        "Published: 29 January 2019 10:05",
        "5 min read",
        "Related Stories",
        "Click here to see the video",
    ],
)
def test_is_furniture_knows_page_lines(text: str) -> None:
    if text == "Related Stories":
        text += ":"
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text",
    [
        "Read the minister's letter aloud, the judge said, and she did.",
        "Related companies were also searched by the police on Monday.",
        "Share prices fell 3 percent on Monday after the bank's warning.",
        "Follow-up talks are planned for May.",
        "Watching the river rise, the villagers left their homes at night.",
        "Advertising revenue fell by a third, the company said.",
        "More than 200 people died when the dam broke.",
        "Live ammunition was fired at the crowd, witnesses said.",
        "Photographs showed smoke above the port.",
        "Published figures show that exports fell in May.",
        "Editors at the paper were arrested in 2019.",
        "Updated figures will be published on Friday, the ministry said in a statement.",
        "Comments by the president angered his allies.",
        "The story was first told in 1926 by a sailor.",
        "Register of voters was burned, officials said.",
        "Latest figures put the death toll at 80.",
    ],
)
def test_is_furniture_leaves_sentences(text: str) -> None:
    assert not is_furniture(text)


def test_is_byline_takes_short_lines_only() -> None:
    assert is_byline("By Jane Roe")
    assert is_byline("By Jane Roe, Associated Press")
    assert is_byline("Reuters")
    assert not is_byline("By Monday the river had risen by two metres, officials said.")
    assert not is_byline("He stood by Jane Roe.")


def test_parse_byline_names_people() -> None:
    assert parse_byline("By Jane Roe and John Doe, Example Service") == ("Jane Roe", "John Doe")
    assert parse_byline("By the river") == ()


def test_is_stamp_takes_a_date_alone() -> None:
    assert is_stamp("Tuesday, January 29, 2019")
    assert is_stamp("Updated 29 Jan 2019 at 10:05 pm")
    assert not is_stamp("January 29, 2019, was a cold day.")


def test_same_words_ignores_case_and_marks() -> None:
    assert same_words("‘Rain’ stops play", "Rain Stops Play!")
    assert not same_words("Rain stops play", "Rain stops")
