"""Kept views of options are what fresh views are: one set of values, whoever changes it."""

from __future__ import annotations

import copy
import pickle

from apache_beam.options.pipeline_options import (
    DebugOptions,
    PipelineOptions,
    StandardOptions,
    TypeOptions,
)

from pipelines.views import KeptViews


def test_views_are_kept_and_share_their_values() -> None:
    options = PipelineOptions(["--runner", "FlinkRunner", "--experiments", "a"])
    kept = options.view_as(KeptViews)
    assert kept.view_as(StandardOptions) is kept.view_as(StandardOptions)
    assert kept.view_as(StandardOptions).runner == "FlinkRunner"
    kept.view_as(StandardOptions).runner = "DirectRunner"
    assert options.view_as(StandardOptions).runner == "DirectRunner"
    options.view_as(DebugOptions).experiments = ["b"]
    assert kept.view_as(DebugOptions).experiments == ["b"]
    assert kept.get_all_options() == options.get_all_options()


def test_copies_have_values_of_their_own() -> None:
    kept = PipelineOptions(["--runner", "FlinkRunner"]).view_as(KeptViews)
    kept.view_as(TypeOptions)
    for other in (copy.deepcopy(kept), pickle.loads(pickle.dumps(kept))):
        other.view_as(StandardOptions).runner = "PrismRunner"
        assert other.view_as(StandardOptions).runner == "PrismRunner"
        assert kept.view_as(StandardOptions).runner == "FlinkRunner"
