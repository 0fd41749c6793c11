"""The model of languages: the library's probabilities, from the library or from the cache."""

from __future__ import annotations

import random
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from tests.unit.normalize.test_language import SENTENCES
from transforms.normalize import language_model
from transforms.normalize.language_model import Model

SMALL = language_model._Arrays(
    codes=np.array(["de", "en", "de"], "S2"),
    priors=np.array([-1, -2, -3], "<f4"),
    weights=np.arange(6, dtype="<u2").reshape(2, 3),
    moves=np.zeros(256, "<u4"),
    rows=np.zeros(1, "<u4"),
    outputs=np.array([1], "<i4"),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.setenv("NEWSBEAM_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each time that the library's model, here a small one, is unpacked."""
    times: list[str] = []

    def small() -> language_model._Arrays:
        times.append("once")
        return SMALL

    monkeypatch.setattr(language_model, "_from_library", small)
    return times


def loaded() -> Model:
    """The model as a new process has it."""
    return language_model.model.__wrapped__()


def same(one: Model, other: Model) -> bool:
    assert one._fields[-1] == "singles"  # a table of every half, some of which are no numbers
    return all(np.array_equal(mine, its) for mine, its in zip(one[:-1], other[:-1], strict=True))


def test_probabilities_are_the_librarys_to_the_bit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = loaded()
    monkeypatch.delitem(sys.modules, "py3langid.langid")
    kept = loaded()
    assert "py3langid.langid" not in sys.modules, "the second process needs none of the library"
    library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    library.set_languages(kept.codes)
    assert tuple(library.nb_classes) == kept.codes == fresh.codes
    assert len(kept.codes) > 100
    assert not language_model.NOT_IN_NEWS & {*kept.codes}
    rng = random.Random(1)
    letters = "".join(SENTENCES)
    texts = list(SENTENCES)
    texts += ["".join(rng.choices(letters, k=rng.randrange(1, 300))) for _ in range(100)]
    texts += [" ".join(rng.sample(SENTENCES, 4)) for _ in range(20)]
    for text in texts:
        expected, found = library._decide(text), kept.probabilities(text)
        assert found.dtype == expected.dtype
        assert np.array_equal(found, expected), text
        assert np.array_equal(found, fresh.probabilities(text)), text


def test_first_process_keeps_the_model_and_later_ones_read_it(
    folder: Path, unpacked: list[str]
) -> None:
    first, second, third = loaded(), loaded(), loaded()
    assert len(unpacked) == 1
    assert same(first, second)
    assert same(first, third)
    assert [array.dtype for array in first[2:]] == [array.dtype for array in second[2:]]
    assert second.codes == ("de", "en", "de")
    assert second.doubles == ((0, 2),)


def test_damaged_file_is_unpacked_and_written_again(folder: Path, unpacked: list[str]) -> None:
    first = loaded()
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert same(first, loaded())
    assert len(unpacked) == 2
    assert path.read_bytes() == whole


def test_a_folder_that_cannot_be_written_costs_the_unpacking(
    folder: Path, unpacked: list[str]
) -> None:
    folder.write_text("a file")
    assert same(loaded(), loaded())
    assert len(unpacked) == 2
    language_model.keep_model()
    assert len(unpacked) == 2, "nothing is unpacked that cannot be kept"


def test_each_version_of_the_library_has_a_file(
    folder: Path, unpacked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("0.4.0", "0.4.1", "0.4.0"):
        monkeypatch.setattr(metadata, "version", {"py3langid": version}.__getitem__)
        loaded()
    assert len(unpacked) == 2
    assert len([*folder.iterdir()]) == 2


def test_keep_model_unpacks_once(folder: Path, unpacked: list[str]) -> None:
    language_model.keep_model()
    language_model.keep_model()
    loaded()
    assert len(unpacked) == 1
