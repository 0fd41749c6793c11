"""The sample corpus is what its manifest says, and the gold stands in it.

Counted with the standard library alone, so that a mistake of a reader cannot hide a mistake of the
corpus.
"""

from __future__ import annotations

import datetime
import gzip
import html
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from schemas.errors import ERRORS

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
CORPUS = EXAMPLES / "corpus"
GOLD = sorted((EXAMPLES / "gold").glob("*.json"))

BODY_KEYS = ("text", "body", "content", "articleBody")
TITLE_KEYS = ("title", "headline")
DATE_KEYS = ("published_at", "pub_date", "date", "datePublished")
URL_KEYS = ("url", "link")

#: Where each outlet's pages keep the running text, and where their date.
PAGE_BODY = {
    "pacificledger": r'<div class="article-body">(.*?)</div>',
    "skerrypost": r'<div class="entry-content">(.*?)<p class="readmore"',
    "danubeobserver": r'itemprop="articleBody">(.*?)</div>',
    "gacetadelestuario": r'<p class="firma">.*?</p>(.*?)<p class="compartir"',
}
PAGE_DATE = re.compile(
    r'(?:"datePublished": "|published_time" content="|<time datetime=")([\d-]{10})'
)

LABELS = {
    *("PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"),
    *("LANGUAGE", "DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"),
}
PLOVER_TYPES = {
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST"),
    *("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
MODALITIES = frozenset({"asserted", "future", "hypothetical", "historical"})


class Row(NamedTuple):
    """A line of the manifest's table of files."""

    file: str
    format: str
    records: int
    articles: int
    rejects: dict[str, int]


class Item(NamedTuple):
    """A record of the corpus; ``code`` says why it is no article, if it is none."""

    file: str
    position: int
    line: int
    code: str | None
    title: str | None = None
    date: str | None = None
    url: str | None = None
    body: str | None = None


def table_rows(heading: str) -> Iterator[list[str]]:
    """Cells of the table under a heading of the manifest, without its two head lines."""
    text = (CORPUS / "_MANIFEST.md").read_text("utf-8")
    part = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    for line in lines[2:]:
        yield [cell.strip().strip("`") for cell in line.strip("|").split(" | ")]


def manifest() -> list[Row]:
    rows = []
    for file, format_name, records, articles, rejects, reason in table_rows("Files"):
        assert reason
        codes = {} if rejects == "-" else {c: int(n) for c, n in [rejects.split(" ×")]}
        rows.append(Row(file, format_name, int(records), int(articles), codes))
    return rows


def decompress(data: bytes) -> tuple[bytes, bool]:
    """All bytes that a gzip file gives, and whether its end is missing."""
    decoder = zlib.decompressobj(31)
    out = decoder.decompress(data) + decoder.flush()
    return out, not decoder.eof


def first(record: dict[str, Any], keys: tuple[str, ...]) -> Any:
    return next((record[key] for key in keys if key in record), None)


def plain_url(url: str) -> str:
    return url.partition("?")[0]


def json_items(file: str, data: bytes, cut: bool) -> Iterator[Item]:
    position, seen = 0, set()
    *lines, rest = data.split(b"\n")
    if rest and not cut:
        lines.append(rest)
    for number, line in enumerate(lines, 1):
        start, position = position, position + len(line) + 1
        if not line.strip():
            continue
        try:
            try:
                record = json.loads(line)
            except UnicodeDecodeError:
                record = json.loads(line.decode("cp1252"))
        except ValueError:
            yield Item(file, start, number, "R001")
            continue
        if not isinstance(record, dict):
            yield Item(file, start, number, "R002")
            continue
        body = first(record, BODY_KEYS)
        if body is not None and not isinstance(body, str):
            yield Item(file, start, number, "R004")
        elif not body or body.isspace():
            yield Item(file, start, number, "R003")
        else:
            url = plain_url(first(record, URL_KEYS))
            code = "D001" if url in seen else None
            seen.add(url)
            title, date = first(record, TITLE_KEYS), first(record, DATE_KEYS)
            yield Item(file, start, number, code, title, day_of(date), url, body)
    if cut:
        yield Item(file, position, len(lines) + 1, "R005")


def day_of(date: str) -> str:
    if date[:2] == "20":
        return date[:10]
    return datetime.datetime.strptime(date, "%B %d, %Y").date().isoformat()


def text_item(file: str, data: bytes) -> Iterator[Item]:
    if not data:
        return
    if b"\0" in data:
        yield Item(file, 0, 1, "R008")
    elif not data.strip():
        yield Item(file, 0, 1, "R003")
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
        title, _, body = text.replace("\r\n", "\n").partition("\n")
        stamp = re.match(r"\d{4}-\d\d-\d\d", Path(file).name)
        yield Item(file, 0, 1, None, title, stamp and stamp[0], None, body)


def page_item(file: str, page: str) -> Item:
    if not re.search(r"<body[^>]*>.*\w.*</body>", page, re.S):
        return Item(file, 0, 1, "N001")
    body = re.search(PAGE_BODY[file.partition("/")[0]], page, re.S)
    title = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    date = PAGE_DATE.search(page)
    assert body
    assert title
    assert date
    running = re.sub(
        r'<aside.*?</aside>|<figure.*?</figure>|<div class="wp-caption.*?</div>'
        r'|<p class="inline-link.*?</p>',
        "",
        body[1],
        flags=re.S,
    )
    text = html.unescape(re.sub(r"<[^>]+>", "", running))
    return Item(file, 0, 1, None, html.unescape(title[1]), date[1], None, text)


def corpus_files() -> list[str]:
    return sorted(
        path.relative_to(CORPUS).as_posix()
        for path in CORPUS.rglob("*")
        if path.is_file() and not path.name.startswith(("_", "."))
    )


@lru_cache(maxsize=1)
def items() -> tuple[Item, ...]:
    found: list[Item] = []
    for file in corpus_files():
        data = (CORPUS / file).read_bytes()
        if file.endswith(".html"):
            found.append(page_item(file, data.decode("utf-8")))
        elif file.endswith(".txt"):
            found += text_item(file, data)
        else:
            data, cut = decompress(data) if file.endswith(".gz") else (data, False)
            found += json_items(file, data, cut)
    return tuple(found)


def articles() -> list[Item]:
    return [item for item in items() if item.code is None]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def shingles(text: str, size: int = 5) -> frozenset[tuple[str, ...]]:
    tokens = words(text)
    return frozenset(tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1))


def places_of(text: str, part: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(part), text)]


