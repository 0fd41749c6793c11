"""A page's tree → its paragraphs, each with what its markup says of it.

One walk over the tree; afterwards nobody needs the tree any more. `Node` stands for a block-level
element and knows its parent, so that sums can be passed up from the leaves in one sweep.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from transforms.normalize.html_page import Element
from transforms.text.cleaning import clean_inline
from transforms.text.resources import read_groups

_ELEMENTS = read_groups("html_elements.txt")
_SKIPPED, _SKIPPED_INLINE = _ELEMENTS["skipped"], _ELEMENTS["skipped_inline"]
_SUSPECT_TAGS, _SUSPECT_ROLES = _ELEMENTS["suspect"], _ELEMENTS["suspect_roles"]
_INLINE = _ELEMENTS["inline"]
_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "h"),
    **dict.fromkeys(("td", "th", "table", "caption"), "td"),
    "li": "li",
    "blockquote": "quote",
}
#: Full stops of Latin, Devanagari, Arabic, Urdu, Ethiopic, Burmese, Khmer and Chinese writing; Thai
#: and Lao have none, so their letters stand for one.
_SENTENCE = re.compile(r"[.!?…।؟۔።။។][\"”’'»)\]]*(?:\s|$)|[。！？｡]|[\u0e00-\u0eff]{8}")
#: A paragraph shorter than this says little about where the article is; where one character is a
#: syllable or a word, fewer say as much.
PROSE_CHARS = 80
_WIDE_CHARS = 30
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: In a page without any prose, sentences of so many characters are the article: a brief.
_BRIEF_CHARS = 15
_WIDE_BRIEF_CHARS = 4


class Node:
    """A block-level element: its place in the tree and what its name says of its contents.

    ``verdict`` is a group of element_names.txt (never, comments, ...) or ``""``; ``index`` counts
    in document order, a parent before its children. ``name`` is tag and class; ``group`` is
    shared by elements of one name, where there is a class.
    """

    __slots__ = ("index", "names", "parent", "tag", "verdict")

    def __init__(
        self, index: int, parent: Node | None, tag: str, names: str | None, verdict: str
    ) -> None:
        self.index = index
        self.parent = parent
        self.tag = tag
        self.names = names or ""
        self.verdict = verdict

    @property
    def name(self) -> str:
        return f"{self.tag} {self.names}"

    @property
    def group(self) -> str:
        return f"{self.tag} {self.names or self.index}"


class Paragraph(NamedTuple):
    """A run of text between two block boundaries.

    ``kind`` is p, h, li, td, quote or caption; ``links`` the characters inside links, of which
    ``inner`` tells whether any leads to the same site; ``prose`` see `is_prose`; ``order`` counts
    the page's paragraphs.
    """

    text: str
    kind: str
    links: int
    inner: bool
    owner: Node
    prose: bool
    order: int = 0


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends somewhere in ``text``."""
    return bool(_SENTENCE.search(text))


def is_prose(text: str, kind: str, links: int, least: int = PROSE_CHARS) -> bool:
    """Long enough, punctuated, and not mostly links."""
    long_enough = len(text) >= least or (len(text) >= _WIDE_CHARS and bool(_WIDE.search(text)))
    return (
        long_enough
        and kind in ("p", "quote", "li")
        and links <= 0.4 * len(text)
        and ends_sentence(text)
    )


def is_brief(text: str, kind: str, links: int) -> bool:
    """`is_prose` for a page of short sentences."""
    least = _WIDE_BRIEF_CHARS if _WIDE.search(text) else _BRIEF_CHARS
    return kind != "li" and is_prose(text, kind, links, least)


# --- names of elements -------------------------------------------------------------------------

_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


