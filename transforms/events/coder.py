"""Doc, Article, Annotation → list of `Event`: the one entry point of this package."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from schemas.ids import stable_id
from schemas.ontology import actor_code, load_ontology
from schemas.records import Annotation, Article, EntityMention, Event, Participant
from transforms.events.candidates import Candidate, find_candidates
from transforms.events.circumstance import (
    attribution,
    date_precision,
    event_date,
    event_place,
    evidence,
    is_historical,
    speaker,
)
from transforms.events.classes import class_of
from transforms.events.duplicates import link_within
from transforms.events.frames import (
    MAX_DEPTH,
    Frame,
    conjuncts,
    phrase_head,
    preposition,
    verb_frame,
)
from transforms.events.head import decide, features, load_head, merged_type, quad_of, states
from transforms.events.linking import in_direct_quote, link_together, named_by_references
from transforms.events.participants import (
    FIGURES,
    Actors,
    actor_like,
    doer_of_noun,
    is_pronoun,
    phrase_span,
    resolve,
)
from transforms.events.rules import untimed
from transforms.events.scene import PLACE_LABELS, Scene, build_scene

__all__ = ["EventOptions", "code_events"]


class EventOptions(NamedTuple):
    """What a run may choose.

    Fields:
        events: "classified" gives a row to every event with a class, "coded" only to those within
            PLOVER, "all" to every reported event.
        actors: a user's own names (lower case) with country code and PLOVER sectors; they win
            over everything else.
        min_confidence: rows below are left out.
    """

    events: str = "all"
    actors: Actors | None = None
    min_confidence: float = 0.0


def code_events(
    doc: Doc,
    article: Article,
    annotation: Annotation | None = None,
    options: EventOptions | None = None,
) -> list[Event]:
    """Code the events that ``doc`` reports.

    Args:
        doc: a parsed Doc over ``article.text`` from the shipped model or any English spaCy
            pipeline (UD or ClearNLP labels).
        article: gives the publication date, the dateline and the id.
        annotation: entity mentions with chains, countries, times and places, and quotes; without
            it, or where its columns are None, ``doc.ents`` and the rule files have to do.
        options: see `EventOptions`.

    Returns:
        Events in text order. Raises nothing for any text.
    """
    options = options or EventOptions()
    if len(doc) == 0:
        return []
    scene = build_scene(doc, article, annotation)
    scene.titles.update(titles_of(scene, options.actors))
    titles = scene.titles
    candidates = find_candidates(scene)
    trusts = _learned(scene, candidates, np.asarray(doc.tensor))
    events: list[Event] = []
    seen: set[str] = set()
    for candidate, trust in zip(candidates, trusts, strict=True):
        if options.events == "coded" and candidate.event_type is None:
            continue
        event = _event(scene, candidate, options, titles, trust)
        if event is None or event.event_id in seen:
            continue
        if options.events == "classified" and event.event_class is None:
            continue
        if (event.confidence or 0.0) < options.min_confidence:
            continue
        seen.add(event.event_id)
        events.append(event)
    return [_with_codes(event) for event in link_within(link_together(scene, events))]


def _with_codes(event: Event) -> Event:
    """``event`` with the CAMEO code of each participant, when all that is known of them is in."""

    def coded(people: Sequence[Participant]) -> tuple[Participant, ...]:
        return tuple(p._replace(code=actor_code(p.country, p.sectors)) for p in people)

    return event._replace(actors=coded(event.actors), recipients=coded(event.recipients))


Titles = Mapping[str, tuple[str | None, tuple[str, ...]]]


def titles_of(scene: Scene, actors: Actors | None) -> Titles:
    """Country and sectors of each person's chain, from the mentions that carry a title."""
    tree = scene.tree
    found: dict[str, tuple[str | None, tuple[str, ...]]] = {}
    done: set[int] = set()
    for index, label in enumerate(scene.labels):
        if label != "PERSON" or scene.mention_of[index] in done:
            continue
        head = index
        while (
            tree.heads[head] >= 0 and scene.mention_of[tree.heads[head]] == scene.mention_of[index]
        ):
            head = tree.heads[head]
        done.add(scene.mention_of[index])
        mention = scene.mentions[scene.mention_of[index]]
        top = head
        if tree.deps[head] in {"flat", "appos", "nmod:desc", "compound"} and tree.heads[head] >= 0:
            top = tree.heads[head]
        resolved = resolve(scene, top, actors)
        key = mention.entity_id or (mention.name or mention.text).lower()
        old = found.get(key, (None, ()))
        found[key] = (old[0] or resolved.country, old[1] or tuple(resolved.sectors))
        if mention.entity_id is None:
            last = mention.text.lower().split()[-1]
            old = found.get(last, (None, ()))
            found[last] = (old[0] or resolved.country, old[1] or tuple(resolved.sectors))
    return found


_NOT_PARTICIPANTS = {"DATE", "TIME", "PERCENT"}


