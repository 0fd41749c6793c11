"""Bodies that every state has, told apart by the state: ``org:rus-defence-ministry``."""

from __future__ import annotations

import re
from typing import Final, Optional

from transforms.extract.gazetteer import gazetteer
from transforms.extract.identity.named import Named

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
    rf"(?:.{{0,200}} )?(?:(?P<before>{_BRIEF}) (?:ministry|department)"
    rf"|(?:ministry|department) (?:of|for) (?:the )?(?P<behind>{_BRIEF}))(?: of .{{0,200}})?",
    re.IGNORECASE,
)
_ORGANS: Final = re.compile(
    r"(?:.{0,200} )?(?P<organ>parliament|congress|senate|supreme court|constitutional court"
    r"|national assembly|national guard|coast guard|central bank)(?: of .{0,200})?",
    re.IGNORECASE,
)
#: Words that make it the body of a part of the state ("Texas Supreme Court") or another's.
_LOWER: Final = re.compile(
    r"state|provincial|regional|county|city|european|party|african|islamic courts|arab", re.I
)


def identify(named: Named) -> Optional[str]:
    """The id of a ministry or an organ of a state whose country is known.

    A chain with a form of a lower body ("Ohio Supreme Court ... Supreme Court") has none.
    """
    if named.label != "ORG" or named.country not in gazetteer().countries:
        return None
    found = {ident for form in named.forms if (ident := _find(form, named.country)) is not None}
    return found.pop() or None if len(found) == 1 else None


def _find(form: str, country: str) -> Optional[str]:
    """The id of one form; "" where it is the body of a part of the state, None for no such body."""
    plain = re.sub(r"['’]s\b", "", form)
    ministry = _MINISTRY.fullmatch(plain)
    organ = _ORGANS.fullmatch(plain) if ministry is None else None
    match = ministry or organ
    if match is None:
        return None
    if _LOWER.search(plain) or _names_a_part(plain, country):
        return ""
    if ministry is not None:
        brief = (ministry["before"] or ministry["behind"]).lower()
        return f"org:{country.lower()}-{_BRIEFS[brief]}-ministry"
    assert organ is not None
    return f"org:{country.lower()}-{organ['organ'].lower().replace(' ', '-')}"


def _names_a_part(form: str, country: str) -> bool:
    """Whether a name begins with a place that is not the state: "Texas Supreme Court"."""
    gaz = gazetteer()
    for word in re.findall(r"[A-Z][\w.-]+", form):
        records = gaz.find(word)
        own = word.lower() in gaz.demonyms or any(
            record.kind == 3 and record.country == country for record in records
        )
        if not own and any(r.kind == 1 and r.country == country for r in records):
            return True
    return False
