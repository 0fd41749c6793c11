"""Every regular expression of the package takes time in proportion to its text, whatever it is."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from typing import Any

import pytest

from tests.support.patterns import ANCHORED, Use, hard_units, uses

pytestmark = pytest.mark.integration  # half a minute of CPU time, most of it for the grammar

#: A text of the first length that is through in this time cannot tell anything.
FIRST, QUICK_S = 2_000, 0.001
LENGTHS = (2_000, 4_000, 8_000)
#: Twice the length takes twice the time, quadratic time four times. All doublings must exceed this
#: for a pattern to fail, so that one disturbed measurement cannot.
MOST = 2.8
#: Patterns whose callers give them no more characters than this; there they must be quick.
BOUNDED = {
    "transforms.lang.en.datelines._PATTERNS": 111,
    "transforms.lang.en.authors._job_titles()": 60,
}
BOUNDED_S = 0.03


def once(use: Use, method: str, text: Any) -> float:
    """CPU time of one pass over ``text``."""
    began = time.thread_time()
    if method in ANCHORED:
        getattr(use.pattern, method)(text)
    else:
        for _match in use.pattern.finditer(text):
            pass
    return time.thread_time() - began


def hard_text(use: Use, unit: str, size: int) -> Any:
    """``unit`` again and again; nothing ends as it should, so what began to match fails there."""
    return _fit(use, unit * (size // len(unit) + 1) + "\x00")


def _fit(use: Use, text: str) -> Any:
    return text if isinstance(use.pattern.pattern, str) else text.encode("utf-8", "replace")


def more_than_doubles(use: Use, method: str) -> str:
    """The first unit whose repeats take more than twice the time at twice the length; or ""."""
    bound = BOUNDED.get(use.where)
    for unit in hard_units(use.pattern):
        if bound is not None:
            text = _fit(use, (unit * bound)[:bound])
            if min(once(use, method, text) for _ in range(3)) > BOUNDED_S:
                return f"{use.where} ({method}) on {bound} characters of {unit!r}"
            continue
        if once(use, method, hard_text(use, unit, FIRST)) < QUICK_S:
            continue
        times: list[float] = []
        for length in LENGTHS:
            text = hard_text(use, unit, length)
            times.append(min(once(use, method, text) for _ in range(2)))
            if len(times) > 1 and times[-1] < MOST * times[-2]:
                break
            if times[-1] > 1.0:
                break
        if all(later > MOST * earlier for earlier, later in pairwise(times)):
            told = ", ".join(f"{1000 * t:.1f} ms" for t in times)
            return f"{use.where} ({method}) on repeated {unit!r}: {told}"
    return ""


@pytest.fixture(scope="module")
def patterns() -> list[Use]:
    return uses()


def test_patterns_are_all_found(patterns: list[Use]) -> None:
    places = {use.where for use in patterns}
    assert len(places) > 200
    assert "transforms.extract.bounds._STEP" in places


def test_patterns_take_time_in_proportion_to_the_text(patterns: list[Use]) -> None:
    slow = [
        told
        for use in patterns
        for method in sorted({m if m in ANCHORED else "search" for m in use.methods})
        if (told := more_than_doubles(use, method))
    ]
    assert not slow, "\n".join(slow)


@pytest.mark.parametrize("pattern", [r"\s+$", r"(?:\w+ )+x", r"<a[^>]*>", r"\(.*\)"])
def test_quadratic_pattern_is_told(pattern: str) -> None:
    use = Use("here", re.compile(pattern), frozenset({"search"}))
    assert more_than_doubles(use, "search")
