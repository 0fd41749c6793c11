"""The steps together: what rows an article gives, and that no text breaks them."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tests.unit.events.trees import article, tree
from transforms.events import EventOptions, code_events
from transforms.events.code import trace_events
from transforms.extract.annotate import annotate

TEXT = """Police arrested two men in Nairobi on Monday. Kenya condemned the attack.

The minister met his Ugandan counterpart in Kampala. Shares of the bank rose 3 percent."""


def test_selections_nest(nlp: Language) -> None:
    doc = nlp(TEXT)
    row = article(doc, "2019-05-22")
    notes = annotate(doc, row)
    ids = [
        {e.event_id for e in code_events(doc, row, notes, EventOptions(events))}
        for events in ("coded", "classified", "all")
    ]
    assert ids[0] <= ids[1] <= ids[2]
    assert ids[0]


def test_rows_below_the_least_confidence_are_left_out(nlp: Language) -> None:
    doc = nlp(TEXT)
    row = article(doc, "2019-05-22")
    events = code_events(doc, row, annotate(doc, row))
    least = max(e.confidence or 0.0 for e in events)
    kept = code_events(doc, row, annotate(doc, row), EventOptions(min_confidence=least))
    assert [e.event_id for e in kept] == [e.event_id for e in events if e.confidence == least]


def test_rows_say_what_made_them(nlp: Language) -> None:
    doc = nlp(TEXT)
    row = article(doc, "2019-05-22")
    traces = trace_events(doc, row, annotate(doc, row), EventOptions("all"))
    assert all({"event", "factuality", "date", "place"} <= {c for c, _ in t.steps} for t in traces)
    (arrest,) = [t for t in traces if t.event.trigger == "arrested"]
    assert any("verbs.txt:" in step for _, step in arrest.steps)


def test_same_text_gives_the_same_rows(nlp: Language) -> None:
    doc, again = nlp(TEXT), nlp(TEXT)
    row = article(doc)
    assert code_events(doc, row, annotate(doc, row)) == code_events(
        again, row, annotate(again, row)
    )


@pytest.mark.parametrize("count", [0, 1, 2000])
def test_text_without_a_parse_is_borne(count: int) -> None:
    doc = Doc(Vocab(), words=["word"] * count)
    assert len(code_events(doc, article(doc))) <= count


@pytest.mark.parametrize("line", ["town/NN/NOUN {} compound", "town/NN/NOUN {} nmod",
                                  "raid/VBD/VERB {} conj raid", "raid/NN/NOUN {} conj raid",
                                  "say/VBD/VERB {} ccomp say"])  # fmt: skip
def test_two_thousand_words_nested_in_one_another_are_borne(line: str) -> None:
    # each word hangs on the one before it; compounds hang on the one after
    if "compound" in line:
        nested = [*(line.format(i + 1) for i in range(1, 2000)), "town/NN/NOUN 0 root"]
    else:
        nested = ["town/NN/NOUN 0 root", *(line.format(i) for i in range(1, 2000))]
    doc = tree("\n".join(nested))
    assert len(code_events(doc, article(doc), None, EventOptions("all"))) <= 300