def folded(text: str) -> str:
    return " ".join(text.split())


# --- the manifest --------------------------------------------------------------------------------


def test_manifest_lists_every_file_once() -> None:
    assert sorted(row.file for row in manifest()) == corpus_files()


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row.file)
def test_manifest_counts_agree_with_the_file(row: Row) -> None:
    mine = [item for item in items() if item.file == row.file]
    codes = Counter(item.code for item in mine if item.code)
    assert (len(mine), len(mine) - codes.total(), dict(codes)) == row[2:]
    assert set(row.rejects) <= set(ERRORS)


def test_manifest_totals_agree_with_its_rows() -> None:
    rows = manifest()
    codes: Counter[str] = Counter()
    for row in rows:
        codes.update(row.rejects)
    listed = "; ".join(f"{code} ×{count}" for code, count in sorted(codes.items()))
    records, kept = sum(row.records for row in rows), sum(row.articles for row in rows)
    total = f"**{records} records, {kept} articles, {codes.total()} rejects ({listed})**"
    assert total in (CORPUS / "_MANIFEST.md").read_text("utf-8")
    assert records == kept + codes.total()


# --- what the corpus must hold -------------------------------------------------------------------


def test_corpus_is_large_and_varied_enough() -> None:
    kept = articles()
    outlets = {re.split(r"[./]", item.file)[0] for item in kept} - {"malformed"}
    assert len(kept) >= 90
    assert len(outlets) >= 6
    assert len({item.date for item in kept if item.date}) >= 12
    assert {row.format for row in manifest() if row.articles} == {
        "JSONL",
        "JSONL.gz",
        "text",
        "HTML",
    }


def test_corpus_articles_are_short_news() -> None:
    lengths = {(item.file, item.line): len(words(item.body or "")) for item in articles()}
    assert {key: n for key, n in lengths.items() if not 55 <= n <= 350} == {}


def test_corpus_titles_and_openings_differ() -> None:
    declared = {(file, int(line)) for _, _, file, line in table_rows("Copies")}
    others = [item for item in articles() if (item.file, item.line) not in declared]
    assert max(Counter(item.title for item in others).values()) == 1
    openings = Counter(tuple(words(item.body or "")[:6]) for item in others)
    assert [start for start, count in openings.items() if count > 1] == []


def test_corpus_repeats_no_text_but_the_declared_copies() -> None:
    groups: dict[tuple[str, int], str] = {
        (file, int(line)): group for group, _, file, line in table_rows("Copies")
    }
    bodies = [item for item in items() if item.body]
    assert groups.keys() <= {(item.file, item.line) for item in bodies}
    prints = [(item, shingles(item.body or "")) for item in bodies]
    for i, (item, mine) in enumerate(prints):
        for other, theirs in prints[i + 1 :]:
            shared = len(mine & theirs) / min(len(mine), len(theirs))
            group = groups.get((item.file, item.line))
            same = group is not None and group == groups.get((other.file, other.line))
            where = f"{item.file}:{item.line} and {other.file}:{other.line} share {shared:.2f}"
            assert shared > 0.7 if same else shared < 0.1, where


def test_corpus_names_invented_outlets_only() -> None:
    for file in corpus_files():
        data = (CORPUS / file).read_bytes()
        text = (decompress(data)[0] if file.endswith(".gz") else data).decode("utf-8", "replace")
        hosts = set(re.findall(r"https?://([^/\"\s\\]+)[/\"]", text)) - {"schema.org", "ogp.me"}
        assert {host for host in hosts if not host.endswith(".example")} == set(), file


