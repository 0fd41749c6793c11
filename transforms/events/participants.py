"""Phrase heads → `Participant`s: span, chain, name, country and PLOVER sectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from schemas.records import Participant
from transforms.events.frames import MAX_DEPTH, phrase_head, preposition, verb_frame
from transforms.events.scene import PLACE_LABELS, Scene

__all__ = ["ActorEntry", "Actors", "actor_like", "doer_of_noun", "resolve"]

#: What a user's own actor file may say of a name: country code and sectors.
ActorEntry = tuple[str | None, tuple[str, ...]]
Actors = Mapping[str, ActorEntry]

_LEFT = {"det", "amod", "compound", "nummod", "nmod:poss", "nmod:desc", "flat", "flat:foreign",
         "goeswith", "det:predet", "advmod", "nmod:unmarked"}  # fmt: skip
_RIGHT = {"flat", "flat:foreign", "flat:name", "goeswith", "fixed", "compound", "nummod",
          "nmod:desc", "appos"}  # fmt: skip
_PRONOUNS = {"i", "we", "you", "he", "she", "it", "they", "him", "her", "them", "me", "us",
             "himself", "herself", "itself", "themselves", "this", "that", "who", "which", "what",
             "those", "these", "one", "his", "its", "their", "my", "our"}  # fmt: skip


class Span(NamedTuple):
    """Token bounds of a noun phrase, end exclusive, and the tokens outside "of" phrases."""

    first: int
    last: int


def phrase_span(scene: Scene, head: int, depth: int = 0) -> Span:
    """The phrase of ``head`` without clauses, appositions set off by commas and conjuncts.

    A title before a name ("special envoy Alexander Lavrentiev") belongs to it, and so does an
    "of" phrase ("the head of the army").
    """
    tree = scene.tree
    first = last = head
    if depth > MAX_DEPTH:
        return Span(first, last + 1)
    for child in tree.children[head]:
        label = tree.deps[child]
        if child < head:
            if label in _LEFT and not _comma_between(scene, child, head):
                first = min(first, _leftmost(scene, child))
        elif (label in _RIGHT and not _comma_between(scene, head, child)) or (
            label == "nmod" and child - last <= 8 and _belongs(scene, head, child)
        ):
            last = max(last, phrase_span(scene, child, depth + 1).last - 1)
    if not scene.labels[head] and last == head:
        for child in tree.children[head]:
            # "Irish airline, Ryanair": the name is part of how the text names it.
            named = scene.labels[child] in {"PERSON", "ORG"}
            if tree.deps[child] == "appos" and named and 0 < child - head <= 6:
                last = max(last, phrase_span(scene, child, depth + 1).last - 1)
    mention = scene.mention(head)
    if mention is not None and mention.label not in {"DATE", "TIME", "CARDINAL", "NORP"}:
        while first > 0 and tree.starts[first - 1] >= mention.start:
            first -= 1
        while last + 1 < len(tree.words) and tree.ends[last + 1] <= mention.end:
            last += 1
    return Span(first, last + 1)


def _belongs(scene: Scene, head: int, child: int) -> bool:
    """Whether the prepositional phrase of ``child`` is part of how ``head`` is named.

    "the head of the army" and "protesters in Serbia" are; what stands beside a name is not.
    """
    name = preposition(scene.tree, child)
    if name in {"of", "for"}:
        return scene.labels[child] not in {"DATE", "TIME"}
    return (
        name in _INSIDE
        and not scene.labels[head]
        and scene.labels[child] in PLACE_LABELS
        and scene.tree.pos[head] == "NOUN"
    )


_INSIDE = {"in", "near", "at", "inside", "outside"}


def _comma_between(scene: Scene, left: int, right: int) -> bool:
    return any(
        scene.tree.lower[i] in {",", ";", "-", "–", "—", "(", ":"} for i in range(left + 1, right)
    )


def _leftmost(scene: Scene, index: int, depth: int = 0) -> int:
    tree = scene.tree
    first = index
    if depth > MAX_DEPTH:
        return first
    for child in tree.children[index]:
        if child < index and tree.deps[child] in _LEFT | {"conj", "cc"}:
            first = min(first, _leftmost(scene, child, depth + 1))
    return first


def actor_like(scene: Scene, index: int) -> bool:
    """Whether ``index`` heads the name of a person, group, state or body, or an agent noun."""
    tree = scene.tree
    head = phrase_head(tree, index)
    label = scene.labels[head]
    if label in {"PERSON", "ORG", "GPE", "NORP"}:
        return True
    if label:
        return False
    if tree.pos[head] == "PROPN" and tree.words[head][:1].isupper():
        return True
    lemma, lower = tree.lemmas[head], tree.lower[head]
    agents = scene.lexicon.agents
    if lemma in agents or lower in agents:
        return True
    if lower in {"he", "she", "they", "him", "her", "them", "we", "us", "who"}:
        return True
    return any(
        scene.labels[child] in {"PERSON", "ORG"}
        and tree.deps[child] in {"appos", "flat", "compound"}
        for child in tree.children[head]
    )


_OFFICIAL = {"GOV", "LEG", "MIL", "JUD", "SPY", "PTY", "REB"}


def word_sectors(scene: Scene, head: int) -> set[str]:
    """Sectors of the words of the phrase headed by ``head``, without resolving it."""
    tree, agents = scene.tree, scene.lexicon.agents
    found: set[str] = set()
    for index in (head, *tree.children[head]):
        if index == head or tree.deps[index] in {"compound", "flat", "appos", "nmod:desc", "amod"}:
            found.update(agents.get(tree.lemmas[index], ()))
            found.update(agents.get(tree.lower[index], ()))
    return found


def is_official(scene: Scene, head: int) -> bool:
    """Whether the phrase names somebody who acts for a state, a party or an armed force."""
    label = scene.labels[head]
    if label == "GPE":
        return True
    if word_sectors(scene, head) & _OFFICIAL:
        return True
    mention = scene.mention(head)
    if label == "PERSON" or (not label and scene.tree.pos[head] == "PROPN"):
        # "Freedonian President Marlow", however the parser hangs the title
        span = phrase_span(scene, head)
        if set(_sectors(scene, span.first, span.last, head)) & _OFFICIAL:
            return True
    if mention is None or label not in {"PERSON", "ORG"}:
        return False
    if mention.text.lower().removeprefix("the ") in scene.lexicon.organizations:
        return True
    key = mention.entity_id or (mention.name or mention.text).lower()
    known = scene.titles.get(key)
    return known is not None and bool(set(known[1]) & _OFFICIAL)


#: Words that say nothing about a body that has them in its name ("General Motors").
_RANKS = {"general", "major", "captain", "marshal", "king", "prince", "queen", "crown", "president",
          "pilot", "men", "man", "people", "family", "fleet", "boy", "boys", "girls", "child",
          "mother", "union", "star", "party", "parties", "media", "force", "forces", "jet",
          "jets"}  # fmt: skip


def _sectors(scene: Scene, first: int, last: int, head: int) -> list[str]:
    """Sectors that the words of a phrase name; the head's own word counts first."""
    tree, agents = scene.tree, scene.lexicon.agents
    found: list[str] = []
    # "Palestinians of the West Bank" are no bankers.
    words, lemmas = [], []
    for index in range(first, last):
        mention = scene.mention(index)
        placed = index != head and mention is not None and mention.label in PLACE_LABELS
        placed = placed and mention is not None and mention.start != tree.starts[index]
        words.append("" if placed else tree.lower[index].strip("."))
        lemmas.append("" if placed else tree.lemmas[index])

    def add(key: str) -> bool:
        if key not in agents:
            return False
        for sector in agents[key]:
            if sector not in found:
                found.append(sector)
        return True

    at = len(words)
    # Longest phrase first, from the right: the last noun of a title says what it is.
    while at > 0:
        for length in (4, 3, 2, 1):
            start = at - length
            if start < 0:
                continue
            ranked = scene.labels[first + start] == "ORG" and words[start] in _RANKS
            if (length == 1 and ranked and at - start < last - first) or (
                length == 1
                and scene.labels[first + start] == "PERSON"
                and words[start] not in agents
            ):
                continue
            if add("-".join(words[start:at])) or (length == 1 and add(lemmas[start])):
                at = start
                break
        else:
            at -= 1
    if "ELI" in found and len(found) > 1:
        found = ["ELI", *[s for s in found if s not in {"ELI", "GOV"}]]
    return found


