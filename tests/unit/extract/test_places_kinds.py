"""Toponyms by kind, as news and encyclopedias write them: small towns, counties, lists, streets."""

from __future__ import annotations

import time

import pytest

from transforms.extract.gazetteer import gazetteer
from transforms.extract.places import Hints, Toponym, resolve_places

#: (text, names in text order, what each is: country/first-level division/kind, "-" for unresolved)
_KINDS = {0: "city", 1: "state", 2: "county", 3: "country", 4: "region"}


def told(text: str, *names: str) -> list[str]:
    mentions, position = [], 0
    for name in names:
        start = text.index(name, position)
        position = start + len(name)
        mentions.append(Toponym(start, position, name, "GPE"))
    return [
        "-" if p is None else f"{p.country or ''}/{p.admin1 or ''}/{_KINDS[p.kind]}"
        for p in resolve_places(gazetteer(), text, mentions, Hints({}))
    ]


SMALL_TOWNS = [
    (
        "Paris, a city of 25,000 people in northeast Texas, has a tower. Paris is proud of it.",
        ["Paris", "Texas", "Paris"],
        ["USA/Texas/city", "USA/Texas/state", "USA/Texas/city"],
    ),
    (
        "Lima is a city in Allen County, Ohio, United States.",
        ["Lima", "Allen County", "Ohio", "United States"],
        ["USA/Ohio/city", "USA/Ohio/county", "USA/Ohio/state", "USA//country"],
    ),
    (
        "WACO, Texas (AP) - Deputies from Temple made an arrest in St. Johnsbury, Vt. on Friday.",
        ["WACO", "Texas", "Temple", "St. Johnsbury", "Vt"],
        ["USA/Texas/city", "USA/Texas/state", "USA/Texas/city", "USA/Vermont/city",
         "USA/Vermont/state"],
    ),
    (
        "A tornado tore through Paris, Texas, on Monday. In Paris, two schools were closed.",
        ["Paris", "Texas", "Paris"],
        ["USA/Texas/city", "USA/Texas/state", "USA/Texas/city"],
    ),
    (
        "Deputies in Athens, Ga., arrested a man from Rome, Ga., on Sunday.",
        ["Athens", "Rome"],
        ["USA/Georgia/city", "USA/Georgia/city"],
    ),
    (
        "The plant in Florence, Alabama, is closing. Workers in Huntsville and Decatur will be "
        "hired. Florence has 40,000 people.",
        ["Florence", "Alabama", "Huntsville", "Decatur", "Florence"],
        ["USA/Alabama/city", "USA/Alabama/state"] + ["USA/Alabama/city"] * 3,
    ),
    (
        "Police in Waco, Temple and Killeen, Texas, are looking for a truck stolen in Fairfield.",
        ["Waco", "Temple", "Killeen", "Texas", "Fairfield"],
        ["USA/Texas/city"] * 3 + ["USA/Texas/state", "USA/Texas/city"],
    ),
    (
        "Voters in Ohio go to the polls. In Dublin, near Columbus, and in Mansfield, lines formed; "
        "Toledo and Dayton, Ohio, saw rain.",
        ["Ohio", "Dublin", "Columbus", "Mansfield", "Toledo", "Dayton", "Ohio"],
        ["USA/Ohio/state", *["USA/Ohio/city"] * 5, "USA/Ohio/state"],
    ),
    (
        "An outbreak in Austin, in Scott County, Indiana, worried doctors in Louisville, Kentucky.",
        ["Austin", "Scott County", "Indiana", "Louisville"],
        ["USA/Indiana/city", "USA/Indiana/county", "USA/Indiana/state", "USA/Kentucky/city"],
    ),
    (
        "A Manchester, N.H., man drowned near Concord, N.H., police in Nashua said.",
        ["Manchester", "Concord", "Nashua"],
        ["USA/New Hampshire/city"] * 3,
    ),
    (
        "The Birmingham, Alabama-based bank has branches in Montgomery and Mobile.",
        ["Birmingham", "Alabama", "Montgomery", "Mobile"],
        ["USA/Alabama/city", "USA/Alabama/state", "USA/Alabama/city", "USA/Alabama/city"],
    ),
    (
        "He grew up in Cambridge, Massachusetts, and studied in Cambridge, England.",
        ["Cambridge", "Massachusetts", "Cambridge", "England"],
        ["USA/Massachusetts/city", "USA/Massachusetts/state", "GBR/England/city",
         "GBR/England/state"],
    ),
]  # fmt: skip

