"""Frame → whether it happened (negation, modality), who says so, when and where."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from schemas.records import EntityMention, Place
from transforms.events.frames import MAX_DEPTH, Frame, is_passive, preposition
from transforms.events.participants import actor_like, phrase_span
from transforms.events.scene import PLACE_LABELS, TIME_LABELS, Scene

__all__ = ["EventDate", "attribution", "date_precision", "event_date", "event_place", "modality",
           "negated"]  # fmt: skip

_NEGATIONS = {"not", "n't", "n’t", "never", "no", "without", "neither", "nor", "hardly", "barely",
              "cannot", "nobody", "none", "nothing"}  # fmt: skip
_FUTURE_AUX = {"will", "'ll", "’ll", "shall", "wo", "gonna"}
_UNSURE_AUX = {"would", "could", "may", "might", "can", "should", "must", "ca", "'d", "ought"}
_CONDITIONS = {"if", "unless", "whether", "lest", "until"}
#: Heads whose infinitive lies ahead.
_FUTURE_HEADS = {
    "plan", "intend", "set", "slate", "schedule", "expect", "due", "agree", "promise", "pledge",
    "vow", "decide", "prepare", "about", "likely", "ready", "poise", "announce", "commit", "aim",
    "going", "go", "be", "swear", "volunteer", "offer", "book", "order", "arrange", "bind", "sure",
    "certain", "hope",
}  # fmt: skip
#: Heads whose infinitive or clause may never come true.
_UNSURE_HEADS = {
    "want", "hope", "wish", "ask", "urge", "demand", "call", "request", "seek", "consider", "try",
    "attempt", "threaten", "propose", "suggest", "recommend", "refuse", "decline", "fail", "need",
    "require", "encourage", "press", "beg", "warn", "plead", "appeal", "fear", "able", "willing",
    "unable", "like", "allow", "permit", "authorize", "invite", "advise", "mean", "aim",
    "reject", "deny", "prevent", "bar", "ban", "avoid", "stop", "deter", "prohibit", "block",
    "doubt", "force", "possible", "impossible", "eager", "reluctant", "keen",
    "accuse", "suspect", "charge", "allege", "expect", "lobby", "vote", "argue", "afraid", "plot",
    "conspire", "struggle", "afford", "oppose", "favor", "favour", "support", "insist", "push",
}  # fmt: skip
#: Heads that make their infinitive a fact.
_FACT_HEADS = {
    "begin", "start", "continue", "manage", "help", "force", "go", "get", "proceed", "use", "rush",
    "finish", "come", "return", "move", "keep", "cease", "make", "let", "lead", "cause", "see",
}  # fmt: skip
_NEGATIVE_HEADS = {"refuse", "decline", "fail", "deny", "prevent", "avoid", "stop", "bar",
                   "prohibit", "unable", "reluctant", "block", "deter"}  # fmt: skip
_UNSURE_ADJECTIVES = {"possible", "potential", "alleged", "proposed", "likely", "hypothetical",
                      "would-be", "attempted", "suspected", "any", "supposed", "threatened",
                      "failed", "reported"}  # fmt: skip
_FUTURE_ADJECTIVES = {"planned", "upcoming", "future", "forthcoming", "next", "scheduled",
                      "coming", "looming", "imminent", "expected", "anticipated",
                      "prospective"}  # fmt: skip
#: Days after which an event counts as told for background.
HISTORICAL_DAYS = 366


#: Prepositions that take their event for a fact: "after the downing of".
_SETTLED = {"after", "following", "since", "amid", "despite", "because of", "over", "during",
            "due to", "in response to", "in the wake of", "as a result of", "about"}  # fmt: skip


_REPEATED = {"repeatedly", "often", "regularly", "frequently", "always", "usually", "ever",
             "previously", "formerly", "once", "long"}  # fmt: skip


class EventDate(NamedTuple):
    """First and last day (ISO), the expression that gave them, and how sure that is (0 to 1)."""

    start: str | None
    end: str | None
    text: str | None
    trust: float


def _auxiliaries(scene: Scene, index: int, depth: int = 0) -> list[str]:
    tree = scene.tree
    found = [tree.lower[c] for c in tree.children[index] if tree.deps[c] in {"aux", "aux:pass"}]
    head = tree.heads[index]
    own_subject = any(tree.deps[c].startswith("nsubj") for c in tree.children[index])
    shared = tree.deps[index] == "conj" and head >= 0 and not own_subject
    if not found and shared and depth < MAX_DEPTH:
        return _auxiliaries(scene, head, depth + 1)
    return found


def negated(scene: Scene, frame: Frame) -> bool:
    """Whether the text says that it did not happen."""
    tree = scene.tree
    for index in (frame.light, frame.trigger):
        if index is None:
            continue
        for child in tree.children[index]:
            low = tree.lower[child]
            label = tree.deps[child]
            if label in {"advmod", "det", "mark", "case", "cc", "cc:preconj"} and low in _NEGATIONS:
                # "not only" affirms.
                following = tree.lower[child + 1] if child + 1 < len(tree.lower) else ""
                if low == "not" and following in {"only", "just", "merely"}:
                    continue
                return True
        if tree.pos[index] in {"VERB", "AUX"} or index == frame.light:
            for child in tree.children[index]:
                if tree.deps[child] in {"nsubj", "nsubj:pass", "obj"} and (
                    tree.lower[child] in {"nobody", "none", "nothing"}
                    or any(
                        tree.lower[g] in {"no", "neither"} and tree.deps[g] == "det"
                        for g in tree.children[child]
                    )
                ):
                    return True
        head = tree.heads[index]
        if (
            tree.deps[index] in {"xcomp", "advcl", "obl"}
            and head >= 0
            and tree.lemmas[head] in {"fail", "refuse", "decline", "unable"}
        ):
            return True
        if (
            tree.deps[index] == "xcomp"
            and head >= 0
            and any(tree.lower[c] in {"not", "n't", "n’t", "never"} for c in tree.children[head])
        ):
            return True
        if (
            tree.deps[index] == "conj"
            and head >= 0
            and not any(tree.deps[c].startswith("nsubj") for c in tree.children[index])
        ):
            shared = [tree.lower[c] for c in tree.children[index] if tree.deps[c] == "cc"]
            if "or" in shared and any(
                tree.lower[c] in {"not", "n't", "n’t", "never"} for c in tree.children[head]
            ):
                return True
    return False


def modality(scene: Scene, frame: Frame) -> str:
    """asserted, future or hypothetical (historical is a matter of the date)."""
    top = frame.light if frame.light is not None else frame.trigger
    tree = scene.tree
    if frame.noun and frame.light is None:
        words = {tree.lower[m] for m in frame.mods}
        if words & _FUTURE_ADJECTIVES:
            return "future"
        if words & _UNSURE_ADJECTIVES:
            return "hypothetical"
        if any(
            tree.deps[c] == "det" and tree.lower[c] == "any" for c in tree.children[frame.trigger]
        ):
            return "hypothetical"
        if preposition(tree, frame.trigger) in _SETTLED:
            return "asserted"
        # The clause it stands in.
        at = tree.heads[frame.trigger]
        label = tree.deps[frame.trigger]
        for _ in range(4):
            if at < 0:
                return "asserted"
            if tree.pos[at] in {"VERB", "AUX"}:
                if label in {"obj", "obl", "xcomp", "nsubj:pass"}:
                    if tree.lemmas[at] in _UNSURE_HEADS or tree.lemmas[at] in {
                        "plan", "promise", "pledge", "cancel", "postpone", "propose",
                    }:  # fmt: skip
                        return "hypothetical"
                    return _clause_modality(scene, at)
                return "asserted"
            label = tree.deps[at]
            at = tree.heads[at]
        return "asserted"
    return _clause_modality(scene, top)


def _clause_modality(scene: Scene, index: int, depth: int = 0) -> str:
    tree = scene.tree
    if depth > 8:
        return "asserted"
    auxiliaries = _auxiliaries(scene, index)
    label, head = tree.deps[index], tree.heads[index]
    lemma_above = tree.lemmas[head] if head >= 0 else ""
    marks = {tree.lower[c] for c in tree.children[index] if tree.deps[c] in {"mark", "advmod"}}
    reached = "until" in marks and tree.tags[index] in {"VBD", "VBN"}
    if marks & _CONDITIONS and label != "root" and not reached:
        return "hypothetical"
    for word in auxiliaries:
        if word in _FUTURE_AUX:
            return "future"
        if word == "would" and label in {"ccomp", "parataxis"}:
            return "future"
        if word in _UNSURE_AUX:
            if word in {"could", "can"} and "have" in auxiliaries:
                return "hypothetical"
            return "hypothetical"
    own_finite = tree.tags[index] in {"VBD", "VBZ", "VBP"} or any(
        tree.tags[c] in {"VBD", "VBZ", "VBP"}
        for c in tree.children[index]
        if tree.deps[c] in {"aux", "aux:pass"}
    )
    infinitive = "to" in marks or (tree.tags[index] == "VB" and not own_finite)
    if label == "conj" and head >= 0:
        own_subject = any(tree.deps[c].startswith("nsubj") for c in tree.children[index])
        if not own_subject and not own_finite:
            return _clause_modality(scene, head, depth + 1)
        return "asserted"
    if head < 0:
        # Headlines put the future in an infinitive: "Chrysler to cut jobs".
        return "future" if infinitive and "to" in marks else "asserted"
    if label in {"xcomp", "ccomp", "acl", "advcl", "obl"} and not own_finite:
        if label == "advcl" and infinitive:
            return "hypothetical"
        if lemma_above in _FACT_HEADS and infinitive and label == "xcomp":
            if lemma_above == "go" and tree.lower[head] == "going":
                return "future"
            return _clause_modality(scene, head, depth + 1)
        if infinitive or (tree.tags[index] == "VBG" and label != "advcl"):
            if lemma_above == "expect" and is_passive(tree, head):
                return "future"
            if lemma_above in _UNSURE_HEADS:
                return "hypothetical"
            if infinitive and (lemma_above in _FUTURE_HEADS or label in {"xcomp", "acl"}):
                below = _clause_modality(scene, head, depth + 1)
                return "hypothetical" if below == "hypothetical" else "future"
        if label == "xcomp":
            return _clause_modality(scene, head, depth + 1)
        if label in {"advcl", "acl"} and tree.tags[index] in {"VBG", "VBN"}:
            return (
                _clause_modality(scene, head, depth + 1)
                if tree.pos[head] in {"VERB", "AUX"}
                else "asserted"
            )
    if label in {"ccomp"} and lemma_above in _UNSURE_HEADS and lemma_above not in {
        "warn", "argue", "suspect", "expect", "insist", "discuss", "deny", "allege", "suggest",
        "fear", "charge",
    }:  # fmt: skip
        return "hypothetical"
    if label == "ccomp" and lemma_above in {"fear", "suggest", "suspect", "doubt", "expect"}:
        return "hypothetical"
    if "expected" in marks:
        return "future"
    return "asserted"


def speaker(scene: Scene, verb: int) -> int | None:
    """Who says it: the subject of ``verb``, of several the one that can speak."""
    subjects = scene.tree.kids(verb, "nsubj")
    able = [s for s in subjects if actor_like(scene, s)]
    best = able or subjects
    return best[-1] if best else None


def attribution(scene: Scene, frame: Frame) -> int | str | None:
    """Who reports it: token of the speaker's head, a name from a quote, or None for the article."""
    tree = scene.tree
    speech = scene.lexicon.speech
    at = frame.light if frame.light is not None else frame.trigger
    label, head = tree.deps[at], tree.heads[at]
    for _ in range(12):
        if head < 0:
            break
        if (
            label in {"ccomp", "parataxis", "ccomp:speech"}
            and tree.pos[head] in {"VERB", "AUX"}
            and tree.lemmas[head] in speech
        ):
            subject = speaker(scene, head)
            if subject is not None:
                return subject
        at, label, head = head, tree.deps[head], tree.heads[head]
    # "..., the ministry said": the verb of saying hangs below what was said.
    at = frame.light if frame.light is not None else frame.trigger
    for _ in range(8):
        for child in tree.children[at]:
            if (
                tree.deps[child] == "parataxis"
                and tree.lemmas[child] in speech
                and tree.pos[child] == "VERB"
            ):
                subject = speaker(scene, child)
                if subject is not None and child != frame.trigger:
                    return subject
            if tree.deps[child] == "obl" and preposition(tree, child) in {
                "according to", "according",
            }:  # fmt: skip
                return _issuer(scene, child)
        if tree.heads[at] < 0:
            break
        at = tree.heads[at]
    quote = scene.quoted[frame.trigger]
    if quote >= 0 and scene.annotation is not None:
        found = scene.annotation.quotes[quote]
        return found.speaker_name or found.speaker_text
    return None


