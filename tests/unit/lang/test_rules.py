"""Rules of lines in languages other than English, and that English is not asked by them."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks import evaluate_languages
from schemas.records import Article, RawDocument
from transforms.lang import codes, en, language, rules_of
from transforms.lang.en import PARTS
from transforms.lang.en.lists import read_pairs
from transforms.normalize import NormalizeOptions, normalize

#: What stands around an article on a page, in every language that has a folder.
PAGE = """<html><body><article><h1>{title}</h1><p>{text}</p><p>{text}</p>
<p>{also}: {title}</p><p>{credit}: Jan Muster/AFP</p><p>{text}</p></article></body></html>"""

GERMAN = "»Wir gehen nicht fort«, sagte die Bürgermeisterin am Abend vor der versammelten Gemeinde."


def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace every function and pattern of transforms.lang.en by one that raises."""

    class Poison:
        def __call__(self, *_: object, **__: object) -> Any:
            raise AssertionError("English was asked")

        def __getattr__(self, name: str) -> Any:
            raise AssertionError(f"English was asked for {name}")

    for found in pkgutil.iter_modules(en.__path__, "transforms.lang.en."):
        module = importlib.import_module(found.name)
        for name, value in list(vars(module).items()):
            own = getattr(value, "__module__", None) == module.__name__ and callable(value)
            if (own and not isinstance(value, type)) or isinstance(value, re.Pattern):
                monkeypatch.setattr(module, name, Poison())
    monkeypatch.setattr("transforms.lang.en.lines.ENGLISH", Poison())
    rules_of.cache_clear()


@pytest.fixture(autouse=True)
def _fresh_rules() -> Any:
    yield
    rules_of.cache_clear()


def documents() -> list[RawDocument]:
    """Articles of the set as records and as pages, and languages without a folder."""
    found = []
    for gold in evaluate_languages.articles():
        found.append(RawDocument(gold.key, 0, "jsonl", text=gold.text, title=gold.title))
        words = language(gold.language)
        assert words is not None
        page = PAGE.format(
            title=gold.title,
            text=gold.text.replace("\n\n", "</p><p>"),
            also=words.furniture[0],
            credit=words.credits[0],
        )
        found.append(RawDocument(gold.key, 1, "html", html=page, authors=("Rosa Peña, dpa",)))
    finnish = "Hallitus päätti torstaina, että sairaaloiden rahoitusta lisätään ensi vuonna. " * 3
    russian = "Правительство решило в четверг увеличить расходы на больницы и школы страны. " * 3
    for text in (finnish, russian):
        found.append(RawDocument("none", 2, "jsonl", text=text, authors=("Aino Laine",)))
    return found


def test_english_is_not_asked_for_another_language(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [normalize(raw, NormalizeOptions()) for raw in documents()]
    poisoned(monkeypatch)
    english = "The harbour board of the town voted on Tuesday to repair the northern pier."
    refused = normalize(RawDocument("en", 0, "jsonl", text=english), NormalizeOptions())
    assert not isinstance(refused, Article)  # the poison works
    assert "English was asked" in str(refused)
    found = [normalize(raw, NormalizeOptions()) for raw in documents()]
    assert found == wanted
    assert {a.language for a in found if isinstance(a, Article)} == {"es", "fr", "de", "fi", "ru"}


def test_normalize_reaches_english_through_rules_only(repository: Path) -> None:
    for path in (repository / "transforms" / "normalize").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not str(node.module).startswith("transforms.lang.en"), path.name


def test_parts_of_english_are_there(repository: Path) -> None:
    for paths in PARTS.values():
        for path in paths:
            assert (repository / path).exists(), path


def test_agencies_have_one_name_in_all_languages() -> None:
    english = read_pairs("agencies.txt")
    for code in codes():
        words = language(code)
        assert words is not None
        for spelling, name in words.agencies.items():
            assert english.get(spelling, name) == name, (code, spelling)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("de", "Lesen Sie auch: Die Brücke bleibt zu"),
        ("de", "Abonnieren Sie unseren Newsletter und lesen Sie jeden Morgen das Neueste."),
        ("es", "Lea también: Cierra el puente"),
        ("fr", "À lire aussi : Le pont est fermé"),
        ("nl", "Lees ook: De brug is dicht"),
        ("it", "Leggi anche: Il ponte è chiuso"),
        ("pt", "Leia também: A ponte fechou"),
        ("de", "» Briefe"),
        ("de", "12:13 Uhr"),
        ("fi", "► Lue myös tämä"),
    ],
)
def test_furniture_of_the_language_is_told(code: str, line: str) -> None:
    assert rules_of(code).is_furniture(line)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("de", GERMAN),
        ("de", "Werbung für Tabak ist in dem Land seit dem Frühjahr verboten."),
        ("es", "Comparte el premio con dos investigadoras de la Universidad de Salamanca."),
        ("fr", "Vidéo à l'appui, le maire a montré aux élus comment l'eau était montée."),
        ("de", "Video meliora proboque"),
        ("fi", "Read more about it"),
    ],
)
def test_furniture_leaves_reports_and_other_languages(code: str, line: str) -> None:
    if "meliora" in line:
        assert not rules_of("fi").is_furniture(line)
    else:
        assert not rules_of(code).is_furniture(line)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("de", "Foto: Anna Muster"),
        ("de", "(Bild: Jan Muster)"),
        ("es", "Foto: Gaceta del Estuario"),
        ("fr", "Crédits photos : Agence du Port"),
        ("fr", "AFP/Jeanne Dupont"),
    ],
)
def test_credit_is_told(code: str, line: str) -> None:
    assert rules_of(code).is_credit(line)


def test_caption_ends_in_its_credit_and_a_sentence_in_its_source() -> None:
    rules = rules_of("de")
    assert rules.is_caption("Die Brücke nach dem Hochwasser im Mai (Foto: Anna Muster)")
    assert not rules.is_caption("Die Zahl stieg im Mai um zwei Prozent. (Quelle: Statistikamt)")


def test_stamp_is_a_date_and_words_of_publication() -> None:
    assert rules_of("es").is_stamp("Publicado el 3 de mayo de 2024 a las 10:30")
    assert rules_of("de").is_stamp("Mittwoch, 12. Februar 2020, 17:05 Uhr")
    assert rules_of("fr").is_stamp("Mis à jour le 4 juin 2021 à 9h05")
    assert not rules_of("es").is_stamp("El 3 de mayo de 2024 cerró la fábrica")
    assert not rules_of("fi").is_stamp("3 de mayo de 2024")


def test_german_article_keeps_paragraphs_that_open_with_a_quotation() -> None:
    lead = "Die Gemeinde am Fluss will trotz des dritten Hochwassers in diesem Jahr bleiben."
    text = f"{lead}\n\n{GERMAN}\n\n{lead}"
    article = normalize(
        RawDocument("x", 0, "jsonl", text=text, title="Hochwasser"), NormalizeOptions()
    )
    assert isinstance(article, Article)
    assert GERMAN in article.text


def test_authors_are_people_in_the_language() -> None:
    spanish = rules_of("es").parse_authors
    assert spanish(["Por Rosa Peña y Luis Cano"]) == ("Rosa Peña", "Luis Cano")
    assert spanish(["Rosa Peña, corresponsal en Lima"]) == ("Rosa Peña",)
    assert spanish(["Redacción Digital", "EFE", "Diario del Sur"]) == ()
    assert spanish(["La Voz"], "La Voz") == ()
    assert rules_of("fi").parse_authors(["Aino Laine; Ville Korhonen"]) == (
        "Aino Laine",
        "Ville Korhonen",
    )
