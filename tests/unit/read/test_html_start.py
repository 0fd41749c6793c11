"""Whether a file begins as HTML does."""

from __future__ import annotations

import time

import pytest

from transforms.read.html import sniff
from transforms.read.source import NO, SURE


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b"<!-- a --> <!-- b -->\n<!DOCTYPE html><p>", SURE),
        (b"\xef\xbb\xbf<?xml version='1.0'?> <!-- a --><html lang='en'>", SURE),
        (b"<!-- <html> --> only a comment", NO),
    ],
)
def test_sniff_looks_behind_comments(head: bytes, told: int) -> None:
    assert sniff(head, "a.txt") == told


def test_many_comments_before_nothing_take_no_time() -> None:
    began = time.thread_time()
    assert sniff(b"<!-- -->" * 8000, "a.txt") == NO
    assert time.thread_time() - began < 1
