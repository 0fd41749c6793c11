"""The hashes that name finished shards."""

from __future__ import annotations

from importlib import metadata

import pytest

from pipelines import identity


@pytest.mark.parametrize("library", ["spacy", "py3langid", "zstandard"])
def test_another_version_of_a_library_is_another_identity(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "_folder_hash", lambda *_, **__: "")
    version = metadata.version
    before = identity.code_identity.__wrapped__()
    assert identity.code_identity.__wrapped__() == before
    monkeypatch.setattr(
        metadata, "version", lambda name: "0.0" if name == library else version(name)
    )
    assert identity.code_identity.__wrapped__() != before
