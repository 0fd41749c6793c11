"""Events with their parties → PLOVER type, mode, contexts and CAMEO code."""

from transforms.events.typing.coding import OUTSIDE, Coding, code_all

__all__ = ["OUTSIDE", "Coding", "code_all"]
