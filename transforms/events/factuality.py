"""Frame → whether it happened (negated, modality) and who says so.

The realis head gives the probabilities. Rules add what few sentences of the training data show:
what lies under a denial, under "no evidence that", or under a verb of keeping from happening is
negated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.events.heads import REALIS
from transforms.events.judgements import accuser, judgement
from transforms.events.people.references import speaker
from transforms.events.people.spans import is_pronoun, party_like
from transforms.events.scene import Scene
from transforms.events.syntax import Frame, climb, preposition
from transforms.events.words import listed

__all__ = ["Factuality", "attribution", "factuality"]

#: The head's negation counts from here on by itself; chosen on dev.
NEGATED_FLOOR = 0.5


class Factuality(NamedTuple):
    """Whether it is denied, its modality without the date's part, and the step that says so."""

    negated: bool
    modality: str
    step: str


def factuality(scene: Scene, frame: Frame, chances: npt.NDArray[np.float32]) -> Factuality:
    """Polarity and modality of one event; ``chances`` are the head's, in the order of REALIS."""
    by_name = dict(zip(REALIS, chances.tolist(), strict=True))
    rule = _negation(scene, frame)
    judged = judgement(scene, frame)
    if rule is None and _asked_whether(scene, frame):
        return Factuality(False, "hypothetical", "rule asked whether")
    if rule is None and judged is not None and judged.alleged:
        return Factuality(False, "hypothetical", "alleged")
    if rule is not None or by_name["negated"] >= NEGATED_FLOOR:
        step = rule or f"negated {by_name['negated']:.2f}"
        return Factuality(True, "asserted", step)
    best = max((n for n in REALIS if n != "negated"), key=lambda name: by_name[name])
    return Factuality(False, best, f"{best} {by_name[best]:.2f}")


def _asked_whether(scene: Scene, frame: Frame) -> bool:
    """Whether the event is what somebody was asked about: "asked if it had bombed the dam"."""
    tree = scene.tree
    for at, label, head in climb(tree, frame.top, 2):
        if label not in {"ccomp", "advcl", "xcomp", "conj"}:
            return False
        open_ = any(tree.lower[c] in {"whether", "if"} for c in tree.kids(at, "mark", "advmod"))
        if open_ and tree.lemmas[head] == "ask":
            return True
    return False


def _negation(scene: Scene, frame: Frame) -> str | None:
    """The rule that says it did not happen, or None."""
    for index in dict.fromkeys((frame.top, frame.trigger)):
        for rule in (_negator, _nobody, _kept_from, _denied):
            if rule(scene, index):
                return f"rule {rule.__name__.strip('_')}"
    return None


def _negator(scene: Scene, index: int) -> bool:
    """ "did not", "never", "no attack", "without firing"; "not only" affirms."""
    tree = scene.tree
    for child in tree.kids(index, "advmod", "det", "mark", "case", "cc", "cc:preconj"):
        low = tree.lower[child]
        if low not in listed("negations"):
            continue
        following = tree.lower[child + 1] if child + 1 < len(tree.lower) else ""
        numbered = low == "no" and tree.pos[index] == "PROPN"  # "No 10 said"
        if not (low == "not" and following in listed("affirming")) and not numbered:
            return True
    return False


def _nobody(scene: Scene, index: int) -> bool:
    """ "Nobody was hurt", "arrested no one", "neither side attacked", "not a single"."""
    tree = scene.tree
    if tree.pos[index] not in {"VERB", "AUX"}:
        return False
    for child in tree.kids(index, "nsubj", "nsubj:pass", "obj"):
        if tree.lower[child] in listed("nobody"):
            return True
        deniers = {
            tree.lower[g]
            for g in tree.kids(child, "det", "cc:preconj", "advmod", "cc", "det:predet")
        }
        if deniers & {"no", "neither", "none"} or {"not", "single"} <= {
            tree.lower[g] for g in tree.children[child]
        }:
            return tree.lower[child] not in {"matter"}
    return False


def _prevents(scene: Scene, head: int) -> tuple[bool, bool]:
    """Whether ``head`` keeps from happening: by one word ("refrain"), by several ("rule out")."""
    tree, listed_words = scene.tree, listed("prevented")
    lemma, above = tree.lemmas[head], tree.heads[head]
    beside = [tree.lower[c] for c in tree.kids(head, "compound:prt", "advmod", "xcomp")]
    pairs = {f"{lemma} {word}" for word in beside}
    if above >= 0:
        pairs.add(f"{tree.lemmas[above]} {tree.lower[head]}")  # "stopped short of"
    return lemma in listed_words, bool(pairs & listed_words)


