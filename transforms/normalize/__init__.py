"""Whatever was read → clean text, true metadata, a stable identity."""

from transforms.normalize.article import normalize
from transforms.normalize.options import NormalizeOptions

__all__ = ["NormalizeOptions", "normalize"]
