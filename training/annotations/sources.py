"""Ids and ranges of the shared corpora → the texts that the annotations stand off from.

None of these texts is part of the repository. A document of documents.tsv names its source, its id
there and a range of units (sentences or paragraphs, first inclusive, last exclusive); the text is
made again from the source by the rules below, and :mod:`load` compares its SHA-256.

Sources (folders under ``../shared/data``):
    ecbplus: ECB+ (Cybulska and Vossen 2014, CC BY 3.0); id ``topic_document``, units are sentences.
    meantime: NewsReader MEANTIME (CC BY 4.0); id is the file's name, units are sentences.
    gmb: the Groningen Meaning Bank's news text as the Kaggle file ``ner_dataset.csv`` has it; no
        id, units are sentences counted from 1.
    gum: GUM (Wikinews text CC BY 2.5); id is the document's name, units are paragraphs.
    masc: MASC's written part with tags (open); id is the file's name, units are paragraphs.
    reuters: Reuters-21578 (free for research); id is NEWID, units are paragraphs.
"""

from __future__ import annotations

import csv
import io
import re
import tarfile
import zipfile
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

_NO_SPACE_BEFORE = re.compile(r"^(?:[,.;:?!%)\]}]+|''|’|”|'|'s|'S|’s|n't|'re|'ve|'ll|'d|'m|'re|…)$")
_NO_SPACE_AFTER = frozenset("( [ { $ £ € `` ` “ ‘".split())
_BRACKETS = {
    "-LRB-": "(",
    "-RRB-": ")",
    "-LSB-": "[",
    "-RSB-": "]",
    "-LCB-": "{",
    "-RCB-": "}",
}
_JOINED = (
    (re.compile(r"(?<=\d) - (?=year)"), "-"),
    (re.compile(r"(?<=year) - (?=old)"), "-"),
    (re.compile(r"(?<=\d) ?([:.]) ?(?=\d)"), r"\1"),
    (re.compile(r"(?<=\d) ?, ?(?=\d{3}(?!\d))"), ","),
    (re.compile(r"’ (?=(?:s|t|re|ve|ll|d|m)\b)"), "’"),
    (re.compile(r"\b([ap])\. ?m\."), r"\1.m."),
    (re.compile(r"\bU\. S\."), "U.S."),
)


def join(tokens: list[str]) -> str:
    """Return running text for *tokens* of a tokenized corpus, the same text at every call.

    Straight double quotes open and close in turn; Penn Treebank's brackets and quotes become
    ordinary ones.
    """
    out: list[str] = []
    inside = False
    glue = True
    for token in tokens:
        word = _BRACKETS.get(token, token)
        if word == '"':
            opening = not inside
            inside = not inside
            out.append(('"' if glue or not opening else ' "') if opening else '"')
            glue = opening
            continue
        space = "" if glue or _NO_SPACE_BEFORE.match(word) else " "
        glue = word in _NO_SPACE_AFTER
        out.append(space + {"``": '"', "''": '"'}.get(word, word))
    text = "".join(out)
    for pattern, into in _JOINED:
        text = pattern.sub(into, text)
    return text


@cache
def ecbplus_files(shared: Path) -> dict[str, bytes]:
    path = shared / "data/training/ecbplus/ecbplus_topics_1_35.tar.xz"
    with tarfile.open(path) as archive:
        files: dict[str, bytes] = {}
        for member in archive.getmembers():
            handle = archive.extractfile(member)
            if member.name.endswith(".xml") and handle is not None:
                files[Path(member.name).stem] = handle.read()
    return files


def _sentences(xml: bytes) -> list[str]:
    """Return the sentences of a file in the form of the CAT tool (ECB+, MEANTIME)."""
    rows: dict[int, list[str]] = {}
    for token in ElementTree.fromstring(xml).iter("token"):
        rows.setdefault(int(token.get("sentence", "0")), []).append(token.text or "")
    return [join(words) for _, words in sorted(rows.items())]


