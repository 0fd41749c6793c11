"""The shipped pipeline behaves as any spaCy pipeline; the same article gives the same rows."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.extract.model import SHIPPED, load_pipeline, shipped_folder
from transforms.extract.model.components import PIPELINE

TEXT = (
    "Foreign Minister Anna Berg met Turkish President Mehmet Yilmaz in Ankara on "
    'Tuesday. "We will not accept that," she said.\n\nThe European Union backed a $5 million plan. '
    "About 20 percent of the 1,200 people left at 10 p.m.\n\nTROOPS LEAVE KABUL"
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline()


def rows(doc: Doc) -> list[object]:
    """Everything a row can be made of."""
    return [
        doc.text,
        [(s.start_char, s.end_char) for s in doc.sents],
        [(t.tag_, t.pos_, t.lemma_, t.dep_, t.head.i, str(t.morph)) for t in doc],
        [(e.start_char, e.end_char, e.label_, e._.confidence) for e in doc.ents],
    ]


def check(doc: Doc, text: str) -> None:
    """What must hold of every document, whatever the text."""
    assert doc.text == text
    at = 0
    for sent in doc.sents:
        assert sent.start == at
        at = sent.end
        assert sum(t.head.i == t.i for t in sent) == 1
        assert all(sent.start <= t.head.i < sent.end for t in sent)
    assert at == len(doc)
    for ent in doc.ents:
        assert 0 <= ent.start_char < ent.end_char <= len(text)
        assert 0 < ent._.confidence <= 1
    assert doc.tensor.shape == (len(doc), 384)
    assert np.isfinite(doc.tensor).all()


def test_pipeline_annotates_a_small_article(nlp: Language) -> None:
    doc = nlp(TEXT)
    check(doc, TEXT)
    ents = {e.text: e.label_ for e in doc.ents}
    assert ents["Anna Berg"] == "PERSON"
    assert ents["Mehmet Yilmaz"] == "PERSON"
    assert ents["Turkish"] == "NORP"
    assert ents["Ankara"] == "GPE"
    assert ents["European Union"] == "ORG"
    assert ents["$5 million"] == "MONEY"
    assert ents["About 20 percent"] == "PERCENT"
    assert ents["10 p.m."] == "TIME"
    met = next(t for t in doc if t.text == "met")
    assert (met.pos_, met.tag_, met.lemma_, met.dep_) == ("VERB", "VBD", "meet", "ROOT")
    parts = {t.dep_: [w.text for w in t.subtree] for t in met.children}
    assert parts["nsubj"] == ["Foreign", "Minister", "Anna", "Berg"]
    assert parts["obj"] == ["Turkish", "President", "Mehmet", "Yilmaz"]
    assert "Ankara" in parts["obl"] or "Tuesday" in parts["obl"]


def test_titles_with_a_stop_end_no_sentence(nlp: Language) -> None:
    sentences = [
        "Lt. Col. James Brown led them.",
        "Sgt. Ann Lee and Police Capt. Tom Fox agreed with Maj. Gen. Paul Hay.",
        "They left.",
    ]
    assert [sentence.text for sentence in nlp(" ".join(sentences)).sents] == sentences


def test_pipeline_understands_capitals_and_lower_case(nlp: Language) -> None:
    shouted = {e.text: e.label_ for e in nlp("TROOPS LEAVE KABUL, SAYS NATO").ents}
    assert shouted == {"KABUL": "GPE", "NATO": "ORG"}
    quiet = {e.text: e.label_ for e in nlp("the president of france flew to moscow .").ents}
    assert quiet == {"france": "GPE", "moscow": "GPE"}


def test_pipeline_can_be_loaded_by_spacy_from_its_folder() -> None:
    assert spacy.load(shipped_folder()).pipe_names == list(PIPELINE)


def test_pipeline_survives_bytes_and_disk(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert rows(again(TEXT)) == rows(nlp(TEXT))
    third = spacy.blank("en", config=nlp.config).from_bytes(nlp.to_bytes())
    assert rows(third(TEXT)) == rows(nlp(TEXT))


def test_documents_survive_bytes(nlp: Language) -> None:
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert rows(again) == rows(doc)


def test_pipeline_parts_can_be_switched_off(nlp: Language) -> None:
    whole = nlp(TEXT)
    with nlp.select_pipes(disable=["newsbeam_parser", "newsbeam_lemmatizer"]):
        doc = nlp(TEXT)
        assert [s.text for s in doc.sents] == [s.text for s in whole.sents]
        assert [(e.text, e.label_) for e in doc.ents] == [(e.text, e.label_) for e in whole.ents]
    with nlp.select_pipes(enable=["newsbeam_sentences", "newsbeam_encoder", "newsbeam_parser"]):
        doc = nlp(TEXT)
        assert [t.head.i for t in doc] == [t.head.i for t in whole]
        assert not doc.ents


def test_pipeline_says_what_is_missing_without_the_encoder(nlp: Language) -> None:
    with (
        nlp.select_pipes(disable=["newsbeam_encoder"]),
        pytest.raises(ValueError, match="needs newsbeam_encoder before it"),
    ):
        nlp(TEXT)


def test_parser_skips_sentences_on_request(nlp: Language) -> None:
    whole = nlp(TEXT)
    parser = nlp.get_pipe("newsbeam_parser")
    parser.select = lambda doc, sents: [i == 0 for i, _ in enumerate(sents)]
    try:
        doc = nlp(TEXT)
    finally:
        parser.select = None
    check(doc, TEXT)
    first, *others = doc.sents
    assert [(s.start, s.end) for s in doc.sents] == [(s.start, s.end) for s in whole.sents]
    assert [t.dep_ for t in first] == [t.dep_ for t in next(iter(whole.sents))]
    assert all({t.dep_ for t in s} <= {"ROOT", "dep"} for s in others)


def test_parser_refuses_a_wrong_number_of_answers(nlp: Language) -> None:
    parser = nlp.get_pipe("newsbeam_parser")
    parser.select = lambda doc, sents: [True]
    try:
        with pytest.raises(ValueError, match=r"1 answers for \d sentences"):
            nlp(TEXT)
    finally:
        parser.select = None


def test_pipeline_keeps_sentence_bounds_that_are_given(nlp: Language) -> None:
    doc = Doc(
        nlp.vocab, words=["He", "left", ".", "She", "stayed", "."], sent_starts=[True] + [False] * 5
    )
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    assert len(list(doc.sents)) == 1


def test_encoder_gives_the_states_of_any_words(nlp: Language) -> None:
    doc = nlp("Troops left Kabul .")
    states = nlp.get_pipe("newsbeam_encoder").encode([["Troops", "left", "Kabul", "."]])
    np.testing.assert_array_equal(states, doc.tensor)


def test_pipeline_works_inside_memory_zones(nlp: Language) -> None:
    want = rows(nlp(TEXT))
    fresh = load_pipeline()
    for _ in range(3):
        with fresh.memory_zone():
            assert rows(fresh(TEXT)) == want


ARTICLES = [
    TEXT,
    "KABUL - A bomb killed three people on Friday. Police blamed the Taliban.",
    "Shares of Corvex Corp. rose 3 percent in Tokyo; Norbank fell. Halden & Moe said so.",
    "",
    "The United Nations said rain destroyed 200 houses in Mali, where the Red Cross works.",
    "x",
    "Lyon beat Porto 3-1 in the final, said coach Paul Durand, 45, who joined the club last year.",
]


def test_same_article_gives_same_rows_in_every_batching(nlp: Language) -> None:
    want = [rows(nlp(text)) for text in ARTICLES]
    states = [nlp(text).tensor for text in ARTICLES]
    orders: list[tuple[int, Callable[[list[str]], list[str]]]] = [
        (1, lambda t: t),
        (3, lambda t: t[::-1]),
        (64, lambda t: t[3:] + t[:3]),
    ]
    for size, arrange in orders:
        texts = arrange(ARTICLES)
        for text, doc in zip(texts, nlp.pipe(texts, batch_size=size), strict=True):
            index = ARTICLES.index(text)
            assert rows(doc) == want[index]
            np.testing.assert_array_equal(doc.tensor, states[index])


def test_same_article_gives_same_rows_in_another_process(nlp: Language) -> None:
    code = (
        "import hashlib, runpy\n"
        "test = runpy.run_path('tests/unit/model/test_pipeline.py')\n"
        "from transforms.extract.model import load_pipeline\n"
        "nlp = load_pipeline()\n"
        "found = [test['rows'](d) for d in nlp.pipe(test['ARTICLES'][::-1])]\n"
        "print(hashlib.sha256(repr(found).encode()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[3]
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    want = hashlib.sha256(repr([rows(nlp(t)) for t in ARTICLES[::-1]]).encode()).hexdigest()
    assert out.stdout.strip() == want


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "\n\n \n",
        "word",
        ".",
        "...",
        "😀" * 50,
        "👩‍👩‍👧 said hi",
        "\x00\x01\x02",
        "a\u200bb\u202ec",
        "x" * 20_000,
        "新闻 今天 北京。",
        "Привет, мир! Это новости.",
        "اخبار اليوم",
        "\ud7ff\ufffd",
        "$" * 300,
        "1" * 5000,
        "A.B.C." * 500,
        "(" * 200,
        "\n".join(["- item"] * 200),
        "e\u0301" * 100,
        "\t\tTab\t",
        "' '' ''' \" “”",
    ],
)
def test_pipeline_never_fails_on_odd_text(nlp: Language, text: str) -> None:
    check(nlp(text), text)


def test_pipeline_takes_a_megabyte_without_a_full_stop(nlp: Language) -> None:
    # The long form (a whole megabyte) is below, behind --run-slow.
    text = "rain fell on the plain of Kabul and " * 500
    check(nlp(text), text)


@pytest.mark.slow
def test_pipeline_takes_a_whole_megabyte_without_a_full_stop(nlp: Language) -> None:
    for text in ("rain fell on the plain of Kabul and " * 28_000, "x" * 1_000_000):
        check(nlp(text), text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            ["Mr. Berg", "said", ".", "\n\n", "“", "5%", "NATO", "é", "\x07", "🙂", "'s"]
        )
    ).map(" ".join)
)
def test_pipeline_holds_its_invariants_for_any_text(nlp: Language, text: str) -> None:
    check(nlp(text), text)


def test_load_pipeline_knows_its_own_name() -> None:
    assert load_pipeline(SHIPPED).meta["name"] == "newsbeam"


def test_load_pipeline_names_what_cannot_be_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no_such_pipeline"):
        load_pipeline("no_such_pipeline")
    (tmp_path / "config.cfg").write_text('[nlp]\nlang = "en"\npipeline = ["nope"]\n')
    with pytest.raises((FileNotFoundError, ValueError)):
        load_pipeline(str(tmp_path))


def test_load_pipeline_takes_any_spacy_pipeline(tmp_path: Path) -> None:
    other = spacy.blank("en")
    other.add_pipe("sentencizer")
    other.to_disk(tmp_path / "other")
    found = load_pipeline(str(tmp_path / "other"))
    assert found.pipe_names == ["sentencizer"]
    assert found.max_length >= 10_000_000


def test_shipped_model_is_small_loads_fast_and_stays_small() -> None:
    folder = shipped_folder()
    assert sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) <= 40e6
    code = (
        "import re, sys, time; from transforms.extract.model import load_pipeline\n"
        "a = time.process_time(); nlp = load_pipeline(); b = time.process_time()\n"
        "nlp('Troops left Kabul on Friday. ' * 400)\n"
        "assert 'torch' not in sys.modules\n"
        # Not ru_maxrss: it starts from what the parent process held.
        "peak = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read()).group(1)\n"
        "print(b - a, int(peak) / 1024)"
    )
    root = Path(__file__).resolve().parents[3]
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    seconds, megabytes = map(float, out.stdout.split())
    assert seconds < 2
    assert megabytes < 400


def test_confidence_is_none_for_spans_nobody_judged(nlp: Language) -> None:
    doc = nlp("Troops left Kabul.")
    assert Span(doc, 0, 1)._.confidence is None


def test_money_wins_over_a_name_inside_it(nlp: Language) -> None:
    doc = Doc(nlp.vocab, words=["They", "paid", "US$", "7", "billion", "."])
    doc.set_ents([Span(doc, 2, 3, label="GPE")])
    doc = nlp.get_pipe("newsbeam_grammar")(doc)
    assert [(e.text, e.label_) for e in doc.ents] == [("US$ 7 billion", "MONEY")]


def test_names_win_over_numbers_inside_them(nlp: Language) -> None:
    doc = Doc(nlp.vocab, words=["He", "told", "Channel", "4", "on", "May", "5", "."])
    doc.set_ents([Span(doc, 2, 4, label="ORG"), Span(doc, 5, 6, label="DATE")])
    doc = nlp.get_pipe("newsbeam_grammar")(doc)
    assert [(e.text, e.label_) for e in doc.ents] == [("Channel 4", "ORG"), ("May 5", "DATE")]
