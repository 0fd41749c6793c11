"""An outlet's name and a story's words → whether the story is told at home, and where."""

from __future__ import annotations

import re
from typing import Final, Optional

from transforms.extract.gazetteer import fold
from transforms.extract.wordlists import words

#: What a paper's address has beside its town.
_PAPERS: Final = words(
    "advertiser advocate argus bee beacon bulletin chronicle citizen courier daily democrat "
    "dispatch echo enquirer examiner express gazette guardian herald independent item journal "
    "leader ledger local mail mercury messenger mirror monitor news observer online pioneer post "
    "press record reporter register review sentinel standard star statesman sun telegram telegraph "
    "times tribune voice weekly"
)
#: Letters from which on a town's name in an address is no chance.
_LONG: Final = 5


def at_home(name: str, outlet: str) -> bool:
    """Whether an outlet's address names a town and a paper: "Paris" in parisbeacon.com.

    >>> at_home("Paris", "parisbeacon.com"), at_home("Paris", "paris.fr"), at_home("Rome", "")
    (True, False, False)
    """
    town = fold(name).replace(" ", "")
    label = outlet.lower().removeprefix("www.").split(".", 1)[0].replace("-", "")
    if len(town) < _LONG or town not in label:
        return False
    rest = label.replace(town, "", 1).removeprefix("the")
    return any(word in rest for word in _PAPERS)


#: What American local papers write of, each for its own: a story with several is told at home.
_AMERICAN: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b[A-Z][a-z]+ County\b",
        r"\b(?:Middle|High|Elementary) School\b",
        r"\b[Ss]heriff\b",
        r"\b(?:Township|township|Borough Council)\b",
        r"\bCity (?:Council|Hall|Manager)\b|\bcity council\b",
        r"\b(?:[Ss]chool [Bb]oard|[Ss]chool [Dd]istrict|Board of Education|superintendent)\b",
        r"\b\d{3}-\d{4}\b",
        r"\b(?:Interstate|Highway|Route|U\.S\.|I-)\s?\d+\b",
        r"\b(?:Street|Avenue|Road|Drive|Lane|Blvd|Ave\.|Rd\.|St\.,)",
        r"\b(?:[Ss]tate [Tt]roopers?|State Police|Police Chief|police chief|[Gg]rand jury)\b",
        r"\b(?:Chamber of Commerce|Rescue Squad|Crime Stoppers|Municipal Court|Circuit Court)\b",
        r"\b(?:Rep|Sen|Gov)\. [A-Z]",
    )
)
#: What is written so elsewhere.
_ELSEWHERE: Final = re.compile(
    r"£|€|\b(?:Cllr|Constabulary|[Cc]ouncillors?|PC [A-Z]|Det (?:Sgt|Insp|Con)|magistrates"
    r"|[Bb]orough [Cc]ouncil|centre|metres?|kilomet(?:re|er)s?|km|colour|neighbour\w*)\b"
)
#: Kinds of such words from which on a story is an American local one.
_KINDS: Final = 3


def home_of_local_story(text: str) -> Optional[str]:
    """USA for a story full of what American local papers write of, None for any other.

    >>> home_of_local_story("Paris City Council met at the high school. Sheriff Ed Lee spoke.")
    >>> home_of_local_story("City Council met at Lee High School on 3rd Street, Sheriff Lee said.")
    'USA'
    """
    if _ELSEWHERE.search(text):
        return None
    found = sum(pattern.search(text) is not None for pattern in _AMERICAN)
    return "USA" if found >= _KINDS else None