def _longest(words: Sequence[str], actors: Actors) -> ActorEntry | None:
    """What a user's list says of the longest run of ``words`` that it has, the last of equals."""
    for length in range(min(6, len(words)), 0, -1):
        for at in range(len(words) - length, -1, -1):
            entry = actors.get(" ".join(words[at : at + length]))
            if entry is not None:
                return entry
    return None


def resolve(
    scene: Scene,
    head: int,
    actors: Actors | None = None,
    titles: Mapping[str, tuple[str | None, tuple[str, ...]]] | None = None,
) -> Participant:
    """Describe the phrase headed by ``head``.

    ``titles`` carries what earlier mentions of a chain said ("President Vladimir Putin" makes a
    later "Putin" RUS GOV); ``actors`` is a user's own list of names and wins over everything.
    """
    tree, lexicon = scene.tree, scene.lexicon
    first, last = phrase_span(scene, head)
    start, end = tree.starts[first], tree.ends[last - 1]
    text = scene.article.text[start:end] if scene.article.text else ""
    if not text:
        text = " ".join(tree.words[first:last])
    core = phrase_head(tree, head)
    mention = scene.mention(core)
    if mention is None:
        for child in tree.children[core]:
            if tree.deps[child] in {"appos", "flat", "nmod:desc", "compound"}:
                other = scene.mention(child)
                if other is not None and other.label in {"PERSON", "ORG"} and child > core:
                    mention = other
                    break
    entity_id = mention.entity_id if mention is not None else None
    name = mention.name if mention is not None else None
    country = mention.country if mention is not None else None
    sectors: list[str] = []

    # Named bodies: the mention, then every run of words of the phrase.
    keys = [mention.text.lower(), (mention.name or "").lower()] if mention is not None else []
    keys.append(text.lower())
    found: ActorEntry | None = None
    for key in keys:
        key = key.removeprefix("the ").removesuffix("'s").removesuffix("’s")
        if actors is not None and key in actors:
            found = actors[key]
            break
        if key in lexicon.organizations:
            found = lexicon.organizations[key]
            break
    if found is None and actors is not None:
        # "Northland soldiers in Southland": what stands before the head says whose they are.
        found = _longest(tree.lower[first : core + 1], actors) if first <= core < last else None
        found = found or _longest(tree.lower[first:last], actors)
    if found is not None:
        country = found[0] or country
        sectors.extend(found[1])
    for sector in _sectors(scene, first, last, core):
        if sector not in sectors:
            sectors.append(sector)
    # Appositions carry titles: "Maria Zakharova, Foreign Ministry spokeswoman".
    for child in tree.children[core]:
        if tree.deps[child] == "appos":
            inner = phrase_span(scene, child)
            for sector in _sectors(scene, inner.first, inner.last, child):
                if sector not in sectors:
                    sectors.append(sector)
            country = country or _country_in(scene, inner.first, inner.last)
    ethnic = any(tree.lower[c] == "ethnic" for c in tree.children[core])
    if ethnic:
        country = None  # "ethnic Danes" live elsewhere
    # The phrase's own adjective or possessor: "Russian officials", "Israel's Foreign Ministry".
    if not ethnic and (mention is None or mention.label != "GPE"):
        named = _country_in(scene, first, last)
        if named is not None and (country is None or mention is None or mention.label == "PERSON"):
            country = named
    if country is None or mention is None or mention.label != "GPE":
        # Leaders are known by name; recognizers take a bare "Putin" for a place now and then.
        word = tree.lower[core]
        names = [mention.text.lower(), (mention.name or "").lower()] if mention is not None else []
        last = next((c for c in reversed(tree.children[core]) if tree.deps[c] == "flat"), core)
        names += [word, f"{word} {tree.lower[last]}", tree.lower[last]]
        if tree.pos[core] == "PROPN" or mention is not None:
            for name_key in names:
                leader = lexicon.leaders.get(name_key.removesuffix("'s").removesuffix("’s"))
                if leader is not None and (mention is None or mention.label != "ORG"):
                    country = leader
                    if "GOV" not in sectors:
                        sectors.insert(0, "GOV")
                    break
    if country is None:
        # "protesters in Serbia", "officials at Israel's Foreign Ministry"
        for child in tree.children[core]:
            if tree.deps[child] == "nmod" and preposition(tree, child) in _HOME:
                inner = phrase_span(scene, child)
                country = _country_in(scene, inner.first, inner.last, (*_HOME, "loc"))
                if country is not None:
                    break
    if country is None and mention is None and tree.deps[core] == "conj":
        country = _shared_country(scene, core)
    if country is None or not sectors:
        key = entity_id or (name or text).lower()
        known = (titles or {}).get(key)
        if known is not None:
            country = country or known[0]
            if not sectors:
                sectors.extend(known[1])
    if mention is not None and mention.label == "GPE" and not sectors:
        sectors = ["GOV"] if mention.text.lower() in lexicon.metonyms else []
    return Participant(text, start, end, entity_id, name, country, tuple(sectors))


