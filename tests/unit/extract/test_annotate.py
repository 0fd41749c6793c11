"""annotate() as a whole: columns, order, identity, and that any pipeline will do."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from schemas.ids import stable_id
from schemas.records import Annotation, Article
from transforms.extract.annotate import annotate
from transforms.extract.countries import country_of_norp, country_of_organization
from transforms.extract.gazetteer import gazetteer
from transforms.extract.mending.bounds import mend_bounds
from transforms.extract.mending.labels import repair_labels
from transforms.extract.spans import Span

TEXT = (
    "Grain talks open in Ankara\n\n"
    "Foreign Minister Ivan Petrov of Russia met Turkish officials in Ankara on Tuesday.\n"
    "Petrov will return to Moscow on Friday, the Organisation for Animal Health (OIE) said. "
    "The UN welcomed the talks; OIE staff did not. 🚀 They cost US$3 million in 2018.\n"
)
ENTITIES = {
    "Ankara": "GPE",
    "Ivan Petrov": "PERSON",
    "Russia": "GPE",
    "Turkish": "NORP",
    "Tuesday": "DATE",
    "Petrov": "GPE",  # mended: a person of that name is in the article
    "Moscow": "GPE",
    "Organisation for Animal Health": "ORG",
    "OIE": "ORG",
    "UN": "ORG",
    "US$3 million": "MONEY",
    "2018": "CARDINAL",
}


@pytest.fixture(scope="module")
def ruled() -> Language:
    """No statistics: sentence bounds at full stops and entities by list."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": text} for text, label in ENTITIES.items()])
    return nlp


def article(text: str = TEXT, date: str | None = "2019-01-29") -> Article:
    return Article(
        "a1", "u", 0, None, None, "example.com", None, None, (), None, None, None, date, None,
        "en", None, (), text, "", 0, (), "text",
    )  # fmt: skip


@pytest.fixture(scope="module")
def annotation(ruled: Language) -> Annotation:
    return annotate(ruled(TEXT), article())


def row(annotation: Annotation, text: str) -> dict[str, object]:
    return next(e._asdict() for e in annotation.entities if e.text == text)


def test_annotate_fills_the_columns(annotation: Annotation) -> None:
    ankara = row(annotation, "Ankara")
    assert ankara["country"] == "TUR"
    assert ankara["geonames_id"] == 323786
    assert ankara["latitude"] == pytest.approx(39.9, abs=0.1)
    assert row(annotation, "Turkish")["country"] == "TUR"
    assert row(annotation, "UN")["country"] == "UNO"
    assert row(annotation, "Tuesday")["time_value"] == "2019-01-29"
    assert row(annotation, "Friday")["time_value"] == "2019-02-01"
    assert row(annotation, "2018")["label"] == "DATE"
    assert row(annotation, "US$3 million")["label"] == "MONEY"


def test_annotate_chains_have_the_first_mentions_id(annotation: Annotation) -> None:
    full, short = row(annotation, "Ivan Petrov"), row(annotation, "Petrov")
    assert short["label"] == "PERSON"
    assert short["name"] == "Ivan Petrov"
    expected = stable_id("a1", "entity", TEXT.index("Ivan"), TEXT.index("Ivan") + 11)
    assert full["entity_id"] == short["entity_id"] == expected
    names = {
        e.name for e in annotation.entities if e.text in ("OIE", "Organisation for Animal Health")
    }
    assert names == {"Organisation for Animal Health"}


def test_annotate_offsets_are_code_points_in_order(annotation: Annotation) -> None:
    for mention in annotation.entities:
        assert TEXT[mention.start : mention.end] == mention.text
        sentence = annotation.sentences[mention.sentence_index]
        assert sentence.start <= mention.start
        assert mention.end <= sentence.end
    starts = [mention.start for mention in annotation.entities]
    assert starts == sorted(starts)
    for one, two in zip(annotation.entities, annotation.entities[1:], strict=False):
        assert one.end <= two.start or one.label == "EVENT"


def test_annotate_unknown_is_null(annotation: Annotation) -> None:
    for mention in annotation.entities:
        assert "" not in [v for k, v in mention._asdict().items() if k not in ("sentence_index",)]
        if mention.label == "MONEY":
            assert (mention.entity_id, mention.country, mention.time_value) == (None, None, None)


def test_annotate_is_a_function(ruled: Language, annotation: Annotation) -> None:
    annotate(
        ruled("Ankara is in Russia? Petrov of Moscow."),
        article("Ankara is in Russia? Petrov of Moscow."),
    )
    assert annotate(ruled(TEXT), article()) == annotation


def test_annotate_without_a_date_asks_no_clock(ruled: Language) -> None:
    undated = annotate(ruled(TEXT), article(date=None))
    assert row(undated, "Tuesday")["time_start"] is None
    assert row(undated, "2018")["time_value"] == "2018"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "Syria", "“”", "2019-01-29"])
def test_annotate_takes_tiny_texts(ruled: Language, text: str) -> None:
    annotation = annotate(ruled(text), article(text))
    assert all(text[m.start : m.end] == m.text for m in annotation.entities)
    assert annotation.article_id == "a1"


def test_annotate_takes_a_bare_tokenizer() -> None:
    text = "They met on Monday. They left."
    annotation = annotate(spacy.blank("en")(text), article(text))
    assert [m.time_value for m in annotation.entities] == ["2019-01-28"]


