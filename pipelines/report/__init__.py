"""Finished tables → one self-contained HTML page: what came in, what happened, what to doubt."""
