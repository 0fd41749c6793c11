"""Names cut where they should be whole, or joined where they are two: mended by their words.

"Superior Court" + "of the District of Columbia", "Department of Housing" + "and Urban Development"
are one body each; "San Rafael Ca" is a town and its state. What the corpora do was counted on the
training parts of GMB, UNER and wikigold: behind the heads below, "of" and a name belong to the body
in 164 of 172 cases.
"""

from collections.abc import Callable, Sequence

from transforms.extract.layout import Layout
from transforms.extract.mending.agreement import Name
from transforms.extract.wordlists import words

_BODIES = words(
    """Academy Authority Bank Board Bureau Church College Court Department Institute Ministry Museum
    School University"""
)
#: Bodies that have two fields: "of Housing and Urban Development".
_FIELDS = words("Academy College Department Institute Ministry School")
_JOINED = words("GPE LOC ORG PERSON FAC NORP")
_STATES = words(
    """alabama alaska arizona arkansas california colorado connecticut delaware florida georgia
    hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts
    michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon
    pennsylvania tennessee texas utah vermont virginia wisconsin wyoming"""
)
_POSTAL = words(
    """AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM
    NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY"""
)
#: First words of names that a state's name ends: "Baja California", "West Virginia".
_NOT_TOWNS = words(
    """baja west east north south northern southern eastern western central upper lower new old
    greater fort port mount lake little de of the state"""
)
_TITLES = words("Prime President Vice Deputy Minister Secretary General King Queen Mr. Mrs. Dr.")
#: A body's name is no longer than this behind its head, in words.
_LONGEST = 6


def whole_bodies(names: Sequence[Name], layout: Layout) -> list[Name]:
    """Return *names* with public bodies widened over what stands behind their "of" and "and".

    Args:
        names: in order, none overlapping another.
        layout: the document's tokens; no name crosses the end of its sentence.
    """
    word = layout.word
    result: list[Name] = []
    at = 0
    while at < len(names):
        name = names[at]
        at += 1
        if name.label == "ORG" and any(word(i) in _BODIES for i in range(name.start, name.end)):
            end, at = _behind(name, names, at, word, layout.sentence_end(name.start))
            name = name._replace(end=end)
        result.append(name)
    return result


def _behind(
    name: Name, names: Sequence[Name], at: int, word: Callable[[int], str], stop: int
) -> tuple[int, int]:
    """Return where *name* really ends, and the first of *names* behind it."""
    end = name.end
    if end < stop and word(end) == "of" and word(end - 1) in _BODIES:
        start = end + 2 if end + 1 < stop and word(end + 1) == "the" else end + 1
        if at < len(names) and names[at].start == start and names[at].label in _JOINED:
            end = names[at].end
            at += 1
    free = min(names[at].start if at < len(names) else stop, stop)
    if end + 1 < free and word(end) == "and" and word(end + 1) not in _TITLES:
        inside = {word(i) for i in range(name.start, end)}
        if "of" in inside and not _FIELDS.isdisjoint(inside):
            last = end + 1
            while last < min(free, end + _LONGEST) and word(last)[0].isupper():
                last += 1
            if last > end + 1 and last != free:
                end = last
    return end, at


def towns_and_states(names: Sequence[Name], layout: Layout) -> list[Name]:
    """Return *names* with every town parted from the state of the USA behind it."""
    return [part for name in names for part in town_and_state(name, layout.word)]


def town_and_state(name: Name, word: Callable[[int], str]) -> list[Name]:
    """Return a place as it is, or as a town and the state of the USA behind it."""
    if name.label != "GPE" or name.end - name.start < 2:
        return [name]
    last = word(name.end - 1)
    known = (
        last.lower() in _STATES or last in _POSTAL or (last.istitle() and last.upper() in _POSTAL)
    )
    if not known or word(name.start).lower() in _NOT_TOWNS:
        return [name]
    cut = name.end - 1
    town = cut - 1 if word(cut - 1) == "," else cut
    return [name._replace(end=town), name._replace(start=cut)] if town > name.start else [name]
