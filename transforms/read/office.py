"""DOCX, RTF and PDF files → one article, or the articles of a news database's export.

python-docx, striprtf and pypdf open them; they come with the extra ``office``. A file whose lines
are an export's (see `transforms.read.exports`) gives that export's records, any other is one
article whose title `normalize` finds in the text. Running heads and feet of PDF pages are left out.
Rejects: R003 no text (a scan), R005 damage, R006 the extra is missing or the file is encrypted,
R007.
"""

from __future__ import annotations

import io
import logging
import re
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from schemas.records import RawDocument
from transforms.read.exports import Layout, layout_of
from transforms.read.exports.parts import RECORDS_A_FILE, records
from transforms.read.options import ReadOptions
from transforms.read.source import NO, SURE, Format, Record, Source
from transforms.storage import describe

Opener = Callable[[bytes, ReadOptions], list[str]]

#: What the styles and settings of a Word document may take beside its text.
_FREE_XML_BYTES = 16 * 2**20
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: A PDF that takes longer, in seconds of processor time, is given up: a page takes some 20 ms.
_MAX_SECONDS = 60.0


class _UnopenedError(Exception):
    """A file that cannot be opened, with the code and the reason of its failure."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def docx_lines(data: bytes, options: ReadOptions) -> list[str]:
    """The paragraphs of a Word document, those in tables and text boxes too, in order."""
    try:
        import docx
        from docx.oxml.ns import qn
    except ImportError:
        raise _missing("DOCX", "python-docx") from None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(
            i.file_size for i in archive.infolist() if i.filename.endswith((".xml", ".rels"))
        )
    if size > _FREE_XML_BYTES + RECORDS_A_FILE * options.max_record_bytes:
        raise _UnopenedError("R007", f"{size} bytes of XML")
    body = docx.Document(io.BytesIO(data)).element.body
    # a text box stands twice, once for old programs; text that was moved away is no text
    skipped = {qn("w:moveFrom"), _FALLBACK}

    text, tab, breaks = qn("w:t"), qn("w:tab"), {qn("w:br"), qn("w:cr")}
    lines: list[str] = []
    words: list[str] = []

    def walk(element: Any) -> None:
        for child in element:
            if child.tag in skipped:
                continue
            if child.tag == text:
                words.append(child.text or "")
            elif child.tag == tab:
                words.append("\t")
            elif child.tag in breaks:
                words.append("\n")
            else:
                walk(child)
                if child.tag == qn("w:p"):
                    lines.extend((*"".join(words).split("\n"), ""))
                    words.clear()

    walk(body)
    return lines


def rtf_lines(data: bytes, options: ReadOptions) -> list[str]:
    """The paragraphs of an RTF file."""
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise _missing("RTF", "striprtf") from None
    text = rtf_to_text(data.decode("latin-1"), errors="replace")
    return [line for paragraph in text.split("\n") for line in (paragraph, "")]


def pdf_lines(data: bytes, options: ReadOptions) -> list[str]:
    """The lines of a PDF, blank ones where paragraphs part."""
    try:
        import pypdf
    except ImportError:
        raise _missing("PDF", "pypdf") from None
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every slip of a PDF
    until = time.thread_time() + _MAX_SECONDS
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise _UnopenedError("R006", "the PDF is encrypted")
    pages = []
    for page in reader.pages:
        pages.append(_page_lines(page))
        if time.thread_time() > until:
            raise _UnopenedError("R006", f"the PDF takes more than {_MAX_SECONDS:g} s to read")
    lines: list[str] = []
    for page_lines in _without_running(pages):
        first = next((i for i, line in enumerate(page_lines) if line.strip()), 0)
        page_lines = page_lines[first:]
        # a sentence that goes on overleaf is one paragraph
        if lines and not (lines[-1][-1:].isalnum() and page_lines and page_lines[0][:1].islower()):
            lines.append("")
        lines += page_lines
    return lines


def _page_lines(page: Any) -> list[str]:
    """A page's lines; a gap of more than a line's height is a blank line."""
    pieces: list[tuple[float, float, str]] = []

    def visit(text: str, _: Any, matrix: Any, __: Any, size: float) -> None:
        if text:
            pieces.append((matrix[5], abs(size * (matrix[3] or 1)), text))

    page.extract_text(visitor_text=visit)
    lines: list[str] = []
    line, at, height = "", None, 0.0
    for y, size, text in pieces:
        for piece in text.splitlines(keepends=True):
            line += piece.rstrip("\n")
            if piece.strip():
                at_now, height = y, size or height
                if at is not None and lines and not line.removesuffix(piece.rstrip("\n")).strip():
                    gap = at - at_now
                    if gap > 1.7 * max(height, 1) or gap < -max(height, 1):
                        lines.append("")
                at = at_now
            if piece.endswith("\n"):
                lines.append(line)
                line = ""
    return [*lines, line.rstrip()]


def _without_running(pages: list[list[str]]) -> list[list[str]]:
    """Pages without the heads and feet that most of them share, page numbers aside."""
    if len(pages) < 3:
        return pages
    edges = Counter(key for lines in pages for key in {_key(lines[i]) for i in _edge(lines)})
    running = {key for key, count in edges.items() if key and 2 * count > len(pages)}
    return [
        [line for i, line in enumerate(lines) if i not in _edge(lines) or _key(line) not in running]
        for lines in pages
    ]


def _edge(lines: list[str]) -> list[int]:
    filled = [i for i, line in enumerate(lines) if line.strip()]
    return [*filled[:2], *filled[-1:]]


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line).strip()


def _missing(kind: str, package: str) -> _UnopenedError:
    return _UnopenedError("R006", f"{kind} needs {package}: pip install 'newsbeam[office]'")


def opener_of(data: bytes) -> Opener | None:
    """What opens a file that begins with ``data``; None for text."""
    return next((opener for sniff, opener in _OPENERS if sniff(data[:65536], "")), None)


def read_bytes(
    data: bytes, opener: Opener, source: Source, options: ReadOptions, layout: Layout | None = None
) -> Iterator[Record]:
    """The records of an office file; ``layout`` is known where the person named it."""
    try:
        lines = opener(data, options)
    except _UnopenedError as error:
        limit = {"limit_mb": f"{options.max_record_mb:g}"} if error.code == "R007" else {}
        yield source.failure(error.code, 0, None, error=str(error), **limit)
        return
    except Exception as error:  # noqa: BLE001 - parsers of broken files raise whatever they like
        yield source.failure("R005", 0, data, error=describe(error))
        return
    found = layout or layout_of(lines)
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        yield source.failure("R003", 0, data[:1024], fields="the file")
    elif found is not None and found.split is not None:
        yield from records(found.split(lines), source, found.name, options)
    elif len(text) > options.max_record_bytes:
        yield source.too_large(0, None, options)
    else:
        yield RawDocument(source.uri, 0, _NAMES[opener], text=text)


def _read(source: Source, options: ReadOptions) -> Iterator[Record]:
    data = source.whole(options, RECORDS_A_FILE)
    if not isinstance(data, bytes):
        yield data
        return
    opener = opener_of(data)
    if opener is None:
        yield source.failure("R005", 0, data, error="no DOCX, RTF or PDF")
    else:
        yield from read_bytes(data, opener, source, options)


def _sniff_docx(head: bytes, name: str) -> int:
    if not head.startswith(b"PK\3\4"):
        return NO
    return SURE if name.endswith(".docx") or b"word/document.xml" in head else NO


def _sniff_rtf(head: bytes, name: str) -> int:
    return SURE if head.lstrip().startswith(b"{\\rtf") else NO


def _sniff_pdf(head: bytes, name: str) -> int:
    return SURE if b"%PDF-" in head[:1024] else NO


_OPENERS: tuple[tuple[Callable[[bytes, str], int], Opener], ...] = (
    (_sniff_docx, docx_lines),
    (_sniff_rtf, rtf_lines),
    (_sniff_pdf, pdf_lines),
)
_NAMES: dict[Opener, str] = {docx_lines: "docx", rtf_lines: "rtf", pdf_lines: "pdf"}
FORMATS = tuple(Format(_NAMES[opener], _read, sniff) for sniff, opener in _OPENERS)
