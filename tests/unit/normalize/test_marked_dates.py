"""Dates in a page's body, and which of them outweighs the page's head."""

from __future__ import annotations

import lxml.html
import pytest

from schemas.records import Article, RawDocument
from transforms.normalize import NormalizeOptions, normalize
from transforms.normalize.marked_dates import find_marked_dates

TITLE = "Ferry crews end their strike"
BODY = (
    "<p>Ferry crews on the northern route ended their strike after nine days at the quay.</p>"
    "<p>The company agreed to pay for the lost hours, and the first boat sailed at noon.</p>"
)


def _dated(below: str, head: str = "", after: str = "", url: str | None = None) -> Article:
    page = (
        f"<html lang='de'><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>"
        f"{below}{BODY}{after}</article></body></html>"
    )
    raw = RawDocument("a.html", 0, "html", html=page, content_type="text/html", url=url)
    article = normalize(raw, NormalizeOptions())
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    "below",
    [
        # a line without a name that begins with its date
        "<p class='tagline'>22/11/2020 - 04:30 - Source: Harbour Agency - Photo: A. Lens</p>",
        # details in a list that is named as something else
        "<ul class='print'><li>News</li><li class='date'>22.11.2020</li><li>Print</li></ul>",
        # microdata in an aside
        "<aside><time itemprop='datePublished' datetime='2020-11-22'>Nov</time></aside>",
        # the foot of a blog's entry
        "<p class='postmetadata'>This entry was posted on Sunday, November 22nd, 2020 at 12:00 pm "
        "and is filed under <a>Boats</a>, <a>Quays</a>. You can follow any responses to this entry "
        "through the feed, leave a response, or trackback from your own site.</p>",
        # a name in front of the date, without a space between
        "<div class='storytime'><h4>Harbour Daily</h4>Nov 22, 2020, 04:11 AM</div>",
        # day, month and year apart
        "<p class='when'><span>22</span><span>Nov</span><span>2020</span></p>",
        # attributes
        "<div class='stamp' aria-label='Published: 2:12 p.m. ET Nov. 22, 2020'></div>",
        "<div class='byline' data-publish-date='2020-11-22T10:00:00Z'><b>Jane Roe</b></div>",
        '<div data-island-props=\'{"date":"2020-11-22T20:53:56.000Z","items":[]}\'></div>',
        "<span property='dc:date' content='2020-11-22T00:00:00+01:00'>Sunday</span>",
        "<abbr class='published' title='2020-11-22T09:25:00+01:00'>9:25 AM</abbr>",
        # the first line of a paragraph
        f"<p><strong>November 22, 2020</strong><br>{'The quay was full of people. ' * 8}</p>",
        # what a script writes into the page
        "<p class='info'><script>showDate('2020/11/22 01:43:09')</script> read 7 times</p>",
        # beside an attribute whose name is none
        "<p date:='2020-11-21T10:00:00Z'>Posted on November 22, 2020</p>",
        # figures with hyphens are no range of days
        "<p class='info'>2020-11-22 08:15</p>",
        "<div><span>November 22, 2020 — 7.05am</span></div>",
        # a line between line breaks, or of preformatted text
        "<p><b>FOR IMMEDIATE RELEASE</b><br>November 22, 2020<br>Contact: the Press Office</p>",
        "<pre>HARBOUR DAILY\n\nSunday, November 22, 2020\n\nBy R. Vance of the Harbour Desk</pre>",
        # a tooltip over a distance in time
        "<span class='ago' title='Sun Nov 22 2020 08:00:00 GMT+0000'>2 years ago</span>",
        # a label outweighs a template's name
        "<p class='dateModified'><b>Published</b> <span>7:51 PM EST, November 22, 2020</span></p>",
        # year, month and day in links, or in list items
        "<table><tr><td><b>corner</b><br>@ <a>2020</a>-<a>11</a>-<a>22</a> 23:14:00</td></tr>"
        "</table>",
        "<ul><li><i class='fa'></i> <b>22</b></li><li><b>Nov</b></li><li><b>2020</b></li></ul>",
        # an inline element on a line of its own
        "<b>[list] Old books</b> <b>elwin</b><br><i>Sun Nov 22 14:22:05 EST 2020</i><p>Hello.</p>",
        # a label without a date's name, words around it, a weekday before it, an address before it
        "<div class='klein'>geschrieben am 22.11.20 um 19:20h von <b>kette</b> | gelesen: 412x"
        "</div>",
        "<span class='sub'>Sonntag, 22. November 2020, Mitteilung der Leitung des Hafens</span>",
        "<font>http://news.jiangbian.example/local 2020年11月22日09:41 江边晚报</font>",
        # a time of the clock behind the day is no range
        "<p class='info'>22 de novembre de 2020 - 12.05 h</p>",
        # a script's data
        "<script>var page = {'article.publish_date': '2020-11-22 06:14:00'};</script>",
    ],
)
def test_a_date_right_below_the_headline_is_found(below: str) -> None:
    assert _dated(below).published_date == "2020-11-22"


