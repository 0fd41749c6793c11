"""Headless Chromium in tests: load a page, run a script in it, give back its DOM and console."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

#: What is a matter of the machine (no desktop bus, no graphics card), not of the page.
_CONSOLE = re.compile(r":CONSOLE:\d+\] (.*)")


class Loaded(NamedTuple):
    """A page after its scripts have run."""

    dom: str
    console: list[str]

    def told(self) -> str:
        """What the script under test wrote to ``document.body.dataset.told``."""
        found = re.search(r'data-told="([^"]*)"', self.dom)
        return html.unescape(found[1]) if found else ""


def chromium() -> str:
    """Path of the browser; installed with apt-get where that is allowed, else the test skips."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    if shutil.which("apt-get"):
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            capture_output=True,
            timeout=300,
            check=False,
        )
    if path := shutil.which("chromium"):
        return path
    pytest.skip("needs Chromium (apt-get install chromium), which could not be installed")


def load(page: Path, script: str = "", width: int = 1200, *, dark: bool = False) -> Loaded:
    """Load *page*; then run *script* (an async function's body) in it.

    The page's own clock runs ahead, so that no test waits.
    """
    if script:
        told = (
            f"<script>window.newsbeamDrawn.then(async () => {{ {script} }})"
            ".catch((e) => {{ document.body.dataset.told = 'failed: ' + e; }});</script>"
        )
        copy = page.with_name(f"{page.stem}-scripted.html")
        copy.write_text(page.read_text(encoding="utf-8") + told, encoding="utf-8")
        page = copy
    ran = subprocess.run(
        [
            *(chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"),
            *(f"--window-size={width},900", "--virtual-time-budget=20000", "--dump-dom"),
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
            f"--user-data-dir={page.parent / 'profile'}",
            page.resolve().as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return Loaded(ran.stdout, _CONSOLE.findall(ran.stderr))
