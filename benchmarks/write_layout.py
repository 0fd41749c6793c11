"""What each choice of the file layout costs and gives: bytes, seconds to write, bytes read.

    python benchmarks/write_layout.py [--articles 20000]

Rows are made up here: text from a vocabulary with Zipf's frequencies, so that it compresses about
as news does. One partition of entities and one of articles is written per choice.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.ids import stable_id
from schemas.tables import ARTICLES, ENTITIES, Table
from transforms.write.parquet import stored_schema, writer_options
from transforms.write.rows import sort_rows, to_batch

DAY = dt.date(2024, 1, 1)


def made_up(count: int, seed: int = 7) -> tuple[list[dict], list[dict]]:
    """Articles of about 400 words and their entities (about 40 each)."""
    rng = random.Random(seed)
    letters = "etaoinshrdlucmfwypvbgkqjxz"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 10))) for _ in range(30_000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    names = [
        f"{a.title()} {b.title()}" for a, b in zip(words[500:3500], words[9000:], strict=False)
    ]
    labels = ["PERSON", "GPE", "ORG", "DATE", "CARDINAL", "NORP"]
    articles, entities = [], []
    for number in range(count):
        key = stable_id(seed, number)
        text = " ".join(rng.choices(words, weights, k=rng.randint(100, 700)))
        articles.append(
            {
                "article_id": key,
                "input_uri": "s3://bucket/2024/01/news.jsonl.gz",
                "input_position": number * 3000,
                "url": f"https://paper{number % 50}.example/{number}/{words[number % 9999]}",
                "source": f"paper{number % 50}.example",
                "title": " ".join(rng.choices(words, weights, k=9)),
                "authors": [rng.choice(names)],
                "published_date": DAY,
                "language": "en",
                "keywords": [],
                "text": text,
                "text_sha256": stable_id(text) * 2,
                "word_count": text.count(" ") + 1,
                "captions": [],
                "extraction_method": "html",
                "story_id": stable_id("story", number),
            }
        )
        local = rng.choices(names, k=12)
        start = 0
        for _ in range(rng.randint(20, 60)):
            start += rng.randint(5, 80)
            name = rng.choice(local)
            entities.append(
                {
                    "article_id": key,
                    "published_date": DAY,
                    "sentence_index": start // 120,
                    "start": start,
                    "end": start + len(name),
                    "text": name,
                    "label": rng.choice(labels),
                    "entity_id": stable_id(key, name)[:12],
                    "name": name,
                    "country": rng.choice(["USA", "DEU", None, None]),
                    "latitude": rng.choice([None, 41.9]),
                    "confidence": round(rng.random(), 4),
                }
            )
    return articles, entities


def choices(table: Table, schema: pa.Schema, rows: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The shipped layout, then one change at a time."""
    base = writer_options(table, schema, rows)
    yield "shipped", base
    for level in (1, 9):
        yield f"zstd {level}", {**base, "compression_level": level}
    yield "snappy", {**base, "compression": "snappy", "compression_level": None}
    yield "dictionary everywhere", {**base, "use_dictionary": True}
    yield "no dictionary", {**base, "use_dictionary": False}
    yield "statistics everywhere", {**base, "write_statistics": True}
    yield "no page index", {**base, "write_page_index": False}
    yield "no page checksums", {**base, "write_page_checksum": False}
    yield "no bloom filters", {**base, "bloom_filter_options": None}
    numbers = [f.name for f in schema if pa.types.is_int32(f.type) or pa.types.is_int64(f.type)]
    yield (
        "delta-packed integers",
        {
            **base,
            "use_dictionary": [c for c in base["use_dictionary"] if c not in numbers],
            "column_encoding": dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
        },
    )
    plain = [
        f.name
        for f in schema
        if pa.types.is_string(f.type) and f.name not in base["use_dictionary"]
    ]
    if plain:
        yield (
            "delta-length text",
            {**base, "column_encoding": dict.fromkeys(plain, "DELTA_LENGTH_BYTE_ARRAY")},
        )
    yield "data page v2", {**base, "data_page_version": "2.0"}


def main() -> None:
    """Write each choice, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    count = parser.parse_args().articles
    articles, entities = made_up(count)
    for table, rows in ((ENTITIES, entities), (ARTICLES, articles)):
        schema = stored_schema(table, table.schema)
        data = pa.Table.from_batches([sort_rows([to_batch(rows, schema)], table.sort_by)], schema)
        print(f"\n{table.name}: {data.num_rows} rows, {data.nbytes / 1e6:.1f} MB in memory")
        shipped = 0
        for name, options in choices(table, schema, data.num_rows):
            best = 9e9
            for _ in range(2):
                sink = io.BytesIO()
                began = time.process_time()
                with pq.ParquetWriter(sink, schema, **options) as writer:
                    writer.write_table(data, row_group_size=122_880)
                best = min(best, time.process_time() - began)
            size = len(sink.getvalue())
            shipped = shipped or size
            print(f"  {name:24} {size / 1e6:8.3f} MB {size / shipped:6.3f}x {best:7.2f} s CPU")


if __name__ == "__main__":
    main()