def _issuer(scene: Scene, index: int) -> int:
    """Who made the statement that the article cites."""
    tree = scene.tree
    if actor_like(scene, index):
        return index
    for child in tree.children[index]:
        if tree.deps[child] == "nmod:poss" and actor_like(scene, child):
            return child
        if tree.deps[child] in {"nmod", "acl"} or tree.deps[child].startswith("acl"):
            if actor_like(scene, child):
                return child
            for below in tree.children[child]:
                if preposition(tree, below) == "by":
                    return below
    return index


def _subtree_mentions(scene: Scene, index: int, labels: set[str]) -> list[tuple[int, int]]:
    """(distance, token) of mentions with ``labels`` below ``index``, not inside other clauses."""
    tree = scene.tree
    found: list[tuple[int, int]] = []
    seen: set[int] = set()
    queue = [(child, 1) for child in tree.children[index]]
    while queue and len(seen) < 20:
        at, distance = queue.pop(0)
        label = tree.deps[at]
        if label in {"ccomp", "advcl", "acl:relcl", "parataxis", "acl", "csubj", "list"} or (
            label == "conj" and tree.pos[at] in {"VERB", "AUX"}
        ):
            continue
        mention = scene.mention_of[at]
        if mention >= 0 and scene.mentions[mention].label in labels and mention not in seen:
            seen.add(mention)
            found.append((distance, at))
        if distance < 5:
            queue.extend((child, distance + 1) for child in tree.children[at])
    return sorted(found)