def test_corpus_dates_lie_in_the_declared_days() -> None:
    dates = sorted({item.date for item in articles() if item.date})
    assert (dates[0], dates[-1]) == ("2024-01-08", "2024-01-26")
    undated = {item.file for item in articles() if item.date is None}
    assert undated == {
        "coastsentinel/undated-village-power.txt",
        "coastsentinel/encoding-windows-1252-sao-tome.txt",  # dated inside, not by its name
    }
    assert not re.search(
        r"\b(?:20\d\d|January)\b", _text("coastsentinel/undated-village-power.txt")
    )


def _text(file: str) -> str:
    return (CORPUS / file).read_text("utf-8")


def test_corpus_holds_the_special_cases_that_the_manifest_names() -> None:
    lines = {file: list(json_items(file, (CORPUS / file).read_bytes(), False))
             for file in ("meridianwire.jsonl", "harrowcourier.jsonl")}  # fmt: skip
    assert (lines["meridianwire.jsonl"][5].title or "").isupper()
    assert "Sénégal" in (lines["meridianwire.jsonl"][19].body or "")
    mojibake = lines["harrowcourier.jsonl"][11].body or ""
    assert "â€œ" in mojibake
    assert "KrakÃ³w" in mojibake
    with pytest.raises(UnicodeDecodeError):
        _text("coastsentinel/encoding-windows-1252-sao-tome.txt")
    assert "\nPhoto: " in _text("coastsentinel/2024-01-10-port-cranes.txt")
    assert "\n>> Read more: " in _text("coastsentinel/2024-01-09-water-minister-talks.txt")
    assert "\\u0000" in _text("malformed/nul_in_text.jsonl")
    with pytest.raises(EOFError):
        gzip.decompress((CORPUS / "malformed/truncated.jsonl.gz").read_bytes())


# --- the gold ------------------------------------------------------------------------------------


@pytest.fixture(params=GOLD, ids=lambda path: path.stem)
def gold(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(json.loads(request.param.read_text("utf-8")))


def test_gold_covers_enough_articles() -> None:
    files = [json.loads(path.read_text("utf-8"))["file"] for path in GOLD]
    assert len(GOLD) >= 22
    assert {Path(file).suffix for file in files} == {".jsonl", ".gz", ".ndjson", ".txt", ".html"}


def test_gold_article_stands_in_the_corpus(gold: dict[str, Any]) -> None:
    at = (gold["file"], gold["position"])
    item = next(item for item in articles() if (item.file, item.position) == at)
    assert (item.title, item.date) == (gold["title"], gold["published_date"])
    body = folded(item.body or "")
    for paragraph in gold["text"].split("\n\n"):
        assert folded(paragraph) in body


def test_gold_entities_stand_in_the_text(gold: dict[str, Any]) -> None:
    text, end = gold["text"], 0
    for entity in gold["entities"]:
        start = places_of(text, entity["text"])[entity["occurrence"]]
        assert start >= end, f"{entity} overlaps the one before or is out of order"
        end = start + len(entity["text"])
        assert entity["label"] in LABELS
        assert re.fullmatch(r"[A-Z]{3}", entity.get("country", "AAA"))
        assert entity.keys() <= {"text", "occurrence", "label", "country", "time_value"}
        if "time_value" in entity:
            assert entity["label"] in ("DATE", "TIME")
            assert re.fullmatch(
                r"\d{3}[\dX](-(\d\d(-\d\d(T(NI|MO|AF|EV))?)?|W\d\d(-WE)?|Q[1-4]))?|PT?\d+[YMWDH]",
                entity["time_value"],
            )


def test_gold_weekdays_have_the_value_of_that_weekday(gold: dict[str, Any]) -> None:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    for entity in gold["entities"]:
        name = entity["text"].split()[0]
        if name in names:
            day = datetime.date.fromisoformat(entity["time_value"][:10])
            assert names[day.weekday()] == name
            published = datetime.date.fromisoformat(gold["published_date"])
            assert abs((day - published).days) <= 7


def test_gold_events_stand_in_the_text(gold: dict[str, Any]) -> None:
    assert gold["events"]
    for event in gold["events"]:
        assert len(places_of(gold["text"], event["trigger"])) > event["occurrence"]
        assert event["event_type"] is None or event["event_type"] in PLOVER_TYPES
        assert event["modality"] in MODALITIES
        assert isinstance(event["negated"], bool)
        for participant in event["actors"] + event["recipients"]:
            assert participant in gold["text"]
        dates = (event["date_start"], event["date_end"])
        assert (dates[0] is None) == (dates[1] is None)
        for date in filter(None, dates):
            assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", date)
        assert dates[0] is None or dates[0] <= dates[1]


def test_gold_shows_every_modality_and_negation() -> None:
    events = [event for path in GOLD for event in json.loads(path.read_text("utf-8"))["events"]]
    counts = Counter(event["modality"] for event in events)
    assert min(counts[modality] for modality in MODALITIES) >= 5
    assert sum(event["negated"] for event in events) >= 10
    assert len({event["event_type"] for event in events} - {None}) == 16
