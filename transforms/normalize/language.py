"""Text → ISO 639-1 code, by py3langid over the first part of the text."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

#: Fewer letters than this are too little to tell a language by.
MIN_LETTERS = 60
#: Nor is a guess worth a row's filter below this probability.
MIN_PROBABILITY = 0.7
_SAMPLE_CHARS = 1200
_CODE = re.compile(r"^([a-z]{2})(?:[-_].*)?$")
# The column holds ISO 639-1 codes; figures and names in short notices look like these to the model.
_NOT_IN_NEWS = frozenset(("vo", "io", "ie", "ia"))


@cache
def _identifier() -> Any:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    codes = {c for c in identifier.nb_classes if len(c) == 2} - _NOT_IN_NEWS
    identifier.set_languages(sorted(codes))
    return identifier


def find_language(text: str, declared: str | None = None) -> str | None:
    """The language of ``text``; of a text too short to tell, what its source declares, or None.

    ``declared`` is a language tag ("en-GB") given by a data format, not by a page's markup, which
    is too often a template's default.
    """
    sample = text[:_SAMPLE_CHARS]
    if sum(map(str.isalpha, sample)) >= MIN_LETTERS:
        code, probability = _identifier().classify(sample)
        if probability >= MIN_PROBABILITY:
            return str(code)
    match = _CODE.match((declared or "").strip().lower())
    return match[1] if match else None
