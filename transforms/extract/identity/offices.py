"""Bodies that every state has, told apart by the state: ``org:rus-defence-ministry``."""

from __future__ import annotations

import re
from typing import Final, Optional

from transforms.extract.gazetteer import COUNTRY, gazetteer
from transforms.extract.identity.named import Named
from transforms.extract.organizations import known_organizations
from transforms.extract.spans import surface
from transforms.extract.wordlists import words

_BRIEFS: Final = {
    "foreign": "foreign", "foreign affairs": "foreign", "external affairs": "foreign",
    "defence": "defence", "defense": "defence", "national defence": "defence",
    "national defense": "defence", "interior": "interior", "internal affairs": "interior",
    "home affairs": "interior", "finance": "finance", "health": "health", "justice": "justice",
    "education": "education", "agriculture": "agriculture", "energy": "energy", "oil": "oil",
    "transport": "transport", "trade": "trade", "culture": "culture",
    "environment": "environment", "economy": "economy", "labor": "labour", "labour": "labour",
    "information": "information", "tourism": "tourism", "industry": "industry",
}  # fmt: skip
_BRIEF: Final = "|".join(sorted(_BRIEFS, key=lambda brief: (-len(brief), brief)))
_MINISTRY: Final = re.compile(
    rf"(?P<whose>.{{0,200}} )?(?:(?P<before>{_BRIEF}) (?:ministry|department)"
    rf"|(?:ministry|department) (?:of|for) (?:the )?(?P<behind>{_BRIEF}))(?P<of> of .{{0,200}})?",
    re.IGNORECASE,
)
_ORGANS: Final = re.compile(
    r"(?P<whose>.{0,200} )?(?P<organ>parliament|congress|senate|supreme court"
    r"|constitutional court|national assembly|national guard|coast guard|central bank)"
    r"(?P<of> of .{0,200})?",
    re.IGNORECASE,
)
#: Words that may stand beside such a body's name without making it another one.
_PLAIN: Final = words("the of national federal royal central union people's peoples")
#: What the states of a federation have as well: there the bare name does not tell whose it is.
_FEDERATIONS: Final = words("USA CAN AUS IND DEU BRA MEX NGA")
_OF_STATES_TOO: Final = words(
    "senate supreme-court constitutional-court national-guard national-assembly parliament health "
    "education agriculture transport trade culture environment economy labour information tourism "
    "industry finance"
)
#: Names that mean another body in one country.
_OTHERWISE: Final = {("IND", "congress"): "org:indian-national-congress"}


def identify(named: Named) -> Optional[str]:
    """The id of a ministry or an organ of a state whose country is known.

    A chain with a form of a lower body ("Ohio Supreme Court ... Supreme Court") has none, nor has
    one whose country is a guess: a bare name that nothing beside it gives to a country, while the
    article names several that have such a body.
    """
    if named.label != "ORG" or named.country not in gazetteer().countries:
        return None
    found = {ident for form in named.forms if (ident := _find(form, named)) is not None}
    return found.pop() or None if len(found) == 1 else None


def _find(form: str, named: Named) -> Optional[str]:
    """The id of one form; "" where it is another body than the state's, None for no such body."""
    country = named.country or ""
    plain = re.sub(r"['’]s\b", "", form)
    ministry = _MINISTRY.fullmatch(plain)
    match = ministry or _ORGANS.fullmatch(plain)
    if match is None:
        return None
    owner = _owner(f"{match['whose'] or ''}{match['of'] or ''}")
    if owner not in ("", country):
        return ""
    if ministry is not None:
        kind = _BRIEFS[(ministry["before"] or ministry["behind"]).lower()]
        ident = f"org:{country.lower()}-{kind}-ministry"
    else:
        kind = match["organ"].lower().replace(" ", "-")
        ident = f"org:{country.lower()}-{kind}"
    if not owner and not named.beside and _is_guess(kind, named):
        return ""
    return _OTHERWISE.get((country, kind), ident)


def _owner(beside: str) -> Optional[str]:
    """The country that the words around a body's name tell, "" for none, None for another owner."""
    gaz = gazetteer()
    whose = " ".join(word for word in beside.split() if word.lower() not in _PLAIN)
    if not whose:
        return ""
    demonym = gaz.demonyms.get(whose.lower())
    states = {r.country for r in gaz.find(whose) if r.kind == COUNTRY}
    if whose in gaz.abbreviations and not states:
        return None
    return demonym or (states.pop() if len(states) == 1 else None)


def _is_guess(kind: str, named: Named) -> bool:
    """Whether a bare name may be the body of a part of the state, or of another state."""
    country, about = named.country or "", named.about
    if country in _FEDERATIONS and kind in _OF_STATES_TOO:
        return True
    body = known_organizations().get(surface(kind.replace("-", " ")))
    others = [about[code] for code in about if code != country]
    if body is not None:
        others = [about[c] for c in about if c != country and body.belongs_to(c)]
    return about.get(country, 0) < 2 * max(others, default=0) or not about.get(country)
