"""Scene → `Candidate`s: every predicate that may be an event, matched, merged and composed.

Three decisions are taken here: what is an event at all (states, helpers, imperatives and bare
background nouns are not), which words make one event together (a light verb with its noun, a verb
with the noun its rule asked for), and which event lies inside another (what is demanded, promised,
refused or threatened is not coded by itself: PLOVER codes the demand).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from transforms.events.circumstance import modality, negated
from transforms.events.frames import MAX_DEPTH, Frame, noun_frame, phrase_head, verb_frame
from transforms.events.lexicon import Rule
from transforms.events.participants import FIGURES, actor_like, doer_of_noun
from transforms.events.rules import Match, best_rule
from transforms.events.scene import Scene

__all__ = ["Candidate", "find_candidates"]

#: Heads whose complement is kept from happening.
_AVERTED = {"prevent", "avoid", "avert", "deter", "forestall", "preclude", "discourage", "dissuade"}
#: Types whose announcement is a threat.
_HOSTILE = {"SANCTION", "COERCE", "ASSAULT", "PROTEST"}
#: Types that carry another event inside them.
OUTER = {"AGREE", "REQUEST", "REJECT", "THREATEN"}
#: Types whose future is a promise (PLOVER: they collapse to AGREE).
PROMISED = {"CONSULT", "SUPPORT", "COOPERATE", "AID", "RETREAT", "CONCEDE"}
_OBLIGATION = {"should", "must", "ought"}
_HELPER_DEPS = {"aux", "aux:pass", "cop", "case", "mark", "amod", "compound", "cc", "det", "fixed",
                "flat", "discourse", "advmod", "punct", "goeswith"}  # fmt: skip
_SKIPPED_LABELS = {"PERSON", "GPE", "LOC", "FAC", "PRODUCT", "WORK_OF_ART", "LANGUAGE", "DATE",
                   "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL", "NORP",
                   "LAW"}  # fmt: skip
_BARE_VERB = Rule((), (), "event", None, None, None, (), (), (), "actor", 0)


@dataclass(slots=True)
class Candidate:
    """One event in the making."""

    frame: Frame
    match: Match | None
    kind: str
    event_type: str | None = None
    mode: str | None = None
    cameo: str | None = None
    contexts: list[str] = field(default_factory=list)
    modality: str = "asserted"
    negated: bool = False
    inside: bool = False  # lies inside a demand, promise, refusal or threat
    consumed: int | None = None  # noun that belongs to the predicate
    recipients_from: list[int] = field(default_factory=list)  # decided by composition
    composed: bool = False

    @property
    def rule(self) -> Rule:
        return self.match.rule if self.match is not None else _BARE_VERB


#: Adjectives that act like verbs: "is ready to contribute", "is responsible for the attack".
ADJECTIVES = {"ready", "willing", "prepared", "unwilling", "reluctant", "responsible", "critical",
              "opposed", "supportive", "guilty", "open"}  # fmt: skip


def _is_verb(scene: Scene, index: int) -> bool:
    tree = scene.tree
    if tree.lemmas[index] in ADJECTIVES and tree.pos[index] in {"ADJ", "VERB"}:
        return tree.deps[index] not in _HELPER_DEPS
    if tree.deps[index] in _HELPER_DEPS:
        return False
    if tree.pos[index] == "VERB":
        return tree.tags[index].startswith("VB") or tree.tags[index] in {"", "MD"}
    return tree.pos[index] == "AUX" and tree.lemmas[index] not in {"be", "will", "would", "can"}


#: Verbs that give something a name or a word, with those that need their "as".
_NAMING = {"call", "name", "dub", "term", "label", "brand", "nickname", "style", "christen",
           "title", "entitle"}  # fmt: skip
_NAMING_AS = {"describe", "know", "refer", "characterize", "characterise", "regard", "identify"}


def _only_names(scene: Scene, index: int) -> bool:
    """Whether a verb only says what something is called and reports nothing.

    "What he called a riot", "an operation dubbed Dawn", "the group known as Shield".
    """
    tree = scene.tree
    lemma, head = tree.lemmas[index], tree.heads[index]
    if (lemma not in _NAMING and lemma not in _NAMING_AS) or head < 0:
        return False
    if not tree.deps[index].startswith("acl"):
        return False
    if lemma in _NAMING_AS and not any(
        tree.lower[i] == "as" for i in range(index + 1, min(index + 4, len(tree.words)))
    ):
        return False
    if tree.lower[head] == "what":
        return True
    agents = tree.kid(index, "obl:agent", "nsubj", "nsubj:pass")
    return tree.tags[index] == "VBN" and agents is None


def _is_imperative(scene: Scene, index: int, depth: int = 0) -> bool:
    """A verb at the root that nobody does reports nothing ("Mix the flour", "Serves 4").

    Headlines that drop the subject keep their participle ("Killed in crash").
    """
    tree = scene.tree
    if tree.deps[index] not in {"root", "parataxis", "conj", "list", "dep"}:
        return False
    said = tree.tags[index] == "VBD" and tree.lemmas[index] in scene.lexicon.speech
    if tree.tags[index] == "VBN" or said or depth > MAX_DEPTH:
        return False
    if tree.tags[index] in {"VB", "VBP"} and not depth:
        first, last = tree.sentences[tree.sentence_of[index]]
        said = any(
            tree.deps[i].startswith(("nsubj", "csubj", "expl", "aux")) for i in range(first, last)
        )
        if not said and last - first <= 20:
            return True  # "Season to taste and serve with rice."
    for child in tree.children[index]:
        if tree.deps[child].startswith(("nsubj", "csubj", "expl")):
            return False
        if tree.deps[child] in {"aux", "aux:pass"} or (
            tree.deps[child] == "mark" and tree.lower[child] == "to"
        ):
            return False
    head = tree.heads[index]
    if tree.deps[index] in {"conj", "list", "dep"}:
        return head >= 0 and tree.pos[head] == "VERB" and _is_imperative(scene, head, depth + 1)
    return tree.deps[index] == "root" or (head >= 0 and _is_imperative(scene, head, depth + 1))


def _under_imperative(scene: Scene, index: int) -> bool:
    """Whether the clause hangs below an instruction ("... until it holds soft peaks")."""
    tree = scene.tree
    at = index
    for _ in range(6):
        label, head = tree.deps[at], tree.heads[at]
        if head < 0:
            return at != index and tree.pos[at] == "VERB" and _is_imperative(scene, at)
        if label in {"ccomp", "parataxis"}:
            return False
        at = head
    return False


#: Tokens of one sentence that are looked at; what is longer is a table or a list.
MAX_SENTENCE = 300


_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}")


def _is_listing(scene: Scene, first: int, last: int) -> bool:
    """Whether a line is one of a programme: "16.45 Battle of the Bakers"."""
    tree = scene.tree
    return bool(_CLOCK.fullmatch(tree.words[first])) and not any(
        tree.pos[index] in {"VERB", "AUX"} for index in range(first, last)
    )


def find_candidates(scene: Scene) -> list[Candidate]:
    """All events of the article in text order, typed by the rules."""
    tree, lexicon = scene.tree, scene.lexicon
    found: dict[int, Candidate] = {}
    silent: dict[int, Candidate] = {}
    consumed: set[int] = set()
    readable = [
        index
        for first, last in tree.sentences
        if not _is_listing(scene, first, last)
        for index in range(first, min(last, first + MAX_SENTENCE))
    ]
    for index in readable:
        if (
            not _is_verb(scene, index)
            or _only_names(scene, index)
            or _is_imperative(scene, index)
            or _under_imperative(scene, index)
        ):
            continue
        frame = verb_frame(tree, index)
        match = best_rule(scene, frame, lexicon.verbs.get(tree.lemmas[index], ()))
        kind = match.rule.kind if match is not None else "event"
        if match is None and tree.pos[index] == "ADJ":
            continue
        noun = _event_object(scene, frame) if kind in {"light", "event", "aspect", "none"} else None
        if noun is not None and (kind == "light" or tree.lemmas[index] in _PHASE):
            candidate = _merge_light(scene, frame, noun)
            apart = tree.lemmas[index] in _OF_ITS_OWN and not _has_particle(scene, frame)
            if candidate is not None and candidate.kind != "coded" and apart:
                candidate = None  # "announced job cuts": the announcement and the cuts
            ended = tree.lemmas[index] in _ENDING
            if candidate is not None and not (ended and candidate.event_type in _HOSTILE):
                consumed.add(noun)
                found[noun] = candidate
                continue
        candidate = Candidate(frame, match, kind)
        if match is not None and kind == "coded":
            _take_rule(candidate, match.rule)
            if match.by_object or match.object_from or match.fixed:
                _consume_object(scene, candidate, consumed)
        if (
            tree.lemmas[index] == "expect"
            and frame.passive
            and tree.kid(index, "xcomp") is not None
        ):
            kind = "aspect"  # "are expected to leave": the leaving is the event
        if kind == "none" and tree.lemmas[index] == "let" and _has_particle(scene, frame):
            candidate.kind = kind = "event"  # "let investors down", "let through"
        empty = kind == "light" and tree.lemmas[index] in _EMPTY_LIGHT
        if kind in {"none", "aspect"} or (empty and not _has_particle(scene, frame)):
            silent[index] = candidate
        else:
            found[index] = candidate
    for index in readable:
        if index in consumed or index in found or tree.pos[index] not in {"NOUN", "PROPN"}:
            continue
        candidate2 = _noun_candidate(scene, index)
        if candidate2 is not None:
            found[index] = candidate2
    for candidate in found.values():
        candidate.negated = negated(scene, candidate.frame) or _denied(scene, candidate.frame)
        candidate.modality = modality(scene, candidate.frame)
    for index in sorted(found):
        _obligation(scene, found, found[index])
    for index in sorted(found):
        _compose(scene, found, silent, found[index])
    for index in sorted(found):
        _inner_clauses(scene, found, found[index])
    for candidate in found.values():
        _future(scene, candidate)
    return [found[index] for index in sorted(found) if _keep(scene, found[index])]


_PHASE = {"begin", "start", "continue", "end", "resume", "stop", "finish", "halt", "lead", "hold"}
#: Of these, what puts an end to the noun's event rather than doing it: "halted the eviction".
_ENDING = {"end", "stop", "halt", "finish"}
_EMPTY_LIGHT = {"have", "do", "get", "give", "take", "put", "see", "be"}
#: Verbs that report something beside the event that their object names.
_OF_ITS_OWN = {"announce", "attend", "seek", "offer", "unveil", "present"}


def _has_particle(scene: Scene, frame: Frame) -> bool:
    """ "took off", "took over": no light verb but one with a meaning of its own."""
    return any(scene.tree.deps[i] == "compound:prt" for i in frame.particles)


def _denied(scene: Scene, frame: Frame) -> bool:
    """ "Has no plans to", "denied that": what follows is denied."""
    tree, index = scene.tree, frame.trigger
    head = tree.heads[index]
    if tree.deps[index] == "ccomp" and head >= 0 and tree.lemmas[head] == "deny":
        return True
    return (
        not frame.noun
        and tree.deps[index] == "acl"
        and head >= 0
        and tree.lemmas[head] in {"plan", "intention", "desire", "wish", "intent", "interest"}
        and any(tree.lower[c] == "no" for c in tree.children[head])
    )


#: Verbs that say no more than that what their subject names takes place.
_TAKES_PLACE = {"erupt", "flare", "rage", "occur", "happen", "begin", "start", "resume",
                "continue", "spread", "break", "escalate", "intensify"}  # fmt: skip


def _take_rule(candidate: Candidate, rule: Rule) -> None:
    candidate.event_type = rule.event_type
    candidate.mode = rule.mode
    candidate.cameo = rule.cameo
    candidate.contexts = list(rule.contexts)


#: "engage in fighting", "come under attack", "take part in talks"
_IN_THE_NOUN = {"come", "engage", "participate", "take"}


def _event_object(scene: Scene, frame: Frame) -> int | None:
    tree = scene.tree
    for index in (*frame.obj, *frame.obl.get("in", []), *frame.obl.get("under", [])):
        if (
            tree.pos[index] not in {"NOUN", "PROPN"}
            or tree.sentence_of[index] != tree.sentence_of[frame.trigger]
        ):
            continue
        named = any(key in scene.lexicon.nouns for key in _noun_keys(scene, index))
        known = named and scene.labels[index] not in _SKIPPED_LABELS
        if known and (index in frame.obj or tree.lemmas[frame.trigger] in _IN_THE_NOUN):
            return index
    return None


def _noun_keys(scene: Scene, index: int) -> list[str]:
    """Names under which nouns.txt may have the noun: with a modifier first ("ethnic-cleansing")."""
    tree = scene.tree
    keys = []
    for child in tree.children[index]:
        if tree.deps[child] in {"compound", "amod"} and child < index:
            keys.append(f"{tree.lower[child]}-{tree.lemmas[index]}")
            keys.append(f"{tree.lower[child]}-{tree.lower[index]}")
    keys.extend((tree.lower[index], tree.lemmas[index]))
    return keys


def _noun_match(scene: Scene, frame: Frame) -> Match | None:
    nouns = scene.lexicon.nouns
    for key in _noun_keys(scene, frame.trigger):
        if key in nouns:
            match = best_rule(scene, frame, nouns[key])
            if match is not None:
                return match
    return None


def _merge_light(scene: Scene, verb: Frame, noun: int) -> Candidate | None:
    tree = scene.tree
    frame = noun_frame(tree, noun)
    for name, fillers in verb.obl.items():
        frame.obl.setdefault(name, []).extend(fillers)
    match = _noun_match(scene, frame)
    if match is None or match.rule.kind == "none":
        return None
    frame.light = verb.trigger
    frame.passive = verb.passive
    lemma = tree.lemmas[verb.trigger]
    if lemma in {"suffer", "receive", "face", "undergo", "sustain", "experience", "come"}:
        frame.obj = [*verb.subj]
        if lemma == "receive":
            frame.subj = frame.obl.get("from", [])
    else:
        frame.subj = list(verb.subj)
        frame.iobj = list(verb.iobj)
    frame.inherited = verb.inherited
    candidate = Candidate(frame, match, match.rule.kind)
    if match.rule.kind == "coded":
        _take_rule(candidate, match.rule)
    return candidate


def _consume_object(scene: Scene, candidate: Candidate, consumed: set[int]) -> None:
    """The noun that a rule asked for belongs to the predicate and is no event of its own."""
    investigates = candidate.mode == "investigate" or candidate.cameo == "115"
    if candidate.event_type == "ACCUSE" and not investigates:
        return
    frame = candidate.frame
    fillers = list(frame.obj)
    if candidate.match is not None and candidate.match.object_from:
        fillers.extend(frame.obl.get(candidate.match.object_from, []))
    for index in fillers:
        if not actor_like(scene, index) and scene.tree.pos[index] in {"NOUN", "PROPN", "SYM"}:
            consumed.add(index)
            if candidate.consumed is None:
                candidate.consumed = index
                consumed.add(phrase_head(scene.tree, index))


def _noun_candidate(scene: Scene, index: int) -> Candidate | None:
    tree = scene.tree
    nouns = scene.lexicon.nouns
    if not any(key in nouns for key in _noun_keys(scene, index)):
        return None
    label = tree.deps[index]
    if label in {"compound", "flat", "nmod:desc", "amod", "goeswith", "fixed", "nmod:poss"}:
        return None
    if scene.labels[index] in _SKIPPED_LABELS:
        return None
    if scene.labels[index] in {"ORG", "EVENT"} and tree.pos[index] == "PROPN":
        return None
    frame = noun_frame(tree, index)
    match = _noun_match(scene, frame)
    if match is None or match.rule.kind in {"none", "light"}:
        return None
    candidate = Candidate(frame, match, match.rule.kind)
    if match.rule.kind == "coded":
        _take_rule(candidate, match.rule)
    return candidate


_OURSELVES = {"we", "i", "us", "me"}
#: Subjects of what somebody says one should do: mostly the speaker, so nobody is asked.
_SPEAKERS = {"i", "we", "he", "she", "they", "it", "there", "this", "that"}
#: Words for states and groups that are no agent nouns.
_BODIES = {"country", "nation", "state", "world", "community", "side", "group", "power",
           "neighbor", "neighbour", "club", "organization", "organisation"}  # fmt: skip
_YIELDING = {"stop", "end", "halt", "cease", "refrain", "lift", "desist", "rule"}


def _obligation(scene: Scene, found: dict[int, Candidate], candidate: Candidate) -> None:
    """ "X said Y should stop": a demand by the speaker on Y."""
    tree = scene.tree
    frame = candidate.frame
    if candidate.event_type is not None and candidate.event_type != "REQUEST":
        return
    if frame.noun or tree.lemmas[frame.trigger] not in scene.lexicon.speech:
        return
    below = tree.kids(frame.trigger, "ccomp", "parataxis")
    if tree.deps[frame.trigger] == "parataxis" and tree.heads[frame.trigger] >= 0:
        below.append(tree.heads[frame.trigger])
    below += [c for clause in below for c in tree.kids(clause, "parataxis", "conj") if c > clause]
    for clause in below:
        words = {tree.lower[c] for c in tree.children[clause] if tree.deps[c] == "aux"}
        needs = tree.lemmas[clause] in {"need", "have"} and tree.kid(clause, "xcomp") is not None
        if not (words & _OBLIGATION or needs):
            continue
        inner = verb_frame(tree, clause)
        subjects = [*inner.obj, *inner.subj] if inner.passive else inner.subj
        if any(tree.lower[s] in _SPEAKERS for s in subjects[:1]):
            continue
        if "have" in words:  # "should have stopped" is blame
            continue
        ends = tree.lemmas[clause] in _YIELDING or needs
        somebody = any(actor_like(scene, s) or tree.lemmas[s] in _BODIES for s in subjects)
        if not (inner.passive or ends or somebody):
            continue  # "prices should fall" expects, it asks nobody
        if candidate.event_type is None:
            candidate.event_type, candidate.kind = "REQUEST", "coded"
            candidate.cameo, candidate.mode = "100", None
            if tree.lemmas[clause] in _YIELDING:
                candidate.cameo, candidate.mode = "105", "yield"
        candidate.recipients_from = [s for s in inner.subj if tree.lower[s] not in _OURSELVES]
        if clause not in frame.comps:
            frame.comps.append(clause)
        return


def _inner(
    scene: Scene,
    found: dict[int, Candidate],
    silent: dict[int, Candidate],
    start: int,
    depth: int = 0,
) -> list[Candidate]:
    """Events named by the clause at ``start``, looking through phasing verbs and conjuncts."""
    tree = scene.tree
    if depth > 5:
        return []
    result: list[Candidate] = []
    own = found.get(start)
    if own is not None:
        result.append(own)
    for child in tree.children[start]:
        label = tree.deps[child]
        if (label == "conj" and tree.pos[child] in {"VERB", "AUX"}) or (
            label in {"xcomp", "obj"} and (own is None or own.event_type is None)
        ):
            result.extend(_inner(scene, found, silent, child, depth + 1))
    if own is None and start in silent:
        for noun in silent[start].frame.obj:
            if noun in found and found[noun] not in result:
                result.append(found[noun])
    # a light verb's event is filed under its noun
    for candidate in found.values():
        if candidate.frame.light == start and candidate not in result:
            result.append(candidate)
    return result


def _compose(
    scene: Scene, found: dict[int, Candidate], silent: dict[int, Candidate], outer: Candidate
) -> None:
    if outer.event_type not in OUTER or outer.inside:
        return
    frame = outer.frame
    starts = list(frame.comps)
    if outer.event_type in {"REQUEST", "THREATEN", "AGREE"} and not frame.noun:
        starts.extend(frame.obj)
    if outer.match is not None and outer.match.object_from:
        starts.extend(frame.obl.get(outer.match.object_from, []))
    tree = scene.tree
    starts.extend(
        c
        for c in tree.children[frame.trigger]
        if tree.deps[c] in {"advcl", "xcomp"}
        and any(tree.lower[g] == "to" and tree.deps[g] == "mark" for g in tree.children[c])
        and c not in starts
    )
    table = scene.lexicon.composed
    done = False
    if outer.event_type == "REQUEST" and not outer.recipients_from:
        for clause in tree.kids(frame.trigger, "ccomp"):
            inner_frame = verb_frame(tree, clause)
            outer.recipients_from.extend(inner_frame.subj)
    for start in starts:
        for inner in _inner(scene, found, silent, start):
            if inner is outer or inner.inside:
                continue
            if inner.event_type is not None and not done:
                for key in (f"{inner.event_type}/{inner.mode}", inner.event_type):
                    if (outer.event_type, key) in table:
                        mode, cameo = table[outer.event_type, key]
                        if outer.mode is None or mode is not None:
                            outer.mode = mode or outer.mode
                        outer.cameo = cameo
                        outer.composed = True
                        done = True
                        break
            if not outer.recipients_from:
                if outer.event_type == "REQUEST":
                    outer.recipients_from = list(inner.frame.subj)
                else:
                    outer.recipients_from = _patients(scene, inner)
            inner.inside = True
            if inner.modality == "asserted":
                inner.modality = "future" if outer.event_type == "AGREE" else "hypothetical"


def _inner_clauses(scene: Scene, found: dict[int, Candidate], candidate: Candidate) -> None:
    """A meeting "to discuss" is one meeting; what was averted did not happen."""
    if candidate.inside or candidate.event_type is None or candidate.frame.noun:
        return
    tree, index = scene.tree, candidate.frame.trigger
    label, head = tree.deps[index], tree.heads[index]
    for _ in range(3):
        if head < 0:
            return
        if label in {"advcl", "xcomp", "ccomp", "acl"} and tree.lemmas[head] in _AVERTED:
            candidate.inside = True
            candidate.modality = "hypothetical"
            return
        if label in {"advcl", "xcomp"} and candidate.event_type == "CONSULT":
            outer = found.get(head)
            purpose = any(tree.lower[c] == "to" for c in tree.children[index])
            if outer is not None and outer.event_type == "CONSULT" and purpose:
                candidate.inside = True
                return
        if label != "conj":
            return
        label, head = tree.deps[head], tree.heads[head]


def _patients(scene: Scene, inner: Candidate) -> list[int]:
    frame = inner.frame
    found = [*frame.obj, *frame.iobj]
    for slot in ("with", "to", "for", "on", "against", "from", "of", "in"):
        found.extend(frame.obl.get(slot, []))
    if not any(actor_like(scene, index) for index in found):
        # "to lift the ban on X": whom it is done to stands below the object.
        for slot in inner.rule.recipient:
            found.extend(i for i in frame.object_obl.get(slot, []) if i not in found)
    return found


def _top(frame: Frame) -> int:
    return frame.light if frame.light is not None else frame.trigger


def _threaten(scene: Scene, candidate: Candidate) -> None:
    """An announced hostile act is a threat until it is done (CAMEO 13)."""
    found = _composed_with(scene, "THREATEN", candidate)
    if found is not None:
        candidate.mode, candidate.cameo = found
        candidate.event_type, candidate.composed = "THREATEN", True


def _composed_with(scene: Scene, outer: str, candidate: Candidate) -> tuple[str | None, str] | None:
    """Mode and code of ``outer`` around the candidate's own type."""
    table = scene.lexicon.composed
    kind = candidate.event_type or ""
    return table.get((outer, f"{kind}/{candidate.mode}")) or table.get((outer, kind))


