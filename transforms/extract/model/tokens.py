"""Text → Doc of tokens in time linear in the text, whatever the text.

spaCy's tokenizer takes marks off both ends of a word one by one and looks at the whole rest each
time: 2,000 brackets in a row take a second of processor time, 200,000 take hours, and no signal
interrupts it. Long runs of marks are therefore tokenized in pieces.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

#: Marks in a row up to which spaCy reads them as they are; longer runs are rulers and noise.
LONGEST_RUN = 400
#: Marks of a longer run that are read at once.
PIECE = 50
_RUN = re.compile(rf"[^\w\s]{{{LONGEST_RUN + 1},}}")


def make_doc(nlp: Language, text: str) -> Doc:
    """Tokenize ``text`` as ``nlp.make_doc`` does, but for runs of over `LONGEST_RUN` marks.

    Raises:
        ValueError: the text is longer than the pipeline accepts (spaCy's E088).
    """
    if not isinstance(nlp.tokenizer, Tokenizer) or len(text) > nlp.max_length:
        return nlp.make_doc(text)
    cuts = [
        at for run in _RUN.finditer(text) for at in range(run.start() + PIECE, run.end(), PIECE)
    ]
    if not cuts:
        return nlp.make_doc(text)
    words: list[str] = []
    spaces: list[bool] = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        for token in nlp.make_doc(text[start:end]):
            words.append(token.text)
            spaces.append(bool(token.whitespace_))
    return Doc(nlp.vocab, words=words, spaces=spaces)
