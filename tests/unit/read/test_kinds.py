"""Records as programs and people really write them: nothing-values, dates of databases, dumps."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.records import Article, Failure, RawDocument
from tests.unit.read.samples import warc_record
from transforms.normalize import NormalizeOptions, normalize

BODY = "The harbour board of Exampleton voted on Tuesday to repair the northern pier by spring."
Records = list[RawDocument | Failure]


def _articles(records: Records) -> list[Article]:
    found = [normalize(r, NormalizeOptions()) for r in records if isinstance(r, RawDocument)]
    return [a for a in found if isinstance(a, Article)]


def _of(read_bytes: Callable[..., Records], **fields: Any) -> Article:
    line = json.dumps({"text": BODY, **fields}) + "\n"
    (article,) = _articles(read_bytes((line * 1).encode(), "a.jsonl"))
    return article


def test_nan_and_its_words_are_nothing(read_bytes: Callable[..., Records]) -> None:
    article = _of(read_bytes, title=float("nan"), author="nan", url="None", source="N/A")
    assert (article.title, article.authors, article.agency) == (None, (), None)
    assert (article.url, article.source) == (None, None)


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"date": {"$date": "2023-05-04T13:45:00Z"}}, "2023-05-04"),
        ({"date": {"$date": {"$numberLong": "1683207900000"}}}, "2023-05-04"),
        ({"published": {"year": 2023, "month": 5, "day": 4}}, "2023-05-04"),
        ({"published_parsed": [2023, 5, 4, 13, 45, 0, 3, 124, 0]}, "2023-05-04"),
        ({"dateTime": "2023-05-06T08:00:00Z", "dateTimePub": "2023-05-04T13:45:00Z"}, "2023-05-04"),
        ({"posted_at": "2023-05-04"}, "2023-05-04"),
        ({"metadata": {"date": "2023-05-04"}}, "2023-05-04"),
    ],
)
def test_dates_of_dumps_are_read(
    read_bytes: Callable[..., Records], fields: dict[str, Any], day: str
) -> None:
    assert _of(read_bytes, **fields).published_date == day


def test_local_time_and_utc_beside_it_tell_the_offset(read_bytes: Callable[..., Records]) -> None:
    article = _of(read_bytes, date="2023-05-04T22:30:00", date_gmt="2023-05-05T02:30:00")
    assert article.published_date == "2023-05-04"
    assert article.published_at == 1683253800000000


def test_lists_written_as_text_are_lists(read_bytes: Callable[..., Records]) -> None:
    article = _of(read_bytes, authors="['Jane Roe', 'John Doe']", keywords="['pier', 'harbour']")
    assert article.authors == ("Jane Roe", "John Doe")
    assert article.keywords == ("pier", "harbour")


def test_body_cut_short_by_an_api_loses_the_mark(read_bytes: Callable[..., Records]) -> None:
    assert _of(read_bytes, text=f"{BODY} And then… [+3141 chars]").text.endswith("And then")


def test_escaped_markup_is_markup(read_bytes: Callable[..., Records]) -> None:
    twice = (
        f"&amp;lt;p&amp;gt;{BODY}&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;{BODY} Again.&amp;lt;/p&amp;gt;"
    )
    assert _of(read_bytes, text=twice).text == f"{BODY}\n\n{BODY} Again."


def test_pretty_printed_objects_are_read_whatever_the_name(
    read_bytes: Callable[..., Records],
) -> None:
    data = "\n".join(json.dumps({"title": f"T {n}", "text": BODY}, indent=2) for n in range(3))
    assert len(_articles(read_bytes(data.encode(), "a.jsonl"))) == 3


@pytest.mark.parametrize(
    "data",
    [
        f'sep=;\ntitle;text;date\nA pier;"{BODY}";04.05.2023\n',
        f'# exported\ntitle,text,date\nA pier,"{BODY}",2023-05-04\n',
        f'title,text,date\nA pier,"He said \\"no, never\\", and left. {BODY}",2023-05-04\n',
    ],
    ids=["sep", "comment", "backslash"],
)
def test_csv_dialects_are_read(read_bytes: Callable[..., Records], data: str) -> None:
    (article,) = _articles(read_bytes(data.encode(), "a.csv"))
    assert article.title == "A pier"
    assert article.published_date == "2023-05-04"
    assert "\\" not in article.text


@pytest.mark.parametrize(
    ("kind", "odd"),
    [
        (pa.timestamp("us"), 570_000_000_000_000_000),
        (pa.timestamp("us"), -99_000_000_000_000_000),
        (pa.date32(), 9_000_000),
    ],
)
def test_one_odd_date_costs_only_itself(
    read: Callable[..., Records], tmp_path: Any, kind: pa.DataType, odd: int
) -> None:
    good = 19_481 if kind == pa.date32() else 1_683_207_900_000_000
    integers = pa.array([good, odd, good], pa.int32() if kind == pa.date32() else pa.int64())
    table = pa.table({"text": [BODY + f" {n}" for n in range(3)], "date": integers.cast(kind)})
    pq.write_table(table, tmp_path / "a.parquet")
    days = [a.published_date for a in _articles(read(tmp_path / "a.parquet"))]
    assert days == ["2023-05-04", None, "2023-05-04"]


def test_feedburner_links_are_replaced_by_the_original(read_bytes: Callable[..., Records]) -> None:
    feed = f"""<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
    <channel><item><title>A pier</title><link>http://feedproxy.google.com/~r/a/b</link>
    <feedburner:origLink>https://www.example.com/pier</feedburner:origLink>
    <description>{BODY}</description></item></channel></rss>"""
    (article,) = _articles(read_bytes(feed.encode(), "a.xml"))
    assert article.url == "https://www.example.com/pier"


def test_a_quote_that_another_row_would_close_costs_its_own_row(
    read_bytes: Callable[..., Records],
) -> None:
    rows = f'title,text,url\nOne,"{BODY}",u1\nTwo,"{BODY},u2\nThree,"{BODY}",u3\n'
    records = read_bytes(rows.encode(), "a.csv")
    assert [r.code if isinstance(r, Failure) else r.title for r in records] == [
        "One", "R014", "Three",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "SHA256SUMS", "checksums.txt"])
def test_what_lies_beside_data_is_no_article(read_bytes: Callable[..., Records], name: str) -> None:
    assert [getattr(r, "code", "read") for r in read_bytes(BODY.encode(), name)] == ["R008"]


AGENCY_ITEM = """<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:newsml:agency.example:20200101:200304-99-000001" version="2" xml:lang="de"
 standard="NewsML-G2" standardversion="2.23" conformance="power">
