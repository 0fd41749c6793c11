"""Files whose names are no UTF-8 are read like any other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from schemas.records import RawDocument
from transforms.read import ReadOptions, expand_inputs, plan_shards, read_shard
from transforms.storage import is_local, local_path, local_uri


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_file_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9 100%.txt"
    with open(name, "wb") as file:
        file.write(b"Rain in Lima\n\nIt rained in Lima on Monday.\n")
    (found,) = expand_inputs(str(tmp_path))
    found.uri.encode("utf-8")
    assert is_local(found.uri)
    assert os.fsencode(local_path(found.uri)) == name
    (record,) = [r for s in plan_shards([found], 1 << 20) for r in read_shard(s, ReadOptions())]
    assert isinstance(record, RawDocument)
    assert record.input_uri == found.uri


def test_ordinary_paths_stay_what_they_are() -> None:
    assert local_uri("/data/né 100%.txt") == "/data/né 100%.txt"
    assert local_path("file:///data/a") == "/data/a"
