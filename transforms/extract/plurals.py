"""Plural mentions → the chains they mean, where the evidence is good; else they are left alone.

"The two Russian officials", "both leaders", "the two countries", "the pair", "they". The number
must be right: as many named people, organizations or countries as the phrase counts, joined by
"and" in reach, or the only ones in the article so far that fit the noun and its nationality.
"They" takes only a joined subject of the sentence before or of the same sentence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, Optional

from transforms.extract.dependencies import Tree
from transforms.extract.people import people
from transforms.extract.references import Antecedent
from transforms.extract.wordlists import words


class PluralLink(NamedTuple):
    """Tokens first to last (exclusive) that mean these chains together."""

    first: int
    last: int
    chains: tuple[int, ...]


class _Joined(NamedTuple):
    """Names joined by "and": where they end, their sentence, whether they are a subject."""

    last: int
    sentence: int
    label: str
    members: tuple[Antecedent, ...]
    subject: bool


_NUMBERS: Final = {"two": 2, "three": 3, "four": 4, "five": 5}
_PAIRS: Final = {"pair": 2, "duo": 2, "trio": 3, "quartet": 4}
#: How many sentences back joined names may stand.
_REACH: Final = 3
_LEADERS: Final = words(
    "president prime premier chancellor king queen emperor leader sultan emir prince "
    "president-elect"
)
_OFFICIALS: Final = _LEADERS | words(
    "minister secretary ambassador envoy spokesman spokeswoman spokesperson governor gov gov. "
    "mayor commissioner secretary-general chief director representative general"
)
_SOLDIERS: Final = words(
    "gen gen. general maj maj. major lt lt. lieutenant brig. brigadier col col. colonel capt "
    "capt. captain cmdr. commander admiral adm. sgt sgt. sergeant cpl. corporal private"
)
#: Noun → titles that it covers; an empty set covers any person.
_PEOPLE: Final[dict[str, frozenset[str]]] = {
    "leaders": _LEADERS,
    "presidents": frozenset(("president",)),
    "officials": _OFFICIALS,
    "ministers": words("minister premier secretary"),
    "diplomats": words("minister secretary ambassador envoy representative"),
    "lawmakers": words("sen sen. senator rep rep. representative congressman congresswoman mp"),
    "senators": words("sen sen. senator"),
    "politicians": _OFFICIALS | words("sen sen. senator rep rep. representative mp"),
    "generals": words("gen gen. general maj. lt."),
    "officers": _SOLDIERS | words("officer detective inspector sheriff"),
    "commanders": _SOLDIERS,
    **dict.fromkeys(("men", "women", "people", "suspects", "defendants"), frozenset()),
}
_GENDERED: Final = {"men": "m", "women": "f"}
_COMPANIES: Final = words(
    "companies firms automakers carmakers airlines manufacturers retailers corporations "
    "planemakers conglomerates banks broadcasters newspapers organizations organisations groups "
    "agencies parties"
)
_COUNTRIES: Final = words("countries nations states neighbours neighbors")
_GLUE: Final = words(", and & the mr mr. mrs mrs. ms ms. 's ’s")


def link_plurals(
    tree: Tree, names: Sequence[Antecedent], taken: Sequence[bool], quoted: Sequence[bool]
) -> list[PluralLink]:
    """Links of plural mentions, in text order.

    ``taken`` marks the tokens of names, ``quoted`` those of direct quotes, which are left alone.
    """
    triggers = [
        token
        for token, lower in enumerate(tree.lower)
        if (lower in _NUMBERS or lower in _PAIRS or lower in ("both", "they"))
        and not taken[token]
        and not quoted[token]
    ]
    if not triggers:
        return []
    joined = _joined(tree, names)
    fitting = _Fitting(names)
    links: list[PluralLink] = []
    for token in triggers:
        lower = tree.lower[token]
        if lower == "they":
            link = _they(tree, token, joined) or _again(tree, token, links)
        elif lower in _PAIRS:
            link = _pair(tree, token, joined)
        else:
            link = _counted(tree, token, fitting, joined, taken)
        if link is not None:
            links.append(link)
    return links


def _joined(tree: Tree, names: Sequence[Antecedent]) -> list[_Joined]:
    """Runs of names of one kind with nothing but titles, commas and "and" between them."""
    titles = {piece for title in people().titles for piece in title.split()}
    found: list[_Joined] = []
    run: list[Antecedent] = []

    def close() -> None:
        chains = {member.chain for member in run}
        between = {tree.lower[t] for a, b in pairwise(run) for t in range(a.last, b.first)}
        if len(run) > 1 and len(chains) == len(run) and between & {"and", "&"}:
            subject = any(
                tree.deps[t] in ("nsubj", "nsubj:pass") for t in range(run[0].first, run[0].last)
            ) or _title_is_subject(tree, run[0])
            found.append(
                _Joined(
                    run[-1].last,
                    tree.sentence_of[run[0].first],
                    run[0].label,
                    tuple(run),
                    subject,
                )
            )
        run.clear()

    for name in names:
        if run:
            gap = tree.lower[run[-1].last : name.first]
            linked = (
                name.label == run[-1].label
                and 0 < len(gap) <= 8
                and tree.sentence_of[name.first] == tree.sentence_of[run[-1].first]
                and gap[0] in (",", "and", "&", "'s", "’s")
                and all(
                    word in _GLUE or word in titles or tree.tags[run[-1].last + at] == "JJ"
                    for at, word in enumerate(gap)
                )
                and bool({",", "and", "&"} & set(gap))
            )
            if not linked:
                close()
        run.append(name)
    close()
    return found


def _title_is_subject(tree: Tree, name: Antecedent) -> bool:
    """ "Prime Minister Ann Lee": the title may head the phrase."""
    head = tree.heads[name.first]
    return head >= 0 and name.first - head <= 3 and tree.deps[head] in ("nsubj", "nsubj:pass")


def _fits(name: Antecedent, noun: str, country: Optional[str]) -> bool:
    if country is not None and name.country != country:
        return False
    if noun in _COUNTRIES:
        return name.is_country
    if noun in _COMPANIES:
        return name.label == "ORG"
    covered = _PEOPLE[noun]
    if name.label != "PERSON" or (covered and not set(name.title.split()) & covered):
        return False
    return _GENDERED.get(noun, name.gender) == name.gender


class _Fitting:
    """Names, and those of them that fit a noun and its nationality; each looked for once."""

    def __init__(self, names: Sequence[Antecedent]) -> None:
        self._names = names
        self._firsts = [name.first for name in names]
        self._found: dict[tuple[str, Optional[str]], tuple[list[int], list[Antecedent]]] = {}

    def at(self, token: int) -> Optional[Antecedent]:
        """The name that holds a token."""
        index = bisect_right(self._firsts, token) - 1
        name = self._names[index] if index >= 0 else None
        return name if name is not None and token < name.last else None

    def before(
        self, token: int, noun: str, country: Optional[str], since: int
    ) -> Iterator[Antecedent]:
        """The names that fit and end before a token, the last first, from token ``since`` on."""
        key = (noun, country)
        if key not in self._found:
            fit = [name for name in self._names if _fits(name, noun, country)]
            self._found[key] = [name.last for name in fit], fit
        lasts, fit = self._found[key]
        for index in range(bisect_right(lasts, token) - 1, -1, -1):
            if fit[index].first < since:
                return
            yield fit[index]


def _counted(
    tree: Tree,
    token: int,
    names: _Fitting,
    joined: Sequence[_Joined],
    taken: Sequence[bool],
) -> Optional[PluralLink]:
    """ "the two (Russian) officials", "both leaders", "both" as a subject by itself."""
    if tree.lower[token] == "both" and tree.deps[token] in ("nsubj", "nsubj:pass"):
        return _pair(tree, token, joined)
    head = tree.heads[token]
    if head <= token or head - token > 4 or taken[head]:
        return None
    noun = tree.lower[head]
    if not (noun in _COUNTRIES or noun in _COMPANIES or noun in _PEOPLE):
        return None
    first = token
    if tree.lower[token] != "both":
        if token == 0 or tree.lower[token - 1] not in ("the", "these", "those"):
            return None  # "two officials" are new ones
        first = token - 1
    plain, country = _nationality(tree, token, head, names, taken)
    if not plain:
        return None
    if any(c > head for c in tree.kids(head, "acl:relcl", "acl", "nmod", "appos")):
        return None  # "the two officials who resigned", "the two ministers of Peru"
    count = _NUMBERS.get(tree.lower[token], 2)
    for group in _in_reach(tree, token, joined):
        if len(group.members) == count and all(_fits(m, noun, country) for m in group.members):
            return PluralLink(first, head + 1, _chains(group.members))
    chains = _so_far(tree, token, noun, country, names, count)
    return PluralLink(first, head + 1, chains) if len(chains) == count else None


def _nationality(
    tree: Tree, token: int, head: int, names: _Fitting, taken: Sequence[bool]
) -> tuple[bool, Optional[str]]:
    """(whether nothing but one nationality stands before the noun, its country)."""
    country = None
    for inner in range(token + 1, head):
        if taken[inner]:
            nation = names.at(inner)
            if nation is None or nation.country is None or country is not None:
                return False, None
            country = nation.country
        elif tree.lower[inner] not in ("senior", "top", "former", "neighboring", "neighbouring"):
            return False, None  # "the two wounded men" may be others
    return True, country


def _in_reach(tree: Tree, token: int, joined: Sequence[_Joined]) -> Iterator[_Joined]:
    """Joined names that end before a token and stand near enough, the last first."""
    sentence = tree.sentence_of[token]
    for index in range(bisect_right(joined, token, key=lambda group: group.last) - 1, -1, -1):
        if sentence - joined[index].sentence > _REACH:
            return
        yield joined[index]


def _so_far(
    tree: Tree, token: int, noun: str, country: Optional[str], names: _Fitting, count: int
) -> tuple[int, ...]:
    """Chains of those named before that fit, joined nowhere; none where one more is near.

    People by a title may stand anywhere, others in the sentences before; somebody in the same
    sentence is one more. Of more than ``count`` chains it is enough to know that they are more.
    """
    if noun in _COMPANIES:
        return ()
    sentence = tree.sentence_of[token]
    since = 0
    if not _PEOPLE.get(noun):
        since = bisect_left(tree.sentence_of, sentence - _REACH + 1)
    found: list[Antecedent] = []
    for name in names.before(token, noun, country, since):
        if tree.sentence_of[name.first] == sentence:
            return ()
        found.append(name)
        if len(found) > count and len(_chains(found)) > count:
            break
    return _chains(found[::-1])


def _pair(tree: Tree, token: int, joined: Sequence[_Joined]) -> Optional[PluralLink]:
    """ "The pair", "the trio", "both": the last joined people in reach, if so many."""
    count = _PAIRS.get(tree.lower[token], 2)
    first = token
    if tree.lower[token] != "both":
        if token == 0 or tree.lower[token - 1] != "the" or tree.children[token] != [token - 1]:
            return None  # "the pair of shoes"
        first = token - 1
    group = next(_in_reach(tree, token, joined), None)
    if group is None or len(group.members) != count:
        return None
    fits = group.label == "PERSON" or tree.lower[token] == "both"
    return PluralLink(first, token + 1, _chains(group.members)) if fits else None


def _they(tree: Tree, token: int, joined: Sequence[_Joined]) -> Optional[PluralLink]:
    """A joined subject just before, with no other plural between."""
    if tree.deps[token] not in ("nsubj", "nsubj:pass"):
        return None
    group = next(_in_reach(tree, token, joined), None)
    if group is None or not group.subject:
        return None
    if tree.sentence_of[token] - group.sentence > 1:
        return None
    rival = any(
        tree.tags[t] in ("NNS", "NNPS") and tree.deps[t] in ("nsubj", "nsubj:pass", "obj")
        for t in range(group.last, token)
    )
    return None if rival else PluralLink(token, token + 1, _chains(group.members))


def _again(tree: Tree, token: int, links: Sequence[PluralLink]) -> Optional[PluralLink]:
    """ "They" behind "The two countries quarrelled.": the plural subject right before."""
    if not links or tree.deps[token] not in ("nsubj", "nsubj:pass"):
        return None
    last = links[-1]
    near = tree.sentence_of[token] - tree.sentence_of[last.first] <= 1
    if not near or tree.deps[last.last - 1] not in ("nsubj", "nsubj:pass"):
        return None
    if any(tree.tags[t] in ("NNS", "NNPS") for t in range(last.last, token)):
        return None
    return PluralLink(token, token + 1, last.chains)


def _chains(members: Sequence[Antecedent]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(member.chain for member in members))
