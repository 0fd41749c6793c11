"""Event quality on the development sets → figures, compared with pinned floors.

    python benchmarks/evaluate_events.py [--set meantime --set pairs ...] [--errors N]
    python benchmarks/evaluate_events.py --update-floors

Sets (all in ../shared/data/dev, none of them copied here):
    meantime   event mentions and participants of 60 Wikinews stories (CC BY 4.0), from raw text
    pairs      plover_relations: is the marked pair found with its type, from the raw sentence
    gsr        plover_gsr: type, and actors' country and sector
    petrarch   PETRARCH2 unit tests with their own actor file: dyads found, empty sentences empty
    re3d       relations between two actors: is there an event that joins them
    ecbplus    event words in the judged sentences of ECB+'s development topics (CC BY 3.0, in
               ../shared/data/training), rows of ``--events all``
    tables     generated sports results, recipes and stock tables: false events per 1,000 sentences
The type head given the pair is measured by training/events/train_heads.py (cross-validation).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import pinned  # noqa: E402
from benchmarks.evaluated_model import pipeline  # noqa: E402
from benchmarks.marked_pairs import read_marked  # noqa: E402
from benchmarks.tally import Tally  # noqa: E402
from schemas.records import Article, Event, Participant  # noqa: E402
from training.incidents.gold import ecbplus  # noqa: E402
from transforms.events import EventOptions, code_events  # noqa: E402
from transforms.extract.annotate import annotate  # noqa: E402

PINS = pinned.Pins(
    "events",
    slack=0.005,
    is_ceiling=lambda name: name.startswith("false"),
    ceiling_slack=2.0,  # false events of a thousand sentences
)
SHARED = Path(os.environ.get("NEWSBEAM_SHARED", ROOT.parent / "shared")) / "data" / "dev"


def article_of(text: str, date: str | None, title: str | None = None, key: str = "dev") -> Article:
    return Article(
        key, "dev", 0, None, None, None, title, None, (), None, None, None, date, None, "en",
        None, (), text, "", len(text.split()), (), "dev",
    )  # fmt: skip


def code(
    text: str, date: str | None = None, options: EventOptions | None = None
) -> tuple[Any, list[Event]]:
    article = article_of(text, date)
    doc = pipeline()(text)
    options = options or EventOptions("all")
    return doc, code_events(doc, article, annotate(doc, article), options)


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


# --- MEANTIME ---------------------------------------------------------------------------------

NO_SPACE_BEFORE = {",", ".", ";", ":", "!", "?", ")", "'s", "n't", "%", "''", "”", "’s", "'"}
NO_SPACE_AFTER = {"(", "$", "``", "“", "€", "£"}


def meantime_story(path: Path) -> tuple[str, str | None, list[dict[str, Any]], int]:
    """Raw text, date, gold events of the annotated sentences, and where annotation ends."""
    root = ElementTree.parse(path).getroot()
    tokens = [
        (t.get("t_id"), int(t.get("sentence") or 0), t.text or "") for t in root.iter("token")
    ]
    text, spans, sentence = "", {}, -1
    glue = True
    bounds: dict[int, int] = {}
    for key, number, word in tokens:
        if number != sentence:
            text += "\n\n" if 0 <= sentence < 2 else (" " if text else "")
            glue, sentence = True, number
        if not glue and word not in NO_SPACE_BEFORE:
            text += " "
        spans[key] = (len(text), len(text) + len(word))
        text += word
        bounds[number] = len(text)
        glue = word in NO_SPACE_AFTER
    sentence_of = {key: number for key, number, _ in tokens}
    marks: dict[str, dict[str, Any]] = {}
    placed: dict[str, int] = {}
    date = None
    last = 0
    markables = root.find("Markables")
    for item in markables if markables is not None else []:
        anchors = [a.get("t_id") for a in item.findall("token_anchor")]
        if item.get("functionInDocument") == "CREATION_TIME":
            date = item.get("value")
        if not anchors:
            continue
        last = max(last, max(sentence_of[a] for a in anchors))
        marks[item.get("m_id") or ""] = {
            "tag": item.tag,
            "span": (spans[anchors[0]][0], spans[anchors[-1]][1]),
            "polarity": item.get("polarity"),
            "certainty": item.get("certainty"),
            "time": item.get("time"),
            "pos": item.get("pos"),
            "participants": [],
            "named": [],  # for each participant the spans of its entity in the same sentence
        }
        placed[item.get("m_id") or ""] = sentence_of[anchors[0]]
    listed = root.find("Relations")
    relations = list(listed) if listed is not None else []
    same: dict[str, list[tuple[int, int]]] = {}
    for relation in relations:
        # "Fiat, which bought it": the relative pronoun and the name are one entity there.
        found = [x.get("m_id") or "" for x in relation.findall("source")]
        for key in found if relation.tag == "REFERS_TO" else []:
            if key in marks:
                near = [k for k in found if k in marks and placed[k] == placed[key]]
                same[key] = [marks[k]["span"] for k in near]
    for relation in relations:
        if relation.tag != "HAS_PARTICIPANT":
            continue
        source = (relation.find("source")).get("m_id")  # type: ignore[union-attr]
        target = (relation.find("target")).get("m_id")  # type: ignore[union-attr]
        if source in marks and target in marks:
            span = marks[target]["span"]
            marks[source]["participants"].append((relation.get("sem_role"), span))
            marks[source]["named"].append(same.get(target, [span]))
    events = [m for m in marks.values() if m["tag"] == "EVENT_MENTION"]
    return text, date, events, bounds[last]


def evaluate_meantime(errors: int) -> dict[str, float]:
    counts: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    for path in sorted((SHARED / "meantime" / "intra-doc_annotation").glob("*/*.xml")):
        text, date, gold, end = meantime_story(path)
        _, events = code(text, date if date and re.fullmatch(r"\d{4}-\d\d-\d\d", date) else None)
        events = [e for e in events if e.trigger_start < end]
        pairs: dict[int, Event] = {}
        free = set(range(len(gold)))
        for event in events:
            hits = [
                g
                for g in free
                if overlap(gold[g]["span"], (event.trigger_start, event.trigger_end))
            ]
            if hits:
                best = min(hits, key=lambda g: abs(gold[g]["span"][1] - event.trigger_end))
                free.discard(best)
                pairs[best] = event
            else:
                extra[event.predicate] += 1
        counts["right"] += len(pairs)
        counts["found"] += len(events)
        counts["gold"] += len(gold)
        for g in free:
            missed[text[slice(*gold[g]["span"])].lower()] += 1
        for g, item in enumerate(gold):
            if not item["participants"]:
                continue
            counts["with_participants"] += 1
            event = pairs.get(g)
            hits = roles = named = 0
            for (role, span), spans in zip(item["participants"], item["named"], strict=True):
                counts["participants"] += 1
                if event is None:
                    continue
                people = (*event.actors, *event.recipients)
                actor = any(overlap(span, (p.start, p.end)) for p in event.actors)
                other = any(overlap(span, (p.start, p.end)) for p in event.recipients)
                place = event.place is not None and event.place.text in text[slice(*span)]
                hit = actor or other or (role == "Argm-LOC" and place)
                hits += hit
                named += hit or any(overlap(s, (p.start, p.end)) for s in spans for p in people)
                roles += actor if role == "Arg0" else place if role == "Argm-LOC" else other
            counts["participants_found"] += hits
            counts["roles_right"] += roles
            counts["events_any"] += hits > 0
            counts["events_all"] += hits == len(item["participants"])
            counts["entities_found"] += named
            counts["events_all_entities"] += named == len(item["participants"])
        for g, event in pairs.items():
            if gold[g]["polarity"] in {"POS", "NEG"}:
                counts["polarity"] += 1
                counts["polarity_right"] += (gold[g]["polarity"] == "NEG") == event.negated
            if gold[g]["time"] in {"FUTURE", "NON_FUTURE"}:
                counts["tense"] += 1
                ahead = event.modality in {"future", "hypothetical"}
                counts["tense_right"] += (gold[g]["time"] == "FUTURE") == ahead
    if errors:
        print("missed", missed.most_common(errors))
        print("extra", extra.most_common(errors))
    all_ = Tally(counts["right"], counts["found"], counts["gold"])
    return {
        "meantime_precision": all_.precision,
        "meantime_recall": all_.recall,
        "meantime_f1": all_.f,
        "meantime_participants": counts["participants_found"] / counts["participants"],
        "meantime_roles": counts["roles_right"] / counts["participants"],
        "meantime_events_with_a_participant": counts["events_any"] / counts["with_participants"],
        "meantime_events_with_all": counts["events_all"] / counts["with_participants"],
        "meantime_entities": counts["entities_found"] / counts["participants"],
        "meantime_events_with_all_entities": counts["events_all_entities"]
        / counts["with_participants"],
        "meantime_polarity": counts["polarity_right"] / max(1, counts["polarity"]),
        "meantime_future": counts["tense_right"] / max(1, counts["tense"]),
    }


# --- plover_relations -------------------------------------------------------------------------


def merged(event_type: str | None) -> str | None:
    """The set's 15 types: CONCEDE and RETREAT together are YIELD."""
    return "YIELD" if event_type in {"CONCEDE", "RETREAT"} else event_type


