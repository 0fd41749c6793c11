"""Text → spans between quotation marks: double or single, nested, over several paragraphs.

What counts, in this order: the paragraph, the kind of the mark that opens, its shape. Only the
outermost marks count; what is quoted within a quote is part of it. Single marks (‘ ’ and ') are
told from apostrophes by what stands on either side: "we're", "ministers' plan", "'em" and "'90s"
open and close nothing. A quote that runs over several paragraphs has an opening mark on each and a
closing one on the last; its pieces are linked.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple, Optional


class Marked(NamedTuple):
    """A span between marks, without them; ``goes_on`` says that the next one is the same quote.

    ``single`` says that the marks are single ones, ``closed`` that they enclose a mark of
    punctuation before the closing one, as spoken sentences do.
    """

    start: int
    end: int
    goes_on: bool
    single: bool
    closed: bool


_MARK: Final = re.compile(r"``|''|[\"“”‘’']")
_ELIDED: Final = re.compile(r"(?:em|tis|twas|til|cause|cos|bout|round|n|neath|\d\d?s?)\b(?!,)")
_BEFORE: Final = ' \t\n\u00a0([{—–-/"“`'
_STRONG: Final = ".,!?…;—–"
#: An unclosed quote of fewer characters, without a paragraph that goes on, is a stray mark.
_LEAST: Final = 20
#: How far a possessive within a quote may stand from the quote's end.
_AHEAD: Final = 600


class _Open(NamedTuple):
    at: int
    single: bool
    curly: bool


def marked_spans(text: str) -> list[Marked]:
    """Outermost spans between quotation marks, in text order.

    Args:
        text: paragraphs are parted by blank lines if there are any, else by line breaks.
    """
    gap = "\n\n" if "\n\n" in text else "\n"
    spans: list[Marked] = []
    begin = 0
    while begin < len(text):
        end = text.find(gap, begin)
        end = len(text) if end < 0 else end
        follow = end
        while follow < len(text) and text[follow] in "\n \t":
            follow += 1
        spans += _paragraph(text, begin, end, text[follow : follow + 2])
        begin = max(follow, end + 1)
    return [span for span in spans if span.start < span.end]


def _paragraph(text: str, begin: int, end: int, ahead: str) -> list[Marked]:
    """Spans of one paragraph; ``ahead`` is how the next one begins."""
    spans: list[Marked] = []
    doubled = max(text.rfind(sign, begin, end) for sign in ('"', "”", "''"))
    position, singles = begin, True
    while True:
        opened = _opener(text, position, end, singles)
        if opened is None:
            return spans
        close = _closer(text, opened, end, doubled)
        if close is not None:
            spans.append(_marked(text, opened, close[0], goes_on=False))
            position = close[1]
            continue
        again = _opens_again(text, opened, end)
        if again is not None:
            spans.append(_marked(text, opened, again, goes_on=True))
            position = again
            continue
        goes_on = _goes_on(opened, ahead)
        led = not text[begin : opened.at].strip() or text[opened.at - 2 : opened.at - 1] in ",:"
        last = opened.single or not _opener(text, opened.at + 2, end, False)
        if last and (goes_on or (not opened.single and led and end - opened.at > _LEAST)):
            spans.append(_marked(text, opened, end, goes_on=goes_on))
            return spans
        # one single mark that finds no partner: no later one of the paragraph does
        singles = singles and not opened.single
        position = opened.at + 1


def _marked(text: str, opened: _Open, end: int, *, goes_on: bool) -> Marked:
    mark = _MARK.match(text, opened.at)
    start = opened.at + (len(mark.group()) if mark else 1)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    closed = end > start and text[end - 1] in _STRONG
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return Marked(start, end, goes_on, opened.single, closed or goes_on)


def _opener(text: str, begin: int, end: int, singles: bool) -> Optional[_Open]:
    """The next mark that may open a quote, a single one only if ``singles``."""
    for mark in _MARK.finditer(text, begin, end):
        sign, at = mark.group(), mark.start()
        before = text[at - 1] if at > begin else "\n"
        behind = text[mark.end() : mark.end() + 1]
        if sign in ("“", "``"):
            return _Open(at, False, True)
        # not the inches of 6" nor a closing mark whose opening one is lost
        led = before in _BEFORE or not (before.isdigit() or behind in ".,;:!?)")
        if sign == '"' and behind.strip() and led:
            return _Open(at, False, False)
        if singles and sign in ("‘", "'") and before in _BEFORE and behind:
            begins = behind.isalnum() or behind in '"“…£$€['
            if begins and not _ELIDED.match(text, mark.end()):
                return _Open(at, True, sign == "‘")
    return None


def _closer(text: str, opened: _Open, end: int, doubled: int) -> Optional[tuple[int, int]]:
    """(where the quote ends, where its closing mark ends); None where it stays open.

    ``doubled`` is where the paragraph's last double closing mark stands.
    """
    begin = opened.at + (2 if text[opened.at] == "`" else 1)
    inside = False  # within double marks that a single-marked quote holds
    for mark in _MARK.finditer(text, begin, end):
        sign, at = mark.group(), mark.start()
        if not opened.single:
            if sign in ("”", '"', "''"):
                return at, mark.end()
            if sign in ("“", "``") and opened.curly:
                return None  # the closing mark is lost: better none than the wrong one
            continue
        if sign in ("“", "``") or (sign == '"' and not inside):
            inside = at < doubled
            continue
        if sign in ("”", '"', "''"):
            inside = False
            continue
        if not inside and sign in ("’", "'") and _closes(text, at, end):
            return at, mark.end()
    return None


#: A sentence that tells who spoke: behind it, the closing mark is lost.
_TOLD: Final = re.compile(
    r"\b(?:said|says|added|told|asked|wrote)\b[^.!?“”]{0,60}[.!?]\s+$|^[^.!?“”]{0,200},\s\w+ said\b"
)


def _opens_again(text: str, opened: _Open, end: int) -> Optional[int]:
    """Where a quote in curly marks opens again behind a sentence: its next paragraph.

    Readers lose the breaks of paragraphs; the marks still have them.
    """
    if opened.single or not opened.curly or text[opened.at] != "“":
        return None
    at = text.find("“", opened.at + 1, end)
    if at < 0 or at - opened.at < _LEAST or "”" in text[opened.at : at]:
        return None
    inside = text[opened.at + 1 : at]
    if not inside[-1:].isspace() or inside.rstrip()[-1:] not in (".", "!", "?"):
        return None
    return None if _TOLD.search(inside[-200:]) else at


def _closes(text: str, at: int, end: int) -> bool:
    """Whether a single mark closes a quote rather than standing for a letter or a possessive."""
    before, behind = text[at - 1], text[at + 1 : at + 2] if at + 1 < end else ""
    if before.isspace() or behind.isalnum():
        return False
    if before in _STRONG or before in '”")':
        return True
    if not behind or behind in ".,;:!?)—–":
        return True
    if before != "s" and text[at - 2 : at] != "in":
        return True
    # "the ministers' plan": a possessive if the quote is closed later, before another one opens
    end = min(end, at + _AHEAD)
    follow = _opener(text, at + 1, end, True)
    stop = follow.at if follow is not None and follow.single else end
    return re.search(rf"[{_STRONG}][’']", text[at + 1 : stop]) is None


def _goes_on(opened: _Open, ahead: str) -> bool:
    """Whether the next paragraph begins with the same kind of opening mark."""
    if opened.single:
        return ahead[:1] in ("‘", "'") and ahead[1:2].isalnum()
    return ahead[:1] in ("“", '"') or ahead == "``"