COUNTIES = [
    (
        "Swans died in Monroe County, Michigan officials said; the birds came from Michigan lakes.",
        ["Monroe County", "Michigan", "Michigan"],
        ["USA/Michigan/county", "USA/Michigan/state", "USA/Michigan/state"],
    ),
    (
        "The fire spread to Orange County from Los Angeles County, California, and to Riverside.",
        ["Orange County", "Los Angeles County", "California", "Riverside"],
        ["USA/California/county", "USA/California/county", "USA/California/state",
         "USA/California/city"],
    ),
    (
        "Farmers in Kent and Essex lost crops, London wholesalers said.",
        ["Kent", "Essex", "London"],
        ["GBR/England/county", "GBR/England/county", "GBR/England/city"],
    ),
    (
        "Clashes in Nakuru county displaced families, Kenya's Red Cross said in Nairobi.",
        ["Nakuru county", "Kenya", "Nairobi"],
        ["KEN/Nakuru County/state", "KEN//country", "KEN/Nairobi County/city"],
    ),
    (
        "Flooding closed roads in County Cork and County Kerry, Irish police said.",
        ["County Cork", "County Kerry"],
        ["IRL/Munster/county", "IRL/Munster/county"],
    ),
]  # fmt: skip

LISTS = [
    (
        "Mexico, Mexico City and the United States closed schools. In Mexico 71 people died.",
        ["Mexico", "Mexico City", "Mexico"],
        ["MEX//country", "MEX/Mexico City/city", "MEX//country"],
    ),
    (
        "Doctors from San Diego, Pittsburgh and Los Angeles met.",
        ["San Diego", "Pittsburgh", "Los Angeles"],
        ["USA/California/city", "USA/Pennsylvania/city", "USA/California/city"],
    ),
    (
        "Sick people live in Arizona, Colorado, Georgia, New Mexico, New York, Oregon, Washington "
        "and Wyoming.",
        ["Arizona", "Georgia", "New Mexico", "New York", "Washington", "Wyoming"],
        [f"USA/{s}/state" for s in
         ("Arizona", "Georgia", "New Mexico", "New York", "Washington", "Wyoming")],
    ),
    (
        "Cases rose in Alberta, Manitoba, Ontario and New Brunswick.",
        ["Alberta", "Manitoba", "Ontario", "New Brunswick"],
        [f"CAN/{s}/state" for s in ("Alberta", "Manitoba", "Ontario", "New Brunswick")],
    ),
    (
        "Deaths were told of in the provinces of Mashonaland West, Manicaland and Midlands in "
        "Zimbabwe.",
        ["Mashonaland West", "Manicaland", "Midlands", "Zimbabwe"],
        ["ZWE/Mashonaland West/state", "ZWE/Manicaland/state", "ZWE/Midlands Province/state",
         "ZWE//country"],
    ),
    (
        "Armenia, Azerbaijan, Georgia and Turkey signed.",
        ["Armenia", "Azerbaijan", "Georgia", "Turkey"],
        ["ARM//country", "AZE//country", "GEO//country", "TUR//country"],
    ),
    (
        "The band plays in Paris, Rome, Vienna and Berlin.",
        ["Paris", "Rome", "Vienna", "Berlin"],
        ["FRA/Île-de-France/city", "ITA/Lazio/city", "AUT/Vienna/city",
         "DEU/State of Berlin/city"],
    ),
    (
        "Chad, Niger, Mali and Jordan abstained.",
        ["Chad", "Niger", "Mali", "Jordan"],
        ["TCD//country", "NER//country", "MLI//country", "JOR//country"],
    ),
]  # fmt: skip

