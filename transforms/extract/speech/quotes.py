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
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, Optional

from transforms.extract.dependencies import Tree
from transforms.extract.speech.marks import marked_spans
from transforms.extract.speech.reported import reported_speech
from transforms.extract.speech.saying import (
    FoundQuote,
    Speaker,
    beside,
    person_nouns,
    saying_verbs,
    source_of,
    speaker_span,
    subject_of,
)
from transforms.extract.wordlists import words

#: A direct quote without a verb of saying beside it has at least this many words.
_MIN_WORDS: Final = 4
#: What is named, not said: "known as 'The Rock'", "the film 'Three Days in May'".
_NAMED: Final = re.compile(
    r"\b(?:known as|dubbed|nicknamed|titled|entitled|called|named|codenamed|film|movie|book|novel|"
    r"song|album|single|series|play|band)\s[\"“‘'`]{1,2}$"
)

#: "what the judge called “a disgrace”" is said.
_JUDGED: Final = re.compile(r"\bwhat (?:[\w.’'-]+ ){1,5}called\s[\"“‘'`]{1,2}$")
#: Characters before a mark in which what names something is looked for.
_LEAD: Final = 70


def find_quotes(text: str, tree: Tree) -> list[FoundQuote]:
    """All quotes of an article, in text order; indirect ones never overlap direct ones.

    A reported clause may hold a few words in marks, which then are no quote of their own.
    """
    direct = marked_spans(text)
    found: list[FoundQuote] = []
    covered = [False] * len(tree.words)
    whole = list(covered)  # without words in marks: 'said police "definitely" knew'
    for mark in direct:
        low, high = bisect_left(tree.starts, mark.start), bisect_left(tree.starts, mark.end)
        covered[low:high] = [True] * (high - low)
        if len(text[mark.start : mark.end].split()) >= _MIN_WORDS:
            whole[low:high] = covered[low:high]
    previous: Optional[FoundQuote] = None
    linked = False  # the quote before goes on in this paragraph
    for mark in direct:
        start, end = mark.start, mark.end
        before = text[max(0, start - _LEAD) : start]
        if _NAMED.search(before) and not _JUDGED.search(before):
            continue
        verb, speaker, near = _attribution(text, tree, start, end, covered)
        if previous is not None and not near:
            between = text[previous.end : start]
            # a quote that goes on: in the next sentence, around its attribution, or after the
            # paragraph's break; its own neighbours speak first, the sentence behind it last
            close = not between.strip(_MARKS) or _only_attribution(tree, previous, start, between)
            close = close or (verb is None and _tells_of_speaker(text, previous, between))
            if linked or (close and (verb is None or "\n" not in between)):
                verb, speaker = previous.verb or verb, previous.speaker or speaker
        if verb is None and speaker is None:
            speaker = _sentence_before(text, tree, start, covered)
        length = len(text[start:end].split())
        said = verb is not None and speaker is not None
        if not said and not linked and not mark.goes_on:
            if length < _MIN_WORDS or (mark.single and not mark.closed):
                continue
        elif length < _MIN_WORDS and not (mark.closed or linked):
            # a few words without a sentence's end
            if mark.single and not near:
                continue
            if not _governed(tree, start, verb):
                continue
        quote = FoundQuote(start, end, True, verb, speaker)
        if linked and found and found[-1].speaker is None and speaker is not None:
            _fill(found, text, verb, speaker)
        found.append(quote)
        previous, linked = quote, mark.goes_on
    reported = reported_speech(text, tree, covered, whole)
    found = _outside(found, reported) + reported
    found.sort(key=lambda quote: (quote.start, quote.end))
    return found


def _governed(tree: Tree, start: int, verb: Optional[str]) -> bool:
    """Whether a few words in marks hang on their verb: "called it “absurd”", but not a name.

    "Granma compared him with Ernesto “Che” Guevara and said ..." has a verb and says nothing.
    """
    token = bisect_left(tree.starts, start)
    if token >= len(tree.words):
        return False
    low, high = tree.sentences[tree.sentence_of[token]]
    for _ in range(high - low):
        if tree.lemmas[token] == verb:
            return True
        token = tree.heads[token]
        if not low <= token < high:
            return False
    return False


