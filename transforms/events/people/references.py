"""A participant that names nobody → the chains that the annotation links it to."""

from __future__ import annotations

from schemas.records import Participant
from transforms.events.people.resolve import resolve
from transforms.events.people.spans import is_pronoun, party_like
from transforms.events.scene import Scene
from transforms.events.syntax import climb, phrase_head
from transforms.events.words import listed
from transforms.extract.references import referents

__all__ = ["in_direct_quote", "named_by_references", "named_by_speaker", "speaker"]


def named_by_references(scene: Scene, index: int, participant: Participant) -> list[Participant]:
    """``participant``, headed by token ``index``, with the chains that the annotation links."""
    if scene.annotation is None or participant.entity_id is not None:
        return [participant]
    tree = scene.tree
    if tree.lower[index] in listed("speaker") | listed("speakers") and in_direct_quote(
        scene, index
    ):
        return [_speaking(scene, index, participant)]
    end = tree.ends[phrase_head(tree, index)]
    found = referents(scene.annotation, participant.start, max(end, participant.start + 1))
    # "the minister's car" is no minister: the linked phrase has to end with the head
    found = tuple(r for r in found if r.end == end)
    result = []
    for reference in found:
        country, sectors = scene.known.get(reference.entity_id, (None, ()))
        result.append(
            participant._replace(
                entity_id=reference.entity_id,
                name=reference.name,
                country=reference.country or country or participant.country,
                sectors=sectors or participant.sectors,
            )
        )
    return result or [participant]


def in_direct_quote(scene: Scene, index: int) -> bool:
    """Whether token ``index`` stands between somebody's quotation marks."""
    quote = scene.quoted[index]
    return quote >= 0 and scene.annotation is not None and scene.annotation.quotes[quote].direct


def _speaking(scene: Scene, index: int, participant: Participant) -> Participant:
    """ "I" inside a quote is who says it, and "we" the body that does."""
    assert scene.annotation is not None
    quote = scene.annotation.quotes[scene.quoted[index]]
    if quote.entity_id is None:
        return participant
    if scene.tree.lower[index] in listed("speakers") and not any(
        m.entity_id == quote.entity_id and m.label == "ORG" for m in scene.mentions
    ):
        return participant  # one of several who are not told of
    country, sectors = scene.known.get(quote.entity_id, (None, ()))
    return participant._replace(
        entity_id=quote.entity_id,
        name=quote.speaker_name,
        country=country or participant.country,
        sectors=sectors or participant.sectors,
    )


def speaker(scene: Scene, verb: int) -> int | None:
    """Who says it: the subject of ``verb``, of several the one that can speak."""
    subjects = scene.tree.kids(verb, "nsubj")
    able = [s for s in subjects if party_like(scene, s)]
    best = able or subjects
    return best[-1] if best else None


def named_by_speaker(
    scene: Scene, index: int, trigger: int, participant: Participant
) -> Participant:
    """In what somebody is reported to say, a pronoun left unresolved is mostly the speaker."""
    told = scene.tree.lower[index] in listed("third_person") and not in_direct_quote(scene, index)
    if participant.name is not None or not told:
        return participant
    for _, label, head in climb(scene.tree, trigger, 6):
        if label == "ccomp" and scene.tree.lemmas[head] in scene.lexicon.speech:
            voice = speaker(scene, head)
            if voice is None or voice == index or is_pronoun(scene, voice):
                return participant
            named = resolve(scene, voice)
            return participant._replace(
                entity_id=named.entity_id,
                name=named.name or named.text,
                country=named.country,
                sectors=named.sectors,
            )
    return participant