FORMER = [
    (
        "Kenya's Nyanza Province and Rift Valley Province were hit; in Nyanza, 12 died.",
        ["Kenya", "Nyanza Province", "Rift Valley Province", "Nyanza"],
        ["KEN//country", "KEN/Nyanza Province/state", "KEN/Rift Valley Province/state",
         "KEN/Nyanza Province/state"],
    ),
    (
        "In the Kenyan provinces of Western Province and Eastern Province the vote was calm, the "
        "commission in Nairobi said.",
        ["Western Province", "Eastern Province", "Nairobi"],
        ["KEN/Western Province/state", "KEN/Eastern Province/state", "KEN/Nairobi County/city"],
    ),
    (
        "Rebels in Katanga fought the army of the Democratic Republic of the Congo.",
        ["Katanga", "Democratic Republic of the Congo"],
        ["COD/Katanga Province/state", "COD//country"],
    ),
    (
        "Steelworkers in Lorraine and Alsace marched, French unions said in Paris.",
        ["Lorraine", "Alsace", "Paris"],
        ["FRA/Lorraine/state", "FRA/Alsace/state", "FRA/Île-de-France/city"],
    ),
]  # fmt: skip

WATERS = [
    (
        "Barges sank on the Danube near Budapest.",
        ["Danube", "Budapest"],
        ["//region", "HUN/Budapest/city"],
    ),
    ("The Nile rose in Khartoum.", ["Nile", "Khartoum"], ["//region", "SDN/Khartoum/city"]),
    (
        "Levees on the Mississippi River failed near Davenport, Iowa.",
        ["Mississippi River", "Davenport"],
        ["USA//region", "USA/Iowa/city"],
    ),
    ("Ships collided in the Strait of Hormuz.", ["Strait of Hormuz"], ["//region"]),
    ("An islet named Plum Island lies off New York.", ["Plum Island"], ["-"]),
    ("Farms in the Fraser Valley were flooded.", ["Fraser Valley"], ["-"]),
]  # fmt: skip

CITY_OR_DIVISION = [
    (
        "In San Jose, the president met guests from Panama. Costa Rica has no army.",
        ["San Jose", "Panama", "Costa Rica"],
        ["CRI/San José/city", "PAN//country", "CRI//country"],
    ),
    (
        "A court in The Hague tried him. He had fled from Rwanda to Lusaka, Zambia.",
        ["The Hague", "Rwanda", "Lusaka"],
        ["NLD/South Holland/city", "RWA//country", "ZMB/Lusaka Province/city"],
    ),
    (
        "Beijing accused Washington of meddling; London kept out of it.",
        ["Beijing", "Washington", "London"],
        ["CHN/Beijing/city", "USA/District of Columbia/city", "GBR/England/city"],
    ),
    (
        "The river flooded parts of Vancouver, Washington, and of Portland, Oregon.",
        ["Vancouver", "Washington", "Portland", "Oregon"],
        ["USA/Washington/city", "USA/Washington/state", "USA/Oregon/city", "USA/Oregon/state"],
    ),
    (
        "A hospital in Buenos Aires treated her, Argentina's ministry said.",
        ["Buenos Aires", "Argentina"],
        ["ARG/Buenos Aires F.D./city", "ARG//country"],
    ),
    (
        "A concert in New York was cancelled.",
        ["New York"],
        ["USA/New York/city"],
    ),
    (
        "The New York Legislature passed the bill, and New York Gov. Ann Roe signed it.",
        ["New York", "New York"],
        ["USA/New York/state", "USA/New York/state"],
    ),
    ("Snow fell in upstate New York.", ["upstate New York"], ["USA/New York/state"]),
    (
        "Bombs fell on eastern Aleppo and on Aleppo province.",
        ["eastern Aleppo", "Aleppo province"],
        ["SYR/Aleppo/city", "SYR/Aleppo/state"],
    ),
    (
        "Quebec wants more money from Ottawa than Ontario does.",
        ["Quebec", "Ottawa", "Ontario"],
        ["CAN/Quebec/state", "CAN/Ontario/city", "CAN/Ontario/state"],
    ),
    (
        "Fighting in Kandahar, the Afghan city, killed two; Helmand province was quiet.",
        ["Kandahar", "Helmand province"],
        ["AFG/Kandahar/city", "AFG/Helmand/state"],
    ),
]  # fmt: skip

