"""Branches of an article's container that hold links and scraps → left out; step 3 of `body`."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.normalize.page_walk import Node, Paragraph, ends_sentence

#: Paragraphs longer than this on average, in characters, are not the excerpts of teasers.
_EXCERPT_CHARS = 400
#: Tags of single paragraphs, which are no branches.
LEAVES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))


def against(p: Paragraph) -> float:
    """How much a paragraph that is no prose speaks against what holds it."""
    if p.links > 0.5 * len(p.text):
        return float(min(len(p.text), 200))
    if p.kind in ("h", "td", "caption", "li", "quote") or ends_sentence(p.text):
        return 0.0
    # a paragraph's tag makes a subheading of it, anything else a label
    return 0.0 if p.owner.tag == "p" else 0.5 * min(len(p.text), 200)


class _Branch:
    """Sums over one element inside the container."""

    __slots__ = ("bad", "good", "heads", "near_heads", "near_teasers", "prose", "teasers")

    def __init__(self) -> None:
        self.good = self.bad = 0.0
        self.prose = self.teasers = self.heads = self.near_teasers = self.near_heads = 0

    def add(self, other: _Branch) -> None:
        self.good += other.good
        self.bad += other.bad
        self.prose += other.prose
        self.teasers += other.teasers
        self.heads += other.heads

    def is_junk(self) -> bool:
        if self.bad > self.good:
            return True
        # a headline link for every short paragraph: teasers of other stories
        teasers, heads = self.teasers + self.near_teasers, self.heads + self.near_heads
        return (
            teasers >= 0.8 * self.prose > 0
            and (teasers > 1 or heads > 0)
            and self.good < _EXCERPT_CHARS * self.prose
        )


def without_scraps(
    nodes: Sequence[Node], inside: Sequence[Paragraph], container: Node
) -> list[Paragraph]:
    """Leave out branches of the container in which other text outweighs prose, innermost first."""
    like_prose = {p.owner.name for p in inside if p.prose}
    branches: dict[int, _Branch] = {}
    for p in inside:
        branch = branches.setdefault(p.owner.index, _Branch())
        if p.prose:
            branch.good += len(p.text)
            branch.prose += 1
            continue
        linked = p.links > 0.5 * len(p.text)
        if linked or p.owner.name not in like_prose:
            branch.bad += against(p)
        if linked and p.inner and len(p.text) >= 20:
            branch.teasers += 1
            branch.heads += p.kind == "h"
    junk = [False] * len(nodes)
    for node in reversed(nodes[container.index + 1 :]):
        found = branches.get(node.index)
        if found is None or node.parent is None:
            continue
        if node.tag not in LEAVES and found.is_junk():
            junk[node.index] = True
            if not found.prose:  # a headline whose excerpt stands in a branch near by
                near: Node | None = node.parent
                for _ in range(3):
                    if near is None or near is container:
                        break
                    other = branches.setdefault(near.index, _Branch())
                    other.near_teasers += found.teasers
                    other.near_heads += found.heads
                    near = near.parent
        elif node.parent is not container:
            branches.setdefault(node.parent.index, _Branch()).add(found)
    for node in nodes[container.index + 1 :]:
        if node.parent is not None and junk[node.parent.index]:
            junk[node.index] = True
    return [
        p
        for p in inside
        if p.kind == "caption" or not (p.kind == "td" or junk[p.owner.index] or is_link_line(p))
    ]


def is_link_line(p: Paragraph) -> bool:
    """Whether a paragraph is made of links."""
    if p.prose:
        return False
    ended = p.kind != "h" and ends_sentence(p.text)
    return p.links > (0.9 if ended else 0.6) * len(p.text)
