"""Parsed article → reported speech: clauses that a verb of saying governs, and "according to"."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from transforms.extract.dependencies import Tree
from transforms.extract.speech.saying import (
    FoundQuote,
    beside,
    saying_verbs,
    source_of,
    speaker_span,
    strip,
    subject_of,
)
from transforms.extract.wordlists import words


def reported_speech(
    text: str, tree: Tree, covered: list[bool], whole: list[bool]
) -> list[FoundQuote]:
    """Clauses that a verb of saying governs, and sentences with "according to".

    ``covered`` marks all words between quotation marks, ``whole`` those of quotes that are more
    than a few words; a clause may hold the others.
    """
    strong, _ = saying_verbs()
    found: list[FoundQuote] = []
    for sentence, (low, high) in enumerate(tree.sentences):
        told = []
        for token in range(low, high):
            if covered[token] or tree.lemmas[token] not in strong or tree.pos[token] != "VERB":
                continue
            if tree.lemmas[token] in _NOT_REPORTED:
                continue
            around = _parenthesis(tree, token, low, high)
            if around is not None and not any(whole[low:high]):
                told.append(_interrupted(text, tree, token, around))
                continue
            clause = _answer(text, tree, token, whole) or _clause_of(
                text, tree, token, covered, whole
            )
            if clause is not None:
                told.append(clause)
        found += told or _by_source(text, tree, sentence, whole)
    return found


#: Participles that lead from a question to its answer.
_ASKED: Final = words("asked pressed questioned quizzed")


def _answer(text: str, tree: Tree, verb: int, covered: list[bool]) -> FoundQuote | None:
    """What is said to a question that opens the sentence: "Asked how many died, Ann Lee said nine".

    The clause of the question is not what the verb reports, and an answer may be short ("it was").
    """
    low, high = tree.sentences[tree.sentence_of[verb]]
    asked = next((t for t in range(low, min(low + 2, verb)) if tree.lower[t] in _ASKED), None)
    if asked is None or "," not in tree.words[asked:verb] or any(covered[low:high]):
        return None
    subject = next((c for c in tree.children[verb] if tree.deps[c] == "nsubj" and c < verb), None)
    if subject is None or "," not in tree.words[asked:subject]:
        return None
    first = verb + 1 + (tree.lower[verb + 1 : verb + 2] == ["that"])
    if high - first < 3 or tree.words[first] == ",":
        return None
    start, end = strip(text, tree.starts[first], _sentence_end(tree, high))
    return FoundQuote(start, end, False, tree.lemmas[verb], speaker_span(tree, subject))


def _clause_of(
    text: str, tree: Tree, verb: int, covered: list[bool], whole: list[bool]
) -> FoundQuote | None:
    """What a verb of saying reports as its clause, with the subject that says it."""
    clause = next((c for c in tree.children[verb] if tree.deps[c] == "ccomp"), None)
    if clause is None and tree.deps[verb] == "parataxis" and tree.heads[verb] >= 0:
        clause = tree.heads[verb]
    if clause is None or whole[clause] or _says_nothing(tree, verb, clause):
        return None
    subject = subject_of(tree, verb)
    if subject is None and clause < verb:
        subject = beside(tree, verb, covered)
    if subject is None or not _names_somebody(tree, subject, verb):
        return None
    speaker = speaker_span(tree, subject)
    first, last = _extent(tree, clause, verb, subject)
    if clause < verb:  # what stands behind the verb is the verb's own
        last = min(last, _before(tree, verb, speaker.start))
    if last - first < 2 or covered[first] or any(whole[first : last + 1]):
        return None
    if first <= verb <= last or first <= subject <= last:
        return None
    start, end = strip(text, tree.starts[first], tree.ends[last])
    end += _is_open(text[start:end]) and text[end : end + 1] in ("”", '"')
    return FoundQuote(start, end, False, tree.lemmas[verb], speaker)


def _is_open(text: str) -> bool:
    """Whether words in double marks begin in ``text`` and do not end there."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


#: Verbs under which nothing is said: "refused to say", "did not want to say".
_SILENT: Final = words("decline refuse want wish able unable")
_QUESTIONS: Final = words("what who whom whose which when where why how whether if")


