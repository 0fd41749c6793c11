"""Doc and article → Annotation: sentences, entity mentions with all their columns, quotes.

Sentences, tags, heads and entities of any spaCy English pipeline are the raw material. Times come
from `times`, names with their places, chains, countries and ids from `names`, `places` and
`identity`, quotes from `speech`; this module only joins them. Offsets are code points into
``article.text``, which is the Doc's text. The same Doc and article give the same Annotation:
nothing here asks a clock, draws lots or keeps a state that shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, Optional

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from schemas.records import Annotation, Article, EntityMention, Sentence
from transforms.extract.dependencies import Tree, sentence_at, universal_tree
from transforms.extract.gazetteer import Gazetteer, gazetteer
from transforms.extract.mending.order import Passage, mended
from transforms.extract.names.chains import build_chains
from transforms.extract.names.entities import chain_facts, name_rows, number_rows
from transforms.extract.names.links import link_mentions, reference_rows
from transforms.extract.names.mentions import name_mentions
from transforms.extract.organizations import organizations
from transforms.extract.spans import Span
from transforms.extract.speech.quotes import find_quotes
from transforms.extract.speech.speakers import quote_rows
from transforms.extract.times import TimeMention, find_times
from transforms.extract.times.tense import tense_of
from transforms.extract.wordlists import words

#: Labels whose spans give way to a time expression that overlaps them.
_NUMERIC: Final = words("DATE TIME CARDINAL ORDINAL QUANTITY")
_TIMES: Final = words("DATE TIME")
#: Labels that a holiday's name may have got by mistake.
_NOT_HOLIDAYS: Final = words("EVENT ORG WORK_OF_ART PRODUCT LAW")


def annotate(doc: Doc, article: Article) -> Annotation:
    """Sentences, entity mentions, quotes and references of one article.

    Args:
        doc: ``article.text`` through any spaCy English pipeline; entities under OntoNotes' labels,
            with their confidence in ``span._.confidence`` where the pipeline gives one.
        article: the article; its date resolves relative times, and without one they stay
            unresolved; its dateline and outlet help places.

    Raises:
        ValueError: ``doc`` is not the article's text.
    """
    text = article.text
    if not len(doc) and not text:
        return Annotation(article.article_id, [], [], [], [])
    tree = universal_tree(doc) if len(doc) else None
    if tree is None or not _is_text_of(tree, text):
        raise ValueError("the Doc's text is not the article's text")
    gaz = gazetteer()
    sentences = _sentences(text, tree)
    starts = [sentence.start for sentence in sentences] or [0]
    reference, moment = reference_date(article)
    times = find_times(text, reference, moment, starts, tense_of(doc, tree.starts))
    times, spans = _disjoint(times, name_spans(doc, gaz, times, text))
    names = name_mentions(text, spans, article, gaz)
    chains = build_chains(text, names)
    facts = chain_facts(gaz, names, chains, reference, text)
    named = name_rows(article, gaz, tree, spans, names, chains, facts, starts)
    found_quotes = find_quotes(text, tree)
    links = link_mentions(tree, names, chains, facts, found_quotes)
    references = reference_rows(article, tree, chains, named, links, starts)
    mentions = named + number_rows(text, spans, starts)
    quotes = quote_rows(article, found_quotes, mentions, references, starts)
    mentions += [_time_mention(text, time, starts) for time in times]
    mentions.sort(key=lambda mention: (mention.start, mention.end, mention.label))
    return Annotation(article.article_id, sentences, mentions, quotes, references)


def _is_text_of(tree: Tree, text: str) -> bool:
    """Whether a Doc's words lie in ``text`` one behind the other, single spaces between them.

    ``Doc.text`` says the same at the cost of joining all tokens anew.
    """
    ends = [0, *tree.ends]
    gaps = [text[end:start] for end, start in zip(ends, [*tree.starts, len(text)], strict=True)]
    words = [text[start:end] for start, end in zip(tree.starts, tree.ends, strict=True)]
    return words == tree.words and set(gaps) <= {"", " "}


def name_spans(
    doc: Doc, gaz: Gazetteer, times: Sequence[TimeMention], text: Optional[str] = None
) -> list[Span]:
    """The entity spans as the tables mend them, their confidence as the model scored it.

    Args:
        text: the Doc's text where the caller has it.
    """
    taken = [(time.start, time.end) for time in times]
    whole = doc.text if text is None else text
    return mended(_spans(doc), Passage(whole, gaz, organizations(), taken))


def reference_date(article: Article) -> tuple[Optional[dt.date], Optional[dt.datetime]]:
    """The article's date and instant; (None, None) where it has none."""
    moment = None
    if article.published_at is not None:
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(
            microseconds=article.published_at
        )
    if article.published_date:
        return dt.date.fromisoformat(article.published_date), moment
    return (moment.date(), moment) if moment else (None, None)


def _sentences(text: str, tree: Tree) -> list[Sentence]:
    """Sentences without the white space around them; those of white space alone keep a place."""
    found = []
    for first, last in tree.sentences:
        start, end = tree.starts[first], tree.ends[last - 1]
        while end > start and text[end - 1].isspace():
            end -= 1
        while start < end and text[start].isspace():
            start += 1
        found.append(Sentence(start, end))
    return found


def _spans(doc: Doc) -> list[Span]:
    rated = DocSpan.has_extension("confidence")
    return [
        Span(ent.start_char, ent.end_char, ent.label_, ent._.confidence if rated else None)
        for ent in doc.ents
    ]


def _disjoint(times: list[TimeMention], spans: list[Span]) -> tuple[list[TimeMention], list[Span]]:
    """Settle overlaps: a time beats numbers and the pipeline's own dates, names beat times."""
    kept_times: list[TimeMention] = []
    dropped: set[int] = set()
    position = 0
    for time in times:
        while position < len(spans) and spans[position].end <= time.start:
            position += 1
        keep = True
        overlapping = []
        given_up: set[int] = set()
        index = position
        while index < len(spans) and spans[index].start < time.end:
            overlapping.append(index)
            index += 1
        for index in overlapping:
            span = spans[index]
            longer = span.end - span.start > time.end - time.start
            inside = time.start <= span.start and span.end <= time.end
            if span.label in _NUMERIC or (inside and span.label in _NOT_HOLIDAYS):
                given_up.add(index)  # "New Year" in "New Year's Day"
            elif not (span.label == "EVENT" and longer):
                keep = False
        if keep:
            kept_times.append(time)
            dropped |= given_up
    # what the pipeline alone takes for a time has no value and is left out
    kept = [
        span
        for index, span in enumerate(spans)
        if index not in dropped and span.label not in _TIMES
    ]
    return kept_times, kept


def _time_mention(text: str, time: TimeMention, starts: Sequence[int]) -> EntityMention:
    return EntityMention(
        sentence_at(starts, time.start),
        time.start,
        time.end,
        text[time.start : time.end],
        time.label,
        time_value=time.value,
        time_start=time.begin,
        time_end=time.finish,
        time_kind=time.kind,
    )