<itemMeta>
 <itemClass qcode="ninat:text"/><provider qcode="nprov:dpa"><name>dpa</name></provider>
 <versionCreated>2020-03-05T08:00:00+01:00</versionCreated>
 <service qcode="agsrv:bdt"><name role="nrol:mnemonic">bdt</name></service>
 <service qcode="agsrv:archive"><name role="nrol:mnemonic">report</name></service>
</itemMeta>
<contentMeta>
 <contentCreated>2020-03-04T18:30:00+01:00</contentCreated>
 <subject qcode="agcat:vm" rank="1" type="agtype:category">
  <name role="nrol:mnemonic" xml:lang="de">vm</name><name xml:lang="de">Vermischtes</name></subject>
 <subject qcode="agsubject:516" type="agtype:subject">
  <name xml:lang="de">Schifffahrt</name></subject>
 <subject type="cpnat:poi"><name>Hafenamt, Kaistraße 12, 20457 Musterhafen</name></subject>
 <subject type="cpnat:organisation">
  <name>Reederei Nord, Alter Damm 3, 20457 Musterhafen</name></subject>
 <subject type="cpnat:person"><name>Petra Kai</name></subject>
 <keyword rank="1">Streik</keyword><keyword>Rathausplatz 1, 20095 Musterhafen</keyword>
 <headline>Streik der Fährleute endet</headline>
 <by>Von Anna Beispiel und Karl Muster, dpa</by>
</contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml">
<html xmlns="http://www.w3.org/1999/xhtml"><body>
<p>Die Fährleute haben ihren Streik nach neun Tagen am Kai beendet.</p>
<p>Die Reederei zahlt die ausgefallenen Stunden, und das erste Schiff fuhr am Mittag.</p>
</body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"""


def test_item_of_a_german_agency_has_names_a_section_and_no_addresses(
    read_bytes: Callable[..., Records],
) -> None:
    (article,) = _articles(read_bytes(AGENCY_ITEM.encode(), "a.xml"))
    assert article.authors == ("Anna Beispiel", "Karl Muster")
    assert article.agency == "Deutsche Presse-Agentur"
    assert article.section == "Vermischtes"
    assert article.keywords == ("Vermischtes", "Schifffahrt", "Petra Kai", "Streik")
    assert (article.published_date, article.title) == ("2020-03-04", "Streik der Fährleute endet")


def test_code_of_a_wire_is_no_section(read_bytes: Callable[..., Records]) -> None:
    item = AGENCY_ITEM.replace('type="agtype:category"', "")
    (article,) = _articles(read_bytes(item.encode(), "a.xml"))
    assert article.section is None


@pytest.mark.parametrize(
    "path", ["robots.txt", "ads.txt", "humans.txt", ".well-known/security.txt", "robots.txt?x=1"]
)
def test_what_a_site_writes_for_crawlers_is_no_article(
    read_bytes: Callable[..., Records], path: str
) -> None:
    rules = b"# We ask all crawlers to be kind to this small server.\nUser-agent: *\nDisallow: /"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + rules
    record = warc_record("response", f"https://a.example/{path}", http, "application/http")
    (reject,) = read_bytes(record, "a.warc")
    assert isinstance(reject, Failure)
    assert (reject.code, "crawlers" in reject.message) == ("R013", True)


def test_an_article_about_robots_is_one(read_bytes: Callable[..., Records]) -> None:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + BODY.encode()
    record = warc_record("response", "https://a.example/2023/robots.txt", http, "application/http")
    assert len(_articles(read_bytes(record, "a.warc"))) == 1
