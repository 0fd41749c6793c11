"""Fingerprints → what `clusters.decide` finds, with no worker that holds all of them.

    fingerprints ▸ by article_id ▸ kept ▸ by band and value ▸ pairs ▸ by half ▸ distinct pairs
      ▸ by left ▸ by right ▸ pairs that are alike ▸ one worker: union-find ▸ article → component
    kept + components ▸ by component ▸ stories

Each step takes the same decisions as `decide`, from the same order (by article_id), so that both
give the same stories. What meets in one worker is the pairs that are alike, thinned to a forest
on the way: 70 bytes for an article that has copies, nothing for one that has none.

An article costs some 8 KB of shuffle here against 1 KB in `decide`, which therefore is the better
way as long as all fingerprints fit into one worker.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import apache_beam as beam
import numpy as np

from schemas.records.coding import register
from transforms import metrics
from transforms.dedupe.clusters import (
    DedupeOptions,
    Verdict,
    are_alike,
    band_keys,
    component_stories,
    one_record_an_article,
    signature_rows,
    story_verdicts,
)
from transforms.dedupe.fingerprint import Fingerprint

#: Parts that the articles of one band, and all pairs, are dealt into: what is sorted at once is
#: a 64th of a band, 40 bytes an article.
PARTS = 64

#: Fingerprints, and edges, that a step takes at once to make few large elements of many small ones.
_FINGERPRINTS_A_BATCH = 1000
_EDGES_A_BATCH = 50_000


class Half(NamedTuple):
    """What likeness is computed from, of one article of a pair."""

    article_id: str
    shingles: int
    text_sha256: str
    signature: bytes


register(Half)


def decide_by_key(
    fingerprints: beam.PCollection, options: DedupeOptions, run_id: str = ""
) -> dict[str, beam.PCollection]:
    """See `transforms.dedupe.AssignStories`, which calls this."""
    records = (
        fingerprints
        | "KeyByArticle" >> beam.Map(_with_id).with_output_types(tuple[str, Fingerprint])
        | "GroupByArticle" >> beam.GroupByKey()
        | "KeepOneRecord" >> beam.ParDo(_KeepOneFn(options)).with_outputs("others", main="kept")
    )
    kept = records.kept | "TypeKept" >> beam.Map(_same).with_output_types(Fingerprint)
    halves = kept | "TakeHalves" >> beam.Map(_half).with_output_types(tuple[str, Half])
    pairs = (
        kept
        | "BatchKept" >> beam.BatchElements(_FINGERPRINTS_A_BATCH, _FINGERPRINTS_A_BATCH)
        | "CutIntoBands"
        >> beam.FlatMap(cut_into_bands, options.band_rows).with_output_types(tuple[int, bytes])
        | "GroupByBand" >> beam.GroupByKey()
        | "PairInBand" >> beam.FlatMap(pair_in_band).with_output_types(tuple[int, bytes])
        | "GroupPairs" >> beam.GroupByKey()
        | "TakePairsOnce" >> beam.FlatMap(distinct_pairs).with_output_types(tuple[str, str])
    )
    sent = (
        {"halves": halves, "others": pairs}
        | "JoinLeft" >> beam.CoGroupByKey()
        | "SendLeft" >> beam.FlatMap(_send).with_output_types(tuple[str, Half])
    )
    edges = (
        {"halves": halves, "sent": sent}
        | "JoinRight" >> beam.CoGroupByKey()
        | "KeepAlike" >> beam.FlatMap(_alike_pairs, options).with_output_types(tuple[str, str])
    )
    roots = (
        edges
        | "BatchEdges" >> beam.BatchElements(_EDGES_A_BATCH, _EDGES_A_BATCH)
        | "Thin" >> beam.FlatMap(forest).with_output_types(tuple[str, str])
        | "KeyEdges" >> beam.Map(_with_one_key).with_output_types(tuple[int, tuple[str, str]])
        | "GroupEdges" >> beam.GroupByKey()
        | "NameComponents" >> beam.FlatMap(_roots, run_id).with_output_types(tuple[str, str])
    )
    told = (
        {
            "kept": kept
            | "KeyKept" >> beam.Map(_with_id).with_output_types(tuple[str, Fingerprint]),
            "roots": roots,
        }
        | "JoinComponents" >> beam.CoGroupByKey()
        | "KeyByComponent" >> beam.FlatMap(_by_root).with_output_types(tuple[str, Fingerprint])
        | "GroupByComponent" >> beam.GroupByKey()
        | "TellStories" >> beam.ParDo(_TellFn(options)).with_outputs("stories", main="verdicts")
    )
    verdicts = (
        (told.verdicts, records.others)
        | "AllVerdicts" >> beam.Flatten()
        | "TypeVerdicts" >> beam.Map(_same).with_output_types(tuple[str, Verdict])
    )
    return {"verdicts": verdicts, "stories": told.stories}


class _KeepOneFn(beam.DoFn):
    def __init__(self, options: DedupeOptions) -> None:
        self._options = options

    def process(
        self, element: tuple[str, Iterable[Fingerprint]]
    ) -> Iterator[Fingerprint | beam.pvalue.TaggedOutput]:
        kept, verdicts = one_record_an_article(element[1], self._options)
        yield from kept
        for verdict in verdicts:
            yield beam.pvalue.TaggedOutput("others", verdict)


class _TellFn(beam.DoFn):
    def __init__(self, options: DedupeOptions) -> None:
        self._options = options

    def process(
        self, element: tuple[str, Iterable[Fingerprint]]
    ) -> Iterator[tuple[str, Verdict] | beam.pvalue.TaggedOutput]:
        for story in component_stories(element[1], self._options):
            yield from story_verdicts(story, self._options)
            yield beam.pvalue.TaggedOutput("stories", story.row())


def cut_into_bands(batch: Sequence[Fingerprint], rows: int) -> Iterator[tuple[int, bytes]]:
    """(band and part, packed values and ids) of the articles in ``batch``.

    Articles of one value of a band get the same number. The hash of the whole text is one more
    band, since equal texts are copies however short.
    """
    ids = np.array([f.article_id.encode() for f in batch])
    bands = [*band_keys(signature_rows([f.signature for f in batch]), rows)]
    digests = [hashlib.blake2b(f.text_sha256.encode(), digest_size=8).digest() for f in batch]
    bands.append(np.frombuffer(b"".join(digests), dtype="<u8"))
    for band, keys in enumerate(bands):
        # the low bits alone would be those of one signature value
        parts = (keys * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(40)) % np.uint64(PARTS)
        for part in np.unique(parts):
            chosen = parts == part
            yield band * PARTS + int(part), _pack(keys[chosen].astype("<u8"), ids[chosen])


def pair_in_band(element: tuple[int, Iterable[bytes]]) -> Iterator[tuple[int, bytes]]:
    """Articles of one band and part → (part, packed pairs of those with one value).

    Of a bucket of many, each member meets the first one and its neighbour (see
    `clusters._candidate_pairs`).
    """
    keys, ids = _unpack(element[1], "<u8")
    order = np.lexsort((ids, keys))
    keys, ids = keys[order], ids[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    begins = np.repeat(starts, np.diff(np.append(starts, len(keys))))
    place = np.arange(len(keys))
    later, third = np.flatnonzero(place > begins), np.flatnonzero(place > begins + 1)
    left = np.concatenate((ids[begins[later]], ids[third - 1]))
    right = np.concatenate((ids[later], ids[third]))
    parts = _parts(left)
    for part in np.unique(parts):
        chosen = parts == part
        yield int(part), _pack(left[chosen], right[chosen])


def distinct_pairs(element: tuple[int, Iterable[bytes]]) -> Iterator[tuple[str, str]]:
    """Packed pairs → each pair once, as ids."""
    left, right = _unpack(element[1], None)
    width = max(left.dtype.itemsize, right.dtype.itemsize)
    both = np.stack((left.astype(f"S{width}"), right.astype(f"S{width}")), axis=1)
    once = np.unique(both.view(f"S{2 * width}").ravel()) if width else both[:0]
    for pair in np.frombuffer(once.tobytes(), dtype=f"S{width}").reshape(-1, 2):
        yield pair[0].decode(), pair[1].decode()


def forest(edges: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """(member, smallest member) of the components of ``edges``: a forest that joins the same."""
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        parents.setdefault(name, name)
        while parents[name] != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    for left, right in edges:
        first, second = sorted((root(left), root(right)))
        parents[second] = first
    for name in list(parents):
        if root(name) != name:
            yield name, root(name)


def _roots(
    element: tuple[int, Iterable[tuple[str, str]]], run_id: str
) -> Iterator[tuple[str, str]]:
    joined = list(forest(element[1]))
    metrics.log(run_id, "duplicates", articles_alike_to_another=len(joined))
    return iter(joined)


def _send(element: tuple[str, Mapping[str, Iterable[Any]]]) -> Iterator[tuple[str, Half]]:
    """The left half of each pair goes where the right half is."""
    _, groups = element
    for half in groups["halves"]:
        for other in groups["others"]:
            yield other, half


def _alike_pairs(
    element: tuple[str, Mapping[str, Iterable[Any]]], options: DedupeOptions
) -> Iterator[tuple[str, str]]:
    name, groups = element
    sent = list(groups["sent"])
    if not sent:
        return
    (half,) = groups["halves"]
    members = [half, *sent]
    signatures = signature_rows([member.signature for member in members])
    shingles = np.array([member.shingles for member in members], dtype=np.int64)
    near = are_alike(0, np.arange(1, len(members)), signatures, shingles, options)
    for other, alike in zip(sent, near, strict=True):
        if alike or other.text_sha256 == half.text_sha256:
            yield other.article_id, name


def _by_root(
    element: tuple[str, Mapping[str, Iterable[Any]]],
) -> Iterator[tuple[str, Fingerprint]]:
    name, groups = element
    root = next(iter(groups["roots"]), name)
    for fingerprint in groups["kept"]:
        yield root, fingerprint


def _with_id(fingerprint: Fingerprint) -> tuple[str, Fingerprint]:
    return fingerprint.article_id, fingerprint


def _half(f: Fingerprint) -> tuple[str, Half]:
    return f.article_id, Half(f.article_id, f.shingles, f.text_sha256, f.signature)


def _with_one_key(edge: tuple[str, str]) -> tuple[int, tuple[str, str]]:
    return 0, edge


def _same(element: Any) -> Any:
    return element


# Packed columns: two arrays of one length as bytes, ids as fixed-width text.


def _pack(first: np.ndarray, second: np.ndarray) -> bytes:
    widths = struct.pack("<II", first.dtype.itemsize, second.dtype.itemsize)
    return widths + first.tobytes() + second.tobytes()


def _unpack(pieces: Iterable[bytes], first_type: str | None) -> tuple[np.ndarray, np.ndarray]:
    """The columns of all pieces together; the first is of ``first_type``, None for ids."""
    first, second = [], []
    for piece in pieces:
        widths = struct.unpack_from("<II", piece)
        count = (len(piece) - 8) // sum(widths)
        begin = 8 + count * widths[0]
        kind = first_type or f"S{widths[0]}"
        first.append(np.frombuffer(piece, kind, count, 8))
        second.append(np.frombuffer(piece, f"S{widths[1]}", count, begin))
    return np.concatenate(first), np.concatenate(second)


def _parts(ids: np.ndarray) -> np.ndarray:
    """A number below `PARTS` for each id, whatever the width of the array."""
    letters = ids.view(np.uint8).reshape(len(ids), -1) if len(ids) else np.zeros((0, 1), np.uint8)
    mixed = np.zeros(len(ids), dtype=np.uint64)
    for column in letters.T:
        mixed = np.where(column == 0, mixed, (mixed ^ column) * np.uint64(0x100000001B3))
    return (mixed >> np.uint64(20)) % np.uint64(PARTS)
