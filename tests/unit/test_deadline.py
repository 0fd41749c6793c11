"""Work that takes too long ends, says where it was, and leaves its thread as it found it."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from typing import Any

import pytest

from schemas.records import Article
from transforms.deadline import OverTimeError, allowance, cpu_limit
from transforms.shards import extraction
from transforms.text.cleaning import clean_inline


def spin(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def _clean_for_ever() -> None:
    while True:
        clean_inline("a  b " * 100)


def test_limit_ends_work_and_names_the_step() -> None:
    limit = cpu_limit(0.2)
    with pytest.raises(OverTimeError), limit:
        _clean_for_ever()
    assert "transforms.text.cleaning" in limit.step


def test_limit_counts_processor_time_and_not_the_clock() -> None:
    with cpu_limit(0.2):
        time.sleep(0.6)


def test_limit_passes_handlers_of_ordinary_errors() -> None:
    def stubborn() -> None:
        while True:
            with contextlib.suppress(Exception):
                spin(0.05)

    with pytest.raises(OverTimeError), cpu_limit(0.1):
        stubborn()


def test_limits_end_the_right_one_of_several_threads() -> None:
    ended: list[str] = []

    def work(name: str, seconds: float) -> None:
        try:
            with cpu_limit(0.3):
                spin(seconds)
            ended.append(name)
        except OverTimeError:
            ended.append(f"{name} over")

    threads = [
        threading.Thread(target=work, args=(f"t{n}", 0.05 if n % 2 else 30)) for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["t0 over", "t1", "t2 over", "t3"]


def test_nothing_is_raised_after_the_work() -> None:
    """Work that ends about when its time is up: the error comes inside or not at all."""
    for number in range(40):
        try:
            with cpu_limit(0.01):
                spin(0.005 + 0.003 * (number % 60))
        except OverTimeError:
            pass
        for _ in range(2000):
            re.sub("a", "b", "aaa")


def test_allowance_grows_with_the_text() -> None:
    assert allowance(60, 3_000) == 60
    assert allowance(60, 500_000) == 300


def test_slow_article_keeps_its_row_and_others_are_not_harmed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def code(doc: Any, article: Article, coding: Any) -> extraction.Extraction:
        if article.article_id == "slow":
            _clean_for_ever()
        return extraction.Extraction(article, None, (), None)

    monkeypatch.setattr(extraction, "_code", code)
    articles = [
        Article(
            name, "in", 0, None, None, None, None, None, (), None, None, None, None, None, "en",
            None, (), "It rained.", "", 2, (), "field",
        )
        for name in ("one", "slow", "two")
    ]  # fmt: skip
    found = list(extraction.extract(articles, {"en": None}, timeout_s=0.5))
    assert [item.article.article_id for item in found] == ["one", "slow", "two"]
    assert [item.failure.code if item.failure else None for item in found] == [None, "X003", None]
    assert found[1].failure is not None
    assert "transforms.text.cleaning" in found[1].failure.message
