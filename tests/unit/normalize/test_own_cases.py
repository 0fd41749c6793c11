"""Dates, bylines and pages as people have them: the kinds of an outside test, in words of our own.

The expectations were written down from that test's list before our output was looked at.
"""

from __future__ import annotations

import pytest

from schemas.records import Article, Failure, RawDocument
from transforms.lang.rules import rules_of
from transforms.normalize import NormalizeOptions, normalize
from transforms.text.dates import parse_moment

TITLE = "Ferry crews end their strike"
FIRST = "Ferry crews on the northern route ended their strike after nine days at the quay."
SECOND = "The company agreed to pay for the lost hours, and the first boat sailed at noon."
BODY = f"<p>{FIRST}</p><p>{SECOND}</p>"


def _normalized(html: str, url: str | None = None) -> Article | Failure:
    return normalize(
        RawDocument("a.html", 0, "html", html=html, content_type="text/html", url=url),
        NormalizeOptions(),
    )


def _page(body: str, head: str = "", url: str | None = None) -> Article:
    article = _normalized(
        f"<html lang='en'><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>", url
    )
    assert isinstance(article, Article)
    return article


def _ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("7/19/2022 11:05 PM", 1658271900),
        ("7/19/2022 12:05 AM", 1658189100),
        ("2022-07-19 12:30 PM EST", 1658251800),
        ("Tue, 19 Jul 22 08:00:00 GMT", 1658217600),
        ("Tue Jul 19 08:00:00 2022", 1658217600),
        ("Tue Jul 19 08:00:00 +0200 2022", 1658210400),
        ("Tue Jul 19 08:00:00 UTC 2022", 1658217600),
        ("1658217600", 1658217600),
        ("1658217600000", 1658217600),
        ("1658217600000000", 1658217600),
        ("1658217600000000000", 1658217600),
        ('{"$date": "2022-07-19T08:00:00Z"}', 1658217600),
    ],
)
def test_instants_are_read(written: str, instant: int) -> None:
    moment = parse_moment(written)
    assert moment is not None
    assert moment.instant == instant * 1_000_000


@pytest.mark.parametrize(
    ("written", "day"),
    [("3-Dec-04", "2004-12-03"), ("9 Mar 98", "1998-03-09"), ("19-Jul-22", "2022-07-19")],
)
def test_years_of_two_figures_are_read(written: str, day: str) -> None:
    moment = parse_moment(written)
    assert moment is not None
    assert moment.day == day


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("By Ada Fern, Ben Gale, and Cleo Hart", ("Ada Fern", "Ben Gale", "Cleo Hart")),
        ("By Ada Fern, & Dora Ives", ("Ada Fern", "Dora Ives")),
        ("Inês da Costa", ("Inês da Costa",)),
        ("Hilma af Ugglas", ("Hilma af Ugglas",)),
        ("Marie d’Arcy and Sean o'Casey", ("Marie d’Arcy", "Sean o'Casey")),
        ("Por Inés Duarte", ("Inés Duarte",)),
        ("Von Klaus Berg", ("Klaus Berg",)),
        ("Par Luc Morel", ("Luc Morel",)),
        ("Door Piet Vries", ("Piet Vries",)),
        ("di Carla Neri", ("Carla Neri",)),
        ("Av Nils Holm", ("Nils Holm",)),
        ("De Inés Duarte", ("Inés Duarte",)),
        ("박지훈 기자", ("박지훈",)),
        ("By Ada Fern Updated 9:10 AM EST July 3, 2022", ("Ada Fern",)),
        ("By Ada Fern of the Westport Herald", ("Ada Fern",)),
        ("By Ada Fern for the Westport Herald", ("Ada Fern",)),
        ("Carla Post", ("Carla Post",)),
        ("Emma Press", ("Emma Press",)),
    ],
)
def test_bylines_name_their_people(written: str, names: tuple[str, ...]) -> None:
    assert rules_of("en").parse_authors([written], None) == names


@pytest.mark.parametrize("byline", ["By Agence France-Presse", "By The Associated Press"])
def test_an_agency_that_signs_is_the_agency(byline: str) -> None:
    article = _page(f"<article><h1>{TITLE}</h1><p class='byline'>{byline}</p>{BODY}</article>")
    assert article.authors == ()
    assert article.agency in ("Agence France-Presse", "Associated Press")


@pytest.mark.parametrize(
    "opening", ["<section id='comments'>", "<details class='CommentBox'>", "<div class='comments'>"]
)
@pytest.mark.parametrize("count", [3, 20, 40])
def test_comments_are_no_text_however_many(opening: str, count: int) -> None:
    said = "I took that ferry for years, and I have never seen the crews so badly paid, friends."
    items = "".join(
        f"<div class='comment'><b>reader{i}</b><p>{said} {i}</p></div>" for i in range(count)
    )
    closing = f"</{opening[1:].split()[0]}>"
    page = f"<article><h1>{TITLE}</h1>{BODY}</article>{opening}{items}{closing}"
    assert _page(page).text == f"{FIRST}\n\n{SECOND}"


def test_the_second_article_of_a_page_is_another() -> None:
    other = (
        "<article><h1>Council buys the old mill</h1><p class='byline'>By Otto Second</p><p>The town"
        " council bought the old mill by the river for two million on Monday evening.</p><p>It"
        " will house a library and a school of music, the mayor told the crowd.</p></article>"
    )
    first = f"<article><h1>{TITLE}</h1><p class='byline'>By Ada Fern</p>{BODY}</article>"
    article = _page(first + other)
    assert "mill" not in article.text
    assert article.authors == ("Ada Fern",)


