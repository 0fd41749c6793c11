"""The progress bar of a local run."""

from __future__ import annotations

import sys
import tempfile
import threading
from types import TracebackType

from tqdm import tqdm

from transforms import progress

#: Seconds between two looks at the workers' files.
_INTERVAL_S = 0.25


class ProgressBar:
    """Shows articles read and articles extracted while the pipeline runs.

    Workers report by files (see `transforms.progress`); ``folder`` is where.
    """

    def __init__(self, enabled: bool) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="newsbeam-progress-")
        self.folder = self._temporary.name
        self._enabled = enabled
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> ProgressBar:
        if self._enabled:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop.set()
        if self._enabled:
            self._thread.join()
        self._temporary.cleanup()

    def _watch(self) -> None:
        terminal = sys.stderr.isatty()
        with tqdm(
            desc="reading",
            unit=" articles",
            mininterval=_INTERVAL_S if terminal else 5.0,
            dynamic_ncols=terminal,
            file=sys.stderr,
        ) as bar:
            finished = False
            while not finished:
                finished = self._stop.wait(_INTERVAL_S)
                staged = progress.total(self.folder, "staged")
                done = progress.total(self.folder, "done")
                if done == 0:
                    bar.n = staged
                else:
                    bar.set_description("extracting", refresh=False)
                    bar.total, bar.n = max(staged, done), done
                bar.refresh() if terminal else bar.update(0)
