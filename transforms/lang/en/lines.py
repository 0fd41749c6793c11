"""English lines by their form: a credit, a caption, a byline, a stamp; `ENGLISH`, the rules of all.

Patterns are in words/. Nothing here knows an outlet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.lang.en import authors, datelines, furniture
from transforms.lang.en.authors import agency_of, parse_authors
from transforms.lang.en.lists import read_pattern
from transforms.lang.line_rules import Dateline, Edge, LineRules
from transforms.text.date_words import MONTH_PATTERN
from transforms.text.lines import ends_as_sentence

_PERSON = r"[A-Z][\w.’'-]*(?:\s+(?:[A-Z][\w.’'-]*|de|van|von|der|al|bin|la|le)){0,4}"
_CREDIT_SLASH = re.compile(
    rf"[(\[]?(?:{_PERSON}|AP Photo|[A-Z]+)(?:,\s*{_PERSON})?\s*/\s*{_PERSON}"
    rf"(?:\s*/\s*{_PERSON})?\.?[)\]]?"
)
_TRAILING_CREDIT = re.compile(
    r"\s{0,9}[(\[](?:(?:file\s+)?(?:photo|image|picture|pic|credit|screengrab|screenshot|source|supplied)"
    r"\b[^)\](\[]*|[^)\](\[]*(?:Getty Images|Reuters|AFP|AP|EPA|Shutterstock|iStock|Alamy|Facebook|"
    r"Twitter|Instagram))[)\]]\.?$",
    re.I,
)


def is_credit(line: str) -> bool:
    """Whether a line only names who made or owns a picture.

    >>> is_credit("Jane Roe/Example Photos"), is_credit("He was either sick/tired.")
    (True, False)
    """
    words = line.split()
    if not 1 <= len(words) <= 14:
        return False
    if len(words) <= 8 and _CREDIT_SLASH.fullmatch(line):
        return True
    if len(words) > 4 and ends_as_sentence(line) and not line.endswith(")"):
        return False
    if read_pattern("credits.txt").match(line):
        return True
    found = read_pattern("picture_agencies.txt").search(line)
    return bool(found) and len(words) <= 9 and not line.endswith(".")


#: Behind "Photo: AP" so much text, in characters, is a paragraph that the credit ran into.
_CREDITED_CHARS = 200
_CREDIT_FIRST = re.compile(r"(?:Photos?|Pictures?|Images?)\s?:")


def is_caption(text: str) -> bool:
    """Whether a paragraph describes a picture, by its first words or the credit it ends with.

    >>> is_caption("FILE - The bridge at Exampleton, May 3, 2020. (AP Photo/Jane Roe)")
    True
    """
    if len(text) > 600 or (len(text) > _CREDITED_CHARS and _CREDIT_FIRST.match(text)):
        return False
    if read_pattern("captions.txt").match(text):
        return True
    if not text.endswith((")", "]", ").", "].")) or not _TRAILING_CREDIT.search(text):
        return False
    return len(text) < 250 or bool(read_pattern("picture_agencies.txt").search(text))


_BYLINE = re.compile(
    r"^(?:(?:written|words|story|report(?:ed)?|analysis|opinion|posted|text)\s+)?"
    r"by\s*:?\s+(?=\S)",
    re.I,
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_STAMP = re.compile(
    r"^(?:(?:first\s+|last\s+)?(?:published|updated|posted|date|modified)\b.{0,20})?\W*"
    rf"{_WEEKDAY}(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH_PATTERN},?\s+\d{{4}}|"
    rf"{MONTH_PATTERN}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
    r"[\s,|•·–—-]*(?:at\s+)?(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?\s*(?:[ap]\.?m\.?)?\s*"
    r"\(?(?:[A-Z]{2,5})?\)?\W*$",
    re.I,
)


def is_stamp(text: str) -> bool:
    """Whether a line is a date of publication and nothing else.

    >>> is_stamp("Published: Tuesday, 29 January 2019, 4:05 pm")
    True
    """
    return len(text) <= 120 and bool(_STAMP.match(text))


def parse_byline(text: str) -> tuple[str, ...]:
    """People of a line that is a byline and nothing else; empty where it is not one.

    >>> parse_byline("By JANE ROE and John Doe, Example News Agency")
    ('Jane Roe', 'John Doe')
    """
    words = text.split()
    if _BYLINE.match(text) is None or len(words) > 25:
        return ()
    if ends_as_sentence(text) and len(words) > 8:
        return ()
    return parse_authors([text])


#: Who of an agency's wrote it: "Reuters Staff".
_DESK = re.compile(
    r"(?<!\s)\s+(?:staff(?:\s+(?:writers?|reporters?))?|newsroom|news\s?desk|reporters?)\s*$", re.I
)


def byline_agency(text: str) -> str | None:
    """The news agency named in a byline, or None."""
    if len(text) > 400:
        return None
    for piece in re.split(r"[,|/]|\s[-–—]\s|\sand\s", _BYLINE.sub("", text)):
        agency = agency_of(_DESK.sub("", piece))
        if agency:
            return agency
        words = piece.split()
        for count in (4, 3, 2, 1):  # "ANN BELL Associated Press"
            agency = agency_of(" ".join(words[-count:])) if len(words) > count + 1 else None
            if agency:
                return agency
    return None


def is_byline(text: str) -> bool:
    """Whether a short line credits people or an agency ("By Jane Roe", "Reuters")."""
    if parse_byline(text):
        return True
    words = text.split()
    if len(words) > 12 or ends_as_sentence(text):
        return False
    if _BYLINE.match(text):
        return byline_agency(text) is not None or len(words) <= 5
    return agency_of(text) is not None


#: Xinhua's mark stands in the last paragraph's line.
_END_MARK = re.compile(r"\s{1,9}(?:Enditem|ENDITEM|\(ends?\))$")
_SIGN_OFF = re.compile(
    r"^[(\[]?\s*(?:(?:AP|AFP|PTI|ANI|IANS|Reuters?|REUTERS?|Xinhua|UPI|dpa|AAP)\b[\s/,.&-]*)+[A-Z/]{0,8}\s*[)\]]?\.?$|^(?:#|\*|-|—|_|=|•|~|\s|(?i:ENDS?|Enditem)|-30-|30)+$|^[a-z]{2,3}(?:[-/][a-z]{2,3}){1,4}$"
    r"|^SOURCE:?\s+(?=[A-Z])[^.!?]{2,100}\.?$"
)


class EnglishRules:
    """English as `LineRules`; everything that English is read by in `transforms.normalize`."""

    def reports(self, text: str) -> bool:
        return furniture.reports(text)

    def is_furniture(self, text: str, edge: Edge | None = None) -> bool:
        return furniture.is_furniture(text, edge)

    def is_credit(self, line: str) -> bool:
        return is_credit(line)

    def is_caption(self, text: str) -> bool:
        return is_caption(text)

    def is_stamp(self, text: str) -> bool:
        return is_stamp(text)

    def is_byline(self, text: str) -> bool:
        return is_byline(text)

    def parse_byline(self, text: str) -> tuple[str, ...]:
        return parse_byline(text)

    def byline_agency(self, text: str) -> str | None:
        return byline_agency(text)

    def parse_authors(self, written: Iterable[str], source: str | None = None) -> tuple[str, ...]:
        return authors.parse_authors(written, source)

    def parse_dateline(self, paragraph: str) -> Dateline | None:
        return datelines.parse_dateline(paragraph)

    def sign_off(self, paragraph: str) -> str | None:
        if not _SIGN_OFF.match(paragraph):
            return None
        return agency_of(paragraph.strip("()[]. ")) or ""

    def end_mark(self, paragraph: str) -> int | None:
        found = _END_MARK.search(paragraph)
        return found.start() if found else None


ENGLISH: LineRules = EnglishRules()
