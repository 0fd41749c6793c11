"""Paragraphs → the article's parts: title, deck, byline, dateline, captions, body; no furniture.

HTML and plain text come here alike, as blocks of lines. What a line is, is decided by its form
and its place, never by the outlet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from schemas.records import Removed
from transforms.lang.line_rules import Edge, LineRules
from transforms.text.dates import Moment, find_date, find_moment
from transforms.text.lines import ends_as_sentence, same_words

#: More words than this are no title, or no deck.
MAX_TITLE_WORDS = 30
MAX_DECK_WORDS = 60
#: Right above the first paragraph a deck has at most so many words, so many if it repeats nothing.
_SHORT_DECK_WORDS, _LABEL_WORDS = 20, 15
#: A line of so few words that holds a date is a stamp and no deck.
_STAMP_WORDS = 9


@dataclass(frozen=True)
class Block:
    """One paragraph: its lines, and what its markup says it is (p, h, li, caption, quote).

    ``dropped`` names what a reader of the page took it for where it is no part of the body; such
    a block only goes to `Structure.removed`.
    """

    lines: tuple[str, ...]
    kind: str = "p"
    dropped: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass
class Structure:
    """What `find_structure` made of the blocks."""

    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    dateline_place: str | None = None
    agency: str | None = None
    has_dateline: bool = False
    dateline_day: tuple[int, int, int | None] | None = None
    stated: Moment | None = None
    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)

    def remove(self, kind: str, *texts: str) -> None:
        """Note what is taken out of the body."""
        self.removed += [Removed(kind, text) for text in texts]

    def take_captions(self, *texts: str) -> None:
        """Note captions and credits, which have a column of their own, too."""
        self.captions += texts
        self.remove("caption", *texts)


def split_plain(
    text_lines: Sequence[str], raw_lines: Sequence[str], rules: LineRules
) -> list[Block]:
    """Plain text → blocks: at blank lines; hard-wrapped paragraphs are joined again.

    ``text_lines`` are cleaned, ``raw_lines`` the same lines with their indentation.
    """
    groups: list[list[int]] = []
    current: list[int] = []
    for i, line in enumerate(text_lines):
        if line:
            current.append(i)
        elif current:
            groups.append(current)
            current = []
    if current:
        groups.append(current)
    if _is_indented(text_lines, raw_lines) or _is_wrapped(groups, text_lines):
        blocks = []
        for group in groups:
            if len(group) <= 4 and all(_is_early_line(text_lines[i], rules) for i in group):
                blocks.append(Block(tuple(text_lines[i] for i in group)))  # byline above date
                continue
            paragraph: list[str] = []
            for i in group:
                indented = raw_lines[i][:1] in ("\t", " ") and raw_lines[i][:2].isspace()
                if indented and paragraph and ends_as_sentence(paragraph[-1]):
                    blocks.append(Block((join_wrapped(paragraph),)))
                    paragraph = []
                paragraph.append(text_lines[i])
            blocks.append(Block((join_wrapped(paragraph),)))
        return blocks
    if len(groups) == 1:  # no blank lines: every line is a paragraph
        return [Block((text_lines[i],)) for i in groups[0]]
    return [b for group in groups for b in _parted([text_lines[i] for i in group])]


_BULLET = re.compile(r"[*•·‣▪●–-]\s+(?=\S)")


def _parted(lines: Sequence[str]) -> list[Block]:
    """A group of lines as one block; a list of points as one for each."""
    if len(lines) > 1 and all(map(_BULLET.match, lines)):
        return [Block((_BULLET.sub("", line, count=1),), "li") for line in lines]
    return [Block(tuple(lines))]


_WORD_CUT = re.compile(r"(?<![-–—])\b(?P<begin>[^\W\d_]{2,})-$")
#: Before these a hyphen at the end of a line belongs to the word.
_KEEPS_HYPHEN = re.compile(
    r"self|well|non|ex|co|anti|pre|post|half|all|high|low|long|short|left|right|north|south|east|"
    r"west|mid|cross|vice|so|one|two|three|four|five|six|seven|eight|nine|ten|twenty",
    re.I,
)


def join_wrapped(lines: Sequence[str]) -> str:
    """The lines of one paragraph in a row; words that were cut at a line's end are whole again.

    >>> join_wrapped(["The council voted on Tues-", "day, the well-", "known mayor said."])
    'The council voted on Tuesday, the well-known mayor said.'
    """
    text = ""
    for line in lines:
        cut = _WORD_CUT.search(text)
        if cut is None or not line[:1].islower():
            text += (" " if text else "") + line
        elif _KEEPS_HYPHEN.fullmatch(cut["begin"]):
            text += line
        else:
            text = text[:-1] + line
    return text


def _is_wrapped(groups: Sequence[Sequence[int]], lines: Sequence[str]) -> bool:
    """Whether line breaks were set by a column's width: lines of about one length go on below."""
    pairs = [(lines[i], lines[k]) for group in groups for i, k in pairwise(group)]
    if not pairs or max(len(line) for line, _ in pairs) > 130:
        return False
    going_on = sum(
        len(line) >= 40 and not ends_as_sentence(line) and not _opens(below)
        for line, below in pairs
    )
    if len(pairs) < 8:  # of the full lines that end no sentence, most go on below
        full = sum(len(line) >= 40 and not ends_as_sentence(line) for line, _ in pairs)
        return 0 < full <= 2 * going_on
    full = sum(len(line) >= 45 for line, _ in pairs)
    ended = sum(ends_as_sentence(line) for line, _ in pairs)
    return 10 * full >= 7 * len(pairs) and 20 * ended <= 7 * len(pairs) and going_on > 0