def _days(mention: EntityMention) -> tuple[str, str] | None:
    if mention.time_start is None:
        return None
    try:
        start = datetime.fromtimestamp(mention.time_start / 1e6, tz=UTC)
        end = (
            datetime.fromtimestamp(mention.time_end / 1e6, tz=UTC)
            if mention.time_end is not None
            else start
        )
    except (OverflowError, ValueError, OSError):
        return None
    last = end - timedelta(microseconds=1) if end > start else start
    return start.date().isoformat(), max(last, start).date().isoformat()


def _clauses_up(scene: Scene, frame: Frame) -> list[int]:
    """Predicates whose time and place may hold for the frame: its own, then those it depends on."""
    tree = scene.tree
    found = [frame.trigger]
    if frame.light is not None:
        found.append(frame.light)
    at = found[-1]
    for _ in range(6):
        label, head = tree.deps[at], tree.heads[at]
        if head < 0 or label in {"acl:relcl", "parataxis"}:
            break
        if label == "ccomp" and tree.lemmas[head] in scene.lexicon.speech:
            break
        if label in {"conj", "xcomp", "advcl", "obj", "obl", "nmod", "nsubj", "nsubj:pass", "acl",
                     "ccomp", "appos", "compound", "csubj"}:  # fmt: skip
            if label == "conj" and any(tree.deps[c].startswith("nsubj") for c in tree.children[at]):
                break
            found.append(head)
        at = head
    return found


