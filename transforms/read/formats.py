"""The formats that can be read, and how a file's format is told.

Content decides where it is plain, the name where it is not: each format's ``sniff`` says how sure
it is, the surest wins, and the order below breaks ties. To add a format, write one file with a
`Format` in it and add it here.
"""

from __future__ import annotations

from transforms.read import (
    archive,
    arrow_ipc,
    delimited,
    email_message,
    export_files,
    factiva_xml,
    feed,
    html,
    json_values,
    jsonl,
    mbox,
    newsml_1,
    newsml_g2,
    nitf,
    office,
    parquet,
    plain_text,
    reuters_sgml,
    warc,
)
from transforms.read.options import ReadOptionError
from transforms.read.source import NO, Format

FORMATS: tuple[Format, ...] = (
    parquet.FORMAT,
    *office.FORMATS,
    *export_files.FORMATS,
    archive.ZIP,
    archive.TAR,
    arrow_ipc.FORMAT,
    jsonl.FORMAT,
    json_values.FORMAT,
    warc.FORMAT,
    feed.FORMAT,
    newsml_g2.FORMAT,
    newsml_1.FORMAT,
    nitf.FORMAT,
    factiva_xml.FORMAT,
    reuters_sgml.FORMAT,
    html.FORMAT,
    mbox.FORMAT,
    email_message.FORMAT,
    delimited.FORMAT,
    plain_text.FORMAT,
)

#: A format forced by ``--input_format`` is that of their members.
ARCHIVES = (archive.ZIP.name, archive.TAR.name)

BY_NAME = {each.name: each for each in FORMATS}


#: What ``--input_format`` takes.
FORMAT_NAMES = tuple(sorted(BY_NAME))


def format_named(name: str) -> Format:
    """The format called ``name``.

    Raises:
        ReadOptionError: there is none.
    """
    try:
        return BY_NAME[name]
    except KeyError:
        known = ", ".join(sorted(BY_NAME))
        raise ReadOptionError(f"--input_format: no format {name!r}; there are {known}") from None


def detect(head: bytes, name: str) -> Format | None:
    """The format of a file that begins with ``head``, or None where none fits."""
    best, best_score = None, NO
    for each in FORMATS:
        score = each.sniff(head, name.lower())
        if score > best_score:
            best, best_score = each, score
    return best