def _is_indented(lines: Sequence[str], raw_lines: Sequence[str]) -> bool:
    """Whether some lines, but not most, start three or more spaces in: paragraphs in a column."""
    held = [raw for line, raw in zip(lines, raw_lines, strict=True) if line]
    indented = sum(raw[:3].isspace() for raw in held)
    return 0 < indented <= 0.6 * len(held) and max(map(len, held), default=0) <= 100


def _opens(line: str) -> bool:
    """Whether ``line`` looks like the start of a sentence or a name rather than its middle."""
    return line[:1].isupper() or not line[:1].isalnum()


def find_structure(
    blocks: Sequence[Block],
    title: str | None,
    subtitle: str | None,
    rules: LineRules,
    *,
    guess_title: bool,
) -> Structure:
    """Sort ``blocks`` into the article's parts by the rules of its language.

    ``title`` and ``subtitle`` are what metadata gave; with ``guess_title`` the first block may be
    the title and the next the deck (plain text has no other place for them).
    """
    result = Structure(title=title, subtitle=subtitle)
    blocks = [b for b in blocks if b.text]
    if guess_title:
        blocks = _with_head_parted(_without_preface(blocks, rules), rules)
    kept = [b for b in blocks if not b.dropped]
    heads = kept[: _take_head(kept, result, rules, guess_title)]
    body = kept[len(heads) :]
    edges = _edges(body, rules)
    at = -1
    for block in blocks:
        if block.dropped:
            result.remove(block.dropped, *block.lines)
        elif heads and block is heads[0]:
            result.remove(_head_kind(heads.pop(0), result), *block.lines)
        else:
            at += 1
            _sort_block(block, result, rules, edges[at], early=at < 6)
    _trim_end(result, rules)
    if not result.paragraphs and len(result.captions) > 1:  # a gallery is told by its captions
        result.paragraphs, result.captions = result.captions, []
        result.removed = [r for r in result.removed if r.kind != "caption"]
    if guess_title and not subtitle and result.subtitle and not result.paragraphs:
        # a notice of one line has no deck
        result.paragraphs, result.subtitle = [result.subtitle], None
        result.removed = [r for r in result.removed if r.text != result.paragraphs[0]]
    return result


