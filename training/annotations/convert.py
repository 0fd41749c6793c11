"""Readers' files → the stored rows of the corpus.

    python training/annotations/convert.py FOLDER [--add]

FOLDER holds what readers wrote (reader_form.py): ``rows/<doc>.tsv``, ``names/<doc>.tsv``,
``second/<doc>.tsv``; ``first/<doc>.tsv`` where an editor settled the differences (the first reader's
rows before that); ``meta/*.tsv`` (doc, date, genre, subjects, form, variety, headline);
``texts/<doc>.txt`` of written documents; ``sources.tsv`` (doc, split, source, source id, first,
last). Documents without a file in ``rows/`` are left out. Everything is written anew, so that
offsets and words cannot drift apart; ``--add`` puts FOLDER's documents behind those of the corpus
and leaves these as they are.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent.parent))

from training.annotations.labels import SPLITS  # noqa: E402
from training.annotations.load import WRITTEN, digest, numbered_lines, shared_folder  # noqa: E402
from training.annotations.reader_form import read_event, read_names  # noqa: E402
from training.annotations.rows import RowError, write_event, write_name  # noqa: E402
from training.annotations.sources import text_of  # noqa: E402

COLUMNS = (
    "doc split genre subjects form variety date source source_id first last sha256 words names "
    "second_reader headline"
).split()

#: Folders of stored rows.
KINDS = ("events", "names", "first_reader", "second_reader")


def _events(path: Path, doc: str, text: str) -> list[str]:
    rows = []
    for number, line in numbered_lines(path):
        try:
            rows.append(read_event(doc, text, line))
        except RowError as error:
            raise SystemExit(f"{path}:{number}: {error}") from error
    return [write_event(row) for row in sorted(rows, key=lambda row: row.trigger)]


def _names(path: Path, doc: str, text: str) -> list[str]:
    rows = []
    for number, line in numbered_lines(path):
        try:
            rows.extend(read_names(doc, text, line))
        except RowError as error:
            raise SystemExit(f"{path}:{number}: {error}") from error
    return [write_name(row) for row in sorted(rows, key=lambda row: row.start)]


@dataclass
class Corpus:
    """Lines of documents.tsv and stored rows by kind and split; texts go to their folder at once."""

    lines: list[str] = field(default_factory=lambda: ["\t".join(COLUMNS)])
    stored: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls) -> Corpus:
        """The corpus as it is."""
        corpus = cls((FOLDER / "documents.tsv").read_text("utf-8").splitlines())
        for kind in KINDS:
            for split in SPLITS:
                path = FOLDER / kind / f"{split}.tsv"
                corpus.stored[kind, split] = path.read_text("utf-8").splitlines()
        return corpus

    def documents(self) -> set[str]:
        """Ids of its documents."""
        return {line.split("\t", 1)[0] for line in self.lines[1:]}

    def add(self, folder: Path, source_line: str, meta: list[str]) -> None:
        """Add the document of *source_line* with its text and everybody's rows."""
        doc, split, source, source_id, first, last = source_line.split("\t")
        if source == WRITTEN:
            text = (folder / "texts" / f"{doc}.txt").read_text(encoding="utf-8").strip()
            (FOLDER / "texts" / f"{doc}.txt").write_text(text + "\n", encoding="utf-8")
        else:
            text = text_of(shared_folder(), source, source_id, int(first), int(last))
        names = folder / "names" / f"{doc}.tsv"
        second = folder / "second" / f"{doc}.tsv"
        _, date, genre, subjects, form, variety, headline = meta
        cells = (
            *(doc, split, genre, subjects, form, variety, date, source, source_id, first, last),
            *(digest(text), str(len(text.split())), str(int(names.exists()))),
            *(str(int(second.exists())), headline if source == WRITTEN else "-"),
        )
        self.lines.append("\t".join(cells))
        self.stored["events", split] += _events(folder / "rows" / f"{doc}.tsv", doc, text)
        self.stored["names", split] += _names(names, doc, text)
        self.stored["second_reader", split] += _events(second, doc, text)
        self.stored["first_reader", split] += _events(folder / "first" / f"{doc}.tsv", doc, text)

    def write(self) -> None:
        """Write documents.tsv and the rows of every kind and split."""
        (FOLDER / "documents.tsv").write_text("\n".join(self.lines) + "\n", encoding="utf-8")
        for kind in KINDS:
            (FOLDER / kind).mkdir(exist_ok=True)
            for split in SPLITS:
                rows = "".join(row + "\n" for row in self.stored[kind, split])
                (FOLDER / kind / f"{split}.tsv").write_text(rows, encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Write documents.tsv, texts/, events/, names/ and second_reader/ from a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--add", action="store_true", help="keep the documents that are there")
    args = parser.parse_args(arguments)
    meta = {}
    for path in sorted((args.folder / "meta").glob("*.tsv")):
        for _, line in numbered_lines(path):
            cells = line.rstrip("\n").split("\t")
            meta[cells[0]] = cells
    corpus = Corpus.read() if args.add else Corpus()
    if not args.add:
        shutil.rmtree(FOLDER / "texts", ignore_errors=True)
    (FOLDER / "texts").mkdir(exist_ok=True)
    known = corpus.documents()
    for _, line in numbered_lines(args.folder / "sources.tsv"):
        doc = line.split("\t", 1)[0]
        if doc in known:
            raise SystemExit(f"{doc} is in the corpus already: give the new document another id")
        if doc in meta and (args.folder / "rows" / f"{doc}.tsv").exists():
            corpus.add(args.folder, line.rstrip("\n"), meta[doc])
    corpus.write()
    print(len(corpus.lines) - 1, "documents")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
