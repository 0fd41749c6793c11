"""Names → ids that hold across articles."""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.extract.gazetteer import gazetteer
from transforms.extract.identity import Named, canonical_id
from transforms.extract.organizations import known_organizations
from transforms.extract.people.leaders import leaders_named

DAY = dt.date(2012, 5, 1)


@pytest.mark.parametrize(
    ("label", "form", "country", "expected"),
    [
        ("ORG", "United Nations", "UNO", "org:united-nations"),
        ("ORG", "the U.N.", "UNO", "org:united-nations"),
        ("ORG", "Hizbullah", "LBN", "org:hezbollah"),
        ("ORG", "Microsoft Corp.", "USA", "ticker:NASDAQ:MSFT"),
        ("ORG", "Royal Dutch Shell", "GBR", "ticker:LSE:SHEL"),
        ("ORG", "Ralph Lauren Corporation", "USA", "isin:US7512121010"),
        ("ORG", "Polish Defence Ministry", "POL", "org:pol-defence-ministry"),
        ("ORG", "Ministry of Foreign Affairs", "FIN", "org:fin-foreign-ministry"),
        ("ORG", "Congress", "PER", "org:per-congress"),
        ("ORG", "Congress", None, None),
        ("ORG", "Texas Supreme Court", "USA", None),
        ("ORG", "U.S. Supreme Court", "USA", "org:usa-supreme-court"),
        ("ORG", "Pentagon", "USA", "org:usa-defence-ministry"),
        ("ORG", "U.S. Defense Department", "USA", "org:usa-defence-ministry"),
        ("ORG", "Boston Health Department", "USA", None),
        ("ORG", "Lagos State Ministry of Health", "NGA", None),
        ("ORG", "Trades Union Congress", "GBR", None),
        ("ORG", "Supreme Court of Ohio", "USA", None),
        ("ORG", "Supreme Court of Kenya", "KEN", "org:ken-supreme-court"),
        ("ORG", "South Korean Ministry of Trade", "KOR", "org:kor-trade-ministry"),
        ("ORG", "Senate", "USA", None),
        ("ORG", "Health Department", "USA", None),
        ("ORG", "Congress", "IND", "org:indian-national-congress"),
        ("ORG", "Vordal Systems", None, None),
        ("PERSON", "Angela Merkel", None, "person:angela-merkel"),
        ("PERSON", "President François Hollande", "FRA", "person:francois-hollande"),
        ("PERSON", "Merkel", None, None),
        ("PERSON", "Angela Merkel", "USA", None),
        ("PERSON", "Marta Quell", None, None),
        ("NORP", "Taliban", "AFG", "org:taliban"),
        ("NORP", "Democrats", "USA", None),
    ],
)
def test_canonical_id_is_given_or_left_out(
    label: str, form: str, country: str | None, expected: str | None
) -> None:
    about = {country: 1} if country else {}
    assert canonical_id(Named(label, (form,), country, None, about, DAY)) == expected


def test_canonical_id_of_places() -> None:
    israel, *_ = gazetteer().find("Israel")
    assert canonical_id(Named("GPE", ("Israel",), "ISR", israel)) == "iso3166:ISR"
    london = max(gazetteer().find("London"), key=lambda record: record.population)
    assert canonical_id(Named("GPE", ("London",), "GBR", london)) == "geonames:2643743"
    assert canonical_id(Named("FAC", ("London",), "GBR", london)) is None
    assert canonical_id(Named("GPE", ("Nowhere",))) is None


def test_canonical_id_of_forms_that_disagree_is_none() -> None:
    assert canonical_id(Named("ORG", ("Boeing", "Airbus"))) is None


def test_canonical_id_of_a_little_known_holder_asks_for_the_country() -> None:
    name = ("Abdou Diouf",)
    assert canonical_id(Named("PERSON", name, None, date=DAY)) is None
    about = {"SEN": 1}
    assert canonical_id(Named("PERSON", name, None, None, about, DAY)) == "person:abdou-diouf"


@pytest.mark.parametrize(
    ("name", "day", "country"),
    [
        ("Tony Blair", "1999-05-01", "GBR"),
        ("Tony Blair", "2019-05-01", None),
        ("Donald Trump", "2023-03-01", None),
        ("Donald Trump", "2018-03-01", "USA"),
        ("Prime Minister John Major", "1996-02-02", "GBR"),
        ("John Major", "2013-02-02", None),
        ("Marta Quell", "2013-02-02", None),
    ],
)
def test_leaders_have_terms(name: str, day: str, country: str | None) -> None:
    date = dt.date.fromisoformat(day)
    held = {leader.country for leader in leaders_named(name) if leader.in_office(date)}
    assert held == ({country} if country else set())


def test_leaders_named_needs_a_full_name() -> None:
    assert leaders_named("Blair") == ()


def test_known_organizations_of_one_id_have_one_country_in_the_main() -> None:
    countries: dict[str, set[str]] = {}
    for body in known_organizations().values():
        if body.ident is not None:
            countries.setdefault(body.ident, set()).add(body.country)
    torn = sorted(ident for ident, codes in countries.items() if len(codes) > 1)
    assert torn == ["airbus"]  # a Dutch company that sits in France


def test_canonical_id_is_none_for_a_states_court_called_by_its_short_form() -> None:
    forms = ("Ohio Supreme Court", "Supreme Court")
    assert canonical_id(Named("ORG", forms, "USA", None, {"USA": 3}, DAY)) is None


@pytest.mark.parametrize(
    ("form", "country", "about", "beside", "expected"),
    [
        ("Congress", "USA", {}, False, None),
        ("Congress", "USA", {"USA": 4, "UKR": 6}, False, "org:usa-congress"),
        ("Congress", "PER", {"PER": 4, "USA": 3}, False, None),
        ("Congress", "PER", {"PER": 4, "USA": 3}, True, "org:per-congress"),
        ("Senate", "USA", {"USA": 9}, True, "org:usa-senate"),
        ("Senate", "PHL", {"PHL": 5}, False, "org:phl-senate"),
    ],
)
def test_canonical_id_of_a_bare_body_asks_for_one_country(
    form: str, country: str, about: dict[str, int], beside: bool, expected: str | None
) -> None:
    named = Named("ORG", (form,), country, None, about, DAY, beside)
    assert canonical_id(named) == expected


@pytest.mark.parametrize(
    ("name", "about", "titled", "expected"),
    [
        ("Robert Gates", {"USA": 3}, True, "person:robert-gates"),
        ("Robert Gates", {"USA": 3}, False, "person:robert-gates"),
        ("Gordon Brown", {"USA": 3}, False, None),
        ("Gordon Brown", {"USA": 3}, True, "person:gordon-brown"),
        ("John Major", {"GBR": 3}, False, None),
        ("Nicolas Sarkozy", {}, False, "person:nicolas-sarkozy"),
    ],
)
def test_canonical_id_of_a_common_name_asks_for_an_office(
    name: str, about: dict[str, int], titled: bool, expected: str | None
) -> None:
    named = Named("PERSON", (name,), None, None, about, DAY, titled=titled)
    assert canonical_id(named) == expected
