"""Text → ISO 639-1 code, by py3langid's model over the first part of the text."""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.normalize.language_model import model

#: Fewer letters than this are too little to tell a language by.
MIN_LETTERS = 60
#: Nor is a guess worth a row's filter below this probability.
MIN_PROBABILITY = 0.7
_SAMPLE_CHARS = 1200
_CODE = re.compile(r"^([a-z]{2})(?:[-_].*)?$")


@lru_cache(maxsize=8)  # of an article's blocks and of its text, which often begin alike
def _classified(sample: str) -> str | None:
    if sum(map(str.isalpha, sample)) < MIN_LETTERS:
        return None
    probabilities = model().probabilities(sample)
    best = int(probabilities.argmax())
    return model().codes[best] if probabilities[best] >= MIN_PROBABILITY else None


def find_language(text: str, declared: str | None = None) -> str | None:
    """The language of ``text``; of a text too short to tell, what its source declares, or None.

    ``declared`` is a language tag ("en-GB") given by a data format, not by a page's markup, which
    is too often a template's default.
    """
    code = _classified(text[:_SAMPLE_CHARS])
    if code is not None:
        return code
    match = _CODE.match((declared or "").strip().lower())
    return match[1] if match else None
