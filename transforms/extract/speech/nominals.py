"""Speakers without a name → the person whom they mean: "the coach", "the Swede", "the elder Lee".

A person is described by what stands before the name ("the Dutch envoy, Jan Visser", "its agent Ann
Lee") and behind it ("Ann Lee, a retired judge of the high court,"). A phrase means the person whose
description has its head word, of several the one whose description has its other words as well,
and of those the one whom the last paragraph names. A phrase that describes nobody ("the
24-year-old") means the person whom the sentence before is about. What an article introduces without
a name ("a diplomat said ... the diplomat said") is nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, Optional

from schemas.records import EntityMention
from transforms.extract.speech.saying import person_nouns
from transforms.extract.wordlists import words

_DEFINITE: Final = re.compile(r"(?i)(?:the|its|his|her|their|[\w .-]+['’]s?)\s+(?P<rest>.+)")
#: What ends the head of a noun phrase: "captain of Ashby", "minister responsible for".
_TAIL: Final = re.compile(
    r"\s(?:of|for|at|in|from|with|on|to|who|whose|which|that|and|or|by|near|about|under|based|"
    r"responsible|turned)\b.*"
)
_BEFORE: Final = re.compile(r"(?P<phrase>(?:[\w’'&-]+\s+){0,5}[\w’'-]+),?\s+$")
_BEHIND: Final = re.compile(
    r",\s(?:(?:a|an|the|its|his|her|their|one of the)\s)?"
    r"(?P<phrase>[^,.;:!?\n\"“”]{3,80})(?=[,.;\n])"
)
_WHO_IS: Final = re.compile(
    r"(?:,\swho)?\s(?:is|was)\s(?:a|an|the)\s(?P<phrase>[^,.;:!?\n\"“”]{3,80})(?=[,.;\n])"
)
#: What is no part of a description: "“...” said the Dutch" before "envoy Jan Visser".
_LEADING: Final = re.compile(
    r"(?i)^(?:.*\s)?(?:the|a|an|its|his|her|their|[\w-]+['’]s|said|says|added|told)\s"
)
#: Words beside a noun for a person that tell nothing of whom it means.
_COMMON: Final = words(
    "veteran former young first-year second-year retired new rookie senior junior left-handed "
    "right-handed star old local popular angry tearful delighted"
)
_STATED: Final = re.compile(
    r"\b(?:issued|released|wrote|posted|sent|published|read out|made)\s(?:[\w’'-]+\s){0,4}"
    r"(?:statement|letter|message|e-?mail|note|tweet|post)\b"
)
_LEAD: Final = re.compile(
    r"(?:[^\n]{0,40} [-–—] )?An? (?P<phrase>[\w’'-]+(?: [\w’'-]+){0,3}?)"
    r"(?=,| who | said | told | has | had | was | is | from | in | at )[^\n]*\n\s*"
)
#: The subject of a sentence, or whom its opening is about: "The coach shrugged", "For the coach".
_SUBJECT: Final = re.compile(
    r"(?:(?<=[.!?\n] )|(?<=\n)|, |For )(?P<phrase>[Tt]he(?: [\w’'-]+){1,3})"
)
_MARKS: Final = " \n\t\"“”‘’'`"
_SENTENCE_END: Final = re.compile(r"(?<![A-Z])(?<!Mr)(?<!Ms)(?<!Dr)(?<!Mrs)[.!?][\"”’']{0,2}\s")
#: Longest description before a name, in characters.
_REACH: Final = 70
_AGE: Final = re.compile(r",?\s\(?(\d\d)\b(?!\s?(?:per|%|million|goals))")
_YOUNGER: Final = re.compile(r"\b(?P<which>younger|elder|older) (?P<name>[A-Z][\w’'-]+)")
_OF_TWO: Final = {"younger": min, "elder": max, "older": max}


class Described(NamedTuple):
    """A person of an article under one description: its head word and the other words."""

    mention: EntityMention
    head: str
    others: frozenset[str]
    at: int


class People:
    """The people of one article and how it describes them."""

    def __init__(self, text: str, mentions: Sequence[EntityMention]) -> None:
        self._text = text
        self._people = [m for m in mentions if m.label == "PERSON" and m.entity_id is not None]
        self._described = [d for m in self._people for d in _descriptions(text, m)]
        self._described += self._led_to()
        self._known: dict[int, EntityMention] = {}  # where a phrase begins → whom it means

    def meant(self, start: int, end: int, said: int, *, direct: bool) -> Optional[EntityMention]:
        """A mention of the person whom the phrase from ``start`` to ``end`` means, or None.

        Args:
            start, end: offsets of the phrase that names the speaker.
            said: where what is said begins.
            direct: whether it stands between quotation marks.
        """
        if start not in self._known:
            found = self._look_up(start, end, said, direct=direct)
            if found is None:
                return None
            self._known[start] = found
        return self._known[start]

    def _look_up(self, start: int, end: int, said: int, *, direct: bool) -> Optional[EntityMention]:
        phrase = self._text[start:end]
        told = _DEFINITE.fullmatch(phrase)
        if told is None or not self._people:
            return None
        head, others = _parted(told["rest"])
        before = [d for d in self._described if d.head == head and d.at < start]
        fitting = [d for d in before if not others or not d.others or others & d.others]
        best = [d for d in fitting if others <= d.others] or fitting
        nameless = self._nameless(head, start)
        if best:
            chosen = self._nearest([d.mention.entity_id for d in best], min(start, said))
            return None if chosen is not None and nameless > chosen.end else chosen
        alone = all(word in _COMMON or phrase[4:].find(word.title()) >= 0 for word in others)
        if nameless >= 0 or before or not (direct and alone and phrase[:4].lower() == "the "):
            return None
        if head not in person_nouns()[0] and not self._is_origin(start, end, head):
            return None
        return self._on_stage(min(start, said))

    def _led_to(self) -> list[Described]:
        """Whom a lead means that names nobody: "A guard who held the door said ...", then a name.

        The first person of the article, where the second paragraph names him in the position of
        who speaks or acts.
        """
        lead = _LEAD.match(self._text)
        if lead is None or not self._people:
            return []
        first = self._people[0]
        stop = self._text.find("\n", lead.end() + 2)
        if not lead.end() <= first.start < (stop if stop > 0 else len(self._text)):
            return []
        head, others = _parted(lead["phrase"])
        return [Described(first, head, others, first.start)]

    def stated(self, start: int, end: int) -> Optional[EntityMention]:
        """Who wrote the statement that "it read" quotes: the subject of its sentence."""
        begin = max(self._text.rfind("\n", 0, start), 0)
        if self._text[start:end].lower() not in (
            "it",
            "the statement",
            "the letter",
            "the message",
        ):
            return None
        told = _STATED.search(self._text, begin, start)
        if told is None:
            return None
        lead = self._text.rfind(". ", begin, told.start())
        subjects = [m for m in self._people if max(begin, lead) <= m.start < told.start()]
        return subjects[0] if len({m.entity_id for m in subjects}) == 1 else None

    def of_two(self, start: int, end: int) -> Optional[EntityMention]:
        """Who "the younger Hallam" is, by the ages that stand behind the names; else None."""
        told = _YOUNGER.search(self._text, max(0, start - 12), end)
        if told is None or told.end() != end:
            return None
        ages: dict[str, tuple[int, EntityMention]] = {}
        for m in self._people:
            if m.text.split()[-1] == told["name"] and m.entity_id is not None:
                age = _AGE.match(self._text, m.end)
                if age is not None:
                    ages.setdefault(m.entity_id, (int(age[1]), m))
        if len(ages) < 2:
            return None
        return _OF_TWO[told["which"]](ages.values(), key=lambda one: one[0])[1]

    def _nameless(self, head: str, stop: int) -> int:
        """Where the article last introduces somebody of this kind without a name; -1: nowhere."""
        found = -1
        led = _LEAD.match(self._text)
        first = led.end() if led is not None and self._led_to() else 0
        # "a diplomat", but not "Carla Reyes, a diplomat"
        for told in re.finditer(
            rf"(?i)(?<![,] )\b(?:a|an|another|one)\s(?:[\w’'-]+\s){{0,3}}{re.escape(head)}\b",
            self._text[first:stop],
        ):
            at = first + told.end()
            named = any(0 <= m.start - at <= _REACH for m in self._people) and re.match(
                r"[^.!?]{0,40}?,?\s(?=[A-Z])", self._text[at : at + _REACH]
            )
            if not named:
                found = first + told.start()
        return found

    def _nearest(self, chains: Sequence[Optional[str]], stop: int) -> Optional[EntityMention]:
        """Of the people of ``chains`` the one whom the text before ``stop`` named last."""
        bearing = [m for m in self._people if m.entity_id in chains and m.start < stop]
        return bearing[-1] if bearing else None

    def _is_origin(self, start: int, end: int, head: str) -> bool:
        """Whether a phrase tells age or origin alone: "the 24-year-old", "the Swede"."""
        if re.fullmatch(r"\d\d?-year-old", head):
            return True
        return re.fullmatch(r"[Tt]he [A-Z][a-z]+", self._text[start:end]) is not None and any(
            head.endswith(ending)
            for ending in ("an", "ian", "ede", "ne", "ole", "ish", "inn", "ot")
        )

    def pronoun(self, said: int, gender: str) -> Optional[EntityMention]:
        """Who "he said" is behind a sentence about "the coach".

        Args:
            said: where the quote begins.
            gender: "m" or "f", of the pronoun.
        """
        for first, last in self._sentences_before(said):
            for told in _SUBJECT.finditer(self._text, first, last):
                found = self._of_words(told.start("phrase"), told["phrase"].split())
                if found is not None and found.gender in (None, "", gender):
                    return found
            return None
        return None

    def _of_words(self, start: int, parts: Sequence[str]) -> Optional[EntityMention]:
        """The person meant by the first words at ``start`` that mean one: "the Swede pointed"."""
        for count in range(2, len(parts) + 1):
            end = start + len(" ".join(parts[:count]))
            if self._text[start:end].split() == list(parts[:count]):
                found = self.meant(start, end, start, direct=True)
                if found is not None:
                    return found
        return None

    def _sentences_before(self, stop: int) -> Iterator[tuple[int, int]]:
        """Offsets of the sentences before ``stop``, the last first.

        Those of its paragraph; where ``stop`` opens it, those of the paragraph before.
        """
        begin = self._text.rfind("\n", 0, stop) + 1
        if not self._text[begin:stop].strip(_MARKS):
            stop = len(self._text[:begin].rstrip())
            begin = self._text.rfind("\n", 0, stop) + 1
        ends = [m.end() for m in _SENTENCE_END.finditer(self._text, begin, stop)]
        bounds = [begin, *(end for end in ends if end < stop), stop]
        for first, last in zip(reversed(bounds[:-1]), reversed(bounds[1:]), strict=True):
            if self._text[first:last].strip(_MARKS):
                yield first, last

    def _on_stage(self, stop: int) -> Optional[EntityMention]:
        """The person whom the sentence before ``stop`` is about.

        Where ``stop`` opens its paragraph it is the last sentence before that names somebody.
        """
        opens = not self._text[self._text.rfind("\n", 0, stop) + 1 : stop].strip(_MARKS)
        for first, last in self._sentences_before(stop):
            inside = [m for m in self._people if first <= m.start < last]
            if inside:
                alone = len({m.entity_id for m in inside}) == 1
                return inside[0] if alone or inside[0].start <= first + 3 else None
            # the words before a phrase within its own sentence are none
            if not opens and self._text[first:last].strip(_MARKS)[-1] in ".!?":
                return None
        return None


def _parted(phrase: str) -> tuple[str, frozenset[str]]:
    """(head word, other words) of a noun phrase without its determiner, in small letters."""
    parts = _TAIL.sub("", phrase).lower().replace("’", "'").split()
    return (parts[-1], frozenset(parts[:-1])) if parts else ("", frozenset())


def _descriptions(text: str, mention: EntityMention) -> list[Described]:
    found = []
    lead = _BEFORE.search(text, max(0, mention.start - _REACH), mention.start)
    if lead is not None:
        phrase = _LEADING.sub("", lead["phrase"])
        head, others = _parted(phrase)
        if head:
            found.append(Described(mention, head, others, mention.start))
    end = mention.end
    age = re.compile(r",\s\d\d(?=,)").match(text, end)
    end = age.end() if age else end
    for pattern in (_BEHIND, _WHO_IS):
        told = pattern.match(text, end)
        if told is not None:
            head, others = _parted(told["phrase"])
            if head:
                found.append(Described(mention, head, others, mention.start))
            break
    return found