def _says_nothing(tree: Tree, verb: int, clause: int) -> bool:
    """Whether what a verb governs is left unsaid: "would not say what it cost"."""
    low, high = tree.sentences[tree.sentence_of[verb]]
    opens = next((t for t in range(verb + 1, high) if tree.words[t].strip()), None)
    if clause < verb or opens is None or tree.lower[opens] not in _QUESTIONS:
        return False
    above = tree.heads[verb] if tree.deps[verb] in ("xcomp", "ccomp", "acl") else -1
    around = [verb] + ([above] if low <= above < high else [])
    return any(
        tree.lower[child] in ("not", "n't", "n’t", "never")
        for t in around
        for child in tree.children[t]
    ) or (above >= 0 and tree.lemmas[above] in _SILENT)


#: Tags of what a statement goes on with behind its attribution: "the talks, she said, would ...".
_FINITE: Final = frozenset(("MD", "VBD", "VBZ", "VBP"))
#: Words that open a clause which cannot stand alone: "if talks fail, he said, Iran will respond".
_OPENERS: Final = words("if when unless although though while once until because")
_NOMINAL: Final = frozenset(("PROPN", "NOUN", "PRON", "ADJ", "DET", "NUM", "ADP", "PART"))
#: The most words from a verb of saying to the comma behind it: "said late on Thursday".
_TAIL: Final = 5


def _parenthesis(tree: Tree, verb: int, low: int, high: int) -> tuple[int, int, int] | None:
    """(comma before, head of the subject, comma behind) of an attribution within a statement.

    "The talks, the minister said on Monday, would go on": the words on both sides are one
    statement, so that neither the verb of saying nor its neighbours are taken for its clause.
    """
    behind = next((t for t in range(verb + 1, min(high, verb + _TAIL + 2)) if _comma(tree, t)), -1)
    before = next((t for t in range(verb - 1, low, -1) if _comma(tree, t)), -1)
    if behind < 0 or before < 0 or before + 1 >= verb or behind + 1 >= high:
        return None
    if any(tree.pos[t] not in _NOMINAL for t in range(before + 1, verb) if tree.tags[t] != "POS"):
        return None
    if any(tree.pos[t] in ("VERB", "AUX", "SCONJ") for t in range(verb + 1, behind)):
        return None
    goes_on = tree.tags[behind + 1] in _FINITE or (
        tree.pos[behind + 1] == "ADV" and tree.tags[behind + 2 : behind + 3] in (["MD"], ["VBD"])
    )
    if not goes_on and tree.lower[low] not in _OPENERS:
        return None
    subject = beside(tree, verb, [False] * len(tree.words))
    own = [c for c in tree.children[verb] if tree.deps[c] == "nsubj" and before < c < verb]
    subject = own[0] if own else subject
    if subject is None or not before < subject < verb or tree.lower[subject] in _RELATIVE:
        return None
    return before, subject, behind


#: Subjects of relative clauses: "the man, who said he was ill, ...".
_RELATIVE: Final = frozenset(("who", "which", "that", "what"))


def _comma(tree: Tree, token: int) -> bool:
    return tree.words[token] in (",", "–", "—")


def _interrupted(text: str, tree: Tree, verb: int, around: tuple[int, int, int]) -> FoundQuote:
    """The statement around an attribution, from its first word to its last."""
    low, high = tree.sentences[tree.sentence_of[verb]]
    start, end = strip(text, tree.starts[low], _sentence_end(tree, high))
    speaker = speaker_span(tree, around[1])
    return FoundQuote(start, end, False, tree.lemmas[verb], speaker)


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
    source = source_of(tree, [sentence], covered)
    if source is None:
        return []
    speaker = speaker_span(tree, source)
    marker = tree.lower.index("according", low, high)
    if marker <= low + 1:  # the phrase opens the sentence: what follows its comma is reported
        comma = next((t for t in range(source, high) if tree.words[t] == ","), None)
        if comma is None or comma + 2 >= high:
            return []
        start, end = strip(text, tree.starts[comma + 1], _sentence_end(tree, high))
    else:
        stop = marker - 1 if tree.words[marker - 1] == "," else marker
        if stop - low < 2:
            return []
        start, end = strip(text, tree.starts[low], tree.ends[stop - 1])
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
