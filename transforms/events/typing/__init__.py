"""Events with their parties → PLOVER type, mode, contexts and CAMEO code."""

from transforms.events.typing.coding import Coding, code_all

__all__ = ["Coding", "code_all"]
