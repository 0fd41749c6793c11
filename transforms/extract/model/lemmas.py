"""Word and tags → lemma, by a table of exceptions and suffix rules that a word list confirms.

The file ``lemmas.json.gz`` is built by ``training/build_lemmas.py``; its parts:

- ``exceptions``: {universal tag: {lower-cased form: lemma}}, irregular and frequent forms;
- ``known``: {universal tag: [lemmas]}, the words that a rule may arrive at;
- ``rules``: {Penn tag: [[suffix, replacement], ...]}, tried in order.
"""

import gzip
import json
from collections.abc import Mapping

from transforms.extract.model.runtime import _Files
from transforms.extract.model.wordpiece import CACHE_LIMIT

_KEEP_CASE = frozenset({"PROPN"})
#: Spellings of shortened words that only the tag can tell apart.
_CLITICS = {
    ("'s", "POS"): "'s", ("'s", "VBZ"): "be", ("’s", "POS"): "'s", ("’s", "VBZ"): "be",
    ("'d", "MD"): "would", ("'d", "VBD"): "have", ("’d", "MD"): "would", ("’d", "VBD"): "have",
    ("n't", "RB"): "not", ("n’t", "RB"): "not", ("'ll", "MD"): "will", ("’ll", "MD"): "will",
    ("wo", "MD"): "will", ("ca", "MD"): "can", ("sha", "MD"): "shall",
    ("'re", "VBP"): "be", ("’re", "VBP"): "be", ("'m", "VBP"): "be", ("’m", "VBP"): "be",
    ("'ve", "VBP"): "have", ("’ve", "VBP"): "have", ("'ve", "VB"): "have", ("’ve", "VB"): "have",
    ("'", "POS"): "'s", ("’", "POS"): "'s",
}  # fmt: skip


class Lemmas(_Files):
    """The lemmatizer's tables and its one question."""

    names = ("lemmas.json.gz",)

    def __init__(self) -> None:
        super().__init__()
        self._exceptions: dict[str, dict[str, str]] = {}
        self._known: dict[str, frozenset[str]] = {}
        self._rules: dict[str, list[tuple[str, str]]] = {}
        self._cache: dict[tuple[str, str, str], str] = {}

    def _build(self, data: Mapping[str, bytes]) -> None:
        tables = json.loads(gzip.decompress(data["lemmas.json.gz"]))
        self._exceptions = tables["exceptions"]
        self._known = {k: frozenset(v) for k, v in tables["known"].items()}
        self._rules = {k: [(a, b) for a, b in v] for k, v in tables["rules"].items()}
        self._cache = {}

    def lemma(self, word: str, upos: str, tag: str) -> str:
        """Return the lemma of *word* with universal tag *upos* and Penn tag *tag*."""
        key = (word, upos, tag)
        found = self._cache.get(key)
        if found is None:
            found = self._look_up(word, upos, tag)
            if len(self._cache) >= CACHE_LIMIT:
                self._cache.clear()
            self._cache[key] = found
        return found

    def _look_up(self, word: str, upos: str, tag: str) -> str:
        low = word.lower()
        clitic = _CLITICS.get((low, tag))
        if clitic is not None:
            return clitic
        if upos in _KEEP_CASE:
            # Names keep their letters; "the Clintons" and "Olympics" are left as they are written.
            return self._exceptions.get(upos, {}).get(word, word)
        if upos == "AUX":
            found = self._exceptions.get("AUX", {}).get(low)
            if found is not None:
                return found
        table = self._exceptions.get(upos, {})
        found = table.get(f"{low}|{tag}") or table.get(low)
        if found is not None:
            return found
        known = self._known.get(upos, frozenset())
        rules = self._rules.get(tag, [])
        for suffix, replacement in rules:
            if low.endswith(suffix) and len(low) - len(suffix) >= 2:
                candidate = low[: len(low) - len(suffix)] + replacement
                if candidate in known:
                    return candidate
        if low in known or not rules:
            return low
        return _guess(low, tag)


def _guess(low: str, tag: str) -> str:
    """Strip the inflection of a word that no list knows."""
    if tag in ("NNS", "VBZ", "NNPS"):
        if low.endswith("ies") and len(low) > 4:
            return low[:-3] + "y"
        if low.endswith(("sses", "shes", "ches", "xes", "zzes")):
            return low[:-2]
        if low.endswith("s") and not low.endswith(("ss", "us", "is")) and len(low) > 3:
            return low[:-1]
        return low
    if tag in ("VBD", "VBN") and low.endswith("ed") and len(low) > 4:
        stem = low[:-2]
    elif tag == "VBG" and low.endswith("ing") and len(low) > 5:
        stem = low[:-3]
    else:
        return low
    if low.endswith("ied"):
        return low[:-3] + "y"
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "aeiouls":
        return stem[:-1]
    if stem.endswith(
        ("at", "iz", "is", "iv", "uc", "ac", "ag", "dg", "ang", "ur", "in", "as", "bl", "v")
    ):
        return stem + "e"
    return stem
