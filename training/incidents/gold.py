"""Corpora with chains of event mentions → documents with text and gold mentions.

Four of them, one form:

- ECB+ topics 1 to 35 (Cybulska and Vossen 2014, CC BY 3.0), from ``../shared``. Only the sentences of
  its list are judged. `DEVELOPMENT_TOPICS` are measured on and never trained on.
- MEANTIME (CC BY 4.0), from ``../shared``: the chains of its layer of one file and of several.
- incidents written for this project: ``reports/*.txt`` beside this file (see `written`), which are
  measured, and ``lessons/*.txt``, which are only learned from;
- documents of the annotated corpus that tell nothing in common (see `strangers`).

Whatever is compared with whatever else lies in one *group*: a topic of ECB+, a corpus of MEANTIME,
a file of written reports.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from training.annotations.load import load, shared_folder
from training.annotations.sources import ecbplus_files, join

FOLDER = Path(__file__).resolve().parent
#: Days after which a report joins no incident any more (the default of ``--link_days``).
WINDOW = 14
#: The topics that the field develops on; here they are only measured on.
DEVELOPMENT_TOPICS = frozenset({"2", "5", "12", "18", "21", "23", "34", "35"})


@dataclass(frozen=True)
class GoldMention:
    """A mention of an event: code points of its trigger and the chain that it belongs to."""

    start: int
    end: int
    chain: str


@dataclass(frozen=True)
class GoldDocument:
    """A text with its mentions.

    Attributes:
        key: id, unique in its corpus.
        group: documents of one group are merged with one another.
        date: ISO day of publication; None where the corpus does not tell.
        source: outlet; None where the corpus does not tell.
        judged: (start, end) of the sentences in which every mention is marked; None: mentions are
            marked here and there, and what is not marked is not judged.
    """

    key: str
    group: str
    date: str | None
    source: str | None
    text: str
    mentions: tuple[GoldMention, ...]
    judged: tuple[tuple[int, int], ...] | None


def unread(key: str) -> bool:
    """Whether *key* names a part that nobody reads (every third, by its hash).

    >>> [unread(key) for key in ("a", "b", "c", "d")]
    [False, False, False, True]
    """
    return int.from_bytes(hashlib.sha256(key.strip().encode()).digest()[:8], "big") % 3 == 0


def _spans(words: list[str], text: str, at: int) -> list[tuple[int, int]]:
    """Code points of *words* in *text* from *at* on, quotes and brackets as `join` writes them."""
    plain = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}
    spans = []
    for word in words:
        word = plain.get(word, word)
        near = next((at + skip for skip in range(4) if text.startswith(word, at + skip)), None)
        if near is not None:
            spans.append((near, near + len(word)))
            at = near + len(word)
            continue
        pattern = r"\s*".join(re.escape(letter) for letter in word)
        match = re.compile(pattern).search(text, at)
        if match is None or match.start() > at + 3:
            spans.append((at, at))
            continue
        spans.append(match.span())
        at = match.end()
    return spans


def _chains(root: ElementTree.Element) -> dict[str, str]:
    """m_id of a mention → its chain: the instance's note across documents, else the relation."""
    chains: dict[str, str] = {}
    across = {"CROSS_DOC_COREF", "REFERS_TO"}
    instances = {
        mark.get("m_id"): mark.get("instance_id") or mark.get("m_id")
        for mark in root.iter()
        if mark.get("m_id") and mark.find("token_anchor") is None
    }
    for relation in root.iter():
        if relation.tag not in across | {"INTRA_DOC_COREF"}:
            continue
        target = relation.find("target")
        name = relation.get("note")
        if relation.tag == "REFERS_TO" and target is not None:
            name = instances.get(target.get("m_id"))
        if relation.tag == "INTRA_DOC_COREF":
            name = None
        for source in relation.iter("source"):
            mention = source.get("m_id")
            if mention and (relation.tag in across or mention not in chains):
                chains[mention] = name or f"{root.get('doc_name')}/{relation.get('r_id')}"
    return chains