def _outside(found: list[FoundQuote], reported: list[FoundQuote]) -> list[FoundQuote]:
    """The quotes that no reported speech holds: there the words in marks are a part of it."""
    reported = sorted(reported, key=lambda told: told.start)
    starts = [told.start for told in reported]
    ends = [0, *accumulate((told.end for told in reported), max)]
    return [quote for quote in found if ends[bisect_right(starts, quote.start)] < quote.end]


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


def _tells_of_speaker(text: str, previous: FoundQuote, between: str) -> bool:
    """Whether a sentence on who speaks stands between two quotes, behind the attribution."""
    told = _SAME_SPEAKER.fullmatch(between)
    if told is None or previous.speaker is None:
        return False
    name = text[previous.speaker.start : previous.speaker.end].split()[-1]
    return told["who"] in ("He", "She", "They", name)


_SAME_SPEAKER: Final = re.compile(
    r"[\"”’'`,.]{0,3} [^.!?\n\"“”]{1,120}[.!?] (?P<who>[A-Z]\w*) "
    r"[^.!?\n\"“”]{1,150}[.!?] [\"“‘'`]{0,2}"
)


#: What may stand between two parts of a quote that nothing parts.
_MARKS: Final = " \t\n\"“”‘’'`,"
#: Characters of the longest sentence between two parts of a quote: any, one that names who speaks.
_BETWEEN: Final = 120
_ATTRIBUTION: Final = 300


def _only_attribution(tree: Tree, previous: FoundQuote, start: int, between: str) -> bool:
    """Whether a single sentence stands between a quote whose speaker is known and the next one."""
    if previous.speaker is None or "\n\n" in between:
        return False
    named = previous.end <= previous.speaker.start < start
    if len(between) >= (_ATTRIBUTION if named else _BETWEEN):
        return False
    low, high = bisect_left(tree.starts, previous.end), bisect_left(tree.starts, start)
    sentences = {tree.sentence_of[t] for t in range(low, high) if tree.lower[t][:1].isalnum()}
    return len(sentences) <= 1


def _sentence_before(text: str, tree: Tree, start: int, covered: list[bool]) -> Optional[Speaker]:
    """The person whom the sentence before a quote is about: "Ann Lee saw the fire. “It was …”".

    Only a name or pronoun that is the subject, of a sentence that ends in the same paragraph right
    before the marks.
    """
    if not _AFTER_SENTENCE.search(text, max(0, start - 6), start):
        return None
    last = bisect_left(tree.starts, start) - 1
    while last > 0 and not tree.lower[last][:1].isalnum():
        last -= 1
    if last < 0 or covered[last]:
        return None
    low, high = tree.sentences[tree.sentence_of[last]]
    heads = [t for t in range(low, high) if tree.deps[t] == "root"]
    for token in range(low, high):
        if tree.deps[token] != "nsubj" or tree.heads[token] not in heads or covered[token]:
            continue
        if tree.pos[token] == "PROPN" or tree.lower[token] in ("he", "she"):
            return speaker_span(tree, token)
    return None


#: The end of a sentence and an opening mark.
_AFTER_SENTENCE: Final = re.compile(r"[.!?] [\"“‘'`]{1,2}$")


def _attribution(
    text: str, tree: Tree, start: int, end: int, covered: list[bool]
) -> tuple[Optional[str], Optional[Speaker], bool]:
    """The verb of saying beside a quote and its subject, and whether they share its sentence.

    Its own sentences come first, then the one behind it in its paragraph.
    """
    first = max(0, bisect_right(tree.starts, start) - 1)
    last = max(first, bisect_left(tree.starts, end) - 1)
    sentences = range(tree.sentence_of[first], tree.sentence_of[last] + 1)
    verbs = [
        (token, True)
        for sentence in sentences
        for token in _verbs_beside(tree, tree.sentences[sentence], start, end, covered)
    ]
    behind = sentences[-1] + 1
    if behind < len(tree.sentences):
        low, high = tree.sentences[behind]
        opens = "\n" not in text[end : tree.starts[low]] and not any(covered[low:high])
        near = range(low, min(high, last + _CLOSE_BEHIND + 1))
        if opens and near:
            verbs += [
                (token, False)
                for token in _verbs_beside(tree, (near[0], near[-1] + 1), start, end, covered)
            ]
    if not verbs:
        source = source_of(tree, list(sentences), covered)
        if source is not None:
            return "according to", speaker_span(tree, source), True
        lead = _before_colon(text, tree, start) or _behind_dash(text, tree, end)
        return None, lead, lead is not None
    verb, own = min(verbs, key=lambda one: min(abs(one[0] - first), abs(one[0] - last)))
    subject = subject_of(tree, verb)
    if subject is None or covered[subject]:
        subject = beside(tree, verb, covered)
    speaker = None if subject is None else speaker_span(tree, subject)
    return tree.lemmas[verb], speaker, own and speaker is not None


