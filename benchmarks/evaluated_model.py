"""The pipeline that evaluations run: the shipped one, or what NEWSBEAM_MODEL names."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from transforms.extract.model import load_pipeline


@cache
def pipeline() -> Any:
    """The pipeline, loaded once."""
    return load_pipeline(os.environ.get("NEWSBEAM_MODEL") or None)
