"""Fingerprints → which records are one article, and which articles are one story.

1. Records with one article_id are one article: the fullest, then earliest one is kept (D001); with
   ``newest`` the latest version (D005). Where the newest record is a withdrawal, none is (D004).
   What stands in the tables already takes part: see `resolve`.
2. Candidates share a band of their signatures (locality-sensitive hashing).
3. A story is a seed and the candidates whose estimated likeness to that seed itself is high:
   there are no chains, so A ~ B ~ C does not put A and C together.

Likeness is the Jaccard index of the shingle sets, or their containment where one text is a cut of
the other. The result does not depend on the order of the fingerprints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Optional

import numpy as np

from schemas.ids import stable_id
from schemas.records.coding import register
from transforms.dedupe.fingerprint import (
    FRESH,
    OUTDATED,
    PERMUTATIONS,
    STORED,
    WITHDRAWN,
    Fingerprint,
)

#: `Verdict.rejected_code` of what is no reject: a record that says what the tables say already, and
#: an article of the tables that is withdrawn or replaced.
UNCHANGED, GONE = "unchanged", "gone"

_NEVER = "9999-12-31"
_END_OF_TIME = 2**62


@dataclass(frozen=True)
class DedupeOptions:
    """How alike copies must be, and what becomes of them.

    Attributes:
        duplicates: ``extract`` treats copies like any article; ``skip`` keeps their rows but
            extracts nothing from them; ``drop`` rejects them (D002).
        min_jaccard: least share of common shingles among all shingles of two copies.
        min_containment: least share of the shorter text's shingles that the longer one holds.
        min_shingles: texts with fewer distinct shingles are copies only if they are equal: of two
            short notices a form may be all that they share.
        band_rows: signature values a band. Fewer find less alike candidates, at more comparisons.
        fullest_share: a copy this full, against the fullest, may represent the story.
        newest: of several records of one article the newest is kept, not the fullest.
        keep_stored: an article of the tables stays, whatever was read (D003), and is not compared.
    """

    duplicates: str = "skip"
    min_jaccard: float = 0.3
    min_containment: float = 0.6
    min_shingles: int = 30
    band_rows: int = 3
    fullest_share: float = 0.9
    newest: bool = False
    keep_stored: bool = False


class Verdict(NamedTuple):
    """What was decided about one record; its shard is the key it comes with.

    ``rejected_code`` is D001, D003, D004 or D005 (``other_*`` name the record that decided), D002
    (``duplicate_of`` names the representative), `UNCHANGED`, `GONE` or None.
    """

    article_id: str
    input_uri: str
    input_position: int
    story_id: Optional[str]
    duplicate_of: Optional[str]
    rejected_code: Optional[str]
    other_uri: Optional[str]
    other_position: Optional[int]


register(Verdict)


class Story(NamedTuple):
    """A cluster: its representative first, then its copies by article_id."""

    story_id: str
    members: tuple[Fingerprint, ...]

    def row(self) -> dict[str, object]:
        """The story's row in the table ``stories``."""
        dates = sorted(m.published_date for m in self.members if m.published_date)
        return {
            "story_id": self.story_id,
            "representative": self.members[0].article_id,
            "first_date": date.fromisoformat(dates[0]) if dates else None,
            "last_date": date.fromisoformat(dates[-1]) if dates else None,
            "articles": len(self.members),
            "sources": sorted({m.source for m in self.members if m.source}),
        }


class Decisions(NamedTuple):
    """Everything that `decide` found: (shard_id, verdict) pairs and stories."""

    verdicts: list[tuple[str, Verdict]]
    stories: list[Story]


def decide(fingerprints: Iterable[Fingerprint], options: DedupeOptions) -> Decisions:
    """Find records of one article and articles of one story."""
    kept, verdicts = one_record_an_article(fingerprints, options)
    stories = [_story(cluster, options) for cluster in _clusters(kept, options)]
    for story in stories:
        verdicts += story_verdicts(story, options)
    verdicts.sort(key=lambda v: (v[0], v[1].input_uri, v[1].input_position, v[1].article_id))
    stories.sort(key=lambda s: s.story_id)
    return Decisions(verdicts, stories)


def story_verdicts(story: Story, options: DedupeOptions) -> list[tuple[str, Verdict]]:
    """(shard_id, verdict) of every member of a story."""
    verdicts = []
    first = story.members[0]
    for member in story.members:
        copy_of = first.article_id if member is not first else None
        dropped = "D002" if copy_of and options.duplicates == "drop" else None
        verdict = Verdict(
            member.article_id, member.input_uri, member.input_position,
            story.story_id, copy_of, dropped, None, None,
        )  # fmt: skip
        verdicts.append((member.shard_id, verdict))
    return verdicts


