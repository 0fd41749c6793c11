"""Articles that are not in English: names in our labels, chains, countries, days, no English."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy

from benchmarks import evaluate_languages, pinned
from schemas.records import Article
from transforms.extract import annotate as english
from transforms.extract import wordlists
from transforms.lang.annotate import annotate_other
from transforms.lang.en import lists
from transforms.lang.offers import offer_of, offers_markdown, parts_markdown
from transforms.shards.extraction import extract

TEXT = (
    "La ministra Rosa Quiroga viajó el lunes a Londres. Quiroga, argentina, se reunió allí con "
    "directivos de Tinta Larga y volverá a Turquía."
)


def article(text: str, code: str | None) -> Article:
    return Article(
        "a1", "test", 0, None, None, None, None, None, (), None, None, None, "2024-05-15",
        None, code, None, (), text, "", len(text.split()), (), "dev",
    )  # fmt: skip


def spanish() -> Any:
    """A pipeline that marks names by a list, with WikiNER's labels, and ends sentences at stops."""
    nlp = spacy.blank("es")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": label, "pattern": words}
            for words, label in (
                ("Rosa Quiroga", "PER"),
                ("Quiroga", "PER"),
                ("Londres", "LOC"),
                ("Tinta Larga", "ORG"),
            )
        ]
    )
    return nlp


def test_names_have_our_labels_chains_countries_and_places() -> None:
    annotation = annotate_other(spanish()(TEXT), article(TEXT, "es"))
    rows = [(m.text, m.label, m.name, m.country) for m in annotation.entities]
    assert rows == [
        ("Rosa Quiroga", "PERSON", "Rosa Quiroga", None),
        ("lunes", "DATE", None, None),
        ("Londres", "GPE", "Londres", "GBR"),
        ("Quiroga", "PERSON", "Rosa Quiroga", None),
        ("argentina", "NORP", "argentina", "ARG"),
        ("Tinta Larga", "ORG", "Tinta Larga", None),
        ("Turquía", "GPE", "Turquía", "TUR"),
    ]
    people = [m.entity_id for m in annotation.entities if m.label == "PERSON"]
    assert people[0] == people[1]
    (day,) = [m for m in annotation.entities if m.label == "DATE"]
    assert day.time_value == "2024-05-13"
    assert [m.geonames_id for m in annotation.entities if m.text == "Londres"] == [2643743]
    assert len(annotation.sentences) == 2
    assert annotation.quotes == []


def test_text_that_is_not_the_articles_is_refused() -> None:
    with pytest.raises(ValueError, match="not the article's text"):
        annotate_other(spanish()("Otra cosa."), article(TEXT, "es"))


def test_english_word_lists_are_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A pipeline of another language meets poison wherever it would read an English list."""

    def poison(*_: object) -> Any:
        raise AssertionError("an English word list was asked")

    nlp = spanish()
    nlp.to_disk(tmp_path / "es")
    models = {"en": None, "es": str(tmp_path / "es")}
    list(extract([article(TEXT, "es")], models))  # what modules read once, at import
    doors = (
        (wordlists, "words"),
        (lists, "read_text"),
        (lists, "read_lines"),
        (lists, "read_pairs"),
    )
    for module, name in doors:
        monkeypatch.setattr(module, name, poison)
    monkeypatch.setattr(english, "annotate", poison)
    (item,) = extract([article(TEXT, "es")], models)
    assert item.failure is None
    assert item.annotation is not None
    assert len(item.annotation.entities) == 7
    assert item.events == ()


def test_language_without_a_folder_gets_what_its_pipeline_gives() -> None:
    nlp = spacy.blank("fi")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Aino Laine"}])
    text = "Aino Laine saapui Ankaraan."
    annotation = annotate_other(nlp(text), article(text, "fi"))
    assert [(m.text, m.label) for m in annotation.entities] == [("Aino Laine", "PERSON")]
    assert len(annotation.sentences) == 1


def test_offers_say_what_is_null() -> None:
    assert offer_of(None, pipeline=True).events == "full"
    spanish_offer = offer_of("es", pipeline=True)
    assert (spanish_offer.countries, spanish_offer.names) == ("full", "pipeline")
    assert (spanish_offer.quotes, spanish_offer.events) == ("none", "none")
    assert offer_of("fi", pipeline=True).countries == "none"
    assert offer_of("es", pipeline=False).names == "none"
    assert offer_of("es", pipeline=False).lines == "full"


def test_page_has_the_table_of_offers(repository: Path) -> None:
    page = (repository / "docs" / "languages.md").read_text(encoding="utf-8")
    assert offers_markdown() in page
    assert parts_markdown() in page


def test_articles_keep_their_figures() -> None:
    read = list(evaluate_languages.articles())
    unread = list(evaluate_languages.articles(evaluate_languages.UNREAD))
    assert (len(read), len(unread)) == (30, 9)
    pipelines = {code: evaluate_languages.load(code) for code in ("es", "fr")}
    for code, nlp in pipelines.items():
        if nlp is None:
            pytest.skip(
                f"names are measured where {evaluate_languages.PIPELINES[code]} is installed"
            )
    figures = evaluate_languages.figures_of(read, pipelines, show=False)
    apart = evaluate_languages.figures_of(unread, pipelines, show=False)
    figures |= {f"unread {name}": value for name, value in apart.items()}
    pins = evaluate_languages.PINS
    assert isinstance(pins, pinned.Pins)
    assert pins.fell(figures, pins.read()) == []
