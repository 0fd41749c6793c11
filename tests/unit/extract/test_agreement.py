"""Names that an article's other mentions correct."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.mending.agreement import FOUND_CONFIDENCE, POOLED, TYPES, Name, agree, pool


def run(text: str, *names: tuple[str, int, str, float]) -> list[tuple[str, str, float]]:
    """Names are (words, number of the occurrence, type, confidence); "." ends a sentence."""
    words = text.split()
    given = []
    for value, occurrence, label, confidence in names:
        parts = value.split()
        at = [i for i in range(len(words)) if words[i : i + len(parts)] == parts][occurrence]
        given.append(Name(at, at + len(parts), label, confidence))
    opens = [i == 0 or words[i - 1] == "." for i in range(len(words))]
    found = agree(sorted(given), [hash(w) for w in words], lambda i: words[i][0].isupper(), opens)
    return [(" ".join(words[n.start : n.end]), n.label, n.confidence) for n in found]


def test_agree_gives_a_name_the_type_of_its_clear_majority() -> None:
    text = "Orwell spoke . Orwell left . then Orwell came ."
    names = [("Orwell", 0, "PERSON", 0.9), ("Orwell", 1, "PERSON", 0.9), ("Orwell", 2, "GPE", 0.4)]
    assert [n[1] for n in run(text, *names)] == ["PERSON"] * 3
    assert run(text, *names)[2][2] == 0.82  # 1.8 of 2.2


def test_agree_leaves_a_club_and_its_city() -> None:
    text = "Ardley beat Norwick . in Ardley it rained ."
    names = [("Ardley", 0, "ORG", 0.9), ("Norwick", 0, "ORG", 0.9), ("Ardley", 1, "GPE", 0.9)]
    assert [n[1] for n in run(text, *names)] == ["ORG", "ORG", "GPE"]


def test_agree_finds_an_overlooked_mention() -> None:
    text = "Selin Aksoy spoke . they asked Selin Aksoy again ."
    assert run(text, ("Selin Aksoy", 0, "PERSON", 0.95))[1] == (
        "Selin Aksoy", "PERSON", FOUND_CONFIDENCE,
    )  # fmt: skip


def test_agree_takes_no_part_of_a_longer_name_nor_a_doubtful_one() -> None:
    text = "Brandt spoke . the Brandt Institute and Karl Brandt answered ."
    assert len(run(text, ("Brandt", 0, "PERSON", 0.95))) == 1
    assert len(run("Brandt spoke . they saw Brandt .", ("Brandt", 0, "PERSON", 0.6))) == 1


def _log(*rows: list[float]) -> np.ndarray:
    return np.log(np.array(rows, np.float32))


def test_pool_draws_the_types_of_a_words_occurrences_together() -> None:
    # O, B and I of one type, B and I of another; the first word occurs twice, the others once.
    scores = _log(
        [0.1, 0.8, 0.02, 0.06, 0.02],
        [0.96, 0.01, 0.01, 0.01, 0.01],
        [0.5, 0.02, 0.08, 0.3, 0.1],
        [0.96, 0.01, 0.01, 0.01, 0.01],
    )
    mixed = np.exp(pool(scores, np.array([7, 8, 7, 9]), lambda _: True))
    np.testing.assert_allclose(mixed.sum(1), 1, atol=1e-5)
    np.testing.assert_array_equal(mixed[[1, 3]], np.exp(scores[[1, 3]]))
    assert mixed[2, 1:3].sum() > 0.1  # of the first type, more than it had
    assert mixed[0, 1:3].sum() < 0.82
    np.testing.assert_allclose(mixed[2, 1] / mixed[2, 2], 0.02 / 0.08, rtol=1e-4)
    # Two occurrences take over half of the share each: types**(1 - s) * mean**s, s = POOLED / 2.
    types, mean = np.array([0.5, 0.1, 0.4]), np.array([0.3, 0.46, 0.24])
    wanted = types ** (1 - POOLED / 2) * mean ** (POOLED / 2)
    got = [mixed[2, 0], mixed[2, 1:3].sum(), mixed[2, 3:].sum()]
    np.testing.assert_allclose(got, wanted / wanted.sum(), rtol=1e-4)


def test_pool_leaves_words_that_are_not_chosen() -> None:
    scores = _log([0.2, 0.7, 0.1], [0.7, 0.2, 0.1])
    assert pool(scores, np.array([4, 4]), lambda _: False) is scores
    assert pool(scores[:0], np.array([], np.int64), lambda _: True).shape == (0, 3)


@given(
    st.lists(st.sampled_from("AaBb."), max_size=40),
    st.lists(
        st.tuples(
            st.integers(1, 4), st.integers(1, 3),
            st.sampled_from([*sorted(TYPES), "DATE"]), st.floats(0, 1),
        ),
        max_size=8,
    ),
)  # fmt: skip
def test_agree_keeps_names_apart_and_inside(
    words: list[str], drawn: list[tuple[int, int, str, float]]
) -> None:
    at = 0
    names = []
    for skip, size, label, confidence in drawn:
        at += skip
        if at + size > len(words):
            break
        names.append(Name(at, at + size, label, confidence))
        at += size
    opens = [i == 0 or words[i - 1] == "." for i in range(len(words))]
    found = agree(names, [ord(w) for w in words], lambda i: words[i].isupper(), opens)
    assert [(n.start, n.end) for n in names] == [
        (n.start, n.end) for n in found if any(n.start == m.start for m in names)
    ]
    for before, after in pairwise(found):
        assert before.end <= after.start
    assert all(0 <= n.start < n.end <= len(words) for n in found)
