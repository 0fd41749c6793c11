"""checkpoint.pt → transforms/resources/en_newsbeam, the pipeline that ships.

python training/export.py --checkpoint out/model/checkpoint.pt --data ../shared/data/training
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort
import spacy
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import build_lemmas
import onnx_graph
from corpora import read_all
from spacy.attrs import ORTH
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from train import model_folder

import transforms.extract.model.runtime as runtime
from transforms.extract.model import components

#: Titles that spaCy's rules for English leave out; the stop is theirs and ends no sentence.
TITLES = (
    "Lt.", "Col.", "Sgt.", "Capt.", "Maj.", "Cmdr.", "Cpl.", "Pvt.", "Supt.", "Insp.", "Det.", "Sens.",
    "Reps.", "Amb.", "Msgr.", "Spc.", "Brig.", "Const.", "Hon.", "Pres.",
)  # fmt: skip
TARGET = Path(__file__).resolve().parents[1] / "transforms/resources/en_newsbeam"


def calibrate(
    state: dict[str, np.ndarray], sentences: list[list[str]]
) -> dict[str, tuple[float, float]]:
    """Return the range of every quantized activation over *sentences* in float32.

    Only real word pieces count: each sentence runs alone, so nothing is padded.
    """
    model = onnx_graph.build_encoder(state, mode="float", taps=True)
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    trees = onnx_graph.build_parser(state, taps=True)
    parse = ort.InferenceSession(trees.SerializeToString(), providers=["CPUExecutionProvider"])
    tree_names = [o.name for o in parse.get_outputs()]
    encoder = runtime.Encoder()
    names = [o.name for o in session.get_outputs()]
    lows: dict[str, list[float]] = {}
    highs: dict[str, list[float]] = {}

    class Recorder:
        def run(self, _: object, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
            outputs = session.run(None, feed)
            more = parse.run(None, {"states": outputs[0][None]})
            for name, value in zip([*names, *tree_names], [*outputs, *more], strict=True):
                if name.startswith("tap:"):
                    lows.setdefault(name[4:], []).append(float(value.min()))
                    highs.setdefault(name[4:], []).append(float(value.max()))
            return outputs[:1]

    encoder._pieces = runtime.WordPieces.from_file(model_folder() / "vocab.txt")
    encoder._run = Recorder()  # type: ignore[assignment]
    for words in sentences:
        encoder([words])
    # The most extreme sentences of a thousand widen the scale for all others: leave them out.
    result = {}
    for name in lows:
        result[name] = (
            float(np.quantile(lows[name], 0.002)),
            float(np.quantile(highs[name], 0.998)),
        )
    return result


def tokenizer(nlp: spacy.Language) -> None:
    """Bring spaCy's English tokenizer closer to the treebanks.

    Hyphens behind full stops and digits split ("U.N.-led"), so do slashes between letters; runs of
    one mark stay together ("!!", "***"); so do titles with their stops ("Sgt.").
    """
    defaults = nlp.Defaults
    infixes = [
        *defaults.infixes,
        r"(?<=[a-zA-Z]\.)[-–](?=[a-zA-Z])",
        r"(?<=[0-9])[-–](?=[a-zA-Z])",
        r"(?<=[a-zA-Z])/(?=[a-zA-Z])",
    ]
    runs = [r"[!?]{2,}", r"\*{2,}", r"={2,}", r"~{2,}", r"_{2,}", r"<{2,}", r">{2,}", r"#{2,}"]
    for title in TITLES:
        nlp.tokenizer.add_special_case(title, [{ORTH: title}])
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    nlp.tokenizer.prefix_search = compile_prefix_regex([*runs, *defaults.prefixes]).search
    nlp.tokenizer.suffix_search = compile_suffix_regex([*runs, *defaults.suffixes]).search


def main() -> None:
    """Export; see the module's first lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--mode", choices=("static", "dynamic", "float"), default="static")
    parser.add_argument("--bits", type=int, default=7)
    parser.add_argument("--version", default="0.3.0")
    args = parser.parse_args()
    checkpoint = torch.load(args.checkpoint, map_location="cpu")
    state = {k: v.float().numpy() for k, v in checkpoint["state"].items()}
    labels = checkpoint["labels"]
    corpora = read_all(args.data, masc=False)
    rng = random.Random(7)
    ranges = checkpoint.get("ranges") or calibrate(
        state, [s.words for s in rng.sample(corpora.train, 1500)]
    )
    model = onnx_graph.build_encoder(state, mode=args.mode, bits=args.bits, ranges=ranges)
    vocab = (model_folder() / "vocab.txt").read_bytes()
    label_file = json.dumps(labels, indent=1).encode()
    taggers = {
        "taggers.onnx": onnx_graph.build_taggers(state).SerializeToString(),
        "labels.json": label_file,
    }
    files = {
        "newsbeam_encoder": {"encoder.onnx": model.SerializeToString(), "vocab.txt": vocab},
        "newsbeam_tagger": taggers,
        "newsbeam_parser": {
            "parser.onnx": onnx_graph.build_parser(
                state, mode=args.mode, bits=args.bits, ranges=ranges
            ).SerializeToString(),
            "labels.json": label_file,
        },
        "newsbeam_lemmatizer": {"lemmas.json.gz": build_lemmas.build(corpora.train)},
        "newsbeam_ner": taggers,
    }
    nlp = spacy.blank("en")
    tokenizer(nlp)
    for name in components.PIPELINE:
        component = nlp.add_pipe(name)
        if name in files:
            component.load(files[name])
    nlp.meta.update(
        name="newsbeam", version=args.version, license="CC BY-SA 4.0", author="newsbeam",
        description="English news: tags, trees, lemmas and names over one small encoder",
    )  # fmt: skip
    folder = args.out
    if folder.exists():
        shutil.rmtree(folder)
    nlp.to_disk(folder)
    size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    print(f"{folder}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
