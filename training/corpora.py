"""../shared/data/training → sentences with the labels each corpus really has.

Every corpus labels something else, so an entity label is kept as the *set* of labels that a word
may have under our scheme (a bit mask). A corpus that never marks dates allows ``{O, DATE}`` where
it says O; one that says only LOC allows ``{GPE, LOC, FAC}``. The loss asks the model to put its
probability inside the set, so that a type nobody labelled is never taught as a false O.

Held out, never trained on: the last tenth of GMB's sentences and of wikigold's, UNER and EWT dev
and test, GUM dev.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gazetteer import is_demonym, is_gpe_name, place_kinds

TYPES = (
    "PERSON", "NORP", "ORG", "GPE", "LOC", "FAC",
    "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE", "DATE",
)  # fmt: skip
NER_LABELS = ("O", *(f"{p}-{t}" for t in TYPES for p in "BI"))
_INDEX = {label: index for index, label in enumerate(NER_LABELS)}
O_MASK = 1
ANY_MASK = (1 << len(NER_LABELS)) - 1


def mask(prefix: str, types: tuple[str, ...] | set[str]) -> int:
    """Return the bit mask of ``prefix-type`` for all *types*."""
    return sum(1 << _INDEX[f"{prefix}-{kind}"] for kind in set(types))


def open_o(*types: str) -> int:
    """Return the mask of a word that carries none of the types its corpus marks."""
    return O_MASK | mask("B", types) | mask("I", types)


@dataclass
class Sentence:
    """One sentence of one corpus; a missing layer is None."""

    corpus: str
    words: list[str]
    space_after: list[bool] | None = None
    entities: list[int] | None = None
    tags: list[str] | None = None
    upos: list[str] | None = None
    heads: list[int] | None = None
    labels: list[str] | None = None
    lemmas: list[str] | None = None
    spans: list[tuple[int, int, str]] = field(default_factory=list)  # gold, in words
    new_paragraph: bool = False
    new_document: bool = False
    text: str = ""
    marks: Any = None  # labels of the event tasks (tasks.Marks)


# --- entity spans under our scheme ----------------------------------------------------------

TITLES = frozenset(
    """mr mrs ms miss dr prof professor president president-elect prime minister premier chancellor
    king queen prince princess pope senator sen sens general gen lieutenant-general colonel col
    major lieutenant lt captain capt sergeant sgt corporal admiral commander marshal private
    secretary secretary-general undersecretary under-secretary director director-general governor
    gov mayor ambassador congressman congresswoman representative rep reps judge justice
    ayatollah archbishop bishop cardinal reverend rev father sir lord lady dame vice deputy
    assistant former acting foreign defense defence interior finance justice oil information
    attorney chief executive chairman spokesman spokeswoman speaker emperor crown sheik sheikh
    envoy commissioner minister-designate first leader officer coach president-designate
    vice-president ex-president emir sultan shah first imam cleric analyst""".split()
)
_HARD_TITLES = frozenset(
    """mr mrs ms dr president prime minister senator king queen pope general secretary chancellor
    vice foreign prince princess colonel major judge governor mayor spokesman spokeswoman
    ambassador captain justice attorney congressman premier""".split()
)
_TITLE_GLUE = frozenset({"of", "state", "for", "and", "the"})
_GROUPS = frozenset(
    """muslim muslims sunni sunnis shi'ite shi'ites shiite shiites shia christian christians jewish
    jew jews catholic catholics protestant protestants orthodox hindu hindus buddhist buddhists
    islamic islamist islamists republican republicans democrat democrats democratic arab arabs kurd
    kurds kurdish western european europeans african africans asian asians american americans
    communist communists maoist maoists serb serbs serbian tamil tamils hutu hutus tutsi tutsis
    pashtun pashtuns chechen chechens roma conservative socialist socialists labour tory""".split()
)
_AMBIGUOUS_GROUPS = frozenset({"conservative", "socialist", "socialists", "labour", "democratic"})
_LANGUAGES = frozenset(
    """english arabic spanish french german russian chinese mandarin cantonese hindi urdu farsi
    persian portuguese italian japanese korean turkish hebrew latin greek dari pashto""".split()
)
_DIRECTIONS = frozenset(
    """northern southern eastern western central northeastern northwestern southeastern
    southwestern north-eastern north-western south-eastern south-western the nearby""".split()
)
_STORMS = re.compile(r"(?i)hurricane|typhoon|cyclone|tropical storm|katrina|rita|wilma|tsunami")


def _is_title(word: str) -> bool:
    return word.lower().rstrip(".") in TITLES


def strip_titles(words: list[str], start: int, end: int) -> tuple[int, int]:
    """Take titles off the front of a person's span (OntoNotes and CoNLL mark the name alone)."""
    first = start
    while first < end:
        word = words[first].lower().rstrip(".")
        if word in TITLES or (first > start and word in _TITLE_GLUE):
            first += 1
        else:
            break
    return first, end