_REACHED_AT = re.compile(r"\w@\w|\+?\d[\d ()/-]{7,}\d")


def _without_preface(blocks: Sequence[Block], rules: LineRules) -> list[Block]:
    """Lines above the headline that are the wire's or the sender's (embargo, slug, correction)."""
    found = list(blocks)
    for i, block in enumerate(found):
        if block.dropped:
            continue
        wire = [line for line in block.lines if rules.is_furniture(line)]
        if not wire or i >= len(found) - 1:
            break
        if wire[0] == block.lines[0] and any(map(_REACHED_AT.search, block.lines[1:])):
            wire = list(block.lines)  # whom to ask, and how: one notice
        rest = tuple(line for line in block.lines if line not in wire)
        found[i : i + 1] = [Block(tuple(wire), dropped="furniture")]
        if rest:
            found[i + 1 : i + 1] = [Block(rest)]
            break
    return found


def _with_head_parted(blocks: list[Block], rules: LineRules) -> list[Block]:
    """The first block's headline and byline as two blocks, where no blank line parts them."""
    at = next((i for i, b in enumerate(blocks) if not b.dropped), None)
    if at is None or not 2 <= len(blocks[at].lines) <= 4:
        return blocks
    lines = blocks[at].lines
    first = next((i for i, line in enumerate(lines) if i and _is_early_line(line, rules)), None)
    if first is None or not all(_is_early_line(line, rules) for line in lines[first:]):
        return blocks
    return [*blocks[:at], Block(lines[:first]), Block(lines[first:]), *blocks[at + 1 :]]


def _head_kind(block: Block, result: Structure) -> str:
    return "title" if result.title and same_words(block.lines[0], result.title) else "subtitle"


def _edges(body: Sequence[Block], rules: LineRules) -> list[Edge]:
    """For each block: no report stands before it; at most one stands after it."""
    first = next((i for i, b in enumerate(body) if _tells(b, rules)), len(body))
    told = (i for i in range(len(body) - 1, first - 1, -1) if _tells(body[i], rules))
    next(told, None)
    late = next(told, -1)
    return [Edge(head=i <= first, tail=i > late) for i in range(len(body))]


def _tells(block: Block, rules: LineRules) -> bool:
    if block.kind in ("caption", "deck"):
        return False
    return len(block.text) >= 60 and rules.reports(block.text)


def _sort_block(
    block: Block, result: Structure, rules: LineRules, edge: Edge, *, early: bool
) -> None:
    """Put one block of the body where it belongs."""
    text = block.text
    if block.kind == "caption":
        result.take_captions(*block.lines)
    elif block.kind == "deck":
        result.subtitle = result.subtitle or text
        result.remove("subtitle", text)
    elif edge.tail and _after_sentence(result) and rules.sign_off(text) is not None:
        result.paragraphs.append(text)  # for `_trim_end`, which only takes the very last
    # a credit that ends a block makes captions of the lines above it
    elif _is_picture(block, rules):
        result.take_captions(*block.lines)
    elif rules.is_credit(text) or rules.is_caption(text):
        _take_credit(text, result, rules)
    elif rules.is_furniture(text, edge):
        result.remove("furniture", text)
    elif not (early and _take_top(block, result, rules)):
        result.paragraphs.append(_without_dateline(text, result, rules))


def _is_picture(block: Block, rules: LineRules) -> bool:
    lines = block.lines
    return len(lines) > 1 and rules.is_credit(lines[-1]) and sum(map(len, lines)) < 700


def _after_sentence(result: Structure) -> bool:
    return bool(result.paragraphs) and ends_as_sentence(result.paragraphs[-1])


