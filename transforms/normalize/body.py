"""A page's tree → the blocks of its article, by the shape of the page and not by the site.

1. One walk flattens the page into paragraphs, each with its link share, its ancestors, and the
   names (class, id, role) of those ancestors that usually hold something else: related stories,
   newsletters, comments, adverts, biographies.
2. Prose (long, punctuated, few links) votes for every element that contains it, other text votes
   against; the element with the best balance is the article's container. Names only count for
   elements that do not hold most of the page's prose, since bodies are sometimes called
   "content-with-sidebar".
3. Inside the container, branches in which links and scraps outweigh prose are left out; lists and
   headings stay where prose follows. Pictures' captions are kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from transforms.normalize.cleaning import clean_inline
from transforms.normalize.resources import read_lines
from transforms.normalize.structure import Block, is_furniture

_SKIPPED = frozenset(
    "script style noscript template svg math iframe object embed video audio canvas map button "
    "input select textarea option datalist nav menu head link meta "
    "amp-ad amp-analytics amp-iframe amp-sidebar".split()
)
# those of them that may stand in the middle of a sentence
_SKIPPED_INLINE = frozenset("script style noscript template svg math input link meta".split())
# Held back like elements with a telling name, but some pages wrap their article in one of these.
_SUSPECT_TAGS = frozenset("aside footer dialog".split())
_SUSPECT_ROLES = frozenset(
    "navigation complementary banner contentinfo search dialog alertdialog menu menubar toolbar "
    "tablist button alert status tooltip".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt "
    "ruby s samp small span strike strong sub sup time tt u var wbr center-inline amp-link".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CAPTION_TAGS = frozenset(("figure", "figcaption", "picture"))
_LEAVES = frozenset(("p", *_HEADINGS))
_PROSE_CHARS = 80
_SENTENCE = re.compile(r"[.!?…。।؟][\"”’'»)\]]*(?:\s|$)")


class Paragraph(NamedTuple):
    """A run of text between two block boundaries."""

    text: str
    kind: str
    links: int
    owner: HtmlElement
    flagged: tuple[tuple[HtmlElement, str], ...]
    deck: bool
    prose: bool
    inner: bool


# --- names of elements -------------------------------------------------------------------------

_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


class _NameWords(NamedTuple):
    never: frozenset[str]
    caption: frozenset[str]
    deck: frozenset[str]
    junk: frozenset[str]
    weak: frozenset[str]


@lru_cache(maxsize=1)
def _name_words() -> _NameWords:
    groups: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in read_lines("element_names.txt"):
        if line.startswith("["):
            current = groups.setdefault(line.strip("[]"), set())
        else:
            current.update(line.split())
    return _NameWords(*(frozenset(groups[name]) for name in _NameWords._fields))


# "has-sidebar" and "comments-enabled" tell of the layout, "tag-football" of the topic
_MODIFIER = re.compile(
    r"(?:is|has|with|without|no|not|tag|category|cat|type|status|format|post|hentry|topic|term|"
    r"theme|layout|template)[-_].*|.*[-_](?:enabled|disabled|open|opened|visible|active)",
    re.I,
)


@lru_cache(maxsize=20_000)
def _judge_name(name: str) -> str:
    """What one class or id says: a group of element_names.txt that holds back text, or ``""``.

    Single words are looked up, and each two neighbours joined ("news-letter", "mostRead").
    """
    if _MODIFIER.fullmatch(name):
        return ""
    words = [w.lower() for w in _NAME_PARTS.findall(name[:100])]
    found = {*words, *(a + b for a, b in zip(words, words[1:], strict=False))}
    listed = _name_words()
    for verdict, group in (
        ("never", listed.never),
        ("caption", listed.caption),
        ("deck", listed.deck),
        ("junk", listed.junk),
    ):
        if found & group:
            return verdict
    return "weak" if found & listed.weak else ""


@lru_cache(maxsize=20_000)
def _judge_names(names: str) -> str:
    said = [_judge_name(name) for name in names.split()[:20]]
    for verdict in ("never", "caption", "deck", "junk"):
        if verdict in said:
            return verdict
    # what makes a weak word mean nothing: the name also says that this is text
    return "junk" if "weak" in said and not _TEXT.search(names) else ""


_TEXT = re.compile(r"text|body|content|copy|paragraph|container|wrapper|layout|page", re.I)


def _judge(element: HtmlElement) -> str:
    names = element.get("class")
    verdict = _judge_names(names) if names else ""
    if verdict in ("never", "caption"):
        return verdict
    for attribute in ("id", "data-component", "data-testid"):
        name = element.get(attribute)
        # longer ids are made of a headline's words or of random figures
        if name and len(name) <= 40 and len(_NAME_PARTS.findall(name)) <= 4:
            said = _judge_names(name)
            if said in ("never", "caption"):
                return said
            verdict = verdict or said
    return verdict


def _is_hidden(element: HtmlElement) -> bool:
    if element.get("hidden") is not None:
        return True
    # some paywalls hide each paragraph from screen readers
    if element.get("aria-hidden") == "true" and element.tag != "p":
        return True
    style = element.get("style")
    return bool(style) and bool(_HIDDEN_STYLE.search(style))


_HIDDEN_STYLE = re.compile(
    r"display:\s*none|visibility:\s*hidden|clip:\s*rect\(\s*[01]p?x?[\s,]", re.I
)


# --- the walk ----------------------------------------------------------------------------------


def flatten(root: HtmlElement, host: str | None = None) -> list[Paragraph]:
    """All paragraphs under ``root`` in document order; ``host`` is the page's own."""
    out: list[Paragraph] = []
    pieces: list[str] = []
    links = 0
    in_link = 0
    inner = False
    flags: list[tuple[HtmlElement, str]] = []
    decks: list[HtmlElement] = []
    blocks: list[tuple[HtmlElement, str]] = [(root, "p")]
    breaks = 0

    def flush() -> None:
        nonlocal links, breaks, inner
        breaks = 0
        if not pieces:
            return
        text = clean_inline("".join(pieces))
        pieces.clear()
        if text:
            owner, kind = blocks[-1]
            prose = is_prose(text, kind, links)
            out.append(Paragraph(text, kind, links, owner, tuple(flags), bool(decks), prose, inner))
        links = 0
        inner = False

    def add(text: str | None) -> None:
        nonlocal links, breaks
        if not text:
            return
        pieces.append(text)
        if not text.isspace():
            breaks = 0
            if in_link:
                links += len(text)

    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "end":
            if tag in _INLINE or not isinstance(tag, str):
                if tag == "a" and in_link:
                    in_link -= 1
            elif tag == "br":
                breaks += 1
                if breaks >= 2:
                    flush()
                else:
                    pieces.append("\n")
            elif tag not in _SKIPPED_INLINE:
                flush()
                if len(blocks) > 1 and blocks[-1][0] is element:
                    blocks.pop()
            if flags and flags[-1][0] is element:
                flags.pop()
            if decks and decks[-1] is element:
                decks.pop()
            if element is not root:
                add(element.tail)
            continue
        if not isinstance(tag, str):
            continue
        if tag in _SKIPPED:
            if tag not in _SKIPPED_INLINE:
                flush()
            walker.skip_subtree()
            continue
        verdict = _judge(element) if tag not in ("body", "html", "br") else ""
        if tag in _SUSPECT_TAGS or element.get("role") in _SUSPECT_ROLES or _is_hidden(element):
            verdict = "never"
        if tag in _INLINE:
            if verdict == "never":  # "opens in a new tab", for screen readers only
                walker.skip_subtree()
            elif tag == "a":
                in_link += 1
                inner = inner or _is_inner(element.get("href"), host)
        elif tag != "br":
            flush()
            kind = blocks[-1][1]
            if tag in _HEADINGS:
                kind = "h"
            elif tag == "li":
                kind = "li"
            elif tag in ("td", "th", "table", "caption"):
                kind = "td"
            elif tag == "blockquote":
                kind = "quote"
            elif tag == "p" and kind == "td":
                kind = "p"
            blocks.append((element, kind))
        if tag in _CAPTION_TAGS:
            verdict = "caption"
        if tag in _INLINE and verdict == "never":
            continue
        if verdict in _HOLDS_BODY:
            flags.append((element, verdict))
        elif verdict == "deck":
            decks.append(element)
        add(element.text)
    flush()
    return out


