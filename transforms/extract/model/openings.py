"""Text → where a match of the grammar may begin.

The grammar's expressions are long: to try each at every word of a sentence took a fifteenth of
the model's time. A match begins with a figure, a sign or one of some 130 words; what a word says of
this is worked out once and remembered.
"""

import re

#: The grammar's families; of matches that are equally long the earlier family wins.
LABELS = ("MONEY", "PERCENT", "TIME", "DATE", "QUANTITY", "ORDINAL", "CARDINAL")
_ALL = (1 << len(LABELS)) - 1
_RANK = {label: 1 << rank for rank, label in enumerate(LABELS)}
#: How a match may begin, as beginnings of words in lower case: nothing else is tried.
_OPENERS: tuple[tuple[int, str], ...] = (
    (
        _ALL & ~_RANK["ORDINAL"],
        "about around roughly approximately nearly almost some over under more less fewer at up as "
        "an just only close between one two three four five six seven eight nine ten eleven twelve "
        "thirteen fifteen twenty thirty forty fifty eighty a half several many dozens scores "
        "hundreds thousands millions billions few magnitude",
    ),
    (
        _RANK["DATE"] | _RANK["TIME"],
        "mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep oct nov dec early late "
        "mid the this last next each every that all earlier later latest current previous fiscal "
        "fy q day today yesterday tomorrow tonight nowadays end beginning start rest turn age "
        "daily weekly quarterly annually yearly coming past spring summer autumn winter fall "
        "recent following new christmas thanksgiving easter independence "
        "shortly before after noon overnight dawn dusk",
    ),
    (_RANK["MONEY"], "us usd u.s. au aud ca cad can hk nz eur gbp jpy cny chf inr rub c r s"),
    (
        _RANK["ORDINAL"] | _RANK["DATE"],
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth "
        "twenty thirty forty fifty hundredth thousandth",
    ),
)  # fmt: skip
#: First letter → (beginning, must the word end with it, families).
_OPENS: dict[str, list[tuple[str, bool, int]]] = {}
for _bits, _text in _OPENERS:
    for _opener in _text.split():
        _OPENS.setdefault(_opener[0], []).append((_opener, len(_opener) < 3, _bits))
_WORD_START = re.compile(r"(?<!\w)\S")


def openings(text: str) -> list[tuple[int, int]]:
    """Return where matches may begin in a word or text: offset, and their families as bits.

    >>> openings("Friday")[0][0], openings("house")
    (0, [])
    """
    low = text.lower()
    found: list[tuple[int, int]] = []
    for match in _WORD_START.finditer(text):
        at = match.start()
        bits = _opening(low, at) if len(low) == len(text) else _ALL
        if bits:
            found.append((at, bits))
    return found


def _opening(low: str, at: int) -> int:
    """Return the families that a match at an offset may be of."""
    first = low[at]
    if not first.isalpha() or not first.isascii():
        return 0 if first in '.,;:"()?!' else _ALL
    bits = 0
    for opener, whole, families_of in _OPENS.get(first, ()):
        if low.startswith(opener, at):
            end = at + len(opener)
            if not whole or end == len(low) or not low[end].isalpha():
                bits |= families_of
    return bits
