"""Pairs of mentions → features of the pair score.

`pair_features` takes two arrays with the numbers of mentions, a pair a row (see
`transforms.incidents.mention.LAYOUT`). The functions below it have a pair a column: so numpy goes
over many pairs at a time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.incidents.layout import LAYOUT, Ints
from transforms.incidents.surroundings import MANNERS
from transforms.incidents.words import UNIT, Words

__all__ = ["FEATURES", "pair_features"]

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Columns = dict[str, NDArray[np.generic]]

FEATURES = (
    "same_head", "same_stem", "rare_head", "same_class", "other_class", "same_type", "other_type",
    "other_mode", "other_polarity", "other_realis", "both_asserted", "one_future",
    "actors_shared", "actors_differ", "recipients_shared", "recipients_differ",
    "parties_shared", "parties_differ", "parties_crossed", "no_parties",
    "nouns_shared", "nouns_differ", "near_shared", "near_differ", "subjects_shared",
    "country_shared", "country_differ", "place_same", "place_near", "place_far", "place_away",
    "days_overlap", "days_apart", "told_overlap", "told_next_day", "told_days_apart",
    "told_weeks_apart", "exact_same", "exact_apart", "told_later", "told_ago",
    "published_apart", "published_same", "published_week", "same_article", "same_sentence",
    "sentences_apart", "both_lead", "same_source", "counts_equal", "counts_differ", "counts_ratio",
    "context", "context_near", "both_salient", "rivals", "near_in_meaning", "near_and_context",
    "head_and_context", "class_and_context", "same_sense", "head_shared_elsewhere",
    "around_cosine", "around_shared", "local_shared", "local_cosine", "local_covered",
    "trigger_around", "sure_same", "sure_apart", "heir_same", "heir_apart", "borrowed",
    "figures_shared", "figures_differ", "texts", "texts_and_near", "common_word",
    "kinds_shared", "kinds_apart", "generic", "kinds_and_context", "kinds_and_texts",
    "definite_later", "indefinite_later", "fresh_later", "fresh_differs", "past_later",
    "past_earlier", "names_shared", "names_differ", "nearest_name",
)  # fmt: skip

_KM_PER_DEGREE = 111.2
#: Words so near to a trigger are local; a day so near to it is told beside it.
_LOCAL = 6
_BESIDE = 4


def _get(numbers: Ints, name: str) -> Ints:
    where = LAYOUT[name]
    found: Ints = numbers[where.start] if where.stop - where.start == 1 else numbers[where]
    return found


def _shared(ones: Ints, others: Ints) -> Floats:
    """How many of the keys of the first the second has."""
    same = np.zeros(ones.shape, bool)
    equal = np.empty(ones.shape, bool)
    for other in others:
        np.equal(ones, other, out=equal)
        same |= equal
    same &= ones != 0
    return same.sum(axis=0, dtype=np.float32)


def _known(ones: Ints, others: Ints) -> Flags:
    """Whether both sides have keys."""
    return np.asarray((others != 0).any(axis=0) & (ones != 0).any(axis=0))


def _kilometres(ones: Ints, others: Ints) -> Floats:
    """Distance of the places; infinite where one has no coordinates."""
    latitude = _get(others, "latitude") / 1e4
    north = latitude - _get(ones, "latitude") / 1e4
    east = (_get(others, "longitude") - _get(ones, "longitude")) / 1e4
    east = (east + 180.0) % 360.0 - 180.0
    away = _KM_PER_DEGREE * np.hypot(north, east * np.cos(np.radians(latitude)))
    known = (_get(others, "precision") >= 3) & (_get(ones, "precision") >= 3)
    return np.where(known, away, np.inf).astype(np.float32)


def _days(ones: Ints, others: Ints) -> Columns:
    first, last = _get(others, "first"), _get(others, "last")
    my_first, my_last = _get(ones, "first"), _get(ones, "last")
    known = (first != 0) & (my_first != 0)
    gap = np.maximum(np.maximum(first - my_last, my_first - last), 0)
    mine, theirs = _get(ones, "told") == 1, _get(others, "told") == 1
    told = known & mine & theirs
    heir = known & ~told & (_get(ones, "told") > 0) & (_get(others, "told") > 0)
    one_day = (first == last) & (my_first == my_last)
    distance, my_distance = _get(others, "date_distance"), _get(ones, "date_distance")
    # The day stands beside both words.
    sure = told & one_day & (distance > 0) & (my_distance > 0)
    sure &= np.maximum(distance, my_distance) <= _BESIDE
    exact = told & one_day
    published, my_published = _get(others, "published"), _get(ones, "published")
    dated = (published != 0) & (my_published != 0)
    apart = np.abs(published - my_published)
    # What a text dates on a later day than another article's cannot be what that one tells.
    later = (mine & (my_first > published)) | (theirs & (first > my_published))
    ago = np.where(mine & ~theirs, published - my_last, np.where(theirs, my_published - last, 0))
    one_told = known & dated & (mine != theirs)
    return {
        "days_overlap": known & (gap == 0),
        "days_apart": np.where(known, np.log1p(np.minimum(gap, 400)), 0.0),
        "told_overlap": told & (gap == 0),
        "told_next_day": told & (gap == 1),
        "told_days_apart": told & (gap > 1) & (gap < 7),
        "told_weeks_apart": told & (gap >= 7),
        "exact_same": exact & (gap == 0),
        "exact_apart": exact & (gap > 0),
        "sure_same": sure & (gap == 0),
        "sure_apart": sure & (gap > 0),
        "heir_same": heir & (gap == 0),
        "heir_apart": heir & one_day & (gap > 0),
        "told_later": dated & known & later,
        "told_ago": np.where(one_told, np.log1p(np.clip(ago, 0, 400)), 0.0),
        "published_apart": np.where(dated, np.log1p(np.minimum(apart, 400)), 0.0),
        "published_same": dated & (apart == 0),
        "published_week": dated & (apart > 6),
    }


def _counts(ones: Ints, others: Ints) -> Columns:
    roles, my_roles = _get(others, "roles"), _get(ones, "roles")
    best = np.zeros(ones.shape[1])
    equal, differ = np.zeros(ones.shape[1], bool), np.zeros(ones.shape[1], bool)
    told = np.flatnonzero((roles != 0).any(axis=0) & (my_roles != 0).any(axis=0))  # few are
    roles, my_roles = roles[None, :, told], my_roles[:, None, told]
    values = _get(others, "values")[None, :, told].astype(np.float64)
    mine = _get(ones, "values")[:, None, told].astype(np.float64)
    same = (roles == my_roles) & (roles != 0)
    ratio = np.minimum(values, mine) / np.maximum(np.maximum(values, mine), 1)
    equal[told] = (same & (ratio >= 0.75)).any(axis=(0, 1))
    differ[told] = (same & (ratio < 0.5)).any(axis=(0, 1))
    best[told] = np.where(same, ratio, 0.0).max(axis=(0, 1))
    return {"counts_equal": equal, "counts_differ": differ & ~equal, "counts_ratio": best}


def _parties(ones: Ints, others: Ints) -> Columns:
    my_actors, their_actors = _get(ones, "actors"), _get(others, "actors")
    my_recipients, their_recipients = _get(ones, "recipients"), _get(others, "recipients")
    actors = _shared(my_actors, their_actors)
    recipients = _shared(my_recipients, their_recipients)
    mine = np.concatenate([my_actors, my_recipients])
    theirs = np.concatenate([their_actors, their_recipients])
    both = _shared(mine, theirs)
    known = _known(mine, theirs)
    return {
        "actors_shared": np.minimum(actors, 2),
        "actors_differ": _known(my_actors, their_actors) & (actors == 0),
        "recipients_shared": np.minimum(recipients, 2),
        "recipients_differ": _known(my_recipients, their_recipients) & (recipients == 0),
        "parties_shared": np.minimum(both, 3),
        "parties_differ": known & (both == 0),
        "parties_crossed": (both > 0) & (actors + recipients == 0),
        "no_parties": ~known,
        "borrowed": (_get(ones, "borrowed") != 0) | (_get(others, "borrowed") != 0),
    }


def _surroundings(ones: Ints, others: Ints) -> Columns:
    nouns = _shared(_get(ones, "nouns"), _get(others, "nouns"))
    names = ("nouns", "near", "actors", "recipients", "place")
    around_me = np.concatenate([ones[LAYOUT[name]] for name in names])
    around = np.concatenate([others[LAYOUT[name]] for name in names])
    near = _shared(around_me, around)
    countries = _shared(_get(ones, "countries"), _get(others, "countries"))
    place, mine = _get(others, "place"), _get(ones, "place")
    away = _kilometres(ones, others)
    both = (place != 0) & (mine != 0)
    placed = np.isfinite(away)
    return {
        "nouns_shared": np.minimum(nouns, 3),
        "nouns_differ": _known(_get(ones, "nouns"), _get(others, "nouns")) & (nouns == 0),
        "near_shared": np.minimum(near, 5),
        "near_differ": _known(around_me, around) & (near == 0),
        "subjects_shared": _shared(_get(ones, "subjects"), _get(others, "subjects")),
        "country_shared": countries > 0,
        "country_differ": _known(_get(ones, "countries"), _get(others, "countries"))
        & (countries == 0),
        "place_same": both & (place == mine),
        "place_near": (away < 30) & (place != mine),
        "place_far": np.where(placed, away > 60, both & (place != mine)),
        "place_away": np.where(placed, np.log1p(np.where(placed, away, 0.0)), 0.0),
    }


def _weighted(keys: Ints, texts: Floats) -> Floats:
    """The weight of each word, 0 where there is none."""
    return np.where(keys != 0, texts[keys % len(texts)], np.float32(0))


def _words(ones: Ints, others: Ints, texts: Floats) -> Columns:
    """Words that both sentences have, by what they weigh."""
    mine, theirs = _get(ones, "around"), _get(others, "around")
    weights, their_weights = _weighted(mine, texts), _weighted(theirs, texts)
    same, local = np.zeros(mine.shape, bool), np.zeros((_LOCAL, mine.shape[1]), bool)
    their_covered = np.zeros(mine.shape[1], np.float32)
    equal = np.empty(mine.shape, bool)
    for place, key in enumerate(theirs):
        np.equal(mine, key, out=equal)
        same |= equal
        if place < _LOCAL:
            local |= equal[:_LOCAL]
            their_covered += equal.any(axis=0) * their_weights[place]
    squares, near = weights * weights, weights[:_LOCAL]
    norms = _get(ones, "norm") * _get(others, "norm") / np.float32(1e6)
    my_local = near.sum(axis=0)
    their_local = their_weights[:_LOCAL].sum(axis=0)
    local_norms = np.sqrt((near**2).sum(axis=0) * (their_weights[:_LOCAL] ** 2).sum(axis=0))
    covered = np.minimum(
        (same[:_LOCAL] * near).sum(axis=0) / np.maximum(my_local, 1),
        their_covered / np.maximum(their_local, 1),
    )
    trigger, their_trigger = _get(ones, "trigger"), _get(others, "trigger")
    told = ((mine == their_trigger) & (mine != 0)).any(axis=0)
    told |= ((theirs == trigger) & (theirs != 0)).any(axis=0)
    figures, their_figures = _get(ones, "figures"), _get(others, "figures")
    shared = _shared(figures, their_figures)
    return {
        "around_cosine": np.minimum((same * squares).sum(axis=0) / np.maximum(norms, 1e-3), 1.0),
        "around_shared": np.minimum((same * weights).sum(axis=0), 6.0),
        "local_shared": (local * near).sum(axis=0),
        "local_cosine": (local * near**2).sum(axis=0) / np.maximum(local_norms, 1e-3),
        "local_covered": covered,
        "trigger_around": told,
        "figures_shared": shared,
        "figures_differ": _known(figures, their_figures) & (shared == 0),
    }


def _spoken(ones: Ints, others: Ints) -> Columns:
    """How the texts speak of it, and the names in both sentences."""
    manner, theirs = _get(ones, "manner"), _get(others, "manner")
    bit = {name: 1 << number for number, name in enumerate(MANNERS)}
    names, their_names = _get(ones, "names"), _get(others, "names")
    shared = _shared(names, their_names)
    nearest = (names[0] != 0) & ((names[0] == their_names).any(axis=0))
    nearest |= (their_names[0] != 0) & ((their_names[0] == names).any(axis=0))
    return {
        "definite_later": manner & bit["definite"] > 0,
        "indefinite_later": manner & bit["indefinite"] > 0,
        "fresh_later": manner & bit["fresh"] > 0,
        "fresh_differs": (manner ^ theirs) & bit["fresh"] > 0,
        "past_later": manner & bit["past"] > 0,
        "past_earlier": theirs & bit["past"] > 0,
        "names_shared": np.minimum(shared, 4),
        "names_differ": _known(names, their_names) & (shared == 0),
        "nearest_name": nearest,
    }


def _kind(ones: Ints, others: Ints) -> Columns:
    found: Columns = {}
    for name, column in (("class", "event_class"), ("type", "event_type"), ("mode", "mode")):
        theirs, mine = _get(others, column), _get(ones, column)
        both = (theirs != 0) & (mine != 0)
        found[f"same_{name}"] = both & (theirs == mine)
        found[f"other_{name}"] = both & (theirs != mine)
    del found["same_mode"]
    head = _get(others, "head") == _get(ones, "head")
    theirs, mine = _get(others, "modality"), _get(ones, "modality")
    found["same_head"] = head
    found["rare_head"] = np.where(head, _get(ones, "rarity") / 1000.0, 0.0)
    found["same_stem"] = (_get(others, "stem") == _get(ones, "stem")) & ~head
    found["other_polarity"] = _get(others, "negated") != _get(ones, "negated")
    found["other_realis"] = theirs != mine
    found["both_asserted"] = (theirs == 1) & (mine == 1)
    found["one_future"] = (theirs == 2) != (mine == 2)
    return found


def pair_features(
    ones: Ints,
    others: Ints,
    same_article: Flags,
    contexts: Floats,
    nearness: Floats,
    words: Words,
) -> Floats:
    """Features of the pairs of ``ones`` with ``others``, row by row: float32[pairs, FEATURES].

    Args:
        ones: numbers of mentions.
        others: numbers of the mentions that they are compared with.
        same_article: whether both stand in one article.
        contexts: float32[pairs, 2], cosines of the contexts of their articles: of what the rows
            name, of the words of the texts.
        nearness: cosine of the vectors of their words.
        words: what is known of words.
    """
    ones, others = np.ascontiguousarray(ones.T), np.ascontiguousarray(others.T)
    context = contexts[:, 0]
    apart = np.abs(_get(others, "sentence") - _get(ones, "sentence"))
    related = np.where(same_article, 1.0, np.clip(context * 4.0, 0.0, 1.0))
    rivals = np.maximum(_get(others, "rivals"), _get(ones, "rivals"))
    found: Columns = {
        **_kind(ones, others),
        **_parties(ones, others),
        **_surroundings(ones, others),
        **_days(ones, others),
        **_counts(ones, others),
        **_words(ones, others, words.texts),
        **_spoken(ones, others),
        "same_article": same_article,
        "same_sentence": same_article & (apart == 0),
        "sentences_apart": np.where(same_article, np.log1p(apart), 0.0),
        "both_lead": np.maximum(_get(others, "sentence"), _get(ones, "sentence")) < 2,
        "same_source": (_get(others, "source") == _get(ones, "source"))
        & (_get(ones, "source") != 0)
        & ~same_article,
        "context": np.where(same_article, 0.6, context),
        "context_near": related,
        "both_salient": np.minimum(_get(others, "salience"), _get(ones, "salience")) / 1000.0,
        "rivals": np.log1p(rivals),
        "texts": np.where(same_article, 0.6, contexts[:, 1]),
        "common_word": np.minimum(_get(others, "rarity"), _get(ones, "rarity")) / 1000.0,
    }
    head = found["same_head"].astype(bool)
    kind, their_kind = _get(ones, "kind"), _get(others, "kind")
    kinds = np.where(head, 1.0, words.kinds.shared(kind, their_kind) / np.float32(UNIT))
    generic = words.kinds.generic[kind] | words.kinds.generic[their_kind]
    found["kinds_shared"] = kinds
    found["kinds_apart"] = (kind != 0) & (their_kind != 0) & (kinds == 0) & ~generic
    found["generic"] = generic & ~head
    found["kinds_and_context"] = kinds * related
    found["kinds_and_texts"] = kinds * found["texts"]
    found["near_in_meaning"] = np.where(head, 1.0, nearness)
    found["near_and_context"] = np.maximum(found["near_in_meaning"], 0) * related
    found["head_and_context"] = np.where(head, related, 0.0)
    found["class_and_context"] = np.where(found["same_class"].astype(bool), related, 0.0)
    found["texts_and_near"] = np.maximum(found["near_in_meaning"], 0) * found["texts"]
    sense = _get(others, "sense")
    found["same_sense"] = (sense == _get(ones, "sense")) & (sense != 0)
    found["head_shared_elsewhere"] = head & ~same_article & (context < 0.1)
    features = np.empty((len(FEATURES), len(same_article)), np.float32)
    for row, name in zip(features, FEATURES, strict=True):
        row[:] = found[name]
    return features.T
