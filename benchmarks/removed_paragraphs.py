"""What cleaning takes out of running news text, and how much of it is really furniture.

    python benchmarks/removed_paragraphs.py                  # counts by kind, and the judged share
    python benchmarks/removed_paragraphs.py --list all.tsv   # every line taken out, with its place
    python benchmarks/removed_paragraphs.py --sample 100     # some of them at random, to be judged

Text: Reuters-21578 as stored, the articles of LGL, GeoVirus and TimeBank and the known bodies of
news_pages in the shared folder, all read as plain text without a title. LGL and GeoVirus have no
paragraphs: there two sentences make one. What goes to a column of its own (title, subtitle, byline,
date, caption) is taken out as well, and is right where it is what the column says. Judgements
stand in ``removed_judged.tsv``: the hash of a line, and whether taking it out was right; so no text
of the sets is kept here.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.evaluate_normalize import gold_body, load_pages  # noqa: E402
from schemas.records import Article, RawDocument  # noqa: E402
from transforms.normalize import NormalizeOptions, normalize  # noqa: E402

JUDGED = ROOT / "benchmarks/removed_judged.tsv"
#: A dateline is a part of its paragraph, which stays.
PARTS = ("dateline",)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9\")][.!?])\s+(?=[\"A-Z])")


class Taken(NamedTuple):
    """One line or paragraph that is not in the text any more."""

    document: str
    kind: str
    text: str

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.kind} {self.text}".encode()).hexdigest()[:12]


def documents(shared: Path) -> Iterator[tuple[str, str]]:
    """Names and texts of the articles."""
    data = shared / "data"
    sgml = (data / "formats/reuters_sgml/reut2-000.sgm").read_text("latin-1")
    for n, body in enumerate(re.findall(r"<BODY>(.*?)(?:&#3;)?</BODY>", sgml, re.S)):
        yield f"reuters {n}", body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    for name in ("lgl_half/lgl.xml", "geovirus/GeoVirus.xml"):
        tree = etree.parse(str(data / "dev" / name))
        for n, text in enumerate(tree.iter("text")):
            sentences = _SENTENCE_END.split(text.text or "")
            pairs = [" ".join(sentences[i : i + 2]) for i in range(0, len(sentences), 2)]
            yield f"{name.partition('/')[0]} {n}", "\n\n".join(pairs)
    for file in sorted((data / "dev/tempeval3_training/TimeBank").glob("*.tml")):
        text = re.search(r"<TEXT>(.*?)</TEXT>", file.read_text("utf-8"), re.S)
        if text is not None:
            yield f"timebank {file.stem}", re.sub(r"<[^>]+>", "", text[1])
    for page in load_pages(shared):
        yield page.name, gold_body(page.gold).replace("\n", "\n\n")


def take_out(shared: Path) -> tuple[int, int, list[Taken]]:
    """Paragraphs that stayed, articles, and all that was taken out."""
    stayed = articles = 0
    taken: list[Taken] = []
    for name, text in documents(shared):
        raw = RawDocument(name, 0, "text", text=text)
        article = normalize(raw, NormalizeOptions())
        if not isinstance(article, Article):
            continue
        articles += 1
        stayed += article.text.count("\n\n") + 1
        taken += [Taken(name, r.kind, r.text) for r in article.removed if r.kind not in PARTS]
    return stayed, articles, taken


def judged() -> dict[str, bool]:
    """Lines that somebody looked at → whether taking them out was right."""
    if not JUDGED.exists():
        return {}
    rows = (line.split("\t") for line in JUDGED.read_text("utf-8").splitlines()[1:])
    return {key: verdict == "right" for key, verdict in rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--list", type=Path, help="write every line taken out to this file")
    parser.add_argument("--sample", type=int, default=0, help="print so many at random")
    parser.add_argument("--seed", type=int, default=18)
    options = parser.parse_args()
    stayed, articles, taken = take_out(options.shared)
    kinds = Counter(t.kind for t in taken)
    print(f"{articles} articles, {stayed} paragraphs in their texts, {len(taken)} taken out")
    print(", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    known = judged()
    seen = [known[t.key] for t in taken if t.key in known]
    if seen:
        print(f"of {len(seen)} that were looked at, {sum(seen) / len(seen):.3f} were rightly so")
    if options.list:
        lines = [f"{t.key}\t{t.document}\t{t.kind}\t{t.text}" for t in taken]
        options.list.write_text("\n".join(lines) + "\n", "utf-8")
    for t in random.Random(options.seed).sample(taken, min(options.sample, len(taken))):
        print(f"{t.key}\t{t.document}\t{t.kind}\t{t.text}")


if __name__ == "__main__":
    main()
