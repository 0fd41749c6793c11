"""Exports of news databases and office files: what comes out of each layout."""

from __future__ import annotations

import io
import sys
import textwrap

import pytest

from schemas.records import RawDocument
from tests.unit.read import export_samples as samples
from tests.unit.read.export_samples import STORIES

EXPORTS = {
    "lexisnexis text": (samples.lexisnexis_txt(), "a.txt", "lexisnexis", 1),
    "lexisnexis html": (samples.lexisnexis_html(), "a.html", "lexisnexis", 0),
    "nexis uni docx": (samples.docx(samples.nexis_uni_lines()), "a.docx", "lexisnexis", 1),
    "nexis uni rtf": (samples.rtf(samples.nexis_uni_lines()), "a.rtf", "lexisnexis", 1),
    "factiva text": (samples.factiva_txt(), "a.txt", "factiva", 0),
    "factiva rtf": (samples.factiva_rtf(), "a.rtf", "factiva", 0),
    "factiva html": (samples.factiva_html(), "a.html", "factiva", 0),
    "factiva without codes": (samples.rtf(samples.factiva_plain_lines()), "a.rtf", "factiva", 2),
    "factiva xml": (samples.factiva_xml(), "a.xml", "factiva_xml", 0),
    "proquest text": (samples.proquest_txt(), "a.txt", "proquest", 0),
    "proquest html": (samples.proquest_html(), "a.html", "proquest", 0),
    "europresse": (samples.europresse_html(), "a.html", "europresse", 0),
}


def paragraphs(record: RawDocument) -> list[str]:
    """A body's paragraphs, line breaks and tags aside."""
    if record.html is not None:
        from transforms.read.exports.markup import lines_of, parse

        return [line for line in lines_of(parse(record.html.encode())) if line]
    return [" ".join(p.split()) for p in record.text.replace("\r", "").split("\n\n") if p.strip()]


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS.keys())
def test_export_gives_each_article_whole_and_nothing_else(read_bytes, export):
    data, name, form, covers = export
    records = read_bytes(data, name)
    read = [r for r in records if isinstance(r, RawDocument)]
    assert [r.format for r in read] == [form] * len(STORIES)
    assert [r.code for r in records if r not in read] == ["R013"] * covers
    for n, (record, story) in enumerate(zip(read, STORIES, strict=True), 7):
        assert record.title == story.title
        assert record.publisher == story.paper
        assert " ".join(record.authors).removeprefix("By ") == story.author
        assert record.published.startswith(
            (
                f"March {n}, 2023",
                f"{n} March 2023",
                f"Mar {n}, 2023",
                f"{n} mars 2023",
                f"2023-03-0{n}",
            )
        )
        assert " ".join(paragraphs(record)).split() == " ".join(story.paragraphs).split()


def test_export_records_are_numbered_in_the_file(read_bytes):
    records = read_bytes(samples.lexisnexis_txt(), "a.txt")
    assert [r.input_position for r in records] == [0, 1, 2]
    assert "cover page" in records[0].message


def test_lexisnexis_fields_below_the_text_are_read(read_bytes):
    record = read_bytes(samples.lexisnexis_txt(), "a.txt")[1]
    assert record.keywords == ("HARBOURS & PORTS", "CITY COUNCILS")
    assert record.captions == ("The pier in a storm",)
    assert record.section == "NEWS; Pg. 1"
    assert record.dateline == "EASTWICK"
    assert record.language == "en"


def test_lexisnexis_is_read_in_german_and_windows_1252(read_bytes):
    (record,) = read_bytes(samples.lexisnexis_german(), "a.txt")
    assert record.publisher == "Eastwicker Rundschau"
    assert record.authors == ("Jürgen Müller",)
    assert record.language == "de"
    assert record.published == "7. März 2023 Dienstag"
    assert paragraphs(record) == list(STORIES[0].paragraphs)


def test_lexisnexis_document_that_could_not_be_shown_is_told(read_bytes):
    lines = samples.nexis_uni_lines(cover=False)
    at = lines.index("Body")
    lines[2 : at + 5] = [
        "Length:\xa01 words",
        "We are sorry but there is an error in this document and it is not possible to display it.",
    ]
    records = read_bytes(samples.docx(lines), "a.docx")
    assert [getattr(r, "code", "read") for r in records] == ["R013", "read"]


def test_factiva_keeps_the_index_and_the_time(read_bytes):
    record = read_bytes(samples.factiva_html(), "a.html")[0]
    assert record.keywords == ("Political/General News", "Ports", "United Kingdom")
    assert record.published == "7 March 2023 11:45"
    assert record.external_id == "PLNT000020230307ej370001a"
    assert record.section == "News"


