"""The short form of the fuzzer, and every case that broke a reader once."""

from __future__ import annotations

import itertools

import pytest

from tests.unit.read.fuzzing import REGRESSIONS, cases, check


def test_readers_bear_damaged_files():
    for name, data, start, forced in itertools.islice(cases(seed=0), 600):
        check(data, name, start, forced)


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