def event_date(scene: Scene, frame: Frame, mode: str) -> EventDate:
    """The day or days of the event: its own time expression, else its clause's, else publication.

    Without an expression the publication date stands for asserted verbal events (news tells what
    is new); nouns and what lies ahead stay without a date.
    """
    published = scene.article.published_date
    for step, clause in enumerate(_clauses_up(scene, frame)):
        for distance, token in _subtree_mentions(scene, clause, TIME_LABELS):
            mention = scene.mention(token)
            if mention is None:
                continue
            days = _days(mention)
            if days is None or (mention.time_value or "").startswith("P"):
                continue
            if published is not None and mode == "future" and days[1] < published:
                continue
            case = preposition(scene.tree, token)
            if case in {"until", "till"} and mode != "future":
                continue  # when it ended, or was to end
            if case == "since":
                if published is None or step or distance > 1 or days[0] > published:
                    continue  # "the first visit since 2019" was not in 2019
                days = (days[0], published)
            if step > 1 and mode == "asserted" and published is not None and days[0] > published:
                continue
            trust = max(0.4, 0.95 - 0.1 * step - 0.05 * (distance - 1))
            return EventDate(days[0], days[1], mention.text, trust)
    found = _date_inside(scene, frame)
    if found is None and mode == "asserted":
        found = _narrative(scene, frame)
    if found is not None and mode != "future":
        return found
    if published is None or mode in {"future", "hypothetical"}:
        return EventDate(None, None, None, 0.0)
    if frame.noun and frame.light is None:
        return EventDate(None, None, None, 0.0)
    tree = scene.tree
    if "had" in _auxiliaries(scene, frame.light if frame.light is not None else frame.trigger):
        return EventDate(None, None, None, 0.0)
    if tree.deps[frame.trigger] in {"acl", "acl:relcl"}:
        return EventDate(None, None, None, 0.0)
    if tree.deps[frame.trigger] == "advcl" and any(
        tree.lower[c] in {"after", "before", "since", "until"} for c in tree.children[frame.trigger]
    ):
        return EventDate(None, None, None, 0.0)  # another day than the clause above it
    if any(tree.lower[c] in _REPEATED for c in tree.children[frame.trigger]):
        return EventDate(None, None, None, 0.0)
    return EventDate(published, published, None, PUBLISHED_TRUST)