def component_stories(members: Iterable[Fingerprint], options: DedupeOptions) -> Iterator[Story]:
    """Stories of articles that chains of likeness join; nothing outside is alike to them."""
    kept = sorted(members, key=lambda f: f.article_id)
    if len(kept) == 1:
        yield _story(kept, options)
        return
    signatures, shingles, texts = _columns(kept)
    everyone = np.arange(len(kept))
    for cluster in _stars(everyone, kept, signatures, shingles, texts, options):
        yield _story([kept[i] for i in cluster], options)


def _time(f: Fingerprint) -> tuple[str, int]:
    instant = f.published_at if f.published_at is not None else _END_OF_TIME
    return (f.published_date or _NEVER, instant)


def _place(f: Fingerprint) -> tuple[str, int, str]:
    return (f.input_uri, f.input_position, f.shard_id)


def one_record_an_article(
    fingerprints: Iterable[Fingerprint], options: DedupeOptions
) -> tuple[list[Fingerprint], list[tuple[str, Verdict]]]:
    """The record that is kept of each article, by article_id, and verdicts on the others."""
    groups: dict[str, list[Fingerprint]] = {}
    for f in fingerprints:
        groups.setdefault(f.article_id, []).append(f)
    kept: list[Fingerprint] = []
    verdicts: list[tuple[str, Verdict]] = []
    for _, group in sorted(groups.items()):
        if len(group) == 1 and group[0].kind == FRESH:
            kept.append(group[0])
        else:
            winner, told = resolve(group, options)
            kept += [winner] if winner is not None else []
            verdicts += told
    return kept, verdicts


def resolve(
    group: Sequence[Fingerprint], options: DedupeOptions
) -> tuple[Fingerprint | None, list[tuple[str, Verdict]]]:
    """Records of one article → the one that stands from now on, and verdicts on the others.

    A record that was read is newer than what stands in the tables. One that says the same changes
    nothing, unless the rows there are another version's or were made with other options.
    """
    fresh = [f for f in group if f.kind == FRESH]
    taken_back = [f for f in group if f.kind == WITHDRAWN]
    stored = sorted((f for f in group if f.kind in (STORED, OUTDATED)), key=_place)
    if options.keep_stored and stored:
        return None, [_other(f, "D003", stored[0]) for f in fresh]
    newest = _newest_last([*fresh, *taken_back])
    if newest and newest[-1].kind == WITHDRAWN:
        told = [_other(f, "D004", newest[-1]) for f in fresh]
        return None, told + [_other(f, GONE, newest[-1]) for f in stored]
    if not fresh:
        best = max(stored, key=lambda f: f.modified or 0)
        return best, [_other(f, GONE, best) for f in stored if f is not best]
    if options.newest:
        best, code = newest[-1], "D005"
    else:
        best, code = min(fresh, key=lambda f: (-f.word_count, _time(f), _place(f))), "D001"
    told = [
        _other(f, "D001" if f.content == best.content else code, best)
        for f in fresh
        if f is not best
    ]
    if not stored:
        return best, told
    same = [f for f in stored if f.kind == STORED and f.content == best.content]
    if same:
        told += [_other(f, GONE, same[0]) for f in stored if f is not same[0]]
        return same[0], [*told, _other(best, UNCHANGED, same[0])]
    return best, told + [_other(f, GONE, best) for f in stored]


def _newest_last(records: Sequence[Fingerprint]) -> list[Fingerprint]:
    """By the source's own time of change where every record has one, else by place in the input."""
    timed = all(f.modified is not None for f in records)
    return sorted(records, key=lambda f: ((f.modified or 0) if timed else 0, _place(f)))


def _other(f: Fingerprint, code: str, winner: Fingerprint) -> tuple[str, Verdict]:
    verdict = Verdict(
        f.article_id, f.input_uri, f.input_position, None, None, code,
        winner.input_uri, winner.input_position,
    )  # fmt: skip
    return f.shard_id, verdict


def _story(cluster: Sequence[Fingerprint], options: DedupeOptions) -> Story:
    fullest = max(f.word_count for f in cluster)
    full = [f for f in cluster if f.word_count >= options.fullest_share * fullest]
    first = min(full, key=lambda f: (_time(f), -f.word_count, f.article_id))
    rest = sorted((f for f in cluster if f is not first), key=lambda f: f.article_id)
    return Story(stable_id("story", first.article_id), (first, *rest))


def _clusters(kept: list[Fingerprint], options: DedupeOptions) -> Iterator[list[Fingerprint]]:
    """Partition ``kept`` (one an article, by article_id) into stories."""
    if not kept:
        return
    signatures, shingles, texts = _columns(kept)
    parents = np.arange(len(kept))
    for run in _equal_runs(texts):
        _union(parents, run[0], run[1:])
    for left, right in _candidate_pairs(signatures, options.band_rows):
        alike = are_alike(left, right, signatures, shingles, options)
        for i, k in zip(left[alike], right[alike], strict=True):
            _union(parents, i, (k,))
    roots = np.array([_root(parents, i) for i in range(len(kept))])
    order = np.argsort(roots, kind="stable")
    bounds = np.flatnonzero(np.diff(roots[order])) + 1
    for component in np.split(order, bounds):
        if len(component) == 1:
            yield [kept[component[0]]]
            continue
        for cluster in _stars(component, kept, signatures, shingles, texts, options):
            yield [kept[i] for i in cluster]


