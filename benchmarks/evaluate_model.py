"""Quality of the shipped model on every set it was not trained on, with pinned floors.

    python benchmarks/evaluate_model.py                    # the table, and the floors checked
    python benchmarks/evaluate_model.py --fast             # a part of every set, under a minute
    python benchmarks/evaluate_model.py --update-floors    # pin what is better now
    python benchmarks/evaluate_model.py --model en_core_web_lg   # another spaCy pipeline

Sets (all under ../shared/data, none ever trained on): GMB's last tenth, UNER-EWT dev and test,
wikigold's last tenth, MEANTIME (English half, name mentions of the annotated sentences), re3d (name
mentions), EWT dev and test, GUM dev. Entities are compared as exact character spans with their
type; what a set does not mark is not counted against the model. UNER, wikigold and MEANTIME are
read sentence by sentence and, in the rows called articles, whole, as the pipeline reads them. Trees
are scored on gold words (the treebank's words and sentences given) and on raw text (everything
predicted; figures are F1 over words aligned by their characters, as in the CoNLL 2018 shared task).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from spacy.language import Language
from spacy.tokens import Doc

ROOT = Path(__file__).resolve().parents[1]
for folder in (ROOT, ROOT / "training"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import corpora  # noqa: E402
from corpora import NER_LABELS, Sentence  # noqa: E402

from benchmarks import pinned  # noqa: E402
from benchmarks.tally import Tally  # noqa: E402
from transforms.extract.model import load_pipeline  # noqa: E402

#: The slack is for another processor, another onnxruntime.
PINS = {fast: pinned.Pins("model", "fast" if fast else "full", 0.003) for fast in (False, True)}
Spans = set[tuple[int, int, str]]

_FOUR = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
_MISC = dict.fromkeys(("NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"), "MISC")


@dataclass
class Case:
    """One text with its gold names."""

    text: str
    gold: Spans
    starts: tuple[int, ...] | None = (0,)  # where its sentences begin; None: nobody says


def _offsets(words: list[str]) -> tuple[str, list[int]]:
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    return " ".join(words), starts


def _case(words: list[str], spans: Iterable[tuple[int, int, str]]) -> Case:
    text, starts = _offsets(words)
    return Case(
        text, {(starts[a], starts[z - 1] + len(words[z - 1]), kind) for a, z, kind in spans}
    )


def _ours(sentence: Sentence) -> list[tuple[int, int, str]]:
    """Return GMB's spans in the coarse form of our own scheme (titles off, peoples apart)."""
    found = []
    assert sentence.entities is not None
    for start, end, _ in sentence.spans:
        bits = sentence.entities[start]
        kind = NER_LABELS[(bits & -bits).bit_length() - 1][2:]
        found.append((start, end, _FOUR.get(kind, "NORP" if kind == "NORP" else kind)))
    return [f for f in found if f[2] in ("PER", "ORG", "LOC", "NORP")]


