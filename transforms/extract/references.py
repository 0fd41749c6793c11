"""Pronouns and nominal mentions → chains, where the evidence is good; else they are left alone.

A pronoun takes the nearest fitting person before it: of the right gender where title or first name
tell, the subject of the clause before preferred, at most two sentences back, never across a rival
of the same standing. "The minister" takes the one person whose title ends in that word; "the
company" the one organization in reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, Optional

from schemas.records import Annotation, Reference
from transforms.extract.dependencies import Tree
from transforms.extract.people import people
from transforms.extract.speech.saying import saying_verbs
from transforms.extract.wordlists import words


class Antecedent(NamedTuple):
    """A mention that others may refer to: tokens first to last (exclusive), chain, what it is."""

    first: int
    last: int
    chain: int
    label: str
    gender: str
    title: str
    is_country: bool = False
    country: Optional[str] = None


class Link(NamedTuple):
    """Tokens first to last (exclusive) that refer to a chain, "pronoun" or "nominal"."""

    first: int
    last: int
    chain: int
    kind: str


_HE: Final = words("he him his himself")
_SHE: Final = words("she her hers herself")
_IT: Final = words("it its itself")
#: How many sentences back an antecedent may stand.
_REACH: Final = 2
_SUBJECTS: Final = ("nsubj", "nsubj:pass")
_ACTS: Final = words(
    "say announce add deny confirm plan want agree refuse urge accuse warn call ask demand offer "
    "sign buy sell acquire launch hire sue vow pledge declare claim propose decide insist"
)
_COMPANIES: Final = words(
    "company firm automaker carmaker airline manufacturer retailer corporation planemaker "
    "conglomerate startup newspaper broadcaster"
)
_COUNTRIES: Final = words("country nation")
#: Verbs whose "it" refers to nothing.
_EMPTY_IT: Final = words(
    "emerge seem appear take hope say report believe expect think know rain snow happen turn "
    "become matter remain mean look sound understand estimate allege note require cost"
)


def referents(annotation: Annotation, start: int, end: int) -> tuple[Reference, ...]:
    """The chains that a phrase refers to: one for "he", several for "the two ministers".

    Args:
        annotation: an article's annotation; its references are in text order.
        start, end: offsets of the phrase, or of a clause's participant that holds it.

    Returns:
        One reference a chain; empty where the phrase is no pronoun, nominal or plural that was
        linked. Of several linked phrases within the offsets the widest counts.
    """
    inside = [r for r in annotation.references if start <= r.start and r.end <= end]
    if not inside:
        return ()
    widest = max(inside, key=lambda r: (r.end - r.start, -r.start))
    return tuple(r for r in inside if (r.start, r.end) == (widest.start, widest.end))


def link_references(
    tree: Tree, antecedents: Sequence[Antecedent], quoted: Sequence[bool]
) -> list[Link]:
    """Links of pronouns and definite nominals to chains, in text order.

    ``quoted`` marks the tokens of direct quotes: what "it" is to a speaker is not looked for.
    """
    tree = tree._replace(sentence_of=_narrated(tree, quoted))
    links: list[Link] = []
    at_token: dict[int, Antecedent] = {}
    for antecedent in antecedents:
        for token in range(antecedent.first, antecedent.last):
            at_token[token] = antecedent
    by_sentence: dict[int, list[Antecedent]] = {}
    for antecedent in antecedents:
        by_sentence.setdefault(tree.sentence_of[antecedent.first], []).append(antecedent)
    titled = _titled(antecedents)
    bearers = {a.chain: a for a in antecedents if a.label == "PERSON" and a.title}
    linked: dict[int, Antecedent] = {}
    strong, _ = saying_verbs()
    for token, lower in enumerate(tree.lower):
        if token in at_token or quoted[token]:
            continue
        if lower in _HE or lower in _SHE:
            gender = "m" if lower in _HE else "f"
            # "“Dayton has the land,” he said": who speaks is nobody whom the quote names
            says = tree.heads[token] >= 0 and tree.lemmas[tree.heads[token]] in strong
            heard = _heard(by_sentence, tree.sentence_of[token], quoted) if says else by_sentence
            found = _person(tree, token, gender, heard, linked)
            if found is not None:
                linked[token] = found
                links.append(Link(token, token + 1, found.chain, "pronoun"))
        elif lower in _IT and tree.deps[token] in ("nsubj", "nsubj:pass", "nmod:poss"):
            found = _thing(tree, token, by_sentence, at_token)
            if found is not None:
                links.append(Link(token, token + 1, found.chain, "pronoun"))
        elif lower == "the":
            link = _nominal(tree, token, titled, at_token, by_sentence)
            if link is not None:
                links.append(link)
                bearer = bearers.get(link.chain)
                if bearer is not None:  # "the general slept. He ..."
                    again = bearer._replace(first=link.first, last=link.last)
                    around = by_sentence.setdefault(tree.sentence_of[token], [])
                    around.append(again)
                    around.sort(key=lambda antecedent: antecedent.first)
    return links


def _narrated(tree: Tree, quoted: Sequence[bool]) -> list[int]:
    """Sentence numbers in which sentences that are all quotation do not count as distance."""
    numbers, number = [], -1
    for low, high in tree.sentences:
        told = any(
            not quoted[t] and tree.pos[t] not in ("PUNCT", "SPACE") for t in range(low, high)
        )
        number += told or number < 0
        numbers += [number] * (high - low)
    return numbers


def _heard(
    by_sentence: dict[int, list[Antecedent]], sentence: int, quoted: Sequence[bool]
) -> dict[int, list[Antecedent]]:
    """``by_sentence`` without what direct quotes of ``sentence`` name."""
    told = [a for a in by_sentence.get(sentence, []) if not quoted[a.first]]
    near = range(sentence - _REACH, sentence)
    return {s: by_sentence[s] for s in near if s in by_sentence} | {sentence: told}


def _is_subject(tree: Tree, antecedent: Antecedent) -> bool:
    return any(tree.deps[t] in _SUBJECTS for t in range(antecedent.first, antecedent.last))


def _person(
    tree: Tree,
    token: int,
    gender: str,
    by_sentence: dict[int, list[Antecedent]],
    linked: dict[int, Antecedent],
) -> Optional[Antecedent]:
    sentence = tree.sentence_of[token]
    # a chain of pronouns holds together within a sentence and to the one before
    for earlier in range(token - 1, max(-1, token - 60), -1):
        same = linked.get(earlier)
        if same is not None and (tree.lower[earlier] in _HE) == (gender == "m"):
            rivals = [
                a
                for a in by_sentence.get(sentence, [])
                if a.label == "PERSON" and earlier < a.first < token and a.chain != same.chain
            ]
            if not rivals and sentence - tree.sentence_of[earlier] <= 1:
                return same
            break
    for back in range(_REACH + 1):
        options = [
            a
            for a in by_sentence.get(sentence - back, [])
            if a.label == "PERSON" and a.last <= token and a.gender in ("", gender)
        ]
        chains = {a.chain for a in options}
        if not chains:
            if any(
                a.label == "PERSON" and a.last <= token
                for a in by_sentence.get(sentence - back, [])
            ):
                return None  # somebody of the other gender holds the stage
            continue
        if len(chains) == 1:
            return options[-1]
        known = [a for a in options if a.gender == gender]
        if len({a.chain for a in known}) == 1:
            return known[-1]
        subjects = [a for a in options if _is_subject(tree, a)]
        if len({a.chain for a in subjects}) == 1:
            return subjects[-1]
        return None
    return None


def _thing(
    tree: Tree,
    token: int,
    by_sentence: dict[int, list[Antecedent]],
    at_token: dict[int, Antecedent],
) -> Optional[Antecedent]:
    """ "it" and "its": the one organization or country that is the subject before."""
    governor = tree.heads[token]
    if governor >= 0 and tree.deps[token] != "nmod:poss":
        below = {tree.deps[c] for c in tree.children[governor]}
        if tree.lemmas[governor] in _EMPTY_IT or below & {"cop", "csubj", "expl"}:
            return None
    if token >= 2 and tree.lower[token - 1] == "and" and token - 2 in at_token:
        beside = at_token[token - 2]
        return beside if beside.label in ("ORG", "GPE") else None
    sentence = tree.sentence_of[token]
    # across a sentence only where the verb asks for somebody who acts ("It said")
    acts = governor >= 0 and tree.deps[token] == "nsubj" and tree.lemmas[governor] in _ACTS
    for back in (0, 1) if acts else (0,):
        options = [
            a
            for a in by_sentence.get(sentence - back, [])
            if a.label in ("ORG", "GPE") and a.last <= token and _is_subject(tree, a)
        ]
        chains = {a.chain for a in options}
        if len(chains) == 1:
            return options[-1]
        if chains:
            return None
    return None


class _Titled(NamedTuple):
    """Who bears a title: title, or its last word → the first two chains and where they begin."""

    whole: dict[str, dict[int, int]]
    by_word: dict[str, dict[int, int]]


def _titled(antecedents: Sequence[Antecedent]) -> _Titled:
    found = _Titled({}, {})
    for a in antecedents:
        if not a.title:
            continue
        for table, key in ((found.whole, a.title), (found.by_word, a.title.split()[-1])):
            bearers = table.setdefault(key, {})
            if len(bearers) < 2:  # of two nobody can be told from the other
                bearers.setdefault(a.chain, a.first)
    return found


def _nominal(
    tree: Tree,
    token: int,
    titled: _Titled,
    at_token: dict[int, Antecedent],
    by_sentence: dict[int, list[Antecedent]],
) -> Optional[Link]:
    """ "the (foreign) minister", "the company", "the country"."""
    head = tree.heads[token]
    if head <= token or head - token > 4 or tree.pos[head] not in ("NOUN", "PROPN"):
        return None
    inside = range(token + 1, head + 1)
    if any(t in at_token for t in inside):
        return None
    if tree.kids(head, "nmod", "appos", "acl:relcl", "acl", "flat"):
        return None  # "the minister of trade", "the president, John Smith"
    word = tree.lower[head]
    phrase = " ".join(tree.lower[t] for t in inside)
    if word in _COMPANIES or word in _COUNTRIES:
        # "the war-torn country" may be any that was named
        chain = _the_one(tree, token, word, by_sentence) if phrase == word else None
    else:
        chain = _the_bearer(token, word, phrase, titled) if word in people().titles else None
    return None if chain is None else Link(token, head + 1, chain, "nominal")


def _the_one(
    tree: Tree, token: int, word: str, by_sentence: dict[int, list[Antecedent]]
) -> Optional[int]:
    """The chain of the one organization or country in this sentence, else in the one before."""
    wanted = "ORG" if word in _COMPANIES else "GPE"
    for back in (0, 1):
        options = [
            a
            for a in by_sentence.get(tree.sentence_of[token] - back, [])
            if a.label == wanted and a.last <= token and (wanted == "ORG" or a.is_country)
        ]
        if wanted == "ORG":
            options = [a for a in options if _is_subject(tree, a)] or options
        chains = {a.chain for a in options}
        if chains:
            return options[-1].chain if len(chains) == 1 else None
    return None


def _the_bearer(token: int, word: str, phrase: str, titled: _Titled) -> Optional[int]:
    """The chain of the one person before who bears a title."""

    def before(bearers: dict[int, int]) -> list[int]:
        return [chain for chain, first in bearers.items() if first < token]

    whole = before(titled.whole.get(phrase, {}))
    if len(whole) == 1:
        return whole[0]
    any_such = before(titled.by_word.get(word, {}))
    return any_such[0] if len(any_such) == 1 and phrase == word else None
