"""Beam wiring: fingerprints → verdicts by shard, and the table of stories."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import apache_beam as beam

from schemas.records.packing import PACKED, pack, unpack
from transforms import metrics
from transforms.dedupe.by_key import decide_by_key
from transforms.dedupe.clusters import DedupeOptions, Verdict, decide
from transforms.dedupe.fingerprint import Fingerprint


class _DecideFn(beam.DoFn):
    def __init__(self, options: DedupeOptions, run_id: str) -> None:
        self._options = options
        self._run_id = run_id

    def process(
        self, element: tuple[int, Iterable[bytes]]
    ) -> Iterator[tuple[str, Verdict] | beam.pvalue.TaggedOutput]:
        began = time.perf_counter()
        fingerprints = (Fingerprint(*one) for data in element[1] for one in unpack(data))
        decisions = decide(fingerprints, self._options)
        metrics.log(
            self._run_id,
            "duplicates",
            records=len(decisions.verdicts),
            stories=len(decisions.stories),
            msec=int((time.perf_counter() - began) * 1000),
        )
        yield from decisions.verdicts
        for story in decisions.stories:
            yield beam.pvalue.TaggedOutput("stories", story.row())


@dataclass
class AssignStories(beam.PTransform):
    """Decide about every article at once, from fingerprints alone.

    In: `Fingerprint`. Out: ``{"verdicts": (shard_id, Verdict) for every fingerprint, "stories":
    a row of the table ``stories`` for every story}``.

    Args:
        options: see `DedupeOptions`.
        by_key: do not let all fingerprints meet in one worker, which holds 5 KB for each; the same
            comes out. It takes more steps and more shuffle (see `transforms.dedupe.by_key`).
        run_id: for log lines.
    """

    options: DedupeOptions = field(default_factory=DedupeOptions)
    by_key: bool = False
    run_id: str = ""

    def expand(self, fingerprints: beam.PCollection) -> dict[str, beam.PCollection]:
        if self.by_key:
            return decide_by_key(fingerprints, self.options, self.run_id)
        decided = (
            fingerprints
            | "BatchTogether" >> beam.BatchElements(PACKED, PACKED)
            | "KeyTogether" >> beam.Map(_with_one_key).with_output_types(tuple[int, bytes])
            | "GroupTogether" >> beam.GroupByKey()
            | "Decide"
            >> beam.ParDo(_DecideFn(self.options, self.run_id)).with_outputs(
                "stories", main="verdicts"
            )
        )
        return {"verdicts": decided.verdicts, "stories": decided.stories}


def _with_one_key(fingerprints: Sequence[Fingerprint]) -> tuple[int, bytes]:
    return 0, pack(fingerprints)