def _usable(scene: Scene, index: int) -> bool:
    tree = scene.tree
    core = phrase_head(tree, index)
    if scene.labels[core] in _NOT_PARTICIPANTS and not _amount(scene, core):
        return False
    if core != index:
        return True  # "one of the jets", "90% of its bondholders"
    if tree.pos[index] not in {"NOUN", "PROPN", "PRON", "NUM", "SYM", "X", "ADJ"}:
        return False
    return tree.lower[index] not in {
        "there", "this", "that", "which", "what", "who", "itself", "himself", "herself",
        "themselves", "one", "each", "other",
    }  # fmt: skip


def _amount(scene: Scene, index: int) -> bool:
    """How much: "sales fell 42%", "rose to 17 percent", "a 49% decline", "a plunge of 55%"."""
    tree, head = scene.tree, scene.tree.heads[index]
    if scene.labels[index] != "PERCENT" or head < 0:
        return False
    if tree.pos[head] == "VERB":
        return tree.deps[index] == "obj" or preposition(tree, index) in {"by", "to"}
    if tree.lemmas[head] not in FIGURES:
        return False
    return tree.deps[index] in {"compound", "nummod"} or preposition(tree, index) == "of"


def _speaker_of(scene: Scene, trigger: int) -> list[int]:
    """Subject of the verb of saying above ``trigger``: who a pronoun in its clause may be."""
    tree = scene.tree
    at = trigger
    for _ in range(6):
        label, head = tree.deps[at], tree.heads[at]
        if head < 0:
            return []
        if label == "ccomp" and tree.lemmas[head] in scene.lexicon.speech:
            found = speaker(scene, head)
            return [found] if found is not None else []
        at = head
    return []


def _actors(scene: Scene, candidate: Candidate) -> list[int]:
    frame, rule = candidate.frame, candidate.rule
    if rule.actor:
        return [i for slot in rule.actor for i in _slot(scene, candidate, slot)]
    found = list(frame.subj)
    if not found and not frame.noun and not frame.passive:
        found.extend(_quoted_speaker(scene, frame.trigger))
    if frame.noun:
        found.extend(frame.obl.get("by", []))
        if rule.of_role == "actor" or frame.obl.get("of"):
            found.extend(frame.poss)
        if rule.of_role == "actor" and candidate.event_type is not None:
            found.extend(i for i in frame.obl.get("of", []) if actor_like(scene, i))
        found.extend(
            i
            for i in frame.mods
            if not _seat(scene, candidate, i)
            and (
                scene.labels[i] in {"NORP", "GPE", "ORG", "PERSON"}
                or (scene.tree.deps[i] == "compound" and actor_like(scene, i))
            )
        )
        found.extend(frame.obl.get("between", []))
        if not found and frame.light is None and candidate.event_type in {"CONSULT", "AGREE"}:
            found.extend(_clause_subject(scene, frame.trigger))
        if not found and frame.light is None and candidate.event_type is None:
            found.extend(doer_of_noun(scene, frame.trigger))
    return found


def _quoted_speaker(scene: Scene, verb: int) -> list[int]:
    """Whom a quote beside a verb of saying names, where the parse lost it: "said the mayor"."""
    tree = scene.tree
    if scene.annotation is None or tree.lemmas[verb] not in scene.lexicon.speech:
        return []
    for quote in scene.annotation.quotes:
        if quote.speaker_start is None or quote.speaker_end is None:
            continue
        first = bisect_left(tree.starts, quote.speaker_start)
        last = bisect_left(tree.starts, quote.speaker_end)
        near = 0 < first - verb <= 8 or 0 < verb - last + 1 <= 10
        if first >= last or not near or tree.sentence_of[first] != tree.sentence_of[verb]:
            continue
        # the topmost token of the speaker's phrase names it
        tops = [i for i in range(first, last) if not first <= tree.heads[i] < last]
        named = [i for i in tops if tree.pos[i] in {"NOUN", "PROPN", "PRON"}]
        return named[:1]
    return []


def _seat(scene: Scene, candidate: Candidate, index: int) -> bool:
    """A town before an event says where it was: "the Jerusalem meeting", "the Beirut blast"."""
    if scene.tree.deps[index] != "compound" and candidate.event_type != "CONSULT":
        return False
    mention = scene.mention(index)
    town = mention is not None and mention.label == "GPE" and mention.admin1 is not None
    return town or (
        candidate.event_type == "CONSULT" and scene.tree.lower[index] in scene.lexicon.metonyms
    )


def _clause_subject(scene: Scene, index: int) -> list[int]:
    tree = scene.tree
    at, label = tree.heads[index], tree.deps[index]
    for _ in range(3):
        if label not in {"obl", "obj", "nmod", "conj"} or at < 0:
            return []
        subject = tree.kid(at, "nsubj")
        if subject is not None:
            return conjuncts(tree, subject)
        label, at = tree.deps[at], tree.heads[at]
    return []


def _slot(scene: Scene, candidate: Candidate, slot: str) -> list[int]:
    frame = candidate.frame
    if slot == "obj":
        extra = (
            frame.obl.get(candidate.match.object_from, [])
            if candidate.match is not None and candidate.match.object_from
            else []
        )
        return [*frame.obj, *extra]
    if slot == "subj":
        return frame.subj
    if slot == "iobj":
        return frame.iobj
    if slot == "poss":
        return frame.poss
    return untimed(scene, frame.obl.get(slot, [])) or frame.object_obl.get(slot, [])


