"""A page's tree → the blocks of its article, by the shape of the page and not by the site.

1. `page_walk` flattens the page into paragraphs. Names of elements (class, id, role) that usually
   hold something else (related stories, newsletters, comments, adverts) hold their text back,
   unless most of the page's prose is under that name: bodies are sometimes called
   "content-with-sidebar".
2. Prose (long, punctuated, few links) votes for every element that contains it, other text votes
   against; the element with the best balance is the article's container.
3. Inside the container, branches in which links and scraps outweigh prose are left out, and so is
   what stands after the last paragraph built like most of the prose. Captions are kept apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from transforms.normalize.body_scraps import LEAVES, against, is_link_line, without_scraps
from transforms.normalize.html_page import Element
from transforms.normalize.page_walk import (
    Node,
    Paragraph,
    ends_sentence,
    is_brief,
    walk_page,
)
from transforms.normalize.structure import Block

#: Share of the page's prose above which an element holds the article, whatever its name says.
_HOLDS_BODY = {"junk": 0.5, "never": 0.8, "caption": 0.3, "comments": 2.0}
#: Comments may outweigh the article: so much prose elsewhere, in characters, is one.
_ARTICLE_CHARS = 150
#: Share of the container's prose that paragraphs of one build must have to count as the body.
_MAIN_SHARE = 0.1
_LONE_SHARE = 0.25


def find_body(
    tree: Element, description: str = "", host: str | None = None, stated: str = ""
) -> list[Block]:
    """The article's paragraphs in order, deck and captions among them; none without prose.

    Whatever stands inside the article's container but is no part of the body, and prose anywhere
    else on the page, comes along with `Block.dropped` set, so that nothing goes in silence.

    ``description`` is the page's own summary of itself: a paragraph above the body that repeats
    it is the deck. ``host`` is the page's registrable domain. ``stated`` is the body as the page's
    head gives it, often cut short or without paragraphs: it only tells which paragraphs count.
    """
    body = tree.find("body")
    nodes, everything = walk_page(tree if body is None else body, host)
    paragraphs = _without_repeats(everything)
    sure = _stated(paragraphs, stated)
    paragraphs = _without_junk(nodes, paragraphs, sure)
    paragraphs = _first_story(paragraphs)
    container = _container(nodes, paragraphs)
    if container is None:  # a brief, perhaps: short sentences count where there are no long ones
        paragraphs = [p._replace(prose=is_brief(p.text, p.kind, p.links)) for p in paragraphs]
        container = _container(nodes, paragraphs)
    if container is None:
        return _with_dropped(everything, _gallery(paragraphs), [])
    within = _descendants(nodes, container)
    scope = _descendants(nodes, _article_around(container) or container.parent or container)
    inside = [
        p
        for p in paragraphs
        if within[p.owner.index] or (p.kind == "caption" and scope[p.owner.index])
    ]
    captions = {p.order: p for p in paragraphs if p.kind == "caption"}
    above = _above([captions.get(p.order, p) for p in everything], within, description)
    inside = without_scraps(nodes, inside, container)
    return _with_dropped(everything, above + _trimmed(inside, description), within)


def _with_dropped(
    everything: Sequence[Paragraph], kept: Sequence[Paragraph], within: Sequence[bool]
) -> list[Block]:
    """Blocks of ``kept``, and between them, marked, what was dropped."""
    by_order = {p.order: p for p in kept}
    texts = {p.text for p in kept}
    captions = " ".join(p.text for p in kept if p.kind == "caption")
    blocks = []
    for p in everything:
        held = by_order.get(p.order)
        if held is not None:
            blocks.append(Block((held.text,), held.kind))
            continue
        listed = p.prose or bool(within and within[p.owner.index])
        # parts of captions were joined, repeats stand elsewhere
        if listed and p.text not in texts and p.text not in captions:
            blocks.append(Block((p.text,), p.kind, _dropped_kind(p, bool(within))))
    return blocks


def _dropped_kind(p: Paragraph, inside: bool) -> str:
    if p.kind == "td":
        return "table"
    if is_link_line(p):
        return "link"
    return "aside" if inside else "page"


#: Captions of a page without any prose are its text where there are so many characters of them.
_GALLERY_CHARS = 150


def _gallery(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The captions of a page that consists of pictures; `find_structure` makes them the text."""
    captions = [p for p in paragraphs if p.kind == "caption" and ends_sentence(p.text)]
    if len(captions) < 2 or sum(len(p.text) for p in captions) < _GALLERY_CHARS:
        return []
    return captions


