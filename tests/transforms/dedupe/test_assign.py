"""`AssignStories` on Beam: exact contents, and what passes the shuffle."""

from __future__ import annotations

import random

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from tests.support.fingerprints import drawn_corpus
from transforms.dedupe import AssignStories, DedupeOptions, Fingerprint
from transforms.dedupe.clusters import decide
from transforms.dedupe.fingerprint import minhash, shingle_hashes


def _fingerprints() -> list[Fingerprint]:
    rng = random.Random(1)
    made = []
    for i in range(12):
        words = [f"w{rng.randrange(9000)}" for _ in range(200)]
        for copy in range(1 + i % 3):
            hashes = shingle_hashes(" ".join(words[: 200 - 30 * copy]))
            made.append(
                Fingerprint(
                    f"{i:02}{copy}", f"shard-{copy}", f"file-{copy}", i, None, "2020-01-01",
                    f"{copy}.example", 200 - 30 * copy, len(hashes), f"sha-{i}-{copy}",
                    minhash(hashes).astype("<u2").tobytes(),
                )
            )  # fmt: skip
    return made


@pytest.mark.parametrize("by_key", [False, True])
@pytest.mark.parametrize("duplicates", ["skip", "drop"])
def test_assign_stories_gives_what_decide_gives(duplicates: str, by_key: bool) -> None:
    options = DedupeOptions(duplicates=duplicates)
    fingerprints = _fingerprints()
    expected = decide(fingerprints, options)
    assert {len(s.members) for s in expected.stories} == {1, 2, 3}
    shuffled = list(fingerprints)
    random.Random(2).shuffle(shuffled)
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        decided = pipeline | beam.Create(shuffled) | AssignStories(options, by_key)
        assert_that(decided["verdicts"], equal_to(expected.verdicts), label="Verdicts")
        rows = [s.row() for s in expected.stories]
        assert_that(decided["stories"], equal_to(rows), label="Stories")


def test_assign_stories_by_key_tells_chains_copies_and_repeated_records_like_decide() -> None:
    fingerprints = drawn_corpus(5)
    expected = decide(fingerprints, DedupeOptions())
    codes = [verdict.rejected_code for _, verdict in expected.verdicts]
    assert codes.count("D001") > 10
    assert max(len(story.members) for story in expected.stories) > 5
    random.Random(3).shuffle(fingerprints)
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        decided = pipeline | beam.Create(fingerprints) | AssignStories(by_key=True)
        assert_that(decided["verdicts"], equal_to(expected.verdicts), label="Verdicts")
        rows = [story.row() for story in expected.stories]
        assert_that(decided["stories"], equal_to(rows), label="Stories")


@pytest.mark.parametrize("by_key", [False, True])
def test_assign_stories_of_nothing_is_nothing(by_key: bool) -> None:
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        empty = pipeline | beam.Create([]).with_output_types(Fingerprint)
        decided = empty | AssignStories(by_key=by_key)
        assert_that(decided["verdicts"], equal_to([]), label="Verdicts")
        assert_that(decided["stories"], equal_to([]), label="Stories")
