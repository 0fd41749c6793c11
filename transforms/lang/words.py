"""`WordRules`: the lines of a language, read by their form and by the words of its folder.

No word of English is known here. Names of picture agencies are names in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from transforms.lang.data import Language
from transforms.lang.line_rules import Dateline, Edge
from transforms.lang.lines import MAX_BYLINE_CHARS, parse_byline
from transforms.text.authors import AuthorWords
from transforms.text.authors import parse_authors as parse
from transforms.text.dates import find_date
from transforms.text.lines import ends_as_sentence

#: A paragraph longer than this, in characters, is never furniture, whatever it starts with.
_MAX_FURNITURE_CHARS: Final = 420
#: Fewer words than this tell no event in a way that could be told from a label.
_MIN_REPORT_WORDS: Final = 6
_MAX_CREDIT_WORDS: Final = 14
_MAX_CAPTION_CHARS: Final = 400
#: Longer than this, in characters, a paragraph with a credit behind it is the article's.
_MAX_CREDITED_CHARS: Final = 250
_MAX_STAMP_CHARS: Final = 120

#: What no sentence of an article holds: addresses, rights, arrows. Guillemets are quotation marks.
_OF_PAGE: Final = re.compile(r"https?:|www\.|\w@\w|©|[|►▶→➤⟶]")
_ARROW: Final = re.compile(r"(?:>>+|►|▶|→|➤|⟶)\s*\S")
_PICTURES: Final = re.compile(
    r"getty\s+images|shutterstock|istock|alamy|imago|epa-efe|unsplash|pexels|pixabay|dreamstime|"
    r"(?:reuters|afp|epa|dpa|efe|ansa|apa|keystone)\s*/|/\s*(?:getty|reuters|afp|epa|dpa|efe|ansa|apa|ap)\b",
    re.I,
)
#: "AFP/Jane Roe", "Jane Roe / EPD": one side is the short name of an agency or archive.
_PERSON: Final = r"[^\W\d_a-z][\w.’'-]*(?:\s+[^\W\d_a-z][\w.’'-]*){1,3}"
_CREDIT_SLASH: Final = re.compile(
    rf"[(\[]?(?:[A-Z][A-Z.]{{1,7}}\s*/\s*{_PERSON}|{_PERSON}\s*/\s*[A-Z][A-Z.]{{1,7}})\.?[)\]]?"
)
#: A link to another page, marked like one: "» Briefe".
_LINK: Final = re.compile(r"»\s*[^«»]+$")
_RULED_LINE: Final = re.compile(r"^[#*\-—_=•~\s]+$")
_CLOCK: Final = re.compile(r"\d{1,2}\s*[:.hH]\s*\d{0,2}")
_NEVER: Final = re.compile(r"(?!)")
_ADDRESS: Final = re.compile(r"(?:(?<!\s)\s++)?<?(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]++>?")
_NOT_A_NAME: Final = re.compile(r"[@:\d<>{}#=?!]|https?|www\.|\w\.[a-z]{2,4}(?:\s|$)")
_SEPARATORS: Final = r"\s*[,;|/·•、，\n]\s*|\s+(?:&|–|—|-)\s+"


def _either(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))


def _starting(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern of a line that starts with one of *phrases*, in any case."""
    listed = _either(phrases)
    return re.compile(rf"\W*(?:{listed})(?!\w)", re.I) if listed else _NEVER


def _holding(phrases: Iterable[str]) -> re.Pattern[str]:
    listed = _either(phrases)
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.I) if listed else _NEVER


