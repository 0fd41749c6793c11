"""py3langid's model → the files that `transforms.normalize.language` reads in a tenth of the time.

    python training/pack_languages.py       transforms/resources/languages

The library keeps its model under LZMA, all 142 classes of it, and turns it into lists: most of a
second of processor time in every process. Kept here are the classes that the column can hold
(ISO 639-1, without `NOT_IN_NEWS`), as arrays under Zstandard. Nothing is trained and nothing is
rounded: the scores are the library's to the bit (tests/unit/normalize/test_language.py).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import zstandard
from py3langid.langid import MODEL_FILE, LanguageIdentifier

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

FOLDER = ROOT / "transforms/resources/languages"
#: Figures and names in short notices look like these constructed languages to the model.
NOT_IN_NEWS = frozenset(("vo", "io", "ie", "ia"))
LEVEL = 12


def kept_codes(classes: list[str]) -> list[str]:
    """The model's languages that a row may have."""
    return sorted({c for c in classes if len(c) == 2} - NOT_IN_NEWS)


def main() -> None:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(kept_codes(identifier.nb_classes))
    weights = np.ascontiguousarray(identifier.nb_ptc, dtype="<f2").view("<u2")
    # four of five features weigh in a language what most do: the difference to that is 0
    usual = np.array([np.bincount(column).argmax() for column in weights.T], "<u2")
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "weights": weights ^ usual,
        "moves": np.asarray(identifier.tk_nextmove, "<u4"),
        "rows": np.asarray(identifier.tk_row, "<u4"),
        "outputs": np.asarray(identifier.tk_output, "<i4"),
    }
    for name, array in arrays.items():
        packed = zstandard.ZstdCompressor(level=LEVEL).compress(array.tobytes())
        (FOLDER / f"{name}.zst").write_bytes(packed)
        print(f"{name}: {array.nbytes:,} bytes, {len(packed):,} packed")
    lines = [
        f"{code}\t{float(prior)!r}\t{int(value)}\n"
        for code, prior, value in zip(identifier.nb_classes, identifier.nb_pc, usual, strict=True)
    ]
    head = "# code\tprior\tusual weight, its bits; made by training/pack_languages.py\n"
    (FOLDER / "languages.tsv").write_text(head + "".join(lines), "utf-8")


if __name__ == "__main__":
    main()