def gmb_spans(words: list[str], tags: list[str]) -> Iterator[tuple[int, int, str]]:
    start, kind = -1, ""
    for i, tag in enumerate([*tags, "O"]):
        if start >= 0 and (tag[0] != "I" or tag[2:] != kind):
            yield start, i, kind
            start = -1
        if tag[0] == "B" or (tag[0] == "I" and start < 0):
            start, kind = i, tag[2:]


def gmb_types(
    words: list[str], pos: list[str], start: int, end: int, kind: str
) -> tuple[int, int, tuple[str, ...]]:
    """Map one GMB span to our scheme: new bounds and the types it may have (none: drop it)."""
    text = " ".join(words[start:end])
    low = text.lower()
    single = end - start == 1
    if low in _GROUPS and kind in ("per", "org", "geo", "gpe"):
        if low in _AMBIGUOUS_GROUPS:
            return start, end, ("NORP", "ORG")
        return start, end, ("NORP",)
    if kind == "per":
        first, last = strip_titles(words, start, end)
        if first == last:
            return start, start, ()
        rest = " ".join(words[first:last])
        if is_gpe_name(rest) and last - first == 1 and first == start and pos[first] != "NNP":
            return first, last, ("GPE",)
        return first, last, ("PERSON",)
    if kind == "gpe":
        if is_gpe_name(text):
            return start, end, ("GPE",)
        if any(p.startswith("JJ") or p.endswith("S") for p in pos[start:end]) or is_demonym(text):
            return start, end, ("NORP",)
        return start, end, ("NORP", "GPE")
    if kind == "geo":
        while end - start > 1 and words[start] in _DIRECTIONS:
            start += 1
        text = " ".join(words[start:end])
        low = text.lower()
        single = end - start == 1
        if single and (is_demonym(text) or pos[start] == "JJ") and not is_gpe_name(text):
            return start, end, ("NORP", "GPE", "LOC")
        if low in ("u.n.", "eu", "european union", "united nations", "nato"):
            return start, end, ("ORG",)
        return start, end, place_kinds(text)
    if kind == "org":
        first, last = start, end
        while last > first and _is_title(words[last - 1]) and words[last - 1].lower() not in (
            "justice", "defense", "interior", "foreign", "finance", "oil", "information", "crown",
            "general", "state", "first",
        ):  # fmt: skip
            last -= 1
        stripped, _ = strip_titles(words, first, last)
        if stripped > first and words[first].lower().rstrip(".") in _HARD_TITLES:
            if stripped == last:
                return start, start, ()
            if words[first].lower() not in ("foreign", "justice", "prime", "general", "attorney"):
                first = stripped
        if first == last:
            return start, start, ()
        rest = " ".join(words[first:last])
        if rest in ("West Bank", "Gaza Strip", "Golan Heights"):
            return first, last, ("LOC", "GPE")
        if is_gpe_name(rest):
            return first, last, ("GPE",)
        return first, last, ("ORG",)
    if kind == "tim":
        if is_gpe_name(text) and low not in ("may", "march"):
            return start, end, ("GPE",)
        if single and pos[start] in ("CD", "JJ", "DT") and not re.match(r"\d{4}|.*-", low):
            return start, start, ("DATE",)  # "two", "several": as often O as not
        return start, end, ("DATE",)
    if kind == "art":
        if low in _LANGUAGES:
            return start, end, ("LANGUAGE",)
        if low in ("gdp", "please", "islam", "web"):
            return start, start, ()
        if re.search(r"(?i)\b(act|law|treaty|convention|protocol|constitution)\b", text):
            return start, end, ("LAW",)
        if re.search(r"(?i)\b(stadium|airport|zoo|monument|bridge|prison)\b", text):
            return start, end, ("FAC",)
        return start, end, ("WORK_OF_ART", "PRODUCT", "ORG", "LAW", "FAC")
    if kind == "eve":
        return start, end, ("EVENT",)
    if kind == "nat":
        if _STORMS.search(text):
            return start, end, ("EVENT",)
        return start, end, ()
    raise ValueError(kind)


