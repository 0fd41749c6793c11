"""Pairs of mentions → features of the pair score.

One mention is compared with many at once: every function takes the numbers of one and an array of
the others (see `transforms.incidents.mention.LAYOUT`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.incidents.mention import LAYOUT, Ints

__all__ = ["FEATURES", "pair_features"]

Floats = NDArray[np.float32]

FEATURES = (
    "same_head", "same_stem", "same_class", "other_class", "same_type", "other_type",
    "other_mode", "other_polarity", "other_realis", "both_asserted", "actors_shared",
    "actors_differ", "recipients_shared", "recipients_differ", "parties_shared", "parties_differ",
    "parties_crossed", "nouns_shared", "nouns_differ", "near_shared", "near_differ",
    "subjects_shared", "country_shared", "country_differ", "place_same", "place_near", "place_far",
    "days_overlap", "days_told_overlap", "days_apart", "days_told_apart", "published_apart",
    "published_same", "same_article", "same_sentence", "sentences_apart", "same_source",
    "counts_equal", "counts_differ", "context", "context_near", "head_shared_elsewhere",
    "no_parties", "both_salient", "near_in_meaning", "near_and_context", "same_sense",
)  # fmt: skip

_KM_PER_DEGREE = 111.2


def _get(numbers: Ints, name: str) -> Ints:
    where = LAYOUT[name]
    found: Ints = (
        numbers[..., where.start] if where.stop - where.start == 1 else numbers[..., where]
    )
    return found


def _shared(one: Ints, others: Ints) -> Floats:
    """How many of ``one``'s keys each row of ``others`` has."""
    keys = one[one != 0]
    if not keys.size:
        return np.zeros(len(others), np.float32)
    return (others[:, :, None] == keys[None, None, :]).any(axis=1).sum(axis=1).astype(np.float32)


def _known(one: Ints, others: Ints) -> NDArray[np.bool_]:
    """Whether both sides have keys."""
    return (others[:, 0] != 0) & bool(one[0] != 0)


def _kilometres(one: Ints, others: Ints) -> Floats:
    """Distance of the places; infinite where one has no coordinates."""
    latitude = _get(others, "latitude") / 1e4
    north = latitude - float(_get(one, "latitude")) / 1e4
    east = (_get(others, "longitude") - float(_get(one, "longitude"))) / 1e4
    east = (east + 180.0) % 360.0 - 180.0
    away = _KM_PER_DEGREE * np.hypot(north, east * np.cos(np.radians(latitude)))
    known = (_get(others, "precision") >= 3) & bool(_get(one, "precision") >= 3)
    return np.where(known, away, np.inf).astype(np.float32)


def _days(one: Ints, others: Ints) -> dict[str, NDArray[np.generic]]:
    first, last = _get(others, "first"), _get(others, "last")
    mine = (int(_get(one, "first")), int(_get(one, "last")))
    known = (first != 0) & (mine[0] != 0)
    gap = np.maximum(np.maximum(first - mine[1], mine[0] - last), 0)
    overlap = known & (gap == 0)
    told = known & (_get(others, "told") == 1) & bool(_get(one, "told") == 1)
    published = _get(others, "published")
    dated = (published != 0) & bool(_get(one, "published") != 0)
    apart = np.abs(published - int(_get(one, "published")))
    return {
        "days_overlap": overlap,
        "days_told_overlap": overlap & told,
        "days_apart": np.where(known, np.log1p(np.minimum(gap, 400)), 0.0),
        "days_told_apart": told & (gap > 0),
        "published_apart": np.where(dated, np.log1p(np.minimum(apart, 400)), 0.0),
        "published_same": dated & (apart == 0),
    }


def _counts(one: Ints, others: Ints) -> dict[str, NDArray[np.generic]]:
    equal = np.zeros(len(others), bool)
    differ = np.zeros(len(others), bool)
    values = _get(others, "values")
    for role, value in zip(_get(one, "roles"), _get(one, "values"), strict=True):
        if role == 0:
            continue
        same = _get(others, "roles") == role
        ratio = np.minimum(values, value) / np.maximum(np.maximum(values, value), 1)
        equal |= (same & (ratio >= 0.75)).any(axis=1)
        differ |= (same & (ratio < 0.5)).any(axis=1)
    return {"counts_equal": equal, "counts_differ": differ & ~equal}


