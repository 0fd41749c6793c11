"""mbox files → one record a message.

Format: RFC 4155 and the mboxrd habit of quoting ``From `` lines with ``>``. A message begins at a
line ``From `` after an empty line or at the start; any byte range can be read by itself. Rejects as
for e-mail messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.read.email_message import document
from transforms.read.options import ReadOptions
from transforms.read.source import LIKELY, NO, SURE, Format, Record, Source
from transforms.read.streams import OVERSIZE_KEPT, iterate_lines

_QUOTED = re.compile(rb"(?m)^>(>*From )")
_FIRST = re.compile(rb"From [^\r\n]{1,300}\d{4}[^\r\n]*\r?\n(?:>?[!-9;-~]+:|[ \t])")


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    limit = options.max_record_bytes
    # two line ends (at most three bytes) before the range tell whether a message begins there
    begin = max((source.start or 0) - 3, 0)
    stream = source.at(begin) if source.start else source.stream
    parts: list[bytes] = []
    start, size, empty_before = -1, 0, begin == 0

    def message() -> Iterator[Record]:
        if start >= 0 and size > limit:
            data = b"\n".join(parts)[:OVERSIZE_KEPT]
            yield source.too_large(start, data, options)
        elif start >= 0:
            data = _QUOTED.sub(rb"\1", b"\n".join(parts[1:]))
            yield document(data, source, start, "mbox")

    for position, line, oversize, error in iterate_lines(stream, limit):
        if error is not None:
            yield source.damaged(error, position if start < 0 else start, b"\n".join(parts))
            parts, start, size, empty_before = [], -1, 0, True
            continue
        if line.startswith(b"From ") and empty_before and position >= (source.start or 0):
            yield from message()
            parts, start, size = [], position, 0
            if source.end is not None and position >= source.end:
                return
        empty_before = not line.rstrip(b"\r")
        if start < 0:
            continue
        size += len(line) + 1 + (limit if oversize else 0)
        if size <= limit:
            parts.append(line)
    yield from message()


def sniff(head: bytes, name: str) -> int:
    if _FIRST.match(head):
        return SURE
    return LIKELY if name.endswith((".mbox", ".mbx")) and head.startswith(b"From ") else NO


FORMAT = Format("mbox", read, sniff, ranges=True, utf8=True)
