"""Treebanks' training parts and WordNet's lists → the lemmatizer's tables.

Sources: EWT and GUM (training parts, facts about single words only) and spaCy's English lookups
(``spacy-lookups-data``, MIT; made from WordNet), both read at training time only.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path

from corpora import Sentence

RULES = {
    "NNS": [
        ("men", "man"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"),
        ("zes", "z"), ("ses", "s"), ("ses", "sis"), ("ves", "f"), ("ves", "fe"), ("ves", "ve"),
        ("ies", "y"), ("ies", "ie"), ("oes", "o"), ("i", "us"), ("s", ""), ("a", "um"),
        ("ae", "a"), ("children", "child"),
    ],
    "VBZ": [
        ("ies", "y"), ("ies", "ie"), ("es", "e"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"),
        ("xes", "x"), ("zes", "z"), ("oes", "o"), ("s", ""),
    ],
    "VBD": [("ied", "y"), ("ed", "e"), ("ed", "")],
    "VBN": [("ied", "y"), ("ed", "e"), ("ed", "")],
    "VBG": [("ying", "ie"), ("ing", "e"), ("ing", "")],
    "JJR": [("ier", "y"), ("er", "e"), ("er", "")],
    "JJS": [("iest", "y"), ("est", "e"), ("est", "")],
    "RBR": [("ier", "y"), ("er", "e"), ("er", "")],
    "RBS": [("iest", "y"), ("est", "e"), ("est", "")],
}  # fmt: skip
for _tag in ("VBD", "VBN", "VBG"):
    _end = "ing" if _tag == "VBG" else "ed"
    RULES[_tag] += [(c + c + _end, c) for c in "bdgklmnprtvz"]
for _tag, _end in (("JJR", "er"), ("JJS", "est")):
    RULES[_tag] += [(c + c + _end, c) for c in "bdgmnpt"]
_UD = {"noun": "NOUN", "verb": "VERB", "adj": "ADJ", "adv": "ADV"}


def _lookups(name: str) -> dict:
    import spacy_lookups_data

    path = Path(spacy_lookups_data.__file__).parent / "data" / f"en_lemma_{name}.json.gz"
    if path.exists():
        return json.loads(gzip.decompress(path.read_bytes()))
    return json.loads(path.with_suffix("").read_text(encoding="utf-8"))


def build(sentences: list[Sentence]) -> bytes:
    """Return the content of lemmas.json.gz."""
    from transforms.extract.model.lemmas import Lemmas

    index, irregular = _lookups("index"), _lookups("exc")
    known = {
        _UD[k]: {w for w in v if w.isalpha() or "-" in w} for k, v in index.items() if k in _UD
    }
    exceptions: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, table in irregular.items():
        if kind in _UD:
            for form, lemmas in table.items():
                if form.isalpha():
                    exceptions[_UD[kind]][form] = lemmas[0]
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for s in sentences:
        if s.lemmas is None or s.upos is None or s.tags is None:
            continue
        for word, lemma, upos, tag in zip(s.words, s.lemmas, s.upos, s.tags, strict=True):
            if lemma != "_" and upos not in ("X", "_"):
                form = word if upos == "PROPN" else word.lower()
                counts[upos, form, tag][lemma] += 1
    for kind in ("NOUN", "VERB", "ADJ", "ADV"):
        seen = {
            low for (u, _, _), c in counts.items() if u == kind for low in [c.most_common(1)[0][0]]
        }
        known[kind] |= {w for w in seen if w.isalpha() and w.islower() and len(w) > 2}
    plain = {
        "exceptions": {k: dict(v) for k, v in exceptions.items()},
        "known": {k: sorted(v) for k, v in known.items()},
        "rules": RULES,
    }
    check = Lemmas()
    check.load_bytes({"lemmas.json.gz": gzip.compress(json.dumps(plain).encode(), mtime=0)})
    for (upos, form, tag), lemmas in sorted(counts.items()):
        lemma, times = lemmas.most_common(1)[0]
        total = sum(lemmas.values())
        if times * 2 <= total or upos in ("NUM", "SYM", "PUNCT"):
            continue
        if check.lemma(form, upos, tag) != lemma and (
            times >= 2 or upos in ("VERB", "NOUN", "AUX")
        ):
            plain["exceptions"].setdefault(upos, {})[
                form if upos == "PROPN" else f"{form}|{tag}"
            ] = lemma
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), 9, mtime=0)
