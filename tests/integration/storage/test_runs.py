"""The whole job from bucket to bucket, while one request in ten fails and one is slow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.storage.conftest import Store
from tests.pipelines.conftest import QUICK, Ran, newsbeam  # noqa: F401 (a fixture)
from transforms.storage import resolve

pytestmark = [
    pytest.mark.integration,
    # the stores' clients leave sessions to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def tables_below(root: str, options: dict) -> dict[str, bytes]:
    """Every Parquet file of the tables, by its path in the output."""
    fs, path = resolve(root, options)
    fs.invalidate_cache()
    return {
        name.removeprefix(path).lstrip("/"): fs.cat_file(name)
        for name in fs.find(path)
        if name.endswith(".parquet")
    }


def test_run_from_store_to_store_writes_the_bytes_of_a_local_run(
    store: Store,
    tmp_path: Path,
    repository: Path,
    newsbeam,  # noqa: F811
):
    fs, root = resolve(store.root, store.direct)
    corpus = repository / "examples" / "corpus"
    for path in [
        corpus / "lakeshorebusiness.jsonl.gz",
        *sorted(corpus.glob("malformed/*")),
        *sorted(corpus.glob("skerrypost/*"))[:2],
    ]:
        fs.pipe_file(f"{root}/corpus/{path.relative_to(corpus)}", path.read_bytes())

    def run(output: str | Path, options: dict) -> Ran:
        words = ["--storage_options", json.dumps(options), "--output", output, *QUICK]
        return newsbeam("run", "--input", f"{store.root}/corpus", *words)

    local = run(tmp_path / "tables", store.direct)
    assert local.code == 0, local.err
    before = store.proxy.failed
    remote = run(f"{store.root}/tables", store.options)
    assert remote.code == 0, remote.err
    failed = store.proxy.failed - before
    assert failed > 2, f"the proxy let {failed} requests fail"
    written = tables_below(f"{store.root}/tables", store.direct)
    assert written == tables_below(str(tmp_path / "tables"), {})
    assert {name.partition("/")[0] for name in written} >= {"articles", "entities", "events"}
    checked = newsbeam(
        "check", f"{store.root}/tables", "--storage_options", json.dumps(store.options)
    )
    assert checked.code == 0, checked.out + checked.err
    assert not [name for name in fs.find(f"{root}/tables") if "/_tmp" in name]