_NAME_WORDS = read_groups("element_names.txt")
#: What names may say, the strongest first, and of each word the place of what it says.
_VERDICTS = ("never", "comments", "caption", "deck", "junk", "weak")
_RANKS = {
    word: rank
    for rank, verdict in reversed([*enumerate(_VERDICTS)])
    for word in _NAME_WORDS[verdict]
}
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
    if ("-" in name or "_" in name) and _MODIFIER.fullmatch(name):
        return ""
    best, before, rank_of = len(_VERDICTS), "", _RANKS.get
    for part in _NAME_PARTS.findall(name[:100]):
        word = part.lower()
        for known in (word, before + word):
            rank = rank_of(known)
            if rank is not None and rank < best:
                best = rank
        before = word
    return _VERDICTS[best] if best < len(_VERDICTS) else ""


@lru_cache(maxsize=20_000)
def _judge_names(names: str) -> str:
    said = {_judge_name(name) for name in names.split()[:20]}
    said.discard("")
    if not said:
        return ""
    for verdict in _VERDICTS[:-1]:
        if verdict in said:
            return verdict
    # what makes a weak word mean nothing: the name also says that this is text
    return "" if _TEXT.search(names) else "junk"


_TEXT = re.compile(r"text|body|content|copy|paragraph|container|wrapper|layout|page", re.I)


#: What a tag says whatever its element is called.
_TAG_VERDICTS = {
    **dict.fromkeys(_SUSPECT_TAGS, "never"),
    **dict.fromkeys(("figure", "figcaption", "picture"), "caption"),
}


def judge(element: Element, tag: str, names: str | None) -> str:
    """What an element's tag, role, style and names say of its contents: see `Node.verdict`.

    ``names`` is its class.
    """
    if tag in _TAG_VERDICTS:
        return _TAG_VERDICTS[tag]
    get = element.get  # an attribute that is not there costs less than the list of those that are
    if (
        get("role") in _SUSPECT_ROLES
        or get("hidden") is not None
        # some paywalls hide each paragraph from screen readers
        or (get("aria-hidden") == "true" and tag != "p")
    ):
        return "never"
    style = get("style")
    if style and _HIDDEN_STYLE.search(style):
        return "never"
    verdict = _judge_names(names) if names else ""
    if verdict in ("never", "comments", "caption"):
        return verdict
    for name in (get("id"), get("data-component"), get("data-testid")):
        # longer ids are made of a headline's words or of random figures
        if name and len(name) <= 40 and len(_NAME_PARTS.findall(name)) <= 4:
            said = _judge_names(name)
            if said in ("never", "comments", "caption"):
                return said
            verdict = verdict or said
    if not verdict and "-" in tag:
        verdict = _judge_names(tag)
    return verdict


_HIDDEN_STYLE = re.compile(
    r"display:\s*none|visibility:\s*hidden|clip:\s*rect\(\s*[01]p?x?[\s,]", re.I
)
_HOST = re.compile(r"(?:https?:)?//([^/?#]+)", re.I)


def _is_inner(href: str | None, host: str | None) -> bool:
    """Whether a link leads to another page of the same site."""
    if not href or href.startswith(("#", "mailto:", "javascript:", "tel:")):
        return False
    if href[0] == "/" and href[1:2] != "/":
        return True
    match = _HOST.match(href)
    return match is None or (host is not None and match[1].lower().endswith(host))


#: What the walk does at an element, by its tag.
_BLOCK, _INSIDE, _SKIP, _SKIP_INSIDE, _BREAK = range(5)
_STEPS = {
    **dict.fromkeys(_SKIPPED, _SKIP),
    **dict.fromkeys(_SKIPPED_INLINE, _SKIP_INSIDE),
    **dict.fromkeys(_INLINE, _INSIDE),
    "br": _BREAK,
}


