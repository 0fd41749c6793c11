"""Doc of any pipeline → the shipped encoder's states, with the name of the encoder that made them.

The encoder of ``en_newsbeam`` stamps each Doc with its digest and a checksum of the states it left
in ``doc.tensor``. States are taken from the Doc only where that stamp fits; for every other Doc
(of another pipeline, or with a tensor that somebody changed) the shipped encoder runs over the
Doc's own words, so that the heads always read the encoder they were trained on.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from transforms.extract.model import shipped_folder
from transforms.extract.model.runtime import Encoder, digest_of
from transforms.extract.model.stamp import stamped

__all__ = ["States", "encoder_states", "shipped_digest"]

Floats = npt.NDArray[np.float32]


class States(NamedTuple):
    """Encoder states of one Doc, one row a token (zeros for white space), and their encoder."""

    values: Floats
    encoder: str


def _folder() -> Any:
    return shipped_folder() / "newsbeam_encoder"


@lru_cache(maxsize=1)
def shipped_digest() -> str:
    """Return the digest of the shipped encoder, read from its files once per process."""
    folder = _folder()
    return digest_of({name: (folder / name).read_bytes() for name in Encoder.names})


@lru_cache(maxsize=1)
def _encoder() -> Encoder:
    encoder = Encoder()
    encoder.load_folder(_folder())
    return encoder


def encoder_states(doc: Doc) -> States:
    """Return the shipped encoder's states of the tokens of ``doc``, float32 (tokens, width).

    They are those in ``doc.tensor`` where the shipped encoder left them there; otherwise the
    encoder reads the Doc's words, sentence by sentence as the Doc has them.
    """
    digest = shipped_digest()
    if stamped(doc) == digest:
        tensor: Any = doc.tensor
        return States(tensor, digest)
    blank = [token.is_space for token in doc]
    bounds = (
        [(span.start, span.end) for span in doc.sents]
        if doc.has_annotation("SENT_START")
        else [(0, len(doc))]
    )
    kept = [[i for i in range(start, end) if not blank[i]] for start, end in bounds]
    values = np.zeros((len(doc), _encoder().width), np.float32)
    order = [i for sentence in kept for i in sentence]
    if order:
        values[order] = _encoder()([[doc[i].text for i in sentence] for sentence in kept])
    return States(values, digest)