def _is_inner(href: str | None, host: str | None) -> bool:
    """Whether a link leads to another page of the same site."""
    if not href or href.startswith(("#", "mailto:", "javascript:", "tel:")):
        return False
    match = _HOST.match(href)
    return match is None or (host is not None and match[1].lower().endswith(host))


_HOST = re.compile(r"(?:https?:)?//([^/?#]+)", re.I)


# --- choosing ----------------------------------------------------------------------------------


def is_prose(text: str, kind: str, links: int) -> bool:
    """Long enough, punctuated, and not mostly links."""
    return (
        kind in ("p", "quote", "li")
        and len(text) >= _PROSE_CHARS
        and links <= 0.4 * len(text)
        and bool(_SENTENCE.search(text))
    )


def find_body(tree: HtmlElement, description: str = "", host: str | None = None) -> list[Block]:
    """The article's paragraphs in order, deck and captions among them; empty without prose.

    ``description`` is the page's own summary of itself: a paragraph above the body that repeats
    it is the deck. ``host`` is the page's registrable domain.
    """
    body = tree.find("body")
    paragraphs = _without_junk(flatten(tree if body is None else body, host))
    container = _container(paragraphs)
    if container is None:
        return []
    inside = [p for p in paragraphs if p.owner is container or _contains(container, p.owner)]
    inside = _without_scraps(inside, container)
    return [Block((p.text,), p.kind) for p in _trimmed(inside, description)]