def _date_inside(scene: Scene, frame: Frame) -> EventDate | None:
    """A date that stands in a clause about the event itself, or that the tree hung too low.

    "The blast that wrecked the bank on Monday": a noun's own clause tells its day. "Seized gold
    hidden in beds on Thursday night": a participle at the end of the main clause often has the
    clause's last day; believed only where that day is of the week before publication.
    """
    tree, published = scene.tree, scene.article.published_date
    if frame.noun and frame.light is None:
        clauses = [c for c in tree.children[frame.trigger] if tree.deps[c] in {"acl:relcl", "acl"}]
    elif tree.heads[frame.trigger] < 0 and published is not None:
        clauses = [
            c
            for child in tree.children[frame.trigger]
            if tree.deps[child] in {"obj", "nsubj:pass"}
            for c in tree.children[child]
            if tree.deps[c] == "acl"
        ]
    else:
        return None
    for clause in clauses:
        for _, token in _subtree_mentions(scene, clause, TIME_LABELS):
            mention = scene.mention(token)
            days = _days(mention) if mention is not None else None
            if mention is None or days is None or (mention.time_value or "").startswith("P"):
                continue
            if not frame.noun:
                assert published is not None
                ago = date.fromisoformat(published) - date.fromisoformat(days[0])
                if days[0] != days[1] or not timedelta(0) <= ago < timedelta(days=7):
                    continue
            return EventDate(days[0], days[1], mention.text, 0.6)
    return None


#: Verbs whose past tense tells of a period and not of the day before: "sales rose".
_PERIODS = {"rise", "fall", "grow", "drop", "increase", "decline", "climb", "slip", "gain", "lose",
            "jump", "plunge", "slide", "shrink", "average", "total", "sell", "earn", "own", "live",
            "know", "study", "work", "serve", "play", "last", "spend", "win", "beat", "become",
            "hope", "want", "expect", "plan", "use", "lead", "run", "slow"}  # fmt: skip
#: How sure a day is that was told of in the sentence before, and how much less so with each more.
NARRATIVE_TRUST, TRUST_STEP = 0.6, 0.05
#: How sure the publication date is, where nothing else tells.
PUBLISHED_TRUST = 0.4
#: So many sentences back a day of the last week still holds; an older one only in the next.
_NEWS_SENTENCES, _NEWS_DAYS = 5, 7


