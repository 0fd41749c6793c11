"""Nothing of a body goes in silence: what is taken out is listed, and reports are not taken out."""

from __future__ import annotations

import pytest

from schemas.records import Article, RawDocument, Removed
from transforms.lang.en.furniture import is_furniture, reports
from transforms.lang.line_rules import Edge
from transforms.normalize import NormalizeOptions, normalize

LEAD = "The harbour board of Exampleton voted on Tuesday to repair the northern pier by spring."
MORE = (
    "Two of its members had asked for a cheaper plan, and the mayor said the town could not wait."
)
LAST = "Work should begin in March and last for eight months, according to the board's own figures."

#: Ordinary sentences of news that begin as furniture of pages does.
REPORTS = [
    "Kenya contributed 1,000 police officers to the force that landed in the capital on Monday.",
    "Copyright law was changed by parliament last year after singers had protested for months.",
    "This report was written by the House of Lords committee that looks after the railways.",
    "Related offences rose by a fifth in the county, the chief constable told reporters.",
    "Sign up fees for the tournament doubled, and forty clubs stayed away in protest.",
    "Support our troops was painted on a wall that the council had whitewashed on Friday.",
    "Published accounts show that the brewery lost three million crowns in its last year.",
    "Correction officers at the jail walked out on Sunday after a colleague was stabbed.",
    "Update services for old tractors stopped in May, farmers in the valley said.",
    "The article appeared on the eve of ceremonies that marked the end of the war.",
    "The report was published two days after the dam had burst above the village.",
    "Reporting by satellite was banned at the front, and three crews left the country.",
    "Editing by censors was the rule until 1989, the museum's director said.",
    "Listen to the farmers was the slogan of a march that drew 4,000 people on Saturday.",
    "Get the vote out teams delivered to 9,000 homes before the polls opened on Thursday.",
    "By signing up to the treaty, Malta agreed to take in 200 sailors a year.",
    "Additional reporting by the auditors showed that the fund had lost 4 million crowns.",
    "Print newspapers were sold at the fair for the first time since the strike began.",
    "Download speeds fell by half after a ship's anchor had cut the cable on Monday.",
    "Cookies and tea were handed to the 300 passengers who were stuck at the border.",
    "More from the oil fund went to schools this year than ever before, the ministry said.",
    "Comment by the minister was not sought before the ban came into force on Monday.",
]


def _article(text: str) -> Article:
    raw = RawDocument("a.txt", 0, "text", text=text, title="Board votes to repair pier")
    result = normalize(raw, NormalizeOptions())
    assert isinstance(result, Article)
    return result


@pytest.mark.parametrize("sentence", REPORTS)
@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_reports_are_no_furniture_wherever_they_stand(sentence: str, place: int) -> None:
    paragraphs = [LEAD, MORE, LAST]
    paragraphs.insert(place, sentence)
    article = _article("\n\n".join(paragraphs))
    assert article.text.split("\n\n") == paragraphs
    assert article.removed == ()


@pytest.mark.parametrize(
    "line",
    [
        "Jane Roe contributed to this report from Eastwick.",
        "Jane Roe is a freelance journalist who has reported from Eastwick since 2004.",
        "This story was first published in the Exampleton Post and has been shortened.",
        "Translated by John Doe and edited by Jane Roe.",
    ],
)
def test_sign_offs_are_furniture_at_the_end_of_a_text(line: str) -> None:
    article = _article("\n\n".join([LEAD, MORE, LAST, line]))
    assert article.text.endswith(LAST)
    assert article.removed == (Removed("furniture", line),)


def test_reports_wants_a_verb_and_no_word_to_the_reader() -> None:
    assert reports(LEAD)
    assert not reports("Reporting by Jane Roe in Eastwick and John Doe in Hallow")
    assert not reports("You can unsubscribe at any time by clicking the link in the letter.")