def test_a_date_inside_of_running_text_is_not_the_publication() -> None:
    text = "<p>" + "The strike began after the talks of the winter had failed again. " * 2
    assert _dated(
        "", after=f"{text}See the <em>report of 3 May 2019</em>.</p>"
    ).published_origin in (
        None,
        "library",
    )


SHOWN = "<p class='meta'><time datetime='2022-01-25'>25.01.2022</time></p>"
EARLIER = "<meta property='article:published_time' content='2022-01-15T09:00:00+01:00'>"


def test_a_shown_date_outweighs_a_head_that_nothing_confirms() -> None:
    article = _dated(SHOWN, EARLIER)
    assert (article.published_date, article.published_origin) == ("2022-01-25", "time")


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (
            f'{EARLIER}<script type="application/ld+json">{{"@type": "NewsArticle", '
            f'"headline": "{TITLE}", "datePublished": "2022-01-15"}}</script>',
            None,
        ),
        (EARLIER, "https://news.example/2022/01/15/ferry-crews-end-their-strike"),
    ],
)
def test_a_confirmed_head_outweighs_a_shown_date(head: str, url: str | None) -> None:
    assert _dated(SHOWN, head, url=url).published_date == "2022-01-15"


@pytest.mark.parametrize(
    ("shown", "head", "day"),
    [
        # figures in the other order are no contradiction
        ("03/04/2022", "<meta name='date' content='2022-03-04'>", "2022-03-04"),
        # a change is no publication, whether the line or the head says so
        (
            "25.01.2022",
            f"{EARLIER}<meta property='article:modified_time' content='2022-01-25T10:00:00Z'>",
            "2022-01-15",
        ),
        ("Updated 25.01.2022", EARLIER, "2022-01-15"),
    ],
)
def test_what_is_no_other_day_of_publication_contradicts_nothing(
    shown: str, head: str, day: str
) -> None:
    assert _dated(f"<p class='date'>{shown}</p>", head).published_date == day


def test_a_month_alone_does_not_turn_into_its_first_day() -> None:
    assert _dated("", after="<p>Press release no. 03/2020</p>").published_date is None


def test_a_page_that_tells_only_its_last_change_has_no_date() -> None:
    after = "<ul><li> This page was last modified on 4 November 2020, at 19:23.</li></ul>"
    assert _dated("", after=after).published_date is None


def test_far_below_the_headline_the_only_date_counts() -> None:
    body = f"<h1>{TITLE}</h1>" + "<p>The boats sailed again on the northern route.</p>" * 300
    for far in ("<p><time datetime='2020-11-22'>22. Nov</time></p>", "<p>22.11.2020 08:15</p>"):
        (mark,) = find_marked_dates(lxml.html.fromstring(f"<body>{body}{far}</body>"), [TITLE])
        assert mark.moment.day == "2020-11-22"
        assert mark.likelihood > 0.5


def test_a_form_around_the_whole_page_hides_no_date() -> None:
    page = f"<form id='aspnetForm'><h1>{TITLE}</h1><p class='date'>22.11.2020</p>{BODY}</form>"
    tree = lxml.html.fromstring(f"<html><body>{page}</body></html>")
    assert [each.moment.day for each in find_marked_dates(tree, [TITLE])] == ["2020-11-22"]


def test_a_form_with_the_text_of_a_page_without_headline_hides_no_date() -> None:
    line = "<span id='lblDate'>22.11.2020</span>"
    for held, days in ((line + BODY, ["2020-11-22"]), (line, [])):
        after = "" if BODY in held else BODY
        page = f"<form id='aspnetForm'>{held}</form>{after}"
        tree = lxml.html.fromstring(f"<html><body>{page}</body></html>")
        assert [each.moment.day for each in find_marked_dates(tree, [TITLE])] == days