def _nearby(scene: Scene, candidate: Candidate, slots: Sequence[str]) -> list[int]:
    """The next actor after the trigger under one of the rule's prepositions.

    Where a prepositional phrase is attached is what parsers get wrong most; its distance from the
    predicate is a good second guess.
    """
    tree, frame = scene.tree, candidate.frame
    start = max(frame.trigger, candidate.consumed or 0)
    end = min(tree.sentences[tree.sentence_of[frame.trigger]][1], start + 16)
    for index in range(start + 1, end):
        if tree.pos[index] == "VERB" and tree.kid(index, "nsubj", "nsubj:pass") is not None:
            return []
        if tree.deps[index] == "case" and tree.lower[index] in slots:
            head = tree.heads[index]
            if head > index and actor_like(scene, head) and head not in frame.subj:
                return conjuncts(tree, head)
    return []


def _nested(scene: Scene, index: int, possessor: bool = True, depth: int = 0) -> list[int]:
    """Actors named inside a phrase that is none: "Netanyahu's decision", "the attack by X"."""
    tree = scene.tree
    found: list[int] = []
    if depth > MAX_DEPTH:
        return found
    for child in tree.children[index]:
        label = tree.deps[child]
        if label in {"compound", "amod"}:
            # "Iranian targets": the phrase itself acts, with its adjective's country.
            if scene.labels[child] in {"NORP", "GPE", "ORG"} and index not in found:
                found.append(index)
        elif label in {"nmod:poss", "nmod"} and actor_like(scene, child):
            name = preposition(tree, child)
            # What the phrase is about or by; whom an attack was "on" did not make it.
            wanted = {"of", "by", "from"}
            if not possessor:
                wanted |= {"to", "for", "with", "against", "between"}
            if (label == "nmod:poss" and possessor) or (label == "nmod" and name in wanted):
                found.append(child)
        elif label == "nmod" and preposition(tree, child) in {"of", "by", "from", "to"}:
            found.extend(_nested(scene, child, possessor, depth + 1))
        elif label == "acl" and tree.tags[child] == "VBN":  # "threats made by X"
            makers = tree.kids(child, "obl:agent")
            makers += [i for i in tree.kids(child, "obl") if preposition(tree, i) == "by"]
            found.extend(i for i in makers if actor_like(scene, i))
    return found


def _tied(scene: Scene, index: int, depth: int = 0) -> list[int]:
    """Who is on the other side: "the resumption of ties with X", "a deal between X and Y"."""
    tree = scene.tree
    for child in tree.children[index] if depth < 3 else ():
        if tree.deps[child] != "nmod":
            continue
        name = preposition(tree, child)
        if name in {"with", "between"} and actor_like(scene, child):
            return conjuncts(tree, child)
        if name == "of":
            found = _tied(scene, child, depth + 1)
            if found:
                return found
    return []


#: Types whose object may be a thing: what is rejected, praised or condemned.
_ABOUT = {"REJECT", "SUPPORT", "PROTEST", "COERCE"}


def _phrase_tokens(scene: Scene, heads: list[int]) -> set[int]:
    found: set[int] = set()
    for index in heads:
        span = phrase_span(scene, index)
        found.update(range(span.first, span.last))
    return found


def participant_tokens(scene: Scene, candidate: Candidate) -> tuple[set[int], set[int]]:
    """Tokens of the phrases that act in the candidate and that it is done to."""
    actors = _actors(scene, candidate)
    others = [i for i in _recipients(scene, candidate) if i not in actors]
    return _phrase_tokens(scene, actors), _phrase_tokens(scene, others)


#: Types that are done to a place where nobody else is named: "a curfew in the capital".
_TO_PLACES = {"COERCE", "MOBILIZE", "AID", "RETREAT", "ASSAULT", "AGREE", "THREATEN", "SANCTION"}
#: Types whose recipient can only be somebody.
_TO_PEOPLE = {"CONSULT"}


def _recipients(scene: Scene, candidate: Candidate) -> list[int]:
    """Heads of what the event is done to; for coded events somebody, where the text names one."""
    found = _syntactic_recipients(scene, candidate)
    kind = candidate.event_type
    if kind is None:
        return found
    if _mutual(scene, candidate) and not any(actor_like(scene, i) for i in found):
        return []  # of "A and B signed a pact" both are actors, and nobody is left
    if kind in _CONDITIONAL and not any(actor_like(scene, i) for i in found):
        found = _conditioned(scene, candidate) or found
    if kind in _TO_PEOPLE:
        found = [i for i in found if actor_like(scene, i)]
    if found or candidate.frame.passive:
        return found
    frame = candidate.frame
    if not frame.noun and "obj" in (candidate.rule.recipient or ("obj",)) and not frame.obj:
        found = [
            i
            for i in _next_named(scene, frame.trigger, 8, {"PERSON", "ORG", "GPE"}, frame.subj)
            # "met in Rome": whom they met is not told
            if kind != "CONSULT" or scene.labels[i] != "GPE" or preposition(scene.tree, i) != "in"
        ]
    if not found and kind in _TO_PLACES and not frame.noun and candidate.mode != "resign":
        found = _next_named(scene, frame.trigger, 16, {"GPE", "LOC", "NORP"}, frame.subj)
    return found


