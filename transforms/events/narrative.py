"""Text → the day that it told last, which a plain past tense goes on to tell.

"Gunmen stormed a hotel on Monday. They killed two guards.": only from main clauses in the past
tense to main clauses in the past tense. A day of the last week, the news, holds for a few
sentences; an older one for the next sentence of the paragraph or about the same people. What a
speaker says, figures and states are left to other evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from transforms.events.scene import Scene
from transforms.events.words import listed

__all__ = ["last_told"]

#: So many sentences back a day of the last week still holds; an older one only in the next.
_NEWS_SENTENCES, _NEWS_DAYS = 5, 7

Days = Callable[[Scene, int], Iterator[tuple[str, str, str]]]


def last_told(scene: Scene, top: int, days_at: Days) -> tuple[str, str, str] | None:
    """First day, last day and expression that hold for the main clause of the verb ``top``."""
    tree = scene.tree
    if not _tells(scene, top) or tree.lemmas[top] in listed("periods"):
        return None
    sentence = tree.sentence_of[top]
    for back in range(1, min(sentence, _NEWS_SENTENCES) + 1):
        first, last = tree.sentences[sentence - back]
        days = [
            d for verb in range(first, last) if _tells(scene, verb) for d in days_at(scene, verb)
        ]
        if days:
            near = back == 1 and (
                not _new_paragraph(scene, sentence) or _goes_on(scene, top, first, last)
            )
            return days[0] if _holds(scene, days, near) else None
    return None


def _holds(scene: Scene, days: list[tuple[str, str, str]], near: bool) -> bool:
    """Whether one day is told of, recent enough to be what the text goes on with."""
    published = scene.article.published_date
    start, end, _ = days[0]
    if len({d[:2] for d in days}) > 1 or (published is not None and start > published):
        return False  # two days are told of, or what lies ahead
    span = date.fromisoformat(end) - date.fromisoformat(start)
    ago = date.fromisoformat(published) - date.fromisoformat(start) if published else None
    news = ago is not None and ago <= timedelta(days=_NEWS_DAYS)
    return span <= timedelta(days=1) and (news or near)


def _new_paragraph(scene: Scene, sentence: int) -> bool:
    """Whether a sentence opens a paragraph."""
    tree = scene.tree
    before, at = tree.sentences[sentence - 1][1] - 1, tree.sentences[sentence][0]
    return "\n" in (scene.article.text or "")[tree.starts[before] : tree.starts[at]]


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
