"""What a news database's export is cut into, and the records of those parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from schemas.records import RawDocument
from transforms.read.options import ReadOptions
from transforms.read.source import Record, Source

#: Languages as databases name them, in English or in the language itself → ISO 639-1.
_LANGUAGES = {
    "en": "english", "fr": "french français francais", "de": "german deutsch",
    "es": "spanish español espanol", "it": "italian italiano", "nl": "dutch nederlands",
    "pt": "portuguese português portugues", "ru": "russian русский", "zh": "chinese 中文",
    "ja": "japanese 日本語", "ar": "arabic العربية", "pl": "polish polski", "sv": "swedish svenska",
    "da": "danish dansk", "no": "norwegian norsk", "tr": "turkish türkçe",
}  # fmt: skip
_CODES = {name: code for code, names in _LANGUAGES.items() for name in names.split()}


class Part(NamedTuple):
    """One part of an export.

    Fields:
        fields: what the part says, by the names of `RawDocument`; None where it is no article.
        written: the part as it stands, for the rejects table.
        found: what a part is that is no article.
    """

    fields: dict[str, Any] | None
    written: str
    found: str = ""


#: An export holds many articles: a file may be so many times as large as a record.
RECORDS_A_FILE = 4


def records(
    parts: Iterable[Part], source: Source, format_name: str, options: ReadOptions
) -> Iterator[Record]:
    """The records of an export's parts, numbered from 0 in the order of the file."""
    for number, part in enumerate(parts):
        payload = part.written.encode("utf-8", "replace")
        if len(payload) > options.max_record_bytes:
            yield source.too_large(number, payload, options)
            continue
        if part.fields is None:
            yield source.failure("R013", number, payload, found=part.found)
            continue
        fields = {name: value for name, value in part.fields.items() if value}
        if not (fields.get("text") or fields.get("html")):
            yield source.failure("R003", number, payload, fields="the article's text")
            continue
        if fields.get("published"):
            fields.setdefault("published_field", "date")
        yield RawDocument(source.uri, number, format_name, **fields)


def paragraphs(lines: Sequence[str]) -> list[list[str]]:
    """Lines between blank lines, each stripped."""
    found: list[list[str]] = [[]]
    for line in lines:
        line = line.strip()
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return found if found[-1] else found[:-1]


def body_of(lines: Sequence[str]) -> str:
    """The lines of a body as its text; indents stay, they part paragraphs in old exports."""
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def words(text: str) -> tuple[str, ...]:
    """Entries of a table of ours."""
    return tuple(text.split())


def one_line(lines: Iterable[str]) -> str:
    return " ".join(" ".join(lines).split())


def split_list(text: str, separator: str = ";") -> tuple[str, ...]:
    """Entries of an index field, without the percentage that LexisNexis puts behind them."""
    words = (re.sub(r"(?<!\s)\s*\(\d{1,3}%\)$", "", w.strip()) for w in text.split(separator))
    return tuple(dict.fromkeys(w for w in words if w))


def language_code(name: str) -> str | None:
    """The ISO 639-1 code of a language as databases name it ("ENGLISH; DEUTSCH", "Français")."""
    for word in re.findall(r"[^\W\d_]+", name.lower()):
        if word in _CODES or word in _LANGUAGES:
            return _CODES.get(word, word)
    return None
