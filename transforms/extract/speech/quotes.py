"""Parsed article → quotes: who says what, in quotation marks or in reported speech.

Direct quotes are what stands between quotation marks (`marks`), with at least four words or a
verb of saying beside them; between single marks, with such a verb or a sentence's punctuation.
Indirect ones are clauses that a verb of saying governs, and sentences with "according to". The
speaker is the subject of the verb, by dependency; a pronoun is followed to its chain where
`references` could. A quote of several paragraphs gives a quote a paragraph, all with its speaker.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple, Optional

from transforms.extract.dependencies import Tree
from transforms.extract.speech.marks import marked_spans


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


#: A direct quote without a verb of saying beside it has at least this many words.
_MIN_WORDS: Final = 4
#: What is named, not said: "known as 'The Rock'", "the film 'Three Days in May'".
_NAMED: Final = re.compile(
    r"\b(?:known as|dubbed|nicknamed|titled|entitled|called|named|codenamed|film|movie|book|novel|"
    r"song|album|single|series|play|band)\s[\"“‘'`]{1,2}$"
)
_SUBJECTS: Final = ("nsubj", "nsubj:pass", "csubj")
_CLAUSES: Final = ("ccomp", "parataxis", "xcomp")


@cache
def saying_verbs() -> tuple[frozenset[str], frozenset[str]]:
    """(lemmas that report speech by themselves, lemmas that do so beside quotation marks)."""
    text = (files("transforms.resources") / "quotes" / "verbs.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    strong, weak = " ".join(lines).split(" weak ")
    return frozenset(strong.split()), frozenset(weak.split())


def find_quotes(text: str, tree: Tree) -> list[FoundQuote]:
    """All quotes of an article, in text order; indirect ones never overlap direct ones."""
    direct = marked_spans(text)
    found: list[FoundQuote] = []
    covered = [False] * len(tree.words)
    for mark in direct:
        low, high = bisect_left(tree.starts, mark.start), bisect_left(tree.starts, mark.end)
        covered[low:high] = [True] * (high - low)
    previous: Optional[FoundQuote] = None
    linked = False  # the quote before goes on in this paragraph
    for mark in direct:
        start, end = mark.start, mark.end
        if _NAMED.search(text, max(0, start - 30), start):
            continue
        verb, speaker, near = _attribution(text, tree, start, end, covered)
        if previous is not None and not near:
            between = text[previous.end : start]
            # a quote that goes on: in the next sentence, around its attribution, or after the
            # paragraph's break; its own neighbours speak first, the sentence behind it last
            close = len(between) < 6 or (previous.speaker and _only_attribution(between))
            if linked or (close and (verb is None or "\n" not in between)):
                verb, speaker = previous.verb or verb, previous.speaker or speaker
        words = len(text[start:end].split())
        said = verb is not None and speaker is not None
        if not said and not linked and not mark.goes_on:
            if words < _MIN_WORDS or (mark.single and not mark.closed):
                continue
        elif mark.single and words < _MIN_WORDS and not (mark.closed or near):
            continue
        quote = FoundQuote(start, end, True, verb, speaker)
        if linked and found and found[-1].speaker is None and speaker is not None:
            _fill(found, text, verb, speaker)
        found.append(quote)
        previous, linked = quote, mark.goes_on
    found += _reported(text, tree, covered)
    found.sort(key=lambda quote: (quote.start, quote.end))
    return found


def _fill(
    found: list[FoundQuote], text: str, verb: Optional[str], speaker: Optional[Speaker]
) -> None:
    """Give the paragraphs of one quote the speaker whom only its last one names."""
    for index in range(len(found) - 1, -1, -1):
        if found[index].speaker is not None or not found[index].direct:
            break
        found[index] = found[index]._replace(verb=verb, speaker=speaker)
        if index and text[found[index - 1].end : found[index].start].strip("\n\"“‘' `"):
            break


def _only_attribution(between: str) -> bool:
    return (
        len(between) < 80 and "\n\n" not in between and not re.search(r"[.!?]\s+\w", between[:-1])
    )


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return start, end


def _attribution(
    text: str, tree: Tree, start: int, end: int, covered: list[bool]
) -> tuple[Optional[str], Optional[Speaker], bool]:
    """The verb of saying beside a quote and its subject, and whether they share its sentence.

    Its own sentences come first, then the one behind it in its paragraph.
    """
    strong, weak = saying_verbs()
    first = max(0, bisect_right(tree.starts, start) - 1)
    last = max(first, bisect_left(tree.starts, end) - 1)
    sentences = list(range(tree.sentence_of[first], tree.sentence_of[last] + 1))
    extra = [s for s in (sentences[-1] + 1,) if s < len(tree.sentences)]
    best: Optional[tuple[int, int, bool]] = None
    for sentence in sentences + extra:
        low, high = tree.sentences[sentence]
        own = sentence not in extra
        if not own and "\n" in text[end : tree.starts[low]]:
            continue
        for token in range(low, high):
            if covered[token] or tree.pos[token] not in ("VERB", "AUX"):
                continue
            lemma = tree.lemmas[token]
            if lemma not in strong and lemma not in weak:
                continue
            if lemma in ("think", "believe", "hope", "report") and not _touches(
                tree, token, start, end
            ):
                continue
            distance = min(abs(token - first), abs(token - last))
            if not own and not (token - last <= 8 and not _has_quote(tree, low, high, covered)):
                continue
            if lemma in weak and _subject(tree, token) is None:
                continue
            if best is None or distance < best[0]:
                best = (distance, token, own)
    if best is None:
        source = _according(tree, sentences, covered)
        if source is not None:
            return "according to", _speaker_span(tree, source), True
        return None, None, False
    subject = _subject(tree, best[1])
    if subject is None or covered[subject]:
        subject = _beside(tree, best[1], covered)
    speaker = None if subject is None else _speaker_span(tree, subject)
    return tree.lemmas[best[1]], speaker, best[2] and speaker is not None


def _beside(tree: Tree, verb: int, covered: list[bool]) -> Optional[int]:
    """The head of the noun phrase right before or behind a verb, where the parse lost its subject.

    A phrase that stands inverted behind the verb ("said the firm's founder, Ann Lee") is often
    hung into the quote; within the phrase the parse holds.
    """
    low, high = tree.sentences[tree.sentence_of[verb]]
    behind, before = verb + 1, verb - 1
    if before >= low and tree.words[before] == ",":
        before -= 1
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


def _has_quote(tree: Tree, low: int, high: int, covered: list[bool]) -> bool:
    return any(covered[low:high])


def _touches(tree: Tree, token: int, start: int, end: int) -> bool:
    near = 4
    low, high = max(0, token - near), min(len(tree.words) - 1, token + near)
    return tree.starts[low] <= end and tree.ends[high] >= start


def _according(tree: Tree, sentences: list[int], covered: list[bool]) -> Optional[int]:
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


def _subject(tree: Tree, verb: int) -> Optional[int]:
    """The subject of a verb, of the verb it is coordinated with, or behind it ("said Smith")."""
    current, hops = verb, 0
    while hops < 3:
        for child in tree.children[current]:
            if tree.deps[child] in _SUBJECTS[:2]:
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


_NAME_PARTS: Final = (
    "compound", "flat", "flat:name", "amod", "nmod:poss", "det", "nummod", "case", "nmod",
    "nmod:desc",
)  # fmt: skip


def _speaker_span(tree: Tree, head: int) -> Speaker:
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


def _reported(text: str, tree: Tree, covered: list[bool]) -> list[FoundQuote]:
    """Clauses that a verb of saying governs, and sentences with "according to"."""
    strong, _ = saying_verbs()
    found: list[FoundQuote] = []
    for sentence, (low, high) in enumerate(tree.sentences):
        reported = False
        for token in range(low, high):
            if covered[token] or tree.lemmas[token] not in strong or tree.pos[token] != "VERB":
                continue
            if tree.lemmas[token] in _NOT_REPORTED:
                continue
            subject = _subject(tree, token)
            clause = next((c for c in tree.children[token] if tree.deps[c] == "ccomp"), None)
            if clause is None and tree.deps[token] == "parataxis" and tree.heads[token] >= 0:
                clause = tree.heads[token]
            if clause is None or covered[clause]:
                continue
            if subject is None and clause < token:
                subject = _beside(tree, token, covered)
            if subject is None or not _names_somebody(tree, subject, token):
                continue
            speaker = _speaker_span(tree, subject)
            first, last = _extent(tree, clause, token, subject)
            if clause < token:  # what stands behind the verb is the verb's own
                last = min(last, _before(tree, token, speaker.start))
            if last - first < 2 or any(covered[first : last + 1]):
                continue
            if first <= token <= last or first <= subject <= last:
                continue
            start, end = _strip(text, tree.starts[first], tree.ends[last])
            found.append(FoundQuote(start, end, False, tree.lemmas[token], speaker))
            reported = True
        if not reported:
            found += _by_source(text, tree, sentence, covered)
    return found


#: Verbs whose clause is a thought, or a plan that nobody states.
_NOT_REPORTED: Final = (
    "think", "believe", "hope", "point", "post", "go", "agree", "demand", "ask", "urge",
)  # fmt: skip


def _names_somebody(tree: Tree, subject: int, verb: int) -> bool:
    """Whether a subject can speak: "it said", but not "it is said" or "that suggests"."""
    word = tree.lower[subject]
    if word == "it":
        below = {tree.deps[c] for c in tree.children[verb]}
        own = tree.heads[subject] == verb and tree.deps[subject] == "nsubj"
        return own and not below & {"aux:pass", "expl", "cop"}
    return word not in ("there", "that", "which", "this", "who", "what")


def _before(tree: Tree, verb: int, speaker: int) -> int:
    """The last token before a verb and its subject, without the comma."""
    token = verb - 1 if tree.starts[verb] < speaker else bisect_left(tree.starts, speaker) - 1
    while token > 0 and tree.words[token] in (",", "–", "—", "-"):
        token -= 1
    return token


def _by_source(text: str, tree: Tree, sentence: int, covered: list[bool]) -> list[FoundQuote]:
    low, high = tree.sentences[sentence]
    if "according" not in tree.lower[low:high] or any(covered[low:high]):
        return []
    source = _according(tree, [sentence], covered)
    if source is None:
        return []
    speaker = _speaker_span(tree, source)
    marker = tree.lower.index("according", low, high)
    if marker <= low + 1:  # the phrase opens the sentence: what follows its comma is reported
        comma = next((t for t in range(source, high) if tree.words[t] == ","), None)
        if comma is None or comma + 2 >= high:
            return []
        start, end = _strip(text, tree.starts[comma + 1], _sentence_end(tree, high))
    else:
        stop = marker - 1 if tree.words[marker - 1] == "," else marker
        if stop - low < 2:
            return []
        start, end = _strip(text, tree.starts[low], tree.ends[stop - 1])
    return [FoundQuote(start, end, False, "according to", speaker)] if end > start else []


def _sentence_end(tree: Tree, high: int) -> int:
    last = high - 1
    while last > 0 and not tree.words[last].strip():
        last -= 1
    if tree.words[last] in (".", "!", "?"):
        last -= 1
    return tree.ends[last]


def _extent(tree: Tree, clause: int, verb: int, subject: int) -> tuple[int, int]:
    """First and last token below ``clause``, the branches of verb and subject left out."""
    first = last = clause
    stack = [clause]
    while stack:
        token = stack.pop()
        for child in tree.children[token]:
            if child in (verb, subject):
                continue
            stack.append(child)
            if tree.deps[child] == "punct" and not tree.children[child]:
                continue
            if not tree.words[child].strip():
                continue
            first, last = min(first, child), max(last, child)
    return first, last
