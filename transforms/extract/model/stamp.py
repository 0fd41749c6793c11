"""Doc → the digest of the encoder whose states it carries, if it still carries them.

What is trained on one encoder's states must not read another's: both are float32 of the same
width, and the results would be silently wrong. The encoder therefore leaves a stamp beside the
states; the checksum tells states that were replaced afterwards.
"""

import zlib
from typing import Any

import numpy as np
from spacy.tokens import Doc

_KEY = "newsbeam_encoder"


def _checksum(tensor: Any) -> int:
    return zlib.crc32(np.ascontiguousarray(tensor).data)


def stamp(doc: Doc, digest: str) -> None:
    """Note in ``doc`` that its tensor holds the states of the encoder with this digest."""
    doc.user_data[_KEY] = f"{digest}:{_checksum(doc.tensor):08x}"


def stamped(doc: Doc) -> str | None:
    """Return the digest of the encoder that made ``doc.tensor``, None where nobody can say."""
    noted = doc.user_data.get(_KEY)
    if not isinstance(noted, str):
        return None
    digest, _, checksum = noted.partition(":")
    tensor: Any = doc.tensor
    if tensor.shape[:1] != (len(doc),) or checksum != f"{_checksum(tensor):08x}":
        return None
    return digest
