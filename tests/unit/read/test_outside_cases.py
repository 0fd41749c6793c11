"""Every input of the shared folder's cases/read is right by its read.md, or rejected with a reason.

All files are walked: one that is added there and breaks fails here, whether it is listed or not.
"""

from __future__ import annotations

import tarfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.records import Article, Failure
from tests.conftest import shared_dir
from tests.unit.read import outside_cases as cases
from tests.unit.read.conftest import read_files
from transforms.normalize import NormalizeOptions, normalize

Result = Article | Failure
#: Words of the pages' frames and of their readers, which belong to no text.
FRAME = ("All rights reserved", "Posted by reader", "Copyright 2024", "Home\n\nSport")
#: Comments that nothing marks, as trafilatura keeps them too (read.md, row 22); two articles.
FRAMED = ("comments_anon", "two")


def _files() -> list[Path]:
    folder = shared_dir()
    base = folder / "cases/read" if folder else None
    if base is None or not base.is_dir():
        return []
    return sorted(p for p in base.rglob("*") if p.is_file() and p.suffix != ".tar")


FILES = _files()
needs_cases = pytest.mark.skipif(
    not FILES, reason="needs cases/read in the shared data folder (set NEWSBEAM_SHARED)"
)


def _results(path: Path) -> list[Result]:
    return [
        r if isinstance(r, Failure) else normalize(r, NormalizeOptions()) for r in read_files(path)
    ]


def _expected(path: Path) -> list[cases.Expected]:
    if path.name == "A_dates.jsonl":
        days = {n: {"published_date": cases.DAYS.get(n, cases.DAY)} for n in range(74)}
        return [
            d | {"published_at": t} if (t := cases.TIMES.get(n)) else d for n, d in days.items()
        ]
    if path.name == "B_records.jsonl":
        return cases.RECORDS
    if path.name == "ident.jsonl":
        return [cases.OK] * len(path.read_text("utf-8").splitlines())
    if path.suffix == ".html":
        return cases.HTML.get(path.stem, [cases.OK])
    return cases.FILES.get(path.name, [cases.OK])


def _differences(result: Result, expected: cases.Expected) -> list[str]:
    """What is wrong with one record, in words; empty where it is right."""
    if isinstance(result, Failure):
        wanted = expected if isinstance(expected, str) else expected.get("or")
        return [] if result.code == wanted else [f"{result.code}: {result.message}"]
    if isinstance(expected, str):
        return [f"an article where {expected} is due: {result.text[:60]!r}"]
    checks: dict[str, Any] = {k: v for k, v in expected.items() if k not in ("or", "lacks")}
    found = [] if result.text else ["no text"]
    found += [f"{word!r} in the text" for word in expected.get("lacks", ()) if word in result.text]
    for name, wanted in checks.items():
        have = _column(result, name, wanted)
        found += [] if have == wanted else [f"{name} {have!r}, not {wanted!r}"]
    return found


def _column(article: Article, name: str, wanted: Any) -> Any:
    if name == "opens":
        return article.text[: len(wanted)]
    if name == "paragraphs":
        return article.text.count("\n\n") + 1
    if name == "captions":
        return len(article.captions)
    value = getattr(article, name)
    if name == "published_at" and value is not None:
        return datetime.fromtimestamp(value / 1e6, UTC).replace(tzinfo=None).isoformat()
    return value


@needs_cases
@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_input_is_right_or_rejected_with_its_reason(path: Path) -> None:
    results, expected = _results(path), _expected(path)
    assert len(results) == len(expected), [getattr(r, "title", r) for r in results]
    wrong = {
        n: found
        for n, (result, wanted) in enumerate(zip(results, expected, strict=True))
        if (found := _differences(result, wanted))
    }
    assert not wrong
    if path.suffix == ".html" and path.stem not in FRAMED:
        text = "".join(r.text for r in results if isinstance(r, Article))
        assert [word for word in FRAME if word in text] == []


@needs_cases
def test_articles_of_different_texts_have_different_identities() -> None:
    (path,) = (p for p in FILES if p.name == "ident.jsonl")
    named = {a.title or "": a.article_id for a in _results(path) if isinstance(a, Article)}

    def ids(word: str) -> set[str]:
        return {i for title, i in named.items() if f" {word}" in title}

    # a section, another site or a post of a live blog claimed by several articles
    for word, count in (("canonsec", 3), ("canonog", 2), ("canonother", 2), ("frag", 2), ("p-", 2)):
        assert len(ids(word)) == count, word
    for word in ("slash", "port", "enc"):  # one address, written in two ways
        assert len(ids(word)) == 1, word


@needs_cases
@pytest.mark.parametrize("folder", ["J_files", "J_badname", "J_tarname"])
def test_files_with_odd_names_are_read(folder: str, tmp_path: Path) -> None:
    with tarfile.open(FILES[0].parent / "J_names.tar") as archive:
        members = [m for m in archive.getmembers() if m.name.split("/")[0] == folder]
        archive.extractall(tmp_path, members, filter="fully_trusted")
    outcomes: dict[str, set[str]] = defaultdict(set)
    for result in _results(tmp_path / folder):
        name = result.input_uri.rpartition("::")[2].removeprefix("file://")
        name = name.rpartition(f"/{folder}/")[2]
        outcomes[name].add(result.code if isinstance(result, Failure) else "article")
    assert outcomes
    for name, found in outcomes.items():
        if name in cases.ODD_FILES:
            assert found == cases.ODD_FILES[name], name
        else:
            assert found == {"article"} | cases.MIXED_FILES.get(name, set()), name
