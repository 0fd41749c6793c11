"""The report: self-contained, of bounded size, hostile text as data, filters that work."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipelines.__main__ import main
from pipelines.report.articles import LINE_LIMIT, TEXT_LIMIT, standalone_html
from pipelines.report.collect import collect
from pipelines.report.page import data_json, page
from pipelines.tables import open_tables
from pipelines.tables.annotated import Annotated
from tests.support import browser, small_tables

pytest.importorskip("vl_convert", reason="charts need vl-convert-python (make setup-report)")


@pytest.fixture(scope="module")
def report(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("report") / "report.html"
    assert main(["report", str(folder), "--output", str(target)]) == 0
    return target


class _Elements(HTMLParser):
    """Names of elements, addresses, and what carries script."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "action", "srcset", "poster"):
                self.addresses.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)


def elements(text: str) -> _Elements:
    found = _Elements()
    found.feed(text)
    return found


def test_page_refers_to_nothing_outside(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    assert all(address.startswith("#") for address in elements(text).addresses)
    assert "default-src 'none'" in text
    assert report.stat().st_size < 10_000_000


def test_figures_are_those_of_the_tables(folder: Path) -> None:
    with open_tables(str(folder)) as tables:
        figures = collect(tables)
        (events,) = tables.sql("SELECT count(*) FROM events").fetchall()[0]
        (facts,) = tables.sql(
            "SELECT count(*) FROM events WHERE NOT negated AND modality = 'asserted'"
        ).fetchall()[0]
    assert (figures.totals["articles"], figures.totals["events"]) == (4, events)
    assert sum(row[5] for row in figures.cubes["all"]["rows"]) == facts
    assert figures.rejects[0][0] == "N001"
    assert ("articles without a date", 1, 4) in figures.weak
    assert len(figures.articles) == 4


def test_hostile_text_is_data(articles: list[Annotated], tmp_path: Path, folder: Path) -> None:
    long_word = "w" * 1_000_000
    party = dict(articles[1].events[0]["actors"][0], name=small_tables.HOSTILE)
    place = {"text": "x", "name": "</script><img src=x onerror=alert(1)>", "country": "<b>",
             "admin1": None, "geonames_id": 1, "latitude": 1.0, "longitude": 2.0,
             "precision": "town"}  # fmt: skip
    event = dict(articles[1].events[0], actors=[party], place=place, event_class="@@data@@")
    text = articles[1].text + small_tables.HOSTILE + long_word
    bad = Annotated(
        dict(articles[1].article, title=small_tables.HOSTILE + long_word, text=text),
        events=[event],
    )
    small_tables.write(tmp_path, [bad])
    with open_tables(str(tmp_path)) as tables:
        made = page(collect(tables), small_tables.HOSTILE)
    with open_tables(str(folder)) as tables:
        harmless = page(collect(tables), "harmless")
    found, wanted = elements(made), elements(harmless)
    assert found.names.count("script") == wanted.names.count("script")
    assert found.handlers == wanted.handlers
    assert "img" not in found.names
    assert "\u202e" not in made
    assert len(made) < len(harmless) + 4 * TEXT_LIMIT + 50 * LINE_LIMIT
    assert elements(standalone_html(bad)).handlers == []


def test_data_cannot_end_its_element() -> None:
    value = {"a": "</script><!--", "b": "\u2028&"}
    text = data_json(value)
    assert not re.search(r"[<&\u2028]", text)
    assert json.loads(text) == value


def test_report_of_tables_without_rows(tmp_path: Path) -> None:
    (tmp_path / "_runs").mkdir()
    with open_tables(str(tmp_path)) as tables:
        assert "Articles to read" in page(collect(tables), "empty")


def test_browser_draws_every_chart_without_an_error(report: Path) -> None:
    loaded = browser.load(report)
    assert loaded.console == []
    assert 'data-ready="yes"' in loaded.dom
    assert loaded.dom.count("<svg") >= 7


def test_filters_choose_events_and_articles(report: Path) -> None:
    loaded = browser.load(
        report,
        """
        const count = () => document.getElementById('f-count').textContent + ', '
          + document.getElementById('read-count').textContent;
        const wait = () => new Promise((done) => setTimeout(done, 2000));
        const told = [count()];
        const set = async (id, value) => {
          const input = document.getElementById(id);
          input.value = value;
          input.dispatchEvent(new Event('input', {bubbles: true}));
          await wait();
          told.push(count());
        };
        await set('f-class', 'SANCTION');
        await set('f-from', '2030-01-01');
        document.body.dataset.told = told.join('; ');
        """,
    )
    every, some, none = loaded.told().split("; ")
    assert every.endswith("4 articles")
    assert some == "1 events, 1 articles"
    assert none == "0 events, 0 articles"
    assert loaded.console == []


@pytest.mark.parametrize(("width", "dark"), [(500, False), (1200, True)])
def test_page_fits_a_phone_and_the_dark(report: Path, width: int, dark: bool) -> None:
    loaded = browser.load(
        report,
        """
        const style = getComputedStyle(document.body);
        document.body.dataset.told = JSON.stringify({
          over: document.documentElement.scrollWidth - innerWidth,
          paper: style.backgroundColor, ink: style.color,
          unnamed: [...document.querySelectorAll('input,select,button,[role=img],[role=region]')]
            .filter((e) => !(e.labels && e.labels.length) && !e.textContent.trim()
              && !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')).length});
        """,
        width=width,
        dark=dark,
    )
    told = json.loads(loaded.told())
    assert told["over"] <= 0
    assert told["unnamed"] == 0
    brightness = [sum(map(int, re.findall(r"\d+", told[name])[:3])) for name in ("paper", "ink")]
    assert (brightness[0] < brightness[1]) is dark
