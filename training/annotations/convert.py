"""Readers' files → the stored rows of the corpus.

    python training/annotations/convert.py FOLDER

FOLDER holds what readers wrote (reader_form.py): ``rows/<doc>.tsv``, ``names/<doc>.tsv``,
``second/<doc>.tsv``; ``first/<doc>.tsv`` where an editor settled the differences (the first reader's
rows before that); ``meta/*.tsv`` (doc, date, genre, subjects, form, variety, headline);
``texts/<doc>.txt`` of written documents; ``sources.tsv`` (doc, split, source, source id, first,
last). Documents without a file in ``rows/`` are left out. Everything is written anew, so that
offsets and words cannot drift apart.
"""

from __future__ import annotations

import shutil
import sys
from collections import defaultdict
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


def main(folder: Path) -> int:
    """Write documents.tsv, texts/, events/, names/ and second_reader/ from *folder*."""
    meta = {}
    for path in sorted((folder / "meta").glob("*.tsv")):
        for _, line in numbered_lines(path):
            cells = line.rstrip("\n").split("\t")
            meta[cells[0]] = cells
    lines = ["\t".join(COLUMNS)]
    stored: dict[tuple[str, str], list[str]] = defaultdict(list)
    shutil.rmtree(FOLDER / "texts", ignore_errors=True)
    (FOLDER / "texts").mkdir()
    for _, line in numbered_lines(folder / "sources.tsv"):
        doc, split, source, source_id, first, last = line.rstrip("\n").split("\t")
        if doc not in meta or not (folder / "rows" / f"{doc}.tsv").exists():
            continue
        if source == WRITTEN:
            raw = (folder / "texts" / f"{doc}.txt").read_text(encoding="utf-8").strip()
            (FOLDER / "texts" / f"{doc}.txt").write_text(raw + "\n", encoding="utf-8")
            text = raw
        else:
            text = text_of(shared_folder(), source, source_id, int(first), int(last))
        names = folder / "names" / f"{doc}.tsv"
        second = folder / "second" / f"{doc}.tsv"
        _, date, genre, subjects, form, variety, headline = meta[doc]
        cells = (
            *(doc, split, genre, subjects, form, variety, date, source, source_id, first, last),
            *(digest(text), str(len(text.split())), str(int(names.exists()))),
            *(str(int(second.exists())), headline if source == WRITTEN else "-"),
        )
        lines.append("\t".join(cells))
        stored["events", split] += _events(folder / "rows" / f"{doc}.tsv", doc, text)
        stored["names", split] += _names(names, doc, text)
        stored["second_reader", split] += _events(second, doc, text)
        stored["first_reader", split] += _events(folder / "first" / f"{doc}.tsv", doc, text)
    (FOLDER / "documents.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for kind in ("events", "names", "first_reader", "second_reader"):
        (FOLDER / kind).mkdir(exist_ok=True)
        for split in SPLITS:
            path = FOLDER / kind / f"{split}.tsv"
            path.write_text("".join(row + "\n" for row in stored[kind, split]), encoding="utf-8")
    print(len(lines) - 1, "documents,", {key: len(rows) for key, rows in sorted(stored.items())})
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(Path(sys.argv[1])))
