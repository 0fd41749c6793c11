"""Scores → labels: legal BIO sequences and single-rooted trees, in plain numpy.

All functions work on one sentence, are deterministic (ties go to the lower index) and never use
BLAS, whose sums may depend on the number of threads.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.extract.layout import FloatArray

IntArray = NDArray[np.int64]


def bio_tables(labels: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return (allowed[i, j]: label j may follow label i, start[j]: j may begin a sentence)."""
    size = len(labels)
    allowed = np.ones((size, size), dtype=np.bool_)
    start = np.ones(size, dtype=np.bool_)
    for j, label in enumerate(labels):
        if label.startswith("I-"):
            start[j] = False
            for i, before in enumerate(labels):
                allowed[i, j] = before[2:] == label[2:] and before != "O"
    return allowed, start


def decode_bio(
    log_probs: FloatArray, allowed: NDArray[np.bool_], start: NDArray[np.bool_]
) -> IntArray:
    """Return the best legal label sequence.

    Args:
        log_probs: (words, labels), natural logarithms.
        allowed, start: from :func:`bio_tables`.

    The greedy sequence is returned where it is legal already (then it is the best one).
    """
    count = len(log_probs)
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    greedy: IntArray = log_probs.argmax(axis=1)
    if start[greedy[0]] and bool(allowed[greedy[:-1], greedy[1:]].all()):
        return greedy
    penalty = np.where(allowed, np.float32(0), np.float32(-1e9))
    score = log_probs[0] + np.where(start, np.float32(0), np.float32(-1e9))
    back = np.zeros((count, log_probs.shape[1]), dtype=np.int64)
    columns = np.arange(log_probs.shape[1])
    for i in range(1, count):
        candidates = score[:, None] + penalty
        back[i] = candidates.argmax(axis=0)
        score = candidates[back[i], columns] + log_probs[i]
    best = np.zeros(count, dtype=np.int64)
    best[-1] = int(score.argmax())
    for i in range(count - 1, 0, -1):
        best[i - 1] = back[i, best[i]]
    return best


def _cycle(heads: Sequence[int]) -> list[int]:
    """Return the nodes of one cycle of *heads* (node 0 is the root), or []."""
    state = [0] * len(heads)
    state[0] = 2
    for start in range(1, len(heads)):
        if state[start]:
            continue
        path: list[int] = []
        node = start
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = heads[node]
        if state[node] == 1:
            return path[path.index(node) :]
        for seen in path:
            state[seen] = 2
    return []


def _chu_liu_edmonds(scores: NDArray[np.float64]) -> list[int]:
    """Maximum spanning arborescence rooted in node 0; scores[dependent, head]."""
    size = len(scores)
    masked = scores.copy()
    np.fill_diagonal(masked, -np.inf)
    masked[0] = -np.inf
    heads = [0, *masked[1:].argmax(axis=1).tolist()]
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside = np.zeros(size, dtype=np.bool_)
    inside[cycle] = True
    rest = [i for i in range(size) if not inside[i]]
    own = np.array([masked[i, heads[i]] for i in cycle])
    contracted = np.full((len(rest) + 1, len(rest) + 1), -np.inf)
    contracted[:-1, :-1] = masked[np.ix_(rest, rest)]
    into = masked[np.ix_(cycle, rest)] - own[:, None]
    enter = into.argmax(axis=0)
    contracted[-1, :-1] = into.max(axis=0)
    out = masked[np.ix_(rest, cycle)]
    leave = out.argmax(axis=1)
    contracted[:-1, -1] = out.max(axis=1)
    contracted[0] = -np.inf
    solved = _chu_liu_edmonds(contracted)
    result = list(heads)
    last = len(rest)
    for i in range(1, len(rest)):
        head = solved[i]
        result[rest[i]] = cycle[int(leave[i])] if head == last else rest[head]
    broken = cycle[int(enter[solved[last]])]
    result[broken] = rest[solved[last]]
    return result


def decode_tree(scores: FloatArray) -> list[int]:
    """Return the head of every word: 0 for the root, else 1 + the index of the head word.

    Args:
        scores: (words, 1 + words), the score of each head for each dependent; column 0 is ROOT.

    The result is a tree with exactly one word under ROOT. Greedy where greedy is a tree, else
    Chu and Liu (1965), Edmonds (1967), tried once per candidate root.
    """
    count = len(scores)
    if count <= 1:
        return [0] * count
    work = scores.astype(np.float64)
    index = np.arange(count)
    work[index, index + 1] = -np.inf
    heads = work.argmax(axis=1).tolist()
    roots = [i for i, head in enumerate(heads) if head == 0]
    if len(roots) == 1 and not _cycle([0, *heads]):
        return heads
    # One root only: try the likeliest, each with the others hung on their best other head. Where
    # that is a tree it is the best one under this root; Chu-Liu-Edmonds runs for the rest.
    inner = work[:, 1:].argmax(axis=1) + 1
    gain = work[:, 0] - work[index, inner]
    order = np.argsort(-gain, kind="stable")[:5].tolist()
    best: list[int] = []
    best_total = -np.inf
    base = float(work[index, inner].sum())
    for root in order:
        bound = base + float(gain[root])  # no tree under this root scores more
        if bound <= best_total:
            break
        found = inner.tolist()
        found[root] = 0
        total = bound
        if _cycle([0, *found]):
            single = np.full((count + 1, count + 1), -np.inf)
            single[1:, 1:] = work[:, 1:]
            single[root + 1] = -np.inf
            single[root + 1, 0] = 0.0
            found = _chu_liu_edmonds(single)[1:]
            total = float(work[index, found].sum())
        if total > best_total:
            best, best_total = found, total
    return best
