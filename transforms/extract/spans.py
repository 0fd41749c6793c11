"""Entity spans, and the form of a name by which tables are asked."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, Optional

from transforms.extract.gazetteer import fold


class Span(NamedTuple):
    """An entity span: code points, end exclusive, label and confidence (None: unknown)."""

    start: int
    end: int
    label: str
    confidence: Optional[float]


@lru_cache(maxsize=1 << 15)
def surface(text: str) -> str:
    """A mention's text without possessive, article and case."""
    plain = re.sub(r"['’]s?$", "", text.strip())
    return fold(re.sub(r"^(?:the|The)\s+", "", plain))