def test_todays_date_above_the_headline_is_not_the_publications() -> None:
    for today in ("Heute: 3. März 2021", "Oggi è mercoledì 3 marzo 2021", "今天是2021年3月3日"):
        page = f"<div>{today}</div><h1>{TITLE}</h1><p class='info'>22.11.2020</p>{BODY}"
        tree = lxml.html.fromstring(f"<html><body>{page}</body></html>")
        assert find_marked_dates(tree, [TITLE])[0].moment.day == "2020-11-22", today


def test_a_number_that_is_shown_is_no_date() -> None:
    tree = lxml.html.fromstring(f"<html><body><h1>{TITLE}</h1><p>1000000000</p></body></html>")
    assert find_marked_dates(tree, [TITLE]) == ()


HEAD = "<meta property='article:published_time' content='2020-11-22T{}:30:00Z'>"


@pytest.mark.parametrize(
    ("hour", "below", "day"),
    [
        ("01", "<time class='published' datetime='2020-11-22T01:30:00Z'>21.11.2020</time>", "21"),
        ("23", "<time class='published' datetime='2020-11-22T23:30:00Z'>23.11.2020</time>", "23"),
        ("01", "<time class='published' datetime='2020-11-22T01:30:00Z'>2 hours ago</time>", "22"),
        ("01", "<script>var page = {'dateCreation': '2020-11-21', 'a': 1};</script>", "21"),
        # in the middle of the day a draft of the day before says nothing
        ("12", "<script>var page = {'dateCreation': '2020-11-21', 'a': 1};</script>", "22"),
        # the day that a page shows above all of its stories is the reader's
        (
            "18",
            "<time class='published' datetime='2020-11-22T18:30:00Z'>22.11.2020</time>"
            "<aside><div>Montag, 23. November 2020</div></aside>",
            "22",
        ),
    ],
)
def test_the_page_settles_the_day_of_an_instant_in_utc(hour: str, below: str, day: str) -> None:
    assert _dated(below, HEAD.format(hour)).published_date == f"2020-11-{day}"


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Ferry crews end their strike | 22.11.2020", "2020-11-22"),
        ("Ferry crews end their strike (news of 22 November 2020)", "2020-11-22"),
        ("Ferry crews on their strike since 22 November 2020", None),
    ],
)
def test_a_part_of_the_title_that_is_a_date_counts_last(title: str, day: str | None) -> None:
    article = _dated("", f"<meta property='og:title' content='{title}'>")
    assert article.published_date == day


@pytest.mark.parametrize(
    ("instant", "shown", "day"),
    [
        # a time of day that is the instant on the publisher's clocks, west and east
        ("2021-03-10T03:40:00Z", "March 9, 2021 7:40 PM", "2021-03-09"),
        ("2022-05-31T21:05:12Z", "June 1, 2022, 7:05 am", "2022-06-01"),
        # a day alone
        ("2018-01-16T21:00:00Z", "2018年1月17日", "2018-01-17"),
        ("2021-11-06T08:30:00+00:00", "Nov. 5, 2021", "2021-11-05"),
    ],
)
def test_a_shown_day_decides_what_an_instant_in_utc_stands_for(
    instant: str, shown: str, day: str
) -> None:
    head = f"<meta property='article:published_time' content='{instant}'>"
    assert _dated(f"<p class='date'>{shown}</p>", head).published_date == day


def test_of_two_shown_days_the_one_with_the_instant_on_local_clocks_decides() -> None:
    head = "<meta property='article:published_time' content='2022-05-31T21:05:12Z'>"
    article = _dated(
        "<ul><li class='date'>May 31, 2022</li><li class='date'>June 1, 2022, 7:05 am</li></ul>",
        head,
    )
    assert article.published_date == "2022-06-01"


@pytest.mark.parametrize(
    ("url", "other", "day"),
    [
        ("https://news.example.co.uk/a", "", "2020-11-02"),
        ("https://county.example.gov/a", "", "2020-02-11"),
        # another date of the page tells the order
        ("https://news.example.com/a", "<ul><li>17/10/2020 Boats</li></ul>", "2020-11-02"),
        ("https://news.example.com/a", "<ul><li>10/17/2020 Boats</li></ul>", "2020-02-11"),
    ],
)
def test_country_or_other_dates_tell_the_order_of_figures(url: str, other: str, day: str) -> None:
    page = (
        f"<html lang='en'><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
        f"<p class='date'>Published 02/11/2020</p>{BODY}</article>{other}</body></html>"
    )
    raw = RawDocument("a.html", 0, "html", html=page, content_type="text/html", url=url)
    article = normalize(raw, NormalizeOptions())
    assert isinstance(article, Article)
    assert article.published_date == day
