"""Scene → what the article tells of each person, from the mentions that carry a title."""

from __future__ import annotations

from transforms.events.people.resolve import resolve
from transforms.events.scene import ActorEntry, Known, Scene

__all__ = ["people_known"]


def people_known(scene: Scene) -> Known:
    """Country and sectors by chain, or by lower-case name where a mention is in no chain.

    "President Vladimir Putin" makes a later "Putin" RUS GOV.
    """
    tree = scene.tree
    found: dict[str, ActorEntry] = {}
    done: set[int] = set()

    def tell(key: str, country: str | None, sectors: tuple[str, ...]) -> None:
        old = found.get(key, (None, ()))
        found[key] = (old[0] or country, old[1] or sectors)

    for index, label in enumerate(scene.labels):
        number = scene.mention_of[index]
        if label != "PERSON" or number in done:
            continue
        done.add(number)
        head = index
        while tree.heads[head] >= 0 and scene.mention_of[tree.heads[head]] == number:
            head = tree.heads[head]
        titled = tree.deps[head] in {"flat", "appos", "nmod:desc", "compound"}
        top = tree.heads[head] if titled and tree.heads[head] >= 0 else head
        person, mention = resolve(scene, top), scene.mentions[number]
        key = mention.entity_id or (mention.name or mention.text).lower()
        tell(key, person.country, tuple(person.sectors))
        if mention.entity_id is None:
            tell(mention.text.lower().split()[-1], person.country, tuple(person.sectors))
    return found