def _kept_from(scene: Scene, index: int) -> bool:
    """ "failed to", "refrained from", "the attack was foiled", "plans for it were abandoned"."""
    tree = scene.tree
    for at, label, head in climb(tree, index, 3):
        if label == "conj":
            continue
        if label in {"nmod", "acl"} and tree.lemmas[head] in {"plan", "plot", "attempt", "bid"}:
            continue
        if label not in {"xcomp", "advcl", "obl", "obj", "nsubj:pass", "acl"}:
            return False
        one, several = _prevents(scene, head)
        # "after stopping the car, he fled" keeps nobody from fleeing
        marks = {tree.lower[c] for c in tree.kids(at, "mark", "case")}
        if several:
            return not marks - {"of", "on", "from", "to"}
        held = label in {"xcomp", "obj", "nsubj:pass"} or bool(marks & {"from", "on", "of", "to"})
        return one and held
    return False


def _denied(scene: Scene, index: int) -> bool:
    """ "denied that", "rejected claims that", "no evidence that", "it is untrue that"."""
    tree = scene.tree
    for _, label, head in climb(tree, index, 4):
        if label == "conj":
            continue
        if label not in {"ccomp", "xcomp", "acl", "csubj", "advcl", "obj"}:
            return False
        if label in {"ccomp", "xcomp", "obj"} and tree.lemmas[head] in {"deny", "refute"}:
            return not _negator(scene, head)
        if label == "acl" and tree.lemmas[head] in listed("claims"):
            above = tree.heads[head]
            return above >= 0 and tree.lemmas[above] in listed("denying")
        if tree.lemmas[head] in listed("untrue"):
            bare = tree.pos[head] == "ADJ"
            return bare or any(tree.lower[c] == "no" for c in tree.children[head])
        if label != "xcomp":
            return False
    return False


def attribution(scene: Scene, frame: Frame, linked: Sequence[int]) -> int | str | None:
    """Who reports it: token of the speaker's head, a name from a quote, or None for the article.

    Args:
        linked: tokens that the party head calls the event's source.
    """
    judged = judgement(scene, frame)
    if judged is not None and judged.alleged:
        return accuser(scene, judged.verb)
    for token in linked:
        if not is_pronoun(scene, token):
            return token
    found = _above(scene, frame.top)
    if found is None:
        found = _beside(scene, frame)
    if found is not None:
        return found
    quote = scene.quoted[frame.trigger]
    if quote >= 0 and scene.annotation is not None:
        said = scene.annotation.quotes[quote]
        return said.speaker_name or said.speaker_text
    return None


def _above(scene: Scene, top: int) -> int | None:
    """The speaker of the clause that reports it."""
    tree = scene.tree
    for _, label, head in climb(tree, top, 12):
        reporting = label in {"ccomp", "parataxis", "ccomp:speech"}
        spoken = tree.pos[head] in {"VERB", "AUX"} and tree.lemmas[head] in scene.lexicon.speech
        if reporting and spoken:
            subject = speaker(scene, head)
            if subject is not None:
                return subject
    return None


def _beside(scene: Scene, frame: Frame) -> int | None:
    """ "..., the ministry said", "according to X": the speaker hangs below what was said."""
    tree = scene.tree
    for at in dict.fromkeys([frame.top, *(head for _, _, head in climb(tree, frame.top, 8))]):
        for child in tree.kids(at, "parataxis", "obl"):
            if tree.deps[child] == "obl":
                if preposition(tree, child) in {"according to", "according"}:
                    return _cited_speaker(scene, child)
            elif tree.lemmas[child] in scene.lexicon.speech and child != frame.trigger:
                subject = speaker(scene, child)
                if subject is not None:
                    return subject
    return None


def _cited_speaker(scene: Scene, index: int) -> int:
    """The party whose statement the article cites."""
    tree = scene.tree
    if party_like(scene, index):
        return index
    for child in tree.children[index]:
        label = tree.deps[child]
        if (label == "nmod:poss" or label.startswith(("acl", "nmod"))) and party_like(scene, child):
            return child
        if label == "nmod" or label.startswith("acl"):
            for below in tree.children[child]:
                if preposition(tree, below) == "by":
                    return below
    return index
