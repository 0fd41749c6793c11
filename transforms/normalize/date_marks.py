"""An element of a page → the dates that it shows or holds, as written, with the marks of its place.

A date may stand in microdata (`itemprop`, RDFa's `property`), in a ``time`` element, in another
attribute (``data-date``, ``title``, ``aria-label``), or in a short visible text: of one element, of
several that hold a piece each, or of a line that line breaks part from a paragraph. Scripts state
days by name ("publishDate": "..."). What the page calls a date of change is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from transforms.normalize.html_page import Element, text_of
from transforms.text.date_words import KINDS, PUBLISHED, UPDATED, month_of, without_updates
from transforms.text.dates import HAS_DATE, find_date

#: A line that holds a date beside other things has at most so many characters, a sentence of a blog
#: ("This entry was posted on ... and is filed under ...") so many, a date in pieces so many.
_MAX_LINE, _MAX_ENTRY, _MAX_PIECES = 120, 600, 40
#: A tooltip that is no more than a date holds at most so many letters.
_MAX_TOOLTIP = 26
#: Of a paragraph with line breaks, so many lines are looked at, each of so many characters at most.
_MAX_LINES, _MAX_LABEL_LINE = 12, 60
#: Beside a date, a line that no name marks holds at most so many letters.
_MAX_LABEL = 30
#: A script longer than this, in characters, is a program or a whole site's data.
_MAX_SCRIPT = 400_000
_IN_TEXT = frozenset(("a", "abbr", "b", "em", "i", "strong", "u", "cite", "q", "sup"))
#: Elements between lines.
_BREAKS = frozenset(("br", "p", "div", "hr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "pre"))
_TIME_TAGS = frozenset(("time", "relative-time", "time-ago", "local-time"))
_DATED_NAME = re.compile(r"date|time|publish|posted|meta|info|byline|datum|fecha|data\b", re.I)
#: Themes for blogs call every entry's one date "updated", as the hAtom microformat asks.
_HATOM = re.compile(
    r"(?=.*(?:^|\s)updated(?:\s|$))(?=.*(?:^|\s)(?:post|entry|date|meta)[\w-]*(?:\s|$))",
    re.I | re.S,
)
_RANGE = re.compile(
    r"\d[./]?\s*(?:-|–|—|bis|until|till|to|au|al|hasta|até)\s*"
    r"(?!\d{1,2}(?:[:h]\d\d|(?:\.\d\d)?\s*(?:[ap]\.?m|Uhr|h\b)))\d|\b(?:bis|until|through)\s",
    re.I,
)
#: A day in figures with hyphens, which is no range by itself.
_HYPHENED = re.compile(r"\b(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-\d{2,4})\b")
_PROPERTY = re.compile(
    r"date_?(?:published|created|issued)|published_?time|pubdate|\b(?:dc|dcterms):(?:date|created|issued)\b",
    re.I,
)
_ATTRIBUTE = re.compile(r"date|time|publish|posted|created|stamp|epoch", re.I)
_NO_ATTRIBUTE = re.compile(r"format|zone|out|line|style|expir|end|updat|modif|relative|url", re.I)
#: Attributes that hold no date.
_PLAIN = frozenset(
    [
        "class",
        "id",
        "href",
        "src",
        "srcset",
        "sizes",
        "style",
        "alt",
        "rel",
        "target",
        "type",
        "width",
        "height",
        "role",
        "name",
        "value",
        "loading",
        "for",
        "action",
        "method",
        "tabindex",
        "lang",
        "dir",
        "colspan",
        "rowspan",
        "align",
        "valign",
        "border",
        "itemscope",
        "itemtype",
        "onclick",
        "aria-hidden",
        "aria-labelledby",
        "aria-controls",
        "aria-expanded",
    ]
)
_STAMP = re.compile(r"(?:19|20)\d\d[-/]\d\d[-/]\d\d(?:[T ].{0,30})?|1[0-9]{9}(?:000|\d{3})?")
_IN_JSON = re.compile(
    r"[\"'](?:date|time|date_?published|published_?(?:at|date|time|on)?|pub_?date|publish_?(?:date|time|d)|"
    r"publication_?date)[\"']\s*:\s*[\"']((?:19|20)\d\d-\d\d-\d\d[^\"']{0,25})[\"']",
    re.I,
)
_IN_SCRIPT = re.compile(
    r"(?P<key>date_?published|first_?published\w{0,10}|published_?(?:at|date|time|on|datetime)|"
    r"publish_?(?:date|time|at|ed_?at)|pub_?(?:date|time)|publication_?(?:date|time)|post_?(?:full_?)?date|"
    r"publishing_?date|content_?created|erscheinungsdatum|date_?created|created_?(?:at|date|time)|create_?(?:date|time)|date_?creation|creation_?date)"
    r"\\?[\"']?\s*[:=,]\s*\\?[\"'](?P<day>[^\"'\\<>{}]{6,40})\\?[\"']",
    re.I,
)
#: "showDate('2020/04/17')"
_WRITTEN_BY_CALL = re.compile(r"\w\(\s*[\"']([^\"'<>]{6,40})[\"']\s*[,)]")
#: What one of these keys holds: the expression is tried around it only, so many times for each.
_STEMS = (
    "publish", "publication", "pubdate", "pub_date", "post_", "postdate", "content_created",
    "contentcreated", "erscheinungsdatum", "datecreated", "date_created", "created_", "createdat",
    "createddate", "create_", "createdate", "creation",
)  # fmt: skip
_MAX_STEMS = 40
#: Year, month and day that stand in elements of their own.
_SPACED_ISO = re.compile(r"\b(\d{4}) ?- (\d{1,2}) ?- ?(\d{1,2})\b")
_ADDRESS = re.compile(r"https?://[!-~]*")
_FIGURE = re.compile(r"\d")
_DIGITS = re.compile(r"\W*\d+\W*")
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WORD = re.compile(r"[^\W\d_]{2,}")


class FoundDate(NamedTuple):
    """A date as written and the marks of its place.

    ``sure``: the page calls it the publication's. ``named``: by tag, class or words it is a date's
    place. ``loose``: beside more words than a label has. ``place``: tag and class. ``words`` are
    those of the element's names and those beside the date. ``shown`` is what readers see where
    ``written`` is an attribute's.
    """

    origin: str
    written: str
    sure: bool
    named: bool
    loose: bool = False
    place: str = ""
    letters: int = 0
    words: tuple[str, ...] = ()
    shown: str = ""


def dates_of(
    element: Element, has_figures: bool = True, has_pieces: bool = True
) -> Sequence[FoundDate]:
    """The dates that this element, and no smaller one, holds.

    Args:
        has_figures: whether a text of its own, beside those of its children, may hold figures.
        has_pieces: whether a child may hold nothing but some figures.
    """
    get = element.get
    properties = (get("itemprop"), get("property"))
    if properties != (None, None) and _PROPERTY.search(" ".join(filter(None, properties))):
        shown = spaced(element)
        written = (get("content") or get("datetime") or shown).strip()
        found = FoundDate("microdata", written, True, True, place=_place(element), shown=shown)
        return [found] if written else ()
    if element.tag in _TIME_TAGS:
        return [*_times(element)]
    text = _own_text(element) if has_figures else _in_pieces(element) if has_pieces else None
    visible = () if text is None else [*_visible(element, text)]
    if visible:
        return visible
    keys = _telling_keys(tuple(element.keys()))
    return [*_attributes(element, keys)] if keys else ()


#: What finds a date in an attribute's value.
_InValue = Callable[[Element, str], str | None]


def _place(element: Element) -> str:
    return f"{element.tag} {element.get('class') or ''}"


def _name(element: Element) -> str:
    return " ".join(element.get(a) or "" for a in ("class", "id", "itemprop", "property"))


def script_dates(element: Element) -> Iterator[FoundDate]:
    """The days that a script's data state by name, or that it writes into the page in one call."""
    text = element.text or ""
    if len(text) <= _MAX_LINE:
        match = _WRITTEN_BY_CALL.search(text)
        if match and HAS_DATE.search(match[1]) and not UPDATED.search(text):
            yield FoundDate("visible", match[1], False, False, place="script")
            return
    if len(text) > _MAX_SCRIPT or "ld+json" in (element.get("type") or ""):
        return
    told: dict[int, re.Match[str]] = {}
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter that is two in small
        return
    for stem in _STEMS:
        at = lowered.find(stem)
        for _ in range(_MAX_STEMS):
            if at < 0:
                break
            match = _IN_SCRIPT.search(text, max(0, at - 12), at + 90)
            if match:
                told.setdefault(match.start("day"), match)
            at = lowered.find(stem, at + len(stem))
    for _, found in sorted(told.items())[:20]:
        key = "create" if "creat" in found["key"].lower() else "publish"
        yield FoundDate("script", found["day"].strip(), False, True, place=f"script {key}")