def _paint(count: int, outside: int, spans: list[tuple[int, int, tuple[str, ...]]]) -> list[int]:
    masks = [outside] * count
    for start, end, kinds in spans:
        if kinds and end > start:
            masks[start] = mask("B", kinds)
            for i in range(start + 1, end):
                masks[i] = mask("I", kinds)
    return masks


_CP1252 = {
    "\x91": "‘",
    "\x92": "’",
    "\x93": "“",
    "\x94": "”",
    "\x96": "–",
    "\x97": "—",
    "\x85": "…",
}
_POS_FIX = {"LRB": "-LRB-", "RRB": "-RRB-", ";": ":"}


def read_gmb_raw(path: Path) -> list[tuple[list[str], list[str], list[str]]]:
    """Read GMB's CSV as (words, Penn tags, entity tags) per sentence, in file order."""
    with zipfile.ZipFile(path) as archive:
        raw = archive.read("ner_dataset.csv").decode("latin-1")
    for bad, good in _CP1252.items():
        raw = raw.replace(bad, good)
    rows = csv.reader(io.StringIO(raw, newline=""))
    next(rows)
    sentences: list[tuple[list[str], list[str], list[str]]] = []
    for number, word, pos, tag in rows:
        if number:
            sentences.append(([], [], []))
        words, tags, entities = sentences[-1]
        words.append(word)
        tags.append(_POS_FIX.get(pos, pos))
        entities.append(tag)
    return sentences


def _gmb_sentence(
    words: list[str], pos: list[str], tags: list[str], usual: dict[str, str] | None = None
) -> Sentence:
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    gold: list[tuple[int, int, str]] = []
    loose: list[tuple[int, int]] = []
    for start, end, kind in gmb_spans(words, tags):
        usual_kind = (usual or {}).get(" ".join(words[start:end]))
        if usual_kind and kind in ("per", "org", "geo", "gpe"):
            kind = usual_kind
        first, last, kinds = gmb_types(words, pos, start, end, kind)
        fixed = _FIXED.get(" ".join(words[first:last]).lower())
        if fixed is not None and kind != "tim":
            kinds = fixed
            if not kinds:
                loose.append((first, last))
                continue
        if kinds and last > first:
            spans.append((first, last, kinds))
            gold.append((first, last, kind))
        elif kinds and end > start:
            loose.append((start, end))
    # "Prime/B-per Minister/O Tony/B-per": the halves of a title leave no trace; nothing to do.
    masks = _paint(len(words), open_o("LAW", "LANGUAGE"), spans)
    for i, word in enumerate(words):
        if masks[i] & O_MASK:
            if word.lower() in _GROUPS:
                masks[i] |= mask("B", {"NORP"}) | mask("B", {"ORG"}) | mask("I", {"ORG"})
            elif is_demonym(word) and word[:1].isupper():
                masks[i] |= mask("B", {"NORP"})
    for start, end in loose:
        for i in range(start, end):
            masks[i] = ANY_MASK
    return Sentence("gmb", words, entities=masks, tags=pos, spans=gold)


def read_gmb(path: Path) -> tuple[list[Sentence], list[Sentence]]:
    """Return GMB's (training, held-out) sentences; the last tenth of the file is held out.

    Sentences of the training part that occur word for word in the held-out part are left out.
    """
    raw = read_gmb_raw(path)
    cut = len(raw) - len(raw) // 10
    held_texts = {" ".join(words) for words, _, _ in raw[cut:]}
    usual = _majority(raw[:cut])
    train = [_gmb_sentence(*s, usual) for s in raw[:cut] if " ".join(s[0]) not in held_texts]
    return train, [_gmb_sentence(*s) for s in raw[cut:]]


