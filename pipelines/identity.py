"""Options, code and model → the hashes that name finished shards.

A shard is taken over from an earlier run only if nothing that its rows depend on has changed: the
options, the code, the libraries that decide (tokenizer, model runtime, HTML parser), the model.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import schemas
import transforms
from pipelines.config import RunConfig, actors_of
from schemas.ids import stable_id

#: Distributions whose version can change a row.
_LIBRARIES = (
    "newsbeam",
    "spacy",
    "onnxruntime",
    "numpy",
    "trafilatura",
    "publicsuffixlist",
    "lxml",
    "ftfy",
    "charset-normalizer",
    "py3langid",
    "orjson",
    "zstandard",
)


def _folder_hash(folder: Path, *, content: bool) -> str:
    """Hash of a folder's files: their contents, or their names, sizes and times."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or "__pycache__" in path.parts:
            continue
        digest.update(str(path.relative_to(folder)).encode())
        if content:
            digest.update(hashlib.blake2b(path.read_bytes()).digest())
        else:
            status = path.stat()
            digest.update(f"{status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()


@cache
def code_identity() -> str:
    """Hash of our code and resources (the shipped model among them) and of the libraries."""
    folders = [Path(str(package.__file__)).parent for package in (schemas, transforms)]
    versions = []
    for name in _LIBRARIES:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{name} none")
    return stable_id(*(_folder_hash(folder, content=True) for folder in folders), *versions)


def model_identity(name: str | None) -> str:
    """Identity of a spaCy pipeline's version; the shipped one is our code."""
    if name is None:
        return "shipped"
    if Path(name).is_dir():
        return stable_id(name, _folder_hash(Path(name), content=False))
    if find_spec(name) is not None:
        return stable_id(name, metadata.version(name))
    return stable_id(name)


def stage_identity(config: RunConfig) -> str:
    """Hash of what reading and normalizing depend on."""
    options = {
        "input_format": config.input_format,
        "field_map": list(config.field_map),
        "max_record_mb": config.max_record_mb,
        "languages": list(config.languages),
        "min_words": config.min_words,
        "max_article_chars": config.max_article_chars,
        "page_timeout_s": config.page_timeout_s,
        "latest_date": config.latest_date,
        "date_from_path": config.date_from_path,
        "default_date": config.default_date,
        "default_source": config.default_source,
        "article_timeout_s": config.article_timeout_s,
    }
    return stable_id(code_identity(), json.dumps(options, sort_keys=True))


def extract_identity(config: RunConfig) -> str:
    """Hash of what extraction and the rows' partitions depend on."""
    models = {language: model_identity(name) for language, name in sorted(config.models.items())}
    options = {
        "duplicates": config.duplicates,
        "events": config.events,
        "min_confidence": config.min_confidence,
        "actors": sorted(actors_of(config.actor_file).items()),
        "partition_by": config.partition_by,
        "article_timeout_s": config.article_timeout_s,
        "models": models,
    }
    return stable_id(code_identity(), json.dumps(options, sort_keys=True))
