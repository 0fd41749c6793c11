"""The language model of the extract stage: the shipped ``en_newsbeam``, or any spaCy pipeline.

Importing this package registers the factories of ``en_newsbeam`` with spaCy (an installed
distribution registers them by its entry points too).
"""

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import spacy
from spacy.language import Language

from transforms.extract.model import components as components  # registers the factories

#: Name of the shipped pipeline; ``None`` and this name load the same thing.
SHIPPED = "en_newsbeam"
#: Characters of one text that any pipeline loaded here accepts.
MAX_CHARS = 10_000_000


def shipped_folder() -> Path:
    """Return the folder of the shipped pipeline inside the installed package."""
    with as_file(files("transforms.resources") / SHIPPED) as folder:
        return Path(folder)


def load_pipeline(name_or_path: str | None = None) -> Language:
    """Load a spaCy pipeline.

    Args:
        name_or_path: None or "en_newsbeam" for the shipped model; else the name of an installed
            spaCy package ("en_core_web_lg") or the path of a pipeline folder.

    Returns:
        A new pipeline; texts up to :data:`MAX_CHARS` characters are accepted.

    Raises:
        FileNotFoundError: no such package or folder, or the shipped weights are missing.
        ValueError: the folder is there but holds no pipeline that can be loaded.
    """
    if name_or_path in (None, "", SHIPPED):
        folder = shipped_folder()
        if not (folder / "config.cfg").is_file():
            raise FileNotFoundError(
                f"the shipped model {SHIPPED} is missing from this installation ({folder}): "
                "install the package again, or make it with `make train`"
            )
        nlp = spacy.load(folder)
    else:
        assert name_or_path is not None
        try:
            nlp = spacy.load(name_or_path)
        except OSError as error:
            raise FileNotFoundError(
                f"no spaCy pipeline {name_or_path!r}: neither an installed package nor a folder "
                f"(install it with `python -m spacy download {name_or_path}`)"
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"the spaCy pipeline {name_or_path!r} cannot be loaded: {error}"
            ) from error
    nlp.max_length = max(nlp.max_length, MAX_CHARS)
    return nlp


@cache
def shared_pipeline(name_or_path: str | None = None) -> Language:
    """Return one pipeline per process and name; callers must not change it."""
    return load_pipeline(name_or_path)