def _times(element: Element) -> Iterator[FoundDate]:
    name = _name(element)
    shown = spaced(element)
    written = element.get("datetime") or shown
    changed = bool(UPDATED.search(shown)) and not without_updates(shown)
    if written and not changed and not _is_of_change(element, name):
        parent = element.getparent()
        around = (parent.get("class") or "") if parent is not None else ""
        sure = element.get("pubdate") is not None or bool(PUBLISHED.search(f"{name} {around}"))
        words = (*name_words(element), *_says(shown))
        place = _place(element)
        yield FoundDate("time", written.strip(), sure, True, False, place, 0, words, shown)


def _attributes(element: Element, keys: Sequence[tuple[str, _InValue]]) -> Iterator[FoundDate]:
    """A date in one of these attributes of an element that shows none."""
    for key, find in keys:
        # `get` refuses names like "date:"
        value = dict(element.items())[key] if ":" in key else element.get(key)
        if value is None or len(value) < 8:
            continue
        found = find(element, value)
        if found and not _is_of_change(element, name := f"{_name(element)} {key}"):
            sure = bool(PUBLISHED.search(name))
            words = name_words(element)
            yield FoundDate("attribute", found, sure, True, place=_place(element), words=words)
            return


def _in_label(element: Element, value: str) -> str | None:
    """The date of a label that is read out or shown on hovering, if it is the element's own."""
    if not (_FIGURE.search(value) and HAS_DATE.search(value, 0, _MAX_LINE)):
        return None
    text, name = without_updates(value[:_MAX_LINE]), _name(element)
    is_dated = PUBLISHED.search(text) or _DATED_NAME.search(name) or element.tag == "abbr"
    is_date = len(text) <= 2 * _MAX_TOOLTIP and sum(map(str.isalpha, text)) <= _MAX_TOOLTIP
    return text if (is_dated or is_date) and HAS_DATE.search(text) else None


