"""Names whose own words say their type: laws, works, products, operations, waters, languages.

The corpora mark hardly any of them and tell them apart even less (GMB has one label for artefacts
of all kinds), so the network learns one type, ``LAW``, for whatever people make; which it is, the
words tell. A language is one only by its name.
"""

import re
from collections.abc import Sequence

import numpy as np

from transforms.extract.layout import FloatArray, Layout
from transforms.extract.mending.agreement import Name
from transforms.extract.wordlists import words

#: What the network answers for artefacts of every kind.
ARTEFACT = "LAW"

_LEGAL = words(
    """act acts law laws treaty treaties convention conventions protocol protocols accord
    accords agreement agreements constitution amendment amendments charter code codes statute
    statutes directive regulation resolution bill decree ordinance pact covenant declaration
    proposition title article section rule chapter clause edict magna rights order"""
)
#: Last words of a name that make it a law even where the network says organization.
_ENACTED = words("Act Treaty Protocol Accord Accords Amendment Constitution Pact")
_UNDERTAKING = words("operation exercise hurricane typhoon cyclone")
_CONTESTS = words(
    """cup championship championships olympics paralympics marathon festival superbowl playoffs
    prix"""
)
_HAPPENING = _CONTESTS | words(
    """war wars games olympic hurricane typhoon cyclone tsunami earthquake tournament summit
    revolution uprising intifada bowl massacre siege holocaust day forum expo"""
)
#: Waters and landscapes, which the network takes for towns and countries now and then.
_NATURE_FIRST = words("Lake River Gulf Strait")
_NATURE_LAST = words(
    """Sea Ocean River Mountains Peninsula Desert Strait Straits Channel Gulf Basin Delta Glacier
    Canyon Reef Archipelago Plateau Range Islets"""
)
#: Groups of states: "G8", "G-20", "P5+1".
_CLUB = re.compile(r"[GP]-?\d{1,2}(?:\+\d)?")
_QUOTES = frozenset("\"“”'‘’`«»„") | {"``", "''"}
_SMALL = words("the a an of in on and for to with at my your our")
_LANGUAGES = words(
    """afrikaans akan albanian amharic arabic aramaic armenian azerbaijani azeri bahasa balochi
    bambara basque belarusian bengali berber bosnian breton bulgarian burmese cantonese catalan
    cebuano chechen chichewa chinese corsican creole croatian czech danish dari dinka dutch
    dzongkha english esperanto estonian ewe farsi fijian filipino finnish flemish french frisian
    fulani gaelic galician georgian german greek guarani gujarati hausa hawaiian hebrew hindi
    hindustani hungarian icelandic igbo inuktitut irish italian japanese javanese kannada
    kashmiri kazakh khmer kikuyu kinyarwanda kirundi konkani korean krio kurdish kurmanji kyrgyz
    lao latin latvian lingala lithuanian luganda luo luxembourgish macedonian malagasy malay
    malayalam maltese mandarin maori marathi mayan moldovan mongolian nahuatl navajo ndebele
    nepali norwegian occitan oromo ossetian papiamento pashto persian pidgin polish portuguese
    provencal punjabi quechua romani romanian romansh russian samoan sango sanskrit scots sepedi
    serbian serbo-croat sesotho setswana shona sindhi sinhala sinhalese slovak slovene slovenian
    somali sorani sorbian spanish sundanese swahili swazi swedish tagalog tajik tamazight tamil
    tatar telugu tetum thai tibetan tigrinya tongan tsonga tswana turkish turkmen twi ukrainian
    urdu uyghur uzbek venda vietnamese welsh wolof xhosa yiddish yoruba zulu"""
)

#: "A380", "MiG-29", "777-200LR"; not "G20", "U21", "M5".
_DESIGNATION = re.compile(r"(?!G\d|U\d)(?:[A-Za-z]{1,4}-?\d{2,4}|\d{3})[A-Za-z]{0,3}s?")
#: What is a model's number without its maker.
_ALONE = re.compile(r"(?!G)[A-Z][A-Za-z]{0,3}-\d{2,4}[A-Z]?s?|A3[0-8]0s?")
#: What stands behind a maker alone: "Boeing" 747, 737 - 800.
_NUMBER = re.compile(r"[A-Z]{0,2}\d{3}\w{0,4}")
_VARIANT = re.compile(r"\d{1,4}\w{0,4}")
_MAKERS = words(
    """Airbus Antonov Boeing Bombardier Cessna Embraer Fokker Ilyushin Learjet Saab Sukhoi
    Tupolev"""
)


