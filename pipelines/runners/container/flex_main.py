"""Entry point of the Flex Template: ``newsbeam run`` with the template's parameters."""

from __future__ import annotations

import sys

from pipelines.__main__ import main
from pipelines.runners.flex_template import command_words

if __name__ == "__main__":
    sys.exit(main(command_words(sys.argv[1:])))