def _shared_country(scene: Scene, index: int) -> str | None:
    """ "Danish media and police": the adjective covers a bare noun behind "and" too."""
    tree = scene.tree
    own = {"det", "nmod:poss", "amod", "compound", "nummod", "nmod"}
    head = tree.heads[index]
    if tree.pos[index] != "NOUN" or any(tree.deps[c] in own for c in tree.children[index]):
        return None
    for child in tree.children[head]:
        if child < head and tree.deps[child] in {"amod", "compound", "nmod:poss"}:
            mention = scene.mention(child)
            if mention is not None and mention.label in {"NORP", "GPE"}:
                return mention.country
    return None


#: Prepositions behind which somebody's country is named.
_HOME = ("in", "of", "from", "near", "at")


def _country_in(scene: Scene, first: int, last: int, extra: tuple[str, ...] = ()) -> str | None:
    """Country of the first nationality, state, leader or body named inside the phrase.

    What follows "for" or "to" is the errand, not the origin: an envoy for Syria is no Syrian.
    """
    tree, lexicon = scene.tree, scene.lexicon
    labels = {"NORP", "GPE", "ORG"} | ({"LOC"} if extra else set())
    for index in range(first, last):
        if tree.lower[index] in {"for", "to", "on"} and tree.deps[index] == "case":
            break
        if tree.pos[index] == "PROPN":
            leader = lexicon.leaders.get(tree.lower[index])
            if leader is not None:
                return leader
        mention = scene.mention(index)
        if mention is not None and mention.country and mention.label in labels:
            return mention.country
        if tree.words[index][:1].isupper():
            for length in (3, 2, 1):
                key = " ".join(tree.lower[index : min(index + length, last)])
                entry = lexicon.organizations.get(key)
                if entry is not None and entry[0]:
                    return entry[0]
    return None


