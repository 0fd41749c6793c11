"""The side door: what could not go on, and why."""

from typing import NamedTuple, Optional

from schemas.errors import ERRORS

#: At most this much of the offending record is kept, in bytes.
MAX_PAYLOAD_BYTES = 64 * 1024


class Failure(NamedTuple):
    """One row of the table ``rejects``.

    ``stage`` is the stage that turned the record away (read, normalize, dedupe, extract, events,
    write), ``code`` a key of `schemas.errors.ERRORS`, ``input_position`` as in `RawDocument`.
    """

    stage: str
    code: str
    message: str
    input_uri: str
    input_position: Optional[int] = None
    payload: Optional[bytes] = None
    article_id: Optional[str] = None


def failure(
    code: str,
    input_uri: str,
    input_position: Optional[int] = None,
    payload: Optional[bytes] = None,
    article_id: Optional[str] = None,
    **details: object,
) -> Failure:
    """Build a `Failure` from the catalogue; ``details`` fill the message's named places.

    Raises:
        KeyError: the code is not in the catalogue, or a place in its message was left unfilled.
    """
    error = ERRORS[code]
    return Failure(
        stage=error.stage,
        code=code,
        message=error.message.format(**details),
        input_uri=input_uri,
        input_position=input_position,
        payload=None if payload is None else bytes(payload[:MAX_PAYLOAD_BYTES]),
        article_id=article_id,
    )
