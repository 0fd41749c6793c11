"""Parts that direct and reported speech share: verbs of saying, their subjects, who speaks."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple, Optional

from transforms.extract.dependencies import Tree
from transforms.lang.en.lists import read_lines


class Speaker(NamedTuple):
    """The span that names who speaks, and the index of its entity mention or reference."""

    start: int
    end: int


class FoundQuote(NamedTuple):
    """A quote before its speaker is looked up: offsets, kind, the verb's lemma, the speaker."""

    start: int
    end: int
    direct: bool
    verb: Optional[str]
    speaker: Optional[Speaker]


_SUBJECTS: Final = ("nsubj", "nsubj:pass")


@cache
def saying_verbs() -> tuple[frozenset[str], frozenset[str]]:
    """(lemmas that report speech by themselves, lemmas that do so beside quotation marks)."""
    strong, weak = " ".join(read_lines("speech_verbs.txt")).split(" weak ")
    return frozenset(strong.split()), frozenset(weak.split())


@cache
def person_nouns() -> tuple[frozenset[str], frozenset[str]]:
    """(nouns for a person by trade or office, nouns for a person by relation to another)."""
    nouns, relations = " ".join(read_lines("person_nouns.txt")).split(" relations ")
    return frozenset(nouns.split()), frozenset(relations.split())


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return start, end


def beside(tree: Tree, verb: int, covered: list[bool]) -> Optional[int]:
    """The head of the noun phrase right before or behind a verb, where the parse lost its subject.

    A phrase that stands inverted behind the verb ("said the firm's founder, Ann Lee") is often
    hung into the quote; within the phrase the parse holds.
    """
    low, high = tree.sentences[tree.sentence_of[verb]]
    behind, before = verb + 1, verb - 1
    if before >= low and tree.words[before] == ",":
        named = behind < high and tree.pos[behind] in ("PROPN", "NOUN", "DET", "PRON")
        before = before - 1 if named else _over_remark(tree, before, low)
    for token in (behind, before) if behind < high and covered[verb - 1] else (before, behind):
        if not low <= token < high or covered[token]:
            continue
        if tree.pos[token] not in ("PROPN", "PRON", "NOUN", "DET", "ADJ", "NUM"):
            continue
        head = token
        while True:
            above = tree.heads[head]
            if not (low <= above < high) or covered[above] or above == verb:
                break
            # a phrase does not reach over the verb
            if (above > verb) != (token > verb) or tree.pos[above] in ("VERB", "AUX"):
                break
            head = above
        if tree.pos[head] in ("PROPN", "PRON", "NOUN"):
            return head
    return None


def _over_remark(tree: Tree, comma: int, low: int) -> int:
    """The token before a comma or before the remark that it ends: "a man, now weeping, said"."""
    opens = next((t for t in range(comma - 1, low, -1) if tree.words[t] == ","), None)
    if opens is None or opens + 1 >= comma:
        return comma - 1
    first = opens + 1
    remark = tree.tags[first] in ("VBG", "VBN", "IN") or tree.lower[first] in ("who", "when")
    return opens - 1 if remark else comma - 1


def source_of(tree: Tree, sentences: list[int], covered: list[bool]) -> Optional[int]:
    """The source in "according to the ministry"."""
    for sentence in sentences:
        low, high = tree.sentences[sentence]
        for token in range(low, high - 1):
            if tree.lower[token] == "according" and tree.lower[token + 1] == "to":
                if covered[token]:
                    continue
                head = tree.heads[token]
                if head > token and tree.deps[token] in ("case", "fixed", "mark"):
                    return head
                for follow in range(token + 2, min(high, token + 12)):
                    if tree.deps[follow] in ("obl", "nmod", "pobj", "obj", "fixed") or (
                        tree.pos[follow] in ("PROPN", "NOUN", "PRON")
                        and tree.deps[follow] not in ("compound", "nmod:poss", "amod", "nmod")
                    ):
                        return follow
    return None


def subject_of(tree: Tree, verb: int) -> Optional[int]:
    """The subject of a verb, of the verb it is coordinated with, or behind it ("said Smith")."""
    other = _quoted_as_saying(tree, verb)
    if other is None:
        other = _agent(tree, verb)
    if other is not None:
        return other
    current, hops = verb, 0
    while hops < 3:
        for child in tree.children[current]:
            if tree.deps[child] in _SUBJECTS:
                return child
        if (
            tree.deps[current] in ("conj", "xcomp", "advcl", "parataxis")
            and tree.heads[current] >= 0
        ):
            if tree.deps[current] == "parataxis":
                break
            current, hops = tree.heads[current], hops + 1
            continue
        break
    head = tree.heads[verb]
    if tree.deps[verb] in ("acl:relcl", "acl") and head >= 0:
        return head
    return None


_QUOTING: Final = ("quote", "cite")


def _quoted_as_saying(tree: Tree, verb: int) -> Optional[int]:
    """Who speaks in "the agency quoted the minister as saying"."""
    above = tree.heads[verb] if tree.deps[verb] == "advcl" else verb
    if above < 0 or tree.lemmas[above] not in _QUOTING:
        return None
    below = tree.children[above]
    named = [child for child in below if tree.deps[child] in ("obj", "iobj")]
    if any(tree.lower[child] == "saying" for child in below):
        # the parse may take the name for a second subject
        behind = (c for c in below if c > above and tree.deps[c] == "nsubj")
        return next(iter(named), None) or next(behind, None)
    return None


def _agent(tree: Tree, verb: int) -> Optional[int]:
    """Who speaks in "was described as “reckless” by the minister"."""
    if not any(tree.deps[child] == "aux:pass" for child in tree.children[verb]):
        return None
    for child in tree.children[verb]:
        if child > verb and tree.deps[child].startswith("obl"):
            cases = [tree.lower[c] for c in tree.children[child] if tree.deps[c] == "case"]
            if cases == ["by"]:
                return child
    return None


_NAME_PARTS: Final = (
    "compound", "flat", "flat:name", "amod", "nmod:poss", "det", "nummod", "case", "nmod",
    "nmod:desc",
)  # fmt: skip


def speaker_span(tree: Tree, head: int) -> Speaker:
    """The noun phrase around ``head`` without clauses and remarks between commas."""
    first = last = head
    stack = [head]
    while stack:
        token = stack.pop()
        for child in tree.children[token]:
            label = tree.deps[child]
            if label not in _NAME_PARTS or tree.lower[child] in ("according", "to"):
                continue
            if label == "case" and child < token:
                continue  # "to the ministry"
            if label == "nmod" and child > token:
                inner = [tree.lower[c] for c in tree.children[child] if tree.deps[c] == "case"]
                if inner not in (["of"], ["for"]):
                    continue
            stack.append(child)
            first, last = min(first, child), max(last, child)
    return Speaker(tree.starts[first], tree.ends[last])