#: Names that GMB gives a wrong type most of the time.
_FIXED = {
    "african union": ("ORG",), "soviet union": ("GPE",), "fatah": ("ORG",), "islam": (),
    "dalai lama": ("PERSON",), "aung san suu kyi": ("PERSON",), "netherlands": ("GPE",),
    "the hague": ("GPE",), "hague": ("GPE",), "congo": ("GPE",), "sri lanka": ("GPE",),
    "saudi arabia": ("GPE",), "guantanamo": ("GPE", "FAC", "LOC"), "guantanamo bay": ("LOC", "FAC"),
    "taleban": ("ORG",), "taliban": ("ORG",), "state": (), "canal": (), "white house": ("ORG",),
    "al-jazeera": ("ORG",), "security council": ("ORG",),
    "un": ("ORG",), "u.n.": ("ORG",), "eu": ("ORG",), "nato": ("ORG",), "european union": ("ORG",),
}  # fmt: skip


def _majority(sentences: list[tuple[list[str], list[str], list[str]]]) -> dict[str, str]:
    """Return {name: GMB type} for names that nearly always have one type; the rest is noise."""
    seen: dict[str, Counter[str]] = {}
    for words, _, tags in sentences:
        for start, end, kind in gmb_spans(words, tags):
            if kind in ("per", "org", "geo", "gpe"):
                seen.setdefault(" ".join(words[start:end]), Counter())[kind] += 1
    result = {}
    for text, kinds in seen.items():
        kind, times = kinds.most_common(1)[0]
        if times >= 8 and times >= 0.8 * sum(kinds.values()):
            result[text] = kind
    return result


_OTHER = ("NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE")


def _misc_types(text: str) -> tuple[str, ...]:
    low = text.lower()
    if low in _LANGUAGES:
        return ("LANGUAGE", "NORP")
    if low in _GROUPS or is_demonym(text):
        return ("NORP",)
    return ("EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE", "NORP")


def read_iob(path: Path, corpus: str) -> list[Sentence]:
    """Read UNER's .iob2 (columns 2 and 3) or wikigold's IO file (two columns)."""
    sentences: list[Sentence] = []
    words: list[str] = []
    tags: list[str] = []
    new_document = False

    def flush() -> None:
        nonlocal new_document
        if words:
            sentences.append(_simple_sentence(list(words), list(tags), corpus))
            sentences[-1].new_document = new_document
            new_document = False
        words.clear()
        tags.clear()

    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("#") and "\t" not in line:
            new_document |= line.startswith("# newdoc")
            continue
        if not line.strip():
            flush()
            continue
        if corpus == "uner":
            columns = line.split("\t")
            word, tag = columns[1], columns[2]
            tag = "O" if tag.endswith("-O") else tag
        else:
            word, tag = line.rsplit(" ", 1)
            if word == "-DOCSTART-":
                flush()
                new_document = True
                continue
        words.append(word)
        tags.append(tag)
    flush()
    return sentences


def simple_spans(tags: list[str]) -> list[tuple[int, int, str]]:
    """Return (start, end, type) of IOB or IO tags."""
    spans: list[tuple[int, int, str]] = []
    start, kind = -1, ""
    for i, tag in enumerate([*tags, "O"]):
        if start >= 0 and (tag[0] != "I" or tag[2:] != kind):
            spans.append((start, i, kind))
            start = -1
        if tag[0] == "B" or (tag[0] == "I" and start < 0):
            start, kind = i, tag[2:]
    return spans