#: Types that two do together.
_TOGETHER = {"AGREE", "CONSULT", "COOPERATE"}


def _mutual(scene: Scene, candidate: Candidate) -> bool:
    """Whether several actors of a joint act are named side by side."""
    signed = candidate.event_type == "SUPPORT" and candidate.rule.cameo in {"057", "030"}
    if candidate.event_type not in _TOGETHER and not signed:
        return False
    subjects = candidate.frame.subj
    return sum(actor_like(scene, i) for i in subjects) > 1 or any(
        _sides(scene, i) is not None or len(_countries_of(scene, i)) > 1 for i in subjects
    )


def _sides(scene: Scene, index: int) -> tuple[int, int] | None:
    """The two nationalities of "Russian and Turkish officials": tokens of both modifiers."""
    tree = scene.tree
    if tree.tags[index] not in {"NNS", "NNPS"} or scene.labels[index] == "PERSON":
        return None
    for child in tree.children[index]:
        if child > index or tree.deps[child] not in {"amod", "compound", "nmod:poss"}:
            continue
        if scene.labels[child] not in {"NORP", "GPE", "ORG"}:
            continue
        for other in tree.children[child]:
            if (
                tree.deps[other] == "conj"
                and child < other < index
                and scene.labels[other] in {"NORP", "GPE", "ORG"}
                and scene.mention_of[other] != scene.mention_of[child]
            ):
                return child, other
    return None


#: Types whose addressee often stands only in the condition: "will not X until Y does Z".
_CONDITIONAL = {"REJECT", "THREATEN"}


def _conditioned(scene: Scene, candidate: Candidate) -> list[int]:
    """Who has to act in the clause that the refusal or threat depends on."""
    tree = scene.tree
    top = candidate.frame.trigger
    for _ in range(3):
        for clause in tree.kids(top, "advcl"):
            marks = {tree.lower[c] for c in tree.children[clause] if tree.deps[c] == "mark"}
            if not marks & {"until", "unless", "if", "before"}:
                continue
            inner = verb_frame(tree, clause)
            subjects = [i for i in inner.subj if actor_like(scene, i)]
            known = subjects and subjects[0] not in candidate.frame.subj
            if known and tree.lower[subjects[0]] not in _THIRD_PERSON:
                return subjects
        below = tree.kid(top, "xcomp", "ccomp")
        if below is None:
            return []
        top = below
    return []


def _next_named(
    scene: Scene, start: int, reach: int, labels: set[str], subjects: Sequence[int]
) -> list[int]:
    """Head of the next named thing after ``start`` in its clause."""
    tree = scene.tree
    last = min(tree.sentences[tree.sentence_of[start]][1], start + 1 + reach)
    for index in range(start + 1, last):
        if tree.pos[index] == "VERB" and tree.kid(index, "nsubj", "nsubj:pass") is not None:
            return []
        if scene.labels[index] in labels:
            head = index
            mention = scene.mention_of[index]
            while tree.heads[head] >= 0 and scene.mention_of[tree.heads[head]] == mention:
                head = tree.heads[head]
            if tree.deps[head] in {"amod", "compound", "nmod:desc", "appos", "flat"}:
                above = tree.heads[head]
                if above > start and tree.pos[above] in {"NOUN", "PROPN"}:
                    head = above
            return [head] if head not in subjects and head > start else []
    return []


def _own(scene: Scene, index: int) -> bool:
    """Whether the phrase belongs to whoever acts: "its troops", "their weapons"."""
    tree = scene.tree
    return (
        any(
            tree.deps[c] == "nmod:poss" and tree.lower[c] in {"its", "their", "his", "her", "our"}
            for c in tree.children[index]
        )
        and not scene.labels[index]
    )


