"""newsbeam: news corpora in, partitioned Parquet tables of articles, entities and events out.

The public door for people who import; the job itself lives in ``pipelines``, ``transforms`` and
``schemas``.
"""

from importlib import metadata

__version__ = metadata.version("newsbeam")

__all__ = ["__version__"]