#: Verbs whose subject does, or undergoes, what their object names: "reported a loss".
_DOES = {
    "make", "negotiate", "agree", "complete", "plan", "suffer", "secure", "win", "seek",
    "offer", "begin", "start", "continue", "delay", "postpone", "cancel", "resume", "launch",
    "conduct", "hold", "stage", "face", "undergo", "finalize", "finalise", "conclude",
    "pursue", "experience", "give", "do", "incur", "mark", "celebrate", "sign", "score",
    "file", "lose", "expand", "consider", "weigh", "prepare", "attempt", "scrap", "shelve",
    "repeat", "take", "have", "carry", "perform", "deliver", "issue", "release", "publish",
    "enter", "execute", "wage", "lead", "lodge", "mount",
}  # fmt: skip
#: Verbs that tell of what their subject will do, unless it just happens to people.
_TELLS = {"announce", "unveil", "present", "outline", "propose", "detail"}
_HAPPENS = {"death", "accident", "crash", "fire", "explosion", "blast", "theft", "robbery", "birth",
            "injury", "casualty", "disappearance", "arrest", "attack", "verdict", "ruling",
            "election", "result", "winner", "outbreak", "flood", "earthquake", "storm",
            "appointment", "dismissal", "retirement", "victory", "defeat"}  # fmt: skip
#: Verbs that give the subject's own figures: "posted a loss"; of anything else they only tell.
_BOOKS = {"report", "post", "record", "reveal", "register", "book", "see", "show"}
FIGURES = {"loss", "profit", "gain", "decline", "drop", "increase", "rise", "fall", "growth",
            "surge", "slump", "cut", "sale", "revenue", "earnings", "shortfall", "shipment",
            "output", "jump", "decrease", "plunge", "deficit", "surplus", "delivery",
            "order"}  # fmt: skip


_SPOKEN = {"interview", "speech", "address", "testimony", "briefing", "sermon", "lecture"}


def doer_of_noun(scene: Scene, index: int) -> list[int]:
    """Who does what the noun at ``index`` names, where a verb above lends its own subject.

    "The airline has negotiated the purchase of 22 jets": the airline purchases. Only verbs of
    which that is true count; whoever condemns an attack does not attack.
    """
    tree = scene.tree
    at = index
    for _ in range(3):
        label, head = tree.deps[at], tree.heads[at]
        if head < 0:
            return []
        case = preposition(tree, at) if label == "obl" else ""
        if case in {"in", "at", "during"} and tree.lemmas[index] in _SPOKEN:
            # "in an interview with X, Y said": Y gives it
            known = tree.pos[head] == "VERB" and tree.lemmas[head] in scene.lexicon.speech
            return list(verb_frame(tree, head).subj) if known else []
        headline = label in {"ccomp", "xcomp"} and tree.lemmas[head] in {"agree", "plan", "seek"}
        if (label in {"obj", "nsubj:pass"} or headline) and tree.pos[head] == "VERB":
            verb, noun = tree.lemmas[head], tree.lemmas[index]
            if not (
                verb in _DOES
                or (verb in _TELLS and noun not in _HAPPENS)
                or (verb in _BOOKS and noun in FIGURES)
            ):
                return []
            frame = verb_frame(tree, head)
            return list(frame.subj) if index not in frame.subj else []
        if label != "conj" and not (label == "nmod" and phrase_head(tree, head) == at):
            return []
        at = head
    return []


def is_pronoun(scene: Scene, index: int) -> bool:
    """Whether ``index`` is a pronoun that names nobody by itself."""
    return scene.tree.lower[index] in _PRONOUNS
