"""Tree → `Frame`s: predicates with their arguments, whatever the syntax that carries them.

A frame is one candidate event: a verb, a noun that names an event, or a light verb with its noun
("launched an attack"). Passives, conjuncts, participles, relative and infinitive clauses are
levelled here, so that rules only speak of subj, obj and prepositions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from transforms.extract.dependencies import Tree

__all__ = ["Frame", "conjuncts", "noun_frame", "phrase_head", "purposes", "verb_frame"]

_DASHES = {"--", "-", "–", "—", ":"}
_RELATIVE = {"who", "which", "that", "whom", "whose"}
_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "SYM", "X"}
#: Verbs whose infinitive is done by their object: "asked X to leave".
_OBJECT_CONTROL = {
    "ask", "order", "urge", "tell", "force", "allow", "permit", "enable", "persuade", "convince",
    "warn", "invite", "request", "press", "pressure", "compel", "require", "advise", "encourage",
    "get", "let", "make", "help", "want", "expect", "cause", "lead", "prompt", "instruct", "direct",
    "command", "authorize", "authorise", "call", "see", "watch", "hear", "forbid", "implore", "beg",
    "push", "appoint", "hire", "elect", "choose", "select", "schedule", "set", "assign", "accuse",
    "send", "deploy", "dispatch", "have", "keep", "leave", "bar", "ban", "prevent", "stop", "block",
}  # fmt: skip


@dataclass(slots=True)
class Frame:
    """One predicate; arguments are token indices of phrase heads, conjuncts included."""

    trigger: int
    noun: bool = False
    light: int | None = None  # the light verb of a noun
    subj: list[int] = field(default_factory=list)
    obj: list[int] = field(default_factory=list)
    iobj: list[int] = field(default_factory=list)
    obl: dict[str, list[int]] = field(default_factory=dict)
    comps: list[int] = field(default_factory=list)
    mods: list[int] = field(default_factory=list)
    poss: list[int] = field(default_factory=list)
    particles: list[int] = field(default_factory=list)
    passive: bool = False
    object_obl: dict[str, list[int]] = field(default_factory=dict)  # below the object's noun
    inherited: bool = False  # the subject was taken from another clause


_STATIVE_PASSIVE = {"commit", "oppose", "prepare", "determine", "interest", "concern", "worry",
                    "engage", "dedicate", "dispose", "devote", "resolve", "incline"}  # fmt: skip


def conjuncts(tree: Tree, head: int) -> list[int]:
    """``head`` and the nominals coordinated with it, in text order."""
    found = [head]
    for child in tree.children[head]:
        if tree.deps[child] == "conj" and tree.pos[child] in _NOMINAL:
            found.append(child)
            found.extend(
                c
                for c in tree.children[child]
                if tree.deps[c] == "conj" and tree.pos[c] in _NOMINAL
            )
    return found


#: Heads that only measure what their "of" phrase names.
_QUANTITIES = {
    "number", "group", "some", "tens", "dozens", "dozen", "hundred", "thousand", "million", "score",
    "handful", "majority", "series", "couple", "lot", "one", "two", "three", "many", "all", "most",
    "ten", "part", "both", "several", "each", "none", "round", "wave", "spate", "string", "state",
    "act", "campaign", "kind", "type", "form", "set", "pair", "package", "ton", "amount", "%",
    "percent", "per cent", "percentage", "half", "third", "quarter", "fifth", "rest", "bulk",
    "four", "five", "six", "seven", "eight", "nine",
}  # fmt: skip


def phrase_head(tree: Tree, index: int) -> int:
    """Follow "some of X", "a number of X", "10 of X" to the X that acts."""
    if tree.lemmas[index] in _QUANTITIES:
        for child in tree.children[index]:
            if tree.deps[child] == "nmod" and preposition(tree, child) == "of":
                return child
    return index


#: Bound on every walk along the tree: lists of thousands of names nest as deeply.
MAX_DEPTH = 24


def preposition(tree: Tree, index: int, depth: int = 0) -> str:
    """Lemma of the case marker of ``index``: "of", "because of"; "" without one."""
    for child in tree.children[index]:
        if tree.deps[child] == "case" and tree.lower[child] not in {"'s", "’s", "'", "’"}:
            rest = [tree.lower[c] for c in tree.children[child] if tree.deps[c] == "fixed"]
            return " ".join([tree.lower[child], *rest])
    # "to meet with and help X": the case stands under the conjunct.
    head = tree.heads[index]
    if tree.deps[index] == "conj" and head >= 0:
        return preposition(tree, head, depth + 1) if head < index and depth < MAX_DEPTH else ""
    return ""


def _add_obliques(tree: Tree, index: int, frame: Frame) -> None:
    for child in tree.children[index]:
        label = tree.deps[child]
        if label in {"obl", "nmod", "obl:unmarked", "nmod:unmarked"}:
            name = preposition(tree, child)
            frame.obl.setdefault(name, []).extend(conjuncts(tree, child))


_PASSIVE_AUX = {"be", "been", "being", "is", "are", "was", "were", "get", "got", "gets", "getting"}


def is_passive(tree: Tree, index: int) -> bool:
    if not any(tree.deps[c] in {"aux:pass", "nsubj:pass"} for c in tree.children[index]):
        return False
    helpers = {tree.lower[c] for c in tree.children[index] if tree.deps[c].startswith("aux")}
    # "has freed" is active whatever a parser calls its subject.
    return not helpers & {"has", "have", "had", "'ve", "’ve"} or bool(helpers & _PASSIVE_AUX)


def _referent(tree: Tree, index: int, clause: int) -> int:
    """The noun that a relative pronoun stands for."""
    if tree.lower[index] in _RELATIVE and tree.tags[index] in {"WP", "WDT", "WP$", "IN"}:
        at = clause
        for _ in range(6):
            head = tree.heads[at]
            if head < 0:
                break
            if tree.deps[at].startswith("acl"):
                return _agreeing(tree, index, head)
            at = head
    return index


def _agreeing(tree: Tree, pronoun: int, head: int) -> int:
    """The name behind "of" that "which" stands for where the phrase's head is a person.

    "The chief executive of Lormand, which filed for bankruptcy": Lormand filed.
    """
    if tree.lower[pronoun] != "which" or tree.lemmas[head] not in _POSTS:
        return head
    for child in tree.children[head]:
        named = tree.pos[child] == "PROPN" and head < child < pronoun
        if tree.deps[child] == "nmod" and named and preposition(tree, child) in {"of", "at", "for"}:
            return child
    return head


#: Heads that "which" never stands for.
_POSTS = {
    "executive", "officer", "chief", "president", "chairman", "chairwoman", "director",
    "head", "founder", "leader", "minister", "spokesman", "spokeswoman", "manager", "member",
    "chair", "boss", "owner", "analyst", "official", "employee", "editor", "governor",
    "mayor", "coach", "captain", "secretary",
}  # fmt: skip


def _after_dateline(tree: Tree, subject: int, verb: int) -> int:
    """The real subject where a dateline ("HARARE, Zimbabwe - ") was taken for it."""
    first = tree.sentences[tree.sentence_of[verb]][0]
    dash = next(
        (
            i
            for i in range(subject + 1, min(first + 14, verb))
            # the dash of "a Paris-based firm" ends no dateline
            if tree.lower[i] in _DASHES and tree.ends[i] < tree.starts[i + 1]
        ),
        None,
    )
    if dash is None or subject > first + 2:
        return subject
    for index in range(dash + 1, verb):
        if tree.pos[index] in _NOMINAL and tree.heads[index] <= dash:
            return index
    return subject


#: Papers that speak for whoever issues them: "passed a resolution criticizing X".
_DOCUMENTS = {"statement", "report", "resolution", "letter", "note", "tweet", "message", "bill",
              "motion", "communique", "petition", "memo", "declaration", "speech", "post",
              "comment", "article", "lawsuit", "complaint"}  # fmt: skip


def _issuer(tree: Tree, index: int, depth: int) -> list[int]:
    """Who issues the paper at ``index``: its possessor, or the subject of the verb above it."""
    owners = tree.kids(index, "nmod:poss")
    if owners:
        return conjuncts(tree, owners[0])
    above = tree.heads[index]
    if above >= 0 and tree.pos[above] in {"VERB", "AUX"} and tree.deps[index] == "obj":
        return _subject(tree, above, depth + 1)[0]
    return []


_CITES = {"quote", "cite", "describe", "report", "name", "identify"}
#: "the first woman to lead": she leads.
_RANKED = {"first", "second", "third", "last", "next", "only", "latest", "youngest", "oldest"}


def _subject(tree: Tree, index: int, depth: int = 0) -> tuple[list[int], bool]:
    """Who does ``index``, found up the tree → (heads, whether ``index`` is done to them)."""
    if depth > 8:
        return [], False
    own = [c for c in tree.children[index] if tree.deps[c] in {"nsubj", "nsubj:pass"}]
    if len(own) == 1:
        own = [_after_dateline(tree, own[0], index)]
    if len(own) > 1:  # a parser's slip: the nearest before the verb is the likelier
        before = [c for c in own if c < index]
        joint = len(before) > 1 and tree.lower[before[-2] + 1] in {"and", "&"}
        # "U.S. and Russian envoys": two that the parser did not join
        own = before[-2:] if joint else [before[-1] if before else own[0]]
    if own:
        found = [x for c in own for x in conjuncts(tree, _referent(tree, c, index))]
        return found, any(tree.deps[c] == "nsubj:pass" for c in own)
    label, head = tree.deps[index], tree.heads[index]
    if head < 0:
        return [], False
    if label == "conj" and tree.pos[head] in {"VERB", "AUX", "ADJ", "NOUN"}:
        return _subject(tree, head, depth + 1)
    if label == "xcomp" or (label == "ccomp" and _bare_infinitive(tree, index)):
        objects = tree.kids(head, "obj", "iobj")
        if objects and tree.lemmas[head] in _OBJECT_CONTROL:
            return [x for c in objects for x in conjuncts(tree, c)], False
        if tree.pos[head] in {"VERB", "AUX", "ADJ"}:
            found, _ = _subject(tree, head, depth + 1)
            return found, False
    if label == "advcl" and tree.kid(index, "mark") is None and tree.tags[index] == "VBG":
        return _subject(tree, head, depth + 1)[0], False
    if label in {"advcl", "advcl:relcl"} and tree.pos[head] in {"VERB", "AUX", "ADJ"}:
        mark = tree.kid(index, "mark")
        if mark is not None and tree.lower[mark] == "as" and tree.lemmas[head] in _CITES:
            whom = tree.kids(head, "obj", "iobj") or tree.kids(head, "nsubj:pass")
            return [x for c in whom for x in conjuncts(tree, c)], False  # "quoted him as saying"
        makers = tree.kids(head, "obl:agent")
        if makers and mark is not None and tree.lower[mark] == "to":
            return [x for c in makers for x in conjuncts(tree, c)], False  # who does it to mark it
        if mark is None or tree.lower[mark] in {
            "to", "after", "before", "while", "by", "without", "when", "for", "in", "since", "on",
        }:  # fmt: skip
            return _subject(tree, head, depth + 1)[0], False
    if label in {"acl", "acl:relcl"}:
        if tree.lemmas[head] in _DOCUMENTS and tree.tags[index] == "VBG":
            issuer = _issuer(tree, head, depth)
            if issuer:
                return issuer, False
        if tree.tags[index] == "VBG":
            above = _beside(tree, index, head)
            if above is not None:
                return _subject(tree, above, depth + 1)[0], False
            return conjuncts(tree, head)[:1], False
        if label == "acl" and tree.tags[index] == "VBN":
            return conjuncts(tree, head)[:1], True
        if label == "acl" and tree.tags[index] == "VB":
            if any(tree.lower[c] in _RANKED and c < head for c in tree.children[head]):
                return _lone_predicate(tree, head, depth), False
            # "a plan to attack": whoever has the plan, by possessive or by the verb above.
            owners = tree.kids(head, "nmod:poss")
            if owners and tree.lower[owners[0]] not in {"its", "their", "his", "her"}:
                return conjuncts(tree, owners[0]), False
            above = tree.heads[head]
            verbal = above >= 0 and tree.pos[above] in {"VERB", "AUX"}
            if owners and not (verbal and tree.deps[head] == "obj"):
                return conjuncts(tree, owners[0]), False
            if verbal and tree.lemmas[above] in {"include", "contain", "involve", "comprise"}:
                return [], False  # "the talks included ways to improve": nobody improves yet
            if verbal and tree.deps[head] == "obj":
                return _subject(tree, above, depth + 1)[0], False
    return [], False


#: Nouns whose "of doing" is done by who has or takes them.
_MEANS = {"means", "way", "method", "effort", "bid", "attempt", "plan", "aim", "goal", "hope",
          "intention", "idea", "purpose", "view", "option", "possibility"}  # fmt: skip
#: What only somebody can do who acts: "met the board, saying that ..."
_UTTERED = {"say", "claim", "add", "argue", "cite", "warn", "note", "insist", "complain", "demand",
            "urge", "accuse", "call", "promise", "vow", "hope", "deny", "allege"}  # fmt: skip


def _beside(tree: Tree, index: int, head: int) -> int | None:
    """The clause whose subject does the participle at ``index``, if the noun it hangs on does not.

    "Bought jets as a means of modernising": the buyer modernises. "Protested before the court,
    claiming errors": behind a comma, the participle is the clause's and not the last noun's.
    """
    label, above = tree.deps[head], tree.heads[head]
    while above >= 0 and label in {"nmod", "conj"} and tree.pos[above] in _NOMINAL:
        label, above = tree.deps[above], tree.heads[above]
    if above < 0 or tree.pos[above] not in {"VERB", "AUX"}:
        return None
    if tree.lemmas[head] in _MEANS and label in {"obl", "obj", "nmod", "xcomp"}:
        return above
    apart = tree.lower[index - 1] == ","
    uttered = tree.lemmas[index] in _UTTERED and label == "obj"
    return above if apart and (label == "obl" or uttered) else None


def _shared_agents(tree: Tree, index: int) -> list[int]:
    """ "Chosen and bought by the state": what follows the last participle covers all of them."""
    if any(c > index and tree.deps[c] not in {"conj", "cc", "punct"} for c in tree.children[index]):
        return []  # "dismissed in May and reinstated by a court"
    for child in tree.children[index]:
        if tree.deps[child] != "conj" or tree.tags[child] != "VBN":
            continue
        if tree.kid(child, "nsubj", "nsubj:pass", "obj") is None:
            agents = [x for c in tree.kids(child, "obl:agent") for x in conjuncts(tree, c)]
            if agents:
                return agents
    return []


def _lone_predicate(tree: Tree, index: int, depth: int) -> list[int]:
    """Who "she will be the first woman to lead" is about: the subject of a predicate noun."""
    if any(tree.deps[c] == "cop" for c in tree.children[index]):
        found, _ = _subject(tree, index, depth + 1)
        if found:
            return found
    return [index]


def _bare_infinitive(tree: Tree, index: int) -> bool:
    """ "told airlines not to buy": an infinitive that parsers call a clause of its own."""
    return tree.tags[index] == "VB" and any(
        tree.lower[c] == "to" and tree.deps[c] == "mark" for c in tree.children[index]
    )


def verb_frame(tree: Tree, index: int) -> Frame:
    """Arguments of the verb at ``index``, levelled over voice and clause type."""
    frame = Frame(index)
    lemmas, deps = tree.lemmas, tree.deps
    passive = is_passive(tree, index)
    agents: list[int] = []
    for child in tree.children[index]:
        label = deps[child]
        if label == "obj" and tree.lower[child] == "what":
            for clause in tree.children[child]:
                if deps[clause].startswith("acl"):
                    frame.obj.extend(tree.kids(clause, "obj", "xcomp"))
        elif label == "obj":
            frame.obj.extend(conjuncts(tree, _referent(tree, child, index)))
        elif label == "iobj":
            frame.iobj.extend(conjuncts(tree, child))
        elif label == "obl:agent":
            agents.extend(conjuncts(tree, child))
        elif label in {"ccomp", "xcomp", "csubj"}:
            frame.comps.append(child)
        elif label == "compound:prt" or (label == "advmod" and tree.pos[child] in {"ADP", "ADV"}):
            frame.particles.append(child)
    if frame.iobj and not frame.obj and not frame.comps:
        frame.obj, frame.iobj = frame.iobj, []  # "surprised analysts": nothing else is given
    _add_obliques(tree, index, frame)

    label, head = deps[index], tree.heads[index]
    own_subject = tree.kid(index, "nsubj", "nsubj:pass") is not None
    if not passive and not own_subject and tree.tags[index] in {"VBN", "VBD"}:
        # Conjunct of a passive shares its auxiliary; a participle clause has none.
        if label == "conj" and head >= 0 and tree.tags[index] == "VBN":
            passive = is_passive(tree, head) and not frame.obj
        elif label == "acl" or (label == "advcl" and tree.tags[index] == "VBN"):
            passive = not frame.obj or bool(agents)
    if label in {"acl", "acl:relcl"} and not own_subject and passive and head >= 0:
        frame.obj[:0] = [head]
    else:
        found, _ = _subject(tree, index)
        frame.inherited = bool(found) and not own_subject
        if passive and frame.obj:
            frame.iobj[:0] = found  # "were denied visas"
        elif passive:
            frame.obj = found
        else:
            frame.subj = found
    if passive and lemmas[index] in _STATIVE_PASSIVE and not agents:
        # "is committed to": a state of the subject, nothing done to it.
        passive, frame.subj, frame.obj = False, frame.obj, []
    if not frame.obj and not passive:
        subjects = tree.kids(index, "nsubj")
        if len(subjects) > 1 and subjects[0] < index < subjects[-1]:
            frame.obj = conjuncts(tree, subjects[-1])
    for part in frame.obj:
        for holder in {part, phrase_head(tree, part)}:
            for child in tree.children[holder]:
                if deps[child] == "nmod":
                    name = preposition(tree, child)
                    if name and not (
                        holder == part and name == "of" and holder != phrase_head(tree, part)
                    ):
                        frame.object_obl.setdefault(name, []).extend(conjuncts(tree, child))
    frame.passive = passive
    if passive:
        by = frame.obl.get("by", [])
        agents.extend(c for c in by if lemmas[c] not in {"year", "month", "day", "week"})
        frame.subj = agents or _shared_agents(tree, index)
    if label == "acl:relcl" and head >= 0 and not frame.obj and not passive:
        # Object relative: "the deal (that) they signed".
        relative = any(
            tree.lower[c] in {"who", "which", "that"} and deps[c].startswith("nsubj")
            for c in tree.children[index]
        )
        whose = any(
            tree.deps[g] == "nmod:poss" and tree.lower[g] == "whose"
            for c in tree.children[index]
            for g in tree.children[c]
        )
        if own_subject and not relative and not whose and not frame.comps:
            frame.obj = [head]
    return frame


def purposes(tree: Tree, frame: Frame) -> list[int]:
    """Verbs of the clauses that say what something is done for: "sent experts to examine ..."."""
    return [
        child
        for head in (frame.trigger, *frame.obj)
        for child in tree.children[head]
        if tree.deps[child] in {"advcl", "xcomp", "acl"}
        and any(tree.lower[c] == "to" and tree.deps[c] == "mark" for c in tree.children[child])
    ]


def noun_frame(tree: Tree, index: int) -> Frame:
    """Arguments of the event noun at ``index``: modifiers, possessives and prepositions."""
    frame = Frame(index, noun=True)
    for child in tree.children[index]:
        label = tree.deps[child]
        if label == "nmod:poss":
            frame.poss.extend(conjuncts(tree, child))
        elif label in {"amod", "compound", "nmod:desc", "nummod"} and child < index:
            if any(tree.pos[i] == "ADP" for i in range(child + 1, index)):
                continue  # a parser's slip over "news agency X about air strikes"
            frame.mods.append(child)
            frame.mods.extend(
                c
                for c in tree.children[child]
                if tree.deps[c] in {"conj", "compound", "amod"} and c < index
            )
        elif label in {"acl", "ccomp"}:
            frame.comps.append(child)
    _add_obliques(tree, index, frame)
    if not frame.poss and tree.deps[index] == "conj":
        head = tree.heads[index]
        if head >= 0 and head < index:
            # "Israel's attacks and raids": the possessive covers both.
            for child in tree.children[head]:
                if tree.deps[child] == "nmod:poss":
                    frame.poss.extend(conjuncts(tree, child))
    return frame
