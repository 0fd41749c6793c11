"""Whether a paragraph belongs to the page and not to the article: by form, place and neighbours.

Patterns (words/furniture.txt) say which first words furniture has; ordinary news has
them, too ("Kenya contributed 1,000 police officers ..."). So a paragraph that *reports* something,
a whole sentence in the third person that speaks neither to the reader nor of the page, is
furniture only where it stands at an edge of the text and speaks of the article itself.
"""

from __future__ import annotations

import re

from transforms.lang.en.lists import read_pattern
from transforms.lang.line_rules import Edge

#: A paragraph longer than this, in characters, is never furniture, whatever it starts with.
MAX_FURNITURE_CHARS = 420
#: Fewer words than this tell no event in a way that could be told from a label.
_MIN_REPORT_WORDS = 6
#: A sign-off or a note about the article has at most so many words.
_MAX_NOTE_WORDS = 40

_SENTENCE_END = re.compile(r"[.!?…。।؟۔።။][\"”’'»)\]]*$")
#: What speaks to the reader, of the page or of rights; "us" and "we" only in small letters.
_TO_READER = re.compile(
    r"\b(?i:you|your|yours|click|newsletters?|inbox|subscrib\w+|cookies?|unsubscribe|recaptcha|"
    r"javascript|browser|advertisements?|affiliate|homepage|whatsapp)\b|"
    r"\b(?:us|we|our|We|Our)\b|"
    r"\b(?i:(?:this|these|the\s+above)\s+(?:articles?|stor(?:y|ies)|posts?|pieces?|pages?|"
    r"web ?sites?|sites?|content|material|columns?|videos?|transcript|translation|podcast))\b|"
    r"https?:|www\.|\w@\w|©|(?i:all\s+rights\s+reserved)|[|»►▶→➤⟶]"
)
#: A finite verb, roughly: auxiliaries, common irregular forms, or a past form in -ed.
_VERB = re.compile(
    r"(?<!^)\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|did|does|"
    r"says?|said|told|put|rose|fell|made|took|went|came|gave|got|set|won|lost|led|met|held|left|"
    r"grew|began|became|showed|shows|kept|ran|paid|spent|sold|sent|hit|cut|shut|found|saw|brought|"
    r"bought|built|drew|drove|broke|chose|spoke|wrote|rang|sank|stood|struck|swept|thought|knew|"
    r"remains?|means?|shows|gives|makes|takes|comes|goes|faces|plans|expects|wants|needs|calls|"
    r"seeks|includes?|contains|costs?|runs|starts|begins|ends|opens|rises|falls|"
    r"[a-z]{2,}(?:ed|ied))\b"
)
#: The article speaking of itself, which only its edges do.
_OF_ITSELF = re.compile(
    r"contributed\s+(?:to\s+(?:this|the)\s|(?:additional\s+)?reporting)|reported\s+from|"
    r"\bis\s+an?\s+(?:[\w-]+\s+){0,2}(?:reporter|writer|correspondent|columnist|journalist|editor|"
    r"freelance|staff)|^this\s+(?:report|interview|dispatch)\s|"
    r"^the\s+(?:story|report|article)\s+(?:was|has\s+been)\s+(?:first|originally)\s|^(?:first|originally|last|also)\s|^(?:a|an\s+earlier)\s+version\s|\b(?:translated|edited)\s+by|"
    r"^(?:editor|editors|correction|corrections|clarification|author|reporter|publisher)\b|"
    r"^copyright\b",
    re.I,
)
#: Reports that bodies write are news, even where the last paragraph tells of one.
_OF_A_BODY = re.compile(
    r"\b(?:committees?|commission|ministr\w+|parliament\w*|government|agency|council|house|office|"
    r"department|bank|institutes?|universit\w+|panel|watchdog|regulator|auditors?|inspector\w*|"
    r"police|union|inquiry|experts|scientists|researchers|lawmakers)\b",
    re.I,
)


def reports(text: str) -> bool:
    """Whether ``text`` tells of something in whole sentences, without a word to the reader.

    >>> reports("Kenya contributed 1,000 police officers to the force, the ministry said.")
    True
    >>> reports("Subscribe to our newsletter and get the news in your inbox.")
    False
    """
    return (
        bool(_SENTENCE_END.search(text))
        and len(text.split()) >= _MIN_REPORT_WORDS
        and _TO_READER.search(text) is None
        and _VERB.search(text) is not None
    )


def is_furniture(text: str, edge: Edge | None = None) -> bool:
    """Whether a paragraph is a link, a request, a notice or a stamp and not part of the article.

    ``edge`` says where it stands; without it only the form decides.

    >>> is_furniture("Read more: The bridge is closed")
    True
    """
    if len(text) > MAX_FURNITURE_CHARS or not read_pattern("furniture.txt").match(text):
        return False
    if not reports(text):
        return True
    if edge is None or not (edge.head or edge.tail) or len(text.split()) > _MAX_NOTE_WORDS:
        return False
    return _OF_ITSELF.search(text) is not None and _OF_A_BODY.search(text) is None
