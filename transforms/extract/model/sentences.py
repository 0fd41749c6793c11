"""Tokens → sentence starts, by rules over punctuation, case, abbreviations and line breaks.

Runs before the encoder, so it sees text only. A sentence ends after ``. ! ? …`` (with what closes
quotes and brackets behind it) unless the stop belongs to an abbreviation or an initial, and at an
empty line; a lone line break ends one only after a stop or where the line is plainly not wrapped.
"""

from collections.abc import Sequence
from typing import NamedTuple

#: No sentence is longer; a longer stretch is cut at its best comma or semicolon.
MAX_WORDS = 160

_ENDS = frozenset({".", "!", "?", "…", "...", "....", "?!", "!?", "!!", "!!!", "??", "???", "。"})
_CLOSERS = frozenset({'"', "'", "”", "’", "''", ")", "]", "»", "}"})
_OPENERS = frozenset({'"', "'", "“", "‘", "``", "(", "[", "«"})
#: Last characters of a word after which a sentence may start.
_ENDING = frozenset(".!?…。\"'”’)]»}")
_BLANKS = frozenset(
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
) | frozenset(chr(c) for c in range(0x2000, 0x200B))
#: Abbreviations that are followed by a name or a number: never an end.
_TITLES = frozenset(
    [
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
        "prof.",
        "gen.",
        "sen.",
        "rep.",
        "gov.",
        "lt.",
        "col.",
        "sgt.",
        "capt.",
        "maj.",
        "adm.",
        "st.",
        "mt.",
        "ft.",
        "rev.",
        "hon.",
        "pres.",
        "supt.",
        "cmdr.",
        "cpl.",
        "pvt.",
        "messrs.",
        "mmes.",
        "no.",
        "nos.",
        "vs.",
        "v.",
        "fig.",
        "figs.",
        "vol.",
        "pp.",
        "ed.",
        "eds.",
        "e.g.",
        "i.e.",
        "cf.",
        "al.",
        "sens.",
        "reps.",
        "ald.",
        "amb.",
        "atty.",
        "det.",
        "insp.",
        "jan.",
        "feb.",
        "mar.",
        "apr.",
        "jun.",
        "jul.",
        "aug.",
        "sept.",
        "sep.",
        "oct.",
        "nov.",
        "dec.",
        "approx.",
        "ca.",
        "dept.",
        "univ.",
        "assn.",
        "bros.",
        "mgr.",
        "msgr.",
        "sec.",
        "spc.",
        "brig.",
        "const.",
        "treas.",
    ]
)
#: Words before "." and a digit that stand for "number".
_NUMBERS = frozenset({"No", "no", "Nos", "nos"})
#: Words that may follow an abbreviation or initial at the start of a new sentence.
_STARTERS = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "you",
        "his",
        "her",
        "its",
        "their",
        "our",
        "my",
        "in",
        "on",
        "at",
        "for",
        "but",
        "and",
        "as",
        "after",
        "before",
        "when",
        "while",
        "if",
        "since",
        "with",
        "from",
        "by",
        "there",
        "what",
        "who",
        "how",
        "why",
        "one",
        "some",
        "many",
        "most",
        "both",
        "although",
        "though",
        "however",
        "meanwhile",
        "also",
        "according",
        "not",
        "no",
    ]
)
#: Abbreviations of clock times. A capital behind one starts a sentence, but for what belongs to the
#: time: a day, a month, a zone ("5 p.m. EST", "8 a.m. Eastern", "6 p.m. Beijing time").
_CLOCK = frozenset({"a.m.", "p.m."})
_OF_TIMES = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon.",
        "tue.",
        "tues.",
        "wed.",
        "thu.",
        "thurs.",
        "fri.",
        "sat.",
        "sun.",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "eastern",
        "pacific",
        "central",
        "mountain",
        "greenwich",
        "atlantic",
    ]
)


def _is_abbreviation(word: str) -> bool:
    """Say whether a token with its own full stop is not an end by itself ("U.S.", "Inc.", "J.")."""
    return len(word) > 1 and word.endswith(".") and word[0].isalpha()