def _syntactic_recipients(scene: Scene, candidate: Candidate) -> list[int]:
    frame, rule = candidate.frame, candidate.rule
    iobj = [i for i in frame.iobj if actor_like(scene, i)]
    if candidate.recipients_from and not any(actor_like(scene, i) for i in frame.obj):
        wanted = [i for i in candidate.recipients_from if not _own(scene, i)]
        direct = [i for i in wanted if actor_like(scene, i)]
        named = [*direct, *(n for i in wanted for n in _nested(scene, i))]
        fillers = [i for slot in rule.recipient for i in _slot(scene, candidate, slot)]
        own = [i for i in fillers if actor_like(scene, i)]
        if named and not own:
            return named
        if not own and not rule.recipient and wanted:
            return wanted[-1:]
    if rule.recipient:
        slots = list(rule.recipient)
        if frame.noun and rule.of_role == "recipient" and not frame.obl.get("of"):
            slots.append("poss")
        if frame.noun and frame.obj:
            slots.insert(0, "obj")
        fallback: list[int] = []
        if candidate.event_type == "ASSAULT" and not frame.noun and candidate.consumed is None:
            hit = untimed(scene, frame.obj)
            if hit:
                return [*iobj, *hit]
        for slot in slots:
            fillers = [i for i in _slot(scene, candidate, slot) if i != candidate.consumed]
            direct = [i for i in fillers if actor_like(scene, i)]
            if direct:
                return [*iobj, *direct]
            for filler in fillers:
                nested = _nested(scene, filler, filler != candidate.consumed)
                nested = nested or _tied(scene, filler)
                if nested:
                    return [*iobj, *nested]
            if not fallback:
                fallback = fillers
        if iobj:
            return iobj
        if candidate.consumed is not None:
            # Of what is refused or backed, whose it is comes before what it is for.
            whose = candidate.event_type in {"REJECT", "SUPPORT"}
            nested = _nested(scene, candidate.consumed, whose)
            nested = nested or _nested(scene, candidate.consumed, False)
            if not nested and candidate.event_type in {"SUPPORT", "ACCUSE"}:
                nested = [i for slot in rule.recipient for i in frame.object_obl.get(slot, [])]
            nested = nested or _nested(scene, candidate.consumed)
            if nested:
                return nested
        if fallback and fallback != frame.obj:
            return fallback
        if candidate.recipients_from:
            return candidate.recipients_from
        near = _nearby(scene, candidate, slots) if not frame.passive else []
        if near:
            return near
        if candidate.match is not None and candidate.match.by_object:
            rest = [i for i in frame.obj if i != candidate.consumed]
            if rest:
                return rest
            if candidate.consumed is not None and candidate.event_type in _ABOUT:
                return [candidate.consumed]
            return []
        if fallback:
            return fallback
    if frame.noun:
        if candidate.event_type is None:
            return _about(scene, candidate)
        return frame.obj
    direct = [i for i in frame.obj if i != candidate.consumed]
    if candidate.event_type is None:
        for slot in ("to", "with", "from", "against", "for"):
            direct.extend(i for i in frame.obl.get(slot, []) if actor_like(scene, i))
        given = _GIVEN.get(scene.tree.lemmas[frame.trigger], ())
        for slot in ("into", "onto", *given):
            direct.extend(i for i in _things(scene, frame, slot) if i not in direct)
        if not direct and not iobj:
            direct = next((found for s in _THEMES if (found := _things(scene, frame, s))), [])
    elif not any(actor_like(scene, i) for i in (*iobj, *direct)):
        named = [
            i
            for slot in ("to", "with", "from", "against", "for")
            for i in _towards(scene, frame, slot)
        ]
        return named or [*iobj, *direct]
    return [*iobj, *direct]


#: Prepositions that bring a verb's second object: "supplied X with jets", "rid X of Y".
_GIVEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("supply", "provide", "equip", "replace", "fit", "furnish", "present", "load", "arm"),
        ("with",),
    ),
    **dict.fromkeys(("rid", "strip", "divest", "deprive", "rob", "relieve"), ("of",)),
    **dict.fromkeys(("exchange", "swap", "trade", "substitute", "mistake"), ("for",)),
    **dict.fromkeys(("rename", "convert", "change", "switch", "transfer", "promote"), ("to",)),
    **dict.fromkeys(("build", "make", "carve", "assemble"), ("out of", "from")),
}


def _towards(scene: Scene, frame: Frame, slot: str) -> list[int]:
    """Whom a preposition of the verb, or of its object, names: "offer buyouts to workers"."""
    fillers = frame.obl.get(slot, []) or frame.object_obl.get(slot, [])
    return [i for i in untimed(scene, fillers) if actor_like(scene, i)]


#: Prepositions that say what a verb without an object, or a noun, is about.
_THEMES = ("for", "to", "of", "on", "about", "with", "into", "from", "by", "between")


def _things(scene: Scene, frame: Frame, slot: str) -> list[int]:
    """What ``slot`` names beside times and places."""
    return [
        i for i in untimed(scene, frame.obl.get(slot, [])) if scene.labels[i] not in PLACE_LABELS
    ]


#: What says how large or of what kind an event is, and not what it is about.
_MEASURES = {"magnitude", "size", "strength", "kind", "sort", "type", "year", "month", "week",
             "day", "scale", "length", "duration"}  # fmt: skip


def _about(scene: Scene, candidate: Candidate) -> list[int]:
    """What an event noun without a type is about: "orders for jets", "contract discussions"."""
    tree, frame = scene.tree, candidate.frame
    found = [*frame.obj, *frame.obl.get("of", [])]
    found = [i for i in found if tree.lemmas[i] not in _MEASURES]
    for slot in ("for", "to", "with", "from"):
        found.extend(i for i in _things(scene, frame, slot) if i not in found)
    found.extend(
        i
        for i in frame.mods
        if (tree.deps[i] == "compound" and tree.pos[i] == "NOUN" and not scene.labels[i]
            and not actor_like(scene, i))
        or (tree.lemmas[frame.trigger] in FIGURES and scene.labels[i] in {"PERCENT", "MONEY"}
            and tree.pos[i] != "NUM")
    )  # fmt: skip
    return found


def _is_time(scene: Scene, token: int) -> bool:
    mention = scene.mention(token)
    return mention is not None and mention.label in ("DATE", "TIME")