def test_is_furniture_needs_an_edge_for_what_the_article_says_of_itself() -> None:
    note = "Jane Roe is a reporter who has covered the islands since the old harbour closed."
    line = "The report was first published in March and has been translated by John Doe."
    assert not is_furniture(line)
    assert is_furniture(line, Edge(tail=True))
    assert not is_furniture(note, Edge())


def test_removed_lists_what_was_taken_out_in_order() -> None:
    article = _article(
        "\n\n".join(
            [
                "Board votes to repair pier",
                "By Jane Roe",
                "4 May 2023",
                f"EXAMPLETON (AP) -- {LEAD}",
                "Read more: The pier's long history",
                MORE,
                "Jane Roe/Example Photos",
                LAST,
                "Copyright 2023 Example Daily. All rights reserved.",
                "(AP)",
            ]
        )
    )
    assert article.text == "\n\n".join([LEAD, MORE, LAST])
    assert [r.kind for r in article.removed] == [
        "title", "byline", "date", "dateline", "furniture", "caption", "furniture", "sign-off",
    ]  # fmt: skip
    assert article.removed[3].text == "EXAMPLETON (AP) --"


def test_removed_lists_prose_that_a_page_lost() -> None:
    aside = (
        "The old pier was built in 1871 by convicts, and it is said that one of them is under it, "
        "though nobody ever looked."
    )
    html = (
        f"<html><body><article><h1>Board votes to repair pier</h1><p>{LEAD} {MORE}</p><p>{MORE}"
        f" {LAST}</p><p>{LAST} {LEAD}</p></article><div class='newsletter'><p>{aside}</p></div>"
        "</body></html>"
    )
    result = normalize(RawDocument("a.html", 0, "html", html=html), NormalizeOptions())
    assert isinstance(result, Article)
    assert aside not in result.text
    assert aside in [removed.text for removed in result.removed]


@pytest.mark.parametrize(
    ("line", "place", "agency"),
    [
        ("EASTWICK, Maine, May 4, 2023 /PRNewswire/ -- ", "Eastwick, Maine", "PR Newswire"),
        ("EASTWICK, May 4. /TASS/. ", "Eastwick", "TASS"),
        ("New Delhi [India], May 4 (ANI): ", "New Delhi", "Asian News International"),
        ("EASTWICK, MAY 4, 2023 – ", "Eastwick", None),
        ("EASTWICK, Maine (AP) _ ", "Eastwick, Maine", "Associated Press"),
    ],
)
def test_datelines_of_wires_are_read(line: str, place: str, agency: str | None) -> None:
    article = _article(f"{line}{LEAD}\n\n{MORE}")
    assert article.text == f"{LEAD}\n\n{MORE}"
    assert article.dateline_place == place
    if agency != "Asian News International":
        assert article.agency == agency


@pytest.mark.parametrize(
    "line",
    [
        "(Reporting by Jane Roe in Eastwick, additional reporting by Eve Fox; editing by Al Bo)",
        "(With inputs from agencies)",
        "-- With assistance from John Doe.",
        "jr/jd/ef",
        "ends",
    ],
)
def test_sign_offs_of_wires_are_taken_out(line: str) -> None:
    assert _article(f"{LEAD}\n\n{MORE}\n\n{line}").text == f"{LEAD}\n\n{MORE}"


@pytest.mark.parametrize(
    "line", ["EMBARGOED UNTIL 00:01 GMT THURSDAY 4 MAY 2023", "(Corrects spelling in paragraph 3)"]
)
def test_lines_of_the_sender_are_no_title(line: str) -> None:
    text = f"{line}\n\nBoard votes to repair pier\n\n{LEAD}\n\n{MORE}"
    result = normalize(RawDocument("a.txt", 0, "text", text=text), NormalizeOptions())
    assert isinstance(result, Article)
    assert result.title == "Board votes to repair pier"
    assert result.removed[0] == Removed("furniture", line)