def _take_credit(text: str, result: Structure, rules: LineRules) -> None:
    """Take a credit or caption, and the line above a credit if it is no sentence of the article."""
    above = result.paragraphs[-1] if result.paragraphs else None
    if above and rules.is_credit(text) and len(above) < 200 and not ends_as_sentence(above):
        result.take_captions(result.paragraphs.pop())
    result.take_captions(text)


def _take_top(block: Block, result: Structure, rules: LineRules) -> bool:
    """Whether a block near the top is title, deck, byline or date and was taken."""
    if any(len(p) > 200 for p in result.paragraphs):
        return False
    if 2 <= len(block.lines) <= 4 and all(_is_early_line(line, rules) for line in block.lines):
        # byline and date, one below the other, without a blank line between them
        for line in block.lines:
            _take_early(line, result, rules)
        return True
    return block.kind != "li" and _take_early(block.text, result, rules)


def _take_head(blocks: Sequence[Block], result: Structure, rules: LineRules, guess: bool) -> int:
    """Take title and deck off the front; the index of the first block that is neither."""
    i = 0
    if guess and result.title is None and len(blocks) > 1 and _opens_text(blocks, rules):
        result.title = blocks[0].lines[0]
        i = 1
        if len(blocks[0].lines) == 2:
            result.subtitle = result.subtitle or blocks[0].lines[1]
    if guess and result.subtitle is None and result.title and len(blocks) > i + 1:
        j = i
        while j < len(blocks) - 2 and same_words(blocks[j].text, result.title):
            j += 1
        if _looks_like_deck(blocks[j], blocks[j + 1 : j + 5], rules):
            result.subtitle = blocks[j].text
            i = j + 1
    return i


#: A row of a table: "Shr 75 cts vs 52 cts", "Net 412,737".
_ROW = re.compile(r".*\bvs\.?\s|\D{1,30}\d[\d,.]*(?:\s\w{1,5})?$")
_VERSUS = re.compile(r"\bvs\.?\s(?:.*\d|.*\bcts?\b|N\.?A\b)")
#: Words that no headline ends with; "on" and "in" where a day follows.
_GOES_ON = re.compile(
    r"\b(?:the|an?|of|and|or|that|for|with|at|by|from|its)$|"
    r"\b(?:on|in)\n(?:\d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April)"
)
#: A headline that ends like a sentence, in an abbreviation or a question, has so few characters.
_SHORT_TITLE = 100


def _opens_text(blocks: Sequence[Block], rules: LineRules) -> bool:
    """Whether the first block is a headline: no row of a table, no line that goes on below."""
    first, *below = [line for block in blocks[:6] for line in block.lines][:6]
    if _VERSUS.search(first) or sum(bool(_ROW.match(line)) for line in below) > 2:
        return False
    if below[0][:1].islower() or _GOES_ON.search(f"{first}\n{below[0]}") or _GOES_ON.search(first):
        return False
    return _looks_like_title(blocks[0], rules)


def _looks_like_title(block: Block, rules: LineRules) -> bool:
    line = block.lines[0]
    words = line.split()
    if len(block.lines) > 2 or not 2 <= len(words) <= MAX_TITLE_WORDS or len(line) > 250:
        return False
    bare = line.rstrip("\"'”’») ")
    is_short = len(line) <= _SHORT_TITLE
    if bare.endswith((".", ":", ",", ";")) and not (is_short and _INITIALS.search(bare)):
        return False
    if bare.endswith(("?", "!")) and not is_short:
        return False
    if rules.is_credit(line) or rules.is_furniture(line):
        return False
    if _is_early_line(line, rules):
        return False
    return rules.parse_dateline(line + " x") is None


_INITIALS = re.compile(r"\b[A-Z]\.$")