def _in_stamp(element: Element, value: str) -> str | None:
    return value if _STAMP.fullmatch(value.strip()) else None


def _in_data(element: Element, value: str) -> str | None:
    """The date that an attribute's JSON tells by name."""
    match = _IN_JSON.search(value[:20_000]) if value[0] in "{[" else None
    return match[1] if match else None


def _tells_date(key: str) -> bool:
    """Whether an attribute's name is that of a date."""
    return bool(_ATTRIBUTE.search(key)) and not _NO_ATTRIBUTE.search(key)


@lru_cache(maxsize=20_000)
def _telling_keys(keys: tuple[str, ...]) -> tuple[tuple[str, _InValue], ...]:
    """Those of an element's attributes that may hold a date, each with what finds it there."""
    found: list[tuple[str, _InValue]] = []
    for key in keys[:40]:
        if key in _PLAIN:
            continue
        if key in ("aria-label", "title"):
            found.append((key, _in_label))
        elif _tells_date(key):
            found.append((key, _in_stamp))
        elif key.startswith("data-"):
            found.append((key, _in_data))
    return tuple(found)


@lru_cache(maxsize=20_000)
def may_be_marked(tag: str, keys: tuple[str, ...]) -> bool:
    """Whether an element may hold a date elsewhere than in a text of its own, by tag and keys."""
    if tag in _TIME_TAGS or "itemprop" in keys or "property" in keys:
        return True
    return bool(_telling_keys(keys))


def _visible(element: Element, text: str) -> Iterator[FoundDate]:
    name = _name(element)
    if _is_of_change(element, name):
        return
    text = _SPACED_ISO.sub(r"\1-\2-\3", without_updates(text))
    if (
        not HAS_DATE.search(text)
        or _RANGE.search(_HYPHENED.sub("0", text))
        or _DIGITS.fullmatch(text)
    ):
        return
    sure = bool(PUBLISHED.search(name) or PUBLISHED.search(text))
    named = sure or bool(_DATED_NAME.search(name))
    if not named and element.tag in _IN_TEXT and _is_in_text(element):
        return
    # a line without a name of its own holds a date and a label at most, or begins or ends with it
    letters = sum(c.isalpha() for c in _ADDRESS.sub("", text))
    loose = not named and letters > _MAX_LABEL
    if not loose or _DATE_AT_EDGE.search(text):
        words = (*name_words(element), *_says(text))
        yield FoundDate("visible", text, sure, named, loose, _place(element), letters, words)


_WHOLE_DATE = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d\d-\d\d|\d{1,2}\.? (?:de )?\w+\.? (?:de )?\d{4}"
    r"|\w+\.? \d{1,2}, \d{4}|\d{4}年\d{1,2}月\d{1,2}日)"
)
#: A weekday may stand before it.
_DATE_AT_EDGE = re.compile(rf"^\W*(?:[^\W\d]{{2,12}}\.?,? )?{_WHOLE_DATE}|\b{_WHOLE_DATE}\W*$")


def spaced(element: Element) -> str:
    """The text inside an element, its pieces apart and white space folded."""
    return " ".join(" ".join(element.itertext()).split())