def _cat_document(
    xml: bytes,
    key: str,
    group: str,
    date: str | None,
    is_event: re.Pattern[str],
    kept: frozenset[int] | None,
    dropped: frozenset[int] = frozenset(),
) -> GoldDocument:
    """A file of the CAT tool; *kept*: numbers of judged sentences, *dropped*: left out of the text."""
    root = ElementTree.fromstring(xml)
    sentences: dict[int, list[tuple[str, str]]] = {}
    for token in root.iter("token"):
        number = int(token.get("sentence", "0"))
        if number not in dropped:
            sentences.setdefault(number, []).append((token.get("t_id", ""), token.text or ""))
    text, spans, bounds = "", {}, {}
    for number, tokens in sorted(sentences.items()):
        words = [word for _, word in tokens]
        start = len(text) + (1 if text else 0)
        text = f"{text} {join(words)}" if text else join(words)
        bounds[number] = (start, len(text))
        for (token, _), span in zip(tokens, _spans(words, text, start), strict=True):
            spans[token] = (number, span)
    chains = _chains(root)
    mentions = []
    for mark in root.iter():
        anchors = [spans.get(a.get("t_id", "")) for a in mark.findall("token_anchor")]
        found = [anchor for anchor in anchors if anchor is not None]
        if not is_event.match(mark.tag) or not found or len(found) != len(anchors):
            continue
        if kept is not None and found[0][0] not in kept:
            continue
        ident = mark.get("m_id", "")
        start, end = found[0][1][0], found[-1][1][1]
        if end > start:
            mentions.append(GoldMention(start, end, chains.get(ident, f"{key}#{ident}")))
    judged = [bounds[n] for n in sorted(bounds) if kept is None or n in kept]
    return GoldDocument(
        key, group, date, key, text, tuple(sorted(set(mentions), key=_order)), tuple(judged)
    )


def _order(mention: GoldMention) -> tuple[int, int, str]:
    return (mention.start, mention.end, mention.chain)


def ecbplus(development: bool) -> Iterator[GoldDocument]:
    """Documents of the development topics of ECB+, or of the others.

    The corpus has no dates of publication: documents of a topic carry none.

    Raises:
        OSError: the corpus is not under ``../shared``.
    """
    shared = shared_folder()
    listed: dict[str, set[int]] = {}
    table = shared / "data/training/ecbplus/ECBplus_coreference_sentences.csv"
    for line in table.read_text(encoding="utf-8").splitlines()[1:]:
        topic, file, sentence = line.split(",")
        listed.setdefault(f"{topic}_{file}", set()).add(int(sentence))
    for key, xml in sorted(ecbplus_files(shared).items()):
        topic = key.split("_")[0]
        if (topic in DEVELOPMENT_TOPICS) != development or key not in listed:
            continue
        # The first sentence of the added documents is an address.
        dropped = frozenset({0}) if key.endswith("plus") else frozenset()
        yield _cat_document(
            xml, key, topic, None, re.compile("ACTION|NEG"), frozenset(listed[key]), dropped
        )


def meantime(is_unread: bool) -> Iterator[GoldDocument]:
    """Stories of MEANTIME, the half that nobody reads or the other.

    Raises:
        OSError: the corpus is not under ``../shared``.
    """
    folder = shared_folder() / "data/dev/meantime/intra_cross-doc_annotation"
    for path in sorted(folder.glob("*/*.xml")):
        digest = hashlib.sha256(path.stem.encode()).digest()
        if (digest[0] % 2 == 0) != is_unread:
            continue
        xml = path.read_bytes()
        yield _cat_document(
            xml,
            path.stem,
            path.parent.name,
            _meantime_date(xml),
            re.compile("EVENT_MENTION$"),
            None,
        )


def _meantime_date(xml: bytes) -> str | None:
    match = re.search(rb'functionInDocument="CREATION_TIME"[^>]*value="(\d{4}-\d\d-\d\d)', xml)
    return match.group(1).decode() if match else None