def _predicate(scene: Scene, candidate: Candidate) -> str:
    tree, frame = scene.tree, candidate.frame
    if frame.light is not None:
        return f"{tree.lemmas[frame.light]} {tree.lemmas[frame.trigger]}"
    if frame.noun:
        return tree.lemmas[frame.trigger]
    words = [tree.lemmas[frame.trigger]]
    extra = list(candidate.rule.words[1:])
    for index in frame.particles:
        if tree.deps[index] == "compound:prt" and tree.lower[index] not in extra:
            extra.insert(0, tree.lower[index])
    words.extend(extra)
    noun = candidate.consumed
    if noun is not None and tree.lemmas[noun] not in words and not _is_time(scene, noun):
        words.append(tree.lemmas[noun])
    return " ".join(words)


def _trigger(scene: Scene, candidate: Candidate) -> tuple[int, int]:
    """Token bounds of the words that name the event, end exclusive."""
    tree, frame = scene.tree, candidate.frame
    first = last = frame.trigger
    if frame.light is not None:
        if 0 < frame.trigger - frame.light <= 4:
            first = frame.light
    elif not frame.noun:
        for index in frame.particles:
            if tree.deps[index] == "compound:prt" and index == last + 1:
                last = index
    return first, last + 1


def _mode(scene: Scene, candidate: Candidate, first: int, last: int) -> str | None:
    """The rule's mode, else the one that the words of the event's clause tell."""
    if candidate.mode is not None or candidate.event_type is None:
        return candidate.mode
    tree = scene.tree
    words: set[str] = set()
    for index in range(first, last):
        words.update((tree.lemmas[index], tree.lower[index]))
        if index + 1 < last:
            words.add(f"{tree.lower[index]}-{tree.lower[index + 1]}")
        if index + 2 < last and tree.lower[index + 1] == "-":
            words.add(f"{tree.lower[index]}-{tree.lower[index + 2]}")
    for mode, telling in scene.lexicon.modes.get(candidate.event_type, ()):
        if words & telling:
            return mode
    return None


def _contexts(scene: Scene, candidate: Candidate, first: int, last: int) -> list[str]:
    """PLOVER contexts of the code and of the words in the event's clause."""
    if candidate.event_type is None:
        return []
    ontology = load_ontology()
    found = list(candidate.contexts)
    code = ontology.cameo.get(candidate.cameo) if candidate.cameo is not None else None
    if code is not None:
        found.extend(code.contexts)
    tree, contexts = scene.tree, scene.lexicon.contexts
    for index in range(first, last):
        for key in (tree.lemmas[index], tree.lower[index]):
            found.extend(contexts.get(key, ()))
        if index + 1 < last:
            found.extend(contexts.get(f"{tree.lower[index]}-{tree.lower[index + 1]}", ()))
    return [name for name in ontology.contexts if name in set(found)]


#: A list of hundreds of names says nothing about any one of them.
MAX_PARTICIPANTS = 24
#: Whoever asks does not ask themselves.
_OURSELVES = {"we", "us", "i", "me"}
_POSSESSIVE = {"his", "her", "its", "their", "my"}
_THIRD_PERSON = {"he", "she", "they", "it", "its", "his", "her", "their", "him", "them"}


def _people(
    scene: Scene,
    indices: list[int],
    candidate: Candidate,
    options: EventOptions,
    titles: Titles,
) -> list[Participant]:
    tree = scene.tree
    result: list[Participant] = []
    seen: set[tuple[int, int, str | None]] = set()
    for index in indices[:MAX_PARTICIPANTS]:
        if not _usable(scene, index) or tree.lower[index] in {"you", "your", "yours"}:
            continue
        if tree.lower[index] in _OURSELVES and index in candidate.recipients_from:
            continue
        participant = resolve(scene, index, options.actors, titles)
        linked = named_by_references(scene, index, participant, titles)
        if linked != [participant]:
            for each in linked:
                key = (each.start, each.end, each.entity_id)
                if key not in seen:
                    seen.add(key)
                    result.append(each)
            continue
        told = tree.lower[index] in _THIRD_PERSON and not in_direct_quote(scene, index)
        if participant.name is None and told:
            # In what somebody is reported to say, a pronoun is mostly the speaker.
            for voice in _speaker_of(scene, candidate.frame.trigger)[:1]:
                if voice != index and not is_pronoun(scene, voice):
                    named = resolve(scene, voice, options.actors, titles)
                    participant = participant._replace(
                        entity_id=named.entity_id,
                        name=named.name or named.text,
                        country=named.country,
                        sectors=named.sectors,
                    )
        for each in _split(scene, index, participant):
            key = (each.start, each.end, each.entity_id)
            if key not in seen:
                seen.add(key)
                result.append(each)
    return result