def _simple_sentence(words: list[str], tags: list[str], corpus: str) -> Sentence:
    gold = simple_spans(tags)
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    for start, end, kind in gold:
        text = " ".join(words[start:end])
        if kind == "PER":
            first, last = strip_titles(words, start, end)
            spans.append((first if first < last else start, last, ("PERSON",)))
        elif kind == "ORG":
            spans.append((start, end, ("ORG",)))
        elif kind == "LOC":
            spans.append((start, end, place_kinds(text)))
        else:
            spans.append((start, end, _misc_types(text)))
    outside = open_o("DATE") if corpus == "wikigold" else open_o("DATE", *_OTHER)
    masks = _paint(len(words), outside, spans)
    if corpus == "uner":
        # UNER leaves nationalities out; a lower-case word is hardly a name of anything.
        for i, word in enumerate(words):
            if masks[i] & O_MASK:
                if is_demonym(word) or word.lower() in _GROUPS:
                    masks[i] = O_MASK | mask("B", {"NORP"}) | mask("B", {"LANGUAGE"})
                elif not any(c.isupper() for c in word) and not any(c.isdigit() for c in word):
                    masks[i] = O_MASK | mask("I", {*_OTHER, "DATE"}) | mask("B", {"DATE"})
    return Sentence(corpus, words, entities=masks, spans=gold)


def read_wikigold(path: Path) -> tuple[list[Sentence], list[Sentence]]:
    """Return wikigold's (training, held-out) sentences; the last tenth is held out."""
    sentences = read_iob(path, "wikigold")
    cut = len(sentences) - len(sentences) // 10
    return sentences[:cut], sentences[cut:]


def read_conllu(path: Path, corpus: str) -> list[Sentence]:
    """Read a treebank in CoNLL-U: words, tags, trees, lemmas, spaces, paragraph starts.

    The UD words are the words; of a multi-word token only the last word can have a space after.
    """
    sentences: list[Sentence] = []
    current: Sentence | None = None
    new_paragraph = new_document = False
    span_end, span_space = 0, True
    misc_column: list[str] = []
    text = ""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("#"):
            new_document |= line.startswith("# newdoc")
            new_paragraph |= line.startswith(("# newpar", "# newdoc"))
            if line.startswith("# text = "):
                text = line[9:]
            continue
        if not line:
            if current is not None:
                current.entities = _gum_entities(current, misc_column) if corpus == "gum" else None
                sentences.append(current)
            current, misc_column, span_end = None, [], 0
            continue
        columns = line.split("\t")
        if current is None:
            current = Sentence(
                corpus, [], [], None, [], [], [], [], [],
                new_paragraph=new_paragraph, new_document=new_document, text=text,
            )  # fmt: skip
            new_paragraph = new_document = False
        number = columns[0]
        space = "SpaceAfter=No" not in columns[9]
        if "-" in number:
            span_end, span_space = int(number.split("-")[1]), space
            continue
        if "." in number:
            continue
        index = int(number)
        if span_end:
            space = span_space if index == span_end else False
            if index == span_end:
                span_end = 0
        assert current.space_after is not None and current.tags is not None
        assert current.upos is not None and current.heads is not None
        assert current.labels is not None and current.lemmas is not None
        current.words.append(columns[1])
        current.space_after.append(space)
        current.lemmas.append(columns[2])
        current.upos.append(columns[3])
        current.tags.append(columns[4])
        current.heads.append(int(columns[6]))
        current.labels.append(columns[7])
        misc_column.append(columns[9])
    return sentences


_GUM_TYPES = {
    "person": ("PERSON", "NORP"),
    "place": ("GPE", "LOC", "FAC"),
    "organization": ("ORG",),
    "event": ("EVENT",),
}


def _gum_entities(sentence: Sentence, misc: list[str]) -> list[int]:
    """Take from GUM only what is safe: names whose words are all proper nouns, and plain words."""
    tags = sentence.tags or []
    masks = []
    for word, tag in zip(sentence.words, tags, strict=True):
        plain = tag not in ("NNP", "NNPS", "CD", "JJ", "FW", "ADD", "GW") and not any(
            c.isupper() for c in word
        )
        masks.append(
            O_MASK | mask("I", set(TYPES) - {"PERSON"}) | mask("B", {"DATE"}) if plain else ANY_MASK
        )
    open_spans: list[tuple[str, str, int]] = []
    for i, column in enumerate(misc):
        found = re.search(r"(?:^|\|)Entity=([^|]*)", column)
        if not found:
            continue
        for opened in re.findall(r"\(([^()]+)", found.group(1)):
            parts = opened.split("-")
            open_spans.append((parts[0], parts[1] if len(parts) > 1 else "", i))
        for closing in re.finditer(r"(\()?([^()]*)\)", found.group(1)):
            key = closing.group(2).split("-")[0]
            for j in range(len(open_spans) - 1, -1, -1):
                if open_spans[j][0] == key:
                    _, kind, start = open_spans.pop(j)
                    span = range(start, i + 1)
                    kinds = _GUM_TYPES.get(kind)
                    if kinds and all(tags[k] in ("NNP", "NNPS") for k in span):
                        text = " ".join(sentence.words[start : i + 1])
                        first = start
                        if kind == "person":
                            first, _ = strip_titles(sentence.words, start, i + 1)
                            if first == i + 1:
                                break
                            kinds = ("NORP",) if is_demonym(text) else ("PERSON",)
                        if kind == "place":
                            kinds = place_kinds(text)
                        for k in span:
                            masks[k] = O_MASK if k < first else mask("I", kinds)
                        masks[first] = mask("B", kinds)
                    break
    return masks