def name_words(element: Element, kind: str = "name") -> tuple[str, ...]:
    """Words of an element's names, each behind ``kind``."""
    names = " ".join(element.get(a) or "" for a in ("class", "id", "itemprop"))[:200]
    return tuple(f"{kind} {part.lower()}" for part in _NAME_PARTS.findall(names))


def _says(text: str) -> Iterator[str]:
    """The words beside a date, and what these say that it is."""
    yield from (f"kind {kind}" for kind, words in KINDS.items() if words.search(text))
    for word in _WORD.findall(text)[:12]:
        if month_of(word) is None:
            yield f"says {word.lower()}"


def _is_in_text(element: Element) -> bool:
    """Whether an inline element is a piece of a paragraph rather than a line of its own."""
    parent = element.getparent()
    if parent is None or len(text_of(parent)) <= _MAX_LINE:
        return False
    before, after = element.getprevious(), element.getnext()
    above = parent.text if before is None else before.tail
    begins = not (above or "").strip() and (before is None or before.tag in _BREAKS)
    ends = not (element.tail or "").strip() and after is not None and after.tag in _BREAKS
    return not (begins and ends)


def _line(element: Element) -> str | None:
    """The first short line with a date, of those that line breaks part in an element, or None."""
    lines = [element.text or ""]
    for child in element:
        if len(lines) > _MAX_LINES:
            break
        if child.tag == "br":
            lines.append("")
        else:
            lines[-1] += f" {text_of(child)} "
        lines[-1] += child.tail or ""
    if element.tag == "pre":
        lines = "\n".join(lines).splitlines()
    for line in lines[:_MAX_LINES]:
        line = " ".join(line.split())
        if len(line) <= _MAX_LABEL_LINE and HAS_DATE.search(line) and find_date(line):
            return line
    return None


def _own_text(element: Element) -> str | None:
    """A short text with a date that this element, and no smaller one, holds; else None."""
    own = element.text or ""
    if len(element):
        own = " ".join([own, *[child.tail or "" for child in element]])
    if not _FIGURE.search(own):
        return _in_pieces(element)
    own = " ".join(own.split())
    has_lines = element.tag == "pre" or element.find("br") is not None
    if has_lines and sum(map(str.isalpha, spaced(element))) > _MAX_LABEL:
        line = _line(element)
        if line is not None:
            return line
    if len(own) > _MAX_ENTRY or (len(own) > _MAX_LINE and not HAS_DATE.search(own)):
        return None
    text = spaced(element)
    if len(text) > _MAX_LINE:
        text = (_entry_date(own) if len(text) <= _MAX_ENTRY else None) or own
    return text if 6 <= len(text) <= _MAX_LINE and HAS_DATE.search(text) else None


def _in_pieces(element: Element) -> str | None:
    """The text of an element whose children hold day, month and year apart, or None."""
    if not 1 < len(element) <= 6:
        return None
    pieces = ["".join(child.itertext()) for child in element]
    if not any(_DIGITS.fullmatch(piece) and len(piece.strip()) <= 4 for piece in pieces):
        return None
    text = spaced(element)
    if len(text) > _MAX_PIECES or find_date(text) is None:
        return None
    return text if not any(find_date(spaced(child)) for child in element) else None


def _entry_date(text: str) -> str | None:
    """The words that tell in a blog's sentence when the entry was published, or None."""
    date = HAS_DATE.search(text)
    if date is None:
        return None
    words = text[max(0, date.start() - 60) : date.end() + 40].strip()
    return words if PUBLISHED.search(words) else None


def _is_of_change(element: Element, name: str) -> bool:
    """Whether names or the words before it call a date that of a change."""
    before = _before(element)
    if PUBLISHED.search(before) and not UPDATED.search(before):
        return False
    if UPDATED.search(name) and not (PUBLISHED.search(name) or _HATOM.match(name)):
        return True
    parent = element.getparent()
    if parent is None:
        return False
    parent_name = f"{parent.get('class') or ''} {parent.get('id') or ''}"
    if UPDATED.search(parent_name) and not (
        PUBLISHED.search(parent_name) or _HATOM.match(parent_name)
    ):
        return True
    return bool(UPDATED.search(before)) and not without_updates(before + " \0").endswith("\0")


def _before(element: Element) -> str:
    """The words before an element in the same line, where no date stands between."""
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return ""
    before = (previous.tail if previous is not None else parent.text) or ""
    if not before.strip() and previous is not None and len(previous) == 0:
        before = "" if _FIGURE.search(previous.text or "") else previous.text or ""
    return before.strip()[-60:]
