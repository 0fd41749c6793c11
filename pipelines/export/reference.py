"""docs/layouts.md and docs/codebook.md → generated from layouts and ontology."""

from __future__ import annotations

import json
import sys
from importlib.resources import files

from pipelines.export.layouts import Layout, all_layouts
from schemas.ontology import load_event_classes, load_ontology


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|")


def _layout(layout: Layout) -> list[str]:
    lacking = [f"`{column.name}`" for column in layout.columns if not column.sql]
    lines = [f"## {layout.name}: {layout.title}", "", f"Source: {layout.source}."]
    rows = f"Rows: those of `{layout.rows}`"
    lines.append(f"{rows} where `{layout.where}`." if layout.where else f"{rows}.")
    if not layout.header:
        lines.append("Text files have no head line (`--header yes` writes one).")
    if layout.null:
        lines.append(f"Text files write null as `{layout.null}`.")
    lines.append(f"Null: {', '.join(lacking)}." if lacking else "No column is always null.")
    lines += ["", "| column | type | what differs |", "|---|---|---|"]
    for column in layout.columns:
        note = column.note or ("" if column.sql else "null")
        lines.append(f"| `{column.name}` | {column.type} | {_cell(note)} |")
    return [*lines, ""]


def layouts_markdown() -> str:
    """Return docs/layouts.md."""
    lines = [
        "# Layouts of other systems",
        "",
        "Generated from `pipelines/export/columns` by `make docs`; do not edit.",
        "",
        "    newsbeam export out/tables --layout gdelt2 --output events.tsv",
        "",
        "An exported file has the columns of the system in their order and with their types, so "
        "that",
        "code written for it reads ours. Rows are incidents that are reported as facts: asserted,",
        "not negated, one for each pair of actor and recipient. A row says what the fullest report",
        "says; NumMentions, NumSources and NumArticles count the reports. `flat` has every event",
        "mention instead. Days are the event's own where the text gives one, else the day of",
        "publication. What newsbeam does not know is null and listed below. Country codes:",
        "`pipelines/export/countries.tsv` (ISO 3166-1 and FIPS 10-4 from GeoNames, CC BY 4.0;",
        "Correlates of War and Gleditsch-Ward state numbers).",
        "",
    ]
    for layout in all_layouts():
        lines += _layout(layout)
    return "\n".join(lines)


def codebook_markdown() -> str:
    """Return docs/codebook.md."""
    ontology = load_ontology()
    plover = json.loads(files("schemas.ontology").joinpath("plover.json").read_text("utf-8"))
    lines = [
        "# Codebook",
        "",
        "Generated from `schemas/ontology` by `make docs`; do not edit. Facts of PLOVER 2.0",
        "(manual CC BY-SA 4.0) and CAMEO; classes and definitions are ours.",
        "",
        "## Event classes",
        "",
        "`events.event_class`: one of these for every row of a default run.",
        "",
        "| class | group | what belongs to it | IPTC Media Topic | ACE / ERE |",
        "|---|---|---|---|---|",
    ]
    for kind in load_event_classes().values():
        topic = f"{kind.iptc_label} ({kind.iptc})" if kind.iptc else ""
        cells = (f"`{kind.name}`", kind.group, kind.definition, topic, kind.ace)
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    lines += ["", "## PLOVER event types and modes", "", "`events.event_type`, `events.mode`.", ""]
    lines += [
        "| type | mode | quad class | score | CAMEO | what it is |",
        "|---|---|---|---|---|---|",
    ]
    for entry in plover["event_types"]:
        name = entry["name"]
        quad = entry["quad_class"]
        code = ontology.cameo_for(name) or ""
        lines.append(
            f"| `{name}` | | {quad} | {entry['score']} | {code} | {_cell(entry['definition'])} |"
        )
        for mode, about in entry["modes"].items():
            score = "" if about["score"] is None else about["score"]
            code = ontology.cameo_for(name, mode) or ""
            text = _cell(about.get("definition", ""))
            lines.append(f"| `{name}` | `{mode}` | {quad} | {score} | {code} | {text} |")
    for title, column, entries in (
        ("Quad classes", "events.quad_class", {str(k): v for k, v in ontology.quad_names.items()}),
        ("Contexts", "events.contexts", ontology.contexts),
        ("Sectors", "sectors of actors and recipients", ontology.sectors),
        ("Bodies that are no state", "country of actors", ontology.nonstate_countries),
    ):
        lines += ["", f"## {title}", "", f"`{column}`.", "", "| code | meaning |", "|---|---|"]
        lines += [f"| `{code}` | {_cell(text)} |" for code, text in entries.items()]
    lines += [
        "",
        "## Actor codes",
        "",
        "`actors.code`, `recipients.code`: the country (ISO 3166-1 alpha-3), then at most two",
        "sectors as CAMEO writes them: `GBRGOV` is the British government, `REB` rebels of an",
        "unknown country, `KENMED` Kenyan media (PLOVER's `JRN`). CAMEO has `HLH` for PLOVER's",
        "`MED` and `CVL` for `SOC`; `UNK` and `PRE` are left out.",
        "",
        "## CAMEO codes",
        "",
        "`events.cameo_code`, `events.goldstein`.",
        "",
        "| code | label | type | mode | Goldstein |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| `{code.code}` | {_cell(code.label)} | {code.event_type} | {code.mode or ''} | "
        f"{code.goldstein} |"
        for code in ontology.cameo.values()
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print({"layouts": layouts_markdown, "codebook": codebook_markdown}[sys.argv[1]](), end="")