def relation_rows() -> list[dict[str, Any]]:
    path = SHARED / "plover_relations" / "PLV_train.tsv"
    rows = []
    with path.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            text, spans = read_marked(row["marked_sentence"])
            if len(spans) < 2:
                continue  # a few rows have lost a mark
            rows.append(
                {"text": text, "source": spans["s"], "target": spans["t"], "type": row["gold_root"],
                 "quad": int(row["gold_penta"]), "id": row["sentence_id"]}
            )  # fmt: skip
    return rows


def names(participant: Participant, text: str, span: tuple[int, int]) -> bool:
    """Whether a participant stands in ``span``, or is a pronoun named by it."""
    if overlap(span, (participant.start, participant.end)):
        return True
    name = (participant.name or "").lower()
    return bool(name) and name in text[slice(*span)].lower()


def joins(event: Event, row: dict[str, Any]) -> bool:
    """Whether the event has the marked source as actor and the marked target as recipient."""
    actors = any(names(p, row["text"], row["source"]) for p in event.actors)
    others = any(names(p, row["text"], row["target"]) for p in event.recipients)
    if not others and not event.recipients:  # what two do together: both are actors
        others = any(names(p, row["text"], row["target"]) for p in event.actors[1:])
    return actors and others


def evaluate_pairs(errors: int) -> dict[str, float]:
    counts: Counter[str] = Counter()
    confusion: Counter[tuple[str, str]] = Counter()
    shown = 0
    ontology_quad = {}
    for row in relation_rows():
        _, events = code(row["text"])
        counts["rows"] += 1

        typed = [e for e in events if merged(e.event_type) == row["type"]]
        pair = [e for e in events if joins(e, row)]
        coded_pair = [e for e in pair if e.event_type is not None]
        counts["type_in_sentence"] += bool(typed)
        counts["pair"] += bool(pair)
        right = any(joins(e, row) for e in typed)
        counts["pair_and_type"] += right
        if coded_pair:
            counts["coded_pairs"] += 1
            counts["coded_right"] += right
            best = max(coded_pair, key=lambda e: e.confidence or 0.0)
            ontology_quad[row["id"]] = best.quad_class
            counts["quad_right"] += any(e.quad_class == row["quad"] for e in coded_pair)
        if not right:
            got = ",".join(sorted({merged(e.event_type) or "-" for e in pair})) or "no pair"
            confusion[row["type"], got] += 1
            if shown < errors:
                shown += 1
                s, t = row["source"], row["target"]
                print(f"\n[{row['type']}] {row['text']}")
                print(f"   pair: {row['text'][slice(*s)]!r} -> {row['text'][slice(*t)]!r}")
                for e in events:
                    print(
                        f"   {e.trigger!r} {e.event_type} {e.modality}",
                        [p.text for p in e.actors], [p.text for p in e.recipients],
                    )  # fmt: skip
    if errors:
        print(confusion.most_common(60))
    rows = counts["rows"]
    return {
        "pairs_pair_and_type": counts["pair_and_type"] / rows,
        "pairs_pair": counts["pair"] / rows,
        "pairs_type_in_sentence": counts["type_in_sentence"] / rows,
        "pairs_type_precision": counts["coded_right"] / max(1, counts["coded_pairs"]),
    }


