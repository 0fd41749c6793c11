"""``python -m newsbeam`` is the command ``newsbeam``."""

import sys

from pipelines.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
