"""The annotated corpus holds together, and its loader and checker say where it does not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.annotated import ROW, TEXT, entry
from training.annotations import load as corpus
from training.annotations.check import check
from training.annotations.load import WRITTEN, AnnotationError, digest, entries
from training.annotations.reader_form import read_event, read_names, sentences
from training.annotations.rows import RowError, parse_event, parse_name, write_event, write_name
from training.annotations.sources import join, text_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus of one document, as the loader and the checker see it."""
    for name in ("texts", "events", "names", "second_reader"):
        (tmp_path / name).mkdir()
    (tmp_path / "texts" / "t1.txt").write_text(TEXT + "\n")
    monkeypatch.setattr(corpus, "FOLDER", tmp_path)
    monkeypatch.setattr(corpus, "entries", lambda: (entry(),))
    corpus._rows.cache_clear()
    corpus._names.cache_clear()
    return tmp_path


def test_corpus_has_nothing_wrong() -> None:
    assert list(check()) == []


def test_corpus_has_no_text_of_another_source(repository: Path) -> None:
    written = {one.doc for one in entries() if one.source == WRITTEN}
    files = {path.stem for path in (repository / "training/annotations/texts").iterdir()}
    assert files == written


def test_sentences_do_not_break_at_abbreviations() -> None:
    assert [TEXT[a:b].split()[0] for a, b in sentences(TEXT)] == ["Mr.", "He", "The"]


def test_read_event_finds_the_nearest_occurrence_and_the_name_before_a_pronoun() -> None:
    row = read_event("t1", TEXT, ROW)
    assert TEXT[slice(*row.trigger)] == "won"
    assert row.place == (26, 31)
    assert row.source is not None
    assert row.source.antecedent == (4, 9)
    assert row.counts == (("killed", ">=", 3),)
    second = read_event("t1", TEXT, "2\tthanked\tSUPPORT\tSUPPORT\tHe=Okoro\tEnugu" + "\t-" * 0
                        + "\t-\t-\tasserted\t-\t0\t-")  # fmt: skip
    assert (second.recipients[0].start, second.recipients[0].end) == (54, 59)


def test_read_event_takes_the_occurrence_in_its_sentence() -> None:
    row = read_event("t1", TEXT, "3\tvote" + "\tELECTION" + "\t-" * 5 + "\tasserted\t-\t0\t-")
    assert row.trigger == (TEXT.rindex("vote"), TEXT.rindex("vote") + 4)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("won", "lost#2"), "does not stand in that sentence"),
        (("ELECTION", "VOTE"), "class 'VOTE'"),
        (("Mr. Okoro\t-", "Mr. Okoro\tthe mayor"), "does not stand in the text"),
        (("2024-01-05", "January"), "write 2019-01-28"),
        (("killed>=3", "dead=3"), "role one of"),
        (("1\twon", "9\twon"), "sentences 1 to 3"),
        (("\t1\t", "\tyes\t"), "main 'yes'"),
        (("\tasserted", ""), "11 fields where 12 belong"),
    ],
)
def test_read_event_says_what_is_wrong(change: tuple[str, str], message: str) -> None:
    with pytest.raises(RowError, match=message):
        read_event("t1", TEXT, ROW.replace(*change))


def test_read_names_takes_names_in_order() -> None:
    rows = read_names("t1", TEXT, "1\tOkoro=PERSON | Enugu=GPE")
    assert [(TEXT[row.start : row.end], row.label) for row in rows] == [
        ("Okoro", "PERSON"),
        ("Enugu", "GPE"),
    ]
    with pytest.raises(RowError, match="behind the name before it"):
        read_names("t1", TEXT, "1\tEnugu=GPE | Okoro=PERSON")


def test_stored_rows_read_back() -> None:
    row = read_event("t1", TEXT, ROW)
    assert parse_event(write_event(row)) == row
    (name,) = read_names("t1", TEXT, "3\tU.S.=GPE")
    assert parse_name(write_name(name)) == name


def test_load_gives_a_document_its_rows(folder: Path) -> None:
    (folder / "events" / "dev.tsv").write_text(write_event(read_event("t1", TEXT, ROW)) + "\n")
    (document,) = corpus.load("dev")
    assert [row.event_class for row in document.events] == ["ELECTION"]
    assert list(corpus.load("test")) == []


def test_load_refuses_a_changed_text(folder: Path) -> None:
    (folder / "texts" / "t1.txt").write_text(TEXT.replace("Enugu", "Lagos") + "\n")
    with pytest.raises(AnnotationError, match=r"t1: the text of texts/t1.txt is not the one"):
        list(corpus.load("dev"))


def test_load_names_file_and_line_of_a_bad_row(folder: Path) -> None:
    (folder / "events" / "dev.tsv").write_text("t1\t10:13\tVOTE" + "\t-" * 9 + "\n")
    with pytest.raises(AnnotationError, match=r"events/dev.tsv:1: class 'VOTE'"):
        list(corpus.load("dev"))


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("t1", "10:13", "VOTE"), r"events/dev.tsv:1: class 'VOTE'"),
        (("t1", "10:12", "ELECTION"), r"ends inside a word"),
        (("t1", "400:410", "ELECTION"), r"lies behind the text's"),
        (("t1", "9:13", "ELECTION"), r"begins or ends with a space"),
        (("t9", "10:13", "ELECTION"), r"t9 is no document of dev"),
    ],
)
def test_check_names_file_line_and_what_to_do(
    folder: Path, cells: tuple[str, str, str], message: str
) -> None:
    line = "\t".join((*cells, "-", "-", "-", "-", "-", "asserted", "-", "0", "-"))
    (folder / "events" / "dev.tsv").write_text(line + "\n")
    (fault,) = check(folder, (entry(),))
    assert fault.startswith("events/dev.tsv:1:")
    assert re.search(message, fault)


def test_check_finds_wrong_documents_and_names(folder: Path) -> None:
    (folder / "names" / "dev.tsv").write_text("t1\t4:9\tPERSON\nt1\t4:9\tPERSON\n")
    wrong = replace(entry(), subjects=("sports",), sha256="0" * 64)
    faults = "\n".join(check(folder, (wrong, wrong)))
    assert "t1 stands there twice" in faults
    assert "subject 'sports'" in faults
    assert "SHA-256 differs" in faults
    assert "overlaps the name before it" in faults


def test_join_writes_running_text() -> None:
    tokens = "Mr. Lee ( 52 ) of the 16 - year - old 's 1,200 fans did n't come ."
    assert join(tokens.split()) == "Mr. Lee (52) of the 16-year-old's 1,200 fans didn't come."
    assert (
        join(['"', "No", ",", '"', "he", "said", ".", "``", "Yes", "''", "."])
        == '"No," he said. "Yes".'
    )


def test_text_of_another_source_is_the_one_that_was_read(shared: Path) -> None:
    for one in entries():
        if one.source != WRITTEN:
            found = text_of(shared, one.source, one.source_id, one.first, one.last)
            assert digest(found) == one.sha256, one.doc
