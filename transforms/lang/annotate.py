"""Doc of another language's pipeline and article → Annotation: names, chains, countries, days.

What a language offers is said by :mod:`offers`; quotes and events are English only. No word list of
English is asked here.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence

from spacy.tokens import Doc

from schemas.ids import stable_id
from schemas.records import Annotation, Article, EntityMention, Sentence
from transforms.extract.gazetteer import gazetteer
from transforms.lang.calendar import DayFound, find_days
from transforms.lang.data import language
from transforms.lang.names import Name, find_names

_EPOCH = dt.date(1970, 1, 1)
_DAY_US = 86_400_000_000


def annotate_other(doc: Doc, article: Article) -> Annotation:
    """Return sentences and entity mentions of an article that is not in English.

    Args:
        doc: ``article.text`` through a spaCy pipeline of the article's language.
        article: the article; its date resolves weekdays and days without a year.

    Raises:
        ValueError: ``doc`` is not the article's text.
    """
    text = article.text
    if doc.text != text:
        raise ValueError("the Doc's text is not the article's text")
    words = language(article.language)
    sentences = _sentences(doc)
    starts = [sentence.start for sentence in sentences] or [0]
    today = dt.date.fromisoformat(article.published_date) if article.published_date else None
    days = find_days(text, words, today) if words is not None else []
    spans = [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
    names = [
        name
        for name in find_names(text, spans, words, gazetteer())
        if not any(day.start < name.end and name.start < day.end for day in days)
    ]
    mentions = [*_name_rows(article, names, starts), *_day_rows(text, days, starts)]
    mentions.sort(key=lambda mention: (mention.start, mention.end, mention.label))
    return Annotation(article.article_id, sentences, mentions, [], [])


def _sentences(doc: Doc) -> list[Sentence]:
    if not len(doc):
        return []
    if not doc.has_annotation("SENT_START"):
        return [Sentence(0, len(doc.text))]
    return [
        Sentence(sent.start_char, sent.start_char + len(sent.text.rstrip()))
        for sent in doc.sents
        if sent.text.strip()
    ]


def _sentence_of(starts: Sequence[int], offset: int) -> int:
    return max(0, bisect_right(starts, offset) - 1)


def _heads(text: str, names: Sequence[Name]) -> list[int]:
    """Return for each name the index of the first mention of its chain.

    Equal names of one label are one chain; a person's last name joins the latest full name that
    ends in it.
    """
    heads: list[int] = []
    by_form: dict[tuple[str, str], int] = {}
    by_last: dict[str, int] = {}
    for index, name in enumerate(names):
        form = text[name.start : name.end]
        key = (name.label, form.casefold())
        head = by_form.get(key)
        if head is None and name.label == "PERSON" and " " not in form:
            head = by_last.get(form.casefold())
        heads.append(index if head is None else head)
        by_form.setdefault(key, heads[-1])
        if name.label == "PERSON" and " " in form:
            by_last[form.split()[-1].casefold()] = heads[-1]
    return heads


def _name_rows(
    article: Article, names: Sequence[Name], starts: Sequence[int]
) -> list[EntityMention]:
    heads = _heads(article.text, names)
    fullest = list(range(len(names)))
    for index, head in enumerate(heads):
        fullest[head] = max(fullest[head], index, key=lambda i: names[i].end - names[i].start)
    rows = []
    for name, head in zip(names, heads, strict=True):
        first, full = names[head], names[fullest[head]]
        rows.append(
            EntityMention(
                _sentence_of(starts, name.start),
                name.start,
                name.end,
                article.text[name.start : name.end],
                name.label,
                entity_id=stable_id(article.article_id, "entity", first.start, first.end),
                name=article.text[full.start : full.end],
                country=name.country,
                geonames_id=name.place.geonames_id if name.place else None,
                latitude=name.place.latitude if name.place else None,
                longitude=name.place.longitude if name.place else None,
                admin1=name.place.admin1 if name.place else None,
            )
        )
    return rows


def _day_rows(text: str, days: Sequence[DayFound], starts: Sequence[int]) -> list[EntityMention]:
    return [
        EntityMention(
            _sentence_of(starts, day.start),
            day.start,
            day.end,
            text[day.start : day.end],
            "DATE",
            time_value=day.value,
            time_start=(day.first - _EPOCH).days * _DAY_US,
            time_end=((day.last - _EPOCH).days + 1) * _DAY_US,
            time_kind="DATE",
        )
        for day in days
    ]