class _Walk:
    """State of the walk: the paragraph being gathered and the elements around it."""

    def __init__(self, root: Element, host: str | None) -> None:
        self.host = host
        self.captions: list[Element] = []
        self.node = Node(0, None, root.tag, root.get("class"), "")
        self.nodes = [self.node]
        self.kinds = ["p"]
        self.paragraphs: list[Paragraph] = []
        self.pieces: list[str] = []
        self.links = self.captioned = 0
        self.in_link = self.in_caption = self.breaks = 0
        #: whether ``inner`` belongs to the paragraph, of which there is only white space so far
        self.is_begun = self.inner = False

    def add(self, text: str) -> None:
        if text.isspace():
            if self.pieces:
                self.pieces.append(text)
            else:
                self.is_begun = True
            return
        self.breaks = 0
        if self.in_link:
            self.links += len(text)
        if self.in_caption:
            self.captioned += len(text)
        self.pieces.append(text)

    def flush(self) -> None:
        self.breaks = 0
        if not self.pieces:
            if self.is_begun:
                self.is_begun = self.inner = False
            return
        text = clean_inline("".join(self.pieces))
        self.pieces.clear()
        if text:
            kind = self.kinds[-1]
            if self.captioned >= 0.8 * len(text):
                kind = "caption"
            prose = is_prose(text, kind, self.links)
            order = len(self.paragraphs)
            paragraph = Paragraph(text, kind, self.links, self.inner, self.node, prose, order)
            self.paragraphs.append(paragraph)
        self.links = self.captioned = 0
        self.is_begun = self.inner = False

    def enter(self, element: Element, tag: str) -> bool:
        """An inline element begins; whether what is inside of it counts."""
        verdict = judge(element, tag, element.get("class"))
        if verdict == "never":  # "opens in a new tab", for screen readers only
            return False
        if verdict == "caption":
            self.captions.append(element)
            self.in_caption += 1
        if tag == "a":
            self.in_link += 1
            self.inner = self.inner or _is_inner(element.get("href"), self.host)
        return True

    def leave(self, element: Element, tag: str) -> None:
        """An inline element ends."""
        if tag == "a" and self.in_link:
            self.in_link -= 1
        if self.captions and self.captions[-1] is element:
            self.captions.pop()
            self.in_caption -= 1

    def open(self, element: Element, tag: str) -> None:
        """A block begins."""
        if self.pieces or self.is_begun:
            self.flush()
        self.breaks = 0
        names = element.get("class")
        verdict = judge(element, tag, names)
        self.node = node = Node(len(self.nodes), self.node, tag, names, verdict)
        self.nodes.append(node)
        kind = _KINDS.get(tag) or self.kinds[-1]
        self.kinds.append("p" if tag == "p" and kind == "td" else kind)

    def close(self) -> None:
        """A block ends."""
        if self.pieces or self.is_begun:
            self.flush()
        self.breaks = 0
        self.kinds.pop()
        if self.node.parent is not None:
            self.node = self.node.parent

    def line_break(self) -> None:
        """One is a line's end, two are a paragraph's."""
        self.breaks += 1
        if self.breaks >= 2:
            self.flush()
        else:
            self.add("\n")


def walk_page(root: Element, host: str | None = None) -> tuple[list[Node], list[Paragraph]]:
    """Block elements and paragraphs under ``root``, in document order.

    ``host`` is the page's own registrable domain.
    """
    walk = _Walk(root, host)
    walker = etree.iterwalk(root, events=("start", "end"))
    next(walker)
    if root.text:
        walk.add(root.text)
    for event, element in walker:
        tag = element.tag
        step = _STEPS.get(tag, _BLOCK)
        if event == "start":
            if step == _BLOCK:
                walk.open(element, tag)
            elif step != _BREAK and (step != _INSIDE or not walk.enter(element, tag)):
                walker.skip_subtree()
                continue
            if text := element.text:
                walk.add(text)
            continue
        if element is root:
            break
        if step == _BLOCK:
            walk.close()
        elif step == _INSIDE:
            walk.leave(element, tag)
        elif step == _BREAK:
            walk.line_break()
        elif step == _SKIP:
            walk.flush()
        if tail := element.tail:
            walk.add(tail)
    walk.flush()
    return walk.nodes, walk.paragraphs