def _narrative(scene: Scene, frame: Frame) -> EventDate | None:
    """The day that the text told of last, which a plain past tense goes on to tell.

    "Gunmen stormed a hotel on Monday. They killed two guards.": only from main clauses in the
    past tense to main clauses in the past tense. A day of the last week, the news, holds for a
    few sentences; an older one for the next sentence of the paragraph or about the same people.
    What a speaker says, figures and states are left to other evidence.
    """
    tree = scene.tree
    published = scene.article.published_date
    top = frame.light if frame.light is not None else frame.trigger
    if not _tells(scene, top) or tree.lemmas[top] in _PERIODS:
        return None
    sentence = tree.sentence_of[top]
    for back in range(1, min(sentence, _NEWS_SENTENCES) + 1):
        first, last = tree.sentences[sentence - back]
        days = _told_days(scene, first, last)
        if not days:
            continue
        start, end, text = days[0]
        if len({d[:2] for d in days}) > 1 or (published is not None and start > published):
            return None  # two days are told of, or what lies ahead
        span = date.fromisoformat(end) - date.fromisoformat(start)
        ago = date.fromisoformat(published) - date.fromisoformat(start) if published else None
        news = ago is not None and ago <= timedelta(days=_NEWS_DAYS)
        near = back == 1 and (
            not _new_paragraph(scene, sentence) or _goes_on(scene, top, first, last)
        )
        if span > timedelta(days=1) or not (news or near):
            return None
        return EventDate(start, end, text, NARRATIVE_TRUST - TRUST_STEP * back)
    return None


def _told_days(scene: Scene, first: int, last: int) -> list[tuple[str, str, str]]:
    """First day, last day and expression of each day that a sentence's main clauses tell of."""
    found = []
    for verb in range(first, last):
        if not _tells(scene, verb):
            continue
        for _, token in _subtree_mentions(scene, verb, TIME_LABELS):
            mention = scene.mention(token)
            days = _days(mention) if mention is not None else None
            if mention is not None and days and not (mention.time_value or "").startswith("P"):
                found.append((*days, mention.text))
    return found


def _new_paragraph(scene: Scene, sentence: int) -> bool:
    """Whether a sentence opens a paragraph."""
    tree = scene.tree
    before, at = tree.sentences[sentence - 1][1] - 1, tree.sentences[sentence][0]
    gap = (scene.article.text or "")[tree.starts[before] : tree.starts[at]]
    return "\n" in gap


def _tells(scene: Scene, index: int) -> bool:
    """Whether ``index`` is the verb of a main clause in the simple past, and not one of saying."""
    tree = scene.tree
    if tree.pos[index] != "VERB" or scene.quoted[index] >= 0:
        return False
    helpers = {tree.lower[c] for c in tree.children[index] if tree.deps[c].startswith("aux")}
    past = (tree.tags[index] == "VBD" and not helpers) or (
        tree.tags[index] == "VBN" and bool(helpers) and helpers <= {"was", "were"}
    )
    if not past or tree.lemmas[index] in scene.lexicon.speech:
        return False
    at = index
    while tree.deps[at] == "conj" and tree.heads[at] >= 0:
        at = tree.heads[at]
    return tree.deps[at] == "root"


def _goes_on(scene: Scene, verb: int, first: int, last: int) -> bool:
    """Whether somebody of the sentence before acts in the clause of ``verb``."""
    tree = scene.tree
    chains = {m.entity_id for i in range(first, last) if (m := scene.mention(i)) is not None}
    for subject in tree.kids(verb, "nsubj", "nsubj:pass"):
        if tree.lower[subject] in {"he", "she", "they"}:
            return True
        mention = scene.mention(subject)
        if mention is not None and mention.entity_id is not None and mention.entity_id in chains:
            return True
    return False


def is_historical(scene: Scene, dates: EventDate) -> bool:
    """Whether the event is told for background: over a year before publication."""
    published = scene.article.published_date
    if dates.end is None or published is None:
        return False
    try:
        return date.fromisoformat(published) - date.fromisoformat(dates.end) > timedelta(
            days=HISTORICAL_DAYS
        )
    except ValueError:
        return False


_PLACE_PREPOSITIONS = {"in", "at", "near", "on", "outside", "inside", "around", "off", "across",
                       "within", "over", "from", "to", "into", "along", "through", "throughout",
                       "of", "toward", "towards", "north", "south"}  # fmt: skip