def _looks_like_deck(block: Block, below: Sequence[Block], rules: LineRules) -> bool:
    """Whether a line without a full stop is a deck, and not the first line of the article.

    ``below`` are the blocks that follow.
    """
    if len(block.lines) != 1 or block.kind not in ("p", "h") or not _opens(below[0].text):
        return False
    text = block.text
    words = text.split()
    if not 5 <= len(words) <= MAX_DECK_WORDS or ends_as_sentence(text) or text.endswith(":"):
        return False
    if not any(_is_of_head(b, rules) for b in below[:2]) and not _is_short_deck(text, below, rules):
        return False
    if len(words) <= _STAMP_WORDS and find_date(text) is not None:
        return False
    if rules.is_credit(text) or rules.is_furniture(text):
        return False
    if rules.is_byline(text) or rules.is_caption(text):
        return False
    return rules.parse_dateline(text) is None


def _is_of_head(block: Block, rules: LineRules) -> bool:
    """Whether a block is one that an article begins below: byline, date, picture or dateline."""
    if any(_is_early_line(line, rules) for line in block.lines) or _is_picture(block, rules):
        return True
    return rules.parse_dateline(block.text) is not None


def _is_short_deck(text: str, below: Sequence[Block], rules: LineRules) -> bool:
    """Whether a line says in short what the first paragraph below says, or reports nothing.

    Where most paragraphs end without full stops, that of the line says nothing.
    """
    told = [b.text for b in below if ends_as_sentence(b.text)]
    words = len(text.split())
    if 2 * len(told) < len(below) or words > _SHORT_DECK_WORDS:
        return False
    if told and _repeats(text, told[0]):
        return True
    return words <= _LABEL_WORDS and not rules.reports(f"{text}.")


_LONG_WORD = re.compile(r"\w{4,}")


def _repeats(text: str, below: str) -> bool:
    """Whether a tenth of a line's longer words stand in the paragraph below it."""
    own = set(_LONG_WORD.findall(text.casefold()))
    return 10 * len(own.intersection(_LONG_WORD.findall(below.casefold()))) >= max(1, len(own))


def _is_early_line(line: str, rules: LineRules) -> bool:
    return rules.is_byline(line) or rules.is_stamp(line)


def _take_early(text: str, result: Structure, rules: LineRules) -> bool:
    """Whether a paragraph near the top is title, deck, byline or stamp; notes what it says."""
    kind = _early_kind(text, result, rules)
    if kind == "byline":
        result.authors = result.authors or rules.parse_byline(text)
        result.agency = result.agency or rules.byline_agency(text)
    elif kind == "date":
        result.stated = result.stated or find_moment(text)
    if kind:
        result.remove(kind, text)
    return bool(kind)


def _early_kind(text: str, result: Structure, rules: LineRules) -> str:
    if result.title and same_words(text, result.title):
        return "title"
    if result.subtitle and same_words(text, result.subtitle):
        return "subtitle"
    if len(text) > 200:
        return ""
    if rules.is_byline(text):
        return "byline"
    return "date" if rules.is_stamp(text) else ""


def _without_dateline(paragraph: str, result: Structure, rules: LineRules) -> str:
    """The paragraph without the dateline that one of the first three may begin with."""
    if result.has_dateline or len(result.paragraphs) >= 3:
        return paragraph
    dateline = rules.parse_dateline(paragraph)
    if dateline is None:
        return paragraph
    result.has_dateline = True
    result.dateline_place = dateline.place
    result.agency = dateline.agency or result.agency
    result.dateline_day = dateline.day
    result.remove("dateline", paragraph[: dateline.end].strip())
    return paragraph[dateline.end :].lstrip()


def _trim_end(result: Structure, rules: LineRules) -> None:
    while result.paragraphs:
        agency = rules.sign_off(result.paragraphs[-1])
        if agency is None:
            break
        result.agency = result.agency or agency or None
        result.remove("sign-off", result.paragraphs.pop())
    mark = rules.end_mark(result.paragraphs[-1]) if result.paragraphs else None
    if mark is not None:
        last = result.paragraphs[-1]
        result.paragraphs[-1] = last[:mark]
        result.remove("sign-off", last[mark:].strip())
