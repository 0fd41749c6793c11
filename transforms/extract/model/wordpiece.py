"""Words → word pieces and case classes, the two inputs of the shipped encoder.

The encoder (all-MiniLM-L6-v2, uncased BERT WordPiece, 30,522 pieces) sees lower-cased pieces; how a
word was written reaches it as a *case class* that picks the token-type embedding. Words come from
spaCy's tokenizer (or a corpus) and are never joined: every word owns at least one piece, so that
the first piece can stand for the word. Plain Python with a bounded cache; nothing is learned here.

Source of the algorithm: Devlin et al. 2019, the WordPiece and BasicTokenizer of the BERT release.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

CLS = 101
SEP = 102
UNK = 100
MASK = 103

#: Names of the case classes, in the order of their ids.
CASE_CLASSES = ("symbol", "number", "lower", "title", "upper", "mixed", "initial")
_SYMBOL, _NUMBER, _LOWER, _TITLE, _UPPER, _MIXED, _INITIAL = range(len(CASE_CLASSES))

#: No word takes more pieces than this; the rest of a longer one is cut.
MAX_PIECES_PER_WORD = 12
_MAX_CHARS_PER_WORD = 60
#: Words that a part of the model remembers its answer for; it forgets them all beyond that. With
#: 200,000 all parts together took 100 MB more, filled over some 50,000 articles.
CACHE_LIMIT = 50_000


def case_class(word: str) -> int:
    """Return the index in :data:`CASE_CLASSES` of how *word* is written.

    >>> [CASE_CLASSES[case_class(w)] for w in ("Rome", "NATO", "A", "3rd", "1,000", "iPhone", "--")]
    ['title', 'upper', 'initial', 'lower', 'number', 'mixed', 'symbol']
    """
    upper = lower = other = 0
    first_upper = False
    digits = False
    for char in word[:_MAX_CHARS_PER_WORD]:
        if char.isupper() or char.istitle():
            if upper + lower + other == 0:
                first_upper = True
            upper += 1
        elif char.islower():
            lower += 1
        elif char.isalpha():
            other += 1
        elif char.isdigit():
            digits = True
    letters = upper + lower + other
    if letters == 0:
        return _NUMBER if digits else _SYMBOL
    if upper == 0:
        return _LOWER
    if upper == letters:
        return _UPPER if letters > 1 else _INITIAL
    if first_upper and upper == 1:
        return _TITLE
    return _MIXED


def _is_punctuation(char: str) -> bool:
    code = ord(char)
    if 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126:
        return True
    return unicodedata.category(char).startswith("P")


def _is_cjk(code: int) -> bool:
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x2FA1F
    )


def _clean(word: str) -> str:
    """Lower-case, strip accents and control characters, set punctuation and CJK apart."""
    text = word.lower()
    if text.isascii() and text.isalnum():
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFD", text)
    out: list[str] = []
    for char in text:
        code = ord(char)
        if code in (0, 0xFFFD):
            continue
        if char in "\t\n\r":
            out.append(" ")
            continue
        category = "L" if char.isalnum() else unicodedata.category(char)
        if category in ("Cc", "Cf", "Mn"):
            continue
        if category == "Zs":
            out.append(" ")
        elif _is_cjk(code) or (category[0] != "L" and _is_punctuation(char)):
            out.append(f" {char} ")
        else:
            out.append(char)
    return "".join(out)


class WordPieces:
    """Word → piece ids, with a cache.

    Args:
        vocabulary: the pieces in id order (``vocab.txt`` of BERT uncased).
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._ids = {piece: index for index, piece in enumerate(vocabulary)}
        self._cache: dict[str, tuple[int, ...]] = {}

    @classmethod
    def from_file(cls, path: Path) -> "WordPieces":
        """Read a ``vocab.txt`` (one piece a line, UTF-8)."""
        return cls(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))

    def __len__(self) -> int:
        return len(self._ids)

    def pieces(self, word: str) -> tuple[int, ...]:
        """Return the ids of *word*: at least one, at most :data:`MAX_PIECES_PER_WORD`."""
        found = self._cache.get(word)
        if found is None:
            found = self._split(word[:_MAX_CHARS_PER_WORD])
            if len(self._cache) >= CACHE_LIMIT:
                self._cache.clear()
            if len(word) <= _MAX_CHARS_PER_WORD:
                self._cache[word] = found
        return found

    def encode(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """Return one tuple of ids per word."""
        return [self.pieces(word) for word in words]

    def _split(self, word: str) -> tuple[int, ...]:
        ids = self._ids
        result: list[int] = []
        for part in _clean(word).split():
            start = 0
            pieces: list[int] = []
            while start < len(part):
                end = len(part)
                while end > start:
                    piece = part[start:end] if start == 0 else "##" + part[start:end]
                    index = ids.get(piece)
                    if index is not None:
                        break
                    end -= 1
                else:
                    pieces = [UNK]
                    break
                pieces.append(index if index is not None else UNK)
                start = end
            result.extend(pieces)
        return tuple(result[:MAX_PIECES_PER_WORD]) or (UNK,)