ABROAD = [
    (
        "The French president met bankers in Davos; Lockerbie was named, and Orkney.",
        ["Davos", "Lockerbie", "Orkney"],
        ["CHE/Grisons/city", "GBR/Scotland/city", "GBR/Scotland/county"],
    ),
    (
        "Police in Suba and Kisumu, in Kenya, opened fire, and Kenya called in the army. Nairobi "
        "was calm.",
        ["Suba", "Kisumu", "Kenya", "Kenya", "Nairobi"],
        ["-", "KEN/Kisumu County/city", "KEN//country", "KEN//country", "KEN/Nairobi County/city"],
    ),
    (
        "He was seen in Piccadilly in London and later in Soho. London police in Britain asked for "
        "help.",
        ["Piccadilly", "London", "London", "Britain"],
        ["-", "GBR/England/city", "GBR/England/city", "GBR//country"],
    ),
    (
        "Innsbruck and Vienna sent help to Seefeld. Austria has had much snow, it was said.",
        ["Innsbruck", "Vienna", "Austria"],
        ["AUT/Tyrol/city", "AUT/Vienna/city", "AUT//country"],
    ),
    (
        "A driver was held in Stroud, Ontario, Canada, and brought to a Bradford, Ontario court.",
        ["Stroud", "Ontario", "Canada", "Bradford", "Ontario"],
        ["CAN/Ontario/city", "CAN/Ontario/state", "CAN//country", "CAN/Ontario/city",
         "CAN/Ontario/state"],
    ),
    (
        "A barn burned in Kettlebrook, Alabama, on Friday.",
        ["Kettlebrook", "Alabama"],
        ["USA/Alabama/city", "USA/Alabama/state"],
    ),
    (
        "At the talks in Geneva, Iran said it would wait.",
        ["Geneva", "Iran"],
        ["CHE/Geneva/city", "IRN//country"],
    ),
    (
        "A bakery in the Adhamiyah district of Baghdad burned.",
        ["Adhamiyah", "Baghdad"],
        ["IRQ/Baghdad/region", "IRQ/Baghdad/city"],
    ),
    (
        "The Peruvian towns of San Ketto and Cajamarca mourn.",
        ["San Ketto", "Cajamarca"],
        ["-", "PER/Cajamarca Department/city"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        *SMALL_TOWNS, *COUNTIES, *LISTS, *FORMER, *WATERS, *CITY_OR_DIVISION, *ABROAD,
    ],
)  # fmt: skip
def test_places_of_kind(text: str, names: list[str], expected: list[str]) -> None:
    assert told(text, *names) == expected


def test_places_long_lists_take_time_in_step_with_their_length() -> None:
    names = ("Springfield", "Paris", "Georgia", "Victoria", "Lima") * 400
    text, mentions = "", []
    for name in names:
        mentions.append(Toponym(len(text), len(text) + len(name), name, "GPE"))
        text += name + ", "
    begin = time.process_time()
    assert len(resolve_places(gazetteer(), text, mentions, Hints({}))) == len(names)
    assert time.process_time() - begin < 5
