"""Text that reports no event → texts by kind: sports tables, recipes, stock tables, lists.

Made from templates written for newsbeam, without chance: the n-th text is always the same. A coder
should be silent on it; `evaluate_events.py` counts the rows it gives per 1,000 sentences.
"""

from __future__ import annotations

__all__ = ["noise"]

TEAMS = ["Northfield Rovers", "Kestrel City", "Port Amber", "Eastmoor United", "Lakeside Athletic",
         "Halden Town", "Redbridge", "Solway Albion", "Tarn Valley", "Wexcombe"]  # fmt: skip
PLAYERS = ["Harlow", "Mensah", "Ortega", "Lindqvist", "Baptiste", "Novak", "Okafor", "Tanaka",
           "Price", "Duarte"]  # fmt: skip
STOCKS = ["Alder Mining", "Brightwell Foods", "Corvane Energy", "Dunmore Bank", "Elara Systems",
          "Fenwick Rail", "Galvin Steel", "Hestia Homes", "Ionis Labs", "Juniper Air"]  # fmt: skip
INGREDIENTS = [
    "plain flour", "caster sugar", "unsalted butter", "chopped onions", "olive oil",
    "ground cumin", "lemon juice", "tinned tomatoes", "grated cheddar", "fresh basil",
]  # fmt: skip
STEPS = [
    "Heat the oil in a large pan over a medium heat.",
    "Add the onions and cook gently for ten minutes.",
    "Stir in the spices, then pour over the stock.",
    "Bring to the boil, reduce the heat and simmer for 25 minutes.",
    "Meanwhile, preheat the oven to 180C.",
    "Beat the eggs with the sugar until pale and thick.",
    "Fold in the flour and spoon the mixture into the tin.",
    "Bake for 40 minutes or until a skewer comes out clean.",
    "Leave to cool on a wire rack.",
    "Season to taste and serve with rice.",
    "Whisk the cream until it holds soft peaks.",
    "Strike the tin on the worktop to release any air bubbles.",
    "Beat, punch down and shape the dough into two loaves.",
    "Shoot a little syrup over the top and set aside.",
]
LISTINGS = ["6.00 Breakfast", "9.15 Morning Court", "10.00 The Kitchen Table", "13.00 News",
            "13.30 Weather", "14.00 Film: The Long Siege", "16.45 Battle of the Bakers",
            "18.00 News at Six", "19.00 Quiz Night", "22.00 Talks with Friends"]  # fmt: skip


def _football(n: int) -> str:
    lines = ["League Two results and scorers"]
    for i in range(5):
        home, away = TEAMS[(n + i) % 10], TEAMS[(n + 2 * i + 3) % 10]
        lines.append(
            f"{home} {(n + i) % 4} ({PLAYERS[(n + i) % 10]} 23, 71) {away} {i % 3} (HT 1-0)"
        )
    lines.append("P W D L F A Pts")
    for i in range(6):
        lines.append(f"{i + 1}. {TEAMS[(n + i) % 10]} 18 {11 - i} 4 {3 + i} 31 17 {37 - 3 * i}")
    lines.append(f"Friendly: {TEAMS[n % 10]} v {TEAMS[(n + 5) % 10]}, 7.45pm")
    return "\n".join(lines)


def _racing(n: int) -> str:
    lines = ["Tennis, first round", *(
        f"{PLAYERS[(n + i) % 10]} (No. {i + 1}) bt {PLAYERS[(n + i + 4) % 10]} 6-{i % 5}, 7-5"
        for i in range(6)
    )]  # fmt: skip
    lines.append(
        "100m: 1 " + ", ".join(f"{PLAYERS[(n + i) % 10]} {9.9 + i / 20:.2f}" for i in range(4))
    )
    return "\n".join(lines)


def _recipe(n: int) -> str:
    head = [f"Serves {2 + n % 6}. Preparation 20 minutes, cooking 40 minutes."]
    items = [f"{50 * (1 + (n + i) % 7)}g {INGREDIENTS[(n + i) % 10]}" for i in range(5)]
    steps = [STEPS[(n + 3 * i) % len(STEPS)] for i in range(6)]
    return "\n".join(head + items) + "\n\n" + " ".join(steps)


def _stocks(n: int) -> str:
    lines = ["Name Last Chg %Chg Volume High Low"]
    for i in range(10):
        price = 12.5 + (7 * n + 13 * i) % 90
        change = ((n + 3 * i) % 11 - 5) / 4
        lines.append(
            f"{STOCKS[(n + i) % 10]} {price:.2f} {change:+.2f} {100 * change / price:+.1f}% "
            f"{1000 * (i + 3 + n % 7):,} {price + 1:.2f} {price - 1:.2f}"
        )
    return "\n".join(lines)


def _names(n: int) -> str:
    lines = ["Members of the committee:"]
    lines += [
        f"{PLAYERS[(n + i) % 10]}, {PLAYERS[(n + 3 * i + 1) % 10]} J. (chair)" for i in range(6)
    ]
    lines += ["On television tonight", *(LISTINGS[(n + i) % 10] for i in range(6))]
    return "\n".join(lines)


def noise(count: int = 20) -> dict[str, list[str]]:
    """``count`` texts of each kind."""
    return {
        "sports": [(_football if n % 2 else _racing)(n) for n in range(count)],
        "recipes": [_recipe(n) for n in range(count)],
        "stocks": [_stocks(n) for n in range(count)],
        "lists": [_names(n) for n in range(count)],
    }