def test_json_ld_of_another_story_gives_nothing() -> None:
    head = (
        '<meta property="og:url" content="https://a.example/ferry-strike">'
        '<meta property="article:published_time" content="2022-07-19T08:00:00Z">'
    ) + _ld(
        '{"@type": "NewsArticle", "headline": "Council buys the old mill", "author": "Otto Second",'
        ' "url": "https://a.example/mill", "datePublished": "2020-01-01T08:00:00Z"}'
    )
    article = _page(f"<h1>{TITLE}</h1>{BODY}", head, "https://a.example/ferry-strike")
    assert (article.title, article.authors) == (TITLE, ())
    assert article.published_date == "2022-07-19"


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "NewsArticle", "datePublished": "2022-07-19", "author": "Ada Fern"};',
        '{"@type": "NewsArticle", "description": "a "bare" quote", "datePublished": "2022-07-19",'
        ' "author": {"@type": "Person", "name": "Ada Fern"}}',
        '{"@type": "Organization"}{"@type": "NewsArticle", "datePublished": "2022-07-19",'
        ' "author": "Ada Fern"}',
        '{"@type": "NewsArticle" "datePublished": "2022-07-19", "author": "Ada Fern"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;datePublished&quot;:"
        " &quot;2022-07-19&quot;, &quot;author&quot;: &quot;Ada Fern&quot;}",
    ],
)
def test_broken_json_ld_gives_date_and_author(block: str) -> None:
    article = _page(f"<h1>{TITLE}</h1>{BODY}", _ld(block))
    assert (article.published_date, article.authors) == ("2022-07-19", ("Ada Fern",))


@pytest.mark.parametrize(
    "line",
    [
        "<p class='meta'>Last updated: 21 July 2022 | Published: 19 July 2022</p>",
        "<p>Updated 21 July 2022 / Published 19 July 2022</p>",
        "<p>Published <time datetime='2022-07-19'>19 July</time>,"
        " <time datetime='2022-07-21'>updated 21 July</time></p>",
    ],
)
def test_the_day_of_a_change_is_not_that_of_the_publication(line: str) -> None:
    assert _page(f"<h1>{TITLE}</h1>{line}{BODY}").published_date == "2022-07-19"


def test_the_date_of_a_story_beside_is_not_the_page_s() -> None:
    aside = (
        "<aside><h3>Read also</h3><p>Mill sold</p><time datetime='2020-01-01'>1 Jan</time></aside>"
    )
    assert _page(f"{aside}<article><h1>{TITLE}</h1>{BODY}</article>").published_date is None


@pytest.mark.parametrize(
    "brief",
    [
        "<p>The ferry sails again from Monday.</p><p>Tickets cost the same as before.</p>",
        "<p>فیری پیر سے دوبارہ چلے گی۔</p><p>ٹکٹ کی قیمت وہی رہے گی۔</p>",
        "<p>渡船将于周一恢复航行。</p><p>票价不变。</p>",
        "<p>페리는 월요일부터 다시 운항한다.</p><p>요금은 이전과 같다.</p>",
    ],
)
def test_a_brief_is_an_article(brief: str) -> None:
    article = _page(f"<article><h1>{TITLE}</h1>{brief}</article>")
    assert article.text.count("\n\n") == 1


def test_an_address_of_a_private_network_is_not_believed() -> None:
    head = '<link rel="canonical" href="http://192.168.1.20:8080/ferry-crews-strike">'
    own = "https://a.example/ferry-crews-strike"
    assert _page(f"<h1>{TITLE}</h1>{BODY}", head, own).canonical_url == own


def test_a_slug_of_a_wire_is_no_dateline() -> None:
    text = f"BC-EU--Ferry Strike, 2nd Ld-Writethru\n\n{TITLE}\n\n{FIRST}\n\n{SECOND}"
    article = normalize(RawDocument("a.txt", 0, "text", text=text), NormalizeOptions())
    assert isinstance(article, Article)
    assert (article.dateline_place, "BC-EU" in article.text) == (None, False)


def test_questions_below_the_headline_stay() -> None:
    page = (
        f"<article><h1>{TITLE}</h1><h2>Why did they strike?</h2><p>{FIRST}</p>"
        f"<h2>What happens now?</h2><p>{SECOND}</p></article>"
    )
    article = _page(page)
    assert "What happens now?" in article.text
    assert "Why did they strike?" in f"{article.text} {article.subtitle}"


def test_the_outlet_behind_a_short_title_goes() -> None:
    page = (
        "<html><head><title>Strike over | Westport Herald</title>"
        "<meta property='og:site_name' content='Westport Herald'></head>"
        f"<body><article><h1>Strike over</h1>{BODY}</article></body></html>"
    )
    article = _normalized(page)
    assert isinstance(article, Article)
    assert article.title == "Strike over"


def test_figures_alone_are_told_by_their_captions() -> None:
    figures = "".join(
        f"<figure><img src='{i}.jpg'><figcaption>The crew of boat {i} waves to the people on the"
        " northern quay.</figcaption></figure>"
        for i in range(6)
    )
    menu = "<ul class='menu'><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul>"
    article = _page(f"{menu}<article><h1>{TITLE}</h1>{figures}</article>")
    assert "Sport" not in article.text
    assert "crew of boat 3" in f"{article.text} {article.captions}"