_MASC_NEWS = ("newspaper", "blog", "govt-docs", "travel-guides", "non-fiction", "journal", "essays")


def read_masc(folder: Path) -> list[Sentence]:
    """Read the written, edited part of MASC's Penn tags (a line is a sentence)."""
    sentences: list[Sentence] = []
    for line in (folder / "categories.txt").read_text(encoding="utf-8").splitlines():
        name, kind = line.rsplit(" ", 1)
        path = folder / name
        if kind not in _MASC_NEWS or not path.exists():
            continue
        for row in path.read_text(encoding="utf-8", errors="replace").splitlines():
            words, tags = [], []
            for item in row.split():
                word, _, tag = item.rpartition("_")
                if word and tag:
                    words.append(word)
                    tags.append(tag)
            if 3 <= len(words) <= 80:
                sentences.append(Sentence("masc", words, tags=tags))
    return sentences


@dataclass
class Corpora:
    """Everything that training and evaluation read."""

    train: list[Sentence]
    held: dict[str, list[Sentence]]


def read_all(folder: Path, *, masc: bool = True) -> Corpora:
    """Read all corpora under *folder* (../shared/data/training)."""
    gmb_train, gmb_held = read_gmb(folder / "gmb" / "ner_dataset.zip")
    wiki_train, wiki_held = read_wikigold(folder / "wikigold/CONLL-format/data/wikigold.conll.txt")
    ewt = folder / "ud_ewt"
    uner = folder / "uner_ewt"
    ewt_train = read_conllu(ewt / "en_ewt-ud-train.conllu", "ewt")
    by_text = {" ".join(s.words): s for s in read_iob(
        uner / "en_ewt-ud-train.v1-2023-05.iob2", "uner")}  # fmt: skip
    joined = 0
    for sentence in ewt_train:
        match = by_text.get(" ".join(sentence.words))
        if match is not None:
            sentence.entities, sentence.spans = match.entities, match.spans
            joined += 1
    gum_train = [
        s for p in sorted((folder / "gum/train").glob("*.conllu")) for s in read_conllu(p, "gum")
    ]
    train = gmb_train + wiki_train + ewt_train + gum_train
    if masc:
        train += read_masc(folder / "masc_pos")
    print(f"EWT sentences with UNER entities: {joined} of {len(ewt_train)}")
    return Corpora(
        train,
        {
            "gmb": gmb_held,
            "wikigold": wiki_held,
            "ewt_dev": read_conllu(ewt / "en_ewt-ud-dev.conllu", "ewt"),
            "ewt_test": read_conllu(ewt / "en_ewt-ud-test.conllu", "ewt"),
            "uner_dev": read_iob(uner / "en_ewt-ud-dev.iob2", "uner"),
            "uner_test": read_iob(uner / "en_ewt-ud-test.iob2", "uner"),
            "gum_dev": [
                s
                for p in sorted((folder / "gum/dev").glob("*.conllu"))
                for s in read_conllu(p, "gum")
            ],
        },
    )


def count(sentences: list[Sentence]) -> Counter[str]:
    """Return words per corpus."""
    result: Counter[str] = Counter()
    for sentence in sentences:
        result[sentence.corpus] += len(sentence.words)
    return result
