"""Text → ISO 639-1 code, by py3langid over the first part of the text."""

from __future__ import annotations

import re

import py3langid

#: Fewer letters than this are too little to tell a language by.
MIN_LETTERS = 60
_SAMPLE = 1200
_CODE = re.compile(r"^([a-z]{2})(?:[-_].*)?$")


def find_language(text: str, declared: str | None = None) -> str | None:
    """The language of ``text``; of a text too short to tell, what its source declares, or None.

    ``declared`` is a language tag ("en-GB") given by a data format, not by a page's markup, which
    is too often a template's default.
    """
    sample = text[:_SAMPLE]
    if sum(c.isalpha() for c in sample) >= MIN_LETTERS:
        return str(py3langid.classify(sample)[0])
    match = _CODE.match((declared or "").strip().lower())
    return match[1] if match else None