def sentence_starts(words: Sequence[str], spaces: Sequence[bool]) -> list[bool]:
    """Return for every token whether a sentence starts there.

    Args:
        words: all tokens, white-space tokens included (they hold the line breaks).
        spaces: whether a space follows the token.
    """
    count = len(words)
    starts = [False] * count
    if not count:
        return starts
    starts[0] = True
    last = -1  # last token that is not white space
    widest = -1
    break_kind = 0  # 1: a line break since *last*, 2: an empty line
    line = 0  # characters of the line so far
    since = 0  # words since the last start
    start_at = 0
    for i, word in enumerate(words):
        if word[:1] in _BLANKS and word.isspace():
            newlines = word.count("\n")
            if newlines >= 2 or (newlines and break_kind):
                break_kind = 2
            elif newlines == 1:
                break_kind = 1
            continue
        if break_kind or (last >= 0 and words[last][-1:] in _ENDING):
            if break_kind == 1 and widest < 0:
                widest = _line_width(words)
            if last >= 0 and _boundary(words, spaces, starts, i, last, break_kind, line, widest):
                starts[i] = True
                since = 0
                start_at = i
        if since >= MAX_WORDS:
            cut = _best_cut(words, start_at, i)
            starts[cut] = True
            start_at = cut
            since = sum(not w.isspace() for w in words[cut:i])
        line = len(word) if break_kind else line + len(word) + 1
        break_kind = 0
        last = i
        since += 1
    return starts


def _line_width(words: Sequence[str]) -> int:
    """Return the length of the longest line: in wrapped text most lines come close to it."""
    widest = line = 0
    for word in words:
        if "\n" in word and word.isspace():
            widest = max(widest, line)
            line = 0
        else:
            line += len(word) + 1
    return max(widest, line)


def _boundary(
    words: Sequence[str],
    spaces: Sequence[bool],
    starts: Sequence[bool],
    i: int,
    last: int,
    break_kind: int,
    line: int,
    widest: int,
) -> bool:
    """Decide whether token *i* starts a sentence; *last* is the token before it."""
    if break_kind == 2:
        return True
    word = words[i]
    # Walk back over what closes a quotation to the stop itself.
    end = last
    while end > 0 and words[end] in _CLOSERS and last - end < 3 and not starts[end]:
        end -= 1
    stop = words[end]
    closed = end < last
    opens = word in _OPENERS
    after = words[i + 1] if opens and i + 1 < len(words) else word
    capital = after[:1].isupper() or after[:1].isdigit()
    if break_kind == 1:
        if stop in _ENDS or stop.endswith((".", ":")):
            return True
        # A short line that is followed by a capital is a heading or a list, not wrapped prose.
        return capital and line < 0.7 * min(widest, 90)
    follows = words[i + 1] if i + 1 < len(words) else ""
    behind = _Behind(word, after, follows, capital, opens, closed, spaces[last])
    if stop in ("!", "?", "?!", "!?", "!!", "!!!", "??", "???"):
        if closed and not capital:
            return False
        return (capital or (not closed and not after[:1].islower())) and word not in _CLOSERS
    if stop in ("…", "...", "...."):
        return capital and word not in _CLOSERS
    if stop in _ENDS:
        number = end > 0 and words[end - 1] in _NUMBERS and not spaces[end - 1]
        return not (number and after[:1].isdigit()) and _after_stop(stop, behind)
    return _is_abbreviation(stop) and _after_abbreviation(stop, behind)


class _Behind(NamedTuple):
    """What stands behind a stop."""

    word: str
    after: str  # the word behind an opening mark, else the word itself
    follows: str  # the token behind the word
    capital: bool  # a capital or a digit
    opens: bool  # the word is an opening mark
    closed: bool  # a closing mark stands between the stop and the word
    space: bool  # white space stands before the word


def _after_stop(stop: str, behind: _Behind) -> bool:
    """Decide whether a sentence starts behind a full stop."""
    if behind.word in _CLOSERS and not (behind.opens and behind.space):
        return False
    if behind.word in _ENDS or not (behind.space or behind.capital):
        return False
    lower = behind.after[:1].islower()
    return not lower or (behind.space and not behind.closed and len(stop) == 1)


def _after_abbreviation(stop: str, behind: _Behind) -> bool:
    """Decide whether a sentence starts behind an abbreviation; initials and titles go on."""
    after = behind.after
    if stop.lower() in _TITLES or len(stop) == 2:
        return False
    if not behind.capital or after[:1].isdigit():
        return False
    if stop.lower() in _CLOCK:
        zone = after.isupper() and len(after) > 1
        return not (zone or after.lower() in _OF_TIMES or behind.follows.lower() == "time")
    return after.lower() in _STARTERS or (behind.closed and after[:1].isupper())


def _best_cut(words: Sequence[str], start: int, end: int) -> int:
    """Return where to cut an endless stretch: behind the last mark of its second half."""
    for marks in ((";", ":", "|", "•"), (",", "-", "–", "—")):
        for i in range(end - 1, start + (end - start) // 2, -1):
            if words[i] in marks and i + 1 < len(words) and not words[i + 1].isspace():
                return i + 1
    return end
