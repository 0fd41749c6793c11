"""Base of the spaCy components of ``en_newsbeam``: their files and states."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import srsly
from spacy.tokens import Doc
from spacy.util import ensure_path

from transforms.extract.layout import FloatArray
from transforms.extract.model.runtime import _Files


class Component:
    """Base of all components: files on disk or in bytes."""

    files: _Files | None = None

    def loaded(self) -> None:
        """Called when the files were (re)read."""

    def load(self, data: Mapping[str, bytes]) -> None:
        """Take the component's files from memory."""
        assert self.files is not None
        self.files.load_bytes(data)
        self.loaded()

    def to_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> None:
        """Write the component's files into the folder *path*."""
        if self.files is not None:
            folder = ensure_path(path)
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in self.files.file_bytes().items():
                (folder / name).write_bytes(data)

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> "Component":
        """Read the component's files from the folder *path*."""
        if self.files is not None:
            self.files.load_folder(ensure_path(path))
            self.loaded()
        return self

    def to_bytes(self, exclude: Iterable[str] = ()) -> bytes:
        """Return the component's files in one string."""
        data = self.files.file_bytes() if self.files is not None else {}
        result: bytes = srsly.msgpack_dumps(data)
        return result

    def from_bytes(self, data: bytes, exclude: Iterable[str] = ()) -> "Component":
        """Take the component's files from :meth:`to_bytes`."""
        if self.files is not None:
            self.load(srsly.msgpack_loads(data))
        return self


def write_attributes(doc: Doc, attributes: Any, values: Any) -> None:
    doc.from_array(attributes, values)  # typed for ints; takes the uint64 that spaCy stores


def as_tensor(states: FloatArray) -> Any:
    return states  # spaCy's stubs ask for float64


def states_of(doc: Doc, name: str, width: int) -> FloatArray:
    """Return ``doc.tensor``, states of *width* numbers, or say what is missing."""
    tensor: Any = doc.tensor
    if tensor.shape[:1] != (len(doc),) or tensor.ndim != 2 or tensor.shape[1] != width:
        raise ValueError(
            f"{name} needs newsbeam_encoder before it: doc.tensor has shape {tensor.shape}, "
            f"not ({len(doc)}, {width})"
        )
    result: FloatArray = tensor
    return result
