"""Whatever was read → clean text, true metadata, a stable identity."""

from transforms.normalize.article import normalize
from transforms.normalize.options import NormalizeOptions
from transforms.normalize.versions import modified_at

__all__ = ["NormalizeOptions", "modified_at", "normalize"]