def worded(names: Sequence[Name], layout: Layout) -> list[Name]:
    """Return *names* with the types that their words tell; what names nothing is left out."""
    result = []
    for name in names:
        words_ = [layout.word(at) for at in range(name.start, name.end)]
        if not empty(words_):
            before = layout.word(name.start - 1) if name.start else ""
            result.append(name._replace(label=kind(name.label, words_, before)))
    return result


def numbered_products(names: Sequence[Name], layout: Layout) -> list[Name]:
    """Return *names* with makers and the model's number behind them as one product."""
    result: list[Name] = []
    for name in names:
        if result and name.start < result[-1].end:
            continue  # the number, marked as a name of its own
        if name.label == "ORG" and name.end - name.start == 1:
            behind = range(name.end, min(name.end + 3, layout.count))
            more = number_behind(layout.word(name.start), [layout.word(at) for at in behind])
            if more:
                name = name._replace(end=name.end + more, label="PRODUCT")
        result.append(name)
    return result


def only_languages(scores: FloatArray, layout: Layout, labels: Sequence[str]) -> FloatArray:
    """Return *scores* without the type of a language on words that are no language's name."""
    tongue = [at for at, label in enumerate(labels) if label[2:] == "LANGUAGE"]
    doubtful = np.flatnonzero(np.isin(scores.argmax(axis=1), tongue))
    wrong = [int(at) for at in doubtful if not is_language(layout.word(int(at)))]
    if wrong:
        scores = scores.copy()
        rest = scores[wrong]
        rest[:, tongue] = -30.0
        scores[wrong] = rest - np.logaddexp.reduce(rest, axis=1, keepdims=True)
    return scores


def kind(label: str, name: Sequence[str], before: str) -> str:
    """Return the type of a name that the network calls *label*.

    Args:
        label: an OntoNotes type.
        name: its words.
        before: the word in front of it, or "".
    """
    last = name[-1]
    if label in ("ORG", "GPE", "LOC", "FAC"):
        if designated(name):
            return "PRODUCT"
        if label == "ORG" and len(name) > 1 and last in _ENACTED:
            return "LAW"
        if len(name) > 1 and last.lower() in _CONTESTS:
            return "EVENT"
    if label == "GPE" and len(name) > 1 and (name[0] in _NATURE_FIRST or last in _NATURE_LAST):
        return "LOC"
    if label != ARTEFACT:
        return label
    lower = [word.lower() for word in name]
    if lower[0] in _UNDERTAKING and len(name) > 1:
        return "EVENT"
    if any(word in _LEGAL for word in lower):
        return "LAW"
    if _CLUB.fullmatch("".join(name)):
        return "ORG"
    if lower[-1] in _HAPPENING or lower[0] == "olympic":
        return "EVENT"
    titled = before in _QUOTES and len(name) > 1
    return "WORK_OF_ART" if titled or any(word in _SMALL for word in lower) else "PRODUCT"


def empty(name: Sequence[str]) -> bool:
    """Say whether a name is nothing but an article, a preposition or one letter."""
    return len(name) == 1 and (len(name[0]) == 1 or name[0].lower() in _SMALL)


def is_language(word: str) -> bool:
    """Say whether *word* is the name of a language."""
    return word.lower() in _LANGUAGES


def number_behind(maker: str, behind: Sequence[str]) -> int:
    """Return how many of the words *behind* a maker's name are its model's number."""
    if maker not in _MAKERS or not behind or not _NUMBER.fullmatch(behind[0]):
        return 0
    if len(behind) > 2 and behind[1] == "-" and _VARIANT.fullmatch(behind[2]):
        return 3
    return 1


def designated(name: Sequence[str]) -> bool:
    """Say whether a name ends in a model's number: "Airbus A380", "Boeing 777-200LR", "F-16s"."""
    if _ALONE.fullmatch("".join(name)):
        return True
    for start in range(1, len(name)):
        text = "".join(name[start:])
        found = _DESIGNATION.match(text)
        if found and (found.end() == len(text) or text[found.end()] == "-"):
            return name[0] in _MAKERS or any(c.isalpha() for c in text)
    return False