def event_place(scene: Scene, frame: Frame, taken: set[int]) -> Place | None:
    """A place in the event's own clause, else the dateline.

    ``taken`` are participants; of them only where it happened is a place too ("arrived in Rome").
    """
    best: tuple[int, int] | None = None
    tree = scene.tree
    if frame.noun:
        for index in (*frame.mods, *frame.poss):
            mention = scene.mention(index)
            untaken = scene.mention_of[index] not in taken
            if mention is not None and mention.label in PLACE_LABELS and untaken:
                return _place(mention)  # "the Lisbon summit"
    for step, clause in enumerate(_clauses_up(scene, frame)[:3]):
        for distance, token in _subtree_mentions(scene, clause, PLACE_LABELS):
            if scene.mention_of[token] in taken and not (
                step == 0 and preposition(tree, token) in {"in", "at", "near"}
            ):
                continue
            at, name = token, preposition(tree, token)
            if not name and tree.deps[at] in {"compound", "flat", "appos", "conj"}:
                at = tree.heads[at]
                name = preposition(tree, at) if at >= 0 else ""
            if name in {"into", "to", "onto", "from", "via", "through", "toward", "towards"}:
                if step > 1:
                    continue
                distance += 5  # where it leads to or comes from, where nothing says where it is
            elif name not in {"in", "at", "near", "on", "outside", "inside", "around", "off",
                              "across", "within", "over", "throughout", "along"}:  # fmt: skip
                continue
            key = (step * 10 + distance, token)
            if best is None or key < best:
                best = key
        if best is not None:
            break
    if best is not None:
        mention = scene.mention(best[1])
        if mention is not None:
            return _place(mention)
    dateline = scene.article.dateline_place
    if dateline:
        for mention in scene.mentions:
            if mention.label in PLACE_LABELS and mention.text.lower() == dateline.lower():
                return _place(mention)
        return Place(dateline, dateline)
    return None


def date_precision(dates: EventDate) -> str | None:
    """day, week, month, quarter, year or range; None where no day is known.

    >>> date_precision(EventDate("2019-01-01", "2019-03-31", "the first quarter", 0.9))
    'quarter'
    """
    if dates.start is None or dates.end is None:
        return None
    try:
        first, last = date.fromisoformat(dates.start), date.fromisoformat(dates.end)
    except ValueError:
        return None
    days = (last - first).days + 1
    after = last + timedelta(days=1)
    if days <= 1:
        return "day"
    if days == 7:
        return "week"
    if first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        if months == 12 and first.month == 1:
            return "year"
        if months in {1, 3} and (months == 1 or first.month in {1, 4, 7, 10}):
            return "month" if months == 1 else "quarter"
    return "range"


def _precision(mention: EntityMention) -> str | None:
    """site, town, division or country, as far as the gazetteer's columns tell."""
    if mention.label == "FAC":
        return "site"
    if mention.geonames_id is None and mention.country is None:
        return None
    name = (mention.name or mention.text).lower()
    if mention.admin1 is None:
        return "country" if mention.label == "GPE" and mention.country is not None else None
    if mention.label != "GPE":
        return None
    return "division" if mention.admin1.lower() in {name, mention.text.lower()} else "town"


def _place(mention: EntityMention) -> Place:
    return Place(
        mention.text,
        mention.name or mention.text,
        mention.country,
        mention.admin1,
        mention.geonames_id,
        mention.latitude,
        mention.longitude,
        _precision(mention),
    )


def evidence(scene: Scene, frame: Frame) -> tuple[int, int]:
    """Token bounds of the clause that reports the event."""
    tree = scene.tree
    top = frame.light if frame.light is not None else frame.trigger
    first = last = top
    queue = list(tree.children[top])
    steps = 0
    while queue and steps < 300:
        steps += 1
        at = queue.pop()
        label = tree.deps[at]
        if label in {"conj", "parataxis", "advcl"} and tree.pos[at] in {"VERB", "AUX"}:
            continue
        first, last = min(first, at), max(last, at)
        queue.extend(tree.children[at])
    for index in (frame.trigger, *frame.subj, *frame.obj):
        span = phrase_span(scene, index)
        if tree.sentence_of[index] == tree.sentence_of[top]:
            first, last = min(first, span.first), max(last, span.last - 1)
    while last > first and tree.pos[last] == "PUNCT":
        last -= 1
    while first < last and tree.pos[first] == "PUNCT":
        first += 1
    return first, last + 1
