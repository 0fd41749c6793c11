"""Steps that a runner does again after the commit, when their temporary files are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.tables import TABLES
from tests.support.write_samples import corpus, merge_all, new_run, tree, write_corpus
from transforms.storage import WriteError
from transforms.write.commit import commit
from transforms.write.merge import plan_merges
from transforms.write.write_tables import _commit, _merge, _plan


def test_merging_again_after_the_commit_changes_nothing(tmp_path: Path) -> None:
    run = new_run(tmp_path / "out")
    results = write_corpus(run, corpus(12, days=2))
    files = [file for result in results for file in result.files]
    tasks = list(plan_merges(run.area, files, TABLES))
    summary = commit(run, merge_all(run, results), {}, [])
    made = tree(tmp_path / "out")
    assert not (tmp_path / "out" / "_work").exists()

    assert list(_plan(None, run, files)) == []
    assert not any(entry.rows for task in tasks for entry in _merge(task, run))
    assert _commit(None, run, [], {}, [], []) == summary
    assert tree(tmp_path / "out") == made


def test_merging_files_that_are_lost_before_the_commit_fails(tmp_path: Path) -> None:
    run = new_run(tmp_path / "out")
    results = write_corpus(run, corpus(12, days=2))
    files = [file for result in results for file in result.files]
    run.area.storage.delete([files[0].path])
    with pytest.raises(WriteError, match="W005"):
        list(_plan(None, run, files))
