"""Small finished tables for tests of what stands on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.tables.annotated import Annotated
from tests.support import small_tables


@pytest.fixture(scope="session")
def articles() -> list[Annotated]:
    """Four annotated articles."""
    return small_tables.annotated()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, articles: list[Annotated]) -> Path:
    """Their tables."""
    return small_tables.write(tmp_path_factory.mktemp("small"), articles)