def _columns(kept: Sequence[Fingerprint]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Signatures, numbers of shingles, and numbers that are equal where texts are."""
    shingles = np.array([f.shingles for f in kept], dtype=np.int64)
    return (
        signature_rows([f.signature for f in kept]),
        shingles,
        _codes([f.text_sha256 for f in kept]),
    )


def signature_rows(signatures: Sequence[bytes]) -> np.ndarray:
    """Signatures as uint16, one row an article, shape (len(signatures), PERMUTATIONS)."""
    joined = np.frombuffer(b"".join(signatures), dtype="<u2")
    return joined.reshape(len(signatures), PERMUTATIONS)


def _codes(values: Sequence[str]) -> np.ndarray:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(v, len(numbers)) for v in values], dtype=np.int64)


def band_keys(signatures: np.ndarray, rows: int) -> Iterator[np.ndarray]:
    """For each band the values of its rows packed into one uint64 an article."""
    for start in range(0, PERMUTATIONS - rows + 1, rows):
        keys = np.zeros(len(signatures), dtype=np.uint64)
        for k in range(rows):
            keys = (keys << np.uint64(16)) | signatures[:, start + k].astype(np.uint64)
        yield keys


def _equal_runs(keys: np.ndarray) -> Iterator[np.ndarray]:
    """Indices, ascending, that share a key, for keys that two or more share."""
    order, starts, lengths = _runs(keys)
    for start, length in zip(starts[lengths > 1], lengths[lengths > 1], strict=True):
        yield order[start : start + length]


def _runs(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The stable order that sorts ``keys``, and start and length of each run of equal ones."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return order, starts, np.diff(np.append(starts, len(keys)))


def _candidate_pairs(signatures: np.ndarray, rows: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Distinct pairs of articles that share a band, in chunks of (smaller, larger) indices.

    Of a bucket of many, each member meets the first one and its neighbour, not all the others:
    what is alike shares several bands, and work stays linear in the bucket's size.
    """
    count = len(signatures)
    seen = np.zeros(0, dtype=np.int64)
    fresh: list[np.ndarray] = []
    for band, keys in enumerate(band_keys(signatures, rows), 1):
        order, starts, lengths = _runs(keys)
        begins = np.repeat(starts, lengths)
        place = np.flatnonzero(np.arange(count) > begins)
        if len(place):
            first, before, here = order[begins[place]], order[place - 1], order[place]
            fresh += [first * count + here, before * count + here]
        if band % _BANDS_A_BATCH == 0:
            seen = np.unique(np.concatenate([seen, *fresh]))
            fresh = []
    seen = np.unique(np.concatenate([seen, *fresh]))
    for start in range(0, len(seen), _PAIRS_A_CHUNK):
        chunk = seen[start : start + _PAIRS_A_CHUNK]
        yield chunk // count, chunk % count


_BANDS_A_BATCH = 8
_PAIRS_A_CHUNK = 20_000


def _root(parents: np.ndarray, i: int) -> int:
    while parents[i] != i:
        parents[i] = parents[parents[i]]
        i = int(parents[i])
    return i


def _union(parents: np.ndarray, hub: int, others: Iterable[int]) -> None:
    root = _root(parents, int(hub))
    for other in others:
        end = _root(parents, int(other))
        if end != root:
            # the smaller index is the root whatever the order of the unions
            root, child = min(root, end), max(root, end)
            parents[child] = root


def are_alike(
    hub: np.ndarray | int,
    others: np.ndarray,
    signatures: np.ndarray,
    shingles: np.ndarray,
    options: DedupeOptions,
) -> np.ndarray:
    """Which of ``others`` are copies of ``hub`` (one, or one for each) by their signatures."""
    jaccard = (signatures[others] == signatures[hub]).mean(axis=1)
    smaller = np.minimum(shingles[others], shingles[hub])
    common = jaccard * (shingles[others] + shingles[hub]) / (1 + jaccard)
    containment = common / np.maximum(smaller, 1)
    long_enough = smaller >= options.min_shingles
    near = (jaccard >= options.min_jaccard) | (containment >= options.min_containment)
    return np.asarray(long_enough & near)


def _stars(
    component: np.ndarray,
    kept: list[Fingerprint],
    signatures: np.ndarray,
    shingles: np.ndarray,
    texts: np.ndarray,
    options: DedupeOptions,
) -> Iterator[list[int]]:
    """Split a component into stars: the fullest article left and all that are alike to it."""
    left = np.array(
        sorted(component, key=lambda i: (-kept[i].word_count, _time(kept[i]), kept[i].article_id))
    )
    while len(left):
        seed, others = left[0], left[1:]
        alike = are_alike(seed, others, signatures, shingles, options) | (
            texts[others] == texts[seed]
        )
        yield [int(seed), *(int(i) for i in others[alike])]
        left = others[~alike]