def _parties(one: Ints, others: Ints) -> dict[str, NDArray[np.generic]]:
    actors = _shared(_get(one, "actors"), _get(others, "actors"))
    recipients = _shared(_get(one, "recipients"), _get(others, "recipients"))
    mine = np.concatenate([_get(one, "actors"), _get(one, "recipients")])
    theirs = np.concatenate([_get(others, "actors"), _get(others, "recipients")], axis=1)
    all_shared = _shared(mine, theirs)
    some = (theirs != 0).any(axis=1)
    mine_known = bool((mine != 0).any())
    return {
        "actors_shared": np.minimum(actors, 2),
        "actors_differ": _known(_get(one, "actors"), _get(others, "actors")) & (actors == 0),
        "recipients_shared": np.minimum(recipients, 2),
        "recipients_differ": _known(_get(one, "recipients"), _get(others, "recipients"))
        & (recipients == 0),
        "parties_shared": np.minimum(all_shared, 3),
        "parties_differ": some & mine_known & (all_shared == 0),
        "parties_crossed": (all_shared > 0) & (actors + recipients == 0),
        "no_parties": ~(some & mine_known),
    }


def _surroundings(one: Ints, others: Ints) -> dict[str, NDArray[np.generic]]:
    nouns = _shared(_get(one, "nouns"), _get(others, "nouns"))
    names = ("nouns", "near", "actors", "recipients", "place")
    around_me = np.concatenate([np.atleast_1d(_get(one, name)) for name in names])
    around = np.concatenate([others[:, LAYOUT[name]] for name in names], axis=1)
    near = _shared(around_me, around)
    countries = _shared(_get(one, "countries"), _get(others, "countries"))
    place, mine = _get(others, "place"), _get(one, "place")
    away = _kilometres(one, others)
    both = (place != 0) & bool(mine != 0)
    return {
        "nouns_shared": np.minimum(nouns, 3),
        "nouns_differ": _known(_get(one, "nouns"), _get(others, "nouns")) & (nouns == 0),
        "near_shared": np.minimum(near, 5),
        "near_differ": (around != 0).any(axis=1) & bool((around_me != 0).any()) & (near == 0),
        "subjects_shared": _shared(_get(one, "subjects"), _get(others, "subjects")),
        "country_shared": countries > 0,
        "country_differ": _known(_get(one, "countries"), _get(others, "countries"))
        & (countries == 0),
        "place_same": both & (place == mine),
        "place_near": (away < 30) & (place != mine),
        "place_far": np.where(np.isfinite(away), (away > 60), both & (place != mine)),
    }


def _kind(one: Ints, others: Ints) -> dict[str, NDArray[np.generic]]:
    found: dict[str, NDArray[np.generic]] = {}
    for name, column in (("class", "event_class"), ("type", "event_type"), ("mode", "mode")):
        theirs, mine = _get(others, column), _get(one, column)
        both = (theirs != 0) & bool(mine != 0)
        found[f"same_{name}"] = both & (theirs == mine)
        found[f"other_{name}"] = both & (theirs != mine)
    del found["same_mode"]
    head = _get(others, "head") == _get(one, "head")
    modality = _get(others, "modality")
    found["same_head"] = head
    found["same_stem"] = (_get(others, "stem") == _get(one, "stem")) & ~head
    found["other_polarity"] = _get(others, "negated") != _get(one, "negated")
    found["other_realis"] = modality != _get(one, "modality")
    found["both_asserted"] = (modality == 1) & bool(_get(one, "modality") == 1)
    return found


def pair_features(
    one: Ints,
    others: Ints,
    same_article: NDArray[np.bool_],
    context: Floats,
    nearness: Floats,
) -> Floats:
    """Features of the pairs of ``one`` with each of ``others``: float32[others, FEATURES].

    Args:
        one: numbers of a mention.
        others: numbers of the mentions that it is compared with.
        same_article: whether each of these stands in the article of ``one``.
        context: cosine of each article's context with that of ``one``.
        nearness: cosine of each word's vector with that of ``one``'s.
    """
    apart = np.abs(_get(others, "sentence") - int(_get(one, "sentence")))
    found: dict[str, NDArray[np.generic]] = {
        **_kind(one, others),
        **_parties(one, others),
        **_surroundings(one, others),
        **_days(one, others),
        **_counts(one, others),
        "same_article": same_article,
        "same_sentence": same_article & (apart == 0),
        "sentences_apart": np.where(same_article, np.log1p(apart), 0.0),
        "same_source": (_get(others, "source") == _get(one, "source"))
        & bool(_get(one, "source") != 0)
        & ~same_article,
        "context": np.where(same_article, 0.6, context),
        "context_near": np.where(same_article, 1.0, np.clip(context * 4.0, 0.0, 1.0)),
        "both_salient": np.minimum(_get(others, "salience"), int(_get(one, "salience"))) / 1000.0,
    }
    found["near_in_meaning"] = np.where(found["same_head"].astype(bool), 1.0, nearness)
    found["near_and_context"] = np.maximum(nearness, 0) * np.where(same_article, 1.0, context)
    sense = _get(others, "sense")
    found["same_sense"] = (sense == _get(one, "sense")) & (sense != 0)
    found["head_shared_elsewhere"] = (found["same_head"].astype(bool)) & (context < 0.1)
    return np.stack([found[name].astype(np.float32) for name in FEATURES], axis=1)