def ecbplus(shared: Path, key: str) -> list[str]:
    """Return the sentences of ECB+ document *key* ("12_3ecbplus")."""
    return _sentences(ecbplus_files(shared)[key])


def meantime(shared: Path, key: str) -> list[str]:
    """Return the sentences of a MEANTIME story; the first is its title, the second its date."""
    folder = shared / "data/dev/meantime/intra_cross-doc_annotation"
    (path,) = folder.glob(f"*/{key}.xml")
    return _sentences(path.read_bytes())


@cache
def _gmb(shared: Path) -> list[list[str]]:
    with zipfile.ZipFile(shared / "data/training/gmb/ner_dataset.zip") as archive:
        raw = archive.read("ner_dataset.csv").decode("cp1252")
    rows: list[list[str]] = []
    for row in csv.DictReader(io.StringIO(raw)):
        if row["Sentence #"]:
            rows.append([])
        rows[-1].append(row["Word"])
    return rows


@cache
def gmb(shared: Path, key: str) -> list[str]:
    """Return the sentences of the Groningen Meaning Bank; *key* is "-": one file, no ids."""
    if key != "-":
        raise KeyError(key)
    return [join(words) for words in _gmb(shared)]


def gum(shared: Path, key: str) -> list[str]:
    """Return the paragraphs of a GUM document ("GUM_news_crane")."""
    paragraphs: list[list[str]] = []
    path = shared / f"data/training/gum/train/{key}.conllu"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newpar") and not line.startswith("# newpar_block"):
            paragraphs.append([])
        elif line.startswith("# text = "):
            if not paragraphs:
                paragraphs.append([])
            paragraphs[-1].append(line[len("# text = ") :])
    return [" ".join(sentences) for sentences in paragraphs if sentences]


def masc(shared: Path, key: str) -> list[str]:
    """Return the paragraphs of a written MASC file ("wsj_0026")."""
    text = (shared / f"data/training/masc_pos/written/{key}.txt").read_text(encoding="utf-8")
    paragraphs = []
    for block in re.split(r"\n\s*\n", text):
        words = [pair.rpartition("_")[0] for pair in block.split()]
        if words:
            paragraphs.append(re.sub(r"(?<=\w) - (?=\w)", "-", join(words)))
    return paragraphs


@cache
def _reuters(shared: Path) -> dict[str, str]:
    raw = (shared / "data/formats/reuters_sgml/reut2-000.sgm").read_text(encoding="latin-1")
    return dict(re.findall(r'<REUTERS[^>]*NEWID="(\d+)">(.*?)</REUTERS>', raw, re.DOTALL))


def reuters(shared: Path, key: str) -> list[str]:
    """Return the paragraphs of a Reuters-21578 story (NEWID), its dateline before the first."""
    record = _reuters(shared)[key]
    body = re.search(r"<BODY>(.*?)</BODY>", record, re.DOTALL)
    dateline = re.search(r"<DATELINE>(.*?)</DATELINE>", record, re.DOTALL)
    if body is None:
        return []
    text = unescape(re.sub(r"\s*Reuter\s*(?:&#3;)?\s*$", "", body.group(1), flags=re.IGNORECASE))
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n {4,}", text)]
    if dateline is not None and paragraphs:
        paragraphs[0] = " ".join((unescape(dateline.group(1)) + " " + paragraphs[0]).split())
    return [part for part in paragraphs if part]


#: Source → its reader and what stands between two units of a text.
READERS: dict[str, tuple[Callable[[Path, str], list[str]], str]] = {
    "ecbplus": (ecbplus, " "),
    "meantime": (meantime, " "),
    "gmb": (gmb, " "),
    "gum": (gum, "\n\n"),
    "masc": (masc, "\n\n"),
    "reuters": (reuters, "\n\n"),
}


def text_of(shared: Path, source: str, key: str, first: int, last: int) -> str:
    """Return units *first* to *last* (exclusive) of document *key* of *source* as one text.

    Raises:
        KeyError: *source* or *key* is unknown.
        OSError: the source's files are not under *shared*.
    """
    read, between = READERS[source]
    return between.join(read(shared, key)[first:last])
