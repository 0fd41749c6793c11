"""PropBank's skeletons → predicates with their arguments on the words of UD EWT and MASC.

The skeletons of github.com/propbank/propbank-release (CC BY-SA 4.0) hold tags and spans but no
words. A sentence of EWT is found by its document, its place in it and its tags; one of MASC by its
document and its tags. Sentences that differ in a tag are left out.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import readings
from readings import SHARED, Reading

#: Rolesets of auxiliaries: no predicates of their own.
AUXILIARIES = {"be.03", "have.01", "do.01", "get.03"}
_ROLES = {"ARGM-LOC": "LOC", "ARGM-TMP": "TMP", "ARGM-NEG": "NEG", "ARGM-MOD": "MOD",
          "ARGM-DIR": "DIR", "ARGM-GOL": "DIR", "ARGM-PRR": "PRR"}  # fmt: skip
_SPAN = re.compile(r"\(([^()*]+)")


class Predicate(NamedTuple):
    """One predicate: its word, roleset and argument spans (first, after last, role)."""

    token: int
    roleset: str
    spans: tuple[tuple[int, int, str], ...]


class Skeleton(NamedTuple):
    """One sentence of a skeleton file."""

    tags: tuple[str, ...]
    predicates: tuple[Predicate, ...]


def role_of(label: str) -> str | None:
    """Our role of a PropBank label; None for what no head learns (continuations, the verb)."""
    label = label.removeprefix("R-")
    if label.startswith(("C-", "V", "ARGM-PRR")):
        return None
    if label in _ROLES:
        return _ROLES[label]
    if label in {"ARG0", "ARG1", "ARG2"}:
        return label
    if re.fullmatch(r"ARG[3-6]|ARGA", label):
        return "ARG3"
    return "ADV"


def _spans(column: list[str]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    open_: list[tuple[int, str]] = []
    for index, cell in enumerate(column):
        for label in _SPAN.findall(cell):
            open_.append((index, label))
        for _ in range(cell.count(")")):
            if open_:
                first, label = open_.pop()
                found.append((first, index + 1, label))
    return found


def skeletons(text: str) -> Iterator[Skeleton]:
    """The sentences of one skeleton file."""
    for block in text.split("\n\n"):
        rows = [line.split() for line in block.splitlines() if line.strip()]
        if not rows:
            continue
        which = [i for i, row in enumerate(rows) if row[7] != "-"]
        predicates = []
        for number, index in enumerate(which):
            column = [row[8 + number] if len(row) > 8 + number else "*" for row in rows]
            spans = [(a, b, role) for a, b, label in _spans(column)
                     if (role := role_of(label)) is not None]  # fmt: skip
            verb = [i for i, cell in enumerate(column) if "(V*" in cell]
            token = verb[0] if verb else index
            if rows[index][7] not in AUXILIARIES:
                predicates.append(Predicate(token, rows[index][7], tuple(spans)))
        yield Skeleton(tuple(row[4] for row in rows), tuple(predicates))


def archive() -> dict[str, list[Skeleton]]:
    """Every skeleton file, by its path inside ``data``."""
    found = {}
    with tarfile.open(SHARED / "training" / "propbank" / "propbank_ewt_masc.tar.xz") as tar:
        for member in tar:
            if member.name.endswith(".gold_skel"):
                stream = tar.extractfile(member)
                assert stream is not None
                found[member.name] = list(skeletons(stream.read().decode("utf-8")))
    return found


def _treebank(path: Path) -> Iterator[tuple[str, list[tuple[list[str], list[str], list[bool]]]]]:
    """Documents of a CoNLL-U file: name, and words, tags and spaces of every sentence."""
    name, sentences = "", []
    rows: list[tuple[str, str, bool]] = []
    until, space_after = 0, True
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# newdoc id = "):
            if sentences:
                yield name, sentences
            name, sentences = line[14:].strip(), []
        if line.startswith("#"):
            continue
        if not line:
            if rows:
                words, tags, spaces = zip(*rows, strict=True)
                sentences.append((list(words), list(tags), list(spaces)))
            rows, until = [], 0
            continue
        cells = line.split("\t")
        space = "SpaceAfter=No" not in cells[9]
        if "-" in cells[0]:
            until, space_after = int(cells[0].split("-")[1]), space
        elif "." not in cells[0]:
            index = int(cells[0])
            if index <= until:
                space = space_after if index == until else False
            rows.append((cells[1], cells[4], space))
    if sentences:
        yield name, sentences


def ewt(part: str) -> list[Reading]:
    """Readings of one part of EWT, a sentence each; ``gold`` is a tuple of `Predicate`."""

    def make() -> Iterator[Reading]:
        files = {}
        for path, found in archive().items():
            if "/ewt/" in path:
                genre, _, name = path.split("/ewt/")[1].split("/")
                files[f"{genre}-{name}".removesuffix(".gold_skel").removesuffix(".xml")] = found
        seen = aligned = 0
        source = SHARED / "training" / "ud_ewt" / f"en_ewt-ud-{part}.conllu"
        for name, sentences in _treebank(source):
            left = list(files.get(name, files.get(name.removesuffix(".xml"), [])))
            for words, tags, spaces in sentences:
                seen += 1
                match = _nearest(left, tags)
                if match is None:
                    continue
                aligned += 1
                gold = left[match].predicates
                del left[: match + 1]
                starts = [True] + [False] * (len(words) - 1)
                yield Reading(name, *readings.of_words(words, spaces, starts), gold)
        print(f"EWT {part}: {aligned} of {seen} sentences have PropBank's arguments")

    return readings.kept(f"propbank-ewt-{part}", make)


def _nearest(left: list[Skeleton], tags: list[str]) -> int | None:
    """The next skeleton of a sentence: of its length, four of five tags alike (some were mended
    in the treebank since)."""
    for number, skeleton in enumerate(left[:6]):
        if len(skeleton.tags) == len(tags):
            same = sum(a == b for a, b in zip(skeleton.tags, tags, strict=True))
            if same >= 0.8 * len(tags):
                return number
    return None


def masc() -> list[Reading]:
    """Readings of the sentences of MASC that have both words and skeletons."""

    def make() -> Iterator[Reading]:
        folder = SHARED / "training" / "masc_pos" / "written"
        seen = aligned = 0
        for path, found in sorted(archive().items()):
            name = Path(path).stem
            source = folder / f"{name}.txt"
            if "/masc/" not in path or not source.is_file():
                continue
            words: list[str] = []
            for item in source.read_text(encoding="utf-8", errors="replace").split():
                word, _, _ = item.rpartition("_")
                words.append({"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}.get(word, word))
            tags = [item.rpartition("_")[2] for item in
                    source.read_text(encoding="utf-8", errors="replace").split()]  # fmt: skip
            at = 0
            for skeleton in found:
                seen += 1
                size = len(skeleton.tags)
                spot = _find(tags, skeleton.tags, at)
                if spot is None or size < 3 or size > 120:
                    continue
                at = spot + size
                aligned += 1
                some = words[spot : spot + size]
                starts = [True] + [False] * (size - 1)
                yield Reading(name, *readings.of_words(some, None, starts), skeleton.predicates)
        print(f"MASC: {aligned} of {seen} sentences have words and arguments")

    return readings.kept("propbank-masc", make)


def _find(tags: list[str], wanted: tuple[str, ...], at: int) -> int | None:
    """The next place, at most 200 words on, where nine of ten tags agree."""
    size = len(wanted)
    for spot in range(at, min(at + 200, len(tags) - size + 1)):
        right = sum(a == b for a, b in zip(tags[spot : spot + size], wanted, strict=True))
        if right >= 0.9 * size and tags[spot] == wanted[0]:
            return spot
    return None