_HEAD = re.compile(r"## (\d{4}-\d\d-\d\d) (.+)")
_MARK = re.compile(r"\[([A-Z]\w*)\|([^\]]+)\]")


def written(is_unread: bool) -> Iterator[GoldDocument]:
    """Reports written for this project, the third that nobody reads or the others.

    A file holds the reports of incidents that are near misses of one another. Reports begin with
    ``## DATE OUTLET``; ``[A|attacked]`` marks a mention of incident A of its file (A2, AA beyond Z). The file's name
    decides whether it is read: incidents of a file are told apart from one another. A mention more
    than `WINDOW` days after the last report of its incident is left out: no report can join what
    lies that far back.

    Raises:
        ValueError: a report has no mark, or a mark is broken; with file and report.
    """
    for path in sorted((FOLDER / "reports").glob("*.txt")):
        if unread(path.stem) != is_unread:
            continue
        yield from _within_window(_reports(path))


def lessons() -> Iterator[GoldDocument]:
    """Reports written for this project that are only learned from (``lessons/*.txt``).

    Raises:
        ValueError: as `written`.
    """
    for path in sorted((FOLDER / "lessons").glob("*.txt")):
        yield from _within_window(_reports(path))


def strangers(split: str, most: int | None = None) -> Iterator[GoldDocument]:
    """Documents of the annotated corpus that were written for it: no two tell the same story.

    Each is a group of its own, dated within twelve days, as if a desk had sent them; no mention is
    marked, and all of the text is judged.

    Args:
        split: part of the corpus.
        most: how many of them, drawn by the hash of their ids; None: all.
    """
    found = list(load(split, written_only=True))
    found.sort(key=lambda d: hashlib.sha256(d.entry.doc.encode()).digest())
    for document in found[:most]:
        number = hashlib.sha256(document.entry.doc.encode()).digest()[0]
        day = dt.date(2024, 3, 1) + dt.timedelta(days=number % 12)
        name = f"stranger/{document.entry.doc}"
        yield GoldDocument(
            name, name, day.isoformat(), f"outlet {number % 7}", document.text, (),
            ((0, len(document.text)),),
        )  # fmt: skip


def _within_window(reports: Iterable[GoldDocument]) -> Iterator[GoldDocument]:
    """Leave out mentions of incidents that nobody has reported for `WINDOW` days."""
    last: dict[str, dt.date] = {}
    for report in sorted(reports, key=lambda one: one.date or ""):
        day = dt.date.fromisoformat(report.date or "")
        kept = tuple(
            mention
            for mention in report.mentions
            if (day - last.get(mention.chain, day)).days <= WINDOW
        )
        last.update((mention.chain, day) for mention in kept)
        yield replace(report, mentions=kept)


def _reports(path: Path) -> Iterator[GoldDocument]:
    """The reports of a file, in its order."""
    parts = re.split(r"^(?=## )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for number, part in enumerate(parts[1:]):
        head, _, body = part.partition("\n")
        match = _HEAD.fullmatch(head.strip())
        if match is None:
            raise ValueError(f"{path.name}, report {number}: write '## YYYY-MM-DD Outlet'")
        text, mentions = _unmarked(body.strip(), path.stem)
        if not mentions or "[" in text or "|" in text:
            raise ValueError(f"{path.name}, report {number}: no mark, or a broken one")
        yield GoldDocument(
            f"{path.stem}/{number}", path.stem, match[1], match[2], text, mentions, None
        )


def _unmarked(body: str, stem: str) -> tuple[str, tuple[GoldMention, ...]]:
    text, at, mentions = "", 0, []
    for match in _MARK.finditer(body):
        text += body[at : match.start()]
        mentions.append(GoldMention(len(text), len(text) + len(match[2]), f"{stem}/{match[1]}"))
        text += match[2]
        at = match.end()
    return text + body[at:], tuple(mentions)
