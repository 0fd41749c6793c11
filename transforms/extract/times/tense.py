"""Which way the clause around a time expression looks: past, future or present.

With a tagged and parsed `Doc` the verb that governs the expression and its auxiliaries tell; where
tags or heads are missing the nearest verb in the sentence does, known by its tag or, failing
that, by its form. Deterministic, no model of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Final, Optional

from spacy.tokens import Doc, Token

from transforms.extract.wordlists import words

#: Verbs and adjectives whose complement lies ahead ("slated to", "a vote due on Monday").
AHEAD: Final = words(
    "schedule scheduled slate slated due expect expected plan planned set intend intends want "
    "wants agree agreed hope hopes hoped aim aims need promise promised vow vowed pledge pledged "
    "threaten threatened prepare prepared preparing going likely unlikely ready poised bound "
    "urge urged order ordered ask asked decide decided deadline supposed propose proposed "
    "await awaits anticipate anticipated postpone postponed until"
)
#: Verbs of timetables: in the present tense with a day they look ahead.
TIMETABLE: Final = words(
    "begin start open end close expire arrive leave depart face resume run take kick launch "
    "return travel host hold vote mark expires begins starts opens ends closes arrives meet visit "
    "attend address"
)
#: Before an infinitive these look ahead, too ("offered to meet on Tuesday").
_COMMITS: Final = words("offer invite")
_MODALS_AHEAD: Final = words("will 'll ’ll shall wo would may might can could should must")
_PAST_FORMS: Final = words(
    "was were had did said met told went came made took got gave found began held led left saw "
    "won lost fell rose sent spoke wrote broke kept brought paid sold shot killed struck hit "
    "became knew thought felt put ran set read built bought caught fought sought taught drew grew "
    "flew threw drove chose rode spent"
)
#: What was put off lies ahead though the verb looks back.
_PUT_OFF: Final = words(
    "postponed delayed deferred extended adjourned rescheduled suspended put pushed moved remanded"
)
_BEHIND: Final = words("after following since")
_HELPERS: Final = ("aux", "cop")
_SOUGHT: Final = words("reached located contacted")
_NOT: Final = words("not n't n’t")
_SOON: Final = words("early soon")
_HAVE: Final = words("have has had having 've ’ve")
#: What was planned on a day lies ahead.
_PLANNED: Final = words("planned scheduled")
_WORD: Final = re.compile(r"[^\W\d_]+|['’]ll")
_BOUNDS: Final = re.compile(r"[.!?;:\n]\s|\n")


def tense_of(doc: Doc, offsets: Sequence[int]) -> Callable[[int, int], Optional[str]]:
    """A function from the offsets of an expression in ``doc`` to its clause's tense.

    ``offsets`` holds the start of every token.

    It answers "past", "future", "present" or None (no verb in reach).
    """
    tagged = doc.has_annotation("TAG")
    parsed = tagged and doc.has_annotation("DEP")
    if not tagged:
        text = doc.text
        return lambda start, end: by_form(text, start, end)

    def tense(start: int, end: int) -> Optional[str]:
        first = max(0, bisect_right(offsets, start) - 1)
        last = max(first + 1, bisect_left(offsets, end))
        before = first - 1
        if before > 0 and doc[before].lower_ in ("until", "till"):
            reach = {doc[i].lower_ for i in range(max(0, before - 5), before)}
            if reach & _PUT_OFF:
                return "future"  # "was postponed until Friday"
        if before >= 0 and doc[before].lower_ == "on":
            before -= 1
        if _as_soon_as(doc, first):
            return "future"  # "could come as early as Tuesday"
        if before >= 0 and _told_before(doc[before]):
            return "past"  # "said Friday", whatever the parser hangs it on
        if parsed:
            found = _by_parse(doc, first, last)
            if found is not None:
                return found
        return _by_tags(doc, first, last)

    return tense


def _as_soon_as(doc: Doc, first: int) -> bool:
    """Whether "as early as" or "as soon as" stands before an expression."""
    return (
        first >= 3
        and doc[first - 1].lower_ == "as" == doc[first - 3].lower_
        and doc[first - 2].lower_ in _SOON
    )


def _told_before(token: Token) -> bool:
    """Whether the word before an expression is a verb that looks back: "announced Wednesday"."""
    if token.tag_ == "VBD":
        return token.lower_ not in _PLANNED
    if token.lower_ == "set" and token.tag_ == "VBN":
        return not any(child.dep_[:3] == "aux" for child in token.children)  # "a high set Friday"
    if token.tag_ != "VBN" or token.lower_ in AHEAD:
        return False
    return not any(
        child.dep_[:3] in ("aux", "cop") or child.dep_ == "mark" for child in token.children
    )


def _by_parse(doc: Doc, first: int, last: int) -> Optional[str]:
    token = next((doc[i] for i in range(first, last) if not first <= doc[i].head.i < last), None)
    if token is None:
        token = doc[first:last].root
    return _climb(token)


def _climb(token: Token) -> Optional[str]:
    seen = 0
    behind = False  # inside "after the vote in May": then no infinitive above decides
    while seen < 12:
        lower = token.lower_
        tag = token.tag_
        behind = behind or any(
            child.lower_ in _BEHIND and child.dep_ in ("case", "mark") for child in token.children
        )
        if behind and tag == "VB" and any(child.lower_ == "to" for child in token.children):
            pass
        elif tag[:1] == "V" or tag == "MD":
            answer = _verb_tense(token)
            if answer is not None:
                return answer
        elif lower in AHEAD and seen:
            return "future"
        else:
            copula = [child for child in token.children if child.dep_ == "cop"]
            if copula:
                if lower in AHEAD:
                    return "future"
                return _finite(copula[0], [c for c in token.children if c.dep_[:3] == "aux"])
        if token.head is token or token.head.i == token.i:
            return None
        token = token.head
        seen += 1
    return None


def _finite(verb: Token, auxiliaries: list[Token]) -> Optional[str]:
    if any(auxiliary.lower_ in _MODALS_AHEAD for auxiliary in auxiliaries):
        # "may have been the reason for a fall on Wednesday"
        behind = any(auxiliary.lower_ == "have" for auxiliary in auxiliaries)
        return "past" if behind else "future"
    forms = {verb.tag_, *(a.tag_ for a in auxiliaries)}
    if "VBD" in forms:
        return "past"
    if verb.tag_ in ("VBZ", "VBP"):
        return "present"
    return None


def _verb_tense(verb: Token) -> Optional[str]:
    """The tense of a verb with its auxiliaries."""
    children = list(verb.children)
    auxiliaries = [child for child in children if child.dep_[:3] in ("aux", "cop")]
    lowers = {child.lower_ for child in auxiliaries}
    if "could" in lowers and (
        verb.lower_ in _SOUGHT or any(child.lower_ in _NOT for child in children)
    ):
        return "past"  # "could not be reached Tuesday", "neither could be located Friday"
    tag = verb.tag_
    if lowers & _MODALS_AHEAD or (tag == "MD" and verb.lower_ in _MODALS_AHEAD):
        return "past" if "have" in lowers and tag == "VBN" else "future"
    if tag == "VBD":
        return "future" if verb.lower_ in _PLANNED else "past"
    if tag == "VBG":
        return _continuing(verb, {child.tag_ for child in auxiliaries}, lowers)
    if tag in ("VBZ", "VBP"):
        return _at_present(verb, lowers)
    # UD hangs "to" on the participle, as a mark in "is to be held"
    to = "to" in lowers or any(child.lower_ == "to" and child.dep_ == "mark" for child in children)
    if tag == "VBN":
        return _participle(verb, auxiliaries, lowers, to)
    return _infinitive(verb, lowers, to) if tag == "VB" else None


def _is_ahead(verb: Token) -> bool:
    return verb.lower_ in AHEAD or verb.lemma_.lower() in AHEAD


def _continuing(verb: Token, tags: set[str], lowers: set[str]) -> Optional[str]:
    """The tense of a form in -ing: "were planning", "is meeting", "has been meeting"."""
    if "VBD" in tags or lowers & _HAVE:
        return "future" if verb.lower_ in AHEAD else "past"
    return "future" if tags & {"VBZ", "VBP"} else None


def _at_present(verb: Token, lowers: set[str]) -> Optional[str]:
    """The tense of a present form: timetables look ahead."""
    if "'s" in lowers:
        return None
    return "future" if verb.lemma_.lower() in TIMETABLE or _is_ahead(verb) else "present"


def _participle(verb: Token, auxiliaries: list[Token], lowers: set[str], to: bool) -> str:
    """The tense of a past participle: "is expected", "had been scheduled", "is to be held"."""
    ahead = _is_ahead(verb)
    if ahead and "had" in lowers:
        return "past"  # "had been scheduled to expire Friday"
    if ahead or (to and "be" in lowers and lowers & {"is", "are"}):
        return "future"
    behind = any(child.tag_ == "VBD" for child in auxiliaries)
    if behind or lowers & _HAVE or not auxiliaries:
        return "past"
    return "present"


def _infinitive(verb: Token, lowers: set[str], to: bool) -> Optional[str]:
    """The tense of a base form: "did leave", "planned to leave", "came to see"."""
    if lowers & {"did", "didn", "does", "do"}:
        return "past" if "did" in lowers else "present"
    if not to:
        return None
    head = verb.head
    if head.tag_ == "VBN" and any(child.lower_ == "had" for child in head.children):
        return "past"  # "had been scheduled to expire Friday"
    if head.i == verb.i or _is_ahead(head) or head.lemma_.lower() in _COMMITS:
        return "future"
    forms = {head.tag_, *(child.tag_ for child in head.children if child.dep_[:3] in _HELPERS)}
    if head.pos_ == "ADJ" and head.dep_ == "xcomp":
        forms.add(head.head.tag_)  # "made it hard to meet demand in the summer"
    elif verb.dep_ not in ("xcomp", "advcl"):
        return "future"
    return "past" if "VBD" in forms else "future"


def _by_tags(doc: Doc, first: int, last: int) -> Optional[str]:
    """The nearest verb before the expression in its sentence, else the nearest behind it."""
    for step, begin in ((-1, first - 1), (1, last)):
        index = begin
        while 0 <= index < len(doc) and abs(index - begin) < 30:
            token = doc[index]
            if (step < 0 and doc[index + 1].is_sent_start) or (step > 0 and token.is_sent_start):
                break
            answer = _flat_verb(doc, index)
            if answer is not None:
                return answer
            index += step
    return None


def _flat_verb(doc: Doc, index: int) -> Optional[str]:
    token = doc[index]
    tag, lower = token.tag_, token.lower_
    if tag == "MD" and lower in _MODALS_AHEAD:
        return "future"
    if lower in AHEAD and tag[:1] in "VJ":
        return "future"
    if tag in ("VBD", "VBN"):
        return "past"
    if tag in ("VBZ", "VBP"):
        return "present"
    if tag == "VB":
        previous = doc[index - 1].lower_ if index else ""
        return "future" if previous == "to" or previous in _MODALS_AHEAD else None
    return None


def by_form(text: str, start: int, end: int) -> Optional[str]:
    """Tense by the look of the words around, where nothing is tagged."""
    before = text[max(0, start - 200) : start]
    bounds = [m.end() for m in _BOUNDS.finditer(before)]
    before = before[bounds[-1] :] if bounds else before
    after = text[end : end + 200]
    bound = _BOUNDS.search(after)
    after = after[: bound.start()] if bound else after
    for backward, near in (
        (True, list(reversed(_WORD.findall(before)))),
        (False, _WORD.findall(after)),
    ):
        for position, word in enumerate(near):
            lower = word.lower()
            neighbour = near[position + 1].lower() if position + 1 < len(near) else ""
            if lower in AHEAD or lower in ("will", "'ll", "’ll", "shall"):
                return "future"
            if lower in _MODALS_AHEAD:
                return "future"
            if neighbour in ("to", "will", "would") and not lower.endswith(("ed", "s")):
                if near[position + 2 : position + 3] and near[position + 2].lower() in AHEAD:
                    return "future"
                if neighbour != "to":
                    return "future"
            if lower in _PAST_FORMS or (lower.endswith("ed") and len(lower) > 4):
                # "will be finalized", read towards the left
                led_by = {w.lower() for w in near[position + 1 : position + 4]}
                return "future" if backward and led_by & _MODALS_AHEAD else "past"
    return None