def test_annotate_takes_clear_nlp_labels() -> None:
    words = ["Moscow", "said", "that", "Paris", "agreed", "."]
    doc = Doc(
        spacy.blank("en").vocab, words, [True, True, True, True, False, False],
        tags=["NNP", "VBD", "IN", "NNP", "VBD", "."],
        pos=["PROPN", "VERB", "SCONJ", "PROPN", "VERB", "PUNCT"],
        deps=["nsubj", "ROOT", "mark", "nsubj", "ccomp", "punct"],
        heads=[1, 1, 4, 4, 1, 1], lemmas=["Moscow", "say", "that", "Paris", "agree", "."],
        ents=["B-GPE", "O", "O", "B-GPE", "O", "O"], sent_starts=[True] + [False] * 5,
    )  # fmt: skip
    annotation = annotate(doc, article(doc.text))
    assert [m.metonym for m in annotation.entities] == [True, True]
    assert [(q.text, q.speaker_text) for q in annotation.quotes] == [
        ("that Paris agreed", "Moscow")
    ]


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("United Nations", "UNO"),
        ("EU", "EUR"),
        ("NATO", "IGO"),
        ("Hamas", "PSE"),
        ("the Kremlin", "RUS"),
        ("Bank of England", None),
        ("Israeli Air Force", "ISR"),
        ("University of Nairobi", "KEN"),
        ("South Korean Navy", "KOR"),
        ("Association of Small Things", None),
    ],
)
def test_country_of_organization(name: str, country: str | None) -> None:
    expected = "GBR" if name == "Bank of England" else country
    assert country_of_organization(gazetteer(), name) == expected


@pytest.mark.parametrize(
    ("word", "country"),
    [("Turkish", "TUR"), ("South Koreans", "KOR"), ("Iranian-American", "USA"), ("Muslim", None)],
)
def test_country_of_norp(word: str, country: str | None) -> None:
    assert country_of_norp(gazetteer(), word) == country


def test_annotate_looks_back_from_what_happened_before(ruled: Language) -> None:
    words = [
        "The",
        "report",
        "named",
        "ways",
        "to",
        "stop",
        "leaks",
        "after",
        "the",
        "sinking",
        "in",
        "September",
        ".",
    ]
    heads = [1, 2, 2, 2, 5, 3, 5, 9, 9, 5, 11, 9, 2]
    deps = ["det", "nsubj", "ROOT", "obj", "mark", "acl", "obj", "case", "det", "obl", "case",
            "nmod", "punct"]  # fmt: skip
    tags = ["DT", "NN", "VBD", "NNS", "TO", "VB", "NNS", "IN", "DT", "NN", "IN", "NNP", "."]
    doc = Doc(ruled.vocab, words, heads=heads, deps=deps, tags=tags)
    at = doc.text.index("September")
    doc.set_ents([doc.char_span(at, at + 9, "DATE")])
    (row,) = annotate(doc, article(doc.text)).entities
    assert (row.text, row.time_value) == ("September", "2018-09")


def test_repair_joins_and_drops() -> None:
    text = "The People's Republic of China paid US$ 5; Maj. Lee flew an Airbus A380."
    spans = [
        (text.index("People"), text.index(" China"), "ORG"),
        (text.index("China"), text.index(" paid"), "GPE"),
        (text.index("US$"), text.index(" 5"), "GPE"),
        (text.index("Maj"), text.index(" Lee"), "PERSON"),
        (text.index("Airbus"), text.index("."[0], text.index("A380")), "ORG"),
    ]
    marked = [Span(a, b, label, 0.4) for a, b, label in spans]
    got = repair_labels(text, mend_bounds(text, marked, gazetteer(), {}), gazetteer(), {})
    assert [(text[s.start : s.end], s.label) for s in got] == [
        ("People's Republic of China", "GPE"),
        ("Airbus A380", "PRODUCT"),
    ]


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("the Andy Warhol Foundation", "PERSON", "ORG"),
        ("the Baltic Basketball Cup", "LAW", "EVENT"),
        ("a Ford Taurus", "LAW", "PRODUCT"),
        ("the Clean Air Act", "LAW", "LAW"),
        ("Japan's Nikkei", "GPE", "ORG"),
        ("Japan's Osaka", "GPE", "GPE"),
        ("Boeing sold a 787", "CARDINAL", "PRODUCT"),
        ("Farmers sold 787", "CARDINAL", "CARDINAL"),
    ],
)
def test_repair_labels_by_what_a_name_says(text: str, label: str, expected: str) -> None:
    name = {"PERSON": "Andy Warhol Foundation", "CARDINAL": "787"}.get(label)
    start = text.index(name) if name else text.index(" ") + 1
    span = Span(start, len(text), label, 0.6)
    assert [s.label for s in repair_labels(text, [span], gazetteer(), {})] == [expected]


def test_country_of_organization_leans_on_the_articles_countries() -> None:
    gaz = gazetteer()
    assert country_of_organization(gaz, "Norfolk Constabulary", {"GBR": 2}) == "GBR"
    assert country_of_organization(gaz, "Norfolk Police Department", {"USA": 1}) == "USA"
    assert country_of_organization(gaz, "Centre for Extractive Studies") is None
    assert country_of_organization(gaz, "Dravex Maritime") is None
    assert country_of_organization(gaz, "Real Madrid") == "ESP"