@dataclass(frozen=True)
class WordRules:
    """`LineRules` of a language other than English; ``words`` is None for one without a folder.

    Bylines and datelines are taken out of the text before (`transforms.normalize.local_lines`), so
    that here only a line that opens with the language's "by" counts as one.
    """

    words: Language | None

    @cached_property
    def _furniture(self) -> re.Pattern[str]:
        return _starting(self.words.furniture if self.words else ())

    @cached_property
    def _to_reader(self) -> re.Pattern[str]:
        return _holding(self.words.reader if self.words else ())

    @cached_property
    def _credits(self) -> re.Pattern[str]:
        """Lines like "Foto: X" and "Photo © X"; a colon or bracket parts the word from the name."""
        words = self.words
        listed = _either((*words.credits, *words.sources) if words else ())
        return (
            re.compile(rf"\W*(?:{listed})(?:\s+(?:{listed}))*\s*[:©/(|]", re.I)
            if listed
            else _NEVER
        )

    @cached_property
    def _last_credit(self) -> re.Pattern[str]:
        """A credit between brackets at the end: "(Foto: X)", "(Getty Images)"."""
        listed = _either(self.words.credits if self.words else ())
        words = rf"(?:{listed})\s*[:/]|" if listed else ""
        return re.compile(
            rf"[(\[](?:{words}©|[^)\]]*(?:{_PICTURES.pattern}))[^)\]]*[)\]]\.?$", re.I
        )

    @cached_property
    def _captions(self) -> re.Pattern[str]:
        return _starting(self.words.captions if self.words else ())

    @cached_property
    def _not_stamp(self) -> re.Pattern[str]:
        """What may stand in a line beside its date: words of publication, weekdays, months."""
        words = self.words
        if words is None:
            return _NEVER
        beside = (*words.stamps, *words.weekdays, *words.months, "de", "del", "cet", "cest", "gmt")
        return _holding(beside)

    def reports(self, text: str) -> bool:
        return (
            ends_as_sentence(text)
            and len(text.split()) >= _MIN_REPORT_WORDS
            and _OF_PAGE.search(text) is None
            and self._to_reader.search(text) is None
        )

    def is_furniture(self, text: str, edge: Edge | None = None) -> bool:
        if len(text) > _MAX_FURNITURE_CHARS or self.reports(text):
            return False
        if _ARROW.match(text) or self._furniture.match(text) or self._is_clock(text):
            return True
        return bool(_LINK.match(text)) and not ends_as_sentence(text)

    def is_credit(self, line: str) -> bool:
        count = len(line.split())
        if not 1 <= count <= _MAX_CREDIT_WORDS:
            return False
        if count > 4 and ends_as_sentence(line) and not line.endswith(")"):
            return False
        if self._credits.match(line) or line.startswith("©") or _CREDIT_SLASH.fullmatch(line):
            return True
        return count <= 9 and not line.endswith(".") and bool(_PICTURES.search(line))

    def is_caption(self, text: str) -> bool:
        if len(text) > _MAX_CAPTION_CHARS:
            return False
        if self._captions.match(text):
            return True
        return len(text) < _MAX_CREDITED_CHARS and bool(self._last_credit.search(text))

    def is_stamp(self, text: str) -> bool:
        if self.words is None or len(text) > _MAX_STAMP_CHARS or find_date(text) is None:
            return False
        rest = self._not_stamp.sub(" ", _CLOCK.sub(" ", text))
        return not any(c.isalpha() for c in rest)

    def _is_clock(self, text: str) -> bool:
        """Whether a line is a time of day and nothing else."""
        if len(text) > 30 or not _CLOCK.search(text):
            return False
        rest = self._not_stamp.sub(" ", _CLOCK.sub(" ", text))
        return not any(c.isalnum() for c in rest)

    def is_byline(self, text: str) -> bool:
        return bool(self.parse_byline(text))

    def parse_byline(self, text: str) -> tuple[str, ...]:
        words = self.words
        if words is None or len(text) > MAX_BYLINE_CHARS:
            return ()
        if not self._by.match(text):
            return ()
        found = parse_byline(text, words)
        return found.authors if found is not None else ()

    def byline_agency(self, text: str) -> str | None:
        if len(text) > MAX_BYLINE_CHARS:
            return None
        pieces = re.split(self._author_words.split, text)
        return next((agency for p in pieces if (agency := self._agency_of(p))), None)

    def parse_authors(self, written: Iterable[str], source: str | None = None) -> tuple[str, ...]:
        return parse(written, self._author_words, source)

    def parse_dateline(self, paragraph: str) -> Dateline | None:
        return None

    def sign_off(self, paragraph: str) -> str | None:
        if _RULED_LINE.match(paragraph):
            return ""
        bare = paragraph.strip("()[]. ")
        return self._agency_of(bare) if len(bare) <= 20 else None

    def end_mark(self, paragraph: str) -> int | None:
        return None

    def _agency_of(self, name: str | None) -> str | None:
        if not name or self.words is None:
            return None
        return self.words.agencies.get(name.strip(" .,()").lower())

    @cached_property
    def _by(self) -> re.Pattern[str]:
        return _starting(self.words.by if self.words else ())

    @cached_property
    def _nobody(self) -> re.Pattern[str]:
        """A role at the start of a piece, or a word for a desk or an outlet anywhere in it."""
        words = self.words
        if words is None:
            return _NEVER
        return re.compile(
            f"(?:{_starting(words.roles).pattern})|(?:.*?{_holding(words.outlets).pattern})", re.I
        )

    def _is_nobody(self, name: str) -> bool:
        words = self.words
        if words is None:
            return False
        plain = self._by.sub("", name).strip().lower()
        return plain in words.desks or plain in words.agencies or bool(self._nobody.match(name))

    @cached_property
    def _author_words(self) -> AuthorWords:
        words = self.words
        joiners = (*words.conjunctions, *words.companions) if words else ()
        joined = "".join(rf"|\s+{re.escape(j)}\s+" for j in joiners)
        return AuthorWords(
            re.compile(rf"{self._by.pattern}\s*:?\s+(?=\S+\s+\S)", re.I),
            _ADDRESS,
            re.compile(_SEPARATORS + joined, re.I),
            _NOT_A_NAME,
            _NEVER,
            self._is_nobody,
            self._agency_of,
        )