#: Prose below a headline, in characters, that makes a story of it.
_STORY_CHARS = 200
#: Characters of two or more paragraphs that make one.
_SHORT_STORY_CHARS = 120


def _first_story(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Cut where a second story begins: pages that scroll on load the next article below.

    A second headline of the first rank in another ``article`` element, with prose of its own.
    """
    heads = [i for i, p in enumerate(paragraphs) if p.owner.tag == "h1"]
    for first, second in pairwise(heads):
        own, other = (
            _article_around(paragraphs[first].owner),
            _article_around(paragraphs[second].owner),
        )
        if own is None or other is None or own is other:
            continue
        if _is_story(paragraphs[first:second]) and _is_story(paragraphs[second:]):
            return list(paragraphs[:second])
    return list(paragraphs)


def _is_story(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether there is more than a teaser has: much prose, or two paragraphs of sentences."""
    if sum(len(p.text) for p in paragraphs if p.prose) >= _STORY_CHARS:
        return True
    told = [len(p.text) for p in paragraphs if is_brief(p.text, p.kind, p.links)]
    return len(told) > 1 and sum(told) >= _SHORT_STORY_CHARS


def _article_around(node: Node | None) -> Node | None:
    while node is not None and node.tag != "article":
        node = node.parent
    return node


#: A deck of so many characters that ends as a sentence is the article's first paragraph, the lead.
_LEAD_CHARS = 100
#: A heading of so many characters is a paragraph that the page sets large.
_LARGE_CHARS = 140


def _above(
    everything: Sequence[Paragraph], within: Sequence[bool], description: str
) -> list[Paragraph]:
    """Deck, lead and captions between the page's headline and a container that begins below it.

    Looked for in all of the page's paragraphs: names such as "excerpt" hold teasers elsewhere, and
    the lead below a headline.
    """
    start = next(i for i, p in enumerate(everything) if within[p.owner.index])
    headlines = [i for i in range(start) if everything[i].owner.tag == "h1"]
    if not headlines:
        return []
    found = []
    for i in range(headlines[-1] + 1, min(start, headlines[-1] + 30)):
        p = everything[i]
        under_headline = i == headlines[-1] + 1 and p.owner.tag in ("h2", "h3")
        large = p.kind == "h" and len(p.text) >= _LARGE_CHARS
        if p.owner.verdict == "never":
            continue
        if p.kind == "caption":
            found.append(p)
        elif 2 * p.links < len(p.text) and (under_headline or large or _is_deck(p, description)):
            found.append(_as_deck(p))
    return found


def _as_deck(p: Paragraph) -> Paragraph:
    """A short deck goes to a column of its own; one of whole sentences leads the body."""
    is_lead = len(p.text) >= _LEAD_CHARS and ends_sentence(p.text[-3:])
    return p._replace(kind="p" if is_lead else "deck")


def _is_deck(p: Paragraph, description: str) -> bool:
    wanted = _squeeze(description)[:60]
    return _in_deck(p.owner) or bool(wanted and _squeeze(p.text)[:60] == wanted)


def _descendants(nodes: Sequence[Node], container: Node) -> list[bool]:
    within = [False] * len(nodes)
    for node in nodes:
        within[node.index] = node is container or (
            node.parent is not None and within[node.parent.index]
        )
    return within


#: A stated body shorter than this, in characters, is a teaser.
_STATED_CHARS = 400


def _stated(paragraphs: Sequence[Paragraph], stated: str) -> frozenset[str]:
    """Texts of the prose that the page's head repeats, if they are most of what it says."""
    if len(stated) < _STATED_CHARS:
        return frozenset()
    squeezed = _squeeze(stated)
    found = frozenset(p.text for p in paragraphs if p.prose and _squeeze(p.text)[:80] in squeezed)
    return found if sum(map(len, found)) >= 0.6 * len(stated) else frozenset()


def _without_repeats(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Drop labels that a page repeats ("Article content") and all but the first of other texts."""
    counts = Counter(p.text for p in paragraphs)
    seen: set[str] = set()
    kept = []
    for p in paragraphs:
        if counts[p.text] > 2 and not p.prose:
            continue
        # the longest repeat of all is most likely a paragraph that is also a teaser or a caption
        if counts[p.text] > 1 and len(p.text) >= _REPEATED_CHARS:
            if p.text in seen:
                continue
            seen.add(p.text)
        kept.append(p)
    return kept


#: Shorter texts may stand twice in an article.
_REPEATED_CHARS = 40


def _without_junk(
    nodes: Sequence[Node], paragraphs: Sequence[Paragraph], sure: frozenset[str]
) -> list[Paragraph]:
    """Drop what telling names hold back, and mark captions; texts in ``sure`` are kept.

    Elements of one name are judged together, since a site may mark every paragraph of a body.
    """
    held, captions = _held_back(nodes, paragraphs)
    kept: list[Paragraph] = []
    for p in paragraphs:
        holder = captions[p.owner.index]
        if p.text in sure:
            kept.append(p)
        elif held[p.owner.index]:
            continue
        elif holder is None:
            kept.append(p._replace(prose=False) if p.kind == "caption" else p)
        elif kept and kept[-1].kind == "caption" and kept[-1].owner is holder:
            kept[-1] = kept[-1]._replace(text=f"{kept[-1].text} {p.text}")
        else:
            kept.append(p._replace(kind="caption", owner=holder, prose=False))
    return kept


def _held_back(
    nodes: Sequence[Node], paragraphs: Sequence[Paragraph]
) -> tuple[list[bool], list[Node | None]]:
    """For each node: is it, or anything above it, held back; and the outermost caption around."""
    prose = _prose_inside(nodes, paragraphs)
    total = prose[0] if nodes else 0
    by_name = _prose_by_name(nodes, prose)
    held = [False] * len(nodes)
    captions: list[Node | None] = [None] * len(nodes)
    for node in nodes:
        if node.parent is not None:
            held[node.index] = held[node.parent.index]
            captions[node.index] = captions[node.parent.index]
        share = _HOLDS_BODY.get(node.verdict)
        if share is None or by_name.get(node.group, 0) > share * total:
            continue
        if node.verdict == "caption":
            captions[node.index] = captions[node.index] or node
        elif node.verdict != "comments" or total - prose[node.index] >= _ARTICLE_CHARS:
            held[node.index] = True
    return held, captions


def _prose_inside(nodes: Sequence[Node], paragraphs: Sequence[Paragraph]) -> list[int]:
    """For each node the characters of prose inside of it; of the first, the root, all."""
    prose = [0] * len(nodes)
    for p in paragraphs:
        if p.prose:
            prose[p.owner.index] += len(p.text)
    for node in reversed(nodes):
        if node.parent is not None:
            prose[node.parent.index] += prose[node.index]
    return prose


def _prose_by_name(nodes: Sequence[Node], prose: Sequence[int]) -> dict[str, int]:
    """Characters of prose by the name of the elements that hold them, for telling names."""
    found: dict[str, int] = {}
    for node in nodes:
        if node.verdict not in _HOLDS_BODY:
            continue
        # one element inside another of its name must not count twice
        group = node.group
        if node.parent is None or node.parent.group != group:
            found[group] = found.get(group, 0) + prose[node.index]
    return found


def _container(nodes: Sequence[Node], paragraphs: Sequence[Paragraph]) -> Node | None:
    """The element with the best balance of prose against other text; the innermost of equals."""
    balance = [0.0] * len(nodes)
    prose = [False] * len(nodes)
    for p in paragraphs:
        if p.kind != "caption":
            balance[p.owner.index] += len(p.text) if p.prose else -against(p)
            prose[p.owner.index] |= p.prose
    best: Node | None = None
    for node in reversed(nodes):
        if not prose[node.index]:
            if node.parent is not None:
                balance[node.parent.index] += balance[node.index]
            continue
        # later siblings come first here: an equal earlier one is preferred, an ancestor is not
        if best is None or balance[node.index] > balance[best.index]:
            best = node
        if node.parent is not None:
            balance[node.parent.index] += balance[node.index]
            prose[node.parent.index] = True
    return best


def _build(p: Paragraph) -> str:
    """What paragraphs of one body share, though each may sit in a wrapper of its own."""
    parent = p.owner.parent
    return "" if parent is None else f"{p.owner.tag} {parent.name}"


def _trimmed(inside: Sequence[Paragraph], description: str) -> list[Paragraph]:
    """Cut what stands before and after the paragraphs that are built like most of the prose."""
    weights: dict[str, list[int]] = {}
    for p in inside:
        if p.prose:
            weights.setdefault(_build(p), []).append(len(p.text))
    total = sum(map(sum, weights.values()))
    # a single paragraph of its own build is more likely somebody's biography or an appeal
    main = {
        build
        for build, lengths in weights.items()
        if sum(lengths) >= (_MAIN_SHARE if len(lengths) > 1 else _LONE_SHARE) * total
    }
    at = [
        i
        for i, p in enumerate(inside)
        if p.kind != "caption" and _build(p) in main and (p.prose or ends_sentence(p.text))
    ]
    if not at:
        return list(inside)
    first, last = _with_heading(inside, at[0]), _with_tail(inside, at[-1])
    out: list[Paragraph] = []
    headline = next((i for i, p in enumerate(inside[:first]) if p.owner.tag == "h1"), 0)
    for i, p in enumerate(inside):
        if i < headline and p.kind != "caption":
            continue
        if p.kind == "caption" or first <= i <= last:
            out.append(p)
        elif i < first and p.kind != "li":
            if _is_deck(p, description):
                out.append(_as_deck(p))
            elif p.prose:
                first = i
                out.append(p)
    # a heading needs something under it
    while out and out[-1].kind == "h":
        out.pop()
    return out


def _with_heading(inside: Sequence[Paragraph], first: int) -> int:
    """The index of the subheading that stands right above the first main paragraph, if one does."""
    parent = inside[first].owner.parent
    above = inside[first - 1] if first else None
    if above is None or above.kind != "h" or above.owner.parent is not parent:
        return first
    # where no other heading of its rank follows, it is the deck
    others = (p for p in inside[first:] if p.owner.tag == above.owner.tag)
    is_section = above.owner.tag != "h1" and any(p.owner.parent is parent for p in others)
    return first - 1 if is_section else first


#: What follows the last main paragraph beside it has at least so many characters, or is a label.
_TAIL_CHARS = 15


def _with_tail(inside: Sequence[Paragraph], last: int) -> int:
    """The index of the last paragraph or list item that goes on beside the last main paragraph."""
    parent = inside[last].owner.parent
    for i in range(last + 1, len(inside)):
        p = inside[i]
        holder = p.owner.parent
        if p.kind == "li" and holder is not None and holder.parent is parent:
            last = i
        elif holder is parent and p.kind in ("p", "h") and p.owner.tag in LEAVES:
            last = i if p.kind == "p" and len(p.text) >= _TAIL_CHARS else last
        elif p.kind != "caption":
            break
    return last


_LEAD_NAME = re.compile(
    r"\b(?:intro|lead|lede|summary|abstract|chapo|sommario|vorspann|entradilla|bajada|copete|ingress)"
    r"(?:\b|_|text|box)",
    re.I,
)


def _in_deck(node: Node | None) -> bool:
    for _ in range(4):
        if node is None:
            return False
        if node.verdict == "deck" or _LEAD_NAME.search(node.name):
            return True
        node = node.parent
    return False


def _squeeze(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()
