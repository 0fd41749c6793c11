"""Fixtures and flags shared by all tests."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# A deadline counts the clock: beside other work it fails tests that are right.
settings.register_profile("newsbeam", deadline=None)
settings.load_profile("newsbeam")

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # pytest-xdist's processes have the variable from the first
        return
    folder = tempfile.TemporaryDirectory(prefix="newsbeam-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["NEWSBEAM_CACHE_DIR"] = folder.name  # no test writes into the home of who runs it


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-slow", action="store_true", help="also run the long proofs")
    parser.addoption(
        "--run-integration", action="store_true", help="also run tests against real servers"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for flag, marker in (("--run-slow", "slow"), ("--run-integration", "integration")):
        if config.getoption(flag):
            continue
        skip = pytest.mark.skip(reason=f"long form: run with {flag}")
        for item in items:
            if item.get_closest_marker(marker):  # keywords hold the names of folders too
                item.add_marker(skip)


def shared_dir() -> Path | None:
    """Folder of measuring and training data, which is not part of the repository."""
    for candidate in (os.environ.get("NEWSBEAM_SHARED"), ROOT.parent / "shared"):
        if candidate and Path(candidate, "data").is_dir():
            return Path(candidate)
    return None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data folder; tests that need it skip where it is not there."""
    folder = shared_dir()
    if folder is None:
        pytest.skip("needs the shared data folder (set NEWSBEAM_SHARED)")
    return folder


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root of the checkout."""
    return ROOT