def _unless(scene: Scene, candidate: Candidate) -> bool:
    """ "Will leave unless they pay": what is announced on that condition is a threat."""
    tree = scene.tree
    return candidate.event_type == "RETREAT" and any(
        tree.lower[mark] == "unless"
        for clause in tree.kids(_top(candidate.frame), "advcl")
        for mark in tree.kids(clause, "mark")
    )


def _future(scene: Scene, candidate: Candidate) -> None:
    """What lies ahead: promised help is AGREE, refused help REJECT (PLOVER's coding notes)."""
    if candidate.inside:
        candidate.event_type = candidate.mode = candidate.cameo = None
        candidate.contexts = []
        return
    reached = candidate.event_type == "SUPPORT" and (
        scene.tree.lemmas[candidate.frame.trigger] == "reach"  # "failed to reach agreement"
    )
    somebody = candidate.frame.subj or not candidate.frame.passive  # "was not invited" refuses not
    if (candidate.event_type == "AGREE" or reached) and candidate.negated and somebody:
        candidate.event_type, candidate.mode, candidate.cameo = "REJECT", None, "120"
        candidate.negated, candidate.modality = False, "asserted"
        return
    if candidate.event_type in _HOSTILE and not candidate.negated and candidate.frame.subj:
        words = {scene.tree.lower[c] for c in scene.tree.children[_top(candidate.frame)]}
        if candidate.modality == "future" or words & {"may", "might"}:
            _threaten(scene, candidate)
        return
    if candidate.event_type == "CONCEDE" and candidate.negated and candidate.frame.subj:
        candidate.event_type, candidate.mode, candidate.cameo = "REJECT", "yield", "124"
        candidate.negated = False
        return
    if candidate.event_type not in PROMISED or candidate.modality != "future":
        return
    if candidate.mode == "resign":
        return
    if not candidate.negated and _unless(scene, candidate):
        _threaten(scene, candidate)
        return
    outer = "REJECT" if candidate.negated else "AGREE"
    default = "120" if candidate.negated else "030"
    candidate.mode, candidate.cameo = _composed_with(scene, outer, candidate) or (None, default)
    candidate.event_type = outer
    if outer == "REJECT":
        candidate.negated = False
        candidate.modality = "asserted"


