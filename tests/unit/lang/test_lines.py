"""Datelines, bylines and days of languages other than English."""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.lang.calendar import find_days
from transforms.lang.data import codes, language
from transforms.lang.lines import parse_byline, parse_dateline

AFP = "Agence France-Presse"


@pytest.mark.parametrize(
    ("code", "line", "place", "agency", "day"),
    [
        ("es", "QUITO, 14 de marzo (EFE) - El alcalde", "Quito", "EFE", (3, 14, None)),
        ("es", "SAN JOSÉ, 2 ene 2021 (Xinhua) -- Dos", "San José", "Xinhua", (1, 2, 2021)),
        (
            "es",
            "Ciudad de Panamá (AFP) - Un barco",
            "Ciudad de Panamá",
            AFP,
            None,
        ),
        ("fr", "LYON, 1er juin (AFP) - Une usine", "Lyon", AFP, (6, 1, None)),
        ("fr", "QUÉBEC — Le maire a démissionné", "Québec", None, None),
        ("de", "Graz (APA) - Ein Lkw", "Graz", "Austria Presse Agentur", None),
        ("de", "Erfurt (dpa/th) - Ein", "Erfurt", "Deutsche Presse-Agentur", None),
        ("de", "Hamburg, 3. März (dpa) - Zwei", "Hamburg", "Deutsche Presse-Agentur", (3, 3, None)),
        ("pt", "LISBOA, 5 de maio (Lusa) - O governo", "Lisboa", "Lusa", (5, 5, None)),
        ("it", "ROMA, 7 giugno (ANSA) - Un treno", "Roma", "ANSA", (6, 7, None)),
        ("nl", "DEN HAAG (ANP) - De Kamer", "Den Haag", "ANP", None),
    ],
)
def test_dateline_gives_place_agency_and_day(
    code: str, line: str, place: str, agency: str | None, day: tuple[int, int, int | None] | None
) -> None:
    words = language(code)
    assert words is not None
    found = parse_dateline(line, words)
    assert found is not None
    assert (found.place, found.agency, found.day) == (place, agency, day)
    assert line[found.end :][:1].isupper()


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("es", "El partido (PSL) - que gobierna - perdió"),
        ("fr", "Selon Marie Leroux (CGT), la grève continue."),
        ("de", "Die Partei (XYZ) - sie regiert - verlor."),
        ("es", "EL MERCADO NO ABRE HOY"),
    ],
)
def test_dateline_is_not_read_where_there_is_none(code: str, line: str) -> None:
    words = language(code)
    assert words is not None
    assert parse_dateline(line, words) is None


@pytest.mark.parametrize(
    ("code", "line", "authors", "agency"),
    [
        ("es", "Por Inés Gallardo y Pau Ferrer", ("Inés Gallardo", "Pau Ferrer"), None),
        ("es", "TERESA MOLINA | Cádiz", ("Teresa Molina",), None),
        ("fr", "Par Luc Chartier avec AFP", ("Luc Chartier",), AFP),
        ("es", "Rosa Peña, enviada especial", ("Rosa Peña",), None),
        ("fr", "Par Anne Lusson, correspondante à Berne", ("Anne Lusson",), None),
        ("es", "Por Luis Cano · 19 de enero de 2024", ("Luis Cano",), None),
        ("fr", "La rédaction", (), None),
        ("de", "Von Heike von der Au", ("Heike von der Au",), None),
        ("de", "(red)", (), None),
        ("pt", "Por João dos Santos e Rita Melo", ("João dos Santos", "Rita Melo"), None),
        ("it", "di Carla De Santis", ("Carla De Santis",), None),
        ("nl", "Door Jan van der Meer", ("Jan van der Meer",), None),
    ],
)
def test_byline_gives_names(
    code: str, line: str, authors: tuple[str, ...], agency: str | None
) -> None:
    words = language(code)
    assert words is not None
    found = parse_byline(line, words)
    assert found is not None
    assert (found.authors, found.agency) == (authors, agency)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("es", "Por primera vez en diez años, el río se ha secado."),
        ("fr", "Par ailleurs, le ministre a annoncé un plan."),
        ("de", "Von Montag an gelten neue Regeln."),
        ("es", "El alcalde dimitió"),
        ("it", "di nuovo in piazza"),
        ("es", "Rosa Peña, alcaldesa de Lugo"),
    ],
)
def test_byline_is_no_sentence(code: str, line: str) -> None:
    words = language(code)
    assert words is not None
    assert parse_byline(line, words) is None


def test_days_are_found_and_reckoned_from_the_articles_day() -> None:
    today = dt.date(2024, 5, 15)  # a Wednesday
    for code, text, expected in (
        ("es", "El 3 de mayo, ayer y el lunes; en enero de 2023.",
         ["2024-05-03", "2024-05-14", "2024-05-13", "2023-01"]),
        ("fr", "Le 1er juin 2021, vendredi et lundi prochain.",
         ["2021-06-01", "2024-05-10", "2024-05-20"]),
        ("de", "Am 20. Dezember, am Mittwoch und nächsten Montag.",
         ["2023-12-20", "2024-05-15", "2024-05-20"]),
        ("nl", "Op 2 april 2020 en vrijdag.", ["2020-04-02", "2024-05-10"]),
    ):  # fmt: skip
        words = language(code)
        assert words is not None
        assert [day.value for day in find_days(text, words, today)] == expected, code


def test_days_without_an_articles_day_are_only_the_whole_ones() -> None:
    words = language("es")
    assert words is not None
    found = find_days("El lunes, el 4 de mayo y el 5 de mayo de 2020.", words, None)
    assert [day.value for day in found] == ["2020-05-05"]


def test_thirty_first_of_a_short_month_is_only_the_month() -> None:
    words = language("fr")
    assert words is not None
    assert [day.value for day in find_days("le 31 juin 2020", words, None)] == ["2020-06"]


def test_each_language_has_twelve_months_and_seven_weekdays() -> None:
    assert set(codes()) == {"de", "es", "fr", "it", "nl", "pt"}
    for code in codes():
        words = language(code)
        assert words is not None
        assert set(words.months.values()) == set(range(1, 13)), code
        assert set(words.weekdays.values()) == set(range(7)), code
        assert len(set(words.countries.values())) > 190, code
