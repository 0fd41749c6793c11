"""The short form of the fuzzer, and every case that broke a reader once."""

from __future__ import annotations

import io
import itertools
import random

import pytest

from tests.unit.read.fuzzing import OPTIONS, REGRESSIONS, cases, check, mutate
from tests.unit.read.samples import CASES, articles
from transforms.read import warc_window
from transforms.read.reading import read_source
from transforms.read.source import Source
from transforms.read.streams import Stream


def test_readers_bear_damaged_files():
    for name, data, start, forced in itertools.islice(cases(seed=0), 600):
        check(data, name, start, forced)


def test_warc_reads_the_same_by_templates_and_line_by_line(monkeypatch):
    wholes = [CASES[name].build(articles(4)) for name in ("warc", "warc_gz", "wet", "arc")]
    rng = random.Random(5)
    files = wholes + [mutate(rng.choice(wholes), wholes, rng) for _ in range(400)]

    def read_all() -> list:
        return [
            list(read_source(Source("mem", "a.warc", Stream(io.BytesIO(data))), OPTIONS))
            for data in files
        ]

    by_templates = read_all()
    monkeypatch.setattr(warc_window, "MAX_TEMPLATES", 0)
    assert read_all() == by_templates
    assert sum(len(records) for records in by_templates) > len(files)


@pytest.mark.slow
def test_readers_bear_a_hundred_thousand_damaged_files():
    for name, data, start, forced in itertools.islice(cases(seed=1), 100_000):
        check(data, name, start, forced)


@pytest.mark.parametrize("path", sorted(REGRESSIONS.glob("*")), ids=lambda path: path.name)
def test_reader_bears_what_broke_it_once(path):
    # start-forced-name, as the fuzzer wrote it
    start, forced, name = path.name.split("-", 2)
    check(
        path.read_bytes(),
        name,
        None if start == "None" else int(start),
        None if forced == "None" else forced,
    )