def gmb_cases(folder: Path) -> tuple[list[Case], list[Case]]:
    """Return GMB's held-out tenth under our scheme, and as GMB wrote it."""
    path = folder / "training/gmb/ner_dataset.zip"
    _, held = corpora.read_gmb(path)
    raw = corpora.read_gmb_raw(path)
    raw = raw[len(raw) - len(raw) // 10 :]
    as_written = [
        _case(words, [s for s in corpora.gmb_spans(words, tags) if s[2] in _GMB_RAW])
        for words, _, tags in raw
    ]
    return [_case(s.words, _ours(s)) for s in held], as_written


_GMB_RAW = ("per", "org", "geo", "gpe", "tim")


def joined(cases: Iterable[Case]) -> Case:
    """Return sentences as one article."""
    texts: list[str] = []
    gold: Spans = set()
    starts: list[int] = []
    at = 0
    for case in cases:
        starts.append(at)
        texts.append(case.text)
        gold |= {(at + start, at + end, kind) for start, end, kind in case.gold}
        at += len(case.text) + 1
    return Case(" ".join(texts), gold, tuple(starts))


def uner_articles(path: Path) -> list[list[Case]]:
    """Read UNER's names: a list of sentences for every document of EWT."""
    kinds = ("PER", "ORG", "LOC")
    return _articles(
        (s, _case(s.words, [x for x in s.spans if x[2] in kinds]))
        for s in corpora.read_iob(path, "uner")
    )


def _articles(cases: Iterable[tuple[Sentence, Case]]) -> list[list[Case]]:
    articles: list[list[Case]] = []
    for sentence, case in cases:
        if sentence.new_document or not articles:
            articles.append([])
        articles[-1].append(case)
    return articles


def meantime_articles(folder: Path) -> list[list[Case]]:
    """Read MEANTIME's name mentions: a list of annotated sentences for every article."""
    articles = []
    for path in sorted((folder / "dev/meantime/intra-doc_annotation").glob("*/*.xml")):
        root = ElementTree.parse(path).getroot()
        tokens = {t.get("t_id"): t for t in root.iter("token")}
        kinds: dict[str, str] = {}
        marks = root.find("Markables")
        assert marks is not None
        entities = {e.get("m_id"): e.get("ent_type", "") for e in marks if e.tag == "ENTITY"}
        relations = root.find("Relations")
        for relation in relations if relations is not None else ():
            target = relation.find("target")
            if relation.tag == "REFERS_TO" and target is not None:
                for source in relation.findall("source"):
                    kinds[source.get("m_id", "")] = entities.get(target.get("m_id"), "")
        sentences: dict[int, list[Any]] = {}
        for token in tokens.values():
            sentences.setdefault(int(token.get("sentence", "0")), []).append(token)
        gold: dict[int, list[tuple[int, int, str]]] = {}
        annotated: set[int] = set()
        for mark in marks:
            anchors = [tokens[a.get("t_id")] for a in mark.findall("token_anchor")]
            if not anchors:
                continue
            number = int(anchors[0].get("sentence", "0"))
            annotated.add(number)
            kind = kinds.get(mark.get("m_id", ""), "")
            if mark.tag != "ENTITY_MENTION" or mark.get("syntactic_type") not in ("NAM", "PRE.NAM"):
                continue
            row = sentences[number]
            at = [row.index(a) for a in anchors]
            words = [t.text or "" for t in row]
            first, last = min(at), max(at) + 1
            if kind == "PER":
                first, last = corpora.strip_titles(words, first, last)
            if first < last and words[first].lower() == "the":
                first += 1
            if kind in ("PER", "ORG", "LOC") and first < last:
                gold.setdefault(number, []).append((first, last, kind))
        articles.append(
            [
                _case([t.text or "" for t in sentences[number]], gold.get(number, []))
                for number in sorted(annotated)
            ]
        )
    return articles


_PRONOUNS = frozenset(
    [
        "i",
        "we",
        "he",
        "she",
        "they",
        "it",
        "you",
        "us",
        "them",
        "our",
        "his",
        "her",
        "their",
        "its",
        "who",
        "my",
        "me",
        "him",
    ]
)


def re3d_cases(folder: Path) -> list[Case]:
    """Read re3d's documents with their name mentions (a capital in them, no pronoun)."""
    types = {"Person": "PER", "Organisation": "ORG", "Location": "LOC", "Nationality": "NORP"}
    cases = []
    for place in sorted((folder / "dev/re3d").glob("*/documents.json")):
        documents = [json.loads(x) for x in place.read_text("utf-8-sig").splitlines() if x.strip()]
        marks = (place.parent / "entities.json").read_text("utf-8-sig").splitlines()
        by_document: dict[str, Spans] = {}
        for mark in (json.loads(x) for x in marks if x.strip()):
            kind = types.get(mark["type"])
            if kind:
                by_document.setdefault(mark["documentId"], set()).add(
                    (mark["begin"], mark["end"], kind)
                )
        for document in documents:
            text = document["text"]
            gold: Spans = set()
            for start, end, kind in by_document.get(document["_id"], set()):
                start, end = _trim(text, start, end)
                value = text[start:end]
                if value.lower() in _PRONOUNS or not re.search(r"[A-Z]", value):
                    continue
                gold.add((start, end, kind))
            cases.append(Case(text, gold, None))
    return cases


_LEAD = re.compile(r"(?i)(?:the|a|an)\s+")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Take articles, titles and white space off a span."""
    value = text[start:end]
    start += len(value) - len(value.lstrip())
    end -= len(value) - len(value.rstrip())
    found = _LEAD.match(text, start, end)
    return (found.end() if found else start), end


def _titled(text: str, start: int) -> int:
    """Move *start* left over titles, as GMB counts them to the name."""
    while True:
        found = re.search(r"(\S+) $", text[max(0, start - 30) : start])
        if not found:
            return start
        word = found.group(1)
        if not word[:1].isupper() or word.lower().rstrip(".") not in corpora.TITLES:
            return start
        start -= len(word) + 1


def predict(nlp: Language, case: Case) -> Doc:
    """Run *nlp* on a case; sentences that are given stay as they are."""
    doc = nlp.make_doc(case.text)
    if case.starts is not None:
        for token in doc:
            token.is_sent_start = token.idx in case.starts
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    return doc


def score(pairs: Iterable[tuple[Spans, Spans]]) -> dict[str, float]:
    """Return micro F1, precision, recall and F1 by type of (gold, predicted) pairs."""
    hit: Counter[str] = Counter()
    want: Counter[str] = Counter()
    got: Counter[str] = Counter()
    for gold, found in pairs:
        for _, _, kind in gold & found:
            hit[kind] += 1
        for _, _, kind in gold:
            want[kind] += 1
        for _, _, kind in found:
            got[kind] += 1
    all_ = Tally(hit.total(), got.total(), want.total())
    result = {"F": all_.f, "P": all_.precision, "R": all_.recall}
    for kind in sorted(want):
        result[kind] = Tally(hit[kind], got[kind], want[kind]).f
    return {name: round(value, 4) for name, value in result.items()}


def find(nlp: Language, cases: list[Case]) -> list[list[tuple[int, int, str]]]:
    """Return (start, end, label) of the entities of every case."""
    return [
        [(e.start_char, e.end_char, e.label_) for e in predict(nlp, case).ents] for case in cases
    ]


def names(
    cases: list[Case],
    entities: list[list[tuple[int, int, str]]],
    kinds: dict[str, str],
    *,
    trim: bool = False,
) -> dict[str, float]:
    """Score the *entities* found in *cases*; *kinds* maps our labels to the set's."""
    pairs = []
    for case, row in zip(cases, entities, strict=True):
        found: Spans = set()
        for start, end, label in row:
            kind = kinds.get(label)
            if kind:
                if kind == "per":
                    start = _titled(case.text, start)
                if trim:
                    start, end = _trim(case.text, start, end)
                found.add((start, end, kind))
        pairs.append((case.gold, found))
    return score(pairs)


def _set_words(nlp: Language, s: Sentence) -> Doc:
    starts = [i == 0 for i in range(len(s.words))]
    doc = Doc(nlp.vocab, words=s.words, spaces=s.space_after, sent_starts=starts)
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    return doc


def _head(token: Any, start: int) -> int:
    return 0 if token.head.i == token.i else token.head.i - start + 1


def trees(nlp: Language, sentences: list[Sentence]) -> dict[str, float]:
    """Score tags and trees on gold words."""
    c: Counter[str] = Counter()
    for s in sentences:
        assert s.heads and s.labels and s.tags and s.upos and s.lemmas
        for token, head, label, tag, upos, lemma in zip(
            _set_words(nlp, s), s.heads, s.labels, s.tags, s.upos, s.lemmas, strict=True
        ):
            c["words"] += 1
            c["tags"] += token.tag_ == tag
            c["upos"] += token.pos_ == upos
            c["lemmas"] += token.lemma_.lower() == lemma.lower()
            if _head(token, 0) == head:
                c["uas"] += 1
                mine = token.dep_.lower() if head == 0 else token.dep_
                c["las"] += mine == label
                c["las_universal"] += mine.split(":")[0] == label.split(":")[0]
    keys = ("tags", "upos", "lemmas", "uas", "las", "las_universal")
    return {k: round(c[k] / c["words"], 4) for k in keys}


def raw_text(nlp: Language, sentences: list[Sentence]) -> dict[str, float]:
    """Score everything on raw text: F1 of words, sentences, tags, UAS and LAS."""
    c: Counter[str] = Counter()
    documents: list[list[Sentence]] = []
    for s in sentences:
        if s.new_document or not documents:
            documents.append([])
        documents[-1].append(s)
    for document in documents:
        text = ""
        gold: dict[tuple[int, int], tuple[Any, ...]] = {}
        bounds: set[tuple[int, int]] = set()
        for s in document:
            assert s.space_after and s.heads and s.labels and s.tags
            if text:
                text = text.rstrip(" ") + ("\n\n" if s.new_paragraph else " ")
            spans = []
            for word, space in zip(s.words, s.space_after, strict=True):
                spans.append((len(text), len(text) + len(word)))
                text += word + (" " if space else "")
            bounds.add((spans[0][0], spans[-1][1]))
            for span, head, label, tag in zip(spans, s.heads, s.labels, s.tags, strict=True):
                gold[span] = (spans[head - 1] if head else None, label, tag)
        doc = nlp(text)
        for sent in doc.sents:
            kept = [t for t in sent if not t.is_space]
            if kept:
                c["sent_got"] += 1
                span = (kept[0].idx, kept[-1].idx + len(kept[-1]))
                c["sent_hit"] += span in bounds
        c["sent_want"] += len(bounds)
        c["want"] += len(gold)
        for token in doc:
            if token.is_space:
                continue
            c["got"] += 1
            found = gold.get((token.idx, token.idx + len(token)))
            if found is None:
                continue
            c["words"] += 1
            head, label, tag = found
            c["tags"] += token.tag_ == tag
            top = token.head
            mine = None if top.i == token.i else (top.idx, top.idx + len(top))
            if mine == head:
                c["uas"] += 1
                dep = token.dep_.lower() if mine is None else token.dep_
                c["las"] += dep == label
    total = c["want"] + c["got"]
    result = {f"raw_{k}": round(2 * c[k] / total, 4) for k in ("words", "tags", "uas", "las")}
    result["raw_sentences"] = round(2 * c["sent_hit"] / (c["sent_want"] + c["sent_got"]), 4)
    return result


def evaluate(nlp: Language, folder: Path, *, fast: bool = False) -> dict[str, dict[str, float]]:
    """Return {set: {figure: value}} of *nlp* over all sets in *folder* (../shared/data).

    *fast* takes a part of every set: 200 sentences, or its first documents.
    """
    take = 200 if fast else 10**9
    result: dict[str, dict[str, float]] = {}
    training = folder / "training"
    ours, as_written = gmb_cases(folder)
    four = dict(_FOUR)

    def both(name: str, articles: list[list[Case]], kinds: dict[str, str], **how: bool) -> None:
        """Score sentences one by one, then as the articles that they make up."""
        cases = [case for article in articles for case in article][:take]
        result[name] = names(cases, find(nlp, cases), kinds, **how)
        if not fast:
            whole = [joined(article) for article in articles]
            result[name + "_articles"] = names(whole, find(nlp, whole), kinds, **how)

    with nlp.select_pipes(disable=_without_parse(nlp)):
        entities = find(nlp, ours[:take])
        result["gmb_held_out"] = names(ours[:take], entities, {**four, "NORP": "NORP"})
        as_gmb = {
            "PERSON": "per", "ORG": "org", "GPE": "geo", "LOC": "geo", "FAC": "geo",
            "NORP": "gpe", "DATE": "tim", "TIME": "tim",
        }  # fmt: skip
        if not fast:
            result["gmb_as_written"] = names(as_written, entities, as_gmb)
        for part in ("dev", "test"):
            articles = uner_articles(training / f"uner_ewt/en_ewt-ud-{part}.iob2")
            both("uner_ewt_" + part, articles, four)
        _, held = corpora.read_wikigold(training / "wikigold/CONLL-format/data/wikigold.conll.txt")
        both(
            "wikigold_held_out",
            _articles((s, _case(s.words, s.spans)) for s in held),
            {**four, **_MISC},
        )
        # MEANTIME calls "Irish" a LOC.
        both("meantime", meantime_articles(folder), {**four, "NORP": "LOC"}, trim=True)
        cases = re3d_cases(folder)[: 10 if fast else None]
        result["re3d"] = names(cases, find(nlp, cases), {**four, "NORP": "NORP"}, trim=True)
    ewt = training / "ud_ewt"
    banks = {
        "ewt_dev": corpora.read_conllu(ewt / "en_ewt-ud-dev.conllu", "ewt"),
        "ewt_test": corpora.read_conllu(ewt / "en_ewt-ud-test.conllu", "ewt"),
        "gum_dev": [
            s
            for p in sorted((training / "gum/dev").glob("*.conllu"))
            for s in corpora.read_conllu(p, "gum")
        ],
    }
    with nlp.select_pipes(disable=[p for p in nlp.pipe_names if p.endswith(("_ner", "_grammar"))]):
        for name, sentences in banks.items():
            result[name] = trees(nlp, sentences[:take])
            result[name] |= raw_text(nlp, sentences[:take])
    return result


def _without_parse(nlp: Language) -> list[str]:
    unneeded = ("newsbeam_parser", "newsbeam_lemmatizer", "newsbeam_tagger")
    return [name for name in nlp.pipe_names if name in unneeded]


def table(figures: dict[str, dict[str, float]]) -> str:
    """Return the figures as text, a line per set."""
    lines = []
    for name, values in figures.items():
        lines.append(f"{name:26s} " + "  ".join(f"{k} {100 * v:.1f}" for k, v in values.items()))
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Print the table; return 1 where a figure fell under its floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    pinned.add_shared(parser)
    parser.add_argument("--model", default=None, help="another spaCy pipeline (name or path)")
    parser.add_argument("--fast", action="store_true")
    pinned.add_flags(parser)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    args = parser.parse_args(arguments)
    begin = time.monotonic()
    figures = evaluate(load_pipeline(args.model), args.shared / "data", fast=args.fast)
    print(table(figures))
    print(f"{time.monotonic() - begin:.0f} s")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    if args.model is not None:
        return 0
    return pinned.finish(PINS[args.fast], pinned.flatten(figures), args)


if __name__ == "__main__":
    raise SystemExit(main())