def _split(scene: Scene, index: int, whole: Participant) -> list[Participant]:
    """ "Russian and Turkish officials" are two sides, each with a country of its own."""
    sides = _sides(scene, index)
    if sides is None:
        return _split_countries(scene, index, whole) or _split_people(scene, whole)
    tree = scene.tree
    one, other = (scene.mention(i) for i in sides)
    if one is None or other is None or one.start < whole.start or other.end > whole.end:
        return [whole]
    text = scene.article.text or ""
    end = tree.ends[index]
    return [
        whole._replace(
            text=one.text, end=one.end, start=one.start, entity_id=one.entity_id, name=one.name,
            country=one.country,
        ),
        whole._replace(
            text=text[other.start : end] if text else other.text, start=other.start, end=end,
            entity_id=other.entity_id, name=other.name, country=other.country,
        ),
    ]  # fmt: skip


def _split_countries(scene: Scene, index: int, whole: Participant) -> list[Participant]:
    """ "The leaders of France, Germany and Italy" are of three countries; [] where it is one."""
    text = scene.article.text or ""
    found: list[Participant] = []
    for mention in _countries_of(scene, index) if whole.entity_id is None else ():
        start = mention.start if found else whole.start
        words = text[start : mention.end] if text else mention.text
        found.append(
            whole._replace(text=words, start=start, end=mention.end, country=mention.country)
        )
    return found


def _countries_of(scene: Scene, index: int) -> list[EntityMention]:
    """The places named side by side behind a plural: "the leaders of France and Italy"."""
    tree = scene.tree
    if tree.tags[index] not in {"NNS", "NNPS"}:
        return []
    for child in tree.children[index]:
        if tree.deps[child] != "nmod" or preposition(tree, child) not in {"of", "from", "in"}:
            continue
        named = [scene.mention(i) for i in conjuncts(tree, child)]
        places = [m for m in named if m is not None and m.label == "GPE" and m.country]
        if len(named) > 1 and len({m.country for m in places}) == len(named):
            return places
    return []


def _split_people(scene: Scene, whole: Participant) -> list[Participant]:
    """ "Envoy X and Minister Y" are two people, also where the parse took them for one name."""
    tree = scene.tree
    inside = range(bisect_left(tree.starts, whole.start), bisect_left(tree.starts, whole.end))
    joint = [i for i in inside if tree.lower[i] == "and"]
    if len(joint) != 1:
        return [whole]
    at = joint[0]
    people = [scene.mention_of[i] for i in inside if scene.labels[i] == "PERSON"]
    before = [m for m in people if scene.mentions[m].end <= tree.starts[at]]
    after = [m for m in people if scene.mentions[m].start > tree.starts[at]]
    if not before or not after or tree.ends[at - 1] > whole.end:
        return [whole]
    one, other = scene.mentions[before[-1]], scene.mentions[after[-1]]
    if one.end != tree.ends[at - 1] or other.end != whole.end:
        return [whole]
    text, offset = whole.text, whole.start
    middle = tree.starts[at + 1]
    return [
        whole._replace(
            text=text[: one.end - offset], end=one.end, entity_id=one.entity_id, name=one.name
        ),
        whole._replace(
            text=text[middle - offset :], start=middle, entity_id=other.entity_id,
            name=other.name, country=other.country or whole.country,
        ),
    ]  # fmt: skip


def _event(
    scene: Scene,
    candidate: Candidate,
    options: EventOptions,
    titles: Titles,
    trust: float | None,
) -> Event | None:
    tree, frame = scene.tree, candidate.frame
    ontology = load_ontology()
    actor_heads = _actors(scene, candidate)
    recipient_heads = [i for i in _recipients(scene, candidate) if i not in actor_heads]
    if not actor_heads and not recipient_heads and candidate.consumed is not None:
        recipient_heads = [candidate.consumed]  # "supplies will be sent": nobody else is told of
    actors = _people(scene, actor_heads, candidate, options, titles)
    recipients = [
        p
        for p in _people(scene, recipient_heads, candidate, options, titles)
        if all((p.start, p.end) != (a.start, a.end) for a in actors)
    ]
    acting = {p.entity_id for p in actors} - {None}
    recipients = [
        p for p in recipients if p.entity_id not in acting or p.text.lower() not in _POSSESSIVE
    ]  # "Marlow broke his fast": nothing is done to anybody else
    first, last = _trigger(scene, candidate)
    start, end = tree.starts[first], tree.ends[last - 1]
    evidence_first, evidence_last = evidence(scene, frame)
    dates = event_date(scene, frame, candidate.modality)
    mode = candidate.modality
    if mode == "asserted" and is_historical(scene, dates):
        mode = "historical"
    taken = {scene.mention_of[i] for i in (*actor_heads, *recipient_heads)} - {-1}
    source = attribution(scene, frame)
    attributed: str | None = None
    if isinstance(source, str):
        attributed = source
    elif source is not None and source not in actor_heads and not is_pronoun(scene, source):
        person = resolve(scene, phrase_head(tree, source), options.actors, titles)
        attributed = person.name or person.text
    predicate = _predicate(scene, candidate)
    article_id = scene.article.article_id
    cameo = candidate.cameo if candidate.event_type is not None else None
    text = scene.article.text
    told_mode = _mode(scene, candidate, evidence_first, evidence_last)
    return Event(
        event_id=stable_id(article_id, start, end, predicate),
        sentence_index=tree.sentence_of[frame.trigger],
        start=tree.starts[evidence_first],
        end=tree.ends[evidence_last - 1],
        trigger=text[start:end] if text else " ".join(tree.words[first:last]),
        trigger_start=start,
        trigger_end=end,
        predicate=predicate,
        event_class=class_of(candidate.event_type, told_mode, predicate),
        event_type=candidate.event_type,
        mode=told_mode,
        contexts=tuple(_contexts(scene, candidate, evidence_first, evidence_last)),
        cameo_code=cameo,
        quad_class=ontology.quad_class(candidate.event_type),
        goldstein=ontology.goldstein(cameo),
        actors=tuple(actors),
        recipients=tuple(recipients),
        event_date_start=dates.start,
        event_date_end=dates.end,
        event_date_text=dates.text,
        event_date_precision=date_precision(dates),
        place=event_place(scene, frame, taken),
        negated=candidate.negated,
        modality=mode,
        attributed_to=attributed,
        confidence=_confidence(candidate, actors, recipients, dates.trust, trust),
    )


