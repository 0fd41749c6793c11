"""``newsbeam query``, ``schema``, ``show``."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.__main__ import main, underscored
from pipelines.tables.annotated import Annotated
from pipelines.tables.marking import Mark, segments
from pipelines.tables.opened import open_tables
from tests.support import small_tables


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], folder: Path) -> Callable[..., tuple[int, str, str]]:
    def run(*words: str) -> tuple[int, str, str]:
        tables = () if words[0] == "schema" else ("--tables", str(folder))
        code = main([*words, *tables])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_query_writes_single_precision_short(call: Callable) -> None:
    sql = "SELECT .72::FLOAT AS f, NULL::FLOAT AS n, .1 AS d, sum(i) AS s FROM range(3) t(i)"
    _, out, _ = call("query", "--format", "csv", sql)
    assert out.split() == ["f,n,d,s", "0.72,,0.1,3"]
    _, out, _ = call("query", "--format", "json", sql)
    assert json.loads(out) == {"f": 0.72, "n": None, "d": 0.1, "s": 3}


def test_query_prints_a_table(call: Callable) -> None:
    code, out, _ = call("query", "SELECT event_class, actor_code FROM events_flat ORDER BY ALL")
    assert code == 0
    assert out.splitlines()[0].split() == ["event_class", "actor_code"]
    assert "SANCTION" in out


def test_query_gives_nested_columns_as_json(call: Callable) -> None:
    sql = "SELECT actors, published_date FROM events WHERE event_class = 'MEET'"
    _, out, _ = call("query", sql, "--format", "csv")
    row = next(csv.DictReader(io.StringIO(out)))
    assert json.loads(row["actors"])[0]["name"] == "Emmanuel Macron"
    _, out, _ = call("query", sql, "--format", "json")
    assert json.loads(out.splitlines()[0])["actors"][0]["name"] == "Emmanuel Macron"
    assert json.loads(out.splitlines()[0])["published_date"] == "2024-01-15"


def test_query_writes_files_by_their_ending(call: Callable, tmp_path: Path) -> None:
    for name in ("a.parquet", "a.csv", "a.json", "a.xlsx"):
        code, _, err = call("query", "SELECT * FROM articles", "--output", str(tmp_path / name))
        assert (code, err) == (0, "")
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 4
    assert (tmp_path / "a.xlsx").read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("query", "SELECT * FROM evnts"), "events"),
        (("query", "SELECT"), "Error"),
        (("query", "SELECT 1", "--format", "xlsx"), "--output"),
        (("schema", "evnts"), "events_flat"),
        (("show", "0000000000"), "neither a file nor an article_id"),
    ],
)
def test_mistakes_exit_with_2_and_one_line(
    call: Callable, words: tuple[str, ...], says: str
) -> None:
    code, _, err = call(*words)
    assert (code, err.count("\n")) == (2, 1)
    assert says in err


def test_schema_lists_tables_views_and_columns(call: Callable) -> None:
    assert "dyads_by_month" in call("schema")[1]
    assert "Lemma with its particle" in call("schema", "events")[1]
    assert "SELECT" in call("schema", "places")[1]


def test_show_marks_an_article(call: Callable, articles: list[Annotated]) -> None:
    code, out, _ = call("show", articles[1].article["article_id"][:12])
    assert code == 0
    assert "Sanctions over drones" in out
    assert "SANCTION" in out
    assert "\x1b" not in out
    _, coloured, _ = call("show", articles[1].article["article_id"], "--color", "always")
    assert "\x1b[" in coloured


def test_show_annotates_a_file(call: Callable, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Talks\n\nBritain imposed sanctions on Iran.\n\x1b[31mRed.\n")
    code, out, _ = call("show", str(file))
    assert code == 0
    assert "SANCTION" in out
    assert "\x1b" not in out


def test_control_characters_never_reach_the_terminal(
    capsys: pytest.CaptureFixture[str], articles: list[Annotated], tmp_path: Path
) -> None:
    bad = Annotated(dict(articles[0].article, title=small_tables.HOSTILE))
    small_tables.write(tmp_path, [bad])
    main(["query", "SELECT title FROM articles", "--tables", str(tmp_path)])
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    with open_tables(str(tmp_path)) as tables:
        assert tables.sql("SELECT title FROM articles").fetchall() == [(small_tables.HOSTILE,)]


def test_options_may_have_dashes() -> None:
    assert underscored(["--write-mode", "append", "--a-b=c-d", "-x-y", "--", "-- a-b"]) == [
        "--write_mode", "append", "--a_b=c-d", "-x-y", "--", "-- a-b",
    ]  # fmt: skip


def test_segments_join_to_the_text_and_drop_what_lies_outside() -> None:
    text = "They met in Paris."
    marks = [
        Mark(0, 4, "who", "MEET"),
        Mark(5, 8, "trigger", "MEET"),
        Mark(5, 17, "quote", "q"),
        Mark(12, 17, "entity", "GPE"),
        Mark(10, 99, "entity", "X"),
        Mark(3, 3, "who", "X"),
    ]
    found = list(segments(text, marks))
    assert "".join(segment.text for segment in found) == text
    assert [s.text for s in found if any(m.kind == "quote" for m in s.marks)] == [
        "met", " in ", "Paris",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "offers"),
    [
        (["newsbeam", "que"], {"query"}),
        (["newsbeam", "export", "--lay"], {"--layout"}),
        (["newsbeam", "run", "--write-m"], {"--write-mode"}),
    ],
)
def test_bash_completes_commands_and_options(
    capsys: pytest.CaptureFixture[str], words: list[str], offers: set[str]
) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash")
    assert main(["completion", "bash"]) == 0
    script = capsys.readouterr().out
    listed = " ".join(words)
    script += f"COMP_WORDS=({listed}); COMP_CWORD={len(words) - 1}; _newsbeam\n"
    script += 'printf "%s\\n" "${COMPREPLY[@]}"\n'
    ran = subprocess.run([bash, "-c", script], capture_output=True, text=True, check=True)
    assert set(ran.stdout.split()) == offers


def test_other_shells_have_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    for shell in ("zsh", "fish"):
        assert main(["completion", shell]) == 0
        assert "export" in capsys.readouterr().out
