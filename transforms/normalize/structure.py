"""Paragraphs → the article's parts: title, deck, byline, dateline, captions, body, the rest left out.

HTML and plain text come here alike, as blocks of lines. What a line is, is decided by its form
and place, never by the outlet; patterns are in transforms/resources/normalize.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.normalize.authors import agency_of, parse_authors
from transforms.normalize.dates import MONTH_PATTERN, Moment, find_moment
from transforms.normalize.resources import read_pattern

_SENTENCE_END = re.compile(r"[.!?…。।؟][\"”’'»)\]]*$")
_WORD = re.compile(r"\w+")
#: A paragraph longer than this many characters is never furniture, whatever it starts with.
MAX_FURNITURE_CHARS = 420
#: Nor is one with more words than this taken for a title or a deck.
MAX_TITLE_WORDS = 30
MAX_DECK_WORDS = 60


@dataclass(frozen=True)
class Block:
    """One paragraph: its lines, and what its markup says it is (p, h, li, caption, quote)."""

    lines: tuple[str, ...]
    kind: str = "p"

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
    dateline_day: tuple[int, int, int | None] | None = None
    stated: Moment | None = None
    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)


def same_words(left: str, right: str) -> bool:
    """Whether two lines hold the same words, whatever their case and punctuation."""
    return _WORD.findall(left.casefold()) == _WORD.findall(right.casefold())


def split_plain(text_lines: Sequence[str], raw_lines: Sequence[str]) -> list[Block]:
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
    if _is_wrapped(groups, text_lines):
        blocks = []
        for group in groups:
            paragraph: list[str] = []
            for i in group:
                indented = raw_lines[i][:1] in ("\t", " ") and raw_lines[i][:2].isspace()
                if indented and paragraph and _SENTENCE_END.search(paragraph[-1]):
                    blocks.append(Block((" ".join(paragraph),)))
                    paragraph = []
                paragraph.append(text_lines[i])
            blocks.append(Block((" ".join(paragraph),)))
        return blocks
    if len(groups) == 1:  # no blank lines: every line is a paragraph
        return [Block((text_lines[i],)) for i in groups[0]]
    return [Block(tuple(text_lines[i] for i in group)) for group in groups]


def _is_wrapped(groups: Sequence[Sequence[int]], lines: Sequence[str]) -> bool:
    inner = [lines[i] for group in groups for i in group[:-1]]
    if len(inner) < 4 or max(map(len, inner)) > 130:
        return False
    long_enough = sum(len(line) >= 45 for line in inner)
    ended = sum(bool(_SENTENCE_END.search(line)) for line in inner)
    return long_enough >= 0.7 * len(inner) and ended <= 0.35 * len(inner)


# --- lines that are not body -----------------------------------------------------------------


def is_furniture(text: str) -> bool:
    """Whether a paragraph is a link, a request, a notice or a stamp and not part of the article."""
    return len(text) <= MAX_FURNITURE_CHARS and bool(read_pattern("furniture.txt").match(text))


_NAME = r"[A-Z][\w.’'-]*(?:\s+(?:[A-Z][\w.’'-]*|de|van|von|der|al|bin|la|le)){0,4}"
_CREDIT_SLASH = re.compile(
    rf"(?:{_NAME}|AP Photo|[A-Z]+)(?:,\s*{_NAME})?\s*/\s*{_NAME}(?:\s*/\s*{_NAME})?\.?"
)
_CREDIT_WORDS = re.compile(
    r"^\W*(?:(?:photo|image|picture|photograph|video|graphic|illustration|file|screengrab|screenshot|pic)"
    r"(?:s|\s*credits?|\s*courtesy|\s*by|\s*via|\s*from|\s*source|\s*:)+|credits?\s*:|courtesy(?:\s+of)?\b|"
    r"(?:representational|representative|file|stock|archive|handout|library)\s+(?:image|photo|picture|pic)\b|"
    r"(?:getty|afp|reuters|shutterstock|istock|unsplash|pexels|pixabay|alamy|epa|ap photo|ap images)\b)",
    re.I,
)
_AGENCY_PICTURE = re.compile(
    r"(?:getty images|/getty|via getty|/afp|/reuters|reuters/|afp/|ap photo|/ap\b|via ap\b|shutterstock|"
    r"istock|alamy|epa-efe|/epa|wireimage|filmmagic|unsplash|pa wire|pa images|/zuma|file photo|"
    r"photo by|photograph by|photo:|image:|photo courtesy|image courtesy|picture:|pic:|credit:)",
    re.I,
)
_TRAILING_CREDIT = re.compile(
    r"\s*[(\[](?:(?:file\s+)?(?:photo|image|picture|pic|credit|screengrab|screenshot|source|supplied)\b[^)\]]*|"
    r"[^)\]]*(?:Getty Images|Reuters|REUTERS|AFP|AP|EPA|Shutterstock|iStock|Alamy|Facebook|Twitter|Instagram))[)\]]\.?$",
    re.I,
)
_CAPTION_START = re.compile(
    r"^(?:file\s*(?:photo|picture|image|pic)?\s*(?:[-–—:]|\()|pictured\s*[:(,]|caption\s*:|photo\s*:|image\s*:|"
    r"in\s+this\s+(?:(?:file|undated|\w+)\s+){0,3}(?:photo|picture|image|photograph|still|frame)\b|"
    r"this\s+(?:(?:undated|combination|handout|file|\w+)\s+){0,3}(?:photo|picture|image|photograph|combo)\b)",
    re.I,
)


def is_credit(line: str) -> bool:
    """Whether a line only names who made or owns a picture ("Jane Roe/Example Photos").

    >>> is_credit("Jane Roe/Example Photos"), is_credit("He was either sick/tired.")
    (True, False)
    """
    words = line.split()
    if not 1 <= len(words) <= 14:
        return False
    if len(words) <= 8 and _CREDIT_SLASH.fullmatch(line):
        return True
    if _CREDIT_WORDS.match(line) and not (_SENTENCE_END.search(line) and len(words) > 9):
        return True
    return bool(len(words) <= 9 and _AGENCY_PICTURE.search(line) and not line.endswith("."))


def is_caption(text: str) -> bool:
    """Whether a paragraph describes a picture, by its first words or the credit it ends with."""
    if len(text) > 600:
        return False
    return bool(_TRAILING_CREDIT.search(text) or _CAPTION_START.match(text)) and (
        bool(_AGENCY_PICTURE.search(text)) or bool(_CAPTION_START.match(text)) or len(text) < 250
    )


_BYLINE = re.compile(
    r"^(?:(?:written|words|story|report(?:ed)?|analysis|opinion|posted|text)\s+)?by\s*:?\s+(?=\S)",
    re.I,
)
_STAMP = re.compile(
    rf"^(?:(?:first\s+|last\s+)?(?:published|updated|posted|date|modified)\b.{{0,20}})?\W*(?:(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH_PATTERN},?\s+\d{{4}}|{MONTH_PATTERN}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
    r"[\s,|•·–—-]*(?:at\s+)?(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?\s*(?:[ap]\.?m\.?)?\s*\(?(?:[A-Z]{2,5})?\)?\W*$",
    re.I,
)


def parse_byline(text: str) -> tuple[str, ...]:
    """People of a line that is a byline and nothing else; empty where it is not one."""
    words = text.split()
    match = _BYLINE.match(text)
    if match is None or len(words) > 25 or (_SENTENCE_END.search(text) and len(words) > 8):
        return ()
    return parse_authors([text])


def is_byline(text: str) -> bool:
    """Whether a short line credits people or an agency ("By Jane Roe", "JOHN DOE, Reuters")."""
    if parse_byline(text):
        return True
    words = text.split()
    if len(words) > 12 or _SENTENCE_END.search(text):
        return False
    if _BYLINE.match(text):
        return agency_of(_BYLINE.sub("", text)) is not None or len(words) <= 5
    return agency_of(text) is not None


# --- datelines ---------------------------------------------------------------------------------

_DASH = r"\s*(?:--+|[—–―]|\s-)\s*"
_CAPS = r"[A-Z][A-Z.’'-]*[A-Z.](?:[\s/-]+[A-Z][A-Z.’'-]*[A-Z.]?){0,4}"
_PLACE_MIXED = r"[A-Z][\w.’'-]+(?:[\s/-]+(?:[A-Z][\w.’'-]+|de|la|of|the|el|al)){0,4}"
_REGION = r"(?:,\s*[A-Z][\w.’'-]*(?:\s+(?:[A-Z][\w.’'-]*|of|the|and)){0,3}){0,2}"
_DAY = rf"(?P<mon>{MONTH_PATTERN})\s+(?P<day>\d{{1,2}})(?:,?\s+(?P<year>\d{{4}}))?|(?P<day2>\d{{1,2}})\s+(?P<mon2>{MONTH_PATTERN})(?:,?\s+(?P<year2>\d{{4}}))?"
_AGENCY = r"\s*[(\[](?P<agency>[A-Z][\w.’' /&-]{0,40}|[a-z]{3})[)\]]"
_DATELINES = (
    # JERUSALEM (AP) — / MOSCOW, Jan. 29 (Reuters) - / Paris (AFP) – / NEW YORK, Jan 5, 2024 (Xinhua) --
    re.compile(rf"(?P<place>(?:{_CAPS}|{_PLACE_MIXED}){_REGION}?)(?:,?\s+(?:{_DAY}))?,?{_AGENCY}(?:{_DASH}|\s*:\s*|\s+)"),
    # Jan 29 (Reuters) - / (Reuters) -
    re.compile(rf"(?:(?:{_DAY}),?)?{_AGENCY}(?:{_DASH}|\s*:\s*)"),
    # LONDON, March 7 — / WASHINGTON — / ST. LOUIS, Mo. –
    re.compile(rf"(?P<place>{_CAPS}{_REGION})(?:,?\s+(?:{_DAY}))?,?{_DASH}(?=\S)"),
    # NEW DELHI: text
    re.compile(rf"(?P<place>{_CAPS}{_REGION})(?:,?\s+(?:{_DAY}))?\s*:\s+(?=[A-Z“\"'‘])"),
    # Washington CNN — / London, United Kingdom CNN —
    re.compile(rf"(?P<place>{_PLACE_MIXED}{_REGION})\s+(?P<agency>CNN|CNN Business|Reuters|AP|AFP)\s*{_DASH}"),
)  # fmt: skip
_NOT_A_PLACE = re.compile(
    r"\b(?:UPDATE\w*|BREAKING|EXCLUSIVE|WATCH|VIDEO|LIVE|NOTE|CORRECTION|READ|RELATED|OPINION|ANALYSIS|"
    r"PHOTOS?|FACTBOX|EXPLAINER|REVIEW|Q|A|INTERVIEW|FILE|MORE|ADVERTISEMENT|WARNING|ALERT|SPOILER|"
    r"SUBSCRIBE|IMPORTANT|DISCLAIMER|WHAT|WHY|HOW|WHO|WHEN|WHERE|CNN|BBC|AP|AFP|TIMELINE|FACT\s?CHECK|"
    r"COMMENT|PROFILE|SCORE|STEP|DAY|PART|CHAPTER|VERDICT|PROS?|CONS?|TIP|PS|TV|CEO|UN|US|UK|EU)\b"
)
_US_UK = re.compile(r"^(?:U\.S\.|US|U\.K\.|UK|UN|U\.N\.)$")
MAX_DATELINE_CHARS = 110


@dataclass(frozen=True)
class Dateline:
    """Place, agency, (month, day, year or None), and where the text after it starts."""

    place: str | None
    agency: str | None
    day: tuple[int, int, int | None] | None
    end: int


def parse_dateline(paragraph: str) -> Dateline | None:
    """Read a dateline at the start of a paragraph, or None.

    >>> parse_dateline("MOSCOW, Jan. 29 (Reuters) - Two ministers met.")
    Dateline(place='Moscow', agency='Reuters', day=(1, 29, None), end=30)
    """
    head = paragraph[: MAX_DATELINE_CHARS + 1]
    for pattern in _DATELINES:
        match = pattern.match(head)
        if match is None or match.end() >= len(paragraph):
            continue
        groups = match.groupdict()
        place, written = groups.get("place"), groups.get("agency")
        agency = agency_of(written)
        if written and agency is None and not (place and place.isupper()):
            continue
        if place is not None:
            place = place.strip(" ,")
            letters = [c for c in place.split(",")[0] if c.isalpha()]
            if len(letters) < 3 or _NOT_A_PLACE.search(place) or _US_UK.match(place):
                continue
        elif agency is None:
            continue
        return Dateline(
            _place_name(place), agency or (written if written else None), _day(groups), match.end()
        )
    return None


def _day(groups: dict[str, str | None]) -> tuple[int, int, int | None] | None:
    from transforms.normalize.dates import MONTHS

    name, day = groups.get("mon") or groups.get("mon2"), groups.get("day") or groups.get("day2")
    if not name or not day:
        return None
    year = groups.get("year") or groups.get("year2")
    month = MONTHS.get(name.rstrip(".").lower())
    return (month, int(day), int(year) if year else None) if month else None


def _place_name(place: str | None) -> str | None:
    if place is None:
        return None

    def word(match: re.Match[str]) -> str:
        return match[0].capitalize()

    city, *rest = place.split(",", 1)
    if city.isupper():
        city = re.sub(r"[^\W\d_][^\W\d_’']*", word, city)
    return city + ("," + rest[0] if rest else "")


# --- the whole article -------------------------------------------------------------------------


def find_structure(
    blocks: Sequence[Block],
    title: str | None,
    subtitle: str | None,
    *,
    guess_title: bool,
) -> Structure:
    """Sort ``blocks`` into the article's parts.

    ``title`` and ``subtitle`` are what metadata gave; with ``guess_title`` the first block may be
    the title and the next the deck (plain text has no other place for them).
    """
    result = Structure(title=title, subtitle=subtitle)
    blocks = [b for b in blocks if b.text]
    start = _take_head(blocks, result, guess_title)
    body = blocks[start:]
    for i, block in enumerate(body):
        lines = list(block.lines)
        if block.kind == "caption":
            result.captions += lines
            continue
        if block.kind == "deck":
            result.subtitle = result.subtitle or block.text
            continue
        # a credit that ends a block makes captions of the lines above it
        if len(lines) > 1 and is_credit(lines[-1]) and sum(map(len, lines)) < 700:
            result.captions += lines
            continue
        text = block.text
        if is_credit(text) or is_caption(text):
            # the line above a credit is the caption, if it is not a sentence of the article
            above = body[i - 1].text if i else None
            if above and result.paragraphs[-1:] == [above] and is_credit(text):
                if block.kind == "p" and len(above) < 200 and not _SENTENCE_END.search(above):
                    result.captions.append(result.paragraphs.pop())
            result.captions.append(text)
            continue
        if is_furniture(text):
            continue
        early = i < 6 and not any(len(p) > 200 for p in result.paragraphs)
        if early and block.kind != "li" and _take_early(text, result):
            continue
        result.paragraphs.append(text)
    _take_dateline(result)
    _trim_end(result)
    return result


def _take_head(blocks: Sequence[Block], result: Structure, guess: bool) -> int:
    """Take title and deck off the front; the index of the first block that is neither."""
    i = 0
    if guess and result.title is None and len(blocks) > 1 and _looks_like_title(blocks[0]):
        result.title = blocks[0].lines[0]
        i = 1
        if len(blocks[0].lines) == 2:
            result.subtitle = result.subtitle or blocks[0].lines[1]
    if guess and result.subtitle is None and result.title and len(blocks) > i + 1:
        j = i
        while j < len(blocks) - 1 and same_words(blocks[j].text, result.title):
            j += 1
        if _looks_like_deck(blocks[j]):
            result.subtitle = blocks[j].text
            i = j + 1
    return i


def _looks_like_title(block: Block) -> bool:
    line = block.lines[0]
    words = line.split()
    if len(block.lines) > 2 or not 2 <= len(words) <= MAX_TITLE_WORDS or len(line) > 250:
        return False
    if line.endswith((".", ":", ",", ";")) and not re.search(r"\b(?:[A-Z]\.)+$", line):
        return False
    if is_credit(line) or is_furniture(line) or is_byline(line) or _STAMP.match(line):
        return False
    return parse_dateline(line + " x") is None


def _looks_like_deck(block: Block) -> bool:
    if len(block.lines) != 1 or block.kind not in ("p", "h"):
        return False
    text = block.text
    words = text.split()
    if not 5 <= len(words) <= MAX_DECK_WORDS or _SENTENCE_END.search(text):
        return False
    if is_credit(text) or is_furniture(text) or is_byline(text) or is_caption(text):
        return False
    return parse_dateline(text) is None


def _take_early(text: str, result: Structure) -> bool:
    """Whether a paragraph near the top is title, deck, byline or stamp; notes what it says."""
    if result.title and same_words(text, result.title):
        return True
    if result.subtitle and same_words(text, result.subtitle):
        return True
    if len(text) > 200:
        return False
    if is_byline(text):
        result.authors = result.authors or parse_byline(text)
        result.agency = result.agency or agency_of(_BYLINE.sub("", text)) or _agency_within(text)
        return True
    if _STAMP.match(text):
        result.stated = result.stated or find_moment(text)
        return True
    return False


def _agency_within(text: str) -> str | None:
    for piece in re.split(r"[,|]|\s[-–—]\s", text):
        agency = agency_of(piece)
        if agency:
            return agency
    return None


def _take_dateline(result: Structure) -> None:
    for i, paragraph in enumerate(result.paragraphs[:3]):
        dateline = parse_dateline(paragraph)
        if dateline is None:
            continue
        result.dateline_place = dateline.place
        result.agency = dateline.agency or result.agency
        result.dateline_day = dateline.day
        result.paragraphs[i] = paragraph[dateline.end :].lstrip()
        return


_SIGN_OFF = re.compile(
    r"^[(\[]?\s*(?:(?:AP|AFP|PTI|ANI|IANS|Reuters|Xinhua|UPI|dpa|AAP)\b[\s/,.&-]*)+[A-Z/]{0,8}\s*[)\]]?\.?$|^(?:#|\*|-|—|_|=|•|~|\s|ENDS?|-30-|30)+$"
)


def _trim_end(result: Structure) -> None:
    while result.paragraphs and _SIGN_OFF.match(result.paragraphs[-1]):
        result.agency = result.agency or agency_of(result.paragraphs[-1].strip("()[]. "))
        result.paragraphs.pop()