#: The head overrules the rules only where it is this sure and gives their type no more than that.
RETYPE_ABOVE = 0.6
RETYPE_BELOW = 0.25
#: It names the type of what the rules left without one from this on.
TYPE_ABOVE = 0.8
#: What the probability of the type is worth without an explicit actor and recipient.
LONE_FACTOR = 0.8


def _learned(
    scene: Scene, candidates: list[Candidate], tensor: npt.NDArray[np.float32]
) -> list[float | None]:
    """Probability of each coded candidate's type; the type itself where the head is surer."""
    model = load_head()
    trusts: list[float | None] = [None] * len(candidates)
    if model is None or not candidates:
        return trusts
    heads = []
    for candidate in candidates:
        actors = _actors(scene, candidate)
        heads.append((set(actors), {i for i in _recipients(scene, candidate) if i not in actors}))
    wide = tensor.ndim == 2 and len(tensor) == len(scene.tree.words)
    for index, candidate in enumerate(candidates):
        who, whom = _pair(scene, candidate, *heads[index])
        paired = bool(who) and bool(whom)
        if candidate.event_type is None and not (paired and _typable(scene, candidate, who, whom)):
            continue
        trigger = candidate.frame.trigger
        sentence = scene.tree.sentence_of[trigger]
        found = features(scene, candidates, index, heads, who, whom, sentence)
        state = states(tensor, scene, trigger, who, whom, sentence) if wide else None
        chances = model.probabilities(found, state)
        own = merged_type(candidate.event_type)
        best = decide(chances)
        if candidate.event_type is None:
            if best == "NONE" or chances[best] < TYPE_ABOVE:
                continue
            _retype(candidate, best)
            own = best
        elif (
            paired
            and best not in {own, "NONE"}
            and chances[best] >= RETYPE_ABOVE
            and chances.get(own, 0.0) <= RETYPE_BELOW
            and not (candidate.negated and quad_of(own) > 2)  # "did not object" refuses nothing
        ):
            _retype(candidate, best)
            own = best
        trusts[index] = chances.get(own, 0.0) * (1.0 if paired else LONE_FACTOR)
    return trusts


def _pair(
    scene: Scene, candidate: Candidate, actors: set[int], recipients: set[int]
) -> tuple[set[int], set[int]]:
    """Who and whom as the head was trained: of those who act together the first and the rest."""
    if len(actors) > 1 and not recipients and _mutual(scene, candidate):
        first = min(actors)
        return {first}, actors - {first}
    return actors, recipients


def _typable(scene: Scene, candidate: Candidate, who: set[int], whom: set[int]) -> bool:
    """Whether an event without a rule may be within PLOVER: somebody does it to somebody."""
    return (
        candidate.kind == "event"
        and candidate.match is None
        and not candidate.inside
        and not candidate.frame.noun
        and candidate.modality in {"asserted"}
        and not candidate.negated
        and scene.tree.lemmas[candidate.frame.trigger] not in scene.lexicon.speech
        and any(actor_like(scene, i) for i in who)
        and any(actor_like(scene, i) for i in whom)
    )


def _retype(candidate: Candidate, name: str) -> None:
    """Give the candidate the head's type with the type's own code."""
    candidate.event_type = "CONCEDE" if name == "YIELD" else name
    candidate.kind = "coded"
    candidate.mode = None
    if name == "REJECT":
        candidate.negated = False  # "did not allow" is a refusal: the "not" is in the type
    candidate.cameo = load_ontology().cameo_for(candidate.event_type)
    candidate.contexts = []


def _confidence(
    candidate: Candidate,
    actors: list[Participant],
    recipients: list[Participant],
    date_trust: float,
    trust: float | None,
) -> float:
    """The calibrated probability of the type, or, outside PLOVER, how explicit the evidence is."""
    if trust is not None:
        return round(max(0.05, min(0.98, trust)), 4)
    score = 0.6
    if actors:
        score += 0.12
    if recipients:
        score += 0.08
    if candidate.frame.inherited:
        score -= 0.05
    if candidate.frame.noun and candidate.frame.light is None:
        score -= 0.1
    score += 0.05 * date_trust
    return round(max(0.05, min(0.95, score)), 4)