_WAYS = {"way", "means", "method", "possibility", "option", "measure", "step", "idea", "issue"}


def _keep(scene: Scene, candidate: Candidate) -> bool:
    """Whether the candidate reports an event rather than naming one in passing."""
    frame = candidate.frame
    tree = scene.tree
    if not frame.noun or frame.light is not None:
        # What nobody does to nobody and has not happened is a purpose or a fear.
        if candidate.event_type is not None or frame.subj or candidate.modality == "asserted":
            return True
        at = frame.trigger
        if tree.deps[at] == "advcl":
            at = tree.heads[at]
        if at >= 0 and tree.deps[at] == "acl" and tree.lemmas[tree.heads[at]] in _WAYS:
            return False  # "ways to improve ties"
        return candidate.modality == "future" or bool(frame.obj)
    named = [
        index
        for index in (*frame.poss, *frame.mods, *[i for v in frame.obl.values() for i in v])
        if actor_like(scene, index)
        or scene.labels[index] in {"DATE", "GPE", "NORP", "ORG", "TIME"}
        or (index in frame.poss and candidate.event_type is not None)
    ]
    if candidate.kind == "coded":
        if candidate.event_type is None:
            return bool(named)
        planned = {tree.lower[m] for m in frame.mods} & {"planned", "upcoming", "scheduled", "next"}
        if candidate.modality in {"future", "hypothetical"} and not planned:
            return False
        definite = any(
            tree.deps[c] == "det" and tree.lower[c] in {"the", "this", "that", "these", "those"}
            for c in tree.children[frame.trigger]
        )
        head = tree.heads[frame.trigger]
        told = tree.deps[frame.trigger] == "nsubj" and tree.lemmas[head] in _TAKES_PLACE
        return (
            bool(named)
            or ((definite or told) and candidate.modality == "asserted")
            or bool(frame.obl.get("of"))
        )
    if candidate.kind == "event":
        return True
    if named or frame.poss:
        return True
    if candidate.modality != "asserted":
        return False
    return _argued(scene, frame) or (
        tree.lemmas[frame.trigger] not in _INTENDED and bool(doer_of_noun(scene, frame.trigger))
    )


#: What somebody "presents" or "outlines" is no event beside the presenting.
_INTENDED = {"plan", "proposal", "initiative", "effort", "attempt", "bid", "project", "process",
             "program", "programme", "review", "study", "survey", "test", "campaign"}  # fmt: skip


def _argued(scene: Scene, frame: Frame) -> bool:
    """Whether the text says what a noun like "sales" is of: "sales of the aircraft"."""
    tree = scene.tree
    for name in ("of", "in", "by", "for", "between"):
        for index in frame.obl.get(name, []):
            if scene.labels[index] not in {"DATE", "TIME", "CARDINAL"}:
                return tree.pos[index] in {"NOUN", "PROPN", "NUM", "SYM"}
    # "car sales", "wage cuts": the noun before says what falls or rises
    return tree.lemmas[frame.trigger] in FIGURES and any(
        tree.deps[i] == "compound" and tree.pos[i] == "NOUN" for i in frame.mods
    )
