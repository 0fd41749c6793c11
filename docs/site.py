"""Documents of the repository → a site in out/site; a broken link ends it with an error.

README.md becomes the front page, ARCHITECTURE.md, CONTRIBUTING.md and CHANGELOG.md pages of their
own; links between them and docs/ are rewritten. MkDocs runs strictly, with the Material theme's
search, which needs no network and no server.

    make docs-site
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "out" / "site-source"
TARGET = ROOT / "out" / "site"

#: Documents beside docs/ → their names on the site.
OUTSIDE = {
    "README.md": "index.md",
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
_LINK = re.compile(r"(\]\()(?P<path>[^)#\s:]+)(?P<anchor>#[^)]*)?\)")


def rewritten(text: str, folder: Path) -> str:
    """A document of *folder* with links as the site has them; code of the repository is no link."""

    def link(match: re.Match[str]) -> str:
        target = (folder / match["path"]).resolve()
        anchor = match["anchor"] or ""
        if target.parent == ROOT and target.name in OUTSIDE:
            return f"]({OUTSIDE[target.name]}{anchor})"
        if target.is_relative_to(ROOT / "docs") and target.is_file():
            return f"]({target.relative_to(ROOT / 'docs')}{anchor})"
        if target.exists():
            return f"](files.md#{target.relative_to(ROOT).as_posix().lower()})"
        return match[0]  # the strict build names it

    return _LINK.sub(link, text)


def linked_files(texts: list[tuple[str, Path]]) -> list[str]:
    """Files and folders of the repository that documents point at and the site does not hold."""
    found = set()
    for text, folder in texts:
        for match in _LINK.finditer(text):
            target = (folder / match["path"]).resolve()
            inside = target.is_relative_to(ROOT / "docs") or target.name in OUTSIDE
            if target.exists() and target.is_relative_to(ROOT) and not inside:
                found.add(target.relative_to(ROOT).as_posix())
    return sorted(found)


def assemble() -> None:
    """Write the site's sources to `SOURCE`."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    SOURCE.mkdir(parents=True)
    texts = []
    for path in sorted((ROOT / "docs").iterdir()):
        if path.suffix == ".md":
            texts.append((path.read_text("utf-8"), path.parent, path.name))
        elif path.suffix in (".png", ".svg"):
            shutil.copy(path, SOURCE / path.name)
    texts += [((ROOT / name).read_text("utf-8"), ROOT, ours) for name, ours in OUTSIDE.items()]
    for text, folder, name in texts:
        (SOURCE / name).write_text(rewritten(text, folder), "utf-8")
    files = linked_files([(text, folder) for text, folder, _ in texts])
    lines = [
        "# Files of the repository",
        "",
        "What the documents name; look for it in a clone.",
        "",
    ]
    lines += [f"- `{name}` {{ #{name.lower()} }}" for name in files]
    (SOURCE / "files.md").write_text("\n".join(lines) + "\n", "utf-8")


def main() -> int:
    assemble()
    words = ["-m", "mkdocs", "build", "--strict", "--quiet", "--config-file"]
    config = ROOT / "docs" / "mkdocs.yml"
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}  # a notice of Material's, not of ours
    command = [sys.executable, *words, str(config)]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