#: Words behind a quote within which the next sentence may attribute it.
_CLOSE_BEHIND: Final = 8
#: Verbs of saying that are more often of thinking: they count only beside the marks.
_THINKING: Final = words("think believe hope report")


def _verbs_beside(
    tree: Tree, bounds: tuple[int, int], start: int, end: int, covered: list[bool]
) -> Iterator[int]:
    """Verbs of saying from the first to the last token (exclusive) of ``bounds``."""
    strong, weak = saying_verbs()
    for token in range(*bounds):
        lemma = tree.lemmas[token]
        if lemma not in strong and lemma not in weak:
            continue
        if covered[token] or tree.pos[token] not in ("VERB", "AUX"):
            continue
        if lemma in _THINKING and not _touches(tree, token, start, end):
            continue
        if lemma not in weak or subject_of(tree, token) is not None:
            yield token


#: Pronouns of people, who speak.
_SOMEBODY: Final = words("he she they we i")


def _before_colon(text: str, tree: Tree, start: int) -> Optional[Speaker]:
    """Who speaks where a colon leads to the quote: "The mayor, Ann Lee, was blunt: “...”".

    Only people by name or pronoun: signs, letters and messages lead to quotes as well.
    """
    colon = _COLON.search(text, max(0, start - 6), start)
    if colon is None:
        return None
    last = bisect_right(tree.starts, colon.start()) - 1
    low = tree.sentences[tree.sentence_of[last]][0]
    lead = range(low, last)
    subjects = [t for t in lead if tree.deps[t] == "nsubj" and tree.heads[t] in lead]
    verbless = not any(tree.pos[t] in ("VERB", "AUX") for t in lead)
    heads = subjects[:1] or (list(lead)[-1:] if verbless else [])
    for head in heads:
        named = tree.pos[head] == "PROPN" or any(
            tree.pos[c] == "PROPN" and tree.deps[c] in ("appos", "flat", "compound")
            for c in tree.children[head]
        )
        if named or tree.lower[head] in _SOMEBODY or _is_somebody(tree.lower[head]):
            return speaker_span(tree, head)
    return None


def _is_somebody(noun: str) -> bool:
    return any(noun in nouns for nouns in person_nouns())


def _behind_dash(text: str, tree: Tree, end: int) -> Optional[Speaker]:
    """Who speaks where a dash leads from the quote to a name: "“...” — Ann Lee, farmer"."""
    dash = _DASH.match(text, end)
    if dash is None:
        return None
    first = bisect_left(tree.starts, dash.end())
    behind = (
        range(first, tree.sentences[tree.sentence_of[first]][1])
        if dash.end() < len(text)
        else range(0)
    )
    if not behind or any(tree.pos[t] in ("VERB", "AUX") for t in behind):
        return None
    heads = [t for t in behind if tree.pos[t] == "PROPN" and tree.heads[t] not in behind]
    named = heads[:1] or [t for t in behind[:1] if tree.pos[t] == "PROPN"]
    return speaker_span(tree, named[0]) if named else None


#: A dash right behind a closing mark.
_DASH: Final = re.compile(r"[\"”’'`]{1,2}\s*[-–—]{1,2}\s*(?=[A-Z])")
#: A colon right before an opening mark.
_COLON: Final = re.compile(r":\s*[\"“‘'`]{0,2}$")


def _touches(tree: Tree, token: int, start: int, end: int) -> bool:
    near = 4
    low, high = max(0, token - near), min(len(tree.words) - 1, token + near)
    return tree.starts[low] <= end and tree.ends[high] >= start