def _contains(container: HtmlElement, element: HtmlElement) -> bool:
    return any(parent is container for parent in element.iterancestors())


#: Share of the page's prose above which an element holds the article, whatever its name says.
_HOLDS_BODY = {"junk": 0.5, "never": 0.8, "caption": 0.3}


def _without_junk(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Drop what telling names hold back, and mark captions; names of the article's own container
    are ignored."""
    weights: dict[str, int] = {}
    total = 0
    for p in paragraphs:
        if p.prose:
            total += len(p.text)
            for name in {_name(element) for element, _ in p.flagged}:
                weights[name] = weights.get(name, 0) + len(p.text)
    kept = []
    for p in paragraphs:
        verdicts = {v for e, v in p.flagged if weights.get(_name(e), 0) <= _HOLDS_BODY[v] * total}
        if verdicts == {"caption"}:
            holder = next(e for e, v in reversed(p.flagged) if v == "caption")
            if kept and kept[-1].kind == "caption" and kept[-1].owner is holder:
                kept[-1] = kept[-1]._replace(text=f"{kept[-1].text} {p.text}")
            else:
                kept.append(p._replace(kind="caption", owner=holder, prose=False))
        elif not verdicts:
            kept.append(p)
    return kept


def _name(element: HtmlElement) -> str:
    """Elements of one name are judged together: a site may mark every paragraph of a body."""
    return f"{element.tag} {element.get('class')} {element.get('id')}"


def _container(paragraphs: Sequence[Paragraph]) -> HtmlElement | None:
    """The element with the best balance of prose against other text."""
    balance: dict[HtmlElement, float] = {}
    prose: dict[HtmlElement, float] = {}
    for p in paragraphs:
        if p.kind == "caption":
            continue
        good = p.prose
        vote = float(len(p.text)) if good else -_against(p)
        for element in (p.owner, *p.owner.iterancestors()):
            balance[element] = balance.get(element, 0.0) + vote
            if good:
                prose[element] = prose.get(element, 0.0) + vote
    if not prose:
        return None
    # dictionaries keep the order of first votes: the innermost, earliest element wins a tie
    best = max(prose, key=lambda element: balance[element])
    return best


def _against(p: Paragraph) -> float:
    """How much a paragraph that is no prose speaks against what holds it."""
    if p.links > 0.5 * len(p.text):
        return float(min(len(p.text), 200))
    if p.kind in ("h", "td", "caption", "li", "quote") or _SENTENCE.search(p.text):
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
            and self.good < 400 * self.prose
        )


def _without_scraps(inside: list[Paragraph], container: HtmlElement) -> list[Paragraph]:
    """Leave out branches of the container in which other text outweighs prose, innermost first."""
    like_prose = {_own_name(p) for p in inside if p.prose}
    branches: dict[HtmlElement, _Branch] = {}
    depths: dict[HtmlElement, int] = {}
    chains: list[list[HtmlElement]] = []
    for p in inside:
        chain: list[HtmlElement] = []
        element: HtmlElement | None = p.owner
        while element is not None and element is not container:
            chain.append(element)
            element = element.getparent()
        chains.append(chain)
        for level, e in enumerate(reversed(chain)):
            depths[e] = level
        branch = branches.setdefault(chain[0] if chain else container, _Branch())
        if p.prose:
            branch.good += len(p.text)
            branch.prose += 1
        else:
            if p.links > 0.5 * len(p.text) or _own_name(p) not in like_prose:
                branch.bad += _against(p)
            if len(p.text) >= 20 and p.links > 0.5 * len(p.text) and p.inner:
                branch.teasers += 1
                branch.heads += p.kind == "h"
    junk: set[HtmlElement] = set()
    for e in sorted(depths, key=lambda e: -depths[e]):
        branch = branches.get(e, _EMPTY)
        if e.tag not in _LEAVES and branch.is_junk():
            junk.add(e)
            if not branch.prose:  # a headline whose excerpt stands in a branch near by
                near = e.getparent()
                for _ in range(3):
                    if near is container:
                        break
                    other = branches.setdefault(near, _Branch())
                    other.near_teasers += branch.teasers
                    other.near_heads += branch.heads
                    near = near.getparent()
            continue
        parent = e.getparent()
        if parent is not container:
            branches.setdefault(parent, _Branch()).add(branch)
    return [
        p
        for p, chain in zip(inside, chains, strict=True)
        if p.kind != "td"
        and (p.kind == "caption" or not (any(e in junk for e in chain) or _is_link_line(p)))
    ]


def _is_link_line(p: Paragraph) -> bool:
    if p.prose:
        return False
    ended = bool(_SENTENCE.search(p.text)) and p.kind != "h"
    return p.links > (0.9 if ended else 0.6) * len(p.text)


_EMPTY = _Branch()


def _own_name(p: Paragraph) -> str:
    return f"{p.owner.tag} {p.owner.get('class')}"


def _signature(p: Paragraph) -> str:
    """What paragraphs of one body share, though each may sit in a wrapper of its own."""
    parent = p.owner.getparent()
    return "" if parent is None else f"{p.owner.tag} {parent.tag} {parent.get('class')}"


def _trimmed(inside: list[Paragraph], description: str) -> list[Paragraph]:
    """Cut what stands before and after the paragraphs that are built like most of the prose."""
    weights: dict[str, int] = {}
    for p in inside:
        if p.prose:
            weights[_signature(p)] = weights.get(_signature(p), 0) + len(p.text)
    total = sum(weights.values())
    main = {name for name, weight in weights.items() if weight >= 0.1 * total}
    at = [i for i, p in enumerate(inside) if _signature(p) in main and p.kind != "caption"]
    at = [i for i in at if inside[i].prose or _SENTENCE.search(inside[i].text)]
    if not at:
        return inside
    first, last = at[0], at[-1]
    wanted = _squeeze(description)[:60]
    out: list[Paragraph] = []
    for i, p in enumerate(inside):
        if p.kind == "caption" or first <= i <= last:
            out.append(p)
        elif i < first and p.kind != "li":
            if p.deck or (wanted and _squeeze(p.text)[:60] == wanted):
                out.append(p._replace(kind="deck"))
            elif p.prose:
                first = i
                out.append(p)
    # a heading needs something under it
    while out and out[-1].kind == "h":
        out.pop()
    return out


def _squeeze(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()