# --- PLOVER gold standard records -------------------------------------------------------------

OLD_TYPES = {"FIGHT": "ASSAULT", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE",
             "DEMAND": "REQUEST"}  # fmt: skip
#: Names of modes before PLOVER 2.0; "other" and "detain" (of the kidnapped) have none today.
OLD_MODES = {"demo-spon": "demo", "strike-gen": "strike", "curfew": "restrict", "other": "",
             "detain": ""}  # fmt: skip
OLD_COUNTRIES = {"ITL": "ITA", "JAP": "JPN", "VTN": "VNM"}
#: What the records call IGO has codes of its own in newer lists.
INTERNATIONAL = {"IGO", "UNO", "EUR"}


def same_country(gold: str | None, found: str | None) -> bool:
    return found in INTERNATIONAL if gold == "IGO" else found == gold


def people_of(value: Any) -> list[dict[str, Any]]:
    """The records give one actor as an object and several as a list."""
    if isinstance(value, dict):
        return [value]
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def evaluate_gsr(errors: int) -> dict[str, float]:
    records = json.loads((SHARED / "plover_gsr" / "records.json").read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    for record in records:
        text = record["text"].strip(" {}")
        wanted = OLD_TYPES.get(record["event"], record["event"])
        _, events = code(text, record["date"])
        counts["rows"] += 1
        counts["type"] += any(e.event_type == wanted for e in events)
        kind = OLD_MODES.get(record.get("mode"), record.get("mode"))
        if kind:
            counts["modes"] += 1
            counts["mode"] += any(e.event_type == wanted and e.mode == kind for e in events)
        people = [p for e in events for p in (*e.actors, *e.recipients)]
        typed = [e for e in events if e.event_type == wanted]
        sources = {p.country for e in typed for p in e.actors}
        counts["source_of_type"] += any(
            OLD_COUNTRIES.get(a["code"], a["code"]) in sources for a in people_of(record["source"])
        )
        for side in ("source", "target"):
            for actor in people_of(record.get(side)):
                counts["actors"] += 1
                country = OLD_COUNTRIES.get(actor.get("code"), actor.get("code"))
                words = set(re.findall(r"[a-z]+", actor["actorText"].lower()))
                matching = [
                    p
                    for p in people
                    if words
                    & set(re.findall(r"[a-z]+", f"{p.text} {p.name or ''}".lower()))
                    - {"the", "of", "in", "a"}
                ]
                counts["actors_found"] += bool(matching)
                counts["country"] += any(same_country(country, p.country) for p in matching)
                if actor.get("sector"):
                    counts["sectors"] += 1
                    counts["sector"] += any(actor["sector"][:3] in p.sectors for p in matching)
                    if errors and not any(actor["sector"][:3] in p.sectors for p in matching):
                        print("sector", actor, [(p.text, p.sectors) for p in matching])
                if errors and not any(same_country(country, p.country) for p in matching):
                    print("country", actor, [(p.text, p.country) for p in matching], text[:160])
        if errors and not any(e.event_type == wanted for e in events):
            print(f"[{wanted}] {text}")
            for e in events:
                print("    ", e.trigger, e.event_type, [p.text for p in e.actors])
    return {
        "gsr_type": counts["type"] / counts["rows"],
        "gsr_type_and_source": counts["source_of_type"] / counts["rows"],
        "gsr_mode": counts["mode"] / max(1, counts["modes"]),
        "gsr_actor_found": counts["actors_found"] / counts["actors"],
        "gsr_country": counts["country"] / counts["actors"],
        "gsr_sector": counts["sector"] / max(1, counts["sectors"]),
    }


# --- PETRARCH2 unit tests ---------------------------------------------------------------------


def petrarch_actors(path: Path) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """Its actor file: names (also synonyms, indented with +) with codes of country and roles."""
    actors: dict[str, tuple[str | None, tuple[str, ...]]] = {}
    names: list[str] = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        line = re.sub(r"<!--.*?-->|#.*|;.*", "", line).strip()
        if not line:
            continue
        plain = re.match(r"^(\+?)([^\[\]]+?)\s*(?:\[([^\]]*)\])?$", line)
        if plain is None:
            continue
        name = plain.group(2).replace("_", " ").strip().lower()
        if plain.group(1) != "+":
            names = []
        names.append(name)
        found = (plain.group(3) or "").split()[:1]
        if found:
            raw = found[0].strip().upper()
            for each in names:
                actors[each] = (raw[:3] or None, tuple(re.findall("...", raw[3:])))
    return actors


def evaluate_petrarch(errors: int) -> dict[str, float]:
    folder = SHARED / "petrarch2_unit_tests"
    actors = petrarch_actors(folder / "PETR.Validate.actors.txt")
    text = (folder / "PETR.UnitTest.records.xml").read_text(encoding="utf-8", errors="replace")
    options = EventOptions("all", actors=actors)
    counts: Counter[str] = Counter()
    for block in re.findall(r"<Sentence .*?</Sentence>", text, flags=re.S):
        found = re.search(r"<Text>(.*?)</Text>", block, flags=re.S)
        if found is None:
            continue
        sentence = " ".join(found.group(1).split())
        gold = [
            dict(re.findall(r'(\w+)\s*=\s*"([^"]*)"', coding))
            for coding in re.findall(r"<EventCoding(.*?)>", block, flags=re.S)
        ]
        gold = [g for g in gold if g.get("sourcecode") or g.get("eventcode")]
        gold = [g for g in gold if "noevents" not in g and "error" not in g]
        _, events = code(sentence, None, options)
        coded = [e for e in events if e.event_type is not None]
        if not gold:
            counts["empty"] += 1
            counts["empty_left_alone"] += not coded
            continue
        for g in gold:
            counts["dyads"] += 1
            source, target = g.get("sourcecode", "---")[:3], g.get("targetcode", "---")[:3]
            both = {"03", "04", "05", "06"} & {g.get("eventcode", "")[:2]}
            sides = [(source, target), (target, source)] if both else [(source, target)]
            hit = any(
                (one == "---" or any(p.country == one for p in e.actors))
                and (
                    other == "---"
                    or any(p.country == other for p in (*e.recipients, *e.actors[1:]))
                )
                for e in events
                for one, other in sides
            )
            counts["dyads_found"] += hit
            if errors and not hit:
                print(g, sentence)
                for e in events:
                    print(
                        "    ", e.trigger, e.event_type, [(p.text, p.country) for p in e.actors],
                        [(p.text, p.country) for p in e.recipients],
                    )  # fmt: skip
    return {
        "petrarch_dyads": counts["dyads_found"] / max(1, counts["dyads"]),
        "petrarch_empty_left_alone": counts["empty_left_alone"] / max(1, counts["empty"]),
    }


# --- re3d -------------------------------------------------------------------------------------


def evaluate_re3d(errors: int) -> dict[str, float]:
    wanted = {
        "FightingAgainst": {"ASSAULT", "COERCE"},
        "CommWith": {"CONSULT", "COOPERATE", "AGREE", "AID", "SUPPORT", "REQUEST"},
        "MilitaryAlliesOf": {"COOPERATE", "AID", "SUPPORT"},
        "Likes": {"SUPPORT"},
        "Dislikes": {"ACCUSE"},
    }
    counts: Counter[str] = Counter()
    for folder in sorted(p for p in (SHARED / "re3d").iterdir() if p.is_dir()):
        documents = {}
        for line in (folder / "documents.json").read_text(encoding="utf-8").splitlines():
            if line.strip():
                document = json.loads(line)
                documents[document["_id"]] = document["text"]
        relations: dict[str, list[dict[str, Any]]] = {}
        for line in (folder / "relations.json").read_text(encoding="utf-8").splitlines():
            if line.strip():
                relation = json.loads(line)
                if relation["type"] in wanted:
                    relations.setdefault(relation["documentId"], []).append(relation)
        for key, found in sorted(relations.items()):
            if key not in documents:
                continue
            text = documents[key]
            _, events = code(text)
            for relation in found:
                counts["relations"] += 1
                a = (relation["sourceBegin"], relation["sourceEnd"])
                b = (relation["targetBegin"], relation["targetEnd"])
                joined = [
                    e
                    for e in events
                    if any(overlap(a, (p.start, p.end)) for p in (*e.actors, *e.recipients))
                    and any(overlap(b, (p.start, p.end)) for p in (*e.actors, *e.recipients))
                ]
                counts["joined"] += bool(joined)
                counts["typed"] += any(e.event_type in wanted[relation["type"]] for e in joined)
                if errors and not joined:
                    low, high = max(0, min(a[0], b[0]) - 30), max(a[1], b[1]) + 40
                    print(relation["type"], "|", relation["source"], "|", relation["target"], "|",
                          text[low:high].replace("\n", " "))  # fmt: skip
    return {
        "re3d_joined": counts["joined"] / max(1, counts["relations"]),
        "re3d_typed": counts["typed"] / max(1, counts["relations"]),
    }


# --- text that reports nothing ----------------------------------------------------------------


def evaluate_tables(errors: int) -> dict[str, float]:
    from events_noise import noise  # beside this file

    result = {}
    for name, texts in noise().items():
        sentences = rows = coded = 0
        for text in texts:
            doc, events = code(text, "2024-05-01", EventOptions())  # the rows that users get
            sentences += max(1, len(list(doc.sents)))
            rows += len(events)
            coded += sum(e.event_type is not None for e in events)
            if errors:
                for event in events[:errors]:
                    around = text[max(0, event.start - 20) : event.end + 20].replace("\n", "/")
                    print(name, "|", event.trigger, event.event_type, "|", around)
        result[f"false_per_1000_{name}"] = 1000 * rows / sentences
        result[f"false_coded_per_1000_{name}"] = 1000 * coded / sentences
    return result


def evaluate_ecbplus(errors: int) -> dict[str, float]:
    """Rows whose trigger overlaps a mention, and mentions that a row's trigger overlaps.

    A mention counts once; of rows on one mention each counts as right.
    """
    found = right = gold = reached = 0
    for document in ecbplus(development=True):
        _, events = code(document.text, document.date)
        judged = document.judged or ()
        spans = [
            (event.trigger_start, event.trigger_end)
            for event in events
            if any(a <= event.trigger_start < b for a, b in judged)
        ]
        mentions = [(mention.start, mention.end) for mention in document.mentions]
        found += len(spans)
        gold += len(mentions)
        right += sum(any(overlap(span, mention) for mention in mentions) for span in spans)
        reached += sum(any(overlap(span, mention) for span in spans) for mention in mentions)
    precision, recall = right / max(1, found), reached / max(1, gold)
    return {
        "ecbplus events P": precision,
        "ecbplus events R": recall,
        "ecbplus events F": 2 * precision * recall / max(1e-9, precision + recall),
    }


SETS: dict[str, Callable[[int], dict[str, float]]] = {
    "meantime": evaluate_meantime,
    "pairs": evaluate_pairs,
    "gsr": evaluate_gsr,
    "petrarch": evaluate_petrarch,
    "re3d": evaluate_re3d,
    "ecbplus": evaluate_ecbplus,
    "tables": evaluate_tables,
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--set", action="append", choices=sorted(SETS), help="default: all")
    pinned.add_flags(parser)
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each kind")
    options = parser.parse_args(arguments)
    figures: dict[str, float] = {}
    measured = set()
    for name in options.set or list(SETS):
        if name != "tables" and not SHARED.is_dir():
            print(f"{name}: skipped, no {SHARED}")
            continue
        start = time.perf_counter()
        found = SETS[name](options.errors)
        print(f"{name} ({time.perf_counter() - start:.0f} s)")
        for key, value in found.items():
            print(f"  {key:42s} {value:8.3f}")
        figures.update(found)
        measured.add(name)
    return pinned.finish(PINS, figures, options, partial=set(SETS) != measured)


if __name__ == "__main__":
    raise SystemExit(main())