def test_proquest_document_without_its_text_is_rejected(read_bytes):
    data = samples.proquest_txt()
    text = "\n".join(STORIES[0].paragraphs).encode()
    records = read_bytes(data.replace(text, b"Not available."), "a.txt")
    assert [getattr(r, "code", "read") for r in records] == ["R003", "read"]


def test_plain_texts_that_name_databases_are_no_exports(read_bytes):
    text = (
        "ProQuest was sold\n\n"
        + "LexisNexis and Factiva raised prices. " * 9
        + "\n\nLENGTH: long\n"
    )
    (record,) = read_bytes(text.encode(), "a.txt")
    assert record.format == "text"


def test_single_articles_of_office_files_keep_their_paragraphs(read_bytes):
    lines = [STORIES[0].title, "", *STORIES[0].paragraphs]
    wrapped = [w for line in lines for w in [*textwrap.wrap(line, 80), ""]]
    for data, name in (
        (samples.docx(lines), "docx"),
        (samples.rtf(lines), "rtf"),
        (samples.pdf([wrapped]), "pdf"),
    ):
        (record,) = read_bytes(data, f"a.{name}")
        assert record.format == name
        assert paragraphs(record) == [line for line in lines if line], name


def test_docx_text_in_tables_boxes_and_changes_is_read_once(read_bytes, tmp_path):
    from docx import Document
    from docx.oxml import parse_xml

    main = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = Document()
    document.add_paragraph("The council met.")
    document.add_table(1, 2).cell(0, 1).text = "It voted in a table."
    body = document.element.body
    body.insert(
        2,
        parse_xml(
            f"<w:p {main}><w:ins><w:r><w:t>It added </w:t></w:r></w:ins><w:del><w:r><w:delText>it "
            "took </w:delText></w:r></w:del><w:r><w:t>words.</w:t></w:r></w:p>"
        ),
    )
    body.insert(
        3,
        parse_xml(
            f"<w:sdt {main}><w:sdtContent><w:p><w:r><w:t>A field held this.</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        ),
    )
    out = io.BytesIO()
    document.save(out)
    (record,) = read_bytes(out.getvalue(), "a.docx")
    assert paragraphs(record) == [
        "The council met.", "It voted in a table.", "It added words.", "A field held this.",
    ]  # fmt: skip


def test_pdf_pages_lose_their_running_heads_alone(read_bytes):
    words = ("first", "second", "third", "fourth")
    pages = [
        [
            f"The council met for the {word} time.",
            "",
            f"In the {word} hour it voted on the pier and",
            "adjourned.",
            "",
            f"The {word} page ends in the middle",
        ]
        for word in words
    ]
    for word, page in zip(words, pages[1:], strict=False):
        page.insert(0, f"of its {word} sentence.")
    (record,) = read_bytes(samples.pdf(pages, head="The Eastwick Planet, page"), "a.pdf")
    assert "Planet" not in record.text
    assert record.text.count("adjourned.") == 4
    assert "The first page ends in the middle\nof its first sentence." in record.text


def test_pdf_that_holds_no_text_or_is_locked_is_told(read_bytes):
    from pypdf import PdfReader, PdfWriter

    (scan,) = read_bytes(samples.pdf([[]]), "scan.pdf")
    assert scan.code == "R003"
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(samples.pdf([["Secret."]]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    (locked,) = read_bytes(out.getvalue(), "locked.pdf")
    assert locked.code == "R006"
    assert "encrypted" in locked.message


@pytest.mark.parametrize(
    ("name", "module"), [("a.docx", "docx"), ("a.rtf", "striprtf.striprtf"), ("a.pdf", "pypdf")]
)
def test_missing_extra_is_a_line_that_says_what_to_install(read_bytes, monkeypatch, name, module):
    lines = [STORIES[0].title, *STORIES[0].paragraphs]
    kinds = {"a.docx": samples.docx(lines), "a.rtf": samples.rtf(lines)}
    data = kinds.get(name) or samples.pdf([lines])
    monkeypatch.setitem(sys.modules, module, None)
    (failure,) = read_bytes(data, name)
    assert failure.code == "R006"
    assert "pip install 'newsbeam[office]'" in failure.message


def test_old_word_file_is_told_apart(read_bytes):
    (failure,) = read_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc")
    assert failure.code == "R008"
    assert "save it as .docx" in failure.message


def test_named_database_is_read_from_any_kind_of_file(read_bytes):
    data = samples.docx(samples.factiva_plain_lines())
    records = read_bytes(data, "a.bin", input_format="factiva")
    assert [getattr(r, "title", None) for r in records][1:3] == [s.title for s in STORIES]
