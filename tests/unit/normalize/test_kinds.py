"""Bylines, feeds, galleries, tables and encodings as people really have them."""

from __future__ import annotations

import pytest

from schemas.records import Article, RawDocument
from transforms.lang.rules import rules_of
from transforms.normalize import NormalizeOptions, normalize
from transforms.normalize.decoding import decode

FIRST = "Ferry crews on the northern route ended their strike after nine days at the quay."
SECOND = "The company agreed to pay for the lost hours, and the first boat sailed at noon."


def _article(raw: RawDocument) -> Article:
    article = normalize(raw, NormalizeOptions())
    assert isinstance(article, Article)
    return article


def _text(text: str, **fields: object) -> Article:
    return _article(RawDocument("a.jsonl", 0, "jsonl", text=text)._replace(**fields))


def _page(html: str) -> Article:
    return _article(RawDocument("a.html", 0, "html", html=html, content_type="text/html"))


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Jane Roe jane.roe@paper.example @janeroe", ("Jane Roe",)),
        ("Jane Roe <jane@paper.example> and John Doe", ("Jane Roe", "John Doe")),
        ("jane@paper.example (Jane Roe)", ("Jane Roe",)),
        ("jane@paper.example", ()),
        ("By Tariq abu Hamza and Ahmed ould Sidi", ("Tariq abu Hamza", "Ahmed ould Sidi")),
    ],
)
def test_bylines_name_people_however_they_are_reached(written: str, names: tuple[str, ...]) -> None:
    assert rules_of("en").parse_authors([written]) == names


def test_staff_of_an_agency_is_the_agency() -> None:
    assert rules_of("en").byline_agency("By Reuters Staff") == "Reuters"


def test_a_byline_between_line_breaks_is_found() -> None:
    article = _page(
        "<html><title>Ferries</title><body><table><tr><td>Home<br>Sport</td><td><b>Ferries sail</b>"
        f"<br>By Jane Roe<br>May 4, 2003<p>{FIRST}<p>{SECOND}</td></tr></table></body></html>"
    )
    assert article.authors == ("Jane Roe",)


@pytest.mark.parametrize("tail", ["Continue reading...", "[…]", "… Read More", "Read more »"])
def test_a_feed_s_invitation_is_no_text_but_removed(tail: str) -> None:
    article = _text(f"{FIRST} {SECOND} {tail}", format="feed")
    assert article.text.rstrip("… ") == f"{FIRST} {SECOND}"
    assert [r.kind for r in article.removed] == ["furniture"]
    assert tail in _text(f"{FIRST} {SECOND} {tail}").text  # elsewhere nothing says what it is


def test_the_outlet_behind_a_headline_of_an_api_goes() -> None:
    assert _text(FIRST, title="Ferries sail - Example Post", publisher="Example Post").title == (
        "Ferries sail"
    )
    assert _text(FIRST, title="Ferries sail - at last", publisher="Example Post").title == (
        "Ferries sail - at last"
    )


def test_a_page_of_pictures_is_told_by_its_captions() -> None:
    figures = "".join(
        f"<figure><img src='{n}.jpg'><figcaption>Boat number {n} leaves the quay in the light "
        f"of a winter morning. Photograph: A. Lens</figcaption></figure>"
        for n in range(8)
    )
    article = _page(
        "<html><body><nav><a href='/'>Home</a><a href='/s'>Sport</a></nav><main><h1>Boats</h1>"
        f"{figures}</main><footer>Home Sport Business Weather</footer></body></html>"
    )
    assert article.text.startswith("Boat number 0 leaves")
    assert "Home" not in article.text


@pytest.mark.parametrize(
    "text",
    [
        "Shr 75 cts vs 52 cts\n    Net 12.6 mln vs 15.8 mln\n    Revs 61.1 mln vs 59.7 mln\n",
        "Example Water and Waste\nIndustries Inc said its board declared a dividend of ten pct on\n"
        "its stock, payable in March to holders of record at the end.\n",
        "The board said that the\nStatement of Friday was wrong and will be taken back today.\n",
        'The minister said the plan was "very good."\n\nNobody else in the house agreed with her.',
    ],
)
def test_the_first_line_of_a_text_is_not_always_its_title(text: str) -> None:
    article = _text(text)
    assert article.title is None
    assert [r.kind for r in article.removed if r.kind in ("title", "subtitle")] == []


def test_a_paragraph_that_a_credit_ran_into_stays() -> None:
    paragraph = f"Photo: AP {FIRST} {SECOND} {SECOND}"
    assert "ended their strike" in _text(f"{FIRST}\n\n{paragraph}\n\n{SECOND}").text


def test_text_in_two_encodings_keeps_its_letters() -> None:
    mixed = "Größere Schäden drohten. ".encode() + "Größere Schäden und Stürme. ".encode("cp1252")
    mixed += b"The rest of the page is plain and has no such letters at all. " * 4
    assert decode(mixed).startswith("Größere Schäden drohten. Größere Schäden und Stürme.")
